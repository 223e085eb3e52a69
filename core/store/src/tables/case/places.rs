//! Who lives where, and who has which part in the child's life.

use patchwork_model::{Basis, InvolvementRow, PersonId, ResidenceKind, ResidenceRow};
use patchwork_protocol::SpaceId;
use rusqlite::params;

use super::{differing, left_over};
use crate::{
    Reader, Result, Writer,
    columns::{Columns, cbor, day},
};

const DROP_RESIDENCE: &str = "DELETE FROM residence WHERE space = ?1 AND ord >= ?2";
const PUT_RESIDENCE: &str = "INSERT OR REPLACE INTO residence
    (space, ord, id, person, kind, address, from_day, until_day, pattern, withheld_from, withheld,
     known_at, known_device, in_conflict)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
const RESIDENCES: &str = "SELECT id, person, kind, address, from_day, until_day, pattern,
    withheld_from, withheld, known_at, known_device, in_conflict
    FROM residence WHERE space = ?1 ORDER BY ord";
const DROP_INVOLVEMENT: &str = "DELETE FROM involvement WHERE space = ?1 AND ord >= ?2";
const PUT_INVOLVEMENT: &str = "INSERT OR REPLACE INTO involvement
    (space, ord, id, who, role, agency, from_day, until_day, basis, review, known_at, known_device)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
const INVOLVEMENTS: &str = "SELECT id, who, role, agency, from_day, until_day, basis, review,
    known_at, known_device FROM involvement WHERE space = ?1 ORDER BY ord";

impl Reader<'_> {
    /// Who lives where.
    pub fn residences(&self, space: SpaceId) -> Result<Vec<ResidenceRow>> {
        self.all(RESIDENCES, [space.0], |row| {
            let withheld_from: Vec<PersonId> = row.cbor(7)?;
            Ok(ResidenceRow {
                id: row.id(0)?,
                person: row.id(1)?,
                kind: row.code(2, ResidenceKind::from_code)?,
                address: row.get(3)?,
                from: row.day(4)?,
                until: row.day(5)?,
                pattern: row.get(6)?,
                withheld_from,
                withheld: row.get(8)?,
                known: row.as_known(9)?,
                in_conflict: row.get(11)?,
            })
        })
    }

    /// Who has which part in the child's life.
    pub fn involvements(&self, space: SpaceId) -> Result<Vec<InvolvementRow>> {
        self.all(INVOLVEMENTS, [space.0], |row| {
            Ok(InvolvementRow {
                id: row.id(0)?,
                who: row.cbor(1)?,
                role: row.get(2)?,
                agency: row.cbor_or_none(3)?,
                from: row.day(4)?,
                until: row.day(5)?,
                basis: row.code_or_none(6, Basis::from_code)?,
                review: row.day(7)?,
                known: row.as_known(8)?,
            })
        })
    }
}

impl Writer<'_> {
    pub(super) fn put_residences(
        &mut self,
        space: SpaceId,
        kept: &[ResidenceRow],
        rows: &[ResidenceRow],
    ) -> Result<()> {
        if let Some(from) = left_over(kept, rows) {
            self.run(DROP_RESIDENCE, params![space.0, from])?;
        }
        for (ord, residence) in differing(kept, rows) {
            self.run(
                PUT_RESIDENCE,
                params![
                    space.0,
                    ord,
                    residence.id.0,
                    residence.person.0,
                    residence.kind.code(),
                    residence.address,
                    day(residence.from),
                    day(residence.until),
                    residence.pattern,
                    cbor(&residence.withheld_from),
                    residence.withheld,
                    residence.known.at.as_millisecond(),
                    residence.known.device.0,
                    residence.in_conflict,
                ],
            )?;
        }
        Ok(())
    }

    pub(super) fn put_involvements(
        &mut self,
        space: SpaceId,
        kept: &[InvolvementRow],
        rows: &[InvolvementRow],
    ) -> Result<()> {
        if let Some(from) = left_over(kept, rows) {
            self.run(DROP_INVOLVEMENT, params![space.0, from])?;
        }
        for (ord, involvement) in differing(kept, rows) {
            self.run(
                PUT_INVOLVEMENT,
                params![
                    space.0,
                    ord,
                    involvement.id.0,
                    cbor(&involvement.who),
                    involvement.role,
                    involvement.agency.as_ref().map(cbor),
                    day(involvement.from),
                    day(involvement.until),
                    involvement.basis.map(Basis::code),
                    day(involvement.review),
                    involvement.known.at.as_millisecond(),
                    involvement.known.device.0,
                ],
            )?;
        }
        Ok(())
    }
}
