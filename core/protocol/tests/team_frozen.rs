//! What a newer app writes: recognised, never skipped, and good for nothing else.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use minicbor::Encoder;
use patchwork_protocol::{
    Action, Malformed, Refusal, Role, SpaceId, SpaceKind, TeamChange,
    team::testing::{TestDevice, TestPartnership, TestPerson, TestSpace, noon},
};

fn newer(author: &TestDevice, space: &TestSpace, partnership: &TestPartnership) -> TeamChange {
    let head = space.state.head();
    let mut bytes = Vec::new();
    Encoder::new(&mut bytes)
        .array(9)
        .and_then(|e| e.u64(2))
        .and_then(|e| e.u64(head.index + 1))
        .and_then(|e| e.encode(head.hash))
        .and_then(|e| e.encode(author.id()))
        .and_then(|e| e.encode(partnership.directory().head()))
        .and_then(|e| e.i64(noon().as_millisecond()))
        .and_then(|e| e.str("something else"))
        .and_then(|e| e.array(1)?.array(0))
        .unwrap();
    let signed = [b"patchwork/team/1".as_slice(), &space.id().0, &bytes].concat();
    let signature = author.sign(&signed);
    Encoder::new(&mut bytes).bytes(&signature).unwrap();
    TeamChange::decode(&bytes).unwrap()
}

fn unknown() -> Action {
    // [200, "new", [1, 2]]
    let bytes = vec![0x83, 0x18, 200, 0x63, b'n', b'e', b'w', 0x82, 1, 2];
    Action::Unknown { kind: 200, bytes }
}

fn case() -> (TestPartnership, TestSpace, TestPerson, TestPerson) {
    let mut partnership = TestPartnership::found(1);
    let (ana, cat) = (partnership.join(10), partnership.join(11));
    let space = partnership.open(SpaceKind::Case, 50, &ana, &[(&cat, Role::Observer)]);
    (partnership, space, ana, cat)
}

#[test]
fn an_unknown_action_reads_back_as_it_came() {
    let (partnership, space, ana, _) = case();
    let head = partnership.directory().head();
    let change = space.change(&ana.device, head, vec![Action::Close, unknown()]);
    let again = TeamChange::decode(change.bytes()).unwrap();
    assert_eq!(again, change);
    assert_eq!(again.actions(), [Action::Close, unknown()]);
    assert!(!again.is_understood());
}

#[test]
fn an_unknown_action_or_version_freezes_the_space() {
    let (partnership, space, ana, _) = case();
    let directory = partnership.directory();
    let action = space.change(
        &ana.device,
        directory.head(),
        vec![Action::Close, unknown()],
    );
    for change in [action, newer(&ana.device, &space, &partnership)] {
        let mut space = space.clone();
        space.take(change.clone(), Some(directory)).unwrap();
        let state = &space.state;
        assert!(state.is_frozen());
        assert!(!state.is_closed(), "none of its actions is taken");
        assert_eq!(state.head(), change.head());
        assert_eq!(state.role_of(ana.id), Some(Role::Manager));
        assert!(!state.may_write(ana.device.id(), directory));
        let refusal = partnership
            .post_in(&mut space, &ana.device, vec![Action::Close])
            .unwrap_err();
        assert_eq!(refusal, Refusal::Frozen);
        assert!(refusal.is_waiting());
    }
}

#[test]
fn a_stranger_or_an_observer_cannot_freeze_a_space() {
    let (partnership, mut space, _, cat) = case();
    let directory = partnership.directory();
    let stranger = newer(&TestDevice::new(77), &space, &partnership);
    let refused = space.take(stranger, Some(directory));
    assert!(matches!(refused, Err(Refusal::UnknownAuthor(_))));
    let observer = newer(&cat.device, &space, &partnership);
    assert_eq!(
        space.take(observer, Some(directory)),
        Err(Refusal::NotAllowed)
    );
    let admin = newer(&partnership.founder.device, &space, &partnership);
    assert_eq!(space.take(admin, Some(directory)), Err(Refusal::NotMember));
}

#[test]
fn a_newer_change_that_was_altered_is_refused() {
    let (partnership, space, ana, _) = case();
    let change = newer(&ana.device, &space, &partnership);
    for bit in 0..change.bytes().len() * 8 {
        let mut bytes = change.bytes().to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let Ok(flipped) = TeamChange::decode(&bytes) else {
            continue;
        };
        let applied = space.state.apply(&flipped, Some(partnership.directory()));
        assert!(applied.is_err(), "bit {bit}");
    }
}

#[test]
fn the_directory_freezes_too() {
    let mut partnership = TestPartnership::found(1);
    let ana = partnership.join(10);
    partnership.post(&ana.device, vec![unknown()]).unwrap();
    assert!(partnership.space.state.is_frozen());
    let founder = partnership.founder.device.clone();
    assert_eq!(
        partnership.post(&founder, vec![Action::Close]),
        Err(Refusal::Frozen)
    );
}

#[test]
fn deep_nesting_is_read_without_recursion_or_refused() {
    for depth in [10, 1_000, 60_000] {
        let mut bytes = vec![0x88, 0x02, 0x00, 0x58, 32];
        bytes.extend([0; 32]);
        bytes.extend([0x48, 0, 0, 0, 0, 0, 0, 0, 0, 0x82, 0, 0x58, 32]);
        bytes.extend([0; 32]);
        bytes.push(0);
        bytes.extend(core::iter::repeat_n(0x81, depth));
        bytes.push(0);
        bytes.extend([0x58, 64]);
        bytes.extend([0; 64]);
        assert!(TeamChange::decode(&bytes).is_ok(), "depth {depth}");
    }
}

#[test]
fn a_known_action_with_other_fields_is_malformed() {
    let device = TestDevice::new(1);
    for bytes in [
        vec![0x82, 7, 0],
        vec![0x81, 2],
        vec![0x80],
        vec![0x81, 0x18, 7],
        vec![0x9f, 7, 0xff],
    ] {
        let raw = Action::Unknown {
            kind: 7,
            bytes: bytes.clone(),
        };
        let unsigned = patchwork_protocol::UnsignedTeamChange::founding(
            device.id(),
            TeamChange::NO_DIRECTORY,
            noon(),
            vec![raw],
        );
        let change = device.seal(unsigned, SpaceId::ZERO);
        let decoded = TeamChange::decode(change.bytes());
        assert!(
            matches!(decoded, Err(Malformed::Cbor(_) | Malformed::NotCanonical)),
            "{bytes:x?}: {decoded:?}"
        );
    }
}
