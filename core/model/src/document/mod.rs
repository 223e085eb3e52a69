//! The case document: what a team edits together. The only place that knows Automerge.

mod accept;
mod actor;
mod additions;
mod change_part;
mod chunk;
mod edit;
mod edit_rules;
mod heads;
mod index;
mod keys;
mod quiet;
mod register;
mod replay;
mod writes;

pub use accept::{Acceptance, Missing, RefusedChange};
pub use actor::Actor;
pub use additions::{NewInvolvement, NewPerson, NewResidence};
pub use change_part::{ChangePart, MAX_CHANGE, MAX_CHANGE_PART};
pub use chunk::BadChunk;
pub use edit::{CaseEdit, MAX_EDIT};
pub use heads::Heads;
pub use quiet::panic_is_handled;
pub use replay::KeptEdits;

pub(crate) use keys::{ChildField, InvolvementField, Key, PersonField, ResidenceField, TaskField};
pub(crate) use register::{Found, Read};
pub(crate) use writes::Day;

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use automerge::{
    ActorId, Automerge, ChangeHash, ROOT, ReadDoc, Value, transaction::CommitOptions,
    transaction::Transactable,
};
use jiff::Timestamp;

use crate::{Invalid, KeptField, ValueId};
use chunk::Unfolded;
use index::Index;
use quiet::quietly;
use register::OpName;
use writes::Write;

/// The most bytes that a document may have to be loaded.
pub const MAX_DOCUMENT: usize = 32 * 1024 * 1024;
/// What an accepted change may make of it; the rest is room for one's own edits.
const MAX_DOCUMENT_ACCEPTED: usize = 16 * 1024 * 1024;
const DOCUMENT_LIMIT: Unfolded = Unfolded {
    rows: 4_000_000,
    bytes: 64 * 1024 * 1024,
};

/// The document of one case.
///
/// ```
/// use patchwork_model::{Actor, CaseDocument, CaseEdit, project};
/// use patchwork_protocol::DeviceId;
///
/// let priya = DeviceId([1; 8]);
/// let now = "2026-03-12T10:42:00Z".parse()?;
/// let mut case = CaseDocument::new();
/// let edited = case.edit(
///     Actor::new(priya, [0; 8]),
///     &[CaseEdit::NameChild { given: "Ella".into(), family: "Marsh".into(), preferred: None }],
///     now,
/// )?;
///
/// let mut toms = CaseDocument::new();
/// let answers = toms.accept(&[(priya, &edited.part)]);
/// assert!(answers[0].is_accepted());
/// assert_eq!(project(&toms).case.name, "Ella Marsh");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct CaseDocument {
    doc: Automerge,
    index: Index,
    /// What the document was saved as when its last change was tried on it, and loaded from.
    saved: Option<Arc<[u8]>>,
}

/// What an edit made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// The body of the `change` part to seal: `[at, raw change]`.
    pub part: Vec<u8>,
    /// The heads on which it was made; a replay is made on the same.
    pub heads_before: Heads,
    /// Its hash, by which other changes name it.
    pub hash: [u8; 32],
}

/// Why an edit was not made. Nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// A field cannot be saved as it is.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// What it changes is not in the document.
    #[error("{0} is not in this case")]
    NotThere(String),
    /// These heads are not in the document.
    #[error("the document does not hold the state that was edited")]
    UnknownHeads,
    /// It says what the document says already.
    #[error("nothing changed")]
    NothingChanged,
    /// No edits were given, or more than one change may hold.
    #[error("expected a few edits, got {0}")]
    Size(usize),
    /// Automerge failed; the document is as before.
    #[error("the document could not take the edit")]
    Document,
}

/// Why bytes are not a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// More bytes than a document may have.
    #[error("expected at most {MAX_DOCUMENT} bytes, got {0}")]
    TooLarge(usize),
    /// Not a plain document.
    #[error(transparent)]
    Chunk(#[from] BadChunk),
    /// Automerge cannot read it.
    #[error("the document is damaged")]
    Damaged,
}

/// The most edits that one change may hold.
const MAX_EDITS: usize = 500;

impl CaseDocument {
    /// An empty document.
    #[expect(
        clippy::disallowed_methods,
        reason = "the random actor writes nothing: each edit sets the device's own first"
    )]
    pub fn new() -> Self {
        Self {
            doc: Automerge::new(),
            index: Index::default(),
            saved: None,
        }
    }

    /// Reads what [`CaseDocument::save`] wrote.
    pub fn load(bytes: &[u8]) -> Result<Self, LoadError> {
        if bytes.is_empty() {
            return Ok(Self::new());
        }
        if bytes.len() > MAX_DOCUMENT {
            return Err(LoadError::TooLarge(bytes.len()));
        }
        chunk::check_document(bytes, DOCUMENT_LIMIT)?;
        let doc = quietly(|| Automerge::load(bytes).ok())
            .ok()
            .flatten()
            .ok_or(LoadError::Damaged)?;
        Self::of(doc).ok_or(LoadError::Damaged)
    }

    /// Its bytes, without compression: the database around it compresses nothing away, and a
    /// deflated column is what `load` refuses.
    pub fn save(&self) -> Vec<u8> {
        match &self.saved {
            Some(saved) => saved.to_vec(),
            None => self.doc.save_nocompress(),
        }
    }

    /// What it stands at.
    pub fn heads(&self) -> Heads {
        Heads::of(&self.doc.get_heads())
    }

    /// Whether it holds this change.
    pub fn holds(&self, change: &[u8; 32]) -> bool {
        self.index.holds(change)
    }

    /// How many changes it holds.
    pub fn changes(&self) -> usize {
        self.index.changes()
    }

    /// Makes one change of these edits, on what the document shows now.
    pub fn edit(
        &mut self,
        actor: Actor,
        edits: &[CaseEdit],
        at: Timestamp,
    ) -> Result<Edited, EditError> {
        let heads = self.heads();
        self.edit_on(&heads, actor, edits, at)
    }

    /// Makes one change of these edits, on the heads that the screen showed when they were made.
    ///
    /// What arrived since is then concurrent: where both changed a kept fact, both values stay.
    /// The actor's own earlier changes always count as shown.
    pub fn edit_on(
        &mut self,
        heads: &Heads,
        actor: Actor,
        edits: &[CaseEdit],
        at: Timestamp,
    ) -> Result<Edited, EditError> {
        if edits.is_empty() || edits.len() > MAX_EDITS {
            return Err(EditError::Size(edits.len()));
        }
        edits.iter().try_for_each(CaseEdit::validate)?;
        let base = self.shown(heads, actor)?;
        let heads_before = Heads::of(&base.get_heads());
        let writes = writes_on(&base, edits, at)?;
        let raw = commit(base, actor, &writes)?;
        let part = ChangePart { at, raw }
            .encode()
            .ok_or(EditError::Size(edits.len()))?;
        // One's own change takes the way of everyone's, so that what is sent is never refused.
        match self.accept(&[(actor.device(), &part)]).first() {
            Some(Acceptance::Accepted { hash, .. }) => Ok(Edited {
                part,
                heads_before,
                hash: *hash,
            }),
            _ => Err(EditError::Document),
        }
    }

    /// The document as it stood at these heads, which it must hold: what a screen showed.
    pub fn at(&self, heads: &Heads) -> Result<Self, EditError> {
        if *heads == self.heads() {
            return Ok(self.clone());
        }
        let doc = self.fork(self.held(heads)?)?;
        Self::of(doc).ok_or(EditError::Document)
    }

    /// Settles a conflict with one of the values that a [`crate::ConflictRow`] shows.
    pub fn choose_value(
        &mut self,
        actor: Actor,
        field: KeptField,
        value: &ValueId,
        at: Timestamp,
    ) -> Result<Edited, EditError> {
        let choice = self.choice(field, value)?;
        self.edit(actor, &[choice], at)
    }

    /// Everything that stands under a fact here, in the same order on every device.
    pub fn values(&self, field: KeptField) -> Vec<crate::KeptValue> {
        let values = crate::projection::kept_values(self, field);
        values.into_iter().map(|found| found.value).collect()
    }

    /// The edit that settles a conflict so, for the outbox to keep.
    pub fn choice(&self, field: KeptField, value: &ValueId) -> Result<CaseEdit, EditError> {
        let values = crate::projection::kept_values(self, field);
        let chosen = values
            .into_iter()
            .find(|found| found.id == *value)
            .ok_or_else(|| EditError::NotThere(format!("the value {}", value.0)))?;
        Ok(CaseEdit::ChooseValue {
            field,
            value: chosen.value,
        })
    }

    /// Every key with every value that stands under it, the shown one marked.
    pub(crate) fn registers(&self) -> BTreeMap<String, Vec<Found>> {
        let mut registers = BTreeMap::new();
        for item in self.doc.map_range(ROOT, ..) {
            let key = item.key.to_string();
            let alone = || {
                let op = OpName::of(&item.id())?;
                let bytes = scalar_bytes(&item.value.clone().into_value());
                Some(Found {
                    op,
                    bytes,
                    shown: true,
                })
            };
            let found = if item.conflict {
                self.found(&key)
            } else {
                alone().into_iter().collect()
            };
            registers.insert(key, found);
        }
        registers
    }

    /// Every value under one key, in the same order on every device.
    pub(crate) fn found(&self, key: &str) -> Vec<Found> {
        let shown = match self.doc.get(ROOT, key) {
            Ok(Some((_, id))) => OpName::of(&id),
            _ => None,
        };
        let mut found: Vec<Found> = self
            .doc
            .get_all(ROOT, key)
            .unwrap_or_default()
            .into_iter()
            .filter_map(|(value, id)| {
                let op = OpName::of(&id)?;
                Some(Found {
                    op,
                    bytes: scalar_bytes(&value),
                    shown: Some(op) == shown,
                })
            })
            .collect();
        found.sort_by_key(|found| found.op);
        found
    }

    /// The document as the person saw it: at `heads`, with all of the actor's own.
    fn shown(&self, heads: &Heads, actor: Actor) -> Result<Automerge, EditError> {
        if *heads == self.heads() {
            return Ok(self.doc.clone());
        }
        let mut at = self.held(heads)?;
        if let Some(own) = self.index.last_of(&actor.0) {
            at.insert(ChangeHash(own));
        }
        self.fork(at)
    }

    fn held(&self, heads: &Heads) -> Result<HashSet<ChangeHash>, EditError> {
        let at: HashSet<ChangeHash> = heads.hashes().collect();
        if at.iter().any(|hash| !self.index.holds(&hash.0)) {
            return Err(EditError::UnknownHeads);
        }
        Ok(at)
    }

    fn fork(&self, at: HashSet<ChangeHash>) -> Result<Automerge, EditError> {
        let at: Vec<ChangeHash> = at.into_iter().collect();
        quietly(|| self.doc.fork_at(&at).ok())
            .ok()
            .flatten()
            .ok_or(EditError::UnknownHeads)
    }

    fn of(doc: Automerge) -> Option<Self> {
        let index = quietly(|| Index::of(&doc)).ok()??;
        Some(Self {
            doc,
            index,
            saved: None,
        })
    }
}

impl PartialEq for CaseDocument {
    /// The same changes: the heads name them all.
    fn eq(&self, other: &Self) -> bool {
        self.heads() == other.heads()
    }
}

impl Eq for CaseDocument {}

impl Default for CaseDocument {
    fn default() -> Self {
        Self::new()
    }
}

fn scalar_bytes(value: &Value<'_>) -> Option<Vec<u8>> {
    value.as_bytes().map(<[u8]>::to_vec)
}

/// What the edits write, each checked against the document with the earlier ones done.
fn writes_on(doc: &Automerge, edits: &[CaseEdit], at: Timestamp) -> Result<Vec<Write>, EditError> {
    let mut all: Vec<Write> = Vec::new();
    for edit in edits {
        let (needs, writes) = writes::of(edit, at);
        if let Some(key) = needs {
            let there = all.iter().any(|(written, _)| *written == key)
                || matches!(doc.get(ROOT, key.to_string()), Ok(Some(_)));
            if !there {
                return Err(EditError::NotThere(key.to_string()));
            }
        }
        all.extend(writes);
    }
    Ok(all)
}

/// Writes into `doc`, which is a copy, and returns the raw change.
fn commit(mut doc: Automerge, actor: Actor, writes: &[Write]) -> Result<Vec<u8>, EditError> {
    quietly(move || {
        doc.set_actor(ActorId::from(actor.0));
        let mut transaction = doc.transaction();
        for (key, value) in writes {
            let key = key.to_string();
            match value {
                Some(bytes) => transaction.put(ROOT, key, bytes.clone()),
                None if matches!(transaction.get(ROOT, key.as_str()), Ok(Some(_))) => {
                    transaction.delete(ROOT, key)
                }
                None => Ok(()),
            }
            .map_err(|_| EditError::Document)?;
        }
        let (hash, _) = transaction.commit_with(CommitOptions::default().with_time(0));
        if hash.is_none() {
            return Err(EditError::NothingChanged);
        }
        doc.get_last_local_change()
            .map(|change| change.raw_bytes().to_vec())
            .ok_or(EditError::Document)
    })
    .unwrap_or(Err(EditError::Document))
}
