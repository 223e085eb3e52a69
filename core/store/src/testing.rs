//! Stores for tests of this crate.

use core::ops::Deref;

use tempfile::TempDir;
use zeroize::Zeroizing;

use crate::Store;

/// A store in a folder that goes with it.
pub(crate) struct TestStore {
    store: Store,
    _folder: TempDir,
}

impl Deref for TestStore {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

/// A new, empty store.
pub(crate) fn store() -> TestStore {
    let folder = tempfile::tempdir().unwrap();
    let key = Zeroizing::new([7; 32]);
    let store = Store::create(&folder.path().join("patchwork.db"), &key).unwrap();
    TestStore {
        store,
        _folder: folder,
    }
}
