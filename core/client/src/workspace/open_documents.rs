//! The case documents that one transaction works on.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry as Slot};

use patchwork_model::CaseDocument;
use patchwork_protocol::{DeviceId, PractitionerId, SpaceId};
use patchwork_store::{PartPlace, Reader};

use crate::error::{ClientError, Result};

/// A change of a document that arrived and waits for the end of the transaction.
pub(crate) struct ArrivedChange {
    pub(crate) place: PartPlace,
    pub(crate) device: DeviceId,
    pub(crate) author: PractitionerId,
    pub(crate) body: Vec<u8>,
    /// Whether it was held before.
    pub(crate) was_held: bool,
}

/// Documents that are loaded once, and saved and projected once, at the end of
/// the transaction.
#[derive(Default)]
pub(crate) struct OpenDocuments {
    pub(crate) loaded: BTreeMap<SpaceId, CaseDocument>,
    /// Documents that changed.
    pub(crate) changed: BTreeSet<SpaceId>,
    /// Changes to take into documents at the end, together.
    pub(crate) arrived: BTreeMap<SpaceId, Vec<ArrivedChange>>,
    /// Documents to be built anew from what counts.
    pub(crate) rebuild: BTreeSet<SpaceId>,
    /// Documents whose unsent edits are to be made again under a new actor.
    pub(crate) new_actor: BTreeSet<SpaceId>,
}

impl OpenDocuments {
    /// The document of a case, loaded at most once.
    pub(crate) fn get(&mut self, space: SpaceId, r: &Reader<'_>) -> Result<&mut CaseDocument> {
        Ok(match self.loaded.entry(space) {
            Slot::Occupied(loaded) => loaded.into_mut(),
            Slot::Vacant(empty) => empty.insert(match r.document(space)? {
                Some(row) => CaseDocument::load(&row.bytes).map_err(ClientError::internal)?,
                None => CaseDocument::new(),
            }),
        })
    }
}
