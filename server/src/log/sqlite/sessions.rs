//! Rows of the table `session`.

use jiff::Timestamp;
use patchwork_protocol::{DeviceId, PartnershipId};
use rusqlite::{Connection, OptionalExtension, params};

use crate::log::{NewSession, StoredSession, TokenHash};

/// Stores a session. False if its device used the nonce before.
pub(super) fn add(db: &Connection, new: &NewSession) -> rusqlite::Result<bool> {
    let session = &new.session;
    let added = db
        .prepare_cached(
            "INSERT INTO session (token, directory, device, nonce, invite, signing, expires_at)
             SELECT ?1, row, ?3, ?4, ?5, ?6, ?7 FROM space WHERE id = ?2
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            new.token.0,
            session.partnership.as_bytes(),
            session.device.as_bytes(),
            new.nonce,
            session.invite,
            session.signing,
            session.expires_at.as_millisecond()
        ])?;
    Ok(added == 1)
}

pub(super) fn find(db: &Connection, token: TokenHash) -> rusqlite::Result<Option<StoredSession>> {
    db.prepare_cached(
        "SELECT space.id, device, signing, invite, expires_at
         FROM session JOIN space ON space.row = session.directory WHERE token = ?1",
    )?
    .query_row([token.0], |row| {
        Ok(StoredSession {
            partnership: PartnershipId(row.get(0)?),
            device: DeviceId(row.get(1)?),
            signing: row.get(2)?,
            invite: row.get(3)?,
            expires_at: Timestamp::from_millisecond(row.get(4)?).unwrap_or(Timestamp::MIN),
        })
    })
    .optional()
}

/// Removes sessions that expired before this time. Returns how many.
pub(super) fn remove_expired(db: &Connection, before: Timestamp) -> rusqlite::Result<usize> {
    db.prepare_cached("DELETE FROM session WHERE expires_at < ?1")?
        .execute([before.as_millisecond()])
}
