//! What a conversation needs: the ledger, the session, and one place at a time
//! from which team changes are posted.

use std::sync::{Arc, atomic::AtomicBool};

use patchwork_protocol::{
    DirectoryHead, TeamChange,
    http::{TeamPost, problem},
};
use patchwork_store::{TeamIntentRow, TeamIntentState, setting};
use tokio::sync::Mutex;

use super::{Signals, session::Session};
use crate::{
    Update,
    apply::{StoreLogView, carry_out},
    client::blocking,
    error::{ClientError, Result},
    joining::Screen,
    ledger::Ledger,
    relay::{Relay, RelayAddress, RelayError, TeamAnswer},
    team,
};

/// How often a team change is planned anew after losing the race.
const TRIES: usize = 4;

pub(crate) struct Link {
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) screen: Arc<Screen>,
    pub(crate) signals: Signals,
    pub(super) session: Mutex<Option<Session>>,
    /// The session on the disk is looked for once.
    pub(super) looked_for_session: AtomicBool,
    relay: Mutex<Option<(String, Relay)>>,
    posting: Mutex<()>,
}

/// What came of posting the queued team changes.
pub(crate) enum Posted {
    /// None waits any more.
    All,
    /// The relay could not be asked.
    NotNow(RelayError),
}

impl Link {
    pub(super) fn new(ledger: Arc<Ledger>, screen: Arc<Screen>, signals: Signals) -> Self {
        Self {
            ledger,
            screen,
            signals,
            session: Mutex::default(),
            looked_for_session: AtomicBool::new(false),
            relay: Mutex::default(),
            posting: Mutex::default(),
        }
    }

    /// The relay of this installation; none before joining.
    pub(crate) async fn relay(&self) -> Result<Option<Relay>> {
        let ledger = Arc::clone(&self.ledger);
        let Some(address) =
            blocking(move || ledger.read(|r| Ok(r.setting(&setting::RELAY)?))).await?
        else {
            return Ok(None);
        };
        let mut slot = self.relay.lock().await;
        if let Some((known, relay)) = slot.as_ref()
            && *known == address
        {
            return Ok(Some(relay.clone()));
        }
        let relay = Relay::new(RelayAddress::parse(&address)?)?;
        *slot = Some((address, relay.clone()));
        Ok(Some(relay))
    }

    /// Posts queued team changes in their order, planning each against what is
    /// known now. Needs an active device.
    pub(crate) async fn post_team_changes(&self, relay: &Relay) -> Result<Posted> {
        let _one_at_a_time = self.posting.lock().await;
        let ledger = Arc::clone(&self.ledger);
        let intents = blocking(move || ledger.read(|r| Ok(r.intents()?))).await?;
        for intent in intents {
            if intent.state != TeamIntentState::Waiting {
                continue;
            }
            match self.post_one(relay, intent).await {
                Ok(None) => {}
                Ok(Some(error)) if is_about_the_relay(&error) => {
                    return Ok(Posted::NotNow(error));
                }
                // About this one change: what the stream tells will settle it,
                // and it must hold up nothing else.
                Ok(Some(error)) => tracing::debug!(%error, "a team change waits"),
                Err(error) => tracing::error!(%error, "a queued team change cannot be planned"),
            }
        }
        Ok(Posted::All)
    }

    /// Posts team changes again that a relay has lost, whoever signed them, in
    /// their order; so any member's phone brings a lost case back.
    pub(crate) async fn repost_lost(&self, relay: &Relay) -> Result<Option<RelayError>> {
        let ledger = Arc::clone(&self.ledger);
        let lost = blocking(move || {
            ledger.look(|device| {
                Ok(device
                    .spaces()
                    .filter(|space| space.lost_by_the_relay().is_some())
                    .flat_map(|space| {
                        space
                            .changes_to_post()
                            .iter()
                            .map(|change| (space.id(), change.bytes().to_vec()))
                    })
                    .collect::<Vec<_>>())
            })
        })
        .await?;
        for (space, change) in lost {
            let token = match self.token(relay).await? {
                Ok(token) => token,
                Err(error) => return Ok(Some(error)),
            };
            let post = TeamPost {
                change,
                wraps: Vec::new(),
            };
            match relay.team(&token, space, &post).await {
                Ok(_) => {}
                // Somebody was faster, or it may not come back: the log will tell.
                Err(error @ RelayError::Problem { .. }) => {
                    tracing::debug!(%error, "a lost team change was not taken");
                }
                Err(error) => return Ok(Some(error)),
            }
        }
        Ok(None)
    }

    /// `None` when it is settled one way or another.
    async fn post_one(&self, relay: &Relay, intent: TeamIntentRow) -> Result<Option<RelayError>> {
        for _ in 0..TRIES {
            let (ledger, of) = (Arc::clone(&self.ledger), intent.clone());
            let Some(post) = blocking(move || team::planned(&ledger, &of)).await? else {
                return Ok(None);
            };
            let token = match self.token(relay).await? {
                Ok(token) => token,
                Err(error) => return Ok(Some(error)),
            };
            let change = TeamChange::decode(&post.change).map_err(ClientError::internal)?;
            match relay.team(&token, intent.space, &post).await {
                Ok(TeamAnswer::Appended) => {
                    self.appended(&intent, change).await?;
                    return Ok(None);
                }
                // Posted before, and the answer was lost.
                Ok(TeamAnswer::Conflict(conflict)) if conflict.head == head_of(&change) => {
                    self.appended(&intent, change).await?;
                    return Ok(None);
                }
                // A founding has no competitor, and can never be made again.
                Ok(TeamAnswer::Conflict(_)) if change.index() == 0 => {
                    return Ok(Some(RelayError::Nonsense(
                        "it says that a new case is an old one".to_owned(),
                    )));
                }
                Ok(TeamAnswer::Conflict(_)) => {
                    let (ledger, id) = (Arc::clone(&self.ledger), intent.id);
                    blocking(move || ledger.write(|w, _| Ok(w.plan_intent(id, None)?))).await?;
                    if let Some(error) = self.exchange(relay).await? {
                        return Ok(Some(error));
                    }
                }
                Err(error)
                    if error.is(problem::REFUSED)
                        || error.is(problem::MALFORMED)
                        || error.is(problem::NOT_UNDERSTOOD) =>
                {
                    self.refused(&intent, &error).await?;
                    return Ok(None);
                }
                Err(error) => {
                    if error.is(problem::UNAUTHENTICATED) {
                        self.forget_session().await;
                    }
                    return Ok(Some(error));
                }
            }
        }
        // Somebody else is very busy with this team; the next round tries again.
        Ok(None)
    }

    async fn appended(&self, intent: &TeamIntentRow, change: TeamChange) -> Result<()> {
        let (ledger, id, space) = (Arc::clone(&self.ledger), intent.id, intent.space);
        blocking(move || {
            ledger.change(|device, w, touched| {
                let effects = device.take_change(space, &change, &StoreLogView(w))?;
                carry_out(effects, device, w, touched)?;
                w.drop_intent(id)?;
                touched.case(space);
                touched.update(Update::Directory);
                touched.update(Update::Sync);
                Ok(())
            })
        })
        .await
    }

    async fn refused(&self, intent: &TeamIntentRow, error: &RelayError) -> Result<()> {
        let (ledger, id, space) = (Arc::clone(&self.ledger), intent.id, intent.space);
        let state = TeamIntentState::NeedsAttention(error.to_string());
        blocking(move || {
            ledger.write(|w, touched| {
                w.set_intent_state(id, &state)?;
                touched.case(space);
                touched.update(Update::Sync);
                Ok(())
            })
        })
        .await
    }
}

/// Whether asking the relay for anything else makes no sense either.
fn is_about_the_relay(error: &RelayError) -> bool {
    matches!(error, RelayError::Unreachable | RelayError::Nonsense(_))
        || error.is(problem::UNAUTHENTICATED)
}

fn head_of(change: &TeamChange) -> DirectoryHead {
    DirectoryHead {
        index: change.index(),
        hash: change.hash(),
    }
}

impl Link {
    /// The queued change of this intent, posted right now; an error when it
    /// could not be.
    pub(crate) async fn post_now(&self) -> Result<()> {
        let Some(relay) = self.relay().await? else {
            return Err(ClientError::NotFound);
        };
        let offline = {
            let ledger = Arc::clone(&self.ledger);
            blocking(move || ledger.read(|r| Ok(r.setting(&setting::IS_OFFLINE)?.unwrap_or(false))))
                .await?
        };
        if offline {
            return Err(ClientError::Offline {
                what: "Switch the connection on and try again.".to_owned(),
            });
        }
        match self.post_team_changes(&relay).await? {
            Posted::All => Ok(()),
            Posted::NotNow(RelayError::Unreachable) => Err(ClientError::Offline {
                what: "Try again when there is one.".to_owned(),
            }),
            Posted::NotNow(error) => Err(ClientError::Refused {
                reason: error.to_string(),
            }),
        }
    }

    /// Something may wait to be sent.
    pub(crate) fn wake(&self) {
        self.signals.wake.notify_one();
    }
}
