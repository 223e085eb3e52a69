//! The relay's program is killed at any moment, and everything that it acknowledged is there.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use patchwork_protocol::{Answer, LogItem, team::Role};
use patchwork_relay::testing::{
    client::{Device, items_of, post, posted},
    people::Partnership,
};

struct Program {
    child: Child,
    addr: SocketAddr,
}

impl Program {
    fn start(data: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_patchwork-relay"))
            .args(["serve", "--listen", "127.0.0.1:0", "--log", "warn"])
            .arg("--data-dir")
            .arg(data)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let told: serde_json::Value = serde_json::from_str(&line).unwrap();
        let url = told["listening"].as_str().unwrap();
        Self {
            child,
            addr: url.strip_prefix("http://").unwrap().parse().unwrap(),
        }
    }

    /// Kills it without a warning, as `kill -9` does.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_acknowledged_survives_kill_9() {
    let data = tempfile::tempdir().unwrap();
    let mut partnership = Partnership::founded_by(1);
    let people: Vec<_> = (2..6).map(|number| partnership.bring(number)).collect();
    let members: Vec<_> = people.iter().map(|one| (one, Role::Member)).collect();
    let (case, founding) = partnership.open_case(&partnership.admin, 5, &members);

    let program = Program::start(data.path());
    let reply = post(
        program.addr,
        patchwork_protocol::http::PARTNERSHIPS,
        None,
        posted(&partnership.changes[0], &[]),
    )
    .await;
    assert_eq!(reply.status, 201);
    let admin = Device::open(program.addr, partnership.id(), &partnership.admin).await;
    for change in &partnership.changes[1..] {
        admin.change_directory(&partnership, change).await;
    }
    admin.found_case(&case, &founding, &[]).await;

    let mut program = Some(program);
    let mut acknowledged: Vec<Vec<u8>> = Vec::new();
    for round in 0..5_u8 {
        let running = program.take().unwrap();
        let addr = running.addr;
        let (acks, mut heard) = tokio::sync::mpsc::unbounded_channel();
        let mut writers = Vec::new();
        for person in &people {
            let device = Device::open(addr, partnership.id(), person).await;
            let envelopes: Vec<_> = (1..=400)
                .map(|seq| person.envelope(case.id, (person.replica(round), seq), case.key()))
                .collect();
            let (acks, case) = (acks.clone(), case.id);
            writers.push(tokio::spawn(async move {
                for envelope in envelopes {
                    let Some(answer) = device.try_upload(case, envelope.clone()).await else {
                        return;
                    };
                    assert!(matches!(answer, Answer::Accepted { .. }), "{answer:?}");
                    if acks.send(envelope).is_err() {
                        return;
                    }
                }
            }));
        }
        drop(acks);
        // The program is killed right after an ack, while other requests wait for theirs.
        let until = 20 + usize::from(round) * 17;
        for _ in 0..until {
            acknowledged.push(heard.recv().await.unwrap());
        }
        running.kill();
        for writer in writers {
            writer.await.unwrap();
        }
        while let Some(envelope) = heard.recv().await {
            acknowledged.push(envelope);
        }

        let again = Program::start(data.path());
        let device = Device::open(again.addr, partnership.id(), &partnership.admin).await;
        let items = items_of(&device.sync_from_nothing().await, case.id);
        let lost = acknowledged
            .iter()
            .filter(|envelope| !items.contains(&LogItem::Envelope((*envelope).clone())))
            .count();
        assert_eq!(lost, 0, "of {} in round {round}", acknowledged.len());
        program = Some(again);
    }
    program.unwrap().kill();
    assert!(acknowledged.len() > 200);
}

#[tokio::test]
async fn the_program_stops_when_told_and_says_that_it_is_well_before() {
    let data = tempfile::tempdir().unwrap();
    let mut program = Program::start(data.path());
    let check = |addr: SocketAddr| {
        Command::new(env!("CARGO_BIN_EXE_patchwork-relay"))
            .args(["healthcheck", "--listen", &addr.to_string()])
            .output()
            .unwrap()
    };
    assert!(check(program.addr).status.success());
    let told = Command::new("kill")
        .arg(program.child.id().to_string())
        .status()
        .unwrap();
    assert!(told.success());
    let deadline = std::time::Instant::now() + Duration::from_secs(10);
    let status = loop {
        if let Some(status) = program.child.try_wait().unwrap() {
            break status;
        }
        assert!(std::time::Instant::now() < deadline, "it did not stop");
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    assert!(status.success());
    let unwell = check(program.addr);
    assert!(!unwell.status.success());
    assert!(String::from_utf8_lossy(&unwell.stderr).contains("is not well"));
}

#[test]
fn init_writes_a_configuration_that_serves() {
    let data = tempfile::tempdir().unwrap();
    let home = data.path().join("relay");
    let init = Command::new(env!("CARGO_BIN_EXE_patchwork-relay"))
        .arg("init")
        .arg("--data-dir")
        .arg(&home)
        .output()
        .unwrap();
    assert!(init.status.success(), "{init:?}");
    let file = home.join("relay.toml");
    let config = patchwork_relay::config::Sources::default()
        .file(Some(&file))
        .load()
        .unwrap();
    assert_eq!(config.data_dir, home);
}

#[test]
fn an_error_names_the_key_and_its_place() {
    let refused = Command::new(env!("CARGO_BIN_EXE_patchwork-relay"))
        .arg("serve")
        .env("PATCHWORK_HEADER_SECONDS", "soon")
        .output()
        .unwrap();
    assert!(!refused.status.success());
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(
        said.contains("header_seconds (from PATCHWORK_HEADER_SECONDS)"),
        "{said}"
    );
}
