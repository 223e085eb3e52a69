//! Frames for one device, written into pieces of its stream.

use std::iter::Peekable;

use patchwork_protocol::{
    Frame, FrameWriter, LogItem, SpaceId,
    limits::{FRAME_FULL, ITEMS_PER_FRAME},
};

use super::StreamError;
use crate::{
    http::Relay,
    log::{Log, Requester},
};

/// Wraps in one frame.
const WRAPS_PER_FRAME: usize = 256;

/// The frames of one reply, in order.
pub(super) struct Outgoing {
    pub(super) relay: Relay,
    /// The device that gets them.
    pub(super) requester: Requester,
    writer: FrameWriter,
    piece: Vec<u8>,
    /// The number of the last wrap that the device has.
    wraps_after: u64,
}

impl Outgoing {
    pub(super) fn new(relay: Relay, requester: Requester, wraps_after: u64) -> Self {
        Self {
            relay,
            requester,
            writer: FrameWriter::plain(),
            piece: Vec::new(),
            wraps_after,
        }
    }

    pub(super) fn log(&self) -> &dyn Log {
        self.relay.log()
    }

    /// What was written since this was last called.
    pub(super) fn take_piece(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.piece)
    }

    /// Compresses every frame of the catch-up. Call it before the first frame.
    pub(super) fn compress(&mut self) {
        self.writer = FrameWriter::compressing();
    }

    /// Ends the compressed part of the stream, if there is one.
    pub(super) fn finish_catch_up(&mut self) {
        self.piece.extend(self.writer.finish_catch_up());
    }

    pub(super) fn put(&mut self, frame: &Frame) -> Result<(), StreamError> {
        self.piece.extend(self.writer.write(frame)?);
        Ok(())
    }

    pub(super) fn put_all(&mut self, frames: &[Frame]) -> Result<(), StreamError> {
        frames.iter().try_for_each(|frame| self.put(frame))
    }

    /// Adds a plain block that was made once for many streams.
    pub(super) fn put_block(&mut self, block: &[u8]) {
        self.piece.extend_from_slice(block);
    }

    /// Adds items of a space, in as many frames as they need.
    pub(super) fn put_items(
        &mut self,
        space: SpaceId,
        mut first_n: u64,
        items: Vec<LogItem>,
    ) -> Result<(), StreamError> {
        let mut items = items.into_iter().peekable();
        while items.peek().is_some() {
            let items = one_frame(&mut items);
            let count = items.len() as u64;
            self.put(&Frame::Items {
                space,
                first_n,
                items,
            })?;
            first_n = first_n.saturating_add(count);
        }
        Ok(())
    }

    /// Adds all wraps for this device that it has not been sent.
    pub(super) async fn put_wraps(&mut self) -> Result<(), StreamError> {
        loop {
            let Requester {
                partnership,
                device,
                ..
            } = self.requester;
            let wraps = self
                .log()
                .wraps(partnership, device, self.wraps_after, WRAPS_PER_FRAME)
                .await?;
            let Some((last, _)) = wraps.last() else {
                return Ok(());
            };
            self.wraps_after = *last;
            let is_last = wraps.len() < WRAPS_PER_FRAME;
            self.put(&Frame::Wraps(wraps))?;
            if is_last {
                return Ok(());
            }
        }
    }
}

/// Takes as many items as one frame carries: it ends at their number or their bytes, whichever
/// comes first, and holds at least one.
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
