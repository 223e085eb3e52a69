//! The keys that a space has had.

use crate::KeyId;

/// One key of a space's history.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeyRecord {
    /// Commits to the key.
    pub key_id: KeyId,
    /// The key before it, sealed under this one; `None` for the first.
    pub previous: Option<Vec<u8>>,
}

/// All keys of a space, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KeyHistory {
    first: KeyRecord,
    all: Vec<KeyRecord>,
    /// The directory entry that the founding or the last rotation named. A device
    /// that was revoked at that entry or before does not hold the current key.
    pub(super) keyed_at: u64,
}

impl KeyHistory {
    pub(super) fn new(key_id: KeyId, keyed_at: u64) -> Self {
        let first = KeyRecord {
            key_id,
            previous: None,
        };
        Self {
            all: vec![first.clone()],
            first,
            keyed_at,
        }
    }

    pub(super) fn current(&self) -> KeyId {
        self.all.last().unwrap_or(&self.first).key_id
    }

    pub(super) fn all(&self) -> &[KeyRecord] {
        &self.all
    }

    pub(super) fn contains(&self, key_id: KeyId) -> bool {
        self.all.iter().any(|record| record.key_id == key_id)
    }

    pub(super) fn replace(&mut self, key_id: KeyId, previous: Vec<u8>, keyed_at: u64) {
        self.all.push(KeyRecord {
            key_id,
            previous: Some(previous),
        });
        self.keyed_at = keyed_at;
    }
}
