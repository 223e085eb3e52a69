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

/// What open pages hear.
#[derive(Debug, Clone)]
pub(crate) enum News {
    /// Something that pages show changed.
    Updated(Update),
    /// No page may be shown any more.
    Locked,
    /// Pages may be shown again.
    Unlocked,
}

/// Where every open page hears of the client's updates.
pub(crate) struct Posts {
    pages: broadcast::Sender<News>,
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

    pub(crate) fn tell(&self, news: News) {
        // Fails only when no page is open; then there is nobody to tell.
        let _ = self.pages.send(news);
    }
}

impl UpdateListener for Posts {
    fn updated(&self, update: Update) {
        self.latest
            .store(Timestamp::now().as_millisecond(), Ordering::SeqCst);
        self.tell(News::Updated(update));
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
            Ok(News::Updated(Update::Cases)) => "cases".to_owned(),
            Ok(News::Updated(Update::Case { case })) => format!("case {case}"),
            Ok(News::Updated(Update::Tasks)) => "tasks".to_owned(),
            Ok(News::Updated(Update::Drafts)) => "drafts".to_owned(),
            Ok(News::Updated(Update::Directory)) => "directory".to_owned(),
            Ok(News::Updated(Update::Sync)) => "sync".to_owned(),
            Ok(News::Locked) => "locked".to_owned(),
            Ok(News::Unlocked) => "unlocked".to_owned(),
            Err(BroadcastStreamRecvError::Lagged(_)) => "everything".to_owned(),
        }))
    });
    let stop = app.stop.clone().cancelled_owned();
    let ended = stream::once(async { Ok(Event::default().data("ended")) });
    let news = first.chain(updates).take_until(stop).chain(ended);
    Sse::new(news).keep_alive(KeepAlive::default())
}
