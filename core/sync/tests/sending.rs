//! Sealing, posting, answers, team changes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    unreachable_pub,
    dead_code
)]

mod common;

use core::convert::Infallible;

use common::{RELAY, Scene, entry, now, post};
use patchwork_protocol::{
    Action, AgencyId, Answer, Cursors, Envelope, Frame, Incarnation, LogItem, Part, PartKind,
    PractitionerId, Replica, Role, Seen, Seq, SpaceId, SpaceKind, SyncRequest, limits,
};
use patchwork_sync::{
    AfterAnswer, Attention, CannotSeal, CursorForm, Device, Effect, MAX_TOGETHER, NextRequest,
    Plan, Purpose, SeriesPlace, SpaceRecord, StoredSpace, TeamIntent, ToSend, WaitingPart,
    is_worth_sealing,
};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng as _, SeedableRng as _},
};

fn of(kind: PartKind, size: usize) -> Part {
    Part {
        kind,
        body: vec![7; size],
    }
}

fn place(item: &LogItem) -> SeriesPlace {
    let envelope = Envelope::decode(&common::bytes(item)).unwrap();
    SeriesPlace {
        replica: envelope.header().replica,
        seq: envelope.header().seq,
    }
}

fn kinds(scene: &Scene, item: &LogItem) -> Vec<PartKind> {
    let envelope = Envelope::decode(&common::bytes(item)).unwrap();
    let opened = scene.priya.device.open(scene.case, &envelope).unwrap();
    opened
        .parts
        .into_iter()
        .map(|(_, part)| part.kind)
        .collect()
}

#[test]
fn hours_offline_become_two_envelopes_and_changes_never_share_one_with_entries() {
    let mut scene = Scene::together();
    let parts = vec![
        entry("one"),
        of(PartKind::Change, 90),
        entry("two"),
        of(PartKind::Access, 10),
        of(PartKind::Change, 90),
    ];
    let sealed = scene
        .priya
        .seals(scene.case, parts, &mut scene.rng)
        .unwrap();
    assert_eq!(sealed.len(), 2);
    assert_eq!(
        kinds(&scene, &sealed[0]),
        [PartKind::Change, PartKind::Change]
    );
    assert_eq!(
        kinds(&scene, &sealed[1]),
        [PartKind::Entry, PartKind::Entry, PartKind::Access]
    );
    assert_eq!(
        [place(&sealed[0]).seq, place(&sealed[1]).seq],
        [Seq(1), Seq(2)]
    );
}

#[test]
fn what_does_not_fit_one_envelope_is_split_and_every_envelope_keeps_the_limit() {
    let mut scene = Scene::together();
    // Bytes that do not compress.
    let mut noise = vec![0; MAX_TOGETHER - 100];
    rand_chacha::rand_core::Rng::fill_bytes(&mut scene.rng, &mut noise);
    let parts = vec![
        Part {
            kind: PartKind::Entry,
            body: noise.clone(),
        },
        Part {
            kind: PartKind::Entry,
            body: noise,
        },
        entry("small"),
    ];
    let sealed = scene
        .priya
        .seals(scene.case, parts, &mut scene.rng)
        .unwrap();
    assert_eq!(sealed.len(), 2);
    assert!(sealed.iter().all(|item| item.len() <= limits::MAX_ENVELOPE));
    let many = (0..=limits::MAX_PARTS).map(|_| entry("x")).collect();
    assert_eq!(
        scene
            .priya
            .seals(scene.case, many, &mut scene.rng)
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn a_part_that_fits_no_envelope_is_named() {
    let mut scene = Scene::together();
    let parts = vec![entry("fine"), of(PartKind::Entry, MAX_TOGETHER + 1)];
    let refused = scene
        .priya
        .seals(scene.case, parts, &mut scene.rng)
        .unwrap_err();
    assert_eq!(
        refused,
        CannotSeal::TooLarge {
            index: 1,
            got: MAX_TOGETHER + 1
        }
    );
}

#[test]
fn a_look_rides_only_where_it_does_not_show_and_waits_otherwise() {
    let mut scene = Scene::together();
    let mut seal = |parts: Vec<Part>| {
        let sealed = scene.priya.seals(scene.case, parts, &mut scene.rng);
        let sealed = sealed.unwrap();
        let sizes: Vec<_> = sealed
            .iter()
            .map(|item| common::bytes(item).len())
            .collect();
        let kinds: Vec<_> = sealed.iter().map(|item| kinds(&scene, item)).collect();
        (sizes, kinds)
    };
    // So many bytes that do not compress.
    let noise = |kind, size: usize| {
        let mut body = vec![0; size];
        ChaCha8Rng::seed_from_u64(size as u64).fill_bytes(&mut body);
        Part { kind, body }
    };
    let (alone, _) = seal(vec![noise(PartKind::Entry, 60)]);
    let small = noise(PartKind::Access, 20);
    let large = noise(PartKind::Access, 200);
    let (sizes, told) = seal(vec![
        large.clone(),
        small.clone(),
        noise(PartKind::Entry, 60),
    ]);
    assert_eq!(sizes, alone, "the length says nothing of it");
    assert_eq!(told, [[PartKind::Entry, PartKind::Access]]);
    // Nor does it show in a large one.
    let (alone, _) = seal(vec![noise(PartKind::Change, 5_500)]);
    let (sizes, told) = seal(vec![
        large,
        noise(PartKind::Change, 5_500),
        noise(PartKind::Access, 400),
        small,
    ]);
    assert_eq!(sizes, alone);
    assert_eq!(told, [[PartKind::Change, PartKind::Access]]);
    // By itself it makes no envelope.
    assert_eq!(seal(vec![noise(PartKind::Access, 20)]).0, []);
}

#[test]
fn what_someone_looked_at_is_no_reason_to_send() {
    assert!(!is_worth_sealing([of(PartKind::Access, 3)].iter()));
    assert!(is_worth_sealing(
        [of(PartKind::Access, 3), entry("x")].iter()
    ));
}

#[test]
fn an_envelope_says_what_its_author_had_seen() {
    let mut scene = Scene::new();
    let first = scene.priya.writes(scene.case, "offline", &mut scene.rng);
    let seen = |item: &LogItem| {
        Envelope::decode(&common::bytes(item))
            .unwrap()
            .header()
            .seen
    };
    assert_eq!(seen(&first), Seen::NONE);
    scene.meet();
    let second = scene.priya.writes(scene.case, "online", &mut scene.rng);
    let cursor = scene
        .priya
        .device
        .space(scene.case)
        .unwrap()
        .cursor()
        .unwrap();
    assert_eq!(seen(&second), Seen::at(RELAY, 1, cursor.chain));
}

#[test]
fn a_newcomer_without_the_key_cannot_seal() {
    let mut scene = Scene::new();
    scene.wraps.clear();
    scene.meet();
    let refused = scene
        .tom
        .seals(scene.case, vec![entry("x")], &mut scene.rng)
        .unwrap_err();
    assert_eq!(refused, CannotSeal::NoKey);
}

#[test]
fn a_stale_key_starts_a_fresh_series_and_takes_what_is_behind_with_it() {
    let mut scene = Scene::together();
    let one = place(&scene.priya.writes(scene.case, "one", &mut scene.rng));
    let two = place(&scene.priya.writes(scene.case, "two", &mut scene.rng));
    let device = &mut scene.priya.device;
    assert_eq!(
        device.answered(scene.case, one, Answer::StaleKey),
        AfterAnswer::SealAgain
    );
    let gap = Answer::Gap { expected: Seq(1) };
    assert_eq!(
        device.answered(scene.case, two, gap),
        AfterAnswer::SealAgain
    );
    let again = place(&scene.priya.writes(scene.case, "one", &mut scene.rng));
    assert_ne!(again.replica, one.replica);
    assert_eq!(again.seq, Seq(1));
}

/// Priya's store is put back to when it held only what it shows here; what she
/// has written since is on the relay.
fn put_back(scene: &mut Scene) -> LogItem {
    let lost = scene
        .priya
        .writes(scene.case, "written since", &mut scene.rng);
    scene.priya.store.log.forget(scene.case, place(&lost));
    scene.priya.device.give_up_every_series();
    scene.case_log.push(lost.clone());
    lost
}

#[test]
fn an_own_envelope_that_the_store_lacks_ends_the_current_series_too() {
    let mut scene = Scene::together();
    put_back(&mut scene);
    let dropped = place(&scene.priya.writes(scene.case, "anew", &mut scene.rng));
    scene.meet();
    let copied = |effect: &Effect| matches!(effect, Effect::Copied { .. });
    assert!(scene.priya.store.seen.iter().any(copied));
    // The store drops what has no answer: nothing may be numbered after it.
    let next = place(&scene.priya.writes(scene.case, "anew", &mut scene.rng));
    assert_ne!(next.replica, dropped.replica);
    assert_eq!(next.seq, Seq(1));
}

#[test]
fn a_fork_in_an_older_series_ends_the_current_one_too() {
    let mut scene = Scene::together();
    let older = place(&put_back(&mut scene));
    let dropped = place(&scene.priya.writes(scene.case, "anew", &mut scene.rng));
    let after = scene.priya.device.answered(scene.case, older, Answer::Fork);
    assert_eq!(after, AfterAnswer::Copied);
    let next = place(&scene.priya.writes(scene.case, "anew", &mut scene.rng));
    assert_ne!(next.replica, dropped.replica);
    assert_eq!(next.seq, Seq(1));
}

#[test]
fn what_was_acknowledged_before_its_log_came_is_offered_to_another_database_of_the_relay() {
    let mut scene = Scene::new();
    let word = scene.priya.writes(scene.case, "hello", &mut scene.rng);
    let priya = &mut scene.priya;
    let SeriesPlace { replica, seq } = place(&word);
    let frame = |frame: Frame, priya: &mut common::Phone| priya.hears(frame).unwrap();
    priya.device.begin_conversation();
    frame(Frame::Hello { incarnation: RELAY }, priya);
    let answers = vec![(replica, seq, Answer::Accepted { n: 2 })];
    frame(
        Frame::Acks {
            space: scene.case,
            answers,
        },
        priya,
    );
    // The stream is cut, and the relay is put back to a time before the envelope.
    priya.device.begin_conversation();
    let incarnation = Incarnation([2; 16]);
    frame(Frame::Hello { incarnation }, priya);
    priya.caught_up();
    let offered =
        |effect: &Effect| matches!(effect, Effect::OfferLost { space, .. } if *space == scene.case);
    assert!(priya.store.seen.iter().any(offered));
    let case = priya.device.space(scene.case).unwrap();
    let kept = priya.store.log.item(scene.case, word.hash()).unwrap();
    assert!(case.is_to_be_offered(kept));
}

#[test]
fn every_answer_has_its_consequence() {
    let cases = [
        (Answer::Accepted { n: 4 }, AfterAnswer::Acked { n: 4 }),
        (Answer::Duplicate { n: 4 }, AfterAnswer::Acked { n: 4 }),
        (Answer::Busy, AfterAnswer::Repost),
        (Answer::Held, AfterAnswer::Repost),
        (Answer::Quota, AfterAnswer::Repost),
        (
            Answer::Gap { expected: Seq(1) },
            AfterAnswer::OfferFrom(Seq(1)),
        ),
        (Answer::Gap { expected: Seq(99) }, AfterAnswer::Copied),
        (Answer::Fork, AfterAnswer::Copied),
        (Answer::StaleKey, AfterAnswer::SealAgain),
        (
            Answer::TooLarge,
            AfterAnswer::NeedsAttention(Attention::TooLarge),
        ),
        (
            Answer::Malformed,
            AfterAnswer::NeedsAttention(Attention::NotUnderstood),
        ),
        (
            Answer::BadSignature,
            AfterAnswer::NeedsAttention(Attention::NotUnderstood),
        ),
        // No signed change says so; a status alone is not believed.
        (Answer::NotMember, AfterAnswer::Repost),
        (Answer::Closed, AfterAnswer::Repost),
    ];
    let mut scene = Scene::together();
    for (answer, expected) in cases {
        scene.priya.writes(scene.case, "before", &mut scene.rng);
        let second = place(&scene.priya.writes(scene.case, "this", &mut scene.rng));
        let got = scene.priya.device.answered(scene.case, second, answer);
        assert_eq!(got, expected, "{answer:?}");
    }
}

#[test]
fn off_the_team_by_a_signed_change_needs_attention() {
    let mut scene = Scene::together();
    let written = scene.tom.writes(scene.case, "too late", &mut scene.rng);
    let word = place(&written);
    let intent = TeamIntent::Remove {
        practitioner: scene.tom_is,
    };
    let planned = post(&mut scene.priya, scene.case, &intent, &mut scene.rng);
    scene.case_log.push(common::item(&planned.change));
    scene.meet();
    assert_eq!(
        scene
            .tom
            .device
            .answered(scene.case, word, Answer::NotMember),
        AfterAnswer::NeedsAttention(Attention::NotOnTeam)
    );
    let refused = scene
        .tom
        .seals(scene.case, vec![entry("x")], &mut scene.rng)
        .unwrap_err();
    assert_eq!(refused, CannotSeal::NotMember);
    // The words are still their author's, and nobody else's.
    let envelope = Envelope::decode(&common::bytes(&written)).unwrap();
    let parts = scene.tom.device.own_parts(scene.case, &envelope);
    assert_eq!(parts, Some(vec![entry("too late")]));
    let others = scene.priya.device.own_parts(scene.case, &envelope);
    assert_eq!(others, None);
}

#[test]
fn anothers_item_that_a_restored_relay_will_not_take_is_offered_no_more() {
    let mut scene = Scene::together();
    let word = place(&scene.tom.writes(scene.case, "mine", &mut scene.rng));
    let device = &mut scene.priya.device;
    let after = device.answered(scene.case, word, Answer::StaleKey);
    assert_eq!(after, AfterAnswer::OfferRefused);
    let gap = device.answered(scene.case, word, Answer::Gap { expected: Seq(1) });
    assert_eq!(gap, AfterAnswer::Repost);
}

#[test]
fn a_space_that_the_relay_merely_names_is_not_begun() {
    let mut scene = Scene::together();
    let own = Replica::new(scene.priya.device.id(), [9; 8]);
    let before = scene.priya.device.spaces().count();
    let named = [Answer::Accepted { n: 1 }, Answer::Fork, Answer::StaleKey];
    for (number, answer) in (0_u8..).zip(named) {
        let space = SpaceId([0xe0 + number; 32]);
        scene
            .priya
            .hears(Frame::Acks {
                space,
                answers: vec![(own, Seq(1), answer)],
            })
            .unwrap();
        let head = patchwork_protocol::Cursor {
            incarnation: RELAY,
            n: 1,
            chain: patchwork_protocol::ChainHash([1; 32]),
        };
        let space = SpaceId([0xf0 + number; 32]);
        scene
            .priya
            .hears(Frame::Contradiction { space, head })
            .unwrap();
    }
    assert_eq!(scene.priya.device.spaces().count(), before);
}

#[test]
fn a_request_keeps_the_limit_and_leaves_the_rest_for_the_next() {
    let scene = Scene::together();
    let large = vec![0; limits::MAX_ENVELOPE];
    let envelopes = (0..40).map(|_| (scene.case, large.clone())).collect();
    let send = ToSend {
        envelopes,
        wraps: Vec::new(),
    };
    let NextRequest { request, more } =
        scene
            .priya
            .device
            .request(send, Purpose::Exchange, CursorForm::Whole);
    let taken = request.outbox.values().map(Vec::len).sum::<usize>();
    assert!((1..40).contains(&taken));
    assert!(more);
    assert!(request.encode().len() <= limits::MAX_REQUEST);
}

#[test]
fn a_digest_is_said_only_after_both_sides_agreed() {
    let mut scene = Scene::together();
    let ask = |device: &Device| {
        device
            .request(ToSend::default(), Purpose::Live, CursorForm::Digest)
            .request
            .cursors
    };
    assert!(matches!(ask(&scene.priya.device), Cursors::Short(short) if short.cursors.len() == 2));
    let digest = scene.priya.device.digest();
    scene
        .priya
        .hears(patchwork_protocol::Frame::CaughtUp { digest })
        .unwrap();
    assert_eq!(
        ask(&scene.priya.device),
        Cursors::Digest {
            incarnation: RELAY,
            digest
        }
    );
}

#[test]
fn a_device_restored_from_its_store_is_the_same() {
    let mut scene = Scene::together();
    let note = scene
        .priya
        .writes(scene.case, "quiet today", &mut scene.rng);
    scene.case_log.push(note);
    scene.meet();
    let tom = &scene.tom.device;
    let stored = tom
        .spaces()
        .map(|space| StoredSpace {
            space: space.id(),
            record: SpaceRecord::from_bytes(space.id(), &space.record().to_bytes()),
            team_changes: space
                .team_changes()
                .iter()
                .map(|c| c.bytes().to_vec())
                .collect(),
            keys: space.keys().iter().cloned().collect(),
        })
        .collect();
    let secrets = patchwork_crypto::DeviceSecrets::from_bytes(&tom.secrets().to_bytes());
    let again = Device::restore(secrets, tom.partnership(), tom.wraps_after(), stored);
    assert_eq!(again.digest(), tom.digest());
    for space in tom.spaces() {
        let restored = again.space(space.id()).unwrap();
        assert_eq!(restored.record(), space.record());
        assert_eq!(restored.team(), space.team());
        assert!(
            restored
                .keys()
                .get(space.team().unwrap().current_key())
                .is_some()
        );
    }
    assert_eq!(again.practitioner(), Some(scene.tom_is));
}

#[test]
fn an_intent_that_came_true_is_moot_and_one_whose_meaning_changed_is_asked_again() {
    let mut scene = Scene::together();
    let (case, tom) = (scene.case, scene.tom_is);
    let mut plan = |intent: TeamIntent| {
        scene
            .priya
            .device
            .plan(case, &intent, now(), &mut scene.rng)
    };
    let add = |role| TeamIntent::Add {
        practitioner: tom,
        role,
        until: None,
    };
    assert!(matches!(plan(add(Role::Member)), Plan::Moot));
    assert!(matches!(plan(add(Role::Observer)), Plan::AskAgain));
    let from = |from| TeamIntent::ChangeRole {
        practitioner: tom,
        from,
        to: Role::Manager,
    };
    assert!(matches!(plan(from(Role::Observer)), Plan::AskAgain));
    assert!(matches!(plan(from(Role::Member)), Plan::Post(_)));
    let old = patchwork_protocol::KeyId::ZERO;
    assert!(matches!(plan(TeamIntent::Rotate { old }), Plan::Moot));
}

#[test]
fn what_the_directory_says_already_is_not_said_again() {
    let mut scene = Scene::together();
    let agency = AgencyId([9; 16]);
    let invite = |agency| Action::Invite {
        invite_key: [5; 32],
        practitioner: PractitionerId([8; 16]),
        agency,
        expiry: now() + jiff::SignedDuration::from_hours(24),
    };
    for action in [Action::AddAgency { agency }, invite(agency)] {
        let intent = TeamIntent::Record(action);
        post(&mut scene.priya, scene.directory, &intent, &mut scene.rng);
        let again = scene
            .priya
            .device
            .plan(scene.directory, &intent, now(), &mut scene.rng);
        assert!(matches!(again, Plan::Moot), "{intent:?}: {again:?}");
    }
    // The key of an invitation invites one person into one agency.
    let other = TeamIntent::Record(invite(AgencyId([3; 16])));
    let refused = scene
        .priya
        .device
        .plan(scene.directory, &other, now(), &mut scene.rng);
    assert!(matches!(refused, Plan::Impossible(_)), "{refused:?}");
}

#[test]
fn whoever_joins_is_given_the_key_in_the_same_request() {
    let mut scene = Scene::together();
    let alone = scene
        .priya
        .device
        .open_space(SpaceKind::Case, &[], now(), &mut scene.rng)
        .unwrap();
    scene.priya.takes(&alone);
    let tom = scene.tom.device.id();
    assert!(alone.wraps.iter().all(|wrap| wrap.recipient != tom));
    let add = TeamIntent::Add {
        practitioner: scene.tom_is,
        role: Role::Member,
        until: None,
    };
    let planned = post(&mut scene.priya, alone.space, &add, &mut scene.rng);
    let to: Vec<_> = planned.wraps.iter().map(|wrap| wrap.recipient).collect();
    assert_eq!(to, [tom]);
    assert!(
        scene
            .priya
            .device
            .wraps_owed(|_, _, _| Ok::<_, Infallible>(false), &mut scene.rng)
            .unwrap()
            .is_empty()
    );
}

#[test]
fn what_lost_its_place_is_intended_again() {
    let mut scene = Scene::together();
    let add = TeamIntent::Add {
        practitioner: scene.tom_is,
        role: Role::Member,
        until: None,
    };
    let alone = scene
        .priya
        .device
        .open_space(SpaceKind::Case, &[], now(), &mut scene.rng)
        .unwrap();
    scene.priya.takes(&alone);
    let planned = post(&mut scene.priya, alone.space, &add, &mut scene.rng);
    assert_eq!(TeamIntent::of_lost(&planned.change), [add]);
    assert_eq!(TeamIntent::of_lost(&alone.change), []);
    let close = TeamIntent::Record(Action::Close);
    let planned = post(&mut scene.priya, alone.space, &close, &mut scene.rng);
    assert_eq!(TeamIntent::of_lost(&planned.change), [close]);
}

#[test]
fn an_own_change_is_posted_until_the_relay_tells_it() {
    let mut scene = Scene::new();
    let to_post = |scene: &Scene| {
        scene
            .priya
            .device
            .space(scene.case)
            .unwrap()
            .changes_to_post()
            .len()
    };
    assert_eq!(to_post(&scene), 1);
    scene.meet();
    assert_eq!(to_post(&scene), 0);
}

#[test]
fn a_closed_case_takes_no_more_words() {
    let mut scene = Scene::together();
    post(
        &mut scene.priya,
        scene.case,
        &TeamIntent::Record(Action::Close),
        &mut scene.rng,
    );
    let waiting = vec![WaitingPart {
        id: 1,
        part: entry("x"),
    }];
    let refused = scene
        .priya
        .device
        .seal(scene.case, waiting, &mut scene.rng)
        .unwrap_err();
    assert_eq!(refused, CannotSeal::Closed);
}

#[test]
fn who_comes_back_to_a_team_writes_in_a_fresh_series() {
    let mut scene = Scene::together();
    let word = scene.tom.writes(scene.case, "before", &mut scene.rng);
    scene.case_log.push(word);
    scene.meet();
    let late = place(&scene.tom.writes(scene.case, "between", &mut scene.rng));
    let intents = [
        TeamIntent::Remove {
            practitioner: scene.tom_is,
        },
        TeamIntent::Add {
            practitioner: scene.tom_is,
            role: Role::Member,
            until: None,
        },
    ];
    for intent in intents {
        let planned = post(&mut scene.priya, scene.case, &intent, &mut scene.rng);
        scene.case_log.push(common::item(&planned.change));
    }
    // The removal has not come yet: nothing is decided.
    let answered = scene.tom.device.answered(scene.case, late, Answer::Closed);
    assert_eq!(answered, AfterAnswer::Repost);
    scene.meet();
    let answered = scene.tom.device.answered(scene.case, late, Answer::Closed);
    assert_eq!(answered, AfterAnswer::SealAgain);
    let again = place(&scene.tom.writes(scene.case, "between", &mut scene.rng));
    assert_ne!(again.replica, late.replica);
}

#[test]
fn an_envelope_that_cannot_be_read_any_more_needs_attention_and_is_not_posted_for_ever() {
    let mut scene = Scene::together();
    let note = scene
        .priya
        .writes(scene.case, "quiet today", &mut scene.rng);
    let (at, bytes) = (place(&note), common::bytes(&note));
    let device = &mut scene.priya.device;
    assert!(device.unreadable(scene.case, at, &bytes).is_none());
    let damaged = device.unreadable(scene.case, at, &bytes[..40]);
    assert!(matches!(
        damaged,
        Some(Effect::Answered { place, after: AfterAnswer::NeedsAttention(Attention::NotUnderstood), .. })
            if place == at
    ));
    // Nothing can follow it in its series: the next begins another.
    let next = scene
        .priya
        .writes(scene.case, "still quiet", &mut scene.rng);
    assert_ne!(place(&next).replica, at.replica);
    assert_eq!(place(&next).seq, Seq(1));
    // Another envelope's bytes are not this one's.
    let (other, device) = (common::bytes(&next), &mut scene.priya.device);
    assert!(device.unreadable(scene.case, at, &other).is_some());
}

#[test]
fn a_request_names_each_space_once_in_order() {
    let mut scene = Scene::together();
    let (one, two) = (scene.case, scene.directory);
    let envelopes = [one, two, one, two]
        .map(|space| (space, vec![0x81; 8]))
        .into();
    let send = ToSend {
        envelopes,
        wraps: Vec::new(),
    };
    scene.meet();
    let device = &scene.priya.device;
    let NextRequest { request, more } = device.request(send, Purpose::Exchange, CursorForm::Whole);
    assert!(!more);
    let sizes: Vec<usize> = request.outbox.values().map(Vec::len).collect();
    assert_eq!(sizes, [2, 2]);
    assert!(matches!(&request.cursors, Cursors::All(cursors) if cursors.len() == 2));
    assert_eq!(SyncRequest::decode(&request.encode()), Ok(request));
}
