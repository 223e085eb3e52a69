//! Who is in a team, and in which role.

use jiff::Timestamp;

use super::in_team::Author;
use crate::{
    PractitionerId,
    team::{Cut, Member, Principal, Refusal, Role, SpaceKind, TeamState, limits::MAX_MEMBERS},
};

impl TeamState {
    pub(super) fn add(
        &mut self,
        author: Author<'_>,
        principal: Principal,
        role: Role,
        until: Option<Timestamp>,
    ) -> Result<(), Refusal> {
        author.must_manage(self)?;
        match principal {
            Principal::Practitioner(person) => {
                let record = author.directory.practitioner(person);
                if !record.is_some_and(|person| person.is_active_at(author.index)) {
                    return Err(Refusal::UnknownPractitioner(person));
                }
            }
            Principal::Recovery(id) => {
                if role != Role::Observer {
                    return Err(Refusal::RecoveryOnlyReads);
                }
                if !self.may_adopt(author, id) {
                    return Err(Refusal::UnknownRecoveryKey(id));
                }
            }
        }
        if self.members.len() >= MAX_MEMBERS {
            return Err(Refusal::TooMany {
                what: "members",
                limit: MAX_MEMBERS,
            });
        }
        let member = Member {
            principal,
            role,
            until,
            since: author.index,
        };
        if self.members.insert(principal, member).is_some() {
            return Err(Refusal::AlreadyMember(principal));
        }
        Ok(())
    }

    /// A case may adopt the partnership's recovery keys. A compartment may adopt only
    /// those of its manager's own agency, so that no other agency's key opens it.
    fn may_adopt(&self, author: Author<'_>, id: crate::DeviceId) -> bool {
        let Some(record) = author.directory.recovery_key_at(id, author.index) else {
            return false;
        };
        match self.kind {
            SpaceKind::Compartment => {
                let own = author.directory.practitioner(author.person);
                record.key.agency.is_some() && record.key.agency == own.and_then(|own| own.agency)
            }
            SpaceKind::Case | SpaceKind::Directory => record.key.agency.is_none(),
        }
    }

    pub(super) fn set_role(
        &mut self,
        author: Author<'_>,
        principal: Principal,
        role: Role,
        cut: &Cut,
    ) -> Result<(), Refusal> {
        let raised = self.may_be_raised(author, principal, role);
        if !raised {
            author.must_manage(self)?;
        }
        let member = self
            .members
            .get_mut(&principal)
            .ok_or(Refusal::NotInTeam(principal))?;
        let Principal::Practitioner(person) = principal else {
            return Err(Refusal::RecoveryOnlyReads);
        };
        let before = member.role;
        if before == role {
            return Err(Refusal::SameRole(role));
        }
        member.role = role;
        // What someone wrote is judged by the role in which they wrote it. So their
        // replicas end when they begin or cease to write.
        if before.writes() == role.writes() && !cut.is_empty() {
            return Err(Refusal::NothingToCut);
        }
        self.end_replicas_of(author, person, before, cut)
    }

    /// When no manager of a team could act any more, an administrator may make
    /// someone a manager who is in the team and has a device in use here. An observer
    /// may be chosen only if no member could act.
    fn may_be_raised(&self, author: Author<'_>, principal: Principal, role: Role) -> bool {
        let Author {
            device,
            person,
            directory,
            index,
        } = author;
        let is_able = |member: &Member, role: Role| {
            member.role == role
                && member
                    .principal
                    .practitioner()
                    .is_some_and(|person| self.is_able(person, directory, index))
        };
        role == Role::Manager
            && directory.is_administrator_at(person, index)
            && directory.is_confirmed_at(device, index)
            && !self.has_able_manager(directory, index)
            && self.members.get(&principal).is_some_and(|member| {
                is_able(member, Role::Member)
                    || is_able(member, Role::Observer)
                        && !self
                            .members
                            .values()
                            .any(|member| is_able(member, Role::Member))
            })
    }

    pub(super) fn remove(
        &mut self,
        author: Author<'_>,
        principal: Principal,
        cut: &Cut,
    ) -> Result<(), Refusal> {
        author.must_manage(self)?;
        let member = self
            .members
            .remove(&principal)
            .ok_or(Refusal::NotInTeam(principal))?;
        self.former.insert(principal);
        self.removed_since_key = true;
        match principal {
            Principal::Practitioner(person) => {
                self.end_replicas_of(author, person, member.role, cut)
            }
            Principal::Recovery(_) if cut.is_empty() => Ok(()),
            Principal::Recovery(_) => Err(Refusal::NothingToCut),
        }
    }

    fn end_replicas_of(
        &mut self,
        author: Author<'_>,
        person: PractitionerId,
        role: Role,
        cut: &Cut,
    ) -> Result<(), Refusal> {
        self.core.end(cut, |replica| {
            let device = author.directory.device(replica.device())?;
            (device.practitioner == person && device.is_known_at(author.index)).then_some(role)
        })
    }
}
