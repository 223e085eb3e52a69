//! What holds of teams whatever people do, and in whatever order.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use patchwork_protocol::{
    Action, AgencyId, Cut, Directory, ItemHash, Principal, Refusal, Role, Seq, SpaceKind,
    SpaceState, Standing, TeamChange,
    team::testing::{
        TestDevice, TestPartnership, TestPerson, TestSpace, add, grant, remove, revoke, rotate,
        set_role, withdraw,
    },
};
use proptest::prelude::*;

/// Who tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Stranger,
    Administrator,
    Observer,
    Member,
    Manager,
    RevokedManager,
    UnconfirmedManager,
}

const EVERYONE: [Who; 7] = [
    Who::Stranger,
    Who::Administrator,
    Who::Observer,
    Who::Member,
    Who::Manager,
    Who::RevokedManager,
    Who::UnconfirmedManager,
];

struct Scene {
    partnership: TestPartnership,
    space: TestSpace,
    people: Vec<TestPerson>,
    revoked: TestDevice,
    unconfirmed: TestDevice,
    waiting: TestDevice,
}

/// Manager, member, observer, stranger; a second manager with a revoked, an
/// unconfirmed and a good device; a member's device that waits to be confirmed.
fn scene() -> Scene {
    let mut partnership = TestPartnership::found(1);
    let people: Vec<_> = (10..15).map(|seed| partnership.join(seed)).collect();
    let [revoked, unconfirmed, waiting] = [30, 31, 32].map(TestDevice::new);
    let second = &people[4];
    partnership.add_device(second.id, &unconfirmed, 131);
    partnership.add_device(people[1].id, &waiting, 132);
    let link = revoked.link(partnership.id(), second.id);
    partnership.post(&second.device, vec![link]).unwrap();
    let team = [
        (&people[1], Role::Member),
        (&people[2], Role::Observer),
        (&people[4], Role::Manager),
    ];
    let space = partnership.open(SpaceKind::Case, 50, &people[0], &team);
    partnership.decide(vec![revoke(&revoked)]);
    Scene {
        partnership,
        space,
        people,
        revoked,
        unconfirmed,
        waiting,
    }
}

impl Scene {
    fn device(&self, who: Who) -> &TestDevice {
        match who {
            Who::Stranger => &self.people[3].device,
            Who::Administrator => &self.partnership.founder.device,
            Who::Observer => &self.people[2].device,
            Who::Member => &self.people[1].device,
            Who::Manager => &self.people[0].device,
            Who::RevokedManager => &self.revoked,
            Who::UnconfirmedManager => &self.unconfirmed,
        }
    }

    fn actions(&self) -> Vec<Action> {
        vec![
            add(&self.people[3], Role::Observer),
            add(&self.people[3], Role::Manager),
            set_role(&self.people[1], Role::Manager, Cut::NONE),
            set_role(&self.people[2], Role::Member, Cut::NONE),
            remove(&self.people[2], self.people[2].device.cut(1)),
            remove(&self.people[4], Cut::NONE),
            rotate(51, self.revoked.cut(3)),
            Action::ConfirmDevice {
                device: self.waiting.id(),
            },
            Action::Close,
            Action::Redact {
                replica: self.people[1].device.replica(1),
                seq: Seq(1),
                item: ItemHash([1; 32]),
                part: 0,
            },
        ]
    }
}

#[test]
fn each_role_may_do_what_the_matrix_says_and_nothing_else() {
    let scene = scene();
    for action in scene.actions() {
        for who in EVERYONE {
            let mut space = scene.space.clone();
            let actions = vec![action.clone()];
            let outcome = scene
                .partnership
                .post_in(&mut space, scene.device(who), actions);
            let device = scene.device(who).id();
            let expected = match (who, &action) {
                (Who::Manager, _) | (Who::Member, Action::Rotate { .. }) => Ok(()),
                (Who::Member | Who::Observer, _) => Err(Refusal::NotAllowed),
                (Who::Stranger | Who::Administrator, _) => Err(Refusal::NotMember),
                (Who::RevokedManager, _) => Err(Refusal::UnknownAuthor(device)),
                (Who::UnconfirmedManager, _) => Err(Refusal::UnconfirmedAuthor(device)),
            };
            assert_eq!(outcome, expected, "{who:?} tries {action:?}");
        }
    }
}

/// One attempt: by whom, what, at whom. Most come to nothing.
#[derive(Debug, Clone, Copy)]
struct Step {
    author: usize,
    what: u8,
    target: usize,
    role: u8,
    with_cut: bool,
    stale: bool,
}

fn step() -> impl Strategy<Value = Step> {
    (
        0..8_usize,
        0..22_u8,
        0..8_usize,
        0..3_u8,
        any::<bool>(),
        prop::bool::weighted(0.1),
    )
        .prop_map(|(author, what, target, role, with_cut, stale)| Step {
            author,
            what,
            target,
            role,
            with_cut,
            stale,
        })
}

struct Walk {
    partnership: TestPartnership,
    space: TestSpace,
    people: Vec<TestPerson>,
    devices: Vec<TestDevice>,
    fresh: u64,
    taken: usize,
}

impl Walk {
    fn new() -> Self {
        let mut partnership = TestPartnership::found(1);
        let mut people: Vec<_> = (10..14).map(|seed| partnership.join(seed)).collect();
        people.push(partnership.founder.clone());
        let mut devices: Vec<_> = people.iter().map(|person| person.device.clone()).collect();
        for seed in 20..23 {
            let device = TestDevice::new(seed);
            let owner = people[usize::try_from(seed).unwrap() % people.len()].id;
            partnership.add_device(owner, &device, seed + 100);
            devices.push(device);
        }
        let space = partnership.open(
            SpaceKind::Case,
            50,
            &people[0],
            &[(&people[1], Role::Member)],
        );
        Self {
            partnership,
            space,
            people,
            devices,
            fresh: 1_000,
            taken: 0,
        }
    }

    fn action(&mut self, step: Step, author: &TestDevice) -> Action {
        self.fresh += 1;
        let person = self.people[step.target % self.people.len()].clone();
        let device = self.devices[step.target % self.devices.len()].clone();
        let role = [Role::Observer, Role::Member, Role::Manager][usize::from(step.role)];
        let cut = if step.with_cut {
            device.cut(self.fresh % 9)
        } else {
            Cut::NONE
        };
        match step.what {
            0..=2 => add(&person, role),
            3..=5 => set_role(&person, role, cut),
            6..=7 => remove(&person, cut),
            8..=10 => rotate(self.fresh, cut),
            11 => Action::ConfirmDevice {
                device: device.id(),
            },
            12 if self.fresh.is_multiple_of(5) => Action::Close,
            12 | 13 => {
                let seq = Seq(self.fresh % 4);
                Action::Redact {
                    replica: device.replica(1),
                    seq,
                    item: ItemHash([2; 32]),
                    part: 0,
                }
            }
            14 => Action::RevokeDevice {
                device: device.id(),
                cut,
            },
            15 => Action::RemovePractitioner {
                practitioner: person.id,
                cut,
            },
            16 => grant(&person),
            17 => withdraw(&person),
            18 => {
                let by = self.devices[usize::from(step.role)].clone();
                by.cosign(self.partnership.directory(), grant(&person))
            }
            19 => {
                let new = TestDevice::new(self.fresh);
                self.devices.push(new.clone());
                let owner = self.partnership.directory().any_device(author.id());
                new.link(
                    self.partnership.id(),
                    owner.map_or(person.id, |own| own.practitioner),
                )
            }
            20 => {
                let [byte, ..] = self.fresh.to_le_bytes();
                Action::AddAgency {
                    agency: AgencyId([byte; 16]),
                }
            }
            _ => {
                let principal = Principal::Recovery(device.id());
                Action::Add {
                    principal,
                    role,
                    until: None,
                }
            }
        }
    }

    /// Anyone, but more often someone who may.
    fn author(&self, step: Step, in_directory: bool) -> TestDevice {
        let anyone = &self.devices[step.target * 3 % self.devices.len()];
        if step.author < 3 {
            return anyone.clone();
        }
        let directory = self.partnership.directory();
        let state = if in_directory {
            &self.partnership.space.state
        } else {
            &self.space.state
        };
        let may = |device: &&TestDevice| {
            state.may_hold_key(device.id(), directory)
                && directory
                    .device(device.id())
                    .is_some_and(|own| state.role_of(own.practitioner) == Some(Role::Manager))
        };
        self.devices.iter().find(may).unwrap_or(anyone).clone()
    }

    fn take(&mut self, steps: &[Step], in_directory: bool) {
        let author = self.author(steps[0], in_directory);
        let actions: Vec<_> = steps
            .iter()
            .map(|step| self.action(*step, &author))
            .collect();
        let before = if in_directory {
            &self.partnership.space
        } else {
            &self.space
        }
        .clone();
        let directory = self.partnership.directory().clone();
        let named = if steps[0].stale {
            let index = directory.head().index / 2;
            patchwork_protocol::DirectoryHead {
                index,
                hash: directory.hash_at(index).unwrap(),
            }
        } else {
            directory.head()
        };
        let change = before.change(&author, named, actions);
        let read = TeamChange::decode(change.bytes()).unwrap();
        assert_eq!(read, change);
        let around = (!in_directory).then_some(&directory);
        let outcome = before.state.apply(&change, around);
        assert_eq!(outcome, before.state.apply(&read, around), "deterministic");
        let Ok(after) = outcome else { return };

        self.taken += 1;
        keeps_what_is_for_ever(&before.state, &after, &self.devices);
        if !in_directory {
            authority_was_there(&before.state, &change, &directory);
        }
        let space = if in_directory {
            &mut self.partnership.space
        } else {
            &mut self.space
        };
        space.take(change, around).unwrap();
        self.someone_can_act(in_directory, &before.state, named.index);
    }

    /// A decision never leaves a space without a manager who can act.
    fn someone_can_act(&self, in_directory: bool, before: &SpaceState, named: u64) {
        let directory = self.partnership.directory();
        if in_directory {
            let able = directory.administrators().any(|person| {
                directory
                    .active_devices(person)
                    .any(|(device, _)| directory.is_confirmed(device))
            });
            assert!(able, "no administrator left");
            return;
        }
        let able = |state: &SpaceState| {
            let SpaceState::Team(team) = state else {
                panic!("a case has a team")
            };
            state.members().iter().any(|member| {
                member.role == Role::Manager
                    && member.principal.practitioner().is_some_and(|person| {
                        directory.devices().any(|(id, device)| {
                            device.practitioner == person
                                && device.is_active_at(named)
                                && team.is_confirmed(id, directory)
                        })
                    })
            })
        };
        assert!(!able(before) || able(&self.space.state), "no manager left");
    }
}

fn keeps_what_is_for_ever(before: &SpaceState, after: &SpaceState, devices: &[TestDevice]) {
    assert_eq!(after.head().index, before.head().index + 1);
    assert_eq!(after.space(), before.space());
    assert_eq!(&after.keys()[..before.keys().len()], before.keys());
    assert!(!before.is_closed() || after.is_closed());
    for device in devices {
        let replica = device.replica(1);
        if let Some(cut) = before.cut_of(replica) {
            assert_eq!(
                after.cut_of(replica),
                Some(cut),
                "a cut replica stays closed"
            );
        }
    }
}

/// A second telling of who may do what, by the state before the change: whoever
/// acted was a member with a device in use, or raised someone as administrator.
fn authority_was_there(before: &SpaceState, change: &TeamChange, directory: &Directory) {
    let device = directory.device(change.author()).unwrap();
    assert!(device.is_active_at(change.directory().index));
    let raises = change.actions().iter().all(|action| {
        matches!(
            action,
            Action::SetRole {
                role: Role::Manager,
                ..
            }
        )
    });
    match before.role_of(device.practitioner) {
        Some(Role::Manager) => {}
        _ if raises => {
            assert!(directory.is_administrator_at(device.practitioner, change.directory().index));
        }
        Some(Role::Member) => {
            let only_keys = change
                .actions()
                .iter()
                .all(|action| matches!(action, Action::Rotate { .. }));
            assert!(only_keys, "a member changed the team");
        }
        Some(Role::Observer) | None => panic!("someone without rights changed the team"),
    }
}

fn replayed(changes: &[TeamChange], directory: Option<&Directory>) -> SpaceState {
    let mut state = SpaceState::found(&changes[0], directory).unwrap();
    for change in &changes[1..] {
        state = state.apply(change, directory).unwrap();
    }
    state
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn whatever_people_try_the_rules_hold_and_a_replay_agrees(
        steps in prop::collection::vec((any::<bool>(), prop::collection::vec(step(), 1..3)), 1..60)
    ) {
        let mut walk = Walk::new();
        for (in_directory, steps) in &steps {
            walk.take(steps, *in_directory);
        }
        let directory = replayed(&walk.partnership.space.changes, None);
        prop_assert_eq!(&directory, &walk.partnership.space.state);
        // The directory has gone on meanwhile; that changes nothing that was decided.
        let team = replayed(&walk.space.changes, Some(walk.partnership.directory()));
        prop_assert_eq!(&team, &walk.space.state);
    }

    #[test]
    fn whoever_holds_a_key_that_counts_is_in_the_team_and_in_use(
        steps in prop::collection::vec((any::<bool>(), prop::collection::vec(step(), 1..3)), 1..40)
    ) {
        let mut walk = Walk::new();
        for (in_directory, steps) in &steps {
            walk.take(steps, *in_directory);
        }
        let directory = walk.partnership.directory();
        let state = &walk.space.state;
        let recipients: Vec<_> =
            state.wrap_recipients(directory).iter().map(|recipient| recipient.device).collect();
        for device in &walk.devices {
            let id = device.id();
            prop_assert_eq!(recipients.contains(&id), state.may_hold_key(id, directory));
            if state.may_hold_key(id, directory) {
                let record = directory.device(id).unwrap();
                prop_assert!(record.is_active());
                prop_assert!(state.role_of(record.practitioner).is_some());
                let unused = device.replica(200);
                prop_assert_eq!(state.standing(unused, directory), Standing::Open);
            }
        }
        if !state.owes_rotation(directory) {
            // Nobody who is out can write under the current key any more.
            for device in &walk.devices {
                let known = directory.device(device.id()).is_some();
                if known && !state.may_hold_key(device.id(), directory) {
                    let standing = state.standing(device.replica(200), directory);
                    prop_assert_ne!(standing, Standing::Open);
                }
            }
        }
    }

    #[test]
    fn hostile_bytes_neither_panic_nor_read_as_another_change(
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut_to in any::<prop::sample::Index>(),
    ) {
        let walk = Walk::new();
        let change = &walk.partnership.space.changes[2];
        let mut bytes = change.bytes().to_vec();
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        for bytes in [&bytes[..], &bytes[..cut_to.index(bytes.len())]] {
            if let Ok(read) = TeamChange::decode(bytes) {
                prop_assert_eq!(read.bytes(), bytes);
                let applied = walk.partnership.space.state.apply(&read, None);
                prop_assert!(applied.is_err());
            }
        }
    }
}

#[test]
fn the_walk_gets_somewhere() {
    // A property that every attempt is refused would hold of anything.
    let mut walk = Walk::new();
    for number in 0..400_usize {
        let step = Step {
            author: number * 7 % 8,
            what: u8::try_from(number * number * 13 % 23 % 22).unwrap(),
            target: number * 5 % 7,
            role: u8::try_from(number % 3).unwrap(),
            with_cut: number % 2 == 0,
            stale: false,
        };
        walk.take(&[step], matches!(step.what, 14..=20));
    }
    assert!(walk.taken > 40, "only {} changes took effect", walk.taken);
}
