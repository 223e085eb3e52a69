//! The keys of one space.

use std::collections::BTreeMap;

use patchwork_crypto::{SpaceKey, open_previous_key};
use patchwork_protocol::{KeyId, SpaceId, SpaceState};

/// How many keys are held while no signed change names them. A few are needed,
/// because a wrap comes before the team change that names its key. There is a
/// limit, because a member could upload any number of wraps.
const MAX_UNPROVEN: usize = 16;

/// Every key that this device holds of one space.
///
/// A key counts only once the space's signed history names its id; until then it
/// is unproven. Each `Rotate` carries the previous key, sealed under the new one,
/// so the current key opens all history.
#[derive(Default, Clone)]
pub struct KeyRing {
    proven: BTreeMap<KeyId, SpaceKey>,
    unproven: BTreeMap<KeyId, SpaceKey>,
    /// How many of the unproven ones a kept change names: they take nobody's room.
    named: usize,
}

impl core::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("KeyRing")
            .field("proven", &self.proven.keys())
            .field("unproven", &self.unproven.keys())
            .finish_non_exhaustive()
    }
}

impl KeyRing {
    /// The keys that the store kept, each unproven until [`settle`](Self::settle) finds
    /// its id in the signed history. `is_named` says whether a kept change names it.
    pub(crate) fn kept(keys: Vec<SpaceKey>, is_named: impl Fn(KeyId) -> bool) -> Self {
        let unproven: BTreeMap<_, _> = keys.into_iter().map(|key| (key.id(), key)).collect();
        Self {
            proven: BTreeMap::new(),
            named: unproven.keys().filter(|id| is_named(**id)).count(),
            unproven,
        }
    }

    /// Takes a key in, unproven until [`settle`](Self::settle) finds its id in the
    /// signed history. `false` if the key is held already, or too many are
    /// unproven. One that the history names already, which `is_named` says, is always
    /// taken: others that nobody signed for do not keep it out.
    #[must_use = "a key that was not taken need not be stored"]
    pub fn offer(&mut self, key: SpaceKey, is_named: bool) -> bool {
        let id = key.id();
        let others = self.unproven.len().saturating_sub(self.named);
        if self.proven.contains_key(&id)
            || self.unproven.contains_key(&id)
            || (!is_named && others >= MAX_UNPROVEN)
        {
            return false;
        }
        self.unproven.insert(id, key);
        true
    }

    /// Counts the keys that the team's history names as proven, and opens older
    /// keys through its rotations. Returns the ids of the keys that can be used
    /// from now on.
    pub fn settle(&mut self, space: SpaceId, team: &SpaceState) -> Vec<KeyId> {
        let mut gained = Vec::new();
        self.named = 0;
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
            // A hostile member's rotation may carry rubbish here. The key may still
            // come as a wrap, so go on.
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

    /// The key with this id, proven or not: for what this device sealed itself.
    pub(crate) fn held(&self, id: KeyId) -> Option<&SpaceKey> {
        self.proven.get(&id).or_else(|| self.unproven.get(&id))
    }

    /// Every key, proven or not, for the store to keep.
    pub fn iter(&self) -> impl Iterator<Item = &SpaceKey> {
        self.proven.values().chain(self.unproven.values())
    }
}
