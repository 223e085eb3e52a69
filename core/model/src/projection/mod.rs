//! What the screens read: plain rows, computed from the document and the entries.

mod entry_row;
mod kept;
mod project;
mod reader;
mod rows;
mod search;

pub use entry_row::project_entry;
pub(crate) use kept::kept_values;
pub use project::project;
pub use rows::{
    AsKnown, CaseProjection, CaseRow, ConflictRow, ConflictValue, ContactDetailRow, Done, EntryRow,
    InvolvementRow, KeptField, KeptValue, MarkerRow, PersonRow, RelationshipRow, ResidenceRow,
    StatusRow, TaskRow, ValueId,
};
