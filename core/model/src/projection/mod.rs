//! What the screens read: plain rows, computed from the document and the entries.

mod rows;

pub use rows::{
    AsKnown, CaseProjection, CaseRow, ConflictRow, ConflictValue, ContactDetailRow, Done, EntryRow,
    InvolvementRow, KeptField, KeptValue, MarkerRow, PersonRow, RelationshipRow, ResidenceRow,
    StatusRow, TaskRow, ValueId,
};
