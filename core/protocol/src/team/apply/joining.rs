//! Agencies, invitations, and devices on their way in.

use std::sync::Arc;

use ed25519_dalek::VerifyingKey;
use jiff::Timestamp;

use super::{Signatures, in_directory::Author};
use crate::{
    AgencyId, DeviceId, DeviceKeys, PractitionerId, signature,
    team::{
        Action, DeviceRecord, Directory, Enrolment, InviteRecord, PractitionerRecord, Refusal,
        TeamChange, enrol_signing_input,
        limits::{MAX_AGENCIES, MAX_DEVICES_EACH, MAX_OPEN_INVITES, MAX_PRACTITIONERS},
        link_signing_input,
    },
};

/// The keys of a device that vouch for each other, and have the right length.
pub(super) fn verified(keys: &DeviceKeys, signatures: Signatures) -> Result<VerifyingKey, Refusal> {
    if keys.hpke.len() != DeviceKeys::HPKE_LEN {
        return Err(Refusal::BadDeviceKeys);
    }
    let verified = match signatures {
        Signatures::Verify => keys.verify().ok(),
        Signatures::VerifiedBefore => VerifyingKey::from_bytes(&keys.signing).ok(),
    };
    verified.ok_or(Refusal::BadDeviceKeys)
}

impl Directory {
    pub(super) fn add_agency(&mut self, author: Author, agency: AgencyId) -> Result<(), Refusal> {
        author.must_administer(self)?;
        if self.agencies.len() >= MAX_AGENCIES {
            return Err(Refusal::TooMany {
                what: "agencies",
                limit: MAX_AGENCIES,
            });
        }
        match self.agencies.insert(agency, self.core.head.index) {
            None => Ok(()),
            Some(_) => Err(Refusal::AgencyExists(agency)),
        }
    }

    pub(super) fn add_invite(
        &mut self,
        author: Author,
        invite_key: [u8; 32],
        practitioner: PractitionerId,
        agency: AgencyId,
        expiry: Timestamp,
    ) -> Result<(), Refusal> {
        author.must_administer(self)?;
        if !self.agencies.contains_key(&agency) {
            return Err(Refusal::UnknownAgency(agency));
        }
        if expiry <= author.at {
            return Err(Refusal::InviteExpired);
        }
        if self.invites.contains_key(&invite_key) {
            return Err(Refusal::InviteExists);
        }
        let is_open =
            |invite: &&Arc<InviteRecord>| invite.used_by.is_none() && invite.expiry > author.at;
        if self.invites.values().filter(is_open).count() >= MAX_OPEN_INVITES {
            return Err(Refusal::TooMany {
                what: "open invitations",
                limit: MAX_OPEN_INVITES,
            });
        }
        match self.practitioners.get(&practitioner) {
            Some(person) if person.removed_at.is_some() => {
                return Err(Refusal::UnknownPractitioner(practitioner));
            }
            Some(person) if person.agency.is_some_and(|own| own != agency) => {
                return Err(Refusal::OtherAgency);
            }
            Some(_) => {}
            None if self.practitioners.len() >= MAX_PRACTITIONERS => {
                return Err(Refusal::TooMany {
                    what: "practitioners",
                    limit: MAX_PRACTITIONERS,
                });
            }
            None => {
                let invited = PractitionerRecord {
                    agency: Some(agency),
                    admitted_at: None,
                    removed_at: None,
                    devices: Vec::new(),
                    administrator: Vec::new(),
                };
                self.practitioners.insert(practitioner, Arc::new(invited));
            }
        }
        let invited_at = self.core.head.index;
        let invite = InviteRecord {
            practitioner,
            agency,
            expiry,
            invited_at,
            used_by: None,
        };
        self.invites.insert(invite_key, Arc::new(invite));
        Ok(())
    }

    /// A device asks to be admitted. `key` is its own, by which the change was verified.
    pub(super) fn enrol(
        &mut self,
        change: &TeamChange,
        key: VerifyingKey,
        signatures: Signatures,
    ) -> Result<(), Refusal> {
        let [
            Action::Enrol {
                device,
                invite_key,
                invite_signature,
                mac,
            },
        ] = change.actions()
        else {
            return Err(Refusal::NotAlone);
        };
        let id = device.device_id();
        if change.author() != id {
            return Err(Refusal::UnknownAuthor(change.author()));
        }
        let input = enrol_signing_input(self.partnership(), invite_key, device, mac.as_ref());
        let invite = self.invite(invite_key).ok_or(Refusal::UnknownInvite)?;
        signatures
            .check(|| signature::verify_by(invite_key, &input, invite_signature))
            .map_err(|_| Refusal::BadInviteSignature)?;
        if invite.used_by.is_some() {
            return Err(Refusal::InviteUsed);
        }
        if change.at() >= invite.expiry {
            return Err(Refusal::InviteExpired);
        }
        self.must_be_new(id)?;
        let practitioner = invite.practitioner;
        if let Some(invite) = self.invites.get_mut(invite_key).map(Arc::make_mut) {
            invite.used_by = Some(id);
        }
        let enrolment = Enrolment {
            invite_key: *invite_key,
            mac: *mac,
            at: change.at(),
        };
        let record = DeviceRecord {
            keys: Arc::new(device.clone()),
            verifying_key: key,
            practitioner,
            enrolled_at: self.core.head.index,
            admitted_at: None,
            revoked_at: None,
            needs_confirming: None,
            enrolment: Some(enrolment),
            admitted_by: None,
        };
        self.devices.insert(id, Arc::new(record));
        Ok(())
    }

    /// An id of 8 bytes is too short to rule out that someone finds another key with
    /// the same id. So a second device with an id that was ever used is refused.
    pub(super) fn must_be_new(&self, id: DeviceId) -> Result<(), Refusal> {
        if self.devices.contains_key(&id) || self.recovery.contains_key(&id) {
            return Err(Refusal::DeviceExists(id));
        }
        Ok(())
    }

    pub(super) fn admit(&mut self, author: Author, id: DeviceId) -> Result<(), Refusal> {
        author.must_administer(self)?;
        let index = self.core.head.index;
        let practitioner = self
            .pending_device(id)
            .ok_or(Refusal::UnknownDevice(id))?
            .practitioner;
        self.must_have_room(practitioner)?;
        let person = self
            .practitioners
            .get_mut(&practitioner)
            .map(Arc::make_mut)
            .filter(|person| person.removed_at.is_none())
            .ok_or(Refusal::UnknownPractitioner(practitioner))?;
        let was_here = person.admitted_at.is_some();
        person.admitted_at.get_or_insert(index);
        person.devices.push(id);
        if let Some(device) = self.devices.get_mut(&id).map(Arc::make_mut) {
            device.admitted_at = Some(index);
            device.admitted_by = Some(author.person);
            device.needs_confirming = was_here.then_some(id);
        }
        Ok(())
    }

    fn must_have_room(&self, practitioner: PractitionerId) -> Result<(), Refusal> {
        if self.active_devices(practitioner).count() >= MAX_DEVICES_EACH {
            return Err(Refusal::TooMany {
                what: "devices",
                limit: MAX_DEVICES_EACH,
            });
        }
        Ok(())
    }

    /// A person's own device adds another one. The new device is trusted wherever the
    /// first one is, and nowhere else.
    pub(super) fn link_device(
        &mut self,
        author: Author,
        keys: &DeviceKeys,
        device_signature: &[u8; 64],
    ) -> Result<(), Refusal> {
        author.must_be_in_use(self)?;
        let verifying_key = verified(keys, author.signatures)?;
        let input = link_signing_input(self.partnership(), author.person, keys);
        author
            .signatures
            .check(|| signature::verify_by(&keys.signing, &input, device_signature))
            .map_err(|_| Refusal::BadDeviceKeys)?;
        let id = keys.device_id();
        self.must_be_new(id)?;
        self.must_have_room(author.person)?;
        let index = self.core.head.index;
        let needs_confirming = self
            .device(author.device)
            .and_then(|device| device.needs_confirming);
        if let Some(person) = self
            .practitioners
            .get_mut(&author.person)
            .map(Arc::make_mut)
        {
            person.devices.push(id);
        }
        let record = DeviceRecord {
            keys: Arc::new(keys.clone()),
            verifying_key,
            practitioner: author.person,
            enrolled_at: index,
            admitted_at: Some(index),
            revoked_at: None,
            needs_confirming,
            enrolment: None,
            admitted_by: Some(author.person),
        };
        self.devices.insert(id, Arc::new(record));
        Ok(())
    }

    /// Trusts a device with its person's rights as administrator. Whoever admitted it
    /// may not do so if another administrator could: otherwise one administrator
    /// could admit a device as another person's and sign as two.
    pub(super) fn confirm_device(&mut self, author: Author, id: DeviceId) -> Result<(), Refusal> {
        author.must_be_confirmed(self)?;
        let device = self
            .device(id)
            .filter(|device| device.is_active())
            .ok_or(Refusal::UnknownDevice(id))?;
        if self.is_confirmed(id) {
            return Err(Refusal::NothingToConfirm(id));
        }
        if device.practitioner != author.person {
            author.must_administer(self)?;
            let is_judge_of_own_deed = device.admitted_by == Some(author.person)
                || device.practitioner_linked_from(self) == Some(author.person);
            let has_another = self
                .able_administrators()
                .any(|other| other != author.person && other != device.practitioner);
            if is_judge_of_own_deed && has_another {
                return Err(Refusal::ConfirmedByAnother(id));
            }
        }
        self.confirmed.insert(id, self.core.head.index);
        Ok(())
    }
}

impl DeviceRecord {
    /// The administrator who admitted the device that has to be confirmed for this one.
    fn practitioner_linked_from(&self, directory: &Directory) -> Option<PractitionerId> {
        directory.device(self.needs_confirming?)?.admitted_by
    }
}
