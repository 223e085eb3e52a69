//! *Check and report*: whether what is kept here is whole, and what to give to whoever helps.

use askama::Template;
use patchwork_client::{Client, DoctorView};

use crate::open::{
    app::Member,
    frame::Frame,
    problem::{Page, show},
    words,
};

#[derive(Template)]
#[template(path = "support.html")]
struct SupportPage {
    frame: Frame,
    found: Option<DoctorView>,
    report: String,
}

async fn page_with(client: &Client, found: Option<DoctorView>) -> Page {
    show(&SupportPage {
        frame: Frame::still(client, "settings").await?,
        found,
        report: client.support_report().await?,
    })
}

/// `GET /support`: the report is shown before it is copied.
pub(crate) async fn page(Member(client): Member) -> Page {
    page_with(&client, None).await
}

/// `POST /support/doctor`: checks everything, and changes nothing.
pub(crate) async fn doctor(Member(client): Member) -> Page {
    let found = client.doctor().await?;
    page_with(&client, Some(found)).await
}

/// `POST /support/repair`: computes anew what screens show, and says how it stands then.
pub(crate) async fn repair(Member(client): Member) -> Page {
    client.repair().await?;
    let found = client.doctor().await?;
    page_with(&client, Some(found)).await
}
