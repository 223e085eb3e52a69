//! The rules: from a space and its next change to the space after it.
//!
//! This file checks what all changes have in common: their place, their directory
//! head, their author's device, their signature. Each file beside it holds the
//! rules of a group of actions. They work on a copy of the state. If one of them
//! refuses, the copy is thrown away: so a change takes all its actions or none.

mod administration;
mod claims;
mod founding;
mod in_directory;
mod in_team;
mod joining;
mod keys;
mod leaving;
mod life;
mod membership;

pub(super) use claims::cut_claims;
pub(super) use founding::found;

use super::{
    Action, Directory, Refusal, SpaceState, TeamChange,
    limits::MAX_ACTIONS,
    space_core::{Life, SpaceCore},
};
use crate::limits::MAX_TEAM_CHANGE;

/// Whether the signatures of a change are verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signatures {
    /// The change has just come from somewhere.
    Verify,
    /// This device verified them before it kept the change.
    VerifiedBefore,
}

impl Signatures {
    fn check<E>(self, verify: impl FnOnce() -> Result<(), E>) -> Result<(), E> {
        match self {
            Self::Verify => verify(),
            Self::VerifiedBefore => Ok(()),
        }
    }
}

/// See [`SpaceState::apply`].
pub(super) fn apply(
    state: &SpaceState,
    change: &TeamChange,
    directory: Option<&Directory>,
    signatures: Signatures,
) -> Result<SpaceState, Refusal> {
    let core = state.core();
    if core.is_frozen {
        return Err(Refusal::Frozen);
    }
    is_within_bounds(change)?;
    follows(core, change)?;
    match state {
        SpaceState::Directory(own) => {
            in_directory::apply(own, change, signatures).map(SpaceState::Directory)
        }
        SpaceState::Team(team) => {
            in_team::apply(team, change, directory, signatures).map(SpaceState::Team)
        }
    }
}

/// Checks for this device's own changes what decoding has checked for others'.
fn is_within_bounds(change: &TeamChange) -> Result<(), Refusal> {
    let too_many = |what, limit| Err(Refusal::TooMany { what, limit });
    if change.bytes().len() > MAX_TEAM_CHANGE {
        return too_many("bytes", MAX_TEAM_CHANGE);
    }
    if change.actions().len() > MAX_ACTIONS {
        return too_many("actions", MAX_ACTIONS);
    }
    if change.is_understood() && change.actions().is_empty() {
        return Err(Refusal::Empty);
    }
    Ok(())
}

fn follows(core: &SpaceCore, change: &TeamChange) -> Result<(), Refusal> {
    let expected = core.head.index.saturating_add(1);
    if change.index() != expected {
        return Err(Refusal::NotNext {
            expected,
            got: change.index(),
        });
    }
    if change.previous() != core.head.hash {
        return Err(Refusal::OtherPrevious);
    }
    if core.life == Life::Erased {
        return Err(Refusal::Erased);
    }
    Ok(())
}

/// Whether an action belongs to a directory only.
fn is_of_directory(action: &Action) -> bool {
    matches!(
        action,
        Action::AddAgency { .. }
            | Action::Invite { .. }
            | Action::Enrol { .. }
            | Action::Admit { .. }
            | Action::LinkDevice { .. }
            | Action::RevokeDevice { .. }
            | Action::RemovePractitioner { .. }
            | Action::SetAdministrator { .. }
            | Action::Recovery { .. }
    )
}
