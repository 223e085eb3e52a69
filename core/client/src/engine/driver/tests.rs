//! How often a phone tries, and what it says of the connection meanwhile.

use std::time::Duration;

use futures_util::FutureExt;
use jiff::SignedDuration;
use patchwork_protocol::{CursorDigest, Cursors, http::problem};
use tokio::time::sleep;

use crate::{
    ClientError, SyncState, WhyStopped,
    engine::RelayError,
    testing::{Kitchen, Request, ScriptedRelay, SyncReply, takes_all, told_all},
};

const MINUTE: Duration = Duration::from_mins(1);

impl ScriptedRelay {
    /// As in weak signal: connecting times out.
    fn out_of_reach() -> Self {
        Self::new(|_| SyncReply::Fails(RelayError::Unreachable, Duration::from_secs(10)))
    }

    /// How many conversations were begun since this was last called.
    fn syncs(&self) -> usize {
        let asked = self.take_asked().into_iter();
        asked
            .filter_map(Request::into_sync)
            .filter(|request| request.cursors != Cursors::UploadOnly)
            .count()
    }
}

impl Kitchen {
    async fn digest(&self) -> CursorDigest {
        self.client
            .inspect(|device| Ok(device.digest()))
            .await
            .unwrap()
    }

    /// The relay tells all and keeps the stream open; nothing comes on it any more.
    async fn connected() -> (ScriptedRelay, Self) {
        let relay = ScriptedRelay::out_of_reach();
        let kitchen = Self::beside(&relay).await;
        let digest = kitchen.digest().await;
        relay.answer(move |request| match request.cursors {
            Cursors::UploadOnly => SyncReply::Ends(takes_all(request)),
            _ => SyncReply::Stays([takes_all(request), told_all(digest)].concat()),
        });
        kitchen.switch_on().await;
        sleep(Duration::from_secs(1)).await;
        (relay, kitchen)
    }

    async fn state(&self) -> SyncState {
        self.client.sync_status().await.unwrap().state
    }
}

fn refuses(retry_after: u64) -> SyncReply {
    let refusal = RelayError::Problem {
        kind: problem::RATE.to_owned(),
        detail: "Too many requests.".to_owned(),
        relay_time: None,
        retry_after: Some(retry_after),
    };
    SyncReply::Fails(refusal, Duration::ZERO)
}

#[tokio::test(start_paused = true)]
async fn ten_minutes_without_a_connection_cost_fifteen_attempts_at_most() {
    let relay = ScriptedRelay::out_of_reach();
    let kitchen = Kitchen::beside(&relay).await;
    kitchen.switch_on().await;
    sleep(10 * MINUTE).await;
    let attempts = relay.syncs();
    assert!((5..=15).contains(&attempts), "{attempts} attempts");
    // So it goes on.
    sleep(10 * MINUTE).await;
    let attempts = relay.syncs();
    assert!((3..=7).contains(&attempts), "{attempts} attempts");
}

#[tokio::test(start_paused = true)]
async fn who_writes_without_a_connection_causes_twice_the_attempts_at_most() {
    let relay = ScriptedRelay::new(|_| SyncReply::Fails(RelayError::Unreachable, Duration::ZERO));
    let kitchen = Kitchen::beside(&relay).await;
    kitchen.switch_on().await;
    for _ in 0..600 {
        kitchen.client.send_now().await.unwrap();
        sleep(Duration::from_secs(1)).await;
    }
    let attempts = relay.syncs();
    assert!((10..=30).contains(&attempts), "{attempts} attempts");
}

#[tokio::test(start_paused = true)]
async fn what_is_saved_is_tried_at_once() {
    let relay = ScriptedRelay::new(|_| SyncReply::Fails(RelayError::Unreachable, Duration::ZERO));
    let kitchen = Kitchen::beside(&relay).await;
    kitchen.switch_on().await;
    // The next attempt of its own may be two minutes off.
    sleep(20 * MINUTE).await;
    relay.syncs();
    kitchen.client.send_now().await.unwrap();
    sleep(Duration::from_millis(1)).await;
    assert_eq!(relay.syncs(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_relay_that_asks_to_be_left_alone_is_left_alone() {
    let relay = ScriptedRelay::new(|_| refuses(290));
    let kitchen = Kitchen::beside(&relay).await;
    kitchen.switch_on().await;
    for _ in 0..10 {
        kitchen.client.send_now().await.unwrap();
        sleep(MINUTE).await;
    }
    let attempts = relay.syncs();
    assert_eq!(attempts, 3, "{attempts} attempts");
}

#[tokio::test(start_paused = true)]
async fn what_a_relay_asks_for_is_bounded() {
    let relay = ScriptedRelay::new(|_| refuses(u64::MAX));
    let kitchen = Kitchen::beside(&relay).await;
    kitchen.switch_on().await;
    sleep(11 * MINUTE).await;
    assert!(relay.syncs() > 1, "it is tried again after ten minutes");
    relay.answer(|_| refuses(0));
    sleep(30 * MINUTE).await;
    let attempts = relay.syncs();
    assert!(
        attempts < 45,
        "none is no reason to hurry: {attempts} attempts"
    );
}

#[tokio::test(start_paused = true)]
async fn a_relay_that_had_told_all_is_tried_again_soon() {
    let (relay, _kitchen) = Kitchen::connected().await;
    relay.syncs();
    // Nothing comes on the stream, so that it is given up after each silence.
    sleep(10 * MINUTE).await;
    let attempts = relay.syncs();
    assert!((8..=10).contains(&attempts), "{attempts} attempts");
}

#[tokio::test(start_paused = true)]
async fn nothing_is_called_up_to_date_after_a_suspension() {
    let (relay, kitchen) = Kitchen::connected().await;
    assert_eq!(kitchen.state().await, SyncState::UpToDate);
    relay.suspend(SignedDuration::from_mins(10));
    assert_ne!(kitchen.state().await, SyncState::UpToDate);
}

#[tokio::test(start_paused = true)]
async fn who_asks_for_a_sync_hears_what_the_relay_says_now() {
    let (relay, kitchen) = Kitchen::connected().await;
    relay.syncs();
    relay.suspend(SignedDuration::from_mins(10));
    kitchen.client.sync_now(5_000).await.unwrap();
    assert_eq!(relay.syncs(), 1, "the relay was not asked");
    assert_eq!(kitchen.state().await, SyncState::UpToDate);
    // The stream is open, and still this asks.
    let outcome = kitchen.client.sync_now(5_000).await.unwrap();
    assert_eq!(relay.syncs(), 1);
    assert_eq!(outcome.why_stopped, WhyStopped::AllDone);
    assert_eq!(outcome.status.relay_heard, Some(relay.now()));
    // Whatever was heard before says nothing of now.
    relay.answer(|_| SyncReply::Fails(RelayError::Unreachable, Duration::ZERO));
    let outcome = kitchen.client.sync_now(5_000).await.unwrap();
    assert_eq!(outcome.why_stopped, WhyStopped::NoAnswer);
    assert_ne!(outcome.status.state, SyncState::UpToDate);
}

/// How many requests answer a sync that was asked for while the first was under way. The phone is
/// suspended for so long before the answer comes.
async fn requests_for_a_sync_asked_for_under_way(suspended: SignedDuration) -> usize {
    let relay = ScriptedRelay::out_of_reach();
    let kitchen = Kitchen::beside(&relay).await;
    let digest = kitchen.digest().await;
    let client = std::sync::Arc::clone(&kitchen.client);
    let phone = relay.clone();
    let mut has_asked = false;
    relay.answer(move |request| {
        if request.cursors == Cursors::UploadOnly {
            return SyncReply::Ends(takes_all(request));
        }
        if !core::mem::replace(&mut has_asked, true) {
            drop(client.driver.link().signals.rounds.ask());
            phone.suspend(suspended);
        }
        SyncReply::Stays([takes_all(request), told_all(digest)].concat())
    });
    kitchen.switch_on().await;
    sleep(Duration::from_secs(1)).await;
    let rounds = *kitchen.client.driver.link().signals.rounds.watch().borrow();
    assert_eq!((rounds.told, rounds.agreed), (rounds.asked, rounds.asked));
    relay.syncs()
}

#[tokio::test(start_paused = true)]
async fn a_sync_that_is_asked_for_while_a_request_is_under_way_costs_no_other() {
    let requests = requests_for_a_sync_asked_for_under_way(SignedDuration::ZERO).await;
    assert_eq!(requests, 1);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_lay_in_a_suspended_phone_answers_no_sync_that_was_asked_for_meanwhile() {
    let requests = requests_for_a_sync_asked_for_under_way(SignedDuration::from_mins(1)).await;
    assert_eq!(requests, 2);
}

#[tokio::test(start_paused = true)]
async fn a_sync_without_a_way_to_the_relay_ends_at_once() {
    let relay = ScriptedRelay::out_of_reach();
    let kitchen = Kitchen::beside(&relay).await;
    let begun = tokio::time::Instant::now();
    let outcome = kitchen.client.sync_now(20_000).await.unwrap();
    assert_eq!(outcome.why_stopped, WhyStopped::SwitchedOff);
    let waited = begun.elapsed();
    assert_eq!(waited, Duration::ZERO, "it waited for {waited:?}");
    assert_eq!(relay.syncs(), 0);
}

#[tokio::test(start_paused = true)]
async fn what_a_cancelled_call_saved_is_sent() {
    let (relay, kitchen) = Kitchen::connected().await;
    relay.take_asked();
    let ella = crate::NewCase {
        given: "Ella".to_owned(),
        ..crate::NewCase::default()
    };
    let mut saving = Box::pin(kitchen.client.open_case(ella));
    let is_saved = || kitchen.client.read(|r| Ok(!r.intents()?.is_empty()));
    while !is_saved().await.unwrap() {
        assert_eq!((&mut saving).now_or_never(), None);
    }
    drop(saving);
    sleep(Duration::from_secs(1)).await;
    let asked = relay.take_asked();
    assert!(!asked.is_empty(), "nothing was sent");
}

#[tokio::test(start_paused = true)]
async fn an_agency_that_nobody_waits_for_any_more_is_listed_with_its_name() {
    let (relay, kitchen) = Kitchen::connected().await;
    let school = "Hillside Primary".to_owned();
    let mut listing = Box::pin(
        kitchen
            .client
            .add_agency(school.clone(), crate::AgencyKind::School),
    );
    let is_queued = || kitchen.client.read(|r| Ok(!r.intents()?.is_empty()));
    while !is_queued().await.unwrap() {
        assert_eq!((&mut listing).now_or_never(), None);
    }
    drop(listing);
    sleep(Duration::from_secs(1)).await;
    assert_eq!(relay.posted().len(), 1);
    assert!(!is_queued().await.unwrap());
    let known = kitchen.client.read(|r| Ok(r.agencies()?)).await.unwrap();
    assert!(
        known.iter().any(|agency| agency.card.name == school),
        "it is listed without a name"
    );
}

#[tokio::test(start_paused = true)]
async fn locking_waits_for_no_answer_of_the_relay() {
    let (relay, kitchen) = Kitchen::connected().await;
    kitchen.client.driver.link().forget_session().await;
    relay.fall_mute();
    let client = std::sync::Arc::clone(&kitchen.client);
    let listing = tokio::spawn(async move {
        let school = "Hillside Primary".to_owned();
        client.add_agency(school, crate::AgencyKind::School).await
    });
    sleep(Duration::from_secs(1)).await;
    tokio::time::timeout(MINUTE, kitchen.client.lock())
        .await
        .expect("it waits for the relay");
    assert_eq!(listing.await.unwrap(), Err(ClientError::Locked));
}

#[tokio::test(start_paused = true)]
async fn a_phone_that_was_suspended_while_it_opened_a_session_has_the_right_time() {
    let relay = ScriptedRelay::out_of_reach();
    let kitchen = Kitchen::beside(&relay).await;
    relay.take_asked();
    relay.suspend_in_session(SignedDuration::from_hours(24));
    kitchen.switch_on().await;
    sleep(Duration::from_secs(1)).await;
    let asked = relay.take_asked().into_iter();
    let sessions = asked.filter(|request| matches!(request, Request::Session));
    assert_eq!(sessions.count(), 2, "the first statement was too old");
    assert_eq!(
        kitchen.client.sync_status().await.unwrap().clock_trouble,
        ""
    );
}
