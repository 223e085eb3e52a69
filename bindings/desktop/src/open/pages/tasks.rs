//! *My tasks*, and a case's.

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse as _, Redirect},
};
use patchwork_client::{
    CaseHeader, CaseId, CaseView, Client, ClientError, EntryView, NewTask, TaskDetails, TaskId,
    TaskView, TeamMemberView, answer_that_made,
};

use super::{case_fact::CaseFact, form, listed};
use crate::open::{
    app::Member,
    fields::{Fields, Id, Query},
    frame::Frame,
    problem::{Page, Problem, show},
    refusal::Refusal,
    words,
};

/// What has just become of a task, said below the page with the way back.
pub(crate) struct Changed {
    pub(crate) task: TaskView,
    /// Done, or else added.
    pub(crate) is_done: bool,
    /// The page it was done on, to come back to.
    pub(crate) from: &'static str,
}

impl Changed {
    /// As the address of the page says; none where it is not so any more.
    pub(crate) fn of(tasks: &[TaskView], query: &Fields, from: &'static str) -> Option<Self> {
        let named = |name| query.id_if_any::<TaskId>(name).unwrap_or(None);
        let find = |id| tasks.iter().find(|task| Some(task.task) == id).cloned();
        let done = find(named("done")).filter(|task| task.done_at.is_some());
        let added = find(named("added")).filter(|task| task.done_at.is_none());
        let is_done = done.is_some();
        let task = done.or(added)?;
        Some(Self {
            task,
            is_done,
            from,
        })
    }
}

#[derive(Template)]
#[template(path = "tasks.html")]
struct MyTasksPage {
    frame: Frame,
    due: Vec<TaskView>,
    open: Vec<TaskView>,
    done: Vec<TaskView>,
    /// Where the list goes on.
    more: Option<String>,
    /// The task that was just done here.
    changed: Option<Changed>,
}

/// `GET /tasks`
pub(crate) async fn mine(Member(client): Member, Query(query): Query) -> Page {
    let after = listed::after(&query);
    let here = listed::address(
        "/tasks",
        &[
            ("after", after.as_deref().unwrap_or_default()),
            ("done", query.text("done")),
            ("case", query.text("case")),
        ],
    );
    let changed = match query.id_if_any::<CaseId>("case") {
        // The case may not be theirs any more; then there is nothing to take back.
        Ok(Some(case)) => match client.case_view(case).await {
            Ok(view) if view.header.may_write => Changed::of(&view.tasks, &query, "mine"),
            _ => None,
        },
        _ => None,
    };
    let page = client.my_tasks(after, listed::PAGE).await?;
    let more = page
        .next
        .map(|next| listed::address("/tasks", &[("after", &next)]));
    let (done, open): (Vec<_>, Vec<_>) = page.tasks.into_iter().partition(|t| t.done_at.is_some());
    let (due, open) = open
        .into_iter()
        .partition(|t| t.due.as_ref().is_some_and(words::is_due));
    let frame = Frame::live(&client, "tasks", here, &["tasks"]).await?;
    show(&MyTasksPage {
        frame,
        due,
        open,
        done,
        more,
        changed,
    })
}

/// `POST /cases/{case}/tasks`
pub(crate) async fn add(
    Member(client): Member,
    Path(Id(case)): Path<Id<CaseId>>,
    fields: Fields,
) -> Page {
    let saved = record(&client, case, &fields).await.map(|task| {
        let address = Task::stands_at(case);
        Redirect::to(&format!("{address}?added={task}"))
    });
    form::answer(saved, |problem| {
        super::case::tasks_again(&client, case, fields, problem)
    })
    .await
}

async fn record(client: &Client, case: CaseId, fields: &Fields) -> Result<TaskId, Problem> {
    let task = NewTask {
        id: fields.id_if_any("id")?,
        case,
        title: fields.owned("title"),
        assignee: fields.id_if_any("assignee")?,
        due: fields.day("due")?,
    };
    Ok(client.add_task(task).await?)
}

#[derive(Template)]
#[template(path = "task.html")]
pub(crate) struct TaskPage {
    frame: Frame,
    header: CaseHeader,
    task: TaskView,
    members: Vec<TeamMemberView>,
    fields: Fields,
    problem: Option<Refusal>,
    /// The entry under which the answer stands that it was made in.
    worry: Option<EntryView>,
    /// The page that somebody came from: their own tasks, or the case.
    from: &'static str,
}

impl TaskPage {
    /// Whoever has the task without being on the team stays to be chosen.
    fn has_left(&self) -> bool {
        self.task.assignee.is_some_and(|assignee| {
            self.members
                .iter()
                .all(|member| member.practitioner != assignee)
        })
    }
}

/// What is to be done.
pub(crate) struct Task;

impl CaseFact for Task {
    type Id = TaskId;
    type Page = TaskPage;

    async fn draw(
        client: &Client,
        view: CaseView,
        task: TaskId,
        typed: Option<Fields>,
        problem: Option<Refusal>,
    ) -> Result<TaskPage, Problem> {
        let found = view.tasks.into_iter().find(|t| t.task == task);
        let task = found.ok_or(ClientError::NotFound)?;
        let as_it_stands = || {
            let assignee = task.assignee.map(|a| a.to_string());
            Fields::filled([
                ("shown", view.header.shown.clone()),
                ("title", task.title.clone()),
                ("assignee", assignee.unwrap_or_default()),
                ("due", words::field_day(task.due)),
            ])
        };
        let worry = worry_of(client, &task).await;
        Ok(TaskPage {
            frame: Frame::of_form(client, view.header.case).await?,
            worry,
            from: "case",
            fields: typed.unwrap_or_else(as_it_stands),
            members: client.team(view.header.case).await?.members,
            header: view.header,
            task,
            problem,
        })
    }

    async fn change(
        client: &Client,
        case: CaseId,
        task: TaskId,
        typed: &Fields,
    ) -> Result<(), Problem> {
        let details = TaskDetails {
            task,
            title: typed.owned("title"),
            assignee: typed.id_if_any("assignee")?,
            due: typed.day("due")?,
            shown: typed.owned("shown"),
        };
        Ok(client.change_task(case, details).await?)
    }

    async fn remove(
        client: &Client,
        case: CaseId,
        task: TaskId,
        _: &Fields,
    ) -> Result<(), Problem> {
        Ok(client.remove_task(case, task).await?)
    }

    fn stands_at(case: CaseId) -> String {
        format!("/cases/{case}/tasks")
    }

    fn goes_on_at(case: CaseId, sent: &Fields) -> String {
        match sent.text("from") {
            "mine" => "/tasks".to_owned(),
            _ => Self::stands_at(case),
        }
    }

    fn with_way_back(page: TaskPage, sent: &Fields) -> TaskPage {
        match sent.text("from") {
            "mine" => TaskPage {
                from: "mine",
                frame: Frame {
                    place: "tasks",
                    ..page.frame
                },
                ..page
            },
            _ => page,
        }
    }
}

/// The worry whose answer made a task, while both are here.
async fn worry_of(client: &Client, task: &TaskView) -> Option<EntryView> {
    let answer = answer_that_made(task.task);
    let answer = client.entry(task.case, answer).await.ok()?;
    client.entry(task.case, answer.target?).await.ok()
}

/// `POST /cases/{case}/tasks/{task}/done`
pub(crate) async fn complete(
    Member(client): Member,
    Path((Id(case), Id(task))): Path<(Id<CaseId>, Id<TaskId>)>,
    fields: Fields,
) -> Page {
    client.complete_task(case, task).await?;
    let address = if fields.text("from") == "mine" {
        format!("/tasks?done={task}&case={case}")
    } else {
        format!("{}?done={task}", Task::stands_at(case))
    };
    Ok(Redirect::to(&address).into_response())
}

/// `POST /cases/{case}/tasks/{task}/reopen`
pub(crate) async fn reopen(
    Member(client): Member,
    Path((Id(case), Id(task))): Path<(Id<CaseId>, Id<TaskId>)>,
    fields: Fields,
) -> Page {
    client.reopen_task(case, task).await?;
    Ok(Redirect::to(&Task::goes_on_at(case, &fields)).into_response())
}
