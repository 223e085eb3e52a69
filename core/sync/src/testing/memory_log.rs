//! The items of logs, in memory.

use std::{collections::BTreeMap, convert::Infallible};

use patchwork_protocol::{ChainHash, ItemHash, LogItem, Replica, Seq, SpaceId};

use crate::{
    Effect, ItemState, KeptItem, LogEpoch, LogPosition, LogView, PendingItem, Refusal, SeriesPlace,
};

/// A store of items without a disk. It keeps what effects say of items, and
/// answers as a [`LogView`].
#[derive(Debug, Clone, Default)]
pub struct MemoryLog {
    spaces: BTreeMap<SpaceId, BTreeMap<ItemHash, Row>>,
    places: BTreeMap<(SpaceId, SeriesPlace), ItemHash>,
    chains: BTreeMap<(SpaceId, LogEpoch, u64), ChainHash>,
    /// How many items have come.
    count: u64,
}

#[derive(Debug, Clone)]
struct Row {
    /// When it came, counted from 0.
    came: u64,
    item: KeptItem,
}

impl MemoryLog {
    /// Carries out what an effect says of items; others do nothing.
    pub fn carry_out(&mut self, effect: &Effect) {
        match effect {
            Effect::Keep(item) => self.keep(item.clone()),
            Effect::Move {
                space,
                hash,
                position,
            } => self.move_to(*space, *hash, *position),
            Effect::Withdraw {
                space,
                replica,
                last,
            } => self.withdraw(*space, *replica, *last),
            _ => {}
        }
    }

    /// Keeps an item, or brings what is kept under its hash up to date.
    pub fn keep(&mut self, item: KeptItem) {
        if let Some(LogPosition { epoch, n, chain }) = item.position {
            self.chains.insert((item.space, epoch, n), chain);
        }
        if let Some(place) = item.place {
            let place = (item.space, place);
            if item.state.holds_its_place() {
                self.places.insert(place, item.hash);
            } else if self.places.get(&place) == Some(&item.hash) {
                self.places.remove(&place);
            }
        }
        let items = self.spaces.entry(item.space).or_default();
        if let Some(row) = items.get_mut(&item.hash) {
            let only_hash = matches!(item.item, LogItem::Erased(_));
            if only_hash && !matches!(row.item.item, LogItem::Erased(_)) {
                return;
            }
            row.item = KeptItem {
                position: item.position.or(row.item.position),
                ..item
            };
        } else {
            let came = self.count;
            self.count += 1;
            items.insert(item.hash, Row { came, item });
        }
    }

    /// Gives a kept item another position.
    pub fn move_to(&mut self, space: SpaceId, hash: ItemHash, position: LogPosition) {
        self.chains
            .insert((space, position.epoch, position.n), position.chain);
        let items = self.spaces.get_mut(&space);
        if let Some(row) = items.and_then(|items| items.get_mut(&hash)) {
            row.item.position = Some(position);
        }
    }

    /// Marks the envelopes of a series after the last that counts as refused.
    pub fn withdraw(&mut self, space: SpaceId, replica: Replica, last: Seq) {
        let items = self.spaces.get_mut(&space);
        for row in items.into_iter().flat_map(BTreeMap::values_mut) {
            let is_beyond = |place: SeriesPlace| place.replica == replica && place.seq > last;
            if row.item.place.is_some_and(is_beyond) {
                row.item.state = ItemState::Refused(Refusal::BeyondCut { last });
            }
        }
    }

    /// Forgets the envelope that holds a place.
    pub fn forget(&mut self, space: SpaceId, place: SeriesPlace) {
        if let Some(hash) = self.places.remove(&(space, place))
            && let Some(items) = self.spaces.get_mut(&space)
        {
            items.remove(&hash);
        }
    }

    /// One item.
    pub fn item(&self, space: SpaceId, hash: ItemHash) -> Option<&KeptItem> {
        Some(&self.spaces.get(&space)?.get(&hash)?.item)
    }

    /// The envelope that holds a place.
    pub fn at(&self, space: SpaceId, place: SeriesPlace) -> Option<&KeptItem> {
        self.item(space, *self.places.get(&(space, place))?)
    }

    /// The items of a space, by hash.
    pub fn items(&self, space: SpaceId) -> impl Iterator<Item = &KeptItem> {
        let items = self.spaces.get(&space).into_iter();
        items.flat_map(BTreeMap::values).map(|row| &row.item)
    }

    /// The items of all spaces, by space and hash.
    pub fn all(&self) -> impl Iterator<Item = &KeptItem> {
        self.spaces.keys().flat_map(|space| self.items(*space))
    }

    /// The spaces of which something is kept.
    pub fn spaces(&self) -> impl Iterator<Item = SpaceId> {
        self.spaces.keys().copied()
    }
}

impl LogView for MemoryLog {
    type Error = Infallible;

    fn envelope_at(
        &self,
        space: SpaceId,
        place: SeriesPlace,
    ) -> Result<Option<ItemHash>, Infallible> {
        Ok(self.places.get(&(space, place)).copied())
    }

    fn holds(&self, space: SpaceId, item: ItemHash) -> Result<bool, Infallible> {
        let kept = self.item(space, item);
        Ok(kept.is_some_and(|kept| !matches!(kept.item, LogItem::Erased(_))))
    }

    fn chain_at(
        &self,
        space: SpaceId,
        epoch: LogEpoch,
        n: u64,
    ) -> Result<Option<ChainHash>, Infallible> {
        Ok(self.chains.get(&(space, epoch, n)).copied())
    }

    fn pending(&self, space: SpaceId) -> Result<Vec<PendingItem>, Infallible> {
        let rows = self.spaces.get(&space).into_iter();
        let mut rows: Vec<&Row> = rows
            .flat_map(BTreeMap::values)
            .filter(|row| row.item.state.may_change())
            .collect();
        rows.sort_by_key(|row| (LogPosition::order(row.item.position), row.came));
        Ok(rows
            .into_iter()
            .map(|Row { item, .. }| PendingItem {
                item: item.item.clone(),
                position: item.position,
                state: item.state.clone(),
            })
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::conformance::LogStore;

    impl LogStore for MemoryLog {
        type Error = Infallible;

        fn transaction(
            &mut self,
            effects: Vec<Effect>,
            ask: &mut dyn FnMut(&dyn LogView<Error = Infallible>),
        ) {
            for effect in &effects {
                self.carry_out(effect);
            }
            ask(self);
        }
    }

    crate::log_view_conformance!(MemoryLog::default);
}
