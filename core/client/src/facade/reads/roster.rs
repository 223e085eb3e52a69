//! Whose device is whose, and who is on which team: what the state machine knows.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use patchwork_protocol::{
    Action, DeviceId, PractitionerId, Principal, Role, SpaceId, SpaceKind, SpaceState,
};
use patchwork_sync::{Device, Space};

use crate::{Client, ClientError, Result};

/// People, devices and teams at one moment. Empty before joining.
#[derive(Debug, Clone, Default)]
pub(crate) struct Roster {
    /// The person who uses this client.
    pub(crate) me: Option<PractitionerId>,
    /// This device.
    pub(crate) device: Option<DeviceId>,
    devices: BTreeMap<DeviceId, PractitionerId>,
    active: BTreeSet<PractitionerId>,
    administrators: BTreeSet<PractitionerId>,
    teams: BTreeMap<SpaceId, Team>,
}

/// The team of one case.
#[derive(Debug, Clone)]
pub(crate) struct Team {
    /// Who, and what they may do.
    pub(crate) members: Vec<(PractitionerId, Role)>,
    /// What this person may do.
    pub(crate) mine: Option<Role>,
    /// Whether nothing can be changed any more, or not before an update.
    pub(crate) is_settled: bool,
    /// Whether its content was destroyed.
    pub(crate) is_erased: bool,
    /// Why this person cannot write here, in words; empty if they can.
    pub(crate) notice: String,
}

impl Roster {
    pub(crate) fn of(device: &Device) -> Self {
        let mut roster = Self {
            me: device.practitioner(),
            device: Some(device.id()),
            ..Self::default()
        };
        if let Some(directory) = device.directory() {
            roster.devices = directory
                .devices()
                .map(|(id, record)| (id, record.practitioner))
                .collect();
            roster.active = directory
                .practitioners()
                .filter(|(_, record)| record.is_active())
                .map(|(id, _)| id)
                .collect();
            roster.administrators = directory.administrators().collect();
        }
        roster.teams = device
            .spaces()
            .filter_map(|space| Some((space, space.team()?)))
            .filter(|(_, team)| team.kind() == SpaceKind::Case)
            .map(|(space, team)| (space.id(), Team::of(space.id(), team, device)))
            .collect();
        roster
    }

    /// Whose device this is.
    pub(crate) fn owner(&self, device: DeviceId) -> Option<PractitionerId> {
        self.devices.get(&device).copied()
    }

    /// Whether someone has joined, and was not shut out.
    pub(crate) fn is_active(&self, practitioner: PractitionerId) -> bool {
        self.active.contains(&practitioner)
    }

    /// Whether someone is an administrator of the partnership.
    pub(crate) fn is_administrator(&self, practitioner: PractitionerId) -> bool {
        self.administrators.contains(&practitioner)
    }

    /// Everyone who has joined.
    pub(crate) fn active(&self) -> impl Iterator<Item = PractitionerId> {
        self.active.iter().copied()
    }

    /// The team of a case, once its founding is known.
    pub(crate) fn team(&self, case: SpaceId) -> Option<&Team> {
        self.teams.get(&case)
    }

    /// This person's cases whose team a practitioner is on.
    pub(crate) fn shared_with(
        &self,
        practitioner: PractitionerId,
    ) -> impl Iterator<Item = SpaceId> {
        self.teams
            .iter()
            .filter(move |(case, team)| {
                self.is_mine(**case) && team.members.iter().any(|(id, _)| *id == practitioner)
            })
            .map(|(case, _)| *case)
    }

    /// The cases that this person can open.
    pub(crate) fn is_mine(&self, case: SpaceId) -> bool {
        self.team(case)
            .is_some_and(|team| team.mine.is_some() && !team.is_erased)
    }
}

impl Team {
    fn of(space: SpaceId, team: &SpaceState, device: &Device) -> Self {
        let members: Vec<_> = team
            .members()
            .into_iter()
            .filter_map(|member| Some((member.principal.practitioner()?, member.role)))
            .collect();
        Self {
            mine: device.practitioner().and_then(|me| team.role_of(me)),
            members,
            is_settled: team.is_closed() || team.is_frozen(),
            is_erased: team.is_erased(),
            notice: match crate::workspace::may_write(device, space) {
                Ok(()) => String::new(),
                Err(why) => why.to_string(),
            },
        }
    }

    /// Whether this person may change it.
    pub(crate) fn may_change(&self) -> bool {
        self.mine == Some(Role::Manager) && !self.is_settled
    }
}

/// When each practitioner came into a team: gives faces their lasting places.
pub(crate) fn arrivals(space: &Space) -> BTreeMap<PractitionerId, Timestamp> {
    let mut arrivals = BTreeMap::new();
    for change in space.team_changes() {
        for action in change.actions() {
            let who = match action {
                Action::Found { founder, .. } => Some(*founder),
                Action::Add {
                    principal: Principal::Practitioner(practitioner),
                    ..
                } => Some(*practitioner),
                _ => None,
            };
            if let Some(who) = who {
                arrivals.entry(who).or_insert_with(|| change.at());
            }
        }
    }
    arrivals
}

impl Client {
    /// Everyone and every team; empty before joining.
    pub(crate) async fn roster(&self) -> Result<Roster> {
        match self.inspect(|device| Ok(Roster::of(device))).await {
            Err(ClientError::NotFound) => Ok(Roster::default()),
            roster => roster,
        }
    }
}
