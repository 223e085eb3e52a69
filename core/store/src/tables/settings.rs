//! What this installation knows of itself: one typed value per name.

use core::marker::PhantomData;

use jiff::Timestamp;
use patchwork_protocol::{PartnershipId, PractitionerId};
use rusqlite::params;
use zeroize::Zeroizing;

use crate::{Reader, Result, StoreError, Writer};

const GET: &str = "SELECT value FROM setting WHERE name = ?1";
const SET: &str = "INSERT INTO setting (name, value) VALUES (?1, ?2)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value";
const CLEAR: &str = "DELETE FROM setting WHERE name = ?1";

/// The name of a setting, and what it holds.
#[derive(Debug)]
pub struct Setting<T> {
    name: &'static str,
    holds: PhantomData<fn() -> T>,
}

impl<T> Setting<T> {
    /// A setting of a layer above; its name must be its own.
    pub const fn named(name: &'static str) -> Self {
        Self {
            name,
            holds: PhantomData,
        }
    }
}

/// The settings that every installation has.
pub mod setting {
    use super::{PartnershipId, PractitionerId, Setting, Timestamp, Zeroizing};

    /// The device's private keys.
    pub const DEVICE_SECRETS: Setting<Zeroizing<Vec<u8>>> = Setting::named("device_secrets");
    /// The mark that is also kept outside the database: when they differ, this is a copy.
    pub const INSTALLATION: Setting<Vec<u8>> = Setting::named("installation");
    /// The relay's address.
    pub const RELAY: Setting<String> = Setting::named("relay");
    /// The partnership that this device is in, or asks to join.
    pub const PARTNERSHIP: Setting<PartnershipId> = Setting::named("partnership");
    /// Whose device this is.
    pub const PRACTITIONER: Setting<PractitionerId> = Setting::named("practitioner");
    /// The number of the last wrap that was taken in.
    pub const WRAPS_AFTER: Setting<u64> = Setting::named("wraps_after");
    /// When the relay and this device last agreed.
    pub const LAST_AGREED: Setting<Timestamp> = Setting::named("last_agreed");
    /// Whether the person has switched the connection off.
    pub const IS_OFFLINE: Setting<bool> = Setting::named("is_offline");
    /// Whether the directory has ever listed this device as admitted: then nothing is forgotten.
    pub const WAS_ADMITTED: Setting<bool> = Setting::named("was_admitted");
    /// The invitation that is being used, while the device waits to be admitted.
    pub const INVITATION: Setting<Zeroizing<Vec<u8>>> = Setting::named("invitation");
    /// The relay's session and whose it is, so that the app opened anew asks in one request.
    pub const SESSION: Setting<Zeroizing<Vec<u8>>> = Setting::named("session");
    /// By how many milliseconds the relay's clock is ahead of this device's; not set where they
    /// agree, so far as is known.
    pub const RELAY_AHEAD: Setting<i64> = Setting::named("relay_ahead");
    /// By which version of the computation what is computed from documents and entries was.
    pub const DERIVED: Setting<u64> = Setting::named("derived");
    /// When the person, or the system for them, last asked to send and fetch at once.
    pub const LAST_TRY: Setting<Timestamp> = Setting::named("last_try");
    /// What came of it: a code of the client's.
    pub const LAST_TRY_OUTCOME: Setting<String> = Setting::named("last_try_outcome");
    /// What needed attention and was acknowledged: its handles, one on each line.
    pub const ACKNOWLEDGED: Setting<String> = Setting::named("acknowledged");
    /// By what version of understanding everything that others wrote was judged.
    pub const JUDGED_BY: Setting<u64> = Setting::named("judged_by");
    /// The spaces that were set aside while everything else was judged: they are judged when they
    /// have their team again. Their ids, one after another.
    pub const NOT_JUDGED: Setting<Vec<u8>> = Setting::named("not_judged");
    /// The spaces in which a series was given up while their record could not be read: it ends once
    /// the record can be. Their ids, one after another.
    pub const SERIES_TO_END: Setting<Vec<u8>> = Setting::named("series_to_end");
    /// How far judging again has come, while it goes on; in the client's own bytes.
    pub const JUDGING: Setting<Vec<u8>> = Setting::named("judging");
    /// A founding that the relay has not answered yet, with the keys drawn for it and what was
    /// typed; in the client's own bytes.
    pub const FOUNDING: Setting<Zeroizing<Vec<u8>>> = Setting::named("founding");
}

/// What a setting may hold.
pub trait SettingValue: Sized {
    /// As a column.
    fn to_column(&self) -> Zeroizing<Vec<u8>>;
    /// From a column; none if it is something else.
    fn from_column(bytes: &[u8]) -> Option<Self>;
}

impl SettingValue for Vec<u8> {
    fn to_column(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.clone())
    }

    fn from_column(bytes: &[u8]) -> Option<Self> {
        Some(bytes.to_vec())
    }
}

impl SettingValue for Zeroizing<Vec<u8>> {
    fn to_column(&self) -> Zeroizing<Vec<u8>> {
        self.clone()
    }

    fn from_column(bytes: &[u8]) -> Option<Self> {
        Some(Self::new(bytes.to_vec()))
    }
}

impl SettingValue for String {
    fn to_column(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.clone().into_bytes())
    }

    fn from_column(bytes: &[u8]) -> Option<Self> {
        Self::from_utf8(bytes.to_vec()).ok()
    }
}

impl SettingValue for u64 {
    fn to_column(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.to_be_bytes().to_vec())
    }

    fn from_column(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self::from_be_bytes)
    }
}

impl SettingValue for i64 {
    fn to_column(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.to_be_bytes().to_vec())
    }

    fn from_column(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self::from_be_bytes)
    }
}

impl SettingValue for bool {
    fn to_column(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(vec![u8::from(*self)])
    }

    fn from_column(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0] => Some(false),
            [1] => Some(true),
            _ => None,
        }
    }
}

impl SettingValue for Timestamp {
    fn to_column(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.as_millisecond().to_be_bytes().to_vec())
    }

    fn from_column(bytes: &[u8]) -> Option<Self> {
        let milliseconds = bytes.try_into().ok().map(i64::from_be_bytes)?;
        Self::from_millisecond(milliseconds).ok()
    }
}

macro_rules! id_setting {
    ($($id:ty),*) => {$(
        impl SettingValue for $id {
            fn to_column(&self) -> Zeroizing<Vec<u8>> {
                Zeroizing::new(self.0.to_vec())
            }

            fn from_column(bytes: &[u8]) -> Option<Self> {
                Self::try_from(bytes).ok()
            }
        }
    )*};
}
id_setting!(PartnershipId, PractitionerId);

impl Reader<'_> {
    /// A setting, if it was ever set.
    pub fn setting<T: SettingValue>(&self, setting: &Setting<T>) -> Result<Option<T>> {
        self.one(GET, [setting.name], |row| {
            let bytes = row.get_ref(0)?.as_blob().map_err(StoreError::damaged)?;
            T::from_column(bytes)
                .ok_or_else(|| StoreError::damaged(format!("setting {}", setting.name)))
        })
    }
}

impl Writer<'_> {
    /// Sets a setting.
    pub fn set<T: SettingValue>(&mut self, setting: &Setting<T>, value: &T) -> Result<()> {
        let column = value.to_column();
        self.run(SET, params![setting.name, column.as_slice()])?;
        Ok(())
    }

    /// Forgets a setting.
    pub fn clear<T>(&mut self, setting: &Setting<T>) -> Result<()> {
        self.run(CLEAR, [setting.name])?;
        Ok(())
    }
}
