//! `POST /v1/sync`: the request of a device, and the frames of the relay's reply.

mod frame;
mod newer;
mod request;
mod short_cursors;

pub use frame::{Frame, Goodbye};
pub use request::{Cursors, SyncRequest};
pub use short_cursors::{ShortCursor, ShortCursors, SpacePrefix};
