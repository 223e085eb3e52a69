//! Whose request it is.
//!
//! A bearer token names a session; the directory says, at each request, what
//! that device may do by now. So a device is shut out the moment its
//! revocation is appended, and one that is admitted needs no new session.

use std::{
    collections::{HashMap, HashSet},
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use data_encoding::{BASE64URL_NOPAD, HEXLOWER_PERMISSIVE};
use ed25519_dalek::VerifyingKey;
use http::{HeaderMap, header, request::Parts};
use jiff::Timestamp;
use patchwork_protocol::DeviceId;
use patchwork_protocol::team::{Directory, SpaceState};

use super::{Peer, Problem, ProblemKind, Relay};
use crate::log::{DirectoryView, StoredSession, TokenHash, Uploader};

/// Sessions kept in memory; more are read again when they ask.
const IN_MEMORY: usize = 100_000;

/// A request's right to be answered.
#[derive(Debug)]
pub(super) struct Access {
    /// Whose it is; without a practitioner the device is only invited yet.
    pub(super) uploader: Uploader,
    /// The device's key.
    pub(super) key: VerifyingKey,
    /// The partnership's directory as it stands.
    pub(super) directory: Arc<DirectoryView>,
    /// When the session ends.
    pub(super) expires_at: Timestamp,
}

/// A session at hand.
#[derive(Debug)]
pub(super) struct Session {
    stored: StoredSession,
    key: VerifyingKey,
}

/// Sessions by the hash of their token.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    at_hand: RwLock<HashMap<TokenHash, Arc<Session>>>,
    /// Nonces of statements while the disk takes none.
    unwritten: Mutex<HashSet<(DeviceId, [u8; 16])>>,
}

impl Sessions {
    fn get(&self, token: TokenHash) -> Option<Arc<Session>> {
        self.at_hand
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&token)
            .cloned()
    }

    /// Keeps a session at hand. Nothing if its key is not a key.
    pub(super) fn keep(&self, token: TokenHash, stored: StoredSession) -> Option<Arc<Session>> {
        let key = VerifyingKey::from_bytes(&stored.signing).ok()?;
        let session = Arc::new(Session { stored, key });
        let mut sessions = self.at_hand.write().unwrap_or_else(PoisonError::into_inner);
        if sessions.len() >= IN_MEMORY {
            sessions.clear();
        }
        sessions.insert(token, session.clone());
        Some(session)
    }

    /// Whether a statement that could not be written down comes the first time.
    /// Says no to everything once there are too many to remember.
    pub(super) fn is_first_use(&self, device: DeviceId, nonce: [u8; 16]) -> bool {
        let mut unwritten = self
            .unwritten
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        unwritten.len() < IN_MEMORY && unwritten.insert((device, nonce))
    }

    pub(super) fn forget_ended(&self, now: Timestamp) {
        self.at_hand
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|_, session| session.stored.expires_at > now);
    }
}

/// The address that rate limits go by.
pub(super) fn address_of(relay: &Relay, head: &Parts) -> IpAddr {
    let peer = head
        .extensions
        .get::<Peer>()
        .map_or(IpAddr::from([0, 0, 0, 0]), |peer| peer.0);
    if !relay.config().behind_proxy {
        return peer;
    }
    // The last entry is the proxy's own word; those before it are anybody's.
    head.headers
        .get_all("x-forwarded-for")
        .iter()
        .next_back()
        .and_then(|value| value.to_str().ok())
        .and_then(|list| list.rsplit(',').next())
        .and_then(|last| last.trim().parse().ok())
        .unwrap_or(peer)
}

/// The bearer token of a request, if it has one.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim_start())
}

/// A token as it travels: base64url without padding, or hexadecimal.
fn read_token(text: &str) -> Option<[u8; 32]> {
    let bytes = if text.len() == 64 {
        HEXLOWER_PERMISSIVE.decode(text.as_bytes())
    } else {
        BASE64URL_NOPAD.decode(text.as_bytes())
    };
    bytes.ok()?.try_into().ok()
}

/// What is kept of a token.
pub(super) fn hash_of(token: &[u8; 32]) -> TokenHash {
    TokenHash(
        *blake3::Hasher::new_derive_key("patchwork relay session token 1")
            .update(token)
            .finalize()
            .as_bytes(),
    )
}

/// Finds out whose request it is, or refuses.
pub(super) async fn access(relay: &Relay, head: &Parts) -> Result<Access, Problem> {
    let wanted = || Problem::from(ProblemKind::Unauthenticated);
    let token: [u8; 32] = bearer(&head.headers)
        .and_then(read_token)
        .ok_or_else(wanted)?;
    let token = hash_of(&token);
    let session = if let Some(session) = relay.sessions().get(token) {
        session
    } else {
        let stored = relay.log().session(token).await?.ok_or_else(wanted)?;
        relay.sessions().keep(token, stored).ok_or_else(wanted)?
    };
    let stored = &session.stored;
    if stored.expires_at <= Timestamp::now() {
        return Err(wanted());
    }
    relay
        .rates()
        .admit_device(stored.device, address_of(relay, head))?;
    let partnership = stored.partnership;
    let directory = match relay.log().directory_at_hand(partnership) {
        Some(directory) => directory,
        None => relay
            .log()
            .directory(partnership)
            .await?
            .ok_or(ProblemKind::Unauthenticated)?,
    };
    let known = directory
        .directory()
        .and_then(|all| all.any_device(stored.device));
    let practitioner = match known {
        Some(device) if device.is_active() => Some(device.practitioner),
        Some(device) if device.is_pending() && stored.invite.is_some() => None,
        None if stored.invite.is_some() => None,
        _ => return Err(wanted()),
    };
    Ok(Access {
        uploader: Uploader {
            partnership,
            device: stored.device,
            practitioner,
        },
        key: session.key,
        directory,
        expires_at: stored.expires_at,
    })
}

impl DirectoryView {
    /// The directory itself; always there.
    pub(super) fn directory(&self) -> Option<&Directory> {
        match &*self.state {
            SpaceState::Directory(directory) => Some(directory),
            SpaceState::Team(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bearer_token_is_read_in_any_case_of_its_scheme() {
        let mut headers = HeaderMap::new();
        assert_eq!(bearer(&headers), None);
        headers.insert(header::AUTHORIZATION, "bearer abc".parse().unwrap());
        assert_eq!(bearer(&headers), Some("abc"));
        headers.insert(header::AUTHORIZATION, "Basic abc".parse().unwrap());
        assert_eq!(bearer(&headers), None);
    }
}
