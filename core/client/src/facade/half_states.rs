//! What is found in a folder before anything is opened in it: all that belongs together, nothing,
//! or half of it. Half of it is never taken for nothing: nothing new is made beside it.

use std::{fs, io, path::Path};

use patchwork_store::StoreError;

use crate::{
    error::{ClientError, Result},
    vault::{INSTALLATION, KeyVault},
};

/// What is in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OnDisk {
    /// No database, and the vault knows of none.
    Nothing,
    /// A database.
    Database,
}

/// What is in a folder; or the half that is missing, in words.
pub(super) fn examine(path: &Path, vault: &dyn KeyVault) -> Result<OnDisk> {
    let length = match fs::metadata(path) {
        Ok(found) => Some(found.len()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(unreachable(&error, path)),
    };
    // Kept last when a database is made: without it the making was interrupted.
    let was_made = vault.load(INSTALLATION.to_owned())?.is_some();
    match length {
        None if was_made => Err(damaged(format!(
            "The database {} is not there, though its key is kept on this device. Put the file \
             back from a backup. To start anew on purpose, choose another folder.",
            path.display()
        ))),
        None => Ok(OnDisk::Nothing),
        Some(0) if was_made => Err(unreadable(path)),
        Some(_) => Ok(OnDisk::Database),
    }
}

/// There is a database, and no key that could be its own.
pub(super) fn without_key(path: &Path) -> ClientError {
    ClientError::KeyGone {
        what: format!(
            "The key of the database {} is not on this device any more, so it cannot be opened. \
             Put the key back from a backup of this device. Otherwise erase Patchwork on this \
             device, or choose another folder, and ask to be invited again; what the team has is \
             safe.",
            path.display()
        ),
    }
}

/// Why a database was not opened, in words.
pub(super) fn told(error: StoreError, path: &Path) -> ClientError {
    match error {
        StoreError::WrongKey => damaged(format!(
            "The key on this device does not open the database {}: either its first page is \
             damaged, or the file is another one’s. Put it back from a backup. To start anew on \
             purpose, choose another folder.",
            path.display()
        )),
        StoreError::Damaged(what) => {
            tracing::error!(%what, "the database is damaged");
            unreadable(path)
        }
        StoreError::Older => damaged(format!(
            "The database {} was saved by an older Patchwork and has to be brought up to date, and \
             it can only be read. Allow writing in its folder and open Patchwork again, or open a \
             copy of the folder where writing is allowed.",
            path.display()
        )),
        StoreError::UnfinishedLog(file) => damaged(format!(
            "What was saved last is in {} and was not taken into the database yet, and the folder \
             can only be read. Allow writing in it and open Patchwork again, or open a copy of the \
             whole folder where writing is allowed.",
            file.display()
        )),
        // Where nothing is that could be read.
        StoreError::ReadOnly => damaged(format!(
            "The folder of {} can only be read, and Patchwork has to write there. Allow writing \
             in it, or copy it to where that is allowed.",
            path.display()
        )),
        StoreError::Io(error) => unreachable(&error, path),
        error => error.into(),
    }
}

fn unreadable(path: &Path) -> ClientError {
    damaged(format!(
        "The database {} is damaged or cut short, so it was not opened. Put it back from a \
         backup. To start anew on purpose, choose another folder.",
        path.display()
    ))
}

fn unreachable(error: &io::Error, path: &Path) -> ClientError {
    match error.kind() {
        io::ErrorKind::PermissionDenied => damaged(format!(
            "Patchwork may not read {}. Allow reading and writing in its folder, or copy it to \
             where that is allowed.",
            path.display()
        )),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ClientError::PhoneFull,
        _ => damaged(format!(
            "The database {} cannot be reached: {error}. Connect the disk that it is on and try \
             again.",
            path.display()
        )),
    }
}

const fn damaged(what: String) -> ClientError {
    ClientError::Damaged { what }
}
