//! What an operator can read in the files of a relay.
//!
//! It reads the database of a running or a stopped relay and changes nothing. For each item it
//! returns the sending device, the space, the place in the order of arrival, the length, and the
//! first bytes, which nobody without the team's key can decrypt.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use patchwork_protocol::{DeviceId, Envelope, Replica, SpaceId, team::TeamChange};
use rusqlite::{Connection, OpenFlags};

use crate::log::DATABASE_FILE;

/// How long to wait for the relay's lock on the database.
const LOCK_TIMEOUT: Duration = Duration::from_secs(2);
/// Bytes at the start of a replica's id that name its device.
const DEVICE_ID_BYTES: u32 = 8;
/// Bytes of an item that are returned.
const FIRST_BYTES: usize = 24;

/// The database could not be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {}: {source}", path.display())]
pub struct InspectError {
    path: PathBuf,
    source: rusqlite::Error,
}

/// How much a relay holds, and its newest items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holdings {
    /// Items in all logs.
    pub items: u64,
    /// Bytes of these items.
    pub bytes: u64,
    /// Spaces, each of which has one log: a partnership's directory, a case.
    pub spaces: u64,
    /// Devices that have sent an envelope.
    pub devices: u64,
    /// Wraps of keys, each for one device.
    pub wraps: u64,
    /// The newest items, newest first.
    pub newest: Vec<HeldItem>,
}

/// One item, as an operator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldItem {
    /// Its place in the order of all items of this relay.
    pub row: u64,
    /// The space whose log it is in.
    pub space: SpaceId,
    /// Its place in that log.
    pub n: u64,
    /// Its kind.
    pub kind: HeldKind,
    /// The device that sent it; none where that cannot be read any more.
    pub device: Option<DeviceId>,
    /// Its length in bytes, the padding of an envelope included.
    pub bytes: u64,
    /// Its first bytes; of an envelope, the first of its sealed part.
    pub first_bytes: Vec<u8>,
}

/// The kind of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldKind {
    /// It is sealed, and the relay has no key.
    Envelope,
    /// A signed change of a team, which relay and devices read.
    TeamChange,
    /// Its bytes were erased; its hash is left.
    Erased,
}

/// Reads what the relay with this data directory holds.
///
/// # Errors
/// [`InspectError`] when there is no database yet, or it cannot be read now.
pub fn inspect(data_dir: &Path, newest: u32) -> Result<Holdings, InspectError> {
    let path = data_dir.join(DATABASE_FILE);
    read(&path, newest).map_err(|source| InspectError { path, source })
}

fn read(path: &Path, newest: u32) -> rusqlite::Result<Holdings> {
    let db = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    db.busy_timeout(LOCK_TIMEOUT)?;
    let snapshot = db.unchecked_transaction()?;
    let (items, bytes) = snapshot.query_row(
        "SELECT count(*), coalesce(sum(length(body)), 0) FROM item",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let (spaces, devices, wraps) = snapshot.query_row(
        "SELECT (SELECT count(*) FROM space),
                (SELECT count(DISTINCT substr(replica, 1, ?1)) FROM series),
                (SELECT count(*) FROM wrap)",
        [DEVICE_ID_BYTES],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    let newest = snapshot
        .prepare(
            "SELECT i.row, s.id, i.n, r.replica, i.body
             FROM item i JOIN space s ON s.row = i.space LEFT JOIN series r ON r.row = i.series
             ORDER BY i.row DESC LIMIT ?1",
        )?
        .query_map([newest], |row| {
            let replica: Option<[u8; 16]> = row.get(3)?;
            let body: Option<Vec<u8>> = row.get(4)?;
            Ok(held_item(
                row.get(0)?,
                SpaceId(row.get(1)?),
                row.get(2)?,
                replica.map(Replica),
                body,
            ))
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(Holdings {
        items,
        bytes,
        spaces,
        devices,
        wraps,
        newest,
    })
}

fn held_item(
    row: u64,
    space: SpaceId,
    n: u64,
    replica: Option<Replica>,
    body: Option<Vec<u8>>,
) -> HeldItem {
    let (kind, device) = match (&body, replica) {
        (None, replica) => (HeldKind::Erased, replica.map(|r| r.device())),
        (Some(_), Some(replica)) => (HeldKind::Envelope, Some(replica.device())),
        (Some(body), None) => (
            HeldKind::TeamChange,
            TeamChange::decode(body).ok().map(|change| change.author()),
        ),
    };
    let body = body.unwrap_or_default();
    let envelope = match kind {
        HeldKind::Envelope => Envelope::decode(&body).ok(),
        HeldKind::TeamChange | HeldKind::Erased => None,
    };
    let first_bytes = envelope
        .as_ref()
        .map_or(body.as_slice(), Envelope::ciphertext)
        .iter()
        .take(FIRST_BYTES)
        .copied()
        .collect();
    HeldItem {
        row,
        space,
        n,
        kind,
        device,
        bytes: u64::try_from(body.len()).unwrap_or(u64::MAX),
        first_bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[tokio::test]
    async fn a_running_and_a_stopped_relay_can_be_looked_at_without_being_changed() {
        let dir = tempfile::tempdir().unwrap();
        assert!(inspect(dir.path(), 10).is_err(), "nothing is there yet");
        let relay = crate::serve(Config::on_free_port(dir.path()), std::future::pending())
            .await
            .unwrap();
        let running = inspect(dir.path(), 10).unwrap();
        assert_eq!((running.items, running.spaces), (0, 0));
        relay.stop().await;
        assert_eq!(inspect(dir.path(), 10).unwrap(), running);
    }

    #[test]
    fn an_envelope_says_which_device_sent_it_and_how_long_it_is() {
        let replica = Replica([7; 16]);
        let item = held_item(3, SpaceId([1; 32]), 2, Some(replica), Some(vec![0xab; 512]));
        assert_eq!(item.kind, HeldKind::Envelope);
        assert_eq!(item.device, Some(replica.device()));
        assert_eq!((item.bytes, item.first_bytes.len()), (512, FIRST_BYTES));
    }
}
