//! Plays a workload through real clients against a real relay and counts.
//!
//! `cargo run --release -p patchwork-bench -- workload.jsonl` plays a file; without one a small
//! workload is invented.
//!
//! The relay and the client that is measured run in processes of their own (the
//! program starts itself again); between the two lies a [`Proxy`] that counts
//! every byte and request at the socket. What comes out is one [`Table`] beside
//! the budgets (docs/budgets.md). Timings are only ever printed; byte and request counts, which
//! are exact, are asserted in `tests/counts.rs`.
//!
//! | | |
//! |---|---|
//! | [`Workload`] | what is written: read from a file, or invented here |
//! | [`Canaries`] | names and words of it that no file of the relay may have |
//! | [`World`] | a partnership of real clients that writes it |
//! | [`Proxy`] | counts at the socket, and can be switched off |
//! | [`phone`] | the client that is measured, in its own process |
//! | [`load`] | many devices that post sealed notes, without a client |
//! | [`measures`] | the rows of the table |
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]

mod canaries;
pub mod growth;
pub mod load;
mod machine;
pub mod measures;
pub mod phone;
mod proxy;
mod relay;
mod stopwatch;
mod table;
mod workload;
mod world;

pub use canaries::Canaries;
pub use machine::{Machine, cpu_seconds, folder_bytes, peak_kb, resident_kb};
pub use proxy::{Counts, Proxy, Tally};
pub use relay::Relay;
pub use stopwatch::{Times, kb, ms};
pub use table::{Budget, Row, Table};
pub use workload::{Case, Note, Person, Practitioner, Size, Workload};
pub use world::{World, Writer, opened};

/// Whatever went wrong ends the benchmark.
pub type Error = Box<dyn std::error::Error + Send + Sync>;
/// Shorthand.
pub type Result<T, E = Error> = std::result::Result<T, E>;
