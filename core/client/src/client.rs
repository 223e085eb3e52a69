//! The one handle that every app holds.

use std::{path::Path, sync::Arc};

use patchwork_store::{Reader, Store, Writer, setting};
use patchwork_sync::Device;
use zeroize::Zeroizing;

use crate::{
    driver::Driver,
    error::{ClientError, Result},
    joining::Screen,
    ledger::Ledger,
    random,
    requests::Options,
    touched::Touched,
    updates::{Listeners, Subscription, UpdateListener},
    vault::{DATABASE_KEY, INSTALLATION, KeyVault},
};

const DATABASE: &str = "patchwork.db";

/// One person's Patchwork on one device: reads, writes, and a connection that
/// keeps itself up.
///
/// Every write is durable on this device when it returns. Cheap to share:
/// hold it in an [`Arc`].
#[cfg_attr(feature = "uniffi", derive(uniffi::Object))]
pub struct Client {
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) listeners: Arc<Listeners>,
    pub(crate) driver: Driver,
    pub(crate) screen: Arc<Screen>,
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
        let undo_seconds = options.undo_seconds;
        let (store, is_copy) = blocking(move || open_store(&options, vault.as_ref())).await?;
        let listeners = Arc::new(Listeners::default());
        let ledger = Arc::new(Ledger::new(store, Arc::clone(&listeners)));
        if is_copy {
            let ledger = Arc::clone(&ledger);
            blocking(move || write_as_new_installation(&ledger)).await?;
        }
        let screen = Arc::new(Screen::default());
        let driver = Driver::start(Arc::clone(&ledger), Arc::clone(&screen));
        Ok(Arc::new(Self {
            ledger,
            listeners,
            driver,
            screen,
            undo_seconds,
        }))
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
        let ledger = Arc::clone(&self.ledger);
        let closed = blocking(move || {
            // Whatever is wrong with the disk, the database is closed.
            let noted = ledger.write_looks();
            ledger.close();
            noted
        });
        if let Err(error) = closed.await {
            tracing::error!(%error, "what was looked at last was not noted");
        }
    }
}

impl Client {
    /// Reads one snapshot, off the caller's thread.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Reader<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let ledger = Arc::clone(&self.ledger);
        blocking(move || ledger.read(f)).await
    }

    /// Writes what needs no state machine.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Writer<'_>, &mut Touched) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let ledger = Arc::clone(&self.ledger);
        blocking(move || ledger.write(f)).await
    }

    /// Changes state machine and store together.
    pub(crate) async fn change<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Device, &mut Writer<'_>, &mut Touched) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let ledger = Arc::clone(&self.ledger);
        let value = blocking(move || ledger.change(f)).await?;
        self.driver.wake();
        Ok(value)
    }

    /// Looks at the state machine.
    pub(crate) async fn look<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Device) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let ledger = Arc::clone(&self.ledger);
        blocking(move || ledger.look(f)).await
    }
}

/// Runs what may wait for the disk where waiting is allowed.
pub(crate) async fn blocking<T: Send + 'static>(
    f: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    match tokio::task::spawn_blocking(f).await {
        Ok(done) => done,
        Err(error) => Err(ClientError::internal(error)),
    }
}

/// The store, and whether it is a copy of another installation's.
fn open_store(options: &Options, vault: &dyn KeyVault) -> Result<(Store, bool)> {
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
    let key = database_key(vault, exists)?;
    if !exists {
        let mark = random::bytes::<16>().to_vec();
        let store = Store::create(&path, &key)?;
        store.write(|w| w.set(&setting::INSTALLATION, &mark))?;
        vault.store(INSTALLATION.to_owned(), mark)?;
        return Ok((store, false));
    }
    let store = Store::open(&path, &key)?;
    let inside = store.read(|r| r.setting(&setting::INSTALLATION))?;
    let outside = vault.load(INSTALLATION.to_owned())?;
    let is_copy = inside.is_none() || inside != outside;
    if is_copy {
        let mark = random::bytes::<16>().to_vec();
        vault.store(INSTALLATION.to_owned(), mark.clone())?;
        store.write(|w| w.set(&setting::INSTALLATION, &mark))?;
    }
    Ok((store, is_copy))
}

fn database_key(vault: &dyn KeyVault, exists: bool) -> Result<Zeroizing<[u8; 32]>> {
    match vault.load(DATABASE_KEY.to_owned())? {
        Some(key) => {
            let key = Zeroizing::new(key);
            let key: [u8; 32] = key.as_slice().try_into().map_err(|_| ClientError::Locked)?;
            Ok(Zeroizing::new(key))
        }
        // A new key would not open it, and must not take the old one's place.
        None if exists => Err(ClientError::Locked),
        None => {
            let key = Zeroizing::new(random::bytes::<32>());
            vault.store(DATABASE_KEY.to_owned(), key.to_vec())?;
            Ok(key)
        }
    }
}

/// A restored or copied database writes under fresh names from now on, so that
/// two copies of one phone never collide.
fn write_as_new_installation(ledger: &Ledger) -> Result<()> {
    let joined = ledger.read(|r| Ok(r.setting(&setting::DEVICE_SECRETS)?.is_some()))?;
    if !joined {
        return Ok(());
    }
    ledger.change(|device, w, touched| {
        let records = device.give_up_every_series();
        for record in records {
            w.put_space_record(record.space, &record.to_bytes())?;
            crate::apply::give_up(record.space, w, touched)?;
        }
        Ok(())
    })
}
