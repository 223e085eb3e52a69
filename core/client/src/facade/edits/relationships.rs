//! How people belong together.

use patchwork_model::{CaseEdit, PersonId, RelationshipId, RelationshipKind, RelationshipRow};

use super::{edit, may_write, network::must_be_there, save};
use crate::{
    CaseId, Client,
    error::{ClientError, Result},
};

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Says what one person is to another. What is said already is not said twice.
    pub async fn relate(
        &self,
        case: CaseId,
        from: PersonId,
        kind: RelationshipKind,
        to: PersonId,
    ) -> Result<RelationshipId> {
        let id = RelationshipId::random(&mut self.rng());
        self.change(move |device, w, touched| {
            may_write(device, case)?;
            must_be_there(case, from, w)?;
            must_be_there(case, to, w)?;
            let says_so = |row: &&RelationshipRow| {
                (row.from, row.kind, row.to) == (from, kind, to)
                    || (row.from, row.kind, row.to) == (to, kind.inverse(), from)
            };
            if let Some(row) = w.relationships(case)?.iter().find(says_so) {
                return Ok(row.id);
            }
            let change = CaseEdit::SetRelationship { id, from, to, kind };
            edit(case, &[change], None, device, w, touched)?;
            Ok(id)
        })
        .await
    }

    /// Says it differently: the same two people, another word.
    pub async fn change_relationship(
        &self,
        case: CaseId,
        relationship: RelationshipId,
        kind: RelationshipKind,
    ) -> Result<()> {
        self.change(move |device, w, touched| {
            may_write(device, case)?;
            let rows = w.relationships(case)?;
            let row = rows
                .iter()
                .find(|row| row.id == relationship)
                .ok_or(ClientError::NotFound)?;
            let change = CaseEdit::SetRelationship {
                id: row.id,
                from: row.from,
                to: row.to,
                kind,
            };
            let edits = if row.kind == kind {
                Vec::new()
            } else {
                vec![change]
            };
            save(case, &edits, None, device, w, touched)
        })
        .await
    }

    /// Says what this person is to the other of a relationship, from whichever side it was first
    /// said.
    pub async fn change_tie(
        &self,
        case: CaseId,
        relationship: RelationshipId,
        person: PersonId,
        kind: RelationshipKind,
    ) -> Result<()> {
        let rows = self.read(move |r| Ok(r.relationships(case)?)).await?;
        let row = rows.iter().find(|row| row.id == relationship);
        let kind = match row.ok_or(ClientError::NotFound)? {
            row if row.from == person => kind,
            row if row.to == person => kind.inverse(),
            _ => return Err(ClientError::NotFound),
        };
        self.change_relationship(case, relationship, kind).await
    }

    /// Removes what was said of two people.
    pub async fn remove_relationship(
        &self,
        case: CaseId,
        relationship: RelationshipId,
    ) -> Result<()> {
        self.change(move |device, w, touched| {
            may_write(device, case)?;
            let rows = w.relationships(case)?;
            if rows.iter().all(|row| row.id != relationship) {
                return Err(ClientError::NotFound);
            }
            let remove = [CaseEdit::RemoveRelationship(relationship)];
            edit(case, &remove, None, device, w, touched)
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{NewPerson, testing::Kitchen};

    #[tokio::test(flavor = "multi_thread")]
    async fn two_people_are_tied_once_however_often_and_from_whichever_side_it_is_said() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let case = kitchen.ella().await;
        let kelly = NewPerson {
            name: "Kelly Marsh".to_owned(),
            ..NewPerson::default()
        };
        let kelly = client.add_person(case, kelly).await.unwrap();
        let say = |from, kind, to| client.relate(case, from, kind, to);
        let tie = say(kelly, RelationshipKind::ParentOf, PersonId::CHILD)
            .await
            .unwrap();
        assert_eq!(
            say(PersonId::CHILD, RelationshipKind::ChildOf, kelly).await,
            Ok(tie)
        );
        let said = client.case_view(case).await.unwrap().relationships;
        assert_eq!(said.len(), 1);
        assert_eq!(said[0].recorded_by, "Priya Nair");

        client
            .change_relationship(case, tie, RelationshipKind::CarerOf)
            .await
            .unwrap();
        let said = client.case_view(case).await.unwrap().relationships;
        assert_eq!((said[0].relationship, said[0].from), (tie, kelly));
        assert_eq!(said[0].kind, RelationshipKind::CarerOf);
        assert_eq!(said[0].label, "looks after");
        let alone = say(kelly, RelationshipKind::ParentOf, kelly)
            .await
            .unwrap_err();
        assert_eq!(alone.to_string(), "Choose two different people.");

        client.take_off(case, kelly).await.unwrap();
        assert_eq!(client.case_view(case).await.unwrap().relationships, []);
        client.put_back(case, kelly).await.unwrap();
        let other = kitchen.ella().await;
        let elsewhere = client.remove_relationship(other, tie).await;
        assert_eq!(elsewhere, Err(ClientError::NotFound));
        client.remove_relationship(case, tie).await.unwrap();
        assert_eq!(client.case_view(case).await.unwrap().relationships, []);
    }
}
