//! The time of a simulated world. One phone runs at a time; while it runs, the paused clock of its
//! runtime moves the world's time on.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicI64, Ordering},
};

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

/// The world's time. Cheap to clone: all clones are one clock.
#[derive(Clone)]
pub(super) struct Time(Arc<Inner>);

struct Inner {
    /// Milliseconds since the epoch when the present slice began.
    base: AtomicI64,
    /// When the present slice began by the clock of the phone that runs.
    began: Mutex<Option<Instant>>,
}

impl Time {
    pub(super) fn starting_at(start: Timestamp) -> Self {
        Self(Arc::new(Inner {
            base: AtomicI64::new(start.as_millisecond()),
            began: Mutex::new(None),
        }))
    }

    pub(super) fn now(&self) -> Timestamp {
        let began = *self.0.began.lock().expect("nothing panics under this lock");
        let elapsed = began.map_or(0, |began| began.elapsed().as_millis() as i64);
        Timestamp::from_millisecond(self.0.base.load(Ordering::Relaxed) + elapsed)
            .expect("a history ends before time does")
    }

    /// A phone begins to run. Call it inside its runtime.
    pub(super) fn begin(&self) {
        *self.0.began.lock().expect("nothing panics under this lock") = Some(Instant::now());
    }

    /// The phone stops: what has passed by its clock has passed in the world.
    pub(super) fn end(&self) {
        let now = self.now();
        *self.0.began.lock().expect("nothing panics under this lock") = None;
        self.set(now);
    }

    pub(super) fn set(&self, now: Timestamp) {
        self.0.base.store(now.as_millisecond(), Ordering::Relaxed);
    }

    /// Time passes while no phone runs.
    pub(super) fn pass(&self, time: SignedDuration) {
        self.set(self.now() + time);
    }
}
