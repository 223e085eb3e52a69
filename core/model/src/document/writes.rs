//! What an edit writes: which keys, which values. Pure.

use jiff::Timestamp;
use minicbor::Encode;

use super::{
    keys::{ChildField, InvolvementField, Key, PersonField, ResidenceField, TaskField},
    register,
};
use crate::{CaseEdit, KeptValue, NewInvolvement, NewPerson, NewResidence};

/// A value to put, or `None` to delete.
pub(crate) type Write = (Key, Option<Vec<u8>>);

/// Collects the writes of one edit.
struct Writes {
    at: Timestamp,
    writes: Vec<Write>,
}

impl Writes {
    fn put<T: Encode<()>>(&mut self, key: Key, value: &T) {
        self.writes
            .push((key, Some(register::bytes(self.at, value))));
    }

    /// A first value costs nothing when there is none.
    fn put_some<T: Encode<()>>(&mut self, key: Key, value: Option<&T>) {
        if let Some(value) = value {
            self.put(key, &Some(value));
        }
    }

    fn delete(&mut self, key: Key) {
        self.writes.push((key, None));
    }
}

/// What `edit` writes, and the key that must be there already for it to make sense.
pub(crate) fn of(edit: &CaseEdit, at: Timestamp) -> (Option<Key>, Vec<Write>) {
    let mut writes = Writes {
        at,
        writes: Vec::new(),
    };
    let needs = collect(edit, &mut writes);
    (needs, writes.writes)
}

fn collect(edit: &CaseEdit, to: &mut Writes) -> Option<Key> {
    match edit {
        CaseEdit::NameChild {
            given,
            family,
            preferred,
        } => {
            to.put(Key::Child(ChildField::Given), given);
            to.put(Key::Child(ChildField::Family), family);
            to.put(Key::Child(ChildField::Preferred), preferred);
            None
        }
        CaseEdit::SetBorn(born) => put(to, Key::Child(ChildField::Born), born),
        CaseEdit::SetNhsNumber(number) => put(to, Key::Child(ChildField::NhsNumber), number),
        CaseEdit::SetStatus(status) => put(to, Key::Child(ChildField::Status), status),
        CaseEdit::LabelFamily(label) => put(to, Key::Child(ChildField::FamilyLabel), label),

        CaseEdit::AddPerson(new) => {
            add_person(new, to);
            None
        }
        CaseEdit::RenamePerson { person, name } => {
            to.put(Key::Person(*person, PersonField::Name), name);
            Some(Key::Person(*person, PersonField::Kind))
        }
        CaseEdit::SetRelation { person, relation } => {
            to.put(Key::Person(*person, PersonField::Relation), relation);
            Some(Key::Person(*person, PersonField::Kind))
        }
        CaseEdit::SetWork {
            person,
            role,
            agency,
        } => {
            to.put(Key::Person(*person, PersonField::Role), role);
            to.put(Key::Person(*person, PersonField::Agency), agency);
            Some(Key::Person(*person, PersonField::Kind))
        }
        CaseEdit::NoteContact { person, notes } => {
            to.put(Key::Person(*person, PersonField::ContactNotes), notes);
            Some(Key::Person(*person, PersonField::Kind))
        }
        CaseEdit::SetDeceased { person, deceased } => {
            to.put(Key::Person(*person, PersonField::Deceased), deceased);
            Some(Key::Person(*person, PersonField::Kind))
        }
        CaseEdit::SetPersonRemoved { person, removed } => {
            to.put(Key::Person(*person, PersonField::Removed), removed);
            Some(Key::Person(*person, PersonField::Kind))
        }

        CaseEdit::SetContactDetail {
            id,
            person,
            kind,
            value,
        } => {
            let value = KeptValue::ContactDetail {
                person: *person,
                kind: *kind,
                value: value.clone(),
            };
            put(to, Key::ContactDetail(*id), &value)
        }
        CaseEdit::RemoveContactDetail(id) => {
            to.delete(Key::ContactDetail(*id));
            None
        }
        CaseEdit::SetRelationship {
            id,
            from,
            to: other,
            kind,
        } => put(to, Key::Relationship(*id), &(from, other, kind)),
        CaseEdit::RemoveRelationship(id) => {
            to.delete(Key::Relationship(*id));
            None
        }

        CaseEdit::AddResidence(new) => {
            add_residence(new, to);
            None
        }
        CaseEdit::SetAddress { id, address } => {
            let value = KeptValue::Address(address.clone());
            to.put(Key::Residence(*id, ResidenceField::Address), &value);
            Some(Key::Residence(*id, ResidenceField::Person))
        }
        CaseEdit::SetResidencePeriod {
            id,
            from,
            until,
            pattern,
        } => {
            let key = |field| Key::Residence(*id, field);
            to.put(key(ResidenceField::From), &from.map(Day));
            to.put(key(ResidenceField::Until), &until.map(Day));
            to.put(key(ResidenceField::Pattern), pattern);
            Some(key(ResidenceField::Person))
        }
        CaseEdit::SetWithheld { id, from, withheld } => {
            to.put(Key::Withheld(*id, *from), withheld);
            Some(Key::Residence(*id, ResidenceField::Person))
        }
        CaseEdit::RemoveResidence(id) => {
            to.put(Key::Residence(*id, ResidenceField::Removed), &true);
            Some(Key::Residence(*id, ResidenceField::Person))
        }

        CaseEdit::AddInvolvement(new) => {
            add_involvement(new, to);
            None
        }
        CaseEdit::SetInvolvementRole { id, role, agency } => {
            to.put(Key::Involvement(*id, InvolvementField::Role), role);
            to.put(Key::Involvement(*id, InvolvementField::Agency), agency);
            Some(Key::Involvement(*id, InvolvementField::Who))
        }
        CaseEdit::SetInvolvementPeriod { id, from, until } => {
            let key = |field| Key::Involvement(*id, field);
            to.put(key(InvolvementField::From), &from.map(Day));
            to.put(key(InvolvementField::Until), &until.map(Day));
            Some(key(InvolvementField::Who))
        }
        CaseEdit::SetBasis { id, basis, review } => {
            let key = |field| Key::Involvement(*id, field);
            to.put(key(InvolvementField::Basis), basis);
            to.put(key(InvolvementField::Review), &review.map(Day));
            Some(key(InvolvementField::Who))
        }
        CaseEdit::RemoveInvolvement(id) => {
            to.put(Key::Involvement(*id, InvolvementField::Removed), &true);
            Some(Key::Involvement(*id, InvolvementField::Who))
        }

        CaseEdit::AddTask {
            id,
            title,
            assignee,
            due,
        } => {
            to.put(Key::Task(*id, TaskField::Added), &true);
            to.put(Key::Task(*id, TaskField::Title), title);
            to.put_some(Key::Task(*id, TaskField::Assignee), assignee.as_ref());
            to.put_some(Key::Task(*id, TaskField::Due), due.map(Day).as_ref());
            None
        }
        CaseEdit::RetitleTask { id, title } => {
            to.put(Key::Task(*id, TaskField::Title), title);
            Some(Key::Task(*id, TaskField::Added))
        }
        CaseEdit::AssignTask { id, assignee } => {
            to.put(Key::Task(*id, TaskField::Assignee), assignee);
            Some(Key::Task(*id, TaskField::Added))
        }
        CaseEdit::SetTaskDue { id, due } => {
            to.put(Key::Task(*id, TaskField::Due), &due.map(Day));
            Some(Key::Task(*id, TaskField::Added))
        }
        CaseEdit::SetTaskDone { id, done } => {
            to.put(Key::Task(*id, TaskField::Done), done);
            Some(Key::Task(*id, TaskField::Added))
        }
        CaseEdit::RemoveTask(id) => {
            to.put(Key::Task(*id, TaskField::Removed), &true);
            Some(Key::Task(*id, TaskField::Added))
        }

        CaseEdit::SetMarker {
            id,
            text,
            review,
            ended,
        } => {
            let value = KeptValue::Marker {
                text: text.clone(),
                review: *review,
                ended: *ended,
            };
            put(to, Key::Marker(*id), &value)
        }

        CaseEdit::ChooseValue { field, value } => {
            let key = Key::from(*field);
            match value {
                KeptValue::Status(status) => to.put(key, status),
                value => to.put(key, value),
            }
            Some(key)
        }
    }
}

fn put<T: Encode<()>>(to: &mut Writes, key: Key, value: &T) -> Option<Key> {
    to.put(key, value);
    None
}

fn add_person(new: &NewPerson, to: &mut Writes) {
    let key = |field| Key::Person(new.id, field);
    to.put(key(PersonField::Kind), &new.kind);
    to.put(key(PersonField::Name), &new.name);
    to.put_some(key(PersonField::Relation), new.relation.as_ref());
    to.put_some(key(PersonField::Role), new.role.as_ref());
    to.put_some(key(PersonField::Agency), new.agency.as_ref());
    to.put_some(key(PersonField::ContactNotes), new.contact_notes.as_ref());
}

fn add_residence(new: &NewResidence, to: &mut Writes) {
    let key = |field| Key::Residence(new.id, field);
    to.put(key(ResidenceField::Person), &new.person);
    to.put(key(ResidenceField::Kind), &new.kind);
    let address = KeptValue::Address(new.address.clone());
    to.put(key(ResidenceField::Address), &address);
    to.put_some(key(ResidenceField::From), new.from.map(Day).as_ref());
    to.put_some(key(ResidenceField::Until), new.until.map(Day).as_ref());
    to.put_some(key(ResidenceField::Pattern), new.pattern.as_ref());
    for person in &new.withheld_from {
        to.put(Key::Withheld(new.id, *person), &true);
    }
}

fn add_involvement(new: &NewInvolvement, to: &mut Writes) {
    let key = |field| Key::Involvement(new.id, field);
    to.put(key(InvolvementField::Who), &new.who);
    to.put_some(key(InvolvementField::Role), new.role.as_ref());
    to.put_some(key(InvolvementField::Agency), new.agency.as_ref());
    to.put_some(key(InvolvementField::From), new.from.map(Day).as_ref());
    to.put_some(key(InvolvementField::Until), new.until.map(Day).as_ref());
    to.put_some(key(InvolvementField::Basis), new.basis.as_ref());
    to.put_some(key(InvolvementField::Review), new.review.map(Day).as_ref());
}

/// A date as it stands in a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, minicbor::Decode)]
#[cbor(transparent)]
pub(crate) struct Day(#[cbor(n(0), with = "crate::facts::date_cbor")] pub(crate) jiff::civil::Date);
