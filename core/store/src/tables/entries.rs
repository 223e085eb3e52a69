//! The journal: entries as they were signed, and what is looked up about them.

use patchwork_model::{Entry, EntryBody, EntryId, EntryKind, EntryRow, Participant, project_entry};
use patchwork_protocol::{PractitionerId, SpaceId};
use rusqlite::{Row, params};

use crate::{
    Reader, Result, StoreError, Writer,
    columns::{Columns, cbor},
};

/// An entry to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry<'e> {
    /// In which space.
    pub space: SpaceId,
    /// Its row.
    pub row: &'e EntryRow,
    /// The part as signed.
    pub part: &'e [u8],
    /// The person whose device signed it.
    pub author: PractitionerId,
    /// Whether the person at this device has seen it.
    pub seen: Seen,
}

/// Whether the person at this device has seen an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Written by themselves, or opened.
    Yes,
    /// New to them.
    NotYet,
}

/// An entry as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEntry {
    /// In which space.
    pub space: SpaceId,
    /// Its row.
    pub row: EntryRow,
    /// The person whose device signed it.
    pub author: PractitionerId,
    /// Whether the person at this device has seen it.
    pub seen: Seen,
}

pub(crate) const PUT: &str = "INSERT INTO entry
    (space, id, author, body, kind, happened, written, target, saw, spoke, contact_at, unread)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
pub(crate) const PUT_CONTACT: &str = "INSERT INTO contact_made (space, participant, at, entry)
    VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
pub(crate) const PUT_SEARCH: &str = "INSERT INTO entry_search (rowid, text) VALUES (?1, ?2)";
pub(crate) const BODY: &str = "SELECT body FROM entry WHERE space = ?1 AND id = ?2";
pub(crate) const ROW: &str = "SELECT row FROM entry WHERE space = ?1 AND id = ?2";
pub(crate) const ENTRY: &str =
    "SELECT space, id, author, body, unread FROM entry WHERE space = ?1 AND id = ?2";
pub(crate) const ABOUT: &str = "SELECT space, id, author, body, unread FROM entry
    WHERE space = ?1 AND target = ?2 ORDER BY written, id";
pub(crate) const ALL: &str = "SELECT space, id, author, body, unread FROM entry
    WHERE space = ?1 ORDER BY happened, id";
pub(crate) const DROP_SEARCH: &str = "DELETE FROM entry_search WHERE rowid = ?1";
pub(crate) const DROP_CONTACTS: &str = "DELETE FROM contact_made WHERE space = ?1 AND entry = ?2";
pub(crate) const DROP: &str = "DELETE FROM entry WHERE row = ?1";
pub(crate) const READ_SPACE: &str = "UPDATE entry INDEXED BY entry_unread SET unread = 0
    WHERE space = ?1 AND unread = 1";

impl Reader<'_> {
    /// One entry.
    pub fn entry(&self, space: SpaceId, id: EntryId) -> Result<Option<StoredEntry>> {
        self.one(ENTRY, params![space.0, id.0], |row| stored(row, 0))
    }

    /// The replies, amendments, strike-throughs and responses about an entry, oldest first.
    pub fn entries_about(&self, space: SpaceId, id: EntryId) -> Result<Vec<StoredEntry>> {
        self.all(ABOUT, params![space.0, id.0], |row| stored(row, 0))
    }

    /// Every entry of a space, oldest first: for export and rebuilding.
    pub fn entries(&self, space: SpaceId) -> Result<Vec<StoredEntry>> {
        self.all(ALL, [space.0], |row| stored(row, 0))
    }
}

impl Writer<'_> {
    /// Keeps an entry with everything that is looked up about it. `false` if it is there
    /// already; then nothing changes.
    ///
    /// A device that wrote two entries under one id is at fault; of the two, every store keeps
    /// the one whose bytes sort first, whichever came first.
    pub fn put_entry(&mut self, new: &NewEntry<'_>) -> Result<bool> {
        let id = new.row.id;
        let kept: Option<Vec<u8>> =
            self.one(BODY, params![new.space.0, id.0], |row| Ok(row.get(0)?))?;
        match kept {
            Some(kept) if kept.as_slice() <= new.part => return Ok(false),
            Some(_) => self.remove_entry(new.space, id)?,
            None => false,
        };
        let entry = new.row;
        let contact = Contact::of(entry);
        let row = self.insert(
            PUT,
            params![
                new.space.0,
                entry.id.0,
                new.author.0,
                new.part,
                entry.kind.code(),
                entry.happened_sort.as_millisecond(),
                entry.written_at.as_millisecond(),
                entry.target.map(|target| target.0),
                contact.saw,
                contact.spoke,
                contact.at,
                new.seen == Seen::NotYet,
            ],
        )?;
        if !entry.search.is_empty() {
            self.run(PUT_SEARCH, params![row, entry.search])?;
        }
        for participant in contact.participants {
            let params = params![new.space.0, cbor(&participant), contact.at, entry.id.0];
            self.run(PUT_CONTACT, params)?;
        }
        Ok(true)
    }

    /// Takes an entry away, with everything that is looked up about it: an undo, a redaction.
    pub fn remove_entry(&mut self, space: SpaceId, id: EntryId) -> Result<bool> {
        let row: Option<i64> = self.one(ROW, params![space.0, id.0], |row| Ok(row.get(0)?))?;
        let Some(row) = row else { return Ok(false) };
        self.run(DROP_SEARCH, [row])?;
        self.run(DROP_CONTACTS, params![space.0, id.0])?;
        self.run(DROP, [row])?;
        Ok(true)
    }

    /// The person has opened the case: nothing in it is new any more. Returns how much was.
    pub fn mark_read(&mut self, space: SpaceId) -> Result<usize> {
        self.run(READ_SPACE, [space.0])
    }
}

/// What a visit or call adds to "last seen" and "last spoken to".
struct Contact {
    saw: bool,
    spoke: bool,
    at: i64,
    participants: Vec<Participant>,
}

impl Contact {
    fn of(entry: &EntryRow) -> Self {
        // As core/model counts: a clock set wrong must not make tomorrow's visit the last one.
        let at = entry.happened_sort.min(entry.written_at).as_millisecond();
        let EntryBody::Contact { outcome, .. } = &entry.body else {
            return Self {
                saw: false,
                spoke: false,
                at,
                participants: Vec::new(),
            };
        };
        let spoke = outcome.spoke();
        let about = entry.about.iter().copied().map(Participant::Person);
        let participants = about.chain(entry.with.iter().copied());
        Self {
            saw: outcome.saw_the_child(),
            spoke,
            at,
            participants: if spoke {
                participants.collect()
            } else {
                Vec::new()
            },
        }
    }
}

/// Reads `space, id, author, body, unread` from this column on.
pub(crate) fn stored(row: &Row<'_>, from: usize) -> Result<StoredEntry> {
    let id: EntryId = row.id(from + 1)?;
    let body = row.get_ref(from + 3)?;
    let entry =
        Entry::decode(body.as_blob().map_err(StoreError::damaged)?).map_err(StoreError::damaged)?;
    let unread: bool = row.get(from + 4)?;
    Ok(StoredEntry {
        space: row.id(from)?,
        row: project_entry(id.device(), entry),
        author: row.id(from + 2)?,
        seen: if unread { Seen::NotYet } else { Seen::Yes },
    })
}

/// A choice of kinds, as bits by their number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindFilter(i64);

impl KindFilter {
    /// Every kind, those of newer versions too.
    pub const ALL: Self = Self(-1);

    /// These kinds.
    pub fn of(kinds: &[EntryKind]) -> Self {
        Self(kinds.iter().fold(0, |bits, kind| bits | 1 << kind.code()))
    }

    pub(crate) const fn bits(self) -> i64 {
        self.0
    }
}
