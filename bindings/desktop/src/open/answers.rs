//! Pages that answer a form, kept for the way back of the browser.
//!
//! A browser asks for a page again when somebody goes back to it. For the answer to a form it would
//! have to send the form once more, and shows a page of its own instead: "Confirm Form
//! Resubmission". So such an answer is kept here for a while and the browser is led to an address
//! that names it. The address holds a number drawn at random and nothing that anybody typed. What is
//! kept is in memory alone, is bounded, and goes when it is locked.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    body::Body,
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse as _, Redirect, Response},
};
use bytes::Bytes;
use http::{Method, StatusCode, header};
use patchwork_client::draw_id;

use super::{app::App, problem::Problem};

/// The most pages that are kept, and the most bytes of all of them.
const MOST_PAGES: usize = 32;
const MOST_BYTES: usize = 8 * 1024 * 1024;
/// How long one is given.
const KEPT_FOR: Duration = Duration::from_hours(1);

/// What an address calls the page that it names.
const NAME: &str = "answer";

/// The pages that are kept, the oldest first.
#[derive(Default)]
pub(crate) struct Answers(Mutex<VecDeque<Answer>>);

#[derive(Clone)]
struct Answer {
    id: String,
    path: String,
    status: StatusCode,
    page: Bytes,
    since: Instant,
}

impl Answers {
    fn keep(&self, path: &str, status: StatusCode, page: Bytes) -> String {
        let id = draw_id();
        let mut kept = self.lately();
        kept.push_back(Answer {
            id: id.clone(),
            path: path.to_owned(),
            status,
            page,
            since: Instant::now(),
        });
        let bytes = |kept: &VecDeque<Answer>| kept.iter().map(|one| one.page.len()).sum::<usize>();
        while kept.len() > MOST_PAGES || bytes(&kept) > MOST_BYTES {
            kept.pop_front();
        }
        id
    }

    /// The page of this name at this address. A draft has a page of its own, which shows what became
    /// of it since: its answer is given once.
    fn find(&self, path: &str, id: &str) -> Option<Answer> {
        let mut kept = self.lately();
        let place = kept
            .iter()
            .position(|one| one.id == id && one.path == path)?;
        if path.starts_with("/capture/") {
            return kept.remove(place);
        }
        kept.get(place).cloned()
    }

    /// What is kept, without what is too old.
    fn lately(&self) -> MutexGuard<'_, VecDeque<Answer>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|one| one.since.elapsed() < KEPT_FOR);
        kept
    }

    /// Nothing is kept any more.
    pub(crate) fn forget(&self) {
        self.lately().clear();
    }
}

/// Leads the browser to the page that answers its form, and gives that page as often as it asks.
pub(crate) async fn give_again(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path().to_owned();
    if request.method() == Method::POST && is_of_a_page(&request) {
        let answer = next.run(request).await;
        return kept(&app, &path, answer).await;
    }
    let named = request.uri().query().and_then(answer_named);
    let Some(id) = named.map(str::to_owned) else {
        return next.run(request).await;
    };
    let is_part = request.headers().contains_key("hx-request");
    if !is_part
        && app.client().await.is_some()
        && let Some(answer) = app.answers.find(&path, &id)
    {
        let html = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
        return (answer.status, html, Body::from(answer.page)).into_response();
    }
    let page = next.run(request).await;
    // It is kept no more, and to some addresses only forms are sent.
    if page.status() == StatusCode::NOT_FOUND {
        return Redirect::to("/").into_response();
    }
    page
}

/// Whether the browser shows the answer as a page: not a script, which reads it.
fn is_of_a_page(request: &Request) -> bool {
    let headers = request.headers();
    let mode = headers
        .get("sec-fetch-mode")
        .map(http::HeaderValue::as_bytes);
    mode == Some(b"navigate") && !headers.contains_key("hx-request")
}

fn answer_named(query: &str) -> Option<&str> {
    query.split('&').find_map(|field| {
        let (name, id) = field.split_once('=')?;
        (name == NAME).then_some(id)
    })
}

async fn kept(app: &App, path: &str, answer: Response) -> Response {
    let content = answer.headers().get(header::CONTENT_TYPE);
    let is_page = content.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    // While it is locked nothing of a form is kept.
    if !is_page || app.client().await.is_none() {
        return answer;
    }
    let status = answer.status();
    let (parts, body) = answer.into_parts();
    let Ok(page) = axum::body::to_bytes(body, usize::MAX).await else {
        return Problem::internal().into_response();
    };
    if page.len() > MOST_BYTES {
        return Response::from_parts(parts, Body::from(page));
    }
    let id = app.answers.keep(path, status, page.clone());
    // It may have been locked meanwhile.
    if app.client().await.is_none() {
        app.answers.forget();
        return Response::from_parts(parts, Body::from(page));
    }
    Redirect::to(&format!("{path}?{NAME}={id}")).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_bounded_and_the_oldest_goes_first() {
        let answers = Answers::default();
        let keep = |bytes: usize| answers.keep("/cases", StatusCode::OK, vec![b'a'; bytes].into());
        let first = keep(1);
        let others: Vec<String> = (0..MOST_PAGES).map(|_| keep(1)).collect();
        assert!(answers.find("/cases", &first).is_none());
        assert!(others.iter().all(|id| answers.find("/cases", id).is_some()));
        assert!(answers.find("/tasks", &others[0]).is_none());
        let large = keep(MOST_BYTES);
        assert!(answers.find("/cases", &large).is_some());
        assert!(others.iter().all(|id| answers.find("/cases", id).is_none()));
        answers.forget();
        assert!(answers.find("/cases", &large).is_none());
    }

    #[test]
    fn the_answer_to_what_is_written_in_a_draft_is_given_once() {
        let answers = Answers::default();
        let id = answers.keep("/capture/ab", StatusCode::OK, Bytes::new());
        assert!(answers.find("/capture/ab", &id).is_some());
        assert!(answers.find("/capture/ab", &id).is_none());
    }
}
