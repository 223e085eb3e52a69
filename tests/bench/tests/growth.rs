//! What is not looked at costs nothing: counted, never timed. The table of docs/budgets.md is
//! printed by `patchwork-bench growth`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use patchwork_bench::growth::{Beside, Cost, Costs, Town};
use patchwork_relay::config::Config;

async fn costs(beside: Beside) -> Costs {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::on_free_port(folder.path().join("relay"));
    let relay = patchwork_relay::serve(config, std::future::pending())
        .await
        .unwrap();
    let town = Town::found(folder.path(), relay.local_addr(), beside)
        .await
        .unwrap();
    let costs = town.costs().await.unwrap();
    town.close().await;
    relay.stop().await;
    costs
}

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
    let few = Beside {
        cases: 12,
        colleagues: 6,
    };
    let small = costs(few).await;
    let many_cases = costs(Beside { cases: 48, ..few }).await;
    let many_colleagues = costs(Beside {
        colleagues: 24,
        ..few
    })
    .await;
    let mut grown = Vec::new();
    for (name, cost) in &small {
        let (cases, colleagues) = (many_cases[name], many_colleagues[name]);
        println!("{name}:\n    {cost}\n    {cases} with four times as many cases");
        println!("    {colleagues} with four times as many colleagues");
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
