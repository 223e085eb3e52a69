//! Posting queued team changes: each is planned against what is known when it
//! is posted, and planned anew when another change came first.

use std::sync::Arc;

use patchwork_model::TeamNotChanged;
use patchwork_protocol::{
    DeviceId, DirectoryHead, TeamChange,
    http::{TeamPost, problem},
};
use patchwork_store::{TeamIntentRow, TeamIntentState};
use patchwork_sync::{CannotPlan, Device, Plan};

use super::{
    EngineError, Link, RelayError, TeamAnswer, Transport, error,
    relay::{came_to_nothing, in_words},
    stream::is_switched_off,
};
use crate::{
    Update,
    error::{ClientError, Result},
    workspace::{StoreLogView, StoredTeamIntent, Workspace, carry_out, keep_own_key},
};

/// How often a team change is planned anew after losing the race.
const TRIES: usize = 4;

impl Link {
    /// Posts queued team changes in their order, planning each against what is
    /// known now. Needs an active device. Fails when the relay cannot be asked.
    pub(crate) async fn post_team_changes(&self, relay: &dyn Transport) -> error::Result<()> {
        let _one_at_a_time = self.posting.lock().await;
        let intents = self.workspace.read(|r| Ok(r.intents()?)).await?;
        self.way_up.keep_posts(|id| {
            let waiting = |intent: &&TeamIntentRow| intent.state == TeamIntentState::Waiting;
            intents.iter().filter(waiting).any(|intent| intent.id == id)
        });
        for intent in intents {
            let id = intent.id;
            if intent.state != TeamIntentState::Waiting || self.way_up.holds_post(id) {
                continue;
            }
            match self.post_one(relay, intent).await {
                Ok(()) => self.way_up.keep_posts(|other| other != id),
                Err(EngineError::Relay(error)) if error.is_too_large() => {
                    let environment = self.workspace.environment();
                    self.way_up.post_refused(id, error, environment);
                }
                Err(EngineError::Relay(error)) if is_about_the_relay(&error) => {
                    return Err(error.into());
                }
                // About this one change: what the stream tells will settle it,
                // and it must hold up nothing else.
                Err(EngineError::Relay(error)) => tracing::debug!(%error, "a team change waits"),
                Err(EngineError::Local(error)) => {
                    tracing::error!(%error, "a queued team change cannot be planned");
                }
            }
        }
        Ok(())
    }

    /// Posts team changes again that a relay has lost, whoever signed them, in
    /// their order; so any member's phone brings a lost case back.
    pub(crate) async fn repost_lost(&self, relay: &dyn Transport) -> error::Result<()> {
        let lost = self.workspace.inspect(|device| {
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
        });
        for (space, change) in lost.await? {
            let token = self.token(relay).await?;
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
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Settles one queued change one way or another, or leaves it for the next round.
    async fn post_one(&self, relay: &dyn Transport, intent: TeamIntentRow) -> error::Result<()> {
        for _ in 0..TRIES {
            let of = intent.clone();
            let post = self
                .workspace
                .blocking(move |workspace| planned(workspace, &of));
            let Some(post) = post.await? else {
                return Ok(());
            };
            let token = self.token(relay).await?;
            let change = TeamChange::decode(&post.change).map_err(ClientError::internal)?;
            match relay.team(&token, intent.space, &post).await {
                Ok(TeamAnswer::Appended) => {
                    return Ok(self.appended(&intent, change).await?);
                }
                // Posted before, and the answer was lost.
                Ok(TeamAnswer::Conflict(conflict)) if conflict.head == head_of(&change) => {
                    return Ok(self.appended(&intent, change).await?);
                }
                // A founding has no competitor, and can never be made again.
                Ok(TeamAnswer::Conflict(_)) if change.index() == 0 => {
                    let what = "it says that a new case is an old one".to_owned();
                    return Err(RelayError::Nonsense(what).into());
                }
                Ok(TeamAnswer::Conflict(_)) => {
                    let id = intent.id;
                    self.workspace
                        .write(move |w, _| Ok(w.plan_intent(id, None)?))
                        .await?;
                    self.exchange(relay).await?;
                }
                Err(error)
                    if error.is(problem::REFUSED)
                        || error.is(problem::MALFORMED)
                        || error.is(problem::NOT_UNDERSTOOD) =>
                {
                    return Ok(self.refused(&intent, &error).await?);
                }
                Err(error) => {
                    if error.is(problem::UNAUTHENTICATED) {
                        self.forget_session().await;
                    }
                    return Err(error.into());
                }
            }
        }
        // Somebody else is very busy with this team; the next round tries again.
        Ok(())
    }

    async fn appended(&self, intent: &TeamIntentRow, change: TeamChange) -> Result<()> {
        let (id, space) = (intent.id, intent.space);
        let taken = self.workspace.change(move |device, w, touched| {
            let effects = device.take_change(space, &change, &StoreLogView(w))?;
            let heard = carry_out(effects, device, w, touched)?;
            w.drop_intent(id)?;
            touched.case_and_list(space);
            touched.update(Update::Directory);
            touched.update(Update::Sync);
            Ok(heard)
        });
        if taken.await?.judges_again {
            self.judge_again();
        }
        Ok(())
    }

    async fn refused(&self, intent: &TeamIntentRow, error: &RelayError) -> Result<()> {
        let (id, space) = (intent.id, intent.space);
        let state = not_made(TeamNotChanged::RefusedByRelay, error.to_string());
        self.workspace
            .write(move |w, touched| {
                w.set_intent_state(id, &state)?;
                touched.case_and_list(space);
                touched.update(Update::Sync);
                Ok(())
            })
            .await
    }

    /// The queued change of this intent, posted right now; an error when it
    /// could not be.
    pub(crate) async fn post_now(&self) -> Result<()> {
        let Some(relay) = self.relay().await? else {
            return Err(ClientError::NotFound);
        };
        if is_switched_off(self).await? {
            return Err(ClientError::Offline {
                what: "Switch the connection on and try again.".to_owned(),
            });
        }
        match self.post_team_changes(&*relay).await {
            Ok(()) => Ok(()),
            Err(EngineError::Local(error)) => Err(error),
            Err(EngineError::Relay(error)) => {
                Err(came_to_nothing(&error, "Try again when there is one."))
            }
        }
    }
}

/// Whether asking the relay for anything else makes no sense either.
fn is_about_the_relay(error: &RelayError) -> bool {
    let is_elsewhere = match error {
        RelayError::Unreachable | RelayError::Nonsense(_) => true,
        RelayError::Between { .. } => !error.is_too_large(),
        RelayError::Problem { .. } => false,
    };
    is_elsewhere || error.is(problem::UNAUTHENTICATED)
}

fn head_of(change: &TeamChange) -> DirectoryHead {
    DirectoryHead {
        index: change.index(),
        hash: change.hash(),
    }
}

/// The change to post for a queued intent, signed; none when there is nothing
/// left to post. Keeps a key that was made for it before anything is posted.
pub(crate) fn planned(workspace: &Workspace, intent: &TeamIntentRow) -> Result<Option<TeamPost>> {
    let stored = workspace.blocking_read(|r| {
        Ok(r.intents_of(intent.space)?
            .into_iter()
            .find(|known| known.id == intent.id))
    })?;
    let Some(stored) = stored else {
        return Ok(None);
    };
    if let Some(planned) = stored.planned {
        return TeamPost::decode(&planned)
            .map(Some)
            .map_err(ClientError::internal);
    }
    let Some(wanted) = StoredTeamIntent::decode(&stored.bytes)?.to_intent()? else {
        return Err(ClientError::internal(
            "an opened case has lost its founding",
        ));
    };
    let queued = StoredTeamIntent::decode(&stored.bytes)?;
    workspace.blocking_change(|device, w, touched| {
        if let StoredTeamIntent::Admit(asking) = queued
            && !is_pending(device, asking)
        {
            w.drop_intent(intent.id)?;
            touched.update(Update::Directory);
            return Ok(None);
        }
        let state = match device.plan(intent.space, &wanted, touched.now(), &mut touched.rng()) {
            Plan::Post(planned) => {
                let post = TeamPost {
                    change: planned.change.bytes().to_vec(),
                    wraps: planned.wraps.clone(),
                };
                keep_own_key(planned.space, planned.key, device, w, touched)?;
                w.plan_intent(intent.id, Some(&post.encode()))?;
                return Ok(Some(post));
            }
            Plan::Moot => {
                w.drop_intent(intent.id)?;
                touched.update(Update::Sync);
                touched.case_and_list(intent.space);
                return Ok(None);
            }
            // Its case or key has not come yet: it waits.
            Plan::Impossible(CannotPlan::NotKnown | CannotPlan::NoKey) => return Ok(None),
            Plan::AskAgain => not_made(TeamNotChanged::AccessChanged, String::new()),
            Plan::Impossible(CannotPlan::NotAdmitted) => {
                not_made(TeamNotChanged::NotAdmitted, String::new())
            }
            Plan::Impossible(CannotPlan::Refused(rule)) => {
                not_made(TeamNotChanged::AgainstTheRules, rule)
            }
        };
        w.set_intent_state(intent.id, &state)?;
        touched.update(Update::Sync);
        touched.case_and_list(intent.space);
        Ok(None)
    })
}

const fn not_made(why: TeamNotChanged, detail: String) -> TeamIntentState {
    TeamIntentState::NotMade { why, detail }
}

/// Whether a device asked to join and was neither let in nor turned away.
pub(crate) fn is_pending(device: &Device, asking: DeviceId) -> bool {
    device
        .directory()
        .is_some_and(|directory| directory.pending_device(asking).is_some())
}

/// Carries work out to its end, also where whoever asked for it waits no longer.
pub(crate) async fn to_its_end<T: Send + 'static>(
    work: impl Future<Output = Result<T>> + Send + 'static,
) -> Result<T> {
    match tokio::spawn(work).await {
        Ok(done) => done,
        Err(error) => Err(ClientError::internal(error)),
    }
}

/// Queues an action in the directory and posts it at once. What the relay
/// cannot take now is taken back: the person tries again. Call it within [`to_its_end`], or an
/// action of which nobody waits for the end is posted without what belongs to it.
pub(crate) async fn post_directory_action(
    link: &Arc<Link>,
    intent: StoredTeamIntent,
) -> Result<()> {
    let queued = link.workspace.change(move |device, w, touched| {
        let directory = device.partnership().directory();
        Ok(w.queue_intent(directory, &intent.encode(), None, touched.now())?)
    });
    let _woken = link.wake_in_the_end();
    let id = queued.await?;
    let posted = link.unless_closed(link.post_now()).await;
    let left = link.workspace.write(move |w, _| {
        let left = w.intents()?.into_iter().find(|intent| intent.id == id);
        if left.is_some() {
            w.drop_intent(id)?;
        }
        Ok(left)
    });
    let left = left.await?;
    posted?;
    let too_large = link.way_up.why_post_waits(id);
    link.way_up.keep_posts(|other| other != id);
    match left {
        None => Ok(()),
        Some(TeamIntentRow {
            state: TeamIntentState::NotMade { why, detail },
            ..
        }) => Err(ClientError::Refused {
            reason: why.in_words(&detail),
        }),
        Some(_) => Err(match too_large {
            Some(why) => ClientError::Offline {
                what: in_words(&why),
            },
            None => ClientError::Refused {
                reason: "the directory is being changed by others at this moment. Try again."
                    .to_owned(),
            },
        }),
    }
}
