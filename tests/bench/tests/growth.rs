//! What is not looked at costs nothing: counted, never timed. The table of docs/budgets.md is
//! printed by `patchwork-bench growth`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use patchwork_bench::growth::{Beside, Cost, Town};
use patchwork_relay::config::Config;

/// Steps by which two counts of the same thing may differ: notes of one millisecond are told apart
/// by their ids. One step for each case or colleague more would be more than twice as many.
const TIES: u64 = 8;

fn is_same(one: Cost, other: Cost) -> bool {
    let mut as_many_steps = other;
    as_many_steps.store.steps = one.store.steps;
    one == as_many_steps && one.store.steps.abs_diff(other.store.steps) <= TIES
}

/// The signatures are counted for the whole process, so this is the only test in it.
#[tokio::test(flavor = "multi_thread")]
async fn what_lies_beside_a_case_adds_nothing_to_what_it_costs() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::on_free_port(folder.path().join("relay"));
    let relay = patchwork_relay::serve(config, std::future::pending())
        .await
        .unwrap();
    // One town that grows: what is looked at is opened first, a case for each look.
    let few = Beside {
        cases: 200,
        colleagues: 40,
    };
    let mut town = Town::found(folder.path(), relay.local_addr(), few)
        .await
        .unwrap();
    let small = town.costs().await.unwrap();
    let many = Beside {
        colleagues: 400,
        ..few
    };
    town.grow(many).await.unwrap();
    let many_colleagues = town.costs().await.unwrap();
    town.grow(Beside { cases: 800, ..many }).await.unwrap();
    let many_cases = town.costs().await.unwrap();
    town.close().await;
    relay.stop().await;
    let mut grown = Vec::new();
    for (name, cost) in &small {
        let (cases, colleagues) = (many_cases[name], many_colleagues[name]);
        println!("{name}:\n    {cost}\n    {colleagues} with ten times as many colleagues");
        println!("    {cases} with four times as many cases as well");
        // A read believes what was verified when it came.
        for cost in [*cost, cases, colleagues] {
            assert_eq!(cost.signatures, 0, "{name}");
        }
        if !is_same(*cost, cases) || !is_same(*cost, colleagues) {
            grown.push(*name);
        }
    }
    assert!(grown.is_empty(), "{grown:?}");
}
