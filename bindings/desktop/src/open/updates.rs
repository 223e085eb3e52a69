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

/// `GET /updates`: server-sent events. The page fetches again what it shows. While no page may be
/// shown nothing is said but that: which case changed, and when, is not for whoever passes by.
pub(crate) async fn listen(
    State(app): State<Arc<App>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let subscribed = app.updates.pages.subscribe();
    // A page that began loading before this moment may show what was before it. Both clocks are
    // this computer's, so the page can tell.
    let first = if app.client().await.is_some() {
        format!("latest {}", app.updates.latest.load(Ordering::SeqCst))
    } else {
        "locked".to_owned()
    };
    let stop = app.stop.clone().cancelled_owned();
    let updates = BroadcastStream::new(subscribed).filter_map(move |news| {
        let app = Arc::clone(&app);
        async move { said(&app, news).await }
    });
    let news = stream::once(async { first })
        .chain(updates)
        .take_until(stop)
        .chain(stream::once(async { "ended".to_owned() }));
    Sse::new(news.map(|said| Ok(Event::default().data(said)))).keep_alive(KeepAlive::default())
}

/// What open pages are told, if anything.
async fn said(app: &App, news: Result<News, BroadcastStreamRecvError>) -> Option<String> {
    let is_open = match news {
        Ok(News::Locked) => return Some("locked".to_owned()),
        Ok(News::Unlocked) => return Some("unlocked".to_owned()),
        _ => app.client().await.is_some(),
    };
    match news {
        // That it was locked may be among what was missed.
        Err(BroadcastStreamRecvError::Lagged(_)) if !is_open => Some("locked".to_owned()),
        Err(BroadcastStreamRecvError::Lagged(_)) => Some("everything".to_owned()),
        Ok(News::Updated(update)) if is_open => Some(match update {
            Update::Cases => "cases".to_owned(),
            Update::Case { case } => format!("case {case}"),
            Update::Tasks => "tasks".to_owned(),
            Update::Drafts => "drafts".to_owned(),
            Update::Directory => "directory".to_owned(),
            Update::Sync => "sync".to_owned(),
        }),
        Ok(_) => None,
    }
}
