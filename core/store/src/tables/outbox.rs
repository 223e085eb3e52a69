//! What was saved here and is not on the relay: edit → part → sealed bytes → answer.
//!
//! A row goes only when the relay has its envelope, or when it is undone in time.

use jiff::Timestamp;
use patchwork_model::{ClosedList as _, EntryId, EntryKind, NotSent};
use patchwork_protocol::{Part, PartKind, Replica, Seq, SpaceId};
use rusqlite::{Row, params};

use super::codes::code;
use crate::{
    DraftRow, Reader, Result, StoreError, Writer,
    columns::{Columns, number, time},
};

/// The outbox's own name for a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutboxId(pub i64);

/// What a person did to a document, kept so that it can be done again under another actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptEdit {
    /// What they did, in the client's bytes.
    pub edits: Vec<u8>,
    /// The heads on which they did it, in core/model's bytes.
    pub heads: Vec<u8>,
}

/// A part to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPart {
    /// To which space.
    pub space: SpaceId,
    /// The part.
    pub part: Part,
    /// For a change of the document: what the person did.
    pub edit: Option<KeptEdit>,
    /// For an entry: which.
    pub entry: Option<EntryId>,
    /// For an entry: the draft that an undo gives back.
    pub draft: Option<DraftRow>,
    /// When it was saved.
    pub saved_at: Timestamp,
    /// Until when it can be undone; `None` if it cannot.
    pub undo_until: Option<Timestamp>,
}

/// How far a part has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartState {
    /// Can still be undone, until then.
    Held(Timestamp),
    /// May be sealed.
    Waiting,
    /// In an envelope whose bytes are fixed; posted until it has an answer.
    Sealed(Replica, Seq),
    /// It was not sent, and is not tried again by itself.
    NeedsAttention {
        /// Why.
        why: NotSent,
        /// What a reason without a code said, in words; empty otherwise.
        detail: String,
    },
}

/// A part in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxPart {
    /// Its name.
    pub id: OutboxId,
    /// To which space.
    pub space: SpaceId,
    /// The part.
    pub part: Part,
    /// For a change of the document: what the person did.
    pub edit: Option<KeptEdit>,
    /// For an entry: which.
    pub entry: Option<EntryId>,
    /// When it was saved.
    pub saved_at: Timestamp,
    /// How far it has come.
    pub state: PartState,
}

/// What waits, for the chip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OutboxCounts {
    /// Parts that can still be undone.
    pub held: u32,
    /// Parts that are saved here and not on the relay, held ones not included.
    pub waiting: u32,
    /// Parts that the relay would not take.
    pub attention: u32,
    /// Changes of teams that wait.
    pub team_waiting: u32,
    /// Changes of teams that the person must look at.
    pub team_attention: u32,
}

/// What came of an undo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undone {
    /// The entry is gone, and this is its draft, which is back.
    InTime(DraftRow),
    /// It is sealed, or on the relay: it stays.
    TooLate,
}

/// The columns of a part `o` and of its envelope `s`, as [`part`] reads them.
macro_rules! part_columns {
    () => {
        "o.id, o.space, o.kind, o.body, o.edits, o.heads, o.entry, o.saved_at, o.undo_until, \
         s.replica, s.seq, o.attention, o.attention_detail"
    };
}
pub(super) use part_columns;

pub(crate) const QUEUE: &str = "INSERT INTO outbox
    (space, kind, body, edits, heads, entry, draft, draft_body, saved_at, undo_until)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
pub(crate) const TO_SEAL: &str = concat!(
    "SELECT ",
    part_columns!(),
    " FROM outbox o INDEXED BY outbox_waiting LEFT JOIN sealed s ON s.id = o.sealed
      WHERE o.space = ?1 AND o.sealed IS NULL AND o.attention IS NULL
        AND (o.undo_until IS NULL OR o.undo_until <= ?2)
      ORDER BY o.id"
);
// As core/sync's `is_worth_sealing` says; core/client's tests compare the two.
pub(crate) const SPACES_TO_SEAL: &str = concat!(
    "SELECT DISTINCT space FROM outbox INDEXED BY outbox_waiting
    WHERE sealed IS NULL AND attention IS NULL AND (undo_until IS NULL OR undo_until <= ?1)
      AND kind <> ",
    code!(part access)
);
pub(crate) const ALL: &str = concat!(
    "SELECT ",
    part_columns!(),
    " FROM outbox o LEFT JOIN sealed s ON s.id = o.sealed ORDER BY o.id"
);
pub(crate) const WITH_ATTENTION: &str = concat!(
    "SELECT ",
    part_columns!(),
    " FROM outbox o INDEXED BY outbox_attention LEFT JOIN sealed s ON s.id = o.sealed
      WHERE o.attention IS NOT NULL ORDER BY o.id"
);
pub(crate) const CHANGES: &str = concat!(
    "SELECT ",
    part_columns!(),
    " FROM outbox o INDEXED BY outbox_change LEFT JOIN sealed s ON s.id = o.sealed
      WHERE o.space = ?1 AND o.edits IS NOT NULL ORDER BY o.id"
);
pub(crate) const NEXT_UNDO: &str =
    "SELECT min(undo_until) FROM outbox WHERE undo_until IS NOT NULL";
pub(crate) const COUNTS: &str = concat!(
    "SELECT
    count(*) FILTER (WHERE undo_until > ?1),
    count(*) FILTER (WHERE attention IS NULL AND (undo_until IS NULL OR undo_until <= ?1)),
    count(*) FILTER (WHERE attention IS NOT NULL),
    (SELECT count(*) FROM team_intent WHERE state = ",
    code!(intent waiting),
    "),
    (SELECT count(*) FROM team_intent WHERE state <> ",
    code!(intent waiting),
    ")
    FROM outbox INDEXED BY outbox_shown WHERE kind <> ",
    code!(part access)
);
pub(crate) const END_UNDO: &str = "UPDATE outbox SET undo_until = NULL
    WHERE undo_until IS NOT NULL AND (undo_until <= ?1 OR saved_at > ?1)";
pub(crate) const END_ALL_UNDO: &str =
    "UPDATE outbox SET undo_until = NULL WHERE undo_until IS NOT NULL";
pub(crate) const HELD_ENTRY: &str = "SELECT id, draft, space, draft_body, saved_at FROM outbox
    WHERE entry = ?1 AND sealed IS NULL AND attention IS NULL AND undo_until > ?2
        AND draft IS NOT NULL AND draft_body IS NOT NULL";
pub(crate) const FORGET_SAVED: &str = "DELETE FROM saved_draft WHERE entry = ?1";
pub(crate) const DROP: &str = "DELETE FROM outbox WHERE id = ?1";
pub(crate) const PART_ATTENTION: &str = "UPDATE outbox
    SET attention = ?2, attention_detail = NULL, undo_until = NULL WHERE id = ?1 AND sealed IS NULL";
pub(crate) const BY_SPACE: &str = concat!(
    "SELECT o.space, o.kind, e.kind, count(*), min(o.saved_at)
     FROM outbox o INDEXED BY outbox_shown
        LEFT JOIN entry e INDEXED BY entry_by_id ON e.space = o.space AND e.id = o.entry
     WHERE o.attention IS NULL AND o.kind <> ",
    code!(part access),
    " GROUP BY o.space, o.kind, e.kind"
);
pub(crate) const DISCARD: &str = "DELETE FROM outbox WHERE id = ?1 AND attention IS NOT NULL";
pub(crate) const RETRY: &str =
    "UPDATE outbox SET attention = NULL, attention_detail = NULL WHERE id = ?1";
pub(crate) const REPLACE: &str =
    "UPDATE outbox SET body = ?2, heads = ?3 WHERE id = ?1 AND sealed IS NULL";

/// Parts of one sort that wait in one space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitingParts {
    /// The space.
    pub space: SpaceId,
    /// What they are.
    pub kind: PartKind,
    /// What the entries are, where they are entries that can be read.
    pub entry: Option<EntryKind>,
    /// How many.
    pub count: u32,
    /// When the oldest was saved.
    pub oldest: Timestamp,
}

impl Reader<'_> {
    /// What of a space may be sealed now, in the order of saving.
    pub fn parts_to_seal(&self, space: SpaceId, now: Timestamp) -> Result<Vec<OutboxPart>> {
        self.all(TO_SEAL, params![space.0, now.as_millisecond()], part)
    }

    /// The spaces in which something may be sealed now. What was looked at is no reason to.
    pub fn spaces_to_seal(&self, now: Timestamp) -> Result<Vec<SpaceId>> {
        self.all(SPACES_TO_SEAL, [now.as_millisecond()], |row| row.id(0))
    }

    /// Everything that is not on the relay, in the order of saving: for the export.
    pub fn unsent(&self) -> Result<Vec<OutboxPart>> {
        self.all(ALL, [], part)
    }

    /// What waits of each space, by what it is.
    pub fn waiting_by_space(&self) -> Result<Vec<WaitingParts>> {
        self.all(BY_SPACE, [], |row| {
            Ok(WaitingParts {
                space: row.id(0)?,
                kind: PartKind::from_code(row.number(1)?),
                entry: row.code_or_none(2, EntryKind::from_code)?,
                count: row.count(3)?,
                oldest: row.time(4)?,
            })
        })
    }

    /// What the relay would not take.
    pub fn parts_with_attention(&self) -> Result<Vec<OutboxPart>> {
        self.all(WITH_ATTENTION, [], part)
    }

    /// The changes of a document that are not on the relay, in the order of saving, with what
    /// the person did: for a replay.
    pub fn edits_to_replay(&self, space: SpaceId) -> Result<Vec<OutboxPart>> {
        self.all(CHANGES, [space.0], part)
    }

    /// When the next undo window ends.
    pub fn next_undo_deadline(&self) -> Result<Option<Timestamp>> {
        self.only(NEXT_UNDO, [], |row| row.time_or_none(0))
    }

    /// What waits, for the chip. What was looked at does not count.
    pub fn outbox_counts(&self, now: Timestamp) -> Result<OutboxCounts> {
        self.only(COUNTS, [now.as_millisecond()], |row| {
            Ok(OutboxCounts {
                held: row.count(0)?,
                waiting: row.count(1)?,
                attention: row.count(2)?,
                team_waiting: row.count(3)?,
                team_attention: row.count(4)?,
            })
        })
    }
}

impl Writer<'_> {
    /// Puts a part in the outbox, in the transaction of whatever it says.
    pub fn queue(&mut self, new: &NewPart) -> Result<OutboxId> {
        let edit = new.edit.as_ref();
        let draft = new.draft.as_ref();
        self.insert(
            QUEUE,
            params![
                new.space.0,
                number(new.part.kind.code())?,
                new.part.body,
                edit.map(|edit| &edit.edits),
                edit.map(|edit| &edit.heads),
                new.entry.map(|entry| entry.0),
                draft.map(|draft| draft.id.0),
                draft.map(|draft| &draft.body),
                new.saved_at.as_millisecond(),
                time(new.undo_until),
            ],
        )
        .map(OutboxId)
    }

    /// Ends the undo windows whose time has come; returns how many.
    pub fn end_undo_windows(&mut self, now: Timestamp) -> Result<usize> {
        self.run(END_UNDO, [now.as_millisecond()])
    }

    /// Ends all undo windows: the app leaves the foreground, or the person sends now.
    pub fn end_all_undo_windows(&mut self) -> Result<usize> {
        self.run(END_ALL_UNDO, [])
    }

    /// Takes an entry back, if its undo window is still open: its rows go and its draft returns.
    pub fn undo(&mut self, entry: EntryId, now: Timestamp) -> Result<Undone> {
        let held = self.one(HELD_ENTRY, params![entry.0, now.as_millisecond()], |row| {
            let id: i64 = row.get(0)?;
            let space: SpaceId = row.id(2)?;
            let draft = DraftRow {
                id: row.id(1)?,
                space: Some(space),
                body: row.get(3)?,
                updated_at: row.time(4)?,
            };
            Ok((id, space, draft))
        })?;
        let Some((id, space, draft)) = held else {
            return Ok(Undone::TooLate);
        };
        self.run(DROP, [id])?;
        self.remove_entry(space, entry)?;
        self.run(FORGET_SAVED, [entry.0])?;
        self.keep_draft(&draft)?;
        Ok(Undone::InTime(draft))
    }

    /// A part cannot be sealed: it stays and is shown.
    pub fn part_needs_attention(&mut self, id: OutboxId, why: NotSent) -> Result<()> {
        match self.run(PART_ATTENTION, params![id.0, why.code_name()])? {
            0 => Err(StoreError::NotThere("the part")),
            _ => Ok(()),
        }
    }

    /// The person throws away what could not be sent. An entry goes with it: it is nowhere else.
    /// Whoever calls this builds the document anew that a change is missing from.
    pub fn discard_part(&mut self, part: &OutboxPart) -> Result<()> {
        if self.run(DISCARD, [part.id.0])? == 0 {
            return Err(StoreError::NotThere("the part"));
        }
        if let Some(entry) = part.entry {
            self.remove_entry(part.space, entry)?;
            self.run(FORGET_SAVED, [entry.0])?;
        }
        Ok(())
    }

    /// The person wants it tried again.
    pub fn retry_part(&mut self, id: OutboxId) -> Result<()> {
        match self.run(RETRY, [id.0])? {
            0 => Err(StoreError::NotThere("the part")),
            _ => Ok(()),
        }
    }

    /// A change was made anew under another actor, or on other heads.
    pub fn replace_change(&mut self, id: OutboxId, body: &[u8], heads: &[u8]) -> Result<()> {
        match self.run(REPLACE, params![id.0, body, heads])? {
            0 => Err(StoreError::NotThere("the change, unsealed")),
            _ => Ok(()),
        }
    }
}

pub(super) fn why_not_sent(code_name: &str) -> NotSent {
    NotSent::from_code_name(code_name).unwrap_or(NotSent::Unknown)
}

pub(super) fn part(row: &Row<'_>) -> Result<OutboxPart> {
    let edits: Option<Vec<u8>> = row.get(4)?;
    let heads: Option<Vec<u8>> = row.get(5)?;
    let undo_until = row.time_or_none(8)?;
    let replica: Option<Replica> = row.id_or_none(9)?;
    let attention: Option<String> = row.get(11)?;
    let state = match (attention, replica, undo_until) {
        (Some(code_name), ..) => PartState::NeedsAttention {
            why: why_not_sent(&code_name),
            detail: row.get::<_, Option<String>>(12)?.unwrap_or_default(),
        },
        (None, Some(replica), _) => PartState::Sealed(replica, Seq(row.number(10)?)),
        (None, None, Some(until)) => PartState::Held(until),
        (None, None, None) => PartState::Waiting,
    };
    Ok(OutboxPart {
        id: OutboxId(row.get(0)?),
        space: row.id(1)?,
        part: Part {
            kind: PartKind::from_code(row.number(2)?),
            body: row.get(3)?,
        },
        edit: edits
            .zip(heads)
            .map(|(edits, heads)| KeptEdit { edits, heads }),
        entry: row.id_or_none(6)?,
        saved_at: row.time(7)?,
        state,
    })
}
