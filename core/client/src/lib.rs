//! One person's Patchwork on one device.
//!
//! [`Client`] is the facade that every app is built on: screens read records
//! from the local database, write through it, and hear of [`Update`]s. It seals
//! what waits, keeps a connection to the relay, and applies what arrives; it
//! works the same without a connection.
//!
//! It never shows anything that is not in the local database, never reports as
//! sent what is only saved here, and never gives a secret or a word of a case to
//! a log.
//!
//! ```no_run
//! # async fn example(vault: std::sync::Arc<dyn patchwork_client::KeyVault>) -> patchwork_client::Result<()> {
//! use patchwork_client::{Client, Options};
//!
//! let options = Options { data_dir: "/home/priya/.local/share/patchwork".into(), undo_seconds: 10 };
//! let client = Client::open(options, vault).await?;
//! for family in client.cases(String::new()).await? {
//!     println!("{}: {} children", family.name, family.cases.len());
//! }
//! # Ok(()) }
//! ```
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!();

mod apply;
mod chance;
mod client;
mod driver;
mod edits;
mod error;
mod ids;
mod joining;
mod kept_draft;
mod ledger;
mod looks;
#[cfg(feature = "uniffi")]
mod native;
mod partnership;
mod passphrase_vault;
mod reads;
mod relay;
mod requests;
mod team;
#[cfg(test)]
mod testing;
mod touched;
mod updates;
mod vault;
mod views;
mod writing;

pub use client::Client;
pub use edits::{
    AccessRoleChoice, AgencyKindChoice, AnswerKindChoice, BasisChoice, Choices, ContactKindChoice,
    ContactModeChoice, ContactOutcomeChoice, EntryKindChoice, EntryStateChoice, HowKnownChoice,
    LegalStatusChoice, LineStyleChoice, PersonKindChoice, PlanCategoryChoice, RelationChoice,
    RelationshipKindChoice, ResidenceKindChoice, ResponseKindChoice, SharingDecisionChoice,
    StatusKindChoice, TimelineFilterChoice, choices,
};
pub use error::{ClientError, Result};
pub use ids::{
    AgencyId, CaseId, ContactDetailId, DeviceId, DraftId, EntryId, InvolvementId, MarkerId,
    PersonId, PractitionerId, RelationshipId, ResidenceId, TaskId,
};
pub use passphrase_vault::{PassphraseVault, PassphraseVaultError};
/// The closed lists are the model's own.
pub use patchwork_model::{
    AccessRole, AgencyKind, Basis, ChildStatus, ClosedList, ContactKind, ContactMode,
    ContactOutcome, EntryKind, EntryState, HowKnown, LegalStatus, PersonKind, PlanCategory,
    Relation, RelationshipKind, ResidenceKind, ResponseKind, SharingChoice, StatusKind,
    TimelineFilter,
};
pub use patchwork_picture::LineStyle;
pub use requests::{
    Audience, ChildDetails, ContactDetail, Founding, Invitee, InvolvementDetails, LookedAt,
    MarkerDetails, MyCard, NewCase, NewInvolvement, NewMember, NewPerson, NewResidence, NewTask,
    Options, PartnershipDetails, PersonDetails, ReferralNotice, ResidenceDetails, Saved,
    TaskDetails, Undone,
};
pub use updates::{Subscription, Update, UpdateListener};
pub use vault::{KeyVault, VaultError};
pub use views::*;
