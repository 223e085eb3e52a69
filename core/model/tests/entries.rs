//! The bytes of entries, cards, looks and edits: small, strict, and safe to read from anyone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use jiff::{Timestamp, civil::Date};
use patchwork_model::testing::*;
use patchwork_model::*;
use patchwork_protocol::{AgencyId, DeviceId, PractitionerId};
use proptest::{collection::vec, option, prelude::*, sample::select};

fn moment() -> impl Strategy<Value = Timestamp> {
    (-62_000_000_000_000_i64..253_000_000_000_000)
        .prop_map(|at| Timestamp::from_millisecond(at).unwrap())
}

fn day() -> impl Strategy<Value = Date> {
    (1..=9998_i16, 1..=12_i8, 1..=28_i8).prop_map(|(y, m, d)| Date::constant(y, m, d))
}

fn words() -> impl Strategy<Value = String> {
    "[^\\s]\\PC{0,40}"
}

fn entry_id() -> impl Strategy<Value = EntryId> {
    any::<[u8; 16]>().prop_map(EntryId)
}

fn participant() -> impl Strategy<Value = Participant> {
    prop_oneof![
        any::<[u8; 16]>().prop_map(|id| Participant::Person(PersonId(id))),
        any::<[u8; 16]>().prop_map(|id| Participant::Practitioner(PractitionerId(id))),
    ]
}

fn body() -> impl Strategy<Value = EntryBody> {
    prop_oneof![
        words().prop_map(|text| EntryBody::Note { text }),
        words().prop_map(|text| EntryBody::Worry { text }),
        words().prop_map(|text| EntryBody::Strength { text }),
        words().prop_map(|text| EntryBody::ChildsWords { text }),
        (
            select(ContactMode::ALL),
            select(ContactOutcome::ALL),
            "\\PC{0,9}"
        )
            .prop_map(|(mode, outcome, text)| EntryBody::Contact {
                mode,
                outcome,
                text
            }),
        (words(), "\\PC{0,9}", "\\PC{0,9}").prop_map(|(text, impact, action_taken)| {
            EntryBody::SignificantEvent {
                text,
                impact,
                action_taken,
            }
        }),
        (select(SharingChoice::ALL), words(), words(), words()).prop_map(
            |(choice, what, with_whom, why)| EntryBody::SharingDecision {
                choice,
                what,
                with_whom,
                why
            }
        ),
        (entry_id(), words()).prop_map(|(to, text)| EntryBody::Reply { to, text }),
        (entry_id(), words()).prop_map(|(of, text)| EntryBody::Amendment { of, text }),
        (entry_id(), words()).prop_map(|(of, reason)| EntryBody::StrikeThrough { of, reason }),
        (entry_id(), words()).prop_map(|(about, text)| EntryBody::Question { about, text }),
        (entry_id(), select(ResponseKind::ALL), words())
            .prop_map(|(to, kind, text)| EntryBody::Response { to, kind, text }),
    ]
}

prop_compose! {
    fn any_entry()(
        number in any::<[u8; 8]>(),
        written_at in moment(),
        happened in option::of(prop_oneof![
            moment().prop_map(When::At),
            moment().prop_map(When::About),
            day().prop_map(When::On),
        ]),
        about in vec(any::<[u8; 16]>().prop_map(PersonId), 0..4),
        with in vec(participant(), 0..4),
        known in option::of(select(HowKnown::ALL)),
        body in body(),
    ) -> Entry {
        let happened_at = happened.unwrap_or(When::At(written_at));
        Entry { number, written_at, happened_at, about, with, known, body }
    }
}

fn edit() -> impl Strategy<Value = CaseEdit> {
    let person = || any::<[u8; 16]>().prop_map(PersonId);
    prop_oneof![
        (words(), words(), option::of(words())).prop_map(|(given, family, preferred)| {
            CaseEdit::NameChild {
                given,
                family,
                preferred,
            }
        }),
        day().prop_map(|day| CaseEdit::SetBorn(Born::About(day))),
        (
            option::of(select(PlanCategory::ALL)),
            option::of(day()),
            option::of(words())
        )
            .prop_map(|(category, from, from_whom)| CaseEdit::SetStatus(Status {
                status: ChildStatus::ProtectionPlan(category),
                from,
                from_whom,
            })),
        (
            person(),
            words(),
            option::of(select(Relation::ALL)),
            option::of(words())
        )
            .prop_map(|(id, name, relation, role)| CaseEdit::AddPerson(NewPerson {
                id,
                kind: PersonKind::Professional,
                name,
                relation,
                agency: role.clone().map(Agency::Named),
                role,
                contact_notes: None,
            })),
        (person(), select(ContactKind::ALL), words()).prop_map(|(person, kind, value)| {
            CaseEdit::SetContactDetail {
                id: MUMS_MOBILE,
                person,
                kind,
                value,
            }
        }),
        (words(), option::of(day()), vec(person(), 0..3)).prop_map(
            |(address, until, withheld_from)| CaseEdit::AddResidence(NewResidence {
                id: HOME,
                person: PersonId::CHILD,
                kind: ResidenceKind::Placement,
                address,
                from: None,
                until,
                pattern: None,
                withheld_from,
            })
        ),
        (participant(), option::of(day())).prop_map(|(who, review)| {
            CaseEdit::AddInvolvement(NewInvolvement {
                id: PRIYAS_PART,
                who,
                role: None,
                agency: Some(Agency::Listed(AgencyId([4; 16]))),
                from: None,
                until: None,
                basis: None,
                review,
            })
        }),
        (words(), option::of(day()), option::of(day())).prop_map(|(text, review, ended)| {
            CaseEdit::ChooseValue {
                field: KeptField::Marker(MARKER),
                value: KeptValue::Marker {
                    text,
                    review,
                    ended,
                },
            }
        }),
        any::<bool>().prop_map(|done| CaseEdit::SetTaskDone { id: TASK, done }),
    ]
}

proptest! {
    #[test]
    fn an_entry_reads_back_what_was_written(entry in any_entry()) {
        let bytes = entry.encode().unwrap();
        prop_assert_eq!(Entry::decode(&bytes).unwrap(), entry);
    }

    #[test]
    fn an_entry_cut_short_or_with_more_behind_is_refused(entry in any_entry(), at in any::<prop::sample::Index>()) {
        let bytes = entry.encode().unwrap();
        prop_assert!(Entry::decode(&bytes[..at.index(bytes.len())]).is_err());
        prop_assert!(Entry::decode(&[bytes.as_slice(), &[0]].concat()).is_err());
    }

    #[test]
    fn whatever_bytes_come_nothing_panics(bytes in vec(any::<u8>(), 0..300)) {
        let _ = Entry::decode(&bytes);
        let _ = Card::decode(&bytes);
        let _ = AccessReport::decode(&bytes);
        let _ = ChangePart::decode(&bytes);
        let _ = CaseEdit::decode(&bytes);
        let _ = Heads::decode(&bytes);
        prop_assert!(bytes.is_empty() || CaseDocument::load(&bytes).is_err());
        prop_assert!(!CaseDocument::new().accept(&[(TOM, &bytes)])[0].is_accepted());
    }

    #[test]
    fn a_flipped_bit_reads_as_something_strict_or_not_at_all(
        entry in any_entry(), at in any::<prop::sample::Index>(), bit in 0..8_u8,
    ) {
        let mut bytes = entry.encode().unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        if let Ok(read) = Entry::decode(&bytes)
            && let Ok(again) = read.encode()
        {
            prop_assert_eq!(again, bytes);
        }
    }

    #[test]
    fn an_edit_reads_back_from_the_outbox(edit in edit()) {
        let bytes = edit.encode();
        prop_assert_eq!(CaseEdit::decode(&bytes).unwrap(), edit);
        prop_assert!(CaseEdit::decode(&[bytes.as_slice(), &[0xf6]].concat()).is_err());
    }
}

#[test]
fn every_edit_of_a_case_reads_back() {
    for edit in ellas_case() {
        assert_eq!(CaseEdit::decode(&edit.encode()).unwrap(), edit);
    }
}

#[test]
fn a_note_of_eighty_characters_is_small() {
    let text = "Ella very quiet today; same clothes as Monday. Nan will ring the school at nine.";
    assert_eq!(text.len(), 80);
    let mut entry = note(0, text);
    assert_eq!(entry.encode().unwrap().len(), 102);
    entry.happened_at = When::At(minute(-90));
    assert!(entry.encode().unwrap().len() <= 110);
    entry.happened_at = When::On(
        minute(-90)
            .to_zoned_datetime(jiff::tz::TimeZone::UTC)
            .date(),
    );
    assert_eq!(entry.encode().unwrap().len(), 104);
    entry.happened_at = When::About(minute(-90));
    assert!(entry.encode().unwrap().len() <= 112);
}

#[test]
fn a_kind_of_a_newer_version_is_kept_to_the_byte() {
    // [number, 0, 99, ["x", {1: 2}], null, null, null, 2]
    let bytes = hex("884801020304050607080018638261\
                     78a10102f6f6f602");
    let entry = Entry::decode(&bytes).unwrap();
    assert_eq!(
        entry.body,
        EntryBody::Unknown {
            kind: 99,
            content: hex("826178a10102")
        }
    );
    assert_eq!(entry.known, Some(HowKnown::WasTold));
    let row = row(TOM, entry.clone());
    assert_eq!(row.kind.label(), "Update the app to read this");
    assert_eq!(row.search, "");
    // This version does not write what it does not know.
    assert_eq!(entry.encode().unwrap_err().problem, Problem::UnknownKind);
}

#[test]
fn looser_cbor_is_refused() {
    let strict = note(0, "x").encode().unwrap();
    assert!(Entry::decode(&strict).is_ok());
    // The kind 1 written in two bytes.
    let at = strict.len() - 3;
    assert_eq!(strict[at], 1);
    let mut overlong = strict.clone();
    overlong.splice(at..=at, [0x18, 1]);
    assert_eq!(Entry::decode(&overlong), Err(Malformed::NotCanonical));
    // A `null` that could have been left out.
    let mut padded = strict.clone();
    padded[0] += 1;
    padded.push(0xf6);
    assert_eq!(Entry::decode(&padded), Err(Malformed::NotCanonical));
    // The moment of writing said twice: as a difference of nothing.
    padded.pop();
    padded.push(0);
    assert_eq!(Entry::decode(&padded), Err(Malformed::NotCanonical));
    // An indefinite array.
    let mut open = strict;
    open[0] = 0x9f;
    open.push(0xff);
    assert!(Entry::decode(&open).is_err());
}

#[test]
fn deep_nesting_does_not_reach_the_stack() {
    let mut bytes = hex("844801020304050607080018 63".replace(' ', "").as_str());
    bytes.extend(std::iter::repeat_n(0x81, 100_000));
    bytes.push(0);
    let entry = Entry::decode(&bytes).unwrap();
    assert_eq!(entry.body.kind(), EntryKind::Unknown);
}

#[test]
fn bounds_hold_when_writing_and_when_reading() {
    assert!(note(0, &"ж".repeat(MAX_TEXT)).encode().is_ok());
    let long = note(0, &"ж".repeat(MAX_TEXT + 1)).encode().unwrap_err();
    assert_eq!(
        (long.field, long.problem),
        ("text", Problem::TooLong { limit: MAX_TEXT })
    );
    let mut crowd = note(0, "x");
    crowd.about = vec![MUM; MAX_LIST + 1];
    assert_eq!(crowd.encode().unwrap_err().field, "about");
    assert_eq!(note(0, " \n").encode().unwrap_err().problem, Problem::Empty);
    let why = response(0, EntryId([0; 16]), ResponseKind::NoAction)
        .encode()
        .unwrap_err();
    assert_eq!(why.field, "reason");
    assert!(matches!(
        Entry::decode(&vec![0; MAX_ENTRY + 1]),
        Err(Malformed::TooLarge { .. })
    ));
    // By hand, 20,001 letters: within the bytes, not within the bound.
    let mut bytes = note(0, &"a".repeat(MAX_TEXT)).encode().unwrap();
    let at = bytes.len() - MAX_TEXT - 3;
    assert_eq!(bytes[at], 0x79);
    bytes[at + 1..at + 3].copy_from_slice(&20_001_u16.to_be_bytes());
    bytes.push(b'a');
    assert!(matches!(
        Entry::decode(&bytes),
        Err(Malformed::OutOfBounds { .. })
    ));
}

#[test]
fn a_row_made_at_save_equals_the_row_made_on_reading() {
    let mut entry = note(0, "seen at school");
    entry.written_at = "2026-03-12T10:42:00.123456789Z".parse().unwrap();
    entry.happened_at = When::At(entry.written_at);
    let bytes = entry.encode().unwrap();
    assert_eq!(bytes[0], 0x84, "the same moment is not written twice");
    assert_eq!(row(TOM, entry), row(TOM, Entry::decode(&bytes).unwrap()));
}

#[test]
fn moments_that_differ_only_below_the_millisecond_are_one_moment() {
    let mut entry = note(0, "seen at school");
    entry.written_at = "2026-03-12T10:42:00.123456789Z".parse().unwrap();
    entry.happened_at = When::At("2026-03-12T10:42:00.123400000Z".parse().unwrap());
    let bytes = entry.encode().unwrap();
    assert_eq!(Entry::decode(&bytes).unwrap(), entry.to_milliseconds());
}

#[test]
fn cards_and_looks_read_back() {
    let at = minute(0);
    let bodies = [
        CardBody::Agency(AgencyCard {
            agency: AgencyId([1; 16]),
            name: "Millbrook Primary".into(),
            kind: AgencyKind::School,
            sensitive: false,
        }),
        CardBody::Practitioner(PractitionerCard {
            practitioner: practitioner(2),
            name: "Tom Reed".into(),
            role: "pastoral lead".into(),
            agency: AgencyId([1; 16]),
        }),
        CardBody::Contact(ContactCard {
            phones: vec!["0113 496 0222".into()],
            emails: vec![],
            best_way: Some("text first".into()),
            best_time: None,
            away_until: Some(Date::constant(2026, 4, 1)),
            covered_by: Some(practitioner(3)),
        }),
        CardBody::Contact(ContactCard::default()),
        CardBody::Partnership(PartnershipCard {
            name: "Northtown".into(),
            front_door: Some(FrontDoor {
                number: "01632 960123".into(),
                hours: None,
            }),
        }),
    ];
    for body in bodies {
        let card = Card { at, body };
        assert_eq!(Card::decode(&card.encode().unwrap()).unwrap(), card);
        let own = matches!(card.body, CardBody::Contact(_));
        assert_eq!(card.may_come_from(CardAuthor::Practitioner), own);
        assert!(card.may_come_from(CardAuthor::Administrator));
    }
    let nameless = CardBody::Agency(AgencyCard {
        agency: AgencyId([1; 16]),
        name: " ".into(),
        kind: AgencyKind::School,
        sensitive: false,
    });
    assert_eq!(
        Card { at, body: nameless }.encode().unwrap_err().field,
        "name"
    );

    let access = AccessReport {
        day: Date::constant(2026, 3, 12),
        looks: vec![
            Look {
                at: LookedAt::Case,
                first: at,
                times: 3,
            },
            Look {
                at: LookedAt::WithheldAddress(HOME),
                first: minute(4),
                times: 1,
            },
        ],
    };
    assert_eq!(AccessReport::decode(&access.encode()).unwrap(), access);
    let many = AccessReport {
        looks: vec![access.looks[0].clone(); MAX_LOOKS + 1],
        ..access
    };
    assert!(matches!(
        AccessReport::decode(&many.encode()),
        Err(Malformed::TooLarge { .. })
    ));
}

#[test]
fn a_card_of_a_newer_version_is_kept_as_it_came_and_says_nothing() {
    // [at, [9, {"a": [1]}, "more"]]
    let bytes = hex("82 00 83 09 a1 61 61 81 01 64 6d 6f 72 65");
    let card = Card::decode(&bytes).unwrap();
    assert_eq!(card.body, CardBody::Unknown(bytes[2..].to_vec()));
    assert!(card.may_come_from(CardAuthor::Practitioner));
    assert_eq!(card.encode().unwrap_err().problem, Problem::UnknownKind);
    // A kind that is known must be what it says, whole.
    for broken in ["82 00 82 09", "82 00 82 03 00", "82 00 81 03", "82 00 80"] {
        assert!(Card::decode(&hex(broken)).is_err(), "{broken}");
    }
}

#[test]
fn a_front_door_is_one_short_number() {
    let at = minute(0);
    let door = |number: &str, hours: Option<&str>| {
        let body = CardBody::Partnership(PartnershipCard {
            name: "Northtown".into(),
            front_door: Some(FrontDoor {
                number: number.into(),
                hours: hours.map(Into::into),
            }),
        });
        Card { at, body }.encode().map_err(|invalid| invalid.field)
    };
    assert!(door("01632 960123, then 2", Some("9 to 5")).is_ok());
    assert_eq!(door(" ", None), Err("front door"));
    assert_eq!(door(&"0".repeat(61), None), Err("front door"));
    assert_eq!(door("01632 960123", Some(&"9".repeat(121))), Err("hours"));
}

#[test]
fn an_entry_names_its_author_only_through_the_signature() {
    let entry = worry(0, "same clothes as Monday");
    let bytes = entry.encode().unwrap();
    let whose = |device: DeviceId| row(device, Entry::decode(&bytes).unwrap());
    assert_ne!(whose(PRIYA).id, whose(TOM).id);
    assert_eq!(whose(PRIYA).id.device(), PRIYA);
}

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u32> = text
        .chars()
        .filter_map(|digit| digit.to_digit(16))
        .collect();
    digits
        .chunks(2)
        .map(|pair| u8::try_from(pair[0] * 16 + pair[1]).unwrap())
        .collect()
}
