//! Whether what a replica wrote counts.

use crate::Seq;

/// Whether what a replica wrote counts in a space.
///
/// A function of the team's state and of the directory, never of the number
/// that the relay gave an item: whoever holds the same team changes decides
/// alike, in whatever order the envelopes came. So an envelope is judged anew
/// whenever its space's team or the directory changes, and what counted can
/// cease to (a cut) as well as the reverse (an addition).
///
/// - A replica of someone in the team is [`Open`](Self::Open), observers
///   included: what an observer may write is judged part by part, by
///   [`SpaceState::writing_role`](super::SpaceState::writing_role).
/// - A replica that a cut named is [`UpTo`](Self::UpTo) its end for ever, even
///   when its author comes back: they begin another. It is judged by the role
///   in which it was written.
/// - A replica that no cut named, of someone who left or of a device that was
///   revoked before the last rotation, is [`Closed`](Self::Closed): a cut names
///   every replica of which anything was accepted.
/// - A revoked device for which no rotation has come yet is still
///   [`Open`](Self::Open). What it wrote before was acknowledged and stays, and
///   only the owed rotation's cut can tell that from what came after. Blocking
///   it meanwhile is the relay's part, which refuses its session at once: see
///   [`SpaceState::may_write`](super::SpaceState::may_write).
/// - A device that needs confirming and has not been is
///   [`NotMember`](Self::NotMember): it was never given a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Counts.
    Open,
    /// Counts up to this envelope.
    UpTo(Seq),
    /// Nothing of it ever counted.
    Closed,
    /// The directory held here does not know the device. It may yet come.
    UnknownDevice,
    /// Its author is not in the team, or the device not confirmed in it.
    NotMember,
}
