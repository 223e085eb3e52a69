//! Real clients against a real relay, over HTTP on this computer.
//!
//! [`Town`] is a relay with the people of a partnership; each person has a
//! client in a folder of their own, as if on a phone of their own.

mod connect_proxy;
mod held_clock;
mod keeping_proxy;
mod line;
mod private_relay;

use std::{
    path::Path,
    sync::{Arc, mpsc},
    time::Duration,
};

use patchwork_client::{
    AgencyId, AgencyKind, Client, ClientError, ConnectionOptions, Invitee, Me, Options, Update,
    UpdateListener,
    testing::{TestVault, join, northtown},
};
use patchwork_relay::{RelayHandle, config::Config};
use tempfile::TempDir;

pub use self::{
    connect_proxy::ConnectProxy,
    held_clock::HeldClock,
    keeping_proxy::{Asked, KeepingProxy},
    line::LossyLine,
    private_relay::PrivateRelay,
};

/// Longest that anything here may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// One person with a phone.
pub struct Phone {
    /// Their client.
    pub client: Arc<Client>,
    vault: Arc<TestVault>,
    folder: TempDir,
    connection: ConnectionOptions,
}

impl Phone {
    /// A new phone.
    pub async fn new() -> Result<Self, ClientError> {
        Self::connected(ConnectionOptions::default()).await
    }

    /// A new phone that reaches relays in this way.
    pub async fn connected(connection: ConnectionOptions) -> Result<Self, ClientError> {
        let folder = tempfile::tempdir().map_err(|error| ClientError::Internal {
            trace: error.to_string(),
        })?;
        let vault = Arc::new(TestVault::default());
        let client = open(folder.path(), Arc::clone(&vault), connection.clone()).await?;
        Ok(Self {
            client,
            vault,
            folder,
            connection,
        })
    }

    /// Where its data lies.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Closes the app and opens it again.
    pub async fn reopen(self) -> Result<Self, ClientError> {
        let Self {
            client,
            vault,
            folder,
            connection,
        } = self;
        client.lock().await;
        drop(client);
        let client = open(folder.path(), Arc::clone(&vault), connection.clone()).await?;
        Ok(Self {
            client,
            vault,
            folder,
            connection,
        })
    }

    /// Sends and fetches everything, or says what is left after ten seconds.
    pub async fn sync(&self) -> Result<(), ClientError> {
        let status = self.client.sync_now(10_000).await?.status;
        assert_eq!(status.waiting, 0, "{status:?}");
        Ok(())
    }

    /// Waits until something holds, at most ten seconds.
    ///
    /// # Panics
    /// When it does not come about, or looking fails.
    pub async fn until<T, F>(&self, mut look: impl FnMut(Arc<Client>) -> F) -> T
    where
        F: Future<Output = Result<Option<T>, ClientError>>,
    {
        let found = tokio::time::timeout(PATIENCE, async {
            loop {
                match look(Arc::clone(&self.client)).await {
                    Ok(Some(found)) => return found,
                    Ok(None) => tokio::time::sleep(Duration::from_millis(10)).await,
                    Err(error) => panic!("{error}"),
                }
            }
        });
        let Ok(found) = found.await else {
            panic!("it did not come about within ten seconds");
        };
        found
    }

    /// The same where the clock is [held](HeldClock): looks again whenever the client tells of an
    /// update.
    ///
    /// # Panics
    /// When nothing is told for ten seconds, or looking fails.
    pub async fn until_told<T, F>(&self, mut look: impl FnMut(Arc<Client>) -> F) -> T
    where
        F: Future<Output = Result<Option<T>, ClientError>>,
    {
        let (told, mut updates) = mpsc::channel();
        let _subscription = self.client.subscribe(Arc::new(Told(told)));
        loop {
            match look(Arc::clone(&self.client)).await {
                Ok(Some(found)) => return found,
                Ok(None) => {}
                Err(error) => panic!("{error}"),
            }
            // Not by tokio's clock, which stands still.
            let waited = tokio::task::spawn_blocking(move || {
                let heard = updates.recv_timeout(PATIENCE);
                (updates, heard)
            });
            match waited.await {
                Ok((receiver, Ok(()))) => updates = receiver,
                _ => panic!("it did not come about, and nothing is told any more"),
            }
        }
    }
}

/// Passes on that there is an update.
struct Told(mpsc::Sender<()>);

impl UpdateListener for Told {
    fn updated(&self, _update: Update) {
        // Nobody waits any more where this fails.
        let _ = self.0.send(());
    }
}

async fn open(
    folder: &Path,
    vault: Arc<TestVault>,
    connection: ConnectionOptions,
) -> Result<Arc<Client>, ClientError> {
    let options = Options {
        data_dir: folder.display().to_string(),
        undo_seconds: 10,
        connection,
    };
    Client::open(options, vault).await
}

/// A relay, and a partnership on it.
pub struct Town {
    /// Its relay.
    pub relay: RelayHandle,
    /// Where the relay keeps its data.
    pub relay_folder: TempDir,
    /// The founder.
    pub priya: Phone,
    /// An agency to invite people to.
    pub school: AgencyId,
}

impl Town {
    /// Founds a partnership with Priya and a school.
    pub async fn found() -> Result<Self, ClientError> {
        let relay_folder = tempfile::tempdir().map_err(|error| ClientError::Internal {
            trace: error.to_string(),
        })?;
        let relay = start_relay(relay_folder.path(), 0).await;
        let priya = Phone::new().await?;
        priya.client.found(northtown(relay.url())).await?;
        let school = priya
            .client
            .add_agency("Hillside Primary".to_owned(), AgencyKind::School)
            .await?;
        priya.sync().await?;
        Ok(Self {
            relay,
            relay_folder,
            priya,
            school,
        })
    }

    /// Invites someone, who joins and is let in after comparing words.
    pub async fn welcome(&self, name: &str, role: &str) -> Result<Phone, ClientError> {
        let phone = Phone::new().await?;
        let invitee = Invitee {
            id: None,
            name: name.to_owned(),
            role: role.to_owned(),
            agency: self.school,
        };
        join(&self.priya.client, &phone.client, invitee).await?;
        phone.sync().await?;
        let failed = phone.client.sync_status().await?.failed;
        assert_eq!(
            failed,
            [],
            "nothing is amiss for somebody who has just joined"
        );
        Ok(phone)
    }

    /// Who someone is.
    pub async fn me(phone: &Phone) -> Result<Me, ClientError> {
        phone.client.me().await
    }
}

/// Starts a relay in this folder; port 0 is any free one.
pub async fn start_relay(folder: &Path, port: u16) -> RelayHandle {
    let mut config = Config::on_free_port(folder);
    config.listen.set_port(port);
    match patchwork_relay::serve(config, std::future::pending()).await {
        Ok(relay) => relay,
        Err(error) => panic!("the relay did not start: {error}"),
    }
}

/// Copies what the relay in this folder holds, while it runs, as its operator does.
pub fn back_up(folder: &Path, to: &Path) {
    if let Err(error) = patchwork_relay::log::SqliteLog::back_up(folder, to) {
        panic!("there is no backup: {error}");
    }
}

/// Puts a copy into an empty folder, as the operator of a lost relay does.
pub fn restore(folder: &Path, from: &Path) {
    if let Err(error) = patchwork_relay::log::SqliteLog::restore(folder, from) {
        panic!("the backup was not put back: {error}");
    }
}

/// How many items the relay's files hold.
pub fn items_held(folder: &Path) -> u64 {
    match patchwork_relay::inspect(folder, 1) {
        Ok(holdings) => holdings.items,
        Err(error) => panic!("the relay's files could not be read: {error}"),
    }
}
