//! The state of a space, of whatever kind.

use std::collections::BTreeSet;

use super::{
    Directory, KeyRecord, Member, Principal, Refusal, Role, SpaceKind, Standing, TeamChange,
    TeamState, apply,
    space_core::{Life, SpaceCore},
};
use crate::{
    DeviceId, DeviceKeys, DirectoryHead, ItemHash, KeyId, PractitionerId, Replica, Seq, SpaceId,
};

/// What the team changes of a space come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpaceState {
    /// A partnership's directory.
    Directory(Directory),
    /// The team of a case or a compartment.
    Team(TeamState),
}

/// A device that should hold the current key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrapRecipient<'a> {
    /// The device, or the recovery key's id.
    pub device: DeviceId,
    /// What to wrap to.
    pub keys: &'a DeviceKeys,
}

/// What one cut of a team change has to agree with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutClaim<'a> {
    /// The devices that it is about.
    pub devices: BTreeSet<DeviceId>,
    /// Where it ends their replicas.
    pub ends: &'a [(Replica, Seq)],
}

impl SpaceState {
    /// The space that this change founds.
    ///
    /// `directory` is the newest that the caller holds, `None` if the change
    /// founds one. Verifies the signature.
    pub fn found(change: &TeamChange, directory: Option<&Directory>) -> Result<Self, Refusal> {
        apply::found(change, directory)
    }

    /// The space after this change: with all of its actions, or a refusal.
    ///
    /// Verifies the signature, the change's place, that its author was in use
    /// at the directory head that it names, and every action's own rules. The
    /// answer depends on this state, the change and the directory up to that
    /// head, and on nothing else; `directory` may reach further. For a
    /// directory's own change it does not count.
    pub fn apply(
        &self,
        change: &TeamChange,
        directory: Option<&Directory>,
    ) -> Result<Self, Refusal> {
        apply::apply(self, change, directory)
    }

    pub(super) fn core(&self) -> &SpaceCore {
        match self {
            Self::Directory(directory) => &directory.core,
            Self::Team(team) => &team.core,
        }
    }

    /// The space.
    pub fn space(&self) -> SpaceId {
        self.core().space
    }

    /// What it is.
    pub fn kind(&self) -> SpaceKind {
        match self {
            Self::Directory(_) => SpaceKind::Directory,
            Self::Team(team) => team.kind,
        }
    }

    /// Its last change.
    pub fn head(&self) -> DirectoryHead {
        self.core().head
    }

    /// Who founded it.
    pub fn founder(&self) -> PractitionerId {
        self.core().founder
    }

    /// The key that new envelopes are sealed with.
    pub fn current_key(&self) -> KeyId {
        self.core().keys.current()
    }

    /// Every key, oldest first.
    pub fn keys(&self) -> &[KeyRecord] {
        self.core().keys.all()
    }

    /// Whether the space ever had this key.
    pub fn has_key(&self, key_id: KeyId) -> bool {
        self.core().keys.contains(key_id)
    }

    /// What a person may do here now; `None` if they are not in the team.
    pub fn role_of(&self, id: PractitionerId) -> Option<Role> {
        match self {
            Self::Directory(directory) => directory.role_of(id),
            Self::Team(team) => team.role_of(id),
        }
    }

    /// Everyone in the team.
    pub fn members(&self) -> Vec<Member> {
        match self {
            Self::Directory(directory) => directory.members(),
            Self::Team(team) => team.members.values().copied().collect(),
        }
    }

    /// Whether a principal is in the team.
    pub fn has_member(&self, principal: Principal) -> bool {
        match (self, principal) {
            (Self::Directory(directory), Principal::Practitioner(id)) => {
                directory.role_of(id).is_some()
            }
            (Self::Directory(_), Principal::Recovery(_)) => false,
            (Self::Team(team), principal) => team.members.contains_key(&principal),
        }
    }

    /// Whether a newer app changed it: readable, nothing sealed, until the update.
    pub fn is_frozen(&self) -> bool {
        self.core().is_frozen
    }

    /// Whether it is read-only for ever.
    pub fn is_closed(&self) -> bool {
        self.core().life >= Life::Closed
    }

    /// Whether its content was destroyed.
    pub fn is_erased(&self) -> bool {
        self.core().life == Life::Erased
    }

    /// Whether an envelope was destroyed.
    pub fn is_redacted(&self, replica: Replica, seq: Seq) -> bool {
        let core = self.core();
        core.redacted
            .range((replica, seq, 0)..=(replica, seq, u32::MAX))
            .next()
            .is_some()
    }

    /// Whether someone who may signed that this item's bytes go: it was redacted,
    /// or the whole space erased. A relay that shows any other item as
    /// [`Erased`](crate::LogItem::Erased) withholds it.
    pub fn gives_up(&self, item: ItemHash) -> bool {
        self.is_erased() || self.core().given_up.contains(&item)
    }

    /// Where a cut ended this replica, if one did.
    pub fn cut_of(&self, replica: Replica) -> Option<Seq> {
        self.core().ended.get(&replica).map(|ended| ended.last)
    }

    /// Whether what this replica wrote counts; see [`Standing`].
    ///
    /// `directory` is the newest that the caller holds; for a directory it does
    /// not count. Without one no device is known.
    pub fn standing<'a>(
        &self,
        replica: Replica,
        directory: impl Into<Option<&'a Directory>>,
    ) -> Standing {
        match (self, directory.into()) {
            (Self::Directory(own), _) => own.standing(replica),
            (Self::Team(team), Some(directory)) => team.standing(replica, directory),
            (Self::Team(_), None) => Standing::UnknownDevice,
        }
    }

    /// As what the author of a replica wrote it: the role at its cut, or the
    /// one that they have now. An observer's parts count only if they are of
    /// the kind that an observer may write. `None` where nothing counts.
    pub fn writing_role<'a>(
        &self,
        replica: Replica,
        directory: impl Into<Option<&'a Directory>>,
    ) -> Option<Role> {
        if let Some(ended) = self.core().ended.get(&replica) {
            return Some(ended.role);
        }
        let directory = directory.into();
        if self.standing(replica, directory) != Standing::Open {
            return None;
        }
        let device = match self {
            Self::Directory(own) => own.device(replica.device()),
            Self::Team(_) => directory?.device(replica.device()),
        };
        self.role_of(device?.practitioner)
    }

    /// Whether new envelopes of this device may be taken or made now: the space
    /// is neither closed nor frozen, and the device in use by everything that
    /// the caller knows, of someone in the team, and confirmed.
    ///
    /// This is about now, for the relay and before sealing. What was taken
    /// before is judged by [`standing`](Self::standing).
    pub fn may_write<'a>(
        &self,
        device: DeviceId,
        directory: impl Into<Option<&'a Directory>>,
    ) -> bool {
        !self.is_closed() && !self.is_frozen() && self.may_hold_key(device, directory)
    }

    /// Whether a device should be given the current key: it is in use, of
    /// someone in the team, and confirmed; or a recovery key in force that the
    /// team adopted. A wrap for any other is not taken.
    pub fn may_hold_key<'a>(
        &self,
        device: DeviceId,
        directory: impl Into<Option<&'a Directory>>,
    ) -> bool {
        let directory = match (self, directory.into()) {
            (Self::Directory(own), _) => own,
            (Self::Team(_), Some(directory)) => directory,
            (Self::Team(_), None) => return false,
        };
        let Some(record) = directory.device(device) else {
            return directory.recovery_key(device).is_some()
                && self.has_member(Principal::Recovery(device));
        };
        record.is_active()
            && match self {
                Self::Directory(_) => true,
                Self::Team(team) => {
                    self.role_of(record.practitioner).is_some()
                        && team.is_confirmed(device, directory)
                }
            }
    }

    /// Everyone who should hold the current key: what is owed a wrap, unless
    /// there is one already. For a directory `directory` does not count.
    pub fn wrap_recipients<'a>(
        &'a self,
        directory: impl Into<Option<&'a Directory>>,
    ) -> Vec<WrapRecipient<'a>> {
        match (self, directory.into()) {
            (Self::Directory(own), _) => own.wrap_recipients(),
            (Self::Team(team), Some(directory)) => team.wrap_recipients(directory),
            (Self::Team(_), None) => Vec::new(),
        }
    }

    /// Whether someone who may hold the current key has left: a device was
    /// revoked, someone taken out, or a recovery key withdrawn after the
    /// directory entry that the last rotation (or founding) named. Then any
    /// writing member's device rotates. For a directory `directory` does not count.
    pub fn owes_rotation<'a>(&self, directory: impl Into<Option<&'a Directory>>) -> bool {
        match (self, directory.into()) {
            (Self::Directory(own), _) => own.owes_rotation(),
            (Self::Team(team), Some(directory)) => team.owes_rotation(directory),
            (Self::Team(team), None) => team.removed_since_key,
        }
    }

    /// What the cuts of a change have to agree with, for who holds the log:
    /// each must list the last accepted envelope of every replica of its
    /// devices that has one and is not cut yet (see [`cut_of`](Self::cut_of)).
    ///
    /// `directory` is the newest that the caller holds. A device that came after
    /// the head which the change names is included here and refused by `apply`:
    /// so the author has to catch up first, and nothing acknowledged is lost.
    pub fn cut_claims<'a>(
        &self,
        change: &'a TeamChange,
        directory: Option<&Directory>,
    ) -> Vec<CutClaim<'a>> {
        apply::cut_claims(self, change, directory)
    }
}
