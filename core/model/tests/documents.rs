//! What a team sees of one case document, however its changes travel.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use automerge::{ActorId, Automerge, ROOT, ReadDoc as _, transaction::Transactable as _};
use patchwork_model::testing::*;
use patchwork_model::*;
use patchwork_protocol::DeviceId;

fn team() -> (Phone, Phone) {
    let mut priya = Phone::new(PRIYA);
    priya.edits(&ellas_case(), minute(0)).unwrap();
    let mut tom = Phone::new(TOM);
    assert!(tom.hears(&priya));
    (priya, tom)
}

fn meet(one: &mut Phone, other: &mut Phone) {
    assert!(one.hears(other) && other.hears(one));
}

fn mobiles(phone: &Phone) -> Vec<(String, DeviceId)> {
    let projection = project(&phone.case);
    let conflict = projection
        .conflicts
        .iter()
        .find(|conflict| conflict.field == KeptField::ContactDetail(MUMS_MOBILE));
    match conflict {
        Some(conflict) => conflict
            .values
            .iter()
            .map(|found| match &found.value {
                KeptValue::ContactDetail { value, .. } => (value.clone(), found.known.device),
                other => panic!("{other:?}"),
            })
            .collect(),
        None => projection
            .contact_details
            .iter()
            .map(|row| (row.value.clone(), row.known.device))
            .collect(),
    }
}

#[test]
fn a_whole_case_reads_back_as_it_was_written() {
    let (priya, tom) = team();
    let seen = project(&tom.case);
    assert_eq!(seen, project(&priya.case));
    assert_eq!(seen.case.name, "Ella Marsh");
    assert_eq!(seen.case.family_key, "marsh");
    assert_eq!(seen.case.nhs_number.unwrap().to_string(), "999 000 0018");
    let known = AsKnown {
        at: minute(0),
        device: PRIYA,
    };
    let status = seen.status.as_ref().unwrap();
    assert_eq!(status.status.label(), "Child protection plan: Neglect");
    assert_eq!(status.from_whom.as_deref(), Some("review conference"));
    assert_eq!((status.known, status.in_conflict), (known, false));
    let names: Vec<_> = seen.people.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(
        names,
        ["Kelly Marsh", "Jean Marsh", "Dean Holt", "Dr Imran Aziz"]
    );
    assert_eq!(
        seen.people[3].agency,
        Some(Agency::Named("Millbrook Surgery".into()))
    );
    assert_eq!(seen.contact_details[0].value, "07700 900123");
    assert_eq!(
        seen.contact_details[0].e164.as_deref(),
        Some("+447700900123")
    );
    assert_eq!(seen.contact_details[0].known, known);
    assert_eq!(
        seen.relationships[0].kind.inverse(),
        RelationshipKind::ChildOf
    );
    let home = &seen.residences[0];
    assert_eq!(
        (home.address.as_str(), home.withheld),
        ("4 Larch Row", true)
    );
    assert_eq!(home.withheld_from, [DAD]);
    assert_eq!(seen.involvements[0].role.as_deref(), Some("social worker"));
    assert_eq!(seen.involvements[0].basis, Some(Basis::Statutory));
    assert_eq!(seen.tasks[0].title, "Ask school about breakfast club");
    assert_eq!(
        (seen.tasks[0].assignee, seen.tasks[0].done),
        (Some(practitioner(2)), None)
    );
    assert_eq!(seen.markers[0].text, "Large dog, loose in the yard");
    assert_eq!((seen.conflicts.len(), seen.unreadable), (0, 0));
}

#[test]
fn both_numbers_stay_until_someone_chooses() {
    let (mut priya, mut tom) = team();
    priya
        .edits(&[mums_mobile("07700 900111")], minute(5))
        .unwrap();
    tom.edits(&[mums_mobile("07700 900222")], minute(6))
        .unwrap();
    meet(&mut priya, &mut tom);

    let both = [
        ("07700 900111".to_owned(), PRIYA),
        ("07700 900222".to_owned(), TOM),
    ];
    assert_eq!(mobiles(&priya), both);
    assert_eq!(mobiles(&tom), both);
    let seen = project(&tom.case);
    assert!(seen.contact_details[0].in_conflict);
    assert_eq!(seen.conflicts[0].person, Some(MUM));
    assert_eq!(
        seen.conflicts[0]
            .values
            .iter()
            .filter(|value| value.shown)
            .count(),
        1
    );
    assert_eq!(seen.conflicts[0].values[0].known.at, minute(5));

    let chosen = seen.conflicts[0].values[0].id.clone();
    let field = seen.conflicts[0].field;
    let edited = tom
        .case
        .choose_value(actor(TOM), field, &chosen, minute(9))
        .unwrap();
    tom.written.push((TOM, edited.part));
    assert!(priya.hears(&tom));
    for phone in [&priya, &tom] {
        assert_eq!(mobiles(phone), [("07700 900111".to_owned(), TOM)]);
        assert!(project(&phone.case).conflicts.is_empty());
    }
}

#[test]
fn a_number_nobody_has_cannot_be_chosen() {
    let (mut priya, _) = team();
    let field = KeptField::ContactDetail(MUMS_MOBILE);
    let nothing = ValueId("9@00".into());
    let refused = priya
        .case
        .choose_value(actor(PRIYA), field, &nothing, minute(1));
    assert!(matches!(refused, Err(EditError::NotThere(_))));
}

#[test]
fn the_same_number_typed_twice_is_no_conflict() {
    let (mut priya, mut tom) = team();
    priya
        .edits(&[mums_mobile("07700 900111")], minute(5))
        .unwrap();
    tom.edits(&[mums_mobile("07700 900111")], minute(6))
        .unwrap();
    meet(&mut priya, &mut tom);
    let seen = project(&priya.case);
    assert!(seen.conflicts.is_empty() && !seen.contact_details[0].in_conflict);
}

#[test]
fn status_address_and_marker_are_kept_like_numbers() {
    let (mut priya, mut tom) = team();
    let by = |phone: &mut Phone, status, address: &str, text: &str| {
        let edits = [
            CaseEdit::SetStatus(Status {
                status,
                from: None,
                from_whom: None,
            }),
            CaseEdit::SetAddress {
                id: HOME,
                address: address.into(),
            },
            CaseEdit::SetMarker {
                id: MARKER,
                text: text.into(),
                review: None,
                ended: None,
            },
        ];
        phone.edits(&edits, minute(3)).unwrap();
    };
    by(
        &mut priya,
        ChildStatus::ChildInNeed,
        "9 Larch Row",
        "Two dogs",
    );
    by(
        &mut tom,
        ChildStatus::LookedAfter(None),
        "11 Elm Court",
        "Dog gone",
    );
    meet(&mut priya, &mut tom);
    let seen = project(&priya.case);
    assert_eq!(seen, project(&tom.case));
    let fields: Vec<_> = seen
        .conflicts
        .iter()
        .map(|row| (row.field, row.withheld))
        .collect();
    assert_eq!(
        fields,
        [
            (KeptField::Status, false),
            (KeptField::Address(HOME), true),
            (KeptField::Marker(MARKER), false)
        ]
    );
    assert!(seen.conflicts.iter().all(|row| row.values.len() == 2));
    assert!(seen.status.unwrap().in_conflict && seen.residences[0].in_conflict);
}

#[test]
fn a_number_changed_while_another_removes_it_stays() {
    let (mut priya, mut tom) = team();
    priya
        .edits(&[CaseEdit::RemoveContactDetail(MUMS_MOBILE)], minute(1))
        .unwrap();
    tom.edits(&[mums_mobile("07700 900222")], minute(2))
        .unwrap();
    meet(&mut priya, &mut tom);
    assert_eq!(mobiles(&priya), [("07700 900222".to_owned(), TOM)]);
}

#[test]
fn an_address_stays_withheld_if_one_of_two_says_so() {
    let (mut priya, mut tom) = team();
    let set = |withheld| CaseEdit::SetWithheld {
        id: HOME,
        from: DAD,
        withheld,
    };
    priya.edits(&[set(false)], minute(1)).unwrap();
    tom.edits(&[set(true)], minute(2)).unwrap();
    meet(&mut priya, &mut tom);
    assert!(project(&priya.case).residences[0].withheld);
    priya.edits(&[set(false)], minute(3)).unwrap();
    assert!(!project(&priya.case).residences[0].withheld);
}

#[test]
fn a_refuge_is_withheld_without_being_told_so() {
    let (mut priya, _) = team();
    let refuge = CaseEdit::AddResidence(NewResidence {
        id: REFUGE,
        person: MUM,
        kind: ResidenceKind::Refuge,
        address: "not for print".into(),
        from: None,
        until: None,
        pattern: None,
        withheld_from: vec![],
    });
    priya.edits(&[refuge], minute(1)).unwrap();
    let seen = project(&priya.case);
    let row = seen.residences.iter().find(|row| row.id == REFUGE).unwrap();
    assert!(row.withheld && row.withheld_from.is_empty());
}

#[test]
fn what_the_screen_did_not_show_is_not_overwritten() {
    let (mut priya, mut tom) = team();
    let shown = priya.case.heads();
    tom.edits(&[mums_mobile("07700 900222")], minute(2))
        .unwrap();
    assert!(priya.hears(&tom));
    priya
        .case
        .edit_on(
            &shown,
            actor(PRIYA),
            &[mums_mobile("07700 900111")],
            minute(3),
        )
        .unwrap();
    assert_eq!(mobiles(&priya).len(), 2);
}

#[test]
fn a_document_reads_as_a_screen_showed_it() {
    let (mut priya, _) = team();
    let shown = priya.case.heads();
    let then = project(&priya.case);
    priya
        .edits(&[mums_mobile("07700 900999")], minute(1))
        .unwrap();
    assert_ne!(project(&priya.case), then);
    assert_eq!(project(&priya.case.at(&shown).unwrap()), then);
    assert_eq!(priya.case.at(&priya.case.heads()), Ok(priya.case.clone()));
    let mut other = Phone::new(TOM);
    other.edits(&ellas_case(), minute(5)).unwrap();
    assert_eq!(
        priya.case.at(&other.case.heads()),
        Err(EditError::UnknownHeads)
    );
}

#[test]
fn an_edit_replayed_under_a_new_actor_means_the_same() {
    let (priya, tom) = team();
    let before = priya.case.clone();
    let mut first = priya.case.clone();
    let edits = [
        mums_mobile("07700 900111"),
        CaseEdit::SetTaskDone {
            id: TASK,
            done: true,
        },
    ];
    let edited = first.edit(actor(PRIYA), &edits, minute(4)).unwrap();

    // The phone was restored: the outbox has the edits and heads, as bytes.
    let heads = Heads::decode(&edited.heads_before.encode()).unwrap();
    let kept: Vec<CaseEdit> = edits
        .iter()
        .map(|edit| CaseEdit::decode(&edit.encode()).unwrap())
        .collect();
    let mut again = before;
    let reborn = Actor::new(PRIYA, [9; 8]);
    let replayed = again.edit_on(&heads, reborn, &kept, minute(4)).unwrap();
    assert_ne!(replayed.hash, edited.hash);
    assert_eq!(project(&again), project(&first));
    let mut toms = tom.case;
    assert!(toms.accept(&[(PRIYA, &replayed.part)])[0].is_accepted());
    assert_eq!(project(&toms), project(&first));
}

#[test]
fn heads_from_elsewhere_are_refused() {
    let (mut priya, _) = team();
    let mut other = CaseDocument::new();
    other
        .edit(actor(JOAN), &[mums_mobile("07700 900333")], minute(0))
        .unwrap();
    let edits = [mums_mobile("07700 900111")];
    let refused = priya
        .case
        .edit_on(&other.heads(), actor(PRIYA), &edits, minute(1));
    assert_eq!(refused, Err(EditError::UnknownHeads));
}

#[test]
fn a_change_waits_for_what_it_builds_on_and_then_applies() {
    let mut priya = Phone::new(PRIYA);
    for step in 0..4 {
        let label = CaseEdit::LabelFamily(Some(format!("family {step}")));
        priya.edits(&[label], minute(step)).unwrap();
    }
    let part = |at: usize| priya.written[at].1.as_slice();
    let mut toms = CaseDocument::new();
    let answers = toms.accept(&[(PRIYA, part(2)), (PRIYA, part(1))]);
    assert!(answers.iter().all(|answer| matches!(
        answer,
        Acceptance::Waiting(Missing::Predecessor { seq: 1, .. })
    )));
    assert_eq!(toms, CaseDocument::new());

    let backwards = [
        (PRIYA, part(3)),
        (PRIYA, part(2)),
        (PRIYA, part(1)),
        (PRIYA, part(0)),
    ];
    assert!(toms.accept(&backwards).iter().all(Acceptance::is_accepted));
    assert_eq!(project(&toms), project(&priya.case));
    // Once more: nothing happens.
    assert!(toms.accept(&backwards).iter().all(Acceptance::is_accepted));
    assert_eq!((toms.changes(), toms.heads()), (4, priya.case.heads()));
}

#[test]
fn a_saved_document_loads_as_it_was() {
    let (mut priya, mut tom) = team();
    priya
        .edits(&[mums_mobile("07700 900111")], minute(5))
        .unwrap();
    tom.edits(&[mums_mobile("07700 900222")], minute(6))
        .unwrap();
    meet(&mut priya, &mut tom);
    let loaded = CaseDocument::load(&priya.case.save()).unwrap();
    assert_eq!(project(&loaded), project(&priya.case));
    assert_eq!(loaded, tom.case);
    assert_eq!(CaseDocument::load(&[]).unwrap(), CaseDocument::new());
    assert_eq!(
        CaseDocument::load(&CaseDocument::new().save()).unwrap(),
        CaseDocument::new()
    );
}

#[test]
fn a_compressed_or_damaged_document_does_not_load() {
    let (priya, _) = team();
    let saved = priya.case.save();
    let mut plain = automerge::Automerge::load(&saved).unwrap();
    for step in 0..50_i64 {
        let mut change = plain.transaction();
        automerge::transaction::Transactable::put(
            &mut change,
            automerge::ROOT,
            "long",
            format!("{step} and again and again and again and again"),
        )
        .unwrap();
        change.commit();
    }
    assert_eq!(
        CaseDocument::load(&plain.save()).unwrap_err(),
        LoadError::Chunk(BadChunk::Compressed)
    );
    for cut in 0..saved.len() {
        assert!(CaseDocument::load(&saved[..cut]).is_err() || cut == 0);
    }
    let doubled = [saved.as_slice(), saved.as_slice()].concat();
    assert!(CaseDocument::load(&doubled).is_err());
    assert_eq!(
        CaseDocument::load(&vec![0; MAX_DOCUMENT + 1]).unwrap_err(),
        LoadError::TooLarge(MAX_DOCUMENT + 1)
    );
}

#[test]
fn an_edit_says_which_field_is_wrong_and_changes_nothing() {
    let (mut priya, _) = team();
    let before = priya.case.clone();
    let field = |edit: CaseEdit| match edit.validate() {
        Err(invalid) => (invalid.field, invalid.problem),
        Ok(()) => ("", Problem::UnknownKind),
    };
    assert_eq!(field(mums_mobile(" ")), ("phone", Problem::Empty));
    let long = "x".repeat(MAX_LINE + 1);
    let rename = CaseEdit::RenamePerson {
        person: MUM,
        name: long,
    };
    assert_eq!(
        field(rename.clone()),
        ("name", Problem::TooLong { limit: MAX_LINE })
    );
    let period = CaseEdit::SetInvolvementPeriod {
        id: PRIYAS_PART,
        from: Some(jiff::civil::Date::constant(2026, 2, 2)),
        until: Some(jiff::civil::Date::constant(2026, 2, 1)),
    };
    assert_eq!(field(period), ("until", Problem::EndsBeforeItBegins));
    let of_child = relative(PersonId::CHILD, "Ella", Relation::Other);
    assert_eq!(field(of_child), ("person", Problem::Child));
    let wrong = CaseEdit::ChooseValue {
        field: KeptField::Status,
        value: KeptValue::Address("4 Larch Row".into()),
    };
    assert_eq!(field(wrong), ("value", Problem::WrongSort));

    let refused = priya.case.edit(
        actor(PRIYA),
        &[mums_mobile("07700 900111"), rename],
        minute(1),
    );
    assert!(matches!(refused, Err(EditError::Invalid(_))));
    let nobody = CaseEdit::SetDeceased {
        person: PersonId([7; 16]),
        deceased: true,
    };
    let refused = priya.case.edit(actor(PRIYA), &[nobody], minute(1));
    assert!(matches!(refused, Err(EditError::NotThere(_))));
    let nothing = CaseEdit::RemoveContactDetail(ContactDetailId([0x77; 16]));
    let refused = priya.case.edit(actor(PRIYA), &[nothing], minute(1));
    assert_eq!(refused, Err(EditError::NothingChanged));
    assert_eq!(
        priya.case.edit(actor(PRIYA), &[], minute(1)),
        Err(EditError::Size(0))
    );
    assert_eq!(priya.case, before);
}

#[test]
fn a_removed_person_keeps_their_name_for_old_entries() {
    let (mut priya, _) = team();
    let off = CaseEdit::SetPersonRemoved {
        person: NAN,
        removed: true,
    };
    priya.edits(&[off], minute(1)).unwrap();
    let seen = project(&priya.case);
    let nan = seen.people.iter().find(|row| row.id == NAN).unwrap();
    assert!(nan.removed && nan.name == "Jean Marsh");
}

#[test]
fn a_task_shows_who_ticked_it_and_when() {
    let (mut priya, mut tom) = team();
    tom.edits(
        &[CaseEdit::SetTaskDone {
            id: TASK,
            done: true,
        }],
        minute(8),
    )
    .unwrap();
    assert!(priya.hears(&tom));
    let done = Done {
        at: minute(8),
        device: TOM,
    };
    assert_eq!(project(&priya.case).tasks[0].done, Some(done));
    priya
        .edits(
            &[CaseEdit::SetTaskDone {
                id: TASK,
                done: false,
            }],
            minute(9),
        )
        .unwrap();
    assert_eq!(project(&priya.case).tasks[0].done, None);
}

#[test]
fn search_finds_every_value_in_conflict_and_no_withheld_address() {
    let (mut priya, mut tom) = team();
    let address = |address: &str| CaseEdit::SetAddress {
        id: HOME,
        address: address.into(),
    };
    priya
        .edits(
            &[mums_mobile("07700 900111"), address("9 Larch Row")],
            minute(5),
        )
        .unwrap();
    tom.edits(
        &[mums_mobile("07700 900222"), address("11 Elm Court")],
        minute(6),
    )
    .unwrap();
    meet(&mut priya, &mut tom);
    let texts = project(&priya.case).search_texts();
    let has = |text: &str| texts.iter().any(|found| found == text);
    assert!(has("07700 900111") && has("07700 900222") && has("Kelly Marsh"));
    assert!(
        !texts
            .iter()
            .any(|text| text.contains("Larch") || text.contains("Elm"))
    );
    let open = CaseEdit::SetWithheld {
        id: HOME,
        from: DAD,
        withheld: false,
    };
    priya.edits(&[open], minute(7)).unwrap();
    let texts = project(&priya.case).search_texts();
    assert!(texts.contains(&"9 Larch Row".into()) && texts.contains(&"11 Elm Court".into()));
}

#[test]
fn a_kept_fact_can_be_named_in_a_link() {
    for field in [
        KeptField::Status,
        KeptField::ContactDetail(MUMS_MOBILE),
        KeptField::Address(HOME),
        KeptField::Marker(MARKER),
    ] {
        assert_eq!(field.to_string().parse(), Ok(field));
    }
    for text in ["", "status/", "phone/00", "contact/zz", "marker"] {
        assert!(text.parse::<KeptField>().is_err(), "{text}");
    }
}

#[test]
fn a_whole_outbox_is_replayed_though_its_changes_built_on_each_other() {
    let (mut priya, mut tom) = team();
    let backup = priya.case.clone();
    let mut outbox = Vec::new();
    let saves = [
        vec![relative(
            PersonId([0xa9; 16]),
            "Uncle Ray",
            Relation::AuntOrUncle,
        )],
        vec![CaseEdit::RenamePerson {
            person: PersonId([0xa9; 16]),
            name: "Ray Marsh".into(),
        }],
        vec![mums_mobile("07700 900111")],
        vec![mums_mobile("07700 900112")],
    ];
    for (step, edits) in (1..).zip(saves) {
        let edited = priya.edits(&edits, minute(step)).unwrap();
        let Edited {
            heads_before, hash, ..
        } = edited;
        outbox.push(KeptEdits {
            edits,
            at: minute(step),
            heads_before,
            hash,
        });
    }
    // Meanwhile Tom changes the number too; the phone is restored and hears of it first.
    tom.edits(&[mums_mobile("07700 900222")], minute(3))
        .unwrap();
    let mut restored = Phone {
        case: backup,
        ..Phone::new(PRIYA)
    };
    assert!(restored.hears(&tom));
    let again = restored.case.replay(Actor::new(PRIYA, [9; 8]), &outbox);
    for edited in again {
        restored.written.push((PRIYA, edited.unwrap().part));
    }
    assert!(tom.hears(&restored));
    let numbers: Vec<_> = mobiles(&tom)
        .into_iter()
        .map(|(number, _)| number)
        .collect();
    assert_eq!(numbers.len(), 2);
    assert!(numbers.contains(&"07700 900112".into()) && numbers.contains(&"07700 900222".into()));
    assert!(
        project(&tom.case)
            .people
            .iter()
            .any(|person| person.name == "Ray Marsh")
    );
    assert_eq!(project(&tom.case), project(&restored.case));

    let strange = KeptEdits {
        heads_before: priya.case.heads(),
        ..outbox.remove(0)
    };
    let refused = restored.case.replay(Actor::new(PRIYA, [10; 8]), &[strange]);
    assert_eq!(refused, [Err(EditError::UnknownHeads)]);
}

/// What a newer version wrote over the values under these keys.
fn overwritten(case: &mut CaseDocument, values: &[(&str, &str, Vec<u8>)]) -> CaseDocument {
    let mut newer = Automerge::load(&case.save()).unwrap();
    newer.set_actor(ActorId::from(actor(TOM).0));
    let keys: Vec<String> = newer.keys(ROOT).collect();
    let mut transaction = newer.transaction();
    for (prefix, suffix, value) in values {
        let fits = |key: &&String| key.starts_with(prefix) && key.ends_with(suffix);
        let key = keys.iter().find(fits).unwrap();
        transaction.put(ROOT, key, value.clone()).unwrap();
    }
    transaction.commit();
    CaseDocument::load(&newer.save_nocompress()).unwrap()
}

#[test]
fn what_a_newer_version_wrote_keeps_its_place_and_has_no_words_here() {
    let mut priya = Phone::new(PRIYA);
    priya.edits(&ellas_case(), minute(0)).unwrap();
    let before = project(&priya.case);
    // [at, a value of another shape]
    let newer = vec![0x82, 0x19, 0x03, 0xe8, 0x81, 0x18, 0xff];
    let case = overwritten(
        &mut priya.case,
        &[
            ("m/", "", newer.clone()),
            ("t/", "/title", newer.clone()),
            ("p/", "/kind", newer),
        ],
    );
    let after = project(&case);
    assert_eq!(after.markers.len(), before.markers.len());
    let marker = after
        .markers
        .iter()
        .find(|row| row.text.is_empty())
        .unwrap();
    assert_eq!(marker.known.device, TOM);
    assert_eq!(marker.known.at.as_millisecond(), 1_000);
    assert_eq!(after.tasks.len(), before.tasks.len());
    assert!(after.tasks.iter().any(|row| row.title.is_empty()));
    assert_eq!(after.people.len(), before.people.len());
    assert_eq!(after.unreadable, 3);
}
