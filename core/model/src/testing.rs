//! Builders for tests: entries, edits, and a case as a whole team would know it.
//!
//! Everyone is invented; phone numbers are from the range set aside for drama.

use jiff::{Timestamp, civil::Date};
use patchwork_protocol::{DeviceId, PractitionerId};

use crate::{
    Actor, Agency, Basis, Born, CaseDocument, CaseEdit, ChildStatus, ContactDetailId, ContactKind,
    ContactMode, ContactOutcome, Edited, Entry, EntryBody, EntryId, EntryRow, InvolvementId,
    MarkerId, NewInvolvement, NewPerson, NewResidence, Participant, PersonId, PersonKind,
    PlanCategory, Relation, RelationshipId, RelationshipKind, ResidenceId, ResidenceKind,
    ResponseKind, Status, TaskId, When, project_entry,
};

/// Priya's phone.
pub const PRIYA: DeviceId = DeviceId([0x11; 8]);
/// Tom's phone.
pub const TOM: DeviceId = DeviceId([0x22; 8]);
/// Joan's phone.
pub const JOAN: DeviceId = DeviceId([0x33; 8]);

/// Ella's mother.
pub const MUM: PersonId = PersonId([0xa1; 16]);
/// Ella's grandmother.
pub const NAN: PersonId = PersonId([0xa2; 16]);
/// Ella's father.
pub const DAD: PersonId = PersonId([0xa3; 16]);
/// The family's doctor.
pub const DOCTOR: PersonId = PersonId([0xa4; 16]);
/// Mum's mobile number.
pub const MUMS_MOBILE: ContactDetailId = ContactDetailId([0xb1; 16]);
/// Ella's home.
pub const HOME: ResidenceId = ResidenceId([0xc1; 16]);
/// Mum's refuge.
pub const REFUGE: ResidenceId = ResidenceId([0xc2; 16]);
/// Priya's involvement.
pub const PRIYAS_PART: InvolvementId = InvolvementId([0xd1; 16]);
/// A task.
pub const TASK: TaskId = TaskId([0xe1; 16]);
/// A marker.
pub const MARKER: MarkerId = MarkerId([0xf1; 16]);

/// A practitioner by number.
pub const fn practitioner(number: u8) -> PractitionerId {
    PractitionerId([number; 16])
}

/// The first life of a device.
pub fn actor(device: DeviceId) -> Actor {
    Actor::new(device, [0; 8])
}

/// So many minutes into the story.
pub fn minute(minutes: i32) -> Timestamp {
    let start = 1_773_312_120_000_i64; // 2026-03-12T10:42:00Z
    Timestamp::from_millisecond(start + i64::from(minutes) * 60_000).unwrap_or(Timestamp::MIN)
}

/// An entry, written and happened at that minute, numbered by it.
pub fn entry(minutes: i32, body: EntryBody) -> Entry {
    Entry {
        number: i64::from(minutes).to_be_bytes(),
        written_at: minute(minutes),
        happened_at: When::At(minute(minutes)),
        about: Vec::new(),
        with: Vec::new(),
        known: None,
        body,
    }
}

/// A note.
pub fn note(minutes: i32, text: &str) -> Entry {
    let text = text.to_owned();
    entry(minutes, EntryBody::Note { text })
}

/// A worry.
pub fn worry(minutes: i32, text: &str) -> Entry {
    let text = text.to_owned();
    entry(minutes, EntryBody::Worry { text })
}

/// A visit.
pub fn visit(minutes: i32, outcome: ContactOutcome) -> Entry {
    let body = EntryBody::Contact {
        mode: ContactMode::Visit,
        outcome,
        text: String::new(),
    };
    entry(minutes, body)
}

/// A response to a worry.
pub fn response(minutes: i32, to: EntryId, kind: ResponseKind) -> Entry {
    let text = String::new();
    entry(minutes, EntryBody::Response { to, kind, text })
}

/// A strike-through.
pub fn strike(minutes: i32, of: EntryId) -> Entry {
    let reason = "wrong child".to_owned();
    entry(minutes, EntryBody::StrikeThrough { of, reason })
}

/// The row of an entry that this device signed.
pub fn row(device: DeviceId, entry: Entry) -> EntryRow {
    project_entry(device, entry)
}

/// Mum's mobile set to this number.
pub fn mums_mobile(value: &str) -> CaseEdit {
    CaseEdit::SetContactDetail {
        id: MUMS_MOBILE,
        person: MUM,
        kind: ContactKind::Mobile,
        value: value.to_owned(),
    }
}

/// Someone of the family.
pub fn relative(id: PersonId, name: &str, relation: Relation) -> CaseEdit {
    CaseEdit::AddPerson(NewPerson {
        id,
        kind: PersonKind::Family,
        name: name.to_owned(),
        relation: Some(relation),
        role: None,
        agency: None,
        contact_notes: None,
    })
}

/// The edits that make Ella's case: every kind of row at least once.
pub fn ellas_case() -> Vec<CaseEdit> {
    vec![
        CaseEdit::NameChild {
            given: "Gabriella".to_owned(),
            family: "Marsh".to_owned(),
            preferred: Some("Ella".to_owned()),
        },
        CaseEdit::SetBorn(Born::On(Date::constant(2018, 9, 4))),
        CaseEdit::SetNhsNumber("999 000 0018".parse().ok()),
        CaseEdit::SetStatus(Status {
            status: ChildStatus::ProtectionPlan(Some(PlanCategory::Neglect)),
            from: Some(Date::constant(2026, 1, 20)),
            from_whom: Some("review conference".to_owned()),
        }),
        relative(MUM, "Kelly Marsh", Relation::Mother),
        relative(NAN, "Jean Marsh", Relation::Grandmother),
        relative(DAD, "Dean Holt", Relation::Father),
        CaseEdit::AddPerson(NewPerson {
            id: DOCTOR,
            kind: PersonKind::Professional,
            name: "Dr Imran Aziz".to_owned(),
            relation: None,
            role: Some("GP".to_owned()),
            agency: Some(Agency::Named("Millbrook Surgery".to_owned())),
            contact_notes: Some("ring after two".to_owned()),
        }),
        mums_mobile("07700 900123"),
        CaseEdit::SetRelationship {
            id: RelationshipId([0xb2; 16]),
            from: NAN,
            to: MUM,
            kind: RelationshipKind::ParentOf,
        },
        CaseEdit::AddResidence(NewResidence {
            id: HOME,
            person: PersonId::CHILD,
            kind: ResidenceKind::Home,
            address: "4 Larch Row".to_owned(),
            from: Some(Date::constant(2024, 5, 1)),
            until: None,
            pattern: Some("Mon–Thu".to_owned()),
            withheld_from: vec![DAD],
        }),
        CaseEdit::AddInvolvement(NewInvolvement {
            id: PRIYAS_PART,
            who: Participant::Practitioner(practitioner(1)),
            role: Some("social worker".to_owned()),
            agency: None,
            from: Some(Date::constant(2026, 1, 5)),
            until: None,
            basis: Some(Basis::Statutory),
            review: Some(Date::constant(2026, 7, 1)),
        }),
        CaseEdit::AddTask {
            id: TASK,
            title: "Ask school about breakfast club".to_owned(),
            assignee: Some(practitioner(2)),
            due: Some(Date::constant(2026, 3, 20)),
        },
        CaseEdit::SetMarker {
            id: MARKER,
            text: "Large dog, loose in the yard".to_owned(),
            review: Some(Date::constant(2026, 9, 1)),
            ended: None,
        },
    ]
}

/// One device with its copy of a case, for tests of merging.
#[derive(Debug, Clone)]
pub struct Phone {
    /// Whose.
    pub device: DeviceId,
    /// Its copy.
    pub case: CaseDocument,
    /// What it has written and others may lack.
    pub written: Vec<(DeviceId, Vec<u8>)>,
}

impl Phone {
    /// A phone with an empty document.
    pub fn new(device: DeviceId) -> Self {
        Self {
            device,
            case: CaseDocument::new(),
            written: Vec::new(),
        }
    }

    /// Does these edits in one change; `None` if they change nothing or make no sense here.
    pub fn edits(&mut self, edits: &[CaseEdit], at: Timestamp) -> Option<Edited> {
        let edited = self.case.edit(actor(self.device), edits, at).ok()?;
        self.written.push((self.device, edited.part.clone()));
        Some(edited)
    }

    /// Takes in all that the other has written; says whether everything was accepted.
    pub fn hears(&mut self, other: &Self) -> bool {
        let batch: Vec<(DeviceId, &[u8])> = other
            .written
            .iter()
            .map(|(device, part)| (*device, part.as_slice()))
            .collect();
        let answers = self.case.accept(&batch);
        answers.iter().all(crate::Acceptance::is_accepted)
    }
}
