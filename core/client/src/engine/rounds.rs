//! Which syncs somebody asked for, and how far the relay has answered them.

use tokio::sync::watch;

/// Each request for a sync has a number, one higher than the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Rounds {
    /// The last that was asked for.
    pub(crate) asked: u64,
    /// The last of which the relay told everything, in words that it said after that.
    pub(crate) told: u64,
    /// The last after which the relay and this device held the same.
    pub(crate) agreed: u64,
}

/// The rounds, for whoever asks and whoever answers.
#[derive(Default)]
pub(crate) struct RoundsBoard(watch::Sender<Rounds>);

impl RoundsBoard {
    /// Asks for a sync; gives its number.
    pub(crate) fn ask(&self) -> u64 {
        let mut number = 0;
        self.0.send_modify(|rounds| {
            rounds.asked += 1;
            number = rounds.asked;
        });
        number
    }

    /// The last that was asked for.
    pub(super) fn asked(&self) -> u64 {
        self.0.borrow().asked
    }

    /// Waits until one after this is asked for.
    pub(super) async fn asked_after(&self, number: u64) {
        let mut rounds = self.0.subscribe();
        // It ends with its sender only, which is here.
        let _ = rounds.wait_for(|rounds| rounds.asked > number).await;
    }

    /// The relay told everything in a conversation that began after this was asked for.
    pub(super) fn told(&self, number: u64, agrees: bool) {
        self.0.send_modify(|rounds| {
            rounds.told = rounds.told.max(number);
            if agrees {
                rounds.agreed = rounds.agreed.max(number);
            }
        });
    }

    pub(crate) fn watch(&self) -> watch::Receiver<Rounds> {
        self.0.subscribe()
    }
}
