//! One value in the document: `[at, value]` as CBOR in a scalar of bytes.
//!
//! Who wrote it is not in the bytes: it is the actor of the operation, and a
//! change is accepted only if its actor belongs to the device that signed it.

use core::fmt;

use automerge::ObjId;
use jiff::Timestamp;
use minicbor::{Decode, Decoder, Encode};
use patchwork_protocol::{DeviceId, wire};

use super::Actor;
use crate::{AsKnown, ValueId};

/// The most bytes that one value may have to be read.
const MAX_REGISTER: usize = 16 * 1024;

pub(crate) fn bytes<T: Encode<()>>(at: Timestamp, value: &T) -> Vec<u8> {
    wire::encode(&(at.as_millisecond(), value))
}

/// Which operation wrote a value. Sorts the same on every device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct OpName {
    counter: u64,
    actor: [u8; 16],
}

impl OpName {
    pub(crate) fn of(id: &ObjId) -> Option<Self> {
        let ObjId::Id(counter, actor, _) = id else {
            return None;
        };
        Some(Self {
            counter: *counter,
            actor: actor.to_bytes().try_into().ok()?,
        })
    }

    fn device(&self) -> DeviceId {
        Actor(self.actor).device()
    }
}

impl fmt::Display for OpName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.counter, Actor(self.actor))
    }
}

/// One value as found under a key.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) op: OpName,
    /// `None` when it is not a scalar of bytes: nothing of ours.
    pub(crate) bytes: Option<Vec<u8>>,
    /// Whether it is the one that the document shows.
    pub(crate) shown: bool,
}

/// A value read.
#[derive(Debug, Clone)]
pub(crate) struct Read<T> {
    pub(crate) value: T,
    pub(crate) known: AsKnown,
    pub(crate) id: ValueId,
    pub(crate) shown: bool,
}

impl Found {
    /// Reads it as a `T`; `None` if this version cannot.
    pub(crate) fn read<T>(&self) -> Option<Read<T>>
    where
        T: for<'b> Decode<'b, ()> + Encode<()>,
    {
        let stored: Stored<T> = wire::decode_strict(self.bytes.as_deref()?, MAX_REGISTER).ok()?;
        Some(Read {
            value: stored.value,
            known: AsKnown {
                at: Timestamp::from_millisecond(stored.at).ok()?,
                device: self.op.device(),
            },
            id: ValueId(self.op.to_string()),
            shown: self.shown,
        })
    }
}

impl Found {
    /// Who wrote it and when, whatever it says; `None` if even that cannot be read.
    pub(crate) fn known(&self) -> Option<AsKnown> {
        let mut d = Decoder::new(self.bytes.as_deref()?);
        d.array().ok()?;
        Some(AsKnown {
            at: Timestamp::from_millisecond(d.i64().ok()?).ok()?,
            device: self.op.device(),
        })
    }
}

struct Stored<T> {
    at: i64,
    value: T,
}

impl<C, T: Encode<C>> Encode<C> for Stored<T> {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        c: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        (self.at, &self.value).encode(e, c)
    }
}

impl<'b, C, T: Decode<'b, C>> Decode<'b, C> for Stored<T> {
    fn decode(d: &mut Decoder<'b>, c: &mut C) -> Result<Self, minicbor::decode::Error> {
        let (at, value) = d.decode_with(c)?;
        Ok(Self { at, value })
    }
}
