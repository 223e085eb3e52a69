//! The timeline of a case, page by page, newest first.

use jiff::Timestamp;
use patchwork_model::{EntryId, NotSent, PersonId};
use patchwork_protocol::SpaceId;
use rusqlite::{Row, params};

use super::{
    entries::{is_no_answer, stored},
    outbox::why_not_sent,
};
use crate::{EntryAbout, KindFilter, Reader, Result, StoredEntry, columns::Columns};

/// How far an entry has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryProgress {
    /// Saved here; can be undone until then.
    Undoable(Timestamp),
    /// Saved here.
    SavedHere,
    /// On the relay, or from it.
    OnRelay,
    /// Kept here: it was not sent.
    NeedsAttention(NotSent),
}

/// An entry on the timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineEntry {
    /// The entry.
    pub entry: StoredEntry,
    /// How far it has come.
    pub progress: EntryProgress,
    /// What is about it, and about that: replies, amendments, strike-throughs, responses and
    /// questions, oldest first.
    pub about_it: Vec<EntryAbout>,
    /// When it came to this device, or was saved on it; `None` if nobody noted it.
    pub received_at: Option<Timestamp>,
}

/// The place of an entry on the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimelinePlace {
    /// When it happened.
    pub happened: Timestamp,
    /// Which it is.
    pub entry: EntryId,
}

/// One page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelinePage {
    /// Entries, newest first.
    pub entries: Vec<TimelineEntry>,
    /// The last entry's place, if there are more after it.
    pub next: Option<TimelinePlace>,
}

macro_rules! timeline_columns {
    () => {
        "SELECT e.space, e.id, e.author, e.body, e.unread, o.id, o.undo_until, o.attention,
            e.happened, e.received "
    };
}

pub(crate) const PAGE: &str = concat!(
    timeline_columns!(),
    "FROM entry e INDEXED BY entry_by_time
        LEFT JOIN outbox o INDEXED BY outbox_entry ON o.entry = e.id
     WHERE e.space = ?1 AND (e.happened, e.id) < (?2, ?3) AND ((1 << e.kind) & ?4) <> 0
        AND ",
    is_no_answer!(),
    " ORDER BY e.happened DESC, e.id DESC LIMIT ?5"
);
/// The entries of one kind before a place, newest first.
macro_rules! of_kind {
    ($kind:literal) => {
        concat!(
            timeline_columns!(),
            "FROM entry e INDEXED BY entry_by_kind
                LEFT JOIN outbox o INDEXED BY outbox_entry ON o.entry = e.id
             WHERE e.space = ?1 AND (e.happened, e.id) < (?2, ?3) AND e.kind = ",
            $kind
        )
    };
}

// Each arm is in the order of its index, and SQLite merges them: no more is read than is shown.
pub(crate) const PAGE_OF_FEW: &str = concat!(
    of_kind!("?4"),
    " UNION ALL ",
    of_kind!("?5"),
    " UNION ALL ",
    of_kind!("?6"),
    " UNION ALL ",
    of_kind!("?7"),
    " ORDER BY 9 DESC, 2 DESC LIMIT ?8"
);
/// What is about someone, or in which they took part.
pub(crate) const PAGE_OF_PERSON: &str = concat!(
    timeline_columns!(),
    "FROM entry_person p CROSS JOIN entry e INDEXED BY entry_by_id
            ON e.space = p.space AND e.id = p.entry
        LEFT JOIN outbox o INDEXED BY outbox_entry ON o.entry = e.id
     WHERE p.space = ?1 AND p.person = ?2 AND (p.happened, p.entry) < (?3, ?4)
     ORDER BY p.happened DESC, p.entry DESC LIMIT ?5"
);
pub(crate) const ONE: &str = concat!(
    timeline_columns!(),
    "FROM entry e INDEXED BY entry_by_id
        LEFT JOIN outbox o INDEXED BY outbox_entry ON o.entry = e.id
     WHERE e.space = ?1 AND e.id = ?2"
);

impl Reader<'_> {
    /// A page of the timeline: the entries of these kinds before a place, or the newest. Where
    /// many kinds are asked for, what is about an entry that is here stands with that entry only.
    pub fn timeline(
        &self,
        space: SpaceId,
        kinds: KindFilter,
        before: Option<TimelinePlace>,
        limit: u32,
    ) -> Result<TimelinePage> {
        let (happened, id) = before.map_or((i64::MAX, [0xff; 16]), |place| {
            (place.happened.as_millisecond(), place.entry.0)
        });
        // One more than asked for tells whether there is a next page.
        let rows = i64::from(limit) + 1;
        let entries = if let Some([a, b, c, d]) = kinds.few() {
            let params = params![space.0, happened, id, a, b, c, d, rows];
            self.all(PAGE_OF_FEW, params, entry)?
        } else {
            let params = params![space.0, happened, id, kinds.bits(), rows];
            self.all(PAGE, params, entry)?
        };
        self.page(space, entries, limit)
    }

    /// A page of what is about someone or in which they took part, before a place, or the newest.
    pub fn timeline_of_person(
        &self,
        space: SpaceId,
        person: PersonId,
        before: Option<TimelinePlace>,
        limit: u32,
    ) -> Result<TimelinePage> {
        let (happened, id) = before.map_or((i64::MAX, [0xff; 16]), |place| {
            (place.happened.as_millisecond(), place.entry.0)
        });
        let rows = i64::from(limit) + 1;
        let params = params![space.0, person.0, happened, id, rows];
        let entries = self.all(PAGE_OF_PERSON, params, entry)?;
        self.page(space, entries, limit)
    }

    /// The page of what was read, of which one more than asked for tells whether there is a next
    /// one, with what is about each entry.
    fn page(
        &self,
        space: SpaceId,
        mut entries: Vec<TimelineEntry>,
        limit: u32,
    ) -> Result<TimelinePage> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let is_last = entries.len() <= limit;
        entries.truncate(limit);
        for entry in &mut entries {
            entry.about_it = self.entries_about(space, entry.entry.row.id)?;
        }
        let last = entries.last().map(|last| TimelinePlace {
            happened: last.entry.row.happened_sort,
            entry: last.entry.row.id,
        });
        Ok(TimelinePage {
            entries,
            next: if is_last { None } else { last },
        })
    }

    /// One entry as the timeline shows it.
    pub fn timeline_entry(&self, space: SpaceId, id: EntryId) -> Result<Option<TimelineEntry>> {
        let Some(mut entry) = self.one(ONE, params![space.0, id.0], entry)? else {
            return Ok(None);
        };
        entry.about_it = self.entries_about(space, id)?;
        Ok(Some(entry))
    }
}

fn entry(row: &Row<'_>) -> Result<TimelineEntry> {
    Ok(TimelineEntry {
        entry: stored(row, 0)?,
        progress: progress(row, 5)?,
        about_it: Vec::new(),
        received_at: row.time_or_none(9)?,
    })
}

/// Reads the id, end of the undo window and reason of a part that waits, from this column on.
pub(super) fn progress(row: &Row<'_>, from: usize) -> Result<EntryProgress> {
    let waits: Option<i64> = row.get(from)?;
    let attention: Option<String> = row.get(from + 2)?;
    Ok(match (waits, attention, row.time_or_none(from + 1)?) {
        (None, ..) => EntryProgress::OnRelay,
        (Some(_), Some(why), _) => EntryProgress::NeedsAttention(why_not_sent(&why)),
        (Some(_), None, Some(until)) => EntryProgress::Undoable(until),
        (Some(_), None, None) => EntryProgress::SavedHere,
    })
}
