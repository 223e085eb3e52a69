//! Whose device is whose, and who is on which team: what the state machine knows.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;
use patchwork_protocol::{
    Action, DeviceId, Directory, PractitionerId, PractitionerRecord, Principal, Role, SpaceId,
    SpaceKind, SpaceState,
};
use patchwork_sync::{Device, LogEpoch, SetAside, Space};

use crate::{Client, ClientError, Result};

/// People, devices and teams at one moment. Empty before joining.
///
/// It shares what the state machine knew after its last commit, and looks up what it
/// is asked for: so it costs the same however many cases and colleagues there are, and
/// nobody waits for a change that is under way.
#[derive(Debug, Clone, Default)]
pub(crate) struct Roster {
    /// The person who uses this client.
    pub(crate) me: Option<PractitionerId>,
    /// This device.
    pub(crate) device: Option<DeviceId>,
    /// Whether nothing can be saved, because the folder can only be read.
    pub(crate) is_read_only: bool,
    known: Option<Arc<Device>>,
}

/// The team of one case.
#[derive(Debug, Clone)]
pub(crate) struct Team {
    /// Who, and what they may do.
    pub(crate) members: Vec<(PractitionerId, Role)>,
    /// What this person may do.
    pub(crate) mine: Option<Role>,
    /// Whether nothing can be changed any more, or not now.
    pub(crate) is_settled: bool,
    /// Why this person cannot write here, in words; empty if they can.
    pub(crate) notice: String,
}

impl Roster {
    pub(crate) fn of(device: Arc<Device>) -> Self {
        let me = device
            .known_directory()
            .and_then(|directory| directory.device(device.id()))
            .map(|record| record.practitioner);
        Self {
            me,
            device: Some(device.id()),
            is_read_only: false,
            known: Some(device),
        }
    }

    fn directory(&self) -> Option<&Directory> {
        self.known.as_deref()?.known_directory()
    }

    /// Whose device this is.
    pub(crate) fn owner(&self, device: DeviceId) -> Option<PractitionerId> {
        Some(self.directory()?.device(device)?.practitioner)
    }

    /// Whether someone has joined, and was not shut out.
    pub(crate) fn is_active(&self, practitioner: PractitionerId) -> bool {
        self.directory()
            .and_then(|directory| directory.practitioner(practitioner))
            .is_some_and(PractitionerRecord::is_active)
    }

    /// Whether someone is an administrator of the partnership.
    pub(crate) fn is_administrator(&self, practitioner: PractitionerId) -> bool {
        self.directory()
            .is_some_and(|directory| directory.is_administrator(practitioner))
    }

    /// The team of a case, once its founding is known.
    pub(crate) fn team(&self, case: SpaceId) -> Option<Team> {
        let device = self.known.as_deref()?;
        let space = device.space(case).filter(|space| self.is_case(space))?;
        Some(Team::of(space, self.me, device))
    }

    /// Why this person cannot write in a case, in words; none if they can.
    pub(crate) fn why_not_write(&self, case: SpaceId) -> Option<String> {
        if self.is_read_only {
            return Some(ClientError::ReadOnly.to_string());
        }
        match self.team(case) {
            Some(team) => Some(team.notice).filter(|notice| !notice.is_empty()),
            None => Some(ClientError::NotOnTeam.to_string()),
        }
    }

    /// Whether this person can change the team of a case.
    pub(crate) fn may_change_team(&self, case: SpaceId) -> bool {
        !self.is_read_only && self.team(case).is_some_and(|team| team.may_change())
    }

    /// This person's cases whose team a practitioner is on.
    pub(crate) fn shared_with(
        &self,
        practitioner: PractitionerId,
    ) -> impl Iterator<Item = SpaceId> {
        self.known
            .as_deref()
            .into_iter()
            .flat_map(Device::spaces)
            .filter(move |space| self.is_mine(space.id()) && role_of(space, practitioner).is_some())
            .map(Space::id)
    }

    /// The active managers of a case's team.
    pub(crate) fn managers(&self, case: SpaceId) -> Vec<PractitionerId> {
        let space = self.known.as_deref().and_then(|device| device.space(case));
        let members = space.map(members_of).unwrap_or_default().into_iter();
        members
            .filter(|(who, role)| *role == Role::Manager && self.is_active(*who))
            .map(|(who, _)| who)
            .collect()
    }

    /// The cases that this person can open.
    pub(crate) fn is_mine(&self, case: SpaceId) -> bool {
        let space = self.known.as_deref().and_then(|device| device.space(case));
        let Some(space) = space.filter(|space| self.is_case(space)) else {
            return false;
        };
        if space.team().is_some_and(SpaceState::is_erased) {
            return false;
        }
        match (self.me, space.set_aside()) {
            // Who is on the team, or who this is, nobody can tell: what is here stays readable.
            (_, Some(SetAside::Unreadable { .. } | SetAside::Record { .. })) | (None, Some(_)) => {
                true
            }
            (Some(me), _) => role_of(space, me).is_some(),
            (None, None) => false,
        }
    }

    /// Whether a space is a case, by its team or, while it is set aside, by its founding.
    fn is_case(&self, space: &Space) -> bool {
        if let Some(team) = space.team() {
            return team.kind() == SpaceKind::Case;
        }
        let founding = space
            .team_change(0)
            .and_then(|change| change.actions().first());
        let is_another = match founding {
            Some(Action::Found { kind, .. }) => *kind != SpaceKind::Case,
            _ => self.is_directory(space.id()),
        };
        space.set_aside().is_some() && !is_another
    }

    /// The spaces that cannot be judged now, and why.
    pub(crate) fn set_aside(&self) -> impl Iterator<Item = (&Space, &SetAside)> {
        self.known
            .as_deref()
            .into_iter()
            .flat_map(Device::spaces)
            .filter_map(|space| Some((space, space.set_aside()?)))
    }

    /// The spaces of which a relay that was put back has told everything, each with the
    /// epoch of its log: what it lacks of them is offered to it.
    pub(crate) fn put_back(&self) -> impl Iterator<Item = (SpaceId, LogEpoch)> {
        self.known
            .as_deref()
            .into_iter()
            .flat_map(Device::spaces)
            .filter_map(|space| Some((space.id(), space.lost_by_the_relay()?)))
    }

    /// Whether a space is the directory.
    pub(crate) fn is_directory(&self, space: SpaceId) -> bool {
        self.known
            .as_deref()
            .is_some_and(|device| device.partnership().directory() == space)
    }

    /// When each practitioner came into a team: gives faces their lasting places.
    pub(crate) fn arrivals(&self, case: SpaceId) -> BTreeMap<PractitionerId, Timestamp> {
        let space = self.known.as_deref().and_then(|device| device.space(case));
        space.map(arrivals).unwrap_or_default()
    }

    /// Whether this person opened a case themselves.
    pub(crate) fn is_founded_by_me(&self, case: SpaceId) -> bool {
        let space = self.known.as_deref().and_then(|device| device.space(case));
        let team = space.and_then(Space::team);
        team.is_some_and(|team| Some(team.founder()) == self.me)
    }

    /// Shows every change of a team that took effect, oldest first, and what it does.
    pub(crate) fn for_each_team_change(
        &self,
        case: SpaceId,
        mut show: impl FnMut(TeamChangeMade, &[Action]),
    ) {
        let space = self.known.as_deref().and_then(|device| device.space(case));
        for change in space.map(Space::team_changes).unwrap_or_default() {
            let made = TeamChangeMade {
                index: change.index(),
                author: self.owner(change.author()),
                at: change.at(),
            };
            show(made, change.actions());
        }
    }
}

/// Who changed a team, and when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TeamChangeMade {
    /// Its number among the changes of the team.
    pub(crate) index: u64,
    /// Whose device made it.
    pub(crate) author: Option<PractitionerId>,
    /// When, by its clock.
    pub(crate) at: Timestamp,
}

fn role_of(space: &Space, practitioner: PractitionerId) -> Option<Role> {
    match space.team() {
        Some(team) => team.role_of(practitioner),
        None if space.set_aside().is_some() => space.named_members().get(&practitioner).copied(),
        None => None,
    }
}

/// Who is on a team; while it is set aside, as its founding names them.
fn members_of(space: &Space) -> Vec<(PractitionerId, Role)> {
    if let Some(team) = space.team() {
        let members = team.members().into_iter();
        members
            .filter_map(|member| Some((member.principal.practitioner()?, member.role)))
            .collect()
    } else {
        space.named_members().into_iter().collect()
    }
}

impl Team {
    fn of(space: &Space, me: Option<PractitionerId>, device: &Device) -> Self {
        Self {
            mine: me.and_then(|me| role_of(space, me)),
            members: members_of(space),
            is_settled: space
                .team()
                .is_none_or(|team| team.is_closed() || team.is_frozen()),
            notice: match crate::workspace::may_write(device, space.id()) {
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

fn arrivals(space: &Space) -> BTreeMap<PractitionerId, Timestamp> {
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
        let is_read_only = self.is_read_only;
        let known = self
            .workspace
            .blocking(move |workspace| match workspace.blocking_device() {
                Ok(device) => Ok(Roster {
                    is_read_only,
                    ..Roster::of(device)
                }),
                Err(ClientError::NotFound) => Ok(Roster::default()),
                Err(error) => Err(error),
            });
        known.await
    }
}
