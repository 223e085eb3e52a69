//! The domain in plain types: entries, the case document, and what screens read of them.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]

mod access;
mod card;
mod codes;
mod document;
mod entry;
mod facts;
mod ids;
mod invalid;
pub mod labels;
mod logic;
mod projection;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod wire;

pub use access::{Access, Look, LookedAt, MAX_ACCESS, MAX_LOOKS};
pub use card::{AgencyCard, Card, CardAuthor, CardBody, ContactCard, MAX_CARD, PractitionerCard};
pub use document::{
    Acceptance, Actor, BadChunk, CaseDocument, CaseEdit, ChangePart, EditError, Edited, Heads,
    LoadError, MAX_CHANGE, MAX_CHANGE_PART, MAX_DOCUMENT, MAX_EDIT, Missing, NewInvolvement,
    NewPerson, NewResidence, RefusedChange, is_handled,
};
pub use entry::{
    ContactMode, ContactOutcome, Entry, EntryBody, EntryKind, HowKnown, MAX_ENTRY, ResponseKind,
    SharingChoice,
};
pub use facts::{
    Agency, AgencyKind, Basis, Born, ChildStatus, ContactKind, LegalStatus, NhsNumber,
    NotAnNhsNumber, Participant, PersonKind, PlanCategory, Relation, RelationshipKind,
    ResidenceKind, Status, When,
};
pub use ids::{
    ContactDetailId, EntryId, InvolvementId, MarkerId, NotAnId, PersonId, RelationshipId,
    ResidenceId, TaskId,
};
pub use invalid::{Invalid, MAX_LINE, MAX_LIST, MAX_TEXT, Problem};
pub use logic::{
    Contact, Family, LastContact, SensitiveWord, Thread, UnansweredWorry, age_on, display_name,
    e164, family_key, group_by_family, last_contact, last_contact_with, sensitive_words, threads,
    unanswered_worries,
};
pub use projection::{
    AsKnown, CaseProjection, CaseRow, ConflictRow, ConflictValue, ContactDetailRow, Done, EntryRow,
    InvolvementRow, KeptField, KeptValue, MarkerRow, PersonRow, RelationshipRow, ResidenceRow,
    StatusRow, TaskRow, ValueId, project, project_entry,
};
pub use wire::Malformed;
