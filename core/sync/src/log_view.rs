//! What the state machine asks of the store.

use patchwork_protocol::{ChainHash, ItemHash, SpaceId};

use crate::{LogEpoch, PendingItem, SeriesPlace};

/// The items that this device keeps of every log: four reads, answered in the
/// transaction that will carry out the effects. What earlier effects of that
/// transaction wrote is visible.
///
/// A store carries out [`Effect::Keep`](crate::Effect::Keep) so that
///
/// - an item has one row, by its space and hash; keeping it again brings the
///   row up to date, and the row keeps its turn in the order of coming;
/// - a row that has a position keeps it when the item is kept again without
///   one; [`Effect::Move`](crate::Effect::Move) gives it another;
/// - a hash alone ([`LogItem::Erased`](patchwork_protocol::LogItem::Erased))
///   never replaces bytes.
///
/// The module `testing::conformance` (feature `testing`) tests all of this.
pub trait LogView {
    /// Why a read failed.
    type Error;

    /// The hash of the envelope that [holds](crate::ItemState::holds_its_place)
    /// this place, received or own.
    fn envelope_at(
        &self,
        space: SpaceId,
        place: SeriesPlace,
    ) -> Result<Option<ItemHash>, Self::Error>;

    /// Whether the bytes of the item with this hash are kept, and not only the hash.
    fn holds(&self, space: SpaceId, item: ItemHash) -> Result<bool, Self::Error>;

    /// The chain after item `n` of the space's current epoch. A store may
    /// forget the chains of earlier epochs.
    fn chain_at(
        &self,
        space: SpaceId,
        epoch: LogEpoch,
        n: u64,
    ) -> Result<Option<ChainHash>, Self::Error>;

    /// All items of the space whose state [may change](crate::ItemState::may_change),
    /// by epoch and n; those without a position come last, in the order in
    /// which they came.
    fn pending(&self, space: SpaceId) -> Result<Vec<PendingItem>, Self::Error>;
}
