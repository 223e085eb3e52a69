//! The relay of a Patchwork partnership: it orders, stores and delivers what it
//! cannot read.
//!
//! It keeps one append-only log per space, holding sealed envelopes and signed
//! team changes; wraps of keys for devices that may hold them; and sessions. It
//! decides by signatures and by the same pure rules of teams that every device
//! applies ([`patchwork_protocol::team`]), so that it can refuse and withhold
//! but not forge. What it answers with an ack is on disk.
//!
//! What it never does: open an envelope or hold a key (it links no cipher);
//! add to a team; read a device's clock for order; delete, except the bytes of
//! what a signed change redacts or erases; write a name, a token or a body to
//! its own log lines.
//!
//! The modules, each of which imports only from those below it; `tests/relay/dependencies.rs`
//! checks that:
//!
//! | | |
//! |---|---|
//! | `run` | what each command does |
//! | [`cli`], `server` | the commands; accepting connections until told to stop |
//! | `http` | sessions, sync, team changes, refusals |
//! | [`live`], `metrics`, [`inspect`](inspect()) | open streams, and what they are told of each commit; what is counted; what an operator can read in the files |
//! | [`log`] | what is kept: the [`Log`](log::Log) trait, and SQLite behind it |
//! | [`config`] | what an operator sets |
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use patchwork_relay::config::Config;
//!
//! let relay = patchwork_relay::serve(
//!     Config::on_free_port("/var/lib/patchwork"),
//!     std::future::pending(),
//! ).await?;
//! println!("listening on {}", relay.url());
//! relay.stop().await;
//! # Ok(())
//! # }
//! ```
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]

pub mod cli;
pub mod config;
mod http;
mod inspect;
pub mod live;
pub mod log;
mod metrics;
mod run;
mod server;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use inspect::{HeldItem, HeldKind, Holdings, InspectError, inspect};
pub use run::{RunError, run};
pub use server::{RelayHandle, ServeError, serve};
