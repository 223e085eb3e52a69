//! What one transaction changed, collected on the way: documents to save,
//! screens to tell, things to do after the commit.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use patchwork_model::CaseDocument;
use patchwork_protocol::{DeviceId, PractitionerId, Replica, Seq, SpaceId};
use patchwork_store::PartPlace;

use crate::{
    Update,
    environment::{Environment, EnvironmentRng},
};

/// A change of a document that arrived and waits for the end of the transaction.
pub(crate) struct ArrivedChange {
    pub(crate) place: PartPlace,
    pub(crate) device: DeviceId,
    pub(crate) author: PractitionerId,
    pub(crate) body: Vec<u8>,
    /// Whether it was held before.
    pub(crate) was_held: bool,
}

/// What one transaction changed.
pub(crate) struct Touched {
    environment: Environment,
    /// Documents loaded in this transaction; saved and projected once, at its end.
    pub(crate) documents: BTreeMap<SpaceId, CaseDocument>,
    /// Documents that changed.
    pub(crate) changed: BTreeSet<SpaceId>,
    /// Changes to take into documents at the end, together.
    pub(crate) arrived: BTreeMap<SpaceId, Vec<ArrivedChange>>,
    /// Documents to be built anew from what counts.
    pub(crate) rebuild: BTreeSet<SpaceId>,
    /// Documents whose unsent edits are to be made again under a new actor.
    pub(crate) new_actor: BTreeSet<SpaceId>,
    /// Own series of which the relay lacks the beginning.
    pub(crate) offer_from: Vec<(SpaceId, Replica, Seq)>,
    /// Whether the relay wants cursors instead of a digest.
    pub(crate) send_cursors: bool,
    /// The relay has told everything; whether both sides agree.
    pub(crate) caught_up: Option<bool>,
    /// The relay ended the conversation, and why.
    pub(crate) ended: Option<String>,
    /// Something that could not go may go now.
    pub(crate) try_again: bool,
    /// The directory changed.
    pub(crate) directory: bool,
    /// When this transaction takes place, by this device's clock.
    now: Option<Timestamp>,
    updates: BTreeSet<Update>,
}

impl Touched {
    pub(crate) const fn new(environment: Environment) -> Self {
        Self {
            environment,
            documents: BTreeMap::new(),
            changed: BTreeSet::new(),
            arrived: BTreeMap::new(),
            rebuild: BTreeSet::new(),
            new_actor: BTreeSet::new(),
            offer_from: Vec::new(),
            send_cursors: false,
            caught_up: None,
            ended: None,
            try_again: false,
            directory: false,
            now: None,
            updates: BTreeSet::new(),
        }
    }

    /// The time of this transaction.
    pub(crate) fn now(&mut self) -> Timestamp {
        *self.now.get_or_insert_with(|| self.environment.now())
    }

    /// The generator.
    pub(crate) fn rng(&self) -> EnvironmentRng {
        self.environment.rng()
    }

    /// Random bytes.
    pub(crate) fn bytes<const N: usize>(&self) -> [u8; N] {
        self.environment.bytes()
    }

    /// A case changed: its own screens and the list of cases.
    pub(crate) fn case(&mut self, case: SpaceId) {
        self.updates.insert(Update::Case { case });
        self.updates.insert(Update::Cases);
    }

    pub(crate) fn update(&mut self, update: Update) {
        self.updates.insert(update);
    }

    /// What to tell, after the commit.
    pub(crate) fn updates(self) -> BTreeSet<Update> {
        self.updates
    }
}
