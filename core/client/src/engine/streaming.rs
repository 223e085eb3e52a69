//! Whether streamed replies come through, and polling while they do not.
//!
//! Something between this device and the relay may keep a reply until it has ended. A stream never
//! ends, so nothing of it would ever come; a request that ends comes through.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use patchwork_sync::{CursorForm, Purpose};
use tokio::time::Instant;

use super::{
    Connection, Link, RelayError, Transport,
    backoff::jittered,
    driver::Ended,
    error::Result,
    stream::{Conversation, DIFFERS, at, is_to_rest, next_deadline, send_what_waits, set},
};
use crate::workspace::CaughtUp;

/// The relay greets as soon as it has taken a request in; after so long something keeps its reply.
pub(super) const GREETING: Duration = Duration::from_secs(20);
/// So many streams without a greeting, one after another, and the relay is polled.
const MUTE_STREAMS: u32 = 2;
/// Between one poll and the next.
const POLL: Duration = Duration::from_secs(30);
/// For how long it is polled before a stream is tried again.
const POLLS_FOR: Duration = Duration::from_mins(30);

#[derive(Default)]
pub(crate) struct Streaming(Mutex<State>);

#[derive(Default)]
struct State {
    /// Streams without a greeting, one after another.
    mute: u32,
    polls_until: Option<Instant>,
}

impl Streaming {
    /// A stream brought no greeting.
    pub(super) fn was_mute(&self) {
        let mut state = self.state();
        state.mute = state.mute.saturating_add(1);
        if state.mute >= MUTE_STREAMS {
            state.polls_until = Instant::now().checked_add(POLLS_FOR);
        }
    }

    /// A stream brought the relay's greeting.
    pub(super) fn was_greeted(&self) {
        *self.state() = State::default();
    }

    /// Whether the relay is polled now.
    pub(super) fn is_polling(&self) -> bool {
        let until = self.state().polls_until;
        until.is_some_and(|until| until > Instant::now())
    }

    /// The relay is reached in another way: streams may come through.
    pub(super) fn start_over(&self) {
        *self.state() = State::default();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Whole at every moment: a panic cannot have left it half changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether no stream is to be kept: none comes through, or nobody looks at the app.
pub(super) fn keeps_no_stream(link: &Link) -> bool {
    link.streaming.is_polling() || link.signals.is_in_background()
}

/// Sends and fetches in requests that end, again and again, until a stream is to be tried.
pub(super) async fn poll(link: &Arc<Link>, relay: &dyn Transport) -> Result<Ended> {
    while keeps_no_stream(link) {
        let round = link.signals.rounds.asked();
        link.post_team_changes(relay).await?;
        let mut conversation = exchange(link, relay).await?;
        if let Some(reason) = conversation.heard.goodbye.take() {
            tracing::debug!(%reason, "the relay ended the conversation");
            link.forget_session().await;
            return Ok(Ended::Closed);
        }
        let agrees = match core::mem::take(&mut conversation.heard.caught_up) {
            CaughtUp::Agreed => true,
            CaughtUp::Differs => false,
            CaughtUp::NotYet => return Err(RelayError::Unreachable.into()),
        };
        link.signals.told_all_at.note();
        let trouble = if agrees { "" } else { DIFFERS }.to_owned();
        let is_live = false;
        set(link, Connection { is_live, trouble });
        link.signals.rounds.told(round, agrees);
        link.repost_lost(relay).await?;
        send_what_waits(link, relay, &mut conversation).await?;
        if wait(link, relay, &mut conversation, round).await? {
            return Ok(Ended::Idle);
        }
    }
    Ok(Ended::Again)
}

/// One request and its whole reply.
async fn exchange(link: &Arc<Link>, relay: &dyn Transport) -> Result<Conversation> {
    let mut asks = Some(CursorForm::Digest);
    while let Some(form) = asks {
        let mut conversation = link.open_for(relay, Purpose::Exchange, form).await?;
        link.to_the_end(&mut conversation).await?;
        if !conversation.heard.wants_cursors {
            return Ok(conversation);
        }
        asks = form.after_need_cursors();
    }
    Err(RelayError::Nonsense("it asks for cursors that it was given".to_owned()).into())
}

/// Waits for the next poll, and sends meanwhile what is saved. Returns whether the connection is
/// to rest.
async fn wait(
    link: &Arc<Link>,
    relay: &dyn Transport,
    conversation: &mut Conversation,
    round: u64,
) -> Result<bool> {
    let next = Instant::now() + jittered(POLL, link.workspace.environment());
    loop {
        let deadline = next_deadline(link).await?;
        tokio::select! {
            biased;
            () = link.signals.wake.notified() => {
                if is_to_rest(link).await? {
                    return Ok(true);
                }
                if !keeps_no_stream(link) {
                    return Ok(false);
                }
                send_what_waits(link, relay, conversation).await?;
            }
            () = link.signals.rounds.asked_after(round) => return Ok(false),
            () = tokio::time::sleep_until(next) => return Ok(false),
            () = at(deadline, link.workspace.now()) => {
                send_what_waits(link, relay, conversation).await?;
            }
        }
    }
}

#[cfg(test)]
mod tests;
