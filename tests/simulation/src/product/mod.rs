//! A seeded simulation of the product itself: several of its clients, each with its own engine and
//! its own encrypted database, against the relay in memory.
//!
//! Where the simulation beside it tries the protocol with phones of its own, this one tries what is
//! shipped: the tasks that keep the connection, the transactions, the facade that apps call. Real
//! are all of that, keys and signatures; not real are the network, the disks (in memory, not waited
//! for), the clock and the generator.
//!
//! One seed is one history. After each step and once everyone is left in peace it is checked what
//! must hold. A failure prints the last steps and how to see them again:
//!
//! ```text
//! cargo run --release -p patchwork-simulation -- --product                    # many histories
//! PATCHWORK_SEED=17 cargo run --release -p patchwork-simulation -- --product  # one, told
//! ```
//!
//! With `--weather` in place of `--product`, a history also holds what [`WEATHERS`] names.

mod base;
mod check;
mod network;
mod phone;
mod proxy;
mod time;
mod weather;
mod world;

use std::{collections::BTreeMap, fmt};

pub use weather::WEATHERS;

/// What a run is made of.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Everything follows from it.
    pub seed: u64,
    /// How many things happen before everyone is left in peace.
    pub steps: u32,
    /// Say what happens.
    pub is_told: bool,
    /// Whether phones are suspended, clocks wrong and so on: [`WEATHERS`].
    pub has_weather: bool,
}

impl Options {
    /// The usual run of a seed.
    pub const fn of(seed: u64) -> Self {
        Self {
            seed,
            steps: 60,
            is_told: false,
            has_weather: false,
        }
    }

    /// The usual run of a seed in which everything happens that is known to happen to phones.
    pub const fn in_all_weathers(seed: u64) -> Self {
        Self {
            has_weather: true,
            ..Self::of(seed)
        }
    }
}

/// What a run was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Hours that passed on all phones together.
    pub device_hours: u64,
    /// Items on the relay at the end.
    pub items: u64,
    /// How often each thing happened.
    pub counts: BTreeMap<&'static str, u64>,
    /// Each step in words, with what the relay held after it.
    pub trace: Vec<String>,
}

impl Summary {
    /// Adds another run's numbers.
    pub fn add(&mut self, other: &Self) {
        self.device_hours += other.device_hours;
        self.items += other.items;
        for (what, count) in &other.counts {
            *self.counts.entry(what).or_default() += count;
        }
    }
}

/// What did not hold, with all it takes to see it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The seed of the history.
    pub seed: u64,
    /// Whether it had weather.
    pub has_weather: bool,
    /// What was found.
    pub what: String,
    /// The last steps.
    pub last_steps: Vec<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.last_steps {
            writeln!(f, "    {step}")?;
        }
        let kind = if self.has_weather {
            "--weather"
        } else {
            "--product"
        };
        write!(
            f,
            "seed {}: {}\n  replay: PATCHWORK_SEED={} cargo run --release -p patchwork-simulation -- {kind}",
            self.seed, self.what, self.seed
        )
    }
}

impl std::error::Error for Failure {}

/// Plays one history to its end.
pub fn run(options: Options) -> Result<Summary, Failure> {
    world::World::new(options).run()
}

/// Makes the beginnings that runs share, so that they do not count as part of the first runs.
pub fn prepare() {
    for seed in 0..3 {
        base::Base::of(seed);
    }
}
