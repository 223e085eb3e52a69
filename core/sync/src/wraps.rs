//! Which devices should be given a key, and where the series of people who leave
//! end.

use std::{collections::BTreeSet, sync::Arc};

use patchwork_crypto::{SpaceKey, wrap_key};
use patchwork_protocol::{
    ChangeHash, Cut, DeviceId, Directory, DirectoryHead, KeyId, PractitionerId, Replica, SpaceId,
    SpaceState, Wrap, WrapRecipient,
};
use rand_core::CryptoRng;

use crate::{Device, LogEpoch, Space};

/// Everything on which it hangs whether a space owes a wrap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WrapStand {
    directory: DirectoryHead,
    last_change: Option<ChangeHash>,
    has_key: bool,
    lost: Option<LogEpoch>,
}

impl Space {
    fn wrap_stand(&self, directory: DirectoryHead) -> WrapStand {
        let current = self.team().map(SpaceState::current_key);
        WrapStand {
            directory,
            last_change: self.changes.last().map(|change| change.hash()),
            has_key: current.is_some_and(|key| self.keys.get(key).is_some()),
            lost: self.lost_by_the_relay(),
        }
    }
}

impl Device {
    /// Who should hold the current key of a team.
    pub(crate) fn recipients<'a>(&'a self, team: &'a SpaceState) -> Vec<WrapRecipient<'a>> {
        team.wrap_recipients(self.directory())
    }

    /// The key for every device that should hold it after a change and should not
    /// before. This device is among them: if its store is put back to an older
    /// state, it gets its own wrap from the relay again, and nobody else would
    /// give it one.
    pub(crate) fn wraps_for(
        &self,
        key: &SpaceKey,
        after: &SpaceState,
        before: Option<&SpaceState>,
        rng: &mut impl CryptoRng,
    ) -> Vec<Wrap> {
        let had: BTreeSet<DeviceId> = before
            .map(|before| {
                self.recipients(before)
                    .iter()
                    .map(|had| had.device)
                    .collect()
            })
            .unwrap_or_default();
        self.recipients(after)
            .into_iter()
            .filter(|recipient| !had.contains(&recipient.device))
            // The keys that the directory lists are well formed. If those of one
            // device are not, it gets no wrap, and the others still do.
            .filter_map(|recipient| wrap_key(key, after.space(), recipient.keys, self.me, rng).ok())
            .collect()
    }

    /// The wraps that this device should upload.
    ///
    /// A device that was admitted after its person was given the current key may
    /// lack it: whoever gave it did not know the device. (In the directory,
    /// whoever admits a device gives it the key in the same request.) And after
    /// the relay was put back to an older state ([`crate::Effect::OfferLost`]), every
    /// device may lack its wrap.
    ///
    /// `given` says which wraps this device has uploaded before. The store keeps
    /// that, and forgets it for a space at [`crate::Effect::OfferLost`].
    /// A space is looked at again only once something has changed that may make it owe a wrap.
    ///
    /// # Errors
    /// What `given` returns.
    pub fn wraps_owed<E>(
        &mut self,
        given: impl Fn(SpaceId, KeyId, DeviceId) -> Result<bool, E>,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<Wrap>, E> {
        let Some(directory) = self.directory() else {
            return Ok(Vec::new());
        };
        let directory_head = directory.head();
        let mut wraps = Vec::new();
        let mut considered = Vec::new();
        for space in self.followed() {
            let stand = space.wrap_stand(directory_head);
            if space.wraps_at == Some(stand) {
                continue;
            }
            considered.push((space.id, stand));
            let restored = space.lost_by_the_relay().is_some();
            if space.id == self.directory.id && !restored {
                continue;
            }
            let Some(team) = space.team() else { continue };
            let Some(key) = space.keys.get(team.current_key()) else {
                continue;
            };
            for recipient in self.recipients(team) {
                let device = recipient.device;
                let late = directory.device(device).is_some_and(|record| {
                    let keyed_at = space.keyed_at.get(&record.practitioner).copied();
                    record.admitted_at > keyed_at
                });
                if !(late || restored) || device == self.me {
                    continue;
                }
                if given(space.id, key.id(), device)? {
                    continue;
                }
                wraps.extend(wrap_key(key, space.id, recipient.keys, self.me, rng).ok());
            }
        }
        for (id, stand) in considered {
            let space = if id == self.directory.id {
                Some(&mut self.directory)
            } else {
                Arc::make_mut(&mut self.spaces).get_mut(&id)
            };
            if let Some(space) = space {
                Arc::make_mut(space).wraps_at = Some(stand);
            }
        }
        Ok(wraps)
    }

    /// The last accepted envelope of every series of a person's devices.
    pub(crate) fn cut_of(&self, space: &Space, who: PractitionerId) -> Cut {
        self.cut_where(space, |directory, device| {
            directory
                .device(device)
                .is_some_and(|record| record.practitioner == who)
        })
    }

    /// The last accepted envelope of every series of revoked devices.
    pub(crate) fn cut_of_gone(&self, space: &Space) -> Cut {
        self.cut_where(space, |directory, device| {
            directory
                .device(device)
                .is_some_and(|record| record.revoked_at.is_some())
        })
    }

    fn cut_where(&self, space: &Space, gone: impl Fn(&Directory, DeviceId) -> bool) -> Cut {
        let Some(directory) = self.directory() else {
            return Cut::new([]);
        };
        let open = |replica: &Replica| {
            space
                .team()
                .is_some_and(|team| team.cut_of(*replica).is_none())
        };
        let ends = space
            .replicas
            .iter()
            .filter(|(replica, _)| gone(directory, replica.device()) && open(replica));
        Cut::new(ends.map(|(replica, seq)| (*replica, *seq)))
    }
}
