//! `POST /v1/team/{space}`.

use ed25519_dalek::SigningKey;
use http::StatusCode;
use patchwork_protocol::{
    Answer, ChainHash, Cursor, Cursors, Frame, Incarnation, LogItem, Seq, SpaceId, Wrap,
    http::{SESSIONS, SYNC, TeamAppended, TeamConflict, problem},
    team::{Action, Cut, Principal, Role},
};
use patchwork_relay::testing::{
    client::{Device, TestRelay, items_of, nonce, nothing},
    people::{Partnership, Person},
    scene::Scene,
};

fn wraps_of(frames: &[Frame]) -> Vec<(u64, Wrap)> {
    frames
        .iter()
        .filter_map(|frame| match frame {
            Frame::Wraps(wraps) => Some(wraps.clone()),
            _ => None,
        })
        .flatten()
        .collect()
}

#[tokio::test]
async fn a_change_posted_again_is_where_it_was() {
    let scene = Scene::with_toms_wrap().await;
    let change = scene.partnership.change(
        &scene.case,
        &scene.partnership.admin,
        vec![Action::SetRole {
            principal: Principal::Practitioner(scene.tom.id),
            role: Role::Manager,
            cut: Cut::NONE,
        }],
    );
    let first = scene.admin.change(scene.case.id, &change, &[]).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text());
    assert_eq!(TeamAppended::decode(&first.body).unwrap().n, 2);
    let again = scene.admin.change(scene.case.id, &change, &[]).await;
    assert_eq!(again.body, first.body);
}

#[tokio::test]
async fn of_two_changes_for_one_place_the_second_is_told_the_head() {
    let scene = Scene::with_toms_wrap().await;
    let close =
        scene
            .partnership
            .change(&scene.case, &scene.partnership.admin, vec![Action::Close]);
    let promote = scene.partnership.change(
        &scene.case,
        &scene.partnership.admin,
        vec![Action::SetRole {
            principal: Principal::Practitioner(scene.tom.id),
            role: Role::Manager,
            cut: Cut::NONE,
        }],
    );
    let first = scene.admin.change(scene.case.id, &promote, &[]).await;
    assert_eq!(first.status, StatusCode::OK);
    let second = scene.admin.change(scene.case.id, &close, &[]).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    let conflict = TeamConflict::decode(&second.body).unwrap();
    assert_eq!(conflict.head, promote.head());
    assert!(conflict.cut.is_empty());
}

#[tokio::test]
async fn a_cut_that_is_not_true_is_told_the_true_one_and_holds_uploads() {
    let scene = Scene::with_toms_wrap().await;
    let replica = scene.tom.replica(1);
    let posted = (1..=3)
        .map(|seq| {
            scene
                .tom
                .envelope(scene.case.id, (replica, seq), scene.case.key())
        })
        .collect();
    scene.toms.upload(scene.case.id, posted).await;
    let remove = |cut: Cut| {
        scene.partnership.change(
            &scene.case,
            &scene.partnership.admin,
            vec![Action::Remove {
                principal: Principal::Practitioner(scene.tom.id),
                cut,
            }],
        )
    };
    let early = remove(Cut::new([(replica, Seq(2))]));
    let reply = scene.admin.change(scene.case.id, &early, &[]).await;
    assert_eq!(reply.status, StatusCode::CONFLICT, "{}", reply.text());
    let conflict = TeamConflict::decode(&reply.body).unwrap();
    assert_eq!(conflict.cut, [(replica, Seq(3))]);

    let fourth = scene
        .tom
        .envelope(scene.case.id, (replica, 4), scene.case.key());
    let held = scene.toms.upload(scene.case.id, vec![fourth.clone()]).await;
    assert_eq!(held, [Answer::Held]);

    let exact = remove(Cut::new(conflict.cut));
    let reply = scene.admin.change(scene.case.id, &exact, &[]).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    let late = scene.toms.upload(scene.case.id, vec![fourth]).await;
    assert_eq!(late, [Answer::NotMember]);
    // What was acknowledged is acknowledged again, to the device that sent it.
    let first = scene
        .tom
        .envelope(scene.case.id, (replica, 1), scene.case.key());
    let before = scene.toms.upload(scene.case.id, vec![first]).await;
    assert_eq!(before, [Answer::Duplicate { n: 2 }]);
    let frames = scene.toms.sync_from_nothing().await;
    assert!(items_of(&frames, scene.case.id).is_empty());
}

#[tokio::test]
async fn wraps_come_with_the_change_and_are_numbered_for_each_device() {
    let scene = Scene::with_toms_wrap().await;
    let frames = scene.toms.sync_from_nothing().await;
    let wraps = wraps_of(&frames);
    assert_eq!(wraps.len(), 1);
    assert_eq!(wraps[0].0, 1);
    assert_eq!(wraps[0].1.space, scene.case.id);
    // It comes before all items.
    let at = |wanted: fn(&Frame) -> bool| frames.iter().position(wanted).unwrap();
    assert!(at(|f| matches!(f, Frame::Wraps(_))) < at(|f| matches!(f, Frame::Items { .. })));
    // A device that says that it has it does not get it again.
    let mut asked = nothing(Cursors::NOTHING);
    asked.wraps_after = 1;
    assert!(wraps_of(&scene.toms.sync(&asked).await).is_empty());
}

#[tokio::test]
async fn wraps_for_strangers_or_by_strangers_are_dropped() {
    let scene = Scene::with_toms_wrap().await;
    let mut partnership = scene.partnership;
    let eve = partnership.bring(3);
    for change in &partnership.changes[partnership.changes.len() - 3..] {
        scene.admin.change_directory(&partnership, change).await;
    }
    let eves = scene.relay.device(&partnership, &eve).await;
    let key = scene.case.key();
    for (device, wraps) in [
        // The recipient is not on the team.
        (
            &scene.toms,
            vec![scene.tom.wrap_for(&eve, scene.case.id, key)],
        ),
        // The sender is not on the team.
        (&eves, vec![eve.wrap_for(&scene.tom, scene.case.id, key)]),
        // The wrap names another sender.
        (
            &scene.toms,
            vec![partnership.admin.wrap_for(&scene.tom, scene.case.id, key)],
        ),
    ] {
        let mut asked = nothing(Cursors::UploadOnly);
        asked.wraps = wraps;
        device.sync(&asked).await;
    }
    assert!(wraps_of(&eves.sync_from_nothing().await).is_empty());
    assert_eq!(wraps_of(&scene.toms.sync_from_nothing().await).len(), 1);
}

#[tokio::test]
async fn strangers_and_unknown_spaces_are_answered_alike() {
    let scene = Scene::with_toms_wrap().await;
    let mut partnership = scene.partnership;
    let eve = partnership.bring(3);
    for change in &partnership.changes[partnership.changes.len() - 3..] {
        scene.admin.change_directory(&partnership, change).await;
    }
    let eves = scene.relay.device(&partnership, &eve).await;
    let unknown = SpaceId([0xee; 32]);
    let close = partnership.change(&scene.case, &eve, vec![Action::Close]);
    let forbidden = eves.change(scene.case.id, &close, &[]).await;
    let nowhere = eves.change(unknown, &close, &[]).await;
    assert_eq!(forbidden.status, nowhere.status);
    assert_eq!(forbidden.body, nowhere.body);
    assert_eq!(forbidden.problem(), problem::NOT_FOUND);

    let replica = eve.replica(1);
    for space in [scene.case.id, unknown] {
        let envelope = eve.envelope(space, (replica, 1), scene.case.key());
        let oversized = eve.envelope_of(space, (replica, 1), scene.case.key(), 300_000);
        let answers = eves.upload(space, vec![envelope, oversized]).await;
        assert_eq!(answers, [Answer::NotMember, Answer::NotMember]);
    }
    // A cursor for the space shows nothing of it either.
    let mut asked = nothing(Cursors::NOTHING);
    let plain = eves.sync(&asked).await;
    let cursor = patchwork_protocol::Cursor {
        incarnation: patchwork_relay::testing::client::incarnation_of(&plain),
        n: 1,
        chain: patchwork_protocol::ChainHash([1; 32]),
    };
    asked.cursors = Cursors::All([(scene.case.id, cursor), (unknown, cursor)].into());
    assert_eq!(eves.sync(&asked).await, plain);
}

#[tokio::test]
async fn only_a_manager_changes_the_team() {
    let scene = Scene::with_toms_wrap().await;
    let close = scene
        .partnership
        .change(&scene.case, &scene.tom, vec![Action::Close]);
    let reply = scene.toms.change(scene.case.id, &close, &[]).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(reply.problem(), problem::REFUSED);
}

#[tokio::test]
async fn an_invited_device_may_enrol_and_watch_until_it_is_admitted() {
    let relay = TestRelay::start().await;
    let mut partnership = Partnership::founded_by(1);
    let admin = relay.found(&partnership).await;
    let tom = Person::new(2);
    let invite = partnership.invite(&tom);
    let invited = partnership.changes.last().unwrap().clone();
    admin.change_directory(&partnership, &invited).await;

    let pending = pending_device(&relay, &partnership, &tom, &invite).await;
    let enrolment = partnership.enrolment(&tom, &invite);
    let reply = pending
        .change(partnership.directory.id, &enrolment, &[])
        .await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    partnership.enrolled(enrolment);

    let mut live = pending.live_until_caught_up().await;
    let shown: Vec<_> = live.1.iter().filter_map(changes_in).flatten().collect();
    assert_eq!(shown.len(), partnership.changes.len());
    assert!(live.1.iter().all(|f| !matches!(f, Frame::Items { .. })));

    // What it holds is not told again.
    let last = partnership.changes.last().unwrap();
    let mut cursor = Cursor {
        incarnation: Incarnation([0; 16]),
        n: last.index() + 1,
        chain: ChainHash(last.hash().0),
    };
    let asks = |cursor| nothing(Cursors::All([(partnership.directory.id, cursor)].into()));
    let frames = pending.sync(&asks(cursor)).await;
    assert_eq!(frames.iter().filter_map(changes_in).count(), 0);
    assert!(matches!(frames.last(), Some(Frame::CaughtUp { .. })));
    // One that fits no change, or claims more than there is, is told all.
    cursor.chain = ChainHash([1; 32]);
    let frames = pending.sync(&asks(cursor)).await;
    let shown = frames.iter().filter_map(changes_in).flatten().count();
    assert_eq!(shown, partnership.changes.len());
    cursor.n = u64::MAX;
    let frames = pending.sync(&asks(cursor)).await;
    let shown = frames.iter().filter_map(changes_in).flatten().count();
    assert_eq!(shown, partnership.changes.len());

    // The device can neither write nor change a team.
    let mut asked = nothing(Cursors::UploadOnly);
    asked.outbox = [(partnership.directory.id, vec![vec![1]])].into();
    let reply = pending.post(SYNC, asked.encode()).await;
    assert_eq!(reply.problem(), "urn:patchwork:problem:not-admitted");

    let key = partnership.directory.key();
    let wrap = partnership
        .admin
        .wrap_for(&tom, partnership.directory.id, key);
    let admit = partnership.decide(vec![Action::Admit {
        device: tom.device(),
    }]);
    let reply = admin
        .change(partnership.directory.id, &admit, &[wrap])
        .await;
    assert_eq!(reply.status, StatusCode::OK);
    let mut told = Vec::new();
    while let Some(frame) = live.0.next().await {
        told.push(frame);
    }
    assert!(matches!(told[0], Frame::Wraps(_)), "{told:?}");
    let shown: Vec<_> = told.iter().filter_map(changes_in).flatten().collect();
    assert_eq!(shown, [admit.bytes().to_vec()]);
    assert!(matches!(told.last(), Some(Frame::Goodbye { .. })));

    // The session stays valid, and the device now gets everything that a member gets.
    let frames = pending.sync_from_nothing().await;
    assert!(!items_of(&frames, partnership.directory.id).is_empty());
}

async fn pending_device(
    relay: &TestRelay,
    partnership: &Partnership,
    person: &Person,
    invite: &SigningKey,
) -> Device {
    let statement = person.enrol_statement(partnership.id(), invite, &relay.handle.url(), nonce());
    let reply = relay.post(SESSIONS, statement.encode()).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    Device::of(relay.addr(), &reply)
}

fn changes_in(frame: &Frame) -> Option<Vec<Vec<u8>>> {
    match frame {
        Frame::TeamChanges { changes, .. } => Some(changes.clone()),
        _ => None,
    }
}

#[tokio::test]
async fn an_invitation_that_is_not_known_opens_nothing() {
    let relay = TestRelay::start().await;
    let partnership = Partnership::founded_by(1);
    relay.found(&partnership).await;
    let statement = Person::new(2).enrol_statement(
        partnership.id(),
        &SigningKey::from_bytes(&[3; 32]),
        &relay.handle.url(),
        nonce(),
    );
    let reply = relay.post(SESSIONS, statement.encode()).await;
    assert_eq!(reply.problem(), problem::UNAUTHENTICATED);
}

#[tokio::test]
async fn what_is_redacted_or_erased_is_gone_and_its_hash_stays() {
    let scene = Scene::with_toms_wrap().await;
    let admin = &scene.partnership.admin;
    let replica = admin.replica(1);
    let envelopes: Vec<_> = (1..=3)
        .map(|seq| admin.envelope(scene.case.id, (replica, seq), scene.case.key()))
        .collect();
    scene.admin.upload(scene.case.id, envelopes.clone()).await;
    let before = items_of(&scene.toms.sync_from_nothing().await, scene.case.id);
    let redact = scene.partnership.change(
        &scene.case,
        admin,
        vec![Action::Redact {
            replica,
            seq: Seq(2),
            item: before[2].hash(),
            part: 0,
        }],
    );
    let reply = scene.admin.change(scene.case.id, &redact, &[]).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    let after = items_of(&scene.toms.sync_from_nothing().await, scene.case.id);
    assert_eq!(after[2], LogItem::Erased(before[2].hash()));
    assert_eq!(after[1], before[1]);
    // Its author still gets the answer that it was accepted.
    let again = scene
        .admin
        .upload(scene.case.id, vec![envelopes[1].clone()])
        .await;
    assert_eq!(again, [Answer::Duplicate { n: 3 }]);

    let case = scene.partnership.after(&scene.case, &redact);
    let close = scene.partnership.change(&case, admin, vec![Action::Close]);
    scene.admin.change(case.id, &close, &[]).await;
    let case = scene.partnership.after(&case, &close);
    let erase = scene.partnership.change(&case, admin, vec![Action::Erase]);
    let reply = scene.admin.change(case.id, &erase, &[]).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    let frames = scene.toms.sync_from_nothing().await;
    let erased = items_of(&frames, case.id);
    assert!(
        erased
            .iter()
            .all(|item| !matches!(item, LogItem::Envelope(_)))
    );
    assert!(wraps_of(&frames).is_empty());
}

/// An action of a later version of the protocol.
fn unheard_of() -> Action {
    Action::Unknown {
        kind: 200,
        bytes: vec![0x82, 0x18, 200, 1],
    }
}

#[tokio::test]
async fn a_change_that_the_relay_does_not_understand_freezes_nobody() {
    let mut scene = Scene::with_toms_wrap().await;
    let admin = &scene.partnership.admin;
    let of_case = scene
        .partnership
        .change(&scene.case, admin, vec![unheard_of()]);
    let reply = scene.admin.change(scene.case.id, &of_case, &[]).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(reply.problem(), problem::NOT_UNDERSTOOD);
    let directory = scene.partnership.directory.clone();
    let of_directory = scene
        .partnership
        .change(&directory, &scene.tom, vec![unheard_of()]);
    let reply = scene.toms.change(directory.id, &of_directory, &[]).await;
    assert_eq!(reply.problem(), problem::NOT_UNDERSTOOD);
    // The case and the directory accept what comes next.
    let envelope = scene
        .tom
        .envelope(scene.case.id, (scene.tom.replica(1), 1), scene.case.key());
    let answers = scene.toms.upload(scene.case.id, vec![envelope]).await;
    assert_eq!(answers, [Answer::Accepted { n: 2 }]);
    let later = scene.partnership.decide(vec![Action::AddAgency {
        agency: patchwork_protocol::AgencyId([8; 16]),
    }]);
    scene
        .admin
        .change_directory(&scene.partnership, &later)
        .await;
}

#[tokio::test]
async fn an_administrator_outside_the_team_may_raise_a_member_where_no_manager_is_left() {
    let relay = TestRelay::start().await;
    let mut partnership = Partnership::founded_by(1);
    let (manager, member, outsider) = (
        partnership.bring(2),
        partnership.bring(3),
        partnership.bring(4),
    );
    let admin = relay.found(&partnership).await;
    let managers = relay.device(&partnership, &manager).await;
    let outsiders = relay.device(&partnership, &outsider).await;
    let (case, founding) = partnership.open_case(&manager, 5, &[(&member, Role::Member)]);
    managers.found_case(&case, &founding, &[]).await;
    let raise = |partnership: &Partnership, by: &Person| {
        partnership.change(
            &case,
            by,
            vec![Action::SetRole {
                principal: Principal::Practitioner(member.id),
                role: Role::Manager,
                cut: Cut::NONE,
            }],
        )
    };
    let close =
        |partnership: &Partnership, by: &Person| partnership.change(&case, by, vec![Action::Close]);

    // While a manager can act, the administrator may not know of the case.
    let early = raise(&partnership, &partnership.admin);
    let reply = admin.change(case.id, &early, &[]).await;
    assert_eq!(reply.problem(), problem::NOT_FOUND);

    let lost = partnership.decide(vec![Action::RevokeDevice {
        device: manager.device(),
        cut: Cut::NONE,
    }]);
    admin.change_directory(&partnership, &lost).await;
    for refused in [
        outsiders.change(case.id, &raise(&partnership, &outsider), &[]),
        admin.change(case.id, &close(&partnership, &partnership.admin), &[]),
        // It was signed before the manager's phone was revoked.
        admin.change(case.id, &early, &[]),
    ] {
        assert_eq!(refused.await.problem(), problem::NOT_FOUND);
    }
    let raised = raise(&partnership, &partnership.admin);
    for _ in 0..2 {
        let reply = admin.change(case.id, &raised, &[]).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    }
    // The change admits nobody else, and the administrator gets nothing of the case.
    assert!(items_of(&admin.sync_from_nothing().await, case.id).is_empty());
    let members = relay.device(&partnership, &member).await;
    let items = items_of(&members.sync_from_nothing().await, case.id);
    assert_eq!(items[1], LogItem::TeamChange(raised.into_bytes()));
}

#[tokio::test]
async fn only_what_the_relay_holds_can_be_redacted() {
    let scene = Scene::with_toms_wrap().await;
    let admin = &scene.partnership.admin;
    let replica = admin.replica(1);
    let envelope = admin.envelope(scene.case.id, (replica, 1), scene.case.key());
    let held = LogItem::Envelope(envelope.clone()).hash();
    scene.admin.upload(scene.case.id, vec![envelope]).await;
    let redact = |replica, seq, item, part| {
        let redact = Action::Redact {
            replica,
            seq: Seq(seq),
            item,
            part,
        };
        scene.partnership.change(&scene.case, admin, vec![redact])
    };
    let other = patchwork_protocol::ItemHash([9; 32]);
    for refused in [
        redact(replica, 2, held, 0),
        redact(admin.replica(2), 1, held, 0),
        redact(replica, 1, other, 0),
    ] {
        let reply = scene.admin.change(scene.case.id, &refused, &[]).await;
        assert_eq!(reply.problem(), problem::REFUSED);
    }
    let first = redact(replica, 1, held, 0);
    let reply = scene.admin.change(scene.case.id, &first, &[]).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    // The second change redacts another part of the same envelope, whose bytes are erased already.
    let case = scene.partnership.after(&scene.case, &first);
    let second = Action::Redact {
        replica,
        seq: Seq(1),
        item: held,
        part: 1,
    };
    let second = scene.partnership.change(&case, admin, vec![second]);
    let reply = scene.admin.change(case.id, &second, &[]).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
}
