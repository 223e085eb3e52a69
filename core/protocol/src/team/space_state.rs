//! The state of a space, by its team changes.

use std::collections::BTreeSet;

use super::{
    Directory, KeyRecord, Member, Principal, Refusal, Role, SpaceKind, Standing, TeamChange,
    TeamState,
    apply::{self, Signatures},
    space_core::{Life, SpaceCore},
};
use crate::{
    DeviceId, DeviceKeys, DirectoryHead, ItemHash, KeyId, PractitionerId, Replica, Seq, SpaceId,
};

/// The state of a space after its team changes.
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
    /// The keys that the wrap is sealed to.
    pub keys: &'a DeviceKeys,
}

/// What one cut of a team change claims about the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutClaim<'a> {
    /// The devices whose replicas it ends.
    pub devices: BTreeSet<DeviceId>,
    /// The last envelope of each of their replicas, as the cut names it.
    pub ends: &'a [(Replica, Seq)],
}

impl SpaceState {
    /// The space that this change founds.
    ///
    /// `directory` is the newest that the caller holds, and `None` if the change
    /// founds a directory. This verifies the signature.
    pub fn found(change: &TeamChange, directory: Option<&Directory>) -> Result<Self, Refusal> {
        apply::found(change, directory, Signatures::Verify)
    }

    /// As [`found`](Self::found), for a change that this device took in before and has
    /// kept where nobody else writes: no signature is verified again.
    pub fn found_before(
        change: &TeamChange,
        directory: Option<&Directory>,
    ) -> Result<Self, Refusal> {
        apply::found(change, directory, Signatures::VerifiedBefore)
    }

    /// The space after this change: with all of its actions, or a refusal.
    ///
    /// This verifies the signature, that the change is the next one, that its
    /// author's device was in use at the directory head that it names, and the
    /// rules of every action. The answer depends only on this state, the change,
    /// and the directory up to that head; `directory` may reach further. A
    /// directory's own change is judged without it.
    pub fn apply(
        &self,
        change: &TeamChange,
        directory: Option<&Directory>,
    ) -> Result<Self, Refusal> {
        apply::apply(self, change, directory, Signatures::Verify)
    }

    /// As [`apply`](Self::apply), for a change that this device took in before and has
    /// kept where nobody else writes: no signature is verified again.
    pub fn replay(
        &self,
        change: &TeamChange,
        directory: Option<&Directory>,
    ) -> Result<Self, Refusal> {
        apply::apply(self, change, directory, Signatures::VerifiedBefore)
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

    /// Whether a newer app changed it in a way that this one does not understand.
    /// Until the app is updated, the space is readable and nothing is sealed.
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

    /// Whether a signed change allows the bytes of this item to be destroyed: the
    /// item was redacted, or the whole space was erased. A relay that sends any
    /// other item as [`Erased`](crate::LogItem::Erased) withholds it.
    pub fn gives_up(&self, item: ItemHash) -> bool {
        self.is_erased() || self.core().given_up.contains(&item)
    }

    /// Where a cut ended this replica, if one did.
    pub fn cut_of(&self, replica: Replica) -> Option<Seq> {
        self.core().ended.get(&replica).map(|ended| ended.last)
    }

    /// Whether what this replica wrote counts; see [`Standing`].
    ///
    /// `directory` is the newest that the caller holds; a directory itself needs
    /// none. Without one, no device is known.
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

    /// The role in which the author of a replica wrote it: the role at its cut, or
    /// the one that they have now; `None` if the replica does not count. An
    /// observer's parts count only if an observer may write parts of that kind.
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

    /// Whether the relay may take new envelopes of this device now, and the device
    /// may seal them. The space must be neither closed nor frozen; the device must
    /// be in use, confirmed, and of someone in the team.
    ///
    /// Envelopes that were taken before are judged by [`standing`](Self::standing).
    pub fn may_write<'a>(
        &self,
        device: DeviceId,
        directory: impl Into<Option<&'a Directory>>,
    ) -> bool {
        !self.is_closed() && !self.is_frozen() && self.may_hold_key(device, directory)
    }

    /// Whether a device should be given the current key: a device must be in use,
    /// confirmed, and of someone in the team; a recovery key must be in force and
    /// adopted by the team. The relay takes no wrap for any other.
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

    /// Everyone who should hold the current key. Whoever has no wrap of it yet is
    /// owed one. A directory itself needs no `directory`.
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

    /// Whether someone who may hold the current key is gone: after the directory
    /// entry that the last rotation or the founding named, a device was revoked,
    /// someone was removed, or a recovery key was withdrawn. Then the device of
    /// any writing member may replace the key. A directory itself needs no
    /// `directory`.
    pub fn owes_rotation<'a>(&self, directory: impl Into<Option<&'a Directory>>) -> bool {
        match (self, directory.into()) {
            (Self::Directory(own), _) => own.owes_rotation(),
            (Self::Team(team), Some(directory)) => team.owes_rotation(directory),
            (Self::Team(team), None) => team.removed_since_key,
        }
    }

    /// What the cuts of a change claim, for the relay to compare with its log. Each
    /// cut must name the last accepted envelope of every replica of its devices,
    /// except of those that are cut already (see [`cut_of`](Self::cut_of)).
    ///
    /// `directory` is the newest that the caller holds. A device that was admitted
    /// after the head that the change names is in the claim, and `apply` refuses
    /// a cut that names it. So the author must first receive the newer entries,
    /// and no acknowledged envelope is lost.
    pub fn cut_claims<'a>(
        &self,
        change: &'a TeamChange,
        directory: Option<&Directory>,
    ) -> Vec<CutClaim<'a>> {
        apply::cut_claims(self, change, directory)
    }
}
