//! The pattern: worries, strengths and contacts of the last weeks on one strip of time.

use jiff::civil::Date;

use crate::EntryId;

/// Worries, strengths, visits and calls of the last twelve weeks, each at its day.
///
/// Every mark is one entry. Nothing is counted, scored or compared: how many worries there are
/// says as much about who watches a family as about the family.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PatternView {
    /// Days that are named below the strip, from left to right; today is the last one.
    pub days: Vec<PatternDay>,
    /// The lanes, from top to bottom.
    pub lanes: Vec<PatternLane>,
    /// What is said of the strip to whoever does not see it.
    pub spoken: String,
}

/// A day that is named below the strip.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PatternDay {
    /// Where it is, as [`PatternMark::at`].
    pub at: f64,
    /// "3 Sep" or "today".
    pub label: String,
}

/// Entries of one kind.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PatternLane {
    /// "Worries".
    pub label: String,
    /// Its entries, the latest first.
    pub marks: Vec<PatternMark>,
}

/// One entry.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PatternMark {
    /// The entry.
    pub entry: EntryId,
    /// The day on which it happened.
    pub day: Date,
    /// Where it is from left to right: 0 is the left end of the strip and 1 the right end. There
    /// is room for a mark beside the first and the last day.
    pub at: f64,
    /// How it is drawn.
    pub sign: PatternSign,
}

/// How an entry is drawn: signs differ in shape, so that nobody needs colour to tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum PatternSign {
    /// A worry.
    Worry,
    /// A strength.
    Strength,
    /// A visit at which the child was seen.
    ChildSeen,
    /// A visit or call at which the child was not seen.
    ChildNotSeen,
}
