//! Who came to a team and left it, as entries of the timeline that nobody wrote: told from the
//! changes of the team, which every device has alike.

use core::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::Timestamp;
use patchwork_model::{AccessRole, ClosedList as _, isolated};
use patchwork_protocol::{Action, PractitionerId, Principal};

use patchwork_store::CaseVisit;

use super::{Names, words};
use crate::{
    CaseId, Client, ForYou, JoinedView, NewCaseView, Result, TeamEventView, workspace::zone,
};

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

/// As many as fit above the list.
const MOST_JOINED: usize = 12;

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// What *My cases* tells first: cases that are new to this person, and who joined the teams
    /// that they are on.
    pub async fn for_you(&self) -> Result<ForYou> {
        let roster = self.roster().await?;
        let now = self.now();
        self.read(move |r| {
            let visits: BTreeMap<CaseId, CaseVisit> = r.visits()?.into_iter().collect();
            let names = Names::of(roster, r);
            let mut told = ForYou::default();
            for row in r.case_names()? {
                let case = row.space;
                if !names.roster.is_mine(case) {
                    continue;
                }
                match visits.get(&case) {
                    None if names.roster.is_founded_by_me(case) => {}
                    None => told.new_cases.push(NewCaseView {
                        case,
                        child: row.name,
                    }),
                    Some(visit) => {
                        let events = names.team_events(case, Some(visit.last), None, now);
                        let of_others = events.into_iter().filter(|event| {
                            let is_of_me = |who: &PractitionerId| Some(*who) == names.roster.me;
                            event.is_arrival && !event.practitioners.iter().any(is_of_me)
                        });
                        told.joined.extend(of_others.map(|event| JoinedView {
                            child: row.name.clone(),
                            event,
                        }));
                    }
                }
            }
            told.joined.sort_by_key(|joined| Reverse(joined.event.at));
            told.joined.truncate(MOST_JOINED);
            Ok(told)
        })
        .await
    }
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
                let mut joined = Vec::new();
                for action in actions {
                    match came(action, author) {
                        Some((who, Came::Joined)) => joined.push(who),
                        Some((who, came)) => {
                            events.push(self.team_event(case, at, vec![who], &came, author));
                        }
                        None => {}
                    }
                }
                // Whom one change added, one line names.
                if !joined.is_empty() {
                    events.push(self.team_event(case, at, joined, &Came::Joined, author));
                }
            });
        events.reverse();
        events.sort_by_key(|event| Reverse(event.at));
        events
    }

    fn with_agency(&self, who: PractitionerId) -> String {
        let name = isolated(&self.name(who));
        match self.agency(who).as_str() {
            "" => name,
            agency => format!("{name} ({})", isolated(agency)),
        }
    }

    fn team_event(
        &self,
        case: CaseId,
        at: Timestamp,
        who: Vec<PractitionerId>,
        came: &Came,
        author: Option<PractitionerId>,
    ) -> TeamEventView {
        let someone = match who.as_slice() {
            [one] => self.with_agency(*one),
            many => {
                let names: Vec<String> = many.iter().map(|who| self.name(*who)).collect();
                words::listed(&names)
            }
        };
        let by_another = author.filter(|author| !who.contains(author));
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
            practitioners: who,
            text,
            by,
            is_arrival: matches!(came, Came::Joined),
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
