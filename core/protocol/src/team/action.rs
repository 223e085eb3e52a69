//! What a team change does.

use jiff::Timestamp;

use super::{Cut, Principal, Role, SpaceKind};
use crate::{
    AgencyId, DeviceId, DeviceKeys, DirectoryHead, ItemHash, KeyId, PartnershipId, PractitionerId,
    Replica, Seq,
};

/// One action. A team change takes all of its actions or none.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Action {
    /// Begins a space; the first action of its first change and nowhere else.
    Found {
        /// What it is.
        kind: SpaceKind,
        /// The partnership that it belongs to; `None` for a directory, which is a
        /// partnership itself.
        partnership: Option<PartnershipId>,
        /// Random, so that no two spaces have one id.
        nonce: [u8; 16],
        /// Its first manager; in a directory, the first administrator.
        founder: PractitionerId,
        /// The founder's device. Only in a directory, where no entry lists it yet.
        founder_device: Option<DeviceKeys>,
        /// The first key.
        key_id: KeyId,
    },
    /// Takes someone into the team.
    Add {
        /// Who. A recovery key can only be an observer.
        principal: Principal,
        /// As what.
        role: Role,
        /// Until when it was agreed. See [`Member::until`](super::Member::until).
        until: Option<Timestamp>,
    },
    /// Changes what someone may do.
    SetRole {
        /// Who.
        principal: Principal,
        /// To what.
        role: Role,
        /// Ends their replicas, if the change makes them begin or cease to write.
        cut: Cut,
    },
    /// Takes someone out of the team.
    Remove {
        /// Who.
        principal: Principal,
        /// Ends their replicas.
        cut: Cut,
    },
    /// Replaces the key.
    Rotate {
        /// The new key.
        key_id: KeyId,
        /// The key before it, sealed under the new one.
        previous: Vec<u8>,
        /// Ends the replicas of devices revoked since the last key.
        cut: Cut,
    },
    /// Trusts a member's device that an invitation added.
    ConfirmDevice {
        /// Which.
        device: DeviceId,
    },
    /// Makes the space read-only, for ever.
    Close,
    /// Destroys one envelope's content, because one of its parts must go.
    Redact {
        /// The envelope's series.
        replica: Replica,
        /// Its place there.
        seq: Seq,
        /// Its hash in the log: from now on, the relay may send this hash in the
        /// place of the envelope, and of no other item.
        item: ItemHash,
        /// Index of the part.
        part: u32,
    },
    /// Destroys everything in a closed space.
    Erase,

    /// Lists an agency. Its name is a sealed card.
    AddAgency {
        /// Random.
        agency: AgencyId,
    },
    /// Lets the holder of a key ask to be admitted as someone.
    Invite {
        /// Ed25519 public key of the invitation.
        invite_key: [u8; 32],
        /// As whom. For a practitioner who was admitted before, the invitation adds
        /// another device.
        practitioner: PractitionerId,
        /// Of which agency.
        agency: AgencyId,
        /// Until when.
        expiry: Timestamp,
    },
    /// Asks to be admitted. The device itself signs the change, which holds no other
    /// action.
    Enrol {
        /// The device.
        device: DeviceKeys,
        /// The invitation.
        invite_key: [u8; 32],
        /// By the invitation's key over [`enrol_signing_input`](super::enrol_signing_input).
        invite_signature: [u8; 64],
        /// Proof that the code was scanned from the administrator's own screen.
        mac: Option<[u8; 32]>,
    },
    /// Admits a device that asked.
    Admit {
        /// Which.
        device: DeviceId,
    },
    /// Adds another device of the author's person.
    LinkDevice {
        /// The new device.
        device: DeviceKeys,
        /// Its signature over [`link_signing_input`](super::link_signing_input), so that
        /// nobody can claim a device that is not theirs.
        device_signature: [u8; 64],
    },
    /// Revokes a device for ever, or turns away one that asked to be admitted.
    RevokeDevice {
        /// Which.
        device: DeviceId,
        /// Ends its replicas in the directory. In other spaces `Rotate` ends them.
        cut: Cut,
    },
    /// Removes a person for ever, with all their devices and invitations.
    RemovePractitioner {
        /// Who.
        practitioner: PractitionerId,
        /// Ends their replicas in the directory.
        cut: Cut,
    },
    /// Makes someone an administrator, or no longer.
    SetAdministrator {
        /// Who.
        practitioner: PractitionerId,
        /// Whether the rights are given or withdrawn.
        grant: Grant,
        /// A second administrator's agreement, needed if there are two or more and
        /// the rights are given.
        cosigned: Option<Cosignature>,
    },
    /// Replaces the list of recovery keys.
    Recovery {
        /// All keys that are in force from now on.
        keys: Vec<RecoveryKey>,
        /// A second administrator's agreement, needed if there are two or more.
        cosigned: Option<Cosignature>,
    },

    /// Of a newer version: the space is frozen until the app is updated.
    Unknown {
        /// Its number.
        kind: u64,
        /// The whole action, as it came.
        bytes: Vec<u8>,
    },
}

/// Whether an administrator's rights are given or withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Grant {
    /// They are given.
    Given,
    /// They are withdrawn.
    Withdrawn,
}

/// A recovery key as the directory lists it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RecoveryKey {
    /// The agency that keeps it, if it is for that agency's compartments; `None` for
    /// a key of the partnership, which is for cases.
    pub agency: Option<AgencyId>,
    /// Its public halves.
    pub keys: DeviceKeys,
}

/// A second administrator's agreement.
///
/// It names the head of the directory that they saw. It is valid until an entry
/// changes what it agrees to: so it stays valid after other entries, and cannot be
/// used twice.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Cosignature {
    /// The second administrator's device.
    pub device: DeviceId,
    /// The directory as they saw it.
    pub seen: DirectoryHead,
    /// Their signature over [`Action::cosigning_input`].
    pub signature: [u8; 64],
}
