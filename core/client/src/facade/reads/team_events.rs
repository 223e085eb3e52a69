//! Who came to a team and left it, as entries of the timeline that nobody wrote: told from the
//! changes of the team, which every device has alike.

use jiff::Timestamp;
use patchwork_model::{AccessRole, ClosedList as _, isolated};
use patchwork_protocol::{Action, PractitionerId, Principal};

use super::Names;
use crate::{CaseId, TeamEventView, workspace::zone};

/// What a change did to someone.
enum Came {
    /// They opened the case.
    Founded,
    /// They were taken into the team.
    Joined,
    /// They may do something else.
    MayDo(AccessRole),
    /// They are not on the team any more.
    Left,
    /// They closed the case.
    Closed,
}

impl Names<'_> {
    /// What happened to the team later than `after` and no later than `until`, newest first.
    pub(super) fn team_events(
        &self,
        case: CaseId,
        after: Option<Timestamp>,
        until: Option<Timestamp>,
        now: Timestamp,
    ) -> Vec<TeamEventView> {
        let mut events = Vec::new();
        self.roster
            .for_each_team_change(case, |author, at, actions| {
                // A clock that is fast puts nothing in the future.
                let at = at.min(now);
                if after.is_some_and(|after| at <= after) || until.is_some_and(|until| at > until) {
                    return;
                }
                for action in actions {
                    let Some((who, came)) = came(action, author) else {
                        continue;
                    };
                    events.push(self.team_event(case, at, who, &came, author));
                }
            });
        events.reverse();
        events.sort_by(|a, b| b.at.cmp(&a.at));
        events
    }

    fn team_event(
        &self,
        case: CaseId,
        at: Timestamp,
        who: PractitionerId,
        came: &Came,
        author: Option<PractitionerId>,
    ) -> TeamEventView {
        let name = self.name(who);
        let agency = self.agency(who);
        let someone = match agency.as_str() {
            "" => isolated(&name),
            agency => format!("{} ({})", isolated(&name), isolated(agency)),
        };
        let by_another = author.filter(|author| *author != who);
        let by = |what: &str| {
            let by = by_another.map(|author| format!("{what} by {}", isolated(&self.name(author))));
            by.unwrap_or_default()
        };
        let (text, by) = match came {
            Came::Founded => (format!("{someone} opened this case."), String::new()),
            Came::Joined => (format!("{someone} joined the team."), by("Added")),
            Came::MayDo(role) => (
                format!("{someone} now has the role of {}.", in_a_sentence(*role)),
                by("Changed"),
            ),
            Came::Left if by_another.is_none() => {
                (format!("{someone} left the team."), String::new())
            }
            Came::Left => (
                format!("{someone} is not on the team any more."),
                by("Taken off"),
            ),
            Came::Closed => (format!("{someone} closed this case."), String::new()),
        };
        TeamEventView {
            case,
            at,
            day: at.to_zoned_datetime(zone()).date(),
            practitioner: who,
            name,
            text,
            by,
        }
    }
}

/// "observer", without what that may do.
fn in_a_sentence(role: AccessRole) -> String {
    let label = role.label();
    let name = label.split_once(':').map_or(label, |(name, _)| name);
    name.to_lowercase()
}

fn came(action: &Action, author: Option<PractitionerId>) -> Option<(PractitionerId, Came)> {
    match action {
        Action::Found { founder, .. } => Some((*founder, Came::Founded)),
        Action::Add {
            principal: Principal::Practitioner(who),
            ..
        } => Some((*who, Came::Joined)),
        Action::SetRole {
            principal: Principal::Practitioner(who),
            role,
            ..
        } => Some((*who, Came::MayDo(*role))),
        Action::Remove {
            principal: Principal::Practitioner(who),
            ..
        } => Some((*who, Came::Left)),
        Action::Close => Some((author?, Came::Closed)),
        _ => None,
    }
}
