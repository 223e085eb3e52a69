//! What comes in with a sync: envelopes and wraps.

use std::collections::BTreeMap;

use ed25519_dalek::VerifyingKey;
use minicbor::Decoder;
use patchwork_protocol::{
    Answer, DeviceId, Envelope, Frame, Malformed, Replica, Seq, SpaceId, Wrap, limits,
};

use crate::{
    http::{Problem, Relay, session::Session},
    log::{LogError, ReceivedEnvelope},
};

/// Envelopes verified on the spot; more than that go to a thread of their own.
const VERIFIED_INLINE: usize = 8;

/// What became of an outbox.
#[derive(Debug)]
pub(super) struct UploadOutcome {
    /// Acks for each space.
    pub(super) frames: Vec<Frame>,
    /// Why an upload, if any, was not decided.
    pub(super) failure: Option<LogError>,
}

/// Appends everything that may be, wraps first: whoever is told of an item has
/// been told of its key.
pub(super) async fn upload(
    relay: &Relay,
    session: &Session,
    outbox: BTreeMap<SpaceId, Vec<Vec<u8>>>,
    wraps: Vec<Wrap>,
) -> Result<UploadOutcome, Problem> {
    let mut answered = UploadOutcome {
        frames: Vec::with_capacity(outbox.len()),
        failure: None,
    };
    if !wraps.is_empty() {
        relay.log().add_wraps(session.requester, wraps).await?;
    }
    for (space, envelopes) in outbox {
        let presented = present(session, space, envelopes).await?;
        let places: Vec<_> = presented.iter().map(ReceivedEnvelope::place).collect();
        let appended = relay
            .log()
            .append(session.requester, space, presented)
            .await;
        let answers = match appended {
            Ok(answers) => answers,
            // Nothing is said about what happened; the device posts again.
            Err(error) => {
                answered.failure = Some(error);
                vec![Answer::Busy; places.len()]
            }
        };
        for answer in &answers {
            relay.metrics().count_answer(*answer);
        }
        answered.frames.push(Frame::Acks {
            space,
            answers: places
                .into_iter()
                .zip(answers)
                .filter_map(|(place, answer)| place.map(|(replica, seq)| (replica, seq, answer)))
                .collect(),
        });
    }
    Ok(answered)
}

/// Reads and verifies before the log is asked: signatures cost more than all
/// the rest, and need nothing but the author's key.
async fn present(
    session: &Session,
    space: SpaceId,
    envelopes: Vec<Vec<u8>>,
) -> Result<Vec<ReceivedEnvelope>, Problem> {
    let own = (session.requester.device, session.key);
    let directory = session.directory.clone();
    let key_of = move |device: DeviceId| -> Option<VerifyingKey> {
        if device == own.0 {
            return Some(own.1);
        }
        Some(directory.directory()?.device(device)?.verifying_key)
    };
    if envelopes.len() <= VERIFIED_INLINE {
        return Ok(envelopes
            .into_iter()
            .map(|bytes| read(bytes, space, &key_of))
            .collect());
    }
    tokio::task::spawn_blocking(move || {
        envelopes
            .into_iter()
            .map(|bytes| read(bytes, space, &key_of))
            .collect()
    })
    .await
    .map_err(|_| Problem::busy())
}

fn read(
    bytes: Vec<u8>,
    space: SpaceId,
    key_of: &impl Fn(DeviceId) -> Option<VerifyingKey>,
) -> ReceivedEnvelope {
    let error = match Envelope::decode(&bytes) {
        Ok(envelope) => {
            let header = *envelope.header();
            let signed =
                key_of(envelope.device()).is_some_and(|key| envelope.verify(space, &key).is_ok());
            return ReceivedEnvelope::Readable {
                replica: header.replica,
                seq: header.seq,
                key_id: header.key_id,
                signed,
                bytes,
            };
        }
        Err(error) => error,
    };
    let is_too_large =
        matches!(error, Malformed::TooLarge { .. }) && bytes.len() > limits::MAX_ENVELOPE;
    match claimed_place(&bytes) {
        Some((replica, seq)) if is_too_large => ReceivedEnvelope::TooLarge { replica, seq },
        claimed => ReceivedEnvelope::Malformed { claimed },
    }
}

/// The first envelope that does not even say where in its series it belongs.
pub(super) fn first_without_place(
    outbox: &BTreeMap<SpaceId, Vec<Vec<u8>>>,
) -> Option<(SpaceId, usize)> {
    outbox.iter().find_map(|(space, envelopes)| {
        let nameless = |bytes: &Vec<u8>| claimed_place(bytes).is_none();
        Some((*space, envelopes.iter().position(nameless)?))
    })
}

/// What something that is not an envelope says about its place, so that it can
/// be answered by name.
fn claimed_place(bytes: &[u8]) -> Option<(Replica, Seq)> {
    let mut decoder = Decoder::new(bytes);
    decoder.array().ok()?;
    decoder.u64().ok()?;
    Some((decoder.decode().ok()?, decoder.decode().ok()?))
}
