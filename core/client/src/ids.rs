//! The handles that screens pass back.

pub use patchwork_model::{
    ContactDetailId, DraftId, EntryId, MarkerId, PersonId, RelationshipId, ResidenceId, TaskId,
};
pub use patchwork_protocol::{AgencyId, DeviceId, PractitionerId, SpaceId as CaseId};
