//! Finding things, and never finding what is withheld.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::redundant_closure_for_method_calls,
    reason = "outside the product"
)]

mod common;

use common::{ELLA, SAM, TOM_REED, TestStore, case_of, ella, put_case, receive};
use patchwork_model::{
    AgencyCard, AgencyKind, CaseDocument, CaseEdit, ContactCard, EntryBody, EntryId,
    PractitionerCard, TaskId,
    testing::{DOCTOR, PRIYA, TOM, actor, entry, minute, note},
};
use patchwork_protocol::{AgencyId, PractitionerId, SpaceId};
use patchwork_store::{CardPlace, Cure, NameHit, StoreError};
use proptest::prelude::*;

fn with_ella() -> TestStore {
    let store = TestStore::new();
    store
        .write(|w| {
            put_case(w, ELLA, &ella());
            receive(w, ELLA, TOM, note(1, "Drew a café with Zoë; café au lait"));
            Ok::<_, StoreError>(())
        })
        .unwrap();
    store
}

#[test]
fn names_are_found_by_their_beginnings_whatever_case_and_accents() {
    let store = with_ella();
    for typed in [
        "Ella",
        "ELLA",
        "ell",
        "gabri",
        "ella marsh",
        "marsh ella",
        "9990000018",
    ] {
        let found = store.read(|r| r.search(typed, 10)).unwrap();
        assert_eq!(found.children.len(), 1, "{typed}");
        assert_eq!(found.children[0].name, "Ella Marsh");
    }
    for typed in ["imran", "aziz", "millbrook surg", "GP"] {
        let found = store.read(|r| r.search(typed, 10)).unwrap();
        assert_eq!(found.people.len(), 1, "{typed}");
        assert_eq!(found.people[0].person, Some(DOCTOR));
        assert_eq!(found.people[0].child, "Ella Marsh");
    }
    for typed in ["zoe", "ZOË", "zo\u{65}\u{308}", "cafe zoe"] {
        let found = store.read(|r| r.search(typed, 10)).unwrap();
        assert_eq!(found.entries.len(), 1, "{typed}");
        assert!(found.entries[0].excerpt.contains("Zoë"), "{typed}");
    }
    assert_eq!(store.read(|r| r.cases_named("jean", 10)).unwrap(), [ELLA]);
    assert_eq!(store.read(|r| r.cases_named("nobody", 10)).unwrap(), []);
}

fn child(given: &str, family: &str) -> CaseDocument {
    case_of(&[CaseEdit::NameChild {
        given: given.to_owned(),
        family: family.to_owned(),
        preferred: None,
    }])
}

/// The names of the children that are found, exactly and by their sound.
fn children(store: &TestStore, typed: &str) -> (Vec<String>, Vec<String>) {
    let names = |hits: Vec<NameHit>| hits.into_iter().map(|hit| hit.name).collect();
    let found = store.read(|r| r.search(typed, 10)).unwrap();
    (names(found.children), names(found.sounding_children))
}

#[test]
fn a_name_is_found_however_the_keyboard_spells_it() {
    let store = TestStore::new();
    let names = [
        ("Łukasz", "Paweł"),
        ("Đức", "Søren"),
        ("Fırat", "Weiß"),
        ("Mary-Jane", "O’Brien"),
        ("Mary Jane", "O'Neill"),
        ("Łucja", "Peña"),
        ("أحمد", "مُحَمَّد"),
        ("小明", "王"),
        ("민수", "김"),
    ];
    store
        .write(|w| {
            for (number, (given, family)) in (1..).zip(names) {
                put_case(w, SpaceId([number; 32]), &child(given, family));
            }
            // A name that is written in one piece.
            put_case(w, ELLA, &child("Obrien王小明김민수", "Maryjane"));
            Ok::<_, StoreError>(())
        })
        .unwrap();
    for (typed, given) in [
        ("lukasz", "Łukasz"),
        ("pawel", "Łukasz"),
        ("duc", "Đức"),
        ("soren", "Đức"),
        ("firat", "Fırat"),
        ("WEISS", "Fırat"),
        ("obrien", "Mary-Jane"),
        ("o'brien", "Mary-Jane"),
        ("o brien", "Mary-Jane"),
        ("maryjane", "Mary-Jane"),
        ("mary-jane", "Mary Jane"),
        ("maryj", "Mary Jane"),
        ("oneill", "Mary Jane"),
        ("lucja", "Łucja"),
        ("pen\u{303}a", "Łucja"),
        ("احمد", "أحمد"),
        ("محمد", "أحمد"),
        ("小明", "小明"),
        ("小明", "Obrien"),
        ("민수", "민수"),
        ("김민", "Obrien"),
        ("mary jane", "Obrien"),
        ("o’brien", "Obrien"),
    ] {
        let (found, _) = children(&store, typed);
        assert!(
            found.iter().any(|name| name.starts_with(given)),
            "{typed}: {found:?}"
        );
    }
    for typed in ["明小", "janemary", "oxbrien", "lu kaszx"] {
        assert_eq!(children(&store, typed).0, [""; 0], "{typed}");
    }
}

#[test]
fn names_that_sound_alike_come_after_those_that_are_spelled_so() {
    let store = TestStore::new();
    store
        .write(|w| {
            put_case(w, ELLA, &child("Katharine", "Marsh"));
            put_case(w, SAM, &child("Catherine", "Holt"));
            w.put_practitioner(&tom("teacher"), CardPlace::Item(1))
        })
        .unwrap();
    assert_eq!(
        children(&store, "catherine"),
        (
            vec!["Catherine Holt".to_owned()],
            vec!["Katharine Marsh".to_owned()]
        )
    );
    assert_eq!(children(&store, "zz").1, [""; 0]);
    let sounding = store
        .read(|r| r.practitioners_sounding("Thom Read", 5))
        .unwrap();
    assert_eq!(sounding, [TOM_REED]);
    assert_eq!(store.read(|r| r.search_directory("Thom", 5)).unwrap(), []);
}

#[test]
fn an_entry_that_is_found_says_whether_it_was_struck_or_corrected() {
    let found = |body: &dyn Fn(EntryId) -> EntryBody| {
        let store = TestStore::new();
        store
            .write(|w| {
                let id = receive(w, ELLA, TOM, note(1, "same clothes"));
                receive(w, ELLA, TOM, entry(2, body(id)));
                Ok::<_, StoreError>(())
            })
            .unwrap();
        let found = store.read(|r| r.search("same clothes", 5)).unwrap();
        assert_eq!(found.entries.len(), 1);
        (found.entries[0].is_struck, found.entries[0].is_corrected)
    };
    let text = String::from("other shoes");
    let amendment = |of| EntryBody::Amendment {
        of,
        text: text.clone(),
    };
    assert_eq!(found(&amendment), (false, true));
    let reply = |to| EntryBody::Reply {
        to,
        text: text.clone(),
    };
    assert_eq!(found(&reply), (false, false));
    let reason = String::from("wrong child");
    let strike = |of| EntryBody::StrikeThrough {
        of,
        reason: reason.clone(),
    };
    assert_eq!(found(&strike), (true, false));
}

#[test]
fn a_number_is_found_however_it_is_typed() {
    let store = TestStore::new();
    store
        .write(|w| {
            w.put_practitioner(&tom("teacher"), CardPlace::Item(1))?;
            w.put_contact_card(
                TOM_REED,
                &contact("+44 (0)113 496 0555 ext 12"),
                minute(1),
                CardPlace::Item(2),
            )
        })
        .unwrap();
    for typed in [
        "0113 496",
        "01134960555",
        "+44 113 496 0555",
        "00441134960555",
    ] {
        let found = store.read(|r| r.search_directory(typed, 5)).unwrap();
        assert_eq!(found, [TOM_REED], "{typed}");
    }
}

#[test]
fn a_withheld_address_is_found_by_nobody() {
    let store = with_ella();
    // Home is withheld from Dad.
    for typed in ["larch", "4 Larch Row"] {
        let found = store.read(|r| r.search(typed, 10)).unwrap();
        assert!(
            found.children.is_empty() && found.people.is_empty(),
            "{typed}"
        );
    }
}

#[test]
fn a_replaced_name_is_not_found_any_more() {
    let store = with_ella();
    let mut document = ella();
    let renamed = CaseEdit::NameChild {
        given: "Gabriella".to_owned(),
        family: "Okafor".to_owned(),
        preferred: Some("Ella".to_owned()),
    };
    document.edit(actor(PRIYA), &[renamed], minute(5)).unwrap();
    store
        .write(|w| {
            put_case(w, ELLA, &document);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert_eq!(
        store
            .read(|r| r.search("okafor", 10))
            .unwrap()
            .children
            .len(),
        1
    );
    let old = store.read(|r| r.search("ella marsh", 10)).unwrap();
    assert_eq!(old.children, []);
}

#[test]
fn a_task_is_found_by_its_title_and_only_as_a_task() {
    let store = TestStore::new();
    let mut document = ella();
    let id = TaskId([7; 16]);
    let put = |document: &CaseDocument| {
        store
            .write(|w| {
                put_case(w, ELLA, document);
                Ok::<_, StoreError>(())
            })
            .unwrap();
    };
    let found = |typed: &str| {
        let found = store.read(|r| r.search(typed, 10)).unwrap();
        assert_eq!((found.children, found.people), (Vec::new(), Vec::new()));
        assert_eq!(
            (found.sounding_children, found.sounding_people),
            (Vec::new(), Vec::new())
        );
        let tasks = found.tasks.into_iter();
        tasks
            .map(|row| (row.space, row.task.id, row.task.title))
            .collect::<Vec<_>>()
    };
    let add = CaseEdit::AddTask {
        id,
        title: "Ring the orthopaedic clinic".to_owned(),
        assignee: None,
        due: None,
    };
    document.edit(actor(PRIYA), &[add], minute(6)).unwrap();
    put(&document);
    let of_ella = |title: &str| [(ELLA, id, title.to_owned())];
    assert_eq!(found("ortho"), of_ella("Ring the orthopaedic clinic"));
    assert_eq!(found("o"), [], "by one letter none is looked for");

    let retitle = CaseEdit::RetitleTask {
        id,
        title: "Write to the dentist".to_owned(),
    };
    document.edit(actor(PRIYA), &[retitle], minute(7)).unwrap();
    put(&document);
    assert_eq!(found("ortho"), []);
    assert_eq!(found("dentist"), of_ella("Write to the dentist"));
    assert_eq!(store.doctor(Cure::Look).unwrap().ailments, []);

    let remove = CaseEdit::RemoveTask(id);
    document.edit(actor(PRIYA), &[remove], minute(8)).unwrap();
    put(&document);
    assert_eq!(found("dentist"), []);
}

#[test]
fn nothing_that_a_person_types_makes_a_search_fail() {
    let store = with_ella();
    proptest!(|(typed in "\\PC{0,40}")| {
        store.read(|r| r.search(&typed, 5)).unwrap();
        store.read(|r| r.search_directory(&typed, 5)).unwrap();
    });
}

#[test]
fn operators_and_quotes_are_only_words() {
    let store = with_ella();
    for typed in [
        "\"",
        "*",
        "ella OR",
        "NOT",
        "ella AND (",
        "text:ella",
        "^ella",
        "-",
        "ella\0marsh",
        "NEAR(ella, 5)",
        "{text} : x",
        "'; DROP TABLE entry; --",
    ] {
        store.read(|r| r.search(typed, 5)).unwrap();
    }
    let found = store.read(|r| r.search("drew OR nothing", 5)).unwrap();
    assert_eq!(found.entries, [], "OR is a word that is not there");
}

fn agency(name: &str) -> AgencyCard {
    AgencyCard {
        agency: AgencyId([9; 16]),
        name: name.to_owned(),
        kind: AgencyKind::School,
        sensitive: false,
    }
}

fn tom(role: &str) -> PractitionerCard {
    PractitionerCard {
        practitioner: TOM_REED,
        name: "Tom Reed".to_owned(),
        role: role.to_owned(),
        agency: AgencyId([9; 16]),
    }
}

fn contact(phone: &str) -> ContactCard {
    ContactCard {
        phones: vec![phone.to_owned()],
        ..ContactCard::default()
    }
}

#[test]
fn the_directory_is_found_by_name_role_agency_and_phone() {
    let store = TestStore::new();
    store
        .write(|w| {
            // In an order that no one plans: the agency comes last.
            w.put_contact_card(
                TOM_REED,
                &contact("0113 496 0555"),
                minute(1),
                CardPlace::Item(3),
            )?;
            w.put_practitioner(&tom("pastoral lead"), CardPlace::Item(2))?;
            w.put_agency(&agency("Oakfield Primary"), CardPlace::Item(1))
        })
        .unwrap();
    for typed in [
        "tom",
        "reed",
        "pastoral",
        "oakfield",
        "0113 496",
        "01134960555",
    ] {
        let found = store.read(|r| r.search_directory(typed, 5)).unwrap();
        assert_eq!(found, [TOM_REED], "{typed}");
    }
    let rows = store.read(|r| r.practitioners(None, 100)).unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].agency_name, "Oakfield Primary");
    assert_eq!(rows[0].contact, Some(contact("0113 496 0555")));
    let agencies = store.read(|r| r.agencies()).unwrap();
    assert_eq!(
        (agencies[0].card.name.as_str(), agencies[0].practitioners),
        ("Oakfield Primary", 1)
    );
    store
        .write(|w| w.put_agency(&agency("Oakfield Academy"), CardPlace::Item(7)))
        .unwrap();
    assert_eq!(
        store.read(|r| r.search_directory("academy", 5)).unwrap(),
        [TOM_REED]
    );
    assert_eq!(
        store.read(|r| r.search_directory("primary", 5)).unwrap(),
        []
    );
    assert_eq!(
        store.read(|r| r.search("tom", 5)).unwrap().people,
        [],
        "not in a case"
    );
}

#[test]
fn of_two_cards_the_later_in_the_log_counts_whatever_comes_first() {
    let roles = |order: &[(&str, CardPlace)]| {
        let store = TestStore::new();
        store
            .write(|w| {
                for (role, place) in order {
                    w.put_practitioner(&tom(role), *place)?;
                }
                Ok::<_, StoreError>(())
            })
            .unwrap();
        store
            .read(|r| r.practitioner(TOM_REED))
            .unwrap()
            .unwrap()
            .card
            .role
    };
    let (two, five) = (CardPlace::Item(2), CardPlace::Item(5));
    assert_eq!(roles(&[("teacher", two), ("head", five)]), "head");
    assert_eq!(roles(&[("head", five), ("teacher", two)]), "head");
    let unsent = CardPlace::NotSent;
    assert_eq!(roles(&[("head", unsent), ("teacher", five)]), "head");
    // Sent as item 2, then someone's item 5.
    assert_eq!(
        roles(&[("teacher", unsent), ("teacher", two), ("head", five)]),
        "head"
    );
    let nobody = TestStore::new();
    assert_eq!(
        nobody
            .read(|r| r.practitioner(PractitionerId([5; 16])))
            .unwrap(),
        None
    );
}

#[test]
fn a_card_of_a_log_that_was_put_back_gives_way_to_what_comes_after() {
    let store = TestStore::new();
    let role = || {
        let row = store.read(|r| r.practitioner(TOM_REED)).unwrap();
        row.unwrap().card.role
    };
    let put = |role, place| {
        store
            .write(|w| w.put_practitioner(&tom(role), place))
            .unwrap();
    };
    let put_back = || {
        store
            .write(|w| {
                w.forget_card_places()?;
                Ok::<_, StoreError>(())
            })
            .unwrap();
    };
    put("teacher", CardPlace::Item(78));
    put_back();
    put("head", CardPlace::Item(60));
    assert_eq!(role(), "head");
    // What was not sent yet still comes last.
    put("pastoral lead", CardPlace::NotSent);
    put_back();
    put("head", CardPlace::Item(61));
    assert_eq!(role(), "pastoral lead");
}
