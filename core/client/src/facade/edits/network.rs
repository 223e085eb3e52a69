//! People, and how to reach them.

use patchwork_model::{
    Agency, CaseEdit, ContactDetailId, ContactKind, NewPerson as Added, PersonId, PersonKind,
    PersonRow, Relation,
};
use patchwork_store::Reader;

use super::{as_shown, edit, line, may_write, save, unless_left};
use crate::{
    CaseId, Client, ContactDetail, NewPerson, PersonDetails,
    error::{ClientError, Result},
    facade::reads::{decode_shown, listed_agency},
};

/// What someone is, as it was typed; of family and friends also which relation that is.
struct Known {
    relation: Option<Relation>,
    role: Option<String>,
}

impl Known {
    fn of(kind: PersonKind, role: &str) -> Self {
        let role = line(role);
        if kind == PersonKind::Professional {
            return Self {
                relation: None,
                role,
            };
        }
        // "Godmother" is on no list: someone else, by that word.
        let relation = role
            .as_deref()
            .map(|typed| Relation::recognise_typed(typed).unwrap_or(Relation::Other));
        // Our own word needs no keeping: the relation says it.
        let said = relation.map(Relation::label);
        Self {
            relation,
            role: role.filter(|typed| Some(typed.as_str()) != said),
        }
    }
}

/// One of the partnership's agencies by its name, or another as typed.
pub(super) fn agency(typed: &str, r: &Reader<'_>) -> Result<Option<Agency>> {
    let Some(name) = line(typed) else {
        return Ok(None);
    };
    Ok(Some(match listed_agency(&name, r)? {
        Some(id) => Agency::Listed(id),
        None => Agency::Named(name),
    }))
}

fn name_of(typed: &str) -> Result<String> {
    line(typed).ok_or_else(|| ClientError::invalid("name", "Write a name."))
}

/// What adding someone writes.
fn addition(
    id: PersonId,
    person: &NewPerson,
    r: &Reader<'_>,
    touched: &crate::workspace::Touched,
) -> Result<Vec<CaseEdit>> {
    let agency = agency(&person.agency, r)?;
    let kind = match agency {
        Some(_) => PersonKind::Professional,
        None => PersonKind::Family,
    };
    let known = Known::of(kind, &person.role);
    let mut edits = vec![CaseEdit::AddPerson(Added {
        id,
        kind,
        name: name_of(&person.name)?,
        relation: known.relation,
        role: known.role,
        agency,
        contact_notes: None,
    })];
    for (kind, typed) in [
        (ContactKind::Mobile, &person.mobile),
        (ContactKind::Email, &person.email),
    ] {
        if let Some(value) = line(typed) {
            edits.push(CaseEdit::SetContactDetail {
                id: ContactDetailId::random(&mut touched.rng()),
                person: id,
                kind,
                value,
            });
        }
    }
    Ok(edits)
}

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Adds someone without an account to a child's network.
    pub async fn add_person(&self, case: CaseId, person: NewPerson) -> Result<PersonId> {
        let added = self.add_people(case, vec![person]).await?;
        added.into_iter().next().ok_or(ClientError::NotFound)
    }

    /// Adds several at once: all of them or none, in one change. Whoever has an id that is on the
    /// case already is there and is left as they are.
    pub async fn add_people(&self, case: CaseId, people: Vec<NewPerson>) -> Result<Vec<PersonId>> {
        for person in &people {
            name_of(&person.name)?;
        }
        self.change(move |device, w, touched| {
            may_write(device, case)?;
            let (mut added, mut edits) = (Vec::new(), Vec::new());
            let known = w.people(case)?;
            for person in &people {
                let id = person
                    .id
                    .unwrap_or_else(|| PersonId::random(&mut touched.rng()));
                // An earlier call for the same person was saved.
                if !known.iter().any(|row| row.id == id) && !added.contains(&id) {
                    edits.extend(addition(id, person, w, touched)?);
                }
                added.push(id);
            }
            if !edits.is_empty() {
                edit(case, &edits, None, device, w, touched)?;
            }
            Ok(added)
        })
        .await
    }

    /// Changes what is known of a person. Only what differs from what the
    /// screen showed is written, so that what someone else changed meanwhile is
    /// left alone.
    pub async fn change_person(
        &self,
        case: CaseId,
        person: PersonId,
        details: PersonDetails,
    ) -> Result<()> {
        let name = name_of(&details.name)?;
        let shown = decode_shown(&details.shown);
        self.change(move |device, w, touched| {
            may_write(device, case)?;
            let there = |rows: Vec<PersonRow>| {
                let person = rows.into_iter().find(|row| row.id == person);
                person.ok_or(ClientError::NotFound)
            };
            let now = there(w.people(case)?)?;
            let was = there(as_shown(case, shown.as_ref(), w, touched)?.people)?;
            let agency = agency(&details.agency, w)?;
            let wanted = wanted(&details, name, agency, &was, &now);
            save(case, &differences(&now, &wanted), None, device, w, touched)
        })
        .await
    }

    /// Adds or changes a way to reach someone. An existing one that is emptied
    /// is removed. If someone else changed it since the screen was drawn, both
    /// values stay until someone chooses.
    pub async fn set_contact(
        &self,
        case: CaseId,
        detail: ContactDetail,
    ) -> Result<ContactDetailId> {
        let shown = decode_shown(&detail.shown);
        let id = detail
            .detail
            .unwrap_or_else(|| ContactDetailId::random(&mut self.rng()));
        let change = match (line(&detail.value), detail.detail) {
            (Some(value), _) => CaseEdit::SetContactDetail {
                id,
                person: detail.person,
                kind: detail.kind,
                value,
            },
            (None, Some(_)) => CaseEdit::RemoveContactDetail(id),
            (None, None) => {
                return Err(ClientError::invalid(
                    "value",
                    "Write a number, an email address or a few words.",
                ));
            }
        };
        self.change(move |device, w, touched| {
            may_write(device, case)?;
            must_be_there(case, detail.person, w)?;
            edit(case, &[change], shown.as_ref(), device, w, touched)?;
            Ok(id)
        })
        .await
    }

    /// Takes someone off the case. What was written of them stays.
    pub async fn take_off(&self, case: CaseId, person: PersonId) -> Result<()> {
        let removed = true;
        let change = CaseEdit::SetPersonRemoved { person, removed };
        self.edit(case, vec![change], None).await
    }

    /// Puts someone back who was taken off.
    pub async fn put_back(&self, case: CaseId, person: PersonId) -> Result<()> {
        let removed = false;
        let change = CaseEdit::SetPersonRemoved { person, removed };
        self.edit(case, vec![change], None).await
    }
}

/// A person of the case, or the child.
pub(super) fn must_be_there(case: CaseId, person: PersonId, r: &Reader<'_>) -> Result<()> {
    if person == PersonId::CHILD || r.people(case)?.iter().any(|row| row.id == person) {
        return Ok(());
    }
    Err(ClientError::NotFound)
}

fn wanted(
    details: &PersonDetails,
    name: String,
    agency: Option<Agency>,
    was: &PersonRow,
    now: &PersonRow,
) -> PersonRow {
    let known = Known::of(now.kind, &details.role);
    PersonRow {
        name: unless_left(name, &was.name, &now.name),
        relation: unless_left(known.relation, &was.relation, &now.relation),
        role: unless_left(known.role, &was.role, &now.role),
        agency: unless_left(agency, &was.agency, &now.agency),
        contact_notes: unless_left(line(&details.note), &was.contact_notes, &now.contact_notes),
        deceased: unless_left(details.is_deceased, &was.deceased, &now.deceased),
        ..now.clone()
    }
}

fn differences(now: &PersonRow, wanted: &PersonRow) -> Vec<CaseEdit> {
    let person = now.id;
    let mut edits = Vec::new();
    if wanted.name != now.name {
        edits.push(CaseEdit::RenamePerson {
            person,
            name: wanted.name.clone(),
        });
    }
    if wanted.relation != now.relation {
        edits.push(CaseEdit::SetRelation {
            person,
            relation: wanted.relation,
        });
    }
    if wanted.role != now.role || wanted.agency != now.agency {
        edits.push(CaseEdit::SetWork {
            person,
            role: wanted.role.clone(),
            agency: wanted.agency.clone(),
        });
    }
    if wanted.contact_notes != now.contact_notes {
        edits.push(CaseEdit::NoteContact {
            person,
            notes: wanted.contact_notes.clone(),
        });
    }
    if wanted.deceased != now.deceased {
        edits.push(CaseEdit::SetDeceased {
            person,
            deceased: wanted.deceased,
        });
    }
    edits
}

#[cfg(test)]
mod tests {
    use patchwork_model::{CaseDocument, project, testing as model};

    use super::*;

    fn row(person: PersonId) -> PersonRow {
        let mut case = CaseDocument::new();
        case.edit(
            model::actor(model::PRIYA),
            &model::ellas_case(),
            model::minute(0),
        )
        .unwrap();
        let people = project(&case).people;
        people.into_iter().find(|row| row.id == person).unwrap()
    }

    fn details(role: &str, note: &str) -> PersonDetails {
        PersonDetails {
            name: "Kelly Marsh".to_owned(),
            role: role.to_owned(),
            agency: String::new(),
            note: note.to_owned(),
            is_deceased: false,
            shown: String::new(),
        }
    }

    #[test]
    fn only_what_differs_is_written() {
        let mum = row(model::MUM);
        let typed = |details: PersonDetails| {
            let name = details.name.clone();
            differences(&mum, &wanted(&details, name, None, &mum, &mum))
        };
        assert_eq!(typed(details("Mum", "")), []);
        assert_eq!(
            typed(details("Mum", " text first ")),
            [CaseEdit::NoteContact {
                person: model::MUM,
                notes: Some("text first".to_owned()),
            }]
        );
    }

    #[test]
    fn what_came_while_the_form_was_open_is_left_alone() {
        let mum = row(model::MUM);
        let now = PersonRow {
            contact_notes: Some("works nights".to_owned()),
            ..mum.clone()
        };
        let renamed = PersonDetails {
            name: "Kelly Holt".to_owned(),
            ..details("Mum", "")
        };
        let wanted = wanted(&renamed, renamed.name.clone(), None, &mum, &now);
        assert_eq!(
            differences(&now, &wanted),
            [CaseEdit::RenamePerson {
                person: model::MUM,
                name: "Kelly Holt".to_owned(),
            }]
        );
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn someone_taken_off_is_put_back_with_all_that_was_known() {
        let kitchen = crate::testing::Kitchen::new().await;
        let client = &kitchen.client;
        let case = kitchen.ella().await;
        let nan = NewPerson {
            name: "Jean Marsh".to_owned(),
            role: "nan".to_owned(),
            mobile: "07700 900456".to_owned(),
            ..NewPerson::default()
        };
        let nan = client.add_person(case, nan).await.unwrap();
        client.take_off(case, nan).await.unwrap();
        let view = client.case_view(case).await.unwrap();
        assert!(view.people.iter().all(|person| person.person != nan));
        assert_eq!(view.taken_off[0].name, "Jean Marsh");
        client.put_back(case, nan).await.unwrap();
        let view = client.case_view(case).await.unwrap();
        assert_eq!(view.taken_off, []);
        assert_eq!(view.people[0].contacts[0].value, "07700 900456");
        assert!(client.take_off(case, PersonId::CHILD).await.is_err());
        let nobody = PersonId(client.bytes());
        assert_eq!(
            client.take_off(case, nobody).await,
            Err(ClientError::NotFound)
        );
        let other = kitchen.ella().await;
        for elsewhere in [
            client.take_off(other, nan).await,
            client.put_back(other, nan).await,
        ] {
            assert_eq!(elsewhere, Err(ClientError::NotFound));
        }
    }

    #[test]
    fn an_everyday_word_is_recognised_and_stays_as_typed() {
        let known = Known::of(PersonKind::Family, " nan ");
        assert_eq!(known.relation, Some(Relation::Grandmother));
        assert_eq!(known.role.as_deref(), Some("nan"));
        let known = Known::of(PersonKind::Family, "brother");
        assert_eq!(known.relation, Some(Relation::Sibling));
        assert_eq!(known.role.as_deref(), Some("brother"));
        let known = Known::of(PersonKind::Family, "Grandmother");
        assert_eq!(
            (known.relation, known.role),
            (Some(Relation::Grandmother), None)
        );
        let known = Known::of(PersonKind::Family, " ");
        assert_eq!((known.relation, known.role), (None, None));
    }

    #[test]
    fn a_word_that_is_on_no_list_stays_as_typed() {
        let known = Known::of(PersonKind::Family, "Godmother");
        assert_eq!(known.relation, Some(Relation::Other));
        assert_eq!(known.role.as_deref(), Some("Godmother"));
        let known = Known::of(PersonKind::Professional, "Mum");
        assert_eq!(known.relation, None);
        assert_eq!(known.role.as_deref(), Some("Mum"));
    }
}
