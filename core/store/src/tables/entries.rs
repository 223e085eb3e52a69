//! The journal: entries as they were signed, and what is looked up about them.

use jiff::Timestamp;
use patchwork_model::{
    ContactFacts, Entry, EntryBody, EntryId, EntryKind, EntryRow, Participant, project_entry,
    took_part,
};
use patchwork_protocol::{PractitionerId, SpaceId};
use rusqlite::{Row, params};

use super::{contacts::stands, notices::HEARD_NO_LATER, timeline::progress};
use crate::{
    EntryProgress, Reader, Result, StoreError, Writer,
    columns::{Columns, cbor, time},
    search::indexed,
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
    /// When it came to this device, or was saved on it: what lies later moves no fact.
    pub received_at: Timestamp,
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

/// An entry about another one, or about one that is about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryAbout {
    /// The entry.
    pub entry: StoredEntry,
    /// Whether its own author struck it through.
    pub is_struck: bool,
    /// How far it has come.
    pub progress: EntryProgress,
    /// When it came to this device; `None` if nobody noted it.
    pub received_at: Option<Timestamp>,
}

pub(crate) const PUT: &str = "INSERT INTO entry
    (space, id, author, body, kind, happened, written, target, saw, spoke, family, contact_at,
        unread, received)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
pub(crate) const PUT_CONTACT: &str = "INSERT INTO contact_made
    (space, participant, at, entry, person) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
pub(crate) const PUT_PERSON: &str = "INSERT INTO entry_person
    (space, person, happened, entry) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
pub(crate) const DROP_PEOPLE: &str = "DELETE FROM entry_person WHERE space = ?1 AND entry = ?2";
pub(crate) const PUT_SEARCH: &str = "INSERT INTO entry_search (rowid, text) VALUES (?1, ?2)";
pub(crate) const UNDATED: &str = "SELECT space, id, author, body, unread
    FROM entry INDEXED BY entry_by_receipt WHERE received IS NULL";
pub(crate) const RECEIVED_LATER: &str = "SELECT space, id, author, body, unread
    FROM entry INDEXED BY entry_by_receipt WHERE received IS NULL OR received > ?1";
pub(crate) const TO_DERIVE: &str = "SELECT space, id, author, body, unread, received
    FROM entry WHERE space = ?1 AND id = ?2";
pub(crate) const BODY: &str = "SELECT body FROM entry WHERE space = ?1 AND id = ?2";
pub(crate) const ROW: &str = "SELECT row FROM entry WHERE space = ?1 AND id = ?2";
pub(crate) const ENTRY: &str =
    "SELECT space, id, author, body, unread FROM entry WHERE space = ?1 AND id = ?2";
/// As deep as threads go, in the statements too: ids are drawn by their writers, and a circle of
/// them has no end.
const DEEPEST: usize = 8;

/// Whether an entry stands by itself on a timeline: it is about none, or about one that is not
/// here. A circle of entries stands, each by itself.
macro_rules! is_no_answer {
    () => {
        "(e.target IS NULL OR NOT EXISTS (
                WITH RECURSIVE up (target, steps) AS (
                    SELECT t.target, 1 FROM entry t INDEXED BY entry_by_id
                        WHERE t.space = e.space AND t.id = e.target
                    UNION ALL
                    SELECT t.target, up.steps + 1
                        FROM up CROSS JOIN entry t INDEXED BY entry_by_id
                            ON t.space = e.space AND t.id = up.target
                        WHERE up.steps < 8)
                SELECT 1 FROM up WHERE up.target IS NULL OR NOT EXISTS (
                    SELECT 1 FROM entry t INDEXED BY entry_by_id
                    WHERE t.space = e.space AND t.id = up.target)))"
    };
}
pub(super) use is_no_answer;

pub(crate) const ABOUT: &str = concat!(
    "WITH RECURSIVE about (row, id, steps) AS (
        SELECT e.row, e.id, 1 FROM entry e INDEXED BY entry_by_target
            WHERE e.space = ?1 AND e.target = ?2
        UNION
        SELECT e.row, e.id, about.steps + 1
            FROM about CROSS JOIN entry e INDEXED BY entry_by_target
                ON e.space = ?1 AND e.target = about.id
            WHERE about.steps < 8)
     SELECT e.space, e.id, e.author, e.body, e.unread, NOT ",
    stands!("e"),
    ", o.id, o.undo_until, o.attention, e.received
     FROM entry e LEFT JOIN outbox o INDEXED BY outbox_entry ON o.entry = e.id
     WHERE e.row IN (SELECT row FROM about) AND e.id <> ?2 ORDER BY e.written, e.id"
);
pub(crate) const ALL: &str = "SELECT space, id, author, body, unread FROM entry
    WHERE space = ?1 ORDER BY happened, id";
pub(crate) const RECEIVED_AFTER: &str = "SELECT space, id, author, body, unread
    FROM entry INDEXED BY entry_by_arrival
    WHERE space = ?1 AND received > ?2 ORDER BY received DESC, row DESC LIMIT ?3";
pub(crate) const TARGET: &str = "SELECT target FROM entry WHERE space = ?1 AND id = ?2";
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

    /// The part of an entry, as signed.
    pub fn entry_part(&self, space: SpaceId, id: EntryId) -> Result<Option<Vec<u8>>> {
        self.one(BODY, params![space.0, id.0], |row| Ok(row.get(0)?))
    }

    /// The replies, amendments, strike-throughs, responses and questions about an entry, and those
    /// about these, oldest first.
    pub fn entries_about(&self, space: SpaceId, id: EntryId) -> Result<Vec<EntryAbout>> {
        self.all(ABOUT, params![space.0, id.0], |row| {
            Ok(EntryAbout {
                entry: stored(row, 0)?,
                is_struck: row.get(5)?,
                progress: progress(row, 6)?,
                received_at: row.time_or_none(9)?,
            })
        })
    }

    /// The entries that came to this device later than this, the latest first.
    pub fn entries_received_after(
        &self,
        space: SpaceId,
        after: Timestamp,
        limit: u32,
    ) -> Result<Vec<StoredEntry>> {
        let params = params![space.0, after.as_millisecond(), limit];
        self.all(RECEIVED_AFTER, params, |row| stored(row, 0))
    }

    /// The entry under which this one stands on a timeline: the first of those that it is about, as
    /// far as they are here, or itself.
    pub fn stands_under(&self, space: SpaceId, id: EntryId) -> Result<EntryId> {
        let mut at = id;
        for _ in 0..=DEEPEST {
            let target = self.one(TARGET, params![space.0, at.0], |row| row.id_or_none(0))?;
            match target.flatten() {
                Some(target) if self.entry_part(space, target)?.is_some() => at = target,
                _ => return Ok(at),
            }
        }
        // A circle: each stands by itself.
        Ok(id)
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
        self.insert_entry(new, Some(new.received_at))?;
        Ok(true)
    }

    /// No entry was received later than now, nor were words heard later. Those that came before
    /// anyone noted when, and those noted by a clock that was fast, are judged anew by that.
    /// Returns how many.
    pub fn receive_no_later_than(&mut self, now: Timestamp) -> Result<usize> {
        self.run(HEARD_NO_LATER, [now.as_millisecond()])?;
        let later = self.all(RECEIVED_LATER, [now.as_millisecond()], |row| {
            let part: Vec<u8> = row.get(3)?;
            Ok((stored(row, 0)?, part))
        })?;
        for (entry, part) in &later {
            self.put_entry_anew(entry, part, Some(now))?;
        }
        Ok(later.len())
    }

    /// Notes now as the receipt of what came before anyone noted it.
    pub fn receive_undated(&mut self, now: Timestamp) -> Result<()> {
        let undated = self.all(UNDATED, [], |row| {
            let part: Vec<u8> = row.get(3)?;
            Ok((stored(row, 0)?, part))
        })?;
        for (entry, part) in &undated {
            self.put_entry_anew(entry, part, Some(now))?;
        }
        Ok(())
    }

    /// Computes anew what is looked up about an entry, if it is there: for one that an earlier
    /// version could not read.
    pub fn derive_entry(&mut self, space: SpaceId, id: EntryId) -> Result<()> {
        let kept = self.one(TO_DERIVE, params![space.0, id.0], |row| {
            let part: Vec<u8> = row.get(3)?;
            Ok((stored(row, 0)?, part, row.time_or_none(5)?))
        })?;
        match kept {
            Some((entry, part, received_at)) => self.put_entry_anew(&entry, &part, received_at),
            None => Ok(()),
        }
    }

    /// Computes anew what is looked up about an entry.
    pub(crate) fn put_entry_anew(
        &mut self,
        entry: &StoredEntry,
        part: &[u8],
        received_at: Option<Timestamp>,
    ) -> Result<()> {
        self.remove_entry(entry.space, entry.row.id)?;
        let new = NewEntry {
            space: entry.space,
            row: &entry.row,
            part,
            author: entry.author,
            seen: entry.seen,
            received_at: received_at.unwrap_or(Timestamp::MAX),
        };
        self.insert_entry(&new, received_at)
    }

    fn insert_entry(&mut self, new: &NewEntry<'_>, received_at: Option<Timestamp>) -> Result<()> {
        let entry = new.row;
        let facts = ContactFacts::of(entry, received_at);
        let at = facts.map_or(entry.happened_sort, |facts| facts.at);
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
                counts_for(entry).map(|target| target.0),
                facts.is_some_and(|facts| facts.saw_the_child),
                facts.is_some(),
                facts.is_some_and(|facts| facts.spoke_with_the_family),
                at.as_millisecond(),
                new.seen == Seen::NotYet,
                time(received_at),
            ],
        )?;
        let words = indexed(&entry.search);
        if !words.is_empty() {
            self.run(PUT_SEARCH, params![row, words])?;
        }
        let there = entry.with.iter().map(|who| match who {
            Participant::Person(person) => person.0,
            Participant::Practitioner(practitioner) => practitioner.0,
        });
        for person in entry.about.iter().map(|person| person.0).chain(there) {
            let happened = entry.happened_sort.as_millisecond();
            self.run(
                PUT_PERSON,
                params![new.space.0, person, happened, entry.id.0],
            )?;
        }
        if facts.is_none() {
            return Ok(());
        }
        for participant in took_part(entry) {
            let person = match participant {
                Participant::Person(person) if entry.with.contains(&participant) => Some(person.0),
                _ => None,
            };
            let at = at.as_millisecond();
            let params = params![new.space.0, cbor(&participant), at, entry.id.0, person];
            self.run(PUT_CONTACT, params)?;
        }
        Ok(())
    }

    /// Takes an entry away, with everything that is looked up about it: an undo, a redaction.
    pub fn remove_entry(&mut self, space: SpaceId, id: EntryId) -> Result<bool> {
        let row: Option<i64> = self.one(ROW, params![space.0, id.0], |row| Ok(row.get(0)?))?;
        let Some(row) = row else { return Ok(false) };
        self.run(DROP_SEARCH, [row])?;
        self.run(DROP_CONTACTS, params![space.0, id.0])?;
        self.run(DROP_PEOPLE, params![space.0, id.0])?;
        self.run(DROP, [row])?;
        Ok(true)
    }

    /// The person has opened the case: nothing in it is new any more. Returns how much was.
    pub fn mark_read(&mut self, space: SpaceId) -> Result<usize> {
        self.run(READ_SPACE, [space.0])
    }
}

/// The entry for which this one counts: as its answer, its correction, or what strikes it through.
/// What this version cannot read counts for none: a worry that it might answer stays on its list.
fn counts_for(entry: &EntryRow) -> Option<EntryId> {
    let is_read = !matches!(entry.body, EntryBody::Unknown { .. });
    entry.target.filter(|_| is_read)
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

    /// Its kinds by number, if they are few.
    pub(crate) fn few(self) -> Option<[Option<u8>; Self::FEW]> {
        let mut kinds = (0..u8::try_from(i64::BITS).ok()?).filter(|kind| self.0 >> kind & 1 == 1);
        let few = core::array::from_fn(|_| kinds.next());
        kinds.next().is_none().then_some(few)
    }

    /// How many kinds are few.
    pub(crate) const FEW: usize = 4;
}
