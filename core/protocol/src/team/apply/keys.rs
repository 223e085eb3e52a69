//! Keys, and the devices that are trusted with them.

use std::collections::BTreeMap;

use super::in_team::Author;
use crate::{
    DeviceId, KeyId,
    team::{Cut, Principal, Refusal, TeamState, keys::KeyHistory, limits::MAX_SEALED_KEY},
};

impl KeyHistory {
    /// The key must be new: the holders of a used one could read on. And it must
    /// carry the previous key: otherwise a new member could not read what was written
    /// before.
    pub(super) fn rotate(
        &mut self,
        key_id: KeyId,
        previous: &[u8],
        keyed_at: u64,
    ) -> Result<(), Refusal> {
        if previous.is_empty() {
            return Err(Refusal::NoPreviousKey);
        }
        if previous.len() > MAX_SEALED_KEY {
            return Err(Refusal::TooMany {
                what: "bytes of a sealed key",
                limit: MAX_SEALED_KEY,
            });
        }
        if self.contains(key_id) {
            return Err(Refusal::KeyNotFresh(key_id));
        }
        self.replace(key_id, previous.to_vec(), keyed_at);
        Ok(())
    }
}

impl TeamState {
    pub(super) fn rotate(
        &mut self,
        author: Author<'_>,
        key_id: KeyId,
        previous: &[u8],
        cut: &Cut,
    ) -> Result<(), Refusal> {
        // Any writing member rotates when that is owed. Otherwise only a manager
        // does: a member could stop all others from writing, again and again, with
        // keys that they give to nobody.
        if self.owes_rotation_at(author.directory, author.index) {
            author.must_write(self)?;
        } else {
            author.must_manage(self)?;
        }
        let revoked: BTreeMap<_, _> = self
            .revoked_since_key(author.directory, author.index)
            .collect();
        self.core
            .end(cut, |replica| revoked.get(&replica.device()).copied())?;
        self.core.keys.rotate(key_id, previous, author.index)?;
        self.removed_since_key = false;
        Ok(())
    }

    pub(super) fn confirm_device(
        &mut self,
        author: Author<'_>,
        id: DeviceId,
    ) -> Result<(), Refusal> {
        author.must_manage(self)?;
        let device = author
            .directory
            .device(id)
            .filter(|device| device.is_active_at(author.index))
            .ok_or(Refusal::UnknownDevice(id))?;
        let principal = Principal::Practitioner(device.practitioner);
        if !self.members.contains_key(&principal) {
            return Err(Refusal::NotInTeam(principal));
        }
        if self.trusts(id, device) {
            return Err(Refusal::NothingToConfirm(id));
        }
        self.confirmed.insert(id);
        Ok(())
    }
}
