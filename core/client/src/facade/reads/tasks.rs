//! What is to be done.

use jiff::{Timestamp, ToSpan};
use patchwork_model::TaskRow;
use patchwork_store::{TaskListRow, TaskPlace};

use super::{Names, case_read::CaseRead, pages, words::readable};
use crate::{CaseId, Client, Result, TaskPage, TaskView};

impl Names<'_> {
    pub(super) fn task(&self, case: CaseId, child: String, row: TaskRow) -> TaskView {
        TaskView {
            task: row.id,
            case,
            child,
            title: readable(row.title),
            assignee: row.assignee,
            assignee_name: row
                .assignee
                .map(|assignee| self.name(assignee))
                .unwrap_or_default(),
            due: row.due,
            done_at: row.done.map(|done| done.at),
            done_by: row
                .done
                .map(|done| self.owner(done.device))
                .unwrap_or_default(),
        }
    }
}

impl CaseRead<'_> {
    /// Open tasks by their day, then what was done, the latest first.
    pub(super) fn tasks(&self) -> Vec<TaskView> {
        let mut rows = self.rows.tasks.clone();
        rows.sort_by_key(|row| {
            (
                row.done.is_some(),
                row.done.map(|done| core::cmp::Reverse(done.at)),
                row.due.is_none(),
                row.due,
                row.added.at,
                row.id,
            )
        });
        rows.into_iter()
            .map(|row| self.names.task(self.case, self.rows.case.name.clone(), row))
            .collect()
    }
}

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// A page of this person's tasks over all cases: open ones by their day, then what was done
    /// in the last day, the latest first. The first one, or the one after the handle that the page
    /// before gave. It holds `limit` of them, at most 200.
    ///
    /// # Errors
    /// [`ClientError::Invalid`] with the field `after` if it is no handle of a page.
    pub async fn my_tasks(&self, after: Option<String>, limit: u32) -> Result<TaskPage> {
        let after = after.as_deref().map(decode_place).transpose()?;
        let roster = self.roster().await?;
        let Some(me) = roster.me else {
            return Ok(TaskPage {
                tasks: Vec::new(),
                next: None,
            });
        };
        let now = self.now();
        self.read(move |r| {
            let names = Names::of(roster, r);
            let yesterday = now.checked_sub(24.hours()).unwrap_or(now);
            let (rows, next) = pages::page(
                after,
                limit,
                |after, most| Ok(r.tasks_of(me, yesterday, after, most)?),
                TaskListRow::place,
                |row| names.roster.is_mine(row.space),
            )?;
            let tasks = rows
                .into_iter()
                .map(|row| names.task(row.space, row.child, row.task));
            Ok(TaskPage {
                tasks: tasks.collect(),
                next: next.map(encode_place),
            })
        })
        .await
    }
}

/// The place itself, since a task may be done between one page and the next.
fn encode_place(place: TaskPlace) -> String {
    match place {
        TaskPlace::Open {
            due,
            added_at,
            space,
            task,
        } => {
            let due = due.map(|due| due.to_string()).unwrap_or_default();
            format!("open.{due}.{}.{space}.{task}", added_at.as_millisecond())
        }
        TaskPlace::Done { at, space, task } => {
            format!("done..{}.{space}.{task}", at.as_millisecond())
        }
    }
}

fn decode_place(handle: &str) -> Result<TaskPlace> {
    let place = || {
        let mut parts = handle.split('.');
        let (sort, due) = (parts.next()?, parts.next()?);
        let at = Timestamp::from_millisecond(parts.next()?.parse().ok()?).ok()?;
        let space = parts.next()?.parse().ok()?;
        let task = parts.next()?.parse().ok()?;
        if parts.next().is_some() {
            return None;
        }
        match (sort, due) {
            ("open", due) => Some(TaskPlace::Open {
                due: match due {
                    "" => None,
                    due => Some(due.parse().ok()?),
                },
                added_at: at,
                space,
                task,
            }),
            ("done", "") => Some(TaskPlace::Done { at, space, task }),
            _ => None,
        }
    };
    place().ok_or_else(pages::is_gone)
}

#[cfg(test)]
mod tests {
    use patchwork_model::TaskId;

    use super::*;

    #[test]
    fn a_page_of_tasks_goes_on_where_its_handle_says() {
        let at: Timestamp = "2026-03-12T10:42:00Z".parse().unwrap();
        let (space, task) = (CaseId([3; 32]), TaskId([5; 16]));
        let open = |due| TaskPlace::Open {
            due,
            added_at: at,
            space,
            task,
        };
        for place in [
            open(None),
            open(Some(jiff::civil::date(2026, 3, 27))),
            TaskPlace::Done { at, space, task },
        ] {
            assert_eq!(decode_place(&encode_place(place)), Ok(place));
        }
        let done = encode_place(TaskPlace::Done { at, space, task });
        for nonsense in [
            "",
            "open",
            "done.2026-03-27.1.2.3",
            &format!("{done}.1"),
            &done[1..],
        ] {
            assert!(decode_place(nonsense).is_err(), "{nonsense}");
        }
    }
}
