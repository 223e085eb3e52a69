//! Everyone without an account, how to reach them, and how they hang together.

use patchwork_model::{
    ContactDetailRow, ContactKind, PersonKind, PersonRow, Relation, RelationshipKind,
    RelationshipRow,
};
use patchwork_protocol::SpaceId;
use rusqlite::params;

use super::{differing, left_over};
use crate::{
    Reader, Result, Writer,
    columns::{Columns, cbor},
};

const DROP_PERSON: &str = "DELETE FROM person WHERE space = ?1 AND ord >= ?2";
const PUT_PERSON: &str = "INSERT OR REPLACE INTO person
    (space, ord, id, kind, name, relation, role, agency, contact_notes, deceased, removed,
     added_at, added_device, known_at, known_device)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
const PEOPLE: &str = "SELECT id, kind, name, relation, role, agency, contact_notes, deceased,
    removed, added_at, added_device, known_at, known_device
    FROM person WHERE space = ?1 ORDER BY ord";
const DROP_DETAIL: &str = "DELETE FROM contact_detail WHERE space = ?1 AND ord >= ?2";
const PUT_DETAIL: &str = "INSERT OR REPLACE INTO contact_detail
    (space, ord, id, person, kind, value, e164, known_at, known_device, in_conflict)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
const DETAILS: &str = "SELECT id, person, kind, value, e164, known_at, known_device, in_conflict
    FROM contact_detail WHERE space = ?1 ORDER BY ord";
const DROP_RELATIONSHIP: &str = "DELETE FROM relationship WHERE space = ?1 AND ord >= ?2";
const PUT_RELATIONSHIP: &str = "INSERT OR REPLACE INTO relationship
    (space, ord, id, from_person, to_person, kind, known_at, known_device)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
const RELATIONSHIPS: &str = "SELECT id, from_person, to_person, kind, known_at, known_device
    FROM relationship WHERE space = ?1 ORDER BY ord";

impl Reader<'_> {
    /// Everyone without an account, in the order of joining.
    pub fn people(&self, space: SpaceId) -> Result<Vec<PersonRow>> {
        self.all(PEOPLE, [space.0], |row| {
            Ok(PersonRow {
                id: row.id(0)?,
                kind: row.code(1, PersonKind::from_code)?,
                name: row.get(2)?,
                relation: row.code_or_none(3, Relation::from_code)?,
                role: row.get(4)?,
                agency: row.cbor_or_none(5)?,
                contact_notes: row.get(6)?,
                deceased: row.get(7)?,
                removed: row.get(8)?,
                added: row.as_known(9)?,
                known: row.as_known(11)?,
            })
        })
    }

    /// How to reach them.
    pub fn contact_details(&self, space: SpaceId) -> Result<Vec<ContactDetailRow>> {
        self.all(DETAILS, [space.0], |row| {
            Ok(ContactDetailRow {
                id: row.id(0)?,
                person: row.id(1)?,
                kind: row.code(2, ContactKind::from_code)?,
                value: row.get(3)?,
                e164: row.get(4)?,
                known: row.as_known(5)?,
                in_conflict: row.get(7)?,
            })
        })
    }

    /// Who is what to whom.
    pub fn relationships(&self, space: SpaceId) -> Result<Vec<RelationshipRow>> {
        self.all(RELATIONSHIPS, [space.0], |row| {
            Ok(RelationshipRow {
                id: row.id(0)?,
                from: row.id(1)?,
                to: row.id(2)?,
                kind: row.code(3, RelationshipKind::from_code)?,
                known: row.as_known(4)?,
            })
        })
    }
}

impl Writer<'_> {
    pub(super) fn put_people(
        &mut self,
        space: SpaceId,
        kept: &[PersonRow],
        people: &[PersonRow],
    ) -> Result<()> {
        if let Some(from) = left_over(kept, people) {
            self.run(DROP_PERSON, params![space.0, from])?;
        }
        for (ord, person) in differing(kept, people) {
            self.run(
                PUT_PERSON,
                params![
                    space.0,
                    ord,
                    person.id.0,
                    person.kind.code(),
                    person.name,
                    person.relation.map(Relation::code),
                    person.role,
                    person.agency.as_ref().map(cbor),
                    person.contact_notes,
                    person.deceased,
                    person.removed,
                    person.added.at.as_millisecond(),
                    person.added.device.0,
                    person.known.at.as_millisecond(),
                    person.known.device.0,
                ],
            )?;
        }
        Ok(())
    }

    pub(super) fn put_contact_details(
        &mut self,
        space: SpaceId,
        kept: &[ContactDetailRow],
        details: &[ContactDetailRow],
    ) -> Result<()> {
        if let Some(from) = left_over(kept, details) {
            self.run(DROP_DETAIL, params![space.0, from])?;
        }
        for (ord, detail) in differing(kept, details) {
            self.run(
                PUT_DETAIL,
                params![
                    space.0,
                    ord,
                    detail.id.0,
                    detail.person.0,
                    detail.kind.code(),
                    detail.value,
                    detail.e164,
                    detail.known.at.as_millisecond(),
                    detail.known.device.0,
                    detail.in_conflict,
                ],
            )?;
        }
        Ok(())
    }

    pub(super) fn put_relationships(
        &mut self,
        space: SpaceId,
        kept: &[RelationshipRow],
        relationships: &[RelationshipRow],
    ) -> Result<()> {
        if let Some(from) = left_over(kept, relationships) {
            self.run(DROP_RELATIONSHIP, params![space.0, from])?;
        }
        for (ord, relationship) in differing(kept, relationships) {
            self.run(
                PUT_RELATIONSHIP,
                params![
                    space.0,
                    ord,
                    relationship.id.0,
                    relationship.from.0,
                    relationship.to.0,
                    relationship.kind.code(),
                    relationship.known.at.as_millisecond(),
                    relationship.known.device.0,
                ],
            )?;
        }
        Ok(())
    }
}
