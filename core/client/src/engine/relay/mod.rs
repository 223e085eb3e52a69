//! Speaking to the relay over HTTP.

mod address;
mod http;
mod words;

pub(crate) use address::RelayAddress;
pub(crate) use http::{Relay, RelayError, Replies, TeamAnswer};
pub(crate) use words::in_words;
