//! Which part a professional plays in the child's life.

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse as _, Redirect},
};
use patchwork_client::{
    BasisChoice, CaseHeader, CaseId, CaseView, Client, ClientError, InvolvementDetails,
    InvolvementId, InvolvementView, NewInvolvement, PersonId, PersonView, choices,
};

use super::form;
use crate::open::{
    app::Member,
    fields::{Fields, Id, Query},
    frame::Frame,
    problem::{Page, Problem, show},
    refusal::Refusal,
    words,
};

#[derive(Template)]
#[template(path = "involvement.html")]
struct InvolvementPage {
    frame: Frame,
    header: CaseHeader,
    /// None for a new one.
    involvement: Option<InvolvementView>,
    professionals: Vec<PersonView>,
    bases: Vec<BasisChoice>,
    fields: Fields,
    problem: Option<Refusal>,
}

impl InvolvementPage {
    fn heading(&self) -> String {
        let child = &self.header.child;
        match &self.involvement {
            Some(involvement) => format!("{}’s part in {child}’s life", involvement.name),
            None => format!("A part in {child}’s life"),
        }
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
    Ok(InvolvementPage {
        frame: Frame::still(client, "cases").await?,
        fields: fields.unwrap_or_else(as_it_stands),
        header: view.header,
        involvement,
        professionals: view.people.into_iter().filter(|p| !p.is_family).collect(),
        bases: choices().bases,
        problem,
    })
}

fn listed(case: CaseId) -> Redirect {
    Redirect::to(&format!("/cases/{case}/list#involvements"))
}

/// `GET /cases/{case}/involvements?person=`: a new one.
pub(crate) async fn new(
    Member(client): Member,
    Path(Id(case)): Path<Id<CaseId>>,
    Query(query): Query,
) -> Page {
    let view = form::writable(&client, case).await?;
    let fields = Fields::begun().and("person", query.text("person"));
    show(&draw(&client, view, None, Some(fields), None).await?)
}

/// `POST /cases/{case}/involvements`
pub(crate) async fn add(
    Member(client): Member,
    Path(Id(case)): Path<Id<CaseId>>,
    fields: Fields,
) -> Page {
    let saved = record(&client, case, &fields).await.map(|()| listed(case));
    form::answer(saved, |problem| async {
        let view = client.case_view(case).await?;
        draw(&client, view, None, Some(fields), Some(problem)).await
    })
    .await
}

async fn record(client: &Client, case: CaseId, fields: &Fields) -> Result<(), Problem> {
    let face: Option<PersonId> = fields.id_if_any("person")?;
    let people = client.case_view(case).await?.people;
    let found = people.iter().find(|p| Some(p.person) == face);
    let practitioner = found.and_then(|p| p.practitioner);
    let involvement = NewInvolvement {
        id: fields.id_if_any("id")?,
        practitioner,
        person: face.filter(|_| practitioner.is_none()),
        role: fields.owned("role"),
        from: fields.day("from")?,
        until: fields.day("until")?,
        basis: fields.chosen_if_any("basis")?,
        review: fields.day("review")?,
    };
    client.add_involvement(case, involvement).await?;
    Ok(())
}

/// `GET /cases/{case}/involvements/{involvement}`
pub(crate) async fn involvement_page(
    Member(client): Member,
    Path((Id(case), Id(involvement))): Path<(Id<CaseId>, Id<InvolvementId>)>,
) -> Page {
    let view = form::writable(&client, case).await?;
    show(&draw(&client, view, Some(involvement), None, None).await?)
}

/// `POST /cases/{case}/involvements/{involvement}`
pub(crate) async fn change(
    Member(client): Member,
    Path((Id(case), Id(involvement))): Path<(Id<CaseId>, Id<InvolvementId>)>,
    fields: Fields,
) -> Page {
    let saved = apply(&client, case, involvement, &fields)
        .await
        .map(|()| listed(case));
    form::answer(saved, |problem| async {
        let view = client.case_view(case).await?;
        draw(
            &client,
            view,
            Some(involvement),
            Some(fields),
            Some(problem),
        )
        .await
    })
    .await
}

async fn apply(
    client: &Client,
    case: CaseId,
    involvement: InvolvementId,
    fields: &Fields,
) -> Result<(), Problem> {
    let details = InvolvementDetails {
        involvement,
        role: fields.owned("role"),
        agency: fields.owned("agency"),
        from: fields.day("from")?,
        until: fields.day("until")?,
        basis: fields.chosen_if_any("basis")?,
        review: fields.day("review")?,
        shown: fields.owned("shown"),
    };
    Ok(client.change_involvement(case, details).await?)
}

/// `POST /cases/{case}/involvements/{involvement}/remove`
pub(crate) async fn remove(
    Member(client): Member,
    Path((Id(case), Id(involvement))): Path<(Id<CaseId>, Id<InvolvementId>)>,
) -> Page {
    client.remove_involvement(case, involvement).await?;
    Ok(listed(case).into_response())
}
