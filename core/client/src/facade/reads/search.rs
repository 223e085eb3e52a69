//! Finding children, people and words.

use std::collections::BTreeMap;

use jiff::Timestamp;
use patchwork_model::{Agency, EntryKind, PersonId, PersonKind, isolated};
use patchwork_protocol::{AgencyId, PractitionerId};
use patchwork_store::{EntryHit, NameHit, Reader, Who, is_enough_to_rank};

use super::{
    Names,
    case_read::{CaseRead, child_name},
    roster::Roster,
    words,
};
use crate::{Client, Correction, Result, SearchHit, SearchHitKind, workspace::zone};

/// Of each sort.
const MOST_FOUND: u32 = 50;
/// Of colleagues, each in each of their cases.
const MOST_ON_TEAMS: usize = 50;
/// Letters of an entry that was found by its correction.
const EXCERPT: usize = 90;

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Children, then people and colleagues on teams, then entries that hold the beginnings of
    /// these words, of those that fit best the latest first; last, as suggestions, those whose names
    /// only sound like them. By one letter
    /// the children, people and entries that came last are found, and no colleagues. A call that is cancelled stops searching: cancel it when
    /// the next letter is typed.
    pub async fn search(&self, words: String) -> Result<Vec<SearchHit>> {
        let roster = self.roster().await?;
        let now = self.now();
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
            let names = Names::of(roster.clone(), r);
            let mut agencies = BTreeMap::new();
            let mut named = |kind, hits| named(kind, hits, &names, &mut agencies);
            let suggestions = named(SearchHitKind::Child, found.sounding_children)
                .into_iter()
                .chain(named(SearchHitKind::Person, found.sounding_people))
                .chain(sounding)
                .map(|hit| SearchHit {
                    is_suggestion: true,
                    ..hit
                });
            let mut entries: Vec<SearchHit> = Vec::new();
            for hit in found.entries {
                if roster.is_mine(hit.space) {
                    let hit = entry_hit(hit, &names, now, r)?;
                    // An entry and its correction hold the same words: they are one.
                    if !entries.contains(&hit) {
                        entries.push(hit);
                    }
                }
            }
            // Of those that fit best, the latest come first: a reader looks for a time.
            entries.sort_by_key(|hit| std::cmp::Reverse(hit.happened_day));
            Ok(named(SearchHitKind::Child, found.children)
                .into_iter()
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

/// Children or people that were found. The name of an agency is looked up once.
fn named(
    kind: SearchHitKind,
    hits: Vec<NameHit>,
    names: &Names<'_>,
    agencies: &mut BTreeMap<AgencyId, String>,
) -> Vec<SearchHit> {
    let hits = hits.into_iter().map(|hit| SearchHit {
        kind,
        case: hit.space,
        child: hit.child,
        person: hit.person,
        entry: None,
        text: hit.name,
        label: String::new(),
        entry_kind: None,
        is_struck: false,
        is_corrected: false,
        corrections: Vec::new(),
        is_suggestion: false,
        author_name: String::new(),
        happened_day: None,
        is_family: hit
            .who
            .as_ref()
            .is_some_and(|who| who.kind == PersonKind::Family),
        role: hit
            .who
            .map(|who| role(who, names, agencies))
            .unwrap_or_default(),
    });
    hits.collect()
}

/// What someone is to the child or does, then their agency.
fn role(who: Who, names: &Names<'_>, agencies: &mut BTreeMap<AgencyId, String>) -> String {
    let agency = match &who.agency {
        None => String::new(),
        Some(Agency::Named(name)) => name.clone(),
        Some(listed @ Agency::Listed(id)) => agencies
            .entry(*id)
            .or_insert_with(|| names.agency_named(listed))
            .clone(),
    };
    let relation = who.relation.map(|relation| relation.label().to_owned());
    let role = who.role.filter(|role| !role.trim().is_empty()).or(relation);
    in_one(&role.unwrap_or_default(), &agency)
}

/// A role and an agency, whichever of them is known.
fn in_one(role: &str, agency: &str) -> String {
    let said = [role.trim(), agency.trim()];
    let said = said.into_iter().filter(|said| !said.is_empty());
    said.map(isolated).collect::<Vec<_>>().join(", ")
}

/// An entry that was found, with its author's corrections in it.
fn entry_hit(
    hit: EntryHit,
    names: &Names<'_>,
    now: Timestamp,
    r: &Reader<'_>,
) -> Result<SearchHit> {
    let mut found = SearchHit {
        kind: SearchHitKind::Entry,
        case: hit.space,
        child: hit.child,
        person: None,
        entry: Some(r.stands_under(hit.space, hit.entry)?),
        text: hit.excerpt,
        label: hit.headline,
        entry_kind: Some(hit.kind),
        is_struck: hit.is_struck,
        is_corrected: hit.is_corrected,
        corrections: Vec::new(),
        is_suggestion: false,
        author_name: names.name(hit.author),
        happened_day: Some(hit.happened.to_zoned_datetime(zone()).date()),
        role: String::new(),
        is_family: false,
    };
    let of_a_correction = hit.target.filter(|_| hit.kind == EntryKind::Amendment);
    let corrected = match of_a_correction {
        None if hit.is_corrected => Some(hit.entry),
        corrects => corrects,
    };
    let Some(corrected) = corrected else {
        return Ok(found);
    };
    let Some(entry) = r.timeline_entry(hit.space, corrected)? else {
        return Ok(found);
    };
    let view = CaseRead::for_entries(hit.space, names, r, now)?.entry(&entry, r)?;
    // What someone else wrote as a correction is an answer, found as such.
    let is_in_it = |correction: &Correction| correction.entry == hit.entry;
    if of_a_correction.is_some() && !view.corrections.iter().any(is_in_it) {
        return Ok(found);
    }
    if of_a_correction.is_some() {
        found.text = words::shortened(&view.text, EXCERPT);
        found.label = entry.entry.row.body.headline();
        found.entry_kind = Some(view.kind);
        found.is_struck = view.struck.is_some();
        found.is_corrected = true;
        found.author_name.clone_from(&view.author_name);
        found.happened_day = Some(view.happened_day);
    }
    found.corrections = view.corrections;
    Ok(found)
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
                label: String::new(),
                entry_kind: None,
                is_struck: false,
                is_corrected: false,
                corrections: Vec::new(),
                is_suggestion: false,
                author_name: String::new(),
                happened_day: None,
                role: in_one(&row.card.role, &row.agency_name),
                is_family: false,
            });
        }
    }
    Ok(hits)
}
