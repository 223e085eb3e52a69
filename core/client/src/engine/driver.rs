//! Keeps phone and relay in step while there is a connection.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use jiff::Timestamp;
use tokio::{
    sync::{Notify, watch},
    task::JoinHandle,
};

use super::{
    Link,
    admission_watch::AdmissionWatch,
    backoff::{Backoff, HELD_WELL},
    moment::Moment,
    rounds::RoundsBoard,
    stream,
};
use crate::{
    Update,
    engine::{Connect, EngineError, InvitationScreen, error::Result, relay::in_words},
    workspace::Workspace,
};

/// How long somebody who closes the connection waits for it.
const CLOSING: Duration = Duration::from_secs(2);

/// How the connection stands, for the sync chip.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Connection {
    /// The relay has told everything and the stream is open.
    pub(crate) is_live: bool,
    /// Why the last attempt failed, in words; empty while it goes well.
    pub(crate) trouble: String,
}

/// The task that keeps the connection, and the handles to it.
pub(crate) struct Driver {
    link: Arc<Link>,
    /// None where it never connects, and once it was told to end.
    task: Mutex<Option<JoinHandle<()>>>,
}

/// Signals between the task and everyone else.
pub(crate) struct Signals {
    /// Something may wait to be sent, or the switch was flipped.
    pub(super) wake: Notify,
    /// The switch was flipped or the relay has moved: nothing that failed before counts.
    circumstances_changed: AtomicBool,
    /// Whether nobody looks at the app: it keeps no connection then.
    in_background: AtomicBool,
    /// The phone has gone over to another network: whatever is open leads nowhere.
    network_changed: Notify,
    /// What somebody waits for.
    pub(crate) rounds: RoundsBoard,
    /// Whether somebody looks at the screen that waits to be admitted.
    pub(crate) admission_watch: AdmissionWatch,
    /// When the relay last told everything in the conversation that goes on now.
    pub(super) told_all_at: Moment,
    /// When the relay was last heard, by the clock that goes on while a phone is suspended.
    heard: Mutex<Option<Timestamp>>,
    connection: watch::Sender<Connection>,
    stopping: watch::Sender<bool>,
}

impl Signals {
    /// The relay is heard.
    pub(super) fn note_heard(&self, now: Timestamp) {
        *self.heard() = Some(now);
    }

    /// Whether the relay was heard before, and not for longer than it ever is silent.
    pub(super) fn was_silent(&self, now: Timestamp) -> bool {
        self.heard().is_some_and(|heard| {
            let since = now.duration_since(heard);
            Duration::try_from(since.abs()).is_ok_and(|since| since > stream::SILENCE)
        })
    }

    fn heard(&self) -> MutexGuard<'_, Option<Timestamp>> {
        // Whole at every moment: a panic cannot have left it half changed.
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the relay has told everything and the stream is open.
    pub(super) fn is_live(&self) -> bool {
        self.connection.borrow().is_live
    }

    /// Something may wait to be sent.
    pub(crate) fn wake(&self) {
        self.wake.notify_one();
    }

    /// As [`wake`](Self::wake), where what failed before says nothing any more.
    pub(crate) fn start_over(&self) {
        self.circumstances_changed.store(true, Ordering::Relaxed);
        self.wake.notify_one();
    }

    /// Whether nobody looks at the app, and nobody waits for a sync.
    pub(super) fn is_resting(&self) -> bool {
        self.is_in_background() && !self.rounds.is_waited_for()
    }

    /// Has what is under way end, where nothing keeps the connection any more.
    pub(crate) fn rest_if_nobody_waits(&self) {
        if self.is_resting() {
            self.wake.notify_one();
        }
    }

    /// Whether nobody looks at the app.
    pub(super) fn is_in_background(&self) -> bool {
        self.in_background.load(Ordering::Relaxed)
    }

    /// Somebody looks at the app, or nobody does any more.
    pub(crate) fn set_in_background(&self, in_background: bool) {
        self.in_background.store(in_background, Ordering::Relaxed);
        self.start_over();
    }

    /// The phone has gone over to another network.
    pub(crate) fn network_changed(&self) {
        self.start_over();
        self.network_changed.notify_one();
    }

    /// Waits until the client is closed.
    pub(super) async fn stopped(&self) {
        let mut stopping = self.stopping.subscribe();
        // It ends with its sender only, which is here.
        let _ = stopping.wait_for(|stopping| *stopping).await;
    }

    pub(crate) fn set(&self, connection: Connection) -> bool {
        self.connection.send_if_modified(|current| {
            let changed = *current != connection;
            *current = connection;
            changed
        })
    }
}

impl Driver {
    /// Starts the task. Needs a tokio runtime around it.
    pub(crate) fn start(
        workspace: Arc<Workspace>,
        screen: Arc<InvitationScreen>,
        connect: Arc<dyn Connect>,
    ) -> Self {
        let mut driver = Self::at_rest(workspace, screen, connect, String::new());
        let task = tokio::spawn(run(Arc::clone(&driver.link)));
        driver.task = Mutex::new(Some(task));
        driver
    }

    /// One that never connects, for what is said in `why`.
    pub(crate) fn at_rest(
        workspace: Arc<Workspace>,
        screen: Arc<InvitationScreen>,
        connect: Arc<dyn Connect>,
        why: String,
    ) -> Self {
        let connection = Connection {
            is_live: false,
            trouble: why,
        };
        let signals = Signals {
            wake: Notify::new(),
            circumstances_changed: AtomicBool::new(false),
            in_background: AtomicBool::new(false),
            network_changed: Notify::new(),
            rounds: RoundsBoard::default(),
            admission_watch: AdmissionWatch::default(),
            told_all_at: Moment::default(),
            heard: Mutex::default(),
            connection: watch::Sender::new(connection),
            stopping: watch::Sender::new(false),
        };
        Self {
            link: Arc::new(Link::new(workspace, screen, signals, connect)),
            task: Mutex::new(None),
        }
    }

    pub(crate) fn link(&self) -> &Arc<Link> {
        &self.link
    }

    /// When the relay was last heard.
    pub(crate) fn heard(&self) -> Option<Timestamp> {
        *self.link.signals.heard()
    }

    /// How the connection stands.
    pub(crate) fn connection(&self) -> Connection {
        self.link.signals.connection.borrow().clone()
    }

    /// Hears when the connection changes.
    pub(crate) fn watch(&self) -> watch::Receiver<Connection> {
        self.link.signals.connection.subscribe()
    }

    /// Waits until the connection is closed; a relay that does not answer holds it up for two
    /// seconds at most.
    pub(crate) async fn closed(&self) {
        let mut connection = self.watch();
        let closed = connection.wait_for(|connection| !connection.is_live);
        let _ = tokio::time::timeout(CLOSING, closed).await;
    }

    /// Ends the task.
    pub(crate) async fn stop(&self) {
        self.link.signals.stopping.send_replace(true);
        let task = self
            .task
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(task) = task {
            // It ends at its next await; whatever it was doing is whole or not done.
            let _ = task.await;
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.link.signals.stopping.send_replace(true);
    }
}

/// How a conversation ended, unless with an error.
pub(crate) enum Ended {
    /// There is nothing to do until something happens here.
    Idle,
    /// Begin the next one at once.
    Again,
    /// The phone has gone over to another network.
    Moved,
    /// The relay said goodbye, or closed the stream.
    Closed,
    /// The relay's greeting did not come.
    Ungreeted,
    /// Nothing came for so long that the relay is gone.
    Silent,
}

async fn run(link: Arc<Link>) {
    let mut backoff = Backoff::new();
    loop {
        link.signals.told_all_at.clear();
        let ended = tokio::select! {
            // Stopping first: whoever closes the client waits for it.
            biased;
            () = link.signals.stopped() => return,
            // What is under way is whole or not done, and begins anew over the new network.
            () = link.signals.network_changed.notified() => {
                link.forget_relay().await;
                Ok(Ended::Moved)
            }
            ended = stream::converse(&link) => ended,
        };
        // A connection that only flickers must not be tried in a tight loop, whatever it told.
        if link.signals.told_all_at.has_passed(HELD_WELL) {
            backoff.reset();
        }
        let next = settle(&link, ended);
        match next {
            Next::AtOnce => continue,
            Next::AfterPause { retry_after } => {
                backoff.failed(retry_after, link.workspace.environment());
            }
            Next::WhenWoken => backoff.reset(),
        }
        tokio::select! {
            // Stopping first: whoever closes the client waits for it.
            biased;
            () = link.signals.stopped() => return,
            () = pause(&link, &mut backoff) => {}
        }
    }
}

/// Waits until the next attempt begins.
async fn pause(link: &Link, backoff: &mut Backoff) {
    let asked = link.signals.rounds.asked();
    loop {
        tokio::select! {
            biased;
            () = link.signals.rounds.asked_after(asked), if !backoff.is_refused() => return,
            () = link.signals.wake.notified() => {
                if link.signals.circumstances_changed.swap(false, Ordering::Relaxed) {
                    backoff.reset();
                    return;
                }
                if backoff.may_hurry() {
                    return;
                }
            }
            // A resting app costs no timer.
            () = tokio::time::sleep_until(backoff.next()), if !link.signals.is_resting() => return,
        }
    }
}

/// When the next conversation begins.
enum Next {
    AtOnce,
    AfterPause {
        /// How long the relay asks to be left alone.
        retry_after: Option<Duration>,
    },
    WhenWoken,
}

/// Notes how a conversation ended.
fn settle(link: &Link, ended: Result<Ended>) -> Next {
    let after_pause = Next::AfterPause { retry_after: None };
    let (trouble, next) = match ended {
        Ok(Ended::Again | Ended::Ungreeted) => return Next::AtOnce,
        Ok(Ended::Moved) => (String::new(), Next::AtOnce),
        Ok(Ended::Idle) => (String::new(), Next::WhenWoken),
        Ok(Ended::Closed) => (String::new(), after_pause),
        Ok(Ended::Silent) => (
            "The relay has gone quiet. Everything is saved on this phone.".to_owned(),
            after_pause,
        ),
        Err(EngineError::Relay(error)) => {
            let retry_after = error.retry_after();
            (in_words(&error), Next::AfterPause { retry_after })
        }
        Err(EngineError::Local(error)) => (error.to_string(), after_pause),
    };
    let changed = link.signals.set(Connection {
        is_live: false,
        trouble,
    });
    if changed {
        link.workspace.tell(Update::Sync);
    }
    next
}

#[cfg(test)]
mod tests;
