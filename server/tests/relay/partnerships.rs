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

/// The body of a request that founds a partnership; another one each time.
fn founding(number: u8) -> Vec<u8> {
    posted(&Partnership::founded_by(number).changes[0], &[])
}

async fn found_with(relay: &TestRelay, token: Option<&str>) -> Reply {
    post_with(relay, token, founding(1)).await
}

async fn post_with(relay: &TestRelay, token: Option<&str>, body: Vec<u8>) -> Reply {
    let mut request = Request::post(PARTNERSHIPS);
    if let Some(token) = token {
        request = request.header(FOUNDING_TOKEN, token);
    }
    send(relay.addr(), request.body(Full::from(body)).unwrap()).await
}

#[tokio::test]
async fn founding_the_same_again_is_answered_the_same() {
    let relay = TestRelay::start().await;
    let founding = founding(1);
    let first = post_with(&relay, None, founding.clone()).await;
    assert_eq!(first.status, StatusCode::CREATED);
    let again = post_with(&relay, None, founding).await;
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
async fn a_founding_that_the_relay_holds_is_answered_the_same_although_it_takes_no_other() {
    let relay = TestRelay::start_with(|config| Config {
        partnerships: Partnerships::Token,
        partnership_token: Secret::from("of the operator"),
        ..config
    })
    .await;
    let partnership = Partnership::founded_by(1);
    let founding = posted(&partnership.changes[0], &[]);
    let first = post_with(&relay, Some("of the operator"), founding.clone()).await;
    assert_eq!(first.status, StatusCode::CREATED);
    let again = post_with(&relay, None, founding.clone()).await;
    assert_eq!(again.status, StatusCode::CREATED);
    assert_eq!(first.body, again.body);

    let reply = found_with(&relay, None).await;
    assert_eq!(reply.problem(), problem::CLOSED);
    // The same content, which names the same directory, under another signature.
    let change = partnership.changes[0].bytes();
    let mut forged = founding;
    let at = forged
        .windows(change.len())
        .position(|window| window == change)
        .unwrap();
    forged[at + change.len() - 1] ^= 1;
    let reply = post_with(&relay, None, forged).await;
    assert_eq!(reply.problem(), problem::CLOSED);
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
