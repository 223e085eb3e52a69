//! Keys of spaces, and keys sealed for other devices that wait to be uploaded.

use patchwork_protocol::{DeviceId, KeyId, SpaceId, Wrap};
use rusqlite::params;
use zeroize::Zeroizing;

use crate::{Reader, Result, StoreError, Writer, columns::Columns};

/// A key of a space.
#[derive(Clone, PartialEq, Eq)]
pub struct SpaceKeyRow {
    /// Of which space.
    pub space: SpaceId,
    /// Its id.
    pub key_id: KeyId,
    /// The key.
    pub key: Zeroizing<Vec<u8>>,
}

impl core::fmt::Debug for SpaceKeyRow {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("SpaceKeyRow")
            .field("space", &self.space)
            .field("key_id", &self.key_id)
            .finish_non_exhaustive()
    }
}

pub(crate) const KEYS: &str = "SELECT space, key_id, key FROM space_key ORDER BY space, key_id";
pub(crate) const PUT_KEY: &str = "INSERT INTO space_key (space, key_id, key) VALUES (?1, ?2, ?3)
    ON CONFLICT DO NOTHING";
pub(crate) const WRAPS: &str =
    "SELECT space, key_id, recipient, sender, sealed FROM wrap_out LIMIT ?1";
pub(crate) const PUT_WRAP: &str = "INSERT INTO wrap_out (space, key_id, recipient, sender, sealed)
    VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
pub(crate) const WAS_GIVEN: &str = "SELECT 1 FROM wrap_given
    WHERE space = ?1 AND key_id = ?2 AND recipient = ?3";
pub(crate) const PUT_GIVEN: &str = "INSERT INTO wrap_given (space, key_id, recipient)
    VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
pub(crate) const FORGET_GIVEN: &str = "DELETE FROM wrap_given WHERE space = ?1";
pub(crate) const DROP_WRAP: &str = "DELETE FROM wrap_out
    WHERE space = ?1 AND key_id = ?2 AND recipient = ?3 AND sender = ?4";

impl Reader<'_> {
    /// The keys of all spaces, by space: for the start.
    pub fn space_keys(&self) -> Result<Vec<SpaceKeyRow>> {
        self.all(KEYS, [], key)
    }

    /// Whether this device has made a wrap of this key for a device that was admitted later.
    pub fn was_given(&self, space: SpaceId, key: KeyId, recipient: DeviceId) -> Result<bool> {
        let params = params![space.0, key.0, recipient.0];
        Ok(self.one(WAS_GIVEN, params, |_| Ok(()))?.is_some())
    }

    /// Wraps that are not on the relay yet.
    pub fn wraps_to_upload(&self, limit: u32) -> Result<Vec<Wrap>> {
        self.all(WRAPS, [limit], |row| {
            Ok(Wrap {
                space: row.id(0)?,
                key_id: row.id(1)?,
                recipient: row.id(2)?,
                sender: row.id(3)?,
                sealed: row.get(4)?,
            })
        })
    }
}

impl Writer<'_> {
    /// Notes a wrap that this device made for a device that was admitted later.
    pub fn note_given(&mut self, space: SpaceId, key: KeyId, recipient: DeviceId) -> Result<()> {
        self.run(PUT_GIVEN, params![space.0, key.0, recipient.0])?;
        Ok(())
    }

    /// The relay may have lost the wraps of a space: they are to be made again.
    pub fn forget_given(&mut self, space: SpaceId) -> Result<()> {
        self.run(FORGET_GIVEN, [space.0])?;
        Ok(())
    }

    /// Keeps a key of a space.
    pub fn put_space_key(&mut self, space: SpaceId, key_id: KeyId, key: &[u8]) -> Result<()> {
        self.run(PUT_KEY, params![space.0, key_id.0, key])?;
        Ok(())
    }

    /// Keeps a wrap until it is uploaded.
    pub fn put_wrap(&mut self, wrap: &Wrap) -> Result<()> {
        self.run(
            PUT_WRAP,
            params![
                wrap.space.0,
                wrap.key_id.0,
                wrap.recipient.0,
                wrap.sender.0,
                wrap.sealed
            ],
        )?;
        Ok(())
    }

    /// The relay has it.
    pub fn wrap_uploaded(&mut self, wrap: &Wrap) -> Result<()> {
        self.run(
            DROP_WRAP,
            params![wrap.space.0, wrap.key_id.0, wrap.recipient.0, wrap.sender.0],
        )?;
        Ok(())
    }
}

fn key(row: &rusqlite::Row<'_>) -> Result<SpaceKeyRow> {
    let key = row.get_ref(2)?.as_blob().map_err(StoreError::damaged)?;
    Ok(SpaceKeyRow {
        space: row.id(0)?,
        key_id: row.id(1)?,
        key: Zeroizing::new(key.to_vec()),
    })
}
