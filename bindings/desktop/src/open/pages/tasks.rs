//! *My tasks*, and a case's.

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse as _, Redirect},
};
use patchwork_client::{CaseId, NewTask, TaskId, TaskView};

use crate::open::{
    app::Member,
    fields::{Fields, Id},
    frame::Frame,
    problem::{Page, show},
    words,
};

#[derive(Template)]
#[template(path = "tasks.html")]
struct MyTasksPage {
    frame: Frame,
    due: Vec<TaskView>,
    open: Vec<TaskView>,
    done: Vec<TaskView>,
}

/// `GET /tasks`
pub(crate) async fn mine(Member(client): Member) -> Page {
    let (done, open): (Vec<_>, Vec<_>) = client
        .my_tasks()
        .await?
        .into_iter()
        .partition(|t| t.done_at.is_some());
    let (due, open) = open
        .into_iter()
        .partition(|t| t.due.as_ref().is_some_and(words::is_due));
    let frame = Frame::live(&client, "tasks", "/tasks", &["tasks"]).await?;
    show(&MyTasksPage {
        frame,
        due,
        open,
        done,
    })
}

/// `POST /cases/{case}/tasks`
pub(crate) async fn add(
    Member(client): Member,
    Path(Id(case)): Path<Id<CaseId>>,
    fields: Fields,
) -> Page {
    let task = NewTask {
        case,
        title: fields.owned("title"),
        assignee: fields.id_if_any("assignee")?,
        due: fields.day("due")?,
    };
    client.add_task(task).await?;
    Ok(Redirect::to(&format!("/cases/{case}/tasks")).into_response())
}

/// `POST /cases/{case}/tasks/{task}/done`
pub(crate) async fn complete(
    Member(client): Member,
    Path((Id(case), Id(task))): Path<(Id<CaseId>, Id<TaskId>)>,
    fields: Fields,
) -> Page {
    client.complete_task(case, task).await?;
    let back = if fields.text("from") == "mine" {
        "/tasks".to_owned()
    } else {
        format!("/cases/{case}/tasks")
    };
    Ok(Redirect::to(&back).into_response())
}
