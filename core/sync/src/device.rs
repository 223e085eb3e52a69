//! Everything that one device knows of its partnership.

use std::{collections::BTreeMap, sync::Arc};

use patchwork_crypto::{DeviceSecrets, SpaceKey};
use patchwork_protocol::{
    CursorDigest, DeviceId, Directory, DirectoryHead, LogItem, PartnershipId, PractitionerId,
    SpaceId, TeamChange, cursor_digest,
};

use crate::{
    ConversationState, Effect, KeyRing, LogView, SetAside, Space, SpaceRecord, UnreadableRecord,
    overlay::Overlay,
    receive::{Progress, SpaceContext},
};

/// One device: its secrets, the directory, and every space that it is in.
///
/// It is a value in memory beside a store. A method that changes it returns
/// [`Effect`]s or a [`SpaceRecord`]: what the store must keep in the same
/// transaction. The caller changes a clone, and puts it in the place of the value
/// once the transaction is committed: so a transaction that fails has changed
/// nothing here either. A clone shares every space with its original until one of
/// the two changes it.
#[derive(Clone)]
pub struct Device {
    pub(crate) secrets: Arc<DeviceSecrets>,
    pub(crate) me: DeviceId,
    pub(crate) directory: Arc<Space>,
    pub(crate) spaces: Arc<BTreeMap<SpaceId, Arc<Space>>>,
    pub(crate) wraps_after: u64,
    pub(crate) conversation: ConversationState,
}

impl core::fmt::Debug for Device {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Device")
            .field("me", &self.me)
            .field("partnership", &self.partnership())
            .field("spaces", &self.spaces.len())
            .finish_non_exhaustive()
    }
}

/// A space as the store gives it back at start.
#[derive(Debug)]
pub struct StoredSpace {
    /// Which space.
    pub space: SpaceId,
    /// Its record, or why it cannot be read. Then the space is [set aside](crate::SetAside).
    pub record: Result<SpaceRecord, UnreadableRecord>,
    /// Its team changes that took effect, by index.
    pub team_changes: Vec<Vec<u8>>,
    /// Its keys.
    pub keys: Vec<SpaceKey>,
}

impl Device {
    /// A device that knows only its partnership. It joins by an invitation, which
    /// promises a head of the directory, or it founds the partnership.
    pub fn new(
        secrets: DeviceSecrets,
        partnership: PartnershipId,
        promised: Option<DirectoryHead>,
    ) -> Self {
        let me = secrets.id();
        Self {
            secrets: Arc::new(secrets),
            me,
            directory: Arc::new(Space::new(partnership.directory(), promised)),
            spaces: Arc::default(),
            wraps_after: 0,
            conversation: ConversationState::NONE,
        }
    }

    /// The device as its store knows it. The store is authenticated, and what is in it
    /// was verified before it was written: no signature is verified again. A space
    /// whose team changes do not take effect any more is [set aside](crate::SetAside).
    pub fn restore(
        secrets: DeviceSecrets,
        partnership: PartnershipId,
        wraps_after: u64,
        stored: Vec<StoredSpace>,
    ) -> Self {
        let mut device = Self::new(secrets, partnership, None);
        device.wraps_after = wraps_after;
        let (directory, others): (Vec<_>, Vec<_>) = stored
            .into_iter()
            .partition(|stored| stored.space == partnership.directory());
        for stored in directory {
            device.directory = Arc::new(restore_space(stored, device.me, None));
        }
        let mut spaces = BTreeMap::new();
        for stored in others {
            let space = restore_space(stored, device.me, device.directory.as_directory());
            spaces.insert(space.id, Arc::new(space));
        }
        device.spaces = Arc::new(spaces);
        device
    }

    /// This device's id.
    pub fn id(&self) -> DeviceId {
        self.me
    }

    /// The secrets, for sessions and statements.
    pub fn secrets(&self) -> &DeviceSecrets {
        &self.secrets
    }

    /// The partnership.
    pub fn partnership(&self) -> PartnershipId {
        self.directory.id.into()
    }

    /// The directory's state, once its founding is known.
    pub fn directory(&self) -> Option<&Directory> {
        self.directory.as_directory()
    }

    /// The person whose device this is, once the directory lists it.
    pub fn practitioner(&self) -> Option<PractitionerId> {
        self.directory()?
            .device(self.me)
            .map(|record| record.practitioner)
    }

    /// One space; the directory is one too.
    pub fn space(&self, id: SpaceId) -> Option<&Space> {
        if id == self.directory.id {
            Some(&self.directory)
        } else {
            self.spaces.get(&id).map(Arc::as_ref)
        }
    }

    /// The directory's space, then all others.
    pub fn spaces(&self) -> impl Iterator<Item = &Space> {
        core::iter::once(&self.directory)
            .chain(self.spaces.values())
            .map(Arc::as_ref)
    }

    /// What the store keeps of a space beside items, team changes and keys. `None` also where the
    /// record in the store cannot be read: it stays as it is.
    pub fn record(&self, id: SpaceId) -> Option<SpaceRecord> {
        let space = self.space(id).filter(|space| space.has_record());
        space.map(Space::record)
    }

    /// The number of the last wrap that was taken in.
    pub fn wraps_after(&self) -> u64 {
        self.wraps_after
    }

    /// What this device holds, in 32 bytes: every space in whose team it is.
    pub fn digest(&self) -> CursorDigest {
        cursor_digest(self.followed().filter_map(|space| {
            let cursor = space.cursor?;
            (cursor.n > 0).then_some((space.id, cursor.n, cursor.chain))
        }))
    }

    /// The spaces that the relay passes on to this device.
    pub(crate) fn followed(&self) -> impl Iterator<Item = &Space> {
        let me = self.practitioner();
        self.spaces().filter(move |space| {
            space.id == self.directory.id
                || space.team().is_none_or(|team| {
                    me.is_some_and(|practitioner| team.role_of(practitioner).is_some())
                })
        })
    }

    /// Takes in a team change that did not come with the log: the founding of a
    /// space that was opened here (no other change can compete with it), or a
    /// change that the relay has just appended for this device.
    pub fn take_change<V: LogView>(
        &mut self,
        space: SpaceId,
        change: &TeamChange,
        log: &V,
    ) -> Result<Vec<Effect>, V::Error> {
        let mut overlay = Overlay::new(log);
        let item = LogItem::TeamChange(change.bytes().to_vec());
        let progress = self.with_space(space, |space, context| {
            space.receive(item, None, context, &mut overlay)
        })?;
        self.follow_up(space, progress, &mut overlay)?;
        Ok(overlay.effects)
    }

    /// Calls `f` with a space and with what it needs to know beside itself. A
    /// space that is not known yet is begun.
    pub(crate) fn with_space<T>(
        &mut self,
        id: SpaceId,
        f: impl FnOnce(&mut Space, SpaceContext<'_>) -> T,
    ) -> T {
        let (me, caught_up) = (self.me, self.conversation.caught_up);
        if id == self.directory.id {
            return f(
                Arc::make_mut(&mut self.directory),
                SpaceContext {
                    directory: None,
                    me,
                    caught_up,
                },
            );
        }
        let space = Arc::make_mut(&mut self.spaces)
            .entry(id)
            .or_insert_with(|| Arc::new(Space::new(id, None)));
        f(
            Arc::make_mut(space),
            SpaceContext {
                directory: self.directory.as_directory(),
                me,
                caught_up,
            },
        )
    }

    /// Judges again what may come out otherwise after this progress: in the space
    /// itself, and in all spaces when the directory's team has changed.
    pub(crate) fn follow_up<V: LogView>(
        &mut self,
        id: SpaceId,
        progress: Progress,
        overlay: &mut Overlay<'_, V>,
    ) -> Result<(), V::Error> {
        overlay.push(Effect::KeepRecord(id));
        if progress == Progress::None {
            return Ok(());
        }
        let settled = self.settle(id, overlay)?;
        let team = progress == Progress::Team || settled == Progress::Team;
        if team && id == self.directory.id {
            self.settle_everywhere(overlay)?;
        }
        Ok(())
    }

    pub(crate) fn settle<V: LogView>(
        &mut self,
        id: SpaceId,
        overlay: &mut Overlay<'_, V>,
    ) -> Result<Progress, V::Error> {
        let may_change = |space: &Space| space.has_pending() || space.set_aside.is_some();
        if !self.space(id).is_some_and(may_change) {
            return Ok(Progress::None);
        }
        overlay.push(Effect::KeepRecord(id));
        self.with_space(id, |space, context| space.settle(context, overlay))
    }

    /// Settles the directory first, because its members decide in other spaces.
    pub(crate) fn settle_everywhere<V: LogView>(
        &mut self,
        overlay: &mut Overlay<'_, V>,
    ) -> Result<(), V::Error> {
        let ids: Vec<SpaceId> = self.spaces().map(Space::id).collect();
        for id in ids {
            self.settle(id, overlay)?;
        }
        Ok(())
    }
}

fn restore_space(stored: StoredSpace, me: DeviceId, directory: Option<&Directory>) -> Space {
    let id = stored.space;
    let (mut space, unreadable) = match stored.record {
        Ok(record) => (Space::restore(record), None),
        Err(UnreadableRecord(reason)) => (Space::new(id, None), Some(SetAside::Record { reason })),
    };
    let context = SpaceContext {
        directory,
        me,
        caught_up: false,
    };
    space.take_kept(&stored.team_changes, context);
    if let Some(why) = unreadable {
        space.put_aside(why);
    }
    space.keys = KeyRing::kept(stored.keys, |id| space.names_key(id));
    if let Some(team) = &space.team {
        space.keys.settle(id, team);
    }
    space
}
