//! Rows around the log: members, wraps, devices, sessions.

use jiff::Timestamp;
use patchwork_protocol::{DeviceId, KeyId, PartnershipId, PractitionerId, SpaceId, Wrap};
use rusqlite::{Connection, OptionalExtension, params};

use crate::log::{NewSession, SpaceRow, StoredSession, TokenHash};

/// Writes down that somebody is on a team, maybe until some time.
pub(super) fn set_member(
    db: &Connection,
    directory: SpaceRow,
    practitioner: PractitionerId,
    space: SpaceRow,
    until: Option<Timestamp>,
) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO member (directory, practitioner, space, until) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET until = excluded.until",
    )?
    .execute(params![
        directory.0,
        practitioner.as_bytes(),
        space.0,
        until.map(Timestamp::as_millisecond)
    ])?;
    Ok(())
}

pub(super) fn remove_member(
    db: &Connection,
    directory: SpaceRow,
    practitioner: PractitionerId,
    space: SpaceRow,
) -> rusqlite::Result<()> {
    db.prepare_cached(
        "DELETE FROM member WHERE directory = ?1 AND practitioner = ?2 AND space = ?3",
    )?
    .execute(params![directory.0, practitioner.as_bytes(), space.0])?;
    Ok(())
}

/// Where a wrap goes, in the database's own names.
#[derive(Debug, Clone, Copy)]
pub(super) struct WrapPlace {
    pub(super) directory: SpaceRow,
    pub(super) space: SpaceRow,
}

/// Keeps a wrap under the recipient's next number, once. Says if it is new.
pub(super) fn add_wrap(db: &Connection, place: WrapPlace, wrap: &Wrap) -> rusqlite::Result<bool> {
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

pub(super) fn remove_wraps(db: &Connection, space: SpaceRow) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM wrap WHERE space = ?1")?
        .execute([space.0])?;
    Ok(())
}

pub(super) fn wraps(
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

/// Keeps a session; says no if its nonce was used by that device before.
pub(super) fn add_session(db: &Connection, new: &NewSession) -> rusqlite::Result<bool> {
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

pub(super) fn session(
    db: &Connection,
    token: TokenHash,
) -> rusqlite::Result<Option<StoredSession>> {
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

pub(super) fn forget_sessions(db: &Connection, before: Timestamp) -> rusqlite::Result<usize> {
    db.prepare_cached("DELETE FROM session WHERE expires_at < ?1")?
        .execute([before.as_millisecond()])
}
