//! A full disk, and a commit that cannot be confirmed.

use patchwork_protocol::SpaceId;

use crate::{DraftKey, DraftRow, Result, StoreError, Writer, testing};

const SPACE: SpaceId = SpaceId([1; 32]);

/// As if the disk had no room beyond what the file takes now.
fn fill_the_disk(w: &Writer<'_>) -> Result<()> {
    let pages: i64 = w.only("PRAGMA page_count", [], |row| Ok(row.get(0)?))?;
    let limit: &'static str = Box::leak(format!("PRAGMA max_page_count = {pages}").into());
    w.only(limit, [], |row| Ok(row.get::<_, i64>(0)?))?;
    Ok(())
}

fn free_the_disk(w: &Writer<'_>) -> Result<()> {
    w.only("PRAGMA max_page_count = 1073741823", [], |row| {
        Ok(row.get::<_, i64>(0)?)
    })?;
    Ok(())
}

fn draft(number: u8) -> DraftRow {
    DraftRow {
        id: DraftKey([number; 16]),
        space: Some(SPACE),
        body: vec![number; 200_000],
        updated_at: jiff::Timestamp::UNIX_EPOCH,
    }
}

#[test]
fn a_full_disk_is_said_so_loses_nothing_and_can_be_read() {
    let store = testing::store();
    store.write(|w| w.keep_draft(&draft(1))).unwrap();
    store.write(|w| fill_the_disk(w)).unwrap();
    for _ in 0..3 {
        let failed = store
            .write(|w| {
                w.put_space_record(SPACE, b"half of a transaction")?;
                w.keep_draft(&draft(2))
            })
            .unwrap_err();
        assert!(matches!(failed, StoreError::Full), "{failed:?}");
        assert!(failed.is_full());
    }
    assert_eq!(store.read(|r| r.drafts()).unwrap(), [draft(1)]);
    assert_eq!(store.read(|r| r.space(SPACE)).unwrap(), None);

    store.write(|w| free_the_disk(w)).unwrap();
    store.write(|w| w.keep_draft(&draft(2))).unwrap();
    assert_eq!(store.read(|r| r.drafts()).unwrap().len(), 2);
    assert_eq!(store.doctor(crate::Cure::Look).unwrap().ailments, []);
}

#[test]
fn a_commit_that_fails_is_told_as_unknown_and_the_store_goes_on() {
    let store = testing::store();
    store.refuse_the_next_commit();
    let failed = store.write(|w| w.keep_draft(&draft(1))).unwrap_err();
    assert!(matches!(failed, StoreError::CommitUnknown(_)), "{failed:?}");
    assert!(!failed.is_full());
    assert_eq!(store.read(|r| r.drafts()).unwrap(), []);
    store.write(|w| w.keep_draft(&draft(2))).unwrap();
    assert_eq!(store.read(|r| r.drafts()).unwrap(), [draft(2)]);
}
