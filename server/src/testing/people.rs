//! People, devices and what they sign.

use ed25519_dalek::{Signer, SigningKey};
use jiff::{SignedDuration, Timestamp};
use patchwork_protocol::{
    AgencyId, DeviceId, DeviceKeys, DirectoryHead, EnrolStatement, Header, KeyId, PartnershipId,
    PractitionerId, Replica, Seen, Seq, SessionRequest, SessionStatement, SpaceId,
    UnsignedEnvelope, Wrap, limits,
    team::{
        Action, Directory, Principal, Role, SpaceKind, SpaceState, TeamChange, UnsignedTeamChange,
        enrol_signing_input,
    },
};

pub const AGENCY: AgencyId = AgencyId([7; 16]);

/// A practitioner with one device.
pub struct Person {
    pub id: PractitionerId,
    pub signing: SigningKey,
    pub keys: DeviceKeys,
}

impl Person {
    pub fn new(number: u8) -> Self {
        let signing = SigningKey::from_bytes(&[number; 32]);
        let public = signing.verifying_key().to_bytes();
        let hpke = vec![number; DeviceKeys::HPKE_LEN];
        let hpke_signature = signing
            .sign(&DeviceKeys::hpke_signing_input(&public, &hpke))
            .to_bytes();
        Self {
            id: PractitionerId([number; 16]),
            signing,
            keys: DeviceKeys {
                signing: public,
                hpke,
                hpke_signature,
            },
        }
    }

    pub fn device(&self) -> DeviceId {
        self.keys.device_id()
    }

    pub fn replica(&self, number: u8) -> Replica {
        Replica::new(self.device(), [number; 8])
    }

    pub fn sign(&self, input: &[u8]) -> [u8; 64] {
        self.signing.sign(input).to_bytes()
    }

    pub fn signed(&self, change: UnsignedTeamChange, space: SpaceId) -> TeamChange {
        let signature = self.sign(&change.signing_input(space));
        change.with_signature(signature)
    }

    /// A statement for a session at this relay.
    pub fn statement(
        &self,
        partnership: PartnershipId,
        origin: &str,
        at: Timestamp,
        nonce: [u8; 16],
    ) -> SessionRequest {
        let mut statement = SessionStatement {
            origin: origin.to_owned(),
            device: self.device(),
            at,
            nonce,
            signature: [0; 64],
        };
        statement.signature = self.sign(&statement.signing_input(partnership));
        SessionRequest::Device(partnership, statement)
    }

    /// A statement for a session before this device is admitted.
    pub fn enrol_statement(
        &self,
        partnership: PartnershipId,
        invite: &SigningKey,
        origin: &str,
        nonce: [u8; 16],
    ) -> SessionRequest {
        let mut statement = EnrolStatement {
            origin: origin.to_owned(),
            partnership,
            signing_key: self.keys.signing,
            invite_key: invite.verifying_key().to_bytes(),
            at: Timestamp::now(),
            nonce,
            invite_signature: [0; 64],
            signature: [0; 64],
        };
        let input = statement.signing_input();
        statement.invite_signature = invite.sign(&input).to_bytes();
        statement.signature = self.sign(&input);
        SessionRequest::Enrol(statement)
    }

    /// An envelope whose content is noise.
    pub fn envelope(&self, space: SpaceId, place: (Replica, u64), key_id: KeyId) -> Vec<u8> {
        self.envelope_of(space, place, key_id, 180)
    }

    pub fn envelope_of(
        &self,
        space: SpaceId,
        (replica, seq): (Replica, u64),
        key_id: KeyId,
        length: usize,
    ) -> Vec<u8> {
        let header = Header {
            replica,
            seq: Seq(seq),
            key_id,
            seen: Seen::NONE,
            salt: [3; 8],
        };
        let noise: Vec<u8> = (0..length)
            .map(|at| u8::try_from((at as u64 * 31 + seq) % 251).unwrap())
            .collect();
        let unsigned = UnsignedEnvelope::new(header, &noise);
        let signature = self.sign(&unsigned.signing_input(space));
        unsigned.with_signature(signature).into_bytes()
    }

    pub fn wrap_for(&self, recipient: &Self, space: SpaceId, key_id: KeyId) -> Wrap {
        Wrap {
            space,
            key_id,
            recipient: recipient.device(),
            sender: self.device(),
            sealed: vec![9; limits::WRAP_SEALED],
        }
    }
}

/// A space as its members hold it.
#[derive(Clone)]
pub struct Space {
    pub id: SpaceId,
    pub state: SpaceState,
}

impl Space {
    pub fn key(&self) -> KeyId {
        self.state.current_key()
    }

    pub fn head(&self) -> DirectoryHead {
        self.state.head()
    }
}

/// A partnership as its administrator holds it.
pub struct Partnership {
    pub admin: Person,
    pub directory: Space,
    /// Every change of the directory, the founding first.
    pub changes: Vec<TeamChange>,
}

impl Partnership {
    /// Founded by the person with this number.
    pub fn founded_by(number: u8) -> Self {
        let admin = Person::new(number);
        let found = UnsignedTeamChange::founding(
            admin.device(),
            TeamChange::NO_DIRECTORY,
            Timestamp::now(),
            vec![Action::Found {
                kind: SpaceKind::Directory,
                partnership: None,
                nonce: [number; 16],
                founder: admin.id,
                founder_device: Some(admin.keys.clone()),
                key_id: KeyId([number; 16]),
            }],
        );
        let found = admin.signed(found, SpaceId::ZERO);
        let id = found.founded_space().unwrap();
        let state = SpaceState::found(&found, None).unwrap();
        let mut partnership = Self {
            admin,
            directory: Space { id, state },
            changes: vec![found],
        };
        partnership.decide(vec![Action::AddAgency { agency: AGENCY }]);
        partnership
    }

    pub fn id(&self) -> PartnershipId {
        PartnershipId::from(self.directory.id)
    }

    pub fn directory(&self) -> &Directory {
        match &self.directory.state {
            SpaceState::Directory(directory) => directory,
            SpaceState::Team(_) => panic!("a directory is one"),
        }
    }

    /// A change of the directory by its administrator.
    pub fn decide(&mut self, actions: Vec<Action>) -> TeamChange {
        let head = self.directory.head();
        let change = UnsignedTeamChange::following(
            &self.directory.state,
            self.admin.device(),
            head,
            Timestamp::now(),
            actions,
        );
        let change = self.admin.signed(change, self.directory.id);
        self.take(change)
    }

    fn take(&mut self, change: TeamChange) -> TeamChange {
        self.directory.state = self.directory.state.apply(&change, None).unwrap();
        self.changes.push(change.clone());
        change
    }

    /// An invitation for somebody, good for an hour.
    pub fn invite(&mut self, person: &Person) -> SigningKey {
        self.invite_until(person, Timestamp::now() + SignedDuration::from_hours(1))
    }

    pub fn invite_until(&mut self, person: &Person, expiry: Timestamp) -> SigningKey {
        let mut seed = [0x5a; 32];
        seed[..16].copy_from_slice(&person.id.0);
        let invite = SigningKey::from_bytes(&seed);
        self.decide(vec![Action::Invite {
            invite_key: invite.verifying_key().to_bytes(),
            practitioner: person.id,
            agency: AGENCY,
            expiry,
        }]);
        invite
    }

    /// The change by which an invited device enrols itself.
    pub fn enrolment(&self, person: &Person, invite: &SigningKey) -> TeamChange {
        let head = self.directory.head();
        let invite_key = invite.verifying_key().to_bytes();
        let input = enrol_signing_input(self.id(), &invite_key, &person.keys, None);
        let change = UnsignedTeamChange::following(
            &self.directory.state,
            person.device(),
            head,
            Timestamp::now(),
            vec![Action::Enrol {
                device: person.keys.clone(),
                invite_key,
                invite_signature: invite.sign(&input).to_bytes(),
                mac: None,
            }],
        );
        person.signed(change, self.directory.id)
    }

    /// Applies an enrolment that the relay accepted.
    pub fn enrolled(&mut self, change: TeamChange) {
        self.take(change);
    }

    /// Invites, enrols and admits somebody.
    pub fn bring(&mut self, number: u8) -> Person {
        let person = Person::new(number);
        let invite = self.invite(&person);
        let enrolment = self.enrolment(&person, &invite);
        self.enrolled(enrolment);
        self.decide(vec![Action::Admit {
            device: person.device(),
        }]);
        person
    }

    /// A case that this person founds, with these others in its team.
    pub fn open_case(
        &self,
        founder: &Person,
        nonce: u8,
        others: &[(&Person, Role)],
    ) -> (Space, TeamChange) {
        self.open_case_until(founder, nonce, others, None)
    }

    /// The same, with the others in its team until some time.
    pub fn open_case_until(
        &self,
        founder: &Person,
        nonce: u8,
        others: &[(&Person, Role)],
        until: Option<Timestamp>,
    ) -> (Space, TeamChange) {
        let mut actions = vec![Action::Found {
            kind: SpaceKind::Case,
            partnership: Some(self.id()),
            nonce: [nonce; 16],
            founder: founder.id,
            founder_device: None,
            key_id: KeyId([nonce; 16]),
        }];
        actions.extend(others.iter().map(|(person, role)| Action::Add {
            principal: Principal::Practitioner(person.id),
            role: *role,
            until,
        }));
        let change = UnsignedTeamChange::founding(
            founder.device(),
            self.directory.head(),
            Timestamp::now(),
            actions,
        );
        let change = founder.signed(change, SpaceId::ZERO);
        let space = Space {
            id: change.founded_space().unwrap(),
            state: SpaceState::found(&change, Some(self.directory())).unwrap(),
        };
        (space, change)
    }

    /// A change of a case's team, as its author has it.
    pub fn change(&self, space: &Space, author: &Person, actions: Vec<Action>) -> TeamChange {
        let change = UnsignedTeamChange::following(
            &space.state,
            author.device(),
            self.directory.head(),
            Timestamp::now(),
            actions,
        );
        author.signed(change, space.id)
    }

    /// The case after that change.
    pub fn after(&self, space: &Space, change: &TeamChange) -> Space {
        Space {
            id: space.id,
            state: space.state.apply(change, Some(self.directory())).unwrap(),
        }
    }
}

/// A partnership of two, its administrator and Tom, with a case of both.
pub struct TeamOfTwo {
    pub partnership: Partnership,
    pub tom: Person,
    pub case: Space,
    /// The change that founds the case.
    pub founding: TeamChange,
}

impl TeamOfTwo {
    pub fn arranged() -> Self {
        let mut partnership = Partnership::founded_by(1);
        let tom = partnership.bring(2);
        let (case, founding) =
            partnership.open_case(&partnership.admin, 5, &[(&tom, Role::Member)]);
        Self {
            partnership,
            tom,
            case,
            founding,
        }
    }
}
