//! How one person belongs together with the others.

use askama::Template;
use axum::{extract::Path, response::Redirect};
use patchwork_client::{
    CaseId, CaseView, Client, ClientError, ClosedList as _, PersonId, PersonView, RelationshipId,
    RelationshipKind, RelationshipKindChoice, TieView, choices,
};

use super::{
    form,
    person::{self, Named},
};
use crate::open::{
    app::Member,
    fields::{Fields, Id},
    frame::Frame,
    problem::{Page, Problem, show},
    refusal::Refusal,
    words,
};

#[derive(Template)]
#[template(path = "ties.html")]
struct TiesPage {
    frame: Frame,
    case: CaseId,
    person: PersonView,
    /// Whom they can be tied to.
    others: Vec<Named>,
    kinds: Vec<RelationshipKindChoice>,
    fields: Fields,
    problem: Option<Refusal>,
}

impl TiesPage {
    /// What the tie was to become where that was refused, else what it is.
    fn code(&self, tie: &TieView) -> &'static str {
        let chosen = self.fields.text(&field(tie.relationship));
        RelationshipKind::from_code_name(chosen)
            .unwrap_or(tie.kind)
            .code_name()
    }
}

/// What to do where no word was chosen.
const CHOOSE: &str = "Choose how they belong together.";

fn field(tie: RelationshipId) -> String {
    format!("kind-{tie}")
}

async fn draw(
    client: &Client,
    view: CaseView,
    person: PersonId,
    fields: Fields,
    problem: Option<Refusal>,
) -> Result<TiesPage, Problem> {
    Ok(TiesPage {
        frame: Frame::still(client, "cases").await?,
        case: view.header.case,
        others: person::without_account(&view)
            .into_iter()
            .filter(|other| other.person != person)
            .collect(),
        person: person::find(&view, person)?,
        kinds: choices().relationship_kinds,
        fields,
        problem,
    })
}

/// `GET /cases/{case}/people/{person}/ties`
pub(crate) async fn page(
    Member(client): Member,
    Path((Id(case), Id(person))): Path<(Id<CaseId>, Id<PersonId>)>,
) -> Page {
    let view = form::writable(&client, case).await?;
    show(&draw(&client, view, person, Fields::default(), None).await?)
}

/// `POST /cases/{case}/people/{person}/ties`
pub(crate) async fn add(
    Member(client): Member,
    Path((Id(case), Id(person))): Path<(Id<CaseId>, Id<PersonId>)>,
    fields: Fields,
) -> Page {
    let said = record(&client, case, person, &fields).await;
    done(&client, case, person, said, fields).await
}

async fn record(
    client: &Client,
    case: CaseId,
    person: PersonId,
    fields: &Fields,
) -> Result<(), Problem> {
    let Some(other) = fields.id_if_any("other")? else {
        return Err(ClientError::Invalid {
            field: "other".to_owned(),
            reason: "Choose whom.".to_owned(),
        }
        .into());
    };
    let kind = fields.chosen("kind", CHOOSE)?;
    client.relate(case, person, kind, other).await?;
    Ok(())
}

/// `POST /cases/{case}/people/{person}/ties/{relationship}`: another word for it, or no tie.
pub(crate) async fn change(
    Member(client): Member,
    Path((Id(case), Id(person), Id(relationship))): Path<(
        Id<CaseId>,
        Id<PersonId>,
        Id<RelationshipId>,
    )>,
    fields: Fields,
) -> Page {
    let chosen = Fields::default().and(&field(relationship), fields.text("kind"));
    let changed = apply(&client, case, person, relationship, &fields).await;
    done(&client, case, person, changed, chosen).await
}

async fn apply(
    client: &Client,
    case: CaseId,
    person: PersonId,
    relationship: RelationshipId,
    fields: &Fields,
) -> Result<(), Problem> {
    if fields.text("do") == "remove" {
        client.remove_relationship(case, relationship).await?;
    } else {
        let kind = fields.chosen("kind", CHOOSE)?;
        client.change_tie(case, relationship, person, kind).await?;
    }
    Ok(())
}

async fn done(
    client: &Client,
    case: CaseId,
    person: PersonId,
    changed: Result<(), Problem>,
    fields: Fields,
) -> Page {
    let back = format!("/cases/{case}/people/{person}#ties");
    form::answer(changed.map(|()| Redirect::to(&back)), |problem| async {
        let view = client.case_view(case).await?;
        draw(client, view, person, fields, Some(problem)).await
    })
    .await
}
