//! What a device asks of the relay.
//!
//! `[cursors, [[space, [envelope …]] …], [wrap …], wraps after, live]`

use std::collections::BTreeMap;

use minicbor::{Decode, Decoder, Encode, Encoder, encode::Write};

use crate::{
    Cursor, CursorDigest, Incarnation, Malformed, SpaceId, Wrap,
    limits::{MAX_CURSORS, MAX_OUTBOX, MAX_REQUEST, MAX_WRAPS},
    sync::ShortCursors,
    wire,
};

/// How a request names what the device holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cursors {
    /// The cursor of every space that it follows. The relay sends what is newer, and
    /// the whole of spaces that are not named.
    All(BTreeMap<SpaceId, Cursor>),
    /// The same in little room. A relay that finds two spaces under one prefix answers with
    /// [`NeedCursors`](crate::Frame::NeedCursors), and the device names them all.
    Short(ShortCursors),
    /// The digest over all of them. The relay answers with
    /// [`CaughtUp`](crate::Frame::CaughtUp) or [`NeedCursors`](crate::Frame::NeedCursors).
    Digest {
        /// The incarnation that all cursors belong to.
        incarnation: Incarnation,
        /// See [`cursor_digest`](crate::cursor_digest).
        digest: CursorDigest,
    },
    /// The device only uploads: the relay sends nothing but answers.
    UploadOnly,
}

impl Cursors {
    /// The cursors of a device that holds nothing yet.
    pub const NOTHING: Self = Self::All(BTreeMap::new());
}

/// A request. Everything in it is optional.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncRequest {
    /// What the device holds.
    pub cursors: Cursors,
    /// Envelopes to append, in their order within each space.
    pub outbox: BTreeMap<SpaceId, Vec<Vec<u8>>>,
    /// Wraps to keep for other devices.
    pub wraps: Vec<Wrap>,
    /// Number of the last wrap that the device received; newer ones are sent.
    pub wraps_after: u64,
    /// Whether the stream stays open and carries new items as they are appended.
    pub live: bool,
}

impl SyncRequest {
    /// The body of the request.
    pub fn encode(&self) -> Vec<u8> {
        wire::encode(self)
    }

    /// Reads a request body. It must name spaces in ascending order of their ids and
    /// each at most once: two cursors of one space would contradict each other, and
    /// answers name an outbox by its space.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        wire::decode_strict(bytes, MAX_REQUEST)
    }
}

impl Encode<()> for SyncRequest {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        c: &mut (),
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.array(5)?;
        match &self.cursors {
            Cursors::All(cursors) => {
                e.array(2)?.u8(0)?.array(cursors.len() as u64)?;
                for (space, cursor) in cursors {
                    e.array(2)?.bytes(&space.0)?.encode_with(cursor, c)?;
                }
            }
            Cursors::Digest {
                incarnation,
                digest,
            } => {
                e.array(3)?.u8(1)?.bytes(&incarnation.0)?.bytes(&digest.0)?;
            }
            Cursors::UploadOnly => {
                e.array(1)?.u8(2)?;
            }
            Cursors::Short(short) => {
                e.array(3)?
                    .u8(3)?
                    .bytes(&short.incarnation.0)?
                    .bytes(&short.packed())?;
            }
        }
        e.array(self.outbox.len() as u64)?;
        for (space, envelopes) in &self.outbox {
            e.array(2)?.bytes(&space.0)?.array(envelopes.len() as u64)?;
            for envelope in envelopes {
                e.bytes(envelope)?;
            }
        }
        e.array(self.wraps.len() as u64)?;
        for wrap in &self.wraps {
            e.encode_with(wrap, c)?;
        }
        e.u64(self.wraps_after)?.bool(self.live)?.ok()
    }
}

impl<'b> Decode<'b, ()> for SyncRequest {
    fn decode(d: &mut Decoder<'b>, c: &mut ()) -> Result<Self, minicbor::decode::Error> {
        wire::array_of(d, 5)?;
        let at = d.position();
        let fields = wire::array_up_to(d, 3)?;
        let cursors = match (d.u8()?, fields) {
            (0, 2) => {
                let count = wire::array_up_to(d, MAX_CURSORS)?;
                let mut cursors = BTreeMap::new();
                let mut last = None;
                for _ in 0..count {
                    wire::array_of(d, 2)?;
                    cursors.insert(next_space(d, &mut last)?, d.decode_with(c)?);
                }
                Cursors::All(cursors)
            }
            (1, 3) => Cursors::Digest {
                incarnation: d.decode_with(c)?,
                digest: d.decode_with(c)?,
            },
            (2, 1) => Cursors::UploadOnly,
            (3, 3) => {
                let incarnation = d.decode_with(c)?;
                let at = d.position();
                let short = ShortCursors::unpacked(incarnation, d.bytes()?);
                let wrong = "short cursors stand once each, ascending, each with its number";
                Cursors::Short(short.ok_or_else(|| wire::wrong(wrong, at))?)
            }
            _ => return Err(wire::wrong("unknown cursors", at)),
        };
        let spaces = wire::array_up_to(d, MAX_CURSORS)?;
        let mut outbox = BTreeMap::new();
        let mut left = MAX_OUTBOX;
        let mut last = None;
        for _ in 0..spaces {
            wire::array_of(d, 2)?;
            let space = next_space(d, &mut last)?;
            let count = wire::array_up_to(d, left)?;
            left = left.saturating_sub(count);
            let envelopes = (0..count)
                .map(|_| d.bytes().map(<[u8]>::to_vec))
                .collect::<Result<_, _>>()?;
            outbox.insert(space, envelopes);
        }
        let wraps = wire::array_up_to(d, MAX_WRAPS)?;
        let wraps = (0..wraps)
            .map(|_| d.decode_with(c))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            cursors,
            outbox,
            wraps,
            wraps_after: d.u64()?,
            live: d.bool()?,
        })
    }
}

/// A space that must be higher than the one before it.
fn next_space(
    d: &mut Decoder<'_>,
    last: &mut Option<SpaceId>,
) -> Result<SpaceId, minicbor::decode::Error> {
    let at = d.position();
    let space = d.decode()?;
    if last.is_some_and(|last| last >= space) {
        return Err(wire::wrong("spaces are named once each, ascending", at));
    }
    *last = Some(space);
    Ok(space)
}
