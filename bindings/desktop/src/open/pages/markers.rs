//! Risk markers: what a visitor must know before going there.

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse as _, Redirect},
};
use patchwork_client::{
    CaseHeader, CaseId, Client, ClientError, MarkerDetails, MarkerId, MarkerView, NewMarker,
};

use super::form;
use crate::open::{
    app::Member,
    fields::{Fields, Id},
    frame::Frame,
    problem::{Page, Problem, show},
    refusal::Refusal,
    words,
};

#[derive(Template)]
#[template(path = "marker.html")]
struct MarkerPage {
    frame: Frame,
    header: CaseHeader,
    /// None for a new one.
    marker: Option<MarkerView>,
    fields: Fields,
    problem: Option<Refusal>,
}

impl MarkerPage {
    /// Until someone chooses among its values, it cannot be changed.
    fn is_in_conflict(&self) -> bool {
        self.marker.as_ref().is_some_and(|m| m.texts.len() > 1)
    }
}

async fn draw(
    client: &Client,
    header: CaseHeader,
    marker: Option<MarkerId>,
    fields: Option<Fields>,
    problem: Option<Refusal>,
) -> Result<MarkerPage, Problem> {
    let marker = match marker {
        Some(marker) => {
            let found = header.markers.iter().find(|m| m.marker == marker);
            Some(found.cloned().ok_or(ClientError::NotFound)?)
        }
        None => None,
    };
    let as_it_stands = || {
        let text = marker.as_ref().and_then(|m| m.texts.first().cloned());
        Fields::begun()
            .and("shown", &header.shown)
            .and("text", text.unwrap_or_default())
            .and(
                "review",
                words::field_day(marker.as_ref().and_then(|m| m.review)),
            )
    };
    Ok(MarkerPage {
        frame: Frame::still(client, "cases").await?,
        fields: fields.unwrap_or_else(as_it_stands),
        header,
        marker,
        problem,
    })
}

/// `GET /cases/{case}/markers`: a new one.
pub(crate) async fn new(Member(client): Member, Path(Id(case)): Path<Id<CaseId>>) -> Page {
    let header = form::writable(&client, case).await?.header;
    show(&draw(&client, header, None, None, None).await?)
}

/// `POST /cases/{case}/markers`
pub(crate) async fn add(
    Member(client): Member,
    Path(Id(case)): Path<Id<CaseId>>,
    fields: Fields,
) -> Page {
    let saved = record(&client, case, &fields).await.map(|()| of_case(case));
    form::answer(saved, |problem| async {
        let header = client.case_view(case).await?.header;
        draw(&client, header, None, Some(fields), Some(problem)).await
    })
    .await
}

async fn record(client: &Client, case: CaseId, fields: &Fields) -> Result<(), Problem> {
    let review = fields.day("review")?;
    client
        .add_marker(
            case,
            NewMarker {
                id: fields.id_if_any("id")?,
                text: fields.owned("text"),
                review,
            },
        )
        .await?;
    Ok(())
}

fn of_case(case: CaseId) -> Redirect {
    Redirect::to(&format!("/cases/{case}"))
}

/// `GET /cases/{case}/markers/{marker}`
pub(crate) async fn marker_page(
    Member(client): Member,
    Path((Id(case), Id(marker))): Path<(Id<CaseId>, Id<MarkerId>)>,
) -> Page {
    let header = form::writable(&client, case).await?.header;
    show(&draw(&client, header, Some(marker), None, None).await?)
}

/// `POST /cases/{case}/markers/{marker}`
pub(crate) async fn change(
    Member(client): Member,
    Path((Id(case), Id(marker))): Path<(Id<CaseId>, Id<MarkerId>)>,
    fields: Fields,
) -> Page {
    let saved = apply(&client, case, marker, &fields)
        .await
        .map(|()| of_case(case));
    form::answer(saved, |problem| async {
        let header = client.case_view(case).await?.header;
        draw(&client, header, Some(marker), Some(fields), Some(problem)).await
    })
    .await
}

async fn apply(
    client: &Client,
    case: CaseId,
    marker: MarkerId,
    fields: &Fields,
) -> Result<(), Problem> {
    let details = MarkerDetails {
        marker,
        text: fields.owned("text"),
        review: fields.day("review")?,
        shown: fields.owned("shown"),
    };
    Ok(client.change_marker(case, details).await?)
}

/// `POST /cases/{case}/markers/{marker}/end`
pub(crate) async fn end(
    Member(client): Member,
    Path((Id(case), Id(marker))): Path<(Id<CaseId>, Id<MarkerId>)>,
    fields: Fields,
) -> Page {
    client
        .end_marker(case, marker, fields.owned("shown"))
        .await?;
    Ok(of_case(case).into_response())
}
