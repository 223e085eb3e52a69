//! A device that was invited: reads the directory's team changes and asks.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;
use patchwork_crypto::Invitation;
use patchwork_protocol::{
    ChainHash, Cursor, Cursors, Incarnation, SyncRequest,
    http::{TeamPost, problem},
};
use patchwork_store::setting;
use patchwork_sync::Device;

use crate::{
    engine::{
        EngineError, Link, RelayError, TeamAnswer, Transport, error::Result, outgoing::Outgoing,
        relay::came_to_nothing,
    },
    error::ClientError,
};

/// As often as others may come first.
const TRIES: usize = 4;
const REFUSALS: [&str; 8] = [
    problem::MALFORMED,
    problem::TOO_LARGE,
    problem::UNAUTHENTICATED,
    problem::NOT_FOUND,
    problem::REFUSED,
    problem::NOT_UNDERSTOOD,
    problem::RATE,
    problem::FULL,
];

/// How far asking came.
pub(crate) enum Asked {
    /// The directory lists this device.
    Listed,
    /// It does not and never will: the invitation was used by another, or has run out.
    UsedUp,
    /// The enrolment went out, and what became of it is not known.
    Unknown(RelayError),
}

/// Asks for the first time: whatever goes wrong is said to the person. An
/// enrolment that may have arrived is asked for again later, since it has used
/// the invitation up.
pub(crate) async fn ask_first(link: &Arc<Link>) -> Result<(), ClientError> {
    let Some(relay) = link.relay().await? else {
        return Err(ClientError::NotFound);
    };
    let used_up = |how: &str| {
        let reason = format!("This invitation {how}. Ask for a new one.");
        Err(ClientError::invalid("code", reason))
    };
    match ask(link, &*relay).await {
        Ok(Asked::Listed | Asked::Unknown(_)) => Ok(()),
        Ok(Asked::UsedUp) => used_up("was used already or has run out"),
        Err(EngineError::Local(error)) => Err(error),
        Err(EngineError::Relay(error))
            if error.is(problem::UNAUTHENTICATED) || error.is(problem::NOT_FOUND) =>
        {
            used_up("is not known to the relay, was used already, or has run out")
        }
        Err(EngineError::Relay(error)) => {
            let then = "Joining needs one: try again when there is one.";
            Err(came_to_nothing(&error, then))
        }
    }
}

/// Fetches the directory's team changes and enrols if this device is not listed yet.
///
/// An error says that nothing is under way that could make the directory list it.
pub(crate) async fn ask(link: &Arc<Link>, relay: &dyn Transport) -> Result<Asked> {
    fetch(link, relay).await?;
    for _ in 0..TRIES {
        let enrolment = link.workspace.blocking(|workspace| {
            let code = workspace.blocking_read(|r| Ok(r.setting(&setting::INVITATION)?))?;
            let code = code.as_deref().map_or(&[][..], Vec::as_slice);
            workspace.blocking_inspect(|device| enrolment(device, code, workspace.now()))
        });
        let post = match enrolment.await? {
            Enrolment::Listed => return Ok(Asked::Listed),
            Enrolment::UsedUp => return Ok(Asked::UsedUp),
            Enrolment::ToPost(post) => post,
        };
        let token = link.token(relay).await?;
        let directory = link
            .workspace
            .inspect(|device| Ok(device.partnership().directory()))
            .await?;
        match relay.team(&token, directory, &post).await {
            // From here on the keys must not be lost, whatever happens to the reply.
            Ok(TeamAnswer::Appended) => {
                return Ok(match fetch(link, relay).await {
                    Ok(()) => Asked::Listed,
                    Err(EngineError::Relay(error)) => Asked::Unknown(error),
                    Err(EngineError::Local(error)) => {
                        Asked::Unknown(RelayError::Nonsense(error.to_string()))
                    }
                });
            }
            Ok(TeamAnswer::Conflict(_)) => fetch(link, relay).await?,
            Err(error) if was_refused(&error) => return Err(error.into()),
            Err(error) => return Ok(Asked::Unknown(error)),
        }
    }
    Err(RelayError::Nonsense("its directory does not hold still".to_owned()).into())
}

/// Whether this answer says that nothing was appended. A relay with a fault, or
/// a proxy before it, may say something after it was.
fn was_refused(error: &RelayError) -> bool {
    REFUSALS.iter().any(|refusal| error.is(refusal))
}

/// The directory's team changes that this device holds, so that it is told only what follows.
fn known(device: &Device) -> Cursors {
    let space = device.partnership().directory();
    let is_in_the_log = device
        .space(space)
        .is_some_and(|space| space.cursor().is_some());
    let Some(directory) = device.directory().filter(|_| !is_in_the_log) else {
        return Cursors::NOTHING;
    };
    let head = directory.head();
    let cursor = Cursor {
        // Another database with the same changes is as good.
        incarnation: Incarnation([0; 16]),
        n: head.index.saturating_add(1),
        chain: ChainHash(head.hash.0),
    };
    Cursors::All([(space, cursor)].into())
}

async fn fetch(link: &Arc<Link>, relay: &dyn Transport) -> Result<()> {
    let (cursors, wraps_after) = link
        .workspace
        .inspect(|device| Ok((known(device), device.wraps_after())))
        .await?;
    let outgoing = Outgoing {
        request: SyncRequest {
            cursors,
            outbox: BTreeMap::new(),
            wraps: Vec::new(),
            wraps_after,
            live: false,
        },
        wraps: Vec::new(),
        more: false,
    };
    let mut conversation = link.open(relay, outgoing).await?;
    link.to_the_end(&mut conversation).await?;
    // What was cut short may lack the very change that matters.
    if !conversation.is_whole() {
        return Err(RelayError::Unreachable.into());
    }
    Ok(())
}

/// Where a device stands with its invitation.
enum Enrolment {
    Listed,
    UsedUp,
    ToPost(TeamPost),
}

fn enrolment(device: &Device, code: &[u8], now: Timestamp) -> Result<Enrolment, ClientError> {
    let directory = device.directory().ok_or_else(|| ClientError::Refused {
        reason: "it did not show the partnership that the invitation names.".to_owned(),
    })?;
    if directory.any_device(device.id()).is_some() {
        return Ok(Enrolment::Listed);
    }
    let text = core::str::from_utf8(code).map_err(ClientError::internal)?;
    let read = Invitation::read(text).map_err(ClientError::internal)?;
    let secret = read.invitation.secret();
    let open = directory
        .invite(&secret.public_key())
        .filter(|invite| invite.used_by.is_none() && invite.expiry >= now);
    if open.is_none() {
        return Ok(Enrolment::UsedUp);
    }
    let keys = device.secrets().public();
    let mac = read
        .screen_secret
        .map(|screen| screen.enrol_mac(device.partnership(), &keys, &secret.public_key()));
    let change = device
        .enrol(secret, mac, now)
        .map_err(ClientError::internal)?;
    Ok(Enrolment::ToPost(TeamPost {
        change: change.bytes().to_vec(),
        wraps: Vec::new(),
    }))
}

#[cfg(test)]
mod tests;
