//! What the files of a relay say to whoever has them: for showing people what
//! an operator can see.
//!
//! Reads the database of a running or a stopped relay and changes nothing. What
//! it returns is all there is: who (a device), where (a space), when it came in
//! order, how long, and bytes that nobody without the team's key can read.

use std::path::{Path, PathBuf};

use patchwork_protocol::{DeviceId, Envelope, Replica, SpaceId, team::TeamChange};
use rusqlite::{Connection, OpenFlags};

const DATABASE: &str = "relay.db";
/// As many bytes of an item as a reader wants to see.
const FIRST_BYTES: usize = 24;

/// The files could not be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {}: {source}", path.display())]
pub struct InspectError {
    path: PathBuf,
    source: rusqlite::Error,
}

/// What a relay holds, counted, and its newest rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holdings {
    /// Items in all logs.
    pub items: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Logs: one per partnership's directory and per case.
    pub spaces: u64,
    /// Devices that have written.
    pub devices: u64,
    /// Sealed keys that wait for, or were fetched by, one device each.
    pub wraps: u64,
    /// The newest items, newest first.
    pub newest: Vec<HeldItem>,
}

/// One row of the log, as an operator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldItem {
    /// Its place among everything that this relay holds.
    pub row: u64,
    /// The log it is in.
    pub space: SpaceId,
    /// Its place in that log.
    pub n: u64,
    /// What it is.
    pub kind: HeldKind,
    /// Who sent it, where that can still be read.
    pub device: Option<DeviceId>,
    /// How long it is; padded, for an envelope.
    pub bytes: u64,
    /// How it begins; of an envelope, how its sealed part does.
    pub first_bytes: Vec<u8>,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldKind {
    /// Sealed: nothing inside can be read.
    Envelope,
    /// Who may write where: signed, and read by relay and devices alike.
    TeamChange,
    /// Only a hash is left.
    Erased,
}

/// Reads what the relay with this data directory holds.
///
/// # Errors
/// [`InspectError`] when there is no database yet, or it cannot be read now.
pub fn inspect(data_dir: &Path, newest: u32) -> Result<Holdings, InspectError> {
    let path = data_dir.join(DATABASE);
    read(&path, newest).map_err(|source| InspectError { path, source })
}

fn read(path: &Path, newest: u32) -> rusqlite::Result<Holdings> {
    let db = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    db.busy_timeout(std::time::Duration::from_secs(2))?;
    let snapshot = db.unchecked_transaction()?;
    let (items, bytes) = snapshot.query_row(
        "SELECT count(*), coalesce(sum(length(body)), 0) FROM item",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let (spaces, devices, wraps) = snapshot.query_row(
        "SELECT (SELECT count(*) FROM space),
                (SELECT count(DISTINCT substr(replica, 1, 8)) FROM series),
                (SELECT count(*) FROM wrap)",
        [],
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
            Ok(held(
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

fn held(
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
        let item = held(3, SpaceId([1; 32]), 2, Some(replica), Some(vec![0xab; 512]));
        assert_eq!(item.kind, HeldKind::Envelope);
        assert_eq!(item.device, Some(replica.device()));
        assert_eq!((item.bytes, item.first_bytes.len()), (512, FIRST_BYTES));
    }
}
