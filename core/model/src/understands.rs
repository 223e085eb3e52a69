//! What this version understands of what others write, as one number.

/// Raised with every kind of part, entry or card, every field and every member of a list on the
/// wire that is added, and with every rule that takes what was refused. What an earlier version
/// refused or did not know is judged again by a device whose database bears another number.
pub const UNDERSTANDS: u64 = 3;
