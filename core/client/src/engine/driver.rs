//! Keeps phone and relay in step while there is a connection.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Notify, watch},
    task::JoinHandle,
};

use super::{Link, stream};
use crate::{
    Update,
    engine::{Connect, EngineError, InvitationScreen, error::Result, relay::in_words},
    environment::Environment,
    workspace::Workspace,
};

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
    task: Mutex<Option<JoinHandle<()>>>,
}

/// Signals between the task and everyone else.
pub(crate) struct Signals {
    /// Something may wait to be sent, or the switch was flipped.
    pub(super) wake: Notify,
    connection: watch::Sender<Connection>,
    stopping: watch::Sender<bool>,
}

impl Signals {
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
        let signals = Signals {
            wake: Notify::new(),
            connection: watch::Sender::new(Connection::default()),
            stopping: watch::Sender::new(false),
        };
        let link = Arc::new(Link::new(workspace, screen, signals, connect));
        let task = tokio::spawn(run(Arc::clone(&link)));
        Self {
            link,
            task: Mutex::new(Some(task)),
        }
    }

    pub(crate) fn link(&self) -> &Arc<Link> {
        &self.link
    }

    /// Something may wait to be sent.
    pub(crate) fn wake(&self) {
        self.link.signals.wake.notify_one();
    }

    /// How the connection stands.
    pub(crate) fn connection(&self) -> Connection {
        self.link.signals.connection.borrow().clone()
    }

    /// Hears when the connection changes.
    pub(crate) fn watch(&self) -> watch::Receiver<Connection> {
        self.link.signals.connection.subscribe()
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
    /// The relay said goodbye, or closed the stream.
    Closed,
    /// Nothing came for so long that the relay is gone.
    Silent,
}

const FIRST_PAUSE: Duration = Duration::from_millis(250);
const HELD_WELL: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

async fn run(link: Arc<Link>) {
    let mut stopping = link.signals.stopping.subscribe();
    let mut pause = FIRST_PAUSE;
    loop {
        let begun = tokio::time::Instant::now();
        let ended = tokio::select! {
            // Stopping first: whoever closes the client waits for it.
            biased;
            _ = stopping.wait_for(|stopping| *stopping) => return,
            ended = stream::converse(&link) => ended,
        };
        // A connection that held for a while was a good one; one that only
        // flickers must not be tried in a tight loop.
        if begun.elapsed() >= HELD_WELL {
            pause = FIRST_PAUSE;
        }
        let wait = match settle(&link, ended) {
            Next::AtOnce => continue,
            Next::AfterPause => {
                let wait = pause;
                pause = (pause * 2).min(LONGEST_PAUSE);
                wait
            }
            // The long pause is a net under a lost signal.
            Next::WhenWoken => {
                pause = FIRST_PAUSE;
                LONGEST_PAUSE
            }
        };
        tokio::select! {
            // Stopping first: whoever closes the client waits for it.
            biased;
            _ = stopping.wait_for(|stopping| *stopping) => return,
            () = link.signals.wake.notified() => {}
            () = tokio::time::sleep(jittered(wait, link.workspace.environment())) => {}
        }
    }
}

/// When the next conversation begins.
enum Next {
    AtOnce,
    AfterPause,
    WhenWoken,
}

/// Notes how a conversation ended.
fn settle(link: &Link, ended: Result<Ended>) -> Next {
    let (trouble, next) = match ended {
        Ok(Ended::Again) => return Next::AtOnce,
        Ok(Ended::Idle) => (String::new(), Next::WhenWoken),
        Ok(Ended::Closed) => (String::new(), Next::AfterPause),
        Ok(Ended::Silent) => (
            "The relay has gone quiet. Everything is saved on this phone.".to_owned(),
            Next::AfterPause,
        ),
        Err(EngineError::Relay(error)) => (in_words(&error), Next::AfterPause),
        Err(EngineError::Local(error)) => (error.to_string(), Next::AfterPause),
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

/// Phones that lost the relay together must not all come back in one instant.
fn jittered(pause: Duration, environment: &Environment) -> Duration {
    let [random] = environment.bytes::<1>();
    pause.mul_f32(0.75 + f32::from(random) / 512.0)
}

#[cfg(test)]
mod tests;
