//! *Settings*: the switch, one's own card, the partnership, what the server can see, lock.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse as _, Redirect},
};
use patchwork_client::{Client, ClientError, Me, PartnershipDetails, PartnershipView, ScreenLock};

use super::form;
use crate::open::{
    app::{App, Member},
    fields::Fields,
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
    /// What is wrong with the PIN that was typed.
    problem: Option<Refusal>,
}

async fn settings(
    app: &App,
    client: &Client,
    problem: Option<Refusal>,
) -> Result<SettingsPage, Problem> {
    Ok(SettingsPage {
        frame: Frame::live(client, "settings", "/settings", &["sync", "directory"]).await?,
        me: client.me().await?,
        partnership: client.partnership().await?,
        has_pin: app.of_screen(ScreenLock::has_pin).await.unwrap_or(false),
        problem,
    })
}

/// `GET /settings`
pub(crate) async fn show_settings(State(app): State<Arc<App>>, Member(client): Member) -> Page {
    show(&settings(&app, &client, None).await?)
}

/// `POST /settings/pin`: sets the PIN of the screen lock, or forgets it where none is given.
pub(crate) async fn pin(
    State(app): State<Arc<App>>,
    Member(client): Member,
    fields: Fields,
) -> Page {
    if fields.text("do") == "remove" {
        app.of_screen(ScreenLock::remove_pin).await;
        return Ok(Redirect::to("/settings#lock").into_response());
    }
    let pin = fields.owned("pin");
    let set = if pin == fields.text("again") {
        app.of_screen(|screen| screen.set_pin(pin)).await
    } else {
        Some(Err(ClientError::Invalid {
            field: "again".to_owned(),
            reason: "The two are not the same. Type both again.".to_owned(),
        }))
    };
    match set.unwrap_or(Err(ClientError::Locked)) {
        Ok(()) => Ok(Redirect::to("/settings#lock").into_response()),
        Err(problem) => {
            form::refused(problem.into(), |problem| {
                settings(&app, &client, Some(problem))
            })
            .await
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
