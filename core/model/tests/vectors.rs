//! Known answers for every body that travels. A vector that changes is a broken format:
//! devices in the field would no longer read each other.
//!
//! Run with `BLESS=1` to write the files anew after adding a case.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::{fmt::Write, fs, path::PathBuf};

use jiff::civil::Date;
use patchwork_model::testing::*;
use patchwork_model::*;
use patchwork_protocol::AgencyId;

fn entries() -> Vec<(&'static str, Entry)> {
    let text = || "Ella very quiet; same clothes as Monday.".to_owned();
    let id = EntryId::new(TOM, [7; 8]);
    let with_all = Entry {
        happened_at: When::At(minute(-90)),
        about: vec![MUM, PersonId::CHILD],
        with: vec![
            Participant::Person(NAN),
            Participant::Practitioner(practitioner(2)),
        ],
        known: Some(HowKnown::WasTold),
        ..note(1, "Nan rang")
    };
    let on_a_day = Entry {
        happened_at: When::On(Date::constant(2026, 3, 10)),
        known: Some(HowKnown::SawOrHeard),
        ..note(2, "Naïve café – 中文 🙂")
    };
    let at_about = Entry {
        happened_at: When::About(minute(-90)),
        ..note(18, "Heard her crying, about 3")
    };
    vec![
        ("note", note(0, &text())),
        ("note with everything", with_all),
        ("note about a day", on_a_day),
        ("note about a time that nobody looked up", at_about),
        ("visit", visit(3, ContactOutcome::SeenAlone)),
        ("worry", worry(4, &text())),
        ("strength", entry(5, EntryBody::Strength { text: text() })),
        (
            "child's words",
            entry(6, EntryBody::ChildsWords { text: text() }),
        ),
        (
            "significant event",
            entry(
                7,
                EntryBody::SignificantEvent {
                    text: text(),
                    impact: "moved school".into(),
                    action_taken: "plan reviewed".into(),
                },
            ),
        ),
        (
            "sharing decision",
            entry(
                8,
                EntryBody::SharingDecision {
                    choice: SharingChoice::DoNotShare,
                    what: "address".into(),
                    with_whom: "father".into(),
                    why: "court order".into(),
                },
            ),
        ),
        (
            "reply",
            entry(
                9,
                EntryBody::Reply {
                    to: id,
                    text: text(),
                },
            ),
        ),
        (
            "amendment",
            entry(
                10,
                EntryBody::Amendment {
                    of: id,
                    text: text(),
                },
            ),
        ),
        ("strike-through", strike(11, id)),
        ("response", response(12, id, ResponseKind::Talked)),
        (
            "question",
            entry(
                13,
                EntryBody::Question {
                    about: id,
                    text: text(),
                },
            ),
        ),
    ]
}

fn cards() -> Vec<(&'static str, Card)> {
    let agency = AgencyId([0x51; 16]);
    let card = |body| Card {
        at: minute(0),
        body,
    };
    vec![
        (
            "agency",
            card(CardBody::Agency(AgencyCard {
                agency,
                name: "Millbrook Primary".into(),
                kind: AgencyKind::School,
                sensitive: false,
            })),
        ),
        (
            "practitioner",
            card(CardBody::Practitioner(PractitionerCard {
                practitioner: practitioner(2),
                name: "Tom Reed".into(),
                role: "pastoral lead".into(),
                agency,
            })),
        ),
        (
            "contact",
            card(CardBody::Contact(ContactCard {
                phones: vec!["0113 496 0222".into(), "07700 900222".into()],
                emails: vec!["tom.reed@millbrook.example".into()],
                best_way: Some("text first".into()),
                best_time: Some("after 3".into()),
                away_until: Some(Date::constant(2026, 4, 1)),
                covered_by: Some(practitioner(3)),
            })),
        ),
        (
            "empty contact",
            card(CardBody::Contact(ContactCard::default())),
        ),
        (
            "partnership",
            card(CardBody::Partnership(PartnershipCard {
                name: "Northtown Children’s Partnership".into(),
                front_door: Some(FrontDoor {
                    number: "01632 960123".into(),
                    hours: Some("Monday to Friday, 9 to 5".into()),
                }),
            })),
        ),
        (
            "partnership without front door",
            card(CardBody::Partnership(PartnershipCard {
                name: "Northtown Children’s Partnership".into(),
                front_door: None,
            })),
        ),
    ]
}

fn looks() -> AccessReport {
    AccessReport {
        day: Date::constant(2026, 3, 12),
        looks: vec![
            Look {
                at: LookedAt::Case,
                first: minute(0),
                times: 2,
            },
            Look {
                at: LookedAt::Person(MUM),
                first: minute(1),
                times: 1,
            },
        ],
    }
}

/// Compares with the file `name`: lines of `title: hex`.
fn check(name: &str, got: &[(String, Vec<u8>)]) -> Vec<(String, Vec<u8>)> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/vectors")
        .join(name);
    let mut shown = String::new();
    for (title, bytes) in got {
        let hex = data_encoding::HEXLOWER.encode(bytes);
        writeln!(shown, "{title}: {hex}").unwrap();
    }
    if std::env::var_os("BLESS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &shown).unwrap();
    }
    let kept = fs::read_to_string(&path).expect("the vectors are in the repository");
    assert_eq!(shown, kept, "{name} has changed");
    got.to_vec()
}

#[test]
fn entries_have_these_bytes_for_ever() {
    let got: Vec<_> = entries()
        .iter()
        .map(|(title, entry)| ((*title).to_owned(), entry.encode().unwrap()))
        .collect();
    for ((_, entry), (_, bytes)) in entries().iter().zip(check("entries.txt", &got)) {
        assert_eq!(&Entry::decode(&bytes).unwrap(), entry);
    }
}

#[test]
fn cards_and_looks_have_these_bytes_for_ever() {
    let mut got: Vec<_> = cards()
        .iter()
        .map(|(title, card)| ((*title).to_owned(), card.encode().unwrap()))
        .collect();
    got.push(("access".into(), looks().encode()));
    check("cards.txt", &got);
}

#[test]
fn changes_have_these_bytes_for_ever_and_still_apply() {
    let mut priya = Phone::new(PRIYA);
    priya.edits(&ellas_case(), minute(0)).unwrap();
    priya
        .edits(&[mums_mobile("07700 900111")], minute(1))
        .unwrap();
    priya
        .edits(&[CaseEdit::RemoveContactDetail(MUMS_MOBILE)], minute(2))
        .unwrap();
    let titles = ["ella's case", "a new number", "no number"];
    let got: Vec<_> = titles
        .iter()
        .zip(&priya.written)
        .map(|(title, (_, part))| ((*title).to_owned(), part.clone()))
        .collect();
    let kept = check("changes.txt", &got);
    let mut tom = CaseDocument::new();
    let batch: Vec<_> = kept
        .iter()
        .map(|(_, part)| (PRIYA, part.as_slice()))
        .collect();
    assert!(tom.accept(&batch).iter().all(Acceptance::is_accepted));
    assert_eq!(project(&tom).people.len(), 4);
    assert!(project(&tom).contact_details.is_empty());
}

#[test]
fn edits_have_these_bytes_while_they_wait_in_an_outbox() {
    let got: Vec<_> = ellas_case()
        .iter()
        .enumerate()
        .map(|(place, edit)| (format!("edit {place}"), edit.encode()))
        .collect();
    check("edits.txt", &got);
}
