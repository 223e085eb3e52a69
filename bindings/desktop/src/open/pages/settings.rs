//! *Settings*: the switch, one's own card, the partnership, what the server can see, lock.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse as _, Redirect},
};
use patchwork_client::{
    Client, ClientError, Me, PartnershipDetails, PartnershipView, PinTried, ScreenLock,
};

use super::{entrance::wrong_pin, form};
use crate::open::{
    app::{App, Member},
    fields::{Fields, Query, wrong},
    frame::Frame,
    problem::{Page, Problem, show, show_again},
    refusal::Refusal,
    words,
};

#[derive(Template)]
#[template(path = "settings.html")]
struct SettingsPage {
    frame: Frame,
    me: Me,
    partnership: PartnershipView,
    has_pin: bool,
    /// What was just done about the PIN, if anything.
    done: &'static str,
    /// What is wrong with the PIN that was typed.
    problem: Option<Refusal>,
}

async fn settings(
    app: &App,
    client: &Client,
    done: &str,
    problem: Option<Refusal>,
) -> Result<SettingsPage, Problem> {
    let has_pin = app.of_screen(ScreenLock::has_pin).await.unwrap_or(false);
    let (here, done) = match (done, has_pin) {
        ("set", true) => (
            "/settings?pin=set",
            "The PIN is set. It opens the pages again when they are locked.",
        ),
        ("removed", false) => (
            "/settings?pin=removed",
            "The PIN is removed. Your passphrase opens the pages.",
        ),
        _ => ("/settings", ""),
    };
    Ok(SettingsPage {
        done,
        has_pin,
        frame: Frame::live(client, "settings", here, &["sync", "directory"]).await?,
        me: client.me().await?,
        partnership: client.partnership().await?,
        problem,
    })
}

/// `GET /settings?pin=`
pub(crate) async fn show_settings(
    State(app): State<Arc<App>>,
    Member(client): Member,
    Query(query): Query,
) -> Page {
    show(&settings(&app, &client, query.text("pin"), None).await?)
}

/// `POST /settings/pin`: sets the PIN of the screen lock, or forgets it.
pub(crate) async fn pin(
    State(app): State<Arc<App>>,
    Member(client): Member,
    fields: Fields,
) -> Page {
    let (changed, address) = if fields.text("do") == "remove" {
        let removed = remove_pin(&app, &fields).await;
        (removed, "/settings?pin=removed#lock")
    } else {
        (set_pin(&app, &fields).await, "/settings?pin=set#lock")
    };
    match changed {
        Ok(()) => Ok(Redirect::to(address).into_response()),
        Err(problem) => {
            form::refused(problem, |problem| {
                settings(&app, &client, "", Some(problem))
            })
            .await
        }
    }
}

/// Sets the PIN for whoever knows the present one, or the passphrase where there is none: not for
/// whoever finds an open page.
async fn set_pin(app: &App, fields: &Fields) -> Result<(), Problem> {
    let pin = fields.text("pin");
    if pin != fields.text("again") {
        let ask = "The two are not the same. Type both again.";
        return Err(wrong("again", ask));
    }
    asked(app, |screen| screen.check_pin(pin.to_owned())).await?;
    let has_pin = asked(app, |screen| Ok(screen.has_pin())).await?;
    if !has_pin {
        if !fields.has("passphrase") {
            return Err(wrong("passphrase", "Type your passphrase."));
        }
        app.check_passphrase(fields.text("passphrase"))
            .await
            .map_err(|problem| wrong("passphrase", problem.to_string()))?;
    }
    let present = has_pin.then(|| fields.owned("present_pin"));
    let tried = asked(app, |screen| screen.set_pin(present, pin.to_owned())).await?;
    proved(app, tried).await
}

async fn remove_pin(app: &App, fields: &Fields) -> Result<(), Problem> {
    let present = fields.owned("present_pin");
    let tried = asked(app, |screen| screen.remove_pin(present)).await?;
    proved(app, tried).await
}

/// Asks the screen lock for what only an open one does.
async fn asked<T>(
    app: &App,
    ask: impl FnOnce(&ScreenLock) -> Result<T, ClientError>,
) -> Result<T, Problem> {
    let answer = app.of_screen(ask).await;
    Ok(answer.unwrap_or(Err(ClientError::Locked))?)
}

/// What came of the present PIN. The last wrong one drops the key.
async fn proved(app: &App, tried: PinTried) -> Result<(), Problem> {
    match tried {
        PinTried::Open => Ok(()),
        PinTried::Wrong { tries_left } => Err(wrong("present_pin", wrong_pin(tries_left))),
        PinTried::DropKey => {
            app.watch().await;
            Err(ClientError::Locked.into())
        }
    }
}

/// `POST /settings/offline`
pub(crate) async fn offline(Member(client): Member, fields: Fields) -> Page {
    client.set_offline(fields.text("offline") == "on").await?;
    Ok(Redirect::to("/settings").into_response())
}

#[derive(Template)]
#[template(path = "partnership.html")]
struct PartnershipPage {
    frame: Frame,
    partnership: PartnershipView,
    problem: Option<Refusal>,
}

/// `GET /settings/partnership`: an administrator changes its name and front door.
pub(crate) async fn partnership_page(Member(client): Member) -> Page {
    if !client.me().await?.is_administrator {
        return Err(ClientError::NotAllowed {
            who: "an administrator of the partnership".to_owned(),
        }
        .into());
    }
    let partnership = client.partnership().await?;
    show(&page_of(&client, partnership, None).await?)
}

async fn page_of(
    client: &Client,
    partnership: PartnershipView,
    problem: Option<Refusal>,
) -> Result<PartnershipPage, Problem> {
    Ok(PartnershipPage {
        frame: Frame::still(client, "settings").await?,
        partnership,
        problem,
    })
}

/// `POST /settings/partnership`
pub(crate) async fn change_partnership(Member(client): Member, fields: Fields) -> Page {
    let details = PartnershipDetails {
        name: fields.owned("name"),
        front_door: fields.owned("front_door"),
        front_door_hours: fields.owned("hours"),
    };
    match client.change_partnership(details.clone()).await {
        Ok(()) => Ok(Redirect::to("/settings").into_response()),
        Err(problem) => {
            let typed = PartnershipView {
                name: details.name,
                front_door: details.front_door,
                front_door_link: String::new(),
                front_door_why_not: String::new(),
                front_door_hours: details.front_door_hours,
            };
            show_again(&page_of(&client, typed, Some(problem.into())).await?)
        }
    }
}

#[derive(Template)]
#[template(path = "server.html")]
struct ServerPage {
    frame: Frame,
}

/// `GET /settings/server`: what the server can see.
pub(crate) async fn server(Member(client): Member) -> Page {
    show(&ServerPage {
        frame: Frame::still(&client, "settings").await?,
    })
}

#[derive(Template)]
#[template(path = "relay.html")]
struct RelayPage {
    frame: Frame,
    relay: String,
    problem: Option<Refusal>,
}

/// `GET /settings/relay`: where the relay is reached.
pub(crate) async fn relay_page(Member(client): Member) -> Page {
    show(&RelayPage {
        frame: Frame::still(&client, "settings").await?,
        relay: client.relay_address().await?,
        problem: None,
    })
}

/// `POST /settings/relay`: the relay has moved.
pub(crate) async fn relay_moved(Member(client): Member, fields: Fields) -> Page {
    match client.relay_moved(fields.owned("relay")).await {
        Ok(()) => Ok(Redirect::to("/sync").into_response()),
        Err(problem) => show_again(&RelayPage {
            frame: Frame::still(&client, "settings").await?,
            relay: fields.owned("relay"),
            problem: Some(problem.into()),
        }),
    }
}
