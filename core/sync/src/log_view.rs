//! What the state machine asks of the store.

use patchwork_protocol::{ChainHash, ItemHash, SpaceId};

use crate::{LogEpoch, PendingItem, SeriesPlace};

/// What this device already holds: four reads, answered inside the same
/// transaction that will keep the effects. Rows that earlier effects of that
/// transaction wrote must be visible.
pub trait LogView {
    /// Why a read failed.
    type Error;

    /// The hash of the envelope kept under this place, received or own.
    ///
    /// An item refused as `TwoEnvelopes`, `BadSignature` or `Malformed` does
    /// not count as holding its place.
    fn envelope_at(
        &self,
        space: SpaceId,
        place: SeriesPlace,
    ) -> Result<Option<ItemHash>, Self::Error>;

    /// Whether the bytes of the item with this hash are kept.
    fn holds(&self, space: SpaceId, item: ItemHash) -> Result<bool, Self::Error>;

    /// The chain after item `n` of this epoch.
    fn chain_at(
        &self,
        space: SpaceId,
        epoch: LogEpoch,
        n: u64,
    ) -> Result<Option<ChainHash>, Self::Error>;

    /// All items of the space whose state [may change](crate::ItemState::may_change),
    /// by epoch and n (those without a position last, as they came).
    fn pending(&self, space: SpaceId) -> Result<Vec<PendingItem>, Self::Error>;
}
