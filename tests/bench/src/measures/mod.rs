//! The rows of the table.

mod fetching;
mod live;
mod offline;
mod relaying;
mod storing;

use std::path::Path;

use crate::{Canaries, Proxy, Relay, Result, Table, Workload, World, opened, phone::Phone};

/// What is measured, and how often.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// How often a first sync and a return are repeated.
    pub goes: usize,
    /// Notes that all devices together post to the relay in a run of measure f.
    pub load: usize,
}

/// The workload through real clients: measures a to e and g, and "on the phone".
pub async fn clients(
    table: &mut Table,
    workload: &Workload,
    canaries: &Canaries,
    plan: Plan,
    folder: &Path,
) -> Result<()> {
    canaries.check_written(workload)?;
    let relay = Relay::start(&folder.join("relay"))?;
    let proxy = Proxy::to(relay.address()).await?;

    eprintln!(
        "founding, and bringing {} people in …",
        workload.practitioners.len() + 1
    );
    let mut world = World::found(folder, relay.address(), workload).await?;
    eprintln!("opening {} cases …", workload.cases.len());
    world.open_cases(workload).await?;
    let earlier = workload.earlier();
    eprintln!("writing {} earlier notes …", earlier.len());
    world.write(&earlier).await?;
    world.close().await;

    let reader = Phone::at(&world.reader());
    reader.moves(&proxy.url()).await?;
    let cases = workload.cases.len();
    let full =
        fetching::first_sync(table, &reader, &proxy, (cases, earlier.len()), plan, folder).await?;
    storing::disk(table, "after a", &relay)?;

    eprintln!("writing {} notes of a fortnight …", workload.notes.len());
    world.write(&workload.notes).await?;
    world.close().await;
    let entries = earlier.len() + workload.notes.len();
    let current = fetching::fortnight(table, &full, &proxy, (cases, entries), plan, folder).await?;
    storing::disk(table, "after b", &relay)?;

    fetching::nothing_new(table, &current, &proxy).await?;
    offline::saves(table, &current, &proxy, folder).await?;
    live::probes(table, &mut world, &current, &proxy, workload, relay.data()).await?;
    offline::looks(table, &current).await?;
    world.close().await;
    // Not to find them on the relay means something only if they were written there.
    let reader = opened(current.folder()).await?;
    canaries.check_readable(&reader).await?;
    reader.lock().await;
    drop(reader);
    storing::stopped(table, relay, canaries)
}

/// Many devices at one relay: measure f.
pub async fn relaying(table: &mut Table, plan: Plan, folder: &Path) -> Result<()> {
    relaying::all(table, plan, folder).await
}

/// The size of the library that apps ship, where it is built.
pub fn library(table: &mut Table) -> Result<()> {
    storing::library(table)
}
