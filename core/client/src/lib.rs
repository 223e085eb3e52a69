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
//! use patchwork_client::{Client, ConnectionOptions, Options};
//!
//! let options = Options { data_dir: "/home/priya/.local/share/patchwork".into(), undo_seconds: 10, connection: ConnectionOptions::default() };
//! let client = Client::open(options, vault).await?;
//! for family in client.cases(String::new(), None, 50).await?.families {
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

mod connection_options;
#[cfg_attr(not(feature = "simulation"), allow(unreachable_pub))]
mod engine;
#[cfg_attr(not(feature = "simulation"), allow(unreachable_pub))]
mod environment;
mod error;
mod facade;
mod ids;
mod passphrase_vault;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod updates;
mod vault;
mod workspace;

/// What a simulation brings in place of the operating system and the network. No part of the
/// facade: apps are built without it.
#[cfg(feature = "simulation")]
#[doc(hidden)]
pub mod simulation {
    pub use crate::{
        engine::{Between, Connect, RelayAddress, RelayError, Replies, TeamAnswer, Transport},
        environment::Environment,
    };
}

pub use connection_options::{ConnectionOptions, MAX_EXTRA_ROOTS, ProxySetting};
pub use error::{ClientError, InvalidField, Result};
pub use facade::*;
pub use ids::{
    AgencyId, CaseId, ContactDetailId, DeviceId, DraftId, EntryId, InvolvementId, MarkerId,
    PersonId, PractitionerId, RelationshipId, ResidenceId, TaskId,
};
pub use passphrase_vault::{PassphraseVault, PassphraseVaultError};
/// Typed text, for a sentence of an app around it.
pub use patchwork_model::isolated;
/// The closed lists are the model's own.
pub use patchwork_model::{
    AccessRole, AgencyKind, Basis, ChildStatus, ClosedList, ContactKind, ContactMode,
    ContactOutcome, EntryKind, EntryState, HowKnown, LegalStatus, PersonKind, PlanCategory,
    Relation, RelationshipKind, ResidenceKind, ResponseKind, SharingChoice, StatusKind,
    TimelineFilter,
};
pub use patchwork_picture::{LineStyle, Missing, News, TextStyle, TieKind};
pub use updates::{Update, UpdateListener, UpdateSubscription};
pub use vault::{KeyVault, VaultError};
pub use workspace::zone;
