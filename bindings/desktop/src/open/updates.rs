//! Tells open pages that something changed, without saying what it says.

use std::{convert::Infallible, sync::Arc};

use axum::{
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
};
use futures_util::{Stream, StreamExt as _};
use patchwork_client::{Update, UpdateListener};
use tokio::sync::broadcast;
use tokio_stream::wrappers::{BroadcastStream, errors::BroadcastStreamRecvError};

use super::app::App;

/// Puts the client's updates where every open page hears them.
pub(crate) struct Posts(pub(crate) broadcast::Sender<Update>);

impl UpdateListener for Posts {
    fn updated(&self, update: Update) {
        // Fails only when no page is open; then there is nobody to tell.
        let _ = self.0.send(update);
    }
}

/// `GET /updates`: server-sent events. The page fetches again what it shows.
pub(crate) async fn stream(
    State(app): State<Arc<App>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let updates = BroadcastStream::new(app.updates.subscribe()).map(|update| {
        Ok(Event::default().data(match update {
            Ok(Update::Cases) => "cases".to_owned(),
            Ok(Update::Case { case }) => format!("case {case}"),
            Ok(Update::Tasks) => "tasks".to_owned(),
            Ok(Update::Directory) => "directory".to_owned(),
            Ok(Update::Sync) => "sync".to_owned(),
            Err(BroadcastStreamRecvError::Lagged(_)) => "everything".to_owned(),
        }))
    });
    let stop = app.stop.clone().cancelled_owned();
    Sse::new(updates.take_until(stop)).keep_alive(KeepAlive::default())
}
