//! The domain in plain types: entries, the case document, and what screens read of them.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]

mod access;
mod card;
mod codes;
mod entry;
mod facts;
mod ids;
mod invalid;
mod projection;
mod wire;

pub use access::{Access, Look, LookedAt, MAX_ACCESS, MAX_LOOKS};
pub use card::{
    AgencyCard, Card, CardAuthor, CardBody, ContactCard, MAX_CARD, PractitionerCard,
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
pub use projection::{
    AsKnown, CaseProjection, CaseRow, ConflictRow, ConflictValue, ContactDetailRow, Done, EntryRow,
    InvolvementRow, KeptField, KeptValue, MarkerRow, PersonRow, RelationshipRow, ResidenceRow,
    StatusRow, TaskRow, ValueId,
};
pub use wire::Malformed;
