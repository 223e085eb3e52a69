//! Tells screens that something changed, without saying what it says.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError, Weak},
};

use crate::ids::CaseId;

/// Something changed: read it again. Carries no content.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Update {
    /// The list of cases.
    Cases,
    /// One case.
    Case {
        /// Which.
        case: CaseId,
    },
    /// Tasks.
    Tasks,
    /// The directory, invitations, who waits to be admitted.
    Directory,
    /// The sync chip.
    Sync,
}

/// Hears of updates. Called on a thread of the client's: post it to a queue and return.
#[cfg_attr(feature = "uniffi", uniffi::export(with_foreign))]
pub trait UpdateListener: Send + Sync {
    /// Something changed.
    fn updated(&self, update: Update);
}

/// A listener's stay; dropping it ends it.
#[cfg_attr(feature = "uniffi", derive(uniffi::Object))]
pub struct Subscription {
    id: u64,
    listeners: Weak<Listeners>,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(listeners) = self.listeners.upgrade() {
            listeners.lock().listening.remove(&self.id);
        }
    }
}

#[derive(Default)]
struct Listening {
    next: u64,
    listening: BTreeMap<u64, Arc<dyn UpdateListener>>,
}

/// Everyone who listens.
#[derive(Default)]
pub(crate) struct Listeners {
    state: Mutex<Listening>,
}

impl Listeners {
    fn lock(&self) -> std::sync::MutexGuard<'_, Listening> {
        // The state is a plain map: a panicking listener cannot have left it half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn subscribe(self: &Arc<Self>, listener: Arc<dyn UpdateListener>) -> Subscription {
        let mut state = self.lock();
        let id = state.next;
        state.next += 1;
        state.listening.insert(id, listener);
        Subscription {
            id,
            listeners: Arc::downgrade(self),
        }
    }

    /// Lets everyone go: nothing is told any more.
    pub(crate) fn end(&self) {
        self.lock().listening.clear();
    }

    /// Tells everyone, each update once, with no lock held while calling out.
    pub(crate) fn tell(&self, updates: impl IntoIterator<Item = Update>) {
        let updates: BTreeSet<Update> = updates.into_iter().collect();
        if updates.is_empty() {
            return;
        }
        let listening: Vec<_> = self.lock().listening.values().cloned().collect();
        for listener in listening {
            for update in &updates {
                listener.updated(update.clone());
            }
        }
    }
}
