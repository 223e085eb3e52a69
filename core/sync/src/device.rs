//! Everything that one device knows of its partnership.

use std::collections::BTreeMap;

use patchwork_crypto::{DeviceSecrets, SpaceKey};
use patchwork_protocol::{
    CursorDigest, DeviceId, Directory, DirectoryHead, LogItem, PartnershipId, PractitionerId,
    SpaceId, TeamChange, cursor_digest,
};

use crate::{
    Effect, LogView, Space, SpaceRecord,
    overlay::Overlay,
    receive::{Progress, SpaceContext},
};

/// One device: its secrets, the directory, and every space that it is in.
///
/// It is a value in memory beside a store. A method that changes it says with
/// [`Effect`]s or with a [`SpaceRecord`] what the store must keep in the same
/// transaction; if that transaction fails, the value is thrown away and
/// [restored](Device::restore) from the store.
pub struct Device {
    pub(crate) secrets: DeviceSecrets,
    pub(crate) me: DeviceId,
    pub(crate) directory: Space,
    pub(crate) spaces: BTreeMap<SpaceId, Space>,
    pub(crate) wraps_after: u64,
    /// Whether the relay has told all it had in this conversation.
    pub(crate) caught_up: bool,
    /// The relay's database, as it said at the start of this conversation.
    pub(crate) incarnation: Option<patchwork_protocol::Incarnation>,
    /// Whether the relay asked for cursors, or its digest differed.
    pub(crate) owes_cursors: bool,
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
    /// Its record.
    pub record: SpaceRecord,
    /// Its team changes that took effect, by index.
    pub team_changes: Vec<Vec<u8>>,
    /// Its keys.
    pub keys: Vec<SpaceKey>,
}

/// Why a device cannot be restored: the store is damaged, or from a newer version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("team change {index} of space {space} does not take effect any more: {reason}")]
pub struct CannotRestore {
    space: SpaceId,
    index: u64,
    reason: String,
}

impl Device {
    /// A device that knows nothing yet but its partnership, from an invitation
    /// (with the directory's head that the invitation promises) or a founding.
    pub fn new(
        secrets: DeviceSecrets,
        partnership: PartnershipId,
        promised: Option<DirectoryHead>,
    ) -> Self {
        let me = secrets.id();
        Self {
            secrets,
            me,
            directory: Space::new(partnership.directory(), promised),
            spaces: BTreeMap::new(),
            wraps_after: 0,
            caught_up: false,
            incarnation: None,
            owes_cursors: true,
        }
    }

    /// The device as its store knows it.
    ///
    /// Verifies every team change again; the caller may do it off the path of
    /// first paint, which reads projections only.
    pub fn restore(
        secrets: DeviceSecrets,
        partnership: PartnershipId,
        wraps_after: u64,
        stored: Vec<StoredSpace>,
    ) -> Result<Self, CannotRestore> {
        let mut device = Self::new(secrets, partnership, None);
        device.wraps_after = wraps_after;
        let (directory, others): (Vec<_>, Vec<_>) = stored
            .into_iter()
            .partition(|stored| stored.record.space == partnership.directory());
        for stored in directory {
            device.directory = restore_space(stored, device.me, None)?;
        }
        for stored in others {
            let space = restore_space(stored, device.me, device.directory.as_directory())?;
            device.spaces.insert(space.id, space);
        }
        Ok(device)
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
            self.spaces.get(&id)
        }
    }

    /// The directory's space, then all others.
    pub fn spaces(&self) -> impl Iterator<Item = &Space> {
        core::iter::once(&self.directory).chain(self.spaces.values())
    }

    /// What the store keeps of a space beside items, team changes and keys.
    pub fn record(&self, id: SpaceId) -> Option<SpaceRecord> {
        self.space(id).map(Space::record)
    }

    /// The number of the last wrap that was taken in.
    pub fn wraps_after(&self) -> u64 {
        self.wraps_after
    }

    /// Relay and device agreed a short while ago, as the store remembers it: the
    /// next request says so in 32 bytes. If the relay sees it otherwise, it asks.
    pub fn agreed_lately(&mut self) {
        self.owes_cursors = false;
    }

    /// Whether the last conversation came to its end and both sides agreed.
    #[cfg(any(test, feature = "testing"))]
    pub fn is_caught_up(&self) -> bool {
        self.caught_up && !self.owes_cursors
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
                || space.team.as_ref().is_none_or(|team| {
                    me.is_some_and(|practitioner| team.role_of(practitioner).is_some())
                })
        })
    }

    /// Takes in a team change that did not come with the log: one made here
    /// that founds a space (it has no competitor), or one that the relay has
    /// just appended for this device.
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

    /// Lends out a space together with what it needs to know beside itself.
    pub(crate) fn with_space<T>(
        &mut self,
        id: SpaceId,
        f: impl FnOnce(&mut Space, SpaceContext<'_>) -> T,
    ) -> T {
        let (me, caught_up) = (self.me, self.caught_up);
        if id == self.directory.id {
            return f(
                &mut self.directory,
                SpaceContext {
                    directory: None,
                    me,
                    caught_up,
                },
            );
        }
        let space = self
            .spaces
            .entry(id)
            .or_insert_with(|| Space::new(id, None));
        f(
            space,
            SpaceContext {
                directory: self.directory.as_directory(),
                me,
                caught_up,
            },
        )
    }

    /// Judges again what `progress` in one space may have decided, there and,
    /// if it was the directory, everywhere.
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
        if !self.space(id).is_some_and(Space::has_pending) {
            return Ok(Progress::None);
        }
        overlay.push(Effect::KeepRecord(id));
        self.with_space(id, |space, context| space.settle(context, overlay))
    }

    /// The directory first: what it settles may settle others.
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

fn restore_space(
    stored: StoredSpace,
    me: DeviceId,
    directory: Option<&Directory>,
) -> Result<Space, CannotRestore> {
    let id = stored.record.space;
    let mut space = Space::restore(stored.record);
    let context = SpaceContext {
        directory,
        me,
        caught_up: false,
    };
    for (index, bytes) in (0_u64..).zip(&stored.team_changes) {
        let cannot = |reason: String| CannotRestore {
            space: id,
            index,
            reason,
        };
        let change = TeamChange::decode(bytes).map_err(|error| cannot(error.to_string()))?;
        space
            .replay(change, context)
            .map_err(|state| cannot(state.to_string()))?;
    }
    for key in stored.keys {
        // A store holds no more unproven keys than the ring took.
        let _ = space.keys.offer(key);
    }
    if let Some(team) = &space.team {
        space.keys.settle(id, team);
    }
    Ok(space)
}
