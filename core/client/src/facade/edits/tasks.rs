//! What is to be done.

use patchwork_model::{CaseEdit, TaskId, TaskRow};
use patchwork_protocol::PractitionerId;
use patchwork_store::Writer;
use patchwork_sync::Device;

use super::{as_shown, edit, line, may_write, of_newer, save, unless_left};
use crate::{
    CaseId, Client, EntryId, NewTask, TaskDetails,
    error::{ClientError, Result},
    facade::{
        dates::must_be_plausible,
        reads::{decode_shown, words::shortened},
    },
    workspace::{Touched, today},
};

fn title_of(typed: &str) -> Result<String> {
    line(typed).ok_or_else(|| ClientError::invalid("title", "Write what is to be done."))
}

/// Letters of an answer that a task made of it begins with.
const TITLE: usize = 160;

/// What a task that is made of the answer to a worry is called at first: the words of the answer in
/// one line, shortened where they are long.
fn title_of_answer(words: &str) -> String {
    shortened(words, TITLE)
}

/// Adds the task that an answer says was made, for whoever answered. It is added with the answer,
/// so that nobody reads of a task that is on nobody's list.
pub(in crate::facade) fn add_task_of(
    case: CaseId,
    answer: EntryId,
    words: &str,
    me: PractitionerId,
    device: &Device,
    w: &mut Writer<'_>,
    touched: &mut Touched,
) -> Result<()> {
    let task = CaseEdit::AddTask {
        id: TaskId::made_in(answer),
        title: title_of_answer(words),
        assignee: Some(me),
        due: None,
    };
    edit(case, &[task], None, device, w, touched)
}

/// Removes the task of an answer that is taken back, if it is still as the answer made it.
pub(in crate::facade) fn remove_task_of(
    case: CaseId,
    answer: EntryId,
    words: &str,
    device: &Device,
    w: &mut Writer<'_>,
    touched: &mut Touched,
) -> Result<()> {
    let id = TaskId::made_in(answer);
    let is_as_made = |row: &TaskRow| {
        row.title == title_of_answer(words)
            && row.assignee == device.practitioner()
            && row.due.is_none()
            && row.done.is_none()
    };
    let task = w.tasks(case)?.into_iter().find(|row| row.id == id);
    if !task.is_some_and(|row| is_as_made(&row)) || may_write(device, case).is_err() {
        return Ok(());
    }
    edit(case, &[CaseEdit::RemoveTask(id)], None, device, w, touched)
}

/// The id of the task that the answer to a worry made, so that a screen finds it beside the answer.
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn task_made_in(answer: EntryId) -> TaskId {
    TaskId::made_in(answer)
}

/// The answer that made a task, if an answer made it: whether there is an entry of this id says so.
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn answer_that_made(task: TaskId) -> EntryId {
    EntryId(task.0)
}

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Adds something to be done.
    pub async fn add_task(&self, task: NewTask) -> Result<TaskId> {
        ClientError::gather([
            title_of(&task.title).map(drop),
            must_be_plausible("due", task.due, today(self.now())),
        ])?;
        let id = task.id.unwrap_or_else(|| TaskId::random(&mut self.rng()));
        let new = CaseEdit::AddTask {
            id,
            title: title_of(&task.title)?,
            assignee: task.assignee,
            due: task.due,
        };
        self.add(task.case, id, new, move |case, r| {
            Ok(r.tasks(case)?.iter().any(|row| row.id == id))
        })
        .await
    }

    /// Changes a task: its words, who does it, by when. Only what differs from
    /// what the screen showed is written.
    pub async fn change_task(&self, case: CaseId, details: TaskDetails) -> Result<()> {
        let shown = decode_shown(&details.shown);
        self.change(move |device, w, touched| {
            may_write(device, case)?;
            let there = |rows: Vec<TaskRow>| {
                let task = rows.into_iter().find(|row| row.id == details.task);
                task.ok_or(ClientError::NotFound)
            };
            let now = there(w.tasks(case)?)?;
            let was = there(as_shown(case, shown.as_ref(), w, touched)?.tasks)?;
            if was.title.is_empty() || now.title.is_empty() {
                return Err(of_newer("title"));
            }
            let title = title_of(&details.title);
            let due = unless_left(details.due, &was.due, &now.due);
            ClientError::gather([
                title.clone().map(drop),
                must_be_plausible("due", due.filter(|_| due != now.due), today(touched.now())),
            ])?;
            let wanted = TaskRow {
                title: unless_left(title?, &was.title, &now.title),
                assignee: unless_left(details.assignee, &was.assignee, &now.assignee),
                due,
                ..now.clone()
            };
            save(case, &differences(&now, &wanted), None, device, w, touched)
        })
        .await
    }

    /// Ticks a task.
    pub async fn complete_task(&self, case: CaseId, task: TaskId) -> Result<()> {
        let done = CaseEdit::SetTaskDone {
            id: task,
            done: true,
        };
        self.edit(case, vec![done], None).await
    }

    /// Takes the tick away: it is to be done after all.
    pub async fn reopen_task(&self, case: CaseId, task: TaskId) -> Result<()> {
        let open = CaseEdit::SetTaskDone {
            id: task,
            done: false,
        };
        self.edit(case, vec![open], None).await
    }

    /// Removes a task that was added by mistake.
    pub async fn remove_task(&self, case: CaseId, task: TaskId) -> Result<()> {
        self.edit(case, vec![CaseEdit::RemoveTask(task)], None)
            .await
    }
}

fn differences(now: &TaskRow, wanted: &TaskRow) -> Vec<CaseEdit> {
    let id = now.id;
    let mut edits = Vec::new();
    if wanted.title != now.title {
        edits.push(CaseEdit::RetitleTask {
            id,
            title: wanted.title.clone(),
        });
    }
    if wanted.assignee != now.assignee {
        edits.push(CaseEdit::AssignTask {
            id,
            assignee: wanted.assignee,
        });
    }
    if wanted.due != now.due {
        edits.push(CaseEdit::SetTaskDue {
            id,
            due: wanted.due,
        });
    }
    edits
}

#[cfg(test)]
mod tests {
    use patchwork_model::{EntryKind, ResponseKind};

    use super::*;
    use crate::{DraftView, Undone, testing::Kitchen};

    fn details(task: TaskId, title: &str, shown: &str) -> TaskDetails {
        TaskDetails {
            task,
            title: title.to_owned(),
            assignee: None,
            due: None,
            shown: shown.to_owned(),
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_task_is_given_away_reworded_opened_again_and_removed() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let case = kitchen.ella().await;
        let new = NewTask {
            id: None,
            case,
            title: "Ring Mum".to_owned(),
            assignee: None,
            due: None,
        };
        let task = client.add_task(new).await.unwrap();
        client.complete_task(case, task).await.unwrap();
        client.reopen_task(case, task).await.unwrap();
        let wanted = TaskDetails {
            assignee: Some(kitchen.priya),
            due: "2026-12-01".parse().ok(),
            ..details(task, "Ring Mum about shoes", "")
        };
        client.change_task(case, wanted.clone()).await.unwrap();
        let view = client.case_view(case).await.unwrap().tasks.remove(0);
        assert_eq!(view.title, "Ring Mum about shoes");
        assert_eq!(view.assignee_name, "Priya Nair");
        assert_eq!((view.due, view.done_at), (wanted.due, None));

        let other = kitchen.ella().await;
        let not_there = Err(ClientError::NotFound);
        assert_eq!(client.complete_task(other, task).await, not_there);
        assert_eq!(client.reopen_task(other, task).await, not_there);
        assert_eq!(client.remove_task(other, task).await, not_there);
        client.remove_task(case, task).await.unwrap();
        assert_eq!(client.case_view(case).await.unwrap().tasks, []);
        assert_eq!(
            client.change_task(case, wanted).await,
            Err(ClientError::NotFound)
        );
    }

    #[test]
    fn a_task_begins_with_the_words_of_the_answer_in_one_line() {
        assert_eq!(
            title_of_answer(" Ring\nschool  today. "),
            "Ring school today."
        );
        assert_eq!(title_of_answer(""), "");
        let long = "school ".repeat(100);
        let title = title_of_answer(&long);
        assert!(title.chars().count() <= TITLE + 1, "{title}");
        assert!(
            title.starts_with("school school") && title.ends_with('…'),
            "{title}"
        );
    }

    async fn answer(kitchen: &Kitchen, case: CaseId, words: &str) -> EntryId {
        let worry = kitchen
            .write(case, EntryKind::Worry, "No lunch again", None)
            .await;
        let draft = DraftView {
            kind: EntryKind::Response,
            response: Some(ResponseKind::Task),
            target: Some(worry),
            text: words.to_owned(),
            ..kitchen.client.new_draft(Some(case)).await.unwrap()
        };
        let saved = kitchen.client.save_entry(draft.clone()).await.unwrap();
        // Sent again by a thumb that is in a hurry, it is the same answer.
        let again = kitchen.client.save_entry(draft).await.unwrap();
        assert_eq!(again.entry, saved.entry);
        saved.entry
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_answer_that_made_a_task_puts_it_on_the_list_of_whoever_answered() {
        let kitchen = Kitchen::new().await;
        let case = kitchen.ella().await;
        let answer = answer(&kitchen, case, "Ring school\ntoday.").await;
        let tasks = kitchen.client.case_view(case).await.unwrap().tasks;
        let told: Vec<_> = tasks
            .iter()
            .map(|task| (task.task, task.title.as_str(), task.assignee, task.due))
            .collect();
        let me = Some(kitchen.priya);
        assert_eq!(
            told,
            [(task_made_in(answer), "Ring school today.", me, None)]
        );
        let mine = kitchen.client.my_tasks(None, 10).await.unwrap();
        assert_eq!(mine.tasks, tasks);

        // It is told of beside the answer, and so is that it is gone.
        let worry = kitchen.client.entry(case, answer).await.unwrap().target;
        let said = async || {
            let worry = kitchen.client.entry(case, worry.unwrap()).await.unwrap();
            let answer = worry.thread.into_iter().next().unwrap();
            (answer.label, answer.task)
        };
        let task = tasks.into_iter().next();
        assert_eq!(said().await, ("Made a task".to_owned(), task));
        let id = task_made_in(answer);
        kitchen.client.remove_task(case, id).await.unwrap();
        let gone = "Made a task, which is not on the list".to_owned();
        assert_eq!(said().await, (gone, None));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn with_an_answer_that_is_taken_back_goes_its_task_unless_it_was_changed() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let case = kitchen.ella().await;
        let taken_back = answer(&kitchen, case, "Ring school").await;
        let undone = client.undo(taken_back).await.unwrap();
        assert!(matches!(undone, Undone::InTime { .. }));
        assert_eq!(client.case_view(case).await.unwrap().tasks, []);

        let kept = answer(&kitchen, case, "Ring school").await;
        client
            .complete_task(case, task_made_in(kept))
            .await
            .unwrap();
        client.undo(kept).await.unwrap();
        let tasks = client.case_view(case).await.unwrap().tasks;
        assert_eq!(tasks.len(), 1);
        assert!(tasks[0].done_at.is_some());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_came_while_the_form_was_open_is_left_alone() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let case = kitchen.ella().await;
        let new = NewTask {
            id: None,
            case,
            title: "Ring Mum".to_owned(),
            assignee: None,
            due: None,
        };
        let task = client.add_task(new).await.unwrap();
        let shown = client.case_view(case).await.unwrap().header.shown;
        let due = TaskDetails {
            due: "2026-12-01".parse().ok(),
            ..details(task, "Ring Mum", &shown)
        };
        client.change_task(case, due).await.unwrap();
        client
            .change_task(case, details(task, "Ring Nan", &shown))
            .await
            .unwrap();
        let view = client.case_view(case).await.unwrap().tasks.remove(0);
        assert_eq!(view.title, "Ring Nan");
        assert_eq!(view.due, "2026-12-01".parse().ok());
    }
}
