//! How much what stands between this device and the relay lets through in one request, so far as
//! refusals have shown, and what waits because of it.

use std::{
    collections::{BTreeMap, BinaryHeap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use core::cmp::Reverse;
use patchwork_protocol::{SpaceId, SyncRequest, Wrap};
use patchwork_store::TeamIntentId;
use patchwork_sync::ToSend;
use tokio::time::Instant;

use super::{RelayError, backoff::Backoff};
use crate::environment::Environment;

/// Framing of one thing in a request, at most.
const FRAMING: usize = 64;

#[derive(Default)]
pub(crate) struct WayUp(Mutex<State>);

#[derive(Default)]
struct State {
    limit: Option<Limit>,
    /// Team changes that were refused as too large, by the numbers of their intents.
    posts: BTreeMap<TeamIntentId, Refused>,
}

struct Limit {
    /// So many bytes were refused in one request; more are not tried.
    bytes: usize,
    refused: Refused,
    /// Whether something waits because of it.
    holds: bool,
}

/// A refusal, and when what was refused is tried again.
struct Refused {
    why: RelayError,
    backoff: Backoff,
}

impl Refused {
    fn new(why: RelayError) -> Self {
        Self {
            why,
            backoff: Backoff::seldom(),
        }
    }

    fn again(&mut self, why: RelayError, environment: &Environment) {
        self.backoff.failed(why.retry_after(), environment);
        self.why = why;
    }

    fn is_due(&self) -> bool {
        self.backoff.next() <= Instant::now()
    }
}

/// What of something goes in the next request.
pub(super) struct Fitting {
    pub(super) send: ToSend,
    /// Whether some of it goes in the requests after that.
    pub(super) more: bool,
}

/// Something that goes up whole.
enum Piece {
    Wrap(Wrap),
    Envelope(SpaceId, Vec<u8>),
}

impl Piece {
    fn size(&self) -> usize {
        let bytes = match self {
            Self::Wrap(wrap) => wrap.sealed.len().saturating_add(FRAMING),
            Self::Envelope(_, bytes) => bytes.len(),
        };
        bytes.saturating_add(FRAMING)
    }
}

/// How many bytes this request takes up with what can wait.
pub(super) fn carried(request: &SyncRequest) -> usize {
    let envelopes = request.outbox.values().flatten();
    let wraps = request.wraps.iter();
    envelopes
        .map(|bytes| bytes.len().saturating_add(FRAMING))
        .chain(wraps.map(|wrap| wrap.sealed.len().saturating_add(2 * FRAMING)))
        .sum()
}

impl WayUp {
    /// A request that carried so much was refused as too large.
    pub(super) fn refused(&self, bytes: usize, why: RelayError, environment: &Environment) {
        let mut state = self.state();
        let limit = state.limit.get_or_insert_with(|| Limit {
            bytes,
            refused: Refused::new(why.clone()),
            holds: false,
        });
        limit.bytes = limit.bytes.min(bytes);
        limit.refused.again(why, environment);
    }

    /// A request that carried so much was let through.
    pub(super) fn let_through(&self, bytes: usize) {
        self.state().limit.take_if(|limit| bytes >= limit.bytes);
    }

    /// What of this goes in the next request. The smaller goes first, in each space the earlier;
    /// what is as large as what was refused waits, with what follows it in its space. Where
    /// `probes` is set and its time has come, the smallest of what waits is tried again, alone.
    pub(super) fn fitting(&self, send: ToSend, probes: bool) -> Fitting {
        match &mut self.state().limit {
            Some(limit) => limit.fitting(send, probes),
            None => Fitting { send, more: false },
        }
    }

    /// A team change was refused as too large.
    pub(super) fn post_refused(
        &self,
        id: TeamIntentId,
        why: RelayError,
        environment: &Environment,
    ) {
        let mut state = self.state();
        let refused = state
            .posts
            .entry(id)
            .or_insert_with(|| Refused::new(why.clone()));
        refused.again(why, environment);
    }

    /// Whether this team change waits for its time.
    pub(super) fn holds_post(&self, id: TeamIntentId) -> bool {
        let state = self.state();
        state.posts.get(&id).is_some_and(|post| !post.is_due())
    }

    /// Why this team change was refused, if it was as too large.
    pub(super) fn why_post_waits(&self, id: TeamIntentId) -> Option<RelayError> {
        self.state().posts.get(&id).map(|post| post.why.clone())
    }

    /// Only these team changes wait still.
    pub(super) fn keep_posts(&self, waits: impl Fn(TeamIntentId) -> bool) {
        self.state().posts.retain(|id, _| waits(*id));
    }

    /// Why something waits, if anything does.
    pub(super) fn why_held(&self) -> Option<RelayError> {
        let state = self.state();
        let limit = state.limit.as_ref().filter(|limit| limit.holds);
        let refused = limit.map(|limit| &limit.refused);
        let refused = refused.or_else(|| state.posts.values().next());
        refused.map(|refused| refused.why.clone())
    }

    /// When something that waits is tried again.
    pub(super) fn next_try(&self) -> Option<Instant> {
        let state = self.state();
        let limit = state.limit.as_ref().filter(|limit| limit.holds);
        let limit = limit.map(|limit| limit.refused.backoff.next());
        let posts = state.posts.values().map(|post| post.backoff.next());
        posts.chain(limit).min()
    }

    /// This device is connected in another way, or somebody asks that all be tried now.
    pub(crate) fn start_over(&self) {
        *self.state() = State::default();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Whole at every moment: a panic cannot have left it half changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Limit {
    fn fitting(&mut self, send: ToSend, probes: bool) -> Fitting {
        let probes = probes && self.refused.is_due();
        let most = self.bytes / 2;
        let mut queues: BTreeMap<Option<SpaceId>, VecDeque<Piece>> = BTreeMap::new();
        for wrap in send.wraps {
            queues.entry(None).or_default().push_back(Piece::Wrap(wrap));
        }
        for (space, bytes) in send.envelopes {
            let queue = queues.entry(Some(space)).or_default();
            queue.push_back(Piece::Envelope(space, bytes));
        }
        let mut firsts: BinaryHeap<_> = queues
            .iter()
            .filter_map(|(key, queue)| Some(Reverse((queue.front()?.size(), *key))))
            .collect();
        let mut fitting = Fitting {
            send: ToSend::default(),
            more: false,
        };
        let mut carried = 0_usize;
        self.holds = false;
        while let Some(Reverse((size, key))) = firsts.pop() {
            let is_first = carried == 0;
            // Then every other is as large.
            if size >= self.bytes && !(probes && is_first) {
                self.holds = true;
                break;
            }
            if !is_first && carried.saturating_add(size) > most {
                fitting.more = true;
                break;
            }
            carried = carried.saturating_add(size);
            let Some(queue) = queues.get_mut(&key) else {
                continue;
            };
            match queue.pop_front() {
                Some(Piece::Wrap(wrap)) => fitting.send.wraps.push(wrap),
                Some(Piece::Envelope(space, bytes)) => fitting.send.envelopes.push((space, bytes)),
                None => {}
            }
            if let Some(next) = queue.front() {
                firsts.push(Reverse((next.size(), key)));
            }
        }
        fitting
    }
}

#[cfg(test)]
mod tests;
