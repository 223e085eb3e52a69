//! The first change of a space.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{Signatures, in_directory, in_team, is_within_bounds};
use crate::{
    ChangeHash, DeviceId, DeviceKeys, KeyId, PartnershipId, PractitionerId, SpaceId,
    team::{
        Action, DeviceRecord, Directory, Member, PractitionerRecord, Principal, Refusal, Role,
        SpaceKind, SpaceState, TeamChange, TeamState, keys::KeyHistory, space_core::SpaceCore,
    },
};

/// See [`SpaceState::found`].
pub(in crate::team) fn found(
    change: &TeamChange,
    directory: Option<&Directory>,
    signatures: Signatures,
) -> Result<SpaceState, Refusal> {
    if change.index() != 0 {
        return Err(Refusal::NotNext {
            expected: 0,
            got: change.index(),
        });
    }
    if change.previous() != ChangeHash::ZERO {
        return Err(Refusal::OtherPrevious);
    }
    is_within_bounds(change)?;
    if !change.is_understood() {
        return Err(Refusal::Frozen);
    }
    let (Some(space), Some((first, others))) =
        (change.founded_space(), change.actions().split_first())
    else {
        return Err(Refusal::Founding);
    };
    match first {
        Action::Found {
            kind: SpaceKind::Directory,
            partnership: None,
            founder,
            founder_device: Some(device),
            key_id,
            nonce: _,
        } => {
            let directory = begin_directory(change, space, *founder, device, *key_id, signatures)?;
            in_directory::take(directory, change, others, signatures).map(SpaceState::Directory)
        }
        Action::Found {
            kind: kind @ (SpaceKind::Case | SpaceKind::Compartment),
            partnership: Some(partnership),
            founder,
            founder_device: None,
            key_id,
            nonce: _,
        } => {
            let directory = directory.ok_or(Refusal::UnknownDirectoryHead)?;
            let founding = Founding {
                space,
                kind: *kind,
                founder: *founder,
                key_id: *key_id,
            };
            let team = begin_team(change, founding, *partnership, directory, signatures)?;
            in_team::take(team, change, others, directory).map(SpaceState::Team)
        }
        _ => Err(Refusal::Founding),
    }
}

/// A partnership with one administrator. The founder's device signs for itself:
/// whoever joins knows the space id from an invitation.
fn begin_directory(
    change: &TeamChange,
    space: SpaceId,
    founder: PractitionerId,
    keys: &DeviceKeys,
    key_id: KeyId,
    signatures: Signatures,
) -> Result<Directory, Refusal> {
    let device = keys.device_id();
    if change.directory() != TeamChange::NO_DIRECTORY || change.author() != device {
        return Err(Refusal::Founding);
    }
    let verifying_key = super::joining::verified(keys, signatures)?;
    signatures.check(|| change.verify(space, &verifying_key))?;
    let head = change.head();
    Ok(Directory {
        core: SpaceCore::new(space, head, founder, KeyHistory::new(key_id, 0)),
        hashes: vec![head.hash],
        devices: BTreeMap::from([(
            device,
            Arc::new(DeviceRecord {
                keys: Arc::new(keys.clone()),
                verifying_key,
                practitioner: founder,
                enrolled_at: 0,
                admitted_at: Some(0),
                revoked_at: None,
                needs_confirming: None,
                enrolment: None,
                admitted_by: Some(founder),
            }),
        )]),
        practitioners: BTreeMap::from([(
            founder,
            Arc::new(PractitionerRecord {
                agency: None,
                admitted_at: Some(0),
                removed_at: None,
                devices: vec![device],
                administrator: vec![(0, None)],
            }),
        )]),
        agencies: BTreeMap::new(),
        invites: BTreeMap::new(),
        recovery: BTreeMap::new(),
        recovery_set_at: None,
        confirmed: BTreeMap::new(),
    })
}

struct Founding {
    space: SpaceId,
    kind: SpaceKind,
    founder: PractitionerId,
    key_id: KeyId,
}

/// A team of one manager. Any practitioner of the partnership may found one.
fn begin_team(
    change: &TeamChange,
    founding: Founding,
    partnership: PartnershipId,
    directory: &Directory,
    signatures: Signatures,
) -> Result<TeamState, Refusal> {
    if partnership != directory.partnership() {
        return Err(Refusal::OtherPartnership);
    }
    let named = change.directory();
    if !directory.knows(named) {
        return Err(Refusal::UnknownDirectoryHead);
    }
    let author: DeviceId = change.author();
    let device = in_team::author_device(change, directory)?;
    if device.practitioner != founding.founder {
        return Err(Refusal::Founding);
    }
    signatures.check(|| change.verify(founding.space, &device.verifying_key))?;
    let principal = Principal::Practitioner(founding.founder);
    let manager = Member {
        principal,
        role: Role::Manager,
        until: None,
        since: named.index,
    };
    let keys = KeyHistory::new(founding.key_id, named.index);
    Ok(TeamState {
        core: SpaceCore::new(founding.space, change.head(), founding.founder, keys),
        kind: founding.kind,
        partnership,
        directory: named,
        members: BTreeMap::from([(principal, manager)]),
        former: BTreeSet::new(),
        confirmed: BTreeSet::from([author]),
        removed_since_key: false,
    })
}
