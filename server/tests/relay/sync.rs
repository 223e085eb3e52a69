//! `POST /v1/sync`: uploads and catching up.

use std::collections::BTreeMap;

use patchwork_protocol::{
    Answer, ChainHash, Cursor, Cursors, Frame, Incarnation, KeyId, LogItem, Seq, ShortCursors,
    cursor_digest,
    http::{SYNC, problem},
    limits::{FRAME_FULL, ITEMS_PER_FRAME},
    team::Role,
};
use patchwork_relay::testing::{
    client::{Device, TestRelay, cursor_after, incarnation_of, items_of, nothing},
    scene::Scene,
};

#[tokio::test]
async fn what_one_member_posts_another_receives() {
    let scene = Scene::new().await;
    let envelopes = scene.envelopes(1..=1);
    let answers = scene.admin.upload(scene.case.id, envelopes.clone()).await;
    assert_eq!(answers, [Answer::Accepted { n: 2 }]);
    let frames = scene.toms.sync_from_nothing().await;
    assert!(matches!(frames.first(), Some(Frame::Hello { .. })));
    assert!(matches!(frames.last(), Some(Frame::CaughtUp { .. })));
    let items = items_of(&frames, scene.case.id);
    assert_eq!(items.len(), 2);
    assert_eq!(items[1], LogItem::Envelope(envelopes[0].clone()));
}

#[tokio::test]
async fn each_envelope_is_answered_in_the_protocols_order() {
    let scene = Scene::new().await;
    let admin = &scene.partnership.admin;
    let (space, key, replica) = (scene.case.id, scene.case.key(), admin.replica(1));
    let first = admin.envelope(space, (replica, 1), key);
    let mut forged = admin.envelope(space, (replica, 2), key);
    *forged.last_mut().unwrap() ^= 1;
    let stale = KeyId([0xaa; 16]);
    let large = patchwork_protocol::limits::MAX_ENVELOPE;

    let answers = scene
        .admin
        .upload(
            space,
            vec![
                first.clone(),
                first.clone(),
                // It has other bytes at the same place. Its key is stale too, which is checked later.
                admin.envelope_of(space, (replica, 1), stale, 90),
                admin.envelope(space, (replica, 2), stale),
                admin.envelope(space, (replica, 3), key),
                forged,
                admin.envelope_of(space, (replica, 2), key, large),
                admin.envelope(space, (replica, 2), key),
                // Only its place can be read.
                [&[0x83, 1, 0x50], &replica.0[..], &[3]].concat(),
            ],
        )
        .await;
    assert_eq!(
        answers,
        [
            Answer::Accepted { n: 2 },
            Answer::Duplicate { n: 2 },
            Answer::Fork,
            Answer::StaleKey,
            Answer::Gap { expected: Seq(2) },
            Answer::BadSignature,
            Answer::TooLarge,
            Answer::Accepted { n: 3 },
            Answer::Malformed,
        ]
    );
}

#[tokio::test]
async fn an_envelope_signed_for_another_space_is_not_taken() {
    let scene = Scene::new().await;
    let admin = &scene.partnership.admin;
    let elsewhere = patchwork_protocol::SpaceId([4; 32]);
    let envelope = admin.envelope(elsewhere, (admin.replica(1), 1), scene.case.key());
    let answers = scene.admin.upload(scene.case.id, vec![envelope]).await;
    assert_eq!(answers, [Answer::BadSignature]);
}

#[tokio::test]
async fn a_member_may_bring_back_what_another_wrote() {
    let scene = Scene::new().await;
    let answers = scene
        .toms
        .upload(scene.case.id, scene.envelopes(1..=2))
        .await;
    assert_eq!(
        answers,
        [Answer::Accepted { n: 2 }, Answer::Accepted { n: 3 }]
    );
    let own = scene
        .admin
        .upload(scene.case.id, scene.envelopes(1..=3))
        .await;
    assert_eq!(
        own,
        [
            Answer::Duplicate { n: 2 },
            Answer::Duplicate { n: 3 },
            Answer::Accepted { n: 4 }
        ]
    );
}

#[tokio::test]
async fn a_cursor_gets_what_is_newer_and_nothing_twice() {
    let scene = Scene::new().await;
    scene
        .admin
        .upload(scene.case.id, scene.envelopes(1..=5))
        .await;
    let all = scene.toms.sync_from_nothing().await;
    let incarnation = incarnation_of(&all);
    let items = items_of(&all, scene.case.id);
    let directory = items_of(&all, scene.partnership.directory.id);
    let asked = nothing(Cursors::All(BTreeMap::from([
        (scene.case.id, cursor_after(incarnation, &items[..4])),
        (
            scene.partnership.directory.id,
            cursor_after(incarnation, &directory),
        ),
    ])));
    let frames = scene.toms.sync(&asked).await;
    assert_eq!(frames.len(), 3, "{frames:?}");
    assert_eq!(
        frames[1],
        Frame::Items {
            space: scene.case.id,
            first_n: 5,
            items: items[4..].to_vec()
        }
    );
    assert_eq!(frames[2], *all.last().unwrap());
}

#[tokio::test]
async fn a_digest_that_fits_costs_one_short_answer() {
    let scene = Scene::new().await;
    scene
        .admin
        .upload(scene.case.id, scene.envelopes(1..=5))
        .await;
    let all = scene.toms.sync_from_nothing().await;
    let incarnation = incarnation_of(&all);
    let digest = cursor_digest(
        [scene.case.id, scene.partnership.directory.id].map(|space| {
            let cursor = cursor_after(incarnation, &items_of(&all, space));
            (space, cursor.n, cursor.chain)
        }),
    );
    let asked = nothing(Cursors::Digest {
        incarnation,
        digest,
    });
    let frames = scene.toms.sync(&asked).await;
    assert_eq!(frames[1..], [Frame::CaughtUp { digest }]);
    let reply = scene.toms.post(SYNC, asked.encode()).await;
    assert!(reply.body.len() <= 120, "{} bytes", reply.body.len());

    scene
        .admin
        .upload(scene.case.id, scene.envelopes(6..=6))
        .await;
    let frames = scene.toms.sync(&asked).await;
    assert_eq!(frames[1..], [Frame::NeedCursors]);
}

#[tokio::test]
async fn short_cursors_bring_what_follows_and_one_that_does_not_fit_is_contradicted() {
    let scene = Scene::new().await;
    scene
        .admin
        .upload(scene.case.id, scene.envelopes(1..=5))
        .await;
    let all = scene.toms.sync_from_nothing().await;
    let incarnation = incarnation_of(&all);
    let items = items_of(&all, scene.case.id);
    let directory = scene.partnership.directory.id;
    let whole = |held: usize| {
        BTreeMap::from([
            (scene.case.id, cursor_after(incarnation, &items[..held])),
            (
                directory,
                cursor_after(incarnation, &items_of(&all, directory)),
            ),
        ])
    };
    let asks = |cursors| nothing(Cursors::Short(ShortCursors::of(&cursors).unwrap()));

    let frames = scene.toms.sync(&asks(whole(2))).await;
    let [
        Frame::Items {
            space,
            first_n,
            items: sent,
        },
        Frame::CaughtUp { .. },
    ] = &frames[1..]
    else {
        panic!("{frames:?}");
    };
    assert_eq!((*space, *first_n), (scene.case.id, 3));
    assert_eq!(sent[..], items[2..]);
    let frames = scene.toms.sync(&asks(whole(items.len()))).await;
    assert!(
        matches!(frames[1..], [Frame::CaughtUp { .. }]),
        "{frames:?}"
    );

    let wrong_chain = |cursor: &mut Cursor| cursor.chain = ChainHash([9; 32]);
    let past_the_end = |cursor: &mut Cursor| cursor.n = 1_000;
    for spoils in [&wrong_chain as &dyn Fn(&mut Cursor), &past_the_end] {
        for held in [2, items.len()] {
            let mut cursors = whole(held);
            spoils(cursors.get_mut(&scene.case.id).unwrap());
            let frames = scene.toms.sync(&asks(cursors)).await;
            assert!(
                matches!(&frames[1], Frame::Contradiction { space, .. } if *space == scene.case.id),
                "{frames:?}"
            );
            assert_eq!(items_of(&frames, scene.case.id), items);
        }
    }
    let mut of_another = whole(2);
    for cursor in of_another.values_mut() {
        cursor.incarnation = Incarnation([9; 16]);
    }
    let frames = scene.toms.sync(&asks(of_another)).await;
    let contradicted = frames
        .iter()
        .filter(|frame| matches!(frame, Frame::Contradiction { .. }));
    assert_eq!(contradicted.count(), 2);
    assert_eq!(items_of(&frames, scene.case.id), items);
}

#[tokio::test]
async fn a_digest_beside_an_outbox_stands_for_what_was_held_before_it() {
    let scene = Scene::new().await;
    scene
        .admin
        .upload(scene.case.id, scene.envelopes(1..=5))
        .await;
    let all = scene.admin.sync_from_nothing().await;
    let incarnation = incarnation_of(&all);
    let digest = cursor_digest(
        [scene.case.id, scene.partnership.directory.id].map(|space| {
            let cursor = cursor_after(incarnation, &items_of(&all, space));
            (space, cursor.n, cursor.chain)
        }),
    );
    let mut asked = nothing(Cursors::Digest {
        incarnation,
        digest,
    });
    let envelopes = scene.envelopes(6..=7);
    asked.outbox = [(scene.case.id, envelopes.clone())].into();
    let frames = scene.admin.sync(&asked).await;
    let held = items_of(&all, scene.case.id).len() as u64;
    // The reply has the answers, what is new, and the digest over everything.
    assert!(matches!(frames[1], Frame::Acks { .. }), "{frames:?}");
    assert_eq!(
        frames[2],
        Frame::Items {
            space: scene.case.id,
            first_n: held + 1,
            items: envelopes.into_iter().map(LogItem::Envelope).collect(),
        }
    );
    let Frame::CaughtUp { digest: after } = frames[3] else {
        panic!("not caught up: {frames:?}");
    };
    assert_ne!(after, digest);
    assert_eq!(frames.len(), 4);

    // The digest does not fit any more, so the relay asks for cursors. It answers the outbox all the
    // same.
    let frames = scene.admin.sync(&asked).await;
    assert!(matches!(frames[1], Frame::Acks { .. }), "{frames:?}");
    assert_eq!(frames[2..], [Frame::NeedCursors]);
}

#[tokio::test]
async fn a_cursor_that_does_not_fit_is_contradicted_and_gets_all() {
    let scene = Scene::new().await;
    scene
        .admin
        .upload(scene.case.id, scene.envelopes(1..=5))
        .await;
    let all = scene.toms.sync_from_nothing().await;
    let incarnation = incarnation_of(&all);
    let items = items_of(&all, scene.case.id);
    let head = cursor_after(incarnation, &items);
    for wrong in [
        // The chain differs in the middle and at the end; and the n is larger than the log's.
        Cursor {
            n: 3,
            chain: ChainHash([1; 32]),
            ..head
        },
        Cursor {
            chain: ChainHash([1; 32]),
            ..head
        },
        Cursor {
            n: head.n + 1,
            ..head
        },
    ] {
        let frames = scene
            .toms
            .sync(&nothing(Cursors::All([(scene.case.id, wrong)].into())))
            .await;
        let contradiction = Frame::Contradiction {
            space: scene.case.id,
            head,
        };
        assert!(frames.contains(&contradiction), "{frames:?}");
        assert_eq!(items_of(&frames, scene.case.id), items);
    }
}

#[tokio::test]
async fn many_items_come_in_bounded_frames_newest_activity_first() {
    let scene = Scene::new().await;
    let admin = &scene.partnership.admin;
    let (quiet, founding) = scene
        .partnership
        .open_case(admin, 6, &[(&scene.tom, Role::Member)]);
    scene.admin.found_case(&quiet, &founding, &[]).await;
    scene
        .admin
        .upload(scene.case.id, scene.envelopes(1..=700))
        .await;
    let frames = scene.toms.sync_from_nothing().await;
    assert_eq!(items_of(&frames, scene.case.id).len(), 701);
    let order: Vec<_> = frames
        .iter()
        .filter_map(|frame| match frame {
            Frame::Items { space, items, .. } => {
                assert!(items.len() <= ITEMS_PER_FRAME);
                Some(*space)
            }
            _ => None,
        })
        .collect();
    assert_eq!(order.first(), Some(&scene.partnership.directory.id));
    assert_eq!(order[1], scene.case.id);
    assert_eq!(order.last(), Some(&quiet.id));
}

#[tokio::test]
async fn a_restored_database_is_another_one_with_the_same_items() {
    let scene = Scene::new().await;
    scene
        .admin
        .upload(scene.case.id, scene.envelopes(1..=2))
        .await;
    let before = scene.toms.sync_from_nothing().await;
    let relay = scene.relay.restart().await;
    let toms = Device {
        addr: relay.addr(),
        ..scene.toms
    };
    let same = toms.sync_from_nothing().await;
    assert_eq!(incarnation_of(&same), incarnation_of(&before));

    let data = relay.data;
    relay.handle.stop().await;
    patchwork_relay::log::SqliteLog::renew_incarnation(data.path()).unwrap();
    let config = patchwork_relay::config::Config::on_free_port(data.path());
    let handle = patchwork_relay::serve(config, std::future::pending())
        .await
        .unwrap();
    let toms = Device {
        addr: handle.local_addr(),
        ..toms
    };
    let after = toms.sync_from_nothing().await;
    assert_ne!(incarnation_of(&after), incarnation_of(&before));
    assert_eq!(
        items_of(&after, scene.case.id),
        items_of(&before, scene.case.id)
    );
}

#[tokio::test]
async fn a_device_that_used_up_its_day_is_told_so() {
    let relay = TestRelay::start_with(|config| patchwork_relay::config::Config {
        bytes_per_device_per_day: 12_000,
        ..config
    })
    .await;
    let scene = Scene::on(relay).await;
    let answers = scene
        .admin
        .upload(scene.case.id, scene.envelopes(1..=60))
        .await;
    assert!(matches!(answers[0], Answer::Accepted { .. }));
    assert!(answers.contains(&Answer::Quota), "{answers:?}");
}

#[tokio::test]
async fn a_request_that_is_not_one_is_malformed() {
    let scene = Scene::new().await;
    let reply = scene.toms.post(SYNC, b"nonsense".to_vec()).await;
    assert_eq!(reply.problem(), problem::MALFORMED);
}

#[tokio::test]
async fn an_envelope_without_a_name_is_refused_by_its_position_and_nothing_is_taken() {
    let scene = Scene::new().await;
    let mut envelopes = scene.envelopes(1..=2);
    envelopes.push(b"not an envelope".to_vec());
    let mut asked = nothing(Cursors::UploadOnly);
    asked.outbox = [(scene.case.id, envelopes.clone())].into();
    let reply = scene.admin.post(SYNC, asked.encode()).await;
    assert_eq!(reply.problem(), problem::MALFORMED);
    let says: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!(says["space"], scene.case.id.to_string());
    assert_eq!(says["position"], 2);
    // Without it the rest is accepted, and nothing of it was appended before.
    envelopes.pop();
    let answers = scene.admin.upload(scene.case.id, envelopes).await;
    assert_eq!(
        answers,
        [Answer::Accepted { n: 2 }, Answer::Accepted { n: 3 }]
    );
}

#[tokio::test]
async fn no_frame_of_large_envelopes_outgrows_its_bytes() {
    let scene = Scene::new().await;
    let admin = &scene.partnership.admin;
    let large: Vec<_> = (1..=12)
        .map(|seq| {
            let place = (admin.replica(1), seq);
            admin.envelope_of(scene.case.id, place, scene.case.key(), 250 * 1024)
        })
        .collect();
    scene.admin.upload(scene.case.id, large.clone()).await;
    let frames = scene.toms.sync_from_nothing().await;
    for frame in &frames {
        assert!(frame.encode().len() <= FRAME_FULL + 4096);
    }
    let items = items_of(&frames, scene.case.id);
    assert_eq!(items.len(), 13);
    assert_eq!(items[12], LogItem::Envelope(large[11].clone()));
}
