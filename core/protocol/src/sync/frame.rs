//! The pieces of the relay's reply to a device: `[kind, fields…]`.

use minicbor::{Decode, Decoder, Encode, Encoder, encode::Write};

use super::newer;
use crate::{
    Answer, Cursor, CursorDigest, Incarnation, LogItem, Malformed, Replica, Seq, SpaceId, Wrap,
    limits::{ITEMS_PER_FRAME, MAX_FRAME, MAX_OUTBOX, MAX_TEAM_CHANGE, MAX_WRAPS},
    wire,
};

/// Frames with a higher number are of a newer version.
const LAST_KIND: u64 = 9;

/// Why the relay ends a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Goodbye {
    /// It shuts down; come back soon.
    ShuttingDown,
    /// The session ended; make a new one.
    SessionEnded,
    /// The device fell too far behind on this stream; sync again.
    TooSlow,
    /// A fault of the relay's; try again later.
    Fault,
}

impl Goodbye {
    /// Reasons with a higher code are of a newer version.
    pub(super) const LAST_CODE: u64 = 3;

    pub(super) const fn code(self) -> u8 {
        match self {
            Self::ShuttingDown => 0,
            Self::SessionEnded => 1,
            Self::TooSlow => 2,
            Self::Fault => 3,
        }
    }
}

/// One piece of the relay's reply. The device commits each frame together with its
/// cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// The first frame: it names the relay's database.
    Hello {
        /// Its incarnation.
        incarnation: Incarnation,
    },
    /// Answers to the outbox of one space.
    Acks {
        /// The space.
        space: SpaceId,
        /// One for each envelope that could be read.
        answers: Vec<(Replica, Seq, Answer)>,
    },
    /// Wraps for this device, with their numbers.
    Wraps(Vec<(u64, Wrap)>),
    /// Items of one space, in order and without a gap.
    Items {
        /// The space.
        space: SpaceId,
        /// Number of the first.
        first_n: u64,
        /// The items.
        items: Vec<LogItem>,
    },
    /// Team changes of the directory for a device that waits to be admitted,
    /// in order of index from the founding.
    TeamChanges {
        /// The directory.
        space: SpaceId,
        /// The changes.
        changes: Vec<Vec<u8>>,
    },
    /// The device's cursor does not fit this log. The items of the space follow from
    /// n = 1.
    Contradiction {
        /// The space.
        space: SpaceId,
        /// Where the relay's log stands.
        head: Cursor,
    },
    /// The digest differs; ask again with all cursors.
    NeedCursors,
    /// Everything that the relay held at the time has been sent.
    CaughtUp {
        /// The digest over all spaces of this device, as the relay holds them.
        digest: CursorDigest,
    },
    /// The connection lives.
    Heartbeat,
    /// The relay ends the stream.
    Goodbye {
        /// Why.
        reason: Goodbye,
    },
    /// Of a newer version: skipped.
    Unknown,
}

impl Frame {
    /// The frame's bytes, as [`FrameWriter`](crate::FrameWriter) sends them.
    pub fn encode(&self) -> Vec<u8> {
        wire::encode(self)
    }

    /// Reads a frame. A newer relay may send kinds, answers and reasons that this
    /// program does not know. An unknown kind becomes [`Frame::Unknown`]; an
    /// unknown answer is read as [`Answer::Busy`] and an unknown reason as
    /// [`Goodbye::Fault`], which decide nothing. Otherwise one new answer would
    /// end every stream of an older app.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        if bytes.len() > MAX_FRAME {
            return Err(Malformed::TooLarge {
                limit: MAX_FRAME,
                got: bytes.len(),
            });
        }
        let mut d = Decoder::new(bytes);
        if d.array()?.is_some_and(|fields| fields > 0) && d.u64()? > LAST_KIND {
            return Ok(Self::Unknown);
        }
        wire::decode_strict(bytes, MAX_FRAME).or_else(|error| {
            let known = newer::in_known_words(bytes).ok_or(error)?;
            wire::decode_strict(&known, MAX_FRAME)
        })
    }
}

impl Encode<()> for Frame {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        c: &mut (),
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        match self {
            Self::Hello { incarnation } => e.array(2)?.u8(0)?.bytes(&incarnation.0)?.ok(),
            Self::Acks { space, answers } => {
                e.array(3)?
                    .u8(1)?
                    .bytes(&space.0)?
                    .array(answers.len() as u64)?;
                for (replica, seq, answer) in answers {
                    e.array(3)?
                        .bytes(&replica.0)?
                        .u64(seq.0)?
                        .encode_with(answer, c)?;
                }
                Ok(())
            }
            Self::Wraps(wraps) => {
                e.array(2)?.u8(2)?.array(wraps.len() as u64)?;
                for (number, wrap) in wraps {
                    e.array(2)?.u64(*number)?.encode_with(wrap, c)?;
                }
                Ok(())
            }
            Self::Items {
                space,
                first_n,
                items,
            } => {
                e.array(4)?
                    .u8(3)?
                    .bytes(&space.0)?
                    .u64(*first_n)?
                    .array(items.len() as u64)?;
                for item in items {
                    e.encode_with(item, c)?;
                }
                Ok(())
            }
            Self::TeamChanges { space, changes } => {
                e.array(3)?
                    .u8(4)?
                    .bytes(&space.0)?
                    .array(changes.len() as u64)?;
                for change in changes {
                    e.bytes(change)?;
                }
                Ok(())
            }
            Self::Contradiction { space, head } => e
                .array(3)?
                .u8(5)?
                .bytes(&space.0)?
                .encode_with(head, c)?
                .ok(),
            Self::NeedCursors => e.array(1)?.u8(6)?.ok(),
            Self::CaughtUp { digest } => e.array(2)?.u8(7)?.bytes(&digest.0)?.ok(),
            Self::Heartbeat => e.array(1)?.u8(8)?.ok(),
            Self::Goodbye { reason } => e.array(2)?.u8(9)?.u8(reason.code())?.ok(),
            // Never sent; readers skip any number above the known ones.
            Self::Unknown => e.array(1)?.u8(u8::MAX)?.ok(),
        }
    }
}

impl<'b> Decode<'b, ()> for Frame {
    fn decode(d: &mut Decoder<'b>, c: &mut ()) -> Result<Self, minicbor::decode::Error> {
        let at = d.position();
        let fields = wire::array_up_to(d, 4)?;
        Ok(match (d.u8()?, fields) {
            (0, 2) => Self::Hello {
                incarnation: d.decode_with(c)?,
            },
            (1, 3) => {
                let space = d.decode_with(c)?;
                let count = wire::array_up_to(d, MAX_OUTBOX)?;
                let mut answers = Vec::with_capacity(count.min(1024));
                for _ in 0..count {
                    wire::array_of(d, 3)?;
                    answers.push((d.decode_with(c)?, d.decode_with(c)?, d.decode_with(c)?));
                }
                Self::Acks { space, answers }
            }
            (2, 2) => {
                let count = wire::array_up_to(d, MAX_WRAPS)?;
                let mut wraps = Vec::with_capacity(count.min(1024));
                for _ in 0..count {
                    wire::array_of(d, 2)?;
                    wraps.push((d.u64()?, d.decode_with(c)?));
                }
                Self::Wraps(wraps)
            }
            (3, 4) => {
                let space = d.decode_with(c)?;
                let at = d.position();
                let first_n = d.u64()?;
                let count = wire::array_up_to(d, ITEMS_PER_FRAME)?;
                if first_n == 0 || first_n.checked_add(count as u64).is_none() {
                    return Err(wire::wrong("items are numbered from 1", at));
                }
                let items = (0..count)
                    .map(|_| d.decode_with(c))
                    .collect::<Result<_, _>>()?;
                Self::Items {
                    space,
                    first_n,
                    items,
                }
            }
            (4, 3) => {
                let space = d.decode_with(c)?;
                let count = wire::array_up_to(d, MAX_OUTBOX)?;
                let mut changes = Vec::with_capacity(count.min(1024));
                for _ in 0..count {
                    let at = d.position();
                    let change = d.bytes()?;
                    if change.len() > MAX_TEAM_CHANGE {
                        return Err(wire::wrong("team change too large", at));
                    }
                    changes.push(change.to_vec());
                }
                Self::TeamChanges { space, changes }
            }
            (5, 3) => Self::Contradiction {
                space: d.decode_with(c)?,
                head: d.decode_with(c)?,
            },
            (6, 1) => Self::NeedCursors,
            (7, 2) => Self::CaughtUp {
                digest: d.decode_with(c)?,
            },
            (8, 1) => Self::Heartbeat,
            (9, 2) => Self::Goodbye {
                reason: match d.u8()? {
                    0 => Goodbye::ShuttingDown,
                    1 => Goodbye::SessionEnded,
                    2 => Goodbye::TooSlow,
                    3 => Goodbye::Fault,
                    _ => return Err(wire::wrong("unknown reason", at)),
                },
            },
            _ => return Err(wire::wrong("unknown frame", at)),
        })
    }
}
