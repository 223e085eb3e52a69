//! A withheld address, shown to whoever asks for it and noted.

use askama::Template;
use axum::extract::Path;
use patchwork_client::{CaseHeader, CaseId, ResidenceId, ResidenceView};

use crate::open::{
    app::Member,
    fields::Id,
    frame::Frame,
    problem::{Page, show},
    words,
};

#[derive(Template)]
#[template(path = "withheld.html")]
struct WithheldPage {
    frame: Frame,
    header: CaseHeader,
    residence: ResidenceView,
}

/// `GET /cases/{case}/withheld/{residence}`
pub(crate) async fn address(
    Member(client): Member,
    Path((Id(case), Id(residence))): Path<(Id<CaseId>, Id<ResidenceId>)>,
) -> Page {
    let header = client.case_view(case).await?.header;
    show(&WithheldPage {
        frame: Frame::still(&client, "cases").await?,
        header,
        residence: client.withheld_address(case, residence).await?,
    })
}
