//! Whether what a replica wrote counts.

use crate::Seq;

/// Whether what a replica wrote counts in a space.
///
/// It depends on the team's state and on the directory, never on the number that
/// the relay gave an item. So whoever holds the same team changes decides alike,
/// in whatever order the envelopes came. When the space's team or the directory
/// changes, its envelopes are judged again: one that counted may count no more
/// (after a cut), and one that did not may count (after an addition).
///
/// - A replica of someone in the team is [`Open`](Self::Open), also of an
///   observer: each part of an observer's envelopes is judged by
///   [`SpaceState::writing_role`](super::SpaceState::writing_role).
/// - A replica that a cut named is [`UpTo`](Self::UpTo) its end for ever. If its
///   author comes back, they begin another one. It is judged by the role in
///   which it was written.
/// - A replica that no cut named is [`Closed`](Self::Closed) if its author left,
///   or if its device was revoked before the last rotation. A cut names every
///   replica of which anything was accepted, so nothing of this one was.
/// - A replica of a revoked device is [`Open`](Self::Open) until the rotation
///   that is then owed. What it wrote before was acknowledged and stays, and
///   only that rotation's cut says where it ends. Meanwhile the relay blocks the
///   device, because it refuses its session at once: see
///   [`SpaceState::may_write`](super::SpaceState::may_write).
/// - A replica of a device that needs confirming and is not confirmed is
///   [`NotMember`](Self::NotMember): nobody gave the device a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It counts.
    Open,
    /// It counts up to this envelope.
    UpTo(Seq),
    /// Nothing of it ever counted.
    Closed,
    /// The directory held here does not know the device. A later entry may.
    UnknownDevice,
    /// Its author is not in the team, or the team has not confirmed the device.
    NotMember,
}
