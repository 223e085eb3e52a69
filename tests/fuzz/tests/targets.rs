//! Each target, over its seeds and over damaged copies of them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use patchwork_fuzz::{TARGETS, Target, Verdict, damaged};

/// Says which bytes it was, should the target panic.
struct Witness<'a>(&'a Target, &'a [u8]);

impl Drop for Witness<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let Self(target, bytes) = self;
            let hex = data_encoding::HEXLOWER.encode(bytes);
            eprintln!("{}: {hex}", target.name);
        }
    }
}

fn met(target: &Target, bytes: &[u8]) -> Verdict {
    let _witness = Witness(target, bytes);
    (target.run)(bytes)
}

#[test]
fn every_target_reads_its_seeds() {
    for target in &TARGETS {
        let seeds = target.seeds();
        assert!(!seeds.is_empty(), "{} has no seed", target.name);
        for seed in seeds {
            assert_eq!(met(target, &seed), Verdict::Accepted, "{}", target.name);
        }
    }
}

#[test]
fn what_was_found_once_does_no_harm() {
    for target in &TARGETS {
        for bytes in target.found() {
            met(target, &bytes);
        }
    }
}

#[test]
fn no_damage_breaks_a_promise() {
    for target in &TARGETS {
        let seeds = target.seeds();
        let refused = (0..target.tries)
            .filter(|&number| met(target, &damaged(&seeds, number)) == Verdict::Refused)
            .count();
        assert!(refused > 0, "{} took whatever came", target.name);
    }
}

#[test]
fn the_same_number_does_the_same_damage() {
    let seeds = [vec![1; 40], vec![2; 60]];
    let all = || (0..50).map(|number| damaged(&seeds, number)).collect();
    let (once, again): (Vec<_>, Vec<_>) = (all(), all());
    assert_eq!(once, again);
    assert!(once.iter().any(|bytes| *bytes != once[0]));
}
