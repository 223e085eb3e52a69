//! One case as the store has it, with the names to tell it.

use jiff::{Timestamp, civil::Date};
use patchwork_model::{CaseProjection, PersonId};
use patchwork_protocol::{PractitionerId, SpaceId};
use patchwork_store::{CaseVisit, Reader};

use super::{Names, handles::encode_shown};
use crate::{CaseId, ClientError, Result, workspace::today};

/// A case as the store has it, with the names to tell it.
pub(super) struct CaseRead<'n> {
    pub(super) case: CaseId,
    pub(super) rows: CaseProjection,
    /// What the screen shows, as a handle.
    pub(super) shown: String,
    /// Whether this person may write here.
    pub(super) may_write: bool,
    /// This person's visit to the timeline.
    pub(super) visit: Option<CaseVisit>,
    pub(super) names: &'n Names<'n>,
    pub(super) now: Timestamp,
    pub(super) today: Date,
}

impl<'n> CaseRead<'n> {
    /// Reads the rows of a case; a case of this person's whose document has not
    /// come yet has none.
    pub(super) fn read(
        case: CaseId,
        names: &'n Names<'n>,
        r: &Reader<'_>,
        now: Timestamp,
    ) -> Result<Self> {
        let rows = match r.case(case)? {
            Some(rows) => rows,
            None if names.roster.is_mine(case) => {
                let mut rows = CaseProjection::default();
                rows.case.name = patchwork_model::display_name("", "", None);
                rows
            }
            None => return Err(ClientError::NotFound),
        };
        Ok(Self {
            case,
            rows,
            shown: encode_shown(&r.document_heads(case)?.unwrap_or_default()),
            may_write: may_write(names, case),
            visit: r.visit(case)?,
            names,
            now,
            today: today(now),
        })
    }

    /// Reads of a case only who is named in its entries.
    pub(super) fn for_entries(
        case: CaseId,
        names: &'n Names<'n>,
        r: &Reader<'_>,
        now: Timestamp,
    ) -> Result<Self> {
        let mut rows = CaseProjection::default();
        match r.case_row(case)? {
            Some((row, _)) => {
                rows.case = row;
                rows.people = r.people(case)?;
            }
            None if names.roster.is_mine(case) => {
                rows.case.name = patchwork_model::display_name("", "", None);
            }
            None => return Err(ClientError::NotFound),
        }
        Ok(Self {
            case,
            rows,
            shown: String::new(),
            may_write: may_write(names, case),
            visit: r.visit(case)?,
            names,
            now,
            today: today(now),
        })
    }

    /// The name of someone in the case, whether or not they were taken off again.
    pub(super) fn person_name(&self, person: PersonId) -> String {
        if person == PersonId::CHILD {
            return self.rows.case.name.clone();
        }
        self.rows
            .people
            .iter()
            .find(|row| row.id == person)
            .map(|row| row.name.clone())
            // A practitioner's face bears their own id.
            .or_else(|| {
                let card = self.names.card(PractitionerId(person.0))?;
                Some(card.card.name.clone())
            })
            .unwrap_or_else(|| "Someone".to_owned())
    }
}

fn may_write(names: &Names<'_>, case: CaseId) -> bool {
    let team = names.roster.team(case);
    team.is_some_and(|team| team.notice.is_empty())
}

/// The child of a case by name, or empty where no document has come.
pub(super) fn child_name(case: SpaceId, r: &Reader<'_>) -> Result<String> {
    Ok(r.case_row(case)?
        .map(|(row, _)| row.name)
        .unwrap_or_default())
}

#[cfg(test)]
pub(super) mod testing {
    use patchwork_model::{CaseDocument, CaseEdit, project, testing};

    use super::*;

    /// Ella's case with these edits made apart on top of it, one phone each.
    pub(crate) fn ella(apart: &[CaseEdit]) -> CaseProjection {
        project(&document(apart))
    }

    pub(crate) fn document(apart: &[CaseEdit]) -> CaseDocument {
        let mut priya = testing::Phone::new(testing::PRIYA);
        let mut tom = testing::Phone::new(testing::TOM);
        priya.edits(&testing::ellas_case(), testing::minute(0));
        tom.hears(&priya);
        for (minute, edit) in (1..).zip(apart) {
            let phone = if minute % 2 == 0 {
                &mut tom
            } else {
                &mut priya
            };
            phone.edits(core::slice::from_ref(edit), testing::minute(minute));
        }
        priya.hears(&tom);
        priya.case
    }

    pub(crate) fn read<'n>(rows: CaseProjection, names: &'n Names<'n>) -> CaseRead<'n> {
        let now = testing::minute(60);
        CaseRead {
            case: SpaceId([7; 32]),
            rows,
            shown: String::new(),
            may_write: true,
            visit: None,
            names,
            now,
            today: today(now),
        }
    }
}
