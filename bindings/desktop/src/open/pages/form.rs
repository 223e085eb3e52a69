//! Forms about a case: who is shown one, and what comes of sending it.

use askama::Template;
use axum::response::{IntoResponse as _, Redirect};
use patchwork_client::{CaseId, CaseView, Client};

use crate::open::{
    problem::{Page, Problem, show_refused},
    refusal::Refusal,
};

/// The case, before a form about it is shown: nobody types what will be refused.
pub(crate) async fn writable(client: &Client, case: CaseId) -> Result<CaseView, Problem> {
    let view = client.case_view(case).await?;
    if view.header.may_write {
        Ok(view)
    } else {
        Err(Problem::only_to_read(view.header.notice))
    }
}

/// Goes on to where a saved form leads; one that was not taken comes back with the reason and all
/// that was typed.
pub(crate) async fn answer<P, F>(
    saved: Result<Redirect, Problem>,
    again: impl FnOnce(Refusal) -> F,
) -> Page
where
    P: Template,
    F: Future<Output = Result<P, Problem>>,
{
    match saved {
        Ok(next) => Ok(next.into_response()),
        Err(problem) => refused(problem, again).await,
    }
}

/// The form again, with why it was not taken and all that was typed. Where it cannot be drawn, the
/// problem alone.
pub(crate) async fn refused<P, F>(problem: Problem, again: impl FnOnce(Refusal) -> F) -> Page
where
    P: Template,
    F: Future<Output = Result<P, Problem>>,
{
    if problem.is_locked() {
        return Err(problem);
    }
    match again(Refusal::from(&problem)).await {
        Ok(page) => show_refused(problem.status(), &page),
        Err(_) => Err(problem),
    }
}
