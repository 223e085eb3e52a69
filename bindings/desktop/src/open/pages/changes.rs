//! Choosing between two values, recording a status.

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse as _, Redirect},
};
use patchwork_client::{CaseHeader, CaseId, ChildStatus, Choices, Client, StatusKind, choices};

use super::form;
use crate::open::{
    app::Member,
    fields::{Fields, Id},
    frame::Frame,
    problem::{Page, Problem, show},
    refusal::Refusal,
    words,
};

/// `POST /cases/{case}/choose`: one of two values that people wrote apart.
pub(crate) async fn choose(
    Member(client): Member,
    Path(Id(case)): Path<Id<CaseId>>,
    fields: Fields,
) -> Page {
    client
        .choose_value(case, fields.owned("field"), fields.owned("choice"))
        .await?;
    let back = match fields.text("person") {
        "" => format!("/cases/{case}"),
        person if person.chars().all(|c| c.is_ascii_hexdigit()) => {
            format!("/cases/{case}/people/{person}")
        }
        _ => return Err(Problem::unreadable()),
    };
    Ok(Redirect::to(&back).into_response())
}

#[derive(Template)]
#[template(path = "status.html")]
struct StatusPage {
    frame: Frame,
    header: CaseHeader,
    choices: Choices,
    fields: Fields,
    problem: Option<Refusal>,
}

/// `GET /cases/{case}/status`
pub(crate) async fn status_page(Member(client): Member, Path(Id(case)): Path<Id<CaseId>>) -> Page {
    let header = form::writable(&client, case).await?.header;
    show(&StatusPage {
        frame: Frame::still(&client, "cases").await?,
        fields: Fields::filled([("shown", header.shown.clone())]),
        header,
        choices: choices(),
        problem: None,
    })
}

/// `POST /cases/{case}/status`
pub(crate) async fn status(
    Member(client): Member,
    Path(Id(case)): Path<Id<CaseId>>,
    fields: Fields,
) -> Page {
    let written = record(&client, case, &fields).await;
    let next = Redirect::to(&format!("/cases/{case}"));
    form::answer(written.map(|()| next), |problem| async {
        Ok(StatusPage {
            frame: Frame::still(&client, "cases").await?,
            header: client.case_view(case).await?.header,
            choices: choices(),
            fields,
            problem: Some(problem),
        })
    })
    .await
}

async fn record(client: &Client, case: CaseId, fields: &Fields) -> Result<(), Problem> {
    let status = match fields.chosen("status", "Choose what stands now.")? {
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
