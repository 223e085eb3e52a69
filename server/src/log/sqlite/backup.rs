//! Backups of the whole database in one file, made while the relay runs, and restoring them.
//!
//! A backup is one snapshot: SQLite's backup interface copies all pages in one step, within one
//! reading transaction. The copy is written under a temporary name, checked and synced, and only
//! then gets its own name. A file that has this name already is never replaced.

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use patchwork_protocol::Incarnation;
use rusqlite::{Connection, OpenFlags, backup::Backup};
use tempfile::NamedTempFile;

use super::{
    SqliteLog,
    open::{self, OpenError},
};

/// Why a backup was not made or not restored. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The data directory is not usable.
    #[error(transparent)]
    Data(#[from] OpenError),
    /// A file of this name exists already.
    #[error("{} exists already and was left alone", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// A file cannot be read or written.
    #[error("cannot write or read {}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// A database cannot be read or written.
    #[error("cannot copy to or from {}: {source}", path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// SQLite's error.
        source: rusqlite::Error,
    },
    /// The file is not a relay's database, or it is damaged.
    #[error("{} is not the whole database of a relay: {problem}", path.display())]
    NotARelay {
        /// The file.
        path: PathBuf,
        /// What was found.
        problem: String,
    },
}

impl SqliteLog {
    /// Copies the database in this directory, of a running relay or of a stopped one, to a new
    /// file that only its owner may read. Returns how many bytes it has.
    ///
    /// # Errors
    /// [`BackupError::Exists`] if the file is there; otherwise what could not be read or written.
    pub fn back_up(directory: &Path, to: &Path) -> Result<u64, BackupError> {
        let file = directory.join(open::DATABASE_FILE);
        if !file.exists() {
            return Err(BackupError::Data(OpenError::Missing {
                path: directory.to_owned(),
            }));
        }
        require_absent(to)?;
        let copy = copy(&file, to)?;
        persist(copy, to)
    }

    /// Puts a copy that [`back_up`](Self::back_up) made into a directory without a database, and
    /// gives it a new incarnation.
    ///
    /// # Errors
    /// [`BackupError::Exists`] if there is a database; [`BackupError::NotARelay`] if the file is
    /// none; otherwise what could not be read or written.
    pub fn restore(directory: &Path, from: &Path) -> Result<Incarnation, BackupError> {
        check_is_relay(from)?;
        let held = open::lock_directory(directory)?;
        require_absent(&held.file)?;
        // SQLite would take the side files of an older database for those of this one.
        for suffix in ["-wal", "-shm", "-journal"] {
            let beside = format!("{}{suffix}", open::DATABASE_FILE);
            require_absent(&directory.join(beside))?;
        }
        let copy = copy(from, &held.file)?;
        let db = open::writer(copy.path())?;
        let incarnation = open::draw_incarnation(&db, copy.path())?;
        in_one_file(&db).map_err(database(copy.path()))?;
        drop(db);
        persist(copy, &held.file)?;
        Ok(incarnation)
    }
}

fn require_absent(path: &Path) -> Result<(), BackupError> {
    match path.symlink_metadata() {
        Ok(_) => Err(BackupError::Exists {
            path: path.to_owned(),
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(file(path)(error)),
    }
}

/// Makes a checked copy under a temporary name beside `to`. It is deleted unless it is persisted.
fn copy(from: &Path, to: &Path) -> Result<NamedTempFile, BackupError> {
    // A temporary file is readable by its owner only, from its creation on.
    let copy = tempfile::Builder::new()
        .prefix(".relay-")
        .suffix(".partial")
        .tempfile_in(folder_of(to))
        .map_err(file(to))?;
    let source = open::reader(from).map_err(database(from))?;
    let copied = || -> rusqlite::Result<()> {
        let mut target = Connection::open(copy.path())?;
        // A copy that is interrupted is thrown away, and a complete one is synced as a whole, so
        // SQLite need not journal or sync it.
        target.pragma_update_and_check(None, "journal_mode", "OFF", |_| Ok(()))?;
        target.pragma_update(None, "synchronous", "OFF")?;
        let backup = Backup::new(&source, &mut target)?;
        backup.run_to_completion(ALL_PAGES, Duration::ZERO, None)?;
        drop(backup);
        in_one_file(&target)
    };
    copied().map_err(database(to))?;
    check_is_relay(copy.path())?;
    Ok(copy)
}

/// Pages to copy in one step: more than a database can have, so that one step is one snapshot.
const ALL_PAGES: i32 = i32::MAX;

/// Moves everything of the database into its one file, without a write-ahead log beside it.
fn in_one_file(db: &Connection) -> rusqlite::Result<()> {
    db.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))
}

/// Looks for damage until the first is found; the answer is `ok` if there is none.
const FIRST_DAMAGE: &str = "PRAGMA quick_check(1)";

/// Checks that it is an undamaged database of a relay.
fn check_is_relay(path: &Path) -> Result<(), BackupError> {
    let not_a_relay = |problem: String| BackupError::NotARelay {
        path: path.to_owned(),
        problem,
    };
    let read = || -> rusqlite::Result<(String, i64)> {
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let found = db.query_row(FIRST_DAMAGE, [], |row| row.get(0))?;
        let relays = db.query_row("SELECT count(*) FROM relay", [], |row| row.get(0))?;
        Ok((found, relays))
    };
    match read().map_err(|error| not_a_relay(error.to_string()))? {
        (found, 1) if found == "ok" => Ok(()),
        (found, 1) => Err(not_a_relay(found)),
        _ => Err(not_a_relay("it has no incarnation".to_owned())),
    }
}

/// Syncs the copy and gives it its name. Returns its length in bytes.
fn persist(copy: NamedTempFile, to: &Path) -> Result<u64, BackupError> {
    let failed = file(to);
    copy.as_file().sync_all().map_err(&failed)?;
    let bytes = copy.as_file().metadata().map_err(&failed)?.len();
    copy.persist_noclobber(to).map_err(|refused| {
        if refused.error.kind() == io::ErrorKind::AlreadyExists {
            return BackupError::Exists {
                path: to.to_owned(),
            };
        }
        failed(refused.error)
    })?;
    // The name is durable only once the folder is synced.
    File::open(folder_of(to))
        .and_then(|folder| folder.sync_all())
        .map_err(failed)?;
    Ok(bytes)
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn file(path: &Path) -> impl Fn(io::Error) -> BackupError {
    let path = path.to_owned();
    move |source| BackupError::File {
        path: path.clone(),
        source,
    }
}

fn database(path: &Path) -> impl Fn(rusqlite::Error) -> BackupError {
    let path = path.to_owned();
    move |source| BackupError::Database {
        path: path.clone(),
        source,
    }
}
