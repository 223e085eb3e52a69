//! *Sync*: what waits, what failed and why, when relay and phone last agreed.

use askama::Template;
use axum::{
    Form,
    extract::Query,
    response::{IntoResponse as _, Redirect},
};
use http::header;
use patchwork_client::{ChipView, SyncState, SyncView};

use crate::open::{
    app::{Member, Unlocked},
    frame::Frame,
    problem::{Page, show},
    words,
};

/// How long "Try now" tries before the page is shown again.
const TRY_FOR_MS: u32 = 8_000;

#[derive(Template)]
#[template(path = "sync.html")]
struct SyncPage {
    frame: Frame,
    sync: SyncView,
}

impl SyncPage {
    /// Whether the state says itself when phone and relay last agreed.
    fn is_up_to_date(&self) -> bool {
        self.sync.state == SyncState::UpToDate
    }
}

/// `GET /sync`
pub(crate) async fn status(Member(client): Member) -> Page {
    let frame = Frame::live(&client, "sync", "/sync", &["sync"]).await?;
    let sync = client.sync_status().await?;
    show(&SyncPage { frame, sync })
}

/// `POST /sync`: tries now.
pub(crate) async fn now(Member(client): Member) -> Page {
    client.sync_now(TRY_FOR_MS).await?;
    Ok(Redirect::to("/sync").into_response())
}

/// Which of the things that need attention.
#[derive(serde::Deserialize)]
pub(crate) struct Which {
    handle: String,
}

/// `POST /sync/retry`: one thing that needs attention.
pub(crate) async fn retry(Member(client): Member, Form(which): Form<Which>) -> Page {
    client.retry(which.handle).await?;
    Ok(Redirect::to("/sync").into_response())
}

/// `POST /sync/dismiss`: something that was read and asks for nothing.
pub(crate) async fn dismiss(Member(client): Member, Form(which): Form<Which>) -> Page {
    client.dismiss(which.handle).await?;
    Ok(Redirect::to("/sync").into_response())
}

#[derive(Template)]
#[template(path = "discard.html")]
struct DiscardPage {
    frame: Frame,
    handle: String,
    said: String,
}

/// `GET /sync/discard`: the words that could not be sent, before they are thrown away.
pub(crate) async fn discard_page(Member(client): Member, Query(which): Query<Which>) -> Page {
    show(&DiscardPage {
        frame: Frame::still(&client, "sync").await?,
        said: client.unsent_words(which.handle.clone()).await?,
        handle: which.handle,
    })
}

/// `POST /sync/discard`: throws them away.
pub(crate) async fn discard(Member(client): Member, Form(which): Form<Which>) -> Page {
    client.discard_unsent(which.handle).await?;
    Ok(Redirect::to("/sync").into_response())
}

/// `GET /sync/unsent`: what the relay has not confirmed, as a text file.
pub(crate) async fn unsent(Unlocked(client): Unlocked) -> Page {
    let text = client.export_unsent().await?;
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"patchwork-unsent.txt\"",
        ),
    ];
    Ok((headers, text).into_response())
}

#[derive(Template)]
#[template(path = "chip_only.html")]
struct Chip {
    chip: ChipView,
}

/// `GET /chip`
pub(crate) async fn chip(Member(client): Member) -> Page {
    show(&Chip {
        chip: client.chip().await?,
    })
}
