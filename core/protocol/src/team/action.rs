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
        /// The partnership that it belongs to; `None` for a directory, which is one.
        partnership: Option<PartnershipId>,
        /// Random, so that no two spaces have one id.
        nonce: [u8; 16],
        /// Its first manager, in a directory its first administrator.
        founder: PractitionerId,
        /// The founder's device; in a directory only, where nobody knows it yet.
        founder_device: Option<DeviceKeys>,
        /// The first key.
        key_id: KeyId,
    },
    /// Takes someone into the team.
    Add {
        /// Who. A recovery key only reads.
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
        /// Ends their replicas, where they begin or cease to write.
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
    /// Trusts a device of a member that came by an invitation.
    ConfirmDevice {
        /// Which.
        device: DeviceId,
    },
    /// Makes the space read-only, for ever.
    Close,
    /// Destroys one envelope's content; `part` is the one that had to go.
    Redact {
        /// The envelope's series.
        replica: Replica,
        /// Its place there.
        seq: Seq,
        /// Its hash in the log: what the relay may leave out from now on, and
        /// nothing else.
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
        /// As whom; of a known practitioner it brings another device.
        practitioner: PractitionerId,
        /// Of which agency.
        agency: AgencyId,
        /// Until when.
        expiry: Timestamp,
    },
    /// Asks to be admitted. Signed by the device itself: its change holds nothing else.
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
        /// Its signature over [`link_signing_input`](super::link_signing_input): nobody
        /// can claim a device that is not theirs.
        device_signature: [u8; 64],
    },
    /// Shuts a device out for ever; also turns away one that asked.
    RevokeDevice {
        /// Which.
        device: DeviceId,
        /// Ends its replicas in the directory; elsewhere `Rotate` does.
        cut: Cut,
    },
    /// Shuts a person out for ever, with all devices and invitations.
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
        /// Which of the two.
        grant: Grant,
        /// By a second administrator, where there are two or more and it is given.
        cosigned: Option<Cosignature>,
    },
    /// Replaces the list of recovery keys.
    Recovery {
        /// All that are in force from now on.
        keys: Vec<RecoveryKey>,
        /// By a second administrator, where there are two or more.
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

/// Which way an administrator's rights go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Grant {
    /// Given.
    Given,
    /// Taken back.
    Withdrawn,
}

/// A recovery key as the directory lists it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RecoveryKey {
    /// The agency that keeps it, for that agency's compartments; `None` is the
    /// partnership's own, for cases.
    pub agency: Option<AgencyId>,
    /// Its public halves.
    pub keys: DeviceKeys,
}

/// A second administrator's agreement.
///
/// It names the directory's head that they saw and holds until what it is about
/// changes: so it survives unrelated entries in between, and cannot be used twice.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Cosignature {
    /// The second administrator's device.
    pub device: DeviceId,
    /// The directory as they saw it.
    pub seen: DirectoryHead,
    /// Over [`Action::cosigning_input`].
    pub signature: [u8; 64],
}
