//! The facts at the top of a case, and the choice between values that stand
//! side by side.

use jiff::civil::Date;
use patchwork_model::{
    CaseEdit, ChildStatus, ContactDetailId, EditError, KeptField, KeptValue, Status,
};

use super::{edit, line, may_write};
use crate::{
    CaseId, Client,
    error::{ClientError, Result},
    facade::{
        dates::must_have_come,
        reads::{decode_choice, decode_shown},
    },
    workspace::today,
};

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Chooses one of the values of a
    /// [`ConflictView`](crate::ConflictView): it holds, and the others that the
    /// screen showed are gone. A value that came meanwhile stays beside it. Another one of those
    /// that were shown can be chosen afterwards, by its own handle: for whoever tapped the wrong one.
    pub async fn choose_value(&self, case: CaseId, field: String, choice: String) -> Result<()> {
        let field: KeptField = field.parse().map_err(|_| ClientError::NotFound)?;
        let (value, shown) = decode_choice(&choice);
        self.change(move |device, w, touched| {
            may_write(device, case)?;
            let document = touched.documents.get(case, w)?;
            let chosen = match (document.choice(field, &value), &shown) {
                (Err(EditError::NotThere(_)), Some(heads)) => {
                    let as_shown = document.at(heads).map_err(|_| ClientError::NotFound)?;
                    as_shown.choice(field, &value)?
                }
                (chosen, _) => chosen?,
            };
            edit(case, &[chosen], shown.as_ref(), device, w, touched)
        })
        .await
    }

    /// Keeps every value of a [`ConflictView`](crate::ConflictView) that says so
    /// ([`may_keep_all`](crate::ConflictView::may_keep_all)): the one of this handle stays where it
    /// is, and the others become ways of their own to reach the same person.
    ///
    /// # Errors
    /// [`ClientError::NotFound`] if it is not about a way to reach somebody, or the value is not
    /// among those that the screen showed.
    pub async fn keep_all_values(&self, case: CaseId, field: String, choice: String) -> Result<()> {
        let field: KeptField = field.parse().map_err(|_| ClientError::NotFound)?;
        if !matches!(field, KeptField::ContactDetail(_)) {
            return Err(ClientError::NotFound);
        }
        let (value, shown) = decode_choice(&choice);
        let mut rng = self.rng();
        self.change(move |device, w, touched| {
            may_write(device, case)?;
            let document = touched.documents.get(case, w)?;
            let stays = document.choice(field, &value)?;
            let mut edits = vec![stays.clone()];
            for other in document.values(field) {
                let again = CaseEdit::ChooseValue {
                    field,
                    value: other.clone(),
                };
                if let KeptValue::ContactDetail {
                    person,
                    kind,
                    value,
                } = other
                    && again != stays
                {
                    edits.push(CaseEdit::SetContactDetail {
                        id: ContactDetailId::random(&mut rng),
                        person,
                        kind,
                        value,
                    });
                }
            }
            edit(case, &edits, shown.as_ref(), device, w, touched)
        })
        .await
    }

    /// Records the plan or legal status, since when, and who said so. If
    /// someone else recorded one since the screen was drawn
    /// ([`CaseHeader::shown`](crate::CaseHeader::shown); empty means the latest),
    /// both stay until someone chooses.
    pub async fn set_status(
        &self,
        case: CaseId,
        status: ChildStatus,
        from: Option<Date>,
        source: String,
        shown: String,
    ) -> Result<()> {
        must_have_come("from", from, today(self.now()))?;
        let status = Status {
            status,
            from,
            from_whom: line(&source),
        };
        let shown = decode_shown(&shown);
        self.edit(case, vec![CaseEdit::SetStatus(status)], shown)
            .await
    }
}

#[cfg(test)]
mod tests {
    use patchwork_model::ContactKind;

    use super::*;
    use crate::{
        ConflictView, NewPerson, PersonId,
        testing::{Kitchen, hear, written_elsewhere},
    };

    const MINE: &str = "07700 900222";
    const THEIRS: &str = "07700 900333";

    /// Two numbers of Mum, of people who did not hear of each other.
    async fn in_conflict(kitchen: &Kitchen) -> (CaseId, PersonId, ConflictView) {
        let client = &kitchen.client;
        let case = kitchen.ella().await;
        let mum = NewPerson {
            name: "Kelly Marsh".to_owned(),
            mobile: "07700 900111".to_owned(),
            ..NewPerson::default()
        };
        let mum = client.add_person(case, mum).await.unwrap();
        let people = client.case_view(case).await.unwrap().people;
        let kelly = people.iter().find(|person| person.person == mum).unwrap();
        let detail = kelly.contacts[0].detail;
        let set = |value: &str| CaseEdit::SetContactDetail {
            id: detail,
            person: mum,
            kind: ContactKind::Mobile,
            value: value.to_owned(),
        };
        let heard = written_elsewhere(client, case, set(THEIRS)).await;
        client.edit(case, vec![set(MINE)], None).await.unwrap();
        hear(client, case, heard).await;
        let conflict = client.conflicts().await.unwrap().remove(0);
        (case, mum, conflict)
    }

    fn handle(conflict: &ConflictView, value: &str) -> String {
        let found = conflict.values.iter().find(|one| one.value == value);
        found.unwrap().choice.clone()
    }

    async fn numbers(client: &Client, case: CaseId, person: PersonId) -> Vec<String> {
        let people = client.case_view(case).await.unwrap().people;
        let found = people.into_iter().find(|one| one.person == person).unwrap();
        found.contacts.into_iter().map(|one| one.value).collect()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn whoever_chose_the_wrong_value_chooses_the_other_one_afterwards() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let (case, mum, conflict) = in_conflict(&kitchen).await;
        let links: Vec<_> = conflict.values.iter().map(|one| &*one.link).collect();
        assert!(links.contains(&"tel:+447700900222"), "{links:?}");
        let field = conflict.field.clone();
        for value in [MINE, THEIRS, MINE] {
            let choice = handle(&conflict, value);
            client
                .choose_value(case, field.clone(), choice)
                .await
                .unwrap();
            assert_eq!(client.conflicts().await.unwrap(), []);
            assert_eq!(numbers(client, case, mum).await, [value]);
        }
        for strange in ["", "12@ab", "12@ab/zz", "/", &handle(&conflict, MINE)[..9]] {
            let refused = client
                .choose_value(case, field.clone(), strange.to_owned())
                .await;
            assert_eq!(refused, Err(ClientError::NotFound), "{strange}");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn somebody_with_two_numbers_keeps_both() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let (case, mum, conflict) = in_conflict(&kitchen).await;
        assert!(conflict.may_keep_all);
        let choice = handle(&conflict, THEIRS);
        client
            .keep_all_values(case, conflict.field.clone(), choice)
            .await
            .unwrap();
        assert_eq!(client.conflicts().await.unwrap(), []);
        let mut kept = numbers(client, case, mum).await;
        kept.sort();
        assert_eq!(kept, [MINE, THEIRS]);

        let choice = handle(&conflict, MINE);
        for field in ["status", "marker/00000000000000000000000000000001", "x"] {
            let refused = client
                .keep_all_values(case, field.to_owned(), choice.clone())
                .await;
            assert_eq!(refused, Err(ClientError::NotFound), "{field}");
        }
        // It was kept already.
        let again = client.keep_all_values(case, conflict.field, choice).await;
        assert_eq!(again, Err(ClientError::NotFound));
        assert_eq!(numbers(client, case, mum).await.len(), 2);
    }
}
