//! Requests that are too large, too slow or too many.

use std::time::Duration;

use http::{Request, StatusCode, header};
use http_body_util::Full;
use patchwork_protocol::{
    Cursors,
    http::{PARTNERSHIPS, SESSIONS, SYNC, TEAM, problem},
    limits::MAX_REQUEST,
};
use patchwork_relay::{
    config::Config,
    testing::{
        client::{TestRelay, nothing, send},
        scene::Scene,
    },
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

#[tokio::test]
async fn health_is_told_without_a_session() {
    let relay = TestRelay::start().await;
    assert_eq!(relay.get("/healthz").await.text(), "ok\n");
    assert_eq!(relay.get("/readyz").await.text(), "ready\n");
}

#[tokio::test]
async fn what_is_not_there_is_a_problem_too() {
    let relay = TestRelay::start().await;
    let nowhere = relay.get("/v2/anything").await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
    assert_eq!(nowhere.problem(), problem::NOT_FOUND);
    assert_eq!(nowhere.headers["content-type"], "application/problem+json");
    let method = relay.get(SYNC).await;
    assert_eq!(method.status, StatusCode::METHOD_NOT_ALLOWED);
    let space = relay.post(&format!("{TEAM}not-a-space"), vec![]).await;
    assert_eq!(space.problem(), problem::UNAUTHENTICATED);
}

#[tokio::test]
async fn a_body_over_its_limit_is_refused() {
    let scene = Scene::new().await;
    let large = vec![0; MAX_REQUEST + 1];
    for path in [SYNC.to_owned(), format!("{TEAM}{}", scene.case.id)] {
        let reply = scene.toms.post(&path, large.clone()).await;
        assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
        assert_eq!(reply.problem(), problem::TOO_LARGE);
    }
    let founding = scene.relay.post(PARTNERSHIPS, large).await;
    assert_eq!(founding.problem(), problem::TOO_LARGE);
    let session = scene.relay.post(SESSIONS, vec![0; 5_000]).await;
    assert_eq!(session.problem(), problem::TOO_LARGE);
}

#[tokio::test]
async fn an_address_that_asks_too_often_is_told_to_wait() {
    let relay = TestRelay::start_with(|config| Config {
        unlimited_loopback: false,
        requests_per_minute_per_address: 3,
        ..config
    })
    .await;
    for _ in 0..3 {
        let reply = relay.post(SESSIONS, vec![]).await;
        assert_eq!(reply.problem(), problem::MALFORMED);
    }
    let reply = relay.post(SESSIONS, vec![]).await;
    assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(reply.problem(), problem::RATE);
    let wait: u64 = reply.headers["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=60).contains(&wait));
    // Health checks are not limited.
    assert_eq!(relay.get("/healthz").await.status, StatusCode::OK);
}

#[tokio::test]
async fn behind_a_proxy_the_last_forwarded_address_counts() {
    let relay = TestRelay::start_with(|config| Config {
        behind_proxy: true,
        origins: "https://relay.example.org".to_owned(),
        requests_per_minute_per_address: 1,
        ..config
    })
    .await;
    let ask = async |forwarded: &str| {
        let request = Request::post(SESSIONS)
            .header("x-forwarded-for", forwarded)
            .body(Full::default())
            .unwrap();
        send(relay.addr(), request).await.status
    };
    assert_eq!(ask("198.51.100.1").await, StatusCode::BAD_REQUEST);
    assert_eq!(ask("198.51.100.1").await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(ask("198.51.100.2").await, StatusCode::BAD_REQUEST);
    // Entries that a client adds before the proxy's own do not count.
    let forged = "203.0.113.9, 198.51.100.1";
    assert_eq!(ask(forged).await, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_device_that_asks_too_often_is_told_to_wait() {
    let relay = TestRelay::start_with(|config| Config {
        behind_proxy: true,
        origins: "http://127.0.0.1".to_owned(),
        requests_per_minute_per_device: 60,
        ..config
    })
    .await;
    let partnership = patchwork_relay::testing::people::Partnership::founded_by(1);
    let reply = relay
        .post(
            PARTNERSHIPS,
            patchwork_relay::testing::client::posted(&partnership.changes[0], &[]),
        )
        .await;
    assert_eq!(reply.status, StatusCode::CREATED);
    let statement = partnership.admin.statement(
        partnership.id(),
        "http://127.0.0.1",
        jiff::Timestamp::now(),
        patchwork_relay::testing::client::nonce(),
    );
    let reply = relay.post(SESSIONS, statement.encode()).await;
    let device = patchwork_relay::testing::client::Device::of(relay.addr(), &reply);
    let mut refused = None;
    for _ in 0..80 {
        let reply = device
            .post(SYNC, nothing(Cursors::UploadOnly).encode())
            .await;
        if reply.status == StatusCode::TOO_MANY_REQUESTS {
            refused = Some(reply);
            break;
        }
    }
    assert_eq!(refused.unwrap().problem(), problem::RATE);
}

#[tokio::test]
async fn a_head_that_does_not_come_ends_the_connection() {
    let relay = TestRelay::start_with(|config| Config {
        header_seconds: 1,
        ..config
    })
    .await;
    let mut slow = TcpStream::connect(relay.addr()).await.unwrap();
    slow.write_all(b"POST /v1/sync HTTP/1.1\r\nHost: x\r\n")
        .await
        .unwrap();
    let mut answer = Vec::new();
    let ended = tokio::time::timeout(Duration::from_secs(10), slow.read_to_end(&mut answer)).await;
    assert!(ended.is_ok(), "the connection stayed open");
}

#[tokio::test]
async fn a_body_that_does_not_come_is_given_up() {
    let relay = TestRelay::start_with(|config| Config {
        body_seconds: 1,
        ..config
    })
    .await;
    let mut slow = TcpStream::connect(relay.addr()).await.unwrap();
    slow.write_all(b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc")
        .await
        .unwrap();
    let mut answer = vec![0; 12];
    tokio::time::timeout(Duration::from_secs(10), slow.read_exact(&mut answer))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(answer, b"HTTP/1.1 408");
}

#[tokio::test]
async fn a_reader_that_takes_nothing_is_cut() {
    let relay = TestRelay::start_with(|config| Config {
        stall_seconds: 1,
        ..config
    })
    .await;
    let scene = Scene::on(relay).await;
    let admin = &scene.partnership.admin;
    for group in 0..12 {
        let envelopes = (1..=10)
            .map(|seq| {
                let place = (admin.replica(1), group * 10 + seq);
                admin.envelope_of(scene.case.id, place, scene.case.key(), 250_000)
            })
            .collect();
        scene.admin.upload(scene.case.id, envelopes).await;
    }
    // The client asks for 30 MB over a socket that it never reads.
    let mut deaf = TcpStream::connect(scene.relay.addr()).await.unwrap();
    let body = nothing(Cursors::NOTHING).encode();
    let token = data_encoding::BASE64URL_NOPAD.encode(&scene.toms.token);
    let head = format!(
        "POST {SYNC} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    deaf.write_all(head.as_bytes()).await.unwrap();
    deaf.write_all(&body).await.unwrap();
    tokio::time::sleep(Duration::from_secs(3)).await;
    let mut taken = 0;
    let mut buffer = vec![0; 1 << 20];
    while let Ok(read) = deaf.read(&mut buffer).await {
        if read == 0 {
            break;
        }
        taken += read;
    }
    assert!(taken < 25_000_000, "{taken} bytes came after all");
}

#[tokio::test]
async fn an_unknown_header_of_great_length_is_refused() {
    let relay = TestRelay::start().await;
    let request = Request::get("/healthz")
        .header(header::COOKIE, "x".repeat(400_000))
        .body(Full::default())
        .unwrap();
    let reply = send(relay.addr(), request).await;
    assert_eq!(reply.status, StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
}
