//! Team changes: who is in a space, in what role and with which devices.
//!
//! A space's team follows from its team changes, one after the other, from the
//! one that founded it. [`SpaceState::found`] and [`SpaceState::apply`] hold all
//! rules. The relay and every client run them. They do no I/O, read no clock, and
//! decide only by what is in the log. So relay and clients agree, in whatever
//! order they learned of the changes (`docs/protocol.md#team-changes`).
//!
//! The [`Directory`] says whose a device is. It is a space too, and its changes
//! are judged by the directory itself. A change of another space names the head
//! of the directory that its author knew, and its author is judged at that head:
//! the device counts if it was admitted and not revoked there. Along a log, the
//! named head never goes back. If the directory held here does not reach to it,
//! the answer is [`Refusal::UnknownDirectoryHead`]: the change waits and is not
//! refused ([`Refusal::is_waiting`]).
//!
//! This module never decides by time, by a number in the log or by a status of
//! the relay. It never skips a change that it does not understand: such a change
//! freezes the space.

mod action;
mod action_codec;
mod apply;
mod change;
mod cut;
mod directory;
mod keys;
pub mod limits;
mod principal;
mod records;
mod refusal;
mod space_core;
mod space_state;
mod standing;
mod team_state;
#[doc(hidden)]
pub mod testing;

pub use action::{Action, Cosignature, Grant, RecoveryKey};
pub use action_codec::{enrol_signing_input, link_signing_input};
pub use change::{TeamChange, UnsignedTeamChange};
pub use cut::Cut;
pub use directory::Directory;
pub use keys::KeyRecord;
pub use principal::{Principal, Role, SpaceKind};
pub use records::{DeviceRecord, Enrolment, InviteRecord, PractitionerRecord, RecoveryRecord};
pub use refusal::Refusal;
pub use space_state::{CutClaim, SpaceState, WrapRecipient};
pub use standing::Standing;
pub use team_state::{Member, TeamState};
