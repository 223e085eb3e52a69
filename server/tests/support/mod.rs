//! What the tests of the relay share.
#![allow(dead_code, unreachable_pub, missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used)]

pub mod client;
pub mod people;
