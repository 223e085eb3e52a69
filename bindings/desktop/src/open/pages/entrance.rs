//! Getting in: passphrase, founding a partnership, joining one, waiting to be admitted.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse as _, Redirect},
};
use http::StatusCode;
use jiff::Timestamp;
use patchwork_client::{AgencyKindChoice, Client, ClosedList as _, Founding, Standing, choices};

use crate::open::{
    app::{App, Unlocked},
    fields::Fields,
    problem::{Page, Problem, show, show_again},
    words,
};

/// `GET /`
pub(crate) async fn home(State(app): State<Arc<App>>) -> Page {
    Ok(Redirect::to(app.entrance().await?.unwrap_or("/cases")).into_response())
}

#[derive(Template)]
#[template(path = "entrance/unlock.html")]
struct UnlockPage {
    is_new: bool,
    problem: Option<String>,
}

/// `GET /unlock`
pub(crate) async fn unlock_page(State(app): State<Arc<App>>) -> Page {
    if app.client().await.is_some() {
        return Ok(Redirect::to("/").into_response());
    }
    show(&UnlockPage {
        is_new: !app.has_vault(),
        problem: None,
    })
}

/// `POST /unlock`
pub(crate) async fn unlock(State(app): State<Arc<App>>, fields: Fields) -> Page {
    let is_new = !app.has_vault();
    if is_new && fields.text("passphrase") != fields.text("again") {
        let problem = Some("The two are not the same. Type both again.".to_owned());
        return show_again(&UnlockPage { is_new, problem });
    }
    match app.unlock_or_create(fields.text("passphrase")).await {
        Ok(()) => Ok(Redirect::to("/").into_response()),
        Err(problem) => show_again(&UnlockPage {
            is_new,
            problem: Some(problem.to_string()),
        }),
    }
}

/// `POST /lock`
pub(crate) async fn lock(State(app): State<Arc<App>>) -> Page {
    app.lock().await;
    Ok(Redirect::to("/unlock").into_response())
}

/// `GET /here`: whether Patchwork is here and open.
pub(crate) async fn here(State(app): State<Arc<App>>) -> StatusCode {
    match app.client().await {
        Some(_) => StatusCode::NO_CONTENT,
        None => StatusCode::RESET_CONTENT,
    }
}

#[derive(Template)]
#[template(path = "entrance/welcome.html")]
struct WelcomePage;

/// `GET /welcome`
pub(crate) async fn welcome(Unlocked(client): Unlocked) -> Page {
    match client.standing().await? {
        Standing::New => show(&WelcomePage),
        _ => Ok(Redirect::to("/").into_response()),
    }
}

#[derive(Template)]
#[template(path = "entrance/found.html")]
struct FoundPage<'a> {
    relay: &'a str,
    agency_kinds: Vec<AgencyKindChoice>,
    fields: Fields,
    problem: Option<String>,
}

/// `GET /found`: what was typed before is there again, where a founding did not come to its end.
pub(crate) async fn found_page(State(app): State<Arc<App>>, Unlocked(client): Unlocked) -> Page {
    let begun = client.founding_begun().await?;
    let relay = begun.as_ref().map(|founding| founding.relay.clone());
    show(&FoundPage {
        relay: relay.as_ref().unwrap_or(&app.relay),
        agency_kinds: choices().agency_kinds,
        fields: begun.map(typed_before).unwrap_or_default(),
        problem: None,
    })
}

fn typed_before(founding: Founding) -> Fields {
    Fields::filled([
        ("relay_token", founding.relay_token.unwrap_or_default()),
        ("partnership", founding.partnership),
        ("front_door", founding.front_door),
        ("agency", founding.agency),
        ("agency_kind", founding.agency_kind.code_name().to_owned()),
        ("name", founding.name),
        ("role", founding.role),
    ])
}

/// `POST /found`
pub(crate) async fn found(Unlocked(client): Unlocked, fields: Fields) -> Page {
    match start(&client, &fields).await {
        Ok(()) => Ok(Redirect::to("/").into_response()),
        Err(problem) => show_again(&FoundPage {
            relay: fields.text("relay"),
            agency_kinds: choices().agency_kinds,
            problem: Some(problem.to_string()),
            fields: fields.clone(),
        }),
    }
}

async fn start(client: &Client, fields: &Fields) -> Result<(), Problem> {
    let founding = Founding {
        relay: fields.owned("relay"),
        relay_token: fields
            .has("relay_token")
            .then(|| fields.owned("relay_token")),
        partnership: fields.owned("partnership"),
        front_door: fields.owned("front_door"),
        agency: fields.owned("agency"),
        agency_kind: fields.chosen("agency_kind", "Choose what your agency is.")?,
        name: fields.owned("name"),
        role: fields.owned("role"),
    };
    Ok(client.found(founding).await?)
}

#[derive(Template)]
#[template(path = "entrance/join.html")]
struct JoinPage<'a> {
    code: &'a str,
    problem: Option<String>,
}

/// `GET /join`
pub(crate) async fn join_page(Unlocked(_): Unlocked) -> Page {
    show(&JoinPage {
        code: "",
        problem: None,
    })
}

/// `POST /join`
pub(crate) async fn join(Unlocked(client): Unlocked, fields: Fields) -> Page {
    match client.join(fields.owned("code")).await {
        Ok(_) => Ok(Redirect::to("/").into_response()),
        Err(error) => show_again(&JoinPage {
            code: fields.text("code"),
            problem: Some(error.to_string()),
        }),
    }
}

#[derive(Template)]
#[template(path = "entrance/waiting.html")]
struct WaitingPage {
    comparison: Vec<String>,
    expires: Timestamp,
}

/// `GET /waiting`
pub(crate) async fn waiting(Unlocked(client): Unlocked, headers: http::HeaderMap) -> Page {
    match client.standing().await? {
        Standing::Waiting {
            words: comparison,
            expires,
        } => {
            client.watch_admission().await?;
            show(&WaitingPage {
                comparison,
                expires,
            })
        }
        // A fragment cannot move the page; the header asks htmx to.
        _ if headers.contains_key("hx-request") => Ok([("hx-redirect", "/")].into_response()),
        _ => Ok(Redirect::to("/").into_response()),
    }
}

#[derive(Template)]
#[template(path = "entrance/removed.html")]
struct RemovedPage;

/// `GET /removed`
pub(crate) async fn removed(Unlocked(_): Unlocked) -> Page {
    show(&RemovedPage)
}
