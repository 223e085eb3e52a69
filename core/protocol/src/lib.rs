//! ids, envelopes, team changes, chain, sync frames, verification
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]

mod envelope;
mod head;
mod ids;
pub mod limits;
mod log;
mod part;
mod wire;
mod wrap;

pub use envelope::{BadSignature, Envelope, Header, Seen, UnsignedEnvelope};
pub use head::DirectoryHead;
pub use ids::*;
pub use log::{Chain, Cursor, LogItem, cursor_digest};
pub use part::{Part, PartKind, Plaintext};
pub use wire::{Malformed, decode_strict, encode};
pub use wrap::Wrap;
