//! From the document to rows. Pure: the same document gives the same rows on every device.

use super::{
    reader::{Freshest, Reader},
    rows::{
        CaseProjection, CaseRow, ContactDetailRow, Done, InvolvementRow, KeptField, KeptValue,
        MarkerRow, PersonRow, RelationshipRow, ResidenceRow, StatusRow, TaskRow,
    },
};
use crate::{
    Born, CaseDocument, InvolvementId, PersonId, PersonKind, RelationshipKind, ResidenceId,
    ResidenceKind, TaskId,
    document::{ChildField, InvolvementField, Key, PersonField, ResidenceField, TaskField},
    logic::{display_name, e164, family_key},
};

/// Everything that the screens show of a case document.
pub fn project(document: &CaseDocument) -> CaseProjection {
    let mut reader = Reader::of(document);
    let case = reader.case();
    let status = reader.status();
    let mut people = reader.people();
    people.sort_by_key(|person| (person.added, person.id));
    let contact_details = reader.contact_details();
    let relationships = reader.relationships();
    let residences = reader.residences();
    let involvements = reader.involvements();
    let tasks = reader.tasks();
    let markers = reader.markers();
    let mut conflicts = reader.conflicts;
    conflicts.sort_by_key(|conflict| conflict.field);
    CaseProjection {
        case,
        status,
        people,
        contact_details,
        relationships,
        residences,
        involvements,
        tasks,
        markers,
        conflicts,
        unreadable: u32::try_from(reader.unreadable).unwrap_or(u32::MAX),
    }
}

impl Reader {
    fn case(&mut self) -> CaseRow {
        let mut fresh = Freshest::default();
        let key = Key::Child;
        let given: String = self
            .value(key(ChildField::Given), &mut fresh)
            .unwrap_or_default();
        let family: String = self
            .value(key(ChildField::Family), &mut fresh)
            .unwrap_or_default();
        let preferred: Option<String> = self.optional(key(ChildField::Preferred), &mut fresh);
        let born = self
            .value(key(ChildField::Born), &mut fresh)
            .unwrap_or(Born::Unknown);
        let nhs_number = self.optional(key(ChildField::NhsNumber), &mut fresh);
        let family_label: Option<String> = self.optional(key(ChildField::FamilyLabel), &mut fresh);
        CaseRow {
            name: display_name(&given, &family, preferred.as_deref()),
            family_key: family_key(family_label.as_deref(), &family),
            given,
            family,
            preferred,
            born,
            nhs_number,
            family_label,
            known: fresh.0,
        }
    }

    fn status(&mut self) -> Option<StatusRow> {
        let (shown, in_conflict) = self.kept(KeptField::Status)?;
        self.conflict_is_of(KeptField::Status, PersonId::CHILD, false);
        let KeptValue::Status(status) = shown.value else {
            return None;
        };
        Some(StatusRow {
            status: status.status,
            from: status.from,
            from_whom: status.from_whom,
            known: shown.known,
            in_conflict,
        })
    }

    fn people(&mut self) -> Vec<PersonRow> {
        let people = self.ids(|key| match key {
            Key::Person(person, PersonField::Kind) => Some(*person),
            _ => None,
        });
        people
            .into_iter()
            .filter_map(|person| self.person(person))
            .collect()
    }

    fn person(&mut self, id: PersonId) -> Option<PersonRow> {
        let mut fresh = Freshest::default();
        let key = |field| Key::Person(id, field);
        let added = self.known(key(PersonField::Kind))?;
        Some(PersonRow {
            id,
            // Of a kind that a newer version knows: no words with the family are made of it.
            kind: self
                .value(key(PersonField::Kind), &mut fresh)
                .unwrap_or(PersonKind::Professional),
            name: self.value(key(PersonField::Name), &mut fresh)?,
            relation: self.optional(key(PersonField::Relation), &mut fresh),
            role: self.optional(key(PersonField::Role), &mut fresh),
            agency: self.optional(key(PersonField::Agency), &mut fresh),
            contact_notes: self.optional(key(PersonField::ContactNotes), &mut fresh),
            deceased: self
                .value(key(PersonField::Deceased), &mut fresh)
                .unwrap_or(false),
            removed: self
                .value(key(PersonField::Removed), &mut fresh)
                .unwrap_or(false),
            added,
            known: fresh.0.unwrap_or(added),
        })
    }

    fn contact_details(&mut self) -> Vec<ContactDetailRow> {
        let details = self.ids(|key| match key {
            Key::ContactDetail(id) => Some(*id),
            _ => None,
        });
        let mut rows = Vec::new();
        for id in details {
            let field = KeptField::ContactDetail(id);
            let Some((shown, in_conflict)) = self.kept(field) else {
                continue;
            };
            let KeptValue::ContactDetail {
                person,
                kind,
                value,
            } = shown.value
            else {
                continue;
            };
            self.conflict_is_of(field, person, false);
            rows.push(ContactDetailRow {
                id,
                person,
                kind,
                e164: kind.is_phone().then(|| e164(&value)).flatten(),
                value,
                known: shown.known,
                in_conflict,
            });
        }
        rows
    }

    fn relationships(&mut self) -> Vec<RelationshipRow> {
        let ties = self.ids(|key| match key {
            Key::Relationship(id) => Some(*id),
            _ => None,
        });
        let mut rows = Vec::new();
        for id in ties {
            let Some(read) =
                self.read::<(PersonId, PersonId, RelationshipKind)>(Key::Relationship(id))
            else {
                continue;
            };
            let (from, to, kind) = read.value;
            rows.push(RelationshipRow {
                id,
                from,
                to,
                kind,
                known: read.known,
            });
        }
        rows
    }

    fn residences(&mut self) -> Vec<ResidenceRow> {
        let residences = self.ids(|key| match key {
            Key::Residence(id, ResidenceField::Person) => Some(*id),
            _ => None,
        });
        let mut rows: Vec<ResidenceRow> = residences
            .into_iter()
            .filter_map(|id| self.residence(id))
            .collect();
        rows.sort_by_key(|row| (row.person, row.from, row.id));
        rows
    }

    fn residence(&mut self, id: ResidenceId) -> Option<ResidenceRow> {
        let mut fresh = Freshest::default();
        let key = |field| Key::Residence(id, field);
        if self
            .value(key(ResidenceField::Removed), &mut fresh)
            .unwrap_or(false)
        {
            return None;
        }
        let person = self.value(key(ResidenceField::Person), &mut fresh)?;
        // Of a kind that a newer version knows: masked is the safe side.
        let kind = self
            .value(key(ResidenceField::Kind), &mut fresh)
            .unwrap_or(ResidenceKind::Refuge);
        let withheld_from = self.withheld_from(id);
        let withheld = kind == ResidenceKind::Refuge || self.is_withheld(id);
        let field = KeptField::Address(id);
        let (shown, in_conflict) = self.kept(field)?;
        self.conflict_is_of(field, person, withheld);
        let KeptValue::Address(address) = shown.value else {
            return None;
        };
        Some(ResidenceRow {
            id,
            person,
            kind,
            address,
            from: self.day(key(ResidenceField::From), &mut fresh),
            until: self.day(key(ResidenceField::Until), &mut fresh),
            pattern: self.optional(key(ResidenceField::Pattern), &mut fresh),
            withheld_from,
            withheld,
            known: shown.known,
            in_conflict,
        })
    }

    fn withheld_from(&mut self, residence: ResidenceId) -> Vec<PersonId> {
        let people = self.ids(|key| match key {
            Key::Withheld(id, person) if *id == residence => Some(*person),
            _ => None,
        });
        people
            .into_iter()
            .filter(|person| self.is_withheld_from(residence, *person))
            .collect()
    }

    fn is_withheld(&self, residence: ResidenceId) -> bool {
        self.registers.keys().any(|key| match key {
            Key::Withheld(id, person) if *id == residence => {
                self.is_withheld_from(residence, *person)
            }
            _ => false,
        })
    }

    /// Withheld if anyone of those who spoke at the same time says so, or cannot be read.
    fn is_withheld_from(&self, residence: ResidenceId, person: PersonId) -> bool {
        self.registers
            .get(&Key::Withheld(residence, person))
            .is_some_and(|found| {
                found
                    .iter()
                    .any(|found| found.read::<bool>().is_none_or(|read| read.value))
            })
    }

    fn involvements(&mut self) -> Vec<InvolvementRow> {
        let involvements = self.ids(|key| match key {
            Key::Involvement(id, InvolvementField::Who) => Some(*id),
            _ => None,
        });
        let mut rows: Vec<InvolvementRow> = involvements
            .into_iter()
            .filter_map(|id| self.involvement(id))
            .collect();
        rows.sort_by_key(|row| (row.from, row.id));
        rows
    }

    fn involvement(&mut self, id: InvolvementId) -> Option<InvolvementRow> {
        let mut fresh = Freshest::default();
        let key = |field| Key::Involvement(id, field);
        if self
            .value(key(InvolvementField::Removed), &mut fresh)
            .unwrap_or(false)
        {
            return None;
        }
        Some(InvolvementRow {
            id,
            who: self.value(key(InvolvementField::Who), &mut fresh)?,
            role: self.optional(key(InvolvementField::Role), &mut fresh),
            agency: self.optional(key(InvolvementField::Agency), &mut fresh),
            from: self.day(key(InvolvementField::From), &mut fresh),
            until: self.day(key(InvolvementField::Until), &mut fresh),
            basis: self.optional(key(InvolvementField::Basis), &mut fresh),
            review: self.day(key(InvolvementField::Review), &mut fresh),
            known: fresh.0?,
        })
    }

    fn tasks(&mut self) -> Vec<TaskRow> {
        let tasks = self.ids(|key| match key {
            Key::Task(id, TaskField::Added) => Some(*id),
            _ => None,
        });
        let mut rows: Vec<TaskRow> = tasks.into_iter().filter_map(|id| self.task(id)).collect();
        rows.sort_by_key(|row| (row.added, row.id));
        rows
    }

    fn task(&mut self, id: TaskId) -> Option<TaskRow> {
        let mut fresh = Freshest::default();
        let key = |field| Key::Task(id, field);
        if self
            .value(key(TaskField::Removed), &mut fresh)
            .unwrap_or(false)
        {
            return None;
        }
        let anchor = self.read::<bool>(key(TaskField::Added))?;
        let added = anchor.known;
        fresh.take(anchor);
        let done = self
            .read::<bool>(key(TaskField::Done))
            .and_then(|read| {
                let known = read.known;
                fresh.take(read).then_some(known)
            })
            .map(|known| Done {
                at: known.at,
                device: known.device,
            });
        Some(TaskRow {
            id,
            title: self.title(key(TaskField::Title), &mut fresh)?,
            assignee: self.optional(key(TaskField::Assignee), &mut fresh),
            due: self.day(key(TaskField::Due), &mut fresh),
            done,
            added,
            known: fresh.0.unwrap_or(added),
        })
    }

    /// A task without a title says nothing; one whose title only a newer version can read does.
    fn title(&mut self, key: Key, fresh: &mut Freshest) -> Option<String> {
        self.known(key)?;
        Some(self.value(key, fresh).unwrap_or_default())
    }

    fn markers(&mut self) -> Vec<MarkerRow> {
        let markers = self.ids(|key| match key {
            Key::Marker(id) => Some(*id),
            _ => None,
        });
        let mut rows = Vec::new();
        for id in markers {
            let Some((shown, in_conflict)) = self.kept(KeptField::Marker(id)) else {
                rows.extend(self.known(Key::Marker(id)).map(|known| MarkerRow {
                    id,
                    text: String::new(),
                    review: None,
                    ended: None,
                    known,
                    in_conflict: false,
                }));
                continue;
            };
            let KeptValue::Marker {
                text,
                review,
                ended,
            } = shown.value
            else {
                continue;
            };
            rows.push(MarkerRow {
                id,
                text,
                review,
                ended,
                known: shown.known,
                in_conflict,
            });
        }
        rows
    }
}
