//! Risk markers: what a visitor must know before going there.

use askama::Template;
use patchwork_client::{
    CaseHeader, CaseId, CaseView, Client, ClientError, MarkerDetails, MarkerId, MarkerView,
    NewMarker,
};

use super::case_fact::{AddedFact, CaseFact};
use crate::open::{fields::Fields, frame::Frame, problem::Problem, refusal::Refusal, words};

#[derive(Template)]
#[template(path = "marker.html")]
pub(crate) struct MarkerPage {
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
        frame: Frame::of_form(client, header.case).await?,
        fields: fields.unwrap_or_else(as_it_stands),
        header,
        marker,
        problem,
    })
}

/// What a visitor must know before going there.
pub(crate) struct Marker;

impl CaseFact for Marker {
    type Id = MarkerId;
    type Page = MarkerPage;

    async fn draw(
        client: &Client,
        view: CaseView,
        marker: MarkerId,
        typed: Option<Fields>,
        problem: Option<Refusal>,
    ) -> Result<MarkerPage, Problem> {
        draw(client, view.header, Some(marker), typed, problem).await
    }

    async fn change(
        client: &Client,
        case: CaseId,
        marker: MarkerId,
        typed: &Fields,
    ) -> Result<(), Problem> {
        let details = MarkerDetails {
            marker,
            text: typed.owned("text"),
            review: typed.day("review")?,
            shown: typed.owned("shown"),
        };
        Ok(client.change_marker(case, details).await?)
    }

    /// It holds no longer: what was known of it stays.
    async fn remove(
        client: &Client,
        case: CaseId,
        marker: MarkerId,
        sent: &Fields,
    ) -> Result<(), Problem> {
        Ok(client.end_marker(case, marker, sent.owned("shown")).await?)
    }

    fn stands_at(case: CaseId) -> String {
        format!("/cases/{case}")
    }
}

impl AddedFact for Marker {
    async fn draw_new(
        client: &Client,
        view: CaseView,
        typed: Fields,
        problem: Option<Refusal>,
    ) -> Result<MarkerPage, Problem> {
        draw(client, view.header, None, Some(typed), problem).await
    }

    async fn add(client: &Client, case: CaseId, typed: &Fields) -> Result<(), Problem> {
        let marker = NewMarker {
            id: typed.id_if_any("id")?,
            text: typed.owned("text"),
            review: typed.day("review")?,
        };
        client.add_marker(case, marker).await?;
        Ok(())
    }
}
