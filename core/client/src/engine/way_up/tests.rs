//! How many requests it costs to find what is let through.

use super::*;
use crate::{
    engine::Between,
    testing::{ScriptedRelay, SyncReply},
};

fn space(number: u16) -> SpaceId {
    let mut id = [0; 32];
    id[..2].copy_from_slice(&number.to_be_bytes());
    SpaceId(id)
}

/// What a proxy that lets `most` bytes through refused and what it let through, in requests, until
/// nothing more goes; and what is left.
fn sent_through(most: usize, mut waiting: Vec<(SpaceId, Vec<u8>)>) -> (usize, usize, usize) {
    let relay = ScriptedRelay::new(|_| SyncReply::Ends(Vec::new()));
    let (environment, way_up) = (relay.environment(), WayUp::default());
    let (mut refused, mut let_through) = (0, 0);
    loop {
        let send = ToSend {
            envelopes: waiting.clone(),
            wraps: Vec::new(),
        };
        let sends = way_up.fitting(send, true).send.envelopes;
        if sends.is_empty() {
            return (refused, let_through, waiting.len());
        }
        let carried = sends.iter().map(|(_, bytes)| bytes.len() + FRAMING).sum();
        if carried > most {
            let why = RelayError::Between {
                what: Between::TooLarge,
                retry_after: None,
            };
            way_up.refused(carried, why, &environment);
            refused += 1;
        } else {
            way_up.let_through(carried);
            let_through += 1;
            waiting.retain(|envelope| !sends.contains(envelope));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn one_that_is_too_large_among_many_costs_few_refusals() {
    let mut waiting: Vec<_> = (0..1000).map(|n| (space(n), vec![1; 1000])).collect();
    waiting[500].1 = vec![2; 200_000];
    let (refused, let_through, left) = sent_through(100_000, waiting);
    assert_eq!(left, 1);
    assert!(refused <= 6, "{refused} refused");
    assert!(let_through <= 25, "{let_through} let through");
}

#[tokio::test(start_paused = true)]
async fn many_that_are_too_large_cost_no_more_refusals_than_one() {
    let sizes = (0..500).map(|n| 110_000 + 100 * n);
    let large = sizes
        .enumerate()
        .map(|(n, size)| (space(u16::try_from(n).unwrap()), vec![1; size]));
    let small = (500..1000).map(|n| (space(n), vec![1; 1000]));
    let (refused, _, left) = sent_through(100_000, large.chain(small).collect());
    assert_eq!(left, 500);
    assert!(refused <= 12, "{refused} refused");
}

#[tokio::test(start_paused = true)]
async fn what_follows_in_the_same_space_waits_for_its_turn() {
    let waiting = vec![
        (space(1), vec![1; 100]),
        (space(1), vec![2; 200_000]),
        (space(1), vec![3; 100]),
        (space(2), vec![4; 100]),
    ];
    let (_, _, left) = sent_through(100_000, waiting);
    assert_eq!(left, 2, "a relay takes a series in its order only");
}
