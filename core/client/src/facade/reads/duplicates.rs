//! Who is likely to be there already: asked before a child or a person is added, never refused.

use patchwork_model::{
    CaseRow, ChildLikeness, NhsNumber, PersonId, display_name, same_name, sounds_the_same, typed,
};
use patchwork_protocol::PractitionerId;

use super::{Names, case_read::child_name};
use crate::{
    CaseId, Client, Duplicate, NewCase, NewPerson, Result,
    facade::{
        edits::birth,
        opened_cases::{RequestId, opened_by},
    },
};

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// This person's cases whose child is likely the one about to be added, by name, sound,
    /// birthday and NHS number: to be asked about first. Only cases that this person can open are
    /// looked at, and not the one that the same request opened.
    pub async fn likely_same_children(&self, case: NewCase) -> Result<Vec<Duplicate>> {
        let roster = self.roster().await?;
        let request = RequestId::read(&case.request)?;
        let new = likeness(
            &typed(&case.given),
            &typed(&case.family),
            &typed(&case.preferred),
            birth(case.born, case.born_is_approximate, case.expected),
            case.nhs_number.parse().ok(),
        );
        self.read(move |r| {
            let mut found = Vec::new();
            let opened = match request {
                Some(request) => opened_by(request, r)?,
                None => None,
            };
            for (space, row) in r.children()? {
                let why = if roster.is_mine(space) && Some(space) != opened {
                    new.why_the_same(&of_row(&row))
                } else {
                    None
                };
                found.extend(why.map(|why| Duplicate {
                    case: space,
                    person: None,
                    name: row.name,
                    why: why.to_owned(),
                }));
            }
            Ok(found)
        })
        .await
    }

    /// Who of a case is likely the one about to be added, by name and by sound: to be asked about
    /// first. Those on the team and those who were taken off are among them.
    pub async fn likely_same_people(
        &self,
        case: CaseId,
        person: NewPerson,
    ) -> Result<Vec<Duplicate>> {
        let roster = self.roster().await?;
        let name = typed(&person.name);
        self.read(move |r| {
            let names = Names::of(roster, r);
            let mut there: Vec<(PersonId, String)> = r
                .people(case)?
                .into_iter()
                .filter(|row| Some(row.id) != person.id)
                .map(|row| (row.id, row.name))
                .collect();
            there.push((PersonId::CHILD, child_name(case, r)?));
            let team = names.roster.team(case);
            let members = team.map(|team| team.members).unwrap_or_default();
            there.extend(
                members
                    .into_iter()
                    .map(|(id, _): (PractitionerId, _)| (PersonId(id.0), names.name(id))),
            );
            let why = |other: &str| {
                if same_name(&name, other) {
                    Some("same name")
                } else if sounds_the_same(&name, other) {
                    Some("a name that sounds the same")
                } else {
                    None
                }
            };
            Ok(there
                .into_iter()
                .filter_map(|(id, other)| {
                    Some(Duplicate {
                        case,
                        person: Some(id),
                        why: why(&other)?.to_owned(),
                        name: other,
                    })
                })
                .collect())
        })
        .await
    }
}

fn likeness(
    given: &str,
    family: &str,
    preferred: &str,
    born: patchwork_model::Born,
    nhs_number: Option<NhsNumber>,
) -> ChildLikeness {
    let preferred = (!preferred.is_empty()).then_some(preferred);
    ChildLikeness {
        names: vec![
            display_name(given, family, preferred),
            display_name(given, family, None),
        ],
        born,
        nhs_number,
    }
}

fn of_row(row: &CaseRow) -> ChildLikeness {
    let preferred = row.preferred.as_deref().unwrap_or_default();
    likeness(&row.given, &row.family, preferred, row.born, row.nhs_number)
}
