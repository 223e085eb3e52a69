//! A phone's store: what survives a crash. It changes only in whole transactions.

use std::{
    collections::{BTreeMap, BTreeSet},
    convert::Infallible,
};

use jiff::Timestamp;
use patchwork_crypto::{DeviceSecrets, SpaceKey};
use patchwork_model::{Actor, CaseEdit, Heads};
use patchwork_protocol::{ChainHash, DeviceId, ItemHash, Part, PartnershipId, SpaceId, Wrap};
use patchwork_sync::{
    Device, Effect, ItemState, KeptItem, LogEpoch, LogPosition, LogView, PendingItem, Refusal,
    SeriesPlace, SpaceRecord, StoredSpace, TeamIntent,
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
    pub items: BTreeMap<SpaceId, BTreeMap<ItemHash, KeptItem>>,
    places: BTreeMap<(SpaceId, SeriesPlace), ItemHash>,
    chain: BTreeMap<(SpaceId, LogEpoch, u64), ChainHash>,
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
            items: BTreeMap::new(),
            places: BTreeMap::new(),
            chain: BTreeMap::new(),
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
                record: SpaceRecord::from_bytes(*space, record).expect("own records are readable"),
                team_changes: self.team.get(space).cloned().unwrap_or_default(),
                keys: self.keys.get(space).cloned().unwrap_or_default(),
            })
            .collect();
        let secrets = DeviceSecrets::from_bytes(&self.secrets);
        Device::restore(secrets, self.partnership, self.wraps_after, stored)
            .expect("own team changes take effect again")
    }

    /// One transaction: everything that the effects say, and the records of
    /// the spaces that they touch. Returns spaces that turned out to be copies.
    pub fn carry_out(&mut self, device: &Device, effects: Vec<Effect>) -> BTreeSet<SpaceId> {
        let mut copied = BTreeSet::new();
        for effect in effects {
            match effect {
                Effect::Keep(kept) => self.keep(kept),
                Effect::Move {
                    space,
                    hash,
                    position,
                } => self.move_to(space, hash, position),
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
                Effect::Withdraw {
                    space,
                    replica,
                    last,
                } => self.withdraw(space, replica, last),
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
                Effect::SendCursors | Effect::CaughtUp { .. } | Effect::Ended(_) => {}
            }
        }
        copied
    }

    pub fn keep(&mut self, kept: KeptItem) {
        let items = self.items.entry(kept.space).or_default();
        if let Some(place) = kept.place
            && !matches!(
                kept.state,
                ItemState::Refused(
                    Refusal::BadSignature | Refusal::TwoEnvelopes | Refusal::Malformed(_)
                )
            )
        {
            self.places.insert((kept.space, place), kept.hash);
        }
        if let Some(LogPosition { epoch, n, chain }) = kept.position {
            self.chain.insert((kept.space, epoch, n), chain);
        }
        match items.get_mut(&kept.hash) {
            Some(known) => {
                known.position = kept.position.or(known.position);
                known.state = kept.state;
            }
            None => {
                items.insert(kept.hash, kept);
            }
        }
    }

    fn move_to(&mut self, space: SpaceId, hash: ItemHash, position: LogPosition) {
        self.chain
            .insert((space, position.epoch, position.n), position.chain);
        if let Some(item) = self
            .items
            .get_mut(&space)
            .and_then(|items| items.get_mut(&hash))
        {
            item.position = Some(position);
        }
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
                if let Some(hash) = self.places.get(&(space, place)) {
                    self.not_taken.insert((space, *hash));
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
        if let Some(hash) = self.places.remove(&(space, place))
            && let Some(items) = self.items.get_mut(&space)
        {
            items.remove(&hash);
        }
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

    fn withdraw(
        &mut self,
        space: SpaceId,
        replica: patchwork_protocol::Replica,
        last: patchwork_protocol::Seq,
    ) {
        for item in self.items.entry(space).or_default().values_mut() {
            if item
                .place
                .is_some_and(|place| place.replica == replica && place.seq > last)
            {
                item.state = ItemState::Refused(Refusal::BeyondCut { last });
            }
        }
        // The words are rebuilt by the phone, which has the keys.
        self.shown.remove(&space);
    }

    /// Envelopes to post, in order: what the relay has lost, then the outbox.
    pub fn to_send(&self, device: &Device, space: SpaceId, offer: bool) -> Vec<Vec<u8>> {
        let Some(items) = self.items.get(&space) else {
            return Vec::new();
        };
        let mut envelopes = Vec::new();
        if let (Some(known), true) = (device.space(space), offer) {
            let mut lost: Vec<&KeptItem> = items
                .values()
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
            let item = self
                .places
                .get(&(space, place))
                .and_then(|hash| items.get(hash));
            envelopes.extend(item.map(bytes_of));
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

impl LogView for Disk {
    type Error = Infallible;

    fn envelope_at(
        &self,
        space: SpaceId,
        place: SeriesPlace,
    ) -> Result<Option<ItemHash>, Infallible> {
        Ok(self.places.get(&(space, place)).copied())
    }

    fn holds(&self, space: SpaceId, item: ItemHash) -> Result<bool, Infallible> {
        let kept = self.items.get(&space).and_then(|items| items.get(&item));
        Ok(kept.is_some_and(|kept| !matches!(kept.item, patchwork_protocol::LogItem::Erased(_))))
    }

    fn chain_at(
        &self,
        space: SpaceId,
        epoch: LogEpoch,
        n: u64,
    ) -> Result<Option<ChainHash>, Infallible> {
        Ok(self.chain.get(&(space, epoch, n)).copied())
    }

    fn pending(&self, space: SpaceId) -> Result<Vec<PendingItem>, Infallible> {
        let mut pending: Vec<&KeptItem> = self
            .items
            .get(&space)
            .into_iter()
            .flat_map(BTreeMap::values)
            .filter(|item| item.state.may_change())
            .collect();
        pending.sort_by_key(|item| {
            item.position
                .map_or((true, LogEpoch(0), 0), |p| (false, p.epoch, p.n))
        });
        Ok(pending
            .into_iter()
            .map(|item| PendingItem {
                item: item.item.clone(),
                position: item.position,
                state: item.state.clone(),
            })
            .collect())
    }
}
