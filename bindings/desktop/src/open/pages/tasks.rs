//! *My tasks*, and a case's.

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse as _, Redirect},
};
use patchwork_client::{
    CaseHeader, CaseId, CaseView, Client, ClientError, NewTask, TaskDetails, TaskId, TaskView,
    TeamMemberView,
};

use super::{form, listed};
use crate::open::{
    app::Member,
    fields::{Fields, Id, Query},
    frame::Frame,
    problem::{Page, Problem, show},
    refusal::Refusal,
    words,
};

#[derive(Template)]
#[template(path = "tasks.html")]
struct MyTasksPage {
    frame: Frame,
    due: Vec<TaskView>,
    open: Vec<TaskView>,
    done: Vec<TaskView>,
    /// Where the list goes on.
    more: Option<String>,
}

/// `GET /tasks`
pub(crate) async fn mine(Member(client): Member, Query(query): Query) -> Page {
    let after = listed::after(&query);
    let here = listed::address("/tasks", &[("after", after.as_deref().unwrap_or_default())]);
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
    })
}

/// `POST /cases/{case}/tasks`
pub(crate) async fn add(
    Member(client): Member,
    Path(Id(case)): Path<Id<CaseId>>,
    fields: Fields,
) -> Page {
    let saved = record(&client, case, &fields).await.map(|()| of_case(case));
    form::answer(saved, |problem| {
        super::case::tasks_again(&client, case, fields, problem)
    })
    .await
}

async fn record(client: &Client, case: CaseId, fields: &Fields) -> Result<(), Problem> {
    let task = NewTask {
        id: fields.id_if_any("id")?,
        case,
        title: fields.owned("title"),
        assignee: fields.id_if_any("assignee")?,
        due: fields.day("due")?,
    };
    client.add_task(task).await?;
    Ok(())
}

fn of_case(case: CaseId) -> Redirect {
    Redirect::to(&format!("/cases/{case}/tasks"))
}

#[derive(Template)]
#[template(path = "task.html")]
struct TaskPage {
    frame: Frame,
    header: CaseHeader,
    task: TaskView,
    members: Vec<TeamMemberView>,
    fields: Fields,
    problem: Option<Refusal>,
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

async fn draw(
    client: &Client,
    view: CaseView,
    task: TaskId,
    fields: Option<Fields>,
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
    Ok(TaskPage {
        frame: Frame::still(client, "cases").await?,
        fields: fields.unwrap_or_else(as_it_stands),
        members: client.team(view.header.case).await?.members,
        header: view.header,
        task,
        problem,
    })
}

/// `GET /cases/{case}/tasks/{task}`
pub(crate) async fn task_page(
    Member(client): Member,
    Path((Id(case), Id(task))): Path<(Id<CaseId>, Id<TaskId>)>,
) -> Page {
    let view = form::writable(&client, case).await?;
    show(&draw(&client, view, task, None, None).await?)
}

/// `POST /cases/{case}/tasks/{task}`
pub(crate) async fn change(
    Member(client): Member,
    Path((Id(case), Id(task))): Path<(Id<CaseId>, Id<TaskId>)>,
    fields: Fields,
) -> Page {
    let saved = apply(&client, case, task, &fields)
        .await
        .map(|()| of_case(case));
    form::answer(saved, |problem| async {
        let view = client.case_view(case).await?;
        draw(&client, view, task, Some(fields), Some(problem)).await
    })
    .await
}

async fn apply(
    client: &Client,
    case: CaseId,
    task: TaskId,
    fields: &Fields,
) -> Result<(), Problem> {
    let details = TaskDetails {
        task,
        title: fields.owned("title"),
        assignee: fields.id_if_any("assignee")?,
        due: fields.day("due")?,
        shown: fields.owned("shown"),
    };
    Ok(client.change_task(case, details).await?)
}

/// `POST /cases/{case}/tasks/{task}/done`
pub(crate) async fn complete(
    Member(client): Member,
    Path((Id(case), Id(task))): Path<(Id<CaseId>, Id<TaskId>)>,
    fields: Fields,
) -> Page {
    client.complete_task(case, task).await?;
    let back = if fields.text("from") == "mine" {
        Redirect::to("/tasks")
    } else {
        of_case(case)
    };
    Ok(back.into_response())
}

/// `POST /cases/{case}/tasks/{task}/reopen`
pub(crate) async fn reopen(
    Member(client): Member,
    Path((Id(case), Id(task))): Path<(Id<CaseId>, Id<TaskId>)>,
) -> Page {
    client.reopen_task(case, task).await?;
    Ok(of_case(case).into_response())
}

/// `POST /cases/{case}/tasks/{task}/remove`
pub(crate) async fn remove(
    Member(client): Member,
    Path((Id(case), Id(task))): Path<(Id<CaseId>, Id<TaskId>)>,
) -> Page {
    client.remove_task(case, task).await?;
    Ok(of_case(case).into_response())
}
