//! The domain in plain types: entries, the case document, and what screens read of them.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]

mod codes;
mod entry;
mod facts;
mod ids;
mod projection;

pub use entry::{
    ContactMode, ContactOutcome, Entry, EntryBody, EntryKind, HowKnown, ResponseKind, SharingChoice,
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
pub use projection::{
    AsKnown, CaseProjection, CaseRow, ConflictRow, ConflictValue, ContactDetailRow, Done, EntryRow,
    InvolvementRow, KeptField, KeptValue, MarkerRow, PersonRow, RelationshipRow, ResidenceRow,
    StatusRow, TaskRow, ValueId,
};
