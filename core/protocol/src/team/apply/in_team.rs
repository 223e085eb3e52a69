//! A change of a case's or a compartment's team.

use super::{Signatures, is_of_directory};
use crate::{
    DeviceId, PractitionerId,
    team::{Action, DeviceRecord, Directory, Refusal, Role, TeamChange, TeamState},
};

/// Who acts, and the directory that they knew.
#[derive(Clone, Copy)]
pub(super) struct Author<'a> {
    pub(super) device: DeviceId,
    pub(super) person: PractitionerId,
    pub(super) directory: &'a Directory,
    /// The directory entry that the change names.
    pub(super) index: u64,
}

impl<'a> Author<'a> {
    pub(super) fn of(
        change: &TeamChange,
        person: PractitionerId,
        directory: &'a Directory,
    ) -> Self {
        Self {
            device: change.author(),
            person,
            directory,
            index: change.directory().index,
        }
    }

    /// What the author may do in the team as it stands between two actions.
    pub(super) fn role(&self, team: &TeamState) -> Result<Role, Refusal> {
        let role = team.role_of(self.person).ok_or(Refusal::NotMember)?;
        if !team.is_confirmed(self.device, self.directory) {
            return Err(Refusal::UnconfirmedAuthor(self.device));
        }
        Ok(role)
    }

    pub(super) fn must_manage(&self, team: &TeamState) -> Result<(), Refusal> {
        match self.role(team)? {
            Role::Manager => Ok(()),
            Role::Member | Role::Observer => Err(Refusal::NotAllowed),
        }
    }

    pub(super) fn must_write(&self, team: &TeamState) -> Result<(), Refusal> {
        if self.role(team)?.writes() {
            Ok(())
        } else {
            Err(Refusal::NotAllowed)
        }
    }
}

/// The author's device, in use at the directory entry that the change names.
pub(super) fn author_device<'a>(
    change: &TeamChange,
    directory: &'a Directory,
) -> Result<&'a DeviceRecord, Refusal> {
    directory
        .device(change.author())
        .filter(|device| device.is_active_at(change.directory().index))
        .ok_or(Refusal::UnknownAuthor(change.author()))
}

pub(super) fn apply(
    team: &TeamState,
    change: &TeamChange,
    directory: Option<&Directory>,
    signatures: Signatures,
) -> Result<TeamState, Refusal> {
    let directory = directory.ok_or(Refusal::UnknownDirectoryHead)?;
    if directory.partnership() != team.partnership {
        return Err(Refusal::OtherPartnership);
    }
    let named = change.directory();
    if named.index < team.directory.index {
        return Err(Refusal::DirectoryWentBack);
    }
    if !directory.knows(named) {
        return Err(Refusal::UnknownDirectoryHead);
    }
    let device = author_device(change, directory)?;
    signatures.check(|| change.verify(team.core.space, &device.verifying_key))?;

    let mut after = team.clone();
    after.core.head = change.head();
    after.directory = named;
    if !change.is_understood() {
        // This app does not know a newer app's rules. But no version lets an
        // observer change a team, so an observer cannot freeze a space.
        Author::of(change, device.practitioner, directory).must_write(team)?;
        after.core.is_frozen = true;
        return Ok(after);
    }
    take(after, change, change.actions(), directory)
}

/// Takes the actions. The state already has the change's head.
pub(super) fn take(
    mut team: TeamState,
    change: &TeamChange,
    actions: &[Action],
    directory: &Directory,
) -> Result<TeamState, Refusal> {
    let person = author_device(change, directory)?.practitioner;
    let author = Author::of(change, person, directory);
    let had_manager = team.has_able_manager(directory, author.index);
    for action in actions {
        act(&mut team, author, action)?;
    }
    // A lost phone may leave a team without a manager, and no rule can prevent that.
    // A team change may not.
    if had_manager && !team.has_able_manager(directory, author.index) {
        return Err(Refusal::NoManagerLeft);
    }
    Ok(team)
}

/// Takes one action. If it refuses, the caller throws the state away.
pub(super) fn act(
    team: &mut TeamState,
    author: Author<'_>,
    action: &Action,
) -> Result<(), Refusal> {
    match action {
        Action::Found { .. } => Err(Refusal::Founding),
        Action::Add {
            principal,
            role,
            until,
        } => team.add(author, *principal, *role, *until),
        Action::SetRole {
            principal,
            role,
            cut,
        } => team.set_role(author, *principal, *role, cut),
        Action::Remove { principal, cut } => team.remove(author, *principal, cut),
        Action::Rotate {
            key_id,
            previous,
            cut,
        } => team.rotate(author, *key_id, previous, cut),
        Action::ConfirmDevice { device } => team.confirm_device(author, *device),
        Action::Close => {
            author.must_manage(team)?;
            team.core.close()
        }
        Action::Redact {
            replica,
            seq,
            item,
            part,
        } => {
            author.must_manage(team)?;
            team.core.redact(*replica, *seq, *item, *part)
        }
        Action::Erase => {
            author.must_manage(team)?;
            team.core.erase()
        }
        action if is_of_directory(action) => Err(Refusal::WrongSpace),
        _ => Err(Refusal::Frozen),
    }
}
