//! What screens read is what documents and entries say, however it came to be.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::redundant_closure_for_method_calls,
    reason = "outside the product"
)]

mod common;

use common::{ELLA, SAM, TOM_REED, TestStore, draft, ella, put_case, receive, save};
use patchwork_model::{
    AccessReport, AgencyCard, AgencyKind, CaseEdit, ContactOutcome, EntryKind, Look, LookedAt,
    Participant, PartnershipCard, PersonId, PractitionerCard, Relation,
    testing::{
        JOAN, MUM, PRIYA, Phone, TOM, ellas_case, minute, mums_mobile, note, relative, visit,
    },
};
use patchwork_protocol::AgencyId;
use patchwork_store::{Ailment, CardPlace, Cure, StoreError, Undone};
use proptest::prelude::*;
use rusqlite::Connection;

fn full() -> TestStore {
    let store = TestStore::new();
    store
        .write(|w| {
            put_case(w, ELLA, &ella());
            put_case(w, SAM, &ella());
            receive(w, ELLA, TOM, note(1, "one"));
            let mut seen = visit(2, ContactOutcome::Seen);
            seen.with = vec![Participant::Person(MUM)];
            receive(w, ELLA, JOAN, seen);
            w.put_agency(
                &AgencyCard {
                    agency: AgencyId([9; 16]),
                    name: "Oakfield Primary".to_owned(),
                    kind: AgencyKind::School,
                    sensitive: false,
                },
                CardPlace::Item(1),
            )?;
            w.put_practitioner(
                &PractitionerCard {
                    practitioner: TOM_REED,
                    name: "Tom Reed".to_owned(),
                    role: "pastoral lead".to_owned(),
                    agency: AgencyId([9; 16]),
                },
                CardPlace::Item(2),
            )
        })
        .unwrap();
    store
}

#[test]
fn rows_that_a_change_writes_are_those_that_its_document_says() {
    let store = TestStore::new();
    let mut priya = Phone::new(PRIYA);
    priya.edits(&ellas_case(), minute(0)).unwrap();
    let mut tom = Phone::new(TOM);
    assert!(tom.hears(&priya));
    tom.edits(&[mums_mobile("07700 900789")], minute(2));
    let mut kept = 0;
    for step in 0..6 {
        let edit = match step {
            1 | 3 => Some(mums_mobile(&format!("07700 90045{step}"))),
            4 => Some(relative(PersonId([0x51; 16]), "Kim", Relation::Cousin)),
            5 => Some(CaseEdit::SetPersonRemoved {
                person: MUM,
                removed: true,
            }),
            _ => None,
        };
        if let Some(edit) = edit {
            priya.edits(&[edit], minute(step)).unwrap();
        }
        if step == 2 {
            assert!(priya.hears(&tom), "a conflict comes");
        }
        store
            .write(|w| {
                put_case(w, ELLA, &priya.case);
                Ok::<_, StoreError>(())
            })
            .unwrap();
        let found = store.doctor(Cure::Look).unwrap();
        assert_eq!((found.cases, found.ailments), (1, vec![]), "step {step}");
        kept = kept.max(store.read(|r| r.conflicts(ELLA)).unwrap().len());
    }
    assert_eq!(kept, 1, "there was a conflict, and it was settled");
    assert_eq!(store.read(|r| r.conflicts(ELLA)).unwrap(), []);
}

/// Damages the database behind the store's back.
fn meddle(store: &mut TestStore, sql: &str) {
    store.store = None;
    let connection = Connection::open(store.path()).unwrap();
    let hex = common::key_in_hex();
    connection
        .execute_batch(&format!("PRAGMA key = \"x'{hex}'\"; {sql}"))
        .unwrap();
    drop(connection);
    store.reopen();
}

#[test]
fn a_healthy_store_has_nothing_to_tell() {
    let store = full();
    let diagnosis = store.doctor(Cure::Look).unwrap();
    assert_eq!(diagnosis.ailments, []);
    assert_eq!((diagnosis.cases, diagnosis.entries), (2, 2));
}

/// A statement that damages, and what it should be told as.
type Damage = (&'static str, fn(&Ailment) -> bool);

#[test]
fn every_sort_of_damage_is_found_told_and_cured() {
    let damages: [Damage; 7] = [
        (
            "UPDATE person SET name = 'Someone else' WHERE ord = 1",
            |ailment| matches!(ailment, Ailment::CaseRows(ELLA | SAM)),
        ),
        ("DELETE FROM case_row", |ailment| {
            matches!(ailment, Ailment::CaseRows(_))
        }),
        ("UPDATE status SET status = x'ff'", |ailment| {
            matches!(ailment, Ailment::CaseRows(_))
        }),
        ("UPDATE named SET label = 'x' WHERE kind = 0", |ailment| {
            matches!(ailment, Ailment::Names(_))
        }),
        ("UPDATE entry SET saw = 0, kind = 4", |ailment| {
            matches!(ailment, Ailment::EntryRow(ELLA, _))
        }),
        ("DELETE FROM contact_made", |ailment| {
            matches!(ailment, Ailment::EntryRow(ELLA, _))
        }),
        (
            "UPDATE name_search SET text = 'x' WHERE rowid IN (SELECT row FROM named WHERE kind = 2)",
            |ailment| *ailment == Ailment::Practitioner(TOM_REED),
        ),
    ];
    for (sql, is_it) in damages {
        let mut store = full();
        meddle(&mut store, sql);
        let found = store.doctor(Cure::Look).unwrap();
        assert!(!found.ailments.is_empty(), "{sql}");
        assert!(
            found.ailments.iter().all(is_it),
            "{sql}: {:?}",
            found.ailments
        );
        let again = store.doctor(Cure::Look).unwrap();
        assert_eq!(again, found, "looking cures nothing: {sql}");
        store.doctor(Cure::Rebuild).unwrap();
        assert_eq!(store.doctor(Cure::Look).unwrap().ailments, [], "{sql}");
    }
}

#[test]
fn what_only_the_log_can_tell_anew_outlives_a_rebuild() {
    let store = full();
    let northtown = PartnershipCard {
        name: "Northtown".to_owned(),
        front_door: None,
    };
    let report = AccessReport {
        day: jiff::civil::date(2026, 3, 12),
        looks: vec![Look {
            at: LookedAt::Timeline,
            first: minute(0),
            times: 1,
        }],
    };
    store
        .write(|w| {
            w.put_partnership(&northtown, CardPlace::Item(3))?;
            w.put_access_report(ELLA, TOM, TOM_REED, &report)?;
            w.note_look(ELLA, report.day, LookedAt::Case, minute(0))
        })
        .unwrap();
    store.doctor(Cure::Rebuild).unwrap();
    assert_eq!(store.read(|r| r.partnership()).unwrap(), Some(northtown));
    let looks = store.read(|r| r.access_log(ELLA, report.day)).unwrap();
    assert_eq!(looks[0].look, report.looks[0]);
    assert_eq!(store.read(|r| r.unreported_access(ELLA)).unwrap().len(), 1);
}

#[test]
fn an_index_that_lost_words_is_rebuilt_from_its_text() {
    let mut store = full();
    meddle(&mut store, "DELETE FROM entry_search_data WHERE id > 10");
    let found = store.doctor(Cure::Rebuild).unwrap();
    assert!(
        found.ailments.contains(&Ailment::Index("journal")),
        "{:?}",
        found.ailments
    );
    assert_eq!(store.doctor(Cure::Look).unwrap().ailments, []);
    assert_eq!(store.read(|r| r.search("one", 5)).unwrap().entries.len(), 1);
}

#[test]
fn a_document_or_entry_that_cannot_be_read_is_told_and_its_rows_stay() {
    let mut store = full();
    meddle(
        &mut store,
        "UPDATE document SET bytes = x'00112233' WHERE space = x'e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1';
         UPDATE entry SET body = x'00' WHERE kind = 1",
    );
    let found = store.doctor(Cure::Rebuild).unwrap();
    let sorts: Vec<bool> = found
        .ailments
        .iter()
        .map(|ailment| {
            matches!(
                ailment,
                Ailment::Document(ELLA, _) | Ailment::Entry(ELLA, ..)
            )
        })
        .collect();
    assert_eq!(sorts, [true, true], "{:?}", found.ailments);
    assert!(store.read(|r| r.case(ELLA)).unwrap().is_some());
}

#[derive(Debug, Clone)]
enum Step {
    Mobile(u8),
    Relative(u8, String),
    Task(u8),
    Merge,
    Note(u8, String),
    Visit(u8),
    Save(u8, bool),
    Read,
    Remove(u8),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        any::<u8>().prop_map(Step::Mobile),
        (0..4_u8, "[A-Z][a-zé' ]{1,12}x").prop_map(|(id, name)| Step::Relative(id, name)),
        any::<u8>().prop_map(Step::Task),
        Just(Step::Merge),
        (any::<u8>(), "[a-z ]{1,30}x").prop_map(|(minute, text)| Step::Note(minute, text)),
        any::<u8>().prop_map(Step::Visit),
        (any::<u8>(), any::<bool>()).prop_map(|(minute, undo)| Step::Save(minute, undo)),
        Just(Step::Read),
        any::<u8>().prop_map(Step::Remove),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn what_grew_step_by_step_equals_what_is_built_anew(
        steps in prop::collection::vec(step(), 1..20),
    ) {
        let store = TestStore::new();
        let mut priya = Phone::new(PRIYA);
        priya.edits(&ellas_case(), minute(0)).unwrap();
        let mut tom = Phone::new(TOM);
        prop_assert!(tom.hears(&priya));
        let mut entries = Vec::new();
        let mut saved = 0;
        for (time, step) in (1..).zip(&steps) {
            match step {
                Step::Mobile(number) => {
                    let phone = if number % 2 == 0 { &mut priya } else { &mut tom };
                    phone.edits(&[mums_mobile(&format!("07700 900{number:03}"))], minute(time));
                }
                Step::Relative(id, name) => {
                    let id = PersonId([0x70 + id; 16]);
                    priya.edits(&[relative(id, name, Relation::Cousin)], minute(time));
                }
                Step::Task(number) => {
                    let task = CaseEdit::AddTask {
                        id: patchwork_model::TaskId([*number; 16]),
                        title: format!("task {number}"),
                        assignee: None,
                        due: None,
                    };
                    tom.edits(&[task], minute(time));
                }
                Step::Merge => {
                    prop_assert!(priya.hears(&tom));
                    prop_assert!(tom.hears(&priya));
                }
                Step::Note(at, text) => store.write(|w| {
                    entries.push(receive(w, ELLA, JOAN, note(i32::from(*at), text)));
                    Ok::<_, StoreError>(())
                }).unwrap(),
                Step::Visit(at) => store.write(|w| {
                    let mut seen = visit(i32::from(*at), ContactOutcome::Seen);
                    seen.with = vec![Participant::Person(MUM)];
                    seen.about = vec![MUM];
                    entries.push(receive(w, ELLA, TOM, seen));
                    Ok::<_, StoreError>(())
                }).unwrap(),
                Step::Save(at, undo) => {
                    let at = i32::from(*at) + 1_000 * time;
                    saved += 1;
                    let row = save(&store, ELLA, PRIYA, note(at, "mine"), draft(saved), Some(minute(at + 1)));
                    let row = row.unwrap();
                    if *undo {
                        let undone = store.write(|w| w.undo(row.id, minute(at))).unwrap();
                        prop_assert!(matches!(undone, Undone::InTime(_)));
                    }
                }
                Step::Read => { store.write(|w| w.mark_read(ELLA)).unwrap(); }
                Step::Remove(which) => {
                    if let Some(id) = entries.get(usize::from(*which) % entries.len().max(1)) {
                        store.write(|w| w.remove_entry(ELLA, *id)).unwrap();
                    }
                }
            }
            store.write(|w| {
                put_case(w, ELLA, &priya.case);
                Ok::<_, StoreError>(())
            }).unwrap();
        }
        let before = (
            store.read(|r| r.case(ELLA)).unwrap(),
            store.read(|r| r.entries(ELLA)).unwrap(),
            store.read(|r| r.cases(jiff::civil::date(2026, 3, 20), None, 100)).unwrap(),
        );
        let diagnosis = store.doctor(Cure::Rebuild).unwrap();
        prop_assert_eq!(diagnosis.ailments, vec![]);
        let after = (
            store.read(|r| r.case(ELLA)).unwrap(),
            store.read(|r| r.entries(ELLA)).unwrap(),
            store.read(|r| r.cases(jiff::civil::date(2026, 3, 20), None, 100)).unwrap(),
        );
        prop_assert_eq!(before, after);
        // Everything that is searched is found again.
        for entry in store.read(|r| r.entries(ELLA)).unwrap() {
            if entry.row.kind == EntryKind::Note {
                let word = entry.row.search.split_whitespace().next_back().unwrap_or("x").to_owned();
                let found = store.read(|r| r.search(&word, 100)).unwrap();
                prop_assert!(found.entries.iter().any(|hit| hit.entry == entry.row.id), "{}", word);
            }
        }
    }
}
