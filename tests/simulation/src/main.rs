//! Plays many histories, or one of them aloud. See the library's page.

use std::{process::ExitCode, time::Instant};

use patchwork_simulation::{Options, Summary, run};

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn main() -> ExitCode {
    let told = number("PATCHWORK_SEED");
    let seeds = match told {
        Some(seed) => seed..seed + 1,
        None => 0..number("PATCHWORK_SEEDS").unwrap_or(1000),
    };
    let count = seeds.end - seeds.start;
    // The beginnings that runs share are made before the clock runs.
    for seed in 0..3 {
        let _ = run(Options {
            steps: 0,
            ..Options::of(seed)
        });
    }
    let start = Instant::now();
    let mut total = Summary::default();
    let mut failed = 0;
    for seed in seeds {
        match run(Options {
            verbose: told.is_some(),
            ..Options::of(seed)
        }) {
            Ok(summary) => total.add(&summary),
            Err(failure) => {
                failed += 1;
                println!("{failure}");
            }
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("{total:#?}");
    println!(
        "{count} histories, {failed} failed, {seconds:.1} s, {:.0} device-days per second",
        f64::from(u32::try_from(total.device_days).unwrap_or(u32::MAX)) / seconds
    );
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
