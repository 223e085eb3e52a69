//! Histories of the product's own engine and store that must hold.

use patchwork_simulation::product::{Options, run};

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
fn the_same_seed_is_the_same_history_step_by_step() {
    let (one, other) = (run(Options::of(5)), run(Options::of(5)));
    assert_eq!(one, other);
    let steps = one.map_or_else(|failure| failure.last_steps, |summary| summary.trace);
    assert!(steps.len() > 20, "{steps:?}");
}
