//! What is to be done, and what to mind.

use patchwork_model::{Done, MarkerRow, TaskRow};
use patchwork_protocol::{DeviceId, SpaceId};
use rusqlite::{Row, params};

use super::{differing, left_over};
use crate::{
    Reader, Result, Writer,
    columns::{Columns, day, time},
};

const DROP_TASK: &str = "DELETE FROM task WHERE space = ?1 AND ord >= ?2";
const PUT_TASK: &str = "INSERT OR REPLACE INTO task
    (space, ord, id, title, assignee, due, done_at, done_device, added_at, added_device,
     known_at, known_device)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
const TASKS: &str = "SELECT id, title, assignee, due, done_at, done_device, added_at,
    added_device, known_at, known_device FROM task WHERE space = ?1 ORDER BY ord";
const DROP_MARKER: &str = "DELETE FROM marker WHERE space = ?1 AND ord >= ?2";
const PUT_MARKER: &str = "INSERT OR REPLACE INTO marker
    (space, ord, id, text, review, ended, known_at, known_device, in_conflict)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
const MARKERS: &str = "SELECT id, text, review, ended, known_at, known_device, in_conflict
    FROM marker WHERE space = ?1 ORDER BY ord";

impl Reader<'_> {
    /// What is to be done in a case.
    pub fn tasks(&self, space: SpaceId) -> Result<Vec<TaskRow>> {
        self.all(TASKS, [space.0], |row| task_at(row, 0))
    }

    /// What to mind.
    pub fn markers(&self, space: SpaceId) -> Result<Vec<MarkerRow>> {
        self.all(MARKERS, [space.0], |row| {
            Ok(MarkerRow {
                id: row.id(0)?,
                text: row.get(1)?,
                review: row.day(2)?,
                ended: row.day(3)?,
                known: row.as_known(4)?,
                in_conflict: row.get(6)?,
            })
        })
    }
}

/// Reads the columns of a task from this one on.
pub(crate) fn task_at(row: &Row<'_>, from: usize) -> Result<TaskRow> {
    let done_device: Option<DeviceId> = row.id_or_none(from + 5)?;
    Ok(TaskRow {
        id: row.id(from)?,
        title: row.get(from + 1)?,
        assignee: row.id_or_none(from + 2)?,
        due: row.day(from + 3)?,
        done: row
            .time_or_none(from + 4)?
            .zip(done_device)
            .map(|(at, device)| Done { at, device }),
        added: row.as_known(from + 6)?,
        known: row.as_known(from + 8)?,
    })
}

impl Writer<'_> {
    pub(super) fn put_tasks(
        &mut self,
        space: SpaceId,
        kept: &[TaskRow],
        tasks: &[TaskRow],
    ) -> Result<()> {
        if let Some(from) = left_over(kept, tasks) {
            self.run(DROP_TASK, params![space.0, from])?;
        }
        for (ord, task) in differing(kept, tasks) {
            self.run(
                PUT_TASK,
                params![
                    space.0,
                    ord,
                    task.id.0,
                    task.title,
                    task.assignee.map(|assignee| assignee.0),
                    day(task.due),
                    time(task.done.map(|done| done.at)),
                    task.done.map(|done| done.device.0),
                    task.added.at.as_millisecond(),
                    task.added.device.0,
                    task.known.at.as_millisecond(),
                    task.known.device.0,
                ],
            )?;
        }
        Ok(())
    }

    pub(super) fn put_markers(
        &mut self,
        space: SpaceId,
        kept: &[MarkerRow],
        markers: &[MarkerRow],
    ) -> Result<()> {
        if let Some(from) = left_over(kept, markers) {
            self.run(DROP_MARKER, params![space.0, from])?;
        }
        for (ord, marker) in differing(kept, markers) {
            self.run(
                PUT_MARKER,
                params![
                    space.0,
                    ord,
                    marker.id.0,
                    marker.text,
                    day(marker.review),
                    day(marker.ended),
                    marker.known.at.as_millisecond(),
                    marker.known.device.0,
                    marker.in_conflict,
                ],
            )?;
        }
        Ok(())
    }
}
