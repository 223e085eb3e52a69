//! A database in a place where nothing can be written: how that is known, and what has to lie
//! beside the database for it to be read there.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::Path,
};

use rusqlite::ErrorCode;

use crate::{
    Result, StoreError, connection::Beside, erase::beside as named_beside, store::lock_path,
};

/// What an attempt to write came to, where the place can only be read.
pub(crate) fn refused(error: io::Error) -> StoreError {
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly,
        _ => error.into(),
    }
}

/// Whether the file of a database can be written, where there is one. SQLite would open one that
/// can only be read without a word, and leave files beside it.
///
/// Only for whoever holds the lock: closing the file ends every lock of SQLite's that this process
/// has on it.
pub(crate) fn must_be_writable(path: &Path) -> Result<()> {
    match File::options().write(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        opened => opened.map(drop).map_err(refused),
    }
}

/// Why a database could not be opened for writing: SQLite says only that it could not make a file
/// beside it.
pub(crate) fn cause(error: StoreError, path: &Path) -> StoreError {
    let could_not_open = matches!(
        &error,
        StoreError::Sql(error) if error.sqlite_error_code() == Some(ErrorCode::CannotOpen)
    );
    if could_not_open && matches!(make_and_remove(path), Err(StoreError::ReadOnly)) {
        return StoreError::ReadOnly;
    }
    error
}

/// Makes a file beside the database, and removes it.
fn make_and_remove(path: &Path) -> Result<()> {
    let probe = named_beside(path, "-probe");
    let made = File::options().write(true).create_new(true).open(&probe);
    made.map_err(refused)?;
    Ok(fs::remove_file(&probe)?)
}

/// The lock of the database, shared with others who only read. None where there is none to be had:
/// it cannot be made here.
pub(crate) fn share_lock(path: &Path) -> Result<Option<File>> {
    let Ok(lock) = File::open(lock_path(path)) else {
        return Ok(None);
    };
    match lock.try_lock_shared() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse),
        // A file system without locks.
        Err(TryLockError::Error(_)) => Ok(None),
    }
}

/// What lies beside a database that belongs to it.
///
/// # Errors
/// [`StoreError::UnfinishedLog`] where it cannot be read without writing: a write-ahead log whose
/// index is not there, and the journal of a transaction that was never finished.
pub(crate) fn beside(path: &Path) -> Result<Beside> {
    let journal = named_beside(path, "-journal");
    if holds_anything(&journal)? {
        return Err(StoreError::UnfinishedLog(journal));
    }
    let log = named_beside(path, "-wal");
    if !holds_anything(&log)? {
        return Ok(Beside::Nothing);
    }
    if named_beside(path, "-shm").try_exists()? {
        Ok(Beside::Log)
    } else {
        Err(StoreError::UnfinishedLog(log))
    }
}

fn holds_anything(file: &Path) -> Result<bool> {
    match fs::metadata(file) {
        Ok(found) => Ok(found.len() > 0),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error.into()),
    }
}
