//! Inviting colleagues and admitting their devices.

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse as _, Redirect},
};
use patchwork_client::{
    AgencyKindChoice, AgencyView, Client, DeviceId, InvitationView, Invitee, PendingDeviceView,
    PractitionerId, choices,
};
use qrcode::{EcLevel, QrCode, render::svg};

use super::form;
use crate::open::{
    app::Member,
    fields::{Fields, Id},
    frame::Frame,
    problem::{Page, Problem, show},
    words,
};

#[derive(Template)]
#[template(path = "invite.html")]
struct InvitePage {
    frame: Frame,
    agencies: Vec<AgencyView>,
    agency_kinds: Vec<AgencyKindChoice>,
    pending: Vec<PendingDeviceView>,
    fields: Fields,
    problem: Option<String>,
}

async fn page(
    client: &Client,
    fields: Fields,
    problem: Option<String>,
) -> Result<InvitePage, Problem> {
    Ok(InvitePage {
        frame: Frame::still(client, "directory").await?,
        agencies: client.agencies().await?,
        agency_kinds: choices().agency_kinds,
        pending: client.pending_devices().await?,
        fields,
        problem,
    })
}

/// `GET /invite`
pub(crate) async fn start(Member(client): Member, headers: http::HeaderMap) -> Page {
    // Coming here closes the page with the code, and its short-lived secret ends. A page that
    // brings itself up to date has not come from anywhere.
    if !headers.contains_key("hx-request") {
        client.hide_invitation().await?;
    }
    show(&page(&client, Fields::default(), None).await?)
}

/// `POST /invite`
pub(crate) async fn invite(Member(client): Member, fields: Fields) -> Page {
    let invitee = Invitee {
        id: None,
        name: fields.owned("name"),
        role: fields.owned("role"),
        agency: fields.id("agency")?,
    };
    let invited = client.invite(invitee).await.map_err(Problem::from);
    let saved =
        invited.map(|invitation| Redirect::to(&format!("/invite/{}", invitation.practitioner)));
    form::answer(saved, |problem| page(&client, fields, Some(problem))).await
}

/// `POST /agencies`
pub(crate) async fn add_agency(Member(client): Member, fields: Fields) -> Page {
    let added = list_agency(&client, &fields).await;
    form::answer(added.map(|()| Redirect::to("/invite")), |problem| {
        page(&client, fields, Some(problem))
    })
    .await
}

async fn list_agency(client: &Client, fields: &Fields) -> Result<(), Problem> {
    let kind = fields.chosen("agency_kind", "Choose what the agency is.")?;
    client.add_agency(fields.owned("agency_name"), kind).await?;
    Ok(())
}

#[derive(Template)]
#[template(path = "invitation.html")]
struct InvitationPage {
    frame: Frame,
    invitation: InvitationView,
    qr: String,
    pending: Vec<PendingDeviceView>,
}

/// `GET /invite/{practitioner}`: fetched again while it is open, each time with a fresh secret.
pub(crate) async fn show_invitation(
    Member(client): Member,
    Path(Id(practitioner)): Path<Id<PractitionerId>>,
) -> Page {
    let invitation = client.show_invitation(practitioner).await?;
    let qr = qr(invitation
        .screen_code
        .as_deref()
        .unwrap_or(&invitation.code))?;
    show(&InvitationPage {
        frame: Frame::still(&client, "directory").await?,
        pending: client.pending_devices().await?,
        invitation,
        qr,
    })
}

fn qr(code: &str) -> Result<String, Problem> {
    let code =
        QrCode::with_error_correction_level(code, EcLevel::L).map_err(|_| Problem::internal())?;
    let drawn = code
        .render::<svg::Color<'_>>()
        .min_dimensions(240, 240)
        .quiet_zone(true)
        .build();
    // Without the XML declaration it stands inline.
    Ok(drawn
        .split_once("?>")
        .map_or(drawn.clone(), |(_, svg)| svg.to_owned()))
}

/// `POST /admit/{device}`
pub(crate) async fn admit(Member(client): Member, Path(Id(device)): Path<Id<DeviceId>>) -> Page {
    client.admit(device).await?;
    Ok(Redirect::to("/directory").into_response())
}
