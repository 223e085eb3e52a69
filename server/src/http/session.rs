//! The session that a request belongs to.
//!
//! A bearer token names a session; the directory says, at each request, what the session's device
//! may do now. So a device is shut out as soon as its revocation is appended, and a device that is
//! admitted needs no new session.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER_PERMISSIVE};
use ed25519_dalek::VerifyingKey;
use http::{HeaderMap, header, request::Parts};
use jiff::Timestamp;
use patchwork_protocol::{PartnershipId, PractitionerId};

use super::{
    Problem, ProblemKind, Relay, client_address::ClientAddress, session_cache::CachedSession,
};
use crate::log::{DirectoryView, Requester, StoredSession, TokenHash};

/// An authenticated session of a device that is not revoked.
#[derive(Debug)]
pub(super) struct Session {
    /// Whose it is; without a practitioner the device is invited and not admitted yet.
    pub(super) requester: Requester,
    /// The device's key.
    pub(super) key: VerifyingKey,
    /// The partnership's directory as it stands.
    pub(super) directory: Arc<DirectoryView>,
    /// When the session ends.
    pub(super) expires_at: Timestamp,
    cached: Arc<CachedSession>,
}

impl Session {
    /// Judges again what the device may do, by the directory as it stands now. A request's body may
    /// take long to arrive, and what was true of the device when its head came may be true no more.
    pub(super) async fn judge_again(&self, relay: &Relay) -> Result<(), Problem> {
        let stored = &self.cached.stored;
        if stored.expires_at <= Timestamp::now() {
            return Err(ProblemKind::Unauthenticated.into());
        }
        let directory = directory_of(relay, stored.partnership).await?;
        practitioner_of(stored, &directory)?;
        Ok(())
    }
}

impl FromRequestParts<Relay> for Session {
    type Rejection = Problem;

    async fn from_request_parts(head: &mut Parts, relay: &Relay) -> Result<Self, Problem> {
        let session = find(relay, &head.headers).await?;
        let stored = &session.stored;
        if stored.expires_at <= Timestamp::now() {
            return Err(ProblemKind::Unauthenticated.into());
        }
        let ClientAddress(address) = ClientAddress::of(head, relay);
        relay.rates().admit_device(stored.device, address)?;
        let directory = directory_of(relay, stored.partnership).await?;
        Ok(Self {
            requester: Requester {
                partnership: stored.partnership,
                device: stored.device,
                practitioner: practitioner_of(stored, &directory)?,
            },
            key: session.key,
            directory,
            expires_at: stored.expires_at,
            cached: session,
        })
    }
}

/// The partnership's directory as it stands.
async fn directory_of(
    relay: &Relay,
    partnership: PartnershipId,
) -> Result<Arc<DirectoryView>, Problem> {
    if let Some(directory) = relay.log().directory_at_hand(partnership) {
        return Ok(directory);
    }
    let directory = relay.log().directory(partnership).await?;
    Ok(directory.ok_or(ProblemKind::Unauthenticated)?)
}

/// The session that the request's token names.
async fn find(relay: &Relay, headers: &HeaderMap) -> Result<Arc<CachedSession>, Problem> {
    let unknown = || Problem::from(ProblemKind::Unauthenticated);
    let token = bearer(headers).and_then(read_token).ok_or_else(unknown)?;
    let token = hash_of(&token);
    if let Some(session) = relay.sessions().get(token) {
        return Ok(session);
    }
    let stored = relay.log().session(token).await?.ok_or_else(unknown)?;
    relay.sessions().keep(token, stored).ok_or_else(unknown)
}

/// Whose device it is by the directory; none for a device that was invited and is not admitted.
fn practitioner_of(
    session: &StoredSession,
    directory: &DirectoryView,
) -> Result<Option<PractitionerId>, ProblemKind> {
    let is_invited = session.invite.is_some();
    let device = directory
        .directory()
        .and_then(|directory| directory.any_device(session.device));
    match device {
        Some(device) if device.is_active() => Ok(Some(device.practitioner)),
        Some(device) if device.is_pending() && is_invited => Ok(None),
        None if is_invited => Ok(None),
        _ => Err(ProblemKind::Unauthenticated),
    }
}

/// The bearer token of a request, if it has one.
fn bearer(headers: &HeaderMap) -> Option<&str> {
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

/// What the log keeps of a token.
pub(super) fn hash_of(token: &[u8; 32]) -> TokenHash {
    TokenHash(
        *blake3::Hasher::new_derive_key("patchwork relay session token 1")
            .update(token)
            .finalize()
            .as_bytes(),
    )
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
