//! Team changes: who is in a space, in what role and with which devices.
//!
//! A space's team is the fold of its team changes, from the one that founded
//! it. [`SpaceState::found`] and [`SpaceState::apply`] are the only rules, and
//! both the relay and every client run them: they do no I/O, read no clock, and
//! decide by what is in the log alone. So they agree, in whatever order news
//! reached them.
//!
//! Who a device belongs to is written in the [`Directory`], which is a space
//! like the others but judged by itself. A change elsewhere names the directory
//! head that its author knew, and its author is judged there: a device counts
//! if it was admitted by then and not revoked by then. That head never goes
//! back along a log. If it is not known here yet the answer is
//! [`Refusal::UnknownDirectoryHead`], which means *wait*, not *refuse*
//! ([`Refusal::is_waiting`]).
//!
//! What this module never does: decide by time, number in the log or status of
//! the relay; skip a change that it does not understand (it freezes the space).

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
mod signature;
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
