//! Entries with what was later said about them: corrections, replies, responses.

use std::collections::BTreeMap;

use patchwork_protocol::DeviceId;

use crate::{EntryBody, EntryId, EntryRow};

/// An entry and what is about it, each in the order of writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread<'a> {
    /// The entry as it was written.
    pub entry: &'a EntryRow,
    /// Its author's corrections; the last one holds, all stay visible.
    pub amendments: Vec<&'a EntryRow>,
    /// Its author's strike-through, if they struck it.
    pub struck: Option<&'a EntryRow>,
    /// What was done about it.
    pub responses: Vec<&'a EntryRow>,
    /// Replies and questions; and what others wrote as corrections, which count as replies.
    pub replies: Vec<&'a EntryRow>,
}

impl Thread<'_> {
    /// The words that hold now: of the last correction, or else the entry's own.
    pub fn text(&self) -> &str {
        self.amendments
            .last()
            .map_or_else(|| self.entry.body.text(), |last| last.body.text())
    }
}

/// Puts each entry together with what is about it, in the order of `entries`.
///
/// An entry about one that is not among `entries` (not here yet, or redacted) stands alone.
/// `same_person` says whether two devices are one person's: nobody else can correct or strike.
/// A reply to a reply lies with the first entry.
pub fn threads(
    entries: &[EntryRow],
    same_person: impl Fn(DeviceId, DeviceId) -> bool,
) -> Vec<Thread<'_>> {
    let by_id: BTreeMap<EntryId, &EntryRow> =
        entries.iter().map(|entry| (entry.id, entry)).collect();
    let mut threads: Vec<Thread<'_>> = Vec::new();
    let mut places: BTreeMap<EntryId, usize> = BTreeMap::new();
    let mut about: Vec<(&EntryRow, EntryId)> = Vec::new();
    for entry in entries {
        if let Some(root) = root(entry, &by_id) {
            about.push((entry, root));
            continue;
        }
        places.insert(entry.id, threads.len());
        threads.push(Thread {
            entry,
            amendments: Vec::new(),
            struck: None,
            responses: Vec::new(),
            replies: Vec::new(),
        });
    }
    about.sort_by_key(|(entry, _)| (entry.written_at, entry.id));
    for (entry, root) in about {
        let Some(thread) = places.get(&root).and_then(|place| threads.get_mut(*place)) else {
            continue;
        };
        let direct = entry.target == Some(root);
        let own = same_person(thread.entry.device, entry.device);
        match &entry.body {
            EntryBody::Amendment { .. } if direct && own => thread.amendments.push(entry),
            EntryBody::StrikeThrough { .. } if direct && own => {
                thread.struck.get_or_insert(entry);
            }
            EntryBody::Response { .. } if direct => thread.responses.push(entry),
            _ => thread.replies.push(entry),
        }
    }
    threads
}

/// The first entry of the chain that this one hangs on; `None` if it hangs on none that is here.
fn root(entry: &EntryRow, by_id: &BTreeMap<EntryId, &EntryRow>) -> Option<EntryId> {
    let mut at = by_id.get(&entry.target?)?;
    // Ids are drawn by their writers, who may lie: a circle has no first, and ends here.
    for _ in 0..by_id.len() {
        match at.target.and_then(|target| by_id.get(&target)) {
            Some(next) => at = next,
            None => return Some(at.id),
        }
    }
    None
}
