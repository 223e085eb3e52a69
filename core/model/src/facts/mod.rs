//! The plain types that facts about a child are made of.

mod child;
mod network;
mod when;

pub use child::{Born, ChildStatus, LegalStatus, NhsNumber, NotAnNhsNumber, PlanCategory, Status};
pub use network::{
    Agency, AgencyKind, Basis, ContactKind, Participant, PersonKind, Relation, RelationshipKind,
    ResidenceKind,
};
pub use when::When;
pub(crate) use when::{date_cbor, timestamp_cbor};
