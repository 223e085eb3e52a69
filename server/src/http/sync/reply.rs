//! The streamed reply, made piece by piece as the device takes it.
//!
//! Nothing is made before it is asked for, so a slow reader holds one piece;
//! and the log is read in pages, so that no reader holds a database open.

use std::{
    collections::{BTreeMap, VecDeque},
    convert::Infallible,
    io,
    iter::Peekable,
    time::Duration,
};

use bytes::Bytes;
use futures_util::{Stream, stream};
use jiff::Timestamp;
use patchwork_protocol::{
    Cursor, CursorDigest, Cursors, Frame, FrameWriter, Goodbye, LogItem, SpaceId, cursor_digest,
    limits::{FRAME_FULL, ITEMS_PER_FRAME},
    team::DeviceRecord,
};

use crate::{
    http::{Relay, access::Access},
    live::{Mail, Subscription},
    log::{Head, LogError, Range, SpaceRow, Uploader},
};

/// Bytes of items read at once.
const PAGE: usize = 256 << 10;
/// Spaces read at once.
const SPACES: usize = 64;
/// Wraps in one frame.
const WRAPS: usize = 256;
/// Fewer items than this are not worth a compressor's megabyte.
const WORTH_COMPRESSING: u64 = 8;

/// Why a stream ends early.
enum Break {
    Log(LogError),
    Compressor(io::Error),
}

impl From<LogError> for Break {
    fn from(error: LogError) -> Self {
        Self::Log(error)
    }
}

impl From<io::Error> for Break {
    fn from(error: io::Error) -> Self {
        Self::Compressor(error)
    }
}

/// Items of one space that are still to be sent.
struct Wanted {
    space: SpaceId,
    range: Range,
}

enum Stage {
    /// Nothing was sent yet.
    Opening {
        frames: Vec<Frame>,
        cursors: Cursors,
    },
    /// Pages are being sent; then this frame, if any.
    Sending {
        wanted: VecDeque<Wanted>,
        then: Option<Frame>,
    },
    /// A device that is not admitted yet gets the directory's team changes.
    Showing {
        next_n: u64,
        then: Option<Frame>,
    },
    Live,
    Ended,
}

/// The cursors that a digest stands for, where it fits what is held now.
pub(super) async fn spelled_out(
    relay: &Relay,
    uploader: &Uploader,
    cursors: Cursors,
) -> Result<Cursors, LogError> {
    let log = relay.log();
    let (
        Some(practitioner),
        Cursors::Digest {
            incarnation,
            digest,
        },
    ) = (uploader.practitioner, &cursors)
    else {
        return Ok(cursors);
    };
    let heads = log.heads(uploader.partnership, practitioner).await?;
    let held = digest_of(&heads);
    if *incarnation != log.incarnation() || *digest != held {
        return Ok(cursors);
    }
    let cursor = |head: Head| Cursor {
        incarnation: log.incarnation(),
        n: head.n,
        chain: head.chain,
    };
    Ok(Cursors::All(
        heads
            .into_iter()
            .map(|head| (head.space, cursor(head)))
            .collect(),
    ))
}

fn digest_of(heads: &[Head]) -> CursorDigest {
    cursor_digest(heads.iter().map(|head| (head.space, head.n, head.chain)))
}

/// A reply to one sync.
pub(super) struct Reply {
    relay: Relay,
    uploader: Uploader,
    expires_at: Timestamp,
    stage: Stage,
    writer: FrameWriter,
    wraps_after: u64,
    subscription: Option<Box<Subscription>>,
    /// What was sent of each space, by its row; only while live.
    sent: Vec<(SpaceRow, u64)>,
    /// The next n to look at, for a device that is not admitted yet.
    shown: u64,
}

impl Reply {
    pub(super) fn new(
        relay: Relay,
        access: Access,
        opening: Vec<Frame>,
        cursors: Cursors,
        wraps_after: u64,
        live: bool,
    ) -> Self {
        let uploader = access.uploader;
        // Listen first, read heads after: nothing falls in between.
        let subscription = live.then(|| {
            Box::new(relay.log().hub().listen(
                uploader.partnership,
                uploader.device,
                uploader.practitioner,
            ))
        });
        Self {
            relay,
            uploader,
            expires_at: access.expires_at,
            stage: Stage::Opening {
                frames: opening,
                cursors,
            },
            writer: FrameWriter::plain(),
            wraps_after,
            subscription,
            sent: Vec::new(),
            shown: 1,
        }
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
            let piece = if self.relay.stop().is_cancelled() {
                self.say_goodbye(Goodbye::ShuttingDown)
            } else {
                match self.advance().await {
                    Ok(piece) => piece,
                    Err(fault) => {
                        match fault {
                            Break::Log(error) => tracing::warn!(%error, "a stream was ended"),
                            Break::Compressor(error) => {
                                tracing::error!(%error, "a stream was ended");
                            }
                        }
                        self.say_goodbye(Goodbye::Fault)
                    }
                }
            };
            if !piece.is_empty() {
                return Some(piece.into());
            }
        }
    }

    fn say_goodbye(&mut self, reason: Goodbye) -> Vec<u8> {
        self.stage = Stage::Ended;
        self.writer
            .write(&Frame::Goodbye { reason })
            .unwrap_or_default()
    }

    async fn advance(&mut self) -> Result<Vec<u8>, Break> {
        match std::mem::replace(&mut self.stage, Stage::Ended) {
            Stage::Opening { frames, cursors } => self.open(frames, cursors).await,
            Stage::Sending { wanted, then } => self.send(wanted, then).await,
            Stage::Showing { next_n, then } => self.show(next_n, then).await,
            Stage::Live => self.listen().await,
            Stage::Ended => Ok(Vec::new()),
        }
    }
}

/// Catching up.
impl Reply {
    async fn open(&mut self, frames: Vec<Frame>, cursors: Cursors) -> Result<Vec<u8>, Break> {
        let mut out = Vec::new();
        let Some(practitioner) = self.uploader.practitioner else {
            self.put_all(&mut out, &frames)?;
            self.put_wraps(&mut out).await?;
            self.stage = Stage::Showing {
                next_n: 1,
                then: Some(Frame::CaughtUp {
                    digest: cursor_digest([]),
                }),
            };
            return Ok(out);
        };
        let heads = self
            .relay
            .log()
            .heads(self.uploader.partnership, practitioner)
            .await?;
        let digest = digest_of(&heads);
        let caught_up = Frame::CaughtUp { digest };
        let wanted = match cursors {
            Cursors::UploadOnly => VecDeque::new(),
            Cursors::Digest {
                incarnation,
                digest: theirs,
            } => {
                if incarnation != self.relay.log().incarnation() || theirs != digest {
                    self.put_all(&mut out, &frames)?;
                    out.extend(self.writer.write(&Frame::NeedCursors)?);
                    return Ok(out);
                }
                VecDeque::new()
            }
            Cursors::All(cursors) => {
                let (wanted, contradicted) = self.compare(&heads, cursors).await?;
                let items: u64 = wanted.iter().map(Wanted::len).sum();
                if items >= WORTH_COMPRESSING {
                    self.writer = FrameWriter::compressing();
                }
                self.put_all(&mut out, &frames)?;
                self.put_wraps(&mut out).await?;
                self.put_all(&mut out, &contradicted)?;
                if self.subscription.is_some() {
                    self.note_sent(&heads);
                }
                self.stage = Stage::Sending {
                    wanted,
                    then: Some(caught_up),
                };
                // A short answer leaves in one piece.
                if items < WORTH_COMPRESSING {
                    out.extend(Box::pin(self.advance()).await?);
                }
                return Ok(out);
            }
        };
        self.put_all(&mut out, &frames)?;
        self.put_wraps(&mut out).await?;
        if self.subscription.is_some() {
            self.note_sent(&heads);
        }
        out.extend(self.send(wanted, Some(caught_up)).await?);
        Ok(out)
    }

    /// What each space lacks on the device; a cursor that does not fit is
    /// contradicted and its space sent whole.
    async fn compare(
        &self,
        heads: &[Head],
        cursors: BTreeMap<SpaceId, Cursor>,
    ) -> Result<(VecDeque<Wanted>, Vec<Frame>), Break> {
        let cursor_of = |space: SpaceId| cursors.get(&space).copied();
        let incarnation = self.relay.log().incarnation();
        // Those at the head are compared with what is at hand.
        let inside: Vec<_> = heads
            .iter()
            .filter_map(|head| {
                cursor_of(head.space)
                    .filter(|cursor| cursor.incarnation == incarnation)
                    .filter(|cursor| cursor.n > 0 && cursor.n < head.n)
                    .map(|cursor| (head.row, cursor.n))
            })
            .collect();
        let mut chains = if inside.is_empty() {
            Vec::new()
        } else {
            self.relay.log().chains(inside).await?
        }
        .into_iter();

        let (mut wanted, mut contradicted) = (VecDeque::new(), Vec::new());
        for head in heads {
            let cursor = cursor_of(head.space);
            let fits = match cursor {
                None => true,
                Some(cursor) if cursor.n == 0 => true,
                // A restored database may hold wraps and items in another order
                // behind the same chain: devices compare from the beginning.
                Some(cursor) if cursor.incarnation != incarnation => false,
                Some(cursor) if cursor.n == head.n => cursor.chain == head.chain,
                Some(cursor) if cursor.n < head.n => chains.next().flatten() == Some(cursor.chain),
                Some(_) => false,
            };
            let after = if fits {
                cursor.map_or(0, |cursor| cursor.n)
            } else {
                contradicted.push(Frame::Contradiction {
                    space: head.space,
                    head: Cursor {
                        incarnation: self.relay.log().incarnation(),
                        n: head.n,
                        chain: head.chain,
                    },
                });
                0
            };
            if after < head.n {
                wanted.push_back(Wanted {
                    space: head.space,
                    range: Range {
                        row: head.row,
                        from_n: after + 1,
                        to_n: head.n,
                    },
                });
            }
        }
        Ok((wanted, contradicted))
    }

    /// Sends one page of what is wanted; after the last one `then`.
    async fn send(
        &mut self,
        mut wanted: VecDeque<Wanted>,
        then: Option<Frame>,
    ) -> Result<Vec<u8>, Break> {
        let mut out = Vec::new();
        if !wanted.is_empty() {
            let ranges = wanted.iter().take(SPACES).map(|want| want.range).collect();
            let pages = self.relay.log().items(ranges, PAGE).await?;
            if pages.is_empty() {
                return Err(
                    LogError::Failed("items that were counted are not there".into()).into(),
                );
            }
            for page in pages {
                let Some(front) = wanted.front_mut() else {
                    break;
                };
                let space = front.space;
                let read = page.items.len() as u64;
                self.put_items(&mut out, space, page.first_n, page.items)?;
                front.range.from_n = front.range.from_n.saturating_add(read);
                if front.range.from_n > front.range.to_n {
                    wanted.pop_front();
                }
            }
        }
        if wanted.is_empty() {
            self.settle(&mut out, then)?;
        } else {
            self.stage = Stage::Sending { wanted, then };
        }
        Ok(out)
    }

    /// Everything there was has been sent.
    fn settle(&mut self, out: &mut Vec<u8>, then: Option<Frame>) -> Result<(), Break> {
        if let Some(frame) = then {
            out.extend(self.writer.write(&frame)?);
        }
        out.extend(self.writer.finish_catch_up());
        self.stage = if self.subscription.is_some() {
            Stage::Live
        } else {
            Stage::Ended
        };
        Ok(())
    }

    /// Shows team changes of the directory to a device that waits to be admitted.
    async fn show(&mut self, next_n: u64, then: Option<Frame>) -> Result<Vec<u8>, Break> {
        let mut out = Vec::new();
        let log = self.relay.log();
        let Some(head) = log.directory_head(self.uploader.partnership).await? else {
            return Err(LogError::Failed("the directory is gone".into()).into());
        };
        let changes = log.team_changes(head.row, next_n, PAGE).await?;
        let Some((last, _)) = changes.last() else {
            self.shown = next_n;
            self.settle(&mut out, then)?;
            return Ok(out);
        };
        let next_n = last.saturating_add(1);
        let frame = Frame::TeamChanges {
            space: head.space,
            changes: changes.into_iter().map(|(_, change)| change).collect(),
        };
        out.extend(self.writer.write(&frame)?);
        self.stage = Stage::Showing { next_n, then };
        Ok(out)
    }

    fn note_sent(&mut self, heads: &[Head]) {
        self.sent = heads.iter().map(|head| (head.row, head.n)).collect();
        self.sent.sort_unstable();
        self.sent.shrink_to_fit();
    }

    fn put_all(&mut self, out: &mut Vec<u8>, frames: &[Frame]) -> Result<(), Break> {
        for frame in frames {
            out.extend(self.writer.write(frame)?);
        }
        Ok(())
    }

    fn put_items(
        &mut self,
        out: &mut Vec<u8>,
        space: SpaceId,
        mut first_n: u64,
        items: Vec<LogItem>,
    ) -> Result<(), Break> {
        let mut items = items.into_iter().peekable();
        while items.peek().is_some() {
            let items = one_frame(&mut items);
            let count = items.len() as u64;
            out.extend(self.writer.write(&Frame::Items {
                space,
                first_n,
                items,
            })?);
            first_n = first_n.saturating_add(count);
        }
        Ok(())
    }

    async fn put_wraps(&mut self, out: &mut Vec<u8>) -> Result<(), Break> {
        loop {
            let wraps = self
                .relay
                .log()
                .wraps(
                    self.uploader.partnership,
                    self.uploader.device,
                    self.wraps_after,
                    WRAPS,
                )
                .await?;
            let Some((last, _)) = wraps.last() else {
                return Ok(());
            };
            self.wraps_after = *last;
            let is_last = wraps.len() < WRAPS;
            out.extend(self.writer.write(&Frame::Wraps(wraps))?);
            if is_last {
                return Ok(());
            }
        }
    }
}

/// Staying open.
impl Reply {
    async fn listen(&mut self) -> Result<Vec<u8>, Break> {
        let Some(subscription) = &self.subscription else {
            return Ok(Vec::new());
        };
        let left = self.expires_at.duration_since(Timestamp::now());
        let Ok(left) = Duration::try_from(left) else {
            return Ok(self.say_goodbye(Goodbye::SessionEnded));
        };
        let heartbeat = Duration::from_secs(self.relay.config().heartbeat_seconds);
        let mail = tokio::select! {
            mail = subscription.next() => mail,
            () = tokio::time::sleep(heartbeat.min(left)) => {
                self.stage = Stage::Live;
                return Ok(self.writer.write(&Frame::Heartbeat)?);
            }
            () = self.relay.stop().cancelled() => {
                return Ok(self.say_goodbye(Goodbye::ShuttingDown));
            }
        };
        let mut out = Vec::new();
        if mail.cut {
            // The change that shuts the device out is among what is passed on:
            // an app locks on a signed change, never on our word.
            self.forward(&mut out, mail);
            out.extend(self.say_goodbye(Goodbye::SessionEnded));
            return Ok(out);
        }
        if mail.wraps {
            self.put_wraps(&mut out).await?;
        }
        match self.uploader.practitioner {
            Some(practitioner) => {
                if self.forward(&mut out, mail) {
                    self.stage = Stage::Live;
                } else {
                    let heads = self
                        .relay
                        .log()
                        .heads(self.uploader.partnership, practitioner)
                        .await?;
                    self.stage = Stage::Sending {
                        wanted: self.lacking(&heads),
                        then: None,
                    };
                    self.note_sent(&heads);
                }
            }
            None => self.await_admission(&mut out).await?,
        }
        Ok(out)
    }

    /// Passes ready-made frames on. False if the log must be read instead.
    fn forward(&mut self, out: &mut Vec<u8>, mail: Mail) -> bool {
        if mail.behind {
            return false;
        }
        for news in mail.news {
            let at = self.sent.binary_search_by_key(&news.space, |(row, _)| *row);
            let sent = at
                .ok()
                .and_then(|at| self.sent.get(at))
                .map_or(0, |(_, n)| *n);
            if news.last_n <= sent {
                continue;
            }
            let Some(frame) = news.frame.as_ref().filter(|_| news.first_n == sent + 1) else {
                return false;
            };
            out.extend_from_slice(frame);
            match at {
                Ok(at) => {
                    if let Some((_, n)) = self.sent.get_mut(at) {
                        *n = news.last_n;
                    }
                }
                Err(at) => self.sent.insert(at, (news.space, news.last_n)),
            }
        }
        true
    }

    fn lacking(&self, heads: &[Head]) -> VecDeque<Wanted> {
        heads
            .iter()
            .filter_map(|head| {
                let sent = self
                    .sent
                    .binary_search_by_key(&head.row, |(row, _)| *row)
                    .ok()
                    .and_then(|at| self.sent.get(at))
                    .map_or(0, |(_, n)| *n);
                (sent < head.n).then_some(Wanted {
                    space: head.space,
                    range: Range {
                        row: head.row,
                        from_n: sent + 1,
                        to_n: head.n,
                    },
                })
            })
            .collect()
    }

    /// New team changes for a device that waits; once it is admitted it opens
    /// a session of its own.
    async fn await_admission(&mut self, out: &mut Vec<u8>) -> Result<(), Break> {
        loop {
            let piece = self.show(self.shown, None).await?;
            out.extend(piece);
            match self.stage {
                Stage::Showing { next_n, .. } => self.shown = next_n,
                _ => break,
            }
        }
        let is_admitted = self
            .relay
            .log()
            .directory_at_hand(self.uploader.partnership)
            .is_some_and(|view| {
                view.directory()
                    .and_then(|directory| directory.device(self.uploader.device))
                    .is_some_and(DeviceRecord::is_active)
            });
        if is_admitted {
            out.extend(self.say_goodbye(Goodbye::SessionEnded));
        }
        Ok(())
    }
}

/// As many items as one frame carries: it ends at their number or their bytes,
/// whichever comes first, and holds at least one.
fn one_frame(items: &mut Peekable<impl Iterator<Item = LogItem>>) -> Vec<LogItem> {
    let (mut taken, mut bytes) = (Vec::new(), 0_usize);
    while taken.len() < ITEMS_PER_FRAME
        && let Some(item) =
            items.next_if(|item| taken.is_empty() || bytes.saturating_add(item.len()) <= FRAME_FULL)
    {
        bytes = bytes.saturating_add(item.len());
        taken.push(item);
    }
    taken
}

impl Wanted {
    fn len(&self) -> u64 {
        (self.range.to_n + 1).saturating_sub(self.range.from_n)
    }
}

#[cfg(test)]
mod tests {
    use patchwork_protocol::limits::MAX_ENVELOPE;

    use super::*;

    #[test]
    fn a_frame_ends_at_its_bytes_or_at_its_number_of_items() {
        let frames = |items: Vec<LogItem>| {
            let mut items = items.into_iter().peekable();
            let mut sizes = Vec::new();
            while items.peek().is_some() {
                sizes.push(one_frame(&mut items).len());
            }
            sizes
        };
        let of = |bytes, count| vec![LogItem::Envelope(vec![0; bytes]); count];
        assert_eq!(frames(of(MAX_ENVELOPE, 5)), [2, 2, 1]);
        assert_eq!(frames(of(300, ITEMS_PER_FRAME + 1)), [ITEMS_PER_FRAME, 1]);
        // Whatever its size, an item does leave.
        assert_eq!(frames(of(FRAME_FULL + 1, 2)), [1, 1]);
        assert!(frames(Vec::new()).is_empty());
    }
}
