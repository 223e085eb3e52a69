//! Entries of the journal, and drafts of them.

use jiff::{Timestamp, civil::Date};
use patchwork_model::{
    ContactMode, ContactOutcome, EntryKind, EntryState, HowKnown, ResponseKind, SharingChoice,
};

use super::TaskView;
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
    /// Further texts, each on a line of its own after what it is: what an event means and what was
    /// done, or with whom something was shared and why.
    pub detail: String,
    /// Whether it was a visit or a call, for one of these.
    pub mode: Option<ContactMode>,
    /// How the visit or call went.
    pub outcome: Option<ContactOutcome>,
    /// What was done about a worry, for a response.
    pub response: Option<ResponseKind>,
    /// What was decided, for a decision about sharing.
    pub sharing: Option<SharingChoice>,
    /// With whom something was shared or not, for such a decision; else empty.
    pub with_whom: String,
    /// Why it was shared or not, for such a decision; else empty.
    pub why: String,
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
    /// When it happened; where only the day is known, the beginning of that day.
    pub happened_at: Timestamp,
    /// Whether nobody looked at a clock: the time of day is shown as about that.
    pub happened_is_approximate: bool,
    /// Whether only the day is known: then no time of day is shown.
    pub happened_on_day: bool,
    /// The day on which it happened.
    pub happened_day: Date,
    /// When it was written down, by the writer's clock.
    pub written_at: Timestamp,
    /// Whom it is about.
    pub about: Vec<String>,
    /// Who was there.
    pub with: Vec<String>,
    /// The entry that this one is about (reply, amendment, strike-through, response, question).
    pub target: Option<EntryId>,
    /// Struck through, with the reason.
    pub struck: Option<String>,
    /// Its author's corrections, in the order of writing: the last one holds, all stay visible.
    pub corrections: Vec<Correction>,
    /// What others, and its author, said about it: replies, responses and questions, in the order
    /// of writing.
    pub thread: Vec<AnswerView>,
    /// Who has said that they read it, and nothing else.
    pub read_by: Vec<String>,
    /// A worry without a response.
    pub is_unanswered: bool,
    /// What this person may write about it, in the order in which it is offered; each says its
    /// action. Empty for who only reads.
    pub may_answer: Vec<EntryKind>,
    /// Whether this person may say that they read it, with
    /// [`say_read`](crate::Client::say_read).
    pub may_say_read: bool,
    /// Whether it is new to this person: it came since their visit before this one, or they have
    /// not read it; and they have said nothing to it yet.
    pub is_new: bool,
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

/// What was said about an entry: a reply, a response or a question.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AnswerView {
    /// The entry that says so.
    pub entry: EntryId,
    /// What it is.
    pub kind: EntryKind,
    /// The kind in words; for a response, what was done.
    pub label: String,
    /// The words; may be empty for a response.
    pub text: String,
    /// Who wrote it.
    pub author: PractitionerId,
    /// Their name.
    pub author_name: String,
    /// Their role.
    pub author_role: String,
    /// Their agency.
    pub author_agency: String,
    /// Whether this person wrote it.
    pub is_mine: bool,
    /// When it was written down, by the writer's clock.
    pub written_at: Timestamp,
    /// Struck through, with the reason.
    pub struck: Option<String>,
    /// Its author's corrections, in the order of writing.
    pub corrections: Vec<Correction>,
    /// How its author may alter it; empty for everyone else.
    pub may_answer: Vec<EntryKind>,
    /// Whether it is new to this person.
    pub is_new: bool,
    /// How far it has come.
    pub state: EntryState,
    /// The same in words.
    pub state_label: String,
    /// The task that it made, while it is on the list.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub task: Option<TaskView>,
}

/// That someone came to a team, left it, or may do something else there. Nobody wrote it: it
/// follows from the changes of the team.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct TeamEventView {
    /// The case.
    pub case: CaseId,
    /// When, by the clock of whoever changed the team, and not later than now.
    pub at: Timestamp,
    /// The day of that.
    pub day: Date,
    /// Who came, left or may do something else: several where one change added them.
    pub practitioners: Vec<PractitionerId>,
    /// What happened, as a sentence: "Tom Reed (Millbrook Primary) joined the team."
    pub text: String,
    /// Who did it, in words, or empty: "Added by Priya Nair".
    pub by: String,
    /// Whether they joined the team.
    pub is_arrival: bool,
}

/// What came to a case since this person's visit before.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NewInCase {
    /// When that visit was; none on the first one.
    pub since: Option<Timestamp>,
    /// What came, the latest first.
    pub entries: Vec<NewEntryView>,
}

/// An entry that came since the visit before.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NewEntryView {
    /// The entry.
    pub entry: EntryId,
    /// The entry under which it stands on the timeline: itself, or the first of those that it is
    /// about.
    pub stands_under: EntryId,
    /// What it is.
    pub label: String,
    /// Who wrote it.
    pub author_name: String,
    /// Its first words.
    pub text: String,
}

/// One page of a timeline, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct TimelinePage {
    /// The entries, each with what was said about it. An answer stands in a place of its own only
    /// while the entry that it is about is not here.
    pub entries: Vec<EntryView>,
    /// Who came to the team and left it in the time that this page covers, newest first; only
    /// where everything is shown.
    pub team_events: Vec<TeamEventView>,
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
    /// When it happened; none means now, unless only the day is known.
    pub happened_at: Option<Timestamp>,
    /// Whether that moment is about when it happened.
    pub happened_is_approximate: bool,
    /// The day on which it happened, where nobody knows the time of day.
    pub happened_on: Option<Date>,
    /// The entry it is about (reply, amendment, strike-through, response, question).
    pub target: Option<EntryId>,
}

/// A draft to go on with, as a list names it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct UnfinishedDraft {
    /// The draft.
    pub draft: DraftId,
    /// The child, which may be chosen later.
    pub case: Option<CaseId>,
    /// The same in words: the child’s name, or "No child chosen yet".
    pub for_whom: String,
    /// Its first text that is not empty.
    pub text: String,
}
