//! Sessions: the device proves itself and gets a token for a day.

use std::sync::{MutexGuard, PoisonError, atomic::Ordering};

use jiff::{SignedDuration, Timestamp};
use patchwork_crypto::Invitation;
use patchwork_protocol::{
    EnrolStatement, PractitionerRecord, SessionReply, SessionRequest, SessionStatement,
    http::problem,
};
use patchwork_store::setting;
use patchwork_sync::Device;
use zeroize::Zeroizing;

use super::Link;
use crate::{
    Update,
    engine::{RelayError, Transport, error},
    error::{ClientError, Result},
    workspace::{TOLERANCE, note_relay_time},
};

/// A session that is in use.
pub(crate) struct Session {
    /// The relay that gave it: no other is shown the token.
    origin: String,
    token: Zeroizing<String>,
    expires: Timestamp,
    /// Whether it can only enrol.
    enrolling: bool,
}

impl Session {
    fn new(origin: String, reply: &SessionReply, enrolling: bool) -> Self {
        Self {
            origin,
            token: Zeroizing::new(hex(&reply.token)),
            expires: reply.expires,
            enrolling,
        }
    }

    /// From what the store keeps, `origin ‖ line feed ‖ the relay's reply`.
    fn kept(bytes: &[u8]) -> Option<Self> {
        let at = bytes.iter().position(|byte| *byte == b'\n')?;
        let (origin, reply) = (bytes.get(..at)?, bytes.get(at + 1..)?);
        let origin = core::str::from_utf8(origin).ok()?.to_owned();
        Some(Self::new(origin, &SessionReply::decode(reply).ok()?, false))
    }

    fn fits(&self, relay: &dyn Transport, is_active: bool, now: Timestamp) -> bool {
        self.origin == relay.origin()
            && self.enrolling != is_active
            && self.expires.duration_since(now) > BEFORE_END
    }
}

fn to_keep(origin: &str, reply: &SessionReply) -> Zeroizing<Vec<u8>> {
    let reply = Zeroizing::new(reply.encode());
    Zeroizing::new([origin.as_bytes(), b"\n", reply.as_slice()].concat())
}

/// A token is renewed so long before it ends.
const BEFORE_END: SignedDuration = SignedDuration::from_mins(5);

impl Link {
    /// The token for a session that fits where this device stands.
    pub(crate) async fn token(&self, relay: &dyn Transport) -> error::Result<Zeroizing<String>> {
        let is_active = self
            .workspace
            .inspect(|device| Ok(is_active(device)))
            .await?;
        let _one_at_a_time = self.opening_session.lock().await;
        if self.session().is_none() && !self.looked_for_session.swap(true, Ordering::Relaxed) {
            let kept = self.workspace.read(|r| Ok(r.setting(&setting::SESSION)?));
            let kept = kept.await?;
            *self.session() = kept.as_deref().and_then(|bytes| Session::kept(bytes));
        }
        let mut now = self.workspace.now();
        self.session()
            .take_if(|session| !session.fits(relay, is_active, now));
        if let Some(session) = self.session().as_ref() {
            return Ok(session.token.clone());
        }
        let mut at = now;
        for _ in 0..2 {
            let statement = self.statement(relay.origin(), at, is_active).await?;
            match relay.session(&statement).await {
                Ok(reply) => {
                    self.note_clock(now, (at != now).then_some(at)).await;
                    if is_active {
                        self.keep(Some(to_keep(&relay.origin(), &reply))).await;
                    }
                    let session = Session::new(relay.origin(), &reply, !is_active);
                    let token = session.token.clone();
                    *self.session() = Some(session);
                    return Ok(token);
                }
                Err(error) if error.is(problem::CLOCK) => match error {
                    RelayError::Problem {
                        relay_time: Some(relay_time),
                        ..
                    } => {
                        // It may have been suspended while this was on the way: then the
                        // statement was old, and nothing is wrong with the clock.
                        now = self.workspace.now();
                        let is_right = relay_time.duration_since(now).abs() <= TOLERANCE;
                        at = if is_right { now } else { relay_time };
                    }
                    error => return Err(error.into()),
                },
                Err(error) => return Err(error.into()),
            }
        }
        Err(RelayError::Nonsense("its clock does not hold still".to_owned()).into())
    }

    /// Keeps what the relay said of this device's clock. A full phone that cannot must still send
    /// what waits.
    async fn note_clock(&self, now: Timestamp, relay_time: Option<Timestamp>) {
        let noted = self.workspace.write(move |w, touched| {
            if note_relay_time(now, relay_time, w)? {
                touched.update(Update::Sync);
                touched.update(Update::Cases);
            }
            Ok(())
        });
        if let Err(error) = noted.await {
            tracing::debug!(%error, "what the relay said of the clock is not kept");
        }
    }

    /// The session is of no use any more.
    pub(crate) async fn forget_session(&self) {
        self.drop_session();
        self.keep(None).await;
    }

    /// Keeps it for the next time the app is opened, or forgets it. A full phone
    /// that cannot must still send what waits.
    async fn keep(&self, session: Option<Zeroizing<Vec<u8>>>) {
        let kept = self.workspace.write(move |w, _| match &session {
            Some(session) => Ok(w.set(&setting::SESSION, session)?),
            None if w.setting(&setting::SESSION)?.is_none() => Ok(()),
            None => Ok(w.clear(&setting::SESSION)?),
        });
        if let Err(error) = kept.await {
            tracing::debug!(%error, "the session on the disk stays as it was");
        }
    }

    /// Drops what is in memory; what is on the disk is there for the next time.
    pub(crate) fn drop_session(&self) {
        *self.session() = None;
    }

    /// Never held while anything is waited for.
    fn session(&self) -> MutexGuard<'_, Option<Session>> {
        // Whole at every moment: a panic cannot have left it half changed.
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn statement(
        &self,
        origin: String,
        at: Timestamp,
        is_active: bool,
    ) -> Result<SessionRequest> {
        let code = if is_active {
            None
        } else {
            let code = self
                .workspace
                .read(|r| Ok(r.setting(&setting::INVITATION)?));
            code.await?
        };
        let nonce = self.workspace.environment().bytes();
        self.workspace
            .inspect(move |device| match &code {
                None => Ok(device_statement(device, origin, at, nonce)),
                Some(code) => enrol_statement(device, code, origin, at, nonce),
            })
            .await
    }
}

/// Whether the directory lists this device as one that may act; the directory as far as it
/// is known, because one that is set aside must stay connected to be judged again.
pub(crate) fn is_active(device: &Device) -> bool {
    device.known_directory().is_some_and(|directory| {
        let owner = directory
            .device(device.id())
            .filter(|record| record.is_active())
            .and_then(|record| directory.practitioner(record.practitioner));
        owner.is_some_and(PractitionerRecord::is_active)
    })
}

fn device_statement(
    device: &Device,
    origin: String,
    at: Timestamp,
    nonce: [u8; 16],
) -> SessionRequest {
    let statement = SessionStatement {
        origin,
        device: device.id(),
        at,
        nonce,
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
    nonce: [u8; 16],
) -> Result<SessionRequest> {
    let invitation = read_invitation(code)?;
    let statement = EnrolStatement {
        origin,
        partnership: device.partnership(),
        signing_key: device.secrets().public().signing,
        invite_key: invitation.secret().public_key(),
        at,
        nonce,
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    use crate::{
        ConnectionOptions,
        engine::{Connect, Http, RelayAddress},
    };

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn relay(address: &str) -> Arc<dyn Transport> {
        let address = RelayAddress::parse(address).unwrap();
        let http = Http::new(&ConnectionOptions::default()).unwrap();
        http.connect(address).unwrap()
    }

    fn kept(origin: &str, lasts: SignedDuration) -> Session {
        let reply = SessionReply {
            token: [7; 32],
            expires: NOW + lasts,
        };
        Session::kept(&to_keep(origin, &reply)).unwrap()
    }

    #[test]
    fn a_kept_session_is_shown_only_to_the_relay_that_gave_it() {
        let ours = relay("https://relay.example");
        let session = kept(&ours.origin(), SignedDuration::from_hours(24));
        assert_eq!(*session.token, "07".repeat(32));
        assert!(session.fits(&*ours, true, NOW));
        assert!(!session.fits(&*relay("https://elsewhere.example"), true, NOW));
        assert!(!session.fits(&*relay("https://relay.example:8443"), true, NOW));
        assert!(
            !session.fits(&*ours, false, NOW),
            "it is no session to enrol"
        );
    }

    #[test]
    fn a_kept_session_that_is_about_to_end_is_not_used() {
        let ours = relay("https://relay.example");
        let lasts = |lasts| kept(&ours.origin(), lasts).fits(&*ours, true, NOW);
        assert!(lasts(BEFORE_END + SignedDuration::from_mins(1)));
        assert!(!lasts(BEFORE_END - SignedDuration::from_mins(1)));
        assert!(!lasts(SignedDuration::from_mins(-1)));
    }

    #[test]
    fn a_damaged_session_is_as_none() {
        let whole = to_keep(
            "https://relay.example",
            &SessionReply {
                token: [7; 32],
                expires: NOW,
            },
        );
        for length in 0..whole.len() {
            assert!(Session::kept(&whole[..length]).is_none(), "{length}");
        }
    }
}
