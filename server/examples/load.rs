//! Sixty-four devices, each with one connection, each posting one pre-signed
//! envelope a request and waiting for its ack: prints acks per second, the
//! relay's CPU time per 1,000 notes and its memory.
//!
//! `cargo run --release -p patchwork-relay --example load -- [clients] [notes each] [idle streams]`
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    missing_docs,
    unreachable_pub
)]

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader},
    net::SocketAddr,
    process::{Child, Command, Stdio},
    time::Instant,
};

use http_body_util::BodyExt;
use patchwork_protocol::{
    Answer, Cursors, Frame, FrameReader, SyncRequest,
    http::{PARTNERSHIPS, SYNC},
    team::Role,
};
use patchwork_relay::testing::{
    client::{Device, connect, nothing, post, posted, request},
    people::Partnership,
};

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse().unwrap());
    let clients: usize = arguments.next().unwrap_or(64);
    let notes: usize = arguments.next().unwrap_or(400);
    let idle: usize = arguments.next().unwrap_or(500);
    assert!(clients < 200, "one byte numbers a person");

    let data = tempfile::tempdir().unwrap();
    let (relay, addr) = start(data.path());
    let mut partnership = Partnership::founded_by(1);
    let people: Vec<_> = (0..clients)
        .map(|number| partnership.bring(u8::try_from(number + 2).unwrap()))
        .collect();
    let founding = posted(&partnership.changes[0], &[]);
    assert_eq!(post(addr, PARTNERSHIPS, None, founding).await.status, 201);
    let admin = Device::open(addr, partnership.id(), &partnership.admin).await;
    for change in &partnership.changes[1..] {
        admin.change_directory(&partnership, change).await;
    }

    // Eight clients share a case.
    let mut work = Vec::new();
    for (number, team) in people.chunks(8).enumerate() {
        let members: Vec<_> = team.iter().map(|one| (one, Role::Member)).collect();
        let nonce = u8::try_from(number + 1).unwrap();
        let (case, change) = partnership.open_case(&partnership.admin, nonce, &members);
        admin.found_case(&case, &change, &[]).await;
        for person in team {
            let device = Device::open(addr, partnership.id(), person).await;
            let bodies: Vec<_> = (1..=notes as u64)
                .map(|seq| {
                    let place = (person.replica(1), seq);
                    let envelope = person.envelope_of(case.id, place, case.key(), 200);
                    SyncRequest {
                        outbox: BTreeMap::from([(case.id, vec![envelope])]),
                        ..nothing(Cursors::UploadOnly)
                    }
                    .encode()
                })
                .collect();
            work.push((device, bodies));
        }
    }

    let before = cpu_seconds(relay.id());
    let began = Instant::now();
    let tasks: Vec<_> = work
        .into_iter()
        .map(|(device, bodies)| tokio::spawn(post_all(device, bodies)))
        .collect();
    let mut waits = Vec::new();
    for task in tasks {
        waits.extend(task.await.unwrap());
    }
    let took = began.elapsed().as_secs_f64();
    let cpu = cpu_seconds(relay.id()) - before;
    waits.sort_unstable();
    let total = waits.len();
    println!(
        "{clients} clients, {total} notes: {:.0} durable acks/s",
        total as f64 / took
    );
    println!(
        "relay CPU per 1,000 notes: {:.0} ms",
        cpu * 1e6 / total as f64
    );
    println!(
        "wait p50 {} µs, p99 {} µs",
        waits[total / 2],
        waits[total * 99 / 100]
    );

    let memory = resident_kb(relay.id());
    let mut streams = Vec::new();
    for _ in 0..idle {
        streams.push(admin.live().await);
    }
    let grown = resident_kb(relay.id()) - memory;
    println!(
        "memory {memory} kB; {idle} idle live streams: {:.1} kB each",
        grown as f64 / idle as f64
    );
    drop(streams);
    stop(relay);
}

async fn post_all(device: Device, bodies: Vec<Vec<u8>>) -> Vec<u128> {
    let mut sender = connect(device.addr).await;
    let mut waits = Vec::with_capacity(bodies.len());
    for body in bodies {
        let began = Instant::now();
        let response = sender
            .send_request(request(SYNC, Some(&device.token), body))
            .await
            .unwrap();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        waits.push(began.elapsed().as_micros());
        let mut reader = FrameReader::new();
        reader.push(&bytes);
        let mut accepted = false;
        while let Some(frame) = reader.next_frame().unwrap() {
            if let Frame::Acks { answers, .. } = frame {
                accepted = matches!(answers[0].2, Answer::Accepted { .. });
            }
        }
        assert!(accepted, "not accepted");
    }
    waits
}

fn start(data: &std::path::Path) -> (Child, SocketAddr) {
    let program = std::env::current_exe().unwrap();
    let program = program
        .parent()
        .unwrap()
        .parent()
        .unwrap()
        .join("patchwork-relay");
    let mut child = Command::new(program)
        .args([
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--log",
            "warn",
            "--data-dir",
        ])
        .arg(data)
        .stdout(Stdio::piped())
        .spawn()
        .expect("build the program first: cargo build --release -p patchwork-relay");
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let told: serde_json::Value = serde_json::from_str(&line).unwrap();
    let url = told["listening"].as_str().unwrap();
    let addr = url.strip_prefix("http://").unwrap().parse().unwrap();
    (child, addr)
}

fn stop(mut relay: Child) {
    relay.kill().unwrap();
    relay.wait().unwrap();
}

fn cpu_seconds(process: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let fields: Vec<&str> = stat
        .rsplit(')')
        .next()
        .unwrap()
        .split_whitespace()
        .collect();
    let ticks: f64 = fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap();
    ticks / 100.0
}

fn resident_kb(process: u32) -> i64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS"))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
