//! How a device that waits to be admitted asks, and what that costs.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use patchwork_protocol::{Cursors, Frame, Incarnation, SpaceId, cursor_digest};
use tempfile::TempDir;
use tokio::time::sleep;

use crate::{
    AgencyKind, Client, ConnectionOptions, Invitee, Options, Standing,
    engine::RelayError,
    testing::{Kitchen, Request, ScriptedRelay, SyncReply, TestVault, bytes_of},
};

/// A device that asked to be admitted, and the relay that it asks.
struct Waiting {
    relay: ScriptedRelay,
    /// How many of the directory's team changes it was told.
    told: Arc<AtomicUsize>,
    client: Arc<Client>,
    _folder: TempDir,
}

/// An administrator's invitation, and the directory's team changes.
async fn invitation() -> (String, SpaceId, Vec<Vec<u8>>) {
    let relay = ScriptedRelay::new(|_| SyncReply::Fails(RelayError::Unreachable, Duration::ZERO));
    let founder = Kitchen::beside(&relay).await;
    founder.switch_on().await;
    let client = &founder.client;
    let school = "Hillside Primary".to_owned();
    let agency = client.add_agency(school, AgencyKind::School).await.unwrap();
    let invitee = Invitee {
        id: None,
        name: "Tom Reed".to_owned(),
        role: "Pastoral lead".to_owned(),
        agency,
    };
    let invitation = client.invite(invitee).await.unwrap();
    let directory = client.inspect(|device| Ok(device.partnership().directory()));
    let changes = client.read(|r| Ok(r.team_changes()?));
    let changes = changes.await.unwrap().into_iter();
    let changes = changes.map(|change| change.bytes).collect();
    (invitation.code, directory.await.unwrap(), changes)
}

impl Waiting {
    async fn new() -> Self {
        let (code, directory, changes) = invitation().await;
        let relay = ScriptedRelay::new(|_| SyncReply::Ends(Vec::new()));
        let told = Arc::new(AtomicUsize::new(0));
        relay.answer({
            let (relay, told) = (relay.clone(), Arc::clone(&told));
            move |request| {
                let all = [changes.clone(), relay.posted()].concat();
                let held = match &request.cursors {
                    Cursors::All(cursors) => cursors.get(&directory).map_or(0, |cursor| cursor.n),
                    _ => 0,
                };
                let changes = all[usize::try_from(held).unwrap()..].to_vec();
                told.fetch_add(changes.len(), Ordering::Relaxed);
                SyncReply::Ends(bytes_of(&[
                    Frame::Hello {
                        incarnation: Incarnation([1; 16]),
                    },
                    Frame::TeamChanges {
                        space: directory,
                        changes,
                    },
                    Frame::CaughtUp {
                        digest: cursor_digest([]),
                    },
                ]))
            }
        });
        let folder = tempfile::tempdir().unwrap();
        let options = Options {
            data_dir: folder.path().display().to_string(),
            undo_seconds: 10,
            connection: ConnectionOptions::default(),
        };
        let client = Client::open_with(
            options,
            Arc::new(TestVault::default()),
            relay.environment(),
            Arc::new(relay.clone()),
        );
        let client = client.await.unwrap();
        let standing = client.join(code).await.unwrap();
        assert!(matches!(standing, Standing::Waiting { .. }), "{standing:?}");
        Self {
            relay,
            told,
            client,
            _folder: folder,
        }
    }

    /// Requests, and team changes told, in so long from now.
    async fn costs(&self, time: Duration) -> (usize, usize) {
        self.relay.take_asked();
        self.told.store(0, Ordering::Relaxed);
        sleep(time).await;
        let asked = self.relay.take_asked().into_iter();
        let requests = asked.filter_map(Request::into_sync).count();
        (requests, self.told.load(Ordering::Relaxed))
    }
}

#[tokio::test(start_paused = true)]
async fn who_waits_to_be_admitted_asks_seldom_and_is_told_only_what_is_new() {
    let waiting = Waiting::new().await;
    let (requests, told) = waiting.costs(Duration::from_mins(10)).await;
    assert!(
        (5..=15).contains(&requests) && told == 0,
        "{requests} requests, told {told} team changes"
    );
    let standing = waiting.client.standing().await.unwrap();
    assert!(matches!(standing, Standing::Waiting { .. }), "{standing:?}");
}

#[tokio::test(start_paused = true)]
async fn who_looks_at_the_screen_that_waits_is_not_kept_waiting() {
    let waiting = Waiting::new().await;
    // The next question of its own is up to a minute off.
    sleep(Duration::from_mins(5)).await;
    waiting.client.watch_admission().await.unwrap();
    let (requests, told) = waiting.costs(Duration::from_secs(30)).await;
    assert!((14..=16).contains(&requests), "{requests} requests");
    assert_eq!(told, 0);
    // Whoever looks away need not say so.
    sleep(Duration::from_mins(5)).await;
    let (requests, _) = waiting.costs(Duration::from_mins(10)).await;
    assert!((8..=11).contains(&requests), "{requests} requests");
}
