//! Networks that stand between a phone and the relay: a proxy that keeps replies back, a proxy that
//! opens tunnels, and an authority that only a council knows.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::time::Duration;

use patchwork_client::{
    AccessRole, CaseId, ClientError, ConnectionOptions, EntryKind, NewCase, ProxySetting,
    TimelineFilter, testing::northtown,
};
use patchwork_e2e::{ConnectProxy, HeldClock, KeepingProxy, Phone, PrivateRelay, Town};

/// Somebody writes a note, which goes as soon as it can.
async fn write(phone: &Phone, case: CaseId, text: &str) {
    let mut draft = phone.client.new_draft(Some(case)).await.unwrap();
    draft.kind = EntryKind::Note;
    draft.text = text.to_owned();
    phone.client.save_entry(draft).await.unwrap();
    phone.client.send_now().await.unwrap();
}

/// Waits until somebody reads a note, while the clock stands still.
async fn reads(phone: &Phone, case: CaseId, text: &str) {
    let look = |client: std::sync::Arc<patchwork_client::Client>| async move {
        let page = client.timeline(case, None, 20, TimelineFilter::All).await?;
        let is_there = page.entries.iter().any(|entry| entry.text == text);
        Ok(is_there.then_some(()))
    };
    phone.until_told(look).await;
}

/// Longer than a phone waits for the relay's greeting.
const GREETING: Duration = Duration::from_secs(25);
/// Longer than a phone waits between one poll and the next.
const POLL: Duration = Duration::from_secs(45);

#[tokio::test]
async fn through_a_proxy_that_keeps_replies_notes_come_and_go_and_a_stream_is_back_without_it() {
    let town = Town::found().await.unwrap();
    let tom = town.welcome("Tom Reed", "Pastoral lead").await.unwrap();
    let priya = &town.priya;
    let case = NewCase {
        given: "Ella".to_owned(),
        family: "Marsh".to_owned(),
        ..NewCase::default()
    };
    let case = priya.client.open_case(case).await.unwrap();
    let toms_id = tom.client.me().await.unwrap().practitioner;
    let role = AccessRole::Member;
    priya.client.add_to_team(case, toms_id, role).await.unwrap();
    priya.sync().await.unwrap();
    tom.until(|client| async move { Ok(client.case_view(case).await.ok()) })
        .await;

    let proxy = KeepingProxy::before(town.relay.local_addr()).await.unwrap();
    // A stream that is open already would go on beside it.
    priya.client.set_offline(true).await.unwrap();
    priya.client.relay_moved(proxy.url()).await.unwrap();
    let clock = HeldClock::hold();
    priya.client.set_offline(false).await.unwrap();
    // Two streams bring no greeting.
    proxy.until_asked(|asked| asked.streams == 1).await;
    clock.pass(GREETING).await;
    proxy.until_asked(|asked| asked.streams == 2).await;
    write(&tom, case, "Ella was quiet at registration.").await;
    write(priya, case, "Home visit: nobody in.").await;
    clock.pass(GREETING).await;
    // Requests that end bring what came, and take what waits.
    proxy.until_asked(|asked| asked.polls > 0).await;
    reads(priya, case, "Ella was quiet at registration.").await;
    reads(&tom, case, "Home visit: nobody in.").await;

    // What is written between two polls goes at once, and comes with the next one.
    priya.sync().await.unwrap();
    write(priya, case, "Second visit: mum was in.").await;
    reads(&tom, case, "Second visit: mum was in.").await;
    write(&tom, case, "Ella laughed at lunch.").await;
    tom.sync().await.unwrap();
    clock.pass(POLL).await;
    reads(priya, case, "Ella laughed at lunch.").await;
    assert_eq!(proxy.asked().streams, 2, "no stream is tried meanwhile");

    // Another network, without the proxy's habit.
    proxy.step_aside();
    priya.client.network_changed();
    proxy.until_asked(|asked| asked.streams == 3).await;
    priya.sync().await.unwrap();
    let asked = proxy.asked();
    write(&tom, case, "Ella was collected by Nan.").await;
    // No time passes: it comes by the stream.
    reads(priya, case, "Ella was collected by Nan.").await;
    assert_eq!(proxy.asked(), asked);
}

fn through(proxy: &ConnectProxy, sign_in: &str, root: Vec<u8>) -> ConnectionOptions {
    ConnectionOptions {
        extra_roots: vec![root],
        proxy: Some(ProxySetting::At {
            url: format!("http://{sign_in}{}", proxy.address()),
        }),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_a_proxy_goes_through_it_and_who_has_none_does_not() {
    let relay = PrivateRelay::start().await.unwrap();
    let proxy = ConnectProxy::to(relay.address(), None).await.unwrap();

    let priya = Phone::connected(through(&proxy, "", relay.root()))
        .await
        .unwrap();
    let founding = northtown(PrivateRelay::ELSEWHERE.to_owned());
    priya.client.found(founding).await.unwrap();
    priya.sync().await.unwrap();
    let asked = proxy.asked();
    assert!(!asked.is_empty());
    for line in &asked {
        assert_eq!(line, "CONNECT relay.example:443 HTTP/1.1");
    }
    priya.client.lock().await;
    let asked = proxy.asked().len();

    let direct = ConnectionOptions {
        extra_roots: vec![relay.root()],
        proxy: None,
    };
    let tom = Phone::connected(direct).await.unwrap();
    tom.client.found(northtown(relay.here())).await.unwrap();
    tom.sync().await.unwrap();
    // What is on this computer is reached directly, whatever is set.
    let sam = Phone::connected(through(&proxy, "", relay.root()))
        .await
        .unwrap();
    sam.client.found(northtown(relay.here())).await.unwrap();
    sam.sync().await.unwrap();
    assert_eq!(proxy.asked().len(), asked);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_asks_for_a_password_is_named_and_is_passed_with_the_password() {
    let relay = PrivateRelay::start().await.unwrap();
    let proxy = ConnectProxy::to(relay.address(), Some("priya:p@ss^wörd"))
        .await
        .unwrap();
    for wrong in ["", "priya:guess@"] {
        let phone = Phone::connected(through(&proxy, wrong, relay.root()))
            .await
            .unwrap();
        let founding = northtown(PrivateRelay::ELSEWHERE.to_owned());
        let refused = phone.client.found(founding).await.unwrap_err();
        let ClientError::Offline { what } = &refused else {
            panic!("{refused:?}");
        };
        assert!(
            what.contains("This network's proxy asks for a name and password."),
            "{what}"
        );
    }
    let right = through(&proxy, "priya:p%40ss^wörd@", relay.root());
    let phone = Phone::connected(right).await.unwrap();
    let founding = northtown(PrivateRelay::ELSEWHERE.to_owned());
    phone.client.found(founding).await.unwrap();
    phone.sync().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_a_private_authority_vouches_for_is_reached_only_with_its_root() {
    let relay = PrivateRelay::start().await.unwrap();
    let stranger = Phone::new().await.unwrap();
    let refused = stranger.client.found(northtown(relay.here())).await;
    let Err(ClientError::Offline { what }) = &refused else {
        panic!("{refused:?}");
    };
    assert!(what.contains("cannot prove that it is the relay"), "{what}");
    for root in [relay.root(), relay.root_as_text().into_bytes()] {
        let knowing = ConnectionOptions {
            extra_roots: vec![root],
            proxy: None,
        };
        let phone = Phone::connected(knowing).await.unwrap();
        phone.client.found(northtown(relay.here())).await.unwrap();
        phone.sync().await.unwrap();
    }
    // Another council's root is not this one's.
    let other = PrivateRelay::start().await.unwrap();
    let mistaken = ConnectionOptions {
        extra_roots: vec![other.root()],
        proxy: None,
    };
    let phone = Phone::connected(mistaken).await.unwrap();
    let refused = phone.client.found(northtown(relay.here())).await;
    assert!(matches!(refused, Err(ClientError::Offline { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_root_or_a_proxy_that_cannot_be_read_is_said_before_anything_is_opened() {
    let root = ConnectionOptions {
        extra_roots: vec![b"no certificate".to_vec()],
        proxy: None,
    };
    let proxy = ConnectionOptions {
        extra_roots: Vec::new(),
        proxy: Some(ProxySetting::At {
            url: "ftp://proxy.example".to_owned(),
        }),
    };
    for (wrong, expected) in [(root, "extra_roots"), (proxy, "proxy")] {
        match Phone::connected(wrong).await {
            Err(ClientError::Invalid { field, .. }) => assert_eq!(field, expected),
            Err(other) => panic!("{other:?}"),
            Ok(_) => panic!("opened with a wrong {expected}"),
        }
    }
}
