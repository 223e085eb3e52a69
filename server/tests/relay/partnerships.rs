//! `POST /v1/partnerships`.

use http::{Request, StatusCode};
use http_body_util::Full;
use patchwork_protocol::http::{FOUNDING_TOKEN, PARTNERSHIPS, problem};
use patchwork_relay::{
    config::{Config, Partnerships, Secret},
    testing::{
        client::{Reply, TestRelay, posted, send},
        people::Partnership,
    },
};

async fn found_with(relay: &TestRelay, token: Option<&str>) -> Reply {
    let partnership = Partnership::founded_by(1);
    let mut request = Request::post(PARTNERSHIPS);
    if let Some(token) = token {
        request = request.header(FOUNDING_TOKEN, token);
    }
    let body = posted(&partnership.changes[0], &[]);
    send(relay.addr(), request.body(Full::from(body)).unwrap()).await
}

#[tokio::test]
async fn founding_the_same_again_is_answered_the_same() {
    let relay = TestRelay::start().await;
    let first = found_with(&relay, None).await;
    assert_eq!(first.status, StatusCode::CREATED);
    let again = found_with(&relay, None).await;
    assert_eq!(again.status, StatusCode::CREATED);
    assert_eq!(first.body, again.body);
}

#[tokio::test]
async fn a_closed_relay_takes_no_partnership() {
    let relay = TestRelay::start_with(|config| Config {
        partnerships: Partnerships::Closed,
        ..config
    })
    .await;
    let reply = found_with(&relay, None).await;
    assert_eq!(reply.status, StatusCode::FORBIDDEN);
    assert_eq!(reply.problem(), problem::CLOSED);
}

#[tokio::test]
async fn a_relay_with_a_token_takes_whoever_shows_it() {
    let relay = TestRelay::start_with(|config| Config {
        partnerships: Partnerships::Token,
        partnership_token: Secret::from("of the operator"),
        ..config
    })
    .await;
    for wrong in [None, Some(""), Some("of the operatoR")] {
        assert_eq!(found_with(&relay, wrong).await.problem(), problem::CLOSED);
    }
    let reply = found_with(&relay, Some("of the operator")).await;
    assert_eq!(reply.status, StatusCode::CREATED);
}

#[tokio::test]
async fn only_a_directory_founds_a_partnership() {
    let relay = TestRelay::start().await;
    let partnership = Partnership::founded_by(1);
    relay.found(&partnership).await;
    let (_, case) = partnership.open_case(&partnership.admin, 3, &[]);
    let reply = relay.post(PARTNERSHIPS, posted(&case, &[])).await;
    assert_eq!(reply.problem(), problem::REFUSED);
    let later = &partnership.changes[1];
    let reply = relay.post(PARTNERSHIPS, posted(later, &[])).await;
    assert_eq!(reply.problem(), problem::MALFORMED);
}

#[tokio::test]
async fn a_founding_that_its_device_did_not_sign_is_refused() {
    let relay = TestRelay::start().await;
    let partnership = Partnership::founded_by(1);
    let mut body = posted(&partnership.changes[0], &[]);
    let change = partnership.changes[0].bytes();
    let at = body
        .windows(change.len())
        .position(|window| window == change)
        .unwrap();
    body[at + change.len() - 1] ^= 1;
    let reply = relay.post(PARTNERSHIPS, body).await;
    assert_eq!(reply.problem(), problem::REFUSED);
}
