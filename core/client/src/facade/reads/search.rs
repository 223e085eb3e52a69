//! Finding children, people and words.

use patchwork_model::PersonId;
use patchwork_store::Reader;

use super::{case_read::child_name, roster::Roster};
use crate::{Client, Result, SearchHit, SearchHitKind};

/// Of each sort.
const MOST_FOUND: u32 = 50;
/// Of colleagues, each in each of their cases.
const MOST_ON_TEAMS: usize = 50;

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Children, then people and colleagues on teams, then entries that hold the beginnings of these words.
    pub async fn search(&self, words: String) -> Result<Vec<SearchHit>> {
        let roster = self.roster().await?;
        self.read(move |r| {
            let found = r.search(&words, MOST_FOUND)?;
            let colleagues = on_teams(&words, &roster, r)?;
            let children = found.children.into_iter().map(|hit| SearchHit {
                kind: SearchHitKind::Child,
                case: hit.space,
                child: hit.child,
                person: None,
                entry: None,
                text: hit.name,
            });
            let people = found.people.into_iter().map(|hit| SearchHit {
                kind: SearchHitKind::Person,
                case: hit.space,
                child: hit.child,
                person: hit.person,
                entry: None,
                text: hit.name,
            });
            let entries = found.entries.into_iter().map(|hit| SearchHit {
                kind: SearchHitKind::Entry,
                case: hit.space,
                child: hit.child,
                person: None,
                entry: Some(hit.entry),
                text: hit.excerpt,
            });
            Ok(children
                .chain(people)
                .chain(colleagues)
                .chain(entries)
                .filter(|hit| roster.is_mine(hit.case))
                .collect())
        })
        .await
    }
}

/// Practitioners are named in the directory, not in a case: found there, shown where they help.
fn on_teams(words: &str, roster: &Roster, r: &Reader<'_>) -> Result<Vec<SearchHit>> {
    let mut hits = Vec::new();
    for practitioner in r.search_directory(words, MOST_FOUND)? {
        let Some(row) = r.practitioner(practitioner)? else {
            continue;
        };
        let room = MOST_ON_TEAMS - hits.len();
        for case in roster.shared_with(practitioner).take(room) {
            hits.push(SearchHit {
                kind: SearchHitKind::Person,
                case,
                child: child_name(case, r)?,
                person: Some(PersonId(practitioner.0)),
                entry: None,
                text: row.card.name.clone(),
            });
        }
    }
    Ok(hits)
}
