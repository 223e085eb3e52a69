//! ids, envelopes, team changes, chain, sync frames, verification
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]

mod answer;
mod device_keys;
mod envelope;
mod head;
pub mod http;
mod ids;
pub mod limits;
mod log;
mod part;
mod session;
mod stream;
mod sync;
mod wire;
mod wrap;

pub use answer::Answer;
pub use device_keys::DeviceKeys;
pub use envelope::{BadSignature, Envelope, Header, Seen, UnsignedEnvelope};
pub use head::DirectoryHead;
pub use ids::*;
pub use log::{Chain, Cursor, LogItem, cursor_digest};
pub use part::{Part, PartKind, Plaintext};
pub use session::{EnrolStatement, SessionReply, SessionRequest, SessionStatement};
pub use stream::{FrameReader, FrameWriter};
pub use sync::{Cursors, Frame, Goodbye, SyncRequest};
pub use wire::{Malformed, decode_strict, encode};
pub use wrap::Wrap;
