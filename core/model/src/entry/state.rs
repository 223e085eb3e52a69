//! How far an entry has come on its way to the team.

use crate::codes::closed_list;

closed_list!(
    /// How far an entry has come; never more than is known.
    EntryState {
        /// Saved on this phone; can still be undone.
        Undoable, "undoable", "Saved on this phone, can still be undone";
        /// Saved on this phone.
        SavedHere, "saved-here", "Saved on this phone";
        /// On the relay, for the team.
        OnRelay, "on-relay", "On the relay, for the team";
        /// Kept here; it was not sent, and a person must look.
        NeedsAttention, "needs-attention", "Saved on this phone, needs your attention";
    }
);
