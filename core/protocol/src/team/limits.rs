//! The bounds of teams. They are part of the rules: relay and clients refuse alike.

pub use crate::limits::{MAX_ACTIONS, MAX_CUT, MAX_MEMBERS, MAX_RECOVERY_KEYS, MAX_SEALED_KEY};

/// Devices that one practitioner has in use at a time.
pub const MAX_DEVICES_EACH: usize = 16;
/// Replicas of one device in one space that no cut has ended. The relay takes
/// nothing of another one. Otherwise a member could begin so many that no cut
/// could name them all, and nobody could remove that member.
pub const MAX_REPLICAS_EACH: usize = MAX_CUT / MAX_DEVICES_EACH;
/// Agencies of a partnership.
pub const MAX_AGENCIES: usize = 2_000;
/// Practitioners that a partnership ever admitted or invited.
pub const MAX_PRACTITIONERS: usize = 20_000;
/// Invitations that nobody has used and whose time is not over.
pub const MAX_OPEN_INVITES: usize = 4_096;
