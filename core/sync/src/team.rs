//! Changing teams: an intent becomes a signed change with its wraps.

use jiff::Timestamp;
use patchwork_crypto::{DeviceSecrets, InviteSecret, SpaceKey, seal_previous_key};
use patchwork_protocol::{
    Action, ChangeHash, DirectoryHead, KeyId, PractitionerId, Principal, Role, SpaceId, SpaceKind,
    SpaceState, TeamChange, UnsignedTeamChange, Wrap, enrol_signing_input,
};
use rand_core::CryptoRng;

use crate::{Device, Effect, LogView, Space, overlay::Overlay};

/// A change of a team that a person asked for. It is kept until the relay has
/// taken it or it has become pointless. It holds what the person saw when they
/// asked, so that the device notices when the change would mean something else.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(
    clippy::large_enum_variant,
    reason = "a device holds a handful at a time"
)]
pub enum TeamIntent {
    /// Someone joins the team.
    Add {
        /// Who.
        practitioner: PractitionerId,
        /// As what.
        role: Role,
        /// Until when.
        until: Option<Timestamp>,
    },
    /// Someone's role changes.
    ChangeRole {
        /// Who.
        practitioner: PractitionerId,
        /// The role that the person saw.
        from: Role,
        /// The role that they chose.
        to: Role,
    },
    /// Someone leaves the team.
    Remove {
        /// Who.
        practitioner: PractitionerId,
    },
    /// The space gets a new key, because a device that holds the old one is gone.
    Rotate {
        /// The key to be replaced.
        old: KeyId,
    },
    /// Anything else. After a conflict it is repeated as it is, unless the rules
    /// refuse it now.
    Record(Action),
}

impl TeamIntent {
    /// What this device's person intended with a change of theirs that lost its
    /// place when the relay was restored. It is planned again.
    pub fn of_lost(change: &TeamChange) -> Vec<Self> {
        change
            .actions()
            .iter()
            .filter_map(|action| match action {
                // A founding has no competitor, so it cannot lose its place.
                Action::Found { .. } => None,
                Action::Add {
                    principal: Principal::Practitioner(practitioner),
                    role,
                    until,
                } => {
                    let (practitioner, role, until) = (*practitioner, *role, *until);
                    Some(Self::Add {
                        practitioner,
                        role,
                        until,
                    })
                }
                Action::Remove {
                    principal: Principal::Practitioner(practitioner),
                    ..
                } => Some(Self::Remove {
                    practitioner: *practitioner,
                }),
                other => Some(Self::Record(other.clone())),
            })
            .collect()
    }
}

/// What becomes of an intent, by the team as it is now.
#[derive(Debug)]
pub enum Plan {
    /// Post this change.
    Post(Box<PlannedChange>),
    /// Another change has done the same: drop the intent.
    Moot,
    /// Something else was decided meanwhile: ask the person again.
    AskAgain,
    /// It is not possible now.
    Impossible(CannotPlan),
}

/// A signed team change and the wraps that go with it in one request.
#[derive(Debug)]
pub struct PlannedChange {
    /// The space.
    pub space: SpaceId,
    /// The change.
    pub change: TeamChange,
    /// Keys for those who need them.
    pub wraps: Vec<Wrap>,
    /// The new key that it names. Keep it ([`Device::take_own_key`]) before the
    /// change is posted: nobody can make it again.
    pub key: Option<SpaceKey>,
}

/// Why a change of team cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotPlan {
    /// The space or the directory is not known yet.
    #[error("the space is not known yet")]
    NotKnown,
    /// This device's person is not listed.
    #[error("this device is not admitted")]
    NotAdmitted,
    /// The space's current key is missing, so nobody could be given it.
    #[error("the space's key has not come yet")]
    NoKey,
    /// The rules refuse it.
    #[error("{0}")]
    Refused(String),
}

/// The first change of a new partnership's directory.
pub fn found_partnership(
    secrets: &DeviceSecrets,
    founder: PractitionerId,
    now: Timestamp,
    rng: &mut impl CryptoRng,
) -> Result<PlannedChange, CannotPlan> {
    let key = SpaceKey::generate(rng);
    let found = Action::Found {
        kind: SpaceKind::Directory,
        partnership: None,
        nonce: random(rng),
        founder,
        founder_device: Some(secrets.public()),
        key_id: key.id(),
    };
    let nowhere = DirectoryHead {
        index: 0,
        hash: ChangeHash::ZERO,
    };
    let unsigned = UnsignedTeamChange::founding(secrets.id(), nowhere, now, vec![found]);
    let change = signed(unsigned, SpaceId::ZERO, secrets);
    let state = SpaceState::found(&change, None).map_err(refused)?;
    Ok(PlannedChange {
        space: state.space(),
        change,
        wraps: Vec::new(),
        key: Some(key),
    })
}

impl Device {
    /// A new space with its team, as one change. It can be made without a
    /// connection, because no other change competes with a founding. Every
    /// admitted device of its members gets the key.
    pub fn open_space(
        &self,
        kind: SpaceKind,
        members: &[(PractitionerId, Role)],
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<PlannedChange, CannotPlan> {
        let directory = self.directory().ok_or(CannotPlan::NotKnown)?;
        let founder = self.practitioner().ok_or(CannotPlan::NotAdmitted)?;
        let key = SpaceKey::generate(rng);
        let mut actions = vec![Action::Found {
            kind,
            partnership: Some(self.partnership()),
            nonce: random(rng),
            founder,
            founder_device: None,
            key_id: key.id(),
        }];
        actions.extend(members.iter().map(|(practitioner, role)| Action::Add {
            principal: Principal::Practitioner(*practitioner),
            role: *role,
            until: None,
        }));
        let unsigned = UnsignedTeamChange::founding(self.me, directory.head(), now, actions);
        let change = signed(unsigned, SpaceId::ZERO, &self.secrets);
        let state = SpaceState::found(&change, Some(directory)).map_err(refused)?;
        let space = state.space();
        let wraps = self.wraps_for(&key, &state, None, rng);
        Ok(PlannedChange {
            space,
            change,
            wraps,
            key: Some(key),
        })
    }

    /// Any actions as this device's next change of a space.
    pub fn compose(
        &self,
        space: SpaceId,
        actions: Vec<Action>,
        now: Timestamp,
    ) -> Result<TeamChange, CannotPlan> {
        self.compose_and_apply(space, actions, now)
            .map(|(change, _)| change)
    }

    fn compose_and_apply(
        &self,
        space: SpaceId,
        actions: Vec<Action>,
        now: Timestamp,
    ) -> Result<(TeamChange, SpaceState), CannotPlan> {
        let team = self
            .space(space)
            .and_then(Space::team)
            .ok_or(CannotPlan::NotKnown)?;
        let directory = self.directory().ok_or(CannotPlan::NotKnown)?;
        let unsigned = UnsignedTeamChange::following(team, self.me, directory.head(), now, actions);
        let change = signed(unsigned, space, &self.secrets);
        let context = (space != self.directory.id).then_some(directory);
        let after = team.apply(&change, context).map_err(refused)?;
        Ok((change, after))
    }

    /// Asks, with an invitation, for this device to be admitted. The directory's
    /// team changes must have been received ([`Frame::TeamChanges`](patchwork_protocol::Frame)).
    pub fn enrol(
        &self,
        invitation: &InviteSecret,
        mac: Option<[u8; 32]>,
        now: Timestamp,
    ) -> Result<TeamChange, CannotPlan> {
        let device = self.secrets.public();
        let invite_key = invitation.public_key();
        let signed = enrol_signing_input(self.partnership(), &invite_key, &device, mac.as_ref());
        let invite_signature = invitation.sign(&signed);
        let enrol = Action::Enrol {
            device,
            invite_key,
            invite_signature,
            mac,
        };
        self.compose(self.directory.id, vec![enrol], now)
    }

    /// Plans an intent by the team as it is now. After a conflict, call it again
    /// once this device has received the change that the relay took.
    pub fn plan(
        &self,
        space: SpaceId,
        intent: &TeamIntent,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Plan {
        match self.plan_or_not(space, intent, now, rng) {
            Ok(plan) => plan,
            Err(why) => Plan::Impossible(why),
        }
    }

    fn plan_or_not(
        &self,
        id: SpaceId,
        intent: &TeamIntent,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<Plan, CannotPlan> {
        let space = self.space(id).ok_or(CannotPlan::NotKnown)?;
        let team = space.team().ok_or(CannotPlan::NotKnown)?;
        let role = |practitioner: &PractitionerId| team.role_of(*practitioner);
        let mut new_key = None;
        let action = match intent {
            TeamIntent::Add {
                practitioner,
                role: wanted,
                until,
            } => match role(practitioner) {
                Some(is) if is == *wanted => return Ok(Plan::Moot),
                Some(_) => return Ok(Plan::AskAgain),
                None => {
                    let principal = Principal::Practitioner(*practitioner);
                    Action::Add {
                        principal,
                        role: *wanted,
                        until: *until,
                    }
                }
            },
            TeamIntent::ChangeRole {
                practitioner,
                from,
                to,
            } => match role(practitioner) {
                Some(is) if is == *to => return Ok(Plan::Moot),
                Some(is) if is == *from => {
                    let principal = Principal::Practitioner(*practitioner);
                    let cut = self.cut_of(space, *practitioner);
                    Action::SetRole {
                        principal,
                        role: *to,
                        cut,
                    }
                }
                _ => return Ok(Plan::AskAgain),
            },
            TeamIntent::Remove { practitioner } => {
                if role(practitioner).is_none() {
                    return Ok(Plan::Moot);
                }
                let principal = Principal::Practitioner(*practitioner);
                Action::Remove {
                    principal,
                    cut: self.cut_of(space, *practitioner),
                }
            }
            TeamIntent::Rotate { old } => {
                if team.current_key() != *old {
                    return Ok(Plan::Moot);
                }
                let current = space.keys.get(*old).ok_or(CannotPlan::NoKey)?;
                let key = SpaceKey::generate(rng);
                let previous = seal_previous_key(&key, current, id);
                let key_id = key.id();
                new_key = Some(key);
                Action::Rotate {
                    key_id,
                    previous,
                    cut: self.cut_of_gone(space),
                }
            }
            TeamIntent::Record(action) if self.directory_says(action) => return Ok(Plan::Moot),
            TeamIntent::Record(action) => action.clone(),
        };
        let (change, after) = self.compose_and_apply(id, vec![action], now)?;
        let gains = self.recipients(&after).len() > self.recipients(team).len();
        let wraps = match (&new_key, space.keys.get(team.current_key())) {
            (Some(key), _) => self.wraps_for(key, &after, None, rng),
            (None, Some(key)) => self.wraps_for(key, &after, Some(team), rng),
            // Nobody could give the key to whoever joins.
            (None, None) if gains => return Err(CannotPlan::NoKey),
            (None, None) => Vec::new(),
        };
        Ok(Plan::Post(Box::new(PlannedChange {
            space: id,
            change,
            wraps,
            key: new_key,
        })))
    }

    /// Whether the directory says already what this action would make it say: the action was
    /// appended and its answer was lost, or somebody else did the same.
    fn directory_says(&self, action: &Action) -> bool {
        let Some(directory) = self.directory() else {
            return false;
        };
        match action {
            Action::Admit { device } => directory.device(*device).is_some(),
            Action::AddAgency { agency } => directory.agencies().any(|(known, _)| known == *agency),
            Action::Invite {
                invite_key,
                practitioner,
                agency,
                expiry,
            } => directory.invite(invite_key).is_some_and(|known| {
                known.practitioner == *practitioner
                    && known.agency == *agency
                    && known.expiry == *expiry
            }),
            _ => false,
        }
    }

    /// Keeps a key that was made here, until its change has been appended.
    pub fn take_own_key<V: LogView>(
        &mut self,
        space: SpaceId,
        key: SpaceKey,
        log: &V,
    ) -> Result<Vec<Effect>, V::Error> {
        let mut overlay = Overlay::new(log);
        self.take_key(space, key, &mut overlay)?;
        Ok(overlay.effects)
    }
}

fn signed(unsigned: UnsignedTeamChange, space: SpaceId, secrets: &DeviceSecrets) -> TeamChange {
    let input = unsigned.signing_input(space);
    unsigned.with_signature(secrets.sign(&input))
}

fn random<const N: usize>(rng: &mut impl CryptoRng) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill_bytes(&mut bytes);
    bytes
}

fn refused(refusal: impl core::fmt::Display) -> CannotPlan {
    CannotPlan::Refused(refusal.to_string())
}
