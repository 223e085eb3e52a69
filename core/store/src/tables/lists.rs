//! *My cases* and *My tasks*, each in one statement.

use jiff::{Timestamp, civil::Date};
use patchwork_model::{Born, ChildStatus, EntryId, TaskRow};
use patchwork_protocol::{PractitionerId, SpaceId};
use rusqlite::{Row, params};

use super::{case::task_at, codes::code, contacts::stands};
use crate::{Reader, Result, columns::Columns};

/// What is new and what is due in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CaseTally {
    /// Entries that the person at this device has not seen.
    pub unread: u32,
    /// Open tasks.
    pub tasks_open: u32,
    /// Open tasks whose day has come.
    pub tasks_due: u32,
    /// Facts with more than one value.
    pub conflicts: u32,
    /// People without an account in the child's life.
    pub people: u32,
}

/// One line of *My cases*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseListRow {
    /// The case.
    pub space: SpaceId,
    /// The name the child goes by.
    pub name: String,
    /// Given names.
    pub given: String,
    /// Family name.
    pub family: String,
    /// The family's label, as someone set it.
    pub family_label: Option<String>,
    /// Under what it is grouped; the same for a family.
    pub family_key: String,
    /// Birth.
    pub born: Born,
    /// Plan or legal status.
    pub status: Option<ChildStatus>,
    /// When the child was last seen by anyone.
    pub last_seen: Option<Timestamp>,
    /// What is new and due.
    pub tally: CaseTally,
}

/// A task with its case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskListRow {
    /// The case.
    pub space: SpaceId,
    /// The child.
    pub child: String,
    /// The task.
    pub task: TaskRow,
}

/// A worry without a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnansweredRow {
    /// The case.
    pub space: SpaceId,
    /// The entry.
    pub entry: EntryId,
    /// Who wrote it.
    pub author: PractitionerId,
    /// When it was written down.
    pub written_at: Timestamp,
}

/// A worry `e` that nobody but its author has responded to.
macro_rules! unanswered {
    () => {
        concat!(
            "e.kind = ",
            code!(entry worry),
            " AND ",
            stands!("e"),
            " AND NOT EXISTS (SELECT 1 FROM entry a INDEXED BY entry_by_target
                WHERE a.space = e.space AND a.target = e.id AND a.kind = ",
            code!(entry response),
            " AND a.author <> e.author AND ",
            stands!("a"),
            ")"
        )
    };
}

/// Five counts about the case whose space is `c.space`; ?1 is today.
macro_rules! tally {
    () => {
        concat!(
            "(SELECT count(*) FROM entry e INDEXED BY entry_unread
                WHERE e.space = c.space AND e.unread = 1),
             (SELECT count(*) FROM task t INDEXED BY task_open
                WHERE t.space = c.space AND t.done_at IS NULL),
             (SELECT count(*) FROM task t INDEXED BY task_open
                WHERE t.space = c.space AND t.done_at IS NULL AND t.due <= ?1),
             (SELECT count(*) FROM conflict f WHERE f.space = c.space),
             (SELECT count(*) FROM person p WHERE p.space = c.space AND p.removed = 0)"
        )
    };
}

/// The columns of a line about the case `c`, as [`line`] reads them; ?1 is today.
macro_rules! line_columns {
    () => {
        concat!(
            tally!(),
            ", c.space, c.name, c.given, c.family, c.family_label, c.family_key, c.born, s.status,
             (SELECT e.contact_at FROM entry e INDEXED BY entry_saw
                WHERE e.space = c.space AND e.saw = 1 AND ",
            stands!("e"),
            " ORDER BY e.contact_at DESC LIMIT 1)"
        )
    };
}

pub(crate) const LINE: &str = concat!(
    "SELECT ",
    line_columns!(),
    " FROM case_row c LEFT JOIN status s ON s.space = c.space WHERE c.space = ?2"
);
pub(crate) const CASES: &str = concat!(
    "SELECT ",
    line_columns!(),
    " FROM case_row c INDEXED BY case_row_by_family LEFT JOIN status s ON s.space = c.space
     ORDER BY c.family_key, c.born_day, c.name"
);
pub(crate) const TALLY: &str = concat!("SELECT ", tally!(), " FROM case_row c WHERE c.space = ?2");
pub(crate) const TASKS_OF: &str = "SELECT t.space, c.name,
    t.id, t.title, t.assignee, t.due, t.done_at, t.done_device, t.added_at, t.added_device,
    t.known_at, t.known_device
    FROM task t INDEXED BY task_by_assignee JOIN case_row c ON c.space = t.space
    WHERE t.assignee = ?1 AND (t.done_at IS NULL OR t.done_at >= ?2)
    ORDER BY t.done_at IS NOT NULL, t.due IS NULL, t.due, t.added_at";
pub(crate) const UNANSWERED: &str = concat!(
    "SELECT e.space, e.id, e.author, e.written FROM entry e INDEXED BY entry_worry
     WHERE e.space = ?1 AND ",
    unanswered!(),
    " ORDER BY e.written, e.id"
);

pub(crate) const UNREAD: &str = "SELECT space, count(*) FROM entry INDEXED BY entry_unread
    WHERE unread = 1 GROUP BY space";

impl Reader<'_> {
    /// All cases: families together, in each the eldest first.
    pub fn cases(&self, today: Date) -> Result<Vec<CaseListRow>> {
        self.all(CASES, [today.to_string()], line)
    }

    /// The line of one case, once its document has come.
    pub fn case_line(&self, space: SpaceId, today: Date) -> Result<Option<CaseListRow>> {
        self.one(LINE, params![today.to_string(), space.0], line)
    }

    /// How many entries the person at this device has not seen, in each space that has any.
    pub fn unread_by_space(&self) -> Result<Vec<(SpaceId, u32)>> {
        self.all(UNREAD, [], |row| Ok((row.id(0)?, row.count(1)?)))
    }

    /// What is new and due in one case.
    pub fn case_tally(&self, space: SpaceId, today: Date) -> Result<Option<CaseTally>> {
        self.one(TALLY, params![today.to_string(), space.0], tally)
    }

    /// Someone's tasks over all cases: the open ones by their day, then those done since.
    pub fn tasks_of(
        &self,
        assignee: PractitionerId,
        done_since: Timestamp,
    ) -> Result<Vec<TaskListRow>> {
        let params = params![assignee.0, done_since.as_millisecond()];
        self.all(TASKS_OF, params, |row| {
            Ok(TaskListRow {
                space: row.id(0)?,
                child: row.get(1)?,
                task: task_at(row, 2)?,
            })
        })
    }

    /// The worries of a case that nobody but their author has responded to, oldest first.
    pub fn unanswered_worries(&self, space: SpaceId) -> Result<Vec<UnansweredRow>> {
        self.all(UNANSWERED, [space.0], |row| {
            Ok(UnansweredRow {
                space: row.id(0)?,
                entry: row.id(1)?,
                author: row.id(2)?,
                written_at: row.time(3)?,
            })
        })
    }
}

fn line(row: &Row<'_>) -> Result<CaseListRow> {
    Ok(CaseListRow {
        tally: tally(row)?,
        space: row.id(5)?,
        name: row.get(6)?,
        given: row.get(7)?,
        family: row.get(8)?,
        family_label: row.get(9)?,
        family_key: row.get(10)?,
        born: row.cbor(11)?,
        status: row.cbor_or_none(12)?,
        last_seen: row.time_or_none(13)?,
    })
}

fn tally(row: &Row<'_>) -> Result<CaseTally> {
    Ok(CaseTally {
        unread: row.count(0)?,
        tasks_open: row.count(1)?,
        tasks_due: row.count(2)?,
        conflicts: row.count(3)?,
        people: row.count(4)?,
    })
}
