//! Tells open pages that something changed, without saying what it says.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use axum::{
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
};
use futures_util::{Stream, StreamExt as _, stream};
use jiff::Timestamp;
use patchwork_client::{Update, UpdateListener};
use tokio::sync::broadcast;
use tokio_stream::wrappers::{BroadcastStream, errors::BroadcastStreamRecvError};

use super::app::App;

/// Where every open page hears of the client's updates.
pub(crate) struct Posts {
    pages: broadcast::Sender<Update>,
    /// When the latest one came, in milliseconds since 1970.
    latest: AtomicI64,
}

impl Posts {
    pub(crate) fn new() -> Self {
        let (pages, _) = broadcast::channel(256);
        Self {
            pages,
            latest: AtomicI64::new(0),
        }
    }
}

impl UpdateListener for Posts {
    fn updated(&self, update: Update) {
        self.latest
            .store(Timestamp::now().as_millisecond(), Ordering::SeqCst);
        // Fails only when no page is open; then there is nobody to tell.
        let _ = self.pages.send(update);
    }
}

/// `GET /updates`: server-sent events. The page fetches again what it shows.
pub(crate) async fn listen(
    State(app): State<Arc<App>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let subscribed = app.updates.pages.subscribe();
    // A page that began loading before this moment may show what was before it. Both clocks are
    // this computer's, so the page can tell.
    let latest = format!("latest {}", app.updates.latest.load(Ordering::SeqCst));
    let first = stream::once(async move { Ok(Event::default().data(latest)) });
    let updates = BroadcastStream::new(subscribed).map(|update| {
        Ok(Event::default().data(match update {
            Ok(Update::Cases) => "cases".to_owned(),
            Ok(Update::Case { case }) => format!("case {case}"),
            Ok(Update::Tasks) => "tasks".to_owned(),
            Ok(Update::Drafts) => "drafts".to_owned(),
            Ok(Update::Directory) => "directory".to_owned(),
            Ok(Update::Sync) => "sync".to_owned(),
            Err(BroadcastStreamRecvError::Lagged(_)) => "everything".to_owned(),
        }))
    });
    let stop = app.stop.clone().cancelled_owned();
    Sse::new(first.chain(updates).take_until(stop)).keep_alive(KeepAlive::default())
}
