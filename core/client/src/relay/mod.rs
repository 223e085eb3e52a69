//! Speaking to the relay over HTTP.

mod address;
mod http;

pub(crate) use address::RelayAddress;
pub(crate) use http::{Relay, RelayError, Replies, TeamAnswer};
