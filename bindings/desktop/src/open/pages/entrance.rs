//! Getting in: passphrase, founding a partnership, joining one, waiting to be admitted.

use std::sync::Arc;

use askama::Template;
use axum::{
    body::Body,
    extract::{FromRequest as _, Request, State},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use http::{Method, StatusCode};
use jiff::Timestamp;
use patchwork_client::{
    AgencyKind, AgencyKindChoice, Client, ClosedList as _, Founding, PinTried, ScreenLock,
    Standing, choices,
};
use zeroize::Zeroizing;

use super::questions::{self, Asked, Question, always};
use crate::open::{
    app::{App, Unlocked},
    fields::{Fields, Query},
    frame::Frame,
    problem::{Page, Problem, show, show_again},
    refusal::Refusal,
    routes::MAX_FORM,
    unlock_address::{back_to, unlock_and_back_to},
    words,
};

/// `GET /`
pub(crate) async fn home(State(app): State<Arc<App>>) -> Page {
    Ok(Redirect::to(app.entrance().await?.unwrap_or("/cases")).into_response())
}

#[derive(Template)]
#[template(path = "entrance/unlock.html")]
struct UnlockPage {
    asks: Asks,
    /// Where it goes on.
    back: String,
    /// What was sent while everything was locked, for this page alone to hold.
    held: Fields,
    problem: Option<Refusal>,
}

/// What opens it.
enum Asks {
    /// A new passphrase; this one is suggested.
    New {
        suggested: Zeroizing<String>,
    },
    Passphrase,
    Pin,
}

impl UnlockPage {
    /// Whether there is one field, which says itself what is wrong.
    fn is_said_beside(&self) -> bool {
        let field = match self.asks {
            Asks::New { .. } => return false,
            Asks::Passphrase => "passphrase",
            Asks::Pin => "pin",
        };
        let problem = self.problem.as_ref();
        problem.is_some_and(|problem| problem.of(field).is_some())
    }

    async fn of(app: &App, back: &str, held: Fields, problem: Option<Refusal>) -> Self {
        let asks = if !app.has_vault() {
            Asks::New {
                suggested: app.suggested(),
            }
        } else if app.asks_for_pin().await {
            Asks::Pin
        } else {
            Asks::Passphrase
        };
        Self {
            asks,
            back: back_to(back).to_owned(),
            held,
            problem,
        }
    }

    fn with_passphrase(mut self) -> Self {
        if matches!(self.asks, Asks::Pin) {
            self.asks = Asks::Passphrase;
        }
        self
    }
}

/// `GET /unlock?back=`; with `words=other` other words are suggested as a first passphrase.
pub(crate) async fn unlock_page(State(app): State<Arc<App>>, Query(query): Query) -> Page {
    let back = query.text("back");
    if app.client().await.is_some() {
        return Ok(Redirect::to(back_to(back)).into_response());
    }
    if query.has("words") {
        app.suggest_others();
        // To an address that may be fetched again.
        return Ok(Redirect::to(&unlock_and_back_to(back)).into_response());
    }
    let page = UnlockPage::of(&app, back, Fields::default(), None).await;
    if query.text("with") == "passphrase" {
        return show(&page.with_passphrase());
    }
    show(&page)
}

/// `POST /unlock`: with a PIN, or with the passphrase.
pub(crate) async fn unlock(State(app): State<Arc<App>>, fields: Fields) -> Page {
    let refused = if fields.text("with") == "pin" {
        tried_pin(&app, fields.text("pin")).await
    } else {
        tried_passphrase(&app, &fields).await
    };
    let held = fields.held();
    match refused {
        None => go_on(&app, back_to(fields.text("back")), &held).await,
        problem => {
            let page = UnlockPage::of(&app, fields.text("back"), held, problem).await;
            if fields.text("with") == "pin" {
                return show_again(&page);
            }
            show_again(&page.with_passphrase())
        }
    }
}

/// What is wrong with the PIN, if anything.
async fn tried_pin(app: &App, pin: &str) -> Option<Refusal> {
    match app.open_with_pin(pin).await {
        PinTried::Open => None,
        PinTried::Wrong { tries_left } => Some(Refusal::at("pin", wrong_pin(tries_left))),
        PinTried::DropKey => {
            let ask = "Type the passphrase: the PIN no longer opens.";
            Some(Refusal::at("passphrase", ask))
        }
    }
}

/// What is said of a wrong PIN.
pub(super) fn wrong_pin(tries_left: u8) -> String {
    if tries_left == 1 {
        return "That PIN is wrong. After one more wrong one only the passphrase opens.".to_owned();
    }
    format!("That PIN is wrong. {tries_left} tries are left, then only the passphrase opens.")
}

async fn tried_passphrase(app: &App, fields: &Fields) -> Option<Refusal> {
    if !app.has_vault() && fields.text("passphrase") != fields.text("again") {
        let ask = "The two are not the same. Type both again.";
        return Some(Refusal::at("again", ask));
    }
    let opened = app.unlock_or_create(fields.text("passphrase")).await;
    opened
        .err()
        .map(|problem| Refusal::at("passphrase", problem.to_string()))
}

#[derive(Template)]
#[template(path = "held.html")]
struct HeldPage {
    frame: Frame,
    words: Vec<String>,
    back: String,
}

/// Where the person was, with what they had sent.
async fn go_on(app: &App, back: &str, held: &Fields) -> Page {
    let (None, Some(client)) = (app.entrance().await?, app.client().await) else {
        return Ok(Redirect::to("/").into_response());
    };
    if held.is_empty() {
        return Ok(Redirect::to(back).into_response());
    }
    if let Some(draft) = back
        .strip_prefix("/capture/")
        .and_then(|path| path.split('/').next()?.parse().ok())
    {
        return super::capture::keep_held(&client, draft, held).await;
    }
    show(&HeldPage {
        frame: Frame::still(&client, "").await?,
        words: held.words(),
        back: back.to_owned(),
    })
}

/// A form that was sent while everything was locked: nothing of it is kept, and the page for
/// unlocking holds it.
pub(crate) async fn hold(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    // About the lock, or with secrets, which are typed again.
    let is_not_held = [
        "/unlock",
        "/lock",
        "/lock/key",
        "/here",
        "/settings/pin",
        "/settings/relay",
    ]
    .contains(&path.as_str());
    let is_form = request.method() == Method::POST && !request.headers().contains_key("hx-request");
    if !is_form || is_not_held || app.client().await.is_some() {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let Ok(sent) = axum::body::to_bytes(body, MAX_FORM).await else {
        return Problem::too_long().into_response();
    };
    let again = Request::from_parts(parts.clone(), Body::from(sent.clone()));
    let response = next.run(Request::from_parts(parts, Body::from(sent))).await;
    let location = response.headers().get(http::header::LOCATION);
    if !location.is_some_and(|to| to.as_bytes().starts_with(b"/unlock")) {
        return response;
    }
    let held = match Fields::from_request(again, &()).await {
        Ok(held) => held.holding(),
        Err(refused) => return refused,
    };
    let page = UnlockPage::of(&app, &path, held, None).await;
    show(&page).unwrap_or_else(IntoResponse::into_response)
}

/// `POST /lock?back=`: closes every page.
pub(crate) async fn lock(State(app): State<Arc<App>>, Query(query): Query) -> Page {
    app.close_screen().await;
    Ok(Redirect::to(&unlock_and_back_to(query.text("back"))).into_response())
}

/// `POST /lock/key?back=`: closes every page and forgets the key, also where a PIN would open them.
pub(crate) async fn lock_key(State(app): State<Arc<App>>, Query(query): Query) -> Page {
    app.lock().await;
    Ok(Redirect::to(&unlock_and_back_to(query.text("back"))).into_response())
}

/// `POST /here`: somebody does something.
pub(crate) async fn used(State(app): State<Arc<App>>) -> StatusCode {
    app.of_screen(ScreenLock::used).await;
    StatusCode::NO_CONTENT
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

/// What is asked of whoever starts a partnership.
const QUESTIONS: [Question; 4] = [
    Question {
        name: "relay",
        fields: &["relay", "relay_token"],
        is_asked: always,
    },
    Question {
        name: "partnership",
        fields: &["partnership", "front_door"],
        is_asked: always,
    },
    Question {
        name: "agency",
        fields: &["agency", "agency_kind"],
        is_asked: always,
    },
    Question {
        name: "you",
        fields: &["name", "role"],
        is_asked: always,
    },
];

#[derive(Template)]
#[template(path = "entrance/found.html")]
struct FoundPage {
    asked: Asked,
    agency_kinds: Vec<AgencyKindChoice>,
    fields: Fields,
    problem: Option<Refusal>,
}

/// `GET /found`: what was typed before is there again, where a founding did not come to its end.
pub(crate) async fn found_page(State(app): State<Arc<App>>, Unlocked(client): Unlocked) -> Page {
    let begun = client.founding_begun().await?;
    let fields = begun.map(typed_before).unwrap_or_default();
    let fields = if fields.has("relay") {
        fields
    } else {
        fields.with("relay", &app.relay)
    };
    show(&draw_founding(fields, "relay", None)?)
}

fn draw_founding(
    fields: Fields,
    question: &str,
    problem: Option<Refusal>,
) -> Result<FoundPage, Problem> {
    Ok(FoundPage {
        asked: Asked::of(&QUESTIONS, question, &fields).ok_or_else(Problem::internal)?,
        agency_kinds: choices().agency_kinds,
        fields,
        problem,
    })
}

fn typed_before(founding: Founding) -> Fields {
    Fields::filled([
        ("relay", founding.relay),
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
    let next = match questions::go_on(&QUESTIONS, &fields, || check(&client, &fields)) {
        Some(next) => next,
        None => match start(&client, &fields).await {
            Ok(()) => return Ok(Redirect::to("/cases?founded=yes").into_response()),
            Err(problem) => questions::put_right(&QUESTIONS, &fields, problem.of_form())?,
        },
    };
    next.show(|question, problem| async { draw_founding(fields, question, problem) })
        .await
}

async fn start(client: &Client, fields: &Fields) -> Result<(), Problem> {
    check(client, fields)?;
    Ok(client.found(typed(fields, kind(fields)?)).await?)
}

/// Everything that is wrong with what was typed so far.
fn check(client: &Client, fields: &Fields) -> Result<(), Problem> {
    // Whatever kind of agency it is, the rest is looked at as well.
    let rest = client.check_founding(typed(fields, AgencyKind::Other));
    Problem::gathered([rest.map_err(Problem::from), kind(fields).map(drop)])
}

fn kind(fields: &Fields) -> Result<AgencyKind, Problem> {
    fields.chosen("agency_kind", "Choose what your agency is.")
}

fn typed(fields: &Fields, agency_kind: AgencyKind) -> Founding {
    Founding {
        relay: fields.owned("relay"),
        relay_token: fields
            .has("relay_token")
            .then(|| fields.owned("relay_token")),
        partnership: fields.owned("partnership"),
        front_door: fields.owned("front_door"),
        agency: fields.owned("agency"),
        agency_kind,
        name: fields.owned("name"),
        role: fields.owned("role"),
    }
}

#[derive(Template)]
#[template(path = "entrance/join.html")]
struct JoinPage<'a> {
    code: &'a str,
    problem: Option<Refusal>,
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
            problem: Some(error.into()),
        }),
    }
}

#[derive(Template)]
#[template(path = "entrance/waiting.html")]
struct WaitingPage {
    /// What it is called, as far as this device can read it.
    partnership: String,
    relay: String,
    comparison: Vec<String>,
    expires: Option<Timestamp>,
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
                partnership: client.partnership().await?.name,
                relay: client.relay_address().await?,
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
