//! Opening the database: locks its directory, migrates it, and sets up connections.

use std::{
    fs::File,
    path::{Path, PathBuf},
    time::Duration,
};

use patchwork_protocol::Incarnation;
use rusqlite::{
    Connection, OpenFlags, OptionalExtension, TransactionBehavior, config::DbConfig, params,
};

/// Migrations in order; the database's `user_version` counts those applied.
const MIGRATIONS: [&str; 1] = [include_str!("schema_1.sql")];

/// Page cache of the writing connection, in KiB. SQLite takes a negative number as KiB.
const WRITER_CACHE_KIB: i64 = 16_000;
/// Page cache of each reading connection, in KiB.
const READER_CACHE_KIB: i64 = 4_000;
/// Prepared statements that the writing connection keeps.
const WRITER_STATEMENTS: usize = 64;
/// Prepared statements that each reading connection keeps.
const READER_STATEMENTS: usize = 32;

/// The key of the single row of the table `relay`.
const ONLY_ROW: i64 = 1;

/// How long a connection waits for another one's lock.
pub(super) const LOCK_TIMEOUT: Duration = Duration::from_secs(5);

pub(crate) const DATABASE_FILE: &str = "relay.db";
const LOCK_FILE: &str = "relay.lock";

/// Why the data directory is not usable.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The directory, or a file in it, cannot be used.
    #[error("cannot use the data directory {}: {source}", path.display())]
    Directory {
        /// The directory or file.
        path: PathBuf,
        /// The system's error.
        source: std::io::Error,
    },
    /// Another relay uses it.
    #[error("another relay is using the data directory {}", path.display())]
    InUse {
        /// The directory.
        path: PathBuf,
    },
    /// It was written by a newer relay.
    #[error(
        "{} was written by a newer relay (its format is {found}, this one knows up to {known}); install that version or newer",
        path.display()
    )]
    Newer {
        /// The database cannot be opened or set up.
        path: PathBuf,
        /// The format found.
        found: i64,
        /// The newest that this relay knows.
        known: usize,
    },
    /// There is no database in it.
    #[error("there is no database in {}", path.display())]
    Missing {
        /// The directory.
        path: PathBuf,
    },
    /// The database cannot be opened or set up.
    #[error("cannot open {}: {source}", path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// SQLite's error.
        source: rusqlite::Error,
    },
    /// The system gives no random numbers.
    #[error("the system gives no random numbers: {0}")]
    Random(getrandom::Error),
    /// The writer's thread could not be started.
    #[error("cannot start a thread: {0}")]
    Thread(std::io::Error),
}

/// A data directory that this process has locked.
#[derive(Debug)]
pub(super) struct LockedDirectory {
    pub(super) file: PathBuf,
    /// The lock. The system releases it when the process ends, also after a crash.
    pub(super) lock: File,
}

pub(super) fn lock_directory(directory: &Path) -> Result<LockedDirectory, OpenError> {
    let refused = |source| OpenError::Directory {
        path: directory.to_owned(),
        source,
    };
    std::fs::create_dir_all(directory).map_err(refused)?;
    keep_private(directory).map_err(refused)?;
    let lock = File::create(directory.join(LOCK_FILE)).map_err(refused)?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(std::fs::TryLockError::WouldBlock) => {
            return Err(OpenError::InUse {
                path: directory.to_owned(),
            });
        }
        Err(std::fs::TryLockError::Error(source)) => return Err(refused(source)),
    }
    Ok(LockedDirectory {
        file: directory.join(DATABASE_FILE),
        lock,
    })
}

#[cfg(unix)]
fn keep_private(directory: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(directory, std::fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn keep_private(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// Opens the connection that writes, and migrates the database.
pub(super) fn writer(file: &Path) -> Result<Connection, OpenError> {
    let failed = |source| OpenError::Database {
        path: file.to_owned(),
        source,
    };
    let mut db = Connection::open(file).map_err(failed)?;
    set_up_writer(&db).map_err(failed)?;
    migrate(&mut db, file)?;
    Ok(db)
}

fn set_up_writer(db: &Connection) -> rusqlite::Result<()> {
    db.busy_timeout(LOCK_TIMEOUT)?;
    // This has an effect only before the first table is made.
    db.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    db.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    // With a write-ahead log, only FULL syncs at each commit, which an ack promises.
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "foreign_keys", "OFF")?;
    // Erased bytes are overwritten; otherwise they would stay in free pages.
    db.pragma_update(None, "secure_delete", "ON")?;
    db.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
    set_up_statements(db, WRITER_STATEMENTS)
}

/// Opens a connection that reads.
pub(super) fn reader(file: &Path) -> rusqlite::Result<Connection> {
    let db = Connection::open_with_flags(
        file,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    db.busy_timeout(LOCK_TIMEOUT)?;
    db.pragma_update(None, "cache_size", -READER_CACHE_KIB)?;
    set_up_statements(&db, READER_STATEMENTS)?;
    Ok(db)
}

fn set_up_statements(db: &Connection, kept: usize) -> rusqlite::Result<()> {
    db.set_prepared_statement_cache_capacity(kept);
    // Otherwise a statement that can use a partial index is planned again for each bound value.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

fn migrate(db: &mut Connection, file: &Path) -> Result<(), OpenError> {
    let failed = |source| OpenError::Database {
        path: file.to_owned(),
        source,
    };
    let step = db
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(failed)?;
    let found: i64 = step
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .map_err(failed)?;
    let done = usize::try_from(found).unwrap_or(usize::MAX);
    if done > MIGRATIONS.len() {
        return Err(OpenError::Newer {
            path: file.to_owned(),
            found,
            known: MIGRATIONS.len(),
        });
    }
    for (number, migration) in (1_i64..).zip(MIGRATIONS).skip(done) {
        step.execute_batch(migration).map_err(failed)?;
        step.pragma_update(None, "user_version", number)
            .map_err(failed)?;
    }
    step.commit().map_err(failed)
}

/// The incarnation of the database. A new database gets one here.
pub(super) fn incarnation(db: &Connection, file: &Path) -> Result<Incarnation, OpenError> {
    let failed = |source| OpenError::Database {
        path: file.to_owned(),
        source,
    };
    let found: Option<[u8; 16]> = db
        .query_row("SELECT incarnation FROM relay", [], |row| row.get(0))
        .optional()
        .map_err(failed)?;
    match found {
        Some(bytes) => Ok(Incarnation(bytes)),
        None => draw_incarnation(db, file),
    }
}

/// Gives the database a new incarnation. Devices then compare it with what they have.
pub(super) fn draw_incarnation(db: &Connection, file: &Path) -> Result<Incarnation, OpenError> {
    let mut drawn = [0; 16];
    getrandom::fill(&mut drawn).map_err(OpenError::Random)?;
    db.execute(
        "INSERT INTO relay (one, incarnation) VALUES (?1, ?2)
         ON CONFLICT (one) DO UPDATE SET incarnation = excluded.incarnation",
        params![ONLY_ROW, drawn],
    )
    .map_err(|source| OpenError::Database {
        path: file.to_owned(),
        source,
    })?;
    Ok(Incarnation(drawn))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_relays_do_not_share_a_directory() {
        let dir = tempfile::tempdir().unwrap();
        let held = lock_directory(dir.path()).unwrap();
        assert!(matches!(
            lock_directory(dir.path()),
            Err(OpenError::InUse { .. })
        ));
        drop(held);
        lock_directory(dir.path()).unwrap();
    }

    #[test]
    fn a_database_of_a_newer_relay_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join(DATABASE_FILE);
        let db = writer(&file).unwrap();
        db.pragma_update(None, "user_version", 9).unwrap();
        drop(db);
        let error = writer(&file).unwrap_err();
        assert!(matches!(error, OpenError::Newer { found: 9, .. }));
    }

    #[test]
    fn a_database_stays_the_same_one_until_restored() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join(DATABASE_FILE);
        let first = incarnation(&writer(&file).unwrap(), &file).unwrap();
        let db = writer(&file).unwrap();
        assert_eq!(incarnation(&db, &file).unwrap(), first);
        let renewed = draw_incarnation(&db, &file).unwrap();
        assert_ne!(renewed, first);
        assert_eq!(incarnation(&db, &file).unwrap(), renewed);
    }

    #[test]
    fn a_commit_is_synced_before_it_is_answered() {
        // SQLite's number for `synchronous = FULL`.
        const FULL: i64 = 2;
        let dir = tempfile::tempdir().unwrap();
        let db = writer(&dir.path().join(DATABASE_FILE)).unwrap();
        let synchronous: i64 = db
            .query_row("PRAGMA synchronous", [], |row| row.get(0))
            .unwrap();
        assert_eq!(synchronous, FULL);
    }
}
