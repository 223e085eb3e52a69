//! Plays many histories, or one of them aloud. See the library's pages: without an argument of the
//! protocol alone, with `--product` of the product's own engine and database, with `--weather` of
//! these where all that befalls phones befalls them.

use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

use patchwork_simulation::{Options, Summary, product, run};

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn main() -> ExitCode {
    let is_given = |wanted: &str| std::env::args().any(|argument| argument == wanted);
    if is_given("--weather") {
        of_the_product(true)
    } else if is_given("--product") {
        of_the_product(false)
    } else {
        of_the_protocol()
    }
}

/// The seeds to play, and whether they are told.
fn seeds(usual: u64) -> (std::ops::Range<u64>, bool) {
    match number("PATCHWORK_SEED") {
        Some(seed) => (seed..seed + 1, true),
        None => (0..number("PATCHWORK_SEEDS").unwrap_or(usual), false),
    }
}

fn of_the_protocol() -> ExitCode {
    let (seeds, is_told) = seeds(1000);
    let count = seeds.end - seeds.start;
    // The beginnings that runs share are made before the clock runs.
    for seed in 0..3 {
        let _ = run(Options {
            steps: 0,
            ..Options::of(seed)
        });
    }
    let start = Start::now();
    let mut total = Summary::default();
    let mut failed = 0;
    for seed in seeds {
        match run(Options {
            verbose: is_told,
            ..Options::of(seed)
        }) {
            Ok(summary) => total.add(&summary),
            Err(failure) => {
                failed += 1;
                println!("{failure}");
            }
        }
    }
    println!("{total:#?}");
    ended(count, failed, &start, total.device_days * 24)
}

fn of_the_product(has_weather: bool) -> ExitCode {
    let (seeds, is_told) = seeds(100);
    let count = seeds.end - seeds.start;
    product::prepare();
    let start = Start::now();
    let mut total = product::Summary::default();
    let mut failed = 0;
    for seed in seeds {
        match product::run(product::Options {
            is_told,
            has_weather,
            ..product::Options::of(seed)
        }) {
            Ok(summary) => total.add(&summary),
            Err(failure) => {
                failed += 1;
                println!("{failure}");
            }
        }
    }
    for (what, count) in &total.counts {
        println!("{count:>8} {what}");
    }
    println!("{:>8} items on the relay", total.items);
    ended(count, failed, &start, total.device_hours)
}

/// When the histories began, by the clock and by the work that this thread had done.
struct Start {
    at: Instant,
    work: Option<Duration>,
}

impl Start {
    fn now() -> Self {
        Self {
            at: Instant::now(),
            work: work(),
        }
    }

    /// Seconds of one core since then; by the clock where the system does not count them.
    fn core_seconds(&self) -> f64 {
        let passed = self.at.elapsed();
        let worked = self
            .work
            .zip(work())
            .map(|(before, now)| now.saturating_sub(before));
        worked.unwrap_or(passed).as_secs_f64()
    }
}

/// How long a core has worked for this thread. Everything here runs on it.
fn work() -> Option<Duration> {
    let counts = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = counts.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

/// Says how it went. Device-days are those that passed in the histories: devices times days.
fn ended(count: u64, failed: u64, start: &Start, device_hours: u64) -> ExitCode {
    let (seconds, core) = (start.at.elapsed().as_secs_f64(), start.core_seconds());
    let days = f64::from(u32::try_from(device_hours).unwrap_or(u32::MAX)) / 24.0;
    println!(
        "{count} histories, {failed} failed, {seconds:.1} s, {days:.0} device-days in {core:.1} s \
         of one core: {:.0} device-days per second",
        days / core
    );
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
