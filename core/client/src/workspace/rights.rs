//! What this device's owner may do in a case.

use patchwork_protocol::{Role, SpaceId};
use patchwork_sync::Device;

use crate::error::{ClientError, Result};

/// Whether this person may write in a case.
pub(crate) fn may_write(device: &Device, case: SpaceId) -> Result<()> {
    if device
        .space(case)
        .is_some_and(|space| space.set_aside().is_some())
    {
        return Err(ClientError::invalid(
            "case",
            "Who is on this child’s team cannot be told now. You can read what is here; nothing \
             can be added until it is told again.",
        ));
    }
    let role = role(device, case)?;
    if let Some(team) = device.space(case).and_then(|space| space.team()) {
        if team.is_closed() {
            return Err(ClientError::invalid(
                "case",
                "This case is closed. You can read it, but nothing can be added.",
            ));
        }
        if team.is_frozen() {
            return Err(ClientError::UpdateNeeded);
        }
    }
    match role {
        Role::Manager | Role::Member => Ok(()),
        Role::Observer => Err(ClientError::NotAllowed {
            who: "members of this child's team who may write".to_owned(),
        }),
    }
}

pub(crate) fn may_manage(device: &Device, case: SpaceId) -> Result<()> {
    match role(device, case)? {
        Role::Manager => Ok(()),
        _ => Err(ClientError::NotAllowed {
            who: "a manager of this child's team".to_owned(),
        }),
    }
}

/// What this person may do in a case.
pub(crate) fn role(device: &Device, case: SpaceId) -> Result<Role> {
    let me = device.practitioner().ok_or(ClientError::NotOnTeam)?;
    device
        .space(case)
        .and_then(|space| space.team())
        .and_then(|team| team.role_of(me))
        .ok_or(ClientError::NotOnTeam)
}
