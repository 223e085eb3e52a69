//! What an entry says: one shape for each kind.

use minicbor::Decoder;

use super::codec::known_kind;
use crate::{EntryId, codes::coded_enum};

coded_enum!(
    /// The kinds of entry. The number is the one on the wire.
    #[derive(Default)]
    EntryKind {
        /// A note.
        #[default]
        Note = 1, "note", "Note";
        /// A visit or call.
        Contact = 2, "contact", "Visit or call";
        /// A worry.
        Worry = 3, "worry", "Worry";
        /// Something that goes well.
        Strength = 4, "strength", "Strength";
        /// What the child said.
        ChildsWords = 5, "childs-words", "Child’s words";
        /// An event for the chronology.
        SignificantEvent = 6, "significant-event", "Significant event";
        /// A decision to share, or not to share.
        SharingDecision = 7, "sharing-decision", "Sharing decision";
        /// A reply to an entry.
        Reply = 8, "reply", "Reply";
        /// A correction of an entry, by its author.
        Amendment = 9, "amendment", "Correction";
        /// An entry marked as mistaken.
        StrikeThrough = 10, "strike-through", "Struck through";
        /// What someone did about a worry.
        Response = 11, "response", "Response";
        /// Asks about an entry of someone else: whether it is right, what it means.
        Question = 12, "question", "Question";
        /// Written by a newer version: shown as "update the app".
        Unknown = 0, "unknown", "Update the app to read this";
    }
);

impl EntryKind {
    /// Whether it is about another entry: a reply, a correction, a response.
    pub const fn is_about_an_entry(self) -> bool {
        matches!(
            self,
            Self::Reply | Self::Amendment | Self::StrikeThrough | Self::Response | Self::Question
        )
    }

    /// Whether only the author of an entry may write one about it: nobody else alters their words.
    pub const fn is_for_the_author(self) -> bool {
        matches!(self, Self::Amendment | Self::StrikeThrough)
    }

    /// Whether this version can write one.
    pub const fn can_be_written(self) -> bool {
        !matches!(self, Self::Unknown)
    }
}

coded_enum!(
    /// How the author knows what they write.
    HowKnown {
        /// Saw or heard it.
        SawOrHeard = 1, "saw-or-heard", "Saw or heard it";
        /// Was told.
        WasTold = 2, "was-told", "Was told";
        /// Thinks so.
        Think = 3, "think", "I think";
    }
);

coded_enum!(
    /// In person or not.
    ContactMode {
        /// A visit.
        Visit = 1, "visit", "Visit";
        /// A call.
        Call = 2, "call", "Call";
    }
);

coded_enum!(
    /// What came of a visit or call.
    ContactOutcome {
        /// The child was seen.
        Seen = 1, "seen", "Seen";
        /// The child was seen alone.
        SeenAlone = 2, "seen-alone", "Seen alone";
        /// Spoke to the family, did not see the child.
        SpokeNotSeen = 3, "spoke-not-seen", "Spoke, not seen";
        /// Nobody answered.
        NoReply = 4, "no-reply", "No reply";
        /// The child was not brought.
        WasNotBrought = 5, "was-not-brought", "Was not brought";
    }
);

impl ContactOutcome {
    /// Whether the child was seen.
    pub const fn saw_the_child(self) -> bool {
        matches!(self, Self::Seen | Self::SeenAlone)
    }

    /// Whether anyone of the family was spoken to.
    pub const fn spoke(self) -> bool {
        matches!(self, Self::Seen | Self::SeenAlone | Self::SpokeNotSeen)
    }
}

coded_enum!(
    /// What was done about a worry.
    ResponseKind {
        /// Read it.
        Read = 1, "read", "Read it";
        /// Talked about it.
        Talked = 2, "talked", "Talked about it";
        /// Made a task of it.
        Task = 3, "task", "Made a task";
        /// Referred it.
        Referred = 4, "referred", "Referred";
        /// Decided on no action, because of what the text says.
        NoAction = 5, "no-action", "No action, because …";
    }
);

coded_enum!(
    /// What was decided about sharing.
    SharingChoice {
        /// To share.
        Share = 1, "share", "Shared";
        /// To share a part.
        ShareInPart = 3, "share-in-part", "In part";
        /// Not to share.
        DoNotShare = 2, "do-not-share", "Not shared";
    }
);

/// What an entry says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryBody {
    /// A note.
    Note {
        /// The words.
        text: String,
    },
    /// A visit or call.
    Contact {
        /// Visit or call.
        mode: ContactMode,
        /// What came of it.
        outcome: ContactOutcome,
        /// The words; may be empty.
        text: String,
    },
    /// A worry. It wants a response.
    Worry {
        /// The words.
        text: String,
    },
    /// Something that goes well.
    Strength {
        /// The words.
        text: String,
    },
    /// What the child said, as the child said it.
    ChildsWords {
        /// The words.
        text: String,
    },
    /// An event for the chronology.
    SignificantEvent {
        /// What happened.
        text: String,
        /// What it means for the child; may be empty.
        impact: String,
        /// What was done; may be empty.
        action_taken: String,
    },
    /// A decision to share or not to share.
    SharingDecision {
        /// The decision.
        choice: SharingChoice,
        /// What was, or was not, shared.
        what: String,
        /// With whom.
        with_whom: String,
        /// Why.
        why: String,
    },
    /// A reply to an entry.
    Reply {
        /// The entry.
        to: EntryId,
        /// The words.
        text: String,
    },
    /// A correction. Only its own author's counts; both stay visible.
    Amendment {
        /// The entry.
        of: EntryId,
        /// The corrected words.
        text: String,
    },
    /// An entry marked as mistaken.
    StrikeThrough {
        /// The entry.
        of: EntryId,
        /// Why.
        reason: String,
    },
    /// What someone did about a worry.
    Response {
        /// The worry.
        to: EntryId,
        /// What they did.
        kind: ResponseKind,
        /// The words; may be empty.
        text: String,
    },
    /// A question about an entry, by someone else than its author.
    Question {
        /// The entry.
        about: EntryId,
        /// The words.
        text: String,
    },
    /// Of a kind, or with a field or a value, that this version does not know: kept, and shown as
    /// "update the app".
    Unknown {
        /// The number of its kind on the wire; this version may know the kind.
        kind: u64,
        /// Its content as received: one CBOR item.
        content: Vec<u8>,
    },
}

impl EntryBody {
    /// Which kind it is.
    pub const fn kind(&self) -> EntryKind {
        match self {
            Self::Note { .. } => EntryKind::Note,
            Self::Contact { .. } => EntryKind::Contact,
            Self::Worry { .. } => EntryKind::Worry,
            Self::Strength { .. } => EntryKind::Strength,
            Self::ChildsWords { .. } => EntryKind::ChildsWords,
            Self::SignificantEvent { .. } => EntryKind::SignificantEvent,
            Self::SharingDecision { .. } => EntryKind::SharingDecision,
            Self::Reply { .. } => EntryKind::Reply,
            Self::Amendment { .. } => EntryKind::Amendment,
            Self::StrikeThrough { .. } => EntryKind::StrikeThrough,
            Self::Response { .. } => EntryKind::Response,
            Self::Question { .. } => EntryKind::Question,
            Self::Unknown { .. } => EntryKind::Unknown,
        }
    }

    /// The kind that its author gave it: also of an entry whose words this version cannot read.
    pub fn written_kind(&self) -> EntryKind {
        match self {
            Self::Unknown { kind, .. } => known_kind(*kind).unwrap_or(EntryKind::Unknown),
            body => body.kind(),
        }
    }

    /// The entry that this one is about, if it is about one.
    pub fn target(&self) -> Option<EntryId> {
        match self {
            // Whatever a newer version adds to such a kind comes after this.
            Self::Unknown { content, .. } if self.written_kind().is_about_an_entry() => {
                let mut d = Decoder::new(content);
                d.array().ok()?;
                d.decode().ok()
            }
            Self::Reply { to, .. } | Self::Response { to, .. } => Some(*to),
            Self::Amendment { of, .. } | Self::StrikeThrough { of, .. } => Some(*of),
            Self::Question { about, .. } => Some(*about),
            _ => None,
        }
    }

    /// Its main words; empty for what this version cannot read.
    pub fn text(&self) -> &str {
        match self {
            Self::Note { text }
            | Self::Contact { text, .. }
            | Self::Worry { text }
            | Self::Strength { text }
            | Self::ChildsWords { text }
            | Self::SignificantEvent { text, .. }
            | Self::Reply { text, .. }
            | Self::Amendment { text, .. }
            | Self::Response { text, .. }
            | Self::Question { text, .. } => text,
            Self::SharingDecision { what, .. } => what,
            Self::StrikeThrough { reason, .. } => reason,
            Self::Unknown { .. } => "",
        }
    }

    /// All its words, in reading order.
    pub fn texts(&self) -> Vec<&str> {
        match self {
            Self::SignificantEvent {
                text,
                impact,
                action_taken,
            } => vec![text, impact, action_taken],
            Self::SharingDecision {
                what,
                with_whom,
                why,
                ..
            } => vec![what, with_whom, why],
            Self::Unknown { .. } => Vec::new(),
            _ => vec![self.text()],
        }
    }
}
