//! Metrics have a listener of their own, and name nobody.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use http::{Request, StatusCode};
use http_body_util::Full;
use patchwork_protocol::{
    Cursors,
    http::{PARTNERSHIPS, SYNC},
};
use patchwork_relay::{
    config::{Config, MetricsListen},
    testing::{
        client::{Reply, TestRelay, nothing, send},
        scene::Scene,
    },
};

async fn watched_relay() -> TestRelay {
    TestRelay::start_with(|config| Config {
        metrics_listen: MetricsListen::At("127.0.0.1:0".parse().unwrap()),
        ..config
    })
    .await
}

async fn ask_privately(relay: &TestRelay, path: &str) -> Reply {
    let request = Request::get(path).body(Full::default()).unwrap();
    send(relay.handle.metrics_addr().unwrap(), request).await
}

/// The value in the line that begins so.
fn value(text: &str, series: &str) -> u64 {
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("no {series} in:\n{text}"))
        .parse()
        .unwrap()
}

#[tokio::test]
async fn a_watcher_reads_what_happened() {
    let scene = Scene::on(watched_relay().await).await;
    let admin = &scene.partnership.admin;
    let envelope = |seq| admin.envelope(scene.case.id, (admin.replica(1), seq), scene.case.key());
    scene
        .admin
        .upload(scene.case.id, vec![envelope(1), envelope(2)])
        .await;
    scene.admin.upload(scene.case.id, vec![envelope(2)]).await;
    scene.admin.upload(scene.case.id, vec![envelope(9)]).await;
    scene
        .toms
        .post(SYNC, nothing(Cursors::UploadOnly).encode())
        .await;
    scene.relay.get("/no-such-path").await;

    let reply = ask_privately(&scene.relay, "/metrics").await;
    assert_eq!(reply.status, StatusCode::OK);
    let text = reply.text();
    let all = |series: &str| value(&text, &format!("patchwork_relay_{series}"));
    assert_eq!(all("envelopes_total{answer=\"accepted\"}"), 2);
    assert_eq!(all("envelopes_total{answer=\"duplicate\"}"), 1);
    assert_eq!(all("envelopes_total{answer=\"gap\"}"), 1);
    let founded = format!("requests_total{{route=\"{PARTNERSHIPS}\",status=\"201\"}}");
    assert_eq!(all(&founded), 1);
    let synced = format!("requests_total{{route=\"{SYNC}\",status=\"200\"}}");
    assert!(all(&synced) >= 4);
    assert_eq!(all("requests_total{route=\"none\",status=\"404\"}"), 1);
    assert_eq!(all("live_streams"), 0);
    assert!(all("commit_jobs_count") >= 3);
    assert!(all("commit_seconds_count") >= 3);
    assert!(all("database_bytes") > 4_096);
    assert!(text.ends_with("# EOF\n"));
}

#[tokio::test]
async fn an_open_stream_is_counted_until_it_ends() {
    let scene = Scene::on(watched_relay().await).await;
    let live = async || {
        let text = ask_privately(&scene.relay, "/metrics").await.text();
        value(&text, "patchwork_relay_live_streams")
    };
    let (stream, _) = scene.toms.live_until_caught_up().await;
    assert_eq!(live().await, 1);
    drop(stream);
    let deadline = Instant::now() + Duration::from_secs(10);
    while live().await > 0 {
        assert!(Instant::now() < deadline, "it is counted still");
    }
}

#[tokio::test]
async fn no_number_names_a_person_a_case_or_a_device() {
    let scene = Scene::on(watched_relay().await).await;
    let admin = &scene.partnership.admin;
    let envelope = admin.envelope(scene.case.id, (admin.replica(1), 1), scene.case.key());
    scene.admin.upload(scene.case.id, vec![envelope]).await;
    let path = format!("{}{}", patchwork_protocol::http::TEAM, scene.case.id);
    scene.toms.post(&path, vec![]).await;
    scene.relay.get(&format!("/no/{}", scene.case.id)).await;
    let text = ask_privately(&scene.relay, "/metrics").await.text();
    assert!(text.contains("/v1/team/{space}"));
    for id in [
        scene.case.id.to_string(),
        scene.partnership.id().to_string(),
        admin.replica(1).device().to_string(),
    ] {
        assert!(!text.contains(&id[..12]), "{id} in:\n{text}");
    }
    assert!(!text.contains("127.0.0.1"));
    // The snapshot has every series without its value, so that each new label is reviewed.
    let all: BTreeSet<_> = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.rsplit_once(' '))
        .map(|(series, _)| series.split("le=\"").next().unwrap())
        .collect();
    let all: Vec<_> = all.into_iter().collect();
    insta::assert_snapshot!("series", all.join("\n"));
}

#[tokio::test]
async fn neither_listener_serves_what_is_the_others() {
    let relay = watched_relay().await;
    assert_eq!(relay.get("/metrics").await.status, StatusCode::NOT_FOUND);
    assert_eq!(relay.get("/healthz").await.status, StatusCode::OK);
    for path in ["/healthz", "/readyz", SYNC, "/"] {
        let reply = ask_privately(&relay, path).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn unless_told_a_relay_serves_none() {
    let relay = TestRelay::start().await;
    assert_eq!(relay.handle.metrics_addr(), None);
    assert_eq!(relay.get("/metrics").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_writes_nothing_is_not_counted_as_a_commit() {
    let scene = Scene::on(watched_relay().await).await;
    let commits = async || {
        let text = ask_privately(&scene.relay, "/metrics").await.text();
        ["commit_jobs_count", "commit_seconds_count"]
            .map(|series| value(&text, &format!("patchwork_relay_{series}")))
    };
    let before = commits().await;
    // It asks the writer, which finds nothing to sync.
    assert_eq!(scene.relay.get("/readyz").await.status, StatusCode::OK);
    assert_eq!(commits().await, before);
}
