//! How devices and people come into a partnership and leave it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use patchwork_protocol::{
    Action, AgencyId, Cut, DeviceKeys, ItemHash, PractitionerId, RecoveryKey, Refusal, Role, Seq,
    SpaceId, SpaceState, Standing, TeamChange, UnsignedTeamChange,
    team::testing::{
        TestDevice, TestPartnership, TestPerson, add, grant, key, later, noon, practitioner,
        revoke, rotate, withdraw,
    },
};

fn founding(device: &TestDevice, author: &TestDevice) -> Result<SpaceState, Refusal> {
    let found = Action::Found {
        kind: patchwork_protocol::SpaceKind::Directory,
        partnership: None,
        nonce: [1; 16],
        founder: practitioner(1),
        founder_device: Some(device.keys.clone()),
        key_id: key(1),
    };
    let nowhere = TeamChange::NO_DIRECTORY;
    let unsigned = UnsignedTeamChange::founding(author.id(), nowhere, noon(), vec![found]);
    SpaceState::found(&author.seal(unsigned, SpaceId::ZERO), None)
}

#[test]
fn a_partnerships_founder_is_its_administrator_with_the_device_that_founded_it() {
    let partnership = TestPartnership::found(1);
    let directory = partnership.directory();
    let founder = &partnership.founder;
    assert!(directory.is_administrator(founder.id));
    assert!(directory.is_confirmed(founder.device.id()));
    assert!(directory.device(founder.device.id()).unwrap().is_active());
    assert_eq!(
        partnership.space.state.role_of(founder.id),
        Some(Role::Manager)
    );
    assert_eq!(
        directory.hash_at(0),
        Some(partnership.space.changes[0].hash())
    );
    assert_eq!(directory.hash_at(1), None);
    assert_eq!(
        directory.agencies().map(|(id, _)| id).collect::<Vec<_>>(),
        [partnership.agency]
    );
}

#[test]
fn a_partnership_is_founded_by_the_device_that_it_names() {
    let (own, other) = (TestDevice::new(1), TestDevice::new(2));
    assert!(founding(&own, &own).is_ok());
    assert_eq!(founding(&other, &own), Err(Refusal::Founding));
    let mut mixed = own.clone();
    mixed.keys.hpke = other.keys.hpke.clone();
    assert_eq!(founding(&mixed, &own), Err(Refusal::BadDeviceKeys));
}

#[test]
fn invited_enrolled_admitted() {
    let mut partnership = TestPartnership::found(1);
    let (person, device, invite) = (practitioner(2), TestDevice::new(2), TestDevice::new(3));
    partnership.invite(person, &invite);
    assert!(partnership.directory().practitioner(person).is_none());
    let enrol = device.enrol(partnership.id(), &invite, Some([5; 32]));
    partnership.post(&device, vec![enrol]).unwrap();
    let directory = partnership.directory();
    assert!(directory.device(device.id()).is_none());
    let pending = directory.pending_device(device.id()).unwrap();
    assert_eq!(pending.enrolment.as_ref().unwrap().mac, Some([5; 32]));
    assert_eq!(partnership.space.state.role_of(person), None);
    assert!(!partnership.space.state.may_hold_key(device.id(), None));
    partnership.decide(vec![Action::Admit {
        device: device.id(),
    }]);
    let directory = partnership.directory();
    assert_eq!(directory.device(device.id()).unwrap().practitioner, person);
    assert_eq!(
        directory.practitioner(person).unwrap().agency,
        Some(partnership.agency)
    );
    assert_eq!(directory.pending().count(), 0);
    assert_eq!(partnership.space.state.role_of(person), Some(Role::Member));
    assert!(partnership.space.state.may_hold_key(device.id(), None));
    assert!(directory.is_confirmed(device.id()));
}

#[test]
fn a_device_is_valid_only_from_the_entry_that_admitted_it() {
    let mut partnership = TestPartnership::found(1);
    let ana = partnership.join(10);
    let record = partnership.directory().device(ana.device.id()).unwrap();
    let admitted = record.admitted_at.unwrap();
    assert!(!record.is_active_at(admitted - 1));
    assert!(record.is_active_at(admitted));
}

#[test]
fn an_invitation_is_good_once_in_time_and_with_its_key() {
    let mut partnership = TestPartnership::found(1);
    let id = partnership.id();
    let (device, other, invite) = (TestDevice::new(2), TestDevice::new(4), TestDevice::new(3));
    partnership.invite(practitioner(2), &invite);

    let stranger = device.enrol(id, &TestDevice::new(9), None);
    assert_eq!(
        partnership.post(&device, vec![stranger]),
        Err(Refusal::UnknownInvite)
    );

    let mut forged = device.enrol(id, &TestDevice::new(9), None);
    if let Action::Enrol { invite_key, .. } = &mut forged {
        *invite_key = invite.keys.signing;
    }
    assert_eq!(
        partnership.post(&device, vec![forged]),
        Err(Refusal::BadInviteSignature)
    );

    let for_another = other.enrol(id, &invite, None);
    let stolen = match (device.enrol(id, &invite, None), for_another) {
        (
            Action::Enrol {
                device,
                invite_key,
                mac,
                ..
            },
            Action::Enrol {
                invite_signature, ..
            },
        ) => Action::Enrol {
            device,
            invite_key,
            invite_signature,
            mac,
        },
        _ => unreachable!("both enrol"),
    };
    assert_eq!(
        partnership.post(&device, vec![stolen]),
        Err(Refusal::BadInviteSignature)
    );

    let mut other_mac = device.enrol(id, &invite, Some([1; 32]));
    if let Action::Enrol { mac, .. } = &mut other_mac {
        *mac = None;
    }
    assert_eq!(
        partnership.post(&device, vec![other_mac]),
        Err(Refusal::BadInviteSignature)
    );

    let elsewhere = device.enrol(TestPartnership::found(5).id(), &invite, None);
    assert_eq!(
        partnership.post(&device, vec![elsewhere]),
        Err(Refusal::BadInviteSignature)
    );

    let late = UnsignedTeamChange::following(
        &partnership.space.state,
        device.id(),
        partnership.directory().head(),
        later(7 * 86_400),
        vec![device.enrol(id, &invite, None)],
    );
    let late = device.seal(late, partnership.space.id());
    assert_eq!(
        partnership.space.take(late, None),
        Err(Refusal::InviteExpired)
    );

    let enrol = device.enrol(id, &invite, None);
    partnership.post(&device, vec![enrol]).unwrap();
    let again = other.enrol(id, &invite, None);
    assert_eq!(
        partnership.post(&other, vec![again]),
        Err(Refusal::InviteUsed)
    );
}

#[test]
fn an_enrolment_stands_alone_and_speaks_for_its_own_device() {
    let mut partnership = TestPartnership::found(1);
    let id = partnership.id();
    let (device, invite) = (TestDevice::new(2), TestDevice::new(3));
    partnership.invite(practitioner(2), &invite);
    let enrol = device.enrol(id, &invite, None);
    let admit = Action::Admit {
        device: device.id(),
    };
    let both = partnership.post(&device, vec![enrol.clone(), admit]);
    assert_eq!(both, Err(Refusal::UnknownAuthor(device.id())));
    let founder = partnership.founder.device.clone();
    let in_others_name = partnership.post(&founder, vec![enrol.clone()]);
    assert_eq!(in_others_name, Err(Refusal::BadSignature));
    let agency = AgencyId([8; 16]);
    let mixed = partnership.post(&founder, vec![Action::AddAgency { agency }, enrol]);
    assert_eq!(mixed, Err(Refusal::NotAlone));
}

#[test]
fn a_second_device_with_the_same_id_is_refused() {
    let mut partnership = TestPartnership::found(1);
    let ana = partnership.join(10);
    let invite = TestDevice::new(3);
    partnership.invite(practitioner(2), &invite);
    let enrol = ana.device.enrol(partnership.id(), &invite, None);
    let refused = partnership.post(&ana.device, vec![enrol]);
    assert_eq!(refused, Err(Refusal::DeviceExists(ana.device.id())));
    partnership.decide(vec![revoke(&ana.device)]);
    let enrol = ana.device.enrol(partnership.id(), &invite, None);
    let refused = partnership.post(&ana.device, vec![enrol]);
    assert_eq!(refused, Err(Refusal::DeviceExists(ana.device.id())));
}

#[test]
fn a_device_that_was_turned_away_cannot_be_admitted() {
    let mut partnership = TestPartnership::found(1);
    let device = TestDevice::new(2);
    partnership.enrol(practitioner(2), &device, 3);
    partnership.decide(vec![revoke(&device)]);
    let founder = partnership.founder.device.clone();
    let refused = partnership.post(
        &founder,
        vec![Action::Admit {
            device: device.id(),
        }],
    );
    assert_eq!(refused, Err(Refusal::UnknownDevice(device.id())));
}

#[test]
fn nobody_can_claim_a_device_that_is_not_theirs() {
    let mut partnership = TestPartnership::found(1);
    let (ana, ben) = (partnership.join(10), partnership.join(11));
    let tablet = TestDevice::new(20);
    let id = partnership.id();
    let of_ben = tablet.link(id, ben.id);
    assert_eq!(
        partnership.post(&ana.device, vec![of_ben.clone()]),
        Err(Refusal::BadDeviceKeys)
    );
    partnership.post(&ben.device, vec![of_ben]).unwrap();
    assert_eq!(
        partnership
            .directory()
            .device(tablet.id())
            .unwrap()
            .practitioner,
        ben.id
    );
}

#[test]
fn only_an_administrator_decides_who_is_in_the_partnership() {
    let mut partnership = TestPartnership::found(1);
    let (ana, ben) = (partnership.join(10), partnership.join(11));
    let waiting = TestDevice::new(2);
    partnership.enrol(practitioner(2), &waiting, 3);
    let actions = [
        Action::AddAgency {
            agency: AgencyId([8; 16]),
        },
        Action::Invite {
            invite_key: [1; 32],
            practitioner: practitioner(3),
            agency: partnership.agency,
            expiry: later(60),
        },
        Action::Admit {
            device: waiting.id(),
        },
        revoke(&waiting),
        revoke(&ben.device),
        Action::RemovePractitioner {
            practitioner: ben.id,
            cut: Cut::NONE,
        },
        grant(&ana),
        Action::Recovery {
            keys: Vec::new(),
            cosigned: None,
        },
        Action::Redact {
            replica: ben.device.replica(1),
            seq: Seq(1),
            item: ItemHash([2; 32]),
            part: 0,
        },
    ];
    for action in actions {
        let refused = partnership.post(&ana.device, vec![action.clone()]);
        assert_eq!(refused, Err(Refusal::NotAllowed), "{action:?}");
    }
    for action in [add(&ben, Role::Manager), Action::Close, Action::Erase] {
        let founder = partnership.founder.device.clone();
        assert_eq!(
            partnership.post(&founder, vec![action]),
            Err(Refusal::WrongSpace)
        );
    }
}

#[test]
fn a_person_who_lost_a_phone_can_shut_it_out_with_another() {
    let mut partnership = TestPartnership::found(1);
    let ana = partnership.join(10);
    let tablet = TestDevice::new(20);
    let id = partnership.id();
    partnership
        .post(&ana.device, vec![tablet.link(id, ana.id)])
        .unwrap();
    let cut = Action::RevokeDevice {
        device: ana.device.id(),
        cut: ana.device.cut(5),
    };
    partnership.post(&tablet, vec![cut]).unwrap();
    let state = &partnership.space.state;
    assert_eq!(
        state.standing(ana.device.replica(1), None),
        Standing::UpTo(Seq(5))
    );
    assert_eq!(
        state.standing(ana.device.replica(2), None),
        Standing::Closed
    );
    assert_eq!(state.standing(tablet.replica(1), None), Standing::Open);
    assert!(state.owes_rotation(None));
    let by_lost = partnership.post(&ana.device, vec![rotate(90, Cut::NONE)]);
    assert_eq!(by_lost, Err(Refusal::UnknownAuthor(ana.device.id())));
    partnership
        .post(&tablet, vec![rotate(90, Cut::NONE)])
        .unwrap();
    assert!(!partnership.space.state.owes_rotation(None));
}

#[test]
fn who_is_removed_is_gone_with_all_devices_invitations_and_rights() {
    let mut partnership = TestPartnership::found(1);
    let ana = partnership.join(10);
    partnership.decide(vec![grant(&ana)]);
    let (second, third, invite) = (
        TestDevice::new(20),
        TestDevice::new(21),
        TestDevice::new(22),
    );
    partnership.enrol(ana.id, &second, 30);
    partnership.invite(ana.id, &invite);
    let before = partnership.directory().head().index;
    let gone = Action::RemovePractitioner {
        practitioner: ana.id,
        cut: ana.device.cut(2),
    };
    partnership.decide(vec![gone.clone()]);
    let directory = partnership.directory();
    assert!(!directory.is_administrator(ana.id));
    assert!(directory.is_administrator_at(ana.id, before));
    assert!(!directory.device(ana.device.id()).unwrap().is_active());
    assert!(
        directory
            .device(ana.device.id())
            .unwrap()
            .is_active_at(before)
    );
    assert_eq!(directory.pending().count(), 0);
    assert!(directory.invite(&invite.keys.signing).is_none());
    let founder = partnership.founder.device.clone();
    let admit = partnership.post(
        &founder,
        vec![Action::Admit {
            device: second.id(),
        }],
    );
    assert_eq!(admit, Err(Refusal::UnknownDevice(second.id())));
    let enrol = third.enrol(partnership.id(), &invite, None);
    assert_eq!(
        partnership.post(&third, vec![enrol]),
        Err(Refusal::UnknownInvite)
    );
    let again = partnership.post(&founder, vec![gone]);
    assert_eq!(again, Err(Refusal::UnknownPractitioner(ana.id)));
    let invited_again = Action::Invite {
        invite_key: TestDevice::new(23).keys.signing,
        practitioner: ana.id,
        agency: partnership.agency,
        expiry: later(60),
    };
    let refused = partnership.post(&founder, vec![invited_again]);
    assert_eq!(refused, Err(Refusal::UnknownPractitioner(ana.id)));
}

#[test]
fn an_administrator_stays() {
    let mut partnership = TestPartnership::found(1);
    let founder = partnership.founder.clone();
    let ana = partnership.join(10);
    for action in [
        withdraw(&founder),
        revoke(&founder.device),
        Action::RemovePractitioner {
            practitioner: founder.id,
            cut: Cut::NONE,
        },
    ] {
        let refused = partnership.post(&founder.device, vec![action]);
        assert_eq!(refused, Err(Refusal::NoManagerLeft));
    }
    partnership.decide(vec![grant(&ana)]);
    partnership.decide(vec![withdraw(&founder)]);
    assert!(!partnership.directory().is_administrator(founder.id));
}

fn with_two_administrators() -> (TestPartnership, TestPerson, TestPerson) {
    let mut partnership = TestPartnership::found(1);
    let (ana, ben) = (partnership.join(10), partnership.join(11));
    partnership.decide(vec![grant(&ana)]);
    (partnership, ana, ben)
}

#[test]
fn where_there_are_two_administrators_both_agree_to_a_third() {
    let (mut partnership, ana, ben) = with_two_administrators();
    let founder = partnership.founder.device.clone();
    let alone = partnership.post(&founder, vec![grant(&ben)]);
    assert_eq!(alone, Err(Refusal::NeedsCosignature));
    let by_self = founder.cosign(partnership.directory(), grant(&ben));
    assert_eq!(
        partnership.post(&founder, vec![by_self]),
        Err(Refusal::BadCosignature)
    );
    let by_member = ben.device.cosign(partnership.directory(), grant(&ben));
    assert_eq!(
        partnership.post(&founder, vec![by_member]),
        Err(Refusal::BadCosignature)
    );
    let of_another = match (
        ana.device.cosign(partnership.directory(), withdraw(&ben)),
        grant(&ben),
    ) {
        (
            Action::SetAdministrator { cosigned, .. },
            Action::SetAdministrator {
                practitioner,
                grant,
                ..
            },
        ) => Action::SetAdministrator {
            practitioner,
            grant,
            cosigned,
        },
        _ => unreachable!("both set administrators"),
    };
    assert_eq!(
        partnership.post(&founder, vec![of_another]),
        Err(Refusal::BadCosignature)
    );
    let agreed = ana.device.cosign(partnership.directory(), grant(&ben));
    partnership.join(12);
    partnership.post(&founder, vec![agreed]).unwrap();
    assert!(partnership.directory().is_administrator(ben.id));
}

#[test]
fn an_agreement_cannot_be_used_again_after_it_was_undone() {
    let (mut partnership, ana, ben) = with_two_administrators();
    let founder = partnership.founder.device.clone();
    let agreed = ana.device.cosign(partnership.directory(), grant(&ben));
    partnership.post(&founder, vec![agreed.clone()]).unwrap();
    partnership.decide(vec![withdraw(&ben)]);
    assert_eq!(
        partnership.post(&founder, vec![agreed]),
        Err(Refusal::BadCosignature)
    );
}

#[test]
fn one_change_cannot_first_remove_the_second_administrator_and_then_do_without() {
    let (mut partnership, ana, ben) = with_two_administrators();
    let founder = partnership.founder.device.clone();
    for first in [
        withdraw(&ana),
        revoke(&ana.device),
        Action::RemovePractitioner {
            practitioner: ana.id,
            cut: Cut::NONE,
        },
    ] {
        let refused = partnership.post(&founder, vec![first, grant(&ben)]);
        assert_eq!(refused, Err(Refusal::NeedsCosignature));
    }
}

#[test]
fn recovery_keys_change_by_two_administrators_and_only_to_whole_new_keys() {
    let (mut partnership, ana, ben) = with_two_administrators();
    let founder = partnership.founder.device.clone();
    let paper = TestDevice::new(40);
    let recovery = |keys: Vec<DeviceKeys>| Action::Recovery {
        keys: keys
            .into_iter()
            .map(|keys| RecoveryKey { agency: None, keys })
            .collect(),
        cosigned: None,
    };
    let alone = partnership.post(&founder, vec![recovery(vec![paper.keys.clone()])]);
    assert_eq!(alone, Err(Refusal::NeedsCosignature));
    let device = ana.device.cosign(
        partnership.directory(),
        recovery(vec![ben.device.keys.clone()]),
    );
    let refused = partnership.post(&founder, vec![device]);
    assert_eq!(refused, Err(Refusal::DeviceExists(ben.device.id())));
    let agreed = ana
        .device
        .cosign(partnership.directory(), recovery(vec![paper.keys.clone()]));
    partnership.post(&founder, vec![agreed]).unwrap();
    assert!(partnership.directory().recovery_key(paper.id()).is_some());
    let invite = TestDevice::new(41);
    partnership.invite(practitioner(41), &invite);
    let enrol = paper.enrol(partnership.id(), &invite, None);
    let refused = partnership.post(&paper, vec![enrol]);
    assert_eq!(refused, Err(Refusal::DeviceExists(paper.id())));
}

#[test]
fn one_administrator_cannot_make_a_second_by_inviting_them_again() {
    let (mut partnership, ana, ben) = with_two_administrators();
    let agreed = ana.device.cosign(partnership.directory(), grant(&ben));
    partnership.decide(vec![agreed]);
    let fake = TestDevice::new(20);
    partnership.add_device(ana.id, &fake, 30);
    let dan = partnership.join(13);
    let cosigned = fake.cosign(partnership.directory(), grant(&dan));
    let founder = partnership.founder.device.clone();
    assert_eq!(
        partnership.post(&founder, vec![cosigned]),
        Err(Refusal::BadCosignature)
    );
    let acts = partnership.post(&fake, vec![withdraw(&ben)]);
    assert_eq!(acts, Err(Refusal::UnconfirmedAuthor(fake.id())));
    let confirm = vec![Action::ConfirmDevice { device: fake.id() }];
    let by_maker = partnership.post(&founder, confirm.clone());
    assert_eq!(by_maker, Err(Refusal::ConfirmedByAnother(fake.id())));
    let tablet = TestDevice::new(21);
    let id = partnership.id();
    partnership
        .post(&fake, vec![tablet.link(id, ana.id)])
        .unwrap();
    let by_link = partnership.post(
        &founder,
        vec![Action::ConfirmDevice {
            device: tablet.id(),
        }],
    );
    assert_eq!(by_link, Err(Refusal::ConfirmedByAnother(tablet.id())));
    partnership.post(&ben.device, confirm).unwrap();
    assert!(partnership.directory().is_confirmed(fake.id()));
}

#[test]
fn a_directory_change_names_the_entry_before_it() {
    let mut partnership = TestPartnership::found(1);
    let first = partnership.directory().head();
    partnership.join(10);
    let state = partnership.space.state.clone();
    let founder = partnership.founder.device.clone();
    let head = state.head();
    let actions = vec![Action::AddAgency {
        agency: AgencyId([8; 16]),
    }];
    let unsigned = UnsignedTeamChange::new(
        head.index + 1,
        head.hash,
        founder.id(),
        first,
        noon(),
        actions,
    );
    let change = founder.seal(unsigned, state.space());
    assert_eq!(state.apply(&change, None), Err(Refusal::NotTheEntryBefore));
}

#[test]
fn invitations_are_to_a_listed_agency_and_not_to_two() {
    let mut partnership = TestPartnership::found(1);
    let founder = partnership.founder.device.clone();
    let other = AgencyId([8; 16]);
    let invite = |seed: u64, person: PractitionerId, agency| Action::Invite {
        invite_key: TestDevice::new(seed).keys.signing,
        practitioner: person,
        agency,
        expiry: later(60),
    };
    let unlisted = partnership.post(&founder, vec![invite(1, practitioner(2), other)]);
    assert_eq!(unlisted, Err(Refusal::UnknownAgency(other)));
    let agency = partnership.agency;
    partnership.decide(vec![
        Action::AddAgency { agency: other },
        invite(1, practitioner(2), agency),
    ]);
    let twice = partnership.post(&founder, vec![invite(1, practitioner(3), agency)]);
    assert_eq!(twice, Err(Refusal::InviteExists));
    let moved = partnership.post(&founder, vec![invite(2, practitioner(2), other)]);
    assert_eq!(moved, Err(Refusal::OtherAgency));
}
