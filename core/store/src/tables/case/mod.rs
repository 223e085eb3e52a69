//! The rows of a case document: written whole with each change, read by the screens.

mod child;
mod conflicts;
mod names;
mod people;
mod places;
mod tasks;

pub(crate) use names::NameKind;
pub(crate) use names::put_name;
pub(crate) use tasks::task_at;

use patchwork_model::CaseProjection;
use patchwork_protocol::SpaceId;

use crate::{Reader, Result, Writer};

const EMPTY: &[&str] = &[
    "DELETE FROM case_row WHERE space = ?1",
    "DELETE FROM status WHERE space = ?1",
    "DELETE FROM person WHERE space = ?1",
    "DELETE FROM contact_detail WHERE space = ?1",
    "DELETE FROM relationship WHERE space = ?1",
    "DELETE FROM residence WHERE space = ?1",
    "DELETE FROM involvement WHERE space = ?1",
    "DELETE FROM task WHERE space = ?1",
    "DELETE FROM marker WHERE space = ?1",
    "DELETE FROM conflict WHERE space = ?1",
    "DELETE FROM conflict_value WHERE space = ?1",
];

impl Reader<'_> {
    /// Every row of a case, as core/model made them.
    pub fn case(&self, space: SpaceId) -> Result<Option<CaseProjection>> {
        let Some((case, unreadable)) = self.case_row(space)? else {
            return Ok(None);
        };
        Ok(Some(CaseProjection {
            case,
            status: self.status(space)?,
            people: self.people(space)?,
            contact_details: self.contact_details(space)?,
            relationships: self.relationships(space)?,
            residences: self.residences(space)?,
            involvements: self.involvements(space)?,
            tasks: self.tasks(space)?,
            markers: self.markers(space)?,
            conflicts: self.conflicts(space)?,
            unreadable,
        }))
    }
}

impl Writer<'_> {
    /// Puts these rows in place of those of the case, and what is searched with them.
    pub fn replace_case(&mut self, space: SpaceId, case: &CaseProjection) -> Result<()> {
        for statement in EMPTY {
            self.run(statement, [space.0])?;
        }
        self.put_case_row(space, &case.case, case.unreadable)?;
        self.put_status(space, case.status.as_ref())?;
        self.put_people(space, &case.people)?;
        self.put_contact_details(space, &case.contact_details)?;
        self.put_relationships(space, &case.relationships)?;
        self.put_residences(space, &case.residences)?;
        self.put_involvements(space, &case.involvements)?;
        self.put_tasks(space, &case.tasks)?;
        self.put_markers(space, &case.markers)?;
        self.put_conflicts(space, &case.conflicts)?;
        self.replace_names(space, case)
    }
}

/// Rows with their place in the projection's order.
fn in_order<T>(rows: &[T]) -> impl Iterator<Item = (i64, &T)> {
    (0_i64..).zip(rows)
}
