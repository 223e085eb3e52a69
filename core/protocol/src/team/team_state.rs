//! The team of a case or a compartment.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{
    DeviceRecord, Directory, Principal, Role, SpaceKind, Standing, WrapRecipient,
    space_core::SpaceCore,
};
use crate::{DeviceId, DirectoryHead, PartnershipId, PractitionerId, Replica};

/// Someone in a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub principal: Principal,
    /// As what.
    pub role: Role,
    /// Until when it was agreed.
    ///
    /// No clock decides what is valid: a member whose time is over stays one until
    /// a manager removes them. But from that time on, by its own clock, the relay
    /// refuses their uploads and sends them nothing.
    pub until: Option<Timestamp>,
    /// The directory entry that was named by the change that added them.
    pub since: u64,
}

/// The team of a case or a compartment, with everyone who left it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamState {
    pub(super) core: SpaceCore,
    pub(super) kind: SpaceKind,
    pub(super) partnership: PartnershipId,
    /// The directory that the last change named.
    pub(super) directory: DirectoryHead,
    pub(super) members: BTreeMap<Principal, Member>,
    /// Everyone who was ever removed.
    pub(super) former: BTreeSet<Principal>,
    /// Devices that a manager confirmed here, and the founder's.
    pub(super) confirmed: BTreeSet<DeviceId>,
    /// Whether someone who could read was removed after the last rotation.
    pub(super) removed_since_key: bool,
}

impl TeamState {
    /// The partnership that it belongs to.
    pub fn partnership(&self) -> PartnershipId {
        self.partnership
    }

    /// The head of the directory that its last change named. The next change must
    /// name this head or a later one.
    pub fn directory_head(&self) -> DirectoryHead {
        self.directory
    }

    /// Someone in the team.
    pub fn member(&self, principal: Principal) -> Option<&Member> {
        self.members.get(&principal)
    }

    /// Whether this space trusts a device: it was admitted together with its
    /// person, a trusted device linked it, or a manager confirmed it here.
    pub fn is_confirmed(&self, id: DeviceId, directory: &Directory) -> bool {
        directory
            .device(id)
            .is_some_and(|device| self.trusts(id, device))
    }

    pub(super) fn trusts(&self, id: DeviceId, device: &DeviceRecord) -> bool {
        device
            .needs_confirming
            .is_none_or(|root| self.confirmed.contains(&root) || self.confirmed.contains(&id))
    }

    /// Devices of members that wait for a manager to confirm them here.
    pub fn unconfirmed<'a>(
        &'a self,
        directory: &'a Directory,
    ) -> impl Iterator<Item = (DeviceId, PractitionerId)> + 'a {
        self.members
            .keys()
            .filter_map(|principal| principal.practitioner())
            .flat_map(|person| {
                directory
                    .active_devices(person)
                    .map(move |(id, _)| (id, person))
            })
            .filter(|(id, _)| !self.is_confirmed(*id, directory))
    }

    pub(super) fn role_of(&self, id: PractitionerId) -> Option<Role> {
        self.member(Principal::Practitioner(id))
            .map(|member| member.role)
    }

    /// Whether someone could change the team at this entry of the directory: a
    /// manager with a device that is in use and confirmed here.
    pub(super) fn has_able_manager(&self, directory: &Directory, index: u64) -> bool {
        self.members.values().any(|member| {
            member.role == Role::Manager
                && member
                    .principal
                    .practitioner()
                    .is_some_and(|person| self.is_able(person, directory, index))
        })
    }

    /// Whether someone has a device that is in use and confirmed here.
    pub(super) fn is_able(&self, id: PractitionerId, directory: &Directory, index: u64) -> bool {
        directory
            .active_devices_at(id, index)
            .any(|(id, device)| self.trusts(id, device))
    }

    pub(super) fn standing(&self, replica: Replica, directory: &Directory) -> Standing {
        let id = replica.device();
        let Some(device) = directory.device(id) else {
            return Standing::UnknownDevice;
        };
        if let Some(ended) = self.core.ended.get(&replica) {
            return Standing::UpTo(ended.last);
        }
        let principal = Principal::Practitioner(device.practitioner);
        let Some(member) = self.members.get(&principal) else {
            let was_here = self.former.contains(&principal);
            return if was_here {
                Standing::Closed
            } else {
                Standing::NotMember
            };
        };
        if !self.trusts(id, device) {
            return Standing::NotMember;
        }
        if device
            .revoked_at
            .is_some_and(|revoked| revoked <= self.held_since(member))
        {
            return Standing::Closed;
        }
        Standing::Open
    }

    /// The directory entry at which the member was last given a key. Nobody gave
    /// it to a device that was revoked at that entry or before.
    fn held_since(&self, member: &Member) -> u64 {
        self.core.keys.keyed_at.max(member.since)
    }

    pub(super) fn owes_rotation(&self, directory: &Directory) -> bool {
        self.owes_rotation_at(directory, directory.head().index)
    }

    /// Whether a rotation is owed by what the directory says at this entry.
    pub(super) fn owes_rotation_at(&self, directory: &Directory, index: u64) -> bool {
        self.removed_since_key
            || self.revoked_since_key(directory, index).next().is_some()
            || self
                .members
                .values()
                .any(|member| self.is_dropped_recovery(member, directory, index))
    }

    /// Whether this member is a recovery key that was given the current key and is
    /// not in force any more.
    fn is_dropped_recovery(&self, member: &Member, directory: &Directory, index: u64) -> bool {
        let Principal::Recovery(id) = member.principal else {
            return false;
        };
        directory.recovery_key_at(id, index).is_none()
            && directory
                .recovery_key_at(id, self.held_since(member))
                .is_some()
    }

    /// Devices of members that may hold the current key, and were revoked by
    /// this entry of the directory.
    pub(super) fn revoked_since_key<'a>(
        &'a self,
        directory: &'a Directory,
        index: u64,
    ) -> impl Iterator<Item = (DeviceId, Role)> + 'a {
        self.members.values().flat_map(move |member| {
            let since = self.held_since(member);
            member
                .principal
                .practitioner()
                .and_then(|person| directory.practitioner(person))
                .into_iter()
                .flat_map(|person| &person.devices)
                .filter(move |id| {
                    directory.device(**id).is_some_and(|device| {
                        device
                            .revoked_at
                            .is_some_and(|revoked| revoked > since && revoked <= index)
                    })
                })
                .map(move |id| (*id, member.role))
        })
    }

    pub(super) fn wrap_recipients<'a>(&self, directory: &'a Directory) -> Vec<WrapRecipient<'a>> {
        let devices = self
            .members
            .keys()
            .filter_map(|principal| principal.practitioner())
            .flat_map(|person| directory.active_devices(person))
            .filter(|(id, device)| self.trusts(*id, device))
            .map(|(device, record)| WrapRecipient {
                device,
                keys: &record.keys,
            });
        let recovery = self.members.keys().filter_map(|principal| match principal {
            Principal::Recovery(id) => directory.recovery_key(*id).map(|record| WrapRecipient {
                device: *id,
                keys: &record.key.keys,
            }),
            Principal::Practitioner(_) => None,
        });
        devices.chain(recovery).collect()
    }
}
