//! Which part a professional plays in the child's life.

use askama::Template;
use patchwork_client::{
    BasisChoice, CaseHeader, CaseId, CaseView, Client, ClientError, InvolvementDetails,
    InvolvementId, InvolvementView, NewInvolvement, PersonId, PersonView, choices,
};

use super::{
    case_fact::{AddedFact, CaseFact},
    listed,
};
use crate::open::{fields::Fields, frame::Frame, problem::Problem, refusal::Refusal, words};

#[derive(Template)]
#[template(path = "involvement.html")]
pub(crate) struct InvolvementPage {
    frame: Frame,
    header: CaseHeader,
    /// None for a new one.
    involvement: Option<InvolvementView>,
    professionals: Vec<PersonView>,
    /// Of whom it is said already that they are.
    involved: Vec<PersonId>,
    bases: Vec<BasisChoice>,
    fields: Fields,
    problem: Option<Refusal>,
}

impl InvolvementPage {
    fn heading(&self) -> String {
        match &self.involvement {
            Some(involvement) => {
                format!(
                    "How {} is involved with {}",
                    involvement.name, self.header.child
                )
            }
            None => "Add who is involved".to_owned(),
        }
    }

    /// The professionals, those first of whom nothing is said yet.
    fn groups(&self) -> Vec<(&'static str, Vec<&PersonView>)> {
        listed::in_two(
            &self.professionals,
            [
                "Not said to be involved yet",
                "Involved already, in one more way",
            ],
            |person| !self.involved.contains(&person.person),
        )
    }

    /// Whether what can be left out is in view: where it is what is likely changed, is filled in or
    /// is to be put right.
    fn is_unfolded(&self) -> bool {
        let wrong = self.problem.as_ref().map(Refusal::all).unwrap_or_default();
        let is_folded = |name: &str| MORE.contains(&name);
        self.involvement.is_some()
            || MORE.iter().any(|name| !self.fields.text(name).is_empty())
            || wrong.iter().any(|wrong| is_folded(&wrong.field))
    }
}

fn filled(shown: &str, involvement: &InvolvementView) -> Fields {
    Fields::filled([
        ("shown", shown.to_owned()),
        ("role", involvement.own_role.clone()),
        ("agency", involvement.own_agency.clone()),
        ("from", words::field_day(involvement.from)),
        ("until", words::field_day(involvement.until)),
        ("basis", words::code(&involvement.basis).to_owned()),
        ("review", words::field_day(involvement.review)),
    ])
}

async fn draw(
    client: &Client,
    view: CaseView,
    involvement: Option<InvolvementId>,
    fields: Option<Fields>,
    problem: Option<Refusal>,
) -> Result<InvolvementPage, Problem> {
    let find = |id| {
        let found = view.involvements.iter().find(|i| i.involvement == id);
        found.cloned().ok_or(ClientError::NotFound)
    };
    let involvement = involvement.map(find).transpose()?;
    let as_it_stands = || match &involvement {
        Some(involvement) => filled(&view.header.shown, involvement),
        None => Fields::begun(),
    };
    let current = view.involvements.iter().filter(|one| !one.has_ended);
    Ok(InvolvementPage {
        involved: current.map(|one| one.person).collect(),
        frame: Frame::of_form(client, view.header.case).await?,
        fields: fields.unwrap_or_else(as_it_stands),
        header: view.header,
        involvement,
        professionals: view.people.into_iter().filter(|p| !p.is_family).collect(),
        bases: choices().bases,
        problem: problem.map(|problem| problem.calling("who", "person")),
    })
}

/// The part that a professional plays in the child's life.
pub(crate) struct Involvement;

/// What is folded away on the form of a new one.
const MORE: [&str; 4] = ["from", "until", "basis", "review"];

/// The days of its form.
const DAYS: [&str; 3] = ["from", "until", "review"];

impl CaseFact for Involvement {
    type Id = InvolvementId;
    type Page = InvolvementPage;

    async fn draw(
        client: &Client,
        view: CaseView,
        involvement: InvolvementId,
        typed: Option<Fields>,
        problem: Option<Refusal>,
    ) -> Result<InvolvementPage, Problem> {
        draw(client, view, Some(involvement), typed, problem).await
    }

    async fn change(
        client: &Client,
        case: CaseId,
        involvement: InvolvementId,
        typed: &Fields,
    ) -> Result<(), Problem> {
        typed.hold_days(&DAYS)?;
        let details = InvolvementDetails {
            involvement,
            role: typed.owned("role"),
            agency: typed.owned("agency"),
            from: typed.day("from")?,
            until: typed.day("until")?,
            basis: typed.chosen_if_any("basis")?,
            review: typed.day("review")?,
            shown: typed.owned("shown"),
        };
        Ok(client.change_involvement(case, details).await?)
    }

    async fn remove(
        client: &Client,
        case: CaseId,
        involvement: InvolvementId,
        _: &Fields,
    ) -> Result<(), Problem> {
        Ok(client.remove_involvement(case, involvement).await?)
    }

    fn stands_at(case: CaseId) -> String {
        format!("/cases/{case}/list#involvements")
    }
}

impl AddedFact for Involvement {
    async fn draw_new(
        client: &Client,
        view: CaseView,
        typed: Fields,
        problem: Option<Refusal>,
    ) -> Result<InvolvementPage, Problem> {
        draw(client, view, None, Some(typed), problem).await
    }

    async fn add(client: &Client, case: CaseId, typed: &Fields) -> Result<(), Problem> {
        let face: Option<PersonId> = typed.id_if_any("person")?;
        let people = client.case_view(case).await?.people;
        let found = people.iter().find(|p| Some(p.person) == face);
        let practitioner = found.and_then(|p| p.practitioner);
        typed.hold_days(&DAYS)?;
        let involvement = NewInvolvement {
            id: typed.id_if_any("id")?,
            practitioner,
            person: face.filter(|_| practitioner.is_none()),
            role: typed.owned("role"),
            agency: typed.owned("agency"),
            from: typed.day("from")?,
            until: typed.day("until")?,
            basis: typed.chosen_if_any("basis")?,
            review: typed.day("review")?,
        };
        client.add_involvement(case, involvement).await?;
        Ok(())
    }
}
