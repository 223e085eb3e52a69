//! Where people live, which part they play, what is to be done, and one's own card.

use patchwork_model::{
    CardBody, CaseEdit, ContactCard, InvolvementId, NewInvolvement as Part,
    NewResidence as Residence, Participant, PersonId, ResidenceId, TaskId,
};

use super::{choices, edit, line, network::must_be_there};
use crate::{
    CaseId, Client, MyCard, NewInvolvement, NewResidence, NewTask, chance,
    error::{ClientError, Result},
};

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Records where someone lives.
    pub async fn add_residence(
        &self,
        case: CaseId,
        residence: NewResidence,
    ) -> Result<ResidenceId> {
        let id = ResidenceId::random(&mut chance::rng());
        let person = residence.person.unwrap_or(PersonId::CHILD);
        let new = Residence {
            id,
            person,
            kind: choices::residence(&residence.kind)?,
            address: line(&residence.address)
                .ok_or_else(|| ClientError::invalid("address", "Write the address."))?,
            from: residence.from,
            until: residence.until,
            pattern: line(&residence.pattern),
            withheld_from: residence.withheld_from,
        };
        self.change(move |device, w, touched| {
            crate::team::may_write(device, case)?;
            for person in core::iter::once(&new.person).chain(&new.withheld_from) {
                must_be_there(case, *person, w)?;
            }
            edit(
                case,
                &[CaseEdit::AddResidence(new)],
                None,
                device,
                w,
                touched,
            )?;
            Ok(id)
        })
        .await
    }

    /// Records someone's part in the child's life. It gives no access: that is
    /// the team's.
    pub async fn add_involvement(&self, case: CaseId, involvement: NewInvolvement) -> Result<()> {
        let who = match (involvement.practitioner, involvement.person) {
            (Some(practitioner), None) => Participant::Practitioner(practitioner),
            (None, Some(person)) => Participant::Person(person),
            (Some(_), Some(_)) | (None, None) => {
                return Err(ClientError::invalid("who", "Choose one person."));
            }
        };
        let part = Part {
            id: InvolvementId::random(&mut chance::rng()),
            who,
            role: line(&involvement.role),
            // Theirs as the directory or the case has it.
            agency: None,
            from: involvement.from,
            until: involvement.until,
            basis: choices::basis(&involvement.basis)?,
            review: involvement.review,
        };
        self.change(move |device, w, touched| {
            crate::team::may_write(device, case)?;
            if let Participant::Person(person) = who {
                must_be_there(case, person, w)?;
            }
            edit(
                case,
                &[CaseEdit::AddInvolvement(part)],
                None,
                device,
                w,
                touched,
            )
        })
        .await
    }

    /// Adds something to be done.
    pub async fn add_task(&self, task: NewTask) -> Result<TaskId> {
        let id = TaskId::random(&mut chance::rng());
        let title = line(&task.title)
            .ok_or_else(|| ClientError::invalid("title", "Write what is to be done."))?;
        let new = CaseEdit::AddTask {
            id,
            title,
            assignee: task.assignee,
            due: task.due,
        };
        self.edit(task.case, vec![new], None).await?;
        Ok(id)
    }

    /// Ticks a task.
    pub async fn complete_task(&self, case: CaseId, task: TaskId) -> Result<()> {
        let done = CaseEdit::SetTaskDone {
            id: task,
            done: true,
        };
        self.edit(case, vec![done], None).await
    }

    /// Changes how colleagues can reach this person.
    pub async fn change_my_card(&self, card: MyCard) -> Result<()> {
        let lines = |typed: &[String]| typed.iter().filter_map(|text| line(text)).collect();
        let card = ContactCard {
            phones: lines(&card.phones),
            emails: lines(&card.emails),
            best_way: line(&card.best_reached),
            best_time: None,
            away_until: card.away_until,
            covered_by: card.covered_by,
        };
        self.change(move |device, w, touched| {
            crate::joining::queue_card(device, w, touched, CardBody::Contact(card))
        })
        .await
    }
}
