//! A relay that answers as a test says, on a clock that the test moves, and notes what it was
//! asked.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use futures_util::{FutureExt, StreamExt, future, future::BoxFuture, stream};
use jiff::{SignedDuration, Timestamp};
use patchwork_protocol::{
    Answer, CursorDigest, Envelope, Frame, FrameWriter, Incarnation, SessionReply, SessionRequest,
    SpaceId, SyncRequest,
    http::{TeamPost, problem},
};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use tokio::time::Instant;

use crate::{
    engine::{Connect, RelayAddress, RelayError, Replies, TeamAnswer, Transport},
    environment::Environment,
    error::Result,
};

/// What the relay was asked.
#[derive(Debug, Clone)]
pub(crate) enum Request {
    /// With this change.
    Found(Vec<u8>),
    Session,
    Team,
    Sync(SyncRequest),
}

impl Request {
    /// The change of a founding, if it was one.
    pub(crate) fn into_founding(self) -> Option<Vec<u8>> {
        match self {
            Self::Found(change) => Some(change),
            _ => None,
        }
    }

    /// What was asked by a sync, if it was one.
    pub(crate) fn into_sync(self) -> Option<SyncRequest> {
        match self {
            Self::Sync(request) => Some(request),
            _ => None,
        }
    }
}

/// How it answers a sync.
pub(crate) enum SyncReply {
    /// With a failure, after so long.
    Fails(RelayError, Duration),
    /// With these bytes, and an end.
    Ends(Vec<u8>),
    /// With these bytes, and silence after them.
    Stays(Vec<u8>),
}

type SyncScript = dyn FnMut(&SyncRequest) -> SyncReply + Send;

/// Cheap to clone: all clones are one relay.
#[derive(Clone)]
pub(crate) struct ScriptedRelay(Arc<Inner>);

struct Inner {
    began: (Timestamp, Instant),
    /// How long the phone was suspended: its monotonic clock stood still, the other went on.
    suspended: Mutex<SignedDuration>,
    /// How long the phone will be suspended while it opens a session next.
    suspended_in_session: Mutex<SignedDuration>,
    /// Whether everything but a sync is left without an answer.
    is_mute: AtomicBool,
    /// Why it takes no founding, if it takes none.
    takes_no_founding: Mutex<Option<RelayError>>,
    /// The same for team changes.
    takes_no_team_change: Mutex<Option<RelayError>>,
    asked: Mutex<Vec<Request>>,
    /// The team changes that were posted.
    posted: Mutex<Vec<Vec<u8>>>,
    sync: Mutex<Box<SyncScript>>,
}

impl ScriptedRelay {
    /// A relay that answers each sync so. Needs a paused clock around it.
    pub(crate) fn new(answer: impl FnMut(&SyncRequest) -> SyncReply + Send + 'static) -> Self {
        let start = "2026-03-12T10:42:00Z".parse().unwrap();
        Self(Arc::new(Inner {
            began: (start, Instant::now()),
            suspended: Mutex::default(),
            suspended_in_session: Mutex::default(),
            is_mute: AtomicBool::new(false),
            takes_no_founding: Mutex::default(),
            takes_no_team_change: Mutex::default(),
            asked: Mutex::default(),
            posted: Mutex::default(),
            sync: Mutex::new(Box::new(answer)),
        }))
    }

    /// Answers so from now on.
    pub(crate) fn answer(&self, answer: impl FnMut(&SyncRequest) -> SyncReply + Send + 'static) {
        *lock(&self.0.sync) = Box::new(answer);
    }

    /// What it was asked since this was last called.
    pub(crate) fn take_asked(&self) -> Vec<Request> {
        core::mem::take(&mut lock(&self.0.asked))
    }

    /// The team changes that were posted, in their order.
    pub(crate) fn posted(&self) -> Vec<Vec<u8>> {
        lock(&self.0.posted).clone()
    }

    pub(crate) fn now(&self) -> Timestamp {
        let (start, instant) = self.0.began;
        let suspended = *lock(&self.0.suspended);
        start + suspended + SignedDuration::try_from(instant.elapsed()).unwrap()
    }

    /// The phone was suspended for so long.
    pub(crate) fn suspend(&self, time: SignedDuration) {
        *lock(&self.0.suspended) += time;
    }

    /// The phone will be suspended for so long while its statement for a session is on the way.
    pub(crate) fn suspend_in_session(&self, time: SignedDuration) {
        *lock(&self.0.suspended_in_session) = time;
    }

    /// Leaves everything but a sync without an answer from now on.
    pub(crate) fn fall_mute(&self) {
        self.0.is_mute.store(true, Ordering::Relaxed);
    }

    /// Answers everything again.
    pub(crate) fn speak(&self) {
        self.0.is_mute.store(false, Ordering::Relaxed);
    }

    /// Takes no founding for this reason from now on, or takes them again.
    pub(crate) fn take_no_founding(&self, why: Option<RelayError>) {
        *lock(&self.0.takes_no_founding) = why;
    }

    /// Takes no team change for this reason from now on, or takes them again.
    pub(crate) fn take_no_team_change(&self, why: Option<RelayError>) {
        *lock(&self.0.takes_no_team_change) = why;
    }

    async fn unless_mute<T>(&self, answer: T) -> T {
        if self.0.is_mute.load(Ordering::Relaxed) {
            future::pending::<()>().await;
        }
        answer
    }

    /// The paused clock, and a generator that gives the same in each run.
    pub(crate) fn environment(&self) -> Environment {
        let relay = self.clone();
        let rng = Mutex::new(ChaCha8Rng::seed_from_u64(1));
        Environment::simulated(
            move || relay.now(),
            move |bytes| lock(&rng).fill_bytes(bytes),
        )
    }

    fn note(&self, request: Request) {
        lock(&self.0.asked).push(request);
    }
}

fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The bytes of these frames.
pub(crate) fn bytes_of(frames: &[Frame]) -> Vec<u8> {
    let mut writer = FrameWriter::plain();
    let blocks = frames.iter().map(|frame| writer.write(frame).unwrap());
    blocks.flatten().collect()
}

/// The relay greets, and has taken everything that came with the request.
pub(crate) fn takes_all(request: &SyncRequest) -> Vec<u8> {
    let incarnation = Incarnation([1; 16]);
    let mut frames = vec![Frame::Hello { incarnation }];
    for (space, envelopes) in &request.outbox {
        let answers = envelopes.iter().map(|bytes| {
            let header = *Envelope::decode(bytes).unwrap().header();
            (header.replica, header.seq, Answer::Accepted { n: 2 })
        });
        frames.push(Frame::Acks {
            space: *space,
            answers: answers.collect(),
        });
    }
    bytes_of(&frames)
}

/// The relay greets, and says that this is all.
pub(crate) fn told_all(digest: CursorDigest) -> Vec<u8> {
    let incarnation = Incarnation([1; 16]);
    bytes_of(&[Frame::Hello { incarnation }, Frame::CaughtUp { digest }])
}

impl Connect for ScriptedRelay {
    fn connect(&self, _: RelayAddress) -> Result<Arc<dyn Transport>> {
        Ok(Arc::new(self.clone()))
    }
}

impl Transport for ScriptedRelay {
    fn origin(&self) -> String {
        "https://relay.example".to_owned()
    }

    fn found<'t>(
        &'t self,
        post: &'t TeamPost,
        _: Option<&'t str>,
    ) -> BoxFuture<'t, Result<TeamAnswer, RelayError>> {
        self.note(Request::Found(post.change.clone()));
        let refusal = lock(&self.0.takes_no_founding).clone();
        let answer = refusal.map_or(Ok(TeamAnswer::Appended), Err);
        self.unless_mute(answer).boxed()
    }

    fn session<'t>(
        &'t self,
        statement: &'t SessionRequest,
    ) -> BoxFuture<'t, Result<SessionReply, RelayError>> {
        self.note(Request::Session);
        self.suspend(core::mem::take(&mut *lock(&self.0.suspended_in_session)));
        let at = match statement {
            SessionRequest::Device(_, statement) => statement.at,
            SessionRequest::Enrol(statement) => statement.at,
        };
        let now = self.now();
        let answer = if now.duration_since(at).abs() > SignedDuration::from_mins(5) {
            Err(RelayError::Problem {
                kind: problem::CLOCK.to_owned(),
                detail: "The clock is wrong.".to_owned(),
                relay_time: Some(now),
                retry_after: None,
            })
        } else {
            Ok(SessionReply {
                token: [7; 32],
                expires: now + SignedDuration::from_hours(24),
            })
        };
        self.unless_mute(answer).boxed()
    }

    fn team<'t>(
        &'t self,
        _: &'t str,
        _: SpaceId,
        post: &'t TeamPost,
    ) -> BoxFuture<'t, Result<TeamAnswer, RelayError>> {
        self.note(Request::Team);
        if let Some(refusal) = lock(&self.0.takes_no_team_change).clone() {
            return self.unless_mute(Err(refusal)).boxed();
        }
        lock(&self.0.posted).push(post.change.clone());
        self.unless_mute(Ok(TeamAnswer::Appended)).boxed()
    }

    fn sync<'t>(
        &'t self,
        _: &'t str,
        request: &'t SyncRequest,
    ) -> BoxFuture<'t, Result<Replies, RelayError>> {
        self.note(Request::Sync(request.clone()));
        let reply = lock(&self.0.sync)(request);
        async move {
            let first = |bytes: Vec<u8>| stream::iter([Ok(Bytes::from(bytes))]);
            match reply {
                SyncReply::Fails(error, after) => {
                    tokio::time::sleep(after).await;
                    Err(error)
                }
                SyncReply::Ends(bytes) => Ok(first(bytes).boxed()),
                SyncReply::Stays(bytes) => Ok(first(bytes).chain(stream::pending()).boxed()),
            }
        }
        .boxed()
    }
}
