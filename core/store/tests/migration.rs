//! Databases of every earlier version open, are brought up to date, and lose nothing.
//!
//! `fixtures/v<n>.db` was written by version n and is kept for ever; its key is that of the tests.
//! The fixture of the version in hand is written by
//! `cargo test -p patchwork-store --test migration -- --ignored`.

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
    path::{Path, PathBuf},
};

use common::{ELLA, PRIYA_SMITH, TOM_REED, draft, envelope, key, put_case, receive, save};
use jiff::civil::date;
use patchwork_model::{
    AccessReport, AgencyCard, AgencyKind, CaseDocument, ContactCard, ContactOutcome, FrontDoor,
    Look, LookedAt, NotSent, NoticeKind, Participant, PartnershipCard, PractitionerCard,
    TeamNotChanged, project,
    testing::{MUM, PRIYA, Phone, TOM, ellas_case, minute, mums_mobile, note, visit, worry},
};
use patchwork_protocol::{
    AgencyId, ChainHash, DeviceId, KeyId, LogItem, PartKind, Replica, Seq, Wrap,
};
use patchwork_store::{
    CardPlace, Cure, HeldBecause, HeldPart, ItemPosition, ItemRow, ItemStanding, ItemVerdict,
    KindFilter, PartPlace, PartState, SpaceUse, Store, TeamIntentState, setting,
};
use zeroize::Zeroizing;

/// The version in hand.
const NEWEST: u32 = 9;

fn fixture(version: u32) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/v{version}.db"))
}

fn item() -> ItemRow {
    let item = LogItem::Envelope(b"an envelope of Tom's".to_vec());
    ItemRow {
        space: ELLA,
        hash: item.hash(),
        item,
        position: Some(ItemPosition {
            epoch: 0,
            n: 1,
            chain: ChainHash([1; 32]),
        }),
        place: Some((Replica::new(TOM, [2; 8]), Seq(1))),
        holds_place: true,
        verdict: ItemVerdict {
            standing: ItemStanding::Locked(KeyId([1; 16])),
            may_change: true,
            reason: "locked".to_owned(),
            detail: vec![1],
        },
    }
}

/// Ella's case with two numbers for Mum, written apart.
fn disputed() -> CaseDocument {
    let mut priya = Phone::new(PRIYA);
    priya.edits(&ellas_case(), minute(0)).unwrap();
    let mut tom = Phone::new(TOM);
    assert!(tom.hears(&priya));
    priya.edits(&[mums_mobile("07700 900456")], minute(1));
    tom.edits(&[mums_mobile("07700 900789")], minute(2));
    assert!(priya.hears(&tom));
    priya.case
}

fn northtown() -> PartnershipCard {
    PartnershipCard {
        name: "Northtown".to_owned(),
        front_door: Some(FrontDoor {
            number: "01632 960123".to_owned(),
            hours: Some("9 to 5".to_owned()),
        }),
    }
}

/// At least one row in every table.
fn fill(store: &Store) {
    let held = HeldPart {
        place: PartPlace {
            space: ELLA,
            replica: Replica::new(TOM, [2; 8]),
            seq: Seq(2),
            index: 0,
        },
        kind: PartKind::Change,
        device: TOM,
        author: TOM_REED,
        body: b"a change".to_vec(),
        because: HeldBecause::Waits,
    };
    let wrap = Wrap {
        space: ELLA,
        key_id: KeyId([1; 16]),
        recipient: DeviceId([2; 8]),
        sender: DeviceId([3; 8]),
        sealed: vec![9; 16],
    };
    let report = AccessReport {
        day: date(2026, 3, 12),
        looks: vec![Look {
            at: LookedAt::Case,
            first: minute(0),
            times: 2,
        }],
    };
    store
        .write(|w| {
            w.set(&setting::RELAY, &"https://relay.example".to_owned())?;
            w.set(&setting::DEVICE_SECRETS, &Zeroizing::new(vec![3; 64]))?;
            w.put_space_record(ELLA, b"record")?;
            w.put_space_use(ELLA, SpaceUse::Case)?;
            w.put_team_change(ELLA, 0, b"found")?;
            w.keep_item(&item())?;
            w.hold_part(&held)?;
            w.put_space_key(ELLA, KeyId([1; 16]), &[7; 32])?;
            w.put_wrap(&wrap)?;
            w.note_given(wrap.space, wrap.key_id, wrap.recipient)?;
            w.queue_intent(ELLA, b"add tom", None, minute(1))?;
            put_case(w, ELLA, &disputed());
            receive(w, ELLA, TOM, worry(1, "very quiet; same clothes"));
            let mut seen = visit(2, ContactOutcome::Seen);
            seen.with = vec![Participant::Person(MUM)];
            receive(w, ELLA, TOM, seen);
            w.put_access_report(ELLA, TOM, TOM_REED, &report)?;
            w.note_look(ELLA, date(2026, 3, 12), LookedAt::Timeline, minute(3))?;
            w.note_visit(ELLA, minute(3))?;
            w.heard_from(ELLA, TOM_REED, minute(2))?;
            w.add_notice(ELLA, NoticeKind::Unknown, "a notice", minute(3))?;
            let agency = AgencyCard {
                agency: AgencyId([9; 16]),
                name: "Oakfield Primary".to_owned(),
                kind: AgencyKind::School,
                sensitive: false,
            };
            w.put_agency(&agency, CardPlace::Item(1))?;
            w.put_partnership(&northtown(), CardPlace::Item(4))?;
            let tom = PractitionerCard {
                practitioner: TOM_REED,
                name: "Tom Reed".to_owned(),
                role: "pastoral lead".to_owned(),
                agency: AgencyId([9; 16]),
            };
            w.put_practitioner(&tom, CardPlace::Item(2))?;
            w.put_contact_card(
                TOM_REED,
                &ContactCard::default(),
                minute(1),
                CardPlace::Item(3),
            )?;
            w.keep_draft(&draft(3))
        })
        .unwrap();
    save(store, ELLA, PRIYA, note(5, "sealed"), draft(1), None).unwrap();
    let parts = store.read(|r| r.parts_to_seal(ELLA, minute(6))).unwrap();
    let sealed = envelope(ELLA, Replica::new(PRIYA, [1; 8]), 1);
    store.write(|w| w.seal(&sealed, &[parts[0].id])).unwrap();
    save(
        store,
        ELLA,
        PRIYA,
        note(7, "held"),
        draft(2),
        Some(minute(8)),
    )
    .unwrap();
}

#[test]
#[ignore = "writes the fixture of the version in hand; run it before releasing new tables"]
fn write_the_fixture_of_this_version() {
    let path = fixture(NEWEST);
    assert!(
        !path.exists(),
        "a fixture is written once and kept for ever"
    );
    let folder = tempfile::tempdir().unwrap();
    let made = folder.path().join("made.db");
    let store = Store::create(&made, &key()).unwrap();
    fill(&store);
    drop(store);
    fs::copy(made, path).unwrap();
}

#[test]
fn a_database_of_version_1_opens_with_everything_in_it() {
    let (_folder, store) = opened(1);
    everything_of_version_1_is_in(&store);
    assert_eq!(store.read(|r| r.partnership()).unwrap(), None);
}

#[test]
fn a_database_of_version_2_opens_with_everything_in_it() {
    let (_folder, store) = opened(2);
    everything_of_version_1_is_in(&store);
    let partnership = store.read(|r| r.partnership()).unwrap();
    assert_eq!(partnership, Some(northtown()));
}

#[test]
fn a_database_of_version_3_opens_with_everything_in_it() {
    let (_folder, store) = opened(3);
    everything_of_version_1_is_in(&store);
    let partnership = store.read(|r| r.partnership()).unwrap();
    assert_eq!(partnership, Some(northtown()));
}

#[test]
fn a_database_of_version_4_opens_with_everything_in_it() {
    let (_folder, store) = opened(4);
    everything_of_version_1_is_in(&store);
    let partnership = store.read(|r| r.partnership()).unwrap();
    assert_eq!(partnership, Some(northtown()));
}

#[test]
fn a_database_of_version_5_opens_with_everything_in_it() {
    let (_folder, store) = opened(5);
    everything_of_version_1_is_in(&store);
    assert_eq!(store.read(|r| r.partnership()).unwrap(), Some(northtown()));
}

#[test]
fn a_database_of_version_6_opens_with_everything_in_it() {
    let (_folder, store) = opened(6);
    everything_of_version_1_is_in(&store);
    assert_eq!(store.read(|r| r.partnership()).unwrap(), Some(northtown()));
    let given = store.read(|r| r.was_given(ELLA, KeyId([1; 16]), DeviceId([2; 8])));
    assert!(given.unwrap());
}

#[test]
fn a_database_of_version_7_opens_with_everything_in_it() {
    let (_folder, store) = opened(7);
    everything_of_version_1_is_in(&store);
    assert_eq!(store.read(|r| r.partnership()).unwrap(), Some(northtown()));
    let given = store.read(|r| r.was_given(ELLA, KeyId([1; 16]), DeviceId([2; 8])));
    assert!(given.unwrap());
}

#[test]
fn a_database_of_version_8_opens_with_everything_in_it() {
    let (_folder, store) = opened(8);
    everything_of_version_1_is_in(&store);
    assert_eq!(store.read(|r| r.partnership()).unwrap(), Some(northtown()));
    let given = store.read(|r| r.was_given(ELLA, KeyId([1; 16]), DeviceId([2; 8])));
    assert!(given.unwrap());
}

#[test]
fn a_database_of_version_9_opens_with_everything_in_it() {
    let (_folder, store) = opened(9);
    everything_of_version_1_is_in(&store);
    assert_eq!(store.read(|r| r.partnership()).unwrap(), Some(northtown()));
    let visit = store.read(|r| r.visit(ELLA)).unwrap().unwrap();
    assert_eq!((visit.before, visit.last), (None, minute(3)));
}

#[test]
fn the_wraps_that_an_earlier_version_gave_are_not_given_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("patchwork.db");
    fs::copy(fixture(5), &path).unwrap();
    let given: Vec<u8> = [3, 4]
        .iter()
        .flat_map(|n| [ELLA.0.as_slice(), &[*n; 16], &[n + 1; 8]].concat())
        .collect();
    let connection = raw(&path);
    connection
        .execute("INSERT INTO setting VALUES ('wraps_given', ?1)", [given])
        .unwrap();
    drop(connection);
    let store = Store::open(&path, &key()).unwrap();
    let was_given = |key: u8, device: u8| {
        let (key, device) = (KeyId([key; 16]), DeviceId([device; 8]));
        store.read(|r| r.was_given(ELLA, key, device)).unwrap()
    };
    assert!(was_given(3, 4) && was_given(4, 5));
    assert!(!was_given(3, 5));
    store.write(|w| w.forget_given(ELLA)).unwrap();
    assert!(!was_given(3, 4));
}

#[test]
fn what_an_earlier_version_kept_is_found_by_its_folded_words() {
    for version in 1..NEWEST {
        let (_folder, store) = opened(version);
        let found = store.read(|r| r.search("same-clothes", 5)).unwrap();
        assert_eq!(found.entries.len(), 1, "{version}");
        assert_eq!(found.entries[0].excerpt, "very quiet; same clothes");
        let children = |typed: &str| store.read(|r| r.search(typed, 5)).unwrap().children.len();
        assert_eq!(children("GABRIELLÁ"), 1, "{version}");
        let sounding = store.read(|r| r.search("Mersh", 5)).unwrap();
        assert_eq!(sounding.sounding_children.len(), 1, "{version}");
    }
}

#[test]
fn what_an_earlier_version_counted_of_a_future_visit_counts_no_more_once_the_time_is_known() {
    const YEAR: i32 = 365 * 24 * 60;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("patchwork.db");
    fs::copy(fixture(3), &path).unwrap();
    let fast = visit(YEAR, ContactOutcome::Seen);
    let part = fast.encode().unwrap();
    let id = fast.id(TOM);
    let connection = raw(&path);
    let at = minute(YEAR).as_millisecond();
    connection
        .execute(
            "INSERT INTO entry (space, id, author, body, kind, happened, written, saw, spoke,
                contact_at, unread) VALUES (?1, ?2, ?3, ?4, 2, ?5, ?5, 1, 1, ?5, 0)",
            rusqlite::params![ELLA.0, id.0, TOM_REED.0, part, at],
        )
        .unwrap();
    drop(connection);
    let store = Store::open(&path, &key()).unwrap();
    let seen = || store.read(|r| r.child_last_seen(ELLA)).unwrap().unwrap();
    assert_eq!(seen().entry, id, "nobody noted when it came");
    let now = minute(60);
    assert_eq!(store.write(|w| w.receive_no_later_than(now)).unwrap(), 5);
    assert_eq!(seen().at, minute(2));
    assert_eq!(store.write(|w| w.receive_no_later_than(now)).unwrap(), 0);
    assert_eq!(store.doctor(Cure::Look).unwrap().ailments, []);
}

/// What version 2 wrote beside a part that was not sent, and the reason that it meant.
const SENTENCES: [(&str, NotSent); 10] = [
    ("you are not on this team any more", NotSent::NotOnTeam),
    (
        "You are not on this child's team any more, so this cannot be shared with it. \
         It is kept here: export it.",
        NotSent::NotOnTeam,
    ),
    (
        "You may only read in this case, so this cannot be shared. It is kept here: export it.",
        NotSent::MayOnlyRead,
    ),
    ("this case is closed", NotSent::Closed),
    (
        "This case is closed, so this cannot be shared. It is kept here: export it.",
        NotSent::Closed,
    ),
    ("this is too large to send", NotSent::TooLarge),
    (
        "This is too long to send. It is kept here: export it, or write it in pieces.",
        NotSent::TooLarge,
    ),
    (
        "the relay did not understand this; update the app",
        NotSent::NotUnderstood,
    ),
    (
        "This change was made on something that does not count any more. \
         Look at the case and make it again.",
        NotSent::BaseGone,
    ),
    (
        "This could not be prepared for sending. It is kept here. \
         Close Patchwork and open it again.",
        NotSent::NotPrepared,
    ),
];

/// A database of version 2 in which a part was not sent, for a reason in words.
fn not_sent(sentence: &str) -> PartState {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("patchwork.db");
    fs::copy(fixture(2), &path).unwrap();
    let changed = raw(&path)
        .execute(
            "UPDATE outbox SET attention = ?1, undo_until = NULL WHERE sealed IS NULL",
            [sentence],
        )
        .unwrap();
    assert_eq!(changed, 1);
    let store = Store::open(&path, &key()).unwrap();
    let mut shown = store.read(|r| r.parts_with_attention()).unwrap();
    shown.pop().unwrap().state
}

#[test]
fn a_reason_kept_as_a_sentence_becomes_its_code() {
    for (sentence, why) in SENTENCES {
        let detail = String::new();
        assert_eq!(
            not_sent(sentence),
            PartState::NeedsAttention { why, detail }
        );
    }
}

#[test]
fn a_sentence_that_nobody_knows_stays_beside_the_unknown_reason() {
    let detail = "no such luck".to_owned();
    let why = NotSent::Unknown;
    assert_eq!(
        not_sent(&detail.clone()),
        PartState::NeedsAttention { why, detail }
    );
}

/// How version 4 reads a change of a team that version 3 could not make, for a reason in words.
fn not_made(state: u8, sentence: &str) -> TeamIntentState {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("patchwork.db");
    fs::copy(fixture(3), &path).unwrap();
    let changed = raw(&path)
        .execute(
            "UPDATE team_intent SET state = ?1, reason = ?2",
            (state, sentence),
        )
        .unwrap();
    assert_eq!(changed, 1);
    let store = Store::open(&path, &key()).unwrap();
    store.read(|r| r.intents()).unwrap().pop().unwrap().state
}

#[test]
fn why_a_change_of_a_team_was_not_made_becomes_a_code_and_reads_as_before() {
    let asked = "Someone else changed this person's access meanwhile. \
                 Look at the team and decide again.";
    let unlisted = "This change of the team is not possible any more: \
                    this device is not admitted. Look at the team and decide again.";
    let refused = "This change of the team is not possible any more: \
                   its author may not do this. Look at the team and decide again.";
    for (state, sentence, why, detail) in [
        (1, asked, TeamNotChanged::AccessChanged, ""),
        (2, unlisted, TeamNotChanged::NotAdmitted, ""),
        (
            2,
            refused,
            TeamNotChanged::AgainstTheRules,
            "its author may not do this",
        ),
        (
            2,
            "the relay's own words",
            TeamNotChanged::Unknown,
            "the relay's own words",
        ),
    ] {
        let detail = detail.to_owned();
        assert_eq!(why.in_words(&detail), sentence);
        assert_eq!(
            not_made(state, sentence),
            TeamIntentState::NotMade { why, detail }
        );
    }
    assert_eq!(not_made(0, ""), TeamIntentState::Waiting);
}

/// How version 4 reads the notices that version 3 kept, each as its kind and its words.
fn notices(kept: &[(&str, &str)]) -> Vec<(NoticeKind, String)> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("patchwork.db");
    fs::copy(fixture(3), &path).unwrap();
    let connection = raw(&path);
    connection.execute("DELETE FROM notice", []).unwrap();
    for (kind, words) in kept {
        connection
            .execute(
                "INSERT INTO notice (space, kind, words, at) VALUES (?1, ?2, ?3, 0)",
                (ELLA.0, kind, words),
            )
            .unwrap();
    }
    drop(connection);
    let store = Store::open(&path, &key()).unwrap();
    let mut read = store.read(|r| r.notices(50)).unwrap();
    read.reverse();
    read.into_iter()
        .map(|notice| (notice.kind, notice.detail))
        .collect()
}

#[test]
fn a_notice_kept_as_a_sentence_becomes_its_code_and_reads_as_before() {
    let restored = "The relay was restored from a backup, or replaced. Nothing was lost here; \
                    this device gives back what the relay lacks.";
    let withheld = "The relay no longer has an item that it once took, though nobody on the team \
                    took it back. What this device holds stays. Tell your administrator.";
    let contradicts = |what: &str| {
        format!(
            "The relay shows different things to different people ({what}). \
             Tell your administrator."
        )
    };
    let device = "0202020202020202";
    let forked = contradicts(&format!("device {device} saw another log up to 17"));
    let twice = contradicts("two different envelopes under 02/5");
    let changes = contradicts("two different team changes with number 6");
    let directory = contradicts(&format!("device {device} was shown another directory"));
    let other = contradicts("the directory is not the one that the invitation named");
    let kept = [
        ("relay-changed", restored),
        ("evidence", withheld),
        ("evidence", &forked),
        ("evidence", &twice),
        ("evidence", &changes),
        ("evidence", &directory),
        ("evidence", &other),
        ("evidence", "no such luck"),
    ];
    let read = notices(&kept);
    for ((_, sentence), (kind, detail)) in kept.iter().zip(&read) {
        assert_eq!(kind.in_words(detail), *sentence);
    }
    let forked = format!("{device}/17");
    let read: Vec<(NoticeKind, &str)> = read
        .iter()
        .map(|(kind, detail)| (*kind, detail.as_str()))
        .collect();
    assert_eq!(
        read,
        [
            (NoticeKind::RelayChanged, ""),
            (NoticeKind::ItemWithheld, ""),
            (NoticeKind::ForkedLog, &forked),
            (NoticeKind::TwoEnvelopes, "02/5"),
            (NoticeKind::TwoTeamChanges, "6"),
            (NoticeKind::ForkedDirectory, device),
            (NoticeKind::OtherDirectory, ""),
            (NoticeKind::Unknown, "no such luck"),
        ]
    );
}

#[test]
fn an_item_withheld_that_two_versions_told_in_two_ways_is_told_once() {
    let old = "The relay shows different things to different people (the relay no longer has an \
               item that nobody took back). Tell your administrator.";
    let new = "The relay no longer has an item that it once took, though nobody on the team took \
               it back. What this device holds stays. Tell your administrator.";
    let read = notices(&[("evidence", old), ("evidence", new)]);
    assert_eq!(read, [(NoticeKind::ItemWithheld, String::new())]);
}

#[test]
fn the_name_that_only_the_founders_phone_knew_stays_until_a_card_comes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("patchwork.db");
    fs::copy(fixture(1), &path).unwrap();
    raw(&path)
        .execute_batch("INSERT INTO setting VALUES ('partnership_name', CAST('Westtown' AS BLOB))")
        .unwrap();
    let store = Store::open(&path, &key()).unwrap();
    let known = store.read(|r| r.partnership()).unwrap().unwrap();
    assert_eq!(known.name, "Westtown");
    store
        .write(|w| w.put_partnership(&northtown(), CardPlace::Item(1)))
        .unwrap();
    let known = store.read(|r| r.partnership()).unwrap();
    assert_eq!(known, Some(northtown()));
}

fn opened(version: u32) -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("patchwork.db");
    fs::copy(fixture(version), &path).unwrap();
    let store = Store::open(&path, &key()).unwrap();
    (folder, store)
}

/// The file behind the store's back.
fn raw(path: &Path) -> rusqlite::Connection {
    let connection = rusqlite::Connection::open(path).unwrap();
    let hex = common::key_in_hex();
    connection
        .execute_batch(&format!("PRAGMA key = \"x'{hex}'\""))
        .unwrap();
    connection
}

fn everything_of_version_1_is_in(store: &Store) {
    assert_eq!(store.doctor(Cure::Look).unwrap().ailments, []);
    assert_eq!(
        store.read(|r| r.case(ELLA)).unwrap().unwrap(),
        project(&disputed())
    );
    let page = store
        .read(|r| r.timeline(ELLA, KindFilter::ALL, None, 10))
        .unwrap();
    assert_eq!(page.entries.len(), 4);
    let relay = store.read(|r| r.setting(&setting::RELAY)).unwrap();
    assert_eq!(relay.as_deref(), Some("https://relay.example"));
    assert_eq!(store.read(|r| r.pending_items(ELLA)).unwrap(), [item()]);
    assert_eq!(store.read(|r| r.spaces()).unwrap()[0].record, b"record");
    assert_eq!(store.read(|r| r.team_changes()).unwrap().len(), 1);
    assert_eq!(store.read(|r| r.all_held_parts()).unwrap().len(), 1);
    assert_eq!(
        store.read(|r| r.space_keys()).unwrap()[0].key.as_slice(),
        [7; 32]
    );
    assert_eq!(store.read(|r| r.wraps_to_upload(5)).unwrap().len(), 1);
    assert_eq!(store.read(|r| r.intents()).unwrap().len(), 1);
    assert_eq!(store.read(|r| r.sealed_envelopes()).unwrap().len(), 1);
    assert_eq!(store.read(|r| r.unsent()).unwrap().len(), 2);
    assert_eq!(store.read(|r| r.drafts()).unwrap(), [draft(3)]);
    assert!(
        store
            .read(|r| r.saved_draft(draft(1).id))
            .unwrap()
            .is_some()
    );
    assert_eq!(
        store
            .read(|r| r.access_log(ELLA, date(2026, 3, 1)))
            .unwrap()
            .len(),
        1
    );
    assert_eq!(store.read(|r| r.unreported_access(ELLA)).unwrap().len(), 1);
    assert_eq!(
        store.read(|r| r.last_heard()).unwrap(),
        [(TOM_REED, minute(2))]
    );
    let notices = store.read(|r| r.notices(5)).unwrap();
    assert_eq!(notices.len(), 1);
    assert_eq!(
        (notices[0].kind, notices[0].detail.as_str()),
        (NoticeKind::Unknown, "a notice")
    );
    assert_eq!(store.read(|r| r.agencies()).unwrap().len(), 1);
    assert_eq!(
        store.read(|r| r.search_directory("oakfield", 5)).unwrap(),
        [TOM_REED]
    );
    assert_eq!(
        store
            .read(|r| r.search("clothes", 5))
            .unwrap()
            .entries
            .len(),
        1
    );
    assert_eq!(
        store
            .read(|r| r.tasks_of(PRIYA_SMITH, minute(0), None, 100))
            .unwrap(),
        []
    );
}

#[test]
fn the_fixture_has_rows_in_every_table() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("patchwork.db");
    fs::copy(fixture(NEWEST), &path).unwrap();
    let connection = raw(&path);
    let mut tables = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        .unwrap();
    let tables: Vec<String> = tables
        .query_map([], |row| row.get(0))
        .unwrap()
        .flatten()
        .collect();
    assert!(tables.len() > 30);
    for table in &tables {
        let rows: i64 = connection
            .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| {
                row.get(0)
            })
            .unwrap();
        assert!(rows > 0, "{table} is empty");
    }
}
