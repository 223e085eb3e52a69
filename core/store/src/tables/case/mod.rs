//! The rows of a case document, read by the screens. A change of the document writes those that
//! differ.

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

use crate::{Reader, Result, StoreError, Writer};

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

/// What [`Writer::replace_case`] replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replaced {
    /// The child's own row or status among others: by these a list of cases is named and ordered.
    WithItsHead,
    /// At most what lies below them.
    Below,
}

impl Writer<'_> {
    /// Puts these rows in place of those of the case, and what is searched with them. Rows that
    /// are as they were are not written.
    pub fn replace_case(&mut self, space: SpaceId, case: &CaseProjection) -> Result<Replaced> {
        let kept = match self.case(space) {
            Ok(Some(kept)) => kept,
            // What cannot be read is written anew.
            Ok(None) | Err(StoreError::Damaged(_)) => {
                self.rewrite_case(space, case)?;
                return Ok(Replaced::WithItsHead);
            }
            Err(error) => return Err(error),
        };
        if kept != *case {
            self.put_case(space, &kept, case)?;
            self.replace_names(space, case)?;
        }
        if (&kept.case, &kept.status) == (&case.case, &case.status) {
            return Ok(Replaced::Below);
        }
        Ok(Replaced::WithItsHead)
    }

    /// Writes every row of a case anew, whatever is there.
    pub(crate) fn rewrite_case(&mut self, space: SpaceId, case: &CaseProjection) -> Result<()> {
        for statement in EMPTY {
            self.run(statement, [space.0])?;
        }
        self.put_case_row(space, &case.case, case.unreadable)?;
        self.put_case(space, &CaseProjection::default(), case)?;
        self.rewrite_names(space, case)
    }

    fn put_case(
        &mut self,
        space: SpaceId,
        kept: &CaseProjection,
        case: &CaseProjection,
    ) -> Result<()> {
        if (&kept.case, kept.unreadable) != (&case.case, case.unreadable) {
            self.put_case_row(space, &case.case, case.unreadable)?;
        }
        if kept.status != case.status {
            self.put_status(space, case.status.as_ref())?;
        }
        self.put_people(space, &kept.people, &case.people)?;
        self.put_contact_details(space, &kept.contact_details, &case.contact_details)?;
        self.put_relationships(space, &kept.relationships, &case.relationships)?;
        self.put_residences(space, &kept.residences, &case.residences)?;
        self.put_involvements(space, &kept.involvements, &case.involvements)?;
        self.put_tasks(space, &kept.tasks, &case.tasks)?;
        self.put_markers(space, &kept.markers, &case.markers)?;
        self.put_conflicts(space, &kept.conflicts, &case.conflicts)
    }
}

/// The rows that are not as they were at their place in the projection's order.
fn differing<'r, T: PartialEq>(kept: &'r [T], rows: &'r [T]) -> impl Iterator<Item = (i64, &'r T)> {
    let kept = kept.iter().map(Some).chain(core::iter::repeat(None));
    in_order(rows)
        .zip(kept)
        .filter(|((_, row), kept)| *kept != Some(row))
        .map(|(row, _)| row)
}

/// From which place on there are rows that are no more.
fn left_over<T>(kept: &[T], rows: &[T]) -> Option<i64> {
    (kept.len() > rows.len()).then(|| i64::try_from(rows.len()).unwrap_or(i64::MAX))
}

/// Rows with their place in the projection's order.
fn in_order<T>(rows: &[T]) -> impl Iterator<Item = (i64, &T)> {
    (0_i64..).zip(rows)
}
