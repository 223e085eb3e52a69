//! What the client takes from its surroundings: the time, randomness, and a place for work that
//! may wait for the disk. Nothing else in this crate reads a clock or draws randomness.

use core::convert::Infallible;
use std::{
    sync::{Arc, LazyLock},
    time::{Duration, Instant},
};

use jiff::Timestamp;
use rand_core::{CryptoRng, TryCryptoRng, TryRng, UnwrapErr};

use crate::error::{ClientError, Result};

/// The clock, the generator and the threads that a client uses. Cheap to clone.
#[derive(Clone)]
pub struct Environment {
    clock: Arc<Clock>,
    randomness: Arc<Randomness>,
    blocking: Blocking,
}

type Clock = dyn Fn() -> Timestamp + Send + Sync;
/// Fills what it is given.
type Randomness = dyn Fn(&mut [u8]) + Send + Sync;

/// One moment by two clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    /// By the clock on the wall.
    pub(crate) wall: Timestamp,
    /// By a clock that nobody can set and that stands still while the computer sleeps, since any
    /// fixed moment.
    pub(crate) awake: Duration,
}

/// How work runs that may wait for the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Blocking {
    /// On threads of the runtime's that may wait.
    Threads,
    /// At once, on the thread that asks: one seed then gives one order of events.
    #[cfg(any(test, feature = "simulation"))]
    Inline,
}

impl core::fmt::Debug for Environment {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Environment")
            .field("blocking", &self.blocking)
            .finish_non_exhaustive()
    }
}

impl Environment {
    /// The operating system's clock and generator, and the runtime's threads.
    pub(crate) fn system() -> Self {
        Self {
            clock: Arc::new(system_clock),
            randomness: Arc::new(|bytes| rand_core::Rng::fill_bytes(&mut system_rng(), bytes)),
            blocking: Blocking::Threads,
        }
    }

    /// A clock and a generator of the caller's. Work that may wait for the disk runs at once, on
    /// the thread that asks for it, and gives way to other tasks afterwards.
    #[cfg(any(test, feature = "simulation"))]
    pub fn simulated(
        clock: impl Fn() -> Timestamp + Send + Sync + 'static,
        randomness: impl Fn(&mut [u8]) + Send + Sync + 'static,
    ) -> Self {
        Self {
            clock: Arc::new(clock),
            randomness: Arc::new(randomness),
            blocking: Blocking::Inline,
        }
    }

    /// Whether it is one of a simulation's.
    #[cfg(feature = "simulation")]
    pub(crate) fn is_simulated(&self) -> bool {
        self.blocking == Blocking::Inline
    }

    /// The time, by this device's clock: shown, never used for order.
    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// The generator.
    pub(crate) fn rng(&self) -> EnvironmentRng {
        EnvironmentRng(self.clone())
    }

    /// Random bytes.
    pub(crate) fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.randomness)(&mut bytes);
        bytes
    }

    /// Runs what may wait for the disk where waiting is allowed.
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        f: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        match self.blocking {
            #[allow(clippy::disallowed_methods)] // the one place where it is chosen
            Blocking::Threads => match tokio::task::spawn_blocking(f).await {
                Ok(done) => done,
                Err(error) => Err(ClientError::internal(error)),
            },
            #[cfg(any(test, feature = "simulation"))]
            Blocking::Inline => {
                let done = f();
                tokio::task::yield_now().await;
                done
            }
        }
    }
}

/// The generator of an [`Environment`].
pub(crate) struct EnvironmentRng(Environment);

impl TryRng for EnvironmentRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_le_bytes(self.0.bytes()))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_le_bytes(self.0.bytes()))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        (self.0.randomness)(bytes);
        Ok(())
    }
}

// A simulation's generator is as good as its seed: it is used for nothing else.
impl TryCryptoRng for EnvironmentRng {}

/// This moment by the system's two clocks.
#[allow(clippy::disallowed_methods)] // the one place where the system's clocks are read
pub(crate) fn system_moment() -> Moment {
    static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let began = *BEGAN;
    Moment {
        wall: Timestamp::now(),
        awake: began.elapsed(),
    }
}

#[allow(clippy::disallowed_methods)] // the one place where the system's clock is read
fn system_clock() -> Timestamp {
    Timestamp::now()
}

/// The operating system's generator.
///
/// It panics when the system has no randomness to give: there is no way to go
/// on safely from that.
#[allow(clippy::disallowed_types)] // the one place where the system's generator is used
pub(crate) fn system_rng() -> impl CryptoRng {
    UnwrapErr(getrandom::SysRng)
}
