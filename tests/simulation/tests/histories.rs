//! Histories that must hold. That their checks notice a rule which is broken, `tests/mutants` shows.

use patchwork_simulation::{Options, run};

fn all_hold(seeds: std::ops::Range<u64>) {
    let failures: Vec<String> = seeds
        .filter_map(|seed| run(Options::of(seed)).err())
        .map(|failure| failure.to_string())
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_history_of_the_first_hundred_seeds_ends_in_agreement() {
    all_hold(0..100);
}

#[test]
fn every_history_of_the_second_hundred_seeds_ends_in_agreement() {
    all_hold(100..200);
}

#[test]
fn every_history_of_the_third_hundred_seeds_ends_in_agreement() {
    all_hold(200..300);
}

#[test]
fn the_same_seed_is_the_same_history() {
    assert_eq!(run(Options::of(11)), run(Options::of(11)));
}
