//! Notices to the person about a space, and when colleagues were last heard from.

use jiff::Timestamp;
use patchwork_model::{ClosedList as _, NoticeKind};
use patchwork_protocol::{PractitionerId, SpaceId};
use rusqlite::params;

use crate::{Reader, Result, Writer, columns::Columns};

/// Something that the person must know about a space, such as a relay that contradicts itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The store's own name for it.
    pub id: i64,
    /// About which space.
    pub space: SpaceId,
    /// What it tells.
    pub kind: NoticeKind,
    /// Which device, item or change it is about, or what a kind without a code said; may be empty.
    pub detail: String,
    /// When it was noticed.
    pub at: Timestamp,
}

pub(crate) const NOTICES: &str =
    "SELECT id, space, kind, detail, at FROM notice ORDER BY id DESC LIMIT ?1";
pub(crate) const ADD: &str = "INSERT INTO notice (space, kind, detail, at) VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT DO NOTHING";
pub(crate) const DISMISS: &str = "DELETE FROM notice WHERE id = ?1";
pub(crate) const HEARD: &str = "INSERT INTO heard (space, practitioner, at) VALUES (?1, ?2, ?3)
    ON CONFLICT DO UPDATE SET at = max(at, excluded.at)";
pub(crate) const HEARD_NO_LATER: &str = "UPDATE heard SET at = ?1 WHERE at > ?1";
pub(crate) const LAST_HEARD: &str = "WITH RECURSIVE each (practitioner) AS (
        SELECT min(practitioner) FROM heard
        UNION ALL
        SELECT (SELECT min(h.practitioner) FROM heard h
            WHERE h.practitioner > each.practitioner)
        FROM each WHERE each.practitioner IS NOT NULL
    )
    SELECT practitioner,
        (SELECT max(h.at) FROM heard h WHERE h.practitioner = each.practitioner)
    FROM each WHERE practitioner IS NOT NULL";

impl Reader<'_> {
    /// The notices, newest first.
    pub fn notices(&self, limit: u32) -> Result<Vec<Notice>> {
        self.all(NOTICES, [limit], |row| {
            Ok(Notice {
                id: row.get(0)?,
                space: row.id(1)?,
                kind: kind_of(&row.get::<_, String>(2)?),
                detail: row.get(3)?,
                at: row.time(4)?,
            })
        })
    }

    /// When each practitioner's latest words anywhere were written, by their clock.
    pub fn last_heard(&self) -> Result<Vec<(PractitionerId, Timestamp)>> {
        self.all(LAST_HEARD, [], |row| Ok((row.id(0)?, row.time(1)?)))
    }
}

impl Writer<'_> {
    /// Adds a notice, unless the same one is there.
    pub fn add_notice(
        &mut self,
        space: SpaceId,
        kind: NoticeKind,
        detail: &str,
        now: Timestamp,
    ) -> Result<()> {
        let (kind, now) = (kind.code_name(), now.as_millisecond());
        self.run(ADD, params![space.0, kind, detail, now])?;
        Ok(())
    }

    /// The person has read it.
    pub fn dismiss_notice(&mut self, id: i64) -> Result<()> {
        self.run(DISMISS, [id])?;
        Ok(())
    }

    /// Something came from a practitioner that they wrote at this time.
    pub fn heard_from(
        &mut self,
        space: SpaceId,
        practitioner: PractitionerId,
        at: Timestamp,
    ) -> Result<()> {
        let params = params![space.0, practitioner.0, at.as_millisecond()];
        self.run(HEARD, params)?;
        Ok(())
    }
}

fn kind_of(code_name: &str) -> NoticeKind {
    NoticeKind::from_code_name(code_name).unwrap_or(NoticeKind::Unknown)
}
