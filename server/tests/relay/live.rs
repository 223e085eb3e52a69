//! Streams that stay open.

use std::time::{Duration, Instant};

use http::StatusCode;
use patchwork_protocol::{
    Cursors, Frame, Goodbye, LogItem, SyncRequest,
    team::{Action, Cut, Principal, Role},
};
use patchwork_relay::{
    config::Config,
    testing::{
        client::{Stream, TestRelay, items_of, nothing},
        scene::Scene,
    },
};

/// The next frame that is not a heartbeat.
async fn next(stream: &mut Stream) -> Option<Frame> {
    loop {
        match stream.next().await {
            Some(Frame::Heartbeat) => {}
            other => return other,
        }
    }
}

#[tokio::test]
async fn an_item_reaches_the_team_as_it_is_appended() {
    let scene = Scene::new().await;
    let mut live = scene.toms.live().await;
    for seq in 1..=3 {
        let envelopes = scene.envelopes(seq..=seq);
        scene.admin.upload(scene.case.id, envelopes.clone()).await;
        assert_eq!(
            next(&mut live).await,
            Some(Frame::Items {
                space: scene.case.id,
                first_n: seq + 1,
                items: vec![LogItem::Envelope(envelopes[0].clone())],
            })
        );
    }
}

#[tokio::test]
async fn a_space_that_somebody_is_added_to_starts_in_the_same_stream_after_its_wrap() {
    let scene = Scene::new().await;
    let admin = &scene.partnership.admin;
    let (other, founding) = scene.partnership.open_case(admin, 8, &[]);
    scene.admin.found_case(&other, &founding, &[]).await;
    let envelope = admin.envelope(other.id, (admin.replica(2), 1), other.key());
    scene.admin.upload(other.id, vec![envelope]).await;

    let mut live = scene.toms.live().await;
    let add = scene.partnership.change(
        &other,
        admin,
        vec![Action::Add {
            principal: Principal::Practitioner(scene.tom.id),
            role: Role::Member,
            until: None,
        }],
    );
    let wrap = admin.wrap_for(&scene.tom, other.id, other.key());
    let reply = scene.admin.change(other.id, &add, &[wrap]).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let first = next(&mut live).await.unwrap();
    assert!(matches!(first, Frame::Wraps(_)), "{first:?}");
    let mut frames = Vec::new();
    while items_of(&frames, other.id).len() < 3 {
        frames.push(next(&mut live).await.unwrap());
    }
    assert_eq!(
        items_of(&frames, other.id)[2],
        LogItem::TeamChange(add.bytes().to_vec())
    );
}

#[tokio::test]
async fn who_leaves_hears_of_it_and_of_nothing_after() {
    let scene = Scene::new().await;
    let mut live = scene.toms.live().await;
    let remove = scene.partnership.change(
        &scene.case,
        &scene.partnership.admin,
        vec![Action::Remove {
            principal: Principal::Practitioner(scene.tom.id),
            cut: Cut::NONE,
        }],
    );
    scene.admin.change(scene.case.id, &remove, &[]).await;
    scene
        .admin
        .upload(scene.case.id, scene.envelopes(1..=2))
        .await;
    // A change of the directory follows, so that the stream has something to deliver in any case.
    let agency = Action::AddAgency {
        agency: patchwork_protocol::AgencyId([9; 16]),
    };
    let mut partnership = scene.partnership;
    let listed = partnership.decide(vec![agency]);
    scene.admin.change_directory(&partnership, &listed).await;
    let Some(Frame::Items { items, .. }) = next(&mut live).await else {
        panic!("no items")
    };
    assert_eq!(items, [LogItem::TeamChange(remove.bytes().to_vec())]);
    let Some(Frame::Items { space, .. }) = next(&mut live).await else {
        panic!("no items")
    };
    assert_eq!(space, partnership.directory.id);
}

#[tokio::test]
async fn a_revoked_devices_stream_ends_within_a_second_with_the_change_that_says_so() {
    let scene = Scene::new().await;
    let mut live = scene.toms.live().await;
    let mut partnership = scene.partnership;
    let revoked = partnership.decide(vec![Action::RevokeDevice {
        device: scene.tom.device(),
        cut: Cut::NONE,
    }]);
    let began = Instant::now();
    scene.admin.change_directory(&partnership, &revoked).await;
    let mut frames = Vec::new();
    while let Some(frame) = next(&mut live).await {
        frames.push(frame);
    }
    assert!(began.elapsed() < Duration::from_secs(1));
    assert!(matches!(
        &frames[0],
        Frame::Items { items, .. } if items[0] == LogItem::TeamChange(revoked.bytes().to_vec())
    ));
    assert_eq!(
        frames[1..],
        [Frame::Goodbye {
            reason: Goodbye::SessionEnded
        }]
    );
}

#[tokio::test]
async fn a_device_that_is_revoked_while_its_request_arrives_is_told_nothing() {
    for live in [true, false] {
        let scene = Scene::new().await;
        let mut partnership = scene.partnership;
        let asked = SyncRequest {
            live,
            ..nothing(Cursors::NOTHING)
        };
        // The head, the revocation, and then the body.
        let slow = scene.toms.begin_slowly(&asked).await;
        let revoked = partnership.decide(vec![Action::RevokeDevice {
            device: scene.tom.device(),
            cut: Cut::NONE,
        }]);
        scene.admin.change_directory(&partnership, &revoked).await;
        assert_eq!(
            slow.finish().await,
            StatusCode::UNAUTHORIZED,
            "live: {live}"
        );
    }
}

#[tokio::test]
async fn a_quiet_stream_shows_that_it_lives() {
    let relay = TestRelay::start_with(|config| Config {
        heartbeat_seconds: 1,
        ..config
    })
    .await;
    let scene = Scene::on(relay).await;
    let mut live = scene.toms.live().await;
    assert_eq!(live.next().await, Some(Frame::Heartbeat));
}

#[tokio::test]
async fn a_reader_that_pauses_misses_nothing() {
    let scene = Scene::new().await;
    let mut live = scene.toms.live().await;
    let before = 1;
    // These are more commits than a mailbox holds, and more bytes than sockets buffer, and nobody
    // reads them.
    for seq in 1..=200 {
        let admin = &scene.partnership.admin;
        let place = (admin.replica(1), seq);
        let envelope = admin.envelope_of(scene.case.id, place, scene.case.key(), 60_000);
        scene.admin.upload(scene.case.id, vec![envelope]).await;
    }
    let mut expected = before + 1;
    while expected <= 201 {
        let Some(Frame::Items { first_n, items, .. }) = next(&mut live).await else {
            panic!("the stream ended at {expected}")
        };
        assert_eq!(first_n, expected);
        expected += items.len() as u64;
    }
}

#[tokio::test]
async fn open_streams_say_goodbye_when_the_relay_stops() {
    let scene = Scene::new().await;
    let mut live = scene.toms.live().await;
    let began = Instant::now();
    let stopping = tokio::spawn(scene.relay.handle.stop());
    assert_eq!(
        next(&mut live).await,
        Some(Frame::Goodbye {
            reason: Goodbye::ShuttingDown
        })
    );
    assert_eq!(next(&mut live).await, None);
    stopping.await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(5));
}
