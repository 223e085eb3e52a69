//! What *My cases* tells a person first.

use jiff::Timestamp;

use crate::ids::{CaseId, EntryId, TaskId};

/// What is told, in the order in which it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum ForYouKind {
    /// A worry that nobody but its author has responded to. It is told to the managers of the case:
    /// to whoever wrote it only where they are the only one, and to everyone who may write where
    /// there is none. Leads to the entry, or to the timeline where several wait.
    WorryWaits,
    /// Somebody asked to join the partnership. Leads to where they are admitted.
    AsksToJoin,
    /// A fact has more than one value. Leads to the case, where one is chosen.
    Conflict,
    /// A task of this person's is due. Leads to the task, or to the tasks where several are.
    TaskDue,
    /// A case that someone else gave to this person. Leads to the case.
    NewCase,
    /// Somebody joined the team of a case. Leads to the timeline.
    Joined,
}

/// What is told of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ForYouGroup {
    /// Which.
    pub kind: ForYouKind,
    /// The lines, one for each child; what is most urgent stands first.
    pub lines: Vec<ForYouLine>,
    /// All of it in one line, where there are too many lines to show at once: "Worries wait for a
    /// response: Ella Marsh, Sam Adeyemi and 3 others". Else empty.
    pub folded: String,
}

/// What is told of one child.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ForYouLine {
    /// The case; none for who asks to join.
    pub case: Option<CaseId>,
    /// The child, or who asks to join.
    pub name: String,
    /// What is told, to be read after the name: "2 worries wait for a response".
    pub text: String,
    /// Since when, where that matters. For worries it is when the one that was written down first
    /// happened, as the timeline shows it; none where no time was noted.
    pub at: Option<Timestamp>,
    /// The entry, where it is about one alone.
    pub entry: Option<EntryId>,
    /// The task, where it is about one alone.
    pub task: Option<TaskId>,
}
