//! What a phone shows of one space: entries, the case document, what it refused.

use std::collections::{BTreeMap, BTreeSet};

use patchwork_model::{Acceptance, CaseDocument, Entry, EntryId};
use patchwork_protocol::{DeviceId, PartKind};
use patchwork_sync::{Opened, SeriesPlace};

/// An entry as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Whose words they are shown to be.
    pub author: DeviceId,
    /// The entry's bytes.
    pub bytes: Vec<u8>,
    /// Where they came from: of two under one number, which only a hostile
    /// device writes, the earlier place counts for everyone.
    pub from: (SeriesPlace, u32),
}

#[derive(Debug, Clone)]
struct WaitingChange {
    from: (SeriesPlace, u32),
    device: DeviceId,
    body: Vec<u8>,
}

/// Everything applied in one space.
#[derive(Debug, Clone)]
pub struct ShownSpace {
    pub entries: BTreeMap<EntryId, Shown>,
    pub document: CaseDocument,
    pub refused: BTreeSet<(SeriesPlace, u32)>,
    waiting: Vec<WaitingChange>,
}

impl Default for ShownSpace {
    fn default() -> Self {
        Self {
            entries: BTreeMap::new(),
            document: CaseDocument::new(),
            refused: BTreeSet::new(),
            waiting: Vec::new(),
        }
    }
}

impl ShownSpace {
    /// Applies the parts of one envelope; the second time changes nothing.
    pub fn apply(&mut self, opened: &Opened) {
        for (index, _) in &opened.refused {
            self.refused.insert((opened.place, *index));
        }
        for (index, part) in &opened.parts {
            let from = (opened.place, *index);
            self.refused.remove(&from);
            match part.kind {
                PartKind::Entry => self.apply_entry(from, opened.device, &part.body),
                PartKind::Change => self.waiting.push(WaitingChange {
                    from,
                    device: opened.device,
                    body: part.body.clone(),
                }),
                _ => {}
            }
        }
        self.take_changes();
    }

    pub fn apply_entry(&mut self, from: (SeriesPlace, u32), author: DeviceId, bytes: &[u8]) {
        let Ok(entry) = Entry::decode(bytes) else {
            self.refused.insert(from);
            return;
        };
        let shown = Shown {
            author,
            bytes: bytes.to_vec(),
            from,
        };
        let id = entry.id(author);
        match self.entries.get(&id) {
            Some(known) if known.bytes == shown.bytes || known.from <= from => {}
            _ => {
                self.entries.insert(id, shown);
            }
        }
    }

    /// Takes in what waits, as long as something can be.
    fn take_changes(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let waiting = std::mem::take(&mut self.waiting);
        let batch: Vec<(DeviceId, &[u8])> = waiting
            .iter()
            .map(|change| (change.device, change.body.as_slice()))
            .collect();
        let answers = self.document.accept(&batch);
        for (change, answer) in waiting.into_iter().zip(answers) {
            match answer {
                Acceptance::Accepted { .. } => {}
                Acceptance::Waiting(_) => {
                    if !self.waiting.iter().any(|known| known.from == change.from) {
                        self.waiting.push(change);
                    }
                }
                Acceptance::Refused(_) => {
                    self.refused.insert(change.from);
                }
            }
        }
    }

    /// Changes that wait for others.
    pub fn waiting(&self) -> BTreeSet<(SeriesPlace, u32)> {
        self.waiting.iter().map(|change| change.from).collect()
    }
}
