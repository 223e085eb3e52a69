//! Rows of the table `member`: who is on which team.

use jiff::Timestamp;
use patchwork_protocol::PractitionerId;
use rusqlite::{Connection, params};

use crate::log::SpaceRow;

/// Stores that a person is on a team; `until` is none if the membership has no end.
pub(super) fn set(
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

pub(super) fn remove(
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
