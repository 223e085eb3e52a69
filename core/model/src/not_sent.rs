//! Why something that was saved here was not sent.

use crate::codes::closed_list;

closed_list!(
    /// Why something that was saved here was not sent. The code name is what a database keeps.
    NotSent {
        /// The author does not belong to the team.
        NotOnTeam, "not-on-team", "you are not on this child’s team any more";
        /// The author may read, and not write.
        MayOnlyRead, "may-only-read", "you may only read in this case";
        /// The case is closed.
        Closed, "closed", "this case is closed";
        /// It is larger than what is sent.
        TooLarge, "too-large", "it is too long to send";
        /// The relay could not read or verify it.
        NotUnderstood, "not-understood", "the relay could not read it";
        /// It was made on something that the team's rules do not count any more.
        BaseGone, "base-gone", "it was made on something that does not count any more";
        /// It could not be sealed, for a reason that only a log knows.
        NotPrepared, "not-prepared", "it could not be prepared for sending";
        /// A reason that this version has no code for.
        Unknown, "unknown", "this version does not know why";
    }
);

impl NotSent {
    /// What the person can do about it.
    pub const fn advice(self) -> &'static str {
        match self {
            Self::NotOnTeam | Self::MayOnlyRead => {
                "Export it below, or ask a manager of the team to add you"
            }
            Self::Closed => "Export it below and give it to a manager of the team",
            Self::TooLarge => "Export it below and write it again in shorter pieces",
            Self::NotUnderstood => {
                "Update the app; if that does not help, export it below and tell your administrator"
            }
            Self::BaseGone => "Look at the case and make it again",
            Self::NotPrepared => {
                "Close Patchwork and open it again; if that does not help, export it below and tell your administrator"
            }
            Self::Unknown => "Export it below and tell your administrator",
        }
    }
}
