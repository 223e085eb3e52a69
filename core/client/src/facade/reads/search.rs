//! Finding children, people and words.

use patchwork_model::PersonId;
use patchwork_protocol::PractitionerId;
use patchwork_store::{NameHit, Reader, is_enough_to_rank};

use super::{case_read::child_name, roster::Roster};
use crate::{Client, Result, SearchHit, SearchHitKind};

/// Of each sort.
const MOST_FOUND: u32 = 50;
/// Of colleagues, each in each of their cases.
const MOST_ON_TEAMS: usize = 50;

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Children, then people and colleagues on teams, then entries that hold the beginnings of
    /// these words; last, as suggestions, those whose names only sound like them. By one letter
    /// the children, people and entries that came last are found, and no colleagues. A call that is cancelled stops searching: cancel it when
    /// the next letter is typed.
    pub async fn search(&self, words: String) -> Result<Vec<SearchHit>> {
        let roster = self.roster().await?;
        self.read_while_awaited(move |r| {
            let found = r.search(&words, MOST_FOUND)?;
            // Their names lie among those of all cases, and each that matches would be looked at.
            let (by_words, by_sound) = if is_enough_to_rank(&words) {
                let by_words = r.search_directory(&words, MOST_FOUND)?;
                (by_words, r.practitioners_sounding(&words, MOST_FOUND)?)
            } else {
                (Vec::new(), Vec::new())
            };
            let colleagues = on_teams(&by_words, &roster, r)?;
            let mut sounding = on_teams(&by_sound, &roster, r)?;
            sounding.retain(|hit| !colleagues.contains(hit));
            let suggestions = named(SearchHitKind::Child, found.sounding_children)
                .chain(named(SearchHitKind::Person, found.sounding_people))
                .chain(sounding)
                .map(|hit| SearchHit {
                    is_suggestion: true,
                    ..hit
                });
            let entries = found.entries.into_iter().map(|hit| SearchHit {
                kind: SearchHitKind::Entry,
                case: hit.space,
                child: hit.child,
                person: None,
                entry: Some(hit.entry),
                text: hit.excerpt,
                is_struck: hit.is_struck,
                is_corrected: hit.is_corrected,
                is_suggestion: false,
            });
            Ok(named(SearchHitKind::Child, found.children)
                .chain(named(SearchHitKind::Person, found.people))
                .chain(colleagues)
                .chain(entries)
                .chain(suggestions)
                .filter(|hit| roster.is_mine(hit.case))
                .collect())
        })
        .await
    }
}

fn named(kind: SearchHitKind, hits: Vec<NameHit>) -> impl Iterator<Item = SearchHit> {
    hits.into_iter().map(move |hit| SearchHit {
        kind,
        case: hit.space,
        child: hit.child,
        person: hit.person,
        entry: None,
        text: hit.name,
        is_struck: false,
        is_corrected: false,
        is_suggestion: false,
    })
}

/// Practitioners are named in the directory, not in a case: found there, shown where they help.
fn on_teams(
    practitioners: &[PractitionerId],
    roster: &Roster,
    r: &Reader<'_>,
) -> Result<Vec<SearchHit>> {
    let mut hits = Vec::new();
    for practitioner in practitioners {
        let Some(row) = r.practitioner(*practitioner)? else {
            continue;
        };
        let room = MOST_ON_TEAMS - hits.len();
        for case in roster.shared_with(*practitioner).take(room) {
            hits.push(SearchHit {
                kind: SearchHitKind::Person,
                case,
                child: child_name(case, r)?,
                person: Some(PersonId(practitioner.0)),
                entry: None,
                text: row.card.name.clone(),
                is_struck: false,
                is_corrected: false,
                is_suggestion: false,
            });
        }
    }
    Ok(hits)
}
