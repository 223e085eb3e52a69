//! The one handle that every app holds.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::Timestamp;
use patchwork_model::UNDERSTANDS;
use patchwork_store::{Reader, Store, Writer, setting};
use patchwork_sync::Device;
use zeroize::Zeroizing;

use crate::{
    engine::{Connect, Driver, Http, InvitationScreen, Link},
    environment::{Environment, EnvironmentRng},
    error::{ClientError, Result},
    facade::{
        half_states::{self, OnDisk},
        requests::Options,
    },
    updates::{Listeners, UpdateListener, UpdateSubscription},
    vault::{DATABASE, DATABASE_KEY, INSTALLATION, KeyVault},
    workspace::{
        Touched, Workspace, best_time, end_series, is_to_be_judged_again, judge_all_again,
        write_as_new_installation,
    },
};

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
    folder: PathBuf,
    vault: Arc<dyn KeyVault>,
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
    /// [`ClientError::KeyGone`] when there is a database and the vault has no key to it,
    /// [`ClientError::VaultCancelled`] when the person turned the vault's question away,
    /// [`ClientError::InUse`] when it is open already,
    /// [`ClientError::Damaged`] when the database is missing beside its key, or the key does not
    /// fit it, or the file does not read back: nothing was written then,
    /// [`ClientError::UpdateNeeded`] when a newer version made the database,
    /// [`ClientError::Invalid`] when an additional root certificate or the proxy's address cannot
    /// be read.
    #[cfg_attr(feature = "uniffi", uniffi::constructor)]
    pub async fn open(options: Options, vault: Arc<dyn KeyVault>) -> Result<Arc<Self>> {
        let http = Arc::new(Http::new(&options.connection)?);
        Self::open_with(options, vault, Environment::system(), http).await
    }

    /// Hears of updates until the subscription is dropped.
    pub fn subscribe(&self, listener: Arc<dyn UpdateListener>) -> Arc<UpdateSubscription> {
        Arc::new(self.listeners.subscribe(listener))
    }

    /// Ends the connection at once, and closes the database when what is under
    /// way is saved. It waits for no answer of the relay: a call that does, and
    /// every call after it is refused with
    /// [`ClientError::Locked`]; the folder can be opened again. What waits is
    /// sent then.
    pub async fn lock(&self) {
        self.driver.stop().await;
        self.driver.link().drop_session();
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

    /// Erases Patchwork on this device for good: its keys first, without which nothing that is
    /// left can be read, then the database. What waits and was not sent is lost: show
    /// [`SyncView::waiting`](crate::SyncView::waiting) before. What the team has stays.
    ///
    /// It can be repeated until it succeeds, also with [`erase_device`] after a new start.
    pub async fn erase_this_device(&self) -> Result<()> {
        self.lock().await;
        let (folder, vault) = (self.folder.clone(), Arc::clone(&self.vault));
        let erased = move || erase(&folder, vault.as_ref());
        self.workspace.environment().blocking(erased).await
    }
}

/// Erases Patchwork in this folder for good, where it cannot be opened: the keys that the vault
/// keeps, then the database. Nothing happens where there is none.
///
/// # Errors
/// [`ClientError::InUse`] while it is open; nothing is touched then.
#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
pub async fn erase_device(options: Options, vault: Arc<dyn KeyVault>) -> Result<()> {
    let folder = PathBuf::from(options.data_dir);
    let erased = move || erase(&folder, vault.as_ref());
    Environment::system().blocking(erased).await
}

impl Drop for Client {
    fn drop(&mut self) {
        self.listeners.end();
    }
}

/// A fresh id, 32 hex digits: for the `id` or `request` of what is to be added, so that the same
/// request can be made again when it is not known whether it was saved.
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn draw_id() -> String {
    data_encoding::HEXLOWER.encode(&Environment::system().bytes::<16>())
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

    /// From now on there is no room on the disk, or there is room again.
    pub fn set_full(&self, is_full: bool) -> Result<()> {
        self.workspace.set_full(is_full)
    }

    /// Inspects the state machine behind the screens, for checks.
    pub fn inspect_device<T>(&self, f: impl FnOnce(&Device) -> Result<T>) -> Result<T> {
        self.workspace.blocking_inspect(f)
    }
}

impl Client {
    pub(crate) async fn open_with(
        options: Options,
        vault: Arc<dyn KeyVault>,
        environment: Environment,
        connect: Arc<dyn Connect>,
    ) -> Result<Arc<Self>> {
        let undo_seconds = options.undo_seconds;
        let folder = PathBuf::from(&options.data_dir);
        let surroundings = environment.clone();
        let keys = Arc::clone(&vault);
        let opened =
            environment.blocking(move || open_store(&options, keys.as_ref(), &surroundings));
        let (store, mark_of_copy) = opened.await?;
        #[cfg(feature = "simulation")]
        if environment.is_simulated() {
            store.wait_for_no_disk()?;
        }
        let listeners = Listeners::start(environment.clone());
        let workspace = Arc::new(Workspace::new(store, Arc::clone(&listeners), environment));
        if let Some(mark) = mark_of_copy {
            let anew = move |workspace: &Workspace| write_as_new_installation(mark, workspace);
            workspace.blocking(anew).await?;
        }
        workspace.blocking(end_series).await?;
        if workspace.read(is_to_be_judged_again).await? {
            tokio::spawn(judge_all_again(Arc::clone(&workspace)));
        }
        let screen = Arc::new(InvitationScreen::default());
        let driver = Driver::start(Arc::clone(&workspace), Arc::clone(&screen), connect);
        Ok(Arc::new(Self {
            workspace,
            listeners,
            driver,
            screen,
            undo_seconds,
            folder,
            vault,
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

    /// As [`read`](Self::read), for what may take long: it stops when nobody waits for it.
    pub(crate) async fn read_while_awaited<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Reader<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.workspace.read_while_awaited(f).await
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
        self.saved(|workspace| workspace.blocking_change(f), Link::wake)
            .await
    }

    /// As [`write`](Self::write), of something that may go to the relay now.
    pub(crate) async fn write_to_send<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Writer<'_>, &mut Touched) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.saved(|workspace| workspace.blocking_write(f), Link::wake)
            .await
    }

    /// As [`write`](Self::write), of how the relay is reached: what failed before says nothing any
    /// more.
    pub(crate) async fn write_for_a_new_start<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Writer<'_>, &mut Touched) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.saved(|workspace| workspace.blocking_write(f), Link::start_over)
            .await
    }

    /// Saves, and signals the connection where it was saved, since the caller may not wait for the
    /// end.
    async fn saved<T: Send + 'static>(
        &self,
        save: impl FnOnce(&Workspace) -> Result<T> + Send + 'static,
        signal: fn(&Link),
    ) -> Result<T> {
        let link = Arc::clone(self.driver.link());
        let saved = self.workspace.blocking(move |workspace| {
            let value = save(workspace)?;
            signal(&link);
            Ok(value)
        });
        saved.await
    }

    /// Inspects the state machine.
    pub(crate) async fn inspect<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Device) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.workspace.inspect(f).await
    }
}

/// The store, and the mark to write into it if it is a copy of another installation's.
fn open_store(
    options: &Options,
    vault: &dyn KeyVault,
    environment: &Environment,
) -> Result<(Store, Option<Vec<u8>>)> {
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
    let state = half_states::examine(&path, vault)?;
    let key = database_key(vault, state, &path, environment)?;
    if state == OnDisk::Nothing {
        let mark = environment.bytes::<16>().to_vec();
        let store = Store::create(&path, &key).map_err(|error| half_states::told(error, &path))?;
        store.write(|w| {
            // Nothing is here that an earlier version could have judged.
            w.set(&setting::JUDGED_BY, &UNDERSTANDS)?;
            w.set(&setting::INSTALLATION, &mark)
        })?;
        vault.store(INSTALLATION.to_owned(), mark)?;
        return Ok((store, None));
    }
    let store = Store::open(&path, &key).map_err(|error| half_states::told(error, &path))?;
    let now = environment.now();
    let dated = store.write(|w| {
        let now = best_time(now, w)?;
        Ok::<_, ClientError>(w.receive_undated(now)?)
    });
    match dated {
        // What is here can be read all the same; the next start notes it.
        Err(ClientError::PhoneFull | ClientError::Damaged { .. }) => {}
        dated => dated?,
    }
    let inside = store.read(|r| r.setting(&setting::INSTALLATION))?;
    let outside = vault.load(INSTALLATION.to_owned())?;
    if inside.is_some() && inside == outside {
        return Ok((store, None));
    }
    let mark = environment.bytes::<16>().to_vec();
    vault.store(INSTALLATION.to_owned(), mark.clone())?;
    Ok((store, Some(mark)))
}

fn database_key(
    vault: &dyn KeyVault,
    state: OnDisk,
    path: &Path,
    environment: &Environment,
) -> Result<Zeroizing<[u8; 32]>> {
    match vault.load(DATABASE_KEY.to_owned())? {
        Some(key) => {
            let key = Zeroizing::new(key);
            let fits = key.as_slice().try_into();
            let key: [u8; 32] = fits.map_err(|_| half_states::without_key(path))?;
            Ok(Zeroizing::new(key))
        }
        // A new key would not open it, and must not take the old one's place.
        None if state == OnDisk::Database => Err(half_states::without_key(path)),
        None => {
            let key = Zeroizing::new(environment.bytes::<32>());
            vault.store(DATABASE_KEY.to_owned(), key.to_vec())?;
            Ok(key)
        }
    }
}

/// The keys first: without them nothing that is left can be read. One after the other is tried
/// whatever becomes of the one before, and what failed is said.
fn erase(folder: &Path, vault: &dyn KeyVault) -> Result<()> {
    Store::erase(&folder.join(DATABASE), || {
        let key = vault.delete(DATABASE_KEY.to_owned());
        let mark = vault.delete(INSTALLATION.to_owned());
        key?;
        Ok(mark?)
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use patchwork_protocol::{Replica, Seq};

    use super::*;
    use crate::{
        ConnectionOptions, VaultError,
        testing::{Kitchen, TestVault},
    };

    fn options(folder: &Path) -> Options {
        Options {
            data_dir: folder.display().to_string(),
            undo_seconds: 10,
            connection: ConnectionOptions::default(),
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn nothing_is_left_of_an_erased_device() {
        let kitchen = Kitchen::new().await;
        kitchen.ella().await;
        let folder = kitchen.client.folder.clone();
        assert!(folder.join(DATABASE).exists());
        let vault = Arc::clone(&kitchen.client.vault);
        kitchen.client.erase_this_device().await.unwrap();
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
        for name in [DATABASE_KEY, INSTALLATION] {
            assert_eq!(vault.load(name.to_owned()), Ok(None));
        }
        let refused = kitchen.client.standing().await;
        assert_eq!(refused, Err(ClientError::Locked));
        kitchen.client.erase_this_device().await.unwrap();
        let anew = Client::open(options(&folder), vault).await.unwrap();
        assert_eq!(anew.standing().await, Ok(crate::Standing::New));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_database_whose_key_is_gone_is_said_to_be_and_can_be_erased() {
        let folder = tempfile::tempdir().unwrap();
        let first = Client::open(options(folder.path()), Arc::new(TestVault::default()));
        let first = first.await.unwrap();
        let other = Arc::new(TestVault::default());
        let in_use = erase_device(options(folder.path()), other.clone()).await;
        assert_eq!(in_use, Err(ClientError::InUse));
        first.lock().await;
        let opened = Client::open(options(folder.path()), other.clone()).await;
        assert!(matches!(opened, Err(ClientError::KeyGone { .. })));
        assert!(
            other.secrets().is_empty(),
            "no other key takes the place of the one that is gone"
        );
        erase_device(options(folder.path()), other.clone())
            .await
            .unwrap();
        Client::open(options(folder.path()), other).await.unwrap();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_copy_writes_under_fresh_names_also_after_a_start_that_failed() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let directory = client.inspect(|d| Ok(d.partnership().directory()));
        let directory = directory.await.unwrap();
        let harmed = client.change(move |device, w, _| {
            let mut record = device.record(directory).ok_or(ClientError::NotFound)?;
            record.own = Some((Replica::new(device.id(), [1; 8]), Seq(3)));
            w.put_space_record(directory, &record.to_bytes())?;
            let secrets = w.setting(&setting::DEVICE_SECRETS)?;
            w.set(
                &setting::DEVICE_SECRETS,
                &Zeroizing::new(b"damaged".to_vec()),
            )?;
            secrets.ok_or(ClientError::NotFound)
        });
        let secrets = harmed.await.unwrap();
        let (folder, vault) = (client.folder.clone(), Arc::clone(&client.vault));
        client.lock().await;
        let elsewhere = vec![1; 16];
        vault.store(INSTALLATION.to_owned(), elsewhere).unwrap();
        Client::open(options(&folder), Arc::clone(&vault))
            .await
            .unwrap_err();

        let key = vault.load(DATABASE_KEY.to_owned()).unwrap().unwrap();
        let key = Zeroizing::new(<[u8; 32]>::try_from(key).unwrap());
        let store = Store::open(&folder.join(DATABASE), &key).unwrap();
        let mended = store.write(|w| w.set(&setting::DEVICE_SECRETS, &secrets));
        mended.unwrap();
        drop(store);
        let copy = Client::open(options(&folder), vault).await.unwrap();
        let own = copy.inspect(move |device| Ok(device.record(directory).map(|kept| kept.own)));
        assert_eq!(own.await, Ok(Some(None)));
    }

    /// A keystore that answers with the next of these.
    struct Answers(Mutex<Vec<VaultError>>);

    impl KeyVault for Answers {
        fn load(&self, _: String) -> Result<Option<Vec<u8>>, VaultError> {
            Err(self.0.lock().unwrap().remove(0))
        }

        fn store(&self, _: String, _: Vec<u8>) -> Result<(), VaultError> {
            unreachable!("nothing is stored where nothing was read")
        }

        fn delete(&self, _: String) -> Result<(), VaultError> {
            unreachable!("nothing is deleted by opening")
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn each_trouble_of_a_keystore_is_said_in_words_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let failed = VaultError::Failed {
            reason: "busy".to_owned(),
        };
        let answers = vec![
            VaultError::Cancelled,
            VaultError::NotYet,
            VaultError::Gone,
            failed,
        ];
        let vault = Arc::new(Answers(Mutex::new(answers)));
        let mut said = Vec::new();
        for _ in 0..4 {
            let opened = Client::open(options(folder.path()), vault.clone()).await;
            said.push(crate::describe_error(opened.unwrap_err()).code);
        }
        let expected = [
            "vault-cancelled",
            "vault-not-ready",
            "key-gone",
            "vault-not-ready",
        ];
        assert_eq!(said, expected);
        assert!(!folder.path().join(DATABASE).exists());
    }
}
