//! What a case's or a compartment's team allows, and what it refuses.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use patchwork_protocol::{
    Action, ChangeHash, Cut, DirectoryHead, ItemHash, PractitionerId, Principal, RecoveryKey,
    Refusal, Role, Seq, SpaceId, SpaceKind, SpaceState, Standing, TeamChange, UnsignedTeamChange,
    team::{
        limits,
        testing::{
            TestDevice, TestPartnership, TestPerson, TestSpace, add, grant, key, later, noon,
            remove, revoke, rotate, set_role,
        },
    },
};

struct Case {
    partnership: TestPartnership,
    space: TestSpace,
    ana: TestPerson,
    ben: TestPerson,
    cat: TestPerson,
    dan: TestPerson,
}

impl Case {
    /// Ana manages, Ben is a member, Cat observes, Dan is not in the team.
    fn new() -> Self {
        let mut partnership = TestPartnership::found(1);
        let [ana, ben, cat, dan] = [10, 11, 12, 13].map(|seed| partnership.join(seed));
        let team = [(&ben, Role::Member), (&cat, Role::Observer)];
        let space = partnership.open(SpaceKind::Case, 50, &ana, &team);
        Self {
            partnership,
            space,
            ana,
            ben,
            cat,
            dan,
        }
    }

    fn post(&mut self, author: &TestPerson, actions: Vec<Action>) -> Result<(), Refusal> {
        self.partnership
            .post_in(&mut self.space, &author.device, actions)
    }

    fn by_ana(&mut self, actions: Vec<Action>) -> Result<(), Refusal> {
        let ana = self.ana.clone();
        self.post(&ana, actions)
    }

    fn role(&self, person: &TestPerson) -> Option<Role> {
        self.space.state.role_of(person.id)
    }

    fn standing(&self, device: &TestDevice, replica: u8) -> Standing {
        self.space
            .state
            .standing(device.replica(replica), self.partnership.directory())
    }
}

#[test]
fn a_founder_is_a_manager_and_brings_a_team_in_the_same_change() {
    let case = Case::new();
    assert_eq!(case.role(&case.ana), Some(Role::Manager));
    assert_eq!(case.role(&case.ben), Some(Role::Member));
    assert_eq!(case.role(&case.cat), Some(Role::Observer));
    assert_eq!(case.role(&case.dan), None);
    assert_eq!(case.space.state.founder(), case.ana.id);
    assert_eq!(case.space.state.current_key(), key(50));
    assert_eq!(Some(case.space.id()), case.space.changes[0].founded_space());
}

#[test]
fn a_founding_in_someone_elses_name_is_refused() {
    let case = Case::new();
    let founding = case.partnership.founding(SpaceKind::Case, 51, &case.ben);
    let refused = case.partnership.try_open(&case.ana, vec![founding]).err();
    assert_eq!(refused, Some(Refusal::Founding));
}

#[test]
fn a_founding_in_another_partnership_is_refused() {
    let case = Case::new();
    let other = TestPartnership::found(2);
    let founding = other.founding(SpaceKind::Case, 51, &case.ana);
    let refused = case.partnership.try_open(&case.ana, vec![founding]).err();
    assert_eq!(refused, Some(Refusal::OtherPartnership));
}

#[test]
fn a_founding_stands_first_and_nowhere_else() {
    let mut case = Case::new();
    let founding = case.partnership.founding(SpaceKind::Case, 51, &case.ana);
    assert_eq!(case.by_ana(vec![founding.clone()]), Err(Refusal::Founding));
    let twice = case
        .partnership
        .try_open(&case.ana, vec![founding.clone(), founding.clone()]);
    assert_eq!(twice.err(), Some(Refusal::Founding));
    let late = case
        .partnership
        .try_open(&case.ana, vec![add(&case.ben, Role::Member), founding]);
    assert!(late.is_err());
}

#[test]
fn a_founder_cannot_leave_a_case_without_a_manager_in_its_first_change() {
    let case = Case::new();
    let founding = case.partnership.founding(SpaceKind::Case, 51, &case.ana);
    let step_down = set_role(&case.ana, Role::Member, Cut::NONE);
    let refused = case
        .partnership
        .try_open(&case.ana, vec![founding, step_down])
        .err();
    assert_eq!(refused, Some(Refusal::NoManagerLeft));
}

#[test]
fn only_admitted_practitioners_can_be_added() {
    let mut case = Case::new();
    let nobody = Principal::Practitioner(PractitionerId([9; 16]));
    let stranger = Action::Add {
        principal: nobody,
        role: Role::Member,
        until: None,
    };
    assert!(matches!(
        case.by_ana(vec![stranger]),
        Err(Refusal::UnknownPractitioner(_))
    ));

    let dan = case.dan.clone();
    let gone = Action::RemovePractitioner {
        practitioner: dan.id,
        cut: Cut::NONE,
    };
    case.partnership.decide(vec![gone]);
    let refused = case.by_ana(vec![add(&dan, Role::Member)]);
    assert_eq!(refused, Err(Refusal::UnknownPractitioner(dan.id)));
}

#[test]
fn nobody_is_added_twice() {
    let mut case = Case::new();
    let refused = case.by_ana(vec![add(&case.ben, Role::Manager)]);
    assert_eq!(refused, Err(Refusal::AlreadyMember(case.ben.principal())));
    assert_eq!(case.role(&case.ben), Some(Role::Member));
}

#[test]
fn a_change_takes_all_its_actions_or_none() {
    let mut case = Case::new();
    let before = case.space.state.clone();
    let refused = case.by_ana(vec![
        add(&case.dan, Role::Member),
        add(&case.dan, Role::Member),
    ]);
    assert_eq!(refused, Err(Refusal::AlreadyMember(case.dan.principal())));
    assert_eq!(case.space.state, before);
}

#[test]
fn a_manager_stays() {
    let mut case = Case::new();
    let step_down = set_role(&case.ana, Role::Member, Cut::NONE);
    assert_eq!(
        case.by_ana(vec![step_down.clone()]),
        Err(Refusal::NoManagerLeft)
    );
    assert_eq!(
        case.by_ana(vec![remove(&case.ana, Cut::NONE)]),
        Err(Refusal::NoManagerLeft)
    );
    let hand_over = vec![set_role(&case.ben, Role::Manager, Cut::NONE), step_down];
    case.by_ana(hand_over).unwrap();
    assert_eq!(case.role(&case.ben), Some(Role::Manager));
    assert_eq!(case.role(&case.ana), Some(Role::Member));
}

#[test]
fn a_manager_without_a_device_in_use_does_not_count_as_one_who_stays() {
    let mut case = Case::new();
    case.by_ana(vec![set_role(&case.ben, Role::Manager, Cut::NONE)])
        .unwrap();
    case.partnership.decide(vec![revoke(&case.ben.device)]);
    let refused = case.by_ana(vec![remove(&case.ana, Cut::NONE)]);
    assert_eq!(refused, Err(Refusal::NoManagerLeft));
}

#[test]
fn who_gave_up_managing_cannot_go_on_in_the_same_change() {
    let mut case = Case::new();
    let actions = vec![
        set_role(&case.ben, Role::Manager, Cut::NONE),
        set_role(&case.ana, Role::Member, Cut::NONE),
        add(&case.dan, Role::Manager),
    ];
    assert_eq!(case.by_ana(actions), Err(Refusal::NotAllowed));
}

#[test]
fn removal_ends_the_replicas_that_the_cut_names_and_all_others() {
    let mut case = Case::new();
    let ben = case.ben.clone();
    assert_eq!(case.standing(&ben.device, 1), Standing::Open);
    case.by_ana(vec![remove(&ben, ben.device.cut(7))]).unwrap();
    assert_eq!(case.standing(&ben.device, 1), Standing::UpTo(Seq(7)));
    assert_eq!(case.standing(&ben.device, 2), Standing::Closed);
    let wrote_as = case
        .space
        .state
        .writing_role(ben.device.replica(1), case.partnership.directory());
    assert_eq!(wrote_as, Some(Role::Member));
    assert_eq!(case.standing(&case.dan.device, 1), Standing::NotMember);
}

#[test]
fn who_comes_back_begins_a_new_replica() {
    let mut case = Case::new();
    let ben = case.ben.clone();
    case.by_ana(vec![remove(&ben, ben.device.cut(7))]).unwrap();
    case.by_ana(vec![add(&ben, Role::Member)]).unwrap();
    assert_eq!(case.standing(&ben.device, 1), Standing::UpTo(Seq(7)));
    assert_eq!(case.standing(&ben.device, 2), Standing::Open);
    let again = case.by_ana(vec![remove(&ben, ben.device.cut(9))]);
    assert_eq!(again, Err(Refusal::WrongCut(ben.device.replica(1))));
}

#[test]
fn a_cut_ends_nobody_elses_replicas() {
    let mut case = Case::new();
    let refused = case.by_ana(vec![remove(&case.ben, case.cat.device.cut(1))]);
    assert_eq!(refused, Err(Refusal::WrongCut(case.cat.device.replica(1))));
    let unknown = TestDevice::new(99);
    let refused = case.by_ana(vec![remove(&case.ben, unknown.cut(1))]);
    assert_eq!(refused, Err(Refusal::WrongCut(unknown.replica(1))));
}

#[test]
fn what_a_demoted_member_wrote_keeps_the_role_it_was_written_in() {
    let mut case = Case::new();
    let ben = case.ben.clone();
    case.by_ana(vec![set_role(&ben, Role::Observer, ben.device.cut(4))])
        .unwrap();
    let directory = case.partnership.directory();
    assert_eq!(case.standing(&ben.device, 1), Standing::UpTo(Seq(4)));
    let state = &case.space.state;
    assert_eq!(
        state.writing_role(ben.device.replica(1), directory),
        Some(Role::Member)
    );
    assert_eq!(
        state.writing_role(ben.device.replica(2), directory),
        Some(Role::Observer)
    );
    assert!(!state.owes_rotation(directory));
}

#[test]
fn a_role_change_among_writers_cuts_nothing() {
    let mut case = Case::new();
    let refused = case.by_ana(vec![set_role(
        &case.ben,
        Role::Manager,
        case.ben.device.cut(4),
    )]);
    assert_eq!(refused, Err(Refusal::NothingToCut));
}

#[test]
fn a_rotation_is_owed_after_a_removal_and_paid_by_any_writing_member() {
    let mut case = Case::new();
    let (ben, cat) = (case.ben.clone(), case.cat.clone());
    case.by_ana(vec![add(&case.dan, Role::Member)]).unwrap();
    case.by_ana(vec![remove(&case.dan, Cut::NONE)]).unwrap();
    assert!(case.space.state.owes_rotation(case.partnership.directory()));
    assert_eq!(
        case.post(&cat, vec![rotate(51, Cut::NONE)]),
        Err(Refusal::NotAllowed)
    );
    case.post(&ben, vec![rotate(51, Cut::NONE)]).unwrap();
    assert!(!case.space.state.owes_rotation(case.partnership.directory()));
    assert_eq!(case.space.state.current_key(), key(51));
    assert!(case.space.state.has_key(key(50)));
    assert_eq!(
        case.space.state.keys()[1].previous.as_deref(),
        Some([0x5e; 48].as_slice())
    );
}

#[test]
fn a_rotation_that_nobody_owes_is_a_managers_decision() {
    let mut case = Case::new();
    let ben = case.ben.clone();
    assert!(!case.space.state.owes_rotation(case.partnership.directory()));
    assert_eq!(
        case.post(&ben, vec![rotate(51, Cut::NONE)]),
        Err(Refusal::NotAllowed)
    );
    case.by_ana(vec![rotate(51, Cut::NONE)]).unwrap();
}

#[test]
fn a_rotation_needs_a_fresh_key_and_the_one_before_it() {
    let mut case = Case::new();
    let reused = case.by_ana(vec![rotate(50, Cut::NONE)]);
    assert_eq!(reused, Err(Refusal::KeyNotFresh(key(50))));
    let bare = Action::Rotate {
        key_id: key(51),
        previous: Vec::new(),
        cut: Cut::NONE,
    };
    assert_eq!(case.by_ana(vec![bare]), Err(Refusal::NoPreviousKey));
    let huge = Action::Rotate {
        key_id: key(51),
        previous: vec![1; 257],
        cut: Cut::NONE,
    };
    assert!(matches!(
        case.by_ana(vec![huge]),
        Err(Refusal::TooMany { .. })
    ));
}

#[test]
fn a_revoked_device_counts_until_the_owed_rotation_cuts_it() {
    let mut case = Case::new();
    let ben = case.ben.clone();
    case.partnership.decide(vec![revoke(&ben.device)]);
    let directory = case.partnership.directory().clone();
    assert!(case.space.state.owes_rotation(&directory));
    assert_eq!(case.standing(&ben.device, 1), Standing::Open);
    assert!(!case.space.state.may_write(ben.device.id(), &directory));
    case.by_ana(vec![rotate(51, ben.device.cut(3))]).unwrap();
    assert_eq!(case.standing(&ben.device, 1), Standing::UpTo(Seq(3)));
    assert_eq!(case.standing(&ben.device, 2), Standing::Closed);
    assert!(!case.space.state.owes_rotation(&directory));
}

#[test]
fn a_rotation_at_an_older_directory_entry_leaves_a_later_revocation_owed() {
    let mut case = Case::new();
    let ana = case.ana.clone();
    let before = case.partnership.directory().head();
    case.partnership.decide(vec![revoke(&case.ben.device)]);
    let change = case
        .space
        .change(&ana.device, before, vec![rotate(51, Cut::NONE)]);
    case.space
        .take(change, Some(case.partnership.directory()))
        .unwrap();
    assert!(case.space.state.owes_rotation(case.partnership.directory()));
}

#[test]
fn a_device_that_was_revoked_before_its_person_came_owes_nothing() {
    let mut case = Case::new();
    let dan = case.dan.clone();
    let second = TestDevice::new(130);
    case.partnership.add_device(dan.id, &second, 2_000);
    case.partnership.decide(vec![revoke(&dan.device)]);
    case.by_ana(vec![add(&dan, Role::Member)]).unwrap();
    assert!(!case.space.state.owes_rotation(case.partnership.directory()));
    assert_eq!(case.standing(&dan.device, 1), Standing::Closed);
}

#[test]
fn an_author_is_judged_at_the_directory_entry_that_the_change_names() {
    let mut case = Case::new();
    let ana = case.ana.clone();
    let before = case.partnership.directory().head();
    case.partnership.decide(vec![revoke(&ana.device)]);
    let late = case.space.change(
        &ana.device,
        case.partnership.directory().head(),
        vec![Action::Close],
    );
    let directory = case.partnership.directory().clone();
    let refused = case.space.state.apply(&late, Some(&directory));
    assert_eq!(refused, Err(Refusal::UnknownAuthor(ana.device.id())));
    let in_time = case.space.change(&ana.device, before, vec![Action::Close]);
    case.space.take(in_time, Some(&directory)).unwrap();
    assert!(case.space.state.is_closed());
}

#[test]
fn a_directory_entry_that_is_not_known_yet_means_waiting() {
    let mut case = Case::new();
    let old = case.partnership.directory().clone();
    case.partnership.join(14);
    let change = case.space.change(
        &case.ana.device.clone(),
        case.partnership.directory().head(),
        vec![Action::Close],
    );
    for directory in [None, Some(&old)] {
        let refusal = case.space.state.apply(&change, directory).unwrap_err();
        assert_eq!(refusal, Refusal::UnknownDirectoryHead);
        assert!(refusal.is_waiting());
    }
    assert!(
        case.space
            .state
            .apply(&change, Some(case.partnership.directory()))
            .is_ok()
    );
}

#[test]
fn a_directory_entry_of_another_branch_means_waiting_too() {
    let case = Case::new();
    let forged = DirectoryHead {
        index: 1,
        hash: ChangeHash([7; 32]),
    };
    let founding = vec![case.partnership.founding(SpaceKind::Case, 51, &case.ana)];
    let unsigned = UnsignedTeamChange::founding(case.ana.device.id(), forged, noon(), founding);
    let change = case.ana.device.seal(unsigned, SpaceId::ZERO);
    let refused = SpaceState::found(&change, Some(case.partnership.directory()));
    assert_eq!(refused, Err(Refusal::UnknownDirectoryHead));
}

#[test]
fn the_directory_entry_never_goes_back_along_a_log() {
    let mut case = Case::new();
    let before = DirectoryHead {
        index: 1,
        hash: case.partnership.directory().hash_at(1).unwrap(),
    };
    let change = case
        .space
        .change(&case.ana.device.clone(), before, vec![Action::Close]);
    let refused = case.space.take(change, Some(case.partnership.directory()));
    assert_eq!(refused, Err(Refusal::DirectoryWentBack));
}

#[test]
fn a_change_takes_its_own_place_only() {
    let mut case = Case::new();
    let ana = case.ana.clone();
    let head = case.partnership.directory().head();
    let directory = case.partnership.directory().clone();
    let place = case.space.state.head();
    let at = |index, previous| {
        let close = vec![Action::Close];
        let change = UnsignedTeamChange::new(index, previous, ana.device.id(), head, noon(), close);
        ana.device.seal(change, case.space.id())
    };
    let apply = |change: &TeamChange| case.space.state.apply(change, Some(&directory));
    let early = apply(&at(2, place.hash)).unwrap_err();
    assert_eq!(
        early,
        Refusal::NotNext {
            expected: 1,
            got: 2
        }
    );
    assert!(early.is_waiting());
    let again = apply(&at(0, place.hash)).unwrap_err();
    assert!(!again.is_waiting());
    assert_eq!(
        apply(&at(1, ChangeHash([3; 32]))),
        Err(Refusal::OtherPrevious)
    );
    assert!(apply(&at(1, place.hash)).is_ok());
    let close = at(1, place.hash);
    case.space.take(close.clone(), Some(&directory)).unwrap();
    assert!(case.space.take(close, Some(&directory)).is_err());
}

#[test]
fn a_signature_is_good_for_one_space_and_one_author() {
    let case = Case::new();
    let directory = case.partnership.directory();
    let head = case.space.state.head();
    let unsigned = || {
        let actions = vec![Action::Close];
        UnsignedTeamChange::new(
            1,
            head.hash,
            case.ana.device.id(),
            directory.head(),
            noon(),
            actions,
        )
    };
    let for_another = case.ana.device.seal(unsigned(), SpaceId([4; 32]));
    let by_another = case.ben.device.seal(unsigned(), case.space.id());
    for change in [for_another, by_another] {
        let refused = case.space.state.apply(&change, Some(directory));
        assert_eq!(refused, Err(Refusal::BadSignature));
    }
}

#[test]
fn every_flipped_bit_is_refused() {
    let case = Case::new();
    let directory = case.partnership.directory();
    let change = case.space.change(
        &case.ana.device,
        directory.head(),
        vec![remove(&case.ben, case.ben.device.cut(3))],
    );
    assert!(case.space.state.apply(&change, Some(directory)).is_ok());
    for bit in 0..change.bytes().len() * 8 {
        let mut bytes = change.bytes().to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let Ok(flipped) = TeamChange::decode(&bytes) else {
            continue;
        };
        assert!(
            case.space.state.apply(&flipped, Some(directory)).is_err(),
            "bit {bit}"
        );
    }
}

#[test]
fn an_administrator_raises_a_member_only_where_no_manager_can_act() {
    let mut case = Case::new();
    let (admin, ben, cat) = (
        case.partnership.founder.clone(),
        case.ben.clone(),
        case.cat.clone(),
    );
    let raise = vec![set_role(&ben, Role::Manager, Cut::NONE)];
    assert_eq!(case.post(&admin, raise.clone()), Err(Refusal::NotMember));
    case.partnership.decide(vec![revoke(&case.ana.device)]);
    assert_eq!(case.post(&ben, raise.clone()), Err(Refusal::NotAllowed));
    assert_eq!(
        case.post(&admin, vec![add(&admin, Role::Manager)]),
        Err(Refusal::NotMember)
    );
    let observer = vec![set_role(&cat, Role::Manager, Cut::NONE)];
    assert_eq!(case.post(&admin, observer), Err(Refusal::NotMember));
    let only_member = vec![set_role(&cat, Role::Member, Cut::NONE)];
    assert_eq!(case.post(&admin, only_member), Err(Refusal::NotMember));
    case.post(&admin, raise).unwrap();
    assert_eq!(case.role(&ben), Some(Role::Manager));
}

#[test]
fn an_administrator_raises_an_observer_only_when_nobody_else_is_left() {
    let mut case = Case::new();
    let (admin, cat) = (case.partnership.founder.clone(), case.cat.clone());
    case.partnership
        .decide(vec![revoke(&case.ana.device), revoke(&case.ben.device)]);
    case.post(
        &admin,
        vec![set_role(&cat, Role::Manager, cat.device.cut(2))],
    )
    .unwrap();
    assert_eq!(case.role(&cat), Some(Role::Manager));
    assert_eq!(case.standing(&cat.device, 1), Standing::UpTo(Seq(2)));
}

#[test]
fn a_device_invited_for_someone_who_is_here_waits_for_a_manager() {
    let mut case = Case::new();
    let ben = case.ben.clone();
    let phone = TestDevice::new(110);
    case.partnership.add_device(ben.id, &phone, 2_000);
    let directory = case.partnership.directory().clone();
    let wraps = |case: &Case| {
        let recipients = case.space.state.wrap_recipients(&directory);
        recipients
            .iter()
            .any(|recipient| recipient.device == phone.id())
    };
    assert!(!wraps(&case));
    assert_eq!(case.standing(&phone, 1), Standing::NotMember);
    let by_phone = case
        .partnership
        .post_in(&mut case.space, &phone, vec![rotate(51, Cut::NONE)]);
    assert_eq!(by_phone, Err(Refusal::UnconfirmedAuthor(phone.id())));
    let confirm = Action::ConfirmDevice { device: phone.id() };
    assert_eq!(
        case.post(&ben, vec![confirm.clone()]),
        Err(Refusal::NotAllowed)
    );
    case.by_ana(vec![confirm.clone()]).unwrap();
    assert!(wraps(&case));
    assert_eq!(case.standing(&phone, 1), Standing::Open);
    assert_eq!(
        case.by_ana(vec![confirm]),
        Err(Refusal::NothingToConfirm(phone.id()))
    );
}

#[test]
fn a_device_linked_by_an_unconfirmed_one_is_trusted_no_further() {
    let mut case = Case::new();
    let ben = case.ben.clone();
    let (phone, tablet, laptop) = (
        TestDevice::new(110),
        TestDevice::new(111),
        TestDevice::new(112),
    );
    case.partnership.add_device(ben.id, &phone, 2_000);
    let id = case.partnership.id();
    case.partnership
        .post(&phone, vec![tablet.link(id, ben.id)])
        .unwrap();
    case.partnership
        .post(&ben.device, vec![laptop.link(id, ben.id)])
        .unwrap();
    assert_eq!(case.standing(&laptop, 1), Standing::Open);
    assert_eq!(case.standing(&tablet, 1), Standing::NotMember);
    case.by_ana(vec![Action::ConfirmDevice { device: phone.id() }])
        .unwrap();
    assert_eq!(case.standing(&tablet, 1), Standing::Open);
}

#[test]
fn a_manager_cannot_confirm_their_own_unconfirmed_device_with_it() {
    let mut case = Case::new();
    let ana = case.ana.clone();
    let phone = TestDevice::new(110);
    case.partnership.add_device(ana.id, &phone, 2_000);
    let confirm = vec![Action::ConfirmDevice { device: phone.id() }];
    let by_itself = case
        .partnership
        .post_in(&mut case.space, &phone, confirm.clone());
    assert_eq!(by_itself, Err(Refusal::UnconfirmedAuthor(phone.id())));
    case.by_ana(confirm).unwrap();
}

#[test]
fn a_closed_space_takes_no_writing_but_lets_people_leave() {
    let mut case = Case::new();
    let directory = case.partnership.directory().clone();
    assert!(case.space.state.may_write(case.ben.device.id(), &directory));
    assert_eq!(case.by_ana(vec![Action::Erase]), Err(Refusal::NotClosed));
    case.by_ana(vec![Action::Close]).unwrap();
    assert!(!case.space.state.may_write(case.ben.device.id(), &directory));
    assert_eq!(
        case.by_ana(vec![Action::Close]),
        Err(Refusal::AlreadyClosed)
    );
    case.by_ana(vec![remove(&case.ben, Cut::NONE)]).unwrap();
    case.by_ana(vec![Action::Erase]).unwrap();
    assert!(case.space.state.is_erased());
    assert_eq!(
        case.by_ana(vec![remove(&case.cat, Cut::NONE)]),
        Err(Refusal::Erased)
    );
}

#[test]
fn a_redaction_is_recorded_once() {
    let mut case = Case::new();
    let replica = case.ben.device.replica(1);
    let redact = Action::Redact {
        replica,
        seq: Seq(3),
        item: ItemHash([3; 32]),
        part: 1,
    };
    case.by_ana(vec![redact.clone()]).unwrap();
    assert!(case.space.state.is_redacted(replica, Seq(3)));
    assert!(!case.space.state.is_redacted(replica, Seq(2)));
    assert_eq!(case.by_ana(vec![redact]), Err(Refusal::AlreadyRedacted));
}

#[test]
fn only_what_was_redacted_or_erased_is_given_up() {
    let mut case = Case::new();
    let (named, other) = (ItemHash([3; 32]), ItemHash([4; 32]));
    assert!(!case.space.state.gives_up(named));
    let redact = Action::Redact {
        replica: case.ben.device.replica(1),
        seq: Seq(3),
        item: named,
        part: 0,
    };
    case.by_ana(vec![redact]).unwrap();
    assert!(case.space.state.gives_up(named));
    assert!(!case.space.state.gives_up(other));
    case.by_ana(vec![Action::Close]).unwrap();
    assert!(!case.space.state.gives_up(other));
    case.by_ana(vec![Action::Erase]).unwrap();
    assert!(case.space.state.gives_up(other));
}

#[test]
fn a_recovery_key_is_adopted_by_a_manager_to_read_in_cases_only() {
    let mut case = Case::new();
    let (paper, agency_paper) = (TestDevice::new(200), TestDevice::new(201));
    let agency = case.partnership.agency;
    let keys = vec![
        RecoveryKey {
            agency: None,
            keys: paper.keys.clone(),
        },
        RecoveryKey {
            agency: Some(agency),
            keys: agency_paper.keys.clone(),
        },
    ];
    let adopt = |paper: &TestDevice, role| Action::Add {
        principal: Principal::Recovery(paper.id()),
        role,
        until: None,
    };
    let unknown = case.by_ana(vec![adopt(&paper, Role::Observer)]);
    assert_eq!(unknown, Err(Refusal::UnknownRecoveryKey(paper.id())));
    case.partnership.decide(vec![Action::Recovery {
        keys,
        cosigned: None,
    }]);
    let writes = case.by_ana(vec![adopt(&paper, Role::Member)]);
    assert_eq!(writes, Err(Refusal::RecoveryOnlyReads));
    let other = case.by_ana(vec![adopt(&agency_paper, Role::Observer)]);
    assert_eq!(other, Err(Refusal::UnknownRecoveryKey(agency_paper.id())));
    case.by_ana(vec![adopt(&paper, Role::Observer)]).unwrap();
    let directory = case.partnership.directory();
    assert!(case.space.state.may_hold_key(paper.id(), directory));
    assert!(!case.space.state.owes_rotation(directory));

    let mut compartment = case.partnership.open(
        SpaceKind::Compartment,
        60,
        &case.ana,
        &[(&case.ben, Role::Member)],
    );
    let refused = case.partnership.post_in(
        &mut compartment,
        &case.ana.device,
        vec![adopt(&paper, Role::Observer)],
    );
    assert_eq!(refused, Err(Refusal::UnknownRecoveryKey(paper.id())));
    let own = vec![adopt(&agency_paper, Role::Observer)];
    case.partnership
        .post_in(&mut compartment, &case.ana.device, own)
        .unwrap();

    let none = Action::Recovery {
        keys: Vec::new(),
        cosigned: None,
    };
    case.partnership.decide(vec![none]);
    assert!(case.space.state.owes_rotation(case.partnership.directory()));
    assert!(
        !case
            .space
            .state
            .may_hold_key(paper.id(), case.partnership.directory())
    );
    case.by_ana(vec![rotate(51, Cut::NONE)]).unwrap();
    assert!(!case.space.state.owes_rotation(case.partnership.directory()));
}

#[test]
fn an_agreed_end_is_kept_and_changes_nothing_by_itself() {
    let mut case = Case::new();
    let until = Some(later(60));
    let for_a_minute = Action::Add {
        principal: case.dan.principal(),
        role: Role::Member,
        until,
    };
    case.by_ana(vec![for_a_minute]).unwrap();
    let SpaceState::Team(team) = &case.space.state else {
        panic!("a case has a team")
    };
    let dan = team.member(case.dan.principal()).unwrap();
    assert_eq!(dan.until, until);
    assert_eq!(case.role(&case.dan), Some(Role::Member));
}

#[test]
fn directory_actions_have_no_place_in_a_case() {
    let mut case = Case::new();
    let admin = case.partnership.founder.clone();
    case.by_ana(vec![add(&admin, Role::Manager)]).unwrap();
    let agency = case.partnership.agency;
    for action in [
        Action::AddAgency { agency },
        Action::Admit {
            device: case.ben.device.id(),
        },
        revoke(&case.ben.device),
        grant(&case.ben),
    ] {
        assert_eq!(case.post(&admin, vec![action]), Err(Refusal::WrongSpace));
    }
}

#[test]
fn a_team_is_bounded() {
    let mut case = Case::new();
    let too_many = vec![Action::Close; limits::MAX_ACTIONS + 1];
    assert!(matches!(
        case.by_ana(too_many),
        Err(Refusal::TooMany { .. })
    ));
    assert_eq!(case.by_ana(Vec::new()), Err(Refusal::Empty));
}

#[test]
fn the_cuts_of_a_change_are_told_to_who_holds_the_log() {
    let mut case = Case::new();
    let (ana, ben, cat) = (case.ana.clone(), case.ben.clone(), case.cat.clone());
    let tablet = TestDevice::new(111);
    let id = case.partnership.id();
    case.partnership
        .post(&ben.device, vec![tablet.link(id, ben.id)])
        .unwrap();
    case.partnership
        .decide(vec![revoke(&cat.device), revoke(&ben.device)]);
    let directory = case.partnership.directory().clone();
    let actions = vec![
        remove(&ben, ben.device.cut(7)),
        rotate(51, cat.device.cut(2)),
    ];
    let change = case.space.change(&ana.device, directory.head(), actions);
    let claims = case.space.state.cut_claims(&change, Some(&directory));
    assert_eq!(claims.len(), 2);
    assert_eq!(claims[0].devices, [ben.device.id(), tablet.id()].into());
    assert_eq!(claims[0].ends, [(ben.device.replica(1), Seq(7))]);
    assert_eq!(claims[1].devices, [cat.device.id()].into());
    case.space.take(change, Some(&directory)).unwrap();
    assert_eq!(case.space.state.cut_of(cat.device.replica(1)), Some(Seq(2)));
}
