//! The streamed reply to one sync: what the device lacks, then what is appended while it listens.
//!
//! A piece is made only when the connection asks for one, so a slow reader holds one piece; and
//! the log is read in pages, so no reader keeps a database connection.

mod catch_up;
mod cursors;
mod live;
mod outgoing;

use std::{convert::Infallible, io};

use bytes::Bytes;
use futures_util::{Stream, stream};
use patchwork_protocol::{Cursors, Frame, Goodbye};

pub(super) use self::cursors::expand_digest;
use self::{
    catch_up::{CatchUp, Progress},
    live::{Live, Waited},
    outgoing::Outgoing,
};
use crate::{
    http::{Problem, Relay, session::Session},
    log::LogError,
};

/// Why a stream ends before its time.
enum StreamError {
    Log(LogError),
    Compressor(io::Error),
}

impl From<LogError> for StreamError {
    fn from(error: LogError) -> Self {
        Self::Log(error)
    }
}

impl From<io::Error> for StreamError {
    fn from(error: io::Error) -> Self {
        Self::Compressor(error)
    }
}

enum Stage {
    CatchingUp(CatchUp),
    Live,
    Ended,
}

/// A reply to one sync.
pub(super) struct Reply {
    stage: Stage,
    out: Outgoing,
    /// Set if the device asked to stay connected.
    live: Option<Live>,
}

impl Reply {
    pub(super) async fn new(
        relay: Relay,
        session: Session,
        opening: Vec<Frame>,
        cursors: Cursors,
        wraps_after: u64,
        stays_connected: bool,
    ) -> Result<Self, Problem> {
        // The subscription begins before the heads are read, so nothing falls in between.
        let live = stays_connected.then(|| Live::subscribe(&relay, &session));
        // Whoever is shut out from now on is known to the subscription; until now, to the directory.
        session.judge_again(&relay).await?;
        Ok(Self {
            stage: Stage::CatchingUp(CatchUp::Opening {
                frames: opening,
                cursors,
            }),
            out: Outgoing::new(relay, session.requester, wraps_after),
            live,
        })
    }

    pub(super) fn into_stream(self) -> impl Stream<Item = Result<Bytes, Infallible>> {
        stream::unfold(self, |mut reply| async move {
            let piece = reply.next_piece().await?;
            Some((Ok(piece), reply))
        })
    }

    /// The next bytes; none at the end.
    async fn next_piece(&mut self) -> Option<Bytes> {
        loop {
            if matches!(self.stage, Stage::Ended) {
                return None;
            }
            if self.out.relay.stop().is_cancelled() {
                self.say_goodbye(Goodbye::ShuttingDown);
            } else if let Err(fault) = self.advance().await {
                match fault {
                    StreamError::Log(error) => tracing::warn!(%error, "a stream was ended"),
                    StreamError::Compressor(error) => tracing::error!(%error, "a stream was ended"),
                }
                // Frames written before the fault are not sent: the device asks for them again.
                self.out.take_piece();
                self.say_goodbye(Goodbye::Fault);
            }
            let piece = self.out.take_piece();
            if !piece.is_empty() {
                return Some(piece.into());
            }
        }
    }

    async fn advance(&mut self) -> Result<(), StreamError> {
        match std::mem::replace(&mut self.stage, Stage::Ended) {
            Stage::CatchingUp(catch_up) => {
                let sent = self.live.as_mut().map(Live::sent_mut);
                self.stage = match catch_up.advance(&mut self.out, sent).await? {
                    Progress::Unfinished(catch_up) => Stage::CatchingUp(catch_up),
                    Progress::CaughtUp if self.live.is_some() => Stage::Live,
                    Progress::CaughtUp | Progress::NeedsCursors => Stage::Ended,
                };
            }
            Stage::Live => {
                let Some(live) = &mut self.live else {
                    return Ok(());
                };
                match live.wait(&mut self.out).await? {
                    Waited::UpToDate => self.stage = Stage::Live,
                    Waited::MustCatchUp(catch_up) => self.stage = Stage::CatchingUp(catch_up),
                    Waited::Goodbye(reason) => self.say_goodbye(reason),
                }
            }
            Stage::Ended => {}
        }
        Ok(())
    }

    fn say_goodbye(&mut self, reason: Goodbye) {
        self.stage = Stage::Ended;
        // A compressor that fails now changes nothing: the stream ends either way.
        drop(self.out.put(&Frame::Goodbye { reason }));
    }
}
