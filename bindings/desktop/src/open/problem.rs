//! What went wrong, as a page that says what happened and what to do.

use std::borrow::Cow;

use askama::Template;
use axum::response::{Html, IntoResponse, Redirect, Response};
use http::StatusCode;
use patchwork_client::{ClientError, PassphraseVaultError, describe_error};

/// A page, or the problem in its place.
pub(crate) type Page = Result<Response, Problem>;

/// Something a person must be told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{sentence}")]
pub(crate) struct Problem {
    status: StatusCode,
    title: Cow<'static, str>,
    sentence: String,
    /// The field of a form that it is about, where it is about one.
    field: String,
}

impl Problem {
    fn new(
        status: StatusCode,
        title: impl Into<Cow<'static, str>>,
        sentence: impl Into<String>,
    ) -> Self {
        Self {
            status,
            title: title.into(),
            sentence: sentence.into(),
            field: String::new(),
        }
    }

    pub(crate) fn field(&self) -> &str {
        &self.field
    }

    /// The page's own form came back unreadable.
    pub(crate) fn unreadable() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "That could not be read",
            "The page sent something that could not be read, so nothing was changed. Go back and try again.",
        )
    }

    /// No page has this address.
    pub(crate) fn no_such_page() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "No page here",
            "There is no page at this address. Go back, or start again from your cases.",
        )
    }

    /// More was sent than any form of ours holds.
    pub(crate) fn too_long() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "Too long",
            "That is longer than one entry can be, so nothing was saved. Go back, shorten it or split it in two.",
        )
    }

    /// The window for undoing is over.
    pub(crate) fn too_late_to_undo() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "Too late to undo",
            "It is already on its way to the team. Go back to the timeline and correct it or strike it through; both stay visible.",
        )
    }

    /// An address that nobody else may learn.
    pub(crate) fn no_map() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "No map for this address",
            "A map would learn this address, and it is withheld or not settled. Find the way without a map.",
        )
    }

    /// A case that this person can read, with the case's own words why not more.
    pub(crate) fn only_to_read(why: String) -> Self {
        Self::new(StatusCode::FORBIDDEN, "You may not do this", why)
    }

    /// A fault of the pages themselves.
    pub(crate) fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Something went wrong",
            "Something went wrong while drawing this page. What was saved is safe. Go back and try again.",
        )
    }

    /// Whether everything is closed, and a passphrase opens it.
    pub(crate) fn is_locked(&self) -> bool {
        self.status == StatusCode::UNAUTHORIZED
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }
}

impl From<ClientError> for Problem {
    fn from(error: ClientError) -> Self {
        let status = match &error {
            ClientError::Locked | ClientError::VaultCancelled => StatusCode::UNAUTHORIZED,
            ClientError::NotOnTeam | ClientError::NotAllowed { .. } => StatusCode::FORBIDDEN,
            ClientError::PhoneFull => StatusCode::INSUFFICIENT_STORAGE,
            ClientError::NotFound => StatusCode::NOT_FOUND,
            ClientError::Invalid { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            ClientError::Offline { .. } | ClientError::VaultNotReady { .. } => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            ClientError::Refused { .. } | ClientError::InUse => StatusCode::CONFLICT,
            ClientError::UpdateNeeded | ClientError::TooOld => StatusCode::NOT_IMPLEMENTED,
            ClientError::KeyGone { .. }
            | ClientError::Damaged { .. }
            | ClientError::SavedMaybe
            | ClientError::Internal { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let field = match &error {
            ClientError::Invalid { field, .. } => field.clone(),
            _ => String::new(),
        };
        let told = describe_error(error);
        Self {
            field,
            ..Self::new(status, told.title, told.body)
        }
    }
}

impl From<PassphraseVaultError> for Problem {
    fn from(error: PassphraseVaultError) -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "Still locked",
            error.to_string(),
        )
    }
}

impl From<askama::Error> for Problem {
    fn from(error: askama::Error) -> Self {
        tracing::error!(%error, "a page could not be drawn");
        Self::internal()
    }
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    title: &'a str,
    sentence: &'a str,
    advice: &'a str,
    inside: bool,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        if self.is_locked() {
            return Redirect::to("/unlock").into_response();
        }
        draw(
            self.status,
            &ProblemPage {
                title: &self.title,
                sentence: &self.sentence,
                advice: "",
                inside: true,
            },
        )
    }
}

/// A problem page for someone who is not let in: no navigation.
pub(crate) fn bare(status: StatusCode, sentence: &str, advice: &str) -> Response {
    draw(
        status,
        &ProblemPage {
            title: "Not shown",
            sentence,
            advice,
            inside: false,
        },
    )
}

/// Draws a template as a page.
pub(crate) fn show(page: &impl Template) -> Page {
    Ok(Html(page.render()?).into_response())
}

/// Draws a form again with what is wrong with it, keeping what was typed.
pub(crate) fn show_again(page: &impl Template) -> Page {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
}

/// Draws a form again that was not taken for this reason, keeping what was typed.
pub(crate) fn show_refused(status: StatusCode, page: &impl Template) -> Page {
    Ok((status, Html(page.render()?)).into_response())
}

fn draw(status: StatusCode, page: &ProblemPage<'_>) -> Response {
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => (status, page.sentence.to_owned()).into_response(),
    }
}
