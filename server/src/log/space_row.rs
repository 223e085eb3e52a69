//! How the log names a space to those who read from it.

/// A space's place in the log: a small number in place of its id. It is the same for as long as
/// the database exists, and means nothing to devices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpaceRow(pub i64);
