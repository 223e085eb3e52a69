//! The domain in plain types: entries, the case document, and what screens read of them.
//!
//! Two kinds of things make a case:
//!
//! * **Entries** ([`Entry`]) are the journal. Each is written once, never changed, and signed by
//!   its author through the envelope that carries it; no entry names its author. Corrections,
//!   replies and responses are entries about entries ([`threads`]).
//! * **The case document** ([`CaseDocument`]) is what people really edit together: the child,
//!   people, contact details, relationships, residences, involvements, tasks, markers. It merges
//!   with Automerge, which nothing outside `document/` knows. Where two people change a phone
//!   number, an address, a marker or the legal status apart, both values stay, with author and
//!   time, until someone chooses ([`CaseDocument::choose_value`]).
//!
//! [`project`] and [`project_entry`] turn both into plain rows, which storage keeps and screens
//! read. The rows are a pure function of the changes: devices that hold the same changes show the
//! same. Cards ([`Card`]) make the directory; [`AccessReport`] says who looked.
//!
//! Each closed list is one enum ([`ClosedList`]): its members carry their number on the wire, their
//! code name and their label. Every other word that screens show for them is in [`labels`].
//!
//! This crate does no input or output, reads no clock and draws no randomness: times and random
//! number generators are arguments. Every `decode`, [`CaseDocument::accept`] and
//! [`CaseDocument::load`] takes bytes from strangers: bounded, without panic, with typed errors.
//! It never gives a score, a total or a ranking.
//!
//! ```
//! use patchwork_model::{Entry, EntryBody, When, project_entry};
//! use patchwork_protocol::DeviceId;
//!
//! let now = "2026-03-12T10:42:00Z".parse()?;
//! let entry = Entry {
//!     number: *b"8 random",
//!     written_at: now,
//!     happened_at: When::At(now),
//!     about: vec![],
//!     with: vec![],
//!     known: None,
//!     body: EntryBody::Worry { text: "Ella very quiet; same clothes as Monday.".into() },
//! };
//! let bytes = entry.encode()?;
//! // … sealed, sent, opened; the envelope's signer is the author:
//! let row = project_entry(DeviceId([1; 8]), Entry::decode(&bytes)?);
//! assert_eq!(row.kind.label(), "Worry");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]

mod access_report;
mod card;
mod codes;
mod document;
mod entry;
mod facts;
mod ids;
mod invalid;
pub mod labels;
mod logic;
mod not_sent;
mod notice_kind;
mod projection;
mod team_not_changed;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod text;
mod understands;

pub use access_report::{AccessReport, Look, LookedAt, MAX_ACCESS_REPORT, MAX_LOOKS};
pub use card::{
    AgencyCard, Card, CardAuthor, CardBody, ContactCard, FrontDoor, MAX_CARD, PartnershipCard,
    PractitionerCard,
};
pub use codes::ClosedList;
pub use document::{
    Acceptance, Actor, BadChunk, CaseDocument, CaseEdit, ChangePart, EditError, Edited, Heads,
    KeptEdits, LoadError, MAX_CHANGE, MAX_CHANGE_PART, MAX_DOCUMENT, MAX_EDIT, Missing,
    NewInvolvement, NewPerson, NewResidence, RefusedChange, panic_is_handled,
};
pub use entry::{
    ContactMode, ContactOutcome, Entry, EntryBody, EntryKind, EntryState, HowKnown, MAX_ENTRY,
    ResponseKind, SharingChoice, TimelineFilter,
};
pub use facts::{
    Agency, AgencyKind, Basis, Born, ChildStatus, ContactKind, LegalStatus, NhsNumber,
    NotAnNhsNumber, Participant, PersonKind, PlanCategory, Relation, RelationshipKind,
    ResidenceKind, Status, StatusKind, When,
};
pub use ids::{
    ContactDetailId, EntryId, InvolvementId, MarkerId, PersonId, RelationshipId, ResidenceId,
    TaskId,
};
pub use invalid::{Invalid, MAX_LINE, MAX_LIST, MAX_TEXT, Problem};
pub use labels::WRITTEN_BY_NEWER;
pub use logic::{
    ChildLikeness, Contact, ContactFacts, Family, Kin, LastContact, NotAnEmailAddress, NotCallable,
    PhoneNumber, ReceivedEntry, SensitiveWord, Thread, UnansweredWorry, age_on, display_name, e164,
    family_key, group_by_family, last_contact, last_contact_with, mailto, same_name,
    sensitive_words, sounds_the_same, threads, took_part, unanswered_worries,
};
pub use not_sent::NotSent;
pub use notice_kind::NoticeKind;
pub use patchwork_protocol::Malformed;
/// What someone may do in a case. The rules of teams own it.
pub use patchwork_protocol::Role as AccessRole;
pub use projection::{
    AsKnown, CaseProjection, CaseRow, ConflictRow, ConflictValue, ContactDetailRow, Done, EntryRow,
    InvolvementRow, KeptField, KeptValue, MarkerRow, PersonRow, RelationshipRow, ResidenceRow,
    StatusRow, TaskRow, ValueId, project, project_entry,
};
pub use team_not_changed::TeamNotChanged;
pub use text::{SearchWord, fold, has_visible, isolated, same_words, search_words, sounds, typed};
pub use understands::UNDERSTANDS;
