//! Catching up: what the device lacks, page by page.

use std::collections::{BTreeMap, VecDeque};

use patchwork_protocol::{
    Cursor, Cursors, Frame, PractitionerId, SpaceId, TeamChange, cursor_digest,
};

use super::{
    StreamError,
    cursors::{HeldCursor, Wanted, compare, digest_of, held_in_short, held_whole},
    live::Sent,
    outgoing::Outgoing,
};
use crate::log::{Head, LogError};

/// Bytes of items or team changes read at once.
const PAGE_BYTES: usize = 256 << 10;
/// Spaces read at once.
const SPACES_PER_PAGE: usize = 64;
/// For fewer items than this a compressor's megabyte of memory saves too little.
const WORTH_COMPRESSING: u64 = 8;

/// A catch-up that is not finished.
pub(super) enum CatchUp {
    /// Nothing was sent yet.
    Opening {
        frames: Vec<Frame>,
        cursors: Cursors,
    },
    /// Pages are being sent; after the last one this frame, if any.
    SendingItems {
        wanted: VecDeque<Wanted>,
        then: Option<Frame>,
    },
    /// A device that is not admitted yet gets the team changes of the directory, from this n on.
    SendingDirectory { next_n: u64 },
}

/// How far a catch-up came with one piece.
pub(super) enum Progress {
    Unfinished(CatchUp),
    CaughtUp,
    /// It is not known what the device holds: it asks again with more of its cursors.
    NeedsCursors,
}

impl CatchUp {
    /// Writes one piece. `sent` is set if the device goes on listening afterwards, and keeps what
    /// it has then.
    pub(super) async fn advance(
        self,
        out: &mut Outgoing,
        sent: Option<&mut Sent>,
    ) -> Result<Progress, StreamError> {
        match self {
            Self::Opening { frames, cursors } => match out.requester.practitioner {
                Some(practitioner) => open(out, sent, practitioner, &frames, cursors).await,
                None => open_to_invited(out, &frames, cursors).await,
            },
            Self::SendingItems { wanted, then } => send_items(out, wanted, then).await,
            Self::SendingDirectory { next_n } => send_directory(out, sent, next_n).await,
        }
    }
}

/// What a device holds when it asks.
enum Held {
    Everything,
    UpTo(BTreeMap<SpaceId, HeldCursor>),
    Unknown,
}

async fn open(
    out: &mut Outgoing,
    sent: Option<&mut Sent>,
    practitioner: PractitionerId,
    opening: &[Frame],
    cursors: Cursors,
) -> Result<Progress, StreamError> {
    let heads = out
        .log()
        .heads(out.requester.partnership, practitioner)
        .await?;
    let digest = digest_of(&heads);
    let held = match cursors {
        Cursors::UploadOnly => Held::Everything,
        Cursors::Digest {
            incarnation,
            digest: theirs,
        } if incarnation == out.log().incarnation() && theirs == digest => Held::Everything,
        Cursors::Digest { .. } => Held::Unknown,
        Cursors::Short(short) => match held_in_short(&short, &heads) {
            Some(cursors) => Held::UpTo(cursors),
            None => Held::Unknown,
        },
        Cursors::All(cursors) => Held::UpTo(held_whole(cursors)),
    };
    let (wanted, contradictions) = match held {
        Held::Everything => (VecDeque::new(), Vec::new()),
        Held::UpTo(cursors) => {
            let comparison = compare(out.log(), &heads, &cursors).await?;
            (comparison.wanted, comparison.contradictions)
        }
        Held::Unknown => {
            out.put_all(opening)?;
            out.put(&Frame::NeedCursors)?;
            return Ok(Progress::NeedsCursors);
        }
    };
    let items: u64 = wanted.iter().map(Wanted::len).sum();
    let is_long = items >= WORTH_COMPRESSING;
    if is_long {
        out.compress();
    }
    out.put_all(opening)?;
    out.put_wraps().await?;
    out.put_all(&contradictions)?;
    if let Some(sent) = sent {
        sent.record_heads(&heads);
    }
    let then = Some(Frame::CaughtUp { digest });
    if is_long {
        return Ok(Progress::Unfinished(CatchUp::SendingItems { wanted, then }));
    }
    // A short answer leaves in one piece.
    send_items(out, wanted, then).await
}

/// A device that is not admitted yet is shown no more than the directory's team changes.
async fn open_to_invited(
    out: &mut Outgoing,
    opening: &[Frame],
    cursors: Cursors,
) -> Result<Progress, StreamError> {
    out.put_all(opening)?;
    out.put_wraps().await?;
    let next_n = match cursors {
        Cursors::All(held) => after_held_changes(out, &held).await?,
        Cursors::Short(_) | Cursors::Digest { .. } | Cursors::UploadOnly => 1,
    };
    Ok(Progress::Unfinished(CatchUp::SendingDirectory { next_n }))
}

/// The n that follows the team changes which a device holds that is not admitted yet. It cannot
/// know the directory's chain: its cursor counts the team changes and names the last by its hash.
async fn after_held_changes(
    out: &Outgoing,
    held: &BTreeMap<SpaceId, Cursor>,
) -> Result<u64, StreamError> {
    let Some(head) = out.log().directory_head(out.requester.partnership).await? else {
        return Ok(1);
    };
    let Some(cursor) = held.get(&head.space) else {
        return Ok(1);
    };
    // There are no more team changes than items.
    let Some(index) = cursor.n.checked_sub(1).filter(|index| *index < head.n) else {
        return Ok(1);
    };
    let last = out.log().team_change(head.row, index).await?;
    Ok(match last {
        Some((n, change))
            if TeamChange::decode(&change)
                .is_ok_and(|change| change.hash().0 == cursor.chain.0) =>
        {
            n.saturating_add(1)
        }
        _ => 1,
    })
}

async fn send_items(
    out: &mut Outgoing,
    mut wanted: VecDeque<Wanted>,
    then: Option<Frame>,
) -> Result<Progress, StreamError> {
    if !wanted.is_empty() {
        let ranges = wanted
            .iter()
            .take(SPACES_PER_PAGE)
            .map(|want| want.range)
            .collect();
        let pages = out.log().items(ranges, PAGE_BYTES).await?;
        if pages.is_empty() {
            return Err(LogError::Failed("items that were counted are not there".into()).into());
        }
        for page in pages {
            let Some(front) = wanted.front_mut() else {
                break;
            };
            let read = page.items.len() as u64;
            out.put_items(front.space, page.first_n, page.items)?;
            front.range.from_n = front.range.from_n.saturating_add(read);
            if front.range.from_n > front.range.to_n {
                wanted.pop_front();
            }
        }
    }
    if wanted.is_empty() {
        finish(out, then)
    } else {
        Ok(Progress::Unfinished(CatchUp::SendingItems { wanted, then }))
    }
}

async fn send_directory(
    out: &mut Outgoing,
    sent: Option<&mut Sent>,
    next_n: u64,
) -> Result<Progress, StreamError> {
    if let Some(next_n) = put_directory_page(out, next_n).await? {
        return Ok(Progress::Unfinished(CatchUp::SendingDirectory { next_n }));
    }
    if let Some(sent) = sent {
        sent.directory_next_n = next_n;
    }
    // Of the spaces that a digest would name it has none.
    let digest = cursor_digest([]);
    finish(out, Some(Frame::CaughtUp { digest }))
}

/// Writes one page of the directory's team changes. Returns the n that the next page begins with;
/// none if there was nothing to write.
pub(super) async fn put_directory_page(
    out: &mut Outgoing,
    from_n: u64,
) -> Result<Option<u64>, StreamError> {
    let Some(Head { row, space, .. }) = out.log().directory_head(out.requester.partnership).await?
    else {
        return Err(LogError::Failed("the directory is gone".into()).into());
    };
    let changes = out.log().team_changes(row, from_n, PAGE_BYTES).await?;
    let Some((last, _)) = changes.last() else {
        return Ok(None);
    };
    let next_n = last.saturating_add(1);
    out.put(&Frame::TeamChanges {
        space,
        changes: changes.into_iter().map(|(_, change)| change).collect(),
    })?;
    Ok(Some(next_n))
}

fn finish(out: &mut Outgoing, then: Option<Frame>) -> Result<Progress, StreamError> {
    if let Some(frame) = then {
        out.put(&frame)?;
    }
    out.finish_catch_up();
    Ok(Progress::CaughtUp)
}
