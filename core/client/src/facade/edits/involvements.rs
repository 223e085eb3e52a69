//! Which part professionals play in the child's life. It gives no access: that
//! is the team's.

use patchwork_model::{
    CaseEdit, InvolvementId, InvolvementRow, NewInvolvement as Part, Participant,
};

use super::{
    as_shown, edit, line, may_write,
    network::{agency, must_be_there},
    save, unless_left,
};
use crate::{
    CaseId, Client, InvolvementDetails, NewInvolvement,
    error::{ClientError, Result},
    facade::{dates::must_be_plausible, reads::decode_shown},
    workspace::today,
};

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Records someone's part in the child's life.
    pub async fn add_involvement(
        &self,
        case: CaseId,
        involvement: NewInvolvement,
    ) -> Result<InvolvementId> {
        let who = match (involvement.practitioner, involvement.person) {
            (Some(practitioner), None) => Participant::Practitioner(practitioner),
            (None, Some(person)) => Participant::Person(person),
            (Some(_), Some(_)) | (None, None) => {
                return Err(ClientError::invalid("who", "Choose one person."));
            }
        };
        let today = today(self.now());
        ClientError::gather([
            must_be_plausible("from", involvement.from, today),
            must_be_plausible("until", involvement.until, today),
            must_be_plausible("review", involvement.review, today),
        ])?;
        let id = involvement
            .id
            .unwrap_or_else(|| InvolvementId::random(&mut self.rng()));
        self.change(move |device, w, touched| {
            may_write(device, case)?;
            if let Participant::Person(person) = who {
                must_be_there(case, person, w)?;
            }
            if w.involvements(case)?.iter().any(|row| row.id == id) {
                return Ok(id);
            }
            let part = Part {
                id,
                who,
                role: line(&involvement.role),
                // None for theirs, as the directory or the case has it.
                agency: agency(&involvement.agency, w)?,
                from: involvement.from,
                until: involvement.until,
                basis: involvement.basis,
                review: involvement.review,
            };
            let add = [CaseEdit::AddInvolvement(part)];
            edit(case, &add, None, device, w, touched)?;
            Ok(id)
        })
        .await
    }

    /// Changes someone's part: as what and for whom, since and until when, on
    /// what basis. Only what differs from what the screen showed is written.
    pub async fn change_involvement(
        &self,
        case: CaseId,
        details: InvolvementDetails,
    ) -> Result<()> {
        let shown = decode_shown(&details.shown);
        self.change(move |device, w, touched| {
            may_write(device, case)?;
            let there = |rows: Vec<InvolvementRow>| {
                let part = rows.into_iter().find(|row| row.id == details.involvement);
                part.ok_or(ClientError::NotFound)
            };
            let now = there(w.involvements(case)?)?;
            let was = there(as_shown(case, shown.as_ref(), w, touched)?.involvements)?;
            let wanted = InvolvementRow {
                role: unless_left(line(&details.role), &was.role, &now.role),
                agency: unless_left(agency(&details.agency, w)?, &was.agency, &now.agency),
                from: unless_left(details.from, &was.from, &now.from),
                until: unless_left(details.until, &was.until, &now.until),
                basis: unless_left(details.basis, &was.basis, &now.basis),
                review: unless_left(details.review, &was.review, &now.review),
                ..now.clone()
            };
            let today = today(touched.now());
            let days = [
                ("from", wanted.from, now.from),
                ("until", wanted.until, now.until),
                ("review", wanted.review, now.review),
            ];
            ClientError::gather(days.map(|(field, wanted, now)| {
                must_be_plausible(field, wanted.filter(|_| wanted != now), today)
            }))?;
            save(case, &differences(&now, &wanted), None, device, w, touched)
        })
        .await
    }

    /// Removes a part that was entered by mistake. One that has ended has an
    /// until instead.
    pub async fn remove_involvement(&self, case: CaseId, involvement: InvolvementId) -> Result<()> {
        let remove = CaseEdit::RemoveInvolvement(involvement);
        self.edit(case, vec![remove], None).await
    }
}

fn differences(now: &InvolvementRow, wanted: &InvolvementRow) -> Vec<CaseEdit> {
    let id = now.id;
    let mut edits = Vec::new();
    if wanted.role != now.role || wanted.agency != now.agency {
        edits.push(CaseEdit::SetInvolvementRole {
            id,
            role: wanted.role.clone(),
            agency: wanted.agency.clone(),
        });
    }
    if (wanted.from, wanted.until) != (now.from, now.until) {
        edits.push(CaseEdit::SetInvolvementPeriod {
            id,
            from: wanted.from,
            until: wanted.until,
        });
    }
    if (wanted.basis, wanted.review) != (now.basis, now.review) {
        edits.push(CaseEdit::SetBasis {
            id,
            basis: wanted.basis,
            review: wanted.review,
        });
    }
    edits
}

#[cfg(test)]
mod tests {
    use patchwork_model::Basis;

    use super::*;
    use crate::testing::Kitchen;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_part_is_changed_ended_and_removed() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let case = kitchen.ella().await;
        let new = NewInvolvement {
            id: None,
            practitioner: Some(kitchen.priya),
            person: None,
            role: "Lead practitioner".to_owned(),
            agency: "Larch Surgery".to_owned(),
            from: "2026-01-20".parse().ok(),
            until: None,
            basis: None,
            review: None,
        };
        let part = client.add_involvement(case, new).await.unwrap();
        let view = client.case_view(case).await.unwrap();
        assert_eq!(view.involvements[0].own_agency, "Larch Surgery");

        let wanted = InvolvementDetails {
            involvement: part,
            role: "Duty worker".to_owned(),
            agency: "Northcote Advice".to_owned(),
            from: "2026-01-20".parse().ok(),
            until: "2026-02-20".parse().ok(),
            basis: Some(Basis::Agreement),
            review: "2026-02-01".parse().ok(),
            shown: view.header.shown,
        };
        client
            .change_involvement(case, wanted.clone())
            .await
            .unwrap();
        let view = client.case_view(case).await.unwrap();
        let involvement = &view.involvements[0];
        assert_eq!(involvement.role, "Duty worker");
        assert_eq!(involvement.agency, "Northcote Advice");
        assert_eq!(involvement.basis, Some(Basis::Agreement));
        assert_eq!(involvement.basis_label, "The family agreed");
        assert_eq!(involvement.recorded_by, "Priya Nair");
        assert!(involvement.has_ended);
        assert!(!view.people[0].is_current);

        let waiting = client.sync_status().await.unwrap().waiting;
        client.change_involvement(case, wanted).await.unwrap();
        assert_eq!(client.sync_status().await.unwrap().waiting, waiting);

        let other = kitchen.ella().await;
        let elsewhere = client.remove_involvement(other, part).await;
        assert_eq!(elsewhere, Err(ClientError::NotFound));
        client.remove_involvement(case, part).await.unwrap();
        assert_eq!(client.case_view(case).await.unwrap().involvements, []);
    }
}
