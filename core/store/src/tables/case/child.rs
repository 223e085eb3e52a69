//! The child, and their plan or legal status.

use patchwork_model::{AsKnown, Born, CaseRow, StatusRow};
use patchwork_protocol::{DeviceId, SpaceId};
use rusqlite::params;

use crate::{
    Reader, Result, StoreError, Writer,
    columns::{Columns, cbor, day, time},
};

const PUT_CASE: &str = "INSERT OR REPLACE INTO case_row
    (space, given, family, preferred, name, born, born_day, nhs_number, family_label, family_key,
     known_at, known_device, unreadable)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
const CASE: &str = "SELECT given, family, preferred, name, born, nhs_number, family_label,
    family_key, known_at, known_device, unreadable FROM case_row WHERE space = ?1";
const CASES: &str = "SELECT space FROM case_row ORDER BY space";
const UNREADABLE_AFTER: &str = "SELECT space FROM case_row
    WHERE unreadable > 0 AND space > ?1 ORDER BY space LIMIT 1";
const PUT_STATUS: &str = "INSERT OR REPLACE INTO status
    (space, status, from_day, from_whom, known_at, known_device, in_conflict)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
const DROP_STATUS: &str = "DELETE FROM status WHERE space = ?1";
const STATUS: &str = "SELECT status, from_day, from_whom, known_at, known_device, in_conflict
    FROM status WHERE space = ?1";

/// Sorts those of unknown age last.
const UNKNOWN_DAY: &str = "9999-12-31";

impl Reader<'_> {
    /// The child, and how many values of the case this version cannot read.
    pub fn case_row(&self, space: SpaceId) -> Result<Option<(CaseRow, u32)>> {
        self.one(CASE, [space.0], |row| {
            let nhs_number: Option<String> = row.get(5)?;
            let known_device: Option<DeviceId> = row.id_or_none(9)?;
            let case = CaseRow {
                given: row.get(0)?,
                family: row.get(1)?,
                preferred: row.get(2)?,
                name: row.get(3)?,
                born: row.cbor(4)?,
                nhs_number: nhs_number
                    .map(|number| number.parse())
                    .transpose()
                    .map_err(StoreError::damaged)?,
                family_label: row.get(6)?,
                family_key: row.get(7)?,
                known: row
                    .time_or_none(8)?
                    .zip(known_device)
                    .map(|(at, device)| AsKnown { at, device }),
            };
            Ok((case, row.count(10)?))
        })
    }

    /// Every child, to find one who is likely there already.
    pub fn children(&self) -> Result<Vec<(SpaceId, CaseRow)>> {
        let mut children = Vec::new();
        for space in self.all(CASES, [], |row| row.id(0))? {
            if let Some((row, _)) = self.case_row(space)? {
                children.push((space, row));
            }
        }
        Ok(children)
    }

    /// The first case after this one, by their ids, with values that this version cannot read.
    pub fn unreadable_case_after(&self, space: Option<SpaceId>) -> Result<Option<SpaceId>> {
        let after = space.map_or_else(Vec::new, |space| space.0.to_vec());
        self.one(UNREADABLE_AFTER, [after], |row| row.id(0))
    }

    /// The plan or legal status.
    pub fn status(&self, space: SpaceId) -> Result<Option<StatusRow>> {
        self.one(STATUS, [space.0], |row| {
            Ok(StatusRow {
                status: row.cbor(0)?,
                from: row.day(1)?,
                from_whom: row.get(2)?,
                known: row.as_known(3)?,
                in_conflict: row.get(5)?,
            })
        })
    }
}

impl Writer<'_> {
    pub(super) fn put_case_row(
        &mut self,
        space: SpaceId,
        case: &CaseRow,
        unreadable: u32,
    ) -> Result<()> {
        let born_day = match case.born {
            Born::Unknown => None,
            Born::On(born) | Born::About(born) | Born::Expected(born) => Some(born),
        };
        self.run(
            PUT_CASE,
            params![
                space.0,
                case.given,
                case.family,
                case.preferred,
                case.name,
                cbor(&case.born),
                day(born_day).as_deref().unwrap_or(UNKNOWN_DAY),
                case.nhs_number.map(|number| number.to_string()),
                case.family_label,
                case.family_key,
                time(case.known.map(|known| known.at)),
                case.known.map(|known| known.device.0),
                unreadable,
            ],
        )?;
        Ok(())
    }

    pub(super) fn put_status(&mut self, space: SpaceId, status: Option<&StatusRow>) -> Result<()> {
        let Some(status) = status else {
            self.run(DROP_STATUS, [space.0])?;
            return Ok(());
        };
        self.run(
            PUT_STATUS,
            params![
                space.0,
                cbor(&status.status),
                day(status.from),
                status.from_whom,
                status.known.at.as_millisecond(),
                status.known.device.0,
                status.in_conflict,
            ],
        )?;
        Ok(())
    }
}
