//! Backups of a running relay, and what devices find after a restore.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use patchwork_protocol::{Answer, Cursors, Frame, LogItem};
use patchwork_relay::{
    config::Config,
    serve,
    testing::{
        client::{Device, TestRelay, incarnation_of, items_of, nothing},
        scene::Scene,
    },
};

fn program(command: &str, data: &Path, with: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_patchwork-relay"))
        .arg(command)
        .arg("--data-dir")
        .arg(data)
        .args(with)
        .output()
        .unwrap()
}

fn back_up(relay: &TestRelay, to: &Path) -> Output {
    program("backup", relay.data.path(), &["--to", to.to_str().unwrap()])
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_made_while_devices_write_holds_all_that_was_acknowledged_before() {
    let scene = Scene::new().await;
    let admin = &scene.partnership.admin;
    let elsewhere = tempfile::tempdir().unwrap();
    let to = elsewhere.path().join("backup.db");
    let before: Vec<_> = (1..=50)
        .map(|seq| admin.envelope(scene.case.id, (admin.replica(1), seq), scene.case.key()))
        .collect();
    scene.admin.upload(scene.case.id, before.clone()).await;

    // Tom writes while the backup is made and after it.
    let toms: Vec<_> = (1..=3_000)
        .map(|seq| {
            scene
                .tom
                .envelope(scene.case.id, (scene.tom.replica(1), seq), scene.case.key())
        })
        .collect();
    let copying = tokio::task::spawn_blocking({
        let (data, to) = (scene.relay.data.path().to_owned(), to.clone());
        move || program("backup", &data, &["--to", to.to_str().unwrap()])
    });
    for (written, envelope) in toms.into_iter().enumerate() {
        if copying.is_finished() && written >= 20 {
            break;
        }
        let answers = scene.toms.upload(scene.case.id, vec![envelope]).await;
        assert!(matches!(answers[0], Answer::Accepted { .. }), "{answers:?}");
    }
    let copied = copying.await.unwrap();
    assert!(copied.status.success(), "{}", said(&copied));
    assert_eq!(files_in(elsewhere.path()), std::slice::from_ref(&to));

    // The relay's disk is lost: the backup is restored elsewhere, and the devices are the same.
    let whole = items_of(&scene.admin.sync_from_nothing().await, scene.case.id);
    let old = incarnation_of(&scene.admin.sync_from_nothing().await);
    let new_home = elsewhere.path().join("relay");
    let restored = program("restore", &new_home, &["--from", to.to_str().unwrap()]);
    assert!(restored.status.success(), "{}", said(&restored));
    let relay = serve(Config::on_free_port(&new_home), std::future::pending())
        .await
        .unwrap();
    let device = Device::open(relay.local_addr(), scene.partnership.id(), admin).await;
    let frames = device.sync(&nothing(Cursors::NOTHING)).await;
    assert_ne!(incarnation_of(&frames), old, "devices must compare");
    let kept = items_of(&frames, scene.case.id);
    assert_eq!(kept, whole[..kept.len()], "a piece without a gap");
    for envelope in before {
        assert!(kept.contains(&LogItem::Envelope(envelope)));
    }
    assert!(matches!(frames.last(), Some(Frame::CaughtUp { .. })));
    // The restored relay accepts what comes next.
    let next = admin.envelope(scene.case.id, (admin.replica(1), 51), scene.case.key());
    let answers = device.upload(scene.case.id, vec![next]).await;
    let n = u64::try_from(kept.len()).unwrap() + 1;
    assert_eq!(answers, [Answer::Accepted { n }]);
    relay.stop().await;
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_may_read_a_copy() {
    use std::os::unix::fs::PermissionsExt;
    let relay = TestRelay::start().await;
    let elsewhere = tempfile::tempdir().unwrap();
    let to = elsewhere.path().join("backup.db");
    assert!(back_up(&relay, &to).status.success());
    let mode = fs::metadata(&to).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn a_copy_never_takes_the_place_of_anything() {
    let relay = TestRelay::start().await;
    let elsewhere = tempfile::tempdir().unwrap();
    let to = elsewhere.path().join("backup.db");
    fs::write(&to, "last week's").unwrap();
    let refused = back_up(&relay, &to);
    assert!(!refused.status.success());
    assert!(
        said(&refused).contains("exists already"),
        "{}",
        said(&refused)
    );
    assert_eq!(fs::read(&to).unwrap(), b"last week's");
    assert_eq!(files_in(elsewhere.path()), [to]);
}

#[tokio::test]
async fn a_copy_that_cannot_be_made_leaves_nothing() {
    let nothing_there = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let to = elsewhere.path().join("backup.db");
    let to_text = to.to_str().unwrap();
    let refused = program("backup", nothing_there.path(), &["--to", to_text]);
    assert!(said(&refused).contains("no database"), "{}", said(&refused));
    fs::write(
        nothing_there.path().join("relay.db"),
        "scribbles".repeat(99),
    )
    .unwrap();
    let refused = program("backup", nothing_there.path(), &["--to", to_text]);
    assert!(!refused.status.success());
    assert!(files_in(elsewhere.path()).is_empty());
}

#[tokio::test]
async fn a_copy_is_not_put_over_a_database() {
    let relay = TestRelay::start().await;
    let elsewhere = tempfile::tempdir().unwrap();
    let to = elsewhere.path().join("backup.db");
    assert!(back_up(&relay, &to).status.success());
    let from = ["--from", to.to_str().unwrap()];
    let refused = program("restore", relay.data.path(), &from);
    assert!(
        said(&refused).contains("another relay"),
        "{}",
        said(&refused)
    );
    let TestRelay { data, handle } = relay;
    handle.stop().await;
    let before = fs::read(data.path().join("relay.db")).unwrap();
    let refused = program("restore", data.path(), &from);
    assert!(
        said(&refused).contains("exists already"),
        "{}",
        said(&refused)
    );
    assert_eq!(fs::read(data.path().join("relay.db")).unwrap(), before);

    // It is not restored beside the side files of another database either, which SQLite would read
    // as parts of the copy.
    let rest = tempfile::tempdir().unwrap();
    fs::write(rest.path().join("relay.db-wal"), "old").unwrap();
    let refused = program("restore", rest.path(), &from);
    assert!(
        said(&refused).contains("relay.db-wal exists"),
        "{}",
        said(&refused)
    );
}

#[tokio::test]
async fn what_is_no_copy_of_a_relay_is_not_put_back() {
    let elsewhere = tempfile::tempdir().unwrap();
    let home = elsewhere.path().join("relay");
    let relay = TestRelay::start().await;
    let copy = elsewhere.path().join("backup.db");
    assert!(back_up(&relay, &copy).status.success());
    let whole = fs::read(&copy).unwrap();
    for (name, bytes) in [
        ("scribbles", &b"scribbles"[..]),
        ("empty", &[]),
        ("half", &whole[..whole.len() / 2]),
    ] {
        let from = elsewhere.path().join(name);
        fs::write(&from, bytes).unwrap();
        let refused = program("restore", &home, &["--from", from.to_str().unwrap()]);
        assert!(!refused.status.success(), "{name}");
        assert!(!home.join("relay.db").exists(), "{name}");
    }
}
