//! Changes of teams that a person asked for, until the relay has taken them.

use jiff::Timestamp;
use patchwork_model::{ClosedList as _, TeamNotChanged};
use patchwork_protocol::SpaceId;
use rusqlite::{Row, params};

use crate::{Reader, Result, StoreError, Writer, columns::Columns};

/// The store's own name for a queued change of team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TeamIntentId(pub i64);

/// How a queued change of team stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TeamIntentState {
    /// Waits for the relay.
    Waiting,
    /// It was not made, and is not tried again by itself: the person decides again.
    NotMade {
        /// Why.
        why: TeamNotChanged,
        /// What the rules, the relay or a reason without a code said; may be empty.
        detail: String,
    },
}

impl TeamIntentState {
    pub(super) const fn code(&self) -> u8 {
        match self {
            Self::Waiting => 0,
            // 1 was another kind of it, until the reasons became codes.
            Self::NotMade { .. } => 2,
        }
    }

    fn reason(&self) -> (&str, &str) {
        match self {
            Self::Waiting => ("", ""),
            Self::NotMade { why, detail } => (why.code_name(), detail),
        }
    }
}

/// A queued change of team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamIntentRow {
    /// Its name.
    pub id: TeamIntentId,
    /// In which space.
    pub space: SpaceId,
    /// What is wanted, in the client's bytes.
    pub bytes: Vec<u8>,
    /// The signed change with what belongs to it, once made, in the client's bytes.
    pub planned: Option<Vec<u8>>,
    /// When it was asked for.
    pub saved_at: Timestamp,
    /// How it stands.
    pub state: TeamIntentState,
}

// The column `wish` holds the intent's bytes.
pub(crate) const QUEUE: &str =
    "INSERT INTO team_intent (space, wish, planned, saved_at, state, reason)
    VALUES (?1, ?2, ?3, ?4, 0, '')";
pub(crate) const ALL: &str =
    "SELECT id, space, wish, planned, saved_at, state, reason, detail FROM team_intent ORDER BY id";
pub(crate) const OF_SPACE: &str = "SELECT id, space, wish, planned, saved_at, state, reason, detail
    FROM team_intent WHERE space = ?1 ORDER BY id";
pub(crate) const PLAN: &str = "UPDATE team_intent SET planned = ?2 WHERE id = ?1";
pub(crate) const STATE: &str =
    "UPDATE team_intent SET state = ?2, reason = ?3, detail = ?4 WHERE id = ?1";
pub(crate) const DROP: &str = "DELETE FROM team_intent WHERE id = ?1";

impl Reader<'_> {
    /// All queued changes of teams, in the order in which they were asked for.
    pub fn intents(&self) -> Result<Vec<TeamIntentRow>> {
        self.all(ALL, [], intent)
    }

    /// Those of one space.
    pub fn intents_of(&self, space: SpaceId) -> Result<Vec<TeamIntentRow>> {
        self.all(OF_SPACE, [space.0], intent)
    }
}

impl Writer<'_> {
    /// Queues a change of team.
    pub fn queue_intent(
        &mut self,
        space: SpaceId,
        intent: &[u8],
        planned: Option<&[u8]>,
        now: Timestamp,
    ) -> Result<TeamIntentId> {
        let params = params![space.0, intent, planned, now.as_millisecond()];
        self.insert(QUEUE, params).map(TeamIntentId)
    }

    /// Keeps the signed change that an intent became, or with `None` drops it to be made anew.
    pub fn plan_intent(&mut self, id: TeamIntentId, planned: Option<&[u8]>) -> Result<()> {
        match self.run(PLAN, params![id.0, planned])? {
            0 => Err(StoreError::NotThere("the change of team")),
            _ => Ok(()),
        }
    }

    /// Keeps how it stands.
    pub fn set_intent_state(&mut self, id: TeamIntentId, state: &TeamIntentState) -> Result<()> {
        let (reason, detail) = state.reason();
        match self.run(STATE, params![id.0, state.code(), reason, detail])? {
            0 => Err(StoreError::NotThere("the change of team")),
            _ => Ok(()),
        }
    }

    /// It was done, or has become pointless.
    pub fn drop_intent(&mut self, id: TeamIntentId) -> Result<()> {
        self.run(DROP, [id.0])?;
        Ok(())
    }
}

fn why_not_made(code_name: &str) -> TeamNotChanged {
    TeamNotChanged::from_code_name(code_name).unwrap_or(TeamNotChanged::Unknown)
}

fn intent(row: &Row<'_>) -> Result<TeamIntentRow> {
    Ok(TeamIntentRow {
        id: TeamIntentId(row.get(0)?),
        space: row.id(1)?,
        bytes: row.get(2)?,
        planned: row.get(3)?,
        saved_at: row.time(4)?,
        state: match row.get(5)? {
            0_u8 => TeamIntentState::Waiting,
            2 => TeamIntentState::NotMade {
                why: why_not_made(&row.get::<_, String>(6)?),
                detail: row.get(7)?,
            },
            _ => return Err(StoreError::damaged("an unknown state of a change of team")),
        },
    })
}
