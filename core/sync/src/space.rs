//! One space as this device knows it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use patchwork_protocol::{
    ChainHash, ChangeHash, Cursor, Directory, DirectoryHead, Incarnation, ItemHash, PractitionerId,
    Replica, Seen, Seq, SpaceId, SpaceState, TeamChange,
};

use crate::{KeyRing, LogEpoch, SetAside, SpaceRecord, wraps::WrapStand};

/// One space: its team, its keys, how far the log was followed and what this
/// device itself has written in it.
///
/// All of it is restored from a [`SpaceRecord`], the space's stored team changes
/// and its stored keys; nothing lives in memory only. A clone is cheap: team and
/// changes are shared.
#[derive(Debug, Clone)]
pub struct Space {
    pub(crate) id: SpaceId,
    pub(crate) team: Option<Arc<SpaceState>>,
    /// Why there is no team, although changes of it are kept.
    pub(crate) set_aside: Option<SetAside>,
    /// The team before the kept change that does not take effect now.
    pub(crate) so_far: Option<Arc<SpaceState>>,
    /// Every team change that took effect, by index.
    pub(crate) changes: Arc<Vec<Arc<TeamChange>>>,
    /// How many of them came with the relay's log in this epoch.
    pub(crate) confirmed: u64,
    /// For each member, the directory entry at which the current key was given to
    /// their devices: a device that was admitted later may still lack it.
    pub(crate) keyed_at: BTreeMap<PractitionerId, u64>,
    pub(crate) keys: KeyRing,
    /// People who are in the team again because a restored relay took another
    /// change in the place of their removal.
    pub(crate) back_again: BTreeSet<PractitionerId>,
    /// The epoch that the cursor belongs to.
    pub(crate) epoch: LogEpoch,
    /// The last epoch in which the relay sent everything that it held.
    pub(crate) completed_epoch: LogEpoch,
    /// How far this device has followed the relay's log. At item 0 while the
    /// relay has acknowledged something and nothing of its log has come.
    pub(crate) cursor: Option<Cursor>,
    /// The series that this device writes, with the number of its last envelope.
    pub(crate) own: Option<(Replica, Seq)>,
    /// The last accepted envelope of every series.
    pub(crate) replicas: BTreeMap<Replica, Seq>,
    /// Items that the relay sent as erased, while no signed change that this
    /// device knows allows it.
    pub(crate) unexplained: BTreeSet<ItemHash>,
    /// Whether the store keeps items whose state may change.
    pub(crate) pending: bool,
    /// Whether an item waits that holds up the ones after it.
    pub(crate) blocked: bool,
    /// The head of the directory that an invitation named.
    pub(crate) promised: Option<DirectoryHead>,
    /// How it stood when this device last looked which wraps it owes. Not stored: after a start it
    /// looks once.
    pub(crate) wraps_at: Option<WrapStand>,
}

impl Space {
    pub(crate) fn new(id: SpaceId, promised: Option<DirectoryHead>) -> Self {
        Self {
            id,
            team: None,
            set_aside: None,
            so_far: None,
            changes: Arc::default(),
            confirmed: 0,
            keyed_at: BTreeMap::new(),
            keys: KeyRing::default(),
            back_again: BTreeSet::new(),
            epoch: LogEpoch(0),
            completed_epoch: LogEpoch(0),
            cursor: None,
            own: None,
            replicas: BTreeMap::new(),
            unexplained: BTreeSet::new(),
            pending: false,
            blocked: false,
            promised,
            wraps_at: None,
        }
    }

    /// Its id.
    pub fn id(&self) -> SpaceId {
        self.id
    }

    /// Its team, once its founding is known.
    pub fn team(&self) -> Option<&SpaceState> {
        self.team.as_deref()
    }

    /// Its keys, as far as this device has them.
    pub fn keys(&self) -> &KeyRing {
        &self.keys
    }

    /// How far this device has followed the relay's log.
    pub fn cursor(&self) -> Option<Cursor> {
        self.cursor
    }

    /// The last accepted envelope of every series.
    pub fn replicas(&self) -> &BTreeMap<Replica, Seq> {
        &self.replicas
    }

    /// Whether kept items wait, are locked, or were refused for now.
    pub fn has_pending(&self) -> bool {
        self.pending
    }

    /// The team change with this index.
    pub fn team_change(&self, index: u64) -> Option<&TeamChange> {
        let at = usize::try_from(index).ok()?;
        self.changes.get(at).map(Arc::as_ref)
    }

    /// All team changes that took effect, in order.
    pub fn team_changes(&self) -> &[Arc<TeamChange>] {
        &self.changes
    }

    /// The team changes that took effect here and did not come with the relay's
    /// log in this epoch: they were made here, or a restored relay has lost them.
    /// The caller posts them, in order; a relay that has one already changes
    /// nothing. Keep the wraps that go with an own change as long as the change is
    /// among these.
    pub fn changes_to_post(&self) -> &[Arc<TeamChange>] {
        let followed = self.cursor.is_some() || self.as_directory().is_none();
        let from = usize::try_from(self.confirmed).unwrap_or(usize::MAX);
        match self.changes.get(from..) {
            Some(changes) if followed && self.completed_epoch == self.epoch => changes,
            _ => &[],
        }
    }

    /// The head of the log that an envelope sealed now names as seen.
    pub fn seen(&self) -> Seen {
        self.cursor
            .filter(|cursor| cursor.n > 0)
            .map_or(Seen::NONE, |cursor| {
                Seen::at(cursor.incarnation, cursor.n, cursor.chain)
            })
    }

    /// What the store keeps beside team changes and keys.
    pub fn record(&self) -> SpaceRecord {
        SpaceRecord {
            space: self.id,
            back_again: self.back_again.iter().copied().collect(),
            epoch: self.epoch,
            completed_epoch: self.completed_epoch,
            confirmed: self.confirmed,
            cursor: self.cursor,
            own: self.own,
            replicas: self
                .replicas
                .iter()
                .map(|(replica, seq)| (*replica, *seq))
                .collect(),
            pending: self.pending,
            blocked: self.blocked,
            promised: self.promised,
            unexplained: self.unexplained.iter().copied().collect(),
        }
    }

    pub(crate) fn restore(record: SpaceRecord) -> Self {
        Self {
            back_again: record.back_again.into_iter().collect(),
            epoch: record.epoch,
            completed_epoch: record.completed_epoch,
            confirmed: record.confirmed,
            cursor: record.cursor,
            own: record.own,
            replicas: record.replicas.into_iter().collect(),
            pending: record.pending,
            blocked: record.blocked,
            unexplained: record.unexplained.into_iter().collect(),
            ..Self::new(record.space, record.promised)
        }
    }

    /// The directory, if this space is it.
    pub(crate) fn as_directory(&self) -> Option<&Directory> {
        match self.team() {
            Some(SpaceState::Directory(directory)) => Some(directory),
            _ => None,
        }
    }

    /// As much of the directory as could be judged, if this space is it and is set aside.
    pub(crate) fn directory_so_far(&self) -> Option<&Directory> {
        match self.so_far.as_deref() {
            Some(SpaceState::Directory(directory)) => Some(directory),
            _ => None,
        }
    }

    /// Begins to read the log from its beginning, because it contradicts what came
    /// before.
    pub(crate) fn begin_epoch(&mut self, incarnation: Incarnation) {
        self.epoch = LogEpoch(self.epoch.0.saturating_add(1));
        self.confirmed = 0;
        self.cursor = Some(Cursor {
            incarnation,
            n: 0,
            chain: ChainHash::ZERO,
        });
    }

    /// Whether the log is being read from its beginning again and has not come to
    /// its end.
    pub(crate) fn is_in_new_epoch(&self) -> bool {
        self.completed_epoch < self.epoch
    }

    /// Counts an envelope as the last of its series, unless a later one is known.
    pub(crate) fn accept(&mut self, replica: Replica, seq: Seq) {
        let last = self.replicas.entry(replica).or_default();
        *last = (*last).max(seq);
        self.pass_redacted(replica);
    }

    /// Counts redacted envelopes as accepted. A device that lacks one never gets
    /// it, and the envelopes after it in its series must not wait for it.
    pub(crate) fn pass_redacted(&mut self, replica: Replica) {
        let Some(team) = &self.team else { return };
        let before = self.replicas.get(&replica).copied().unwrap_or_default();
        let mut last = before;
        while team.is_redacted(replica, last.next()) {
            last = last.next();
        }
        if last > before {
            self.replicas.insert(replica, last);
        }
    }

    pub(crate) fn change_hash(&self, index: u64) -> Option<ChangeHash> {
        self.team_change(index).map(TeamChange::hash)
    }
}
