//! What *My cases* tells first: worries that wait, and teams that changed unseen. Both are kept as
//! lists, so that reading them costs what they hold, however many cases there are.

use jiff::Timestamp;
use patchwork_model::EntryId;
use patchwork_protocol::{PractitionerId, SpaceId};
use rusqlite::{Row, params};

use super::{codes::code, contacts::stands, lists::unanswered};
use crate::{
    Reader, Result, Writer,
    columns::{Columns, number},
};

/// A worry that nobody but its author has responded to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingWorryRow {
    /// The case.
    pub space: SpaceId,
    /// The child.
    pub child: String,
    /// The entry.
    pub entry: EntryId,
    /// When it was written down.
    pub written_at: Timestamp,
    /// Who wrote it.
    pub author: PractitionerId,
}

/// Where a worry stands among those that wait, the oldest first.
pub type WaitingWorryPlace = (Timestamp, SpaceId, EntryId);

/// A case whose team others have changed since the person last opened its timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnseenTeamRow {
    /// The case.
    pub space: SpaceId,
    /// The child.
    pub child: String,
    /// The number of the first change of the team that was not seen.
    pub from_index: u64,
    /// When the latest one came to this device.
    pub at: Timestamp,
}

/// Where a case stands among those whose team changed unseen, the latest first.
pub type UnseenTeamPlace = (Timestamp, SpaceId);

/// How far an answer can be from the worry whose waiting it ends or begins again: the worry, a
/// response to it, what strikes the response through.
const REACH: usize = 3;

const WAITS_NO_MORE: &str = "DELETE FROM waiting_worry WHERE space = ?1 AND entry = ?2";
pub(crate) const WAITS: &str = concat!(
    "INSERT INTO waiting_worry (space, entry, written)
     SELECT e.space, e.id, e.written FROM entry e INDEXED BY entry_by_id
     WHERE e.space = ?1 AND e.id = ?2 AND ",
    unanswered!()
);
const TARGET: &str = "SELECT target FROM entry WHERE space = ?1 AND id = ?2";
pub(crate) const WAITING_WORRIES: &str = "SELECT w.space, c.name, w.entry, w.written, e.author
    FROM waiting_worry w INDEXED BY waiting_worry_by_age
        CROSS JOIN case_row c ON c.space = w.space
        CROSS JOIN entry e INDEXED BY entry_by_id ON e.space = w.space AND e.id = w.entry
    WHERE (w.written, w.space, w.entry) > (?1, ?2, ?3)
    ORDER BY w.written, w.space, w.entry LIMIT ?4";
pub(crate) const WAITING_WORRIES_OF: &str = "SELECT w.space, c.name, w.entry, w.written, e.author
    FROM waiting_worry w
        CROSS JOIN case_row c ON c.space = w.space
        CROSS JOIN entry e INDEXED BY entry_by_id ON e.space = w.space AND e.id = w.entry
    WHERE w.space = ?1 AND (w.written, w.entry) > (?2, ?3)
    ORDER BY w.written, w.entry LIMIT ?4";
const PUT_UNSEEN: &str = "INSERT INTO unseen_team (space, idx, at) VALUES (?1, ?2, ?3)
    ON CONFLICT (space) DO UPDATE SET at = excluded.at";
const SEEN: &str = "DELETE FROM unseen_team WHERE space = ?1";
pub(crate) const UNSEEN_TEAMS: &str = "SELECT u.space, c.name, u.idx, u.at
    FROM unseen_team u INDEXED BY unseen_team_by_time
        CROSS JOIN case_row c ON c.space = u.space
    WHERE (u.at, u.space) < (?1, ?2) ORDER BY u.at DESC, u.space DESC LIMIT ?3";

impl Reader<'_> {
    /// Worries that wait in any case, the oldest first: the first ones, or those after a place.
    pub fn waiting_worries(
        &self,
        after: Option<WaitingWorryPlace>,
        limit: u32,
    ) -> Result<Vec<WaitingWorryRow>> {
        let (written, space, entry) = match after {
            Some((written, space, entry)) => {
                (written.as_millisecond(), space.0.to_vec(), entry.0.to_vec())
            }
            None => (i64::MIN, Vec::new(), Vec::new()),
        };
        self.all(
            WAITING_WORRIES,
            params![written, space, entry, limit],
            worry,
        )
    }

    /// Worries that wait in one case, the oldest first: the first ones, or those after a place.
    pub fn waiting_worries_of(
        &self,
        space: SpaceId,
        after: Option<(Timestamp, EntryId)>,
        limit: u32,
    ) -> Result<Vec<WaitingWorryRow>> {
        let (written, entry) = match after {
            Some((written, entry)) => (written.as_millisecond(), entry.0.to_vec()),
            None => (i64::MIN, Vec::new()),
        };
        let params = params![space.0, written, entry, limit];
        self.all(WAITING_WORRIES_OF, params, worry)
    }

    /// Cases whose team changed unseen, the latest first: the first ones, or those after a place.
    pub fn unseen_teams(
        &self,
        after: Option<UnseenTeamPlace>,
        limit: u32,
    ) -> Result<Vec<UnseenTeamRow>> {
        let (at, space) = match after {
            Some((at, space)) => (at.as_millisecond(), space.0.to_vec()),
            None => (i64::MAX, Vec::new()),
        };
        self.all(UNSEEN_TEAMS, params![at, space, limit], |row| {
            Ok(UnseenTeamRow {
                space: row.id(0)?,
                child: row.get(1)?,
                from_index: row.number(2)?,
                at: row.time(3)?,
            })
        })
    }
}

fn worry(row: &Row<'_>) -> Result<WaitingWorryRow> {
    Ok(WaitingWorryRow {
        space: row.id(0)?,
        child: row.get(1)?,
        entry: row.id(2)?,
        written_at: row.time(3)?,
        author: row.id(4)?,
    })
}

impl Writer<'_> {
    /// Judges anew whether worries wait: the entry with this id, which came or went, and those that
    /// it is about.
    pub(super) fn judge_waiting(&mut self, space: SpaceId, id: EntryId) -> Result<()> {
        let mut at = Some(id);
        for _ in 0..REACH {
            let Some(entry) = at else { break };
            self.run(WAITS_NO_MORE, params![space.0, entry.0])?;
            self.run(WAITS, params![space.0, entry.0])?;
            let target = self.one(TARGET, params![space.0, entry.0], |row| row.id_or_none(0))?;
            at = target.flatten();
        }
        Ok(())
    }

    /// Somebody else changed the team of a case, and the person has not opened its timeline since.
    pub fn note_unseen_team(&mut self, space: SpaceId, index: u64, at: Timestamp) -> Result<()> {
        let params = params![space.0, number(index)?, at.as_millisecond()];
        self.run(PUT_UNSEEN, params)?;
        Ok(())
    }

    /// The person has opened the timeline.
    pub(super) fn team_is_seen(&mut self, space: SpaceId) -> Result<()> {
        self.run(SEEN, [space.0])?;
        Ok(())
    }
}
