//! `POST /v1/sessions`.

use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use patchwork_protocol::{
    Cursors, Frame, SessionRequest,
    http::{SESSIONS, SYNC, problem},
    team::Action,
};
use patchwork_relay::testing::{
    client::{Device, TestRelay, nonce, nothing},
    people::{Partnership, Person},
};

fn origin(relay: &TestRelay) -> String {
    relay.handle.url()
}

async fn founded() -> (TestRelay, Partnership, Device) {
    let relay = TestRelay::start().await;
    let partnership = Partnership::founded_by(1);
    let admin = relay.found(&partnership).await;
    (relay, partnership, admin)
}

#[tokio::test]
async fn a_device_that_proves_its_key_gets_a_token_that_works() {
    let (_relay, _partnership, admin) = founded().await;
    let frames = admin.sync_from_nothing().await;
    assert!(matches!(frames.first(), Some(Frame::Hello { .. })));
    assert!(matches!(frames.last(), Some(Frame::CaughtUp { .. })));
}

#[tokio::test]
async fn a_statement_is_good_once_also_after_a_restart() {
    let (relay, partnership, _) = founded().await;
    let statement = partnership
        .admin
        .statement(partnership.id(), &origin(&relay), Timestamp::now(), nonce())
        .encode();
    let first = relay.post(SESSIONS, statement.clone()).await;
    assert_eq!(first.status, StatusCode::OK);
    let again = relay.post(SESSIONS, statement.clone()).await;
    assert_eq!(again.problem(), problem::REPLAYED);

    let relay = relay.restart().await;
    let later = relay.post(SESSIONS, statement).await;
    assert_eq!(later.problem(), problem::REPLAYED);
    // The token of the first answer still works.
    let device = Device::of(relay.addr(), &first);
    device.sync_from_nothing().await;
}

#[tokio::test]
async fn a_clock_that_is_off_is_told_the_relays_time() {
    let (relay, partnership, _) = founded().await;
    for off in [
        SignedDuration::from_hours(1),
        SignedDuration::from_hours(-1),
    ] {
        let statement = partnership.admin.statement(
            partnership.id(),
            &origin(&relay),
            Timestamp::now() + off,
            nonce(),
        );
        let reply = relay.post(SESSIONS, statement.encode()).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
        assert_eq!(reply.problem(), problem::CLOCK);
        let told: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
        let told = Timestamp::from_millisecond(told["relay_time"].as_i64().unwrap()).unwrap();
        assert!(
            told.duration_since(Timestamp::now())
                .unsigned_abs()
                .as_secs()
                < 60
        );
    }
}

#[tokio::test]
async fn a_statement_for_another_relay_is_refused() {
    let (relay, partnership, _) = founded().await;
    let statement = partnership.admin.statement(
        partnership.id(),
        "https://another.example.org",
        Timestamp::now(),
        nonce(),
    );
    let reply = relay.post(SESSIONS, statement.encode()).await;
    assert_eq!(reply.status, StatusCode::FORBIDDEN);
    assert_eq!(reply.problem(), "urn:patchwork:problem:wrong-origin");
}

#[tokio::test]
async fn unknown_devices_partnerships_and_keys_are_refused_alike() {
    let (relay, partnership, _) = founded().await;
    let elsewhere = Partnership::founded_by(9);
    let now = Timestamp::now();
    let stranger = Person::new(8).statement(partnership.id(), &origin(&relay), now, nonce());
    let nowhere = elsewhere
        .admin
        .statement(elsewhere.id(), &origin(&relay), now, nonce());
    // The statement names the right device, and its signature is wrong.
    let mut forged = partnership
        .admin
        .statement(partnership.id(), &origin(&relay), now, nonce());
    if let SessionRequest::Device(_, statement) = &mut forged {
        statement.signature[0] ^= 1;
    }
    let mut answers = Vec::new();
    for statement in [stranger, nowhere, forged] {
        let reply = relay.post(SESSIONS, statement.encode()).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
        answers.push(reply.text());
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "they differ: {answers:?}");
}

#[tokio::test]
async fn a_statement_for_one_partnership_opens_no_other() {
    let relay = TestRelay::start().await;
    let here = Partnership::founded_by(1);
    relay.found(&here).await;
    let there = Partnership::founded_by(2);
    relay.found(&there).await;
    let now = Timestamp::now();
    let SessionRequest::Device(_, statement) =
        here.admin
            .statement(here.id(), &origin(&relay), now, nonce())
    else {
        unreachable!()
    };
    let moved = SessionRequest::Device(there.id(), statement);
    let reply = relay.post(SESSIONS, moved.encode()).await;
    assert_eq!(reply.problem(), problem::UNAUTHENTICATED);
}

#[tokio::test]
async fn without_a_good_token_nothing_is_answered() {
    let (relay, _, admin) = founded().await;
    let body = nothing(Cursors::NOTHING).encode();
    let none = relay.post(SYNC, body.clone()).await;
    assert_eq!(none.problem(), problem::UNAUTHENTICATED);
    let mut wrong = admin.clone();
    wrong.token[31] ^= 1;
    let reply = wrong.post(SYNC, body).await;
    assert_eq!(reply.problem(), problem::UNAUTHENTICATED);
    assert_eq!(reply.headers["www-authenticate"], "Bearer");
}

#[tokio::test]
async fn an_ended_session_is_refused() {
    let relay = TestRelay::start().await;
    let mut partnership = Partnership::founded_by(1);
    let admin = relay.found(&partnership).await;
    // A session before admission ends with its invitation at the latest.
    let tom = Person::new(2);
    let invite = partnership.invite_until(&tom, Timestamp::now() + SignedDuration::from_secs(2));
    let invited = partnership.changes.last().unwrap().clone();
    admin.change_directory(&partnership, &invited).await;
    let statement = tom.enrol_statement(partnership.id(), &invite, &origin(&relay), nonce());
    let reply = relay.post(SESSIONS, statement.encode()).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    let device = Device::of(relay.addr(), &reply);
    loop {
        let reply = device.post(SYNC, nothing(Cursors::NOTHING).encode()).await;
        if reply.status == StatusCode::UNAUTHORIZED {
            break;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_revoked_device_is_shut_out_at_once() {
    let relay = TestRelay::start().await;
    let mut partnership = Partnership::founded_by(1);
    let tom = partnership.bring(2);
    let admin = relay.found(&partnership).await;
    let toms = relay.device(&partnership, &tom).await;
    toms.sync_from_nothing().await;
    let revoked = partnership.decide(vec![Action::RevokeDevice {
        device: tom.device(),
        cut: patchwork_protocol::team::Cut::NONE,
    }]);
    admin.change_directory(&partnership, &revoked).await;
    let reply = toms.post(SYNC, nothing(Cursors::NOTHING).encode()).await;
    assert_eq!(reply.problem(), problem::UNAUTHENTICATED);
    let statement = tom.statement(partnership.id(), &origin(&relay), Timestamp::now(), nonce());
    let reply = relay.post(SESSIONS, statement.encode()).await;
    assert_eq!(reply.problem(), problem::UNAUTHENTICATED);
}

#[tokio::test]
async fn garbage_is_malformed() {
    let relay = TestRelay::start().await;
    for body in [vec![], vec![0xff; 40], b"{\"json\":true}".to_vec()] {
        let reply = relay.post(SESSIONS, body).await;
        assert_eq!(reply.problem(), problem::MALFORMED);
    }
}
