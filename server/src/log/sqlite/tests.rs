//! The conformance suite on SQLite, and tests of what only this backend has.

use std::{
    path::Path,
    sync::{Arc, mpsc::sync_channel},
};

use patchwork_protocol::Answer;

use super::{
    super::{
        CommitListener, Log, LogError,
        conformance::{Nobody, Scene, log_conformance, presented},
    },
    Admission, Bounds, CommittedDirectories, SqliteLog, Writer, open,
};

const BOUNDS: Bounds = Bounds {
    spaces: 4,
    bytes_per_device_per_day: 1 << 30,
};

fn open(directory: &Path, listener: Arc<dyn CommitListener>) -> Arc<dyn Log> {
    Arc::new(SqliteLog::open_with(directory, BOUNDS, listener, |_| Ok(())).unwrap())
}

fn open_unheard(directory: &Path) -> Arc<dyn Log> {
    open(directory, Arc::new(Nobody))
}

log_conformance!(open);

/// Half a megabyte.
const FEW_PAGES: i64 = 120;

/// A log in a file of at most half a megabyte, at which SQLite answers as on a full disk.
pub(crate) fn small_log(directory: &Path) -> SqliteLog {
    SqliteLog::open_with(directory, BOUNDS, Arc::new(Nobody), |db| {
        db.pragma_update_and_check(None, "max_page_count", FEW_PAGES, |_| Ok(()))
    })
    .unwrap()
}

fn envelopes(scene: &Scene, replica: u8, count: u64) -> Vec<Vec<u8>> {
    let admin = &scene.partnership.admin;
    (1..=count)
        .map(|seq| {
            let place = (admin.replica(replica), seq);
            admin.envelope_of(scene.case.id, place, scene.case.key(), 20_000)
        })
        .collect()
}

#[tokio::test]
async fn a_full_disk_stops_writing_and_nothing_else() {
    let directory = tempfile::tempdir().unwrap();
    let scene = Scene::on(Arc::new(small_log(directory.path()))).await;
    let fits = scene.append(envelopes(&scene, 1, 3)).await.unwrap();
    assert_eq!(fits.len(), 3);
    let before = scene.items().await;
    for _ in 0..3 {
        let full = scene.append(envelopes(&scene, 2, 40)).await;
        assert_eq!(full, Err(LogError::Full));
    }
    assert_eq!(scene.items().await, before);
    scene.log.close().await;

    // Once there is room the same uploads are accepted, without a gap.
    let scene = Scene {
        log: open_unheard(directory.path()),
        ..scene
    };
    assert_eq!(scene.items().await, before);
    let answers = scene.append(envelopes(&scene, 2, 40)).await.unwrap();
    assert_eq!(answers[0], Answer::Accepted { n: 5 });
    assert_eq!(answers[39], Answer::Accepted { n: 44 });
}

#[tokio::test]
async fn spaces_that_left_memory_are_read_again() {
    let directory = tempfile::tempdir().unwrap();
    let scene = Scene::on(open_unheard(directory.path())).await;
    let admin = &scene.partnership.admin;
    let mut answers = scene.append(envelopes(&scene, 1, 1)).await.unwrap();
    for nonce in 40..50 {
        let (space, founding) = scene.partnership.open_case(admin, nonce, &[]);
        let post = super::TeamPost {
            change: founding.bytes().to_vec(),
            wraps: Vec::new(),
        };
        scene
            .log
            .change_team(Some(scene.admin()), Some(space.id), post)
            .await
            .unwrap();
    }
    answers.extend(scene.append(envelopes(&scene, 1, 2)).await.unwrap());
    assert_eq!(
        answers,
        [
            Answer::Accepted { n: 2 },
            Answer::Duplicate { n: 2 },
            Answer::Accepted { n: 3 }
        ]
    );
}

#[tokio::test]
async fn an_idle_log_leaves_no_write_ahead_file_behind() {
    let directory = tempfile::tempdir().unwrap();
    let scene = Scene::on(open_unheard(directory.path())).await;
    scene.append(envelopes(&scene, 1, 10)).await.unwrap();
    scene.log.close().await;
    let left = std::fs::metadata(directory.path().join("relay.db-wal"));
    assert_eq!(left.map(|file| file.len()).unwrap_or_default(), 0);
}

#[test]
fn the_hot_queries_use_their_indexes() {
    let directory = tempfile::tempdir().unwrap();
    let db = super::open::writer(&directory.path().join("relay.db")).unwrap();
    let mut plans = String::new();
    for query in [
        "SELECT n, body, erased FROM item WHERE series = 1 AND seq = 2",
        "SELECT n, chain FROM item WHERE space = 1 ORDER BY n DESC LIMIT 1",
        "SELECT series IS NULL, body, erased FROM item WHERE space = 1 AND n BETWEEN 2 AND 3 ORDER BY n",
        "SELECT n, body FROM item WHERE space = 1 AND series IS NULL AND n >= 2 ORDER BY n",
        "SELECT replica, row, (SELECT max(seq) FROM item WHERE series = series.row) FROM series WHERE space = 1",
    ] {
        let mut plan = db.prepare(&format!("EXPLAIN QUERY PLAN {query}")).unwrap();
        let steps = plan
            .query_map([], |row| row.get::<_, String>(3))
            .unwrap()
            .map(Result::unwrap);
        for step in steps {
            assert!(!step.starts_with("SCAN"), "{query}: {step}");
            plans.push_str(&step);
            plans.push('\n');
        }
        plans.push('\n');
    }
    insta::assert_snapshot!("plans", plans);
}

#[test]
fn a_long_reader_does_not_hold_up_the_writer() {
    let directory = tempfile::tempdir().unwrap();
    let held = open::lock_directory(directory.path()).unwrap();
    let db = open::writer(&held.file).unwrap();
    let listener = Arc::new(Nobody);
    let mut writer = Writer {
        db,
        jobs: sync_channel(1).1,
        admission: Admission::new(BOUNDS, listener.clone()),
        directories: CommittedDirectories::default(),
        listener,
        needs_checkpoint: true,
        _lock: held.lock,
    };
    let count = |db: &rusqlite::Connection| -> i64 {
        db.query_row("SELECT count(*) FROM space", [], |row| row.get(0))
            .unwrap()
    };
    let reader = open::reader(&held.file).unwrap();
    reader.execute_batch("BEGIN").unwrap();
    assert_eq!(count(&reader), 0);
    open::draw_incarnation(&writer.db, &held.file).unwrap();

    writer.checkpoint();
    assert!(
        writer.needs_checkpoint,
        "it is tried again once the reader is gone"
    );
    reader.execute_batch("COMMIT").unwrap();
    writer.checkpoint();
    assert!(!writer.needs_checkpoint);
}

/// Lets a group gather: the writer is busy until this is dropped.
struct Busy(
    #[allow(dead_code, reason = "its end lets the writer go on")] std::sync::mpsc::Sender<()>,
);

fn busy(log: &SqliteLog) -> Busy {
    let (hold, until) = std::sync::mpsc::channel::<()>();
    drop(log.write::<(), LogError>(1, move |_, _| {
        let _ = until.recv();
        Ok(())
    }));
    Busy(hold)
}

#[tokio::test]
async fn a_damaged_space_is_set_aside_and_stops_nobody_else() {
    let directory = tempfile::tempdir().unwrap();
    let scene = Scene::on(open_unheard(directory.path())).await;
    let admin = &scene.partnership.admin;
    let (other, founding) = scene.partnership.open_case(admin, 40, &[]);
    let post = super::TeamPost {
        change: founding.bytes().to_vec(),
        wraps: Vec::new(),
    };
    let founded = (scene.log).change_team(Some(scene.admin()), Some(other.id), post);
    founded.await.unwrap();
    scene.append(envelopes(&scene, 1, 1)).await.unwrap();
    scene.log.close().await;
    let db = rusqlite::Connection::open(directory.path().join("relay.db")).unwrap();
    let founding_of = "SELECT item.row FROM item JOIN space ON space.row = item.space
        WHERE space.id = ?1 AND item.series IS NULL AND item.n = 1";
    let damaged = db
        .execute(
            &format!("UPDATE item SET body = x'80' WHERE row = ({founding_of})"),
            [scene.case.id.as_bytes()],
        )
        .unwrap();
    assert_eq!(damaged, 1);
    drop(db);

    let heard = Arc::new(SetAside::default());
    let log = SqliteLog::open_with(directory.path(), BOUNDS, heard.clone(), |_| Ok(())).unwrap();
    let log = Arc::new(log);
    let writer = busy(&log);
    let place = (admin.replica(1), 1);
    let good = log.append(
        scene.admin(),
        other.id,
        vec![presented(admin.envelope(other.id, place, other.key()))],
    );
    let bad = |seq| {
        let place = (admin.replica(1), seq);
        let envelope = admin.envelope(scene.case.id, place, scene.case.key());
        log.append(scene.admin(), scene.case.id, vec![presented(envelope)])
    };
    let (first, second) = (bad(2), bad(3));
    let place = (admin.replica(1), 2);
    let after = log.append(
        scene.admin(),
        other.id,
        vec![presented(admin.envelope(other.id, place, other.key()))],
    );
    drop(writer);
    assert_eq!(good.await.unwrap(), [Answer::Accepted { n: 2 }]);
    assert!(matches!(first.await, Err(LogError::Failed(_))));
    assert!(matches!(second.await, Err(LogError::Failed(_))));
    assert_eq!(after.await.unwrap(), [Answer::Accepted { n: 3 }]);
    assert_eq!(heard.0.load(std::sync::atomic::Ordering::Relaxed), 1);
}

/// Hears how many spaces are set aside.
#[derive(Default)]
struct SetAside(std::sync::atomic::AtomicUsize);

impl CommitListener for SetAside {
    fn wants_items(&self, _: patchwork_protocol::PartnershipId) -> bool {
        false
    }

    fn notify(&self, notices: crate::log::CommitNotices) {
        (self.0).store(notices.set_aside, std::sync::atomic::Ordering::Relaxed);
    }
}
