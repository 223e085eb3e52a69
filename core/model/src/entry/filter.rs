//! What a timeline can be narrowed to.

use super::EntryKind;
use crate::codes::closed_list;

closed_list!(
    /// Which entries a timeline shows.
    #[derive(Default)]
    TimelineFilter {
        /// Everything.
        #[default]
        All, "all", "All";
        /// Worries, strengths and contacts.
        Pattern, "pattern", "Pattern";
        /// Significant events only.
        Chronology, "chronology", "Chronology";
        /// Decisions to share and not to share: the ledger of them.
        Sharing, "sharing", "Sharing";
    }
);

impl TimelineFilter {
    /// The kinds of entry that it shows; none where it shows all.
    pub const fn kinds(self) -> Option<&'static [EntryKind]> {
        match self {
            Self::All => None,
            Self::Pattern => Some(&[EntryKind::Worry, EntryKind::Strength, EntryKind::Contact]),
            Self::Chronology => Some(&[EntryKind::SignificantEvent]),
            Self::Sharing => Some(&[EntryKind::SharingDecision]),
        }
    }
}
