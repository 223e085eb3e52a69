//! One conversation: what waits goes out, what is new comes in, and then the
//! stream stays open.

use std::{sync::Arc, time::Duration};

use futures_util::{FutureExt, StreamExt};
use jiff::{SignedDuration, Timestamp};
use patchwork_protocol::{Frame, FrameReader, LogItem, Wrap, http::problem};
use patchwork_store::setting;
use patchwork_sync::{CursorForm, Fault, Purpose};
use tokio::time::Instant;

use super::{
    Between, Connection, EngineError, Link, RelayError, Replies, Transport, admit_from_screen,
    backoff::Backoff,
    driver::Ended,
    enrol::{self, Asked},
    error::Result,
    forget, in_words,
    outgoing::Outgoing,
    session::is_active,
    signed_ahead::with_signatures_ahead,
    streaming::{GREETING, keeps_no_stream, poll},
    way_up,
};
use crate::{
    Update,
    error::ClientError,
    workspace::{CaughtUp, Heard, StoreLogView, carry_out},
};

/// The relay sends a heartbeat every 20 seconds or so; after this it is gone.
pub(crate) const SILENCE: Duration = Duration::from_secs(65);
/// Frames that share the first commit: the keys, the directory and the case that
/// changed last, which can then be read.
const AT_FIRST: usize = 4;
/// Frames that share one commit at most; each commit may hold twice the one before.
const TOGETHER: usize = 64;
/// Bytes of frames in hand with which the first commit begins at the latest, and every later one:
/// the frames, their plaintexts and their rows are in memory together.
const BYTES_AT_FIRST: usize = 256 * 1024;
const BYTES_TOGETHER: usize = 1024 * 1024;
/// What comes of a request later than this may have lain somewhere.
const FRESH: SignedDuration = SignedDuration::from_secs(10);
/// How soon a device that waits to be admitted asks again: each pause is twice the one before, but
/// for while somebody looks at the screen that waits.
const ASK_AGAIN: Duration = Duration::from_secs(2);
const ASK_SELDOM: Duration = Duration::from_mins(1);

/// A reply that is being read.
pub(crate) struct Conversation {
    replies: Replies,
    reader: FrameReader,
    /// Frames that the next commit may hold.
    together: usize,
    /// Bytes with which it begins.
    bytes_together: usize,
    /// Envelopes that were answered in it.
    pub(super) answers: usize,
    /// Envelopes that went with the request and have answers to come.
    posted: usize,
    /// Whether the relay has said in it that this is all.
    has_told_all: bool,
    /// Whether the relay has greeted: until then it is not known who answers.
    is_greeted: bool,
    /// When the request went out.
    asked_at: Timestamp,
    /// Wraps that went with it. They count as given once the relay itself has answered.
    wraps: Vec<Wrap>,
    /// When to send again what was refused, if something was.
    uploads: Option<Backoff>,
    /// Whether it was said that something that waits is too large.
    has_too_large: bool,
    /// What the relay said and nobody has acted on yet.
    pub(super) heard: Heard,
}

impl Conversation {
    /// Whether the relay has said, in a reply that is not read any more, that this is all.
    pub(crate) fn is_whole(&self) -> bool {
        self.heard.caught_up != CaughtUp::NotYet
    }

    /// Whether the request went out a short while ago, by a clock that goes on while a phone is
    /// suspended.
    fn is_fresh(&self, now: Timestamp) -> bool {
        (SignedDuration::ZERO..FRESH).contains(&now.duration_since(self.asked_at))
    }

    /// The next frames for one commit, as many as are here; none at the end.
    pub(super) async fn next_frames(&mut self) -> Result<Option<Vec<Frame>>, RelayError> {
        let mut frames = Vec::new();
        let mut bytes = 0;
        loop {
            while frames.len() < self.together && bytes < self.bytes_together {
                match self.reader.next_frame() {
                    Ok(Some(frame)) => {
                        bytes += size(&frame);
                        frames.push(frame);
                    }
                    Ok(None) => break,
                    Err(error) => return Err(RelayError::Nonsense(error.to_string())),
                }
            }
            if frames.len() >= self.together || bytes >= self.bytes_together {
                self.bytes_together = BYTES_TOGETHER;
                self.together = TOGETHER.min(self.together.saturating_mul(2));
                return Ok(Some(frames));
            }
            // With something in hand, only what is here already; otherwise wait.
            let next = if frames.is_empty() {
                self.replies.next().await
            } else {
                match self.replies.next().now_or_never() {
                    Some(next) => next,
                    None => return Ok(Some(frames)),
                }
            };
            match next {
                Some(piece) => self.reader.push(&piece?),
                None if frames.is_empty() && !self.is_greeted => {
                    let what = "it ended without a greeting".to_owned();
                    return Err(RelayError::Nonsense(what));
                }
                None if frames.is_empty() => return Ok(None),
                None => return Ok(Some(frames)),
            }
        }
    }
}

/// How much content a frame brings.
fn size(frame: &Frame) -> usize {
    match frame {
        Frame::Items { items, .. } => items
            .iter()
            .map(|item| match item {
                LogItem::Envelope(bytes) | LogItem::TeamChange(bytes) => bytes.len(),
                LogItem::Erased(hash) => hash.0.len(),
            })
            .sum(),
        Frame::TeamChanges { changes, .. } => changes.iter().map(Vec::len).sum(),
        Frame::Wraps(wraps) => wraps.iter().map(|(_, wrap)| wrap.sealed.len()).sum(),
        _ => 0,
    }
}

/// Holds one conversation as long as it lasts.
pub(super) async fn converse(link: &Arc<Link>) -> Result<Ended> {
    let Some(relay) = link.relay().await? else {
        return Ok(Ended::Idle);
    };
    if is_to_rest(link).await? {
        return Ok(Ended::Idle);
    }
    if !is_admitted(link).await? {
        return wait_for_admission(link, &*relay).await;
    }
    if keeps_no_stream(link) {
        return poll(link, &*relay).await;
    }
    link.post_team_changes(&*relay).await?;
    let mut form = CursorForm::Digest;
    loop {
        // Before the request goes out: who asks while it is under way may ask after the relay
        // has said its last word of it.
        let round = link.signals.rounds.asked();
        let mut conversation = match link.open_for(&*relay, Purpose::Live, form).await {
            Err(EngineError::Relay(RelayError::Between {
                what: Between::KeepsReplies,
                ..
            })) => return Ok(ungreeted(link)),
            opened => opened?,
        };
        match stay(link, &*relay, &mut conversation, round).await? {
            Stayed::WantsCursors => {
                form = form.after_need_cursors().ok_or_else(|| {
                    RelayError::Nonsense("it asks for cursors that it was given".to_owned())
                })?;
            }
            Stayed::Ended(ended) => return Ok(ended),
        }
    }
}

enum Stayed {
    WantsCursors,
    Ended(Ended),
}

/// Reads a live stream and uploads what turns up meanwhile. `round` is the last sync that was
/// asked for before the stream was.
async fn stay(
    link: &Arc<Link>,
    relay: &dyn Transport,
    conversation: &mut Conversation,
    mut round: u64,
) -> Result<Stayed> {
    let greets_by = Instant::now() + GREETING;
    loop {
        let patience = if conversation.is_greeted {
            Instant::now() + SILENCE
        } else {
            greets_by
        };
        let deadline = next_deadline(link).await?;
        let refused = conversation.uploads.as_ref().map(Backoff::next);
        let retry = refused.or_else(|| link.way_up.next_try());
        let frames = tokio::select! {
            // The wake first: it may say that the connection was switched off, and what the
            // person has just saved goes out however much comes in. It cannot keep frames
            // waiting: however often it was given meanwhile, it is taken once. Frames come
            // before the deadline, which stands until it is met: nothing goes out while
            // answers are to come.
            biased;
            () = link.signals.wake.notified() => {
                if is_to_rest(link).await? {
                    return Ok(Stayed::Ended(Ended::Idle));
                }
                if conversation.uploads.as_mut().is_some_and(|uploads| !uploads.may_hurry()) {
                    continue;
                }
                // What is under way would be posted twice: after its answers.
                if conversation.answers < conversation.posted {
                    conversation.heard.try_again = true;
                    continue;
                }
                send_what_waits(link, relay, conversation).await?;
                continue;
            }
            // Whoever asks wants to hear what the relay says now; a stream that is open may be
            // dead. One that still tells what it held is not cut off.
            () = link.signals.rounds.asked_after(round), if conversation.has_told_all => {
                return Ok(Stayed::Ended(Ended::Again));
            }
            frames = tokio::time::timeout_at(patience, conversation.next_frames()) => frames,
            () = again(retry) => {
                send_what_waits(link, relay, conversation).await?;
                continue;
            }
            () = at(deadline, link.workspace.now()), if conversation.answers >= conversation.posted => {
                send_what_waits(link, relay, conversation).await?;
                continue;
            }
        };
        let Ok(frames) = frames else {
            return Ok(Stayed::Ended(if conversation.is_greeted {
                Ended::Silent
            } else {
                ungreeted(link)
            }));
        };
        let Some(frames) = frames? else {
            return Ok(Stayed::Ended(Ended::Closed));
        };
        let asked = link.signals.rounds.asked();
        let is_fresh = conversation.is_fresh(link.workspace.now());
        let was_greeted = conversation.is_greeted;
        link.apply(frames, conversation).await?;
        if conversation.is_greeted {
            link.streaming.was_greeted();
        }
        let is_first = conversation.is_greeted && !was_greeted;
        let is_last = conversation.heard.caught_up != CaughtUp::NotYet;
        // Whoever asked meanwhile is answered as well, unless the reply may have lain in a phone
        // that was suspended.
        if is_fresh && (is_first || is_last) {
            round = asked;
        }
        if let Some(reason) = conversation.heard.goodbye.take() {
            tracing::debug!(%reason, "the relay ended the conversation");
            link.forget_session().await;
            return Ok(Stayed::Ended(Ended::Closed));
        }
        if conversation.heard.wants_cursors {
            return Ok(Stayed::WantsCursors);
        }
        // What the relay lacks is offered then, what waited for it is planned again.
        let caught_up = conversation.heard.caught_up != CaughtUp::NotYet;
        if caught_up {
            conversation.has_told_all = true;
            link.signals.told_all_at.note();
        }
        match core::mem::take(&mut conversation.heard.caught_up) {
            // All was told, and still the relay holds something else: never
            // say "up to date". The stream stays open; what comes may mend it.
            CaughtUp::Differs => {
                set(
                    link,
                    Connection {
                        is_live: false,
                        trouble: DIFFERS.to_owned(),
                    },
                );
                link.signals.rounds.told(round, false);
            }
            CaughtUp::Agreed => {
                set_live(link);
                link.signals.rounds.told(round, true);
            }
            CaughtUp::NotYet => {}
        }
        if caught_up {
            // Answers come before that: there are no more to wait for.
            conversation.posted = 0;
        }
        let again = conversation.answers >= conversation.posted
            && core::mem::take(&mut conversation.heard.try_again);
        if caught_up {
            link.repost_lost(relay).await?;
        }
        if caught_up || again || !conversation.heard.offer_from.is_empty() {
            send_what_waits(link, relay, conversation).await?;
        }
    }
}

fn ungreeted(link: &Link) -> Ended {
    link.streaming.was_mute();
    Ended::Ungreeted
}

/// Sends what waits. What is refused waits on, and what comes in still comes.
pub(super) async fn send_what_waits(
    link: &Arc<Link>,
    relay: &dyn Transport,
    conversation: &mut Conversation,
) -> Result<()> {
    let offer_from = core::mem::take(&mut conversation.heard.offer_from);
    let sent = async {
        link.post_team_changes(relay).await?;
        link.upload(relay, offer_from).await
    };
    match sent.await {
        Ok(()) => {
            let was_large = core::mem::take(&mut conversation.has_too_large);
            if conversation.uploads.take().is_some() || was_large {
                let trouble = String::new();
                let is_live = link.signals.is_live();
                set(link, Connection { is_live, trouble });
            }
            Ok(())
        }
        Err(EngineError::Relay(error)) if error.is_about_the_request() => {
            // What is too large has its own time, and everything else has gone.
            if error.is_too_large() {
                conversation.uploads = None;
                conversation.has_too_large = true;
            } else {
                let uploads = conversation.uploads.get_or_insert_with(Backoff::new);
                uploads.failed(error.retry_after(), link.workspace.environment());
            }
            let trouble = in_words(&error);
            let is_live = link.signals.is_live();
            set(link, Connection { is_live, trouble });
            Ok(())
        }
        Err(error) => Err(error),
    }
}

pub(super) const DIFFERS: &str = "The relay and this phone do not hold the same yet. \
                       Everything of yours is saved on this phone.";

fn set_live(link: &Link) {
    set(
        link,
        Connection {
            is_live: true,
            trouble: String::new(),
        },
    );
}

pub(super) fn set(link: &Link, connection: Connection) {
    if link.signals.set(connection) {
        link.workspace.tell(Update::Sync);
    }
}

/// A device that is not admitted yet: asks, and looks again now and then.
async fn wait_for_admission(link: &Arc<Link>, relay: &dyn Transport) -> Result<Ended> {
    let mut pause = ASK_AGAIN;
    loop {
        let round = link.signals.rounds.asked();
        match enrol::ask(link, relay).await? {
            Asked::Listed => {
                link.signals.told_all_at.note();
                link.signals.rounds.told(round, true);
            }
            Asked::UsedUp => {
                // Nothing is anywhere of this device: another invitation may be used.
                if !forget(link).await? {
                    return Err(not_listed().into());
                }
                link.workspace.tell(Update::Cases);
                return Ok(Ended::Idle);
            }
            Asked::Unknown(error) => return Err(error.into()),
        }
        if is_admitted(link).await? {
            link.forget_session().await;
            link.workspace.tell(Update::Cases);
            return Ok(Ended::Again);
        }
        if wait_to_ask(link, round, pause).await? {
            return Ok(Ended::Idle);
        }
        pause = (pause * 2).min(ASK_SELDOM);
    }
}

/// Waits until it is time to ask again; returns whether the connection was switched off.
async fn wait_to_ask(link: &Link, round: u64, pause: Duration) -> Result<bool, ClientError> {
    let until = tokio::time::Instant::now() + pause;
    loop {
        let signals = &link.signals;
        let pause = async {
            tokio::select! {
                () = tokio::time::sleep_until(until) => {}
                // Somebody looks.
                () = async {
                    signals.admission_watch.until_watched().await;
                    tokio::time::sleep(ASK_AGAIN).await;
                } => {}
            }
        };
        tokio::select! {
            // The wake first: it may say that the connection was switched off.
            biased;
            () = signals.wake.notified() => {
                if is_to_rest(link).await? {
                    return Ok(true);
                }
            }
            () = signals.rounds.asked_after(round) => return Ok(false),
            () = pause => return Ok(false),
        }
    }
}

/// The directory of a relay that was put back to an older state, most likely.
fn not_listed() -> ClientError {
    ClientError::Refused {
        reason: "it does not list this phone any more, although it did. Everything of yours is \
                 kept on this phone; tell your administrator."
            .to_owned(),
    }
}

async fn is_admitted(link: &Link) -> Result<bool, ClientError> {
    link.workspace.inspect(|device| Ok(is_active(device))).await
}

/// Whether the person has switched the connection off, or the app is in the background and nobody
/// waits for a sync.
pub(super) async fn is_to_rest(link: &Link) -> Result<bool, ClientError> {
    Ok(link.signals.is_resting() || is_switched_off(link).await?)
}

/// Whether the person has switched the connection off.
pub(super) async fn is_switched_off(link: &Link) -> Result<bool, ClientError> {
    link.workspace
        .read(|r| Ok(r.setting(&setting::IS_OFFLINE)?.unwrap_or(false)))
        .await
}

/// When the next undo window ends.
pub(super) async fn next_deadline(link: &Link) -> Result<Option<Timestamp>, ClientError> {
    link.workspace.read(|r| Ok(r.next_undo_deadline()?)).await
}

async fn again(moment: Option<tokio::time::Instant>) {
    match moment {
        Some(moment) => tokio::time::sleep_until(moment).await,
        None => core::future::pending().await,
    }
}

pub(super) async fn at(deadline: Option<Timestamp>, now: Timestamp) {
    match deadline {
        Some(deadline) => {
            let left = deadline.duration_since(now);
            let left = Duration::try_from(left).unwrap_or(Duration::ZERO);
            // A clock that jumped must not keep words waiting.
            tokio::time::sleep(left.min(Duration::from_secs(15))).await;
        }
        None => core::future::pending().await,
    }
}

impl Link {
    /// Opens a conversation with this request.
    pub(crate) async fn open(
        &self,
        relay: &dyn Transport,
        outgoing: Outgoing,
    ) -> Result<Conversation> {
        let token = self.token(relay).await?;
        let posted = outgoing.request.outbox.values().map(Vec::len).sum();
        let asked_at = self.workspace.now();
        let answered = relay.sync(&token, &outgoing.request);
        let answered = if outgoing.request.live {
            // A stream is answered at once; how long that takes grows with what goes up, at 16 kB/s.
            let going_up = way_up::carried(&outgoing.request) as u64 / 16_384;
            let patience = GREETING + Duration::from_secs(going_up);
            let kept = RelayError::Between {
                what: Between::KeepsReplies,
                retry_after: None,
            };
            let answered = tokio::time::timeout(patience, answered).await;
            answered.unwrap_or(Err(kept))
        } else {
            answered.await
        };
        let replies = match answered {
            Ok(replies) => replies,
            Err(error) => {
                if error.is(problem::UNAUTHENTICATED) {
                    self.forget_session().await;
                }
                return Err(error.into());
            }
        };
        if !matches!(
            outgoing.request.cursors,
            patchwork_protocol::Cursors::UploadOnly
        ) {
            let begun = self.workspace.change(|device, _, _| {
                device.begin_conversation();
                Ok(())
            });
            begun.await?;
        }
        Ok(Conversation {
            replies,
            reader: FrameReader::new(),
            together: AT_FIRST,
            bytes_together: BYTES_AT_FIRST,
            answers: 0,
            posted,
            has_told_all: false,
            is_greeted: false,
            asked_at,
            wraps: outgoing.wraps,
            uploads: None,
            has_too_large: false,
            heard: Heard::default(),
        })
    }

    /// Applies frames in one transaction, then does what follows from them.
    pub(super) async fn apply(
        &self,
        frames: Vec<Frame>,
        conversation: &mut Conversation,
    ) -> Result<(), ClientError> {
        conversation.answers += frames
            .iter()
            .map(|frame| match frame {
                Frame::Acks { answers, .. } => answers.len(),
                _ => 0,
            })
            .sum::<usize>();
        // The relay greets once it has taken the request in. Anything else that answers, such as
        // a network's sign-in page, cannot greet.
        conversation.is_greeted |= frames
            .iter()
            .any(|frame| matches!(frame, Frame::Hello { .. }));
        if conversation.is_greeted {
            self.signals.note_heard(self.workspace.now());
        }
        let given = if conversation.is_greeted {
            core::mem::take(&mut conversation.wraps)
        } else {
            Vec::new()
        };
        let heard = self
            .workspace
            .change(move |device, w, touched| {
                for wrap in &given {
                    w.wrap_uploaded(wrap)?;
                }
                with_signatures_ahead(frames, device, |frames, device, ahead| {
                    let mut heard = Heard::default();
                    for frame in frames {
                        let effects = device
                            .handle_signed_ahead(frame, &StoreLogView(w), ahead)
                            .map_err(fault)?;
                        heard.append(carry_out(effects, device, w, touched)?);
                    }
                    Ok(heard)
                })
            })
            .await?;
        conversation.heard.append(heard);
        if core::mem::take(&mut conversation.heard.judges_again) {
            self.judge_again();
        }
        if core::mem::take(&mut conversation.heard.directory) {
            admit_from_screen(self).await?;
        }
        Ok(())
    }
}

fn fault(fault: Fault<ClientError>) -> ClientError {
    match fault {
        Fault::Store(error) => error,
        Fault::Stream(fault) => ClientError::Refused {
            reason: format!("it sent something that makes no sense ({fault})."),
        },
    }
}

#[cfg(test)]
mod tests;
