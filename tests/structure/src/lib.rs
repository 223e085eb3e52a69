//! Checks the direction of imports between the top-level modules of one crate.
//!
//! A crate states the order of its modules in one table of floors, the highest floor first. A
//! module may import from its own floor and from every floor below; an import from a floor above
//! is *upward*. Modules that import each other, directly or through others, form a *circle*, also
//! where they are on one floor. A test of that crate fails on either:
//!
//! ```no_run
//! let src = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
//! let report = patchwork_structure::check(
//!     src.as_ref(),
//!     &[&["facade"], &["engine"], &["workspace"], &["ids", "error"]],
//! )?;
//! assert!(report.is_clean(), "{report}");
//! # Ok::<(), patchwork_structure::StructureError>(())
//! ```
//!
//! What counts as an import: every path that names another top-level module of the crate, in
//! `use` declarations (grouped or not), in types, patterns and expressions, and in the arguments
//! of macros; whether it begins with `crate::`, `super::` or `self::`. A name that `lib.rs`
//! re-exports (`crate::Client` for `client::Client`) counts as the module that it comes from. An
//! item that `lib.rs` declares itself belongs to the crate's root, which is above all floors and
//! appears in reports as `crate`.
//!
//! What does not count: `lib.rs` itself, which may import from everywhere; documentation; and what
//! is compiled only for tests, that is under `cfg(test)` or under the feature `testing`.
//!
//! The sources are parsed by `syn`, module by module as `mod` declarations name them, so a file
//! that belongs to no module is not looked at. Code that a macro makes cannot be seen.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]

mod condition;
mod imports;
mod module_tree;
mod names;
mod path;
mod report;
mod resolve;
mod sources;

use std::path::Path;

pub use report::{Circle, Floors, Import, ROOT, Report};
pub use sources::{Sources, StructureError};

/// Checks the crate whose `lib.rs` is in this folder.
///
/// # Errors
/// [`StructureError`] where a source cannot be read or parsed, and where the floors and the crate
/// do not name the same modules.
pub fn check(src: &Path, floors: Floors<'_>) -> Result<Report, StructureError> {
    check_sources(&Sources::read(src)?, floors)
}

/// The same for sources in memory.
///
/// # Errors
/// As [`check`].
pub fn check_sources(sources: &Sources, floors: Floors<'_>) -> Result<Report, StructureError> {
    let modules = module_tree::parse(sources)?;
    Report::new(&modules, floors)
}

#[cfg(test)]
mod tests;
