//! The directory: which devices, people and agencies there are, and since when.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    DeviceRecord, InviteRecord, Member, PractitionerRecord, Principal, RecoveryRecord, Role,
    Standing, WrapRecipient, space_core::SpaceCore,
};
use crate::{
    AgencyId, ChangeHash, DeviceId, DirectoryHead, PartnershipId, PractitionerId, Replica,
};

/// The state of a partnership's directory, with its whole past.
///
/// The directory is a space too: every admitted practitioner is a writing member,
/// and its administrators are its managers. It takes no `Add`, `SetRole` and
/// `Remove`, because whoever is admitted is a member. It takes no `Close` and
/// `Erase`, because without a directory nobody could revoke a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directory {
    pub(super) core: SpaceCore,
    /// The hash of each change, by index.
    pub(super) hashes: Vec<ChangeHash>,
    // In `Arc`s, because every change works on a copy: that would take 0.25 ms for
    // 400 people without.
    pub(super) devices: BTreeMap<DeviceId, Arc<DeviceRecord>>,
    pub(super) practitioners: BTreeMap<PractitionerId, Arc<PractitionerRecord>>,
    pub(super) agencies: BTreeMap<AgencyId, u64>,
    pub(super) invites: BTreeMap<[u8; 32], Arc<InviteRecord>>,
    pub(super) recovery: BTreeMap<DeviceId, Vec<RecoveryRecord>>,
    /// Index of the last `Recovery`.
    pub(super) recovery_set_at: Option<u64>,
    /// The devices that were confirmed here, and at which entry each was.
    pub(super) confirmed: BTreeMap<DeviceId, u64>,
}

impl Directory {
    /// The partnership.
    pub fn partnership(&self) -> PartnershipId {
        self.core.space.into()
    }

    /// Its last change.
    pub fn head(&self) -> DirectoryHead {
        self.core.head
    }

    /// The hash of the change with this index.
    pub fn hash_at(&self, index: u64) -> Option<ChangeHash> {
        usize::try_from(index)
            .ok()
            .and_then(|index| self.hashes.get(index))
            .copied()
    }

    /// Whether this head is the directory's present or a past one.
    pub fn knows(&self, head: DirectoryHead) -> bool {
        self.hash_at(head.index) == Some(head.hash)
    }

    /// A device that was ever admitted, revoked or not.
    pub fn device(&self, id: DeviceId) -> Option<&DeviceRecord> {
        self.any_device(id)
            .filter(|device| device.admitted_at.is_some())
    }

    /// A device in any state: asking, turned away, admitted or revoked.
    pub fn any_device(&self, id: DeviceId) -> Option<&DeviceRecord> {
        self.devices.get(&id).map(Arc::as_ref)
    }

    /// Every device that was ever admitted.
    pub fn devices(&self) -> impl Iterator<Item = (DeviceId, &DeviceRecord)> {
        self.devices
            .iter()
            .filter(|(_, device)| device.admitted_at.is_some())
            .map(|(id, device)| (*id, device.as_ref()))
    }

    /// Devices that ask to be admitted.
    pub fn pending(&self) -> impl Iterator<Item = (DeviceId, &DeviceRecord)> {
        self.devices
            .iter()
            .filter(|(_, device)| device.is_pending())
            .map(|(id, device)| (*id, device.as_ref()))
    }

    /// A device that asks to be admitted.
    pub fn pending_device(&self, id: DeviceId) -> Option<&DeviceRecord> {
        self.any_device(id).filter(|device| device.is_pending())
    }

    /// A person who was ever admitted, removed or not.
    pub fn practitioner(&self, id: PractitionerId) -> Option<&PractitionerRecord> {
        self.practitioners
            .get(&id)
            .map(Arc::as_ref)
            .filter(|person| person.admitted_at.is_some())
    }

    /// Everyone who was ever admitted.
    pub fn practitioners(&self) -> impl Iterator<Item = (PractitionerId, &PractitionerRecord)> {
        self.practitioners
            .iter()
            .filter(|(_, person)| person.admitted_at.is_some())
            .map(|(id, person)| (*id, person.as_ref()))
    }

    /// A person's devices that are admitted and not revoked.
    pub fn active_devices(
        &self,
        id: PractitionerId,
    ) -> impl Iterator<Item = (DeviceId, &DeviceRecord)> {
        self.active_devices_at(id, self.head().index)
    }

    pub(super) fn active_devices_at(
        &self,
        id: PractitionerId,
        index: u64,
    ) -> impl Iterator<Item = (DeviceId, &DeviceRecord)> {
        self.practitioners
            .get(&id)
            .into_iter()
            .flat_map(|person| &person.devices)
            .filter_map(|id| Some((*id, self.any_device(*id)?)))
            .filter(move |(_, device)| device.is_active_at(index))
    }

    /// Agencies, with the index of the change that listed each.
    pub fn agencies(&self) -> impl Iterator<Item = (AgencyId, u64)> {
        self.agencies.iter().map(|(id, since)| (*id, *since))
    }

    /// An invitation by its public key. It is void once its person was removed.
    pub fn invite(&self, invite_key: &[u8; 32]) -> Option<&InviteRecord> {
        self.invites
            .get(invite_key)
            .map(Arc::as_ref)
            .filter(|invite| {
                self.practitioners
                    .get(&invite.practitioner)
                    .is_some_and(|person| person.removed_at.is_none())
            })
    }

    /// Every invitation that is not void, used or not.
    pub fn invites(&self) -> impl Iterator<Item = (&[u8; 32], &InviteRecord)> {
        self.invites
            .keys()
            .filter_map(|key| Some((key, self.invite(key)?)))
    }

    /// Whether someone is an administrator now.
    pub fn is_administrator(&self, id: PractitionerId) -> bool {
        self.is_administrator_at(id, self.head().index)
    }

    /// Whether someone was an administrator at this entry. A card that says a name,
    /// a role or an agency counts if its author was one at the head that it names.
    pub fn is_administrator_at(&self, id: PractitionerId, index: u64) -> bool {
        self.practitioners
            .get(&id)
            .is_some_and(|person| person.is_active_at(index) && person.is_administrator_at(index))
    }

    /// The administrators.
    pub fn administrators(&self) -> impl Iterator<Item = PractitionerId> {
        self.practitioners()
            .map(|(id, _)| id)
            .filter(|id| self.is_administrator(*id))
    }

    /// A recovery key in force.
    pub fn recovery_key(&self, id: DeviceId) -> Option<&RecoveryRecord> {
        self.recovery_key_at(id, self.head().index)
    }

    /// The recovery keys in force.
    pub fn recovery_keys(&self) -> impl Iterator<Item = (DeviceId, &RecoveryRecord)> {
        let index = self.head().index;
        self.recovery.iter().filter_map(move |(id, records)| {
            records
                .iter()
                .find(|record| record.is_active_at(index))
                .map(|record| (*id, record))
        })
    }

    pub(super) fn recovery_key_at(&self, id: DeviceId, index: u64) -> Option<&RecoveryRecord> {
        self.recovery
            .get(&id)?
            .iter()
            .find(|record| record.is_active_at(index))
    }

    /// Whether a device is trusted with its person's rights as administrator.
    ///
    /// A device that an invitation added to someone who was admitted before is not
    /// trusted until their own other device or another administrator confirms it.
    /// Otherwise an administrator could invite another administrator again, use
    /// the invitation themselves, and sign as two.
    pub fn is_confirmed(&self, id: DeviceId) -> bool {
        self.is_confirmed_at(id, self.head().index)
    }

    pub(super) fn is_confirmed_at(&self, id: DeviceId, index: u64) -> bool {
        let confirmed = |id| self.confirmed.get(&id).is_some_and(|since| *since <= index);
        self.device(id).is_some_and(|device| {
            device
                .needs_confirming
                .is_none_or(|root| confirmed(root) || confirmed(id))
        })
    }

    /// The administrators who have a device that is in use and confirmed.
    pub(super) fn able_administrators(&self) -> impl Iterator<Item = PractitionerId> {
        self.administrators().filter(|person| {
            self.active_devices(*person)
                .any(|(device, _)| self.is_confirmed(device))
        })
    }

    pub(super) fn role_of(&self, id: PractitionerId) -> Option<Role> {
        let person = self.practitioner(id).filter(|person| person.is_active())?;
        let is_administrator = person.is_administrator_at(self.head().index);
        Some(if is_administrator {
            Role::Manager
        } else {
            Role::Member
        })
    }

    pub(super) fn members(&self) -> Vec<Member> {
        self.practitioners()
            .filter_map(|(id, person)| {
                Some(Member {
                    principal: Principal::Practitioner(id),
                    role: self.role_of(id)?,
                    until: None,
                    since: person.admitted_at?,
                })
            })
            .collect()
    }

    pub(super) fn standing(&self, replica: Replica) -> Standing {
        let Some(device) = self.device(replica.device()) else {
            return Standing::UnknownDevice;
        };
        if let Some(ended) = self.core.ended.get(&replica) {
            return Standing::UpTo(ended.last);
        }
        if device.is_active() {
            Standing::Open
        } else {
            Standing::Closed
        }
    }

    /// Whether a device that holds the key was revoked after the last rotation.
    pub(super) fn owes_rotation(&self) -> bool {
        let keyed_at = self.core.keys.keyed_at;
        self.devices()
            .any(|(_, device)| device.revoked_at.is_some_and(|revoked| revoked > keyed_at))
    }

    pub(super) fn wrap_recipients(&self) -> Vec<WrapRecipient<'_>> {
        self.devices()
            .filter(|(_, device)| device.is_active())
            .map(|(id, device)| WrapRecipient {
                device: id,
                keys: &device.keys,
            })
            .collect()
    }
}
