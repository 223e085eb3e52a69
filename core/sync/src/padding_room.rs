//! Reports of what was looked at travel in the padding of other envelopes.

use patchwork_crypto::padded_len;
use patchwork_protocol::{DirectoryHead, Part, Plaintext, limits};

use crate::{WaitingPart, seal::Batch};

/// An envelope of so many padded bytes is large: finding out whether a report fits into its
/// padding compresses all of it again.
const LARGE: usize = 4096;
/// How many reports are tried for a large envelope.
const TRIES_IN_LARGE: usize = 4;

/// Puts each report into the last envelope whose padding has room for it. The others are left
/// out: they wait for another envelope.
pub(crate) fn fill_padding<I>(
    reports: Vec<WaitingPart<I>>,
    batches: &mut [Batch<I>],
    directory: DirectoryHead,
) {
    if reports.is_empty() {
        return;
    }
    let mut rooms: Vec<_> = batches
        .iter_mut()
        .map(|batch| PaddingRoom::of(batch, directory))
        .collect();
    for WaitingPart { id, part } in reports {
        for room in rooms.iter_mut().rev() {
            if room.has_room_for(&part) {
                room.batch.0.push(id);
                room.batch.1.push(part);
                break;
            }
        }
    }
}

/// The room in one envelope's padding. A report goes in only if the padded length stays the same,
/// so that nobody sees from outside whether one is in it.
struct PaddingRoom<'b, I> {
    batch: &'b mut Batch<I>,
    directory: DirectoryHead,
    /// The padded length.
    padded: usize,
    /// How many reports may still be tried.
    tries: usize,
}

impl<'b, I> PaddingRoom<'b, I> {
    fn of(batch: &'b mut Batch<I>, directory: DirectoryHead) -> Self {
        let padded = padded_len(&Plaintext {
            directory,
            parts: batch.1.clone(),
        });
        let tries = if padded < LARGE {
            usize::MAX
        } else {
            TRIES_IN_LARGE
        };
        Self {
            batch,
            directory,
            padded,
            tries,
        }
    }

    fn has_room_for(&mut self, report: &Part) -> bool {
        if self.batch.1.len() >= limits::MAX_PARTS || self.tries == 0 {
            return false;
        }
        self.tries -= 1;
        let mut parts = self.batch.1.clone();
        parts.push(report.clone());
        let directory = self.directory;
        padded_len(&Plaintext { directory, parts }) == self.padded
    }
}
