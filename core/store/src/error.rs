//! What can go wrong, by what a caller can do about it.

use std::path::PathBuf;

use rusqlite::ErrorCode;

/// Why the store did not do something. Holds nothing that a case says.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The key does not open this file, or the file is no database of Patchwork's.
    #[error("the key does not open this database")]
    WrongKey,
    /// There is a database already where a new one was to be made.
    #[error("there is a database at {} already", .0.display())]
    AlreadyThere(PathBuf),
    /// There is no database.
    #[error("there is no database at {}", .0.display())]
    Missing(PathBuf),
    /// Another process has it open.
    #[error("the database is open in another window or process")]
    InUse,
    /// The database was made by a newer version. Nothing was touched.
    #[error("the database was made by a newer version: expected at most {supported}, got {found}")]
    Newer {
        /// The version of its tables.
        found: i64,
        /// The newest that this version reads.
        supported: i64,
    },
    /// No room on the disk. Nothing was changed; reading still works.
    #[error("the disk is full")]
    Full,
    /// Someone else held the database for too long. Nothing was changed; try again.
    #[error("the database stayed busy")]
    Busy,
    /// Nobody waited for the answer any more.
    #[error("nobody waits for this any more")]
    Interrupted,
    /// The transaction was carried out, but its end could not be confirmed: it happened wholly
    /// or not at all. Read again whatever it was about before going on.
    #[error("it is not known whether the last change was saved: {0}")]
    CommitUnknown(#[source] Box<StoreError>),
    /// What was to be changed is not there.
    #[error("{0} is not in the store")]
    NotThere(&'static str),
    /// A row does not hold what it must.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// The file could not be reached.
    #[error("the database file cannot be reached: {0}")]
    Io(#[from] std::io::Error),
    /// SQLite failed in a way that nobody can act on.
    #[error("the database failed: {0}")]
    Sql(#[source] rusqlite::Error),
}

/// Results of this crate.
pub type Result<T, E = StoreError> = core::result::Result<T, E>;

impl StoreError {
    /// Whether the cause is a full disk, also behind an unconfirmed commit.
    pub fn is_full(&self) -> bool {
        match self {
            Self::Full => true,
            Self::CommitUnknown(cause) => cause.is_full(),
            _ => false,
        }
    }

    pub(crate) fn damaged(what: impl core::fmt::Display) -> Self {
        Self::Damaged(what.to_string())
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::OperationInterrupted) => Self::Interrupted,
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
                Self::damaged("a page does not read back")
            }
            _ => match error {
                rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::IntegralValueOutOfRange(..) => Self::damaged(error),
                error => Self::Sql(error),
            },
        }
    }
}
