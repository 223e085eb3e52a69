//! a, b and d: fetching everything, what a fortnight brought, and nothing.

use std::{path::Path, time::Duration};

use patchwork_protocol::http::{SESSIONS, SYNC};

use super::Plan;
use crate::{
    Budget, Counts, Proxy, Result, Table, Times, kb, ms,
    phone::{CaughtUp, Phone, line_is_quiet},
};

struct Go {
    caught_up: CaughtUp,
    counts: Counts,
}

/// The same from copies of one phone, so often; gives the last copy.
async fn goes(
    from: &Phone,
    name: &str,
    proxy: &Proxy,
    (cases, entries): (usize, usize),
    plan: Plan,
    folder: &Path,
) -> Result<(Vec<Go>, Phone)> {
    let mut done = Vec::new();
    let mut last = None;
    for go in 0..plan.goes.max(1) {
        let phone = from.copied_to(&folder.join(format!("{name}-{go}")))?;
        phone.was_away(14)?;
        let before = proxy.counts();
        let arguments = [
            "catch-up".to_owned(),
            cases.to_string(),
            entries.to_string(),
        ];
        let caught_up: CaughtUp = phone.does(&arguments).await?;
        line_is_quiet(proxy).await?;
        let counts = proxy.counts().since(&before);
        done.push(Go { caught_up, counts });
        last = Some(phone);
    }
    Ok((done, last.ok_or("nothing was done")?))
}

struct Budgets {
    down_kb: Budget,
    took_ms: Budget,
    first_ms: Option<Budget>,
}

fn rows(table: &mut Table, measure: &'static str, what: &str, goes: &[Go], budgets: &Budgets) {
    let Some(Go { counts, .. }) = goes.last() else {
        return;
    };
    let count = goes.len();
    let (sync, all) = (counts.of(SYNC), counts.total());
    table.row(
        measure,
        format!("{what}: down"),
        (kb(sync.down), "kB"),
        "at the socket, HTTP included",
        budgets.down_kb,
    );
    table.row(
        measure,
        format!("{what}: up"),
        (kb(sync.up), "kB"),
        "the same",
        Budget::NONE,
    );
    table.row(
        measure,
        format!("{what}: requests"),
        (count_of(sync.requests), ""),
        format!(
            "besides {} for a day's session ({} B both ways)",
            all.requests - sync.requests,
            counts.of(SESSIONS).bytes()
        ),
        Budget::at_most(1.0),
    );
    let median = |of: fn(&CaughtUp) -> Duration| {
        let times: Times = goes.iter().map(|go| of(&go.caught_up)).collect();
        ms(times.median())
    };
    let how = format!("median of {count}, each from a copy of the same phone");
    table.row(
        measure,
        format!("{what}: time"),
        (median(|go| go.took), "ms"),
        format!("{how}; opening the database included"),
        budgets.took_ms,
    );
    if let Some(budget) = budgets.first_ms {
        table.row(
            measure,
            format!("{what}: first case readable"),
            (median(|go| go.first_case), "ms"),
            how.clone(),
            budget,
        );
    }
    let cpu = median(|go| Duration::from_secs_f64(go.cpu));
    table.row(
        measure,
        format!("{what}: CPU"),
        (cpu, "ms"),
        "the whole process, all threads",
        Budget::NONE,
    );
    let peak = goes
        .iter()
        .map(|go| go.caught_up.peak_kb)
        .max()
        .unwrap_or(0);
    let before = goes
        .iter()
        .map(|go| go.caught_up.before_kb)
        .min()
        .unwrap_or(0);
    table.row(
        measure,
        format!("{what}: peak memory"),
        (kb(peak), "MB"),
        format!("the whole process; {:.1} before opening", kb(before)),
        Budget::NONE,
    );
}

#[allow(clippy::cast_precision_loss)] // far below 2^52
fn count_of(count: u64) -> f64 {
    count as f64
}

/// a: nothing but the directory's beginning is there.
pub(super) async fn first_sync(
    table: &mut Table,
    reader: &Phone,
    proxy: &Proxy,
    expected: (usize, usize),
    plan: Plan,
    folder: &Path,
) -> Result<Phone> {
    let (goes, phone) = goes(reader, "first", proxy, expected, plan, folder).await?;
    let what = format!("first sync, {} cases, {} notes", expected.0, expected.1);
    let budgets = Budgets {
        down_kb: Budget::at_most(1_900.0).later(800.0),
        took_ms: Budget::at_most(450.0).later(260.0),
        first_ms: Some(Budget::at_most(80.0)),
    };
    rows(table, "a", &what, &goes, &budgets);
    Ok(phone)
}

/// b: back after a fortnight.
pub(super) async fn fortnight(
    table: &mut Table,
    full: &Phone,
    proxy: &Proxy,
    expected: (usize, usize),
    plan: Plan,
    folder: &Path,
) -> Result<Phone> {
    let (goes, phone) = goes(full, "back", proxy, expected, plan, folder).await?;
    let budgets = Budgets {
        down_kb: Budget::at_most(584.0),
        took_ms: Budget::at_most(220.0),
        first_ms: None,
    };
    rows(table, "b", "a fortnight away", &goes, &budgets);
    Ok(phone)
}

/// d: the connection is lost and found again, and nothing has happened.
pub(super) async fn nothing_new(table: &mut Table, phone: &Phone, proxy: &Proxy) -> Result<()> {
    let before = proxy.counts();
    let mut running = phone.starts(&["nothing-new".to_owned()])?;
    running.line().await?;
    line_is_quiet(proxy).await?;
    let opened = proxy.counts().since(&before);

    let before = proxy.counts();
    running.go_on().await?;
    running.line().await?;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let again = proxy.counts().since(&before);
    running.go_on().await?;
    running.end().await?;

    let (up, down) = (again.total().up, again.total().down);
    table.row(
        "d",
        "nothing new: all bytes",
        (count_of(up + down), "B"),
        format!("{up} up, {down} down, the live stream left open"),
        Budget::at_most(541.0),
    );
    table.row(
        "d",
        "nothing new: requests",
        (count_of(again.total().requests), ""),
        "the connection was lost and found again",
        Budget::at_most(1.0),
    );
    let counts = (opened.total(), opened.of(SESSIONS), opened.of(SYNC));
    table.row(
        "d",
        "nothing new, the app opened anew: all bytes",
        (count_of(counts.0.bytes()), "B"),
        format!(
            "{} B for a new session, {} B for the sync",
            counts.1.bytes(),
            counts.2.bytes()
        ),
        Budget::at_most(541.0),
    );
    table.row(
        "d",
        "nothing new, the app opened anew: requests",
        (count_of(counts.0.requests), ""),
        format!(
            "{} for a new session, {} to sync",
            counts.1.requests, counts.2.requests
        ),
        Budget::at_most(1.0),
    );
    Ok(())
}
