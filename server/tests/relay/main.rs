//! Tests of the relay over real HTTP, on a free port.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs,
    unreachable_pub
)]

mod backup;
mod dependencies;
mod durability;
mod hardening;
mod live;
mod metrics;
mod partnerships;
mod roles;
mod sessions;
mod sync;
mod teams;
