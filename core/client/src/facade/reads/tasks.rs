//! What is to be done.

use jiff::ToSpan;
use patchwork_model::TaskRow;

use super::{Names, case_read::CaseRead};
use crate::{CaseId, Client, Result, TaskView};

impl Names {
    fn task(&self, case: CaseId, child: String, row: TaskRow) -> TaskView {
        TaskView {
            task: row.id,
            case,
            child,
            title: row.title,
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
    /// This person's tasks over all cases: open ones by their day, then what
    /// was done in the last day.
    pub async fn my_tasks(&self) -> Result<Vec<TaskView>> {
        let roster = self.roster().await?;
        let Some(me) = roster.me else {
            return Ok(Vec::new());
        };
        let now = self.now();
        self.read(move |r| {
            let names = Names::of(roster);
            let yesterday = now.checked_sub(24.hours()).unwrap_or(now);
            Ok(r.tasks_of(me, yesterday)?
                .into_iter()
                .filter(|row| names.roster.is_mine(row.space))
                .map(|row| names.task(row.space, row.child, row.task))
                .collect())
        })
        .await
    }
}
