//! Handles of what needs attention, for the buttons beside it.

use core::{fmt, str::FromStr};

use patchwork_store::{OutboxId, Reader, TeamIntentId, TeamIntentState};

use crate::{Client, ClientError, Result, Update, workspace::StoredTeamIntent};

/// Something that needs attention, by the store's own name for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attended {
    /// A part that the relay would not take.
    Part(OutboxId),
    /// A change of a team that must be decided again.
    TeamIntent(TeamIntentId),
    /// Something that the person was told.
    Notice(i64),
}

impl fmt::Display for Attended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Part(id) => write!(f, "part-{}", id.0),
            Self::TeamIntent(id) => write!(f, "team-{}", id.0),
            Self::Notice(id) => write!(f, "notice-{id}"),
        }
    }
}

impl FromStr for Attended {
    type Err = ClientError;

    fn from_str(text: &str) -> Result<Self> {
        let (kind, id) = text.split_once('-').ok_or(ClientError::NotFound)?;
        let id: i64 = id.parse().map_err(|_| ClientError::NotFound)?;
        match kind {
            "part" => Ok(Self::Part(OutboxId(id))),
            "team" => Ok(Self::TeamIntent(TeamIntentId(id))),
            "notice" => Ok(Self::Notice(id)),
            _ => Err(ClientError::NotFound),
        }
    }
}

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Tries again what needs attention, by its [`FailedItem::retry`](crate::FailedItem::retry).
    pub async fn retry(&self, handle: String) -> Result<()> {
        let handle: Attended = handle.parse()?;
        self.write_to_send(move |w, touched| {
            match handle {
                Attended::Part(id) => w.retry_part(id)?,
                Attended::TeamIntent(id) => {
                    if !is_founding(id, w)? {
                        w.plan_intent(id, None)?;
                    }
                    w.set_intent_state(id, &TeamIntentState::Waiting)?;
                }
                Attended::Notice(_) => return Err(ClientError::NotFound),
            }
            touched.update(Update::Sync);
            Ok(())
        })
        .await
    }

    /// Puts away what needs attention and holds no words of anybody's, by its
    /// [`FailedItem::dismiss`](crate::FailedItem::dismiss).
    pub async fn dismiss(&self, handle: String) -> Result<()> {
        let handle: Attended = handle.parse()?;
        self.write(move |w, touched| {
            match handle {
                // Without its founding a case could never be shared again.
                Attended::TeamIntent(id) if is_founding(id, w)? => {
                    return Err(ClientError::NotFound);
                }
                Attended::TeamIntent(id) => w.drop_intent(id)?,
                Attended::Notice(id) => w.dismiss_notice(id)?,
                // Words are never thrown away by a button: export them.
                Attended::Part(_) => return Err(ClientError::NotFound),
            }
            touched.update(Update::Sync);
            Ok(())
        })
        .await
    }
}

fn is_founding(id: TeamIntentId, r: &Reader<'_>) -> Result<bool> {
    match r.intents()?.iter().find(|intent| intent.id == id) {
        Some(intent) => Ok(StoredTeamIntent::is_founding(intent)),
        None => Err(ClientError::NotFound),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_reads_back_and_nothing_else_does() {
        for handle in [
            Attended::Part(OutboxId(7)),
            Attended::TeamIntent(TeamIntentId(8)),
            Attended::Notice(9),
        ] {
            assert_eq!(handle.to_string().parse::<Attended>().unwrap(), handle);
        }
        for text in ["", "part", "part-", "part-x", "space-1"] {
            assert!(text.parse::<Attended>().is_err(), "{text}");
        }
    }
}
