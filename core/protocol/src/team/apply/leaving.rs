//! Devices and people on their way out.

use std::sync::Arc;

use super::in_directory::Author;
use crate::{
    DeviceId, PractitionerId,
    team::{Cut, Directory, Refusal, Role},
};

impl Directory {
    /// An administrator revokes a device, or a person revokes their own lost one with
    /// another. Only an administrator turns away a device that asks.
    pub(super) fn revoke_device(
        &mut self,
        author: Author,
        id: DeviceId,
        cut: &Cut,
    ) -> Result<(), Refusal> {
        let index = self.core.head.index;
        let device = self
            .devices
            .get(&id)
            .filter(|device| device.revoked_at.is_none())
            .ok_or(Refusal::UnknownDevice(id))?;
        if device.admitted_at.is_some() && device.practitioner == author.person {
            author.must_be_confirmed(self)?;
        } else {
            author.must_administer(self)?;
        }
        let role = self.role_of(device.practitioner).unwrap_or(Role::Member);
        self.core
            .end(cut, |replica| (replica.device() == id).then_some(role))?;
        if let Some(device) = self.devices.get_mut(&id).map(Arc::make_mut) {
            device.revoked_at = Some(index);
        }
        Ok(())
    }

    /// The removal is for ever: whoever comes back is a new practitioner. So nothing
    /// of theirs becomes valid again, in any space.
    pub(super) fn remove_practitioner(
        &mut self,
        author: Author,
        practitioner: PractitionerId,
        cut: &Cut,
    ) -> Result<(), Refusal> {
        author.must_administer(self)?;
        let index = self.core.head.index;
        let role = self.role_of(practitioner).unwrap_or(Role::Member);
        let person = self
            .practitioners
            .get_mut(&practitioner)
            .map(Arc::make_mut)
            .filter(|person| person.removed_at.is_none())
            .ok_or(Refusal::UnknownPractitioner(practitioner))?;
        person.removed_at = Some(index);
        person.withdraw_administrator(index);
        let Self { core, devices, .. } = self;
        core.end(cut, |replica| {
            let device = devices.get(&replica.device())?;
            (device.practitioner == practitioner).then_some(role)
        })?;
        for device in devices.values_mut() {
            if device.practitioner == practitioner {
                Arc::make_mut(device).revoked_at.get_or_insert(index);
            }
        }
        Ok(())
    }
}
