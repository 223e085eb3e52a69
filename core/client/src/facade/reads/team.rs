//! *Team and sharing*: who can see a case, and who will see what is being written.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};
use patchwork_model::{
    AccessRole, CaseRow, ClosedList as _, display_name, isolated, labels::NotAReferral, same_name,
    sensitive_words,
};
use patchwork_protocol::PractitionerId;
use patchwork_store::Reader;

use super::{
    Names,
    case_read::{CaseRead, child_name},
    pages,
    words::{self, counted},
};
use crate::{
    Audience, CaseId, Client, ClientError, DraftView, PractitionerPage, ReferralNotice, Result,
    TeamMemberView, TeamView,
    facade::{in_words::lately_from, partnership},
    workspace::{queued_members, today, zone},
};

impl Names<'_> {
    /// Everyone on a team, and those whose adding waits for the relay.
    fn members(&self, case: CaseId, r: &Reader<'_>) -> Result<Vec<TeamMemberView>> {
        let team = self.roster.team(case).ok_or(ClientError::NotFound)?;
        let member =
            |(practitioner, access): (PractitionerId, AccessRole), is_pending| TeamMemberView {
                practitioner,
                name: self.name(practitioner),
                role: self.role(practitioner),
                agency: self.agency(practitioner),
                access,
                access_label: access.label().to_owned(),
                is_pending,
            };
        let there: BTreeSet<PractitionerId> = team.members.iter().map(|(id, _)| *id).collect();
        let mut members: Vec<_> = team.members.iter().map(|of| member(*of, false)).collect();
        for (queued, role) in queued_members(r, case)? {
            if !there.contains(&queued) {
                members.push(member((queued, role), true));
            }
        }
        members.sort_by_cached_key(|member| {
            let (agency, name) = (member.agency.to_lowercase(), member.name.to_lowercase());
            (agency, name, member.practitioner)
        });
        members.dedup_by_key(|member| member.practitioner);
        Ok(members)
    }

    fn agencies_among(&self, members: &[TeamMemberView]) -> u32 {
        self.agencies_of(members.iter().map(|member| member.practitioner))
    }
}

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Who can see a case.
    pub async fn team(&self, case: CaseId) -> Result<TeamView> {
        let roster = self.roster().await?;
        self.read(move |r| {
            let names = Names::of(roster, r);
            let members = names.members(case, r)?;
            Ok(TeamView {
                case,
                child: child_name(case, r)?,
                agencies: names.agencies_among(&members),
                members,
                may_change: names.roster.may_change_team(case),
            })
        })
        .await
    }

    /// A page of those who may be added to a team, by name: admitted, with a card, and not on it.
    /// `search`, `after` and `limit` are those of [`directory`](Self::directory).
    ///
    /// # Errors
    /// [`ClientError::NotFound`] if there is no such team;
    /// [`ClientError::Invalid`] with the field `after` if the page is not there any more.
    pub async fn may_be_added(
        &self,
        case: CaseId,
        search: String,
        after: Option<String>,
        limit: u32,
    ) -> Result<PractitionerPage> {
        let after = pages::place(after.as_deref())?;
        let roster = self.roster().await?;
        self.read_while_awaited(move |r| {
            let names = Names::of(roster, r);
            let team = names.roster.team(case).ok_or(ClientError::NotFound)?;
            let there = team.members.iter().map(|(id, _)| *id);
            let queued = queued_members(r, case)?;
            let on_it: BTreeSet<_> = there.chain(queued.iter().map(|(id, _)| *id)).collect();
            let may_be = |id| names.roster.is_active(id) && !on_it.contains(&id);
            names.practitioner_page(&search, after, limit, may_be, r)
        })
        .await
    }

    /// Who will see a draft once it is saved, and what to mind before.
    pub async fn audience(&self, draft: DraftView) -> Result<Audience> {
        let roster = self.roster().await?;
        let now = self.now();
        self.read(move |r| {
            let names = Names::of(roster, r);
            let (people, agencies) = match draft.case {
                Some(case) => {
                    let members = names.members(case, r)?;
                    let people = u32::try_from(members.len()).unwrap_or(u32::MAX);
                    (people, names.agencies_among(&members))
                }
                None => (0, 0),
            };
            let another = another_case(&draft, &names, r)?;
            let mut nudges = vec![nudge(&[&draft.text, &draft.detail]), another];
            nudges.retain(|said| !said.is_empty());
            Ok(Audience {
                label: label(draft.case.is_some(), people, agencies),
                people,
                agencies,
                nudge: nudges.join(" "),
                referral: referral(r)?,
                folded: folded(&draft, &names, r, now)?,
            })
        })
        .await
    }
}

/// What stands beside a worry, with the front door as this device knows it.
fn referral(r: &Reader<'_>) -> Result<ReferralNotice> {
    let front_door = r.partnership()?.and_then(|card| card.front_door);
    let words = NotAReferral::naming(front_door.as_ref());
    Ok(ReferralNotice {
        before: words.before.to_owned(),
        front_door_link: partnership::link(&words.number),
        front_door: words.number,
        after: words.after,
    })
}

fn label(has_case: bool, people: u32, agencies: u32) -> String {
    match (has_case, people) {
        (false, _) => "Choose a child to see who will read this".to_owned(),
        (true, 0 | 1) => "Only you will see this".to_owned(),
        (true, people) => format!(
            "{} in {} will see this",
            counted(people, "person", "people"),
            counted(agencies.max(1), "agency", "agencies")
        ),
    }
}

/// Says that words about a brother or a sister do not reach the case of their own. A child is known
/// by name here, so that two children of one name are taken for one: it is said, and blocks nothing.
fn another_case(draft: &DraftView, names: &Names<'_>, r: &Reader<'_>) -> Result<String> {
    let Some(here) = draft.case.filter(|_| !draft.about.is_empty()) else {
        return Ok(String::new());
    };
    let mut about = r.people(here)?;
    about.retain(|person| draft.about.contains(&person.id));
    let is_about = |row: &CaseRow| {
        let full = display_name(&row.given, &row.family, None);
        about
            .iter()
            .any(|person| same_name(&person.name, &row.name) || same_name(&person.name, &full))
    };
    let mut there = Vec::new();
    if !about.is_empty() {
        for (space, row) in r.children()? {
            if space != here && names.roster.is_mine(space) && is_about(&row) {
                there.push(row.name);
            }
        }
    }
    if there.is_empty() {
        return Ok(String::new());
    }
    Ok(format!(
        "There is a case for {} too. These words are kept in the case of {} only.",
        words::listed(&there),
        isolated(&child_name(here, r)?)
    ))
}

/// What is chosen in the folded part of the form, in the words of the timeline.
fn folded(draft: &DraftView, names: &Names<'_>, r: &Reader<'_>, now: Timestamp) -> Result<String> {
    let mut said = Vec::new();
    said.extend(happened(draft, today(now)));
    said.extend(draft.known.map(|known| known.label().to_owned()));
    let who = [("about", &draft.about), ("with", &draft.with)];
    if let Some(case) = draft.case
        && who.iter().any(|(_, people)| !people.is_empty())
    {
        let read = CaseRead::for_entries(case, names, r, now)?;
        for (as_what, people) in who {
            let people: Vec<_> = people.iter().map(|one| read.person_name(*one)).collect();
            if !people.is_empty() {
                said.push(format!("{as_what} {}", words::listed(&people)));
            }
        }
    }
    Ok(said.join(" · "))
}

/// The day, and the time where it is known; none where it happens now.
fn happened(draft: &DraftView, today: Date) -> Option<String> {
    if let Some(at) = draft.happened_at {
        let day = lately_from(at.to_zoned_datetime(zone()).date(), today);
        let about = if draft.happened_is_approximate {
            "about "
        } else {
            ""
        };
        return Some(format!("{day} {about}{}", words::clock(at)));
    }
    draft.happened_on.map(|day| lately_from(day, today))
}

/// Asks, and never blocks: nothing where no word suggests a sensitive service.
pub(crate) fn nudge(texts: &[&str]) -> String {
    let mut found: Vec<String> = Vec::new();
    for text in texts {
        for word in sensitive_words(text) {
            let word = text.get(word.start..word.end).unwrap_or_default();
            let quoted = format!("“{word}”");
            if !word.is_empty() && !found.contains(&quoted) {
                found.push(quoted);
            }
        }
    }
    if found.is_empty() {
        return String::new();
    }
    format!(
        "You wrote {}. That can tell people about a private service. Should everyone on this \
         team know?",
        words::listed(&found)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_audience_is_counted_in_people_and_agencies() {
        assert_eq!(label(true, 9, 5), "9 people in 5 agencies will see this");
        assert_eq!(label(true, 2, 1), "2 people in 1 agency will see this");
        assert_eq!(label(true, 1, 1), "Only you will see this");
        assert_eq!(
            label(false, 0, 0),
            "Choose a child to see who will read this"
        );
    }

    #[test]
    fn a_word_that_names_a_private_service_is_asked_about_once() {
        assert_eq!(nudge(&["Ella very quiet", ""]), "");
        let asked = nudge(&["Mum is in rehab.", "The IDVA rang about rehab"]);
        assert!(
            asked.starts_with("You wrote “rehab” and “IDVA”."),
            "{asked}"
        );
    }
}
