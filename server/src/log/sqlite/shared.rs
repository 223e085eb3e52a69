//! What the writer shows to everybody else, after each commit.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use patchwork_protocol::{DeviceId, PartnershipId, PractitionerId};

use crate::{
    live::{Audience, Hub, News},
    log::{DirectoryView, Measures},
};

/// Directories at their heads, and who listens.
#[derive(Debug, Clone, Default)]
pub(super) struct Shared {
    pub(super) hub: Hub,
    pub(super) measures: Measures,
    directories: Arc<RwLock<HashMap<PartnershipId, Arc<DirectoryView>>>>,
}

/// What became durable and is to be made known.
#[derive(Default)]
pub(super) struct Tidings {
    /// Directories as they are now; none where one left memory.
    pub(super) directories: Vec<(PartnershipId, Option<Arc<DirectoryView>>)>,
    /// Devices for which there are new wraps.
    pub(super) wraps: Vec<(PartnershipId, DeviceId)>,
    /// Everything else, in order.
    pub(super) events: Vec<(PartnershipId, Event)>,
}

/// Something that streams hear of.
pub(super) enum Event {
    /// New items.
    News(Audience, News),
    /// A device or person whose streams end.
    Out(Out),
}

/// Who may not listen any more.
pub(super) enum Out {
    Device(DeviceId),
    Practitioner(PractitionerId),
}

impl Shared {
    pub(super) fn directory(&self, partnership: PartnershipId) -> Option<Arc<DirectoryView>> {
        self.directories
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&partnership)
            .cloned()
    }

    /// Wraps are told of before the items that they open.
    pub(super) fn publish(&self, tidings: Tidings) {
        if !tidings.directories.is_empty() {
            let mut shown = self
                .directories
                .write()
                .unwrap_or_else(PoisonError::into_inner);
            for (partnership, view) in tidings.directories {
                match view {
                    Some(view) => shown.insert(partnership, view),
                    None => shown.remove(&partnership),
                };
            }
        }
        for (partnership, recipient) in tidings.wraps {
            self.hub.tell_of_wraps(partnership, recipient);
        }
        for (partnership, event) in tidings.events {
            match event {
                Event::News(audience, news) => self.hub.tell(partnership, &audience, news),
                Event::Out(out) => self.hub.cut(partnership, |device, practitioner| match out {
                    Out::Device(gone) => device == gone,
                    Out::Practitioner(gone) => practitioner == Some(gone),
                }),
            }
        }
    }
}
