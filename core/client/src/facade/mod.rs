//! What apps call: the client, what screens read of it and write through it.
//! The highest floor of the client.

mod capture;
mod client;
mod edits;
mod joining;
mod kept_draft;
#[cfg(feature = "uniffi")]
mod native;
mod note_access;
mod partnership;
mod reads;
mod requests;
mod sync_now;
mod team;
mod views;

pub use client::Client;
pub use edits::{
    AccessRoleChoice, AgencyKindChoice, AnswerKindChoice, BasisChoice, Choices, ContactKindChoice,
    ContactModeChoice, ContactOutcomeChoice, EntryKindChoice, EntryStateChoice, HowKnownChoice,
    LegalStatusChoice, LineStyleChoice, PersonKindChoice, PlanCategoryChoice, RelationChoice,
    RelationshipKindChoice, ResidenceKindChoice, ResponseKindChoice, SharingDecisionChoice,
    StatusKindChoice, TimelineFilterChoice, choices,
};
pub use requests::*;
pub use views::*;
