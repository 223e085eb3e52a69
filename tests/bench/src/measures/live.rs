//! c and c′: one note from a phone that is online to another, and what waited
//! for a connection.

use std::{path::Path, time::Duration};

use patchwork_client::TimelineFilter;
use patchwork_protocol::http::SYNC;
use patchwork_relay::inspect;

use crate::{
    Budget, Note, Proxy, Result, Table, Times, Workload, World, kb, ms,
    phone::{Arrival, Phone, saves},
    world::settle,
};

/// Probe notes that wait together.
const WAITED: usize = 30;

/// The writer whose cases see most notes, online beside the reader.
#[allow(clippy::cast_precision_loss)]
pub(super) async fn probes(
    table: &mut Table,
    world: &mut World,
    phone: &Phone,
    readers_line: &Proxy,
    workload: &Workload,
    relay_data: &Path,
) -> Result<()> {
    let case = workload.cases.first().ok_or("no case")?;
    let author = case.team.first().ok_or("no team")?.clone();
    let id = *world
        .cases
        .get(&case.id)
        .ok_or("a case that was not opened")?;
    let relay = world.relay().trim_start_matches("http://").parse()?;
    let writers_line = Proxy::to(relay).await?;
    let client = world.writer_mut(&author)?.open().await?;
    client.relay_moved(writers_line.url()).await?;
    drop(client);
    // Closed and opened: the stream to the old address ends.
    world.writer_mut(&author)?.close().await;
    let client = world.writer_mut(&author)?.open().await?;
    settle(&client).await?;

    let mut listening = phone.starts(&["listen".to_owned(), id.to_string()])?;
    listening.line().await?;
    let before = (writers_line.counts(), readers_line.counts());
    let items = held(relay_data)?;
    let (mut called, mut read) = (Times::default(), Times::default());
    for probe in &workload.probes {
        let began = saves(&client, id, &probe.text).await?;
        loop {
            let arrival: Arrival = serde_json::from_str(&listening.line().await?)?;
            if arrival.text == probe.text {
                called.push(since(began, arrival.called));
                read.push(since(began, arrival.read));
                break;
            }
        }
        // The writer's own stream tells it of the note as well.
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    settle(&client).await?;
    tokio::time::sleep(Duration::from_millis(200)).await;
    let writer = writers_line.counts().since(&before.0);
    let reader = readers_line.counts().since(&before.1);
    let sizes = envelope_sizes(relay_data, held(relay_data)? - items)?;

    let count = workload.probes.len();
    let note = |of: &Times| format!("of {count}, one at a time; p95 {:.2} ms", ms(of.at(95)));
    table.row(
        "c",
        "one live note: envelope",
        (sizes.iter().copied().max().unwrap_or(0) as f64, "B"),
        format!("largest of {}, as the relay keeps it", sizes.len()),
        Budget::at_most(330.0),
    );
    table.row(
        "c",
        "one live note: from before save to the other's callback, p50",
        (ms(called.median()), "ms"),
        note(&called),
        Budget::at_most(3.0),
    );
    table.row(
        "c",
        "the same until the note was read, p50",
        (ms(read.median()), "ms"),
        note(&read),
        Budget::NONE,
    );
    let each = |bytes: u64| bytes as f64 / count as f64;
    let (up, acks) = (writer.total().up, writer.total().down);
    table.row(
        "c",
        "one live note: up",
        (each(up), "B"),
        format!(
            "the writer's request; {:.2} requests each",
            writer.total().requests as f64 / count as f64
        ),
        Budget::NONE,
    );
    table.row(
        "c",
        "one live note: down to the writer",
        (each(acks), "B"),
        "the ack and its own live stream",
        Budget::NONE,
    );
    table.row(
        "c",
        "one live note: down to the reader",
        (each(reader.total().down), "B"),
        "the live stream",
        Budget::NONE,
    );

    waited(
        table,
        &client,
        id,
        &workload.probes,
        &mut listening,
        (&writers_line, readers_line),
        relay_data,
    )
    .await?;
    listening.end().await
}

fn since(began: u128, ended: u128) -> Duration {
    Duration::from_nanos(u64::try_from(ended.saturating_sub(began)).unwrap_or(u64::MAX))
}

fn held(relay_data: &Path) -> Result<u64> {
    Ok(inspect(relay_data, 1)?.items)
}

fn envelope_sizes(relay_data: &Path, newest: u64) -> Result<Vec<u64>> {
    let held = inspect(relay_data, u32::try_from(newest)?)?;
    Ok(held.newest.iter().map(|item| item.bytes).collect())
}

#[allow(clippy::cast_precision_loss, clippy::too_many_arguments)]
async fn waited(
    table: &mut Table,
    client: &patchwork_client::Client,
    case: patchwork_client::CaseId,
    probes: &[Note],
    listening: &mut crate::phone::Running,
    (writers_line, readers_line): (&Proxy, &Proxy),
    relay_data: &Path,
) -> Result<()> {
    client.set_offline(true).await?;
    writers_line.cut().await;
    let items = held(relay_data)?;
    let mut count = 0;
    for probe in probes.iter().take(WAITED) {
        // In another order, so that the reader can tell them from before.
        let words: Vec<_> = probe.text.trim_end_matches('.').rsplit(' ').collect();
        let words = format!("{}.", words.join(" "));
        saves(client, case, &words).await?;
        count += 1;
    }
    let before = (writers_line.counts(), readers_line.counts());
    client.set_offline(false).await?;
    settle(client).await?;
    listening.line().await?;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let up = writers_line.counts().since(&before.0).of(SYNC);
    let down = readers_line.counts().since(&before.1).of(SYNC);
    let sizes = envelope_sizes(relay_data, held(relay_data)? - items)?;
    let entries = client
        .timeline(case, None, 200, TimelineFilter::All)
        .await?
        .entries
        .len();
    if entries < count {
        return Err("notes from offline hours are missing".into());
    }
    let each = |bytes: u64| bytes as f64 / count as f64;
    table.row(
        "c′",
        format!("{count} notes that waited, each: down to the reader"),
        (each(down.down), "B"),
        "the live stream, HTTP chunks included",
        Budget::at_most(200.0),
    );
    table.row(
        "c′",
        "the same: up",
        (each(up.up), "B"),
        format!("{} requests, {:.2} kB in all", up.requests, kb(up.up)),
        Budget::at_most(200.0),
    );
    table.row(
        "c′",
        "the same: sealed",
        (each(sizes.iter().sum()), "B"),
        format!("in {} envelopes", sizes.len()),
        Budget::at_most(200.0),
    );
    Ok(())
}
