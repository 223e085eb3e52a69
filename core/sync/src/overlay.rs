//! What one frame has added to what the store holds, before the store has it.

use std::collections::{BTreeMap, BTreeSet};

use patchwork_protocol::{ChainHash, ItemHash, LogItem, SpaceId};

use crate::{
    Effect, KeptItem, LogEpoch, LogPosition, LogView, PendingItem, SeriesPlace, SignedAhead,
};

/// A frame's effects so far, and the store seen through them.
///
/// One frame is judged as a whole before the client touches its store; its
/// later items must nevertheless see its earlier ones.
pub(crate) struct Overlay<'a, V> {
    log: &'a V,
    /// Signatures that another thread verifies meanwhile.
    pub(crate) signed_ahead: Option<&'a SignedAhead>,
    pub(crate) effects: Vec<Effect>,
    chain: BTreeMap<(SpaceId, LogEpoch, u64), ChainHash>,
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
            signed_ahead: None,
            effects: Vec::new(),
            chain: BTreeMap::new(),
            touched: Vec::new(),
        }
    }

    pub(crate) fn push(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    pub(crate) fn keep(&mut self, kept: KeptItem) {
        self.note_position(kept.space, kept.position);
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

    /// The items that this frame kept in a space, the latest first.
    fn kept(&self, space: SpaceId) -> impl Iterator<Item = &KeptItem> {
        self.touched
            .iter()
            .rev()
            .filter_map(|touched| touched.kept.as_ref())
            .filter(move |kept| kept.space == space)
    }
}

impl<V: LogView> LogView for Overlay<'_, V> {
    type Error = V::Error;

    fn envelope_at(
        &self,
        space: SpaceId,
        place: SeriesPlace,
    ) -> Result<Option<ItemHash>, V::Error> {
        let mut judged = BTreeSet::new();
        for kept in self.kept(space).filter(|kept| kept.place == Some(place)) {
            // Only what came of an item last counts.
            if judged.insert(kept.hash) && kept.state.holds_its_place() {
                return Ok(Some(kept.hash));
            }
        }
        let before = self.log.envelope_at(space, place)?;
        Ok(before.filter(|hash| !judged.contains(hash)))
    }

    fn holds(&self, space: SpaceId, item: ItemHash) -> Result<bool, V::Error> {
        let is_here = self
            .kept(space)
            .any(|kept| kept.hash == item && !matches!(kept.item, LogItem::Erased(_)));
        Ok(is_here || self.log.holds(space, item)?)
    }

    fn chain_at(
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

    fn pending(&self, space: SpaceId) -> Result<Vec<PendingItem>, V::Error> {
        let mut items: Vec<(ItemHash, PendingItem)> = self
            .log
            .pending(space)?
            .into_iter()
            .map(|pending| (pending.item.hash(), pending))
            .collect();
        for touched in self.touched.iter().filter(|touched| touched.space == space) {
            let known = items.iter_mut().position(|(hash, _)| *hash == touched.hash);
            let known = known.and_then(|at| Some((at, &mut items.get_mut(at)?.1)));
            match (&touched.kept, known) {
                (Some(kept), Some((_, pending))) if kept.state.may_change() => {
                    pending.position = kept.position.or(pending.position);
                    pending.state = kept.state.clone();
                }
                (Some(_), Some((at, _))) => {
                    items.remove(at);
                }
                (Some(kept), None) if kept.state.may_change() => {
                    let pending = PendingItem {
                        item: kept.item.clone(),
                        position: kept.position,
                        state: kept.state.clone(),
                    };
                    items.push((touched.hash, pending));
                }
                (None, Some((_, pending))) => pending.position = touched.position,
                (Some(_) | None, None) => {}
            }
        }
        let mut items: Vec<PendingItem> = items.into_iter().map(|(_, pending)| pending).collect();
        items.sort_by_key(|pending| LogPosition::order(pending.position));
        Ok(items)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;
    use crate::testing::{MemoryLog, conformance::LogStore};

    /// Each transaction is seen through an overlay, and kept afterwards.
    #[derive(Default)]
    struct Seen(MemoryLog);

    impl LogStore for Seen {
        type Error = Infallible;

        fn transaction(
            &mut self,
            effects: Vec<Effect>,
            ask: &mut dyn FnMut(&dyn LogView<Error = Infallible>),
        ) {
            let mut overlay = Overlay::new(&self.0);
            for effect in effects {
                match effect {
                    Effect::Keep(kept) => overlay.keep(kept),
                    Effect::Move {
                        space,
                        hash,
                        position,
                    } => overlay.move_to(space, hash, position),
                    other => overlay.push(other),
                }
            }
            ask(&overlay);
            for effect in overlay.effects {
                self.0.carry_out(&effect);
            }
        }
    }

    crate::log_view_conformance!(Seen::default);
}
