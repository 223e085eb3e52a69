//! *Team and sharing*: who can see a child's case.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse as _, Redirect},
};
use patchwork_client::{AccessRole, CaseId, LookedView, TeamMemberView, TeamView};

use crate::open::{
    app::Member,
    fields::{Fields, Id},
    frame::Frame,
    problem::{Page, Problem, show},
    words,
};

/// What someone can be given.
pub(crate) const ACCESS: words::Choices<AccessRole> = &[
    ("member", AccessRole::Member, "Member: reads and writes"),
    ("observer", AccessRole::Observer, "Observer: reads"),
    (
        "manager",
        AccessRole::Manager,
        "Manager: may also change the team",
    ),
];

#[derive(Template)]
#[template(path = "team.html")]
struct TeamPage {
    frame: Frame,
    team: TeamView,
    agencies: Vec<(String, Vec<TeamMemberView>)>,
    looked: Vec<LookedView>,
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
        team,
    })
}

/// `POST /cases/{case}/team`
pub(crate) async fn add(
    Member(client): Member,
    Path(Id(case)): Path<Id<CaseId>>,
    fields: Fields,
) -> Page {
    let access = words::chosen(ACCESS, fields.text("access")).ok_or_else(Problem::unreadable)?;
    client
        .add_to_team(case, fields.id("practitioner")?, access)
        .await?;
    Ok(Redirect::to(&format!("/cases/{case}/team")).into_response())
}
