//! *My cases* and *My tasks*, page by page.

use jiff::{Timestamp, civil::Date};
use patchwork_model::{Born, ChildStatus, EntryId, TaskId, TaskRow};
use patchwork_protocol::{PractitionerId, SpaceId};
use rusqlite::{Row, params};

use super::{case::task_at, codes::code, contacts::stands};
use crate::{
    Reader, Result,
    columns::{Columns, day},
};

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

/// Where a task stands in the list of whoever is to do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskPlace {
    /// Among the open ones.
    Open {
        /// By when.
        due: Option<Date>,
        /// When it was added.
        added_at: Timestamp,
        /// The case.
        space: SpaceId,
        /// The task.
        task: TaskId,
    },
    /// Among those that were done.
    Done {
        /// When.
        at: Timestamp,
        /// The case.
        space: SpaceId,
        /// The task.
        task: TaskId,
    },
}

impl TaskListRow {
    /// Where it stands.
    pub fn place(&self) -> TaskPlace {
        let (space, task) = (self.space, self.task.id);
        match self.task.done {
            Some(done) => TaskPlace::Done {
                at: done.at,
                space,
                task,
            },
            None => TaskPlace::Open {
                due: self.task.due,
                added_at: self.task.added.at,
                space,
                task,
            },
        }
    }
}

/// What a case is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseNameRow {
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

pub(super) use unanswered;

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
     ORDER BY c.family_key, c.born_day, c.name, c.space LIMIT ?2"
);
/// Those after the case ?3. Where no birth is known, the day sorts before every other.
pub(crate) const CASES_AFTER: &str = concat!(
    "SELECT ",
    line_columns!(),
    " FROM case_row a CROSS JOIN case_row c INDEXED BY case_row_by_family
        LEFT JOIN status s ON s.space = c.space
     WHERE a.space = ?3 AND c.family_key >= a.family_key
        AND (c.family_key > a.family_key OR (ifnull(c.born_day, ''), c.name, c.space)
            > (ifnull(a.born_day, ''), a.name, a.space))
     ORDER BY c.family_key, c.born_day, c.name, c.space LIMIT ?2"
);
pub(crate) const CASE_NAMES: &str = "SELECT space, name, given, family, family_label
    FROM case_row INDEXED BY case_row_by_family ORDER BY family_key, born_day, name, space";
pub(crate) const TALLY: &str = concat!("SELECT ", tally!(), " FROM case_row c WHERE c.space = ?2");
macro_rules! tasks_by {
    ($index:literal) => {
        concat!(
            "SELECT t.space, c.name,
                t.id, t.title, t.assignee, t.due, t.done_at, t.done_device, t.added_at,
                t.added_device, t.known_at, t.known_device
             FROM task t INDEXED BY ",
            $index,
            " CROSS JOIN case_row c ON c.space = t.space WHERE t.assignee = ?1 AND "
        )
    };
}

macro_rules! open_tasks {
    () => {
        concat!(tasks_by!("task_open_of"), "t.done_at IS NULL ")
    };
}

macro_rules! in_order_of_day {
    () => {
        "ORDER BY ifnull(t.due, '~'), t.added_at, t.space, t.id LIMIT ?2"
    };
}

/// No later than ?3.
pub(crate) const DUE_TASKS: &str = concat!(
    open_tasks!(),
    "AND ifnull(t.due, '~') <= ?3 ",
    in_order_of_day!()
);
pub(crate) const OPEN_TASKS: &str = concat!(open_tasks!(), in_order_of_day!());
pub(crate) const OPEN_TASKS_AFTER: &str = concat!(
    open_tasks!(),
    "AND ifnull(t.due, '~') >= ?3
     AND (ifnull(t.due, '~'), t.added_at, t.space, t.id) > (?3, ?4, ?5, ?6) ",
    in_order_of_day!()
);
/// Done at ?3 or later and, of those, before the place ?4, ?5, ?6.
pub(crate) const DONE_TASKS: &str = concat!(
    tasks_by!("task_done_of"),
    "t.done_at IS NOT NULL AND t.done_at >= ?3 AND t.done_at <= ?4
     AND (t.done_at, t.space, t.id) < (?4, ?5, ?6)
     ORDER BY t.done_at DESC, t.space DESC, t.id DESC LIMIT ?2"
);
/// The day that stands for none in the order of open tasks.
const NO_DAY: &str = "~";
pub(crate) const UNANSWERED: &str = concat!(
    "SELECT e.space, e.id, e.author, e.written FROM entry e INDEXED BY entry_worry
     WHERE e.space = ?1 AND ",
    unanswered!(),
    " ORDER BY e.written, e.id"
);

pub(crate) const UNREAD: &str = "SELECT space, count(*) FROM entry INDEXED BY entry_unread
    WHERE unread = 1 GROUP BY space";

impl Reader<'_> {
    /// Cases, families together and in each the eldest first: the first ones, or those after a
    /// case. Nothing comes after a case that is not here.
    pub fn cases(
        &self,
        today: Date,
        after: Option<SpaceId>,
        limit: u32,
    ) -> Result<Vec<CaseListRow>> {
        let today = today.to_string();
        match after {
            Some(after) => self.all(CASES_AFTER, params![today, limit, after.0], line),
            None => self.all(CASES, params![today, limit], line),
        }
    }

    /// What all cases are named, in the same order.
    pub fn case_names(&self) -> Result<Vec<CaseNameRow>> {
        self.all(CASE_NAMES, [], |row| {
            Ok(CaseNameRow {
                space: row.id(0)?,
                name: row.get(1)?,
                given: row.get(2)?,
                family: row.get(3)?,
                family_label: row.get(4)?,
            })
        })
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

    /// Someone's open tasks whose day has come, over all cases, the earliest first.
    pub fn tasks_due(
        &self,
        assignee: PractitionerId,
        today: Date,
        limit: u32,
    ) -> Result<Vec<TaskListRow>> {
        let params = params![assignee.0, limit, today.to_string()];
        self.all(DUE_TASKS, params, task)
    }

    /// Someone's tasks over all cases: the open ones by their day, then those done since, the
    /// latest first. The first ones, or those after a place.
    pub fn tasks_of(
        &self,
        assignee: PractitionerId,
        done_since: Timestamp,
        after: Option<TaskPlace>,
        limit: u32,
    ) -> Result<Vec<TaskListRow>> {
        let mut tasks = match after {
            None => self.all(OPEN_TASKS, params![assignee.0, limit], task)?,
            Some(TaskPlace::Open {
                due,
                added_at,
                space,
                task: id,
            }) => {
                let due = day(due).unwrap_or_else(|| NO_DAY.to_owned());
                let added_at = added_at.as_millisecond();
                let params = params![assignee.0, limit, due, added_at, space.0, id.0];
                self.all(OPEN_TASKS_AFTER, params, task)?
            }
            Some(TaskPlace::Done { .. }) => Vec::new(),
        };
        let found = u32::try_from(tasks.len()).unwrap_or(u32::MAX);
        let room = limit.saturating_sub(found);
        if room == 0 {
            return Ok(tasks);
        }
        let (at, space, id) = match after {
            Some(TaskPlace::Done { at, space, task }) => {
                (at.as_millisecond(), space.0.to_vec(), task.0.to_vec())
            }
            // Before everything that was done, whenever.
            _ => (i64::MAX, Vec::new(), Vec::new()),
        };
        let since = done_since.as_millisecond();
        let params = params![assignee.0, room, since, at, space, id];
        tasks.extend(self.all(DONE_TASKS, params, task)?);
        Ok(tasks)
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

/// Reads a case, its child and a task.
pub(super) fn task(row: &Row<'_>) -> Result<TaskListRow> {
    Ok(TaskListRow {
        space: row.id(0)?,
        child: row.get(1)?,
        task: task_at(row, 2)?,
    })
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
