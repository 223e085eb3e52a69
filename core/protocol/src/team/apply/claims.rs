//! What the cuts of a change have to agree with.

use std::collections::BTreeSet;

use super::in_team;
use crate::{
    DeviceId, PractitionerId,
    team::{Action, Cut, CutClaim, Directory, SpaceState, TeamChange, TeamState},
};

/// See [`SpaceState::cut_claims`].
pub(in crate::team) fn cut_claims<'a>(
    state: &SpaceState,
    change: &'a TeamChange,
    directory: Option<&Directory>,
) -> Vec<CutClaim<'a>> {
    match state {
        SpaceState::Directory(own) => in_own(own, change),
        SpaceState::Team(team) => directory
            .map(|directory| in_others(team, change, directory))
            .unwrap_or_default(),
    }
}

fn claim(devices: impl IntoIterator<Item = DeviceId>, cut: &Cut) -> CutClaim<'_> {
    CutClaim {
        devices: devices.into_iter().collect(),
        ends: cut.ends(),
    }
}

fn devices_of(directory: &Directory, person: PractitionerId) -> BTreeSet<DeviceId> {
    directory
        .practitioner(person)
        .map(|person| person.devices.iter().copied().collect())
        .unwrap_or_default()
}

fn in_own<'a>(directory: &Directory, change: &'a TeamChange) -> Vec<CutClaim<'a>> {
    change
        .actions()
        .iter()
        .filter_map(|action| match action {
            Action::RevokeDevice { device, cut } => Some(claim([*device], cut)),
            Action::RemovePractitioner { practitioner, cut } => {
                Some(claim(devices_of(directory, *practitioner), cut))
            }
            Action::Rotate { cut, .. } => Some(claim([], cut)),
            _ => None,
        })
        .collect()
}

/// Each action is judged after the ones before it. The claim of an action that will
/// be refused does not matter.
fn in_others<'a>(
    team: &TeamState,
    change: &'a TeamChange,
    directory: &Directory,
) -> Vec<CutClaim<'a>> {
    let Ok(device) = in_team::author_device(change, directory) else {
        return Vec::new();
    };
    let author = in_team::Author::of(change, device.practitioner, directory);
    let mut team = team.clone();
    let mut claims = Vec::new();
    for action in change.actions() {
        match action {
            Action::Remove { principal, cut } | Action::SetRole { principal, cut, .. }
                if cuts(&team, action) =>
            {
                let person = principal.practitioner();
                let devices = person.map(|person| devices_of(directory, person));
                claims.push(claim(devices.unwrap_or_default(), cut));
            }
            Action::Rotate { cut, .. } => {
                let revoked = team.revoked_since_key(directory, author.index);
                claims.push(claim(revoked.map(|(device, _)| device), cut));
            }
            _ => {}
        }
        if in_team::act(&mut team, author, action).is_err() {
            break;
        }
    }
    claims
}

/// Whether an action ends replicas: a removal does, and a change of role does if it
/// makes someone begin or cease to write.
fn cuts(team: &TeamState, action: &Action) -> bool {
    match action {
        Action::SetRole {
            principal, role, ..
        } => team
            .member(*principal)
            .is_some_and(|member| member.role.writes() != role.writes()),
        Action::Remove { .. } => true,
        _ => false,
    }
}
