//! Spaces, the records that sync keeps of them, and their team changes.

use patchwork_protocol::SpaceId;
use rusqlite::{Row, params};

use crate::{
    Reader, Result, Writer,
    columns::{Columns, number},
};

/// What a space is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpaceUse {
    /// The partnership's directory.
    Directory,
    /// A child's case.
    Case,
    /// A restricted part of a case.
    Compartment,
}

impl SpaceUse {
    const fn code(self) -> u8 {
        match self {
            Self::Directory => 0,
            Self::Case => 1,
            Self::Compartment => 2,
        }
    }

    const fn from_code(code: u8) -> Option<Self> {
        match code {
            0 => Some(Self::Directory),
            1 => Some(Self::Case),
            2 => Some(Self::Compartment),
            _ => None,
        }
    }
}

/// A space as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpaceRow {
    /// Which.
    pub id: SpaceId,
    /// What for; `None` until its founding is known.
    pub kind: Option<SpaceUse>,
    /// The name under which this device edits the document here.
    pub actor: Option<[u8; 16]>,
    /// What sync keeps of it.
    pub record: Vec<u8>,
}

/// A team change that took effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamChangeRow {
    /// In which space.
    pub space: SpaceId,
    /// Its index.
    pub index: u64,
    /// Its bytes as received.
    pub bytes: Vec<u8>,
}

pub(crate) const SPACES: &str = "SELECT id, kind, actor, record FROM space";
pub(crate) const SPACE: &str = "SELECT id, kind, actor, record FROM space WHERE id = ?1";
pub(crate) const PUT_RECORD: &str = "INSERT INTO space (id, record) VALUES (?1, ?2)
    ON CONFLICT (id) DO UPDATE SET record = excluded.record";
pub(crate) const PUT_KIND: &str = "INSERT INTO space (id, kind, record) VALUES (?1, ?2, x'')
    ON CONFLICT (id) DO UPDATE SET kind = excluded.kind";
pub(crate) const PUT_ACTOR: &str = "INSERT INTO space (id, actor, record) VALUES (?1, ?2, x'')
    ON CONFLICT (id) DO UPDATE SET actor = excluded.actor";
pub(crate) const TEAM_CHANGES: &str =
    "SELECT space, idx, bytes FROM team_change ORDER BY space, idx";
pub(crate) const PUT_TEAM_CHANGE: &str =
    "INSERT INTO team_change (space, idx, bytes) VALUES (?1, ?2, ?3)
    ON CONFLICT (space, idx) DO UPDATE SET bytes = excluded.bytes";
pub(crate) const DROP_TEAM_CHANGES: &str = "DELETE FROM team_change WHERE space = ?1 AND idx >= ?2";

/// Every table with rows of a space, by the statement that empties it.
const ERASE: &[&str] = &[
    "DELETE FROM entry_search WHERE rowid IN (SELECT row FROM entry WHERE space = ?1)",
    "DELETE FROM name_search WHERE rowid IN (SELECT row FROM named WHERE space = ?1)",
    "DELETE FROM named WHERE space = ?1",
    "DELETE FROM entry WHERE space = ?1",
    "DELETE FROM contact_made WHERE space = ?1",
    "DELETE FROM entry_person WHERE space = ?1",
    "DELETE FROM case_row WHERE space = ?1",
    "DELETE FROM status WHERE space = ?1",
    "DELETE FROM person WHERE space = ?1",
    "DELETE FROM contact_detail WHERE space = ?1",
    "DELETE FROM relationship WHERE space = ?1",
    "DELETE FROM residence WHERE space = ?1",
    "DELETE FROM involvement WHERE space = ?1",
    "DELETE FROM task WHERE space = ?1",
    "DELETE FROM marker WHERE space = ?1",
    "DELETE FROM conflict WHERE space = ?1",
    "DELETE FROM conflict_value WHERE space = ?1",
    "DELETE FROM document WHERE space = ?1",
    "DELETE FROM look WHERE space = ?1",
    "DELETE FROM own_look WHERE space = ?1",
    "DELETE FROM heard WHERE space = ?1",
    "DELETE FROM notice WHERE space = ?1",
    "DELETE FROM case_visit WHERE space = ?1",
    "DELETE FROM draft WHERE space = ?1",
    "DELETE FROM saved_draft WHERE space = ?1",
    "DELETE FROM outbox WHERE space = ?1",
    "DELETE FROM sealed WHERE space = ?1",
    "DELETE FROM team_intent WHERE space = ?1",
    "DELETE FROM held_part WHERE space = ?1",
    "DELETE FROM log_item WHERE space = ?1",
    "DELETE FROM team_change WHERE space = ?1",
    "DELETE FROM space_key WHERE space = ?1",
    "DELETE FROM wrap_out WHERE space = ?1",
    "DELETE FROM wrap_given WHERE space = ?1",
    "DELETE FROM space WHERE id = ?1",
];

impl Reader<'_> {
    /// Every space, for the start.
    pub fn spaces(&self) -> Result<Vec<SpaceRow>> {
        self.all(SPACES, [], space)
    }

    /// One space.
    pub fn space(&self, id: SpaceId) -> Result<Option<SpaceRow>> {
        self.one(SPACE, [id.0], space)
    }

    /// The team changes of all spaces that took effect, by space and index: for the start.
    pub fn team_changes(&self) -> Result<Vec<TeamChangeRow>> {
        self.all(TEAM_CHANGES, [], team_change)
    }
}

impl Writer<'_> {
    /// Keeps what sync knows of a space.
    pub fn put_space_record(&mut self, id: SpaceId, record: &[u8]) -> Result<()> {
        self.run(PUT_RECORD, params![id.0, record])?;
        Ok(())
    }

    /// Keeps what a space is for.
    pub fn put_space_use(&mut self, id: SpaceId, kind: SpaceUse) -> Result<()> {
        self.run(PUT_KIND, params![id.0, kind.code()])?;
        Ok(())
    }

    /// Keeps the name under which this device edits the document of a space.
    pub fn put_actor(&mut self, id: SpaceId, actor: [u8; 16]) -> Result<()> {
        self.run(PUT_ACTOR, params![id.0, actor])?;
        Ok(())
    }

    /// Keeps a team change that took effect, in place of one that lost its place.
    pub fn put_team_change(&mut self, space: SpaceId, index: u64, bytes: &[u8]) -> Result<()> {
        self.run(PUT_TEAM_CHANGE, params![space.0, number(index)?, bytes])?;
        Ok(())
    }

    /// Takes away the team changes from this index on: they lost their place.
    pub fn drop_team_changes(&mut self, space: SpaceId, from_index: u64) -> Result<()> {
        self.run(DROP_TEAM_CHANGES, params![space.0, number(from_index)?])?;
        Ok(())
    }

    /// Destroys everything of a space. What waits unsent goes too: move it away first.
    pub fn erase_space(&mut self, id: SpaceId) -> Result<()> {
        for statement in ERASE {
            self.run(statement, [id.0])?;
        }
        Ok(())
    }
}

fn space(row: &Row<'_>) -> Result<SpaceRow> {
    Ok(SpaceRow {
        id: row.id(0)?,
        kind: row.code_or_none(1, SpaceUse::from_code)?,
        actor: row.get(2)?,
        record: row.get(3)?,
    })
}

fn team_change(row: &Row<'_>) -> Result<TeamChangeRow> {
    Ok(TeamChangeRow {
        space: row.id(0)?,
        index: row.number(1)?,
        bytes: row.get(2)?,
    })
}

#[cfg(test)]
mod tests {
    use super::ERASE;
    use crate::testing;

    #[test]
    fn erasing_a_space_reaches_every_table_that_names_one() {
        let store = testing::store();
        let tables = store.read(|r| {
            r.all(
                "SELECT t.name FROM sqlite_schema t, pragma_table_info(t.name) c
                 WHERE t.type = 'table' AND c.name = 'space'",
                [],
                |row| Ok(row.get::<_, String>(0)?),
            )
        });
        for table in tables.unwrap() {
            let start = format!("DELETE FROM {table} ");
            assert!(ERASE.iter().any(|sql| sql.starts_with(&start)), "{table}");
        }
    }
}
