//! How long the store takes for what people wait for. Run with `--release`.
//!
//! 200 cases with 15 people each and 4,000 entries; medians of the counts named.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::redundant_closure_for_method_calls,
    clippy::disallowed_methods,
    reason = "outside the product, and it measures time"
)]

use std::time::{Duration, Instant};

use jiff::{Timestamp, civil::date};
use patchwork_model::{
    Actor, CaseDocument, CaseEdit, CaseProjection, ContactDetailId, ContactKind, ContactMode,
    ContactOutcome, Entry, EntryBody, EntryRow, NewPerson, Participant, PersonId, PersonKind,
    Relation, TaskId, When, project, project_entry,
};
use patchwork_protocol::{
    ChainHash, DeviceId, LogItem, Part, PartKind, PractitionerId, Replica, Seq, SpaceId,
};
use patchwork_store::{
    ItemPosition, ItemRow, ItemStanding, ItemVerdict, KindFilter, NewEntry, NewPart, Seen, Store,
    StoreError,
};
use zeroize::Zeroizing;

const CASES: u32 = 200;
const ENTRIES: u32 = 20;
const WORDS: [&str; 24] = [
    "quiet",
    "today",
    "school",
    "breakfast",
    "collected",
    "late",
    "coat",
    "weather",
    "grandmother",
    "visit",
    "happy",
    "drawing",
    "garden",
    "money",
    "housing",
    "letter",
    "doctor",
    "appointment",
    "missed",
    "brother",
    "reading",
    "group",
    "phone",
    "tomorrow",
];

fn device(number: u32) -> DeviceId {
    DeviceId([u8::try_from(number % 40).unwrap(); 8])
}

fn space(case: u32) -> SpaceId {
    let mut id = [0x9d; 32];
    id[..4].copy_from_slice(&(case.wrapping_mul(2_654_435_761)).to_be_bytes());
    id[4..8].copy_from_slice(&case.to_be_bytes());
    SpaceId(id)
}

fn at(number: u32) -> Timestamp {
    Timestamp::from_millisecond(1_773_312_120_000 + i64::from(number) * 60_000).unwrap()
}

fn text(seed: u32) -> String {
    (0..18_u32)
        .map(|n| WORDS[(seed.wrapping_mul(31).wrapping_add(n * (seed % 7 + 1)) % 24) as usize])
        .collect::<Vec<_>>()
        .join(" ")
}

fn case(number: u32) -> Case {
    let mut edits = vec![CaseEdit::NameChild {
        given: format!("Child{number}"),
        family: format!("Family{}", number / 2),
        preferred: None,
    }];
    for n in 0..15_u8 {
        let id = PersonId([n + 1; 16]);
        edits.push(CaseEdit::AddPerson(NewPerson {
            id,
            kind: PersonKind::Family,
            name: format!("Person{n} Of{number}"),
            relation: Some(Relation::OtherRelative),
            role: None,
            agency: None,
            contact_notes: None,
        }));
        edits.push(CaseEdit::SetContactDetail {
            id: ContactDetailId([n + 1; 16]),
            person: id,
            kind: ContactKind::Mobile,
            value: format!("07700 900{:03}", number % 1000),
        });
    }
    edits.push(CaseEdit::AddTask {
        id: TaskId([1; 16]),
        title: "Ask school about breakfast club".to_owned(),
        assignee: Some(PractitionerId([2; 16])),
        due: Some(date(2026, 3, 20)),
    });
    let mut document = CaseDocument::new();
    document
        .edit(Actor::new(device(number), [0; 8]), &edits, at(0))
        .unwrap();
    (
        document.save(),
        document.heads().encode(),
        project(&document),
    )
}

fn entry(number: u32) -> Entry {
    let text = text(number);
    let body = match number % 10 {
        0 => EntryBody::Worry { text },
        1 | 2 => EntryBody::Contact {
            mode: ContactMode::Visit,
            outcome: ContactOutcome::Seen,
            text,
        },
        _ => EntryBody::Note { text },
    };
    let mut id = [0; 8];
    id[..4].copy_from_slice(&number.to_be_bytes());
    Entry {
        number: id,
        written_at: at(number),
        happened_at: When::At(at(number)),
        about: vec![],
        with: vec![Participant::Person(PersonId([1; 16]))],
        known: None,
        body,
    }
}

fn item(case: u32, seq: u64, device: DeviceId) -> ItemRow {
    let mut bytes = vec![0x5e; 330];
    bytes[..4].copy_from_slice(&case.to_be_bytes());
    bytes[4..12].copy_from_slice(&seq.to_be_bytes());
    let item = LogItem::Envelope(bytes);
    ItemRow {
        space: space(case),
        hash: item.hash(),
        item,
        position: Some(ItemPosition {
            epoch: 0,
            n: seq,
            chain: ChainHash([7; 32]),
        }),
        place: Some((Replica::new(device, [1; 8]), Seq(seq))),
        holds_place: true,
        verdict: ItemVerdict {
            standing: ItemStanding::Applied,
            may_change: false,
            reason: String::new(),
            detail: vec![],
        },
    }
}

/// Time that this thread had a processor: what is left when other programs are busy (Linux).
fn processor() -> Duration {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanoseconds = text.split(' ').next().and_then(|first| first.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or(0))
}

fn milliseconds(took: Duration) -> f64 {
    took.as_secs_f64() * 1e3
}

fn timed<T>(what: &str, times: usize, mut f: impl FnMut() -> T) {
    let before = processor();
    let mut took: Vec<Duration> = (0..times)
        .map(|_| {
            let start = Instant::now();
            let value = f();
            let took = start.elapsed();
            drop(value);
            took
        })
        .collect();
    took.sort_unstable();
    let each = processor().saturating_sub(before) / u32::try_from(times).unwrap();
    println!(
        "{what:<48} {:>9.3} ms {:>9.3} ms of processor  ({times} times)",
        milliseconds(took[times / 2]),
        milliseconds(each)
    );
}

type Case = (Vec<u8>, Vec<u8>, CaseProjection);

/// Everything of the team, in four transactions.
fn first_sync(store: &Store, cases: &[Case], entries: &[(u32, Vec<u8>, EntryRow)]) {
    for batch in 0..4 {
        store
            .write(|w| {
                for number in batch * CASES / 4..(batch + 1) * CASES / 4 {
                    let (bytes, heads, rows) = &cases[number as usize];
                    w.put_space_record(space(number), &[0; 120])?;
                    w.keep_item(&item(number, 1, device(number)))?;
                    w.put_document(space(number), bytes, heads)?;
                    w.replace_case(space(number), rows)?;
                }
                let quarter = entries.len() / 4;
                for (place, (case, part, row)) in entries
                    .iter()
                    .enumerate()
                    .skip(batch as usize * quarter)
                    .take(quarter)
                {
                    w.keep_item(&item(*case, 2 + place as u64, row.device))?;
                    w.put_entry(&NewEntry {
                        space: space(*case),
                        row,
                        part,
                        author: PractitionerId([row.device.0[0]; 16]),
                        seen: Seen::NotYet,
                        received_at: row.written_at,
                    })?;
                }
                Ok::<_, StoreError>(())
            })
            .unwrap();
    }
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("patchwork.db");
    let key = Zeroizing::new([7; 32]);
    timed("create", 5, || {
        let folder = tempfile::tempdir().unwrap();
        Store::create(&folder.path().join("x.db"), &key).unwrap()
    });
    let store = Store::create(&path, &key).unwrap();
    let cases: Vec<_> = (0..CASES).map(case).collect();
    let entries: Vec<_> = (0..CASES * ENTRIES)
        .map(|number| {
            let made = entry(number);
            let part = made.encode().unwrap();
            (number / ENTRIES, part, project_entry(device(number), made))
        })
        .collect();
    let me = PractitionerId([2; 16]);

    timed("first sync: 4,000 entries, 200 documents, items", 1, || {
        first_sync(&store, &cases, &entries);
    });

    let mut number = 1_000_000;
    timed("save an entry: one transaction, one fsync", 200, || {
        number += 1;
        let made = entry(number);
        let part = made.encode().unwrap();
        let row = project_entry(device(1), made);
        store
            .write(|w| {
                w.put_entry(&NewEntry {
                    space: space(7),
                    row: &row,
                    part: &part,
                    author: me,
                    seen: Seen::Yes,
                    received_at: row.written_at,
                })?;
                w.queue(&NewPart {
                    space: space(7),
                    part: Part {
                        kind: PartKind::Entry,
                        body: part.clone(),
                    },
                    edit: None,
                    entry: Some(row.id),
                    draft: None,
                    saved_at: at(number),
                    undo_until: None,
                })
            })
            .unwrap()
    });
    timed("change a document: rows anew", 50, || {
        let (bytes, heads, rows) = &cases[9];
        store
            .write(|w| {
                w.put_document(space(9), bytes, heads)?;
                w.replace_case(space(9), rows)
            })
            .unwrap();
    });
    let today = date(2026, 3, 20);
    timed("my cases: 200", 50, || {
        store.read(|r| r.cases(today, None, 1_000)).unwrap()
    });
    timed("a case: all rows", 50, || {
        store.read(|r| r.case(space(7))).unwrap()
    });
    timed("timeline: a page of 50", 50, || {
        store
            .read(|r| r.timeline(space(7), KindFilter::ALL, None, 50))
            .unwrap()
    });
    timed("last contacts of a case", 50, || {
        store.read(|r| r.last_contacts(space(7))).unwrap()
    });
    timed("search: a common word", 50, || {
        store.read(|r| r.search("breakf", 30)).unwrap()
    });
    timed("search: a name", 50, || {
        store.read(|r| r.search("child17", 30)).unwrap()
    });
    timed("my tasks: 200", 50, || {
        store.read(|r| r.tasks_of(me, at(0), None, 200)).unwrap()
    });
    timed("counts for the chip", 50, || {
        store.read(|r| r.outbox_counts(at(0))).unwrap()
    });
    drop(store);
    timed("open and read my cases", 20, || {
        let store = Store::open(&path, &key).unwrap();
        store.read(|r| r.cases(today, None, 1_000)).unwrap().len()
    });
    println!(
        "{:<48} {:>9} kB",
        "file",
        std::fs::metadata(&path).unwrap().len() / 1000
    );
}
