//! Partnerships and teams for tests, here and in other crates.
//!
//! Keys are made from small numbers, so that a failing test fails again. They
//! protect nothing, and the HPKE halves are no keys at all.

// Only tests call this, and they want to stop where something is not as arranged.
#![allow(clippy::expect_used, clippy::missing_panics_doc, missing_docs)]

use ed25519_dalek::{Signer, SigningKey};
use jiff::Timestamp;

use super::{
    Action, Cosignature, Cut, Directory, Grant, Principal, Refusal, Role, SpaceKind, SpaceState,
    TeamChange, UnsignedTeamChange, enrol_signing_input, link_signing_input,
};
use crate::{
    AgencyId, DeviceId, DeviceKeys, DirectoryHead, KeyId, PartnershipId, PractitionerId, Replica,
    Seq, SpaceId,
};

/// The moment at which everything in these tests happens.
pub fn noon() -> Timestamp {
    Timestamp::from_second(1_790_000_000).expect("a moment in 2026")
}

/// A while after [`noon`].
pub fn later(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + seconds).expect("a moment in 2026")
}

/// A key that signs: a device's or an invitation's.
#[derive(Clone)]
pub struct TestDevice {
    signing: SigningKey,
    pub keys: DeviceKeys,
}

impl TestDevice {
    pub fn new(seed: u64) -> Self {
        let signing = SigningKey::from_bytes(&bytes("device", seed));
        let mut hpke = vec![0; DeviceKeys::HPKE_LEN];
        blake3::Hasher::new()
            .update(&bytes("hpke", seed))
            .finalize_xof()
            .fill(&mut hpke);
        let public = signing.verifying_key().to_bytes();
        let input = DeviceKeys::hpke_signing_input(&public, &hpke);
        let hpke_signature = signing.sign(&input).to_bytes();
        Self {
            keys: DeviceKeys {
                signing: public,
                hpke,
                hpke_signature,
            },
            signing,
        }
    }

    pub fn id(&self) -> DeviceId {
        self.keys.device_id()
    }

    pub fn sign(&self, input: &[u8]) -> [u8; 64] {
        self.signing.sign(input).to_bytes()
    }

    /// One of its replicas.
    pub fn replica(&self, number: u8) -> Replica {
        Replica::new(self.id(), [number; 8])
    }

    /// A cut of its first replica.
    pub fn cut(&self, last: u64) -> Cut {
        Cut::new([(self.replica(1), Seq(last))])
    }

    /// Its signature on a change.
    pub fn seal(&self, unsigned: UnsignedTeamChange, space: SpaceId) -> TeamChange {
        let signature = self.sign(&unsigned.signing_input(space));
        unsigned.with_signature(signature)
    }

    /// The action by which it asks to be admitted.
    pub fn enrol(
        &self,
        partnership: PartnershipId,
        invite: &Self,
        mac: Option<[u8; 32]>,
    ) -> Action {
        let invite_key = invite.keys.signing;
        let input = enrol_signing_input(partnership, &invite_key, &self.keys, mac.as_ref());
        let invite_signature = invite.sign(&input);
        Action::Enrol {
            device: self.keys.clone(),
            invite_key,
            invite_signature,
            mac,
        }
    }

    /// The action by which another device of this person adds it.
    pub fn link(&self, partnership: PartnershipId, person: PractitionerId) -> Action {
        let input = link_signing_input(partnership, person, &self.keys);
        Action::LinkDevice {
            device: self.keys.clone(),
            device_signature: self.sign(&input),
        }
    }

    /// Its person's agreement, as a second administrator.
    pub fn cosign(&self, directory: &Directory, mut action: Action) -> Action {
        let seen = directory.head();
        let signature = self.sign(&action.cosigning_input(directory.partnership(), seen));
        if let Action::SetAdministrator { cosigned, .. } | Action::Recovery { cosigned, .. } =
            &mut action
        {
            *cosigned = Some(Cosignature {
                device: self.id(),
                seen,
                signature,
            });
        }
        action
    }
}

fn bytes(what: &str, seed: u64) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(what.as_bytes()).update(&seed.to_be_bytes());
    *hasher.finalize().as_bytes()
}

/// The id of a person, an agency, a key by its number.
pub fn practitioner(seed: u64) -> PractitionerId {
    PractitionerId::try_from(bytes("practitioner", seed).split_at(16).0).expect("16 bytes")
}

pub fn agency(seed: u64) -> AgencyId {
    AgencyId::try_from(bytes("agency", seed).split_at(16).0).expect("16 bytes")
}

pub fn key(seed: u64) -> KeyId {
    KeyId::try_from(bytes("key", seed).split_at(16).0).expect("16 bytes")
}

/// A person with a device.
#[derive(Clone)]
pub struct TestPerson {
    pub id: PractitionerId,
    pub device: TestDevice,
}

impl TestPerson {
    pub const fn principal(&self) -> Principal {
        Principal::Practitioner(self.id)
    }
}

pub fn add(person: &TestPerson, role: Role) -> Action {
    Action::Add {
        principal: person.principal(),
        role,
        until: None,
    }
}

pub fn set_role(person: &TestPerson, role: Role, cut: Cut) -> Action {
    Action::SetRole {
        principal: person.principal(),
        role,
        cut,
    }
}

pub fn remove(person: &TestPerson, cut: Cut) -> Action {
    Action::Remove {
        principal: person.principal(),
        cut,
    }
}

pub fn rotate(seed: u64, cut: Cut) -> Action {
    Action::Rotate {
        key_id: key(seed),
        previous: vec![0x5e; 48],
        cut,
    }
}

pub fn revoke(device: &TestDevice) -> Action {
    Action::RevokeDevice {
        device: device.id(),
        cut: Cut::NONE,
    }
}

pub fn grant(person: &TestPerson) -> Action {
    Action::SetAdministrator {
        practitioner: person.id,
        grant: Grant::Given,
        cosigned: None,
    }
}

pub fn withdraw(person: &TestPerson) -> Action {
    Action::SetAdministrator {
        practitioner: person.id,
        grant: Grant::Withdrawn,
        cosigned: None,
    }
}

/// A space and the changes that made it.
#[derive(Clone)]
pub struct TestSpace {
    pub state: SpaceState,
    pub changes: Vec<TeamChange>,
}

impl TestSpace {
    pub fn id(&self) -> SpaceId {
        self.state.space()
    }

    /// The state as a directory.
    pub fn directory(&self) -> &Directory {
        match &self.state {
            SpaceState::Directory(directory) => directory,
            SpaceState::Team(_) => unreachable!("asked for a case's directory"),
        }
    }

    /// A change after the last one, signed.
    pub fn change(
        &self,
        author: &TestDevice,
        named: DirectoryHead,
        actions: Vec<Action>,
    ) -> TeamChange {
        let unsigned =
            UnsignedTeamChange::following(&self.state, author.id(), named, noon(), actions);
        author.seal(unsigned, self.id())
    }

    /// Takes a change, or says why not.
    pub fn take(
        &mut self,
        change: TeamChange,
        directory: Option<&Directory>,
    ) -> Result<(), Refusal> {
        self.state = self.state.apply(&change, directory)?;
        self.changes.push(change);
        Ok(())
    }
}

/// A partnership with one agency, founded by someone who is its administrator.
#[derive(Clone)]
pub struct TestPartnership {
    pub space: TestSpace,
    pub founder: TestPerson,
    pub agency: AgencyId,
}

impl TestPartnership {
    pub fn found(seed: u64) -> Self {
        let founder = TestPerson {
            id: practitioner(seed),
            device: TestDevice::new(seed),
        };
        let agency = agency(seed);
        let found = Action::Found {
            kind: SpaceKind::Directory,
            partnership: None,
            nonce: [1; 16],
            founder: founder.id,
            founder_device: Some(founder.device.keys.clone()),
            key_id: key(seed),
        };
        let unsigned = UnsignedTeamChange::founding(
            founder.device.id(),
            TeamChange::NO_DIRECTORY,
            noon(),
            vec![found, Action::AddAgency { agency }],
        );
        let change = founder.device.seal(unsigned, SpaceId::ZERO);
        let state = SpaceState::found(&change, None).expect("a founding that is in order");
        Self {
            space: TestSpace {
                state,
                changes: vec![change],
            },
            founder,
            agency,
        }
    }

    pub fn directory(&self) -> &Directory {
        self.space.directory()
    }

    pub fn id(&self) -> PartnershipId {
        self.directory().partnership()
    }

    /// A change of the directory by this device.
    pub fn post(&mut self, author: &TestDevice, actions: Vec<Action>) -> Result<(), Refusal> {
        let change = self.space.change(author, self.directory().head(), actions);
        self.space.take(change, None)
    }

    /// A change of the directory by the founder, which must take effect.
    pub fn decide(&mut self, actions: Vec<Action>) {
        let founder = self.founder.device.clone();
        self.post(&founder, actions)
            .expect("the founder may do this");
    }

    pub fn invite(&mut self, person: PractitionerId, invite: &TestDevice) {
        let (invite_key, agency) = (invite.keys.signing, self.agency);
        let expiry = later(7 * 86_400);
        self.decide(vec![Action::Invite {
            invite_key,
            practitioner: person,
            agency,
            expiry,
        }]);
    }

    /// A device asks to be admitted as this person.
    pub fn enrol(&mut self, person: PractitionerId, device: &TestDevice, invite_seed: u64) {
        let invite = TestDevice::new(invite_seed);
        self.invite(person, &invite);
        let enrol = device.enrol(self.id(), &invite, None);
        self.post(device, vec![enrol])
            .expect("an invited device may ask");
    }

    /// Invited, enrolled and admitted, all by the founder's hand.
    pub fn join(&mut self, seed: u64) -> TestPerson {
        let person = TestPerson {
            id: practitioner(seed),
            device: TestDevice::new(seed),
        };
        self.add_device(person.id, &person.device, seed + 1_000_000);
        person
    }

    /// A device by a further invitation.
    pub fn add_device(&mut self, person: PractitionerId, device: &TestDevice, invite_seed: u64) {
        self.enrol(person, device, invite_seed);
        self.decide(vec![Action::Admit {
            device: device.id(),
        }]);
    }

    /// A space of theirs, with a team from the start.
    pub fn open(
        &self,
        kind: SpaceKind,
        seed: u64,
        founder: &TestPerson,
        team: &[(&TestPerson, Role)],
    ) -> TestSpace {
        let mut actions = vec![self.founding(kind, seed, founder)];
        actions.extend(team.iter().map(|(person, role)| add(person, *role)));
        self.try_open(founder, actions)
            .expect("a founding that is in order")
    }

    pub fn founding(&self, kind: SpaceKind, seed: u64, founder: &TestPerson) -> Action {
        Action::Found {
            kind,
            partnership: Some(self.id()),
            nonce: [2; 16],
            founder: founder.id,
            founder_device: None,
            key_id: key(seed),
        }
    }

    pub fn try_open(
        &self,
        founder: &TestPerson,
        actions: Vec<Action>,
    ) -> Result<TestSpace, Refusal> {
        let head = self.directory().head();
        let unsigned = UnsignedTeamChange::founding(founder.device.id(), head, noon(), actions);
        let change = founder.device.seal(unsigned, SpaceId::ZERO);
        let state = SpaceState::found(&change, Some(self.directory()))?;
        Ok(TestSpace {
            state,
            changes: vec![change],
        })
    }

    /// A change of a space of theirs, at the directory's present head.
    pub fn post_in(
        &self,
        space: &mut TestSpace,
        author: &TestDevice,
        actions: Vec<Action>,
    ) -> Result<(), Refusal> {
        let change = space.change(author, self.directory().head(), actions);
        space.take(change, Some(self.directory()))
    }
}
