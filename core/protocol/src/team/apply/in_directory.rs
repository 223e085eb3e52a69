//! A change of a partnership's directory.

use jiff::Timestamp;

use super::Signatures;
use crate::{
    DeviceId, PractitionerId,
    team::{Action, Directory, Refusal, TeamChange},
};

/// Who acts. The directory judges its own changes, by its state between two actions.
#[derive(Clone, Copy)]
pub(super) struct Author {
    pub(super) device: DeviceId,
    pub(super) person: PractitionerId,
    pub(super) at: Timestamp,
    /// Whether two administrators had to agree before this change. So one change
    /// cannot remove the second and then do without their agreement.
    pub(super) had_second: bool,
    /// Of the signatures inside of its actions.
    pub(super) signatures: Signatures,
}

impl Author {
    pub(super) fn must_be_in_use(&self, directory: &Directory) -> Result<(), Refusal> {
        let device = directory.device(self.device);
        if device.is_some_and(super::super::DeviceRecord::is_active) {
            Ok(())
        } else {
            Err(Refusal::UnknownAuthor(self.device))
        }
    }

    pub(super) fn must_be_confirmed(&self, directory: &Directory) -> Result<(), Refusal> {
        self.must_be_in_use(directory)?;
        if directory.is_confirmed(self.device) {
            Ok(())
        } else {
            Err(Refusal::UnconfirmedAuthor(self.device))
        }
    }

    pub(super) fn must_administer(&self, directory: &Directory) -> Result<(), Refusal> {
        self.must_be_confirmed(directory)?;
        if directory.is_administrator(self.person) {
            Ok(())
        } else {
            Err(Refusal::NotAllowed)
        }
    }
}

pub(super) fn apply(
    directory: &Directory,
    change: &TeamChange,
    signatures: Signatures,
) -> Result<Directory, Refusal> {
    if change.directory() != directory.head() {
        return Err(Refusal::NotTheEntryBefore);
    }
    let mut after = directory.clone();
    after.core.head = change.head();
    after.hashes.push(change.hash());
    if let [Action::Enrol { device, .. }] = change.actions()
        && change.is_understood()
    {
        // Its author is not listed yet: the device signs for itself.
        let key = super::joining::verified(device, signatures)?;
        signatures.check(|| change.verify(directory.core.space, &key))?;
        after.enrol(change, key, signatures)?;
        return Ok(after);
    }
    let author = directory
        .device(change.author())
        .filter(|device| device.is_active())
        .ok_or(Refusal::UnknownAuthor(change.author()))?;
    signatures.check(|| change.verify(directory.core.space, &author.verifying_key))?;
    if !change.is_understood() {
        after.core.is_frozen = true;
        return Ok(after);
    }
    take(after, change, change.actions(), signatures)
}

/// Takes the actions. The state already has the change's head.
pub(super) fn take(
    mut directory: Directory,
    change: &TeamChange,
    actions: &[Action],
    signatures: Signatures,
) -> Result<Directory, Refusal> {
    let person = directory
        .device(change.author())
        .ok_or(Refusal::UnknownAuthor(change.author()))?
        .practitioner;
    let author = Author {
        device: change.author(),
        person,
        at: change.at(),
        had_second: directory.able_administrators().any(|other| other != person),
        signatures,
    };
    let had_administrator = directory.able_administrators().next().is_some();
    for action in actions {
        act(&mut directory, author, action)?;
    }
    if had_administrator && directory.able_administrators().next().is_none() {
        return Err(Refusal::NoManagerLeft);
    }
    Ok(directory)
}

/// Takes one action. If it refuses, the caller throws the state away.
pub(super) fn act(
    directory: &mut Directory,
    author: Author,
    action: &Action,
) -> Result<(), Refusal> {
    match action {
        Action::Found { .. } => Err(Refusal::Founding),
        // Whoever is admitted is a member here, and without a directory nobody
        // could revoke a device.
        Action::Add { .. }
        | Action::SetRole { .. }
        | Action::Remove { .. }
        | Action::Close
        | Action::Erase => Err(Refusal::WrongSpace),
        Action::Enrol { .. } => Err(Refusal::NotAlone),
        Action::Rotate {
            key_id,
            previous,
            cut,
        } => {
            // As in other spaces: any member replaces the key when a rotation is
            // owed, and only an administrator otherwise.
            if directory.owes_rotation() {
                author.must_be_confirmed(directory)?;
            } else {
                author.must_administer(directory)?;
            }
            // A revocation in the directory holds its cut, so none is left for here.
            directory.core.end(cut, |_| None)?;
            let keyed_at = directory.core.head.index;
            directory.core.keys.rotate(*key_id, previous, keyed_at)
        }
        Action::Redact {
            replica,
            seq,
            item,
            part,
        } => {
            author.must_administer(directory)?;
            directory.core.redact(*replica, *seq, *item, *part)
        }
        Action::ConfirmDevice { device } => directory.confirm_device(author, *device),
        Action::AddAgency { agency } => directory.add_agency(author, *agency),
        Action::Invite {
            invite_key,
            practitioner,
            agency,
            expiry,
        } => directory.add_invite(author, *invite_key, *practitioner, *agency, *expiry),
        Action::Admit { device } => directory.admit(author, *device),
        Action::LinkDevice {
            device,
            device_signature,
        } => directory.link_device(author, device, device_signature),
        Action::RevokeDevice { device, cut } => directory.revoke_device(author, *device, cut),
        Action::RemovePractitioner { practitioner, cut } => {
            directory.remove_practitioner(author, *practitioner, cut)
        }
        Action::SetAdministrator {
            practitioner,
            grant,
            cosigned,
        } => directory.set_administrator(author, action, *practitioner, *grant, cosigned.as_ref()),
        Action::Recovery { keys, cosigned } => {
            directory.set_recovery(author, action, keys, cosigned.as_ref())
        }
        Action::Unknown { .. } => Err(Refusal::Frozen),
    }
}
