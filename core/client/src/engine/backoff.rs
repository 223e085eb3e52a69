//! When the next attempt to reach the relay begins.

use std::time::Duration;

use tokio::time::Instant;

use crate::environment::Environment;

const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// With it, no ten minutes of failing hold more than fifteen attempts.
const LONGEST_PAUSE: Duration = Duration::from_mins(2);
/// The same for what was refused as too large: what it costs is paid each time.
const LONGEST_SELDOM_PAUSE: Duration = Duration::from_mins(30);
/// A conversation in which the relay told all, and which then held for so long, was a good one.
pub(super) const HELD_WELL: Duration = Duration::from_secs(5);
/// However long a relay, or what speaks in its name, asks to be left alone.
const MOST_ASKED_FOR: Duration = Duration::from_mins(10);

/// The pauses between attempts that fail: each is twice the one before.
///
/// In each pause, what a person saves may bring one attempt forward. The pause goes on after it,
/// so that somebody who writes without a connection causes twice the attempts at most.
pub(super) struct Backoff {
    pause: Duration,
    longest: Duration,
    /// When the pause that goes on now ends.
    ends: Option<Instant>,
    /// Whether an attempt in this pause was brought forward already.
    is_used: bool,
    /// The relay asked not to be tried before.
    not_before: Option<Instant>,
}

impl Backoff {
    pub(super) const fn new() -> Self {
        Self {
            pause: FIRST_PAUSE,
            longest: LONGEST_PAUSE,
            ends: None,
            is_used: false,
            not_before: None,
        }
    }

    /// With pauses that grow longer.
    pub(super) const fn seldom() -> Self {
        let mut seldom = Self::new();
        seldom.longest = LONGEST_SELDOM_PAUSE;
        seldom
    }

    /// The relay told all and the connection held: the next pause is a short one.
    pub(super) const fn reset(&mut self) {
        *self = Self::new();
    }

    /// An attempt failed. `retry_after` is how long the relay asks to be left alone.
    pub(super) fn failed(&mut self, retry_after: Option<Duration>, environment: &Environment) {
        let now = Instant::now();
        // What was brought forward does not count: the pause that it was in goes on.
        if self.ends.is_none_or(|ends| ends <= now) {
            self.ends = now.checked_add(jittered(self.pause, environment));
            self.is_used = false;
            self.pause = (self.pause * 2).min(self.longest);
        }
        self.not_before = retry_after
            .map(|asked| asked.min(MOST_ASKED_FOR))
            .and_then(|asked| now.checked_add(asked));
    }

    /// When the next attempt begins by itself. A relay that asks for less than the pause gets the
    /// pause.
    pub(super) fn next(&self) -> Instant {
        // Without a failure there is nothing to do; this is a net under a lost signal.
        let idle = || Instant::now() + LONGEST_PAUSE;
        self.ends.max(self.not_before).unwrap_or_else(idle)
    }

    /// Whether what a person saved may begin an attempt now. It is asked once for each attempt.
    pub(super) fn may_hurry(&mut self) -> bool {
        let may = !self.is_refused() && !self.is_used;
        self.is_used |= may && self.ends.is_some();
        may
    }

    /// Whether the relay has asked not to be tried now.
    pub(super) fn is_refused(&self) -> bool {
        self.not_before
            .is_some_and(|moment| moment > Instant::now())
    }
}

/// Phones that lost the relay together must not all come back in one instant.
pub(super) fn jittered(pause: Duration, environment: &Environment) -> Duration {
    let [random] = environment.bytes::<1>();
    pause.mul_f32(0.75 + f32::from(random) / 512.0)
}
