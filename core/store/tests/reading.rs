//! What the screens read, against what core/model says it should be.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::redundant_closure_for_method_calls,
    reason = "outside the product"
)]

mod common;

use common::{
    ELLA, PRIYA_SMITH, SAM, TOM_REED, TestStore, case_of, ella, practitioner_of, put_case, receive,
};
use jiff::civil::{Date, date};
use patchwork_model::{
    AccessReport, CaseEdit, ContactMode, ContactOutcome, EntryBody, EntryId, EntryKind, EntryRow,
    Look, LookedAt, Participant, PersonId, ReceivedEntry, ResponseKind, TaskId, When, age_on,
    last_contact, last_contact_with, project,
    testing::{
        DAD, DOCTOR, JOAN, MUM, PRIYA, Phone, TOM, ellas_case, entry, minute, mums_mobile, note,
        response, strike, visit, worry,
    },
    unanswered_worries,
};
use patchwork_protocol::{DeviceId, SpaceId};
use patchwork_store::{DocumentRow, KindFilter, NewEntry, Seen, StoreError, TimelinePlace};
use proptest::prelude::*;

const TODAY: Date = date(2026, 3, 20);

fn same_person(one: DeviceId, other: DeviceId) -> bool {
    practitioner_of(one) == practitioner_of(other)
}

fn rows(store: &TestStore, space: SpaceId) -> Vec<EntryRow> {
    let entries = store.read(|r| r.entries(space)).unwrap();
    entries.into_iter().map(|entry| entry.row).collect()
}

#[test]
fn a_case_reads_back_exactly_as_it_was_projected() {
    let store = TestStore::new();
    let document = ella();
    store
        .write(|w| {
            put_case(w, ELLA, &document);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    let read = store.read(|r| r.case(ELLA)).unwrap().unwrap();
    assert_eq!(read, project(&document));
    assert_eq!(read.case.name, "Ella Marsh");
    assert_eq!(age_on(read.case.born, minute(0)), Some(7));
    assert_eq!(store.read(|r| r.case(SAM)).unwrap(), None);
    let kept = store.read(|r| r.document(ELLA)).unwrap().unwrap();
    let expected = DocumentRow {
        space: ELLA,
        bytes: document.save(),
        heads: document.heads().encode(),
    };
    assert_eq!(kept, expected);
}

#[test]
fn both_numbers_stay_readable_until_someone_chooses() {
    let store = TestStore::new();
    let mut priya = Phone::new(PRIYA);
    priya.edits(&ellas_case(), minute(0)).unwrap();
    let mut tom = Phone::new(TOM);
    assert!(tom.hears(&priya));
    priya
        .edits(&[mums_mobile("07700 900456")], minute(1))
        .unwrap();
    tom.edits(&[mums_mobile("07700 900789")], minute(2))
        .unwrap();
    let toms = Phone {
        written: tom.written.split_off(0),
        ..tom.clone()
    };
    assert!(priya.hears(&toms));
    store
        .write(|w| {
            put_case(w, ELLA, &priya.case);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    let case = store.read(|r| r.case(ELLA)).unwrap().unwrap();
    assert_eq!(case, project(&priya.case));
    assert_eq!(case.conflicts.len(), 1);
    assert_eq!(case.conflicts[0].values.len(), 2);
    assert_eq!(store.read(|r| r.cases_in_conflict()).unwrap(), [ELLA]);
    let tally = store.read(|r| r.case_tally(ELLA, TODAY)).unwrap().unwrap();
    assert_eq!(tally.conflicts, 1);
    for number in ["07700 900456", "07700900456", "07700 900789", "900789"] {
        let found = store.read(|r| r.search(number, 10)).unwrap();
        assert_eq!(found.people.len(), 1, "{number}");
        assert_eq!(found.people[0].person, Some(MUM));
    }
    let gone = store.read(|r| r.search("07700 900123", 10)).unwrap();
    assert_eq!(gone.people, []);
}

#[test]
fn the_case_list_counts_what_is_new_due_and_unanswered() {
    let store = TestStore::new();
    store
        .write(|w| {
            put_case(w, ELLA, &ella());
            let sam = case_of(&[CaseEdit::NameChild {
                given: "Sam".to_owned(),
                family: "Adeyemi".to_owned(),
                preferred: None,
            }]);
            put_case(w, SAM, &sam);
            receive(w, ELLA, TOM, worry(1, "very quiet"));
            w.mark_read(ELLA)?;
            receive(w, ELLA, TOM, visit(2, ContactOutcome::SeenAlone));
            receive(w, ELLA, JOAN, note(3, "height and weight fine"));
            receive(w, SAM, JOAN, note(3, "moved school"));
            Ok::<_, StoreError>(())
        })
        .unwrap();
    let cases = store.read(|r| r.cases(TODAY, None, 100)).unwrap();
    let names: Vec<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(names, ["Sam Adeyemi", "Ella Marsh"], "families by name");
    let ella = &cases[1];
    assert_eq!(ella.last_seen, Some(minute(2)));
    assert_eq!(cases[0].last_seen, None);
    assert!(ella.status.is_some());
    let tally = ella.tally;
    let unanswered = store.read(|r| r.unanswered_worries(ELLA)).unwrap();
    assert_eq!((tally.unread, unanswered.len()), (2, 1));
    assert_eq!((tally.tasks_open, tally.tasks_due, tally.people), (1, 1, 4));
    let alone = store.read(|r| r.case_tally(ELLA, TODAY)).unwrap();
    assert_eq!(alone, Some(tally));
    let line = store.read(|r| r.case_line(ELLA, TODAY)).unwrap();
    assert_eq!(line.as_ref(), Some(ella));
    let before = store
        .read(|r| r.case_tally(ELLA, date(2026, 3, 19)))
        .unwrap();
    assert_eq!(before.unwrap().tasks_due, 0);

    assert_eq!(store.write(|w| w.mark_read(ELLA)).unwrap(), 2);
    let cases = store.read(|r| r.cases(TODAY, None, 100)).unwrap();
    assert_eq!(cases[1].tally.unread, 0);
    assert_eq!(cases[0].tally.unread, 1);
}

#[test]
fn siblings_stand_together_the_eldest_first() {
    let store = TestStore::new();
    let child = |given: &str, born: Option<Date>| {
        let mut edits = vec![CaseEdit::NameChild {
            given: given.to_owned(),
            family: "Marsh".to_owned(),
            preferred: None,
        }];
        edits.extend(born.map(|born| CaseEdit::SetBorn(patchwork_model::Born::On(born))));
        case_of(&edits)
    };
    store
        .write(|w| {
            put_case(w, SpaceId([1; 32]), &child("Ava", None));
            put_case(w, SpaceId([2; 32]), &child("Ella", Some(date(2018, 9, 4))));
            put_case(w, SpaceId([3; 32]), &child("Leo", Some(date(2015, 2, 1))));
            Ok::<_, StoreError>(())
        })
        .unwrap();
    let cases = store.read(|r| r.cases(TODAY, None, 100)).unwrap();
    let names: Vec<&str> = cases.iter().map(|case| case.given.as_str()).collect();
    assert_eq!(names, ["Leo", "Ella", "Ava"]);
}

#[test]
fn the_timeline_turns_page_by_page_without_gap_or_repeat() {
    let store = TestStore::new();
    store
        .write(|w| {
            for minutes in 0..25 {
                // Two a minute: the id decides between them.
                receive(w, ELLA, TOM, note(minutes, "toms"));
                receive(w, ELLA, JOAN, note(minutes, "joans"));
            }
            receive(w, SAM, TOM, note(3, "another child"));
            Ok::<_, StoreError>(())
        })
        .unwrap();
    let mut seen: Vec<TimelinePlace> = Vec::new();
    let mut before = None;
    loop {
        let page = store
            .read(|r| r.timeline(ELLA, KindFilter::ALL, before, 7))
            .unwrap();
        assert!(page.entries.len() <= 7);
        seen.extend(page.entries.iter().map(|entry| TimelinePlace {
            happened: entry.entry.row.happened_sort,
            entry: entry.entry.row.id,
        }));
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 50);
    let mut sorted = seen.clone();
    sorted.sort_by(|a, b| b.cmp(a));
    sorted.dedup();
    assert_eq!(seen, sorted);
    let exact = store
        .read(|r| r.timeline(ELLA, KindFilter::ALL, None, 50))
        .unwrap();
    assert_eq!(exact.next, None, "a full last page promises no other");
}

#[test]
fn the_timeline_shows_only_the_chosen_kinds_and_what_was_said_about_each() {
    let store = TestStore::new();
    let (first, second) = store
        .write(|w| {
            let first = receive(w, ELLA, TOM, worry(1, "very quiet"));
            receive(w, ELLA, JOAN, note(2, "weighed"));
            let second = receive(w, ELLA, PRIYA, response(3, first, ResponseKind::Talked));
            Ok::<_, StoreError>((first, second))
        })
        .unwrap();
    let worries = KindFilter::of(&[EntryKind::Worry]);
    let page = store.read(|r| r.timeline(ELLA, worries, None, 10)).unwrap();
    assert_eq!(page.entries.len(), 1);
    let worry = &page.entries[0];
    assert_eq!((worry.entry.row.id, worry.entry.author), (first, TOM_REED));
    assert_eq!(worry.entry.seen, Seen::NotYet);
    let about: Vec<EntryId> = worry
        .about_it
        .iter()
        .map(|about| about.entry.row.id)
        .collect();
    assert_eq!(about, [second]);
    let all = store
        .read(|r| r.timeline(ELLA, KindFilter::ALL, None, 10))
        .unwrap();
    let shown: Vec<EntryId> = all.entries.iter().map(|e| e.entry.row.id).collect();
    assert_eq!(shown.len(), 2, "what is about the worry stands under it");
    assert!(shown.contains(&first) && !shown.contains(&second));
}

#[test]
fn an_entry_that_comes_twice_is_kept_once_and_keeps_what_was_read() {
    let store = TestStore::new();
    let id = store
        .write(|w| Ok::<_, StoreError>(receive(w, ELLA, TOM, note(1, "one"))))
        .unwrap();
    store.write(|w| w.mark_read(ELLA)).unwrap();
    let entry = note(1, "one");
    let part = entry.encode().unwrap();
    let row = patchwork_model::project_entry(TOM, entry);
    let added = store.write(|w| {
        w.put_entry(&NewEntry {
            space: ELLA,
            row: &row,
            part: &part,
            author: TOM_REED,
            seen: Seen::NotYet,
            received_at: row.written_at,
        })
    });
    assert!(!added.unwrap());
    let kept = store.read(|r| r.entry(ELLA, id)).unwrap().unwrap();
    assert_eq!(kept.seen, Seen::Yes);
    assert_eq!(kept.row, row);
}

#[test]
fn two_entries_under_one_id_read_the_same_whichever_came_first() {
    let texts = |order: [&str; 2]| {
        let store = TestStore::new();
        store
            .write(|w| {
                for text in order {
                    receive(w, ELLA, TOM, note(1, text));
                }
                Ok::<_, StoreError>(())
            })
            .unwrap();
        assert_eq!(
            store.doctor(patchwork_store::Cure::Look).unwrap().ailments,
            []
        );
        let rows = rows(&store, ELLA);
        rows.into_iter().map(|row| row.search).collect::<Vec<_>>()
    };
    let first = texts(["one story", "two stories"]);
    assert_eq!(first.len(), 1);
    assert_eq!(first, texts(["two stories", "one story"]));
}

#[test]
fn tasks_of_one_person_come_from_all_cases_by_their_day() {
    let store = TestStore::new();
    let task = |number: u8, due: Option<Date>| CaseEdit::AddTask {
        id: TaskId([number; 16]),
        title: format!("task {number}"),
        assignee: Some(TOM_REED),
        due,
    };
    store
        .write(|w| {
            let mut sam = case_of(&[
                task(1, None),
                task(2, Some(date(2026, 5, 1))),
                task(3, Some(date(2026, 4, 1))),
                task(4, Some(date(2026, 4, 1))),
            ]);
            let done = CaseEdit::SetTaskDone {
                id: TaskId([4; 16]),
                done: true,
            };
            let actor = patchwork_model::testing::actor(PRIYA);
            sam.edit(actor, &[done], minute(5)).unwrap();
            put_case(w, SAM, &sam);
            put_case(w, ELLA, &ella());
            Ok::<_, StoreError>(())
        })
        .unwrap();
    let titles = |since| {
        let tasks = store
            .read(|r| r.tasks_of(TOM_REED, since, None, 100))
            .unwrap();
        tasks
            .into_iter()
            .map(|task| task.task.title)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        titles(minute(0)),
        [
            "Ask school about breakfast club",
            "task 3",
            "task 2",
            "task 1",
            "task 4"
        ]
    );
    assert_eq!(titles(minute(6)).len(), 4, "done before then");
    assert_eq!(
        store
            .read(|r| r.tasks_of(PRIYA_SMITH, minute(0), None, 100))
            .unwrap(),
        []
    );
}

#[test]
fn reports_of_who_looked_add_up_however_often_they_come() {
    let store = TestStore::new();
    let look = |at, first, times| Look {
        at,
        first: minute(first),
        times,
    };
    let day = date(2026, 3, 12);
    let morning = AccessReport {
        day,
        looks: vec![look(LookedAt::Case, 5, 2)],
    };
    let evening = AccessReport {
        day,
        looks: vec![look(LookedAt::Case, 5, 4), look(LookedAt::Timeline, 9, 1)],
    };
    store
        .write(|w| {
            for report in [&evening, &morning, &evening] {
                w.put_access_report(ELLA, TOM, TOM_REED, report)?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
    let looks = store.read(|r| r.access_log(ELLA, day)).unwrap();
    let told: Vec<Look> = looks.iter().map(|row| row.look.clone()).collect();
    assert_eq!(told, evening.looks);
    assert_eq!(
        store
            .read(|r| r.access_log(ELLA, date(2026, 3, 13)))
            .unwrap(),
        []
    );
}

#[test]
fn own_looks_are_noted_once_a_day_and_told_once() {
    let store = TestStore::new();
    let day = date(2026, 3, 12);
    let look = |day, at| {
        store
            .write(|w| w.note_look(ELLA, day, LookedAt::Case, minute(at)))
            .unwrap();
    };
    look(day, 3);
    look(day, 1);
    store
        .write(|w| w.note_look(SAM, day, LookedAt::Timeline, minute(2)))
        .unwrap();
    let report = |day, at| AccessReport {
        day,
        looks: vec![Look {
            at: LookedAt::Case,
            first: minute(at),
            times: 1,
        }],
    };
    let unreported = || store.read(|r| r.unreported_access(ELLA)).unwrap();
    assert_eq!(
        unreported(),
        [report(day, 1)],
        "and nothing of another case"
    );
    store
        .write(|w| w.access_reported(ELLA, &unreported()))
        .unwrap();
    assert_eq!(unreported(), []);
    look(day, 4);
    assert_eq!(unreported(), [], "again on the same day");
    let next = date(2026, 3, 13);
    look(next, 1500);
    store
        .write(|w| w.forget_reported_access(date(2026, 3, 14)))
        .unwrap();
    assert_eq!(
        unreported(),
        [report(next, 1500)],
        "not reported, so not forgotten"
    );
}

#[test]
fn the_latest_look_of_each_is_read_and_none_from_the_future() {
    let store = TestStore::new();
    let report = |day, at| AccessReport {
        day,
        looks: vec![Look {
            at,
            first: minute(0),
            times: 1,
        }],
    };
    let days = [date(2026, 3, 10), date(2026, 3, 12), date(9999, 1, 1)];
    store
        .write(|w| {
            for day in days {
                w.put_access_report(ELLA, TOM, TOM_REED, &report(day, LookedAt::Case))?;
            }
            w.put_access_report(SAM, TOM, TOM_REED, &report(days[0], LookedAt::Timeline))
        })
        .unwrap();
    assert_eq!(
        store
            .read(|r| r.latest_access(ELLA, date(2026, 3, 13)))
            .unwrap(),
        [(TOM_REED, LookedAt::Case, days[1])]
    );
}

#[test]
fn erasing_a_case_leaves_the_others_whole() {
    let store = TestStore::new();
    store
        .write(|w| {
            put_case(w, ELLA, &ella());
            put_case(w, SAM, &ella());
            receive(w, ELLA, TOM, note(1, "gone"));
            receive(w, SAM, TOM, note(1, "stays"));
            w.put_space_record(ELLA, b"record")?;
            w.erase_space(ELLA)
        })
        .unwrap();
    assert_eq!(store.read(|r| r.case(ELLA)).unwrap(), None);
    assert_eq!(store.read(|r| r.space(ELLA)).unwrap(), None);
    assert_eq!(store.read(|r| r.search("gone", 5)).unwrap().entries, []);
    assert_eq!(
        store.read(|r| r.search("stays", 5)).unwrap().entries.len(),
        1
    );
    assert!(store.read(|r| r.case(SAM)).unwrap().is_some());
    assert_eq!(rows(&store, SAM).len(), 1);
}

/// Entries of a journal as anyone may write them, targets included.
#[derive(Debug, Clone)]
enum Written {
    /// How it went, with whom, and by how many days it was dated ahead.
    Visit(ContactOutcome, Option<usize>, i32),
    Call(ContactOutcome, Option<usize>),
    Worry,
    Strike(usize),
    Response(usize),
}

const PRESENT: [PersonId; 4] = [MUM, DAD, DOCTOR, PersonId::CHILD];

fn with() -> impl Strategy<Value = Option<usize>> {
    prop::option::of(0..PRESENT.len())
}

fn written() -> impl Strategy<Value = (Written, u8, i32)> {
    let outcome = prop::sample::select(ContactOutcome::ALL);
    let what = prop_oneof![
        (outcome.clone(), with(), -1..3_i32)
            .prop_map(|(outcome, with, ahead)| Written::Visit(outcome, with, ahead)),
        (outcome, with()).prop_map(|(outcome, with)| Written::Call(outcome, with)),
        Just(Written::Worry),
        (0..12_usize).prop_map(Written::Strike),
        (0..12_usize).prop_map(Written::Response),
    ];
    (what, 0..3_u8, 0..60)
}

fn present(with: Option<usize>) -> Vec<Participant> {
    with.map(|who| Participant::Person(PRESENT[who]))
        .into_iter()
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn last_seen_spoken_to_and_unanswered_are_what_the_model_says(
        journal in prop::collection::vec(written(), 1..12),
        order in any::<u64>(),
    ) {
        let store = TestStore::new();
        let devices = [PRIYA, TOM, JOAN];
        let mut ids: Vec<EntryId> = Vec::new();
        let mut entries = Vec::new();
        for (number, (what, device, minutes)) in journal.iter().enumerate() {
            let device = devices[usize::from(*device)];
            let target = |of: usize| ids.get(of % ids.len().max(1)).copied();
            let mut made = match what {
                Written::Visit(outcome, with, ahead) => {
                    let mut visit = visit(*minutes, *outcome);
                    visit.with = present(*with);
                    visit.about = vec![MUM];
                    visit.happened_at = When::At(minute(*minutes + ahead * 24 * 60));
                    visit
                }
                Written::Call(outcome, with) => {
                    let (outcome, text) = (*outcome, String::new());
                    let mode = ContactMode::Call;
                    let mut call = entry(*minutes, EntryBody::Contact { mode, outcome, text });
                    call.with = present(*with);
                    call
                }
                Written::Worry => worry(*minutes, "quiet"),
                Written::Strike(of) => match target(*of) {
                    Some(of) => strike(*minutes, of),
                    None => note(*minutes, "nothing to strike"),
                },
                Written::Response(of) => match target(*of) {
                    Some(of) => response(*minutes, of, ResponseKind::Read),
                    None => note(*minutes, "nothing to answer"),
                },
            };
            made.number = (number as u64).to_be_bytes();
            ids.push(made.id(device));
            entries.push((device, made));
        }
        // Delivered in any order.
        let half = usize::try_from(order % entries.len() as u64).unwrap();
        entries.rotate_left(half);
        store.write(|w| {
            put_case(w, ELLA, &ella());
            for (device, entry) in &entries {
                receive(w, ELLA, *device, entry.clone());
            }
            Ok::<_, StoreError>(())
        }).unwrap();

        let rows = rows(&store, ELLA);
        prop_assert_eq!(rows.len(), journal.len());
        let received: Vec<ReceivedEntry<'_>> = rows
            .iter()
            .map(|row| ReceivedEntry { row, received_at: Some(row.written_at) })
            .collect();
        let family = |person| person != DOCTOR;
        let expected = last_contact(&received, family, same_person);
        let seen = store.read(|r| r.child_last_seen(ELLA)).unwrap();
        prop_assert_eq!(seen.map(|c| c.entry), expected.child_seen.map(|c| c.entry));
        let spoken = store.read(|r| r.family_last_spoken_to(ELLA)).unwrap();
        prop_assert_eq!(spoken.map(|c| c.entry), expected.family_spoken_to.map(|c| c.entry));
        let contacts = store.read(|r| r.last_contacts(ELLA)).unwrap();
        for person in PRESENT {
            let person = Participant::Person(person);
            let last = contacts.iter().find(|(of, _)| *of == person).map(|(_, c)| c.entry);
            let expected = last_contact_with(&received, person, same_person).map(|c| c.entry);
            prop_assert_eq!(last, expected);
        }
        let unanswered = store.read(|r| r.unanswered_worries(ELLA)).unwrap();
        let expected = unanswered_worries(&rows, same_person);
        prop_assert_eq!(
            unanswered.iter().map(|w| w.entry).collect::<Vec<_>>(),
            expected.iter().map(|w| w.id).collect::<Vec<_>>()
        );
    }
}

#[test]
fn an_entry_of_a_newer_version_is_kept_and_read_as_unknown() {
    let store = TestStore::new();
    let unknown = entry(
        1,
        EntryBody::Unknown {
            kind: 99,
            content: vec![0x80],
        },
    );
    // As it came over the wire: this version would not write it.
    let mut bytes = note(1, "x").encode().unwrap();
    let position = bytes.iter().rposition(|byte| *byte == 0x61).unwrap();
    bytes.truncate(position);
    let kind = bytes.pop().unwrap();
    assert_eq!(kind, 1);
    bytes.extend([0x18, 99, 0x80]);
    let row = patchwork_model::project_entry(TOM, patchwork_model::Entry::decode(&bytes).unwrap());
    assert_eq!(row.body, unknown.body);
    store
        .write(|w| {
            w.put_entry(&NewEntry {
                space: ELLA,
                row: &row,
                part: &bytes,
                author: TOM_REED,
                seen: Seen::NotYet,
                received_at: row.written_at,
            })
        })
        .unwrap();
    let page = store
        .read(|r| r.timeline(ELLA, KindFilter::ALL, None, 5))
        .unwrap();
    assert_eq!(page.entries[0].entry.row.kind, EntryKind::Unknown);
}
