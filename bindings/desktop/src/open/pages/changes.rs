//! Choosing between two values, recording a status.

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse as _, Redirect},
};
use patchwork_client::{CaseHeader, CaseId, LegalStatus};

use super::form;
use crate::open::{
    app::Member,
    fields::{Fields, Id},
    frame::Frame,
    problem::{Page, Problem, show},
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

/// Under which a child protection plan can be.
const CATEGORIES: &[&str] = &[
    "neglect",
    "physical abuse",
    "emotional abuse",
    "sexual abuse",
];

#[derive(Template)]
#[template(path = "status.html")]
struct StatusPage {
    frame: Frame,
    header: CaseHeader,
    fields: Fields,
    problem: Option<String>,
}

/// `GET /cases/{case}/status`
pub(crate) async fn status_page(Member(client): Member, Path(Id(case)): Path<Id<CaseId>>) -> Page {
    let header = form::writable(&client, case).await?.header;
    show(&StatusPage {
        frame: Frame::still(&client, "cases").await?,
        fields: Fields::filled([("shown", header.shown.clone())]),
        header,
        problem: None,
    })
}

/// `POST /cases/{case}/status`
pub(crate) async fn status(
    Member(client): Member,
    Path(Id(case)): Path<Id<CaseId>>,
    fields: Fields,
) -> Page {
    let status = match fields.text("status") {
        "none" => LegalStatus::NoPlan,
        "need" => LegalStatus::ChildInNeed,
        "protection" => LegalStatus::ChildProtection {
            category: fields.owned("category"),
        },
        "looked-after" => LegalStatus::LookedAfter {
            legal_status: fields.owned("legal_status"),
        },
        _ => return Err(Problem::unreadable()),
    };
    let written = match fields.day("from") {
        Ok(from) => client
            .set_status(
                case,
                status,
                from,
                fields.owned("source"),
                fields.owned("shown"),
            )
            .await
            .map_err(Problem::from),
        Err(problem) => Err(problem),
    };
    let next = Redirect::to(&format!("/cases/{case}"));
    form::answer(written.map(|()| next), |problem| async {
        Ok(StatusPage {
            frame: Frame::still(&client, "cases").await?,
            header: client.case_view(case).await?.header,
            fields,
            problem: Some(problem),
        })
    })
    .await
}
