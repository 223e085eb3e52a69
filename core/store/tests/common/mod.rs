//! Stores and cases for the tests.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test file uses its own part"
)]

use std::path::PathBuf;

use jiff::Timestamp;
use patchwork_model::{
    CaseDocument, CaseEdit, Entry, EntryId, EntryRow, Heads, project, project_entry,
    testing::{actor, ellas_case, minute},
};
use patchwork_protocol::{DeviceId, Part, PartKind, PractitionerId, Replica, Seq, SpaceId};
use patchwork_store::{
    DraftKey, DraftRow, NewEntry, NewPart, Result, SavedDraft, SealedEnvelope, Seen, Store, Writer,
};
use tempfile::TempDir;
use zeroize::Zeroizing;

pub const ELLA: SpaceId = SpaceId([0xe1; 32]);
pub const SAM: SpaceId = SpaceId([0x5a; 32]);
pub const PRIYA_SMITH: PractitionerId = PractitionerId([1; 16]);
pub const TOM_REED: PractitionerId = PractitionerId([2; 16]);

pub fn key() -> Zeroizing<[u8; 32]> {
    Zeroizing::new([0x42; 32])
}

/// The same key as SQLCipher writes it.
pub fn key_in_hex() -> String {
    let [byte, ..] = *key();
    format!("{byte:02x}").repeat(32)
}

pub struct TestStore {
    pub store: Option<Store>,
    pub folder: TempDir,
}

impl std::ops::Deref for TestStore {
    type Target = Store;

    fn deref(&self) -> &Store {
        self.store.as_ref().unwrap()
    }
}

impl TestStore {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::create(&folder.path().join("patchwork.db"), &key()).unwrap();
        Self {
            store: Some(store),
            folder,
        }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("patchwork.db")
    }

    pub fn reopen(&mut self) {
        self.store = None;
        self.store = Some(Store::open(&self.path(), &key()).unwrap());
    }
}

/// Whose device it is.
pub fn practitioner_of(device: DeviceId) -> PractitionerId {
    match device {
        patchwork_model::testing::PRIYA => PRIYA_SMITH,
        patchwork_model::testing::TOM => TOM_REED,
        other => PractitionerId([other.0[0]; 16]),
    }
}

/// Takes in an entry that came from the relay.
pub fn receive(w: &mut Writer<'_>, space: SpaceId, device: DeviceId, entry: Entry) -> EntryId {
    let part = entry.encode().unwrap();
    let row = project_entry(device, entry);
    w.put_entry(&NewEntry {
        space,
        row: &row,
        part: &part,
        author: practitioner_of(device),
        seen: Seen::NotYet,
        received_at: row.written_at,
    })
    .unwrap();
    row.id
}

/// Saves an entry of one's own, as the client does: one transaction.
pub fn save(
    store: &Store,
    space: SpaceId,
    device: DeviceId,
    entry: Entry,
    draft: DraftRow,
    undo_until: Option<Timestamp>,
) -> Result<EntryRow> {
    let part = entry.encode().unwrap();
    let saved_at = entry.written_at;
    let row = project_entry(device, entry);
    store.write(|w| {
        w.put_entry(&NewEntry {
            space,
            row: &row,
            part: &part,
            author: practitioner_of(device),
            seen: Seen::Yes,
            received_at: row.written_at,
        })?;
        let saved = SavedDraft {
            space,
            entry: row.id,
            undo_until: undo_until.unwrap_or(saved_at),
        };
        w.draft_saved(draft.id, &saved, saved_at)?;
        w.queue(&NewPart {
            space,
            part: Part {
                kind: PartKind::Entry,
                body: part,
            },
            edit: None,
            entry: Some(row.id),
            draft: Some(draft),
            saved_at,
            undo_until,
        })
    })?;
    Ok(row)
}

pub fn draft(number: u8) -> DraftRow {
    DraftRow {
        id: DraftKey([number; 16]),
        space: Some(ELLA),
        body: format!("draft {number}").into_bytes(),
        updated_at: minute(0),
    }
}

pub fn envelope(space: SpaceId, replica: Replica, seq: u64) -> SealedEnvelope {
    SealedEnvelope {
        space,
        replica,
        seq: Seq(seq),
        bytes: format!("sealed {seq}").into_bytes(),
    }
}

/// Keeps a document and its rows.
pub fn put_case(w: &mut Writer<'_>, space: SpaceId, document: &CaseDocument) {
    w.put_document(space, &document.save(), &Heads::encode(&document.heads()))
        .unwrap();
    w.replace_case(space, &project(document)).unwrap();
}

pub fn case_of(edits: &[CaseEdit]) -> CaseDocument {
    let mut document = CaseDocument::new();
    let device = patchwork_model::testing::PRIYA;
    document.edit(actor(device), edits, minute(0)).unwrap();
    document
}

pub fn ella() -> CaseDocument {
    case_of(&ellas_case())
}
