//! Entries of the journal, and drafts of them.

use jiff::Timestamp;
use patchwork_model::{
    ContactMode, ContactOutcome, EntryKind, EntryState, HowKnown, ResponseKind, SharingChoice,
};

use crate::ids::{CaseId, DraftId, EntryId, PersonId, PractitionerId};

/// An entry on the timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct EntryView {
    /// The entry.
    pub entry: EntryId,
    /// Its case.
    pub case: CaseId,
    /// What it is.
    pub kind: EntryKind,
    /// The kind in words; a visit and a call by those words.
    pub label: String,
    /// The words; where a newer version wrote them, that the app must be updated.
    pub text: String,
    /// Whether only a newer version can read its words.
    pub is_of_newer: bool,
    /// Second text: the action taken, or the reason for a strike-through.
    pub detail: String,
    /// Whether it was a visit or a call, for one of these.
    pub mode: Option<ContactMode>,
    /// How the visit or call went.
    pub outcome: Option<ContactOutcome>,
    /// What was done about a worry, for a response.
    pub response: Option<ResponseKind>,
    /// What was decided, for a decision about sharing.
    pub sharing: Option<SharingChoice>,
    /// The outcome, what was done or what was decided in words, or empty.
    pub outcome_label: String,
    /// How it is known.
    pub known: Option<HowKnown>,
    /// The same in words, or empty.
    pub known_label: String,
    /// Who wrote it.
    pub author: PractitionerId,
    /// Their name, role and agency.
    pub author_name: String,
    /// Their role.
    pub author_role: String,
    /// Their agency.
    pub author_agency: String,
    /// Whether this person wrote it.
    pub is_mine: bool,
    /// When it happened.
    pub happened_at: Timestamp,
    /// Whether only the day is known.
    pub happened_on_day: bool,
    /// When it was written down, by the writer's clock.
    pub written_at: Timestamp,
    /// Whom it is about.
    pub about: Vec<String>,
    /// Who was there.
    pub with: Vec<String>,
    /// The entry that this one is about (reply, amendment, strike-through, response).
    pub target: Option<EntryId>,
    /// Struck through, with the reason.
    pub struck: Option<String>,
    /// Its author's corrections, in the order of writing: the last one holds, all stay visible.
    pub corrections: Vec<Correction>,
    /// What was done about this worry, in words.
    pub responses: Vec<String>,
    /// A worry without a response.
    pub is_unanswered: bool,
    /// Whether this person has not seen it before.
    pub is_unread: bool,
    /// How far it has come.
    pub state: EntryState,
    /// The same in words.
    pub state_label: String,
}

/// How an entry should read, by its own author.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Correction {
    /// The entry that corrects.
    pub entry: EntryId,
    /// How it should read.
    pub text: String,
    /// Who wrote it.
    pub author_name: String,
    /// When it was written down, by the writer's clock.
    pub written_at: Timestamp,
}

/// One page of a timeline, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct TimelinePage {
    /// The entries; those about an entry (replies, amendments …) stand in their own place.
    pub entries: Vec<EntryView>,
    /// Handle for the next page, or none at the end.
    pub next: Option<String>,
}

/// What is being written. Survives the app being killed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DraftView {
    /// The draft; saving the same draft twice makes one entry.
    pub draft: DraftId,
    /// The child, which may be chosen later.
    pub case: Option<CaseId>,
    /// What it will be.
    pub kind: EntryKind,
    /// The words.
    pub text: String,
    /// Second text: the action taken on an event, or why something is shared or not.
    pub detail: String,
    /// With whom something is shared or not, in words.
    pub with_whom: String,
    /// Visit or call.
    pub mode: Option<ContactMode>,
    /// The outcome of a visit or call.
    pub outcome: Option<ContactOutcome>,
    /// How it is known.
    pub known: Option<HowKnown>,
    /// What was done about the worry.
    pub response: Option<ResponseKind>,
    /// What was decided about sharing.
    pub sharing: Option<SharingChoice>,
    /// Whom it is about.
    pub about: Vec<PersonId>,
    /// Who was there.
    pub with: Vec<PersonId>,
    /// When it happened; none means now.
    pub happened_at: Option<Timestamp>,
    /// The entry it is about (reply, amendment, strike-through, response).
    pub target: Option<EntryId>,
}
