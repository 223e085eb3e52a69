//! The bounds of teams. They are part of the rules: relay and clients refuse alike.

pub use crate::limits::{MAX_ACTIONS, MAX_CUT, MAX_MEMBERS, MAX_RECOVERY_KEYS, MAX_SEALED_KEY};

/// Devices that one practitioner has in use at a time.
pub const MAX_DEVICES_EACH: usize = 16;
/// Replicas of one device in one space that no cut has ended, so that one cut can
/// name those of all devices that a person has in use. Nothing enforces it yet: a
/// member can begin so many that no cut names them all, and is then not removed.
pub const MAX_REPLICAS_EACH: usize = MAX_CUT / MAX_DEVICES_EACH;
/// Agencies of a partnership.
pub const MAX_AGENCIES: usize = 2_000;
/// Practitioners that a partnership ever admitted or invited.
pub const MAX_PRACTITIONERS: usize = 20_000;
/// Invitations that nobody has used and whose time is not over.
pub const MAX_OPEN_INVITES: usize = 4_096;
