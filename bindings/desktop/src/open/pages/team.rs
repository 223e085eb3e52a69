//! *Team and sharing*: who can see a child's case.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse as _, Redirect},
};
use patchwork_client::{AccessRoleChoice, CaseId, LookedView, TeamMemberView, TeamView, choices};

use crate::open::{
    app::Member,
    fields::{Fields, Id},
    frame::Frame,
    problem::{Page, show},
    words,
};

#[derive(Template)]
#[template(path = "team.html")]
struct TeamPage {
    frame: Frame,
    team: TeamView,
    agencies: Vec<(String, Vec<TeamMemberView>)>,
    looked: Vec<LookedView>,
    access_roles: Vec<AccessRoleChoice>,
}

/// `GET /cases/{case}/team`
pub(crate) async fn show_team(Member(client): Member, Path(Id(case)): Path<Id<CaseId>>) -> Page {
    let team = client.team(case).await?;
    let mut agencies: BTreeMap<String, Vec<TeamMemberView>> = BTreeMap::new();
    for member in &team.members {
        agencies
            .entry(member.agency.clone())
            .or_default()
            .push(member.clone());
    }
    show(&TeamPage {
        frame: Frame::of_case(&client, case, format!("/cases/{case}/team")).await?,
        agencies: agencies.into_iter().collect(),
        looked: client.who_looked(case).await?,
        access_roles: choices().access_roles,
        team,
    })
}

/// `POST /cases/{case}/team`
pub(crate) async fn add(
    Member(client): Member,
    Path(Id(case)): Path<Id<CaseId>>,
    fields: Fields,
) -> Page {
    let access = fields.chosen("access", "Choose what they may do.")?;
    client
        .add_to_team(case, fields.id("practitioner")?, access)
        .await?;
    Ok(Redirect::to(&format!("/cases/{case}/team")).into_response())
}
