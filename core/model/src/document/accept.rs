//! Taking other people's changes in, so that no hostile one can wedge the document.
//!
//! The checks are fixed for this version of the envelope: every device must
//! come to the same answer. Domain rules are not among them; those live in the
//! projection, which skips what makes no sense. In order:
//!
//! 1. `[at, raw change]` in strict CBOR; one uncompressed change chunk, bounded
//!    in bytes and in what it unfolds to ([`super::chunk`]).
//! 2. The checksum is that of the bytes, by hand: Automerge does not look.
//! 3. Encoding the decoded change again gives the same bytes.
//! 4. The actor belongs to the device that signed the envelope.
//! 5. All dependencies are here, and the actor's change before it: else it waits.
//! 6. `seq` is the actor's last plus one; `start_op` one more than the highest
//!    operation of the dependencies.
//! 7. It builds on its actor's change before it, and on every operation that it
//!    names. Without this, whether it applies would hang on what else is here,
//!    and two devices could answer differently.
//! 8. It applies to a copy, and the copy saves, loads and can be written to.
//!
//! Number 8 is done once for all that came together; when it fails, the batch is
//! halved until the one that is to blame stands alone.

use std::collections::HashSet;

use automerge::{
    ActorId, Automerge, Change, ChangeHash, ExpandedChange, ROOT, ReadDoc, legacy,
    transaction::Transactable,
};
use jiff::Timestamp;
use patchwork_protocol::DeviceId;

use super::{
    Actor, CaseDocument, ChangePart, MAX_DOCUMENT_ACCEPTED,
    chunk::{self, BadChunk, ChangeHead, Unfolded},
    index::{Index, Node, Op, View},
    quiet::quietly,
};
use crate::Malformed;

/// How much one change may unfold to.
const CHANGE_LIMIT: Unfolded = Unfolded {
    rows: 10_000,
    bytes: 1024 * 1024,
};

/// What became of one change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acceptance {
    /// It is in the document (or was already).
    Accepted {
        /// Its hash.
        hash: [u8; 32],
        /// When its author made it, by their clock.
        at: Timestamp,
    },
    /// It may be good; what it builds on is not here yet. Offer it again later.
    Waiting(Missing),
    /// It will never be taken in by this version. Keep its bytes; try again after an update.
    Refused(RefusedChange),
}

impl Acceptance {
    /// Whether it is in the document.
    pub const fn is_accepted(&self) -> bool {
        matches!(self, Self::Accepted { .. })
    }
}

/// What a waiting change waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// The change with this hash.
    Change([u8; 32]),
    /// This actor's change with this number.
    Predecessor {
        /// The actor.
        actor: Actor,
        /// The number that is missing.
        seq: u64,
    },
}

/// Why a change is not taken in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RefusedChange {
    /// The part's bytes are malformed.
    #[error("the part is malformed: {0}")]
    Part(Malformed),
    /// The change's bytes are malformed, compressed or unfold too far.
    #[error("the change is malformed: {0}")]
    Chunk(#[from] BadChunk),
    /// Automerge cannot read its operations.
    #[error("the operations cannot be read")]
    Unreadable,
    /// The checksum is not that of the bytes.
    #[error("the checksum does not fit")]
    Checksum,
    /// The same change could be written otherwise.
    #[error("the change is not in its one form")]
    NotCanonical,
    /// Its actor is not of the device that signed it.
    #[error("the actor does not belong to the device that signed it")]
    WrongActor,
    /// It names an actor or an operation that it does not build on.
    #[error("it names what it does not build on")]
    OutOfSight,
    /// Another change of this actor has this number already.
    #[error("its actor has used this number already")]
    NumberUsed,
    /// Its operations are not numbered from where its dependencies end.
    #[error("its operations are numbered from {got}, expected {expected}")]
    StartOp {
        /// One more than the highest operation of its dependencies.
        expected: u64,
        /// What it says.
        got: u64,
    },
    /// It does not apply, or the document would not load again with it.
    #[error("the document would be damaged by it")]
    Damages,
    /// The document would be larger than allowed.
    #[error("the document would become too large")]
    DocumentTooLarge,
}

/// A change that passed the checks that need no document.
#[derive(Clone)]
struct Candidate {
    place: usize,
    at: Timestamp,
    actor: [u8; 16],
    head: ChangeHead,
    hash: [u8; 32],
    change: Change,
    /// The operations of other changes that its own refer to.
    names: Vec<Op>,
}

impl Candidate {
    fn node(&self) -> Node {
        Node {
            actor: self.actor,
            seq: self.head.seq,
            start_op: self.head.start_op,
            max_op: self.change.max_op(),
            deps: self.head.deps.clone(),
        }
    }
}

/// What the document says of a candidate.
enum Verdict {
    Ready,
    AlreadyHere,
    Waiting(Missing),
    Refused(RefusedChange),
}

impl CaseDocument {
    /// Takes in changes, each with the device that signed its envelope and the body of its part.
    ///
    /// Answers come in the order of `batch`. Later items may be what earlier ones wait for.
    /// Give what arrived together in one call: one at a time is forty times slower.
    pub fn accept(&mut self, batch: &[(DeviceId, &[u8])]) -> Vec<Acceptance> {
        let mut answers: Vec<Option<Acceptance>> = vec![None; batch.len()];
        let mut candidates = Vec::new();
        for (place, (device, body)) in batch.iter().enumerate() {
            match inspect(place, *device, body) {
                Ok(candidate) => candidates.push(candidate),
                Err(reason) => answer(&mut answers, place, Acceptance::Refused(reason)),
            }
        }
        self.take(candidates, &mut answers);
        answers
            .into_iter()
            .map(|answer| answer.unwrap_or(Acceptance::Refused(RefusedChange::Unreadable)))
            .collect()
    }

    fn take(&mut self, candidates: Vec<Candidate>, answers: &mut [Option<Acceptance>]) {
        // A stack of work instead of recursion: pieces of the batch, the next one last.
        let mut pieces = vec![candidates];
        while let Some(piece) = pieces.pop() {
            let (ready, rest) = self.order(piece, answers);
            if ready.is_empty() {
                self.leave_waiting(rest, answers);
                continue;
            }
            match self.apply(&ready) {
                Ok(applied) => {
                    *self = applied;
                    for candidate in &ready {
                        accepted(answers, candidate);
                    }
                    self.leave_waiting(rest, answers);
                }
                Err(reason) if ready.len() == 1 => {
                    for candidate in &ready {
                        let refused = Acceptance::Refused(reason.clone());
                        answer(answers, candidate.place, refused);
                    }
                    pieces.push(rest);
                }
                Err(_) => {
                    let mut first = ready;
                    let mut second = first.split_off(first.len() / 2);
                    second.extend(rest);
                    pieces.push(second);
                    pieces.push(first);
                }
            }
        }
    }

    /// Puts candidates into an order in which each has what it builds on; the rest cannot have it.
    fn order(
        &self,
        mut candidates: Vec<Candidate>,
        answers: &mut [Option<Acceptance>],
    ) -> (Vec<Candidate>, Vec<Candidate>) {
        let mut over = Index::default();
        let mut ready = Vec::new();
        loop {
            let mut waiting = Vec::new();
            let before = ready.len();
            for candidate in candidates {
                let view = View {
                    under: &self.index,
                    over: &over,
                };
                match judge(&view, &candidate) {
                    Verdict::Ready => {
                        over.add(candidate.hash, candidate.node());
                        ready.push(candidate);
                    }
                    // Perhaps only because of one that will not apply: looked at again then.
                    Verdict::AlreadyHere if self.holds(&candidate.hash) => {
                        accepted(answers, &candidate);
                    }
                    Verdict::Refused(reason)
                        if matches!(self.judge(&candidate), Verdict::Refused(_)) =>
                    {
                        answer(answers, candidate.place, Acceptance::Refused(reason));
                    }
                    Verdict::AlreadyHere | Verdict::Refused(_) | Verdict::Waiting(_) => {
                        waiting.push(candidate);
                    }
                }
            }
            candidates = waiting;
            if ready.len() == before {
                return (ready, candidates);
            }
        }
    }

    fn judge(&self, candidate: &Candidate) -> Verdict {
        let view = View {
            under: &self.index,
            over: &self.index,
        };
        judge(&view, candidate)
    }

    /// The last word on those for which nothing more will come in this batch.
    fn leave_waiting(&self, rest: Vec<Candidate>, answers: &mut [Option<Acceptance>]) {
        for candidate in rest {
            let place = candidate.place;
            match self.judge(&candidate) {
                Verdict::Waiting(missing) => answer(answers, place, Acceptance::Waiting(missing)),
                Verdict::Refused(reason) => answer(answers, place, Acceptance::Refused(reason)),
                Verdict::Ready | Verdict::AlreadyHere => accepted(answers, &candidate),
            }
        }
    }

    /// Applies to a copy, and returns what that copy loads as after saving.
    fn apply(&self, ready: &[Candidate]) -> Result<Self, RefusedChange> {
        let changes: Vec<Change> = ready.iter().map(|ready| ready.change.clone()).collect();
        let (loaded, saved) = quietly(|| {
            let mut doc = self.doc.clone();
            doc.apply_changes(changes)
                .map_err(|_| RefusedChange::Damages)?;
            let saved = doc.save_nocompress();
            if saved.len() > MAX_DOCUMENT_ACCEPTED {
                return Err(RefusedChange::DocumentTooLarge);
            }
            chunk::check_document(&saved, super::DOCUMENT_LIMIT)
                .map_err(|_| RefusedChange::DocumentTooLarge)?;
            let loaded = Automerge::load(&saved).map_err(|_| RefusedChange::Damages)?;
            let whole = loaded.get_heads() == doc.get_heads()
                && ready.iter().all(|ready| {
                    loaded
                        .get_change_meta_by_hash(&ChangeHash(ready.hash))
                        .is_some()
                });
            if !whole || !can_be_read_and_written(&loaded) {
                return Err(RefusedChange::Damages);
            }
            Ok((loaded, saved))
        })
        .unwrap_or(Err(RefusedChange::Damages))?;
        let applied = Self::of(loaded).ok_or(RefusedChange::Damages)?;
        Ok(Self {
            saved: Some(saved.into()),
            ..applied
        })
    }
}

/// Whether every key can be read, and one more change be made and read back.
fn can_be_read_and_written(doc: &Automerge) -> bool {
    const PROBE: [u8; 16] = *b"patchwork/probe/";
    let readable = doc
        .map_range(ROOT, ..)
        .all(|item| doc.get_all(ROOT, item.key.as_ref()).is_ok());
    let mut copy = doc.clone();
    copy.set_actor(ActorId::from(PROBE));
    let mut transaction = copy.transaction();
    let written = transaction.put(ROOT, "probe", 1).is_ok();
    transaction.commit();
    readable && written && matches!(copy.get(ROOT, "probe"), Ok(Some(_)))
}

/// The checks that need no document.
fn inspect(place: usize, device: DeviceId, body: &[u8]) -> Result<Candidate, RefusedChange> {
    let part = ChangePart::decode(body).map_err(RefusedChange::Part)?;
    let head = chunk::read_change(&part.raw, CHANGE_LIMIT)?;
    let change = quietly(|| Change::try_from(part.raw.as_slice()).ok())
        .ok()
        .flatten()
        .ok_or(RefusedChange::Unreadable)?;
    let hash = change.hash().0;
    if !hash.starts_with(&head.checksum) {
        return Err(RefusedChange::Checksum);
    }
    let actor: [u8; 16] = head
        .actor
        .as_slice()
        .try_into()
        .map_err(|_| RefusedChange::WrongActor)?;
    if Actor(actor).device() != device {
        return Err(RefusedChange::WrongActor);
    }
    let names = quietly(|| {
        let expanded = change.decode();
        let names = names_in(&expanded)?;
        let canonical = Change::from(expanded).raw_bytes() == part.raw.as_slice();
        canonical.then_some(names)
    });
    let names = names.ok().flatten().ok_or(RefusedChange::NotCanonical)?;
    Ok(Candidate {
        place,
        at: part.at,
        actor,
        head,
        hash,
        change,
        names,
    })
}

/// The operations of other changes that this one's refer to; `None` if an actor is not one of ours.
fn names_in(change: &ExpandedChange) -> Option<Vec<Op>> {
    let start_op = change.start_op.get();
    let mut names = Vec::new();
    let mut name = |op: &legacy::OpId| {
        let legacy::OpId(counter, actor) = op;
        if *actor == change.actor_id && *counter >= start_op {
            return Some(());
        }
        names.push(Op {
            counter: *counter,
            actor: actor.to_bytes().try_into().ok()?,
        });
        Some(())
    };
    for operation in &change.operations {
        if let legacy::ObjectId::Id(object) = &operation.obj {
            name(object)?;
        }
        if let legacy::Key::Seq(legacy::ElementId::Id(element)) = &operation.key {
            name(element)?;
        }
        operation.pred.iter().try_for_each(&mut name)?;
    }
    names.sort_unstable();
    names.dedup();
    Some(names)
}

/// The checks against what is there.
fn judge(view: &View<'_>, candidate: &Candidate) -> Verdict {
    let head = &candidate.head;
    if view.node(&candidate.hash).is_some() {
        return Verdict::AlreadyHere;
    }
    let last = view.last_of(&candidate.actor);
    let next = last
        .and_then(|last| view.node(&last))
        .map_or(0, |last| last.seq)
        .saturating_add(1);
    if head.seq < next {
        return Verdict::Refused(RefusedChange::NumberUsed);
    }
    if head.seq > next {
        return Verdict::Waiting(Missing::Predecessor {
            actor: Actor(candidate.actor),
            seq: next,
        });
    }
    let mut highest = 0_u64;
    for dependency in &head.deps {
        match view.node(dependency) {
            Some(node) => highest = highest.max(node.max_op),
            None => return Verdict::Waiting(Missing::Change(*dependency)),
        }
    }
    let expected = highest.saturating_add(1);
    if head.start_op != expected {
        return Verdict::Refused(RefusedChange::StartOp {
            expected,
            got: head.start_op,
        });
    }
    if !builds_on_what_it_names(view, candidate, last) {
        return Verdict::Refused(RefusedChange::OutOfSight);
    }
    Verdict::Ready
}

fn builds_on_what_it_names(view: &View<'_>, candidate: &Candidate, last: Option<[u8; 32]>) -> bool {
    let known = |actor: &Vec<u8>| {
        <[u8; 16]>::try_from(actor.as_slice()).is_ok_and(|actor| view.last_of(&actor).is_some())
    };
    let holders: Option<HashSet<[u8; 32]>> = candidate
        .names
        .iter()
        .map(|op| view.holder_of(*op))
        .collect();
    let Some(mut wanted) = holders else {
        return false;
    };
    wanted.extend(last);
    candidate.head.other_actors.iter().all(known) && view.builds_on(&candidate.head.deps, wanted)
}

fn answer(answers: &mut [Option<Acceptance>], place: usize, acceptance: Acceptance) {
    if let Some(slot) = answers.get_mut(place) {
        *slot = Some(acceptance);
    }
}

fn accepted(answers: &mut [Option<Acceptance>], candidate: &Candidate) {
    let acceptance = Acceptance::Accepted {
        hash: candidate.hash,
        at: candidate.at,
    };
    answer(answers, candidate.place, acceptance);
}
