//! Erasing a database and everything that lies beside it.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    Result, Store, StoreError,
    store::{lock, lock_path},
};

/// What SQLite writes beside a database, and the database. Without its log the newest is missing,
/// so that the log goes first.
const ENDINGS: [&str; 4] = ["-wal", "-shm", "-journal", ""];

impl Store {
    /// Erases the database at this path, whatever its key, after `first` was done: that is the
    /// place for forgetting the key. Nobody can open it meanwhile. Nothing happens to what is not
    /// there, so that an erasure that was interrupted can be repeated.
    ///
    /// # Errors
    /// [`StoreError::InUse`] while it is open, and nothing is done; whatever `first` returns, with
    /// the files erased nevertheless; [`StoreError::Io`] for a file that cannot be removed.
    pub fn erase<E: From<StoreError>>(
        path: &Path,
        first: impl FnOnce() -> Result<(), E>,
    ) -> Result<(), E> {
        let in_folder = path.parent().is_none_or(Path::exists);
        let held = if in_folder { Some(lock(path)?) } else { None };
        let done = first();
        for ending in ENDINGS {
            remove(&beside(path, ending))?;
        }
        // While it is held: whoever opened this file before finds that it is gone, and whoever
        // comes later makes another one.
        let removed = remove(&lock_path(path));
        drop(held);
        removed?;
        done
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    PathBuf::from(name)
}

fn remove(file: &Path) -> Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        Ok(()) | Err(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;

    fn files(folder: &Path) -> usize {
        fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn nothing_is_left_of_an_erased_database_and_erasing_again_does_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("patchwork.db");
        let key = Zeroizing::new([7; 32]);
        let store = Store::create(&path, &key).unwrap();
        store
            .write(|w| w.set(&crate::setting::RELAY, &"https://relay.example".to_owned()))
            .unwrap();
        let mut was_asked = false;
        let refused = Store::erase(&path, || {
            was_asked = true;
            Ok::<_, StoreError>(())
        });
        assert!(matches!(refused, Err(StoreError::InUse)));
        assert!(!was_asked, "its key must not go while it is open");
        drop(store);
        assert!(files(folder.path()) > 0);
        for _ in 0..2 {
            Store::erase(&path, || Ok::<_, StoreError>(())).unwrap();
            assert_eq!(files(folder.path()), 0);
        }
    }

    #[test]
    fn the_files_go_although_the_key_could_not_be_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("patchwork.db");
        drop(Store::create(&path, &Zeroizing::new([7; 32])).unwrap());
        let kept = Store::erase(&path, || Err(StoreError::Busy));
        assert!(matches!(kept, Err(StoreError::Busy)));
        assert_eq!(files(folder.path()), 0);
    }

    #[test]
    fn who_was_about_to_lock_an_erased_database_does_not_hold_it_beside_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("patchwork.db");
        let key = Zeroizing::new([7; 32]);
        drop(Store::create(&path, &key).unwrap());
        let early = crate::store::open_lock(&lock_path(&path)).unwrap();
        Store::erase(&path, || Ok::<_, StoreError>(())).unwrap();
        let next = Store::create(&path, &key).unwrap();
        let held = crate::store::hold(early, &lock_path(&path)).unwrap();
        assert!(held.is_none(), "two hold the lock");
        assert!(matches!(Store::open(&path, &key), Err(StoreError::InUse)));
        drop(next);
    }

    #[test]
    fn the_lock_file_goes_while_it_is_held() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("patchwork.db");
        drop(Store::create(&path, &Zeroizing::new([7; 32])).unwrap());
        let early = crate::store::open_lock(&lock_path(&path)).unwrap();
        Store::erase(&path, || {
            let refused = crate::store::hold(early.try_clone().unwrap(), &lock_path(&path));
            assert!(matches!(refused, Err(StoreError::InUse)));
            Ok::<_, StoreError>(())
        })
        .unwrap();
        let held = crate::store::hold(early, &lock_path(&path)).unwrap();
        assert!(held.is_none(), "nobody holds a lock that is not there");
    }

    #[test]
    fn a_folder_that_is_not_there_stays_away() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("never").join("patchwork.db");
        Store::erase(&path, || Ok::<_, StoreError>(())).unwrap();
        assert_eq!(files(folder.path()), 0);
    }
}
