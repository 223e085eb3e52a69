//! The network between the phones and the relay in memory, with what goes wrong on the way: a
//! [`Transport`] for the product's own engine.

use core::time::Duration;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard},
};

use bytes::Bytes;
use futures_util::{FutureExt, StreamExt, future::BoxFuture, stream};
use jiff::SignedDuration;
use patchwork_client::simulation::{
    Connect, RelayAddress, RelayError, Replies, TeamAnswer, Transport,
};
use patchwork_protocol::{
    DeviceId, Frame, FrameWriter, Incarnation, SessionReply, SessionRequest, SpaceId, SyncRequest,
    TeamChange, cursor_digest,
    http::{TeamPost, problem},
};
use rand::RngExt;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use tokio::sync::watch;

use super::{
    proxy::{PAGE, Proxy},
    time::Time,
};
use crate::relay::{Connection, Database, Posted, Relay};

/// The address of the relay.
pub(super) const ADDRESS: &str = "https://relay.example";

const HEARTBEAT: Duration = Duration::from_secs(25);
/// After so long without an answer a phone gives a request up.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a session lasts.
pub(super) const SESSION: SignedDuration = SignedDuration::from_hours(24);
/// The relay takes statements of clocks that are wrong by less.
pub(super) const SKEW: SignedDuration = SignedDuration::from_mins(5);

/// How one phone is connected.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    pub(super) has_no_signal: bool,
    /// Requests and answers get lost and streams break.
    pub(super) is_rough: bool,
    /// The clock of the phone is wrong by more than the relay takes.
    pub(super) is_clock_wrong: bool,
    /// The relay has taken the clock of the phone for right since it was last set.
    pub(super) is_clock_confirmed: bool,
    /// When the relay's words last reached the phone, by the world's time.
    pub(super) heard: Option<jiff::Timestamp>,
    /// So many requests more go out where the signal is weak.
    pub(super) weak_requests: u32,
    /// What answers in the relay's place.
    pub(super) proxy: Option<Proxy>,
    /// After so many bytes the stream that is opened next breaks.
    breaks_after: Option<usize>,
    /// Open streams of an older number say nothing for ever.
    sockets: u64,
    /// Open streams of an older number break.
    cuts: u64,
}

struct Session {
    device: DeviceId,
    expires: jiff::Timestamp,
    is_enrolling: bool,
}

/// What happened on the way, by name.
pub(super) type Counts = BTreeMap<&'static str, u64>;

pub(super) struct State {
    pub(super) relay: Option<Relay>,
    pub(super) is_down: bool,
    pub(super) lines: Vec<Line>,
    pub(super) counts: Counts,
    sessions: BTreeMap<String, Session>,
    /// Requests that are still on the way, with the moments at which they arrive.
    on_the_way: Vec<(jiff::Timestamp, Request)>,
    rng: ChaCha8Rng,
}

/// What a phone asks, as it travels.
enum Request {
    Session,
    Team(String, SpaceId, TeamPost),
    Sync(String, SyncRequest),
}

impl Request {
    /// How many bytes of it the network sees.
    fn size(&self) -> usize {
        /// Of the head of a request, and of a statement for a session.
        const SMALL: usize = 300;
        SMALL
            + match self {
                Self::Session => 0,
                Self::Team(_, _, post) => post.encode().len(),
                Self::Sync(_, request) => request.encode().len(),
            }
    }
}

/// The network and the relay. Cheap to clone: all clones are one network.
#[derive(Clone)]
pub(super) struct Network {
    state: Arc<Mutex<State>>,
    /// Bumped when streams have something to look at.
    changed: watch::Sender<u64>,
    time: Time,
}

/// How a request fares.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Arrives,
    NoWay,
    RequestLost,
    AnswerLost,
    /// The connection breaks before all of the request went out.
    RequestCut,
    /// The connection breaks after so many bytes of the answer.
    AnswerCut(usize),
    /// The request arrives when nobody waits for its answer any more.
    RequestLate,
}

/// How a stream fares after so many frames.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    None,
    Cut(u32),
    /// After so many bytes, wherever in a frame that is.
    Broken(usize),
    Silent(u32),
}

impl Network {
    pub(super) fn new(relay: Option<Relay>, seed: u64, time: Time) -> Self {
        Self {
            state: Arc::new(Mutex::new(State {
                relay,
                is_down: false,
                lines: Vec::new(),
                counts: Counts::new(),
                sessions: BTreeMap::new(),
                on_the_way: Vec::new(),
                rng: ChaCha8Rng::seed_from_u64(seed),
            })),
            changed: watch::Sender::new(0),
            time,
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nothing panics under this lock")
    }

    /// A line for one phone more.
    pub(super) fn add_line(&self) {
        // What a phone starts from is an agreement of just now.
        let line = Line {
            heard: Some(self.time.now()),
            ..Line::default()
        };
        self.lock().lines.push(line);
    }

    fn tell(&self) {
        self.changed.send_modify(|number| *number += 1);
    }

    /// The streams of this phone stay open and say nothing any more.
    pub(super) fn kill_sockets(&self, phone: usize) {
        self.lock().lines[phone].sockets += 1;
        self.tell();
    }

    /// The streams of this phone break.
    pub(super) fn cut(&self, phone: usize) {
        self.lock().lines[phone].cuts += 1;
        self.tell();
    }

    /// Takes the phone's signal away or gives it back; streams that were open fall silent.
    pub(super) fn set_signal(&self, phone: usize, has_signal: bool) {
        self.lock().lines[phone].has_no_signal = !has_signal;
        self.kill_sockets(phone);
    }

    /// Stops the relay or starts it again; every stream ends.
    pub(super) fn set_down(&self, is_down: bool) {
        let mut state = self.lock();
        state.is_down = is_down;
        if let Some(relay) = &mut state.relay {
            relay.cut_everyone();
        }
        drop(state);
        self.tell();
    }

    /// Puts an older database in the place of the relay's; its sessions are gone too.
    pub(super) fn restore(&self, backup: Database, incarnation: Incarnation) {
        let mut state = self.lock();
        state.sessions.clear();
        if let Some(relay) = &mut state.relay {
            relay.restore(backup, incarnation);
        }
        drop(state);
        self.tell();
    }

    /// Nothing goes wrong from now on.
    pub(super) fn make_peace(&self) {
        let mut state = self.lock();
        state.is_down = false;
        for line in &mut state.lines {
            line.has_no_signal = false;
            line.is_rough = false;
            line.weak_requests = 0;
            line.proxy = None;
            line.is_clock_wrong = false;
        }
    }

    /// How a phone reaches the relay.
    pub(super) fn connect(&self, phone: usize) -> Arc<dyn Connect> {
        Arc::new(Way {
            network: self.clone(),
            phone,
        })
    }
}

impl State {
    pub(super) fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    fn fate(&mut self, phone: usize, size: usize) -> Fate {
        let line = &mut self.lines[phone];
        if line.has_no_signal || self.is_down || self.relay.is_none() {
            return Fate::NoWay;
        }
        if line.weak_requests > 0 {
            line.weak_requests -= 1;
            return self.fate_of_weak_signal(size);
        }
        if !line.is_rough {
            return Fate::Arrives;
        }
        match self.rng.random_range(0..100) {
            0..12 => {
                self.count("request lost");
                Fate::RequestLost
            }
            12..26 => {
                self.count("answer lost");
                Fate::AnswerLost
            }
            _ => Fate::Arrives,
        }
    }

    fn fate_of_weak_signal(&mut self, size: usize) -> Fate {
        match self.rng.random_range(0..100) {
            0..50 => {
                // Of both directions: the request goes first.
                let bytes = self.rng.random_range(0..2 * size);
                if bytes < size {
                    self.count("weak signal: request cut");
                    return Fate::RequestCut;
                }
                self.count("weak signal: answer cut");
                Fate::AnswerCut(bytes - size)
            }
            50..65 => {
                self.count("weak signal: request too late");
                Fate::RequestLate
            }
            65..80 => {
                self.count("weak signal: answer too late");
                Fate::AnswerLost
            }
            _ => Fate::Arrives,
        }
    }

    /// What answers this request in the relay's place, if something does.
    fn answer_between(&mut self, phone: usize, size: usize) -> Option<RelayError> {
        let line = &self.lines[phone];
        let proxy = line.proxy.filter(|_| !line.has_no_signal)?;
        let answer = proxy.answer(size)?;
        self.count(proxy.name());
        Some(answer)
    }

    /// Whether a stream is answered with a page that does not call itself one.
    fn has_page_for_stream(&self, phone: usize) -> bool {
        let line = &self.lines[phone];
        let is_page = line.proxy
            == Some(Proxy::Page {
                is_called_one: false,
            });
        is_page && !line.has_no_signal
    }

    /// Takes in what was on the way for longer than anybody waited.
    fn take_in_what_is_late(&mut self, now: jiff::Timestamp) {
        let waiting = core::mem::take(&mut self.on_the_way);
        let (late, waiting) = waiting.into_iter().partition(|(at, _)| *at <= now);
        self.on_the_way = waiting;
        for (_, request) in late {
            // Whatever the answer is, nobody hears it.
            match request {
                Request::Session => {}
                Request::Team(token, space, post) => {
                    let device = self.session(&token, now).map(|session| session.device);
                    let _ = device.and_then(|device| self.post(device, space, &post));
                }
                Request::Sync(token, request) => {
                    let session = self.session(&token, now);
                    let member = session.ok().filter(|session| !session.is_enrolling);
                    let device = member.map(|session| session.device);
                    if let Some((device, relay)) = device.zip(self.relay.as_mut()) {
                        relay.open(device, &request);
                    }
                }
            }
        }
    }

    fn ending(&mut self, phone: usize) -> Ending {
        if let Some(bytes) = self.lines[phone].breaks_after.take() {
            return Ending::Broken(bytes);
        }
        if !self.lines[phone].is_rough {
            return Ending::None;
        }
        let frames = self.rng.random_range(0..6);
        match self.rng.random_range(0..100) {
            0..25 => {
                self.count("stream cut");
                Ending::Cut(frames)
            }
            25..40 => {
                self.count("stream gone silent");
                Ending::Silent(frames)
            }
            _ => Ending::None,
        }
    }

    fn session(&self, token: &str, now: jiff::Timestamp) -> Result<&Session, RelayError> {
        self.sessions
            .get(token)
            .filter(|session| session.expires > now)
            .ok_or_else(|| refusal(problem::UNAUTHENTICATED, "no session"))
    }

    fn relay(&mut self) -> Result<&mut Relay, RelayError> {
        self.relay.as_mut().ok_or(RelayError::Unreachable)
    }

    fn begin_session(
        &mut self,
        phone: usize,
        statement: &SessionRequest,
        now: jiff::Timestamp,
    ) -> Result<SessionReply, RelayError> {
        let unknown = || refusal(problem::UNAUTHENTICATED, "not known here");
        let at = match statement {
            SessionRequest::Device(_, statement) => statement.at,
            SessionRequest::Enrol(statement) => statement.at,
        };
        if at.duration_since(now).abs() > SKEW {
            self.count("clock refused");
            return Err(RelayError::Problem {
                kind: problem::CLOCK.to_owned(),
                detail: "the clock is wrong".to_owned(),
                relay_time: Some(now),
                retry_after: None,
            });
        }
        let directory = self.relay()?.directory();
        let (device, is_enrolling) = match statement {
            SessionRequest::Device(partnership, statement) => {
                let record = directory
                    .device(statement.device)
                    .filter(|record| record.is_active())
                    .ok_or_else(unknown)?;
                statement
                    .verify(*partnership, &record.verifying_key)
                    .map_err(|_| unknown())?;
                (statement.device, false)
            }
            SessionRequest::Enrol(statement) => {
                statement.verify().map_err(|_| unknown())?;
                directory
                    .invite(&statement.invite_key)
                    .filter(|invite| invite.expiry > now)
                    .filter(|invite| invite.used_by.is_none_or(|by| by == statement.device()))
                    .ok_or_else(unknown)?;
                (statement.device(), true)
            }
        };
        if self.lines[phone].is_clock_wrong {
            self.count("session in spite of a wrong clock");
        } else {
            self.lines[phone].is_clock_confirmed = true;
        }
        let token: [u8; 32] = self.rng.random();
        let expires = now + SESSION;
        let session = Session {
            device,
            expires,
            is_enrolling,
        };
        self.sessions
            .insert(data_encoding::HEXLOWER.encode(&token), session);
        Ok(SessionReply { token, expires })
    }

    fn post(
        &mut self,
        by: DeviceId,
        space: SpaceId,
        post: &TeamPost,
    ) -> Result<TeamAnswer, RelayError> {
        let relay = self.relay()?;
        match relay.post(by, space, &post.change, &post.wraps) {
            Posted::Done => Ok(TeamAnswer::Appended),
            Posted::Conflict => {
                let conflict = relay.conflict(space);
                self.count("team conflict");
                conflict
                    .map(TeamAnswer::Conflict)
                    .ok_or_else(|| refusal(problem::NOT_FOUND, "no such space"))
            }
            Posted::NotHere => Err(refusal(problem::NOT_FOUND, "it is not here")),
            Posted::Refused(why) => Err(refusal(problem::REFUSED, &why)),
        }
    }
}

fn refusal(kind: &str, detail: &str) -> RelayError {
    RelayError::Problem {
        kind: kind.to_owned(),
        detail: detail.to_owned(),
        relay_time: None,
        retry_after: None,
    }
}

/// The way of one phone to the relay.
#[derive(Clone)]
struct Way {
    network: Network,
    phone: usize,
}

impl Connect for Way {
    fn connect(&self, address: RelayAddress) -> patchwork_client::Result<Arc<dyn Transport>> {
        assert_eq!(address.origin(), ADDRESS, "there is one relay");
        Ok(Arc::new(self.clone()))
    }
}

impl Way {
    /// A request travels, is answered by `f`, and the answer travels back; or not.
    async fn ask<T>(
        &self,
        request: Request,
        f: impl FnOnce(&mut State, jiff::Timestamp) -> Result<T, RelayError>,
    ) -> Result<T, RelayError> {
        let size = request.size();
        let (between, fate, there, back) = {
            let mut state = self.network.lock();
            let between = state.answer_between(self.phone, size);
            let fate = state.fate(self.phone, size);
            let there = Duration::from_millis(state.rng.random_range(5..120));
            let back = Duration::from_millis(state.rng.random_range(5..120));
            (between, fate, there, back)
        };
        tokio::time::sleep(there).await;
        if let Some(answer) = between {
            return Err(answer);
        }
        match fate {
            Fate::NoWay | Fate::RequestCut => return Err(RelayError::Unreachable),
            Fate::RequestLost => {
                tokio::time::sleep(PATIENCE).await;
                return Err(RelayError::Unreachable);
            }
            Fate::RequestLate => {
                self.leave_on_the_way(request);
                tokio::time::sleep(PATIENCE).await;
                return Err(RelayError::Unreachable);
            }
            Fate::Arrives | Fate::AnswerLost | Fate::AnswerCut(_) => {}
        }
        let answer = {
            let mut state = self.network.lock();
            if state.is_down {
                return Err(RelayError::Unreachable);
            }
            let now = self.network.time.now();
            state.take_in_what_is_late(now);
            if let Fate::AnswerCut(bytes) = fate {
                state.lines[self.phone].breaks_after = Some(bytes);
            }
            let answer = f(&mut state, now);
            // What is no stream is so short that none of it is of use.
            if state.lines[self.phone].breaks_after.take().is_some() {
                Err(RelayError::Unreachable)
            } else {
                answer
            }
        };
        self.network.tell();
        if fate == Fate::AnswerLost {
            tokio::time::sleep(PATIENCE).await;
            return Err(RelayError::Unreachable);
        }
        tokio::time::sleep(back).await;
        answer
    }
}

impl Way {
    /// A request that arrives some time after the phone gave it up.
    fn leave_on_the_way(&self, request: Request) {
        let mut state = self.network.lock();
        let late = PATIENCE + Duration::from_secs(state.rng.random_range(0..90));
        let at = self.network.time.now() + late;
        state.on_the_way.push((at, request));
    }
}

impl Transport for Way {
    fn origin(&self) -> String {
        ADDRESS.to_owned()
    }

    fn found<'t>(
        &'t self,
        post: &'t TeamPost,
        _token: Option<&'t str>,
    ) -> BoxFuture<'t, Result<TeamAnswer, RelayError>> {
        async move {
            let change = TeamChange::decode(&post.change).expect("a founding is well-formed");
            let relay = Relay::new(&change, Incarnation([1; 16]));
            self.network.lock().relay = Some(relay);
            Ok(TeamAnswer::Appended)
        }
        .boxed()
    }

    fn session<'t>(
        &'t self,
        statement: &'t SessionRequest,
    ) -> BoxFuture<'t, Result<SessionReply, RelayError>> {
        self.ask(Request::Session, |state, now| {
            state.begin_session(self.phone, statement, now)
        })
        .boxed()
    }

    fn team<'t>(
        &'t self,
        token: &'t str,
        space: SpaceId,
        post: &'t TeamPost,
    ) -> BoxFuture<'t, Result<TeamAnswer, RelayError>> {
        let travels = Request::Team(token.to_owned(), space, post.clone());
        self.ask(travels, move |state, now| {
            let device = state.session(token, now)?.device;
            state.post(device, space, post)
        })
        .boxed()
    }

    fn sync<'t>(
        &'t self,
        token: &'t str,
        request: &'t SyncRequest,
    ) -> BoxFuture<'t, Result<Replies, RelayError>> {
        let has_page = self.network.lock().has_page_for_stream(self.phone);
        let travels = Request::Sync(token.to_owned(), request.clone());
        self.ask(travels, move |state, now| {
            let session = state.session(token, now)?;
            let (device, is_enrolling) = (session.device, session.is_enrolling);
            let relay = state.relay()?;
            let source = if is_enrolling {
                Source::Enrolling(enrolling_reply(relay).into_iter())
            } else {
                Source::Log(relay.open(device, request))
            };
            let ending = state.ending(self.phone);
            let line = &state.lines[self.phone];
            let open = Open {
                network: self.network.clone(),
                phone: self.phone,
                source,
                writer: FrameWriter::plain(),
                ending,
                frames: 0,
                bytes: 0,
                sockets: line.sockets,
                cuts: line.cuts,
                changed: self.network.changed.subscribe(),
                is_over: false,
                is_buffered: line.proxy == Some(Proxy::Buffers),
            };
            if open.is_buffered {
                state.count(Proxy::Buffers.name());
            }
            Ok(stream::try_unfold(open, Open::next).boxed())
        })
        .map(move |answer| match answer {
            Err(RelayError::Nonsense(_)) if has_page => {
                Ok(stream::iter([Ok(Bytes::from_static(PAGE))]).boxed())
            }
            answer => answer,
        })
        .boxed()
    }
}

/// What a device that asks to join is told: the directory's team changes.
fn enrolling_reply(relay: &Relay) -> Vec<Frame> {
    vec![
        Frame::Hello {
            incarnation: relay.incarnation,
        },
        Frame::TeamChanges {
            space: relay.directory,
            changes: relay.team_changes(relay.directory),
        },
        Frame::CaughtUp {
            digest: cursor_digest([]),
        },
    ]
}

enum Source {
    Log(Connection),
    Enrolling(std::vec::IntoIter<Frame>),
}

/// A reply that is being sent.
struct Open {
    network: Network,
    phone: usize,
    source: Source,
    writer: FrameWriter,
    ending: Ending,
    frames: u32,
    bytes: usize,
    sockets: u64,
    cuts: u64,
    changed: watch::Receiver<u64>,
    is_over: bool,
    /// A proxy hands the reply on when it has ended.
    is_buffered: bool,
}

enum Step {
    Frame(Frame),
    Nothing,
    End,
    Cut,
    Silent,
}

impl Open {
    fn step(&mut self) -> Step {
        let state = self.network.lock();
        let line = &state.lines[self.phone];
        let is_silent = self.sockets != line.sockets
            || matches!(self.ending, Ending::Silent(after) if self.frames >= after);
        if is_silent {
            return Step::Silent;
        }
        let is_cut = self.cuts != line.cuts
            || matches!(self.ending, Ending::Cut(after) if self.frames >= after)
            || matches!(self.ending, Ending::Broken(after) if self.bytes >= after);
        if is_cut {
            return Step::Cut;
        }
        if self.is_over {
            return Step::End;
        }
        match &mut self.source {
            Source::Enrolling(frames) => frames.next().map_or(Step::End, Step::Frame),
            Source::Log(connection) => {
                let Some(relay) = &state.relay else {
                    return Step::Cut;
                };
                match relay.next_frame(connection) {
                    Some(frame) => {
                        self.is_over = matches!(frame, Frame::Goodbye { .. });
                        Step::Frame(frame)
                    }
                    None if Relay::stays_open(connection) => Step::Nothing,
                    None => Step::End,
                }
            }
        }
    }

    fn block(&mut self, frame: &Frame) -> Bytes {
        self.frames += 1;
        let mut block = self.writer.write(frame).expect("frames are small");
        if let Ending::Broken(after) = self.ending {
            block.truncate(after - self.bytes);
        }
        self.bytes += block.len();
        Bytes::from(block)
    }

    /// The next bytes reach the phone.
    fn hand_over(self, bytes: Bytes) -> (Bytes, Self) {
        self.network.lock().lines[self.phone].heard = Some(self.network.time.now());
        (bytes, self)
    }

    async fn next(mut self) -> Result<Option<(Bytes, Self)>, RelayError> {
        if !self.is_buffered {
            let block = self.next_block().await?;
            return Ok(block.map(|block| self.hand_over(block)));
        }
        let mut whole = Vec::new();
        while let Some(block) = self.next_block().await? {
            whole.extend_from_slice(&block);
        }
        let is_empty = whole.is_empty();
        Ok((!is_empty).then(|| self.hand_over(Bytes::from(whole))))
    }

    async fn next_block(&mut self) -> Result<Option<Bytes>, RelayError> {
        loop {
            match self.step() {
                Step::Frame(frame) => return Ok(Some(self.block(&frame))),
                Step::End => return Ok(None),
                Step::Cut => return Err(RelayError::Unreachable),
                Step::Silent => core::future::pending().await,
                Step::Nothing => tokio::select! {
                    // What there is to say comes before the sign of life.
                    biased;
                    _ = self.changed.changed() => {}
                    () = tokio::time::sleep(HEARTBEAT) => {
                        return Ok(Some(self.block(&Frame::Heartbeat)));
                    }
                },
            }
        }
    }
}
