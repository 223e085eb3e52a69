//! A clock that stands still.

use std::{sync::mpsc, time::Duration};

/// Tokio's clock, which stands still from now on and goes on only where a test says so. What goes
/// over sockets or waits for the disk goes on meanwhile, so that nothing that was waited for by the
/// clock comes about by itself.
pub struct HeldClock {
    _held: mpsc::Sender<()>,
}

impl HeldClock {
    /// Holds the clock. Needs a runtime of one thread.
    pub fn hold() -> Self {
        let (held, dropped) = mpsc::channel();
        // A clock that is paused leaps to the next timer when nothing runs, unless something blocks.
        tokio::task::spawn_blocking(move || {
            let _: Result<(), _> = dropped.recv();
        });
        tokio::time::pause();
        Self { _held: held }
    }

    /// Lets so much time pass at once.
    pub async fn pass(&self, time: Duration) {
        tokio::time::advance(time).await;
    }
}
