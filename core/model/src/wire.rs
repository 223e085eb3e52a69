//! Strict CBOR: what decodes must encode to the same bytes again.
//!
//! minicbor by itself accepts overlong integers, indefinite lengths, repeated
//! keys and trailing bytes. Comparing the encoding again refuses all of them,
//! so that one meaning has one spelling, which signatures and hashes rely on.

use minicbor::{Decode, Encode};

/// Why bytes from outside are not what they should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// More bytes than this may have.
    #[error("expected at most {limit} bytes, got {got}")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
        /// What came.
        got: usize,
    },
    /// Not CBOR, or not of the expected shape.
    #[error("not of the expected shape")]
    Shape,
    /// The same could be written shorter: an overlong number, an indefinite length, trailing bytes.
    #[error("not in the shortest form")]
    NotCanonical,
    /// A text or list is longer than allowed.
    #[error("{0}")]
    OutOfBounds(#[from] crate::Invalid),
}

/// Encodes; with a `Vec` as its sink this cannot fail but for a mistake of ours.
pub(crate) fn encode<T: Encode<()>>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    // `Vec<u8>` never refuses a write, and no encoder of this crate makes errors of its own.
    let _ = minicbor::encode(value, &mut bytes);
    bytes
}

/// Decodes, refusing what `encode` would have written otherwise.
pub(crate) fn decode_strict<'b, T>(bytes: &'b [u8], limit: usize) -> Result<T, Malformed>
where
    T: Decode<'b, ()> + Encode<()>,
{
    if bytes.len() > limit {
        return Err(Malformed::TooLarge {
            limit,
            got: bytes.len(),
        });
    }
    let value: T = minicbor::decode(bytes).map_err(|_| Malformed::Shape)?;
    if encode(&value) != bytes {
        return Err(Malformed::NotCanonical);
    }
    Ok(value)
}
