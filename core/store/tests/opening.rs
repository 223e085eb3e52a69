//! Opening, locking and filling the database.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::redundant_closure_for_method_calls,
    reason = "outside the product"
)]

use std::path::Path;

use patchwork_store::{DraftKey, DraftRow, Setting, Store, StoreError, setting};
use rusqlite::Connection;
use zeroize::Zeroizing;

fn key(byte: u8) -> Zeroizing<[u8; 32]> {
    Zeroizing::new([byte; 32])
}

fn draft(number: u32, length: usize) -> DraftRow {
    let mut id = [0; 16];
    id[..4].copy_from_slice(&number.to_be_bytes());
    DraftRow {
        id: DraftKey(id),
        space: None,
        body: vec![b'q'; length],
        updated_at: "2026-03-12T10:42:00Z".parse().unwrap(),
    }
}

/// The database with another tool's eyes.
fn raw(path: &Path, key: u8) -> Connection {
    let connection = Connection::open(path).unwrap();
    let hex = format!("{key:02x}").repeat(32);
    connection
        .execute_batch(&format!("PRAGMA key = \"x'{hex}'\""))
        .unwrap();
    connection
}

#[test]
fn what_was_kept_is_there_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("patchwork.db");
    assert!(!Store::exists(&path).unwrap());
    let store = Store::create(&path, &key(7)).unwrap();
    store
        .write(|w| {
            w.set(&setting::RELAY, &"https://relay.example".to_owned())?;
            w.set(&setting::IS_OFFLINE, &true)?;
            w.keep_draft(&draft(1, 10))
        })
        .unwrap();
    drop(store);

    let store = Store::open(&path, &key(7)).unwrap();
    let relay = store.read(|r| r.setting(&setting::RELAY)).unwrap();
    assert_eq!(relay.as_deref(), Some("https://relay.example"));
    let offline = store.read(|r| r.setting(&setting::IS_OFFLINE)).unwrap();
    assert_eq!(offline, Some(true));
    let never_set = store.read(|r| r.setting(&setting::LAST_AGREED)).unwrap();
    assert_eq!(never_set, None);
    assert_eq!(store.read(|r| r.drafts()).unwrap(), [draft(1, 10)]);
}

#[test]
fn a_wrong_key_opens_nothing_and_harms_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("patchwork.db");
    drop(Store::create(&path, &key(7)).unwrap());
    assert!(matches!(
        Store::open(&path, &key(8)),
        Err(StoreError::WrongKey)
    ));
    Store::open(&path, &key(7)).unwrap();
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("patchwork.db");
    std::fs::write(&path, vec![b'x'; 10_000]).unwrap();
    assert!(matches!(
        Store::open(&path, &key(7)),
        Err(StoreError::WrongKey)
    ));
    assert_eq!(std::fs::read(&path).unwrap(), vec![b'x'; 10_000]);
}

#[test]
fn creating_over_a_database_and_opening_none_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("patchwork.db");
    assert!(matches!(
        Store::open(&path, &key(7)),
        Err(StoreError::Missing(_))
    ));
    drop(Store::create(&path, &key(7)).unwrap());
    assert!(matches!(
        Store::create(&path, &key(7)),
        Err(StoreError::AlreadyThere(_))
    ));
}

#[test]
fn a_database_whose_making_was_interrupted_is_finished_by_opening_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("patchwork.db");
    std::fs::write(&path, []).unwrap();
    let store = Store::open(&path, &key(7)).unwrap();
    store.write(|w| w.keep_draft(&draft(1, 10))).unwrap();
}

#[test]
fn two_processes_cannot_have_the_same_database_open() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("patchwork.db");
    let store = Store::create(&path, &key(7)).unwrap();
    assert!(matches!(
        Store::open(&path, &key(7)),
        Err(StoreError::InUse)
    ));
    drop(store);
    Store::open(&path, &key(7)).unwrap();
}

#[test]
fn a_database_of_a_newer_version_is_refused_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("patchwork.db");
    drop(Store::create(&path, &key(7)).unwrap());
    raw(&path, 7)
        .pragma_update(None, "user_version", 999)
        .unwrap();
    let before = std::fs::read(&path).unwrap();
    match Store::open(&path, &key(7)) {
        Err(StoreError::Newer { found, supported }) => {
            assert_eq!(found, 999);
            assert!(supported < 999);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_closure_that_fails_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(&folder.path().join("patchwork.db"), &key(7)).unwrap();
    let failed: Result<(), StoreError> = store.write(|w| {
        w.keep_draft(&draft(1, 10))?;
        assert_eq!(w.drafts()?.len(), 1, "a writer sees what it wrote");
        Err(StoreError::NotThere("something"))
    });
    assert!(failed.is_err());
    assert_eq!(store.read(|r| r.drafts()).unwrap(), []);
}

#[test]
fn a_closure_that_panics_changes_nothing_and_the_store_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(&folder.path().join("patchwork.db"), &key(7)).unwrap();
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        store.write::<(), StoreError>(|w| {
            w.keep_draft(&draft(1, 10))?;
            panic!("in the middle")
        })
    }));
    assert!(panicked.is_err());
    assert_eq!(store.read(|r| r.drafts()).unwrap(), []);
    store.write(|w| w.keep_draft(&draft(2, 10))).unwrap();
    assert_eq!(store.read(|r| r.drafts()).unwrap(), [draft(2, 10)]);
}

#[test]
fn readers_see_one_snapshot_while_someone_writes() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(&folder.path().join("patchwork.db"), &key(7)).unwrap();
    store
        .read(|r| {
            let before = r.drafts()?.len();
            store.write(|w| w.keep_draft(&draft(1, 10)))?;
            assert_eq!(r.drafts()?.len(), before);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert_eq!(store.read(|r| r.drafts()).unwrap().len(), 1);
}

#[test]
fn many_readers_at_once_take_turns() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(&folder.path().join("patchwork.db"), &key(7)).unwrap();
    store.write(|w| w.keep_draft(&draft(1, 10))).unwrap();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..16)
            .map(|_| scope.spawn(|| store.read(|r| r.drafts()).unwrap().len()))
            .collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), 1);
        }
    });
}

#[test]
fn a_setting_of_another_shape_is_named_as_damage() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(&folder.path().join("patchwork.db"), &key(7)).unwrap();
    let text: Setting<String> = Setting::named("odd");
    let number: Setting<u64> = Setting::named("odd");
    store.write(|w| w.set(&text, &"twelve".to_owned())).unwrap();
    let read = store.read(|r| r.setting(&number));
    assert!(matches!(read, Err(StoreError::Damaged(what)) if what.contains("odd")));
    store.write(|w| w.clear(&text)).unwrap();
    assert_eq!(store.read(|r| r.setting(&number)).unwrap(), None);
}

#[test]
fn the_store_prints_no_key() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(&folder.path().join("patchwork.db"), &key(0xab)).unwrap();
    let shown = format!("{store:?}");
    assert!(!shown.contains("171") && !shown.contains("abab"), "{shown}");
}
