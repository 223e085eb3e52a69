//! Opening the database: one process at a time, migrated, durable.

use std::{
    fs::File,
    path::{Path, PathBuf},
    time::Duration,
};

use patchwork_protocol::Incarnation;
use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior, config::DbConfig};

/// Migrations in order; the database's `user_version` counts those applied.
const MIGRATIONS: [&str; 1] = [include_str!("schema_1.sql")];

/// How long a connection waits for another one's lock.
pub(super) const LOCK_TIMEOUT: Duration = Duration::from_secs(5);

pub(crate) const DATABASE_FILE: &str = "relay.db";
const LOCK_FILE: &str = "relay.lock";

/// Why the data directory is not usable.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The directory or a file in it.
    #[error("cannot use the data directory {}: {source}", path.display())]
    Directory {
        /// What could not be used.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Another relay runs on it.
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
        /// The database.
        path: PathBuf,
        /// The format found.
        found: i64,
        /// The newest that this relay knows.
        known: usize,
    },
    /// There is no database to put back.
    #[error("there is no database in {}", path.display())]
    Missing {
        /// The directory.
        path: PathBuf,
    },
    /// The database.
    #[error("cannot open {}: {source}", path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// The system has no randomness to give.
    #[error("the system gives no random numbers: {0}")]
    Random(getrandom::Error),
    /// The writer's thread could not be started.
    #[error("cannot start a thread: {0}")]
    Thread(std::io::Error),
}

/// A data directory held by this process.
#[derive(Debug)]
pub(super) struct LockedDirectory {
    pub(super) file: PathBuf,
    /// Released by the system when the process ends, however it ends.
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

/// The connection that writes.
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
    // Before the first table, or it has no effect.
    db.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    db.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    // In WAL only FULL syncs at each commit; an ack means that it did.
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "foreign_keys", "OFF")?;
    // What is erased is overwritten, not only unlinked.
    db.pragma_update(None, "secure_delete", "ON")?;
    db.pragma_update(None, "cache_size", "-16000")?;
    set_up_statements(db, 64)
}

/// A connection that reads.
pub(super) fn reader(file: &Path) -> rusqlite::Result<Connection> {
    let db = Connection::open_with_flags(
        file,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    db.busy_timeout(LOCK_TIMEOUT)?;
    db.pragma_update(None, "cache_size", "-4000")?;
    set_up_statements(&db, 32)?;
    Ok(db)
}

fn set_up_statements(db: &Connection, kept: usize) -> rusqlite::Result<()> {
    db.set_prepared_statement_cache_capacity(kept);
    // Or a statement that meets a partial index is planned anew for each value bound to it.
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

/// Reads which database this is; a new one gets its identity here.
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

/// Makes this database another one to every device.
pub(super) fn draw_incarnation(db: &Connection, file: &Path) -> Result<Incarnation, OpenError> {
    let mut drawn = [0; 16];
    getrandom::fill(&mut drawn).map_err(OpenError::Random)?;
    db.execute(
        "INSERT INTO relay (one, incarnation) VALUES (1, ?1)
         ON CONFLICT (one) DO UPDATE SET incarnation = excluded.incarnation",
        [&drawn],
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
        let dir = tempfile::tempdir().unwrap();
        let db = writer(&dir.path().join(DATABASE_FILE)).unwrap();
        let synchronous: i64 = db
            .query_row("PRAGMA synchronous", [], |row| row.get(0))
            .unwrap();
        assert_eq!(synchronous, 2, "FULL");
    }
}
