//! Choosing between two values, recording a status.

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse as _, Redirect},
};
use patchwork_client::{
    CaseHeader, CaseId, ChildStatus, Choices, Client, ClosedList as _, PersonId, StatusKind,
    choices,
};

use super::{
    case::said_at,
    form, listed,
    questions::{self, Asked, Question, always},
};
use crate::open::{
    app::Member,
    fields::{Fields, Id},
    frame::Frame,
    problem::{Page, Problem, show},
    refusal::Refusal,
    words,
};

/// What has just been chosen among two values, said below the page with the way to the other one.
pub(crate) struct Chosen {
    pub(crate) case: CaseId,
    /// Whose it is, where it was chosen on their page.
    pub(crate) person: Option<PersonId>,
    pub(crate) field: String,
    /// The handle of the value that went.
    pub(crate) other: String,
}

impl Chosen {
    /// As the address of the page says.
    pub(crate) fn of(case: CaseId, person: Option<PersonId>, query: &Fields) -> Option<Self> {
        query.has("other").then(|| Self {
            case,
            person,
            field: query.owned("field"),
            other: query.owned("other"),
        })
    }
}

/// `POST /cases/{case}/choose`: one of two values that people wrote apart, or both of them.
pub(crate) async fn choose(
    Member(client): Member,
    Path(Id(case)): Path<Id<CaseId>>,
    fields: Fields,
) -> Page {
    let back = match fields.id_if_any::<PersonId>("person")? {
        None => format!("/cases/{case}"),
        Some(person) => format!("/cases/{case}/people/{person}"),
    };
    let (field, choice) = (fields.owned("field"), fields.owned("choice"));
    if fields.has("all") {
        client
            .keep_all_values(case, field, fields.owned("all"))
            .await?;
        return Ok(Redirect::to(&back).into_response());
    }
    let conflicts = client.case_view(case).await?.conflicts;
    let values = conflicts.into_iter().find(|one| one.field == field);
    let values = values.map(|one| one.values).unwrap_or_default();
    client
        .choose_value(case, field.clone(), choice.clone())
        .await?;
    // With three or more, nothing says which of the others was meant.
    let others: Vec<_> = values.iter().filter(|one| one.choice != choice).collect();
    let address = match others.as_slice() {
        [other] if values.len() == 2 => {
            listed::address(&back, &[("field", &field), ("other", &other.choice)])
        }
        _ => back,
    };
    Ok(Redirect::to(&address).into_response())
}

/// What is asked about a plan or a legal status.
const QUESTIONS: [Question; 4] = [
    Question {
        name: "status",
        fields: &["status"],
        is_asked: always,
    },
    Question {
        name: "category",
        fields: &["category"],
        is_asked: |fields| is_chosen(fields, StatusKind::ProtectionPlan),
    },
    Question {
        name: "legal-status",
        fields: &["legal_status"],
        is_asked: |fields| is_chosen(fields, StatusKind::LookedAfter),
    },
    Question {
        name: "since",
        fields: &["from", "source"],
        is_asked: always,
    },
];

fn is_chosen(fields: &Fields, kind: StatusKind) -> bool {
    fields.text("status") == kind.code_name()
}

#[derive(Template)]
#[template(path = "status.html")]
struct StatusPage {
    frame: Frame,
    header: CaseHeader,
    asked: Asked,
    choices: Choices,
    fields: Fields,
    problem: Option<Refusal>,
}

async fn draw(
    client: &Client,
    header: CaseHeader,
    fields: Fields,
    question: &str,
    problem: Option<Refusal>,
) -> Result<StatusPage, Problem> {
    Ok(StatusPage {
        frame: Frame::of_form(client, header.case).await?,
        asked: Asked::of(&QUESTIONS, question, &fields).ok_or_else(Problem::internal)?,
        header,
        choices: choices(),
        fields,
        problem,
    })
}

/// `GET /cases/{case}/status`
pub(crate) async fn status_page(Member(client): Member, Path(Id(case)): Path<Id<CaseId>>) -> Page {
    let header = form::writable(&client, case).await?.header;
    let fields = Fields::filled([("shown", header.shown.clone())]);
    show(&draw(&client, header, fields, "status", None).await?)
}

/// `POST /cases/{case}/status`
pub(crate) async fn status(
    Member(client): Member,
    Path(Id(case)): Path<Id<CaseId>>,
    fields: Fields,
) -> Page {
    let next = match questions::go_on(&QUESTIONS, &fields, || chosen(&fields).map(drop)) {
        Some(next) => next,
        None => match record(&client, case, &fields).await {
            Ok(()) => {
                let address = said_at(&format!("/cases/{case}"));
                return Ok(Redirect::to(&address).into_response());
            }
            Err(problem) => questions::put_right(&QUESTIONS, &fields, problem)?,
        },
    };
    next.show(|question, problem| async {
        let header = client.case_view(case).await?.header;
        draw(&client, header, fields, question, problem).await
    })
    .await
}

fn chosen(fields: &Fields) -> Result<StatusKind, Problem> {
    fields.chosen("status", "Choose what stands now.")
}

async fn record(client: &Client, case: CaseId, fields: &Fields) -> Result<(), Problem> {
    let status = match chosen(fields)? {
        StatusKind::NoPlan => ChildStatus::NoPlan,
        StatusKind::ChildInNeed => ChildStatus::ChildInNeed,
        StatusKind::ProtectionPlan => {
            ChildStatus::ProtectionPlan(fields.chosen_if_any("category")?)
        }
        StatusKind::LookedAfter => ChildStatus::LookedAfter(fields.chosen_if_any("legal_status")?),
    };
    let (source, shown) = (fields.owned("source"), fields.owned("shown"));
    client
        .set_status(case, status, fields.day("from")?, source, shown)
        .await?;
    Ok(())
}
