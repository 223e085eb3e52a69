//! Handlers over a log whose disk is full, which a test cannot arrange over HTTP.

use std::{collections::BTreeMap, sync::Arc};

use axum::body::Body;
use data_encoding::BASE64URL_NOPAD;
use http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use jiff::Timestamp;
use patchwork_protocol::{
    Answer, Cursors, Frame, FrameReader, SessionReply, SyncRequest,
    http::{SESSIONS, SYNC, TEAM, TeamPost, problem},
};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::{Relay, router};
use crate::{
    config::Config,
    live::Hub,
    log::{LogError, conformance::Scene, small_log},
};

async fn post(relay: &Relay, path: &str, token: &str, body: Vec<u8>) -> (StatusCode, Vec<u8>) {
    let request = Request::post(path)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .body(Body::from(body))
        .unwrap();
    let response = router(relay.clone()).oneshot(request).await.unwrap();
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, body.to_vec())
}

fn frames(bytes: &[u8]) -> Vec<Frame> {
    let mut reader = FrameReader::new();
    reader.push(bytes);
    std::iter::from_fn(|| reader.next_frame().unwrap()).collect()
}

fn problem_of(body: &[u8]) -> String {
    let problem: serde_json::Value = serde_json::from_slice(body).unwrap();
    problem["type"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn on_a_full_disk_reading_goes_on_and_writing_is_told_why() {
    let directory = tempfile::tempdir().unwrap();
    let scene = Scene::on(Arc::new(small_log(directory.path()))).await;
    let admin = &scene.partnership.admin;
    let (space, key) = (scene.case.id, scene.case.key());
    let sized = |seq, size| admin.envelope_of(space, (admin.replica(1), seq), key, size);
    let mut seq = 1;
    for size in [60_000, 4_000, 100] {
        while scene.append(vec![sized(seq, size)]).await != Err(LogError::Full) {
            seq += 1;
        }
    }
    let stop = CancellationToken::new();
    let relay = Relay::new(
        Config::default(),
        scene.log.clone(),
        Hub::default(),
        Arc::default(),
        stop,
    );

    // A session can be opened although it cannot be written; its statement is accepted once.
    let statement = admin
        .statement(
            scene.partnership.id(),
            "http://127.0.0.1",
            Timestamp::now(),
            [1; 16],
        )
        .encode();
    let (status, body) = post(&relay, SESSIONS, "", statement.clone()).await;
    assert_eq!(status, StatusCode::OK);
    let session: SessionReply = patchwork_protocol::decode_strict(&body, 256).unwrap();
    let token = BASE64URL_NOPAD.encode(&session.token);
    let (_, body) = post(&relay, SESSIONS, "", statement).await;
    assert_eq!(problem_of(&body), problem::REPLAYED);

    let asked = |cursors| SyncRequest {
        cursors,
        outbox: BTreeMap::from([(space, vec![sized(seq, 60_000)])]),
        wraps: Vec::new(),
        wraps_after: 0,
        live: false,
    };
    let upload = asked(Cursors::UploadOnly).encode();
    let (status, body) = post(&relay, SYNC, &token, upload).await;
    assert_eq!(status, StatusCode::INSUFFICIENT_STORAGE);
    assert_eq!(problem_of(&body), problem::FULL);

    let sync = asked(Cursors::NOTHING).encode();
    let (status, body) = post(&relay, SYNC, &token, sync).await;
    assert_eq!(status, StatusCode::OK);
    let frames = frames(&body);
    assert!(frames.iter().any(|frame| matches!(
        frame,
        Frame::Acks { answers, .. } if answers[0].2 == Answer::Busy
    )));
    assert!(matches!(frames.last(), Some(Frame::CaughtUp { .. })));

    let mut full = None;
    for nonce in 60..90 {
        let (case, founding) = scene.partnership.open_case(admin, nonce, &[]);
        let body = TeamPost {
            change: founding.bytes().to_vec(),
            wraps: Vec::new(),
        };
        let path = format!("{TEAM}{}", case.id);
        let (status, body) = post(&relay, &path, &token, body.encode()).await;
        if status != StatusCode::OK {
            full = Some(problem_of(&body));
            break;
        }
    }
    assert_eq!(full.as_deref(), Some(problem::FULL));
}
