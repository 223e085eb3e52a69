//! The upload of a sync: envelopes and wraps.

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

/// Up to so many envelopes are verified on the async thread; more go to a blocking thread.
const VERIFIED_INLINE: usize = 8;

/// The answers to an outbox.
#[derive(Debug)]
pub(super) struct UploadOutcome {
    /// Acks for each space.
    pub(super) frames: Vec<Frame>,
    /// Why the log decided nothing about some envelopes, if that happened.
    pub(super) failure: Option<LogError>,
}

/// Appends what may be appended. Wraps are added first, so that a device that gets an item has its
/// key.
pub(super) async fn upload(
    relay: &Relay,
    session: &Session,
    outbox: BTreeMap<SpaceId, Vec<Vec<u8>>>,
    wraps: Vec<Wrap>,
) -> Result<UploadOutcome, Problem> {
    let mut outcome = UploadOutcome {
        frames: Vec::with_capacity(outbox.len()),
        failure: None,
    };
    if !wraps.is_empty() {
        relay.log().add_wraps(session.requester, wraps).await?;
    }
    for (space, envelopes) in outbox {
        let received = decode_and_verify(session, space, envelopes).await?;
        let places: Vec<_> = received.iter().map(ReceivedEnvelope::place).collect();
        let appended = relay.log().append(session.requester, space, received).await;
        let answers = match appended {
            Ok(answers) => answers,
            // The envelopes may have been appended or not; the device sends them again.
            Err(error) => {
                outcome.failure = Some(error);
                vec![Answer::Busy; places.len()]
            }
        };
        for answer in &answers {
            relay.metrics().count_answer(*answer);
        }
        outcome.frames.push(Frame::Acks {
            space,
            answers: places
                .into_iter()
                .zip(answers)
                .filter_map(|(place, answer)| place.map(|(replica, seq)| (replica, seq, answer)))
                .collect(),
        });
    }
    Ok(outcome)
}

/// Decodes envelopes and verifies their signatures. That is done before the log is asked, because
/// it is the most expensive part and needs only the authors' keys.
async fn decode_and_verify(
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
            .map(|bytes| decode(bytes, space, &key_of))
            .collect());
    }
    tokio::task::spawn_blocking(move || {
        envelopes
            .into_iter()
            .map(|bytes| decode(bytes, space, &key_of))
            .collect()
    })
    .await
    .map_err(|_| Problem::busy())
}

fn decode(
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

/// The space and position of the first envelope whose replica and sequence number cannot be read.
pub(super) fn first_without_place(
    outbox: &BTreeMap<SpaceId, Vec<Vec<u8>>>,
) -> Option<(SpaceId, usize)> {
    outbox.iter().find_map(|(space, envelopes)| {
        let has_no_place = |bytes: &Vec<u8>| claimed_place(bytes).is_none();
        Some((*space, envelopes.iter().position(has_no_place)?))
    })
}

/// The replica and sequence number at the start of bytes that are not a whole envelope, so that
/// the answer can name it.
fn claimed_place(bytes: &[u8]) -> Option<(Replica, Seq)> {
    let mut decoder = Decoder::new(bytes);
    decoder.array().ok()?;
    decoder.u64().ok()?;
    Some((decoder.decode().ok()?, decoder.decode().ok()?))
}
