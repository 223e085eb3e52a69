//! *Settings*: the switch, one's own card, what the server can see, lock.

use askama::Template;
use axum::response::{IntoResponse as _, Redirect};
use patchwork_client::Me;

use crate::open::{
    app::Member,
    fields::Fields,
    frame::Frame,
    problem::{Page, show},
    words,
};

#[derive(Template)]
#[template(path = "settings.html")]
struct SettingsPage {
    frame: Frame,
    me: Me,
}

/// `GET /settings`
pub(crate) async fn show_settings(Member(client): Member) -> Page {
    show(&SettingsPage {
        frame: Frame::live(&client, "settings", "/settings", &["sync"]).await?,
        me: client.me().await?,
    })
}

/// `POST /settings/offline`
pub(crate) async fn offline(Member(client): Member, fields: Fields) -> Page {
    client.set_offline(fields.text("offline") == "on").await?;
    Ok(Redirect::to("/settings").into_response())
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
