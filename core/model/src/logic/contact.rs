//! When the child was last seen, the family last spoken to, and by whom.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use patchwork_protocol::DeviceId;

use crate::{
    ContactMode, ContactOutcome, EntryBody, EntryId, EntryRow, Participant, PersonId, When,
};

/// How much later than its receipt something may have happened and still count: a day written
/// down without an hour, or a clock that is a little fast, must not hide a visit.
const LATEST: SignedDuration = SignedDuration::from_hours(24);

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

/// An entry, and when it came to this device.
#[derive(Debug, Clone, Copy)]
pub struct ReceivedEntry<'e> {
    /// The entry.
    pub row: &'e EntryRow,
    /// When it came, or was saved here; `None` if nobody noted it.
    pub received_at: Option<Timestamp>,
}

/// Which facts a visit or call moves in which someone was spoken to.
///
/// There are none where nobody was seen or spoken to, and none where it lies in the future: more
/// than a day after it was written down, or after it came to this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContactFacts {
    /// When it counts as having been: no later than it was written down and received.
    pub at: Timestamp,
    /// Whether the child was seen, which takes a visit.
    pub saw_the_child: bool,
    /// Whether it is plain without knowing who is who that it was the family that was spoken to:
    /// the child was seen or took part, or a visit names nobody.
    pub spoke_with_the_family: bool,
}

impl ContactFacts {
    /// What this entry moves.
    pub fn of(entry: &EntryRow, received_at: Option<Timestamp>) -> Option<Self> {
        let EntryBody::Contact { mode, outcome, .. } = &entry.body else {
            return None;
        };
        let known_by = received_at.map_or(entry.written_at, |at| at.min(entry.written_at));
        // Without room for a day more there is no future either.
        let latest = known_by.checked_add(LATEST).unwrap_or(Timestamp::MAX);
        if !outcome.spoke() || entry.happened_sort > latest {
            return None;
        }
        let is_visit = *mode == ContactMode::Visit;
        let saw_the_child = is_visit && outcome.saw_the_child();
        let with_the_child = entry.with.contains(&Participant::Person(PersonId::CHILD));
        Some(Self {
            at: entry.happened_sort.min(known_by),
            saw_the_child,
            spoke_with_the_family: saw_the_child
                || with_the_child
                || (is_visit && entry.with.is_empty()),
        })
    }
}

/// Who took part in a visit or call. Where nobody is named as present, it was with those whom it
/// is about.
pub fn took_part(entry: &EntryRow) -> Vec<Participant> {
    if entry.with.is_empty() {
        return entry
            .about
            .iter()
            .copied()
            .map(Participant::Person)
            .collect();
    }
    entry.with.clone()
}

/// "Child last seen" and "family last spoken to".
///
/// The child is seen by a visit only. The family is spoken to where one of it is named as
/// present, and by a visit that saw the child or names nobody; a call that names nobody, or only
/// professionals, is no word with the family.
///
/// `is_family` says who belongs to the child's own life. `same_person` says whether two devices
/// are one person's: only one's own entry can be struck through, and then no longer counts.
pub fn last_contact(
    entries: &[ReceivedEntry<'_>],
    is_family: impl Fn(PersonId) -> bool,
    same_person: impl Fn(DeviceId, DeviceId) -> bool,
) -> LastContact {
    let names_family = |entry: &EntryRow| {
        entry
            .with
            .iter()
            .any(|who| matches!(who, Participant::Person(person) if is_family(*person)))
    };
    LastContact {
        child_seen: latest(entries, &same_person, |_, facts| facts.saw_the_child),
        family_spoken_to: latest(entries, &same_person, |entry, facts| {
            facts.spoke_with_the_family || names_family(entry)
        }),
    }
}

/// The last visit or call in which this person took part.
pub fn last_contact_with(
    entries: &[ReceivedEntry<'_>],
    person: Participant,
    same_person: impl Fn(DeviceId, DeviceId) -> bool,
) -> Option<Contact> {
    latest(entries, &same_person, |entry, _| {
        took_part(entry).contains(&person)
    })
}

fn latest(
    entries: &[ReceivedEntry<'_>],
    same_person: &impl Fn(DeviceId, DeviceId) -> bool,
    counts: impl Fn(&EntryRow, ContactFacts) -> bool,
) -> Option<Contact> {
    let struck: BTreeSet<EntryId> = entries
        .iter()
        .filter_map(|entry| match &entry.row.body {
            EntryBody::StrikeThrough { of, .. } if same_person(of.device(), entry.row.device) => {
                Some(*of)
            }
            _ => None,
        })
        .collect();
    entries
        .iter()
        .filter(|entry| !struck.contains(&entry.row.id))
        .filter_map(|entry| {
            let facts = ContactFacts::of(entry.row, entry.received_at)?;
            counts(entry.row, facts).then_some((facts.at, entry.row))
        })
        .max_by_key(|(at, row)| (*at, row.id))
        .and_then(|(_, row)| match &row.body {
            EntryBody::Contact { outcome, .. } => Some(Contact {
                entry: row.id,
                when: row.happened_at,
                device: row.device,
                outcome: *outcome,
            }),
            _ => None,
        })
}
