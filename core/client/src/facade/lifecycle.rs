//! What the system tells an app of itself: whether somebody looks at it, and over which network it
//! talks.

use crate::{Client, Update, error::Result};

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Somebody looks at the app: the connection is kept up again, unless it is switched off. So it
    /// is after [`open`](Self::open).
    pub fn foreground(&self) {
        self.driver.link().signals.set_in_background(false);
    }

    /// Nobody looks at the app any more. Open undo windows end, so that what was saved can go, and
    /// the connection is closed: nothing here runs by itself until the app is looked at again.
    /// [`sync_now`](Self::sync_now) sends and fetches whenever the system grants time for it.
    pub async fn background(&self) -> Result<()> {
        let ended = self.write(|w, touched| {
            w.end_all_undo_windows()?;
            touched.update(Update::Sync);
            Ok(())
        });
        let ended = ended.await;
        self.driver.link().signals.set_in_background(true);
        self.driver.closed().await;
        ended
    }

    /// The phone has gone over to another network, or found one: whatever is open leads nowhere,
    /// and what failed before says nothing any more.
    pub fn network_changed(&self) {
        self.driver.link().network_changed();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use patchwork_protocol::Cursors;

    use crate::{
        SyncState, WhyStopped,
        engine::RelayError,
        testing::{Kitchen, Request, ScriptedRelay, SyncReply, takes_all, told_all},
    };

    const HOUR: Duration = Duration::from_hours(1);

    /// A relay that holds what this phone holds. Who asks for a stream gets one that stays open.
    async fn beside() -> (ScriptedRelay, Kitchen) {
        let relay = ScriptedRelay::new(|_| SyncReply::Ends(Vec::new()));
        let kitchen = Kitchen::beside(&relay).await;
        let digest = kitchen.client.inspect(|device| Ok(device.digest()));
        let digest = digest.await.unwrap();
        relay.answer(move |request| match request.cursors {
            Cursors::UploadOnly => SyncReply::Ends(takes_all(request)),
            _ if request.live => SyncReply::Stays([takes_all(request), told_all(digest)].concat()),
            _ => SyncReply::Ends([takes_all(request), told_all(digest)].concat()),
        });
        kitchen.switch_on().await;
        let settled = kitchen.client.sync_now(10_000).await.unwrap();
        assert_eq!(settled.why_stopped, WhyStopped::AllDone);
        relay.take_asked();
        (relay, kitchen)
    }

    #[tokio::test(start_paused = true)]
    async fn an_app_in_the_background_asks_nothing_but_what_it_is_told_to() {
        let (relay, kitchen) = beside().await;
        let client = &kitchen.client;
        client.background().await.unwrap();
        tokio::time::sleep(24 * HOUR).await;
        assert_eq!(relay.take_asked().len(), 0);
        let outcome = client.sync_now(10_000).await.unwrap();
        assert_eq!(outcome.why_stopped, WhyStopped::AllDone);
        tokio::time::sleep(HOUR).await;
        let asked = relay.take_asked().into_iter();
        let asked: Vec<_> = asked.filter_map(Request::into_sync).collect();
        assert_eq!(asked.len(), 1, "one exchange, and no more");
        assert!(!asked[0].live, "it ends");
        client.foreground();
        tokio::time::sleep(Duration::from_secs(1)).await;
        let status = client.sync_status().await.unwrap();
        assert_eq!(status.state, SyncState::UpToDate);
        let asked = relay.take_asked().into_iter();
        let asked: Vec<_> = asked.filter_map(Request::into_sync).collect();
        assert!(asked.len() == 1 && asked[0].live, "{asked:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_sync_in_the_background_that_fails_is_not_tried_again_by_itself() {
        let (relay, kitchen) = beside().await;
        kitchen.client.background().await.unwrap();
        relay.answer(|_| SyncReply::Fails(RelayError::Unreachable, Duration::from_secs(10)));
        let outcome = kitchen.client.sync_now(5_000).await.unwrap();
        assert_eq!(outcome.why_stopped, WhyStopped::NoAnswer);
        tokio::time::sleep(HOUR).await;
        assert!(relay.take_asked().len() <= 2);
        tokio::time::sleep(24 * HOUR).await;
        assert_eq!(relay.take_asked().len(), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn another_network_begins_the_conversation_anew_at_once() {
        let (relay, kitchen) = beside().await;
        kitchen.client.network_changed();
        tokio::time::sleep(Duration::from_secs(1)).await;
        let asked = relay.take_asked().into_iter();
        let asked: Vec<_> = asked.filter_map(Request::into_sync).collect();
        assert!(asked.len() == 1 && asked[0].live, "{asked:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn going_to_the_background_ends_undo_windows() {
        let (_relay, kitchen) = beside().await;
        let client = &kitchen.client;
        client.background().await.unwrap();
        client.foreground();
        client.set_offline(true).await.unwrap();
        let case = kitchen.ella().await;
        let entry = kitchen
            .write(case, crate::EntryKind::Note, "quiet", None)
            .await;
        client.background().await.unwrap();
        let undone = client.undo(entry).await.unwrap();
        assert_eq!(undone, crate::Undone::TooLate);
    }
}
