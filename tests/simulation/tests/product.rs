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

#[test]
#[ignore = "seed 18: Priya and Tom show different documents in case b2c154, which Tom opened before \
            the relay was put back to a backup that lacks it"]
fn a_case_that_a_relay_has_lost_soon_after_it_was_opened_comes_back_whole() {
    all_hold(18..19);
}

#[test]
#[ignore = "seed 35: Yusuf does not come to rest (1 change waiting) in a case to which he was added \
            after the backup that the relay was put back to"]
fn whoever_was_added_after_the_relays_backup_is_on_the_team_again() {
    all_hold(35..36);
}
