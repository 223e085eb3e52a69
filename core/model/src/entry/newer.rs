//! An entry with a field or a value that this version does not know, in a kind that it may know.
//!
//! What can be read without knowing the shape of the rest is read: who numbered it and when it was
//! written, its kind, and whatever stands in its usual place. Its words are not: they could mean
//! something else together with what this version does not know.

use jiff::Timestamp;
use minicbor::{Decode, Decoder, Encoder};

use super::{Entry, EntryBody, HowKnown, codec::decode_happened};
use crate::{Participant, PersonId, When};

/// Reads what every version writes in the same way; `None` if it is not there.
pub(super) fn read(bytes: &[u8]) -> Option<Entry> {
    let mut d = Decoder::new(bytes);
    let length = d.array().ok().flatten().filter(|length| *length >= 4)?;
    let number: [u8; 8] = d.bytes().ok()?.try_into().ok()?;
    let at = d.i64().ok()?;
    let written_at = Timestamp::from_millisecond(at).ok()?;
    let kind = d.u64().ok()?;
    if bytes.get(..d.position())? != head(length, number, at, kind)? {
        return None;
    }
    let mut fields = Vec::new();
    for _ in 3..length {
        let start = d.position();
        d.skip().ok()?;
        fields.push(bytes.get(start..d.position())?);
    }
    if d.position() != bytes.len() {
        return None;
    }
    let mut fields = fields.into_iter();
    let content = fields.next()?.to_vec();
    let happened_at = fields
        .next()
        .and_then(|field| decode_happened(&mut Decoder::new(field), written_at).ok())
        .unwrap_or(When::At(written_at));
    Some(Entry {
        number,
        written_at,
        happened_at,
        about: field::<Vec<PersonId>>(fields.next()).unwrap_or_default(),
        with: field::<Vec<Participant>>(fields.next()).unwrap_or_default(),
        known: field::<HowKnown>(fields.next()),
        body: EntryBody::Unknown { kind, content },
    })
}

/// The one encoding of what comes before the content.
fn head(length: u64, number: [u8; 8], at: i64, kind: u64) -> Option<Vec<u8>> {
    let mut head = Vec::new();
    let mut e = Encoder::new(&mut head);
    let written = e.array(length).ok()?.bytes(&number).ok()?;
    written.i64(at).ok()?.u64(kind).ok()?;
    Some(head)
}

fn field<'b, T: Decode<'b, ()>>(bytes: Option<&'b [u8]>) -> Option<T> {
    Decoder::new(bytes?).decode().ok()
}
