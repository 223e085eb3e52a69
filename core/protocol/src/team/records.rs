//! What the directory keeps of each device, person and invitation.
//!
//! Everything is an interval by index of the directory's own changes, so that
//! what a change somewhere else says can be judged at the directory that its
//! author knew, whatever was decided since.

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
    /// Whose it is, or asks to be.
    pub practitioner: PractitionerId,
    /// Index of the change that brought it.
    pub enrolled_at: u64,
    /// Index of the change that admitted it; `None` while it waits.
    pub admitted_at: Option<u64>,
    /// Index of the change that shut it out.
    pub revoked_at: Option<u64>,
    /// What a space has to confirm before it trusts this device: the device
    /// itself, if an invitation brought it to a person who was here before; or
    /// the device of that sort which it was linked by, at whatever remove.
    pub needs_confirming: Option<DeviceId>,
    /// How it asked to be admitted; `None` for founders and linked devices.
    pub enrolment: Option<Enrolment>,
    /// The administrator who admitted it.
    pub admitted_by: Option<PractitionerId>,
}

impl DeviceRecord {
    /// Admitted, and not revoked by anything that is known here.
    pub const fn is_active(&self) -> bool {
        self.admitted_at.is_some() && self.revoked_at.is_none()
    }

    /// Asked to be admitted, and was neither admitted nor turned away.
    pub const fn is_pending(&self) -> bool {
        self.admitted_at.is_none() && self.revoked_at.is_none()
    }

    /// Admitted by this entry of the directory, and not revoked by then.
    pub fn is_active_at(&self, index: u64) -> bool {
        self.is_known_at(index) && self.revoked_at.is_none_or(|revoked| revoked > index)
    }

    /// Admitted by this entry of the directory, revoked or not.
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
    /// When, by the device's own account.
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
    /// Index of the change that shut them out.
    pub removed_at: Option<u64>,
    /// Every device that was ever admitted as theirs.
    pub devices: Vec<DeviceId>,
    /// When they were administrator: from, and up to but without.
    pub(super) administrator: Vec<(u64, Option<u64>)>,
}

impl PractitionerRecord {
    /// Admitted, and not removed by anything that is known here.
    pub const fn is_active(&self) -> bool {
        self.admitted_at.is_some() && self.removed_at.is_none()
    }

    /// Admitted by this entry of the directory, and not removed by then.
    pub fn is_active_at(&self, index: u64) -> bool {
        self.admitted_at.is_some_and(|admitted| admitted <= index)
            && self.removed_at.is_none_or(|removed| removed > index)
    }

    /// Administrator at this entry of the directory.
    pub fn is_administrator_at(&self, index: u64) -> bool {
        self.administrator
            .iter()
            .any(|(from, until)| *from <= index && until.is_none_or(|until| until > index))
    }

    /// Whether their being administrator has not changed after this entry.
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
    /// Until when.
    pub expiry: Timestamp,
    /// Index of the change that made it.
    pub invited_at: u64,
    /// The device that used it.
    pub used_by: Option<DeviceId>,
}

/// A recovery key and when it is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryRecord {
    /// The key, and whose.
    pub key: RecoveryKey,
    /// From this entry of the directory.
    pub since: u64,
    /// Up to but without this one.
    pub until: Option<u64>,
}

impl RecoveryRecord {
    /// In force at this entry of the directory.
    pub fn is_active_at(&self, index: u64) -> bool {
        self.since <= index && self.until.is_none_or(|until| until > index)
    }
}
