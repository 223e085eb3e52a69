//! Sessions in memory, so that a request need not read its session from the log.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use ed25519_dalek::VerifyingKey;
use jiff::Timestamp;
use patchwork_protocol::DeviceId;

use crate::log::{StoredSession, TokenHash};

/// Sessions kept in memory; others are read again when their devices ask.
const IN_MEMORY: usize = 100_000;

/// A session with its key decoded.
#[derive(Debug)]
pub(super) struct CachedSession {
    pub(super) stored: StoredSession,
    pub(super) key: VerifyingKey,
}

/// Sessions by the hash of their token.
#[derive(Debug, Default)]
pub(super) struct SessionCache {
    by_token: RwLock<HashMap<TokenHash, Arc<CachedSession>>>,
    /// Nonces of statements that came while the disk was full.
    unwritten: Mutex<HashSet<(DeviceId, [u8; 16])>>,
}

impl SessionCache {
    pub(super) fn get(&self, token: TokenHash) -> Option<Arc<CachedSession>> {
        self.by_token
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&token)
            .cloned()
    }

    /// Keeps a session. None if its signing key is not a valid key.
    pub(super) fn keep(
        &self,
        token: TokenHash,
        stored: StoredSession,
    ) -> Option<Arc<CachedSession>> {
        let key = VerifyingKey::from_bytes(&stored.signing).ok()?;
        let session = Arc::new(CachedSession { stored, key });
        let mut sessions = self
            .by_token
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if sessions.len() >= IN_MEMORY {
            sessions.clear();
        }
        sessions.insert(token, session.clone());
        Some(session)
    }

    /// Whether a statement that cannot be written to the log comes for the first time. Once there
    /// are too many statements to remember, the answer is no to each.
    pub(super) fn is_first_use(&self, device: DeviceId, nonce: [u8; 16]) -> bool {
        let mut unwritten = self
            .unwritten
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        unwritten.len() < IN_MEMORY && unwritten.insert((device, nonce))
    }

    pub(super) fn forget_ended(&self, now: Timestamp) {
        self.by_token
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|_, session| session.stored.expires_at > now);
    }
}
