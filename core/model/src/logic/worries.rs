//! Which worries nobody has answered. Never a count per child or agency: a list, to be read.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use patchwork_protocol::DeviceId;

use crate::{EntryBody, EntryId, EntryKind, EntryRow};

/// A worry without a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnansweredWorry {
    /// The entry.
    pub id: EntryId,
    /// Whose device wrote it.
    pub device: DeviceId,
    /// When it was written down.
    pub written_at: Timestamp,
}

/// The worries that have no response from anyone but their author, oldest first.
///
/// `same_person` says whether two devices are one person's: answering oneself does not count.
/// A worry struck through by its own author needs no answer; a struck response is none.
pub fn unanswered_worries(
    entries: &[EntryRow],
    same_person: impl Fn(DeviceId, DeviceId) -> bool,
) -> Vec<UnansweredWorry> {
    let authors: BTreeMap<EntryId, DeviceId> = entries
        .iter()
        .map(|entry| (entry.id, entry.device))
        .collect();
    let by_author = |entry: &EntryRow, of: EntryId| {
        authors
            .get(&of)
            .is_some_and(|author| same_person(*author, entry.device))
    };
    let struck: BTreeSet<EntryId> = entries
        .iter()
        .filter_map(|entry| match &entry.body {
            EntryBody::StrikeThrough { of, .. } if by_author(entry, *of) => Some(*of),
            _ => None,
        })
        .collect();
    let answered: BTreeSet<EntryId> = entries
        .iter()
        .filter(|entry| !struck.contains(&entry.id))
        .filter_map(|entry| match &entry.body {
            EntryBody::Response { to, .. } if !by_author(entry, *to) => Some(*to),
            _ => None,
        })
        .collect();
    let mut worries: Vec<UnansweredWorry> = entries
        .iter()
        .filter(|entry| entry.kind == EntryKind::Worry)
        .filter(|entry| !struck.contains(&entry.id) && !answered.contains(&entry.id))
        .map(|entry| UnansweredWorry {
            id: entry.id,
            device: entry.device,
            written_at: entry.written_at,
        })
        .collect();
    worries.sort_by_key(|worry| (worry.written_at, worry.id));
    worries
}
