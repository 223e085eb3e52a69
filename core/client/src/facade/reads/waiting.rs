//! What waits for the relay, by case and by what it is.

use std::collections::BTreeMap;

use jiff::Timestamp;
use patchwork_model::EntryKind;
use patchwork_protocol::{PartKind, SpaceId};
use patchwork_store::{Reader, TeamIntentState};

use super::{
    Names,
    case_read::child_name,
    words::{counted, listed},
};
use crate::{Result, WaitingPlace};

/// What waits in one space.
struct Waiting {
    changes: u32,
    what: Vec<String>,
    oldest: Timestamp,
}

impl Waiting {
    fn since(oldest: Timestamp) -> Self {
        Self {
            changes: 0,
            what: Vec::new(),
            oldest,
        }
    }

    fn add(&mut self, count: u32, (one, many): (&str, &str), oldest: Timestamp) {
        self.changes = self.changes.saturating_add(count);
        self.what.push(counted(count, one, many));
        self.oldest = self.oldest.min(oldest);
    }
}

/// What waits, by case, the oldest first.
pub(super) fn waiting_where(names: &Names<'_>, r: &Reader<'_>) -> Result<Vec<WaitingPlace>> {
    let mut spaces: BTreeMap<SpaceId, Waiting> = BTreeMap::new();
    for parts in r.waiting_by_space()? {
        let place = spaces.entry(parts.space);
        let place = place.or_insert_with(|| Waiting::since(parts.oldest));
        let names = parts
            .entry
            .map_or_else(|| part_names(parts.kind), entry_names);
        place.add(parts.count, names, parts.oldest);
    }
    let mut teams: BTreeMap<SpaceId, (u32, Timestamp)> = BTreeMap::new();
    for intent in r.intents()? {
        if intent.state == TeamIntentState::Waiting {
            let (count, oldest) = teams.entry(intent.space).or_insert((0, intent.saved_at));
            *count = count.saturating_add(1);
            *oldest = (*oldest).min(intent.saved_at);
        }
    }
    for (space, (count, oldest)) in teams {
        let place = spaces.entry(space);
        let place = place.or_insert_with(|| Waiting::since(oldest));
        place.add(count, ("change of the team", "changes of the team"), oldest);
    }
    let mut places = Vec::new();
    for (space, waiting) in spaces {
        let is_case = names.roster.team(space).is_some() || r.case_row(space)?.is_some();
        places.push(WaitingPlace {
            case: is_case.then_some(space),
            child: child_name(space, r)?,
            changes: waiting.changes,
            what: listed(&waiting.what),
            oldest: waiting.oldest,
        });
    }
    places.sort_by_key(|place| place.oldest);
    Ok(places)
}

/// One of them, and several.
const fn entry_names(kind: EntryKind) -> (&'static str, &'static str) {
    match kind {
        EntryKind::Note => ("note", "notes"),
        EntryKind::Contact => ("visit or call", "visits or calls"),
        EntryKind::Worry => ("worry", "worries"),
        EntryKind::Strength => ("strength", "strengths"),
        EntryKind::ChildsWords => ("entry of the child’s words", "entries of the child’s words"),
        EntryKind::SignificantEvent => ("significant event", "significant events"),
        EntryKind::SharingDecision => ("sharing decision", "sharing decisions"),
        EntryKind::Reply => ("reply", "replies"),
        EntryKind::Amendment => ("correction", "corrections"),
        EntryKind::StrikeThrough => ("strike-through", "strike-throughs"),
        EntryKind::Response => ("response", "responses"),
        EntryKind::Question => ("question", "questions"),
        EntryKind::Unknown => ("entry", "entries"),
    }
}

const fn part_names(kind: PartKind) -> (&'static str, &'static str) {
    match kind {
        PartKind::Change => ("change of facts", "changes of facts"),
        PartKind::Card => ("card", "cards"),
        _ => ("entry", "entries"),
    }
}

#[cfg(test)]
mod tests {
    use crate::{EntryKind, testing::Kitchen};

    #[tokio::test(flavor = "multi_thread")]
    async fn what_waits_is_told_by_case_and_by_what_it_is() {
        let kitchen = Kitchen::new().await;
        let ella = kitchen.ella().await;
        kitchen.write(ella, EntryKind::Note, "Quiet", None).await;
        kitchen.write(ella, EntryKind::Note, "Ate well", None).await;
        kitchen.write(ella, EntryKind::Worry, "Limped", None).await;
        let sync = kitchen.client.sync_status().await.unwrap();
        let what = |case| {
            let place = sync.waiting_where.iter().find(|place| place.case == case);
            place.unwrap().what.clone()
        };
        assert_eq!(
            what(Some(ella)),
            "2 notes, 1 worry, 1 change of facts and 1 change of the team"
        );
        assert_eq!(what(None), "2 cards");
        let listed: u32 = sync.waiting_where.iter().map(|place| place.changes).sum();
        assert_eq!(listed, sync.waiting);
    }
}
