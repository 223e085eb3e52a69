//! The store and the state machine beside it, changed together or not at all.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use jiff::{SignedDuration, Timestamp};
use patchwork_crypto::{DeviceSecrets, SpaceKey};
use patchwork_model::LookedAt;
use patchwork_protocol::SpaceId;
use patchwork_store::{Cure, Diagnosis, Reader, SpaceUse, Store, StoreError, Writer, setting};
use patchwork_sync::{ConversationState, Device, SpaceRecord, StoredSpace};

use crate::{
    environment::Environment,
    error::{ClientError, Result},
    updates::Listeners,
    vault::DATABASE,
    workspace::{Touched, access_log::Looks},
};

const LATELY: SignedDuration = SignedDuration::from_hours(1);

/// What every call of the client works on.
pub(crate) struct Workspace {
    /// `None` once it is closed.
    store: RwLock<Option<Store>>,
    /// Held by whoever changes the state machine, until what came of it can be seen.
    turn: Mutex<()>,
    /// Whoever only inspects it waits for no change.
    known: RwLock<Known>,
    listeners: Arc<Listeners>,
    looks: Looks,
    environment: Environment,
}

/// The state machine, as of the last commit.
enum Known {
    Device(Arc<Device>),
    /// It is to be read from the store, if somebody has joined; and goes on with this
    /// conversation, if it was in one.
    InStore(Option<ConversationState>),
}

impl Workspace {
    pub(crate) fn new(store: Store, listeners: Arc<Listeners>, environment: Environment) -> Self {
        Self {
            store: RwLock::new(Some(store)),
            turn: Mutex::new(()),
            known: RwLock::new(Known::InStore(None)),
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

    /// Reads one snapshot, off the caller's thread, and stops soon after the caller has stopped
    /// waiting: a search is given up when the next letter is typed.
    pub(crate) async fn read_while_awaited<T: Send + 'static>(
        self: &Arc<Self>,
        f: impl FnOnce(&Reader<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        // Goes with this future, however it ends.
        let caller = Arc::new(());
        let awaited = Arc::downgrade(&caller);
        let is_awaited = move || awaited.strong_count() > 0;
        let read = self
            .blocking(|workspace| workspace.with_store(|store| store.read_while(is_awaited, f)));
        let read = read.await;
        drop(caller);
        read
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

    /// Inspects the state machine, as of the last commit.
    pub(crate) fn blocking_inspect<T>(&self, f: impl FnOnce(&Device) -> Result<T>) -> Result<T> {
        f(&*self.blocking_device()?)
    }

    /// The state machine, as of the last commit. It is read from the store the first
    /// time; after that nobody waits for a change that is under way.
    pub(crate) fn blocking_device(&self) -> Result<Arc<Device>> {
        if let Known::Device(device) = &*self.known() {
            return Ok(Arc::clone(device));
        }
        let _turn = self.turn();
        self.loaded()
    }

    /// Changes state machine and store in one transaction. It works on a clone of
    /// the state machine, which takes the place of the original with the commit:
    /// what fails has changed neither, and a conversation with the relay goes on.
    pub(crate) fn blocking_change<T>(
        &self,
        f: impl FnOnce(&mut Device, &mut Writer<'_>, &mut Touched) -> Result<T>,
    ) -> Result<T> {
        let turn = self.turn();
        let device = self.loaded()?;
        let (value, touched) = self.changed(&device, f)?;
        drop(turn);
        self.listeners.tell(touched.updates());
        Ok(value)
    }

    /// One change, by whoever has the turn.
    fn changed<T>(
        &self,
        before: &Device,
        f: impl FnOnce(&mut Device, &mut Writer<'_>, &mut Touched) -> Result<T>,
    ) -> Result<(T, Touched)> {
        let mut device = before.clone();
        let mut touched = Touched::new(self.environment.clone());
        let mut is_carried_out = false;
        let done = self.written(|w| {
            let value = f(&mut device, w, &mut touched)?;
            crate::workspace::apply::finish(&device, w, &mut touched)?;
            is_carried_out = true;
            Ok(value)
        });
        match done {
            Ok(value) => {
                self.publish(Known::Device(Arc::new(device)));
                Ok((value, touched))
            }
            Err(error) => {
                // Whether the commit took place, only the store can tell.
                if is_carried_out {
                    self.publish(Known::InStore(Some(before.conversation())));
                }
                Err(error)
            }
        }
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

    /// As after the app was opened anew.
    #[cfg(test)]
    pub(crate) fn blocking_reopen(&self) {
        let _turn = self.turn();
        self.publish(Known::InStore(None));
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
        let turn = self.turn();
        if self.blocking_read(|r| Ok(r.setting(&setting::DEVICE_SECRETS)?.is_some()))? {
            return Err(ClientError::invalid(
                "standing",
                "This Patchwork belongs to a partnership already. Use another folder for another one.",
            ));
        }
        let ((), touched) = self.changed(&device, f)?;
        drop(turn);
        self.listeners.tell(touched.updates());
        Ok(())
    }

    /// Compares what screens read with what it is computed from, and the file with itself.
    pub(crate) fn blocking_doctor(&self, cure: Cure) -> Result<Diagnosis> {
        self.with_store(|store| Ok(store.doctor(cure)?))
    }

    /// Goes back to before joining: nothing of this device is anywhere else yet. A
    /// device that was admitted once, or that holds words or cases, forgets nothing:
    /// the directory may be an old one. Returns whether it forgot.
    pub(crate) fn blocking_forget(&self) -> Result<bool> {
        let _turn = self.turn();
        let done = self.blocking_write(|w, _| {
            if holds_anything(w)? {
                return Ok(false);
            }
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
            Ok(true)
        });
        // After a failed commit only the store can tell whether the secrets are still there.
        if !matches!(done, Ok(false)) {
            self.publish(Known::InStore(None));
        }
        done
    }

    /// Closes the database once what is under way is done, and forgets its key
    /// and the device's: whoever still holds this is told that it is locked.
    pub(crate) fn blocking_close(&self) {
        // The store first: without it nobody can load the device's keys again.
        // Whole at every moment: nothing under this lock can leave half a store.
        *self.store.write().unwrap_or_else(PoisonError::into_inner) = None;
        let _turn = self.turn();
        self.publish(Known::InStore(None));
        self.listeners.end();
    }

    #[cfg(feature = "simulation")]
    pub(crate) fn set_full(&self, is_full: bool) -> Result<()> {
        self.with_store(|store| {
            store.set_full(is_full);
            Ok(())
        })
    }

    /// Makes the next commit fail as a broken disk would.
    #[cfg(test)]
    pub(crate) fn refuse_the_next_commit(&self) {
        let refused = self.with_store(|store| {
            store.refuse_the_next_commit();
            Ok(())
        });
        refused.unwrap();
    }

    #[cfg(feature = "testing")]
    pub(crate) fn store_counts(&self) -> Result<patchwork_store::Counts> {
        self.with_store(|store| Ok(store.counts()))
    }

    fn with_store<T>(&self, f: impl FnOnce(&Store) -> Result<T>) -> Result<T> {
        let store = self.store.read().unwrap_or_else(PoisonError::into_inner);
        f(store.as_ref().ok_or(ClientError::Locked)?)
    }

    /// Tells everyone who listens.
    pub(crate) fn tell(&self, update: crate::Update) {
        self.listeners.tell([update]);
    }

    fn turn(&self) -> MutexGuard<'_, ()> {
        match self.turn.lock() {
            Ok(turn) => turn,
            // A panic in a change: how far its transaction came, only the store can tell.
            Err(poisoned) => {
                self.turn.clear_poison();
                let conversation = match &*self.known() {
                    Known::Device(device) => Some(device.conversation()),
                    Known::InStore(conversation) => *conversation,
                };
                self.publish(Known::InStore(conversation));
                poisoned.into_inner()
            }
        }
    }

    /// The state machine, for whoever has the turn.
    fn loaded(&self) -> Result<Arc<Device>> {
        let conversation = match &*self.known() {
            Known::Device(device) => return Ok(Arc::clone(device)),
            Known::InStore(conversation) => *conversation,
        };
        let now = self.now();
        let mut device = self.blocking_read(|r| restore(r, now))?;
        if let Some(conversation) = conversation {
            device.go_on(conversation);
        }
        let device = Arc::new(device);
        self.publish(Known::Device(Arc::clone(&device)));
        Ok(device)
    }

    // Whole at every moment: nothing under this lock can leave half a value.
    fn known(&self) -> RwLockReadGuard<'_, Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn publish(&self, known: Known) {
        let mut slot = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let before = core::mem::replace(&mut *slot, known);
        drop(slot);
        // What nobody shares any more is destroyed where nobody waits for it.
        drop(before);
    }
}

/// Whether this installation holds anything that a joining which came to nothing
/// cannot have brought.
fn holds_anything(r: &Reader<'_>) -> Result<bool> {
    Ok(r.setting(&setting::WAS_ADMITTED)?.unwrap_or(false)
        || !r.unsent()?.is_empty()
        || r.spaces()?
            .iter()
            .any(|space| space.kind == Some(SpaceUse::Case)))
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
            space: row.id,
            record: SpaceRecord::from_bytes(row.id, &row.record),
            team_changes,
            keys: space_keys,
        });
    }
    let mut device = Device::restore(
        DeviceSecrets::from_bytes(secrets),
        partnership,
        wraps_after,
        stored,
    );
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
            StoreError::InUse => Self::InUse,
            error if error.is_full() => Self::PhoneFull,
            StoreError::CommitUnknown(_) => Self::SavedMaybe,
            StoreError::NotThere(_) => Self::NotFound,
            StoreError::Damaged(what) => {
                tracing::error!(%what, "the database is damaged");
                Self::Damaged {
                    what: format!(
                        "Part of the file {DATABASE} is damaged, so this cannot be shown. Nothing \
                         was written over. Look at the other cases, save what is unsent as a file \
                         on Sync, and put {DATABASE} back from a backup."
                    ),
                }
            }
            error => Self::internal(error),
        }
    }
}

#[cfg(test)]
mod tests;
