//! What is being written, and what it became.

use jiff::Timestamp;
use patchwork_model::EntryId;
use patchwork_protocol::{PractitionerId, SpaceId};
use rusqlite::{Row, params};

use crate::{Reader, Result, Writer, columns::Columns};

/// A draft's name, drawn when it is begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DraftKey(pub [u8; 16]);

impl TryFrom<&[u8]> for DraftKey {
    type Error = core::array::TryFromSliceError;

    fn try_from(bytes: &[u8]) -> Result<Self, Self::Error> {
        bytes.try_into().map(Self)
    }
}

// Written as hex like every other id of its length.
impl core::fmt::Display for DraftKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        PractitionerId(self.0).fmt(f)
    }
}

impl core::str::FromStr for DraftKey {
    type Err = <PractitionerId as core::str::FromStr>::Err;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(|PractitionerId(bytes)| Self(bytes))
    }
}

/// A draft as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftRow {
    /// Which.
    pub id: DraftKey,
    /// The child, who may be chosen later.
    pub space: Option<SpaceId>,
    /// What it says, in the client's bytes.
    pub body: Vec<u8>,
    /// When it was last written in.
    pub updated_at: Timestamp,
}

/// What a draft became.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SavedDraft {
    /// In which space.
    pub space: SpaceId,
    /// Which entry.
    pub entry: EntryId,
    /// Until when it could, or can, be undone.
    pub undo_until: Timestamp,
}

/// How long it is known which entry a draft became. A save is repeated because its answer was lost,
/// or by a page that is still open: within days, never after a month.
const SAVED_KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1000;

pub(crate) const DRAFTS: &str =
    "SELECT id, space, body, updated_at FROM draft ORDER BY updated_at DESC";
pub(crate) const DRAFT: &str = "SELECT id, space, body, updated_at FROM draft WHERE id = ?1";
pub(crate) const PUT: &str = "INSERT INTO draft (id, space, body, updated_at) SELECT ?1, ?2, ?3, ?4
    WHERE NOT EXISTS (SELECT 1 FROM saved_draft WHERE draft = ?1)
    ON CONFLICT (id) DO UPDATE SET
        space = excluded.space, body = excluded.body, updated_at = excluded.updated_at";
pub(crate) const DROP: &str = "DELETE FROM draft WHERE id = ?1";
pub(crate) const SAVED: &str = "SELECT space, entry, undo_until FROM saved_draft WHERE draft = ?1";
pub(crate) const PUT_SAVED: &str =
    "INSERT INTO saved_draft (draft, space, entry, saved_at, undo_until)
    VALUES (?1, ?2, ?3, ?4, ?5)";
const FORGET_SAVED: &str = "DELETE FROM saved_draft WHERE saved_at < ?1";

impl Reader<'_> {
    /// All drafts, the one written in last first.
    pub fn drafts(&self) -> Result<Vec<DraftRow>> {
        self.all(DRAFTS, [], draft)
    }

    /// One draft.
    pub fn draft(&self, id: DraftKey) -> Result<Option<DraftRow>> {
        self.one(DRAFT, [id.0], draft)
    }

    /// What a draft became, if it was saved.
    pub fn saved_draft(&self, id: DraftKey) -> Result<Option<SavedDraft>> {
        self.one(SAVED, [id.0], |row| {
            Ok(SavedDraft {
                space: row.id(0)?,
                entry: row.id(1)?,
                undo_until: row.time(2)?,
            })
        })
    }
}

impl Writer<'_> {
    /// Keeps a draft; one that was saved meanwhile stays an entry.
    pub fn keep_draft(&mut self, draft: &DraftRow) -> Result<()> {
        self.run(
            PUT,
            params![
                draft.id.0,
                draft.space.map(|space| space.0),
                draft.body,
                draft.updated_at.as_millisecond()
            ],
        )?;
        Ok(())
    }

    /// Throws a draft away.
    pub fn discard_draft(&mut self, id: DraftKey) -> Result<()> {
        self.run(DROP, [id.0])?;
        Ok(())
    }

    /// A draft has become an entry: it goes, and saving it again within 30 days finds the entry.
    pub fn draft_saved(&mut self, id: DraftKey, saved: &SavedDraft, now: Timestamp) -> Result<()> {
        self.discard_draft(id)?;
        self.run(
            PUT_SAVED,
            params![
                id.0,
                saved.space.0,
                saved.entry.0,
                now.as_millisecond(),
                saved.undo_until.as_millisecond()
            ],
        )?;
        let kept_since = now.as_millisecond() - SAVED_KEPT_MS;
        self.run(FORGET_SAVED, [kept_since])?;
        Ok(())
    }
}

fn draft(row: &Row<'_>) -> Result<DraftRow> {
    Ok(DraftRow {
        id: row.id(0)?,
        space: row.id_or_none(1)?,
        body: row.get(2)?,
        updated_at: row.time(3)?,
    })
}
