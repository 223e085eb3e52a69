//! What becomes of items, in whatever order and state they come.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    unreachable_pub,
    dead_code
)]

mod common;

use common::{Phone, Scene, Store, chain, entry, item, post};
use patchwork_crypto::{DeviceSecrets, EnvelopePlace, SpaceKey, seal_envelope, wrap_key};
use patchwork_protocol::{
    Action, ChangeHash, Cut, DirectoryHead, Envelope, Frame, Incarnation, LogItem, Part, PartKind,
    Plaintext, Replica, Role, Seen, Seq, Wrap,
};
use patchwork_sync::{
    Device, Effect, Evidence, Fault, ItemState, KeptItem, LogPosition, PartRefusal, Refusal,
    SignedAhead, StreamFault, TeamIntent, WaitingFor,
};
use proptest::{prelude::*, test_runner::Config};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

#[test]
fn what_one_writes_the_other_reads_under_the_writers_name() {
    let mut scene = Scene::together();
    let note = scene
        .priya
        .writes(scene.case, "quiet today", &mut scene.rng);
    scene.case_log.push(note);
    scene.meet();
    let opened = scene.tom.store.applied.last().expect("one envelope");
    assert_eq!(opened.device, scene.priya.device.id());
    assert_eq!(opened.practitioner, scene.priya_is);
    assert_eq!(opened.parts[0].1, entry("quiet today"));
}

#[test]
fn an_own_envelope_that_comes_back_is_its_acknowledgement_and_is_not_applied_again() {
    let mut scene = Scene::together();
    let note = scene
        .priya
        .writes(scene.case, "quiet today", &mut scene.rng);
    scene.case_log.push(note);
    scene.meet();
    assert!(scene.priya.store.applied.is_empty());
    assert!(scene.priya.store.seen.iter().any(|effect| matches!(
        effect,
        Effect::Answered {
            after: patchwork_sync::AfterAnswer::Acked { n: 2 },
            ..
        }
    )));
}

#[test]
fn an_item_without_its_key_is_locked_until_the_wrap_comes() {
    let mut scene = Scene::new();
    let note = scene
        .priya
        .writes(scene.case, "before the key", &mut scene.rng);
    scene.case_log.push(note.clone());
    let logs = [
        (scene.directory, &scene.directory_log[..]),
        (scene.case, &scene.case_log[..]),
    ];
    scene.tom.follows(&[], &logs);
    assert!(matches!(
        scene.tom.store.state(scene.case, &note),
        Some(ItemState::Locked(_))
    ));
    assert_eq!(
        scene
            .tom
            .device
            .space(scene.case)
            .unwrap()
            .cursor()
            .unwrap()
            .n,
        2
    );

    scene.tom.hears(Frame::Wraps(scene.wraps.clone())).unwrap();
    assert_eq!(
        scene.tom.store.state(scene.case, &note),
        Some(&ItemState::Applied)
    );
    assert!(scene.tom.store.bodies().contains(&b"before the key"[..]));
}

#[test]
fn a_key_that_no_team_change_signed_opens_nothing() {
    let mut scene = Scene::new();
    let tom = scene.tom.device.secrets().public();
    let sender = scene.priya.device.id();
    let other = SpaceKey::generate(&mut scene.rng);
    let wrap = wrap_key(&other, scene.case, &tom, sender, &mut scene.rng).unwrap();
    scene.wraps = vec![(1, wrap)];
    let note = scene.priya.writes(scene.case, "kept", &mut scene.rng);
    scene.case_log.push(note.clone());
    scene.meet();
    assert!(matches!(
        scene.tom.store.state(scene.case, &note),
        Some(ItemState::Locked(_))
    ));
    assert!(
        scene
            .tom
            .device
            .space(scene.case)
            .unwrap()
            .keys()
            .get(other.id())
            .is_none()
    );
}

#[test]
fn a_key_that_the_team_signed_is_taken_however_many_lie_there_that_nobody_signed_for() {
    let mut scene = Scene::new();
    let tom = scene.tom.device.secrets().public();
    let sender = scene.priya.device.id();
    let case = scene.case;
    let is_of_the_case = |(_, wrap): &(u64, Wrap)| wrap.space == case;
    let (keys, others): (Vec<_>, Vec<_>) = scene.wraps.drain(..).partition(is_of_the_case);
    scene.wraps = others;
    for number in 100..116 {
        let other = SpaceKey::generate(&mut scene.rng);
        let wrap = wrap_key(&other, scene.case, &tom, sender, &mut scene.rng);
        scene.wraps.push((number, wrap.unwrap()));
    }
    let note = scene.priya.writes(scene.case, "kept", &mut scene.rng);
    scene.case_log.push(note.clone());
    scene.meet();
    let state = |scene: &Scene| scene.tom.store.state(scene.case, &note).cloned();
    assert!(matches!(state(&scene), Some(ItemState::Locked(_))));
    scene.wraps.extend(keys);
    scene.meet();
    assert_eq!(state(&scene), Some(ItemState::Applied));
}

#[test]
fn one_current_key_opens_all_history_through_the_rotations() {
    let mut scene = Scene::new();
    let old = scene
        .priya
        .device
        .space(scene.case)
        .unwrap()
        .team()
        .unwrap()
        .current_key();
    let before = scene
        .priya
        .writes(scene.case, "under the old key", &mut scene.rng);
    let planned = post(
        &mut scene.priya,
        scene.case,
        &TeamIntent::Rotate { old },
        &mut scene.rng,
    );
    let after = scene
        .priya
        .writes(scene.case, "under the new key", &mut scene.rng);
    scene
        .case_log
        .extend([before, item(&planned.change), after]);
    // Tom never gets the first key as a wrap.
    scene.wraps.retain(|(_, wrap)| wrap.key_id != old);
    scene.wraps.extend((100..).zip(planned.wraps));
    scene.meet();
    let bodies = scene.tom.store.bodies();
    assert!(bodies.contains(&b"under the old key"[..]));
    assert!(bodies.contains(&b"under the new key"[..]));
}

#[test]
fn an_envelope_waits_for_the_one_before_it() {
    let mut scene = Scene::together();
    let first = scene.priya.writes(scene.case, "first", &mut scene.rng);
    let second = scene.priya.writes(scene.case, "second", &mut scene.rng);
    scene.case_log.push(second.clone());
    scene.meet();
    assert_eq!(
        scene.tom.store.state(scene.case, &second),
        Some(&ItemState::Waiting(WaitingFor::Predecessor(Seq(1))))
    );
    scene.case_log.push(first);
    scene.meet();
    assert_eq!(
        scene.tom.store.state(scene.case, &second),
        Some(&ItemState::Applied)
    );
}

/// Seals as Priya's device would, were it hostile.
fn sealed(scene: &mut Scene, directory: DirectoryHead, seen: Seen, parts: Vec<Part>) -> LogItem {
    let space = scene.priya.device.space(scene.case).unwrap();
    let key = space
        .keys()
        .get(space.team().unwrap().current_key())
        .unwrap();
    let replica = Replica::new(scene.priya.device.id(), [6; 8]);
    let place = EnvelopePlace {
        replica,
        seq: Seq(1),
        seen,
    };
    let plaintext = Plaintext { directory, parts };
    let secrets = scene.priya.device.secrets();
    let envelope =
        seal_envelope(key, secrets, scene.case, place, &plaintext, &mut scene.rng).unwrap();
    LogItem::Envelope(envelope.bytes().to_vec())
}

#[test]
fn a_directory_entry_that_never_comes_holds_up_nothing_once_the_relay_has_told_all() {
    let mut scene = Scene::together();
    let never = DirectoryHead {
        index: 1_000_000,
        hash: ChangeHash([9; 32]),
    };
    let stuck = sealed(
        &mut scene,
        never,
        Seen::NONE,
        vec![entry("from the future")],
    );
    let note = scene
        .priya
        .writes(scene.case, "quiet today", &mut scene.rng);
    scene.case_log.extend([stuck.clone(), note.clone()]);

    let tom = &mut scene.tom;
    tom.device.begin_conversation();
    tom.hears(Frame::Hello {
        incarnation: common::RELAY,
    })
    .unwrap();
    let items = scene.case_log[1..].to_vec();
    tom.hears(Frame::Items {
        space: scene.case,
        first_n: 2,
        items,
    })
    .unwrap();
    let waits = ItemState::Waiting(WaitingFor::Directory(1_000_000));
    assert_eq!(tom.store.state(scene.case, &stuck), Some(&waits));
    let behind = ItemState::Waiting(WaitingFor::EarlierItem);
    assert_eq!(tom.store.state(scene.case, &note), Some(&behind));

    tom.caught_up();
    assert_eq!(tom.store.state(scene.case, &stuck), Some(&waits));
    assert_eq!(
        tom.store.state(scene.case, &note),
        Some(&ItemState::Applied)
    );
}

#[test]
fn whoever_names_a_directory_entry_that_never_comes_is_removed_with_the_cut_that_the_relay_has() {
    let mut scene = Scene::together();
    let case = scene.priya.device.space(scene.case).unwrap();
    let current = case.team().unwrap().current_key();
    let key = case.keys().get(current).unwrap().clone();
    let replica = Replica::new(scene.tom.device.id(), [6; 8]);
    let directory = DirectoryHead {
        index: 1_000_000,
        hash: ChangeHash([9; 32]),
    };
    for seq in [1, 2] {
        let place = EnvelopePlace {
            replica,
            seq: Seq(seq),
            seen: Seen::NONE,
        };
        let parts = vec![entry("from the future")];
        let plaintext = Plaintext { directory, parts };
        let secrets = scene.tom.device.secrets();
        let sealed = seal_envelope(&key, secrets, scene.case, place, &plaintext, &mut scene.rng);
        let bytes = sealed.unwrap().bytes().to_vec();
        scene.case_log.push(LogItem::Envelope(bytes));
    }
    scene
        .priya
        .follows(&scene.wraps, &[(scene.case, &scene.case_log)]);
    let waits = ItemState::Waiting(WaitingFor::Directory(1_000_000));
    let last = scene.case_log.last().unwrap();
    assert_eq!(scene.priya.store.state(scene.case, last), Some(&waits));
    let intent = TeamIntent::Remove {
        practitioner: scene.tom_is,
    };
    let removal = post(&mut scene.priya, scene.case, &intent, &mut scene.rng);
    let cuts = removal
        .change
        .actions()
        .iter()
        .filter_map(|action| match action {
            Action::Remove { cut, .. } => Some(cut.clone()),
            _ => None,
        });
    let told: Vec<Cut> = cuts.collect();
    assert_eq!(told, [Cut::new([(replica, Seq(2))])]);
}

#[test]
fn a_forged_envelope_is_refused_and_does_not_take_the_place_of_the_real_one() {
    let mut scene = Scene::together();
    let note = scene
        .priya
        .writes(scene.case, "quiet today", &mut scene.rng);
    let mut forged = common::bytes(&note);
    let last = forged.len() - 1;
    forged[last] ^= 1;
    let forged = LogItem::Envelope(forged);
    scene.case_log.extend([forged.clone(), note.clone()]);
    scene.meet();
    assert_eq!(
        scene.tom.store.state(scene.case, &forged),
        Some(&ItemState::Refused(Refusal::BadSignature))
    );
    assert_eq!(
        scene.tom.store.state(scene.case, &note),
        Some(&ItemState::Applied)
    );
}

#[test]
fn a_signature_that_is_good_in_one_space_counts_in_no_other() {
    let mut scene = Scene::together();
    let note = scene
        .priya
        .writes(scene.case, "quiet today", &mut scene.rng);
    let in_case = |scene: &Scene| Frame::Items {
        space: scene.case,
        first_n: scene.case_log.len() as u64 + 1,
        items: vec![note.clone()],
    };
    let elsewhere = Frame::Items {
        space: scene.directory,
        first_n: scene.directory_log.len() as u64 + 1,
        items: vec![note.clone()],
    };
    for frames in [
        [elsewhere.clone(), in_case(&scene)],
        [in_case(&scene), elsewhere],
    ] {
        let mut scene = Scene::together();
        scene.meet();
        let ahead = SignedAhead::of(&frames, &scene.tom.device);
        assert_eq!(ahead.len(), 1);
        for frame in frames {
            scene.tom.hears_signed_ahead(frame, &ahead).unwrap();
        }
        let state = |space| scene.tom.store.state(space, &note);
        assert_eq!(state(scene.case), Some(&ItemState::Applied));
        assert_eq!(
            state(scene.directory),
            Some(&ItemState::Refused(Refusal::BadSignature))
        );
    }
}

#[test]
fn a_device_that_only_these_frames_introduce_is_not_verified_ahead() {
    let mut scene = Scene::together();
    let note = scene
        .priya
        .writes(scene.case, "quiet today", &mut scene.rng);
    scene.case_log.push(note);
    let frames = [
        (scene.directory, &scene.directory_log),
        (scene.case, &scene.case_log),
    ]
    .map(|(space, items)| Frame::Items {
        space,
        first_n: 1,
        items: items.clone(),
    });
    let secrets = DeviceSecrets::generate(&mut scene.rng);
    let newcomer = Device::new(secrets, scene.directory.into(), None);
    assert!(SignedAhead::of(&frames, &newcomer).is_empty());
    scene.meet();
    assert!(!SignedAhead::of(&frames, &scene.tom.device).is_empty());
}

#[test]
fn rubbish_is_refused_and_the_rest_goes_on() {
    let mut scene = Scene::together();
    let note = scene
        .priya
        .writes(scene.case, "quiet today", &mut scene.rng);
    let rubbish = [
        LogItem::Envelope(vec![0xff; 300]),
        LogItem::TeamChange(vec![0x80]),
        LogItem::Envelope(vec![]),
    ];
    scene.case_log.extend(rubbish.clone());
    scene.case_log.push(note.clone());
    scene.meet();
    for item in &rubbish {
        let state = scene.tom.store.state(scene.case, item);
        assert!(
            matches!(state, Some(ItemState::Refused(Refusal::Malformed(_)))),
            "{state:?}"
        );
    }
    assert_eq!(
        scene.tom.store.state(scene.case, &note),
        Some(&ItemState::Applied)
    );
}

#[test]
fn two_envelopes_under_one_number_are_evidence_and_the_first_stays() {
    let mut scene = Scene::together();
    let head = scene.priya.device.directory().unwrap().head();
    let one = sealed(&mut scene, head, Seen::NONE, vec![entry("one")]);
    let two = sealed(&mut scene, head, Seen::NONE, vec![entry("two")]);
    scene.case_log.extend([one, two.clone()]);
    let logs = [(scene.case, &scene.case_log[..])];
    scene.tom.follows(&[], &logs);
    assert_eq!(
        scene.tom.store.state(scene.case, &two),
        Some(&ItemState::Refused(Refusal::TwoEnvelopes))
    );
    let evidence =
        |effect: &Effect| matches!(effect, Effect::Evidence(Evidence::TwoEnvelopes { .. }));
    assert!(scene.tom.store.seen.iter().any(evidence));
}

#[test]
fn a_signed_seen_that_contradicts_the_log_is_evidence_only_within_the_incarnation() {
    for (incarnation, alarms) in [(common::RELAY, true), (Incarnation([2; 16]), false)] {
        let mut scene = Scene::together();
        let head = scene.priya.device.directory().unwrap().head();
        let seen = Seen::at(incarnation, 1, patchwork_protocol::ChainHash([8; 32]));
        let lie = sealed(&mut scene, head, seen, vec![entry("as I saw it")]);
        scene.case_log.push(lie);
        let logs = [(scene.case, &scene.case_log[..])];
        scene.tom.follows(&[], &logs);
        let evidence =
            |effect: &Effect| matches!(effect, Effect::Evidence(Evidence::ForkedLog { .. }));
        assert_eq!(scene.tom.store.seen.iter().any(evidence), alarms);
    }
}

#[test]
fn an_honest_seen_raises_no_alarm() {
    let mut scene = Scene::together();
    for text in ["one", "two", "three"] {
        let note = scene.priya.writes(scene.case, text, &mut scene.rng);
        scene.case_log.push(note);
        scene.meet();
    }
    let evidence = |effect: &Effect| matches!(effect, Effect::Evidence(_));
    assert!(!scene.tom.store.seen.iter().any(evidence));
}

#[test]
fn parts_are_refused_one_by_one() {
    let mut scene = Scene::together();
    let head = scene.priya.device.directory().unwrap().head();
    let of = |kind| Part {
        kind,
        body: vec![0x80],
    };
    let parts = vec![
        entry("fine"),
        of(PartKind::Change),
        of(PartKind::Card),
        of(PartKind::Unknown(77)),
        of(PartKind::Access),
    ];
    let mixed = sealed(&mut scene, head, Seen::NONE, parts);
    scene.case_log.push(mixed);
    let logs = [(scene.case, &scene.case_log[..])];
    scene.tom.follows(&[], &logs);
    let opened = scene.tom.store.applied.last().unwrap();
    let kept: Vec<u32> = opened.parts.iter().map(|(index, _)| *index).collect();
    assert_eq!(kept, [0, 4]);
    let newer: Vec<u32> = opened.newer.iter().map(|(index, _)| *index).collect();
    assert_eq!(newer, [3]);
    assert_eq!(
        opened.refused,
        [
            (1, PartRefusal::ChangeAmongEntries),
            (2, PartRefusal::WrongSpace)
        ]
    );
}

#[test]
fn what_an_observer_writes_is_refused_but_for_what_they_looked_at() {
    let mut scene = Scene::together();
    let intent = TeamIntent::ChangeRole {
        practitioner: scene.tom_is,
        from: Role::Member,
        to: Role::Observer,
    };
    let planned = post(&mut scene.priya, scene.case, &intent, &mut scene.rng);
    let parts = vec![
        entry("as before"),
        Part {
            kind: PartKind::Access,
            body: vec![0x80],
        },
    ];
    // Tom's device does not know yet, or does not care.
    let word = scene
        .tom
        .seals(scene.case, parts, &mut scene.rng)
        .unwrap()
        .remove(0);
    scene.case_log.extend([item(&planned.change), word.clone()]);
    scene.meet();
    assert_eq!(
        scene.priya.store.state(scene.case, &word),
        Some(&ItemState::AppliedInPart)
    );
    let opened = scene.priya.store.applied.last().unwrap();
    assert_eq!(opened.refused, [(0, PartRefusal::AuthorMayOnlyRead)]);
    assert_eq!(opened.parts.len(), 1);
}

#[test]
fn items_left_out_of_the_stream_are_noticed_and_nothing_changes() {
    let mut scene = Scene::together();
    let note = scene
        .priya
        .writes(scene.case, "quiet today", &mut scene.rng);
    let before = scene.tom.device.record(scene.case);
    scene.tom.device.begin_conversation();
    scene
        .tom
        .hears(Frame::Hello {
            incarnation: common::RELAY,
        })
        .unwrap();
    let frame = Frame::Items {
        space: scene.case,
        first_n: 5,
        items: vec![note],
    };
    let fault = scene.tom.hears(frame).unwrap_err();
    assert_eq!(
        fault,
        Fault::Stream(StreamFault::Gap {
            space: scene.case,
            expected: 2,
            got: 5
        })
    );
    assert_eq!(scene.tom.device.record(scene.case), before);
}

#[test]
fn a_frame_that_comes_twice_changes_nothing_the_second_time() {
    let mut scene = Scene::together();
    let note = scene
        .priya
        .writes(scene.case, "quiet today", &mut scene.rng);
    scene.tom.device.begin_conversation();
    scene
        .tom
        .hears(Frame::Hello {
            incarnation: common::RELAY,
        })
        .unwrap();
    let frame = Frame::Items {
        space: scene.case,
        first_n: 2,
        items: vec![note],
    };
    scene.tom.hears(frame.clone()).unwrap();
    let (record, applied) = (
        scene.tom.device.record(scene.case),
        scene.tom.store.applied.len(),
    );
    scene.tom.hears(frame).unwrap();
    assert_eq!(scene.tom.device.record(scene.case), record);
    assert_eq!(scene.tom.store.applied.len(), applied);
}

#[test]
fn a_restored_relay_is_told_what_it_lacks() {
    let mut scene = Scene::together();
    for text in ["one", "two"] {
        let note = scene.priya.writes(scene.case, text, &mut scene.rng);
        scene.case_log.push(note);
    }
    scene.meet();
    let other = Incarnation([2; 16]);
    let kept = scene.case_log[..2].to_vec();
    let tom = &mut scene.tom;
    tom.device.begin_conversation();
    tom.hears(Frame::Hello { incarnation: other }).unwrap();
    let head = chain(&kept);
    let cursor = patchwork_protocol::Cursor {
        incarnation: other,
        n: head.n,
        chain: head.hash,
    };
    tom.hears(Frame::Contradiction {
        space: scene.case,
        head: cursor,
    })
    .unwrap();
    tom.hears(Frame::Items {
        space: scene.case,
        first_n: 1,
        items: kept,
    })
    .unwrap();
    tom.caught_up();
    let space = tom.device.space(scene.case).unwrap();
    let lost: Vec<&LogItem> = tom
        .store
        .log
        .all()
        .filter(|kept| space.is_to_be_offered(kept))
        .map(|kept| &kept.item)
        .collect();
    assert_eq!(lost, [&scene.case_log[2]]);
    assert!(space.changes_to_post().is_empty());
    assert_eq!(tom.store.bodies().len(), 2);
}

#[test]
fn another_directory_than_the_invitation_promised_is_refused() {
    let mut scene = Scene::new();
    let mut other = Scene::new();
    let before = scene.tom.device.directory().unwrap().head();
    // A relay that shows another branch to a newcomer: same founding, other entries.
    let action = patchwork_protocol::Action::AddAgency {
        agency: patchwork_protocol::AgencyId([8; 16]),
    };
    let planned = post(
        &mut other.priya,
        other.directory,
        &TeamIntent::Record(action),
        &mut other.rng,
    );
    let mut newcomer = common::Phone {
        device: patchwork_sync::Device::new(
            patchwork_crypto::DeviceSecrets::generate(&mut scene.rng),
            scene.directory.into(),
            Some(DirectoryHead {
                index: 1,
                hash: ChangeHash([1; 32]),
            }),
        ),
        store: common::Store::default(),
    };
    let mut changes: Vec<Vec<u8>> = scene.directory_log.iter().map(common::bytes).collect();
    changes.push(planned.change.bytes().to_vec());
    newcomer
        .hears(Frame::TeamChanges {
            space: scene.directory,
            changes,
        })
        .unwrap();
    assert_eq!(newcomer.device.directory().unwrap().head().index, 0);
    let evidence =
        |effect: &Effect| matches!(effect, Effect::Evidence(Evidence::OtherDirectory { .. }));
    assert!(newcomer.store.seen.iter().any(evidence));
    assert_eq!(before.index, 2);
}

proptest! {
    #![proptest_config(Config { cases: 24, ..Config::default() })]

    /// The same items and keys, in any order, come to the same.
    #[test]
    fn any_order_of_the_same_items_comes_to_the_same(
        order in Just((0..7_usize).collect::<Vec<_>>()).prop_shuffle(),
        wraps_at in 0..8_usize,
    ) {
        let mut scene = Scene::new();
        let rng = &mut ChaCha8Rng::seed_from_u64(5);
        let old = scene.priya.device.space(scene.case).unwrap().team().unwrap().current_key();
        let mut items = vec![
            scene.priya.writes(scene.case, "one", rng),
            scene.priya.writes(scene.case, "two", rng),
        ];
        let planned = post(&mut scene.priya, scene.case, &TeamIntent::Rotate { old }, rng);
        scene.wraps.extend((100..).zip(planned.wraps));
        items.push(item(&planned.change));
        items.push(scene.priya.writes(scene.case, "three", rng));
        let mut forged = common::bytes(&items[3]);
        forged[200] ^= 4;
        items.push(LogItem::Envelope(forged));
        items.push(scene.priya.writes(scene.case, "four", rng));
        items.push(LogItem::Envelope(b"rubbish".to_vec()));

        let tom = &mut scene.tom;
        tom.device.begin_conversation();
        tom.hears(Frame::Hello { incarnation: common::RELAY }).unwrap();
        let changes = scene.directory_log.clone();
        tom.hears(Frame::Items { space: scene.directory, first_n: 1, items: changes }).unwrap();
        let founding = scene.case_log.clone();
        tom.hears(Frame::Items { space: scene.case, first_n: 1, items: founding }).unwrap();
        for (n, which) in (2..).zip(&order) {
            if n == wraps_at + 2 {
                tom.hears(Frame::Wraps(scene.wraps.clone())).unwrap();
            }
            let frame = Frame::Items {
                space: scene.case,
                first_n: n as u64,
                items: vec![items[*which].clone()],
            };
            tom.hears(frame).unwrap();
        }
        tom.hears(Frame::Wraps(scene.wraps.clone())).unwrap();
        tom.caught_up();

        let expected: [&[u8]; 4] = [b"one", b"two", b"three", b"four"];
        let expected: std::collections::BTreeSet<Vec<u8>> =
            expected.iter().map(|body| body.to_vec()).collect();
        prop_assert_eq!(tom.store.bodies(), expected);
        for (index, item) in items.iter().enumerate() {
            let state = tom.store.state(scene.case, item);
            let refused = matches!(state, Some(ItemState::Refused(_)));
            prop_assert_eq!(refused, index == 4 || index == 6, "{:?}", state);
        }
    }
}

#[test]
fn envelopes_can_be_opened_again_to_rebuild() {
    let mut scene = Scene::together();
    let note = scene
        .priya
        .writes(scene.case, "quiet today", &mut scene.rng);
    let envelope = Envelope::decode(&common::bytes(&note)).unwrap();
    // Own and not yet acknowledged, too.
    let opened = scene.priya.device.open(scene.case, &envelope).unwrap();
    assert_eq!(opened.parts[0].1, entry("quiet today"));
}

#[test]
fn nobody_seals_while_a_restored_relay_has_brought_someone_back() {
    let mut scene = Scene::together();
    let promotion = TeamIntent::ChangeRole {
        practitioner: scene.tom_is,
        from: Role::Member,
        to: Role::Manager,
    };
    let promotion = post(&mut scene.priya, scene.case, &promotion, &mut scene.rng);
    scene.case_log.push(item(&promotion.change));
    scene.meet();
    // Priya removes Tom; the relay loses it, and tells another change in its place.
    let founding = scene.case_log.clone();
    let old = scene
        .priya
        .device
        .space(scene.case)
        .unwrap()
        .team()
        .unwrap()
        .current_key();
    // Tom's device, which has not heard of it, renews the key meanwhile.
    let rotation = scene.tom.device.plan(
        scene.case,
        &TeamIntent::Rotate { old },
        common::now(),
        &mut scene.rng,
    );
    let patchwork_sync::Plan::Post(rotation) = rotation else {
        panic!("expected a rotation, got {rotation:?}")
    };
    let intent = TeamIntent::Remove {
        practitioner: scene.tom_is,
    };
    let removal = post(&mut scene.priya, scene.case, &intent, &mut scene.rng);
    scene.case_log.push(item(&removal.change));
    scene.meet();

    let incarnation = Incarnation([2; 16]);
    let priya = &mut scene.priya;
    let told = [founding, vec![item(&rotation.change)]].concat();
    let head = chain(&told);
    let cursor = patchwork_protocol::Cursor {
        incarnation,
        n: head.n,
        chain: head.hash,
    };
    priya.device.begin_conversation();
    priya.hears(Frame::Hello { incarnation }).unwrap();
    priya
        .hears(Frame::Contradiction {
            space: scene.case,
            head: cursor,
        })
        .unwrap();
    priya
        .hears(Frame::Items {
            space: scene.case,
            first_n: 1,
            items: told,
        })
        .unwrap();
    priya.caught_up();

    let lost = |effect: &&Effect| matches!(effect, Effect::TeamChangeLost(_));
    assert_eq!(priya.store.seen.iter().filter(lost).count(), 1);
    let refused = priya
        .seals(scene.case, vec![entry("x")], &mut scene.rng)
        .unwrap_err();
    assert_eq!(refused, patchwork_sync::CannotSeal::TeamUnsettled);

    // Her device removes him again, and all is well.
    let intents = TeamIntent::of_lost(&removal.change);
    post(&mut scene.priya, scene.case, &intents[0], &mut scene.rng);
    let refused = scene
        .priya
        .seals(scene.case, vec![entry("x")], &mut scene.rng)
        .unwrap_err();
    assert_eq!(refused, patchwork_sync::CannotSeal::NoKey);
    scene
        .priya
        .hears(Frame::Wraps((200..).zip(rotation.wraps).collect()))
        .unwrap();
    assert!(
        scene
            .priya
            .seals(scene.case, vec![entry("x")], &mut scene.rng)
            .is_ok()
    );
}

/// After an owed rotation, nobody who was removed opens what is sealed later, whatever the relay serves.
#[test]
fn who_was_removed_opens_nothing_that_is_sealed_after_the_rotation() {
    let mut scene = Scene::together();
    let removal = TeamIntent::Remove {
        practitioner: scene.tom_is,
    };
    let removal = post(&mut scene.priya, scene.case, &removal, &mut scene.rng);
    let owes = |scene: &Scene| {
        let device = &scene.priya.device;
        let team = device.space(scene.case).unwrap().team().unwrap();
        team.owes_rotation(device.directory().unwrap())
            .then_some(team.current_key())
    };
    let old = owes(&scene).expect("Tom's phone still has the key");
    let rotate = TeamIntent::Rotate { old };
    let rotation = post(&mut scene.priya, scene.case, &rotate, &mut scene.rng);
    assert_eq!(owes(&scene), None);
    let tom = scene.tom.device.id();
    assert!(rotation.wraps.iter().all(|wrap| wrap.recipient != tom));

    let after = scene
        .priya
        .writes(scene.case, "without him", &mut scene.rng);
    scene
        .case_log
        .extend([item(&removal.change), item(&rotation.change), after.clone()]);
    // Even if the relay goes on to serve him everything, wraps of others included.
    scene.wraps.extend((100..).zip(rotation.wraps));
    scene.meet();
    assert!(matches!(
        scene.tom.store.state(scene.case, &after),
        Some(ItemState::Locked(_))
    ));
    assert!(!scene.tom.store.bodies().contains(&b"without him"[..]));
}

fn redaction(scene: &mut Scene, item: &LogItem) -> LogItem {
    let envelope = Envelope::decode(&common::bytes(item)).unwrap();
    let redact = TeamIntent::Record(Action::Redact {
        replica: envelope.header().replica,
        seq: envelope.header().seq,
        item: item.hash(),
        part: 0,
    });
    let planned = post(&mut scene.priya, scene.case, &redact, &mut scene.rng);
    common::item(&planned.change)
}

fn is_withheld(effect: &Effect) -> bool {
    matches!(effect, Effect::Evidence(Evidence::Withheld { .. }))
}

#[test]
fn what_is_redacted_leaves_no_gap_in_its_series() {
    let mut scene = Scene::together();
    let notes: Vec<_> = ["first", "second", "third", "fourth"]
        .map(|text| scene.priya.writes(scene.case, text, &mut scene.rng))
        .into();
    let redactions = [&notes[0], &notes[2]].map(|note| redaction(&mut scene, note));
    scene.case_log.extend([
        LogItem::Erased(notes[0].hash()),
        notes[1].clone(),
        LogItem::Erased(notes[2].hash()),
        notes[3].clone(),
    ]);
    scene.case_log.extend(redactions);
    scene.meet();
    let bodies = scene.tom.store.bodies();
    assert!(bodies.contains(&b"second"[..]) && bodies.contains(&b"fourth"[..]));
    assert_eq!(bodies.len(), 2);
    assert!(!scene.tom.store.seen.iter().any(is_withheld));
    // As the relay counts them, so that a cut of the two agrees.
    let ends = scene.tom.device.space(scene.case).unwrap().replicas();
    assert_eq!(ends.values().copied().collect::<Vec<_>>(), [Seq(4)]);
    // Whoever holds what was redacted has lost nothing by the relay's word.
    assert!(scene.priya.store.state(scene.case, &notes[0]).is_some());
}

#[test]
fn a_relay_that_blanks_an_item_on_its_own_is_found_out_and_everything_else_goes_on() {
    let mut scene = Scene::together();
    let note = scene
        .priya
        .writes(scene.case, "inconvenient", &mut scene.rng);
    let toms = scene.tom.writes(scene.case, "and then", &mut scene.rng);
    scene
        .case_log
        .extend([LogItem::Erased(note.hash()), toms.clone()]);
    let logs = [(scene.case, &scene.case_log[..])];
    scene.tom.device.begin_conversation();
    scene
        .tom
        .hears(Frame::Hello {
            incarnation: common::RELAY,
        })
        .unwrap();
    scene
        .tom
        .hears(Frame::Items {
            space: scene.case,
            first_n: 2,
            items: scene.case_log[1..].to_vec(),
        })
        .unwrap();
    // A redaction might yet follow.
    assert!(!scene.tom.store.seen.iter().any(is_withheld));
    scene.tom.caught_up();
    let told = |phone: &common::Phone| phone.store.seen.iter().filter(|e| is_withheld(e)).count();
    assert_eq!(told(&scene.tom), 1);
    let kept = scene.tom.store.log.item(scene.case, note.hash()).unwrap();
    assert_eq!(kept.state, ItemState::Erased);
    assert_eq!(
        scene
            .tom
            .device
            .space(scene.case)
            .unwrap()
            .cursor()
            .unwrap()
            .n,
        3
    );
    // Once is enough.
    scene.tom.follows(&[], &logs);
    assert_eq!(told(&scene.tom), 1);
    // Its author holds it, and goes on holding it.
    scene.priya.follows(&[], &logs);
    assert_eq!(told(&scene.priya), 1);
    assert_eq!(
        scene
            .priya
            .store
            .log
            .item(scene.case, note.hash())
            .unwrap()
            .item,
        note
    );
    assert_eq!(
        scene.priya.store.state(scene.case, &toms),
        Some(&ItemState::Applied)
    );
}

#[test]
fn who_was_shown_another_directory_is_evidence_and_holds_up_nothing() {
    let mut scene = Scene::together();
    let head = scene.priya.device.directory().unwrap().head();
    let other = DirectoryHead {
        index: head.index,
        hash: ChangeHash([0xee; 32]),
    };
    let forked = sealed(&mut scene, other, Seen::NONE, vec![entry("elsewhere")]);
    let note = scene
        .priya
        .writes(scene.case, "quiet today", &mut scene.rng);
    scene.case_log.extend([forked.clone(), note.clone()]);
    let logs = [(scene.case, &scene.case_log[..])];
    scene.tom.follows(&[], &logs);
    assert_eq!(
        scene.tom.store.state(scene.case, &forked),
        Some(&ItemState::Refused(Refusal::OtherDirectory))
    );
    assert_eq!(
        scene.tom.store.state(scene.case, &note),
        Some(&ItemState::Applied)
    );
    let evidence =
        |effect: &&Effect| matches!(effect, Effect::Evidence(Evidence::ForkedDirectory { .. }));
    assert_eq!(scene.tom.store.seen.iter().filter(evidence).count(), 1);
}

/// A relay that was put back numbers its wraps anew. A wrap that it was given between the request
/// and the contradiction has a number, and those before it were not asked for.
#[test]
fn wraps_that_another_database_of_the_relay_numbers_anew_are_asked_for_from_the_first() {
    let mut scene = Scene::together();
    let tom = &mut scene.tom;
    let before = tom.device.wraps_after();
    assert!(before > 0);
    let incarnation = Incarnation([2; 16]);
    tom.device.begin_conversation();
    tom.hears(Frame::Hello { incarnation }).unwrap();
    assert!(matches!(tom.store.seen.last(), Some(Effect::SendCursors)));
    let (_, wrap) = scene.wraps.last().cloned().unwrap();
    tom.hears(Frame::Wraps(vec![(before + 1, wrap.clone())]))
        .unwrap();
    assert_eq!(tom.device.wraps_after(), 0);

    // The next request names no wrap, so that all come in its conversation.
    tom.device.begin_conversation();
    tom.hears(Frame::Hello { incarnation }).unwrap();
    tom.hears(Frame::Wraps(vec![(before + 1, wrap)])).unwrap();
    assert_eq!(tom.device.wraps_after(), before + 1);
}

#[test]
fn an_envelope_that_an_earlier_version_could_not_read_counts_once_this_one_can() {
    let mut scene = Scene::together();
    let first = scene.tom.writes(scene.case, "first", &mut scene.rng);
    let second = scene.tom.writes(scene.case, "second", &mut scene.rng);
    let refused = KeptItem {
        space: scene.case,
        hash: first.hash(),
        item: first.clone(),
        position: None,
        place: None,
        state: ItemState::Refused(Refusal::Malformed("an unknown header".to_owned())),
    };
    scene
        .priya
        .store
        .carry_out(vec![Effect::Keep(refused.clone())]);
    scene.case_log.push(second.clone());
    let log = [(scene.case, scene.case_log.as_slice())];
    scene.priya.follows(&[], &log);
    assert_eq!(
        scene.priya.store.state(scene.case, &second),
        Some(&ItemState::Waiting(WaitingFor::Predecessor(Seq(1))))
    );

    let Ok(effects) = scene
        .priya
        .device
        .judge_refused(refused, &scene.priya.store.log);
    scene.priya.store.carry_out(effects);
    for item in [&first, &second] {
        assert_eq!(
            scene.priya.store.state(scene.case, item),
            Some(&ItemState::Applied)
        );
    }
}

#[test]
fn what_was_refused_stays_refused_where_this_version_sees_it_alike() {
    let mut scene = Scene::together();
    let item = LogItem::Envelope(b"no envelope".to_vec());
    for refusal in [
        Refusal::Malformed("no envelope".to_owned()),
        Refusal::BadSignature,
    ] {
        let refused = KeptItem {
            space: scene.case,
            hash: item.hash(),
            item: item.clone(),
            position: None,
            place: None,
            state: ItemState::Refused(refusal),
        };
        let Ok(effects) = scene
            .priya
            .device
            .judge_refused(refused, &scene.priya.store.log);
        assert!(effects.is_empty(), "{effects:?}");
    }
}

/// What an earlier version kept of an item that it could not read.
fn unread(
    space: patchwork_protocol::SpaceId,
    item: &LogItem,
    position: Option<LogPosition>,
) -> KeptItem {
    KeptItem {
        space,
        hash: item.hash(),
        item: item.clone(),
        position,
        place: None,
        state: ItemState::Refused(Refusal::Malformed("an unknown header".to_owned())),
    }
}

/// Judges it again; what came of it, as text.
fn judged_again(phone: &mut Phone, kept: KeptItem) -> String {
    phone.store.carry_out(vec![Effect::Keep(kept.clone())]);
    let Ok(effects) = phone.device.judge_refused(kept, &phone.store.log);
    let told = format!("{effects:?}");
    phone.store.carry_out(effects);
    told
}

fn with_its_device(phone: &Phone) -> Phone {
    Phone {
        device: phone.device.clone(),
        store: Store::default(),
    }
}

#[test]
fn a_change_that_an_earlier_version_could_not_read_takes_the_place_that_the_relay_gave_it() {
    let mut scene = Scene::together();
    let (case, old) = (scene.case, scene.priya.device.space(scene.case).unwrap());
    let old = old.team().unwrap().current_key();
    let mut other = with_its_device(&scene.priya);
    let rotate = TeamIntent::Rotate { old };
    post(&mut scene.priya, case, &rotate, &mut scene.rng);
    let relays = post(&mut other, case, &rotate, &mut scene.rng);
    let founding = &scene.case_log[0];
    let first = scene.priya.store.log.item(case, founding.hash()).unwrap();
    let position = LogPosition {
        n: 2,
        ..first.position.unwrap()
    };
    let kept = unread(case, &item(&relays.change), Some(position));
    let effects = judged_again(&mut scene.priya, kept);
    assert!(effects.contains("TeamChangeLost"), "{effects}");
    let team = scene.priya.device.space(case).unwrap().team().unwrap();
    assert_eq!(team.current_key(), relays.key.unwrap().id());
}

#[test]
fn an_envelope_that_can_be_read_now_is_evidence_where_another_has_its_place() {
    let mut scene = Scene::together();
    let first = scene.tom.writes(scene.case, "first", &mut scene.rng);
    let mut twin = with_its_device(&scene.tom);
    let second = scene.tom.writes(scene.case, "second", &mut scene.rng);
    let other = twin.writes(scene.case, "another", &mut scene.rng);
    scene.case_log.extend([first, second.clone()]);
    let log = [(scene.case, scene.case_log.as_slice())];
    scene.priya.follows(&[], &log);
    let effects = judged_again(&mut scene.priya, unread(scene.case, &other, None));
    assert!(effects.contains("TwoEnvelopes"), "{effects}");
    let state = |item| scene.priya.store.state(scene.case, item);
    assert_eq!(state(&second), Some(&ItemState::Applied));
    assert_eq!(
        state(&other),
        Some(&ItemState::Refused(Refusal::TwoEnvelopes))
    );
}

#[test]
fn an_own_envelope_of_a_newer_version_ends_the_series_of_a_phone_that_was_put_back() {
    let mut scene = Scene::together();
    let first = scene.priya.writes(scene.case, "first", &mut scene.rng);
    scene.case_log.push(first);
    scene.meet();
    let mut before = with_its_device(&scene.priya);
    let newer = before.writes(scene.case, "by a newer version", &mut scene.rng);
    let effects = judged_again(&mut scene.priya, unread(scene.case, &newer, None));
    assert!(effects.contains("Copied"), "{effects}");
    assert_eq!(
        scene.priya.store.state(scene.case, &newer),
        Some(&ItemState::Applied)
    );
    let next = scene.priya.writes(scene.case, "next", &mut scene.rng);
    let replica = |item: &LogItem| {
        let envelope = Envelope::decode(&common::bytes(item)).unwrap();
        envelope.header().replica
    };
    assert_ne!(replica(&next), replica(&newer));
}
