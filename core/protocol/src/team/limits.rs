//! The bounds of teams. They are part of the rules: relay and clients refuse alike.

/// Actions in one team change.
pub const MAX_ACTIONS: usize = 256;
/// Principals in one space at a time, recovery keys included.
pub const MAX_MEMBERS: usize = 500;
/// Replicas in one cut.
pub const MAX_CUT: usize = 1024;
/// Devices that one practitioner has in use at a time.
pub const MAX_DEVICES_EACH: usize = 16;
/// Agencies of a partnership.
pub const MAX_AGENCIES: usize = 2_000;
/// Practitioners that a partnership ever admitted or invited.
pub const MAX_PRACTITIONERS: usize = 20_000;
/// Invitations that nobody has used yet.
pub const MAX_OPEN_INVITES: usize = 4_096;
/// Recovery keys in force at a time.
pub const MAX_RECOVERY_KEYS: usize = 16;
/// A previous key, sealed under the one that replaced it.
pub const MAX_SEALED_KEY: usize = 256;
