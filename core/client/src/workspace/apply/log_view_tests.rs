//! The store as the state machine asks it, and what it decides by itself in SQL,
//! against core/sync.

use jiff::Timestamp;
use patchwork_protocol::{
    ChainHash, DeviceId, KeyId, LogItem, Part, PartKind, Replica, Seq, SpaceId,
};
use patchwork_store::{NewPart, Store};
use patchwork_sync::{
    Device, Effect, ItemState, KeptItem, LogEpoch, LogPosition, LogView, Refusal, SeriesPlace,
    SpaceRecord, StoredSpace, WaitingFor, is_worth_sealing, log_view_conformance,
    testing::conformance::LogStore,
};
use proptest::prelude::*;
use tempfile::TempDir;
use zeroize::Zeroizing;

use super::{StoreLogView, items};
use crate::error::{ClientError, Result};

/// A store in a folder that goes with it.
struct OnDisk {
    store: Store,
    _folder: TempDir,
}

fn on_disk() -> OnDisk {
    let folder = tempfile::tempdir().unwrap();
    let key = Zeroizing::new([7; 32]);
    let store = Store::create(&folder.path().join("patchwork.db"), &key).unwrap();
    OnDisk {
        store,
        _folder: folder,
    }
}

impl LogStore for OnDisk {
    type Error = ClientError;

    fn transaction(
        &mut self,
        effects: Vec<Effect>,
        ask: &mut dyn FnMut(&dyn LogView<Error = ClientError>),
    ) {
        let done: Result<()> = self.store.write(|w| {
            for effect in effects {
                match effect {
                    Effect::Keep(item) => items::keep(&item, w)?,
                    Effect::Move {
                        space,
                        hash,
                        position,
                    } => w.move_item(space, hash, items::position(position))?,
                    other => panic!("not about an item: {other:?}"),
                }
            }
            ask(&StoreLogView(w));
            Ok(())
        });
        done.unwrap();
    }
}

log_view_conformance!(on_disk);

const ELLA: SpaceId = SpaceId([1; 32]);
const EPOCH: u32 = 2;

/// The state machine of a device whose relay has lost what is older than `EPOCH`.
fn device() -> Device {
    let record = SpaceRecord {
        space: ELLA,
        back_again: vec![],
        epoch: LogEpoch(EPOCH),
        completed_epoch: LogEpoch(EPOCH),
        confirmed: 0,
        cursor: None,
        own: None,
        replicas: vec![],
        pending: false,
        blocked: false,
        promised: None,
        unexplained: vec![],
    };
    let secrets = patchwork_crypto::DeviceSecrets::generate(&mut crate::environment::system_rng());
    let stored = StoredSpace {
        space: ELLA,
        record: Ok(record),
        team_changes: vec![],
        keys: vec![],
    };
    Device::restore(secrets, SpaceId([9; 32]).into(), 0, vec![stored])
}

fn states() -> impl Strategy<Value = ItemState> {
    prop_oneof![
        Just(ItemState::Applied),
        Just(ItemState::AppliedInPart),
        Just(ItemState::Locked(KeyId([5; 16]))),
        Just(ItemState::Waiting(WaitingFor::Founding)),
        Just(ItemState::Refused(Refusal::NotMember)),
        Just(ItemState::Refused(Refusal::BadSignature)),
        Just(ItemState::Refused(Refusal::BeyondCut { last: Seq(0) })),
        Just(ItemState::Erased),
    ]
}

/// An item of any kind, state and epoch; `number` tells it from the others.
fn kept(number: u8, kind: u8, epoch: Option<u32>, state: ItemState) -> KeptItem {
    let bytes = vec![number];
    let item = match kind {
        0 => LogItem::Envelope(bytes),
        1 => LogItem::TeamChange(bytes),
        _ => LogItem::Erased(LogItem::Envelope(bytes).hash()),
    };
    let replica = Replica::new(DeviceId([3; 8]), [4; 8]);
    let place = SeriesPlace {
        replica,
        seq: Seq(u64::from(number) + 1),
    };
    KeptItem {
        space: ELLA,
        hash: item.hash(),
        place: matches!(item, LogItem::Envelope(_)).then_some(place),
        item,
        position: epoch.map(|epoch| LogPosition {
            epoch: LogEpoch(epoch),
            n: u64::from(number) + 1,
            chain: ChainHash([number; 32]),
        }),
        state,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// The statement that finds what the relay has lost, against the rule of core/sync.
    #[test]
    fn the_store_offers_what_sync_says_is_to_be_offered(
        rows in prop::collection::vec((0_u8..3, prop::option::of(0..EPOCH + 2), states()), 0..12),
    ) {
        let device = device();
        let space = device.space(ELLA).unwrap();
        let on_disk = on_disk();
        let store = &on_disk.store;
        let items: Vec<KeptItem> = (0..)
            .zip(rows)
            .map(|(number, (kind, epoch, state))| kept(number, kind, epoch, state))
            .collect();
        let lost: Result<Vec<KeptItem>> = store.write(|w| {
            for item in &items {
                items::keep(item, w)?;
            }
            let lost = w.lost_items(ELLA, EPOCH, 100)?;
            let unseen = w.envelopes_without_position(ELLA, DeviceId([3; 8]))?;
            let lost = lost.into_iter().map(items::kept);
            let unseen = unseen.into_iter().map(items::kept);
            // The client asks sync about the latter.
            let unseen = unseen.filter(|item| item.as_ref().map_or(true, |item| space.is_to_be_offered(item)));
            lost.chain(unseen).collect()
        });
        let mut expected: Vec<KeptItem> =
            items.into_iter().filter(|item| space.is_to_be_offered(item)).collect();
        expected.sort_by_key(|item| {
            item.position.map_or((true, 0, 0), |at| (false, at.epoch.0, at.n))
        });
        prop_assert_eq!(lost.unwrap(), expected);
    }

    /// The statement that finds spaces to seal in, against the rule of core/sync.
    #[test]
    fn the_store_seals_where_sync_says_that_it_is_worth_it(kinds in prop::collection::vec(0_u64..6, 0..4)) {
        let on_disk = on_disk();
        let store = &on_disk.store;
        let now = Timestamp::from_second(1_773_312_120).unwrap();
        let decided: Result<(Vec<SpaceId>, Vec<Part>)> = store.write(|w| {
            for kind in &kinds {
                w.queue(&NewPart {
                    space: ELLA,
                    part: Part { kind: PartKind::from_code(*kind), body: vec![1] },
                    edit: None,
                    entry: None,
                    draft: None,
                    saved_at: now,
                    undo_until: None,
                })?;
            }
            let parts = w.parts_to_seal(ELLA, now)?;
            let parts = parts.into_iter().map(|part| part.part).collect();
            Ok((w.spaces_to_seal(now)?, parts))
        });
        let (spaces, parts) = decided.unwrap();
        prop_assert_eq!(spaces == [ELLA], is_worth_sealing(parts.iter()));
    }
}
