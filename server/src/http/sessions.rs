//! `POST /v1/sessions`: a device proves that it has its signing key, and gets a token.

use std::time::Duration;

use axum::{extract::State, response::Response};
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use patchwork_protocol::{
    EnrolStatement, PartnershipId, SessionReply, SessionRequest, SessionStatement,
};

use super::{
    Problem, ProblemKind, Relay,
    cbor::{self, Cbor},
    client_address::ClientAddress,
    session::hash_of,
};
use crate::log::{LogError, NewSession, SessionError, StoredSession};

pub(super) async fn open(
    State(relay): State<Relay>,
    ClientAddress(address): ClientAddress,
    Cbor(request): Cbor<SessionRequest>,
) -> Result<Response, Problem> {
    let now = Timestamp::now();
    let (origin, at) = match &request {
        SessionRequest::Device(_, statement) => (&statement.origin, statement.at),
        SessionRequest::Enrol(statement) => (&statement.origin, statement.at),
    };
    if !relay.config().is_own_origin(origin) {
        return Err(ProblemKind::WrongOrigin.into());
    }
    if at.duration_since(now).unsigned_abs()
        > Duration::from_secs(relay.config().clock_skew_seconds)
    {
        return Err(Problem::clock_skew(now));
    }

    let (nonce, session) = match request {
        SessionRequest::Device(partnership, statement) => {
            relay.rates().admit_device(statement.device, address)?;
            let session = session_of_device(&relay, partnership, &statement, now).await?;
            (statement.nonce, session)
        }
        SessionRequest::Enrol(statement) => {
            relay.rates().admit_device(statement.device(), address)?;
            let session = session_of_invited(&relay, &statement, now).await?;
            (statement.nonce, session)
        }
    };
    let reply = store(&relay, nonce, session).await?;
    Ok(cbor::answer(StatusCode::OK, reply.encode()))
}

async fn session_of_device(
    relay: &Relay,
    partnership: PartnershipId,
    statement: &SessionStatement,
    now: Timestamp,
) -> Result<StoredSession, Problem> {
    // The answer to an unknown partnership, an unknown device and a wrong signature is the same.
    let unknown = || Problem::from(ProblemKind::Unauthenticated);
    let view = relay
        .log()
        .directory(partnership)
        .await?
        .ok_or_else(unknown)?;
    let device = view
        .directory()
        .and_then(|directory| directory.device(statement.device))
        .filter(|device| device.is_active())
        .ok_or_else(unknown)?;
    statement
        .verify(partnership, &device.verifying_key)
        .map_err(|_| unknown())?;
    Ok(StoredSession {
        partnership,
        device: statement.device,
        signing: device.keys.signing,
        invite: None,
        expires_at: session_end(now, relay),
    })
}

async fn session_of_invited(
    relay: &Relay,
    statement: &EnrolStatement,
    now: Timestamp,
) -> Result<StoredSession, Problem> {
    let unknown = || Problem::from(ProblemKind::Unauthenticated);
    let view = relay
        .log()
        .directory(statement.partnership)
        .await?
        .ok_or_else(unknown)?;
    statement.verify().map_err(|_| unknown())?;
    let invite = view
        .directory()
        .and_then(|directory| directory.invite(&statement.invite_key))
        .filter(|invite| invite.expiry > now)
        .filter(|invite| invite.used_by.is_none_or(|by| by == statement.device()))
        .ok_or_else(|| {
            unknown().detail("the invitation is not known here, was used, or is over")
        })?;
    Ok(StoredSession {
        partnership: statement.partnership,
        device: statement.device(),
        signing: statement.signing_key,
        invite: Some(statement.invite_key),
        expires_at: session_end(now, relay).min(invite.expiry),
    })
}

/// A year, whatever is configured.
const LONGEST_SESSION_HOURS: i64 = 24 * 366;

fn session_end(now: Timestamp, relay: &Relay) -> Timestamp {
    let hours = i64::try_from(relay.config().session_hours).unwrap_or(i64::MAX);
    now.checked_add(SignedDuration::from_hours(hours.min(LONGEST_SESSION_HOURS)))
        .unwrap_or(Timestamp::MAX)
}

/// Draws a token and stores the session under the token's hash.
async fn store(
    relay: &Relay,
    nonce: [u8; 16],
    session: StoredSession,
) -> Result<SessionReply, Problem> {
    let mut token = [0; 32];
    getrandom::fill(&mut token).map_err(|_| Problem::from(ProblemKind::Internal))?;
    let expires = session.expires_at;
    let stored = relay
        .log()
        .open_session(NewSession {
            token: hash_of(&token),
            nonce,
            session: session.clone(),
        })
        .await;
    match stored {
        Ok(()) => {}
        Err(SessionError::Replayed) => return Err(ProblemKind::Replayed.into()),
        // Devices can still read while the disk is full. This session is in memory only, and so
        // is the nonce by which a repeated statement is recognised.
        Err(SessionError::Log(LogError::Full)) => {
            if !relay.sessions().is_first_use(session.device, nonce) {
                return Err(ProblemKind::Replayed.into());
            }
        }
        Err(SessionError::Log(error)) => return Err(error.into()),
    }
    relay
        .sessions()
        .keep(hash_of(&token), session)
        .ok_or(ProblemKind::Unauthenticated)?;
    Ok(SessionReply { token, expires })
}
