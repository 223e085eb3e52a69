//! A phone's store: what survives a crash. It changes only in whole transactions.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use patchwork_crypto::{DeviceSecrets, SpaceKey};
use patchwork_model::{Actor, CaseEdit, Heads};
use patchwork_protocol::{DeviceId, ItemHash, Part, PartnershipId, SpaceId, Wrap};
use patchwork_sync::{
    Device, Effect, KeptItem, LogEpoch, SeriesPlace, SpaceRecord, StoredSpace, TeamIntent,
    testing::MemoryLog,
};

use crate::shown::ShownSpace;

/// How far a part of the outbox has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Not sealed.
    Waiting,
    /// Its bytes are fixed, in this envelope.
    Sealed(SeriesPlace),
    /// The relay has it.
    Acked(SeriesPlace),
    /// Refused for good; shown to the person.
    NeedsAttention,
}

/// One thing that its writer saved.
#[derive(Debug, Clone)]
pub struct OutboxRow {
    pub id: u64,
    pub space: SpaceId,
    pub part: Part,
    pub progress: Progress,
    /// For an edit: how to make it again under another actor.
    pub edit: Option<(Heads, CaseEdit, Timestamp)>,
}

/// A signed team change that the relay has not answered.
#[derive(Debug, Clone)]
pub struct Post {
    pub change: Vec<u8>,
    pub wraps: Vec<Wrap>,
}

/// Every table of one phone.
#[derive(Clone)]
pub struct Disk {
    pub me: DeviceId,
    secrets: [u8; DeviceSecrets::LEN],
    pub partnership: PartnershipId,
    pub wraps_after: u64,
    pub records: BTreeMap<SpaceId, Vec<u8>>,
    pub team: BTreeMap<SpaceId, Vec<Vec<u8>>>,
    pub keys: BTreeMap<SpaceId, Vec<SpaceKey>>,
    pub log: MemoryLog,
    pub outbox: Vec<OutboxRow>,
    pub next_id: u64,
    /// Items that the relay lacks and will not take.
    not_taken: BTreeSet<(SpaceId, ItemHash)>,
    pub shown: BTreeMap<SpaceId, ShownSpace>,
    pub actors: BTreeMap<SpaceId, Actor>,
    pub intents: Vec<(SpaceId, TeamIntent)>,
    pub posts: Vec<Post>,
    /// Devices that this one has given a space's current key.
    pub keyed: BTreeSet<(SpaceId, patchwork_protocol::KeyId, DeviceId)>,
    pub evidence: Vec<String>,
    pub contradictions: usize,
    pub copies: usize,
}

impl Disk {
    pub fn new(secrets: &DeviceSecrets, partnership: PartnershipId) -> Self {
        Self {
            me: secrets.id(),
            secrets: *secrets.to_bytes(),
            partnership,
            wraps_after: 0,
            records: BTreeMap::new(),
            team: BTreeMap::new(),
            keys: BTreeMap::new(),
            log: MemoryLog::default(),
            outbox: Vec::new(),
            next_id: 0,
            not_taken: BTreeSet::new(),
            shown: BTreeMap::new(),
            actors: BTreeMap::new(),
            intents: Vec::new(),
            posts: Vec::new(),
            keyed: BTreeSet::new(),
            evidence: Vec::new(),
            contradictions: 0,
            copies: 0,
        }
    }

    /// The state machine as this store knows it.
    pub fn device(&self) -> Device {
        let stored = self
            .records
            .iter()
            .map(|(space, record)| StoredSpace {
                space: *space,
                record: SpaceRecord::from_bytes(*space, record),
                team_changes: self.team.get(space).cloned().unwrap_or_default(),
                keys: self.keys.get(space).cloned().unwrap_or_default(),
            })
            .collect();
        let secrets = DeviceSecrets::from_bytes(&self.secrets);
        Device::restore(secrets, self.partnership, self.wraps_after, stored)
    }

    /// One transaction: everything that the effects say, and the records of
    /// the spaces that they touch. Returns spaces that turned out to be copies.
    pub fn carry_out(&mut self, device: &Device, effects: Vec<Effect>) -> BTreeSet<SpaceId> {
        let mut copied = BTreeSet::new();
        for effect in effects {
            self.log.carry_out(&effect);
            match effect {
                Effect::Apply(opened) => {
                    self.shown.entry(opened.space).or_default().apply(&opened);
                }
                Effect::TeamChanged(changed) => {
                    let team = self.team.entry(changed.space).or_default();
                    team.truncate(changed.change.index() as usize);
                    team.push(changed.change.bytes().to_vec());
                }
                Effect::TeamChangeLost(lost) => {
                    if lost.change.author() == self.me {
                        for intent in TeamIntent::of_lost(&lost.change) {
                            self.intents.push((lost.space, intent));
                        }
                    }
                }
                Effect::KeepKey { space, key } => {
                    let keys = self.keys.entry(space).or_default();
                    if !keys.contains(&key) {
                        keys.push(key);
                    }
                }
                Effect::WrapsUpTo(number) => self.wraps_after = number,
                Effect::Answered {
                    space,
                    place,
                    after,
                } => {
                    if self.answered(space, place, &after) {
                        copied.insert(space);
                    }
                }
                Effect::Copied { space, .. } => {
                    copied.insert(space);
                }
                // The phone, which has the keys, makes it again of what counts now.
                Effect::Withdraw { space, .. } | Effect::JudgedAgain { space } => {
                    self.shown.remove(&space);
                }
                Effect::Evidence(evidence) => self.evidence.push(evidence.to_string()),
                Effect::Contradicted { .. } => self.contradictions += 1,
                Effect::KeepRecord(space) => {
                    if let Some(record) = device.record(space) {
                        self.records.insert(space, record.to_bytes());
                    }
                }
                Effect::OfferLost { space, .. } => {
                    self.keyed.retain(|(of, _, _)| *of != space);
                }
                Effect::Keep(_)
                | Effect::Move { .. }
                | Effect::SendCursors
                | Effect::CaughtUp { .. }
                | Effect::Ended(_) => {}
            }
        }
        copied
    }

    /// Whether the answer says that this store is a copy.
    fn answered(
        &mut self,
        space: SpaceId,
        place: SeriesPlace,
        after: &patchwork_sync::AfterAnswer,
    ) -> bool {
        use patchwork_sync::AfterAnswer as After;
        match after {
            After::Acked { .. } => {
                for row in &mut self.outbox {
                    if row.space == space && row.progress == Progress::Sealed(place) {
                        row.progress = Progress::Acked(place);
                    }
                }
            }
            After::Repost | After::OfferFrom(_) => {}
            After::SealAgain => self.unseal(space, place, Progress::Waiting),
            After::NeedsAttention(_) => self.unseal(space, place, Progress::NeedsAttention),
            After::OfferRefused => {
                if let Some(item) = self.log.at(space, place) {
                    self.not_taken.insert((space, item.hash));
                }
            }
            After::Copied => return true,
        }
        false
    }

    /// Drops sealed bytes that the relay will never take.
    fn unseal(&mut self, space: SpaceId, place: SeriesPlace, to: Progress) {
        for row in &mut self.outbox {
            let was =
                matches!(row.progress, Progress::Sealed(at) | Progress::Acked(at) if at == place);
            if row.space == space && was {
                row.progress = to;
            }
        }
        self.log.forget(space, place);
    }

    /// Drops every envelope of a space that has no answer.
    pub fn unseal_unanswered(&mut self, space: SpaceId) {
        let places: BTreeSet<SeriesPlace> = self
            .outbox
            .iter()
            .filter(|row| row.space == space)
            .filter_map(|row| match row.progress {
                Progress::Sealed(place) => Some(place),
                _ => None,
            })
            .collect();
        for place in places {
            self.unseal(space, place, Progress::Waiting);
        }
    }

    /// Envelopes to post, in order: what the relay has lost, then the outbox.
    pub fn to_send(&self, device: &Device, space: SpaceId) -> Vec<Vec<u8>> {
        let mut envelopes = Vec::new();
        if let Some(known) = device.space(space) {
            let mut lost: Vec<&KeptItem> = self
                .log
                .items(space)
                .filter(|item| !self.not_taken.contains(&(space, item.hash)))
                .filter(|item| {
                    let acked = item.place.is_some_and(|place| self.is_acked(space, place));
                    (item.position.is_some() || acked) && known.is_to_be_offered(item)
                })
                .collect();
            lost.sort_by_key(|item| {
                (
                    item.position
                        .map_or((true, LogEpoch(0), 0), |p| (false, p.epoch, p.n)),
                    item.place,
                )
            });
            envelopes.extend(lost.into_iter().map(bytes_of));
        }
        let mut places = Vec::new();
        for row in self.outbox.iter().filter(|row| row.space == space) {
            if let Progress::Sealed(place) = row.progress
                && !places.contains(&place)
            {
                places.push(place);
            }
        }
        places.sort_by_key(|place| place.seq);
        for place in places {
            envelopes.extend(self.log.at(space, place).map(bytes_of));
        }
        envelopes
    }

    fn is_acked(&self, space: SpaceId, place: SeriesPlace) -> bool {
        self.outbox
            .iter()
            .any(|row| row.space == space && row.progress == Progress::Acked(place))
    }
}

fn bytes_of(item: &KeptItem) -> Vec<u8> {
    match &item.item {
        patchwork_protocol::LogItem::Envelope(bytes)
        | patchwork_protocol::LogItem::TeamChange(bytes) => bytes.clone(),
        patchwork_protocol::LogItem::Erased(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use patchwork_protocol::SpaceId;
    use patchwork_sync::{LogView, log_view_conformance, testing::conformance::LogStore};
    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

    use super::*;

    impl LogStore for Disk {
        type Error = Infallible;

        fn transaction(
            &mut self,
            effects: Vec<Effect>,
            ask: &mut dyn FnMut(&dyn LogView<Error = Infallible>),
        ) {
            let device = self.device();
            self.carry_out(&device, effects);
            ask(&self.log);
        }
    }

    fn disk() -> Disk {
        let secrets = DeviceSecrets::generate(&mut ChaCha8Rng::seed_from_u64(1));
        Disk::new(&secrets, SpaceId([1; 32]).into())
    }

    log_view_conformance!(disk);
}
