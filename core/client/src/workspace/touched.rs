//! What one transaction touches, collected on the way.

use std::collections::BTreeSet;

use jiff::Timestamp;
use patchwork_protocol::SpaceId;

use super::open_documents::OpenDocuments;
use crate::{
    Update,
    environment::{Environment, EnvironmentRng},
};

/// The documents and the screens that one transaction touches, and the time at
/// which it takes place.
pub(crate) struct Touched {
    pub(crate) documents: OpenDocuments,
    /// What to tell, after the commit.
    updates: BTreeSet<Update>,
    environment: Environment,
    /// By this device's clock; none until somebody asks.
    now: Option<Timestamp>,
}

impl Touched {
    pub(crate) fn new(environment: Environment) -> Self {
        Self {
            documents: OpenDocuments::default(),
            updates: BTreeSet::new(),
            environment,
            now: None,
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

    /// A case changed: its own screens, and its own line in the list of cases.
    pub(crate) fn case(&mut self, case: SpaceId) {
        self.updates.insert(Update::Case { case });
    }

    /// A case changed, and with it perhaps which cases are in the list, or their order. Tasks are
    /// listed with the child's name, for the cases in that list.
    pub(crate) fn case_and_list(&mut self, case: SpaceId) {
        self.case(case);
        self.updates.insert(Update::Cases);
        self.updates.insert(Update::Tasks);
    }

    pub(crate) fn update(&mut self, update: Update) {
        self.updates.insert(update);
    }

    /// What to tell, after the commit.
    pub(crate) fn updates(self) -> BTreeSet<Update> {
        self.updates
    }
}
