//! *Team and sharing*: who can see a child's case.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse as _, Redirect},
};
use patchwork_client::{
    AccessRoleChoice, CaseId, LookedView, PractitionerId, PractitionerPage, SharingChoice,
    TeamMemberView, TeamView, TimelineFilter, TimelinePage, choices,
};

use super::listed;
use crate::open::{
    app::Member,
    fields::{Fields, Id, Query},
    frame::Frame,
    problem::{Page, show},
    words,
};

/// Decisions that the ledger shows at once.
const DECISIONS: u32 = 20;

#[derive(Template)]
#[template(path = "team.html")]
struct TeamPage {
    frame: Frame,
    team: TeamView,
    /// Whether this person may write in the case.
    may_write: bool,
    /// Whether this person may invite colleagues.
    invites: bool,
    agencies: Vec<(String, Vec<TeamMemberView>)>,
    looked: Vec<LookedView>,
    /// What is typed to find who is to be added.
    who: String,
    /// Who was just added.
    added: Option<TeamMemberView>,
    /// Whom it finds, the first of them.
    may_be_added: PractitionerPage,
    access_roles: Vec<AccessRoleChoice>,
    /// The latest decisions to share and not to share.
    decisions: TimelinePage,
}

/// `GET /cases/{case}/team?who=`
pub(crate) async fn show_team(
    Member(client): Member,
    Path(Id(case)): Path<Id<CaseId>>,
    Query(query): Query,
) -> Page {
    let team = client.team(case).await?;
    let mut agencies: BTreeMap<String, Vec<TeamMemberView>> = BTreeMap::new();
    for member in &team.members {
        agencies
            .entry(member.agency.clone())
            .or_default()
            .push(member.clone());
    }
    let who = query.owned("who");
    let may_be_added = if team.may_change {
        client
            .may_be_added(case, who.clone(), None, listed::PAGE)
            .await?
    } else {
        PractitionerPage::default()
    };
    let here = listed::address(&format!("/cases/{case}/team"), &[("who", &who)]);
    let added = query.id_if_any::<PractitionerId>("added").unwrap_or(None);
    let is_added = |member: &&TeamMemberView| Some(member.practitioner) == added;
    show(&TeamPage {
        added: team.members.iter().find(is_added).cloned(),
        frame: Frame::of_case(&client, case, here).await?,
        who,
        may_be_added,
        agencies: agencies.into_iter().collect(),
        looked: client.who_looked(case).await?,
        access_roles: choices().access_roles,
        may_write: client.case_view(case).await?.header.may_write,
        invites: client.me().await?.is_administrator,
        decisions: client
            .timeline(case, None, DECISIONS, TimelineFilter::Sharing)
            .await?,
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
    let practitioner: PractitionerId = fields.id("practitioner")?;
    client.add_to_team(case, practitioner, access).await?;
    let address = format!("/cases/{case}/team?added={practitioner}");
    Ok(Redirect::to(&address).into_response())
}
