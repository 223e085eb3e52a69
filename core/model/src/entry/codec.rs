//! An entry's bytes.
//!
//! `[number, written_at, kind, content, happened, about, with, known]`; whatever
//! is left out at the end costs nothing, and `null` in the middle one byte.
//! `happened` is `null` when it is the moment of writing, an integer for the
//! milliseconds before the writing, `[days]` for a day so many days after the
//! day of writing (UTC), `[null, milliseconds]` for about that long before the
//! writing. The content of the commonest kinds is just the text.

use jiff::Timestamp;
use minicbor::{
    Decode, Decoder, Encode, Encoder,
    data::Type,
    decode::Error as DecodeError,
    encode::{Error as EncodeError, Write},
};
use patchwork_protocol::wire;

use super::{Entry, EntryBody, EntryKind, HowKnown, newer};
use crate::{
    EntryId, Invalid, Malformed, Participant, PersonId, Problem, When,
    facts::{day_from_epoch, day_of, days_since_epoch},
    invalid::{MAX_TEXT, at_most, list, some_words},
};

/// The most bytes that an entry may have. One text may have 20,000 characters of any script.
pub const MAX_ENTRY: usize = 128 * 1024;

impl Entry {
    /// Its bytes, for an `entry` part; or what the person should put right first.
    pub fn encode(&self) -> Result<Vec<u8>, Invalid> {
        self.within_bounds()?;
        self.says_something()?;
        let bytes = wire::encode(self);
        if bytes.len() > MAX_ENTRY {
            return Err(Invalid::new("text", Problem::TooLong { limit: MAX_TEXT }));
        }
        Ok(bytes)
    }

    /// Reads the bytes of an `entry` part. One with a field or a value that this version does not
    /// know has an [`EntryBody::Unknown`], whatever its kind.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let entry: Self = match wire::decode_strict(bytes, MAX_ENTRY) {
            // Of no shape that this version writes: perhaps of one that a newer version does.
            Err(Malformed::Cbor(why)) => newer::read(bytes).ok_or(Malformed::Cbor(why))?,
            read => read?,
        };
        entry.within_bounds()?;
        Ok(entry)
    }

    /// The same with both times cut to the millisecond: what its bytes say.
    pub fn to_milliseconds(mut self) -> Self {
        self.written_at = milliseconds(self.written_at);
        self.happened_at = match self.happened_at {
            When::At(moment) => When::At(milliseconds(moment)),
            When::About(moment) => When::About(milliseconds(moment)),
            When::On(day) => When::On(day),
        };
        self
    }

    fn within_bounds(&self) -> Result<(), Invalid> {
        list("about", &self.about)?;
        list("with", &self.with)?;
        for text in self.body.texts() {
            at_most("text", text, MAX_TEXT)?;
        }
        Ok(())
    }

    fn says_something(&self) -> Result<(), Invalid> {
        match &self.body {
            EntryBody::Contact { .. } => Ok(()),
            EntryBody::Response { kind, text, .. } => match kind {
                super::ResponseKind::NoAction => some_words("reason", text),
                _ => Ok(()),
            },
            EntryBody::StrikeThrough { reason, .. } => some_words("reason", reason),
            EntryBody::SharingDecision {
                what,
                with_whom,
                why,
                ..
            } => {
                some_words("what", what)?;
                some_words("with_whom", with_whom)?;
                some_words("why", why)
            }
            EntryBody::Unknown { .. } => Err(Invalid::new("kind", Problem::UnknownKind)),
            body => some_words("text", body.text()),
        }
    }
}

fn milliseconds(moment: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(moment.as_millisecond()).unwrap_or(moment)
}

/// The kind with this number, if this version knows it.
pub(super) fn known_kind(kind: u64) -> Option<EntryKind> {
    let kind = EntryKind::from_code(u8::try_from(kind).ok()?)?;
    (kind != EntryKind::Unknown).then_some(kind)
}

impl<C> Encode<C> for Entry {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, c: &mut C) -> Result<(), EncodeError<W::Error>> {
        // To the millisecond, as the bytes say it: a clock read twice in a row
        // differs in what is not written.
        let at_writing = matches!(
            self.happened_at,
            When::At(moment) if moment.as_millisecond() == self.written_at.as_millisecond()
        );
        let length = if self.known.is_some() {
            8
        } else if !self.with.is_empty() {
            7
        } else if !self.about.is_empty() {
            6
        } else if !at_writing {
            5
        } else {
            4
        };
        e.array(length)?
            .bytes(&self.number)?
            .i64(self.written_at.as_millisecond())?;
        encode_body(&self.body, e, c)?;
        if length > 4 {
            match self.happened_at {
                _ if at_writing => e.null()?,
                When::At(moment) => e.i64(earlier(self.written_at, moment))?,
                When::About(moment) => e.array(2)?.null()?.i64(earlier(self.written_at, moment))?,
                When::On(day) => e.array(1)?.i32(
                    days_since_epoch(day).saturating_sub(days_since_epoch(day_of(self.written_at))),
                )?,
            };
        }
        if length > 5 {
            encode_list(&self.about, e, c)?;
        }
        if length > 6 {
            encode_list(&self.with, e, c)?;
        }
        if length > 7 {
            self.known.encode(e, c)?;
        }
        Ok(())
    }
}

/// The milliseconds by which one moment lies before another.
fn earlier(than: Timestamp, moment: Timestamp) -> i64 {
    than.as_millisecond()
        .saturating_sub(moment.as_millisecond())
}

fn encode_list<T: Encode<C>, C, W: Write>(
    items: &[T],
    e: &mut Encoder<W>,
    c: &mut C,
) -> Result<(), EncodeError<W::Error>> {
    if items.is_empty() {
        return e.null()?.ok();
    }
    items.encode(e, c)
}

fn encode_body<C, W: Write>(
    body: &EntryBody,
    e: &mut Encoder<W>,
    c: &mut C,
) -> Result<(), EncodeError<W::Error>> {
    if let EntryBody::Unknown { kind, content } = body {
        e.u64(*kind)?;
        return e
            .writer_mut()
            .write_all(content)
            .map_err(EncodeError::write);
    }
    e.u8(body.kind().code())?;
    match body {
        EntryBody::Note { text }
        | EntryBody::Worry { text }
        | EntryBody::Strength { text }
        | EntryBody::ChildsWords { text } => e.str(text)?.ok(),
        EntryBody::Contact {
            mode,
            outcome,
            text,
        } => (mode, outcome, text).encode(e, c),
        EntryBody::SignificantEvent {
            text,
            impact,
            action_taken,
        } => (text, impact, action_taken).encode(e, c),
        EntryBody::SharingDecision {
            choice,
            what,
            with_whom,
            why,
        } => (choice, what, with_whom, why).encode(e, c),
        EntryBody::Reply { to: id, text }
        | EntryBody::Amendment { of: id, text }
        | EntryBody::StrikeThrough {
            of: id,
            reason: text,
        }
        | EntryBody::Question { about: id, text } => (id, text).encode(e, c),
        EntryBody::Response { to, kind, text } => (to, kind, text).encode(e, c),
        EntryBody::Unknown { .. } => Ok(()),
    }
}

impl<'b, C> Decode<'b, C> for Entry {
    fn decode(d: &mut Decoder<'b>, c: &mut C) -> Result<Self, DecodeError> {
        let length = d
            .array()?
            .filter(|length| (4..=8).contains(length))
            .ok_or_else(|| DecodeError::message("expected 4 to 8 parts of an entry"))?;
        let number = d
            .bytes()?
            .try_into()
            .map_err(|_| DecodeError::message("expected a number of 8 bytes"))?;
        let written_at = Timestamp::from_millisecond(d.i64()?)
            .map_err(|_| DecodeError::message("no such moment"))?;
        let body = decode_body(d, c)?;
        let happened_at = if length > 4 {
            decode_happened(d, written_at)?
        } else {
            When::At(written_at)
        };
        let about: Option<Vec<PersonId>> = if length > 5 { d.decode_with(c)? } else { None };
        let with: Option<Vec<Participant>> = if length > 6 { d.decode_with(c)? } else { None };
        let known: Option<HowKnown> = if length > 7 { d.decode_with(c)? } else { None };
        Ok(Self {
            number,
            written_at,
            happened_at,
            about: about.unwrap_or_default(),
            with: with.unwrap_or_default(),
            known,
            body,
        })
    }
}

pub(super) fn decode_happened(
    d: &mut Decoder<'_>,
    written_at: Timestamp,
) -> Result<When, DecodeError> {
    match d.datatype()? {
        Type::Null => d.null().map(|()| When::At(written_at)),
        Type::Array => match d.array()? {
            Some(1) => {
                let days = d.i32()?;
                days_since_epoch(day_of(written_at))
                    .checked_add(days)
                    .and_then(day_from_epoch)
                    .map(When::On)
                    .ok_or_else(|| DecodeError::message("no such day"))
            }
            Some(2) => {
                d.null()?;
                moment_before(written_at, d).map(When::About)
            }
            _ => Err(DecodeError::message("expected a day or about a moment")),
        },
        _ => moment_before(written_at, d).map(When::At),
    }
}

fn moment_before(written_at: Timestamp, d: &mut Decoder<'_>) -> Result<Timestamp, DecodeError> {
    written_at
        .as_millisecond()
        .checked_sub(d.i64()?)
        .and_then(|at| Timestamp::from_millisecond(at).ok())
        .ok_or_else(|| DecodeError::message("no such moment"))
}

fn decode_body<C>(d: &mut Decoder<'_>, c: &mut C) -> Result<EntryBody, DecodeError> {
    let kind = d.u64()?;
    let Some(known) = known_kind(kind) else {
        let start = d.position();
        d.skip()?;
        let content = d
            .input()
            .get(start..d.position())
            .ok_or_else(DecodeError::end_of_input)?
            .to_vec();
        return Ok(EntryBody::Unknown { kind, content });
    };
    Ok(match known {
        EntryKind::Note => EntryBody::Note { text: text(d)? },
        EntryKind::Worry => EntryBody::Worry { text: text(d)? },
        EntryKind::Strength => EntryBody::Strength { text: text(d)? },
        EntryKind::ChildsWords => EntryBody::ChildsWords { text: text(d)? },
        EntryKind::Contact => {
            let (mode, outcome, text) = d.decode_with(c)?;
            EntryBody::Contact {
                mode,
                outcome,
                text,
            }
        }
        EntryKind::SignificantEvent => {
            let (text, impact, action_taken) = d.decode_with(c)?;
            EntryBody::SignificantEvent {
                text,
                impact,
                action_taken,
            }
        }
        EntryKind::SharingDecision => {
            let (choice, what, with_whom, why) = d.decode_with(c)?;
            EntryBody::SharingDecision {
                choice,
                what,
                with_whom,
                why,
            }
        }
        EntryKind::Reply => {
            let (to, text): (EntryId, String) = d.decode_with(c)?;
            EntryBody::Reply { to, text }
        }
        EntryKind::Amendment => {
            let (of, text): (EntryId, String) = d.decode_with(c)?;
            EntryBody::Amendment { of, text }
        }
        EntryKind::StrikeThrough => {
            let (of, reason): (EntryId, String) = d.decode_with(c)?;
            EntryBody::StrikeThrough { of, reason }
        }
        EntryKind::Response => {
            let (to, kind, text) = d.decode_with(c)?;
            EntryBody::Response { to, kind, text }
        }
        EntryKind::Question => {
            let (about, text): (EntryId, String) = d.decode_with(c)?;
            EntryBody::Question { about, text }
        }
        EntryKind::Unknown => return Err(DecodeError::message("no kind of entry")),
    })
}

fn text(d: &mut Decoder<'_>) -> Result<String, DecodeError> {
    d.str().map(str::to_owned)
}
