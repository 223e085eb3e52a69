//! Rows of the tables `recipient` and `wrap`: wraps of keys, numbered for each device.

use patchwork_protocol::{DeviceId, KeyId, SpaceId, Wrap};
use rusqlite::{Connection, params};

use crate::log::SpaceRow;

/// The rows that a wrap belongs to.
#[derive(Debug, Clone, Copy)]
pub(super) struct WrapPlace {
    pub(super) directory: SpaceRow,
    pub(super) space: SpaceRow,
}

/// Adds a wrap under the recipient's next number, unless the recipient has it already. Says
/// whether it was added.
pub(super) fn add(db: &Connection, place: WrapPlace, wrap: &Wrap) -> rusqlite::Result<bool> {
    let (recipient, last): (i64, u64) = db
        .prepare_cached(
            "INSERT INTO recipient (directory, device, last) VALUES (?1, ?2, 0)
             ON CONFLICT (directory, device) DO UPDATE SET last = last
             RETURNING row, last",
        )?
        .query_row(
            params![place.directory.0, wrap.recipient.as_bytes()],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
    let number = last.saturating_add(1);
    let added = db
        .prepare_cached(
            "INSERT INTO wrap (recipient, number, space, key_id, sender, sealed)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (recipient, space, key_id, sender) DO NOTHING",
        )?
        .execute(params![
            recipient,
            number,
            place.space.0,
            wrap.key_id.as_bytes(),
            wrap.sender.as_bytes(),
            wrap.sealed
        ])?;
    if added == 0 {
        return Ok(false);
    }
    db.prepare_cached("UPDATE recipient SET last = ?2 WHERE row = ?1")?
        .execute(params![recipient, number])?;
    Ok(true)
}

/// Removes all wraps of a space's keys.
pub(super) fn remove_all(db: &Connection, space: SpaceRow) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM wrap WHERE space = ?1")?
        .execute([space.0])?;
    Ok(())
}

/// At most `limit` wraps for a device with a number greater than `after`, in order.
pub(super) fn of_recipient(
    db: &Connection,
    directory: SpaceId,
    recipient: DeviceId,
    after: u64,
    limit: usize,
) -> rusqlite::Result<Vec<(u64, Wrap)>> {
    db.prepare_cached(
        "SELECT wrap.number, space.id, wrap.key_id, wrap.sender, wrap.sealed
         FROM space AS home
         JOIN recipient ON recipient.directory = home.row AND recipient.device = ?2
         JOIN wrap ON wrap.recipient = recipient.row AND wrap.number > ?3
         JOIN space ON space.row = wrap.space
         WHERE home.id = ?1
         ORDER BY wrap.number LIMIT ?4",
    )?
    .query_map(
        params![
            directory.as_bytes(),
            recipient.as_bytes(),
            i64::try_from(after).unwrap_or(i64::MAX),
            i64::try_from(limit).unwrap_or(i64::MAX)
        ],
        |row| {
            Ok((
                row.get(0)?,
                Wrap {
                    space: SpaceId(row.get(1)?),
                    key_id: KeyId(row.get(2)?),
                    recipient,
                    sender: DeviceId(row.get(3)?),
                    sealed: row.get(4)?,
                },
            ))
        },
    )?
    .collect()
}
