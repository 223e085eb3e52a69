//! Spaces whose kept team changes do not take effect any more, and what opening costs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    unreachable_pub,
    dead_code
)]

mod common;

use common::{Phone, Scene, Store, bytes, entry, item, now, post};
use patchwork_crypto::DeviceSecrets;
use patchwork_protocol::{
    Action, AgencyId, Answer, Envelope, Frame, Incarnation, ItemHash, LogItem, Role, SpaceId,
    SpaceKind, counting::signatures_verified,
};
use patchwork_sync::{
    AfterAnswer, CannotSeal, Device, Effect, Evidence, ItemState, Plan, SeriesPlace, SetAside,
    SpaceRecord, StoredSpace, TeamIntent, WaitingFor,
};

/// Everything that a store keeps of a device.
fn stored(device: &Device) -> Vec<StoredSpace> {
    device
        .spaces()
        .map(|space| StoredSpace {
            space: space.id(),
            record: Ok(space.record()),
            team_changes: space
                .team_changes()
                .iter()
                .map(|change| change.bytes().to_vec())
                .collect(),
            keys: space.keys().iter().cloned().collect(),
        })
        .collect()
}

fn restored(device: &Device, stored: Vec<StoredSpace>) -> Device {
    let secrets = DeviceSecrets::from_bytes(&device.secrets().to_bytes());
    Device::restore(secrets, device.partnership(), device.wraps_after(), stored)
}

/// Priya's phone is opened anew, and its directory lacks its last entry.
fn without_the_last_entry(scene: &mut Scene) {
    let mut spaces = stored(&scene.priya.device);
    for space in &mut spaces {
        if space.space == scene.directory {
            space.team_changes.pop();
        }
    }
    scene.priya.device = restored(&scene.priya.device, spaces);
}

#[test]
fn a_case_that_names_a_lost_entry_is_set_aside_and_is_judged_again_when_it_comes_back() {
    let mut scene = Scene::together();
    let before = scene.priya.device.space(scene.case).unwrap().record();
    let digest = scene.priya.device.digest();
    without_the_last_entry(&mut scene);

    let case = scene.priya.device.space(scene.case).unwrap();
    assert_eq!(
        case.set_aside(),
        Some(&SetAside::Directory { index: 0, entry: 4 })
    );
    assert_eq!(case.team(), None);
    assert_eq!(case.record(), before);
    assert_eq!(case.named_members().get(&scene.tom_is), Some(&Role::Member));
    assert_eq!(scene.priya.device.practitioner(), Some(scene.priya_is));
    assert_eq!(
        scene.priya.device.digest(),
        digest,
        "it goes on following the log"
    );
    let sealed = scene
        .priya
        .seals(scene.case, vec![entry("quiet")], &mut scene.rng);
    assert_eq!(sealed, Err(CannotSeal::NotKnown), "words wait");

    let note = scene.tom.writes(scene.case, "from Tom", &mut scene.rng);
    scene.case_log.push(note.clone());
    let log = [(scene.case, scene.case_log.as_slice())];
    scene.priya.follows(&[], &log);
    assert_eq!(
        scene.priya.store.state(scene.case, &note),
        Some(&ItemState::Waiting(WaitingFor::Founding))
    );

    let last = scene.directory_log.last().map(bytes).unwrap();
    let changes = vec![last];
    let space = scene.directory;
    scene
        .priya
        .hears(Frame::TeamChanges { space, changes })
        .unwrap();
    let case = scene.priya.device.space(scene.case).unwrap();
    assert_eq!(case.set_aside(), None);
    assert_eq!(
        case.team(),
        scene.tom.device.space(scene.case).unwrap().team()
    );
    assert_eq!(
        scene.priya.store.state(scene.case, &note),
        Some(&ItemState::Applied)
    );
    let is_told =
        |effect: &Effect| matches!(effect, Effect::JudgedAgain { space } if *space == scene.case);
    assert!(scene.priya.store.seen.iter().any(is_told));
    let sealed = scene
        .priya
        .seals(scene.case, vec![entry("quiet")], &mut scene.rng);
    assert_eq!(sealed.unwrap().len(), 1);
}

#[test]
fn a_directory_that_cannot_be_read_any_more_keeps_keys_and_changes_and_stops_nothing() {
    let scene = Scene::together();
    let priya = &scene.priya.device;
    let mut spaces = stored(priya);
    for space in &mut spaces {
        if space.space == scene.directory {
            space.team_changes[2] = b"of a newer version".to_vec();
        }
    }
    let again = restored(priya, spaces);
    let directory = again.space(scene.directory).unwrap();
    assert_eq!(
        directory.set_aside(),
        Some(&SetAside::Unreadable { index: 2 })
    );
    assert!(
        again.directory().is_none(),
        "nothing is decided by an old one"
    );
    let known = again.known_directory().unwrap();
    assert_eq!(
        known.device(again.id()).unwrap().practitioner,
        scene.priya_is
    );
    for space in priya.spaces() {
        let kept = again.space(space.id()).unwrap();
        assert_eq!(kept.record(), space.record());
        assert_eq!(kept.keys().iter().count(), space.keys().iter().count());
    }
    assert_eq!(again.digest(), priya.digest());
}

#[test]
fn what_a_relay_says_of_a_space_that_is_set_aside_decides_nothing() {
    let mut scene = Scene::together();
    let sealed = scene.priya.writes(scene.case, "quiet", &mut scene.rng);
    let envelope = Envelope::decode(&bytes(&sealed)).unwrap();
    let place = SeriesPlace {
        replica: envelope.header().replica,
        seq: envelope.header().seq,
    };
    without_the_last_entry(&mut scene);
    for answer in [Answer::NotMember, Answer::Closed] {
        let after = scene.priya.device.answered(scene.case, place, answer);
        assert_eq!(after, AfterAnswer::Repost);
    }
    let parts = scene.priya.device.own_parts(scene.case, &envelope);
    assert_eq!(parts, Some(vec![entry("quiet")]), "its words can be read");
}

#[test]
fn opening_verifies_no_signature_however_many_cases_there_are() {
    for cases in [200, 800] {
        let mut scene = Scene::together();
        for _ in 0..cases {
            let opened = scene
                .priya
                .device
                .open_space(SpaceKind::Case, &[], now(), &mut scene.rng)
                .unwrap();
            scene.priya.takes(&opened);
        }
        let spaces = stored(&scene.priya.device);
        let (verified, again) = signatures_verified(|| restored(&scene.priya.device, spaces));
        assert_eq!(verified, 0, "of {cases} cases");
        let judged = again.spaces().filter(|space| space.team().is_some());
        assert_eq!(judged.count(), cases + 2);
    }
}

#[test]
fn what_comes_from_a_relay_is_verified() {
    let mut scene = Scene::new();
    let (verified, ()) = signatures_verified(|| scene.meet());
    assert!(verified > 0);
}

#[test]
fn a_clone_that_is_changed_leaves_its_original_as_it_was() {
    let mut scene = Scene::together();
    let before: Vec<(SpaceId, Vec<u8>)> = scene
        .priya
        .device
        .spaces()
        .map(|space| (space.id(), space.record().to_bytes()))
        .collect();
    let original = scene.priya.device.clone();
    scene.priya.writes(scene.case, "quiet", &mut scene.rng);
    scene.priya.device.begin_conversation();
    let same: Vec<_> = original
        .spaces()
        .map(|space| (space.id(), space.record().to_bytes()))
        .collect();
    assert_eq!(same, before);
    assert_ne!(original.conversation(), scene.priya.device.conversation());
}

#[test]
fn no_relay_takes_a_team_back_to_what_it_was_before_a_change_that_nobody_here_can_read() {
    let scene = Scene::together();
    let mut spaces = stored(&scene.priya.device);
    for space in &mut spaces {
        if space.space == scene.case {
            space.team_changes[0] = b"of a newer version".to_vec();
        }
    }
    let mut priya = Phone {
        device: restored(&scene.priya.device, spaces),
        store: Store::default(),
    };
    let founding = bytes(&scene.case_log[0]);
    let (space, changes) = (scene.case, vec![founding]);
    priya.hears(Frame::TeamChanges { space, changes }).unwrap();
    priya.caught_up();
    let case = priya.device.space(scene.case).unwrap();
    assert_eq!(case.set_aside(), Some(&SetAside::Unreadable { index: 0 }));
    assert_eq!(case.team(), None);
    assert_eq!(
        priya.store.state(scene.case, &scene.case_log[0]),
        Some(&ItemState::Waiting(WaitingFor::Update))
    );
}

/// The relay of another database, in which another change took the place of one that this phone
/// holds. Priya's phone was opened anew without the entry that its own change names.
#[test]
fn a_case_that_takes_the_branch_of_the_relay_while_it_is_set_aside_is_said_to_be_judged_again() {
    let mut scene = Scene::together();
    let elsewhere = scene.priya.device.clone();
    let agency = Action::AddAgency {
        agency: AgencyId([4; 16]),
    };
    let intent = TeamIntent::Record(agency);
    post(&mut scene.priya, scene.directory, &intent, &mut scene.rng);
    let practitioner = scene.tom_is;
    let change = |to| TeamIntent::ChangeRole {
        practitioner,
        from: Role::Member,
        to,
    };
    let (observer, manager) = (change(Role::Observer), change(Role::Manager));
    post(&mut scene.priya, scene.case, &observer, &mut scene.rng);
    let Plan::Post(other) = elsewhere.plan(scene.case, &manager, now(), &mut scene.rng) else {
        panic!("it was not planned");
    };
    without_the_last_entry(&mut scene);
    let case = scene.priya.device.space(scene.case).unwrap();
    assert_eq!(
        case.set_aside(),
        Some(&SetAside::Directory { index: 1, entry: 5 })
    );

    scene.priya.device.begin_conversation();
    let incarnation = Incarnation([2; 16]);
    scene.priya.hears(Frame::Hello { incarnation }).unwrap();
    let items = vec![scene.case_log[0].clone(), item(&other.change)];
    let (space, first_n) = (scene.case, 1);
    scene
        .priya
        .hears(Frame::Items {
            space,
            first_n,
            items,
        })
        .unwrap();
    let case = scene.priya.device.space(scene.case).unwrap();
    assert_eq!(case.set_aside(), None);
    assert_eq!(
        case.team().unwrap().role_of(scene.tom_is),
        Some(Role::Manager)
    );
    let is_told =
        |effect: &Effect| matches!(effect, Effect::JudgedAgain { space } if *space == scene.case);
    assert!(
        scene.priya.store.seen.iter().any(is_told),
        "its document is built anew"
    );
}

#[test]
fn what_a_relay_sends_as_erased_is_judged_once_the_team_is_that_may_explain_it() {
    let mut scene = Scene::together();
    without_the_last_entry(&mut scene);
    let erased = LogItem::Erased(ItemHash([8; 32]));
    scene.case_log.push(erased);
    let log = [(scene.case, scene.case_log.as_slice())];
    scene.priya.follows(&[], &log);
    let is_reported = |effect: &Effect| matches!(effect, Effect::Evidence(Evidence::Withheld { space, .. }) if *space == scene.case);
    let reported = scene
        .priya
        .store
        .seen
        .iter()
        .filter(|seen| is_reported(seen));
    assert_eq!(
        reported.count(),
        0,
        "nobody can tell whether it was erased by right"
    );

    let changes = vec![scene.directory_log.last().map(bytes).unwrap()];
    let space = scene.directory;
    scene
        .priya
        .hears(Frame::TeamChanges { space, changes })
        .unwrap();
    scene.priya.caught_up();
    let reported = scene
        .priya
        .store
        .seen
        .iter()
        .filter(|seen| is_reported(seen));
    assert_eq!(reported.count(), 1);
}

#[test]
fn a_space_without_a_readable_record_keeps_what_it_has_and_takes_nothing_in() {
    let mut scene = Scene::together();
    let note = scene.tom.writes(scene.case, "from Tom", &mut scene.rng);
    let mut spaces = stored(&scene.priya.device);
    for space in &mut spaces {
        if space.space == scene.case {
            space.record = SpaceRecord::from_bytes(scene.case, b"of a newer version");
        }
    }
    let keys = scene.priya.device.space(scene.case).unwrap().keys().clone();
    scene.priya.device = restored(&scene.priya.device, spaces);
    let case = scene.priya.device.space(scene.case).unwrap();
    assert!(matches!(case.set_aside(), Some(SetAside::Record { .. })));
    assert_eq!(case.team(), None);
    assert_eq!(case.named_members().get(&scene.tom_is), Some(&Role::Member));
    assert_eq!(case.keys().iter().count(), keys.iter().count());

    scene.case_log.push(note.clone());
    let log = [(scene.case, scene.case_log.as_slice())];
    scene.priya.follows(&[], &log);
    assert_eq!(scene.priya.store.state(scene.case, &note), None);
    assert_eq!(
        scene.priya.device.record(scene.case),
        None,
        "what the store has of it is not written over"
    );
    let sealed = scene
        .priya
        .seals(scene.case, vec![entry("quiet")], &mut scene.rng);
    assert_eq!(sealed, Err(CannotSeal::NotKnown), "words wait");
    assert!(scene.priya.device.directory().is_some());
}
