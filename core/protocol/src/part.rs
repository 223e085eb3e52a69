//! What is inside an envelope once opened: parts, whose bodies sync does not read.
//!
//! `[directory index, directory hash, [kind, body], [kind, body] …]`

use minicbor::{Decode, Decoder, Encode, Encoder, encode::Write};

use crate::{
    DirectoryHead, Malformed,
    limits::{MAX_PARTS, MAX_PLAINTEXT},
    wire,
};

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartKind {
    /// An immutable entry of the journal.
    Entry,
    /// One change of the space's document.
    Change,
    /// A report of who looked at what.
    Access,
    /// A card of the directory.
    Card,
    /// A part of an envelope that was redacted, carried over by the device that redacted it.
    Carried,
    /// Of a newer version: kept and skipped.
    Unknown(u64),
}

impl PartKind {
    /// Its number on the wire.
    pub const fn code(self) -> u64 {
        match self {
            Self::Entry => 1,
            Self::Change => 2,
            Self::Access => 3,
            Self::Card => 4,
            Self::Carried => 5,
            Self::Unknown(code) => code,
        }
    }

    /// The kind with this number.
    pub const fn from_code(code: u64) -> Self {
        match code {
            1 => Self::Entry,
            2 => Self::Change,
            3 => Self::Access,
            4 => Self::Card,
            5 => Self::Carried,
            other => Self::Unknown(other),
        }
    }
}

/// One part. Its `Debug` tells its kind and its size, never its content.
#[derive(Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Its content, as core/model writes it.
    pub body: Vec<u8>,
}

impl core::fmt::Debug for Part {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Part")
            .field("kind", &self.kind)
            .field("bytes", &self.body.len())
            .finish()
    }
}

/// Everything that an envelope holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plaintext {
    /// The directory that the author held.
    pub directory: DirectoryHead,
    /// The parts, in the order of saving.
    pub parts: Vec<Part>,
}

impl Plaintext {
    /// The bytes that are sealed.
    pub fn encode(&self) -> Vec<u8> {
        wire::encode(self)
    }

    /// Reads what was sealed. The author may be hostile.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        wire::decode_strict(bytes, MAX_PLAINTEXT)
    }
}

impl Encode<()> for Plaintext {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        (): &mut (),
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.array(2 + self.parts.len() as u64)?
            .u64(self.directory.index)?
            .encode(self.directory.hash)?;
        for part in &self.parts {
            e.array(2)?.u64(part.kind.code())?.bytes(&part.body)?;
        }
        Ok(())
    }
}

impl<'b> Decode<'b, ()> for Plaintext {
    fn decode(d: &mut Decoder<'b>, (): &mut ()) -> Result<Self, minicbor::decode::Error> {
        let at = d.position();
        let parts = wire::array_up_to(d, 2 + MAX_PARTS)?
            .checked_sub(2)
            .ok_or_else(|| wire::wrong("array too short", at))?;
        let directory = DirectoryHead {
            index: d.u64()?,
            hash: d.decode()?,
        };
        let parts = (0..parts)
            .map(|_| {
                wire::array_of(d, 2)?;
                Ok(Part {
                    kind: PartKind::from_code(d.u64()?),
                    body: d.bytes()?.to_vec(),
                })
            })
            .collect::<Result<_, minicbor::decode::Error>>()?;
        Ok(Self { directory, parts })
    }
}
