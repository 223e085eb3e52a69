//! What acceptance must know of the changes that are there already.

use std::collections::HashMap;

use automerge::Automerge;

/// The last change of one actor.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Last {
    pub(crate) seq: u64,
    pub(crate) max_op: u64,
    pub(crate) hash: [u8; 32],
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    actors: HashMap<[u8; 16], Last>,
    max_ops: HashMap<[u8; 32], u64>,
}

impl Index {
    /// Reads it from a document; `None` if an actor's name is not one of ours.
    pub(crate) fn of(doc: &Automerge) -> Option<Self> {
        let mut index = Self::default();
        for change in doc.get_changes_meta(&[]) {
            let actor = change.actor.to_bytes().try_into().ok()?;
            index.add(
                actor,
                Last {
                    seq: change.seq,
                    max_op: change.max_op,
                    hash: change.hash.0,
                },
            );
        }
        Some(index)
    }

    pub(crate) fn add(&mut self, actor: [u8; 16], last: Last) {
        self.max_ops.insert(last.hash, last.max_op);
        let known = self.actors.entry(actor).or_insert(last);
        if last.seq > known.seq {
            *known = last;
        }
    }

    pub(crate) fn last_of(&self, actor: &[u8; 16]) -> Option<Last> {
        self.actors.get(actor).copied()
    }

    /// The highest operation of a change and all before it; `None` if it is not there.
    pub(crate) fn max_op(&self, change: &[u8; 32]) -> Option<u64> {
        self.max_ops.get(change).copied()
    }

    pub(crate) fn changes(&self) -> usize {
        self.max_ops.len()
    }
}
