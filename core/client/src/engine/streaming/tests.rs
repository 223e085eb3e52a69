//! A relay of which no stream comes through.

use std::time::Duration;

use patchwork_protocol::{Cursors, SyncRequest};
use tokio::time::sleep;

use crate::{
    EntryKind, SyncState,
    engine::RelayError,
    testing::{Kitchen, Request, ScriptedRelay, SyncReply, takes_all, told_all},
};

const MINUTE: Duration = Duration::from_mins(1);

/// A phone and a relay; what is between keeps replies until they have ended.
async fn buffered() -> (ScriptedRelay, Kitchen) {
    let relay = ScriptedRelay::new(|_| SyncReply::Fails(RelayError::Unreachable, Duration::ZERO));
    let kitchen = Kitchen::beside(&relay).await;
    let digest = kitchen.client.inspect(|device| Ok(device.digest()));
    let digest = digest.await.unwrap();
    relay.answer(move |request| match request.cursors {
        _ if request.live => SyncReply::Stays(Vec::new()),
        Cursors::UploadOnly => SyncReply::Ends(takes_all(request)),
        _ => SyncReply::Ends([takes_all(request), told_all(digest)].concat()),
    });
    kitchen.switch_on().await;
    (relay, kitchen)
}

/// How many streams, polls and uploads were asked for since this was last called.
fn asked(relay: &ScriptedRelay) -> (usize, usize, usize) {
    let asked: Vec<SyncRequest> = relay
        .take_asked()
        .into_iter()
        .filter_map(Request::into_sync)
        .collect();
    let streams = asked.iter().filter(|request| request.live).count();
    let uploads = asked.iter().filter(|r| r.cursors == Cursors::UploadOnly);
    let uploads = uploads.count();
    (streams, asked.len() - streams - uploads, uploads)
}

#[tokio::test(start_paused = true)]
async fn where_no_stream_comes_through_the_relay_is_polled() {
    let (relay, kitchen) = buffered().await;
    sleep(MINUTE).await;
    let (streams, polls, _) = asked(&relay);
    assert_eq!(streams, 2);
    assert!((1..=2).contains(&polls), "{polls} polls");
    let status = kitchen.client.sync_status().await.unwrap();
    assert_eq!(status.state, SyncState::UpToDate, "{status:?}");
    assert_eq!(status.trouble, "");
    let agreed = status.last_agreed.unwrap();
    assert!(relay.now().duration_since(agreed) <= jiff::SignedDuration::from_secs(40));

    sleep(20 * MINUTE).await;
    let (streams, polls, uploads) = asked(&relay);
    assert_eq!((streams, uploads), (0, 0));
    assert!((30..=54).contains(&polls), "{polls} polls");
    // A stream is tried now and then, once each time.
    sleep(60 * MINUTE).await;
    let (streams, polls, _) = asked(&relay);
    assert!((1..=2).contains(&streams), "{streams} streams");
    assert!((90..=162).contains(&polls), "{polls} polls");
}

#[tokio::test(start_paused = true)]
async fn what_is_saved_between_polls_goes_at_once() {
    let (relay, kitchen) = buffered().await;
    sleep(MINUTE).await;
    let case = kitchen.ella().await;
    kitchen
        .write(case, EntryKind::Note, "Ella was in school today.", None)
        .await;
    asked(&relay);
    kitchen.client.send_now().await.unwrap();
    sleep(Duration::from_millis(100)).await;
    let (streams, _, uploads) = asked(&relay);
    assert_eq!((streams, uploads), (0, 1));
    assert_eq!(kitchen.client.sync_status().await.unwrap().waiting, 0);
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_tried_again_when_the_connection_is_another() {
    let (relay, kitchen) = buffered().await;
    sleep(2 * MINUTE).await;
    asked(&relay);
    kitchen.client.set_offline(true).await.unwrap();
    kitchen.switch_on().await;
    sleep(Duration::from_secs(1)).await;
    assert_eq!(asked(&relay).0, 1);
}

#[tokio::test(start_paused = true)]
async fn where_nothing_comes_through_that_is_said() {
    let (relay, kitchen) = buffered().await;
    sleep(2 * MINUTE).await;
    relay.answer(|_| SyncReply::Fails(RelayError::Unreachable, Duration::from_secs(10)));
    sleep(2 * MINUTE).await;
    let status = kitchen.client.sync_status().await.unwrap();
    assert_eq!(status.state, SyncState::Offline, "{status:?}");
    assert!(status.trouble.contains("no connection"), "{status:?}");
    sleep(10 * MINUTE).await;
    let (_, polls, _) = asked(&relay);
    assert!(polls <= 24, "{polls} polls");
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_tried_again_on_another_network() {
    let (relay, kitchen) = buffered().await;
    sleep(2 * MINUTE).await;
    asked(&relay);
    kitchen.client.network_changed();
    sleep(Duration::from_secs(1)).await;
    assert_eq!(asked(&relay).0, 1);
}
