//! Tells screens that something changed, without saying what it says.

use std::{
    collections::{BTreeMap, BTreeSet},
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use tokio::sync::Notify;

use crate::{environment::Environment, ids::CaseId};

/// Something changed: read it again. Carries no content.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Update {
    /// The list of cases: one came or went, or what they are named and ordered by changed. Whoever
    /// shows the list reads [`cases`](crate::Client::cases) again.
    Cases,
    /// One case, and its line in the list: when the child was last seen, what is new, what is due.
    /// Whoever shows the list reads that line alone, with
    /// [`case_listing`](crate::Client::case_listing).
    Case {
        /// Which.
        case: CaseId,
    },
    /// Tasks.
    Tasks,
    /// Drafts that were neither saved nor thrown away.
    Drafts,
    /// The directory, invitations, who waits to be admitted.
    Directory,
    /// The sync chip.
    Sync,
}

/// Hears of updates, one at a time, on a thread of the client's on which nothing else waits. What
/// is told while a listener is busy is told once, afterwards.
#[cfg_attr(feature = "uniffi", uniffi::export(with_foreign))]
pub trait UpdateListener: Send + Sync {
    /// Something changed. Whatever goes wrong in here is noted in the log and changes nothing.
    fn updated(&self, update: Update);
}

/// A listener's stay; dropping it ends it.
#[cfg_attr(feature = "uniffi", derive(uniffi::Object))]
pub struct UpdateSubscription {
    id: u64,
    listeners: Weak<Listeners>,
}

impl Drop for UpdateSubscription {
    fn drop(&mut self) {
        if let Some(listeners) = self.listeners.upgrade() {
            let mut state = listeners.lock();
            let listener = state.by_id.remove(&self.id);
            drop(state);
            // Without the lock: it may keep subscriptions itself, which end with it.
            drop(listener);
        }
    }
}

#[derive(Default)]
struct Listening {
    next: u64,
    by_id: BTreeMap<u64, Arc<dyn UpdateListener>>,
    /// What was not told yet.
    pending: BTreeSet<Update>,
    has_ended: bool,
}

/// Everyone who listens.
#[derive(Default)]
pub(crate) struct Listeners {
    state: Mutex<Listening>,
    news: Notify,
}

impl Listeners {
    /// Starts the task that tells everyone. Needs a tokio runtime around it.
    pub(crate) fn start(environment: Environment) -> Arc<Self> {
        let listeners = Arc::new(Self::default());
        tokio::spawn(tell_everyone(Arc::clone(&listeners), environment));
        listeners
    }

    fn lock(&self) -> MutexGuard<'_, Listening> {
        // No listener runs under the lock, so that none can leave it half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn subscribe(
        self: &Arc<Self>,
        listener: Arc<dyn UpdateListener>,
    ) -> UpdateSubscription {
        let mut state = self.lock();
        let id = state.next;
        state.next += 1;
        if !state.has_ended {
            state.by_id.insert(id, listener);
        }
        UpdateSubscription {
            id,
            listeners: Arc::downgrade(self),
        }
    }

    /// Lets everyone go: nothing is told any more. A call that is under way ends by itself.
    pub(crate) fn end(&self) {
        let mut state = self.lock();
        state.has_ended = true;
        let listening = core::mem::take(&mut state.by_id);
        state.pending.clear();
        drop(state);
        self.news.notify_one();
        // Without the lock: listeners may keep subscriptions, which end with them.
        drop(listening);
    }

    /// Has everyone told, each update once, without waiting for anyone.
    pub(crate) fn tell(&self, updates: impl IntoIterator<Item = Update>) {
        let mut state = self.lock();
        state.pending.extend(updates);
        let is_news = !state.pending.is_empty();
        drop(state);
        if is_news {
            self.news.notify_one();
        }
    }

    /// Tells what is pending, with no lock held while calling out.
    fn tell_pending(&self) {
        let mut state = self.lock();
        let updates = core::mem::take(&mut state.pending);
        let listening: Vec<u64> = state.by_id.keys().copied().collect();
        drop(state);
        for id in listening {
            for update in &updates {
                // Asked for again each time: it may have been let go meanwhile.
                let listener = self.lock().by_id.get(&id).cloned();
                if let Some(listener) = listener {
                    tell(listener.as_ref(), update.clone());
                }
            }
        }
    }
}

async fn tell_everyone(listeners: Arc<Listeners>, environment: Environment) {
    loop {
        listeners.news.notified().await;
        if listeners.lock().has_ended {
            return;
        }
        let told = Arc::clone(&listeners);
        let told = environment.blocking(move || {
            told.tell_pending();
            Ok(())
        });
        if let Err(error) = told.await {
            tracing::error!(%error, "not everyone was told that something changed");
        }
    }
}

/// A listener is an app's own code, and one written in Kotlin or Swift that throws arrives here as
/// a panic: what was saved is saved, and the others are told.
fn tell(listener: &dyn UpdateListener, update: Update) {
    let told = std::panic::catch_unwind(AssertUnwindSafe(|| listener.updated(update)));
    if told.is_err() {
        tracing::error!("a listener failed when it was told that something changed");
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    /// Sends on what it hears, once it is let go on.
    struct Slow {
        heard: mpsc::Sender<Update>,
        go_on: Mutex<mpsc::Receiver<()>>,
    }

    impl UpdateListener for Slow {
        fn updated(&self, update: Update) {
            self.heard.send(update).unwrap();
            let _ = self.go_on.lock().unwrap().recv();
        }
    }

    struct Throws;

    impl UpdateListener for Throws {
        fn updated(&self, _: Update) {
            panic!("a listener that throws");
        }
    }

    fn heard_by(heard: mpsc::Sender<Update>) -> Arc<Slow> {
        let (_, go_on) = mpsc::channel();
        Arc::new(Slow {
            heard,
            go_on: Mutex::new(go_on),
        })
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_told_while_a_listener_is_busy_is_told_once() {
        let listeners = Listeners::start(Environment::system());
        let (heard, hears) = mpsc::channel();
        let (go, go_on) = mpsc::channel();
        let _stay = listeners.subscribe(Arc::new(Slow {
            heard,
            go_on: Mutex::new(go_on),
        }));
        listeners.tell([Update::Sync]);
        assert_eq!(hears.recv(), Ok(Update::Sync));
        for _ in 0..100 {
            listeners.tell([Update::Cases]);
            listeners.tell([Update::Tasks, Update::Cases]);
        }
        drop(go);
        assert_eq!(hears.recv(), Ok(Update::Cases));
        assert_eq!(hears.recv(), Ok(Update::Tasks));
        listeners.tell([Update::Directory]);
        assert_eq!(hears.recv(), Ok(Update::Directory), "and nothing before it");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_listener_that_throws_keeps_nobody_else_from_hearing() {
        let listeners = Listeners::start(Environment::system());
        let (heard, hears) = mpsc::channel();
        let _first = listeners.subscribe(Arc::new(Throws));
        let _second = listeners.subscribe(heard_by(heard));
        listeners.tell([Update::Sync, Update::Cases]);
        assert_eq!(hears.recv(), Ok(Update::Cases));
        assert_eq!(hears.recv(), Ok(Update::Sync));
        listeners.tell([Update::Tasks]);
        assert_eq!(hears.recv(), Ok(Update::Tasks));
    }

    /// Keeps its own stay, and that of others, as an app's own object may.
    struct Keeps {
        _told: mpsc::Sender<()>,
        stays: Mutex<Vec<UpdateSubscription>>,
    }

    impl UpdateListener for Keeps {
        fn updated(&self, _: Update) {}
    }

    #[test]
    fn a_listener_that_keeps_subscriptions_can_be_let_go() {
        let (done, ends) = mpsc::channel();
        for has_ended in [false, true] {
            let listeners = Arc::new(Listeners::default());
            let (told, is_dropped) = mpsc::channel();
            let keeps = Arc::new(Keeps {
                _told: told,
                stays: Mutex::default(),
            });
            let stay = listeners.subscribe(keeps.clone());
            let other = listeners.subscribe(Arc::new(Throws));
            let mut kept = keeps.stays.lock().unwrap();
            kept.push(other);
            let last = if has_ended {
                kept.push(stay);
                None
            } else {
                Some(stay)
            };
            drop(kept);
            drop(keeps);
            let done = done.clone();
            std::thread::spawn(move || {
                match last {
                    Some(stay) => drop(stay),
                    None => listeners.end(),
                }
                let _ = done.send(is_dropped.recv().is_err());
            });
            assert_eq!(ends.recv(), Ok(true));
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn who_was_let_go_hears_nothing_more() {
        let listeners = Listeners::start(Environment::system());
        let (heard, hears) = mpsc::channel();
        let stay = listeners.subscribe(heard_by(heard.clone()));
        drop(stay);
        let _other = listeners.subscribe(heard_by(heard.clone()));
        listeners.tell([Update::Sync]);
        assert_eq!(hears.recv(), Ok(Update::Sync));
        listeners.end();
        listeners.tell([Update::Cases]);
        let _late = listeners.subscribe(heard_by(heard));
        listeners.tell([Update::Tasks]);
        assert!(hears.recv().is_err(), "everybody is gone");
    }
}
