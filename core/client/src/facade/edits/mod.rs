//! What people change in a case: each call is one change, saved here at once.
//!
//! What two people change apart stays side by side until someone chooses, so a
//! call that a screen makes on what it shows says which state that was.

mod card;
mod child;
mod choices;
mod facts;
mod involvements;
mod markers;
mod network;
mod relationships;
mod residences;
mod tasks;

pub(crate) use child::{birth, must_be_named, nhs_number};
pub use choices::{
    AccessRoleChoice, AgencyKindChoice, AnswerKindChoice, BasisChoice, Choices, ContactKindChoice,
    ContactModeChoice, ContactOutcomeChoice, EntryKindChoice, EntryStateChoice, HowKnownChoice,
    LegalStatusChoice, LineStyleChoice, PersonKindChoice, PlanCategoryChoice, RelationChoice,
    RelationshipKindChoice, ResidenceKindChoice, ResponseKindChoice, SharingDecisionChoice,
    StatusKindChoice, TimelineFilterChoice, choices,
};
pub(super) use tasks::{add_task_of, remove_task_of};
pub use tasks::{answer_that_made, task_made_in};

use jiff::Timestamp;
use patchwork_model::{CaseEdit, CaseProjection, Heads, project, typed};
use patchwork_store::{Reader, Writer};
use patchwork_sync::Device;

use crate::{
    Client,
    error::{ClientError, Result},
    ids::CaseId,
    workspace::{Touched, edit_document, may_write},
};

/// An optional line, as text is stored: nothing that can be seen is nothing.
pub(crate) fn line(text: &str) -> Option<String> {
    let text = typed(text);
    (!text.is_empty()).then_some(text)
}

impl Client {
    /// Makes the edit that adds what has this id, unless an earlier call for the same id was saved.
    async fn add<T: Send + 'static>(
        &self,
        case: CaseId,
        id: T,
        addition: CaseEdit,
        is_there: impl FnOnce(CaseId, &Reader<'_>) -> Result<bool> + Send + 'static,
    ) -> Result<T> {
        self.change(move |device, w, touched| {
            may_write(device, case)?;
            if !is_there(case, w)? {
                edit(case, &[addition], None, device, w, touched)?;
            }
            Ok(id)
        })
        .await
    }

    /// Makes these edits as one change, if this person may write here.
    async fn edit(&self, case: CaseId, edits: Vec<CaseEdit>, shown: Option<Heads>) -> Result<()> {
        self.change(move |device, w, touched| {
            may_write(device, case)?;
            edit(case, &edits, shown.as_ref(), device, w, touched)
        })
        .await
    }
}

fn edit(
    case: CaseId,
    edits: &[CaseEdit],
    shown: Option<&Heads>,
    device: &Device,
    w: &mut Writer<'_>,
    touched: &mut Touched,
) -> Result<()> {
    let at: Timestamp = touched.now();
    edit_document(case, edits, shown, at, device, w, touched)
}

/// Makes the edits, where there are any. What stays beside another's value is
/// made on what the screen showed; anything else is the last word.
fn save(
    case: CaseId,
    edits: &[CaseEdit],
    shown: Option<&Heads>,
    device: &Device,
    w: &mut Writer<'_>,
    touched: &mut Touched,
) -> Result<()> {
    if edits.is_empty() {
        return Ok(());
    }
    let shown = shown.filter(|_| edits.iter().any(stays_beside));
    edit(case, edits, shown, device, w, touched)
}

/// Facts of which no value may get lost; and whoever withholds an address is heard.
const fn stays_beside(edit: &CaseEdit) -> bool {
    matches!(
        edit,
        CaseEdit::SetAddress { .. } | CaseEdit::SetWithheld { .. } | CaseEdit::SetMarker { .. }
    )
}

/// The facts as the screen showed them: what a person changed is what differs
/// from these, not from what came meanwhile.
fn as_shown(
    case: CaseId,
    shown: Option<&Heads>,
    r: &Reader<'_>,
    touched: &mut Touched,
) -> Result<CaseProjection> {
    let document = touched.documents.get(case, r)?;
    let shown = shown.and_then(|heads| document.at(heads).ok());
    Ok(project(shown.as_ref().unwrap_or(document)))
}

/// Why words of a newer version cannot be changed: they would be lost.
fn of_newer(field: &str) -> ClientError {
    ClientError::invalid(
        field,
        "This was written by a newer Patchwork. Update this app to change it.",
    )
}

/// What was typed where it differs from what the screen showed, else what stands now.
fn unless_left<T: Clone + PartialEq>(typed: T, shown: &T, now: &T) -> T {
    if typed == *shown { now.clone() } else { typed }
}
