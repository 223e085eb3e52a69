//! What one frame has added to what the store holds, before the store has it.

use std::collections::BTreeMap;

use patchwork_protocol::{ChainHash, ItemHash, LogItem, SpaceId};

use crate::{
    Effect, ItemState, KeptItem, LogEpoch, LogPosition, LogView, PendingItem, SeriesPlace,
};

/// A frame's effects so far, and the store seen through them.
///
/// One frame is judged as a whole before the client touches its store; its
/// later items must nevertheless see its earlier ones.
pub(crate) struct Overlay<'a, V> {
    log: &'a V,
    pub(crate) effects: Vec<Effect>,
    chain: BTreeMap<(SpaceId, LogEpoch, u64), ChainHash>,
    places: BTreeMap<(SpaceId, SeriesPlace), ItemHash>,
    /// Items kept or moved by this frame, in order, with what became of them.
    touched: Vec<Touched>,
}

struct Touched {
    space: SpaceId,
    hash: ItemHash,
    kept: Option<KeptItem>,
    position: Option<LogPosition>,
}

impl<'a, V: LogView> Overlay<'a, V> {
    pub(crate) fn new(log: &'a V) -> Self {
        Self {
            log,
            effects: Vec::new(),
            chain: BTreeMap::new(),
            places: BTreeMap::new(),
            touched: Vec::new(),
        }
    }

    pub(crate) fn push(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    pub(crate) fn keep(&mut self, kept: KeptItem) {
        self.note_position(kept.space, kept.position);
        if let (Some(place), true) = (kept.place, holds_its_place(&kept.state)) {
            self.places.insert((kept.space, place), kept.hash);
        }
        self.touched.push(Touched {
            space: kept.space,
            hash: kept.hash,
            position: kept.position,
            kept: Some(kept.clone()),
        });
        self.effects.push(Effect::Keep(kept));
    }

    pub(crate) fn move_to(&mut self, space: SpaceId, hash: ItemHash, position: LogPosition) {
        self.note_position(space, Some(position));
        self.touched.push(Touched {
            space,
            hash,
            position: Some(position),
            kept: None,
        });
        self.effects.push(Effect::Move {
            space,
            hash,
            position,
        });
    }

    /// Takes back what judging an item again has added, because nothing changed.
    pub(crate) fn forget_from(&mut self, start: usize) {
        let dropped = self.effects.len().saturating_sub(start);
        self.effects.truncate(start);
        // Only one `keep` can be among them, and it is the last touched.
        if dropped > 0 {
            self.touched.pop();
        }
    }

    fn note_position(&mut self, space: SpaceId, position: Option<LogPosition>) {
        if let Some(LogPosition { epoch, n, chain }) = position {
            self.chain.insert((space, epoch, n), chain);
        }
    }

    pub(crate) fn envelope_at(
        &self,
        space: SpaceId,
        place: SeriesPlace,
    ) -> Result<Option<ItemHash>, V::Error> {
        match self.places.get(&(space, place)) {
            Some(hash) => Ok(Some(*hash)),
            None => self.log.envelope_at(space, place),
        }
    }

    pub(crate) fn holds(&self, space: SpaceId, item: ItemHash) -> Result<bool, V::Error> {
        let is_here = self.touched.iter().any(|touched| {
            let kept = touched.kept.as_ref();
            touched.space == space
                && touched.hash == item
                && kept.is_some_and(|kept| !matches!(kept.item, LogItem::Erased(_)))
        });
        Ok(is_here || self.log.holds(space, item)?)
    }

    pub(crate) fn chain_at(
        &self,
        space: SpaceId,
        epoch: LogEpoch,
        n: u64,
    ) -> Result<Option<ChainHash>, V::Error> {
        match self.chain.get(&(space, epoch, n)) {
            Some(chain) => Ok(Some(*chain)),
            None => self.log.chain_at(space, epoch, n),
        }
    }

    /// Undecided items of the store and of this frame, by position.
    pub(crate) fn pending(&self, space: SpaceId) -> Result<Vec<PendingItem>, V::Error> {
        let mut items: Vec<(ItemHash, PendingItem)> = self
            .log
            .pending(space)?
            .into_iter()
            .map(|pending| (pending.item.hash(), pending))
            .collect();
        for touched in self.touched.iter().filter(|touched| touched.space == space) {
            let known = items.iter().position(|(hash, _)| *hash == touched.hash);
            match (&touched.kept, known) {
                (Some(kept), known) => {
                    if let Some(at) = known {
                        items.remove(at);
                    }
                    if kept.state.may_change() {
                        items.push((
                            touched.hash,
                            PendingItem {
                                item: kept.item.clone(),
                                position: kept.position,
                                state: kept.state.clone(),
                            },
                        ));
                    }
                }
                (None, Some(at)) => {
                    if let Some((_, pending)) = items.get_mut(at) {
                        pending.position = touched.position;
                    }
                }
                (None, None) => {}
            }
        }
        let mut items: Vec<PendingItem> = items.into_iter().map(|(_, pending)| pending).collect();
        items.sort_by_key(|pending| {
            pending
                .position
                .map_or((true, LogEpoch(0), 0), |p| (false, p.epoch, p.n))
        });
        Ok(items)
    }
}

/// Whether an item in this state occupies its place in its series. What is not
/// its author's does not: else a relay could block a series with rubbish.
fn holds_its_place(state: &ItemState) -> bool {
    use crate::Refusal::{BadSignature, Malformed, TwoEnvelopes};
    !matches!(
        state,
        ItemState::Refused(BadSignature | Malformed(_) | TwoEnvelopes)
    )
}
