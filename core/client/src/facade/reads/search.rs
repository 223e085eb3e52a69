//! Finding children, people and words.

use std::{cmp::Reverse, collections::BTreeMap};

use jiff::{Timestamp, civil::Date};
use patchwork_model::{Agency, EntryKind, PersonId, PersonKind, isolated};
use patchwork_protocol::{AgencyId, PractitionerId};
use patchwork_store::{EntryHit, NameHit, Reader, TaskListRow, Who, is_enough_to_rank};

use super::{
    Names,
    case_read::{CaseRead, child_name},
    roster::Roster,
    words,
};
use crate::{
    CaseId, Client, Correction, FoundIn, Result, SearchHit, SearchHitKind, lately_in_words,
    task_in_words, workspace::zone,
};

/// Of each sort.
const MOST_FOUND: u32 = 50;
/// Of colleagues, each in each of their cases.
const MOST_ON_TEAMS: usize = 50;
/// Letters of an entry that was found by its correction.
const EXCERPT: usize = 90;

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Children, then people and colleagues on teams, then tasks, then entries that hold the
    /// beginnings of these words, of those that fit best the latest first; last, as suggestions,
    /// those whose names only sound like them. By one letter the children, people and entries that
    /// came last are found, and no colleagues or tasks. A call that is cancelled stops searching:
    /// cancel it when the next letter is typed.
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
            sounding.retain(|hit| !colleagues.iter().any(|found| found.person == hit.person));
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
            let tasks = found.tasks.into_iter().map(|task| task_hit(task, &names));
            let mut entries: Vec<(Date, SearchHit)> = Vec::new();
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
            entries.sort_by_key(|(happened, _)| Reverse(*happened));
            Ok(named(SearchHitKind::Child, found.children)
                .into_iter()
                .chain(named(SearchHitKind::Person, found.people))
                .chain(colleagues)
                .chain(tasks)
                .chain(entries.into_iter().map(|(_, hit)| hit))
                .chain(suggestions)
                .filter(|hit| roster.is_mine(hit.case))
                .collect())
        })
        .await
    }
}

/// What is the same of whatever was found.
fn hit(kind: SearchHitKind, case: CaseId, child: String, text: String) -> SearchHit {
    SearchHit {
        kind,
        case,
        child,
        person: None,
        entry: None,
        text,
        label: String::new(),
        is_struck: false,
        is_corrected: false,
        corrections: Vec::new(),
        is_suggestion: false,
        entry_kind: None,
        task: None,
        about: String::new(),
        also_in: Vec::new(),
    }
}

/// Children or people that were found. The name of an agency is looked up once.
fn named(
    kind: SearchHitKind,
    hits: Vec<NameHit>,
    names: &Names<'_>,
    agencies: &mut BTreeMap<AgencyId, String>,
) -> Vec<SearchHit> {
    let hits = hits.into_iter().map(|found| {
        let about = match &found.who {
            None => String::new(),
            Some(who) if who.kind == PersonKind::Family => {
                format!("In the family of {}", isolated(&found.child))
            }
            Some(_) => helps(&found.child),
        };
        SearchHit {
            person: found.person,
            label: found
                .who
                .map(|who| role(who, names, agencies))
                .unwrap_or_default(),
            about,
            ..hit(kind, found.space, found.child, found.name)
        }
    });
    hits.collect()
}

fn helps(child: &str) -> String {
    format!("Helps {}", isolated(child))
}

fn about(child: &str) -> String {
    format!("About {}", isolated(child))
}

/// A task that was found: whose it is, and by when or that it is done.
fn task_hit(found: TaskListRow, names: &Names<'_>) -> SearchHit {
    let TaskListRow { space, child, task } = found;
    let task = names.task(space, child, task);
    SearchHit {
        task: Some(task.task),
        label: task_in_words(&task),
        about: about(&task.child),
        ..hit(SearchHitKind::Task, task.case, task.child, task.title)
    }
}

/// What is known of something, the parts divided by dots.
fn with_dots(parts: &[String]) -> String {
    let known = parts.iter().filter(|part| !part.is_empty());
    known.map(String::as_str).collect::<Vec<_>>().join(" · ")
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

/// An entry that was found, with its author's corrections in it, and the day on which what it
/// tells happened.
fn entry_hit(
    found: EntryHit,
    names: &Names<'_>,
    now: Timestamp,
    r: &Reader<'_>,
) -> Result<(Date, SearchHit)> {
    let told = |headline, author: &str, day| {
        with_dots(&[headline, isolated(author), lately_in_words(day)])
    };
    let day = found.happened.to_zoned_datetime(zone()).date();
    let mut shown = SearchHit {
        entry: Some(r.stands_under(found.space, found.entry)?),
        label: told(found.headline, &names.name(found.author), day),
        entry_kind: Some(found.kind),
        is_struck: found.is_struck,
        is_corrected: found.is_corrected,
        about: about(&found.child),
        ..hit(
            SearchHitKind::Entry,
            found.space,
            found.child,
            found.excerpt,
        )
    };
    let of_a_correction = found.target.filter(|_| found.kind == EntryKind::Amendment);
    let corrected = match of_a_correction {
        None if found.is_corrected => Some(found.entry),
        corrects => corrects,
    };
    let Some(corrected) = corrected else {
        return Ok((day, shown));
    };
    let Some(entry) = r.timeline_entry(found.space, corrected)? else {
        return Ok((day, shown));
    };
    let view = CaseRead::for_entries(found.space, names, r, now)?.entry(&entry, r)?;
    // What someone else wrote as a correction is an answer, found as such.
    let is_in_it = |correction: &Correction| correction.entry == found.entry;
    if of_a_correction.is_some() && !view.corrections.iter().any(is_in_it) {
        return Ok((day, shown));
    }
    let mut happened = day;
    if of_a_correction.is_some() {
        happened = view.happened_day;
        shown.text = words::shortened(&view.text, EXCERPT);
        shown.label = told(entry.entry.row.body.headline(), &view.author_name, happened);
        shown.entry_kind = Some(view.kind);
        shown.is_struck = view.struck.is_some();
        shown.is_corrected = true;
    }
    shown.corrections = view.corrections;
    Ok((happened, shown))
}

/// Practitioners are named in the directory, not in a case: found there, and told of once, with
/// every child whom they help.
fn on_teams(
    practitioners: &[PractitionerId],
    roster: &Roster,
    r: &Reader<'_>,
) -> Result<Vec<SearchHit>> {
    let mut hits = Vec::new();
    let mut room = MOST_ON_TEAMS;
    for practitioner in practitioners {
        let Some(row) = r.practitioner(*practitioner)? else {
            continue;
        };
        let mut helped = Vec::new();
        for case in roster.shared_with(*practitioner).take(room) {
            let child = child_name(case, r)?;
            helped.push(FoundIn { case, child });
        }
        room -= helped.len();
        helped.sort_by(|one, other| one.child.cmp(&other.child));
        let mut helped = helped.into_iter();
        let Some(first) = helped.next() else {
            continue;
        };
        hits.push(SearchHit {
            person: Some(PersonId(practitioner.0)),
            label: in_one(&row.card.role, &row.agency_name),
            about: helps(&first.child),
            also_in: helped.collect(),
            ..hit(
                SearchHitKind::Person,
                first.case,
                first.child,
                row.card.name.clone(),
            )
        });
    }
    Ok(hits)
}
