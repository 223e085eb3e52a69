//! Log items between the state machine and the store.

use patchwork_model::EntryId;
use patchwork_protocol::{ChainHash, Envelope, ItemHash, LogItem, PartKind, Replica, Seq, SpaceId};
use patchwork_store::{
    ItemPosition, ItemRow, ItemStanding, ItemVerdict, PartPlace, Reader, Writer,
};
use patchwork_sync::{
    Device, ItemState, KeptItem, LogEpoch, LogPosition, LogView, PendingItem, Refusal, SeriesPlace,
};

use crate::error::{ClientError, Result};

pub(crate) fn position(position: LogPosition) -> ItemPosition {
    ItemPosition {
        epoch: position.epoch.0,
        n: position.n,
        chain: position.chain,
    }
}

/// Keeps an item as it was judged.
pub(crate) fn keep(item: &KeptItem, w: &mut Writer<'_>) -> Result<()> {
    w.keep_item(&ItemRow {
        space: item.space,
        hash: item.hash,
        item: item.item.clone(),
        position: item.position.map(position),
        place: item.place.map(|place| (place.replica, place.seq)),
        holds_place: item.state.holds_its_place(),
        verdict: verdict(&item.state),
    })?;
    Ok(())
}

/// The item of a row, as the state machine judged it.
pub(crate) fn kept(row: ItemRow) -> Result<KeptItem> {
    Ok(KeptItem {
        space: row.space,
        hash: row.hash,
        item: row.item,
        position: row.position.map(log_position),
        place: row.place.map(|(replica, seq)| SeriesPlace { replica, seq }),
        state: ItemState::from_bytes(&row.verdict.detail).map_err(ClientError::internal)?,
    })
}

fn log_position(position: ItemPosition) -> LogPosition {
    LogPosition {
        epoch: LogEpoch(position.epoch),
        n: position.n,
        chain: position.chain,
    }
}

fn verdict(state: &ItemState) -> ItemVerdict {
    let standing = match state {
        ItemState::Applied => ItemStanding::Applied,
        ItemState::AppliedInPart => ItemStanding::AppliedInPart,
        ItemState::Locked(key) => ItemStanding::Locked(*key),
        ItemState::Waiting(_) => ItemStanding::Waiting,
        ItemState::Refused(_) => ItemStanding::Refused,
        ItemState::Erased => ItemStanding::Erased,
    };
    let reason = match state {
        ItemState::Applied | ItemState::Erased => String::new(),
        state => state.to_string(),
    };
    ItemVerdict {
        standing,
        may_change: state.may_change(),
        reason,
        detail: state.to_bytes(),
    }
}

/// A series was closed below what was taken from it: what lies beyond counts no more.
pub(crate) fn withdraw(
    space: SpaceId,
    replica: Replica,
    last: Seq,
    device: &Device,
    w: &mut Writer<'_>,
) -> Result<()> {
    for mut row in w.items_of_series(space, replica, last.next(), Seq(u64::MAX >> 1))? {
        if let LogItem::Envelope(bytes) = &row.item
            && let Ok(envelope) = Envelope::decode(bytes)
            && let Some(opened) = device.open(space, &envelope)
        {
            for (index, part) in opened.parts.into_iter().chain(opened.newer) {
                if super::parts::is_of_newer(&part) {
                    let place = PartPlace {
                        space,
                        replica: envelope.header().replica,
                        seq: envelope.header().seq,
                        index,
                    };
                    w.release_part(place)?;
                }
                if part.kind == PartKind::Entry
                    && let Ok(entry) = patchwork_model::Entry::decode(&part.body)
                {
                    w.remove_entry(space, EntryId::new(opened.device, entry.number))?;
                }
            }
        }
        row.verdict = verdict(&ItemState::Refused(Refusal::BeyondCut { last }));
        w.keep_item(&row)?;
    }
    Ok(())
}

/// The store as the state machine asks it.
pub(crate) struct StoreLogView<'a, 'c>(pub(crate) &'a Reader<'c>);

impl LogView for StoreLogView<'_, '_> {
    type Error = ClientError;

    fn envelope_at(&self, space: SpaceId, place: SeriesPlace) -> Result<Option<ItemHash>> {
        Ok(self.0.envelope_at(space, place.replica, place.seq)?)
    }

    fn holds(&self, space: SpaceId, item: ItemHash) -> Result<bool> {
        let kept = self.0.item(space, item)?;
        Ok(kept.is_some_and(|row| !matches!(row.item, LogItem::Erased(_))))
    }

    fn chain_at(&self, space: SpaceId, epoch: LogEpoch, n: u64) -> Result<Option<ChainHash>> {
        Ok(self.0.chain_at(space, epoch.0, n)?)
    }

    fn pending(&self, space: SpaceId) -> Result<Vec<PendingItem>> {
        self.0
            .pending_items(space)?
            .into_iter()
            .map(|row| {
                let KeptItem {
                    item,
                    position,
                    state,
                    ..
                } = kept(row)?;
                Ok(PendingItem {
                    item,
                    position,
                    state,
                })
            })
            .collect()
    }
}
