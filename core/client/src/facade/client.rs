//! The one handle that every app holds.

use std::{path::Path, sync::Arc};

use jiff::Timestamp;
use patchwork_store::{Reader, Store, Writer, setting};
use patchwork_sync::Device;
use zeroize::Zeroizing;

use crate::{
    engine::{Connect, Driver, Http, InvitationScreen},
    environment::{Environment, EnvironmentRng},
    error::{ClientError, Result},
    facade::requests::Options,
    updates::{Listeners, Subscription, UpdateListener},
    vault::{DATABASE_KEY, INSTALLATION, KeyVault},
    workspace::{Touched, Workspace, best_time},
};

const DATABASE: &str = "patchwork.db";

/// One person's Patchwork on one device: reads, writes, and a connection that
/// keeps itself up.
///
/// Every write is durable on this device when it returns. Cheap to share:
/// hold it in an [`Arc`].
#[cfg_attr(feature = "uniffi", derive(uniffi::Object))]
pub struct Client {
    pub(crate) workspace: Arc<Workspace>,
    pub(crate) listeners: Arc<Listeners>,
    pub(crate) driver: Driver,
    pub(crate) screen: Arc<InvitationScreen>,
    pub(crate) undo_seconds: u32,
}

impl core::fmt::Debug for Client {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Opens the database in this folder, or makes one, with the key that the
    /// vault keeps. Loads no document.
    ///
    /// # Errors
    /// [`ClientError::Locked`] when the vault's key does not fit,
    /// [`ClientError::UpdateNeeded`] when a newer version made the database.
    #[cfg_attr(feature = "uniffi", uniffi::constructor)]
    pub async fn open(options: Options, vault: Arc<dyn KeyVault>) -> Result<Arc<Self>> {
        Self::open_with(options, vault, Environment::system(), Arc::new(Http)).await
    }

    /// Hears of updates until the subscription is dropped.
    pub fn subscribe(&self, listener: Arc<dyn UpdateListener>) -> Arc<Subscription> {
        Arc::new(self.listeners.subscribe(listener))
    }

    /// Ends the connection at once, and closes the database when what is under
    /// way is saved. Every call after it is refused with
    /// [`ClientError::Locked`]; the folder can be opened again. What waits is
    /// sent then.
    pub async fn close(&self) {
        self.driver.stop().await;
        self.driver.link().close().await;
        self.screen.close();
        let closed = self.workspace.blocking(|workspace| {
            // Whatever is wrong with the disk, the database is closed.
            let noted = workspace.blocking_write_looks();
            workspace.blocking_close();
            noted
        });
        if let Err(error) = closed.await {
            tracing::error!(%error, "what was looked at last was not noted");
        }
    }
}

#[cfg(feature = "testing")]
impl Client {
    /// What the database was made to do since it was opened.
    ///
    /// # Errors
    /// [`ClientError::Locked`] once it is closed.
    pub fn store_counts(&self) -> Result<patchwork_store::Counts> {
        self.workspace.store_counts()
    }
}

#[cfg(feature = "simulation")]
impl Client {
    /// As [`open`](Self::open), with a clock, a generator and a way to the relay of the caller's,
    /// and on a disk that is not waited for.
    pub async fn open_in(
        options: Options,
        vault: Arc<dyn KeyVault>,
        environment: Environment,
        connect: Arc<dyn Connect>,
    ) -> Result<Arc<Self>> {
        Self::open_with(options, vault, environment, connect).await
    }

    /// Reads the database behind the screens, for checks.
    pub fn inspect_store<T>(&self, f: impl FnOnce(&Reader<'_>) -> Result<T>) -> Result<T> {
        self.workspace.blocking_read(f)
    }

    /// Inspects the state machine behind the screens, for checks.
    pub fn inspect_device<T>(&self, f: impl FnOnce(&Device) -> Result<T>) -> Result<T> {
        self.workspace.blocking_inspect(f)
    }
}

impl Client {
    async fn open_with(
        options: Options,
        vault: Arc<dyn KeyVault>,
        environment: Environment,
        connect: Arc<dyn Connect>,
    ) -> Result<Arc<Self>> {
        let undo_seconds = options.undo_seconds;
        let surroundings = environment.clone();
        let opened =
            environment.blocking(move || open_store(&options, vault.as_ref(), &surroundings));
        let (store, is_copy) = opened.await?;
        #[cfg(feature = "simulation")]
        if environment.is_simulated() {
            store.wait_for_no_disk()?;
        }
        let listeners = Arc::new(Listeners::default());
        let workspace = Arc::new(Workspace::new(store, Arc::clone(&listeners), environment));
        if is_copy {
            workspace.blocking(write_as_new_installation).await?;
        }
        let screen = Arc::new(InvitationScreen::default());
        let driver = Driver::start(Arc::clone(&workspace), Arc::clone(&screen), connect);
        Ok(Arc::new(Self {
            workspace,
            listeners,
            driver,
            screen,
            undo_seconds,
        }))
    }

    /// The time, by this device's clock.
    pub(crate) fn now(&self) -> Timestamp {
        self.workspace.now()
    }

    /// The generator.
    pub(crate) fn rng(&self) -> EnvironmentRng {
        self.workspace.environment().rng()
    }

    /// Random bytes.
    pub(crate) fn bytes<const N: usize>(&self) -> [u8; N] {
        self.workspace.environment().bytes()
    }

    /// Reads one snapshot, off the caller's thread.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Reader<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.workspace.read(f).await
    }

    /// Writes what needs no state machine.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Writer<'_>, &mut Touched) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.workspace.write(f).await
    }

    /// Changes state machine and store together.
    pub(crate) async fn change<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Device, &mut Writer<'_>, &mut Touched) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let value = self.workspace.change(f).await?;
        self.driver.wake();
        Ok(value)
    }

    /// Inspects the state machine.
    pub(crate) async fn inspect<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Device) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.workspace.inspect(f).await
    }
}

/// The store, and whether it is a copy of another installation's.
fn open_store(
    options: &Options,
    vault: &dyn KeyVault,
    environment: &Environment,
) -> Result<(Store, bool)> {
    let folder = Path::new(&options.data_dir);
    std::fs::create_dir_all(folder).map_err(|error| {
        ClientError::invalid(
            "data_dir",
            format!(
                "The folder {} cannot be made: {error}. Choose another one.",
                folder.display()
            ),
        )
    })?;
    let path = folder.join(DATABASE);
    let exists = Store::exists(&path)?;
    let key = database_key(vault, exists, environment)?;
    if !exists {
        let mark = environment.bytes::<16>().to_vec();
        let store = Store::create(&path, &key)?;
        store.write(|w| w.set(&setting::INSTALLATION, &mark))?;
        vault.store(INSTALLATION.to_owned(), mark)?;
        return Ok((store, false));
    }
    let store = Store::open(&path, &key)?;
    let now = environment.now();
    store.write(|w| {
        let now = best_time(now, w)?;
        Ok::<_, ClientError>(w.receive_undated(now)?)
    })?;
    let inside = store.read(|r| r.setting(&setting::INSTALLATION))?;
    let outside = vault.load(INSTALLATION.to_owned())?;
    let is_copy = inside.is_none() || inside != outside;
    if is_copy {
        let mark = environment.bytes::<16>().to_vec();
        vault.store(INSTALLATION.to_owned(), mark.clone())?;
        store.write(|w| w.set(&setting::INSTALLATION, &mark))?;
    }
    Ok((store, is_copy))
}

fn database_key(
    vault: &dyn KeyVault,
    exists: bool,
    environment: &Environment,
) -> Result<Zeroizing<[u8; 32]>> {
    match vault.load(DATABASE_KEY.to_owned())? {
        Some(key) => {
            let key = Zeroizing::new(key);
            let key: [u8; 32] = key.as_slice().try_into().map_err(|_| ClientError::Locked)?;
            Ok(Zeroizing::new(key))
        }
        // A new key would not open it, and must not take the old one's place.
        None if exists => Err(ClientError::Locked),
        None => {
            let key = Zeroizing::new(environment.bytes::<32>());
            vault.store(DATABASE_KEY.to_owned(), key.to_vec())?;
            Ok(key)
        }
    }
}

/// A restored or copied database writes under fresh names from now on, so that
/// two copies of one phone never collide.
fn write_as_new_installation(workspace: &Workspace) -> Result<()> {
    let joined = workspace.blocking_read(|r| Ok(r.setting(&setting::DEVICE_SECRETS)?.is_some()))?;
    if !joined {
        return Ok(());
    }
    workspace.blocking_change(|device, w, touched| {
        let records = device.give_up_every_series();
        for record in records {
            w.put_space_record(record.space, &record.to_bytes())?;
            crate::workspace::give_up(record.space, w, touched)?;
        }
        Ok(())
    })
}
