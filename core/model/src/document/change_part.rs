//! The body of a `change` part: `[at, raw change]`.

use jiff::Timestamp;
use minicbor::{Decode, Encode};

use patchwork_protocol::wire;

use crate::{Malformed, facts::timestamp_cbor};

/// The most bytes that one raw change may have.
pub const MAX_CHANGE: usize = 128 * 1024;
/// The most bytes that its part may have.
pub const MAX_CHANGE_PART: usize = MAX_CHANGE + 32;

/// One change as it travels.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ChangePart {
    /// When it was made, by its author's clock.
    #[cbor(n(0), with = "timestamp_cbor")]
    pub at: Timestamp,
    /// The uncompressed Automerge change chunk.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub raw: Vec<u8>,
}

impl ChangePart {
    /// Its bytes; `None` if the change is too large to be accepted by anyone.
    pub fn encode(&self) -> Option<Vec<u8>> {
        (self.raw.len() <= MAX_CHANGE).then(|| wire::encode(self))
    }

    /// Reads the bytes of a `change` part. The change in it is not looked at.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        wire::decode_strict(bytes, MAX_CHANGE_PART)
    }
}
