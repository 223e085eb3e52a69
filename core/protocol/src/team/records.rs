//! What the directory keeps of each device, person and invitation.
//!
//! Each record says from which to which index of the directory's own changes it
//! holds. So a change of another space can be judged by the directory that its
//! author knew, whatever the directory has decided since.

use std::sync::Arc;

use ed25519_dalek::VerifyingKey;
use jiff::Timestamp;

use super::RecoveryKey;
use crate::{AgencyId, DeviceId, DeviceKeys, PractitionerId};

/// A device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRecord {
    /// Its public halves.
    pub keys: Arc<DeviceKeys>,
    /// The key that its signatures are verified with.
    pub verifying_key: VerifyingKey,
    /// Whose it is; for a device that waits, whose it asks to be.
    pub practitioner: PractitionerId,
    /// Index of the change in which it asked to be admitted, or was linked.
    pub enrolled_at: u64,
    /// Index of the change that admitted it; `None` while it waits.
    pub admitted_at: Option<u64>,
    /// Index of the change that revoked it, or turned it away.
    pub revoked_at: Option<u64>,
    /// The device that a space must confirm before it trusts this one; `None` if
    /// it is trusted at once.
    ///
    /// A device that an invitation added to a person who was admitted before must
    /// be confirmed itself. A device that such a device linked, directly or
    /// through others, is trusted when that first device is confirmed.
    pub needs_confirming: Option<DeviceId>,
    /// How it asked to be admitted; `None` for founders and linked devices.
    pub enrolment: Option<Enrolment>,
    /// The administrator who admitted it.
    pub admitted_by: Option<PractitionerId>,
}

impl DeviceRecord {
    /// Whether it is admitted and not revoked, by the newest entry held here.
    pub const fn is_active(&self) -> bool {
        self.admitted_at.is_some() && self.revoked_at.is_none()
    }

    /// Whether it asked to be admitted, and was neither admitted nor turned away.
    pub const fn is_pending(&self) -> bool {
        self.admitted_at.is_none() && self.revoked_at.is_none()
    }

    /// Whether it was admitted and not revoked at this entry of the directory.
    pub fn is_active_at(&self, index: u64) -> bool {
        self.is_known_at(index) && self.revoked_at.is_none_or(|revoked| revoked > index)
    }

    /// Whether it was admitted at this entry of the directory, revoked or not.
    pub fn is_known_at(&self, index: u64) -> bool {
        self.admitted_at.is_some_and(|admitted| admitted <= index)
    }
}

/// How a device asked to be admitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// The invitation's public key.
    pub invite_key: [u8; 32],
    /// Proof that the code was scanned from an administrator's own screen.
    pub mac: Option<[u8; 32]>,
    /// When it asked, by the device's own clock.
    pub at: Timestamp,
}

/// A person of the partnership.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PractitionerRecord {
    /// Their agency; `None` for a partnership's founder.
    pub agency: Option<AgencyId>,
    /// Index of the change that admitted their first device; `None` while
    /// they are only invited.
    pub admitted_at: Option<u64>,
    /// Index of the change that removed them.
    pub removed_at: Option<u64>,
    /// Every device that was ever admitted as theirs.
    pub devices: Vec<DeviceId>,
    /// When they were administrator: from the first entry, until before the second.
    pub(super) administrator: Vec<(u64, Option<u64>)>,
}

impl PractitionerRecord {
    /// Whether they are admitted and not removed, by the newest entry held here.
    pub const fn is_active(&self) -> bool {
        self.admitted_at.is_some() && self.removed_at.is_none()
    }

    /// Whether they were admitted and not removed at this entry of the directory.
    pub fn is_active_at(&self, index: u64) -> bool {
        self.admitted_at.is_some_and(|admitted| admitted <= index)
            && self.removed_at.is_none_or(|removed| removed > index)
    }

    /// Whether they were an administrator at this entry of the directory.
    pub fn is_administrator_at(&self, index: u64) -> bool {
        self.administrator
            .iter()
            .any(|(from, until)| *from <= index && until.is_none_or(|until| until > index))
    }

    /// Whether they have neither become nor ceased to be administrator after this
    /// entry.
    pub(super) fn administrator_unchanged_since(&self, index: u64) -> bool {
        self.administrator
            .iter()
            .all(|(from, until)| *from <= index && until.is_none_or(|until| until <= index))
    }
}

/// An invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InviteRecord {
    /// Who is invited.
    pub practitioner: PractitionerId,
    /// Of which agency.
    pub agency: AgencyId,
    /// Until when it can be used.
    pub expiry: Timestamp,
    /// Index of the change that made it.
    pub invited_at: u64,
    /// The device that used it.
    pub used_by: Option<DeviceId>,
}

/// A recovery key, and the entries between which it is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryRecord {
    /// The key, and whose.
    pub key: RecoveryKey,
    /// The directory's entry that listed it.
    pub since: u64,
    /// The entry that no longer lists it.
    pub until: Option<u64>,
}

impl RecoveryRecord {
    /// Whether it was in force at this entry of the directory.
    pub fn is_active_at(&self, index: u64) -> bool {
        self.since <= index && self.until.is_none_or(|until| until > index)
    }
}
