//! A second thread that verifies the signatures of what has come.

use std::thread::{Builder, scope};

use patchwork_protocol::{Frame, LogItem};
use patchwork_sync::{Device, SignedAhead};

/// Fewer envelopes are verified by the thread that takes them: beginning another one costs about
/// as much as verifying one signature.
const WORTH_A_THREAD: usize = 8;

/// Takes frames while a second thread verifies the signatures of their envelopes.
pub(super) fn with_signatures_ahead<T>(
    frames: Vec<Frame>,
    device: &mut Device,
    take: impl FnOnce(Vec<Frame>, &mut Device, &SignedAhead) -> T,
) -> T {
    if frames.iter().map(envelopes).sum::<usize>() < WORTH_A_THREAD {
        return take(frames, device, &SignedAhead::default());
    }
    let ahead = SignedAhead::of(&frames, device);
    scope(|scope| {
        // Where no thread can be had, the judging verifies by itself.
        let second = Builder::new().name("patchwork-signatures".to_owned());
        if let Err(error) = second.spawn_scoped(scope, || ahead.verify_all()) {
            tracing::debug!(%error, "no thread could be had for signatures");
        }
        let taken = take(frames, device, &ahead);
        ahead.stop();
        taken
    })
}

fn envelopes(frame: &Frame) -> usize {
    match frame {
        Frame::Items { items, .. } => {
            let is_envelope = |item: &&LogItem| matches!(item, LogItem::Envelope(_));
            items.iter().filter(is_envelope).count()
        }
        _ => 0,
    }
}
