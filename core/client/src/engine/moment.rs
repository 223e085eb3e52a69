//! A moment that one task notes and others look at.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// The moment, once there is one.
#[derive(Default)]
pub(super) struct Moment(Mutex<Option<Instant>>);

impl Moment {
    /// It is now.
    pub(super) fn note(&self) {
        *self.lock() = Some(Instant::now());
    }

    /// There is none any more.
    pub(super) fn clear(&self) {
        *self.lock() = None;
    }

    /// Whether there is one, so long ago or longer.
    pub(super) fn has_passed(&self, time: Duration) -> bool {
        self.lock().is_some_and(|moment| moment.elapsed() >= time)
    }

    fn lock(&self) -> MutexGuard<'_, Option<Instant>> {
        // Whole at every moment: a panic cannot have left it half changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
