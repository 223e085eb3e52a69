//! Who has looked at a case: by name, never by who looks more.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use patchwork_model::{AccessRole, LookedAt};
use patchwork_protocol::PractitionerId;

use super::{Names, case_read::CaseRead};
use crate::{CaseId, Client, ClientError, LookedView, Result, WithheldLook};

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Who has looked at a case, as each device reports it itself: the team, and whoever else
    /// reported something while they were on it.
    pub async fn who_looked(&self, case: CaseId) -> Result<Vec<LookedView>> {
        let roster = self.roster().await?;
        let now = self.now();
        self.read(move |r| {
            let names = Names::of(roster);
            let read = CaseRead::read(case, &names, r, now)?;
            let team = names.roster.team(case).ok_or(ClientError::NotFound)?;
            let observers: BTreeSet<PractitionerId> = team
                .members
                .iter()
                .filter(|(_, access)| *access == AccessRole::Observer)
                .map(|(id, _)| *id)
                .collect();
            let mut views: BTreeMap<PractitionerId, LookedView> = BTreeMap::new();
            let view = |id: PractitionerId| LookedView {
                practitioner: id,
                name: names.name(id),
                is_me: names.roster.me == Some(id),
                is_observer: observers.contains(&id),
                last_opened: None,
                withheld: Vec::new(),
            };
            for (id, _) in &team.members {
                views.insert(*id, view(*id));
            }
            // Somewhere it is tomorrow already; what claims to be later was made up.
            let tomorrow = read.today.saturating_add(1.day());
            for (author, what, day) in r.latest_access(case, tomorrow)? {
                let looked = views.entry(author).or_insert_with(|| view(author));
                looked.last_opened = looked.last_opened.max(Some(day));
                let LookedAt::WithheldAddress(residence) = what else {
                    continue;
                };
                let known = read.rows.residences.iter().find(|row| row.id == residence);
                if let Some(row) = known {
                    looked.withheld.push(WithheldLook {
                        of: read.person_name(row.person),
                        day,
                    });
                }
            }
            let mut views: Vec<_> = views.into_values().collect();
            views.sort_by_cached_key(|view| (view.name.to_lowercase(), view.practitioner));
            Ok(views)
        })
        .await
    }
}
