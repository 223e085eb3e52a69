//! The handles that screens pass back.

pub use patchwork_model::{
    ContactDetailId, EntryId, InvolvementId, MarkerId, PersonId, RelationshipId, ResidenceId,
    TaskId,
};
pub use patchwork_protocol::{AgencyId, DeviceId, PractitionerId, SpaceId as CaseId};

/// A draft's name. Saving the same draft twice makes one entry.
pub use patchwork_store::DraftKey as DraftId;
