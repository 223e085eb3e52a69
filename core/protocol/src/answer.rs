//! The relay's answer to one envelope.

use minicbor::{Decode, Decoder, Encode, Encoder, encode::Write};

use crate::{Seq, wire};

/// What the relay did with an envelope. An accepted one is on its disk and survives a
/// loss of power.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Appended as item `n`.
    Accepted {
        /// Its number.
        n: u64,
    },
    /// The same bytes are item `n` already.
    Duplicate {
        /// Its number.
        n: u64,
    },
    /// Other bytes are held under this (replica, seq).
    Fork,
    /// The author may not write here, or there is no such space.
    NotMember,
    /// Sealed with a key that is not the space's current one.
    StaleKey,
    /// An earlier envelope of the series is missing.
    Gap {
        /// The one that must come next.
        expected: Seq,
    },
    /// Larger than the relay takes.
    TooLarge,
    /// The device has used up its bytes of the day.
    Quota,
    /// The signature does not fit the device.
    BadSignature,
    /// Not an envelope.
    Malformed,
    /// The space is closed, erased, or frozen by a change that the relay does not know.
    Closed,
    /// A team change about this device is under way; ask again.
    Held,
    /// Nothing was decided; ask again.
    Busy,
}

impl Answer {
    /// Answers with a higher code are of a newer version.
    pub(crate) const LAST_CODE: u64 = 12;

    const fn code(self) -> (u8, Option<u64>) {
        match self {
            Self::Accepted { n } => (0, Some(n)),
            Self::Duplicate { n } => (1, Some(n)),
            Self::Fork => (2, None),
            Self::NotMember => (3, None),
            Self::StaleKey => (4, None),
            Self::Gap { expected } => (5, Some(expected.0)),
            Self::TooLarge => (6, None),
            Self::Quota => (7, None),
            Self::BadSignature => (8, None),
            Self::Malformed => (9, None),
            Self::Closed => (10, None),
            Self::Held => (11, None),
            Self::Busy => (12, None),
        }
    }
}

impl<C> Encode<C> for Answer {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        match self.code() {
            (code, None) => e.array(1)?.u8(code)?.ok(),
            (code, Some(value)) => e.array(2)?.u8(code)?.u64(value)?.ok(),
        }
    }
}

impl<'b, C> Decode<'b, C> for Answer {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        let at = d.position();
        let fields = wire::array_up_to(d, 2)?;
        let code = d.u8()?;
        let value = (fields == 2).then(|| d.u64()).transpose()?;
        Ok(match (code, value) {
            (0, Some(n)) => Self::Accepted { n },
            (1, Some(n)) => Self::Duplicate { n },
            (2, None) => Self::Fork,
            (3, None) => Self::NotMember,
            (4, None) => Self::StaleKey,
            (5, Some(expected)) => Self::Gap {
                expected: Seq(expected),
            },
            (6, None) => Self::TooLarge,
            (7, None) => Self::Quota,
            (8, None) => Self::BadSignature,
            (9, None) => Self::Malformed,
            (10, None) => Self::Closed,
            (11, None) => Self::Held,
            (12, None) => Self::Busy,
            _ => return Err(wire::wrong("unknown answer", at)),
        })
    }
}
