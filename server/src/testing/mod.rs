//! What tests of the relay arrange, here and in other crates: people and what they sign, a relay
//! on a free port, and devices that speak to it over HTTP.
//!
//! Behind the feature `testing`. Everyone is invented, keys come from small numbers and protect
//! nothing, and what is sealed is noise, which the relay cannot tell from the real thing.

// Only tests call this, and they stop where something is not as arranged.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs
)]

pub mod client;
pub mod people;
pub mod scene;
