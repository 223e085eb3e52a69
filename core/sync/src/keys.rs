//! The keys of one space.

use std::collections::BTreeMap;

use patchwork_crypto::{SpaceKey, open_previous_key};
use patchwork_protocol::{KeyId, SpaceId, SpaceState};

/// Keys that nobody has signed for yet; wraps come before the team changes
/// that name their keys, so a few are held. More are dropped: anyone who may
/// upload wraps could send any number of them.
const MAX_UNPROVEN: usize = 16;

/// Every key that this device holds of one space.
///
/// A key counts only once the space's signed history names its id; until then
/// it lies aside. Each `Rotate` carries the key before it sealed under the new
/// one, so one current key opens all history.
#[derive(Default)]
pub struct KeyRing {
    proven: BTreeMap<KeyId, SpaceKey>,
    unproven: BTreeMap<KeyId, SpaceKey>,
}

impl core::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("KeyRing")
            .field("proven", &self.proven.keys())
            .field("unproven", &self.unproven.keys())
            .finish()
    }
}

impl KeyRing {
    /// Lays a key aside until [`settle`](Self::settle) finds it signed for.
    /// `false` if it is already held or there are too many unproven ones.
    #[must_use = "a key that was not taken need not be stored"]
    pub fn offer(&mut self, key: SpaceKey) -> bool {
        let id = key.id();
        if self.proven.contains_key(&id)
            || self.unproven.contains_key(&id)
            || self.unproven.len() >= MAX_UNPROVEN
        {
            return false;
        }
        self.unproven.insert(id, key);
        true
    }

    /// Takes up what the team's history names, and opens older keys through
    /// its rotations. Returns the ids of the keys that can be used from now on.
    pub fn settle(&mut self, space: SpaceId, team: &SpaceState) -> Vec<KeyId> {
        let mut gained = Vec::new();
        let signed: Vec<KeyId> = self
            .unproven
            .keys()
            .copied()
            .filter(|id| team.has_key(*id))
            .collect();
        for id in signed {
            if let Some(key) = self.unproven.remove(&id) {
                self.proven.insert(id, key);
                gained.push(id);
            }
        }
        // Newest first, so that one pass opens the whole chain.
        let history = team.keys();
        for pair in history.windows(2).rev() {
            let [older, newer] = pair else { continue };
            if self.proven.contains_key(&older.key_id) {
                continue;
            }
            let (Some(key), Some(sealed)) = (self.proven.get(&newer.key_id), &newer.previous)
            else {
                continue;
            };
            // A rotation by a hostile member may carry rubbish here; the key
            // may still come as a wrap, so that is no reason to stop.
            if let Ok(previous) = open_previous_key(key, older.key_id, space, sealed) {
                self.proven.insert(older.key_id, previous);
                gained.push(older.key_id);
            }
        }
        gained
    }

    /// The key with this id, if it is proven to be the space's.
    pub fn get(&self, id: KeyId) -> Option<&SpaceKey> {
        self.proven.get(&id)
    }

    /// Every key, proven or not, for the store to keep.
    pub fn iter(&self) -> impl Iterator<Item = &SpaceKey> {
        self.proven.values().chain(self.unproven.values())
    }
}
