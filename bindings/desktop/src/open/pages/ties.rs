//! How one person belongs together with the others.

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse as _, Redirect},
};
use patchwork_client::{
    CaseId, CaseView, Client, ClosedList as _, NewRelationship, PersonId, PersonView,
    RelationshipId, RelationshipKind, RelationshipKindChoice, TieView, choices,
};

use super::{
    form,
    person::{self, Named},
    questions::{self, Asked, Question, always},
};
use crate::open::{
    app::Member,
    fields::{Fields, Id, wrong},
    frame::Frame,
    problem::{Page, Problem, show},
    refusal::Refusal,
    words,
};

/// What is asked of a new tie.
const QUESTIONS: [Question; 2] = [
    Question {
        name: "other",
        fields: &["other"],
        is_asked: always,
    },
    Question {
        name: "kind",
        fields: &["kind"],
        is_asked: always,
    },
];

#[derive(Template)]
#[template(path = "ties.html")]
struct TiesPage {
    frame: Frame,
    case: CaseId,
    person: PersonView,
    asked: Asked,
    /// Whom they can be tied to.
    others: Vec<Named>,
    kinds: Vec<RelationshipKindChoice>,
    fields: Fields,
    problem: Option<Refusal>,
}

impl TiesPage {
    /// To whom the new tie is, by name.
    fn other(&self) -> &str {
        let others = self.others.iter();
        let mut chosen = others.filter(|other| self.fields.holds("other", &other.person));
        chosen.next().map_or("them", |other| other.name.as_str())
    }

    /// What the tie was to become where that was refused, else what it is.
    fn code(&self, tie: &TieView) -> &'static str {
        let chosen = self.fields.text(&field(&tie.relationship));
        RelationshipKind::from_code_name(chosen)
            .unwrap_or(tie.kind)
            .code_name()
    }
}

/// What to do where no word was chosen.
const CHOOSE: &str = "Choose how they belong together.";

fn field(tie: &RelationshipId) -> String {
    format!("kind-{tie}")
}

async fn draw(
    client: &Client,
    view: CaseView,
    person: PersonId,
    fields: Fields,
    question: &str,
    problem: Option<Refusal>,
) -> Result<TiesPage, Problem> {
    Ok(TiesPage {
        frame: Frame::of_form(client, view.header.case).await?,
        asked: Asked::of(&QUESTIONS, question, &fields).ok_or_else(Problem::internal)?,
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
    show(&draw(&client, view, person, Fields::begun(), "other", None).await?)
}

/// `POST /cases/{case}/people/{person}/ties`
pub(crate) async fn add(
    Member(client): Member,
    Path((Id(case), Id(person))): Path<(Id<CaseId>, Id<PersonId>)>,
    fields: Fields,
) -> Page {
    let next = match questions::go_on(&QUESTIONS, &fields, || check(&fields)) {
        Some(next) => next,
        None => match record(&client, case, person, &fields).await {
            Ok(()) => return Ok(of_person(case, person).into_response()),
            Err(problem) => questions::put_right(&QUESTIONS, &fields, problem)?,
        },
    };
    next.show(|question, problem| async {
        let view = client.case_view(case).await?;
        draw(&client, view, person, fields, question, problem).await
    })
    .await
}

async fn record(
    client: &Client,
    case: CaseId,
    person: PersonId,
    fields: &Fields,
) -> Result<(), Problem> {
    check(fields)?;
    let tie = NewRelationship {
        id: fields.id_if_any("id")?,
        from: person,
        kind: fields.chosen("kind", CHOOSE)?,
        to: fields.id("other")?,
    };
    client.relate(case, tie).await?;
    Ok(())
}

fn check(fields: &Fields) -> Result<(), Problem> {
    let other = match fields.id_if_any::<PersonId>("other")? {
        Some(_) => Ok(()),
        None => Err(wrong("other", "Choose whom.")),
    };
    let kind = fields.chosen::<RelationshipKind>("kind", CHOOSE);
    Problem::gathered([other, kind.map(drop)])
}

fn of_person(case: CaseId, person: PersonId) -> Redirect {
    Redirect::to(&format!("/cases/{case}/people/{person}#ties"))
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
    let chosen = Fields::default().and(&field(&relationship), fields.text("kind"));
    let changed = apply(&client, case, person, relationship, &fields).await;
    let next = changed.map(|()| of_person(case, person));
    form::answer(next, |problem| async {
        let view = client.case_view(case).await?;
        let problem = problem.calling("kind", &field(&relationship));
        draw(&client, view, person, chosen, "other", Some(problem)).await
    })
    .await
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
