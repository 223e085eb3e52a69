//! Frames in which a newer relay uses an answer or a reason that this program
//! does not know. Its code is replaced by a known one before the frame is read,
//! so that everything else in the frame is read strictly.

use minicbor::{Decoder, decode::Error};

use super::Goodbye;
use crate::{Answer, limits::MAX_OUTBOX, wire};

/// The frame with each unknown code replaced; `None` if it has none.
pub(super) fn in_known_words(frame: &[u8]) -> Option<Vec<u8>> {
    let mut d = Decoder::new(frame);
    let fields = d.array().ok()??;
    let found = match (d.u64().ok()?, fields) {
        (1, 3) => unknown_answers(&mut d),
        (9, 2) => unknown_reason(&mut d),
        _ => return None,
    };
    let (spans, neutral) = found.ok().filter(|(spans, _)| !spans.is_empty())?;
    let mut known = Vec::with_capacity(frame.len());
    let mut from = 0;
    for span in spans {
        known.extend_from_slice(frame.get(from..span.start)?);
        known.extend_from_slice(&neutral);
        from = span.end;
    }
    known.extend_from_slice(frame.get(from..)?);
    Some(known)
}

type Found = (Vec<core::ops::Range<usize>>, Vec<u8>);

/// An answer of any version is an array that begins with its code.
fn unknown_answers(d: &mut Decoder<'_>) -> Result<Found, Error> {
    d.skip()?;
    let mut spans = Vec::new();
    for _ in 0..wire::array_up_to(d, MAX_OUTBOX)? {
        wire::array_of(d, 3)?;
        d.skip()?;
        d.skip()?;
        let start = d.position();
        let mut answer = d.clone();
        let is_unknown = answer.array()?.is_some() && answer.u64()? > Answer::LAST_CODE;
        d.skip()?;
        if is_unknown {
            spans.push(start..d.position());
        }
    }
    Ok((spans, wire::encode(&Answer::Busy)))
}

/// A reason of any version is its code.
fn unknown_reason(d: &mut Decoder<'_>) -> Result<Found, Error> {
    let start = d.position();
    let is_unknown = d.u64()? > Goodbye::LAST_CODE;
    let spans = is_unknown.then(|| start..d.position());
    Ok((spans.into_iter().collect(), vec![Goodbye::Fault.code()]))
}
