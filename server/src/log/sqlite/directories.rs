//! The directories in the writer's memory, shared with readers.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use patchwork_protocol::PartnershipId;

use crate::log::DirectoryView;

/// Directories at their heads, as the last commit left them.
#[derive(Debug, Clone, Default)]
pub(super) struct CommittedDirectories(Arc<RwLock<HashMap<PartnershipId, Arc<DirectoryView>>>>);

/// A directory after a commit; none if it left memory.
pub(super) type DirectoryUpdate = (PartnershipId, Option<Arc<DirectoryView>>);

impl CommittedDirectories {
    pub(super) fn get(&self, partnership: PartnershipId) -> Option<Arc<DirectoryView>> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&partnership)
            .cloned()
    }

    pub(super) fn update(&self, updates: Vec<DirectoryUpdate>) {
        if updates.is_empty() {
            return;
        }
        let mut directories = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for (partnership, view) in updates {
            match view {
                Some(view) => directories.insert(partnership, view),
                None => directories.remove(&partnership),
            };
        }
    }
}
