//! What every [`LogView`] must do, as tests that any of them runs:
//! `patchwork_sync::log_view_conformance!(open)`, where `open()` gives an empty
//! [`LogStore`].
//!
//! Each question is asked twice: before the transaction ends that wrote what it
//! is about, and in a later one.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    missing_docs,
    reason = "these are tests"
)]

use core::fmt::Debug;

use patchwork_protocol::{ChainHash, DeviceId, ItemHash, KeyId, LogItem, Replica, Seq, SpaceId};

use crate::{
    Effect, ItemState, KeptItem, LogEpoch, LogPosition, LogView, Refusal, SeriesPlace, WaitingFor,
};

/// A store under test.
pub trait LogStore {
    /// Why a read fails.
    type Error: Debug;

    /// Carries out effects on items in one transaction, and asks before it ends.
    fn transaction(
        &mut self,
        effects: Vec<Effect>,
        ask: &mut dyn FnMut(&dyn LogView<Error = Self::Error>),
    );
}

/// Makes a test of each rule. `open` is a path to a function without arguments.
#[macro_export]
macro_rules! log_view_conformance {
    ($open:path) => {
        $crate::log_view_conformance!(@each $open:
            an_envelope_is_found_at_its_place,
            what_is_not_its_authors_holds_no_place,
            what_is_refused_otherwise_holds_its_place,
            a_forgery_does_not_take_the_place_of_the_first,
            what_turns_out_forged_gives_its_place_up,
            only_kept_bytes_are_held,
            a_hash_alone_does_not_take_the_place_of_bytes,
            a_chain_is_known_by_its_epoch_and_number,
            a_moved_item_has_the_chain_of_its_new_position,
            only_what_may_change_is_pending,
            what_was_decided_is_pending_no_more,
            pending_items_come_by_position_and_those_without_one_last_as_they_came,
            a_position_stays_until_the_item_is_moved,
            each_space_is_asked_for_itself,
        );
    };
    (@each $open:path: $($name:ident,)*) => {
        $(
            #[test]
            fn $name() {
                $crate::testing::conformance::$name(&mut $open());
            }
        )*
    };
}

const ELLA: SpaceId = SpaceId([1; 32]);
const SAM: SpaceId = SpaceId([2; 32]);
const WAITING: ItemState = ItemState::Waiting(WaitingFor::Founding);

fn place(seq: u64) -> SeriesPlace {
    SeriesPlace {
        replica: Replica::new(DeviceId([3; 8]), [4; 8]),
        seq: Seq(seq),
    }
}

fn position(epoch: u32, n: u8) -> LogPosition {
    LogPosition {
        epoch: LogEpoch(epoch),
        n: n.into(),
        chain: ChainHash([n; 32]),
    }
}

fn envelope(text: &str, at: SeriesPlace, state: ItemState) -> KeptItem {
    let item = LogItem::Envelope(text.as_bytes().to_vec());
    KeptItem {
        space: ELLA,
        hash: item.hash(),
        item,
        position: None,
        place: Some(at),
        state,
    }
}

fn forgeries() -> [Refusal; 3] {
    [
        Refusal::TwoEnvelopes,
        Refusal::BadSignature,
        Refusal::Malformed("not an envelope".to_owned()),
    ]
}

fn write<S: LogStore>(store: &mut S, effects: impl IntoIterator<Item = KeptItem>) {
    let effects = effects.into_iter().map(Effect::Keep).collect();
    store.transaction(effects, &mut |_| {});
}

/// The answer, asked in the transaction that carries out the effects and in the next.
fn ask_after<S: LogStore, T: PartialEq + Debug>(
    store: &mut S,
    effects: Vec<Effect>,
    question: impl Fn(&dyn LogView<Error = S::Error>) -> Result<T, S::Error>,
) -> T {
    let [now, later] = [effects, Vec::new()].map(|effects| {
        let mut answer = None;
        store.transaction(effects, &mut |log| answer = Some(question(log).unwrap()));
        answer.unwrap()
    });
    assert_eq!(now, later, "the same before the transaction ends and after");
    now
}

fn keep(item: &KeptItem) -> Vec<Effect> {
    vec![Effect::Keep(item.clone())]
}

fn move_to(item: &KeptItem, position: LogPosition) -> Vec<Effect> {
    vec![Effect::Move {
        space: item.space,
        hash: item.hash,
        position,
    }]
}

fn pending<S: LogStore>(store: &mut S, effects: Vec<Effect>) -> Vec<ItemHash> {
    ask_after(store, effects, |log| {
        let pending = log.pending(ELLA)?;
        Ok(pending.iter().map(|pending| pending.item.hash()).collect())
    })
}

pub fn an_envelope_is_found_at_its_place<S: LogStore>(store: &mut S) {
    let mut received = envelope("received", place(1), ItemState::Applied);
    received.position = Some(position(0, 1));
    let own = envelope("made here", place(2), ItemState::Applied);
    for item in [&received, &own] {
        let at = item.place.unwrap();
        let found = ask_after(store, keep(item), |log| log.envelope_at(ELLA, at));
        assert_eq!(found, Some(item.hash));
    }
    let missing = ask_after(store, vec![], |log| log.envelope_at(ELLA, place(3)));
    assert_eq!(missing, None);
}

pub fn what_is_not_its_authors_holds_no_place<S: LogStore>(store: &mut S) {
    for (seq, refusal) in (1..).zip(forgeries()) {
        let forged = envelope("forged", place(seq), ItemState::Refused(refusal));
        let found = ask_after(store, keep(&forged), |log| {
            log.envelope_at(ELLA, place(seq))
        });
        assert_eq!(found, None, "{}", forged.state);
        let real = envelope(&format!("real {seq}"), place(seq), WAITING);
        let found = ask_after(store, keep(&real), |log| log.envelope_at(ELLA, place(seq)));
        assert_eq!(found, Some(real.hash), "{}", forged.state);
    }
}

pub fn what_is_refused_otherwise_holds_its_place<S: LogStore>(store: &mut S) {
    let refusals = [
        Refusal::BeyondCut { last: Seq(1) },
        Refusal::NotMember,
        Refusal::ForeignKey(KeyId([5; 16])),
        Refusal::OtherDirectory,
        Refusal::Unopenable("no parts".to_owned()),
    ];
    for (seq, refusal) in (1..).zip(refusals) {
        let text = format!("refused {seq}");
        let item = envelope(&text, place(seq), ItemState::Refused(refusal));
        let found = ask_after(store, keep(&item), |log| log.envelope_at(ELLA, place(seq)));
        assert_eq!(found, Some(item.hash), "{}", item.state);
    }
}

pub fn a_forgery_does_not_take_the_place_of_the_first<S: LogStore>(store: &mut S) {
    let first = envelope("first", place(1), ItemState::Applied);
    write(store, [first.clone()]);
    for refusal in forgeries() {
        let text = format!("second: {refusal}");
        let second = envelope(&text, place(1), ItemState::Refused(refusal));
        let found = ask_after(store, keep(&second), |log| log.envelope_at(ELLA, place(1)));
        assert_eq!(found, Some(first.hash), "{}", second.state);
    }
}

pub fn what_turns_out_forged_gives_its_place_up<S: LogStore>(store: &mut S) {
    let mut item = envelope("unknown author", place(1), WAITING);
    write(store, [item.clone()]);
    item.state = ItemState::Refused(Refusal::BadSignature);
    let found = ask_after(store, keep(&item), |log| log.envelope_at(ELLA, place(1)));
    assert_eq!(found, None);
    let mut both = keep(&envelope("judged twice", place(2), WAITING));
    let forged = ItemState::Refused(Refusal::BadSignature);
    both.extend(keep(&envelope("judged twice", place(2), forged)));
    let found = ask_after(store, both, |log| log.envelope_at(ELLA, place(2)));
    assert_eq!(found, None);
}

pub fn only_kept_bytes_are_held<S: LogStore>(store: &mut S) {
    let item = envelope("kept", place(1), ItemState::Applied);
    assert!(!ask_after(store, vec![], |log| log.holds(ELLA, item.hash)));
    assert!(ask_after(store, keep(&item), |log| log.holds(ELLA, item.hash)));
    let hash = ItemHash([9; 32]);
    let erased = KeptItem {
        hash,
        item: LogItem::Erased(hash),
        place: None,
        position: Some(position(0, 1)),
        ..envelope("", place(1), ItemState::Erased)
    };
    assert!(!ask_after(store, keep(&erased), |log| log.holds(ELLA, hash)));
}

pub fn a_hash_alone_does_not_take_the_place_of_bytes<S: LogStore>(store: &mut S) {
    let item = envelope("kept", place(1), ItemState::Applied);
    write(store, [item.clone()]);
    let erased = KeptItem {
        item: LogItem::Erased(item.hash),
        place: None,
        state: ItemState::Erased,
        ..item.clone()
    };
    assert!(ask_after(store, keep(&erased), |log| log.holds(ELLA, item.hash)));
}

pub fn a_chain_is_known_by_its_epoch_and_number<S: LogStore>(store: &mut S) {
    for (epoch, n) in [(0, 1), (0, 2), (1, 3)] {
        let text = format!("{epoch} {n}");
        let mut item = envelope(&text, place(n.into()), ItemState::Applied);
        item.position = Some(position(epoch, n));
        write(store, [item]);
    }
    let chain = |store: &mut S, epoch, n| {
        ask_after(store, vec![], |log| log.chain_at(ELLA, LogEpoch(epoch), n))
    };
    assert_eq!(chain(store, 0, 1), Some(ChainHash([1; 32])));
    assert_eq!(chain(store, 0, 2), Some(ChainHash([2; 32])));
    assert_eq!(chain(store, 1, 3), Some(ChainHash([3; 32])));
    assert_eq!(chain(store, 0, 3), None);
    assert_eq!(chain(store, 1, 1), None);
}

pub fn a_moved_item_has_the_chain_of_its_new_position<S: LogStore>(store: &mut S) {
    let mut item = envelope("moved", place(1), ItemState::Applied);
    item.position = Some(position(0, 1));
    write(store, [item.clone()]);
    let moved = move_to(&item, position(1, 7));
    let chain = ask_after(store, moved, |log| log.chain_at(ELLA, LogEpoch(1), 7));
    assert_eq!(chain, Some(ChainHash([7; 32])));
}

pub fn only_what_may_change_is_pending<S: LogStore>(store: &mut S) {
    let states = [
        ItemState::Applied,
        ItemState::AppliedInPart,
        ItemState::Locked(KeyId([5; 16])),
        WAITING,
        ItemState::Waiting(WaitingFor::Update),
        ItemState::Refused(Refusal::NotMember),
        ItemState::Refused(Refusal::ForeignKey(KeyId([5; 16]))),
        ItemState::Refused(Refusal::OtherDirectory),
        ItemState::Refused(Refusal::BadSignature),
        ItemState::Refused(Refusal::LostItsPlace),
    ];
    let items: Vec<KeptItem> = (1..)
        .zip(states)
        .map(|(seq, state)| envelope(&seq.to_string(), place(seq), state))
        .collect();
    write(store, items.clone());
    let expected: Vec<_> = items
        .into_iter()
        .filter(|item| item.state.may_change())
        .map(|item| (item.item, item.position, item.state))
        .collect();
    let pending = ask_after(store, vec![], |log| log.pending(ELLA));
    let pending: Vec<_> = pending
        .into_iter()
        .map(|pending| (pending.item, pending.position, pending.state))
        .collect();
    assert_eq!(pending, expected);
}

pub fn what_was_decided_is_pending_no_more<S: LogStore>(store: &mut S) {
    let mut item = envelope("decided", place(1), WAITING);
    assert_eq!(pending(store, keep(&item)), [item.hash]);
    item.state = ItemState::Applied;
    assert_eq!(pending(store, keep(&item)), []);
}

pub fn pending_items_come_by_position_and_those_without_one_last_as_they_came<S: LogStore>(
    store: &mut S,
) {
    let at = |seq: u64, position| KeptItem {
        position,
        ..envelope(&format!("item {seq}"), place(seq), WAITING)
    };
    let mut items = vec![
        at(1, None),
        at(2, None),
        at(3, Some(position(1, 1))),
        at(4, Some(position(0, 9))),
        at(5, None),
        at(6, Some(position(0, 2))),
        at(7, None),
    ];
    let [a, b, c, d, e, f, g] = [0, 1, 2, 3, 4, 5, 6].map(|index| items[index].hash);
    let later = items.split_off(4);
    write(store, items.clone());
    let all = later.into_iter().map(Effect::Keep).collect();
    assert_eq!(pending(store, all), [f, d, c, a, b, e, g]);
    // Judged again, an item stays where it was.
    items[0].state = ItemState::Waiting(WaitingFor::TeamChange);
    assert_eq!(pending(store, keep(&items[0])), [f, d, c, a, b, e, g]);
    // Where the relay has it counts from the moment that it says so.
    let moved = move_to(&items[1], position(0, 5));
    assert_eq!(pending(store, moved), [f, b, d, c, a, e, g]);
}

pub fn a_position_stays_until_the_item_is_moved<S: LogStore>(store: &mut S) {
    let mut item = envelope("placed", place(1), WAITING);
    item.position = Some(position(0, 4));
    write(store, [item.clone()]);
    let positions = |log: &dyn LogView<Error = S::Error>| {
        let pending = log.pending(ELLA)?;
        Ok(pending
            .into_iter()
            .map(|pending| pending.position)
            .collect())
    };
    item.position = None;
    item.state = ItemState::Waiting(WaitingFor::TeamChange);
    let after: Vec<_> = ask_after(store, keep(&item), positions);
    assert_eq!(after, [Some(position(0, 4))]);
    let moved = move_to(&item, position(1, 2));
    let after: Vec<_> = ask_after(store, moved, positions);
    assert_eq!(after, [Some(position(1, 2))]);
}

pub fn each_space_is_asked_for_itself<S: LogStore>(store: &mut S) {
    let mut item = envelope("Ella's", place(1), WAITING);
    item.position = Some(position(0, 1));
    write(store, [item.clone()]);
    assert!(!ask_after(store, vec![], |log| log.holds(SAM, item.hash)));
    let nothing = ask_after(store, vec![], |log| {
        Ok((
            log.envelope_at(SAM, place(1))?,
            log.chain_at(SAM, LogEpoch(0), 1)?,
            log.pending(SAM)?,
        ))
    });
    assert_eq!(nothing, (None, None, Vec::new()));
}
