//! Which syncs somebody asked for, and how far the relay has answered them.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::watch;

/// Each request for a sync has a number, one higher than the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Rounds {
    /// The last that was asked for.
    pub(crate) asked: u64,
    /// The last of which the relay told everything, in words that it said after that or at most
    /// ten seconds before.
    pub(crate) told: u64,
    /// The last after which the relay and this device held the same.
    pub(crate) agreed: u64,
}

/// The rounds, for whoever asks and whoever answers.
#[derive(Default)]
pub(crate) struct RoundsBoard {
    rounds: watch::Sender<Rounds>,
    /// How many wait for one now.
    waiting: AtomicUsize,
}

/// Somebody who waits for a sync, until this is dropped.
pub(crate) struct Waiting<'b> {
    board: &'b RoundsBoard,
    /// The number of the sync that they asked for.
    pub(crate) number: u64,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.board.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

impl RoundsBoard {
    /// Asks for a sync.
    pub(crate) fn ask(&self) -> Waiting<'_> {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let mut number = 0;
        self.rounds.send_modify(|rounds| {
            rounds.asked += 1;
            number = rounds.asked;
        });
        Waiting {
            board: self,
            number,
        }
    }

    /// Whether somebody waits for a sync.
    pub(super) fn is_waited_for(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) > 0
    }

    /// The last that was asked for.
    pub(super) fn asked(&self) -> u64 {
        self.rounds.borrow().asked
    }

    /// Waits until one after this is asked for.
    pub(super) async fn asked_after(&self, number: u64) {
        let mut rounds = self.rounds.subscribe();
        // It ends with its sender only, which is here.
        let _ = rounds.wait_for(|rounds| rounds.asked > number).await;
    }

    /// The relay told everything in a conversation that began after this was asked for.
    pub(super) fn told(&self, number: u64, agrees: bool) {
        self.rounds.send_modify(|rounds| {
            rounds.told = rounds.told.max(number);
            if agrees {
                rounds.agreed = rounds.agreed.max(number);
            }
        });
    }

    pub(crate) fn watch(&self) -> watch::Receiver<Rounds> {
        self.rounds.subscribe()
    }
}
