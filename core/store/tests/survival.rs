//! What survives a killed process, and what a stolen disk tells.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::redundant_closure_for_method_calls,
    reason = "outside the product"
)]

mod common;

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
};

use common::{ELLA, TestStore, draft, key, put_case, save};
use patchwork_model::{
    CaseEdit, NoticeKind,
    testing::{PRIYA, ellas_case, minute, note},
};
use patchwork_protocol::KeyId;
use patchwork_store::{Cure, DraftKey, DraftRow, Store, setting};
use zeroize::Zeroizing;

const DATABASE: &str = "PATCHWORK_TEST_DATABASE";
const START: &str = "PATCHWORK_TEST_START";
/// Planted in every place where words are kept.
const CANARY: &str = "gooseberrycanary";
const NAME: &str = "Featherstonehaugh";

fn numbered(number: u32) -> DraftRow {
    let mut id = [0; 16];
    id[..4].copy_from_slice(&number.to_be_bytes());
    DraftRow {
        id: DraftKey(id),
        space: Some(ELLA),
        body: format!("{CANARY} in draft {number}").into_bytes(),
        updated_at: minute(0),
    }
}

fn entry(number: u32) -> patchwork_model::Entry {
    let mut entry = note(
        i32::try_from(number).unwrap(),
        &format!("{CANARY} number{number}x"),
    );
    entry.number = u64::from(number).to_be_bytes();
    entry
}

/// Not a test of its own: the process that the next test kills.
#[test]
fn a_child_that_saves_until_it_is_killed() {
    let Ok(path) = std::env::var(DATABASE) else {
        return;
    };
    let start: u32 = std::env::var(START).unwrap().parse().unwrap();
    let store = Store::open(Path::new(&path), &key()).unwrap();
    for number in start.. {
        store
            .write(|w| w.keep_draft(&numbered(number + 1_000_000)))
            .unwrap();
        save(&store, ELLA, PRIYA, entry(number), numbered(number), None).unwrap();
        // Only now it counts as saved. A broken pipe means that nobody listens any more.
        let mut out = std::io::stdout().lock();
        if writeln!(out, "saved {number}")
            .and_then(|()| out.flush())
            .is_err()
        {
            return;
        }
    }
}

#[test]
fn every_entry_that_was_said_to_be_saved_is_there_whole_after_kill_9() {
    let folder = tempfile::tempdir().unwrap();
    let temporary = folder.path().join("tmp");
    fs::create_dir(&temporary).unwrap();
    let path = folder.path().join("patchwork.db");
    drop(Store::create(&path, &key()).unwrap());
    let mut next = 0;
    for round in 0..12 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "a_child_that_saves_until_it_is_killed",
                "--nocapture",
            ])
            .env(DATABASE, &path)
            .env(START, next.to_string())
            .env("TMPDIR", &temporary)
            .env("SQLITE_TMPDIR", &temporary)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        // A different moment in each round.
        let mut wanted = 1 + round * 3;
        let mut last = None;
        while wanted > 0 {
            let line = lines.next().expect("the child ended by itself").unwrap();
            if let Some(number) = line.rsplit_once("saved ").map(|(_, number)| number) {
                last = number.parse::<u32>().ok();
                wanted -= 1;
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // Whatever it still managed to say also counts.
        for line in lines.map_while(Result::ok) {
            if let Some((_, number)) = line.rsplit_once("saved ") {
                last = number.parse::<u32>().ok().or(last);
            }
        }
        assert_eq!(
            files_with(folder.path(), &[CANARY, NAME]),
            Vec::<String>::new()
        );

        let store = Store::open(&path, &key()).unwrap();
        let entries = store.read(|r| r.entries(ELLA)).unwrap();
        let last = last.unwrap();
        assert!(entries.len() > last as usize, "{} of {last}", entries.len());
        let unsent = store.read(|r| r.unsent()).unwrap();
        assert_eq!(
            unsent.len(),
            entries.len(),
            "each entry has its place in the outbox"
        );
        for entry in &entries {
            let id = entry.row.id;
            assert!(unsent.iter().any(|part| part.entry == Some(id)));
        }
        let newest = entries.last().unwrap();
        let word = newest.row.search.split(' ').nth(1).unwrap();
        let found = store.read(|r| r.search(word, 5)).unwrap();
        assert_eq!(found.entries.len(), 1);
        assert_eq!(store.doctor(Cure::Look).unwrap().ailments, []);
        next = u32::try_from(entries.len()).unwrap();
    }
}

#[test]
fn no_file_tells_a_name_a_word_or_a_key() {
    let mut store = TestStore::new();
    let secret = b"a device secret of 32 bytes, yes";
    let mut edits = ellas_case();
    edits[0] = CaseEdit::NameChild {
        given: "Marigold".to_owned(),
        family: NAME.to_owned(),
        preferred: None,
    };
    store
        .write(|w| {
            put_case(w, ELLA, &common::case_of(&edits));
            w.set(&setting::DEVICE_SECRETS, &Zeroizing::new(secret.to_vec()))?;
            w.set(&setting::RELAY, &format!("https://{CANARY}.example"))?;
            w.put_space_key(ELLA, KeyId([1; 16]), b"a space key, thirty-two bytes...")?;
            w.keep_draft(&numbered(7))?;
            w.add_notice(ELLA, NoticeKind::Unknown, CANARY, minute(0))
        })
        .unwrap();
    save(&store, ELLA, PRIYA, entry(1), draft(1), Some(minute(90))).unwrap();
    store.read(|r| r.search(CANARY, 10)).unwrap();
    let words = [
        CANARY,
        NAME,
        "Marigold",
        "CREATE TABLE",
        std::str::from_utf8(secret).unwrap(),
        "a space key, thirty-two bytes...",
    ];
    let folder = store.folder.path().to_owned();
    let names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    for open in ["patchwork.db", "patchwork.db-wal", "patchwork.db-shm"] {
        assert!(names.iter().any(|name| name == open), "{names:?}");
    }
    assert_eq!(files_with(&folder, &words), Vec::<String>::new());
    store.reopen();
    assert_eq!(files_with(&folder, &words), Vec::<String>::new());
    // The search for canaries itself must find one where there is one.
    fs::write(folder.join("plain.txt"), format!("the {CANARY} sings")).unwrap();
    assert_eq!(files_with(&folder, &words).len(), 1);
}

/// The files under a folder that hold one of these words, or the database key.
fn files_with(folder: &Path, words: &[&str]) -> Vec<String> {
    let hex = common::key_in_hex();
    let mut needles: Vec<Vec<u8>> = words.iter().map(|word| word.as_bytes().to_vec()).collect();
    needles.push(key().to_vec());
    needles.push(hex.into_bytes());
    let mut holding = Vec::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.is_dir() {
            holding.extend(files_with(&path, words));
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        for needle in &needles {
            if bytes.windows(needle.len()).any(|window| window == needle) {
                holding.push(path.display().to_string());
            }
        }
    }
    holding
}

#[test]
fn a_large_write_leaves_no_large_log_beside_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("patchwork.db");
    let store = Store::create(&path, &key()).unwrap();
    let write = |size: usize| {
        let large = DraftRow {
            body: vec![7; size],
            ..numbered(1)
        };
        store.write(|w| w.keep_draft(&large)).unwrap();
    };
    write(16 << 20);
    // The next writes begin the log anew.
    write(1);
    write(1);
    let log = fs::metadata(folder.path().join("patchwork.db-wal"))
        .unwrap()
        .len();
    assert!(
        log <= 5 << 20,
        "the log beside the database stays at {} MB",
        log >> 20
    );
}
