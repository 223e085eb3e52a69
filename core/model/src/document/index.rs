//! What acceptance must know of the changes that are there already.

use std::collections::{HashMap, HashSet};

use automerge::Automerge;

/// One change, as far as others refer to it.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) actor: [u8; 16],
    pub(crate) seq: u64,
    pub(crate) start_op: u64,
    pub(crate) max_op: u64,
    pub(crate) deps: Vec<[u8; 32]>,
}

/// An operation by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Op {
    pub(crate) counter: u64,
    pub(crate) actor: [u8; 16],
}

/// The graph of changes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    nodes: HashMap<[u8; 32], Node>,
    /// Each actor's changes in the order of their numbers.
    actors: HashMap<[u8; 16], Vec<[u8; 32]>>,
}

impl Index {
    /// Reads it from a document; `None` if an actor's name is not one of ours.
    pub(crate) fn of(doc: &Automerge) -> Option<Self> {
        let mut index = Self::default();
        // These come with every change after what it builds on.
        for change in doc.get_changes_meta(&[]) {
            let node = Node {
                actor: change.actor.to_bytes().try_into().ok()?,
                seq: change.seq,
                start_op: change.start_op,
                max_op: change.max_op,
                deps: change.deps.iter().map(|hash| hash.0).collect(),
            };
            index.add(change.hash.0, node);
        }
        Some(index)
    }

    /// Adds one; an actor's changes come in the order of their numbers.
    pub(crate) fn add(&mut self, hash: [u8; 32], node: Node) {
        self.actors.entry(node.actor).or_default().push(hash);
        self.nodes.insert(hash, node);
    }

    pub(crate) fn holds(&self, change: &[u8; 32]) -> bool {
        self.nodes.contains_key(change)
    }

    pub(crate) fn last_of(&self, actor: &[u8; 16]) -> Option<[u8; 32]> {
        self.actors.get(actor)?.last().copied()
    }

    pub(crate) fn changes(&self) -> usize {
        self.nodes.len()
    }
}

/// The document's changes with some on top that are not applied yet.
pub(crate) struct View<'a> {
    pub(crate) under: &'a Index,
    pub(crate) over: &'a Index,
}

impl View<'_> {
    pub(crate) fn node(&self, change: &[u8; 32]) -> Option<&Node> {
        let over = self.over.nodes.get(change);
        over.or_else(|| self.under.nodes.get(change))
    }

    pub(crate) fn last_of(&self, actor: &[u8; 16]) -> Option<[u8; 32]> {
        let over = self.over.last_of(actor);
        over.or_else(|| self.under.last_of(actor))
    }

    /// The change that holds an operation.
    pub(crate) fn holder_of(&self, op: Op) -> Option<[u8; 32]> {
        [self.over, self.under].into_iter().find_map(|index| {
            let changes = index.actors.get(&op.actor)?;
            // Each begins after the one before it ends: the last that begins early enough.
            let after = changes.partition_point(|change| {
                self.node(change)
                    .is_some_and(|node| node.start_op <= op.counter)
            });
            let change = changes.get(after.checked_sub(1)?)?;
            (self.node(change)?.max_op >= op.counter).then_some(*change)
        })
    }

    /// Whether what builds on `deps` has all of `wanted` behind it.
    pub(crate) fn builds_on(&self, deps: &[[u8; 32]], mut wanted: HashSet<[u8; 32]>) -> bool {
        // What comes after a change is numbered above it, so no path to a wanted one leads
        // below the lowest of them.
        let lowest = wanted
            .iter()
            .filter_map(|change| self.node(change))
            .map(|node| node.max_op)
            .min()
            .unwrap_or(0);
        let mut seen: HashSet<[u8; 32]> = deps.iter().copied().collect();
        let mut next: Vec<[u8; 32]> = deps.to_vec();
        while let Some(change) = next.pop() {
            wanted.remove(&change);
            if wanted.is_empty() {
                return true;
            }
            let Some(node) = self.node(&change) else {
                continue;
            };
            if node.max_op < lowest {
                continue;
            }
            next.extend(
                node.deps
                    .iter()
                    .filter(|dependency| seen.insert(**dependency)),
            );
        }
        wanted.is_empty()
    }
}
