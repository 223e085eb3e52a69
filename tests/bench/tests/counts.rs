//! Bytes and requests at the socket, which are exact. Never a timing.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::sync::Arc;

use patchwork_bench::{
    Canaries, Counts, Note, Proxy, Result, Size, Workload, World, opened,
    phone::{self, Phone},
};
use patchwork_client::{CaseId, Client, LookedAt};
use patchwork_protocol::http::{SESSIONS, SYNC};
use patchwork_relay::{RelayHandle, config::Config, inspect};
use tempfile::TempDir;

const NOTES: usize = 3;

/// Two practitioners, the reader, and a case, at a relay behind a counting line.
struct Town {
    folder: TempDir,
    relay: RelayHandle,
    line: Proxy,
    world: World,
    workload: Workload,
}

impl Town {
    async fn found() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let config = Config::on_free_port(folder.path().join("relay"));
        let relay = patchwork_relay::serve(config, std::future::pending()).await?;
        let line = Proxy::to(relay.local_addr()).await?;
        let workload = Workload::invented(Size {
            practitioners: 2,
            cases: 1,
            people: 3,
            notes: NOTES,
            fortnight: 0,
            probes: 30,
        });
        let mut world = World::found(folder.path(), relay.local_addr(), &workload).await?;
        world.open_cases(&workload).await?;
        world.write(&workload.earlier()).await?;
        world.close().await;
        Ok(Self {
            folder,
            relay,
            line,
            world,
            workload,
        })
    }

    /// The reader's phone, which has nothing yet.
    async fn reader(&self) -> Result<Phone> {
        let folder = self.world.reader();
        let client = opened(&folder).await?;
        client.relay_moved(self.line.url()).await?;
        client.lock().await;
        drop(client);
        let phone = Phone::at(&folder);
        phone.was_away(14)?;
        Ok(phone)
    }

    async fn writer(&mut self) -> Result<(Arc<Client>, CaseId)> {
        let case = &self.workload.cases[0];
        let id = self.world.cases[&case.id];
        let client = self.world.writer_mut(&case.team[0])?.open().await?;
        Ok((client, id))
    }

    /// What passes the line while this is done. Then it is cut.
    async fn passing<T>(&self, done: impl Future<Output = Result<T>>) -> Result<(T, Counts)> {
        let before = self.line.counts();
        let value = done.await?;
        self.line.cut().await;
        Ok((value, self.line.counts().since(&before)))
    }

    /// Sizes of the envelopes that the relay took since it held so many items.
    fn envelopes_since(&self, items: u64) -> Result<Vec<u64>> {
        let data = self.folder.path().join("relay");
        let new = inspect(&data, 1)?.items - items;
        let held = inspect(&data, u32::try_from(new)?)?;
        Ok(held.newest.iter().map(|item| item.bytes).collect())
    }

    fn items(&self) -> Result<u64> {
        Ok(inspect(&self.folder.path().join("relay"), 1)?.items)
    }
}

async fn everything_is_sent(client: &Client) -> Result<()> {
    let status = client.sync_now(20_000).await?;
    assert_eq!(status.waiting, 0, "{status:?}");
    Ok(())
}

fn texts(probes: &[Note]) -> impl Iterator<Item = &str> {
    probes.iter().map(|probe| probe.text.as_str())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_sync_is_one_request_and_so_is_coming_back_to_nothing_new() {
    let town = Town::found().await.unwrap();
    let reader = town.reader().await.unwrap();

    let first = phone::catch_up(reader.folder(), 1, NOTES);
    let (_, counts) = town.passing(first).await.unwrap();
    assert_eq!(counts.of(SYNC).requests, 1, "{counts:?}");
    assert_eq!(counts.of(SESSIONS).requests, 1, "{counts:?}");
    assert_eq!(counts.total().requests, 2, "{counts:?}");
    // Three members' keys, a directory of four devices, a case and its notes.
    assert!(counts.total().bytes() < 16_000, "{counts:?}");

    // Connected, and then the line is cut and mended in the same session.
    let client = opened(reader.folder()).await.unwrap();
    let offline = async {
        everything_is_sent(&client).await?;
        Ok(client.set_offline(true).await?)
    };
    let ((), _) = town.passing(offline).await.unwrap();
    let again = async {
        client.set_offline(false).await?;
        everything_is_sent(&client).await?;
        client.lock().await;
        Ok(())
    };
    let ((), counts) = town.passing(again).await.unwrap();
    assert_eq!(counts.total().requests, 1, "{counts:?}");
    assert!(counts.total().bytes() <= 600, "{counts:?}");
    drop(client);

    // The app opened anew, soon after: the same, in the session that it has.
    let anew = async {
        let client = opened(reader.folder()).await?;
        everything_is_sent(&client).await?;
        client.lock().await;
        Ok(())
    };
    let ((), counts) = town.passing(anew).await.unwrap();
    assert_eq!(counts.total().requests, 1, "{counts:?}");
    assert!(counts.total().bytes() <= 600, "{counts:?}");

    // After long, it does not ask first whether there is anything.
    reader.was_away(14).unwrap();
    let long_after = phone::catch_up(reader.folder(), 1, NOTES);
    let (_, counts) = town.passing(long_after).await.unwrap();
    assert_eq!(counts.of(SYNC).requests, 1, "{counts:?}");
    town.relay.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reader_finds_the_canaries_and_the_relays_files_have_none() {
    let town = Town::found().await.unwrap();
    let canaries = Canaries::of(&town.workload).unwrap();
    canaries.check_written(&town.workload).unwrap();
    let reader = town.reader().await.unwrap();
    phone::catch_up(reader.folder(), 1, NOTES).await.unwrap();
    let client = opened(reader.folder()).await.unwrap();
    canaries.check_readable(&client).await.unwrap();
    client.lock().await;
    drop(client);

    let data = town.folder.path().join("relay");
    assert_eq!(canaries.count_in(&data).unwrap(), 0, "while it runs");
    town.relay.stop().await;
    assert_eq!(canaries.count_in(&data).unwrap(), 0, "once it has stopped");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_stays_small_and_notes_that_waited_share_their_envelope() {
    let mut town = Town::found().await.unwrap();
    let probes = town.workload.probes.clone();
    let (client, case) = town.writer().await.unwrap();
    everything_is_sent(&client).await.unwrap();

    let items = town.items().unwrap();
    // Who looked goes along, and shows in no size.
    for what in [LookedAt::Case, LookedAt::Timeline] {
        client.looked_at(case, what).await.unwrap();
    }
    for words in texts(&probes).take(5) {
        phone::saves(&client, case, words).await.unwrap();
        everything_is_sent(&client).await.unwrap();
    }
    let sizes = town.envelopes_since(items).unwrap();
    assert_eq!(
        sizes.len(),
        5,
        "one envelope for each note that was sent alone"
    );
    assert!(sizes.iter().all(|size| *size <= 330), "{sizes:?}");

    // What waits goes up with the request that opens the stream.
    client.relay_moved(town.line.url()).await.unwrap();
    drop(client);
    town.world.close().await;
    let (client, case) = town.writer().await.unwrap();
    everything_is_sent(&client).await.unwrap();
    let offline = async { Ok(client.set_offline(true).await?) };
    town.passing(offline).await.unwrap();
    let items = town.items().unwrap();
    for words in texts(&probes) {
        phone::saves(&client, case, words).await.unwrap();
    }
    let online = async {
        client.set_offline(false).await?;
        everything_is_sent(&client).await?;
        Ok(client.set_offline(true).await?)
    };
    let ((), counts) = town.passing(online).await.unwrap();
    let sizes = town.envelopes_since(items).unwrap();
    let each = sizes.iter().sum::<u64>() / probes.len() as u64;
    assert!(
        each <= 200,
        "{each} B for each of {} notes: {sizes:?}",
        probes.len()
    );
    assert_eq!(counts.total().requests, 1, "{counts:?}");
    assert!(
        counts.total().bytes() / probes.len() as u64 <= 200,
        "{counts:?}"
    );
    drop(client);
    town.world.close().await;
    town.relay.stop().await;
}
