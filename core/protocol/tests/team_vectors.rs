//! Known answers for team changes: `tests/vectors/team-*.json`.
//!
//! One partnership and one case of it, with every action there is. Each change
//! is decoded, compared with what it means, encoded again, hashed, and applied;
//! the state that follows is compared too. The files are the format and the
//! rules: a change that breaks this test splits old phones from new ones.
//! They are written by
//! `PATCHWORK_WRITE_VECTORS=1 cargo test -p patchwork-protocol --test team_vectors`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::path::PathBuf;

use data_encoding::HEXLOWER;
use patchwork_protocol::{
    Action, Cut, Directory, ItemHash, Principal, RecoveryKey, Role, Seq, SpaceKind, SpaceState,
    Standing, TeamChange, UnsignedTeamChange,
    team::testing::{
        TestDevice, TestPartnership, TestSpace, grant, practitioner, remove, rotate, set_role,
        withdraw,
    },
};
use serde_json::{Value, json};

fn hex(bytes: impl AsRef<[u8]>) -> String {
    HEXLOWER.encode(bytes.as_ref())
}

fn unhex(value: &Value) -> Vec<u8> {
    HEXLOWER.decode(value.as_str().unwrap().as_bytes()).unwrap()
}

/// The committed file; written first when the environment asks for it.
fn kept(name: &str, written: &Value) -> Value {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/vectors")
        .join(format!("{name}.json"));
    if std::env::var_os("PATCHWORK_WRITE_VECTORS").is_some() {
        std::fs::write(&path, serde_json::to_string_pretty(written).unwrap() + "\n").unwrap();
    }
    let kept = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(&kept, written, "{name}.json is not what this code writes");
    kept
}

fn cut_meaning(cut: &Cut) -> Value {
    cut.ends()
        .iter()
        .map(|(replica, last)| json!([hex(replica.0), last.0]))
        .collect()
}

fn principal_meaning(principal: Principal) -> Value {
    match principal {
        Principal::Practitioner(id) => json!({ "practitioner": hex(id.0) }),
        Principal::Recovery(id) => json!({ "recovery": hex(id.0) }),
    }
}

fn meaning(action: &Action) -> Value {
    match action {
        Action::Found {
            kind,
            partnership,
            nonce,
            founder,
            founder_device,
            key_id,
        } => json!({
            "found": format!("{kind:?}"),
            "partnership": partnership.map(|id| hex(id.0)),
            "nonce": hex(nonce),
            "founder": hex(founder.0),
            "founder_device": founder_device.as_ref().map(|keys| hex(keys.device_id().0)),
            "key_id": hex(key_id.0),
        }),
        Action::Add {
            principal,
            role,
            until,
        } => json!({
            "add": principal_meaning(*principal),
            "role": format!("{role:?}"),
            "until_ms": until.map(jiff::Timestamp::as_millisecond),
        }),
        Action::SetRole {
            principal,
            role,
            cut,
        } => json!({
            "set_role": principal_meaning(*principal),
            "role": format!("{role:?}"),
            "cut": cut_meaning(cut),
        }),
        Action::Remove { principal, cut } => {
            json!({ "remove": principal_meaning(*principal), "cut": cut_meaning(cut) })
        }
        Action::Rotate {
            key_id,
            previous,
            cut,
        } => json!({
            "rotate": hex(key_id.0),
            "previous": hex(previous),
            "cut": cut_meaning(cut),
        }),
        Action::ConfirmDevice { device } => json!({ "confirm_device": hex(device.0) }),
        Action::Close => json!("close"),
        Action::Redact {
            replica,
            seq,
            item,
            part,
        } => json!({
            "redact": hex(replica.0),
            "seq": seq.0,
            "item": hex(item.0),
            "part": part,
        }),
        Action::Erase => json!("erase"),
        Action::AddAgency { agency } => json!({ "add_agency": hex(agency.0) }),
        Action::Invite {
            invite_key,
            practitioner,
            agency,
            expiry,
        } => json!({
            "invite": hex(invite_key),
            "practitioner": hex(practitioner.0),
            "agency": hex(agency.0),
            "expiry_ms": expiry.as_millisecond(),
        }),
        Action::Enrol {
            device,
            invite_key,
            invite_signature,
            mac,
        } => json!({
            "enrol": hex(device.device_id().0),
            "invite_key": hex(invite_key),
            "invite_signature": hex(invite_signature),
            "mac": mac.map(hex),
        }),
        Action::Admit { device } => json!({ "admit": hex(device.0) }),
        Action::LinkDevice {
            device,
            device_signature,
        } => json!({
            "link_device": hex(device.device_id().0),
            "device_signature": hex(device_signature),
        }),
        Action::RevokeDevice { device, cut } => {
            json!({ "revoke_device": hex(device.0), "cut": cut_meaning(cut) })
        }
        Action::RemovePractitioner { practitioner, cut } => {
            json!({ "remove_practitioner": hex(practitioner.0), "cut": cut_meaning(cut) })
        }
        Action::SetAdministrator {
            practitioner,
            grant,
            cosigned,
        } => json!({
            "set_administrator": hex(practitioner.0),
            "grant": format!("{grant:?}"),
            "cosigned": cosigned.as_ref().map(|by| json!({
                "device": hex(by.device.0),
                "seen_index": by.seen.index,
                "seen_hash": hex(by.seen.hash.0),
                "signature": hex(by.signature),
            })),
        }),
        Action::Recovery { keys, cosigned } => json!({
            "recovery": keys
                .iter()
                .map(|key| json!([key.agency.map(|id| hex(id.0)), hex(key.keys.device_id().0)]))
                .collect::<Vec<_>>(),
            "cosigned": cosigned.is_some(),
        }),
        Action::Unknown { kind, bytes } => json!({ "unknown": kind, "bytes": hex(bytes) }),
    }
}

fn state_after(state: &SpaceState, directory: &Directory) -> Value {
    let members: Vec<_> = state
        .members()
        .iter()
        .map(|member| {
            json!([
                principal_meaning(member.principal),
                format!("{:?}", member.role),
                member.since
            ])
        })
        .collect();
    let wraps: Vec<_> = state
        .wrap_recipients(directory)
        .iter()
        .map(|recipient| hex(recipient.device.0))
        .collect();
    json!({
        "current_key": hex(state.current_key().0),
        "members": members,
        "wraps_to": wraps,
        "owes_rotation": state.owes_rotation(directory),
        "closed": state.is_closed(),
        "erased": state.is_erased(),
        "frozen": state.is_frozen(),
    })
}

fn written(about: &str, space: &TestSpace, directory: Option<&Directory>) -> Value {
    let mut state: Option<SpaceState> = None;
    let cases: Vec<_> = space
        .changes
        .iter()
        .map(|change| {
            let after = next(state.as_ref(), change, directory);
            let head = match &after {
                SpaceState::Directory(own) => own,
                SpaceState::Team(_) => directory.unwrap(),
            };
            let case = json!({
                "bytes": hex(change.bytes()),
                "hash": hex(change.hash().0),
                "fields": {
                    "index": change.index(),
                    "previous": hex(change.previous().0),
                    "author": hex(change.author().0),
                    "directory_index": change.directory().index,
                    "directory_hash": hex(change.directory().hash.0),
                    "at_ms": change.at().as_millisecond(),
                    "actions": change.actions().iter().map(meaning).collect::<Vec<_>>(),
                },
                "after": state_after(&after, head),
            });
            state = Some(after);
            case
        })
        .collect();
    json!({ "about": about, "space": hex(space.id().0), "cases": cases })
}

fn next(
    state: Option<&SpaceState>,
    change: &TeamChange,
    directory: Option<&Directory>,
) -> SpaceState {
    match state {
        None => SpaceState::found(change, directory).unwrap(),
        Some(state) => state.apply(change, directory).unwrap(),
    }
}

/// What the file says, from its bytes alone.
fn replay(file: &Value, directory: Option<&Directory>) -> SpaceState {
    let mut state: Option<SpaceState> = None;
    for case in file["cases"].as_array().unwrap() {
        let bytes = unhex(&case["bytes"]);
        let change = TeamChange::decode(&bytes).unwrap();
        let again = UnsignedTeamChange::new(
            change.index(),
            change.previous(),
            change.author(),
            change.directory(),
            change.at(),
            change.actions().to_vec(),
        );
        let signature = bytes[bytes.len() - 64..].try_into().unwrap();
        assert_eq!(again.with_signature(signature).bytes(), bytes);
        assert_eq!(hex(change.hash().0), case["hash"]);
        let by_hand = [b"patchwork/team-change/1".as_slice(), &bytes].concat();
        assert_eq!(blake3::hash(&by_hand).as_bytes(), &change.hash().0);
        state = Some(next(state.as_ref(), &change, directory));
    }
    let state = state.unwrap();
    assert_eq!(hex(state.space().0), file["space"]);
    let first = unhex(&file["cases"][0]["bytes"]);
    let signed = &first[..first.len() - 66];
    let by_hand = [b"patchwork/space/1".as_slice(), signed].concat();
    assert_eq!(blake3::hash(&by_hand).as_bytes(), &state.space().0);
    state
}

/// Every action of a directory.
fn partnership() -> TestPartnership {
    let mut partnership = TestPartnership::found(1);
    let [ana, ben, cat] = [10, 11, 12].map(|seed| partnership.join(seed));
    let (phone, tablet, asks) = (
        TestDevice::new(20),
        TestDevice::new(21),
        TestDevice::new(22),
    );
    partnership.add_device(ben.id, &phone, 30);
    let id = partnership.id();
    partnership
        .post(&ana.device, vec![tablet.link(id, ana.id)])
        .unwrap();
    let invite = TestDevice::new(31);
    partnership.invite(practitioner(40), &invite);
    partnership
        .post(&asks, vec![asks.enrol(id, &invite, Some([9; 32]))])
        .unwrap();
    partnership.decide(vec![grant(&ana)]);
    let both = ana.device.cosign(partnership.directory(), grant(&ben));
    partnership.decide(vec![both]);
    let confirm = vec![Action::ConfirmDevice { device: phone.id() }];
    partnership.post(&ben.device, confirm).unwrap();
    let keys = vec![
        RecoveryKey {
            agency: None,
            keys: TestDevice::new(50).keys,
        },
        RecoveryKey {
            agency: Some(partnership.agency),
            keys: TestDevice::new(51).keys,
        },
    ];
    let recovery = Action::Recovery {
        keys,
        cosigned: None,
    };
    let recovery = ana.device.cosign(partnership.directory(), recovery);
    partnership.decide(vec![recovery]);
    let lost = Action::RevokeDevice {
        device: ana.device.id(),
        cut: ana.device.cut(4),
    };
    partnership.decide(vec![lost]);
    let gone = Action::RemovePractitioner {
        practitioner: cat.id,
        cut: cat.device.cut(2),
    };
    partnership.decide(vec![gone, rotate(60, Cut::NONE), withdraw(&ben)]);
    let redact = Action::Redact {
        replica: cat.device.replica(1),
        seq: Seq(1),
        item: ItemHash([0x17; 32]),
        part: 0,
    };
    partnership.decide(vec![redact]);
    partnership
}

/// Every action of a case, in a partnership where people come and devices go.
fn case() -> (TestPartnership, TestSpace) {
    let mut partnership = TestPartnership::found(1);
    let [ana, ben, cat, dan] = [10, 11, 12, 13].map(|seed| partnership.join(seed));
    let phone = TestDevice::new(20);
    partnership.add_device(ben.id, &phone, 30);
    let paper = TestDevice::new(50);
    let keys = vec![RecoveryKey {
        agency: None,
        keys: paper.keys.clone(),
    }];
    partnership.decide(vec![Action::Recovery {
        keys,
        cosigned: None,
    }]);
    let team = [(&ben, Role::Member), (&cat, Role::Observer)];
    let mut space = partnership.open(SpaceKind::Case, 100, &ana, &team);
    let until = Some(patchwork_protocol::team::testing::later(86_400));
    let adopt = Action::Add {
        principal: Principal::Recovery(paper.id()),
        role: Role::Observer,
        until: None,
    };
    let visit = Action::Add {
        principal: dan.principal(),
        role: Role::Member,
        until,
    };
    let by_ana = |partnership: &TestPartnership, space: &mut TestSpace, actions| {
        partnership.post_in(space, &ana.device, actions).unwrap();
    };
    by_ana(&partnership, &mut space, vec![adopt, visit]);
    by_ana(
        &partnership,
        &mut space,
        vec![Action::ConfirmDevice { device: phone.id() }],
    );
    by_ana(
        &partnership,
        &mut space,
        vec![set_role(&ben, Role::Manager, Cut::NONE)],
    );
    by_ana(
        &partnership,
        &mut space,
        vec![set_role(&dan, Role::Observer, dan.device.cut(300))],
    );
    by_ana(&partnership, &mut space, vec![remove(&dan, Cut::NONE)]);
    let lost = Action::RevokeDevice {
        device: ben.device.id(),
        cut: Cut::NONE,
    };
    partnership.decide(vec![lost]);
    by_ana(
        &partnership,
        &mut space,
        vec![rotate(101, ben.device.cut(17))],
    );
    let redact = Action::Redact {
        replica: ben.device.replica(1),
        seq: Seq(3),
        item: ItemHash([0x18; 32]),
        part: 1,
    };
    by_ana(&partnership, &mut space, vec![redact]);
    by_ana(&partnership, &mut space, vec![Action::Close]);
    by_ana(&partnership, &mut space, vec![Action::Erase]);
    (partnership, space)
}

#[test]
fn a_partnership_reads_and_comes_to_what_is_on_file() {
    let partnership = partnership();
    let about = "every action of a directory, by known keys: see src/team/testing.rs";
    let file = kept("team-directory", &written(about, &partnership.space, None));
    assert_eq!(replay(&file, None), partnership.space.state);
}

#[test]
fn a_case_reads_and_comes_to_what_is_on_file() {
    let (partnership, space) = case();
    let about = "the directory that the changes of team-case.json name";
    let around = kept(
        "team-case-directory",
        &written(about, &partnership.space, None),
    );
    let SpaceState::Directory(directory) = replay(&around, None) else {
        panic!("a directory was founded")
    };
    let about = "every action of a case, by known keys: see src/team/testing.rs";
    let file = kept("team-case", &written(about, &space, Some(&directory)));
    let state = replay(&file, Some(&directory));
    assert_eq!(state, space.state);
    let ben = TestDevice::new(11);
    assert_eq!(
        state.standing(ben.replica(1), &directory),
        Standing::UpTo(Seq(17))
    );
}

#[test]
fn what_a_newer_app_wrote_freezes_by_what_is_on_file() {
    let mut partnership = TestPartnership::found(1);
    let ana = partnership.join(10);
    let mut space = partnership.open(SpaceKind::Case, 100, &ana, &[]);
    // [200, "new", [1, 2]]
    let bytes = vec![0x83, 0x18, 200, 0x63, b'n', b'e', b'w', 0x82, 1, 2];
    let unknown = Action::Unknown { kind: 200, bytes };
    partnership
        .post_in(&mut space, &ana.device, vec![Action::Close, unknown])
        .unwrap();
    let about = "an unknown action: frozen, none of the change's actions taken";
    let file = kept(
        "team-unknown",
        &written(about, &space, Some(partnership.directory())),
    );
    assert!(replay(&file, Some(partnership.directory())).is_frozen());
}
