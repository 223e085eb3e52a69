//! What a store has been made to do, counted: tests assert with it that a read or a save costs the
//! same however many cases lie beside. Without the feature `counting` nothing is counted, and
//! nothing is kept.

use rusqlite::{Row, Statement};

#[cfg(feature = "counting")]
pub(crate) use on::Counted;
#[cfg(feature = "counting")]
pub use on::Counts;

#[cfg(not(feature = "counting"))]
pub(crate) use off::Counted;

#[cfg(feature = "counting")]
mod on {
    use std::sync::atomic::{AtomicU64, Ordering};

    use rusqlite::{StatementStatus, types::ValueRef};

    use super::{Row, Statement};

    /// What was done since the store was opened.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub struct Counts {
        /// Statements that were carried out.
        pub statements: u64,
        /// Steps of SQLite's virtual machine in them.
        pub steps: u64,
        /// Rows that it stepped over in scans of whole tables.
        pub scanned: u64,
        /// Rows that came out of them.
        pub rows: u64,
        /// Bytes of text and blobs in those rows, which are decoded.
        pub bytes: u64,
    }

    impl Counts {
        /// What was done since then.
        #[must_use]
        pub const fn since(self, before: Self) -> Self {
            Self {
                statements: self.statements.saturating_sub(before.statements),
                steps: self.steps.saturating_sub(before.steps),
                scanned: self.scanned.saturating_sub(before.scanned),
                rows: self.rows.saturating_sub(before.rows),
                bytes: self.bytes.saturating_sub(before.bytes),
            }
        }
    }

    /// Counts as it goes.
    #[derive(Debug, Default)]
    pub(crate) struct Counted {
        statements: AtomicU64,
        steps: AtomicU64,
        scanned: AtomicU64,
        rows: AtomicU64,
        bytes: AtomicU64,
    }

    impl Counted {
        pub(crate) fn row(&self, row: &Row<'_>) {
            self.rows.fetch_add(1, Ordering::Relaxed);
            let columns = row.as_ref().column_count();
            let bytes = (0..columns).filter_map(|column| row.get_ref(column).ok());
            let bytes: usize = bytes
                .map(|value| match value {
                    ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.len(),
                    _ => 0,
                })
                .sum();
            self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
        }

        pub(crate) fn statement(&self, statement: &Statement<'_>) {
            let taken = |status| u64::try_from(statement.reset_status(status)).unwrap_or(0);
            self.statements.fetch_add(1, Ordering::Relaxed);
            self.steps
                .fetch_add(taken(StatementStatus::VmStep), Ordering::Relaxed);
            self.scanned
                .fetch_add(taken(StatementStatus::FullscanStep), Ordering::Relaxed);
        }

        pub(crate) fn counts(&self) -> Counts {
            Counts {
                statements: self.statements.load(Ordering::Relaxed),
                steps: self.steps.load(Ordering::Relaxed),
                scanned: self.scanned.load(Ordering::Relaxed),
                rows: self.rows.load(Ordering::Relaxed),
                bytes: self.bytes.load(Ordering::Relaxed),
            }
        }
    }
}

#[cfg(not(feature = "counting"))]
mod off {
    use super::{Row, Statement};

    /// Counts nothing.
    #[derive(Debug, Default)]
    pub(crate) struct Counted;

    #[allow(clippy::unused_self, reason = "the same calls as of what counts")]
    impl Counted {
        pub(crate) const fn row(&self, _: &Row<'_>) {}
        pub(crate) const fn statement(&self, _: &Statement<'_>) {}
    }
}
