//! Strict CBOR: one encoding for each value.
//!
//! `minicbor` accepts overlong integers, indefinite lengths, repeated keys and
//! trailing bytes. What is signed or hashed must not have two spellings, so a
//! value is read, written again and compared.

use core::convert::Infallible;

use minicbor::{Decode, Encode, Encoder, encode::Error as EncodeError};

/// Bytes that are not what they should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// More bytes, or more elements, than allowed.
    #[error("expected at most {limit}, got {got}")]
    TooLarge {
        /// The bound.
        limit: usize,
        /// What came.
        got: usize,
    },
    /// CBOR, but not the one encoding of its value.
    #[error("not in its only encoding")]
    NotCanonical,
    /// Not CBOR, or not of the expected shape.
    #[error("not readable: {0}")]
    Cbor(String),
    /// A version that this program does not know.
    #[error("unknown version {0}: update the app")]
    UnknownVersion(u64),
    /// Bytes that cannot be decompressed within bounds.
    #[error("not decompressable within bounds")]
    Compression,
    /// Readable, but one field holds what it may not, such as a text that is too long.
    #[error("{field}: {reason}")]
    OutOfBounds {
        /// The field's name.
        field: &'static str,
        /// What is wrong with it.
        reason: String,
    },
}

impl From<minicbor::decode::Error> for Malformed {
    fn from(error: minicbor::decode::Error) -> Self {
        Self::Cbor(error.to_string())
    }
}

/// Reads a value that must fill `bytes` and be in its only encoding.
pub fn decode_strict<'b, T>(bytes: &'b [u8], limit: usize) -> Result<T, Malformed>
where
    T: Decode<'b, ()> + Encode<()>,
{
    if bytes.len() > limit {
        return Err(Malformed::TooLarge {
            limit,
            got: bytes.len(),
        });
    }
    let mut decoder = minicbor::Decoder::new(bytes);
    let value: T = decoder.decode()?;
    // Bytes from strangers never reach the panic in `encode`: a value that could
    // not be written again would be refused like one that is written otherwise.
    let mut again = Vec::with_capacity(bytes.len());
    let written = minicbor::encode(&value, &mut again);
    if decoder.position() != bytes.len() || written.is_err() || again != bytes {
        return Err(Malformed::NotCanonical);
    }
    Ok(value)
}

/// The one encoding of a value.
///
/// It cannot fail. A `Vec` refuses no write: the error type of its writer is
/// [`Infallible`]. And no encoder of these crates makes an error of its own:
/// each `clippy.toml` forbids the functions that would make one.
pub fn encode<T: Encode<()>>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_into(&mut bytes, |e| e.encode(value)?.ok());
    bytes
}

/// Appends what `write` writes. It cannot fail, as said at [`encode`].
pub(crate) fn write_into(
    bytes: &mut Vec<u8>,
    write: impl FnOnce(&mut Encoder<&mut Vec<u8>>) -> Result<(), EncodeError<Infallible>>,
) {
    if let Err(error) = write(&mut Encoder::new(bytes)) {
        unreachable!("an encoder made an error of its own: {error}");
    }
}

/// Adds where it happened to an error of the decoder.
pub(crate) fn wrong(message: &'static str, at: usize) -> minicbor::decode::Error {
    minicbor::decode::Error::message(message).at(at)
}

/// Reads the head of an array and checks its length.
pub(crate) fn array_of(
    d: &mut minicbor::Decoder<'_>,
    length: u64,
) -> Result<(), minicbor::decode::Error> {
    let at = d.position();
    match d.array()? {
        Some(got) if got == length => Ok(()),
        _ => Err(wrong("array of another length", at)),
    }
}

/// Reads the head of an array of at most `most` elements.
pub(crate) fn array_up_to(
    d: &mut minicbor::Decoder<'_>,
    most: usize,
) -> Result<usize, minicbor::decode::Error> {
    let at = d.position();
    d.array()?
        .and_then(|got| usize::try_from(got).ok())
        .filter(|got| *got <= most)
        .ok_or_else(|| wrong("array too long", at))
}

/// Reads a byte string of exactly `N` bytes.
pub(crate) fn fixed<const N: usize>(
    d: &mut minicbor::Decoder<'_>,
) -> Result<[u8; N], minicbor::decode::Error> {
    let at = d.position();
    d.bytes()?
        .try_into()
        .map_err(|_| wrong("byte string of another length", at))
}

/// Timestamps on the wire: milliseconds since 1970 as an integer.
pub(crate) mod time {
    use jiff::Timestamp;
    use minicbor::{Decoder, Encoder, encode::Write};

    pub(crate) fn encode<W: Write>(
        at: Timestamp,
        e: &mut Encoder<W>,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.i64(at.as_millisecond())?.ok()
    }

    pub(crate) fn decode(d: &mut Decoder<'_>) -> Result<Timestamp, minicbor::decode::Error> {
        let at = d.position();
        Timestamp::from_millisecond(d.i64()?).map_err(|_| super::wrong("no such moment", at))
    }
}
