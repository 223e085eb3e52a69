//! `POST /v1/sync`: what a device asks, and the frames that it is told.

mod frame;
mod newer;
mod request;

pub use frame::{Frame, Goodbye};
pub use request::{Cursors, SyncRequest};
