//! f: durable acks a second, what they cost the relay, and what a kill loses.

use std::path::Path;

use super::Plan;
use crate::{
    Budget, Relay, Result, Table, kb,
    load::{Load, Posted},
    ms,
    phone::calls_in,
};

/// Acked notes before the relay is killed.
const KILLED_AFTER: usize = 2_000;
const KILLS: usize = 3;
/// The relay may grow so much for each device that only listens.
const IDLE_KB: f64 = 16.0;
/// Streams of every device at a time, in each half of what is opened.
const IDLE_ROUNDS: usize = 3;

#[allow(clippy::cast_precision_loss)]
pub(super) async fn all(table: &mut Table, plan: Plan, folder: &Path) -> Result<()> {
    for clients in [64, 256] {
        load(
            table,
            plan,
            clients,
            &folder.join(format!("relay-{clients}")),
        )
        .await?;
    }
    match fsyncs(plan, folder).await {
        Ok((fsyncs, notes)) => table.row(
            "f",
            "relay, 64 clients: fsyncs per 1,000 notes",
            (fsyncs as f64 * 1e3 / notes as f64, ""),
            format!("strace: {fsyncs} for {notes} notes, in a run of its own"),
            Budget::NONE,
        ),
        Err(error) => table.remark(format!(
            "the relay's fsyncs were not counted: strace is needed ({error})"
        )),
    }
    lost(table, folder).await
}

fn all_accepted(posted: &Posted) -> Result<()> {
    if posted.refused + posted.duplicates > 0 {
        return Err(format!("the relay refused notes: {posted:?}").into());
    }
    Ok(())
}

#[allow(clippy::cast_precision_loss)]
async fn load(table: &mut Table, plan: Plan, clients: usize, data: &Path) -> Result<()> {
    eprintln!("{clients} devices, {} notes …", plan.load);
    let relay = Relay::start(data)?;
    let mut load = Load::prepare(relay.address(), clients, plan.load.div_ceil(clients)).await?;
    let (cpu, memory) = (relay.cpu()?, relay.resident()?);
    let posted = load.post(relay.address(), None).await?;
    let cpu = relay.cpu()? - cpu;
    all_accepted(&posted)?;
    let notes = posted.accepted as f64;
    // The budgets are for 64; the others are to be known.
    let only_64 = |budget| if clients == 64 { budget } else { Budget::NONE };
    table.row(
        "f",
        format!("relay, {clients} clients: durable acks"),
        (notes / posted.took.as_secs_f64(), "/s"),
        format!(
            "{} notes; wait p50 {:.1} ms, p99 {:.1} ms; the devices share the processor with the relay",
            posted.accepted,
            ms(posted.waits.median()),
            ms(posted.waits.at(99))
        ),
        only_64(Budget::at_least(16_000.0)),
    );
    table.row(
        "f",
        format!("relay, {clients} clients: CPU per 1,000 notes"),
        (cpu * 1e6 / notes, "ms"),
        "of its process, from /proc",
        only_64(Budget::at_most(70.0)),
    );
    table.row(
        "f",
        format!("relay, {clients} clients: memory afterwards"),
        (kb(relay.resident()?), "MB"),
        format!("{:.1} MB before", kb(memory)),
        Budget::NONE,
    );
    if clients == 256 {
        idle(table, &relay, &load).await?;
    }
    relay.stop()
}

/// What the relay grows by for streams on which nothing happens, of devices that
/// come back and agree. The first of them live in memory that fetching had left
/// free, which hides their cost; so only the later ones count.
#[allow(clippy::cast_precision_loss)]
async fn idle(table: &mut Table, relay: &Relay, load: &Load) -> Result<()> {
    let agreements = load.agreements(relay.address()).await?;
    let (mut open, mut sizes) = (Vec::new(), Vec::new());
    for _ in 0..2 * IDLE_ROUNDS {
        let streams = load.listen(relay.address(), agreements.clone()).await?;
        open.extend(streams);
        sizes.push((open.len(), relay.resident()?));
    }
    let half = sizes.get(IDLE_ROUNDS - 1).copied();
    let (Some((less, before)), Some((more, after))) = (half, sizes.last().copied()) else {
        return Err("no streams were opened".into());
    };
    table.row(
        "f",
        "relay: memory for each idle live device",
        (
            after.saturating_sub(before) as f64 / (more - less) as f64,
            "kB",
        ),
        format!(
            "growth from {less} to {more} streams: {:.1} to {:.1} MB in all",
            kb(before),
            kb(after)
        ),
        Budget::at_most(IDLE_KB),
    );
    Ok(())
}

async fn fsyncs(plan: Plan, folder: &Path) -> Result<(u64, usize)> {
    let report = folder.join("fsyncs-relay");
    let relay = Relay::start_counting_fsyncs(&folder.join("relay-fsyncs"), &report)?;
    let notes = plan.load.div_ceil(4);
    let mut load = Load::prepare(relay.address(), 64, notes.div_ceil(64)).await?;
    let posted = load.post(relay.address(), None).await?;
    relay.stop()?;
    all_accepted(&posted)?;
    // strace writes its report a moment after the relay has ended.
    for _ in 0..200 {
        if report.metadata().is_ok_and(|file| file.len() > 0) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    Ok((calls_in(&report)?, posted.accepted))
}

/// kill -9 at the last ack; what is posted again must be held already.
#[allow(clippy::cast_precision_loss)]
async fn lost(table: &mut Table, folder: &Path) -> Result<()> {
    let (mut lost, mut acked) = (0, 0);
    for go in 0..KILLS {
        let data = folder.join(format!("relay-killed-{go}"));
        let relay = Relay::start(&data)?;
        let address = relay.address();
        let mut load = Load::prepare(address, 64, KILLED_AFTER.div_ceil(64)).await?;
        let posted = load
            .post(address, Some(Box::new(move || relay.kill())))
            .await?;
        all_accepted(&posted)?;
        let relay = Relay::start(&data)?;
        load.renew_sessions(relay.address()).await?;
        let again = load.post(relay.address(), None).await?;
        acked += posted.accepted;
        lost += posted.accepted - again.duplicates;
        relay.stop()?;
    }
    table.row(
        "f",
        "relay: lost after kill -9 at the last ack",
        (f64::from(u32::try_from(lost)?), "notes"),
        format!("of {acked} acked in {KILLS} goes; posted again, every one must be a duplicate"),
        Budget::at_most(0.0),
    );
    Ok(())
}
