//! Histories that must hold, and broken rules that must be noticed.

use patchwork_simulation::{Broken, Options, run};

fn all_hold(seeds: std::ops::Range<u64>) {
    let failures: Vec<String> = seeds
        .filter_map(|seed| run(Options::of(seed)).err())
        .map(|failure| failure.to_string())
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// What the checks say first of a rule that is broken, within a few seeds.
fn is_noticed(broken: Broken) -> String {
    (0..60)
        .find_map(|seed| {
            let options = Options {
                broken: Some(broken),
                ..Options::of(seed)
            };
            run(options).err()
        })
        .map_or_else(
            || panic!("{broken:?} went unnoticed"),
            |failure| failure.what,
        )
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

#[test]
fn an_acknowledgement_before_the_disk_has_it_is_noticed() {
    let what = is_noticed(Broken::AckBeforeDurable);
    assert!(
        what.contains("acknowledge") || what.contains("contradicted"),
        "{what}"
    );
}

#[test]
fn other_bytes_under_a_number_that_is_taken_are_noticed() {
    is_noticed(Broken::OtherBytes);
}

#[test]
fn sealing_again_what_has_no_answer_is_noticed() {
    is_noticed(Broken::SealTwice);
}

#[test]
fn not_waiting_for_dependencies_is_noticed() {
    is_noticed(Broken::NoWaiting);
}

#[test]
fn going_on_with_a_series_after_a_phone_was_put_back_is_noticed() {
    is_noticed(Broken::KeepSeriesWhenRestored);
}

#[test]
fn not_offering_what_a_restored_relay_lacks_is_noticed() {
    is_noticed(Broken::NoOffering);
}

#[test]
fn a_frame_without_its_cursor_in_one_transaction_is_noticed() {
    is_noticed(Broken::CursorBeforeItems);
}
