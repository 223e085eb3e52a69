//! Reading a database beside which nothing may be written.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::redundant_closure_for_method_calls,
    reason = "outside the product"
)]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use patchwork_store::{DraftKey, DraftRow, Store, StoreError};
use rusqlite::Connection;
use tempfile::TempDir;
use zeroize::Zeroizing;

fn key() -> Zeroizing<[u8; 32]> {
    Zeroizing::new([7; 32])
}

fn draft(number: u8) -> DraftRow {
    DraftRow {
        id: DraftKey([number; 16]),
        space: None,
        body: vec![number; 10],
        updated_at: "2026-03-12T10:42:00Z".parse().unwrap(),
    }
}

fn database(folder: &TempDir) -> PathBuf {
    folder.path().join("patchwork.db")
}

/// Every file of a folder.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = fs::read_dir(folder).unwrap().map(|file| {
        let file = file.unwrap();
        let name = file.file_name().into_string().unwrap();
        (name, fs::read(file.path()).unwrap())
    });
    files.collect()
}

/// A database with one draft, closed.
fn closed() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(&database(&folder), &key()).unwrap();
    store.write(|w| w.keep_draft(&draft(1))).unwrap();
    folder
}

/// What a process that was killed leaves: the second draft is in the write-ahead log alone.
fn killed() -> TempDir {
    let alive = closed();
    let store = Store::open(&database(&alive), &key()).unwrap();
    store.write(|w| w.keep_draft(&draft(2))).unwrap();
    let left = tempfile::tempdir().unwrap();
    for name in files(alive.path()).keys() {
        fs::copy(alive.path().join(name), left.path().join(name)).unwrap();
    }
    assert!(files(left.path())["patchwork.db-wal"].len() > 32);
    left
}

#[test]
fn a_database_is_read_and_nothing_is_written_in_it_or_beside_it() {
    let folder = closed();
    fs::remove_file(folder.path().join("patchwork.db-lock")).unwrap();
    let before = files(folder.path());
    let store = Store::open_read_only(&database(&folder), &key()).unwrap();
    assert!(store.is_read_only());
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| assert_eq!(store.read(|r| r.drafts()).unwrap(), [draft(1)]));
        }
    });
    let refused = store.write::<(), StoreError>(|_| panic!("there is nothing to write into"));
    assert!(matches!(refused, Err(StoreError::ReadOnly)), "{refused:?}");
    assert_eq!(store.read(|r| r.drafts()).unwrap(), [draft(1)]);
    drop(store);
    assert!(files(folder.path()) == before, "something was written");
}

#[test]
fn what_a_killed_process_saved_last_is_read_from_its_log() {
    let folder = killed();
    let before = files(folder.path());
    let store = Store::open_read_only(&database(&folder), &key()).unwrap();
    let drafts = store.read(|r| r.drafts()).unwrap();
    assert_eq!(drafts.len(), 2, "{drafts:?}");
    assert_eq!(store.read(|r| r.drafts()).unwrap(), drafts);
    drop(store);
    assert!(files(folder.path()) == before, "something was written");
}

#[test]
fn a_log_that_cannot_be_read_is_named_and_nothing_earlier_is_shown() {
    for (gone, named) in [
        ("patchwork.db-shm", "patchwork.db-wal"),
        ("patchwork.db-wal", "patchwork.db-journal"),
    ] {
        let folder = killed();
        fs::remove_file(folder.path().join(gone)).unwrap();
        if named.ends_with("-journal") {
            fs::write(folder.path().join(named), [1]).unwrap();
        }
        let before = files(folder.path());
        match Store::open_read_only(&database(&folder), &key()) {
            Err(StoreError::UnfinishedLog(file)) => assert!(file.ends_with(named), "{file:?}"),
            other => panic!("{named}: {other:?}"),
        }
        assert!(files(folder.path()) == before, "something was written");
    }
}

#[test]
fn tables_of_an_older_or_a_newer_version_are_refused_untouched() {
    for (version, is_newer) in [(3, false), (999, true)] {
        let folder = closed();
        let other = Connection::open(database(&folder)).unwrap();
        let hex = "07".repeat(32);
        other
            .execute_batch(&format!("PRAGMA key = \"x'{hex}'\""))
            .unwrap();
        other.pragma_update(None, "user_version", version).unwrap();
        drop(other);
        let before = files(folder.path());
        let opened = Store::open_read_only(&database(&folder), &key());
        match opened {
            Err(StoreError::Newer { found: 999, .. }) if is_newer => {}
            Err(StoreError::Older) if !is_newer => {}
            other => panic!("{version}: {other:?}"),
        }
        assert!(files(folder.path()) == before, "something was written");
    }
}

#[test]
fn a_database_whose_making_was_interrupted_cannot_be_finished_there() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(database(&folder), []).unwrap();
    let opened = Store::open_read_only(&database(&folder), &key());
    assert!(matches!(opened, Err(StoreError::Older)), "{opened:?}");
    assert_eq!(fs::metadata(database(&folder)).unwrap().len(), 0);
}

#[test]
fn no_database_and_another_key_are_told_as_when_writing() {
    let folder = closed();
    let other = Store::open_read_only(&database(&folder), &Zeroizing::new([8; 32]));
    assert!(matches!(other, Err(StoreError::WrongKey)), "{other:?}");
    let none = Store::open_read_only(&folder.path().join("none.db"), &key());
    assert!(matches!(none, Err(StoreError::Missing(_))), "{none:?}");
}

#[test]
fn many_may_read_and_nobody_may_write_meanwhile() {
    let folder = closed();
    let writing = Store::open(&database(&folder), &key()).unwrap();
    let meanwhile = Store::open_read_only(&database(&folder), &key());
    assert!(matches!(meanwhile, Err(StoreError::InUse)), "{meanwhile:?}");
    drop(writing);
    let one = Store::open_read_only(&database(&folder), &key()).unwrap();
    let two = Store::open_read_only(&database(&folder), &key()).unwrap();
    let writing = Store::open(&database(&folder), &key());
    assert!(matches!(writing, Err(StoreError::InUse)), "{writing:?}");
    drop((one, two));
    Store::open(&database(&folder), &key()).unwrap();
}

#[test]
fn a_name_that_means_something_in_an_address_is_taken_as_it_is() {
    let folder = closed();
    let odd = folder.path().join("Priya’s 50% ?mode=rw#a&b");
    fs::create_dir(&odd).unwrap();
    fs::copy(database(&folder), odd.join("patchwork.db")).unwrap();
    let store = Store::open_read_only(&odd.join("patchwork.db"), &key()).unwrap();
    assert_eq!(store.read(|r| r.drafts()).unwrap(), [draft(1)]);
}
