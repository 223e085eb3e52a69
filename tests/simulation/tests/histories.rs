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
#[ignore = "seed 2327: phone 1 shows an entry that phone 0 lacks. A hostile member's series holds an \
            envelope that opens for nobody (it is refused and counts in its series), and after it one \
            with an entry. The relay is put back to a backup before both. `Space::is_to_be_offered` \
            (core/sync) and `LOST` (core/store) offer nothing that was refused, so the relay answers \
            the second envelope with a gap for ever, and whoever had not received it never does"]
fn what_follows_an_unusable_envelope_in_its_series_comes_back_to_a_relay_that_was_put_back() {
    all_hold(2327..2328);
}

#[test]
fn the_same_seed_is_the_same_history() {
    assert_eq!(run(Options::of(11)), run(Options::of(11)));
}
