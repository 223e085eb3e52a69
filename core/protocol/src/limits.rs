//! The bounds that every decoder keeps. All are in bytes unless named otherwise.

/// An envelope, header and signature included.
pub const MAX_ENVELOPE: usize = 256 * 1024;
/// A team change, signature included.
pub const MAX_TEAM_CHANGE: usize = 64 * 1024;
/// A whole request.
pub const MAX_REQUEST: usize = 8 * 1024 * 1024;
/// One frame of a stream, decompressed.
pub const MAX_FRAME: usize = 8 * 1024 * 1024;
/// What an envelope holds, decompressed.
pub const MAX_PLAINTEXT: usize = 4 * 1024 * 1024;
/// Parts in one envelope.
pub const MAX_PARTS: usize = 4096;
/// Items in one frame.
pub const ITEMS_PER_FRAME: usize = 256;
/// Where a writer ends a frame of items, though fewer than [`ITEMS_PER_FRAME`]:
/// with one more envelope it stays far below [`MAX_FRAME`].
pub const FRAME_FULL: usize = 512 * 1024;
/// Cursors in one request.
pub const MAX_CURSORS: usize = 20_000;
/// Envelopes in one request.
pub const MAX_OUTBOX: usize = 10_000;
/// Wraps in one request or frame.
pub const MAX_WRAPS: usize = 4096;
/// The HPKE part of a wrap: X-Wing encapsulation (1,120), key (32), tag (16).
pub const WRAP_SEALED: usize = 1120 + 32 + 16;
/// The text of a relay's origin.
pub const MAX_ORIGIN: usize = 256;
/// A name or reason in a frame.
pub const MAX_TEXT: usize = 1024;
/// Actions in one team change.
pub const MAX_ACTIONS: usize = 256;
/// Series in one cut; so many fit into a team change.
pub const MAX_CUT: usize = 2048;
/// Members of one team.
pub const MAX_MEMBERS: usize = 500;
/// A previous key sealed under the next, in bytes.
pub const MAX_SEALED_KEY: usize = 256;
/// Recovery keys of a partnership.
pub const MAX_RECOVERY_KEYS: usize = 8;
