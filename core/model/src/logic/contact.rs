//! When the child was last seen, the family last spoken to, and by whom.

use std::collections::BTreeSet;

use jiff::Timestamp;
use patchwork_protocol::DeviceId;

use crate::{ContactOutcome, EntryBody, EntryId, EntryRow, Participant, When};

/// One visit or call that came to something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contact {
    /// The entry.
    pub entry: EntryId,
    /// When it was.
    pub when: When,
    /// Whose device wrote it.
    pub device: DeviceId,
    /// What came of it.
    pub outcome: ContactOutcome,
}

/// The header's two facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LastContact {
    /// The child was last seen.
    pub child_seen: Option<Contact>,
    /// The family was last spoken to.
    pub family_spoken_to: Option<Contact>,
}

/// "Child last seen" and "family last spoken to".
///
/// `same_person` says whether two devices are one person's: only one's own entry can be struck
/// through, and then no longer counts.
pub fn last_contact(
    entries: &[EntryRow],
    same_person: impl Fn(DeviceId, DeviceId) -> bool,
) -> LastContact {
    LastContact {
        child_seen: latest(entries, &same_person, |_, outcome| outcome.saw_the_child()),
        family_spoken_to: latest(entries, &same_person, |_, outcome| outcome.spoke()),
    }
}

/// The last visit or call in which this person took part, or that was about them.
pub fn last_contact_with(
    entries: &[EntryRow],
    person: Participant,
    same_person: impl Fn(DeviceId, DeviceId) -> bool,
) -> Option<Contact> {
    latest(entries, &same_person, |entry, outcome| {
        let about = match person {
            Participant::Person(id) => entry.about.contains(&id),
            Participant::Practitioner(_) => false,
        };
        outcome.spoke() && (about || entry.with.contains(&person))
    })
}

fn latest(
    entries: &[EntryRow],
    same_person: &impl Fn(DeviceId, DeviceId) -> bool,
    counts: impl Fn(&EntryRow, ContactOutcome) -> bool,
) -> Option<Contact> {
    let struck: BTreeSet<EntryId> = entries
        .iter()
        .filter_map(|entry| match &entry.body {
            EntryBody::StrikeThrough { of, .. } if same_person(of.device(), entry.device) => {
                Some(*of)
            }
            _ => None,
        })
        .collect();
    entries
        .iter()
        .filter(|entry| !struck.contains(&entry.id))
        .filter_map(|entry| match &entry.body {
            EntryBody::Contact { outcome, .. } if counts(entry, *outcome) => {
                Some((contact_at(entry), entry.id, entry, *outcome))
            }
            _ => None,
        })
        .max_by_key(|(at, id, ..)| (*at, *id))
        .map(|(_, id, entry, outcome)| Contact {
            entry: id,
            when: entry.happened_at,
            device: entry.device,
            outcome,
        })
}

/// A clock set wrong must not make tomorrow's visit the last one for ever: nothing counts as
/// later than when it was written down.
fn contact_at(entry: &EntryRow) -> Timestamp {
    entry.happened_sort.min(entry.written_at)
}
