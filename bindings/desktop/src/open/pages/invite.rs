//! Inviting colleagues and admitting their devices.

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse as _, Redirect},
};
use patchwork_client::{
    AgencyId, AgencyKindChoice, AgencyView, Client, DeviceId, InvitationView, Invitee, NewAgency,
    PendingDeviceView, PractitionerId, choices, draw_id,
};
use qrcode::{EcLevel, QrCode, render::svg};

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
#[template(path = "invite.html")]
struct InvitePage {
    frame: Frame,
    agencies: Vec<AgencyView>,
    agency_kinds: Vec<AgencyKindChoice>,
    pending: Vec<PendingDeviceView>,
    fields: Fields,
    problem: Option<Refusal>,
}

async fn page(
    client: &Client,
    fields: Fields,
    problem: Option<Refusal>,
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
    show(&page(&client, begun(), None).await?)
}

/// An empty form, with an id for who is invited and one for an agency that is added beside it.
fn begun() -> Fields {
    Fields::begun().and("agency_id", draw_id())
}

/// `POST /invite`
pub(crate) async fn invite(Member(client): Member, fields: Fields) -> Page {
    let saved = make_invitation(&client, &fields).await;
    form::answer(saved, |problem| page(&client, fields, Some(problem))).await
}

async fn make_invitation(client: &Client, fields: &Fields) -> Result<Redirect, Problem> {
    let invitee = Invitee {
        id: fields.id_if_any("id")?,
        name: fields.owned("name"),
        role: fields.owned("role"),
        agency: fields.chosen_id("agency", "Choose the agency they work for.")?,
    };
    let invitation = client.invite(invitee).await?;
    Ok(Redirect::to(&format!(
        "/invite/{}",
        invitation.practitioner
    )))
}

/// `POST /agencies`: the same form goes on, with who is invited and the new agency chosen.
pub(crate) async fn add_agency(Member(client): Member, fields: Fields) -> Page {
    match list_agency(&client, &fields).await {
        // Nobody was being invited yet.
        Ok(_) if !fields.has("name") && !fields.has("role") => {
            Ok(Redirect::to("/invite").into_response())
        }
        Ok(agency) => {
            let fields = fields
                .with("agency", agency)
                .with("agency_id", draw_id())
                .with("agency_name", "")
                .with("agency_kind", "");
            show(&page(&client, fields, None).await?)
        }
        Err(problem) => {
            form::refused(problem, |problem| {
                let problem = problem.calling("name", "agency_name");
                page(&client, fields, Some(problem))
            })
            .await
        }
    }
}

async fn list_agency(client: &Client, fields: &Fields) -> Result<AgencyId, Problem> {
    let kind = fields.chosen("agency_kind", "Choose what the agency is.")?;
    let new = NewAgency {
        id: fields.id_if_any("agency_id")?,
        name: fields.owned("agency_name"),
        kind,
    };
    Ok(client.add_agency(new).await?)
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
