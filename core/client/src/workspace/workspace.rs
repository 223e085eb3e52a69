//! The store and the state machine beside it, changed together or not at all.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use jiff::{SignedDuration, Timestamp};
use patchwork_crypto::{DeviceSecrets, SpaceKey};
use patchwork_model::LookedAt;
use patchwork_protocol::SpaceId;
use patchwork_store::{Reader, Store, StoreError, Writer, setting};
use patchwork_sync::{Device, SpaceRecord, StoredSpace};

use crate::{
    environment::Environment,
    error::{ClientError, Result},
    updates::Listeners,
    workspace::{Touched, access_log::Looks},
};

const LATELY: SignedDuration = SignedDuration::from_hours(1);

/// What every call of the client works on.
pub(crate) struct Workspace {
    /// `None` once it is closed.
    store: RwLock<Option<Store>>,
    /// `None` until joined, and after a transaction of unknown outcome.
    device: Mutex<Option<Device>>,
    listeners: Arc<Listeners>,
    looks: Looks,
    environment: Environment,
}

impl Workspace {
    pub(crate) fn new(store: Store, listeners: Arc<Listeners>, environment: Environment) -> Self {
        Self {
            store: RwLock::new(Some(store)),
            device: Mutex::new(None),
            listeners,
            looks: Looks::default(),
            environment,
        }
    }

    /// The clock, the generator and the threads that this client uses.
    pub(crate) const fn environment(&self) -> &Environment {
        &self.environment
    }

    /// The time, by this device's clock.
    pub(crate) fn now(&self) -> Timestamp {
        self.environment.now()
    }

    /// Reads one snapshot, off the caller's thread.
    pub(crate) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        f: impl FnOnce(&Reader<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.blocking(|workspace| workspace.blocking_read(f)).await
    }

    /// Writes what needs no state machine, in one transaction, off the caller's thread.
    pub(crate) async fn write<T: Send + 'static>(
        self: &Arc<Self>,
        f: impl FnOnce(&mut Writer<'_>, &mut Touched) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.blocking(|workspace| workspace.blocking_write(f)).await
    }

    /// Inspects the state machine, off the caller's thread.
    pub(crate) async fn inspect<T: Send + 'static>(
        self: &Arc<Self>,
        f: impl FnOnce(&Device) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.blocking(|workspace| workspace.blocking_inspect(f))
            .await
    }

    /// Changes state machine and store in one transaction, off the caller's thread.
    pub(crate) async fn change<T: Send + 'static>(
        self: &Arc<Self>,
        f: impl FnOnce(&mut Device, &mut Writer<'_>, &mut Touched) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.blocking(|workspace| workspace.blocking_change(f))
            .await
    }

    /// Writes what was looked at, off the caller's thread.
    pub(crate) async fn write_looks(self: &Arc<Self>) -> Result<()> {
        self.blocking(Self::blocking_write_looks).await
    }

    /// Runs several of the calls that wait for the disk, where waiting is allowed.
    pub(crate) async fn blocking<T: Send + 'static>(
        self: &Arc<Self>,
        f: impl FnOnce(&Self) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let workspace = Arc::clone(self);
        self.environment.blocking(move || f(&workspace)).await
    }

    /// Reads one snapshot.
    pub(crate) fn blocking_read<T>(&self, f: impl FnOnce(&Reader<'_>) -> Result<T>) -> Result<T> {
        self.with_store(|store| store.read(f))
    }

    /// Writes what needs no state machine, in one transaction.
    pub(crate) fn blocking_write<T>(
        &self,
        f: impl FnOnce(&mut Writer<'_>, &mut Touched) -> Result<T>,
    ) -> Result<T> {
        let mut touched = Touched::new(self.environment.clone());
        let value = self.written(|w| f(w, &mut touched))?;
        self.listeners.tell(touched.updates());
        Ok(value)
    }

    /// Inspects the state machine.
    pub(crate) fn blocking_inspect<T>(&self, f: impl FnOnce(&Device) -> Result<T>) -> Result<T> {
        let mut slot = self.lock();
        f(self.loaded(&mut slot)?)
    }

    /// Changes state machine and store in one transaction. Whatever goes
    /// wrong, the state machine is read from the store again.
    pub(crate) fn blocking_change<T>(
        &self,
        f: impl FnOnce(&mut Device, &mut Writer<'_>, &mut Touched) -> Result<T>,
    ) -> Result<T> {
        let mut slot = self.lock();
        let mut touched = Touched::new(self.environment.clone());
        let device = self.loaded(&mut slot)?;
        let done: Result<T> = self.written(|w| {
            let value = f(device, w, &mut touched)?;
            crate::workspace::apply::finish(device, w, &mut touched)?;
            Ok(value)
        });
        if done.is_err() {
            *slot = None;
        }
        drop(slot);
        let value = done?;
        self.listeners.tell(touched.updates());
        Ok(value)
    }

    /// One transaction, with what was looked at meanwhile.
    fn written<T>(&self, f: impl FnOnce(&mut Writer<'_>) -> Result<T>) -> Result<T> {
        let mut written = Vec::new();
        let done = self.with_store(|store| {
            store.write(|w| {
                // Taken, and given back, while no other write is under way: what nobody
                // finds here is on the disk.
                let looks = self.looks.take();
                for look in looks.iter() {
                    look.write(w)?;
                }
                let value = f(w)?;
                written = looks.keep();
                Ok(value)
            })
        });
        if done.is_err() {
            self.looks.give_back(written);
        }
        done
    }

    /// Notes what was looked at, unless it was noted today; returns whether it is to be written.
    pub(crate) fn note_look(&self, space: SpaceId, what: LookedAt) -> bool {
        self.looks.note(space, what, self.now())
    }

    /// What was looked at and is not written yet.
    #[cfg(test)]
    pub(crate) const fn looks(&self) -> &Looks {
        &self.looks
    }

    /// Writes what was looked at; costs nothing if another write took it along.
    pub(crate) fn blocking_write_looks(&self) -> Result<()> {
        self.written(|_| Ok(()))
    }

    /// Puts the state machine of a fresh identity in place, with what `f` writes.
    pub(crate) fn blocking_begin(
        &self,
        device: Device,
        f: impl FnOnce(&mut Device, &mut Writer<'_>, &mut Touched) -> Result<()>,
    ) -> Result<()> {
        let mut slot = self.lock();
        if self.blocking_read(|r| Ok(r.setting(&setting::DEVICE_SECRETS)?.is_some()))? {
            return Err(ClientError::invalid(
                "standing",
                "This Patchwork belongs to a partnership already. Use another folder for another one.",
            ));
        }
        *slot = Some(device);
        drop(slot);
        self.blocking_change(f)
    }

    /// Goes back to before joining: nothing of this device is anywhere else yet.
    pub(crate) fn blocking_forget(&self) -> Result<()> {
        let mut slot = self.lock();
        *slot = None;
        self.blocking_write(|w, _| {
            if let Some(partnership) = w.setting(&setting::PARTNERSHIP)? {
                w.erase_space(partnership.directory())?;
            }
            w.clear(&setting::DEVICE_SECRETS)?;
            w.clear(&setting::PARTNERSHIP)?;
            w.clear(&setting::PRACTITIONER)?;
            w.clear(&setting::RELAY)?;
            w.clear(&setting::INVITATION)?;
            w.clear(&setting::WRAPS_AFTER)?;
            w.clear(&setting::SESSION)?;
            Ok(())
        })
    }

    /// Closes the database once what is under way is done, and forgets its key
    /// and the device's: whoever still holds this is told that it is locked.
    pub(crate) fn blocking_close(&self) {
        // The store first: without it nobody can load the device's keys again.
        // Whole at every moment: nothing under this lock can leave half a store.
        *self.store.write().unwrap_or_else(PoisonError::into_inner) = None;
        *self.lock() = None;
        self.listeners.end();
    }

    fn with_store<T>(&self, f: impl FnOnce(&Store) -> Result<T>) -> Result<T> {
        let store = self.store.read().unwrap_or_else(PoisonError::into_inner);
        f(store.as_ref().ok_or(ClientError::Locked)?)
    }

    /// Tells everyone who listens.
    pub(crate) fn tell(&self, update: crate::Update) {
        self.listeners.tell([update]);
    }

    fn lock(&self) -> MutexGuard<'_, Option<Device>> {
        match self.device.lock() {
            Ok(slot) => slot,
            // A panic may have left it half changed: read it from the store again.
            Err(poisoned) => {
                self.device.clear_poison();
                let mut slot = PoisonError::into_inner(poisoned);
                *slot = None;
                slot
            }
        }
    }

    fn loaded<'s>(&self, slot: &'s mut Option<Device>) -> Result<&'s mut Device> {
        match slot {
            Some(device) => Ok(device),
            none => {
                let now = self.now();
                let device = self.blocking_read(|r| restore(r, now))?;
                Ok(none.insert(device))
            }
        }
    }
}

/// The state machine as the store knows it.
fn restore(r: &Reader<'_>, now: Timestamp) -> Result<Device> {
    let secrets = r
        .setting(&setting::DEVICE_SECRETS)?
        .ok_or(ClientError::NotFound)?;
    let secrets: &[u8; 64] = secrets
        .as_slice()
        .try_into()
        .map_err(|_| ClientError::internal("the device's secrets are damaged"))?;
    let partnership = r
        .setting(&setting::PARTNERSHIP)?
        .ok_or(ClientError::NotFound)?;
    let wraps_after = r.setting(&setting::WRAPS_AFTER)?.unwrap_or(0);
    let mut changes = r.team_changes()?.into_iter().peekable();
    let mut keys = r.space_keys()?.into_iter().peekable();
    let mut stored = Vec::new();
    for row in r.spaces()? {
        let record = SpaceRecord::from_bytes(row.id, &row.record).map_err(ClientError::internal)?;
        let mut team_changes = Vec::new();
        while let Some(change) = changes.next_if(|change| change.space <= row.id) {
            if change.space == row.id {
                team_changes.push(change.bytes);
            }
        }
        let mut space_keys = Vec::new();
        while let Some(key) = keys.next_if(|key| key.space <= row.id) {
            if key.space == row.id
                && let Ok(bytes) = <&[u8; 32]>::try_from(key.key.as_slice())
            {
                space_keys.push(SpaceKey::from_bytes(bytes));
            }
        }
        stored.push(StoredSpace {
            record,
            team_changes,
            keys: space_keys,
        });
    }
    let mut device = Device::restore(
        DeviceSecrets::from_bytes(secrets),
        partnership,
        wraps_after,
        stored,
    )
    .map_err(ClientError::internal)?;
    let agreed = r.setting(&setting::LAST_AGREED)?;
    if agreed.is_some_and(|agreed| is_lately(agreed, now)) {
        device.agreed_lately();
    }
    Ok(device)
}

/// After longer there is most likely something new, and asking with a digest
/// first would cost a request more.
fn is_lately(agreed: Timestamp, now: Timestamp) -> bool {
    let since = now.duration_since(agreed);
    !since.is_negative() && since < LATELY
}

impl From<StoreError> for ClientError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::WrongKey => Self::Locked,
            StoreError::Newer { .. } => Self::UpdateNeeded,
            StoreError::InUse => Self::invalid(
                "data_dir",
                "Patchwork is open already in this folder. Use that window, or close it first.",
            ),
            error if error.is_full() => Self::PhoneFull,
            StoreError::NotThere(_) => Self::NotFound,
            error => Self::internal(error),
        }
    }
}

#[cfg(test)]
mod tests;
