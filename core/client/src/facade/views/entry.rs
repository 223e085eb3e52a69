//! Entries of the journal, and drafts of them.

use jiff::Timestamp;

use crate::ids::{CaseId, DraftId, EntryId, PersonId, PractitionerId};

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum EntryKind {
    /// Something noticed or said.
    #[default]
    Note,
    /// A visit, with its outcome.
    Visit,
    /// A call, with its outcome.
    Call,
    /// Something is wrong, or may be. Not a referral.
    Worry,
    /// Something goes well.
    Strength,
    /// What the child said, in their words.
    ChildsWords,
    /// Belongs in the chronology.
    SignificantEvent,
    /// An answer to an entry.
    Reply,
    /// A correction of one's own or another's entry; both stay visible.
    Amendment,
    /// An entry made by mistake, with the reason.
    StrikeThrough,
    /// What was done about a worry.
    Response,
    /// A decision to share or not to share.
    SharingDecision,
    /// Written by a newer version of the app.
    Unknown,
}

/// How a visit or call went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Outcome {
    /// The child was seen.
    Seen,
    /// The child was seen alone.
    SeenAlone,
    /// Spoke to someone; the child was not seen.
    SpokeNotSeen,
    /// Nobody answered.
    NoReply,
    /// The child was not brought.
    WasNotBrought,
}

/// How the writer knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum HowKnown {
    /// Saw or heard it.
    SawOrHeard,
    /// Was told.
    WasTold,
    /// Thinks so.
    Think,
}

/// What was done about a worry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum ResponseKind {
    /// Read it.
    Read,
    /// Talked about it.
    Talked,
    /// Made a task.
    Task,
    /// Referred.
    Referred,
    /// No action, because …
    NoAction,
}

/// How far an entry has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum EntryState {
    /// Saved on this phone; can still be undone.
    Undoable,
    /// Saved on this phone.
    SavedHere,
    /// On the relay, for the team.
    OnRelay,
    /// Kept here; the relay would not take it.
    NeedsAttention,
}

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
    /// The kind in words.
    pub label: String,
    /// The words.
    pub text: String,
    /// Second text: the action taken, or the reason for a strike-through.
    pub detail: String,
    /// How the visit or call went.
    pub outcome: Option<Outcome>,
    /// The outcome in words, or empty.
    pub outcome_label: String,
    /// How it is known, in words, or empty.
    pub known: String,
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
    /// What was done about this worry, in words.
    pub responses: Vec<String>,
    /// A worry without a response.
    pub is_unanswered: bool,
    /// Whether this person has not seen it before.
    pub is_unread: bool,
    /// How far it has come.
    pub state: EntryState,
}

/// Which entries a timeline shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum TimelineFilter {
    /// Everything.
    #[default]
    All,
    /// Significant events only.
    Chronology,
    /// Worries, strengths and contacts: the pattern.
    Pattern,
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
    /// Second text: action taken, or the reason of a strike-through.
    pub detail: String,
    /// The outcome of a visit or call.
    pub outcome: Option<Outcome>,
    /// How it is known.
    pub known: Option<HowKnown>,
    /// Whom it is about.
    pub about: Vec<PersonId>,
    /// Who was there.
    pub with: Vec<PersonId>,
    /// When it happened; none means now.
    pub happened_at: Option<Timestamp>,
    /// The entry it is about (reply, amendment, strike-through, response).
    pub target: Option<EntryId>,
    /// What was done about the worry.
    pub response: Option<ResponseKind>,
}
