//! Administrators and recovery keys.

use std::{collections::BTreeSet, sync::Arc};

use super::{Signatures, in_directory::Author};
use crate::{
    PractitionerId, signature,
    team::{
        Action, Cosignature, Directory, Grant, PractitionerRecord, RecoveryKey, RecoveryRecord,
        Refusal, limits::MAX_RECOVERY_KEYS,
    },
};

impl PractitionerRecord {
    pub(super) fn withdraw_administrator(&mut self, index: u64) {
        if let Some((_, until @ None)) = self.administrator.last_mut() {
            *until = Some(index);
        }
    }
}

impl Directory {
    pub(super) fn set_administrator(
        &mut self,
        author: Author,
        action: &Action,
        practitioner: PractitionerId,
        grant: Grant,
        cosigned: Option<&Cosignature>,
    ) -> Result<(), Refusal> {
        author.must_administer(self)?;
        let index = self.core.head.index;
        let person = self
            .practitioner(practitioner)
            .filter(|person| person.is_active())
            .ok_or(Refusal::UnknownPractitioner(practitioner))?;
        if person.is_administrator_at(index) == (grant == Grant::Given) {
            return Err(Refusal::NothingChanges);
        }
        let is_unchanged = |seen| person.administrator_unchanged_since(seen);
        match (grant, cosigned) {
            (_, Some(cosigned)) => {
                self.verify_cosignature(author, action, cosigned, is_unchanged)?;
            }
            (Grant::Given, None) if self.needs_second(author) => {
                return Err(Refusal::NeedsCosignature);
            }
            (_, None) => {}
        }
        if let Some(person) = self.practitioners.get_mut(&practitioner).map(Arc::make_mut) {
            match grant {
                Grant::Given => person.administrator.push((index, None)),
                Grant::Withdrawn => person.withdraw_administrator(index),
            }
        }
        Ok(())
    }

    pub(super) fn set_recovery(
        &mut self,
        author: Author,
        action: &Action,
        keys: &[RecoveryKey],
        cosigned: Option<&Cosignature>,
    ) -> Result<(), Refusal> {
        author.must_administer(self)?;
        let index = self.core.head.index;
        self.must_be_recovery_keys(keys, author.signatures)?;
        let set_at = self.recovery_set_at;
        let is_unchanged = |seen| set_at.is_none_or(|set_at| set_at <= seen);
        match cosigned {
            Some(cosigned) => self.verify_cosignature(author, action, cosigned, is_unchanged)?,
            None if self.needs_second(author) => return Err(Refusal::NeedsCosignature),
            None => {}
        }
        let in_force: Vec<_> = self
            .recovery_keys()
            .map(|(_, record)| record.key.clone())
            .collect();
        if in_force.len() == keys.len() && keys.iter().all(|key| in_force.contains(key)) {
            return Err(Refusal::NothingChanges);
        }
        for record in self.recovery.values_mut().flatten() {
            if record.until.is_none() && !keys.contains(&record.key) {
                record.until = Some(index);
            }
        }
        for key in keys.iter().filter(|key| !in_force.contains(key)) {
            let record = RecoveryRecord {
                key: key.clone(),
                since: index,
                until: None,
            };
            self.recovery
                .entry(key.keys.device_id())
                .or_default()
                .push(record);
        }
        self.recovery_set_at = Some(index);
        Ok(())
    }

    fn must_be_recovery_keys(
        &self,
        keys: &[RecoveryKey],
        signatures: Signatures,
    ) -> Result<(), Refusal> {
        if keys.len() > MAX_RECOVERY_KEYS {
            return Err(Refusal::TooMany {
                what: "recovery keys",
                limit: MAX_RECOVERY_KEYS,
            });
        }
        let mut ids = BTreeSet::new();
        for key in keys {
            super::joining::verified(&key.keys, signatures)?;
            let id = key.keys.device_id();
            // If a key were both a device and a recovery key, it could be given keys
            // as the one after it was revoked as the other.
            if self.devices.contains_key(&id) || !ids.insert(id) {
                return Err(Refusal::DeviceExists(id));
            }
            if let Some(agency) = key
                .agency
                .filter(|agency| !self.agencies.contains_key(agency))
            {
                return Err(Refusal::UnknownAgency(agency));
            }
        }
        Ok(())
    }

    fn needs_second(&self, author: Author) -> bool {
        author.had_second
            || self
                .able_administrators()
                .any(|other| other != author.person)
    }

    /// Checks the second signature: it is of another administrator, both at the head
    /// that they saw and now, by a device that is in use; and nothing has changed
    /// since what they agreed to.
    fn verify_cosignature(
        &self,
        author: Author,
        action: &Action,
        cosigned: &Cosignature,
        is_unchanged_since: impl Fn(u64) -> bool,
    ) -> Result<(), Refusal> {
        let Cosignature {
            device,
            seen,
            signature,
        } = cosigned;
        let record = self
            .device(*device)
            .filter(|record| record.is_active() && self.is_confirmed(*device))
            .ok_or(Refusal::BadCosignature)?;
        let person = record.practitioner;
        let counts = person != author.person
            && self.knows(*seen)
            && self.is_administrator(person)
            && self.is_administrator_at(person, seen.index)
            && is_unchanged_since(seen.index);
        if !counts {
            return Err(Refusal::BadCosignature);
        }
        let input = action.cosigning_input(self.partnership(), *seen);
        author
            .signatures
            .check(|| signature::verify_by(&record.keys.signing, &input, signature))
            .map_err(|_| Refusal::BadCosignature)
    }
}
