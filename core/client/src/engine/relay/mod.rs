//! Where a relay is, speaking to it over HTTP, and its answers in words.

mod address;
mod http;
mod route;
mod trust;
mod words;

pub use address::RelayAddress;
pub(crate) use http::Http;
pub(crate) use words::{came_to_nothing, in_words};
