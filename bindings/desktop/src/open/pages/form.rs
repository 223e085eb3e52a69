//! Forms about a case: who is shown one, and what comes of sending it.

use askama::Template;
use axum::response::{IntoResponse as _, Redirect};
use patchwork_client::{CaseId, CaseView, Client, ClientError};

use crate::open::problem::{Page, Problem, show_again};

/// The case, before a form about it is shown: nobody types what will be refused.
pub(crate) async fn writable(client: &Client, case: CaseId) -> Result<CaseView, Problem> {
    must_save(client)?;
    let view = client.case_view(case).await?;
    if view.header.may_write {
        Ok(view)
    } else {
        Err(Problem::only_to_read(view.header.notice))
    }
}

/// Whether anything can be saved, before a form is shown.
pub(crate) fn must_save(client: &Client) -> Result<(), Problem> {
    match client.read_only_notice() {
        Some(_) => Err(ClientError::ReadOnly.into()),
        None => Ok(()),
    }
}

/// Goes on to where a saved form leads; one whose typing was refused, or that cannot be saved now,
/// comes back with the reason.
pub(crate) async fn answer<P, F>(
    saved: Result<Redirect, Problem>,
    again: impl FnOnce(String) -> F,
) -> Page
where
    P: Template,
    F: Future<Output = Result<P, Problem>>,
{
    match saved {
        Ok(next) => Ok(next.into_response()),
        Err(problem) if problem.keeps_the_form() => show_again(&again(problem.to_string()).await?),
        Err(problem) => Err(problem),
    }
}
