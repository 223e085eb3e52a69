//! Who is likely to be there already: asked before a child or a person is added, never refused.

use jiff::civil::Date;
use patchwork_model::{
    Born, CaseRow, ChildLikeness, NhsNumber, PersonId, display_name, isolated, same_name,
    sounds_the_same, typed,
};

use super::{Names, case_read::CaseRead, words};
use crate::{
    CaseId, Client, Duplicate, NewCase, NewPerson, PersonView, Result,
    facade::{
        edits::birth,
        opened_cases::{RequestId, opened_by},
    },
    workspace::today,
};

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// This person's cases whose child is likely the one about to be added, by name, sound,
    /// birthday and NHS number: to be asked about first. Only cases that this person can open are
    /// looked at, and not the one that the same request opened.
    pub async fn likely_same_children(&self, case: NewCase) -> Result<Vec<Duplicate>> {
        let roster = self.roster().await?;
        let today = today(self.now());
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
                    known_as: birth_and_age(row.born, today),
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
        let now = self.now();
        self.read(move |r| {
            let names = Names::of(roster, r);
            let read = CaseRead::read(case, &names, r, now)?;
            let child = &read.rows.case;
            let birth = birth_and_age(child.born, read.today);
            let mut there = vec![Someone {
                person: PersonId::CHILD,
                name: child.name.clone(),
                known_as: told(["the child", &birth]),
            }];
            let is_another = |view: &PersonView| Some(view.person) != person.id;
            let (there_now, taken_off) = read.named();
            there.extend(
                there_now
                    .into_iter()
                    .filter(is_another)
                    .map(|view| Someone {
                        known_as: told([&view.role, &view.agency]),
                        name: view.name,
                        person: view.person,
                    }),
            );
            there.extend(
                taken_off
                    .into_iter()
                    .filter(is_another)
                    .map(|view| Someone {
                        known_as: told([&*view.role, &view.agency, "taken off this case"]),
                        name: view.name,
                        person: view.person,
                    }),
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
                .filter_map(|other| {
                    Some(Duplicate {
                        case,
                        person: Some(other.person),
                        why: why(&other.name)?.to_owned(),
                        name: other.name,
                        known_as: other.known_as,
                    })
                })
                .collect())
        })
        .await
    }
}

/// Someone of a case, with what tells them from others.
struct Someone {
    person: PersonId,
    name: String,
    known_as: String,
}

/// "Born 12 March 2019, 7 years"; empty where the birth is not known.
fn birth_and_age(born: Born, today: Date) -> String {
    match born {
        Born::Unknown => String::new(),
        Born::Expected(_) => born.label(),
        Born::On(_) | Born::About(_) => told([&*born.label(), &words::age(born, today)]),
    }
}

/// What is known, one after the other: "Health visitor, Millbrook surgery".
fn told<S: AsRef<str>, const N: usize>(parts: [S; N]) -> String {
    let parts = parts.iter().map(|part| part.as_ref().trim());
    let said: Vec<String> = parts
        .filter(|part| !part.is_empty())
        .map(isolated)
        .collect();
    said.join(", ")
}

fn likeness(
    given: &str,
    family: &str,
    preferred: &str,
    born: Born,
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
