//! Facts with more than one value, until someone chooses.

use patchwork_model::{ConflictRow, ConflictValue, ValueId};
use patchwork_protocol::SpaceId;
use rusqlite::params;

use super::{differing, in_order, left_over};
use crate::{
    Reader, Result, Writer,
    columns::{Columns, cbor},
};

const DROP: &str = "DELETE FROM conflict WHERE space = ?1 AND ord >= ?2";
const DROP_VALUES: &str = "DELETE FROM conflict_value WHERE space = ?1 AND conflict >= ?2";
const DROP_VALUES_OF: &str = "DELETE FROM conflict_value WHERE space = ?1 AND conflict = ?2";
const PUT: &str = "INSERT OR REPLACE INTO conflict (space, ord, field, person, withheld)
    VALUES (?1, ?2, ?3, ?4, ?5)";
const PUT_VALUE: &str = "INSERT INTO conflict_value
    (space, conflict, ord, id, value, known_at, known_device, shown)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
const CONFLICTS: &str =
    "SELECT ord, field, person, withheld FROM conflict WHERE space = ?1 ORDER BY ord";
const VALUES: &str = "SELECT id, value, known_at, known_device, shown FROM conflict_value
    WHERE space = ?1 AND conflict = ?2 ORDER BY ord";
const SPACES: &str = "SELECT DISTINCT space FROM conflict";

impl Reader<'_> {
    /// The facts of a case with more than one value.
    pub fn conflicts(&self, space: SpaceId) -> Result<Vec<ConflictRow>> {
        let mut conflicts = self.all(CONFLICTS, [space.0], |row| {
            let ord: i64 = row.get(0)?;
            let conflict = ConflictRow {
                field: row.cbor(1)?,
                person: row.id_or_none(2)?,
                withheld: row.get(3)?,
                values: Vec::new(),
            };
            Ok((ord, conflict))
        })?;
        for (ord, conflict) in &mut conflicts {
            conflict.values = self.all(VALUES, params![space.0, *ord], |row| {
                Ok(ConflictValue {
                    id: ValueId(row.get(0)?),
                    value: row.cbor(1)?,
                    known: row.as_known(2)?,
                    shown: row.get(4)?,
                })
            })?;
        }
        Ok(conflicts
            .into_iter()
            .map(|(_, conflict)| conflict)
            .collect())
    }

    /// The cases in which someone must choose.
    pub fn cases_in_conflict(&self) -> Result<Vec<SpaceId>> {
        self.all(SPACES, [], |row| row.id(0))
    }
}

impl Writer<'_> {
    pub(super) fn put_conflicts(
        &mut self,
        space: SpaceId,
        kept: &[ConflictRow],
        conflicts: &[ConflictRow],
    ) -> Result<()> {
        if let Some(from) = left_over(kept, conflicts) {
            self.run(DROP, params![space.0, from])?;
            self.run(DROP_VALUES, params![space.0, from])?;
        }
        for (ord, conflict) in differing(kept, conflicts) {
            self.run(DROP_VALUES_OF, params![space.0, ord])?;
            self.run(
                PUT,
                params![
                    space.0,
                    ord,
                    cbor(&conflict.field),
                    conflict.person.map(|person| person.0),
                    conflict.withheld,
                ],
            )?;
            for (place, value) in in_order(&conflict.values) {
                self.run(
                    PUT_VALUE,
                    params![
                        space.0,
                        ord,
                        place,
                        value.id.0,
                        cbor(&value.value),
                        value.known.at.as_millisecond(),
                        value.known.device.0,
                        value.shown,
                    ],
                )?;
            }
        }
        Ok(())
    }
}
