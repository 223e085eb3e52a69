//! Sessions: the device proves itself and gets a token for a day.

use jiff::{SignedDuration, Timestamp};
use patchwork_crypto::Invitation;
use patchwork_protocol::{
    EnrolStatement, PractitionerRecord, SessionRequest, SessionStatement, http::problem,
};
use patchwork_store::setting;
use patchwork_sync::Device;
use zeroize::Zeroizing;

use super::Link;
use crate::{
    chance,
    client::blocking,
    error::{ClientError, Result},
    ledger::now,
    relay::{Relay, RelayError},
};

/// A session that is in use.
pub(crate) struct Session {
    pub(crate) token: Zeroizing<String>,
    pub(crate) expires: Timestamp,
    /// Whether it can only enrol.
    pub(crate) enrolling: bool,
}

/// A token is renewed so long before it ends.
const BEFORE_END: SignedDuration = SignedDuration::from_mins(5);

impl Link {
    /// The token for a session that fits where this device stands.
    pub(crate) async fn token(
        &self,
        relay: &Relay,
    ) -> Result<Result<Zeroizing<String>, RelayError>> {
        let ledger = std::sync::Arc::clone(&self.ledger);
        let is_active = blocking(move || ledger.look(|device| Ok(is_active(device)))).await?;
        let mut slot = self.session.lock().await;
        if let Some(session) = slot.as_ref()
            && session.enrolling != is_active
            && session.expires.duration_since(now()) > BEFORE_END
        {
            return Ok(Ok(session.token.clone()));
        }
        *slot = None;
        let mut at = now();
        for _ in 0..2 {
            let statement = self.statement(relay.origin(), at, is_active).await?;
            match relay.session(&statement).await {
                Ok(reply) => {
                    let token = Zeroizing::new(hex(&reply.token));
                    *slot = Some(Session {
                        token: token.clone(),
                        expires: reply.expires,
                        enrolling: !is_active,
                    });
                    return Ok(Ok(token));
                }
                Err(error) if error.is(problem::CLOCK) => match error {
                    RelayError::Problem {
                        relay_time: Some(relay_time),
                        ..
                    } => at = relay_time,
                    error => return Ok(Err(error)),
                },
                Err(error) => return Ok(Err(error)),
            }
        }
        Ok(Err(RelayError::Nonsense(
            "its clock does not hold still".to_owned(),
        )))
    }

    /// The session is of no use any more.
    pub(crate) async fn forget_session(&self) {
        *self.session.lock().await = None;
    }

    async fn statement(
        &self,
        origin: String,
        at: Timestamp,
        is_active: bool,
    ) -> Result<SessionRequest> {
        let ledger = std::sync::Arc::clone(&self.ledger);
        let code = if is_active {
            None
        } else {
            let ledger = std::sync::Arc::clone(&self.ledger);
            blocking(move || ledger.read(|r| Ok(r.setting(&setting::INVITATION)?))).await?
        };
        blocking(move || {
            ledger.look(|device| match &code {
                None => Ok(device_statement(device, origin, at)),
                Some(code) => enrol_statement(device, code, origin, at),
            })
        })
        .await
    }
}

/// Whether the directory lists this device as one that may act.
pub(crate) fn is_active(device: &Device) -> bool {
    device.directory().is_some_and(|directory| {
        let owner = directory
            .device(device.id())
            .filter(|record| record.is_active())
            .and_then(|record| directory.practitioner(record.practitioner));
        owner.is_some_and(PractitionerRecord::is_active)
    })
}

fn device_statement(device: &Device, origin: String, at: Timestamp) -> SessionRequest {
    let statement = SessionStatement {
        origin,
        device: device.id(),
        at,
        nonce: chance::bytes(),
        signature: [0; 64],
    };
    let partnership = device.partnership();
    let signature = device.secrets().sign(&statement.signing_input(partnership));
    SessionRequest::Device(partnership, statement.with_signature(signature))
}

fn enrol_statement(
    device: &Device,
    code: &[u8],
    origin: String,
    at: Timestamp,
) -> Result<SessionRequest> {
    let invitation = read_invitation(code)?;
    let statement = EnrolStatement {
        origin,
        partnership: device.partnership(),
        signing_key: device.secrets().public().signing,
        invite_key: invitation.secret().public_key(),
        at,
        nonce: chance::bytes(),
        invite_signature: [0; 64],
        signature: [0; 64],
    };
    let input = statement.signing_input();
    let by_invitation = invitation.secret().sign(&input);
    let by_device = device.secrets().sign(&input);
    Ok(SessionRequest::Enrol(
        statement.with_signatures(by_invitation, by_device),
    ))
}

/// The invitation that this device came by, as it was typed.
pub(crate) fn read_invitation(code: &[u8]) -> Result<Invitation> {
    let text = core::str::from_utf8(code).map_err(ClientError::internal)?;
    Invitation::read(text)
        .map(|read| read.invitation)
        .map_err(ClientError::internal)
}

fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}
