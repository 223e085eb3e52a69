//! Histories of the product's own engine and store that must hold.

use patchwork_simulation::product::{Options, Summary, WEATHERS, run};

/// Histories in all weathers that every run of the tests plays.
const IN_ALL_WEATHERS: u64 = 12;

fn all_hold(seeds: std::ops::Range<u64>) {
    let failures: Vec<String> = seeds
        .filter_map(|seed| run(Options::of(seed)).err())
        .map(|failure| failure.to_string())
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_history_of_the_first_seeds_ends_in_agreement() {
    all_hold(0..12);
}

#[test]
fn every_history_in_all_weathers_ends_in_agreement_and_every_kind_is_played() {
    let mut total = Summary::default();
    let mut failures = Vec::new();
    for seed in 0..IN_ALL_WEATHERS {
        match run(Options::in_all_weathers(seed)) {
            Ok(summary) => total.add(&summary),
            Err(failure) => failures.push(failure.to_string()),
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    let counts = WEATHERS.map(|(what, least)| {
        let count = total.counts.get(what).copied().unwrap_or_default();
        println!("{count:>6} {what}");
        (what, count, least)
    });
    for (what, count, least) in counts {
        assert!(count >= least, "\"{what}\" was played {count} times only");
    }
}

#[test]
fn the_same_seed_is_the_same_history_step_by_step() {
    for options in [Options::of(5), Options::in_all_weathers(5)] {
        let (one, other) = (run(options), run(options));
        assert_eq!(one, other);
        let steps = one.map_or_else(|failure| failure.last_steps, |summary| summary.trace);
        assert!(steps.len() > 20, "{steps:?}");
    }
}

#[test]
fn a_case_that_is_opened_before_the_directory_comes_back_is_founded_when_it_has() {
    all_hold(54..55);
    all_hold(196..197);
}

#[test]
fn a_team_change_that_meets_a_relay_without_its_case_waits_until_the_case_is_back() {
    all_hold(42..43);
}

#[test]
#[ignore = "seed 138: Priya lacks the key of case 2eeacc, which Tom opened and gave back to a relay that \
            was put back; his envelopes are locked on her phone. Why no wrap for her arrives is not \
            known"]
fn whoever_is_on_the_team_of_a_case_that_came_back_opens_it() {
    all_hold(138..139);
}
