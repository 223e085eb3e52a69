//! Items, spaces, keys, held parts and changes of teams.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::redundant_closure_for_method_calls,
    reason = "outside the product"
)]

mod common;

use common::{ELLA, SAM, TOM_REED, TestStore};
use patchwork_model::{
    NoticeKind, TeamNotChanged,
    testing::{TOM, minute},
};
use patchwork_protocol::{
    ChainHash, DeviceId, ItemHash, KeyId, LogItem, PartKind, Replica, Seq, SpaceId, Wrap,
};
use patchwork_store::{
    HeldBecause, HeldPart, ItemPosition, ItemRow, ItemStanding, ItemVerdict, PartPlace, SpaceUse,
    StoreError, TeamIntentState,
};

fn verdict(standing: ItemStanding, may_change: bool) -> ItemVerdict {
    ItemVerdict {
        standing,
        may_change,
        reason: String::new(),
        detail: vec![1, 2, 3],
    }
}

fn position(epoch: u32, n: u64) -> ItemPosition {
    ItemPosition {
        epoch,
        n,
        chain: ChainHash([u8::try_from(n).unwrap(); 32]),
    }
}

fn series() -> Replica {
    Replica::new(TOM, [3; 8])
}

fn envelope(seq: u64, at: Option<ItemPosition>) -> ItemRow {
    let item = LogItem::Envelope(format!("envelope {seq}").into_bytes());
    ItemRow {
        space: ELLA,
        hash: item.hash(),
        item,
        position: at,
        place: Some((series(), Seq(seq))),
        holds_place: true,
        verdict: verdict(ItemStanding::Applied, false),
    }
}

#[test]
fn a_hash_alone_never_takes_the_place_of_bytes() {
    let store = TestStore::new();
    let kept = envelope(1, Some(position(0, 1)));
    let blanked = ItemRow {
        item: LogItem::Erased(kept.hash),
        position: Some(position(1, 1)),
        place: None,
        verdict: verdict(ItemStanding::Erased, false),
        ..kept.clone()
    };
    store
        .write(|w| {
            w.keep_item(&kept)?;
            w.keep_item(&blanked)
        })
        .unwrap();
    let found = store.read(|r| r.item(ELLA, kept.hash)).unwrap();
    assert_eq!(found.as_ref(), Some(&kept));
    // The other way round the bytes are welcome.
    let store = TestStore::new();
    store
        .write(|w| {
            w.keep_item(&blanked)?;
            w.keep_item(&kept)
        })
        .unwrap();
    let found = store.read(|r| r.item(ELLA, kept.hash)).unwrap();
    assert_eq!(found.map(|row| row.item), Some(kept.item));
}

#[test]
fn an_item_reads_back_as_it_was_kept() {
    let store = TestStore::new();
    let locked = ItemRow {
        verdict: ItemVerdict {
            standing: ItemStanding::Locked(KeyId([5; 16])),
            may_change: true,
            reason: "locked: no key yet".to_owned(),
            detail: vec![],
        },
        ..envelope(2, Some(position(0, 2)))
    };
    let unreadable = ItemRow {
        space: ELLA,
        hash: LogItem::TeamChange(vec![0xff]).hash(),
        item: LogItem::TeamChange(vec![0xff]),
        position: Some(position(0, 3)),
        place: None,
        holds_place: false,
        verdict: verdict(ItemStanding::Refused, false),
    };
    let erased = ItemRow {
        hash: ItemHash([8; 32]),
        item: LogItem::Erased(ItemHash([8; 32])),
        place: None,
        position: Some(position(0, 4)),
        verdict: verdict(ItemStanding::Erased, false),
        ..unreadable.clone()
    };
    let made_here = envelope(9, None);
    let items = [locked, unreadable, erased, made_here];
    store
        .write(|w| items.iter().try_for_each(|item| w.keep_item(item)))
        .unwrap();
    for item in &items {
        let kept = store.read(|r| r.item(ELLA, item.hash)).unwrap();
        assert_eq!(kept.as_ref(), Some(item));
        assert_eq!(store.read(|r| r.item(SAM, item.hash)).unwrap(), None);
    }
    let refused = store.read(|r| r.refused_items(10)).unwrap();
    assert_eq!(refused, [items[1].clone()]);
}

#[test]
fn an_item_kept_again_takes_the_new_verdict_and_never_loses_its_place_in_the_log() {
    let store = TestStore::new();
    let waiting = ItemRow {
        verdict: verdict(ItemStanding::Waiting, true),
        ..envelope(1, Some(position(0, 7)))
    };
    store.write(|w| w.keep_item(&waiting)).unwrap();
    assert_eq!(
        store.read(|r| r.pending_items(ELLA)).unwrap(),
        std::slice::from_ref(&waiting)
    );
    let applied = ItemRow {
        position: None,
        verdict: verdict(ItemStanding::Applied, false),
        ..waiting
    };
    store.write(|w| w.keep_item(&applied)).unwrap();
    let kept = store.read(|r| r.item(ELLA, applied.hash)).unwrap().unwrap();
    assert_eq!(kept.position, Some(position(0, 7)));
    assert_eq!(kept.verdict, applied.verdict);
    assert_eq!(store.read(|r| r.pending_items(ELLA)).unwrap(), []);

    store
        .write(|w| w.move_item(ELLA, applied.hash, position(1, 2)))
        .unwrap();
    assert_eq!(
        store.read(|r| r.chain_at(ELLA, 1, 2)).unwrap(),
        Some(position(1, 2).chain)
    );
    assert_eq!(store.read(|r| r.chain_at(ELLA, 0, 7)).unwrap(), None);
    let nowhere = store.write(|w| w.move_item(ELLA, ItemHash([0; 32]), position(1, 3)));
    assert!(matches!(nowhere, Err(StoreError::NotThere(_))));
}

#[test]
fn what_pends_comes_in_the_relays_order_then_in_that_of_coming() {
    let store = TestStore::new();
    let pending = |seq, at| ItemRow {
        verdict: verdict(ItemStanding::Waiting, true),
        ..envelope(seq, at)
    };
    let items = [
        pending(5, None),
        pending(4, None),
        pending(3, Some(position(1, 1))),
        pending(2, Some(position(0, 9))),
        pending(1, Some(position(0, 8))),
    ];
    store
        .write(|w| items.iter().try_for_each(|item| w.keep_item(item)))
        .unwrap();
    let order: Vec<u64> = store
        .read(|r| r.pending_items(ELLA))
        .unwrap()
        .iter()
        .map(|item| item.place.unwrap().1.0)
        .collect();
    assert_eq!(order, [1, 2, 3, 5, 4]);
}

#[test]
fn a_forged_second_envelope_does_not_hold_its_place() {
    let store = TestStore::new();
    let honest = envelope(1, Some(position(0, 1)));
    let forged_item = LogItem::Envelope(b"forged".to_vec());
    let forged = ItemRow {
        hash: forged_item.hash(),
        item: forged_item,
        holds_place: false,
        position: Some(position(0, 2)),
        verdict: verdict(ItemStanding::Refused, false),
        ..honest.clone()
    };
    store
        .write(|w| {
            w.keep_item(&forged)?;
            w.keep_item(&honest)
        })
        .unwrap();
    let at = store
        .read(|r| r.envelope_at(ELLA, series(), Seq(1)))
        .unwrap();
    assert_eq!(at, Some(honest.hash));
    assert_eq!(
        store
            .read(|r| r.envelope_at(ELLA, series(), Seq(2)))
            .unwrap(),
        None
    );
}

#[test]
fn what_the_relay_lost_is_offered_in_its_old_order_until_it_may_not_take_it() {
    let store = TestStore::new();
    let items = [
        envelope(3, Some(position(0, 3))),
        envelope(1, Some(position(0, 1))),
        envelope(2, Some(position(0, 2))),
        envelope(4, Some(position(1, 1))),
        envelope(5, None),
    ];
    store
        .write(|w| items.iter().try_for_each(|item| w.keep_item(item)))
        .unwrap();
    let lost = |epoch| {
        let lost = store.read(|r| r.lost_items(ELLA, epoch, 10)).unwrap();
        lost.iter()
            .map(|item| item.place.unwrap().1.0)
            .collect::<Vec<_>>()
    };
    assert_eq!(lost(0), Vec::<u64>::new());
    assert_eq!(lost(1), [1, 2, 3]);
    store
        .write(|w| w.stop_offering(ELLA, series(), Seq(2)))
        .unwrap();
    store
        .write(|w| w.move_item(ELLA, items[1].hash, position(1, 2)))
        .unwrap();
    assert_eq!(lost(1), [3]);

    let from_two = store
        .read(|r| r.items_of_series(ELLA, series(), Seq(2), Seq(4)))
        .unwrap();
    assert_eq!(from_two.len(), 3);
    let after = store.read(|r| r.items_after(ELLA, 0, 2, 10)).unwrap();
    let numbers: Vec<u64> = after.iter().map(|item| item.place.unwrap().1.0).collect();
    assert_eq!(numbers, [3, 4, 1]);
}

#[test]
fn spaces_records_and_team_changes_survive_reopening() {
    let mut store = TestStore::new();
    store
        .write(|w| {
            w.put_space_record(ELLA, b"record")?;
            w.put_space_use(ELLA, SpaceUse::Case)?;
            w.put_actor(ELLA, [4; 16])?;
            w.put_space_use(SAM, SpaceUse::Compartment)?;
            w.put_team_change(ELLA, 1, b"add tom")?;
            w.put_team_change(ELLA, 0, b"found")?;
            w.put_team_change(ELLA, 1, b"add joan")?;
            w.put_team_change(ELLA, 2, b"lost its place")?;
            w.drop_team_changes(ELLA, 2)
        })
        .unwrap();
    store.reopen();
    let ella = store.read(|r| r.space(ELLA)).unwrap().unwrap();
    assert_eq!(ella.record, b"record");
    assert_eq!(
        (ella.kind, ella.actor),
        (Some(SpaceUse::Case), Some([4; 16]))
    );
    assert_eq!(store.read(|r| r.spaces()).unwrap().len(), 2);
    let changes = store.read(|r| r.team_changes()).unwrap();
    let bytes: Vec<&[u8]> = changes
        .iter()
        .map(|change| change.bytes.as_slice())
        .collect();
    assert_eq!(bytes, [b"found".as_slice(), b"add joan"]);
    assert!(changes.iter().all(|change| change.space == ELLA));
}

#[test]
fn keys_and_wraps_are_kept_until_they_are_not_needed() {
    let store = TestStore::new();
    let wrap = |space: SpaceId| Wrap {
        space,
        key_id: KeyId([1; 16]),
        recipient: DeviceId([2; 8]),
        sender: DeviceId([3; 8]),
        sealed: vec![9; 1168],
    };
    store
        .write(|w| {
            w.put_space_key(ELLA, KeyId([1; 16]), &[7; 32])?;
            w.put_space_key(ELLA, KeyId([1; 16]), &[8; 32])?;
            w.put_space_key(SAM, KeyId([2; 16]), &[9; 32])?;
            w.put_wrap(&wrap(ELLA))?;
            w.put_wrap(&wrap(ELLA))?;
            w.put_wrap(&wrap(SAM))
        })
        .unwrap();
    let keys = store.read(|r| r.space_keys()).unwrap();
    let keys: Vec<_> = keys.iter().filter(|key| key.space == ELLA).collect();
    assert_eq!(keys.len(), 1);
    assert_eq!(
        keys[0].key.as_slice(),
        [7; 32],
        "the first stays: its id commits to it"
    );
    assert!(
        !format!("{keys:?}").contains("7, 7"),
        "a key is never printed"
    );
    assert_eq!(store.read(|r| r.space_keys()).unwrap().len(), 2);
    assert_eq!(store.read(|r| r.wraps_to_upload(10)).unwrap().len(), 2);
    store.write(|w| w.wrap_uploaded(&wrap(ELLA))).unwrap();
    assert_eq!(store.read(|r| r.wraps_to_upload(10)).unwrap(), [wrap(SAM)]);
}

#[test]
fn a_part_that_cannot_be_used_is_held_with_its_bytes() {
    let store = TestStore::new();
    let place = PartPlace {
        space: ELLA,
        replica: series(),
        seq: Seq(4),
        index: 0,
    };
    let mut part = HeldPart {
        place,
        kind: PartKind::Unknown(77),
        device: TOM,
        author: TOM_REED,
        body: b"from the future".to_vec(),
        because: HeldBecause::Waits,
    };
    store.write(|w| w.hold_part(&part)).unwrap();
    part.because = HeldBecause::Refused("an unknown kind".to_owned());
    store.write(|w| w.hold_part(&part)).unwrap();
    assert_eq!(store.read(|r| r.held_parts(ELLA)).unwrap(), [part.clone()]);
    assert_eq!(store.read(|r| r.all_held_parts()).unwrap(), [part]);
    store.write(|w| w.release_part(place)).unwrap();
    assert_eq!(store.read(|r| r.all_held_parts()).unwrap(), []);
}

#[test]
fn a_queued_change_of_team_keeps_its_intent_its_plan_and_its_state() {
    let store = TestStore::new();
    let id = store
        .write(|w| w.queue_intent(ELLA, b"add tom", None, minute(1)))
        .unwrap();
    let moot = store
        .write(|w| w.queue_intent(SAM, b"x", Some(b"signed"), minute(2)))
        .unwrap();
    let state = TeamIntentState::NotMade {
        why: TeamNotChanged::AgainstTheRules,
        detail: "its author may not do this".to_owned(),
    };
    store
        .write(|w| {
            w.plan_intent(id, Some(b"signed with wraps"))?;
            w.set_intent_state(id, &state)?;
            w.drop_intent(moot)
        })
        .unwrap();
    let intents = store.read(|r| r.intents()).unwrap();
    assert_eq!(intents.len(), 1);
    assert_eq!((intents[0].id, &intents[0].state), (id, &state));
    assert_eq!(
        intents[0].planned.as_deref(),
        Some(b"signed with wraps".as_slice())
    );
    assert_eq!(store.read(|r| r.intents_of(ELLA)).unwrap(), intents);
    let gone = store.write(|w| w.plan_intent(moot, None));
    assert!(matches!(gone, Err(StoreError::NotThere(_))));
}

#[test]
fn the_same_notice_is_told_once_and_the_latest_word_of_each_counts() {
    let store = TestStore::new();
    store
        .write(|w| {
            w.add_notice(ELLA, NoticeKind::TwoTeamChanges, "3", minute(1))?;
            w.add_notice(ELLA, NoticeKind::TwoTeamChanges, "3", minute(2))?;
            w.heard_from(ELLA, TOM_REED, minute(5))?;
            w.heard_from(ELLA, TOM_REED, minute(3))?;
            w.heard_from(SAM, TOM_REED, minute(4))
        })
        .unwrap();
    let notices = store.read(|r| r.notices(10)).unwrap();
    assert_eq!((notices.len(), notices[0].at), (1, minute(1)));
    assert_eq!(
        store.read(|r| r.last_heard()).unwrap(),
        [(TOM_REED, minute(5))]
    );
    store.write(|w| w.dismiss_notice(notices[0].id)).unwrap();
    assert_eq!(store.read(|r| r.notices(10)).unwrap(), []);
}
