//! What is known of the child: names, birth, NHS number, family.

use askama::Template;
use axum::{extract::Path, response::Redirect};
use patchwork_client::{CaseHeader, CaseId, CaseView, ChildDetails, ChildView, Client};

use super::{case::said_at, form};
use crate::open::{
    app::Member,
    fields::{Fields, Id},
    frame::Frame,
    problem::{Page, Problem, show},
    refusal::Refusal,
    words,
};

#[derive(Template)]
#[template(path = "child.html")]
struct ChildPage {
    frame: Frame,
    header: CaseHeader,
    child: ChildView,
    fields: Fields,
    problem: Option<Refusal>,
}

fn filled(view: &CaseView) -> Fields {
    let child = &view.child;
    let fields = Fields::filled([
        ("shown", view.header.shown.clone()),
        ("given", child.given.clone()),
        ("family", child.family.clone()),
        ("preferred", child.preferred.clone()),
        ("born", words::field_day(child.born)),
        ("expected", words::field_day(child.expected)),
        ("nhs_number", child.nhs_number.clone()),
        ("family_label", child.family_label.clone()),
    ]);
    if child.born_is_approximate {
        fields.and("approximate", "yes")
    } else {
        fields
    }
}

/// `GET /cases/{case}/child`
pub(crate) async fn page(Member(client): Member, Path(Id(case)): Path<Id<CaseId>>) -> Page {
    let view = form::writable(&client, case).await?;
    let fields = filled(&view);
    show(&draw(&client, view, fields, None).await?)
}

async fn draw(
    client: &Client,
    view: CaseView,
    fields: Fields,
    problem: Option<Refusal>,
) -> Result<ChildPage, Problem> {
    Ok(ChildPage {
        frame: Frame::of_form(client, view.header.case).await?,
        header: view.header,
        child: view.child,
        fields,
        problem,
    })
}

/// `POST /cases/{case}/child`
pub(crate) async fn change(
    Member(client): Member,
    Path(Id(case)): Path<Id<CaseId>>,
    fields: Fields,
) -> Page {
    let saved = apply(&client, case, &fields).await;
    let next = Redirect::to(&said_at(&format!("/cases/{case}")));
    form::answer(saved.map(|()| next), |problem| async {
        let view = client.case_view(case).await?;
        draw(&client, view, fields, Some(problem)).await
    })
    .await
}

async fn apply(client: &Client, case: CaseId, fields: &Fields) -> Result<(), Problem> {
    let details = ChildDetails {
        given: fields.owned("given"),
        family: fields.owned("family"),
        preferred: fields.owned("preferred"),
        born: fields.day("born")?,
        born_is_approximate: fields.has("approximate"),
        expected: fields.day("expected")?,
        nhs_number: fields.owned("nhs_number"),
        family_label: fields.owned("family_label"),
        shown: fields.owned("shown"),
    };
    Ok(client.change_child(case, details).await?)
}
