//! A seeded simulation of a partnership: several phones, one relay, one hour
//! or one month of captures, edits, dead spots, cut streams, repeated requests,
//! crashes between any two transactions, a relay put back to a backup, a key
//! replaced, and a hostile member. Everything is real but the network, the
//! disks and the clock: the same protocol, crypto, model and sync crates, real
//! signatures, real documents.
//!
//! One seed is one history, step by step. After each step, and once everyone
//! has come to rest, the invariants of the protocol are checked; a failure names
//! its seed:
//!
//! ```text
//! PATCHWORK_SEED=17 cargo run -p patchwork-simulation      # one history, told
//! PATCHWORK_SEEDS=5000 cargo run --release -p patchwork-simulation
//! ```
//!
//! [`product`] plays histories of the product's own engine and database in the same way.
// It is a test: a panic is a finding.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    missing_docs,
    unreachable_pub
)]

mod base;
mod check;
mod disk;
mod hostile;
mod phone;
pub mod product;
mod relay;
mod shown;
mod world;

pub use check::Failure;
pub use world::{Options, Summary};

/// Plays one history to its end.
pub fn run(options: Options) -> Result<Summary, Failure> {
    world::World::new(options).run()
}
