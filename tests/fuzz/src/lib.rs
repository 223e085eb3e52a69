//! Every decoder that takes bytes from outside, as a function of bytes.
//!
//! A [`Target`] reads what it is given and panics if what it reads breaks a promise: a value has
//! one spelling, a bound holds, a document still works. Two things drive the targets:
//!
//! - `cargo test` feeds them bytes that they accept ([`Target::seeds`]) and a few thousand damaged
//!   copies, the same ones every time ([`damaged`]).
//! - `libfuzzer/`, a crate outside the workspace, hands them to libFuzzer, which learns from the
//!   code that the bytes reach; `run` starts it.
//!
//! What either finds is kept as `corpus/<target>/<what it was>`, and is tried for ever after.
//!
//! The decoders' exact rules (no second spelling, no flipped bit) are tested beside them; here
//! they only meet bytes that nobody thought of.
//!
//! ```
//! let target = patchwork_fuzz::target("envelope").unwrap();
//! assert_eq!((target.run)(b"not an envelope"), patchwork_fuzz::Verdict::Refused);
//! ```
// It is a test: a panic is a finding.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod domain;
mod keys;
mod mutate;
mod sealed;
mod seeds;
mod streams;
mod wire;

use std::{fs, path::Path};

pub use mutate::damaged;

/// What became of some bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// They were read.
    Accepted,
    /// They were not.
    Refused,
}

/// One decoder.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Its name.
    pub name: &'static str,
    /// Reads the bytes; panics if that breaks a promise.
    pub run: fn(&[u8]) -> Verdict,
    /// How many damaged copies `cargo test` gives it: fewer for the slow ones.
    pub tries: u64,
}

impl Target {
    /// Bytes that it accepts: the crates' frozen vectors, and what their own verbs make.
    pub fn seeds(&self) -> Vec<Vec<u8>> {
        seeds::seeds(self.name)
    }

    /// Bytes with which it once broke a promise.
    pub fn found(&self) -> Vec<Vec<u8>> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("corpus")
            .join(self.name);
        // Most targets have no such folder.
        let files = fs::read_dir(folder).into_iter().flatten();
        files
            .map(|file| fs::read(file.unwrap().path()).unwrap())
            .collect()
    }
}

const fn quick(name: &'static str, run: fn(&[u8]) -> Verdict) -> Target {
    let tries = 8_000;
    Target { name, run, tries }
}

const fn slow(name: &'static str, run: fn(&[u8]) -> Verdict, tries: u64) -> Target {
    Target { name, run, tries }
}

/// All of them.
pub const TARGETS: [Target; 23] = [
    quick("envelope", wire::envelope),
    quick("plaintext", wire::plaintext),
    quick("team_change", wire::team_change),
    quick("team_post", wire::team_post),
    quick("team_appended", wire::team_appended),
    quick("team_conflict", wire::team_conflict),
    quick("session_request", wire::session_request),
    quick("session_reply", wire::session_reply),
    quick("sync_request", wire::sync_request),
    quick("frame", wire::frame),
    quick("space_id", wire::space_id),
    quick("stream", streams::stream),
    quick("packed_stream", streams::packed_stream),
    quick("sealed_padding", sealed::padding),
    quick("sealed_content", sealed::content),
    quick("invitation", keys::invitation),
    quick("previous_key", keys::previous_key),
    slow("wrap", keys::wrap, 100),
    quick("entry", domain::entry),
    quick("card", domain::card),
    quick("access", domain::access),
    slow("change", domain::change, 600),
    slow("document", domain::document, 600),
];

/// The target of this name.
pub fn target(name: &str) -> Option<Target> {
    TARGETS.into_iter().find(|target| target.name == name)
}

/// What was read must be written as it came.
fn one_spelling<T, E>(
    bytes: &[u8],
    read: Result<T, E>,
    write: impl FnOnce(&T) -> Vec<u8>,
) -> Verdict {
    match read {
        Ok(value) => {
            assert_eq!(write(&value), bytes, "it has a second spelling");
            Verdict::Accepted
        }
        Err(_) => Verdict::Refused,
    }
}
