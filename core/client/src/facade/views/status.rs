//! How the phone and the relay stand to each other, and what a search found.

use jiff::Timestamp;
use patchwork_model::EntryKind;

use super::Correction;
use crate::ids::{CaseId, EntryId, PersonId, PractitionerId, TaskId};

/// The chip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum SyncState {
    /// Nothing waits and the relay has confirmed it.
    UpToDate,
    /// Something waits; a connection is there or being made.
    Waiting,
    /// No connection. Everything is saved on this phone.
    Offline,
    /// Something was refused or cannot be opened.
    NeedsAttention,
}

/// The chip that stands on every page.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ChipView {
    /// Its state.
    pub state: SyncState,
    /// Its words: "3 changes waiting".
    pub label: String,
    /// Changes saved here that the relay has not confirmed, open undo windows included.
    pub waiting: u32,
    /// The same in words, where the label says something else; else empty.
    pub waiting_label: String,
    /// Whether this person has switched the connection off.
    pub is_switched_off: bool,
}

/// *Sync*.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SyncView {
    /// The chip's state.
    pub state: SyncState,
    /// The chip's words: "3 changes waiting".
    pub label: String,
    /// Changes saved here that the relay has not confirmed, open undo windows included.
    pub waiting: u32,
    /// The same in words, beside the chip's own where those say something else; else empty.
    pub waiting_label: String,
    /// Where it waits: a line for each case, the oldest first.
    pub waiting_where: Vec<WaitingPlace>,
    /// When sending and fetching at once was last asked for, and how it went.
    pub last_try: Option<SyncTry>,
    /// When relay and phone last agreed.
    pub last_agreed: Option<Timestamp>,
    /// When the relay was last heard, if that was since the app was opened.
    pub relay_heard: Option<Timestamp>,
    /// Whether this person has switched the connection off.
    pub is_switched_off: bool,
    /// Why the last attempt failed, in words, or empty.
    pub trouble: String,
    /// That this device's clock is wrong by some minutes, and what to do; or empty.
    pub clock_trouble: String,
    /// What was refused or cannot be opened.
    pub failed: Vec<FailedItem>,
    /// When each colleague's device was last heard from.
    pub last_heard: Vec<LastHeard>,
}

/// What waits in one case, or in the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct WaitingPlace {
    /// The case; none for the directory.
    pub case: Option<CaseId>,
    /// The child; empty for the directory.
    pub child: String,
    /// How many changes wait.
    pub changes: u32,
    /// What they are, in words: "2 notes, 1 worry and 1 change of facts".
    pub what: String,
    /// When the oldest was saved.
    pub oldest: Timestamp,
}

/// How [`sync_now`](crate::Client::sync_now) went when it was last asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SyncTry {
    /// When it ended.
    pub at: Timestamp,
    /// What came of it, in words.
    pub outcome: String,
}

/// What came of a sync.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SyncOutcome {
    /// By how many the entries grew that this person has not read.
    pub new_entries: u32,
    /// Changes saved here that the relay has not confirmed.
    pub waiting: u32,
    /// Why it ended.
    pub why_stopped: WhyStopped,
    /// How it stands now.
    pub status: SyncView,
}

/// Why a sync ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum WhyStopped {
    /// The relay told everything, took everything, and both hold the same.
    AllDone,
    /// This person has switched the connection off.
    SwitchedOff,
    /// This device belongs to no partnership, or is not admitted to it.
    NotAMember,
    /// The relay did not tell everything in the time that was given. The view says why, if that is
    /// known.
    NoAnswer,
    /// The relay told everything, and holds something else than this device.
    Differs,
    /// The relay told everything; something waits here still.
    SomethingWaits,
}

/// Something that needs attention. It is kept whatever it is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FailedItem {
    /// The child, or empty where it belongs to the directory.
    pub child: String,
    /// The case, where it belongs to one.
    pub case: Option<CaseId>,
    /// Who wrote it, or empty when unknown.
    pub by: String,
    /// What happened and what to do.
    pub explanation: String,
    /// Whether it was written here.
    pub is_mine: bool,
    /// Handle for [`retry`](crate::Client::retry), where trying again makes sense.
    pub retry: Option<String>,
    /// Handle for [`dismiss`](crate::Client::dismiss), where it asks for attention.
    pub dismiss: Option<String>,
    /// Handle for [`unsent_words`](crate::Client::unsent_words) and
    /// [`discard_unsent`](crate::Client::discard_unsent), for what this person wrote.
    pub discard: Option<String>,
}

/// When a colleague was last heard from. What the relay withholds shows only here.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LastHeard {
    /// Who.
    pub practitioner: PractitionerId,
    /// Name.
    pub name: String,
    /// When their latest words were written, by their clock.
    pub at: Timestamp,
}

/// What a search hit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum SearchHitKind {
    /// A child.
    Child,
    /// Someone in a child's life.
    Person,
    /// Words in a journal.
    Entry,
    /// Something to be done for a child.
    Task,
}

/// Another case in which somebody is found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FoundIn {
    /// The case.
    pub case: CaseId,
    /// Its child.
    pub child: String,
}

/// Something found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SearchHit {
    /// What it is.
    pub kind: SearchHitKind,
    /// The case it is in.
    pub case: CaseId,
    /// The child.
    pub child: String,
    /// The person, for a person.
    pub person: Option<PersonId>,
    /// The entry to open, for an entry: for an answer, the one under which it stands.
    pub entry: Option<EntryId>,
    /// What was found, shortened; of an entry that was corrected, its own words.
    pub text: String,
    /// What is known of it, in words: of an entry what it is, with what came of it or what was
    /// decided, who wrote it and when it happened, "Sharing decision · Not shared · Priya Nair ·
    /// today"; of a person what they are, "Midwife, Northcote Hospital"; of a task whose it is and
    /// how it stands, "Task for Priya Nair · due tomorrow". Empty for a child, and where nothing is
    /// written down.
    pub label: String,
    /// Whether its author struck the entry through.
    pub is_struck: bool,
    /// Whether its author corrected the entry.
    pub is_corrected: bool,
    /// The corrections by its author, in the order of writing. A correction is found in the entry
    /// that it corrects.
    pub corrections: Vec<Correction>,
    /// Whether the name only sounds like what was typed.
    pub is_suggestion: bool,
    /// What kind of entry it is, for a sign beside it. None for anything else.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub entry_kind: Option<EntryKind>,
    /// The task, for a task.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub task: Option<TaskId>,
    /// What it has to do with the child, in words: "Helps Ella Marsh", "In the family of Ella
    /// Marsh", "About Ella Marsh". Empty for a child.
    #[cfg_attr(feature = "uniffi", uniffi(default = ""))]
    pub about: String,
    /// The other children whom a colleague helps, who is told of once.
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub also_in: Vec<FoundIn>,
}
