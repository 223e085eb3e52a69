//! The plain types that facts about a child are made of.

mod child;
mod network;
mod when;

pub use child::{
    Born, ChildStatus, LegalStatus, NhsNumber, NotAnNhsNumber, PlanCategory, Status, StatusKind,
};
pub use network::{
    Agency, AgencyKind, Basis, ContactKind, Participant, PersonKind, Relation, RelationshipKind,
    ResidenceKind,
};
pub use when::When;
pub(crate) use when::{date_cbor, day_from_epoch, day_of, days_since_epoch, timestamp_cbor};
