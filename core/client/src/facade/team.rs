//! Opening cases and changing teams. A change is queued here and planned
//! against what is known when it is posted.

use jiff::civil::Date;
use patchwork_model::{Born, CaseEdit, typed};
use patchwork_protocol::{PractitionerId, Role, SpaceKind, http::TeamPost};
use patchwork_sync::CannotPlan;

use crate::{
    Client, Update,
    error::{ClientError, Result},
    facade::{
        dates::birth_must_be_plausible,
        edits::{self, line},
        opened_cases::{RequestId, note_opened, opened_by},
        requests::NewCase,
    },
    ids::CaseId,
    workspace::{
        StoredTeamIntent, edit_document, may_manage, queued_members, take_planned_change, today,
    },
};

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Opens a child's case. Works without a connection. The same request made again opens none.
    pub async fn open_case(&self, case: NewCase) -> Result<CaseId> {
        let edits = child_edits(&case, today(self.now()))?;
        let members: Vec<_> = case
            .team
            .iter()
            .map(|member| (member.practitioner, member.access))
            .collect();
        let request = RequestId::read(&case.request)?;
        self.change(move |device, w, touched| {
            if let Some(request) = request
                && let Some(opened) = opened_by(request, w)?
            {
                return Ok(opened);
            }
            let now = touched.now();
            let me = device.practitioner();
            let members: Vec<_> = members
                .into_iter()
                .filter(|(practitioner, _)| Some(*practitioner) != me)
                .collect();
            let planned = device
                .open_space(SpaceKind::Case, &members, now, &mut touched.rng())
                .map_err(cannot_plan)?;
            let space = planned.space;
            let post = TeamPost {
                change: planned.change.bytes().to_vec(),
                wraps: planned.wraps.clone(),
            };
            take_planned_change(planned, device, w, touched)?;
            w.queue_intent(
                space,
                &StoredTeamIntent::Found.encode(),
                Some(&post.encode()),
                now,
            )?;
            edit_document(space, &edits, None, now, device, w, touched)?;
            if let Some(request) = request {
                note_opened(request, space, w)?;
            }
            Ok(space)
        })
        .await
    }

    /// Adds a practitioner to a case's team. Without a connection it is queued,
    /// and the team is told once there is one.
    pub async fn add_to_team(
        &self,
        case: CaseId,
        practitioner: PractitionerId,
        access: Role,
    ) -> Result<()> {
        self.change(move |device, w, touched| {
            may_manage(device, case)?;
            let admitted = device
                .directory()
                .and_then(|directory| directory.practitioner(practitioner))
                .is_some_and(patchwork_protocol::PractitionerRecord::is_active);
            if !admitted {
                return Err(ClientError::invalid(
                    "practitioner",
                    "They have not joined yet. Add them once they have been let in.",
                ));
            }
            let intent = StoredTeamIntent::Add(practitioner, access, None);
            let is_queued = queued_members(w, case)?
                .iter()
                .any(|(queued, _)| *queued == practitioner);
            if !is_queued {
                w.queue_intent(case, &intent.encode(), None, touched.now())?;
            }
            touched.case(case);
            touched.update(Update::Sync);
            Ok(())
        })
        .await
    }
}

fn cannot_plan(why: CannotPlan) -> ClientError {
    match why {
        CannotPlan::NotAdmitted | CannotPlan::NotKnown => ClientError::Refused {
            reason: "this device has not been let into the partnership yet.".to_owned(),
        },
        CannotPlan::Refused(reason) => {
            ClientError::invalid("team", format!("This team cannot be made: {reason}."))
        }
        CannotPlan::NoKey => ClientError::internal(why),
    }
}

fn child_edits(case: &NewCase, today: Date) -> Result<Vec<CaseEdit>> {
    let (given, family) = (typed(&case.given), typed(&case.family));
    let preferred = line(&case.preferred);
    if given.is_empty() && family.is_empty() && preferred.is_none() {
        return Err(ClientError::invalid(
            "given",
            "Write at least one name of the child.",
        ));
    }
    let mut writes = vec![CaseEdit::NameChild {
        given,
        family,
        preferred,
    }];
    let born = edits::birth(case.born, case.born_is_approximate, case.expected);
    birth_must_be_plausible(born, today)?;
    if born != Born::Unknown {
        writes.push(CaseEdit::SetBorn(born));
    }
    if let Some(number) = edits::nhs_number(&case.nhs_number)? {
        writes.push(CaseEdit::SetNhsNumber(Some(number)));
    }
    Ok(writes)
}
