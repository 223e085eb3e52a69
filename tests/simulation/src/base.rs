//! Partnerships as runs begin with: founded, joined, two cases opened. Made
//! once for each number of phones, because wrapping keys is what costs.

use std::sync::{LazyLock, Mutex};

use jiff::Timestamp;
use patchwork_crypto::{DeviceSecrets, InviteSecret};
use patchwork_protocol::{
    Action, AgencyId, Frame, Incarnation, PractitionerId, Role, SpaceId, SpaceKind,
};
use patchwork_sync::{TeamIntent, found_partnership};
use rand::RngExt;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::{
    disk::Disk,
    phone::Phone,
    relay::{Database, Posted, Relay},
};

/// A beginning, as stores; phones start from it as after a restart.
#[derive(Clone)]
pub struct Base {
    directory: SpaceId,
    database: Database,
    disks: Vec<Disk>,
    people: Vec<PractitionerId>,
    secrets: Vec<[u8; DeviceSecrets::LEN]>,
}

static BASES: LazyLock<[Mutex<Option<Base>>; 3]> = LazyLock::new(Default::default);

const INCARNATION: Incarnation = Incarnation([1; 16]);

impl Base {
    /// Three, four or five phones.
    pub fn of(seed: u64) -> Self {
        let which = (seed % 3) as usize;
        let mut base = BASES[which].lock().expect("no run poisons a base");
        base.get_or_insert_with(|| make(3 + which)).clone()
    }

    pub fn relay(&self) -> Relay {
        Relay::of(self.directory, INCARNATION, self.database.clone())
    }

    pub fn phones(&self) -> Vec<Phone> {
        self.disks
            .iter()
            .map(|disk| Phone::of(disk.clone()))
            .collect()
    }

    pub fn people(&self) -> Vec<PractitionerId> {
        self.people.clone()
    }

    pub fn secrets(&self, phone: usize) -> DeviceSecrets {
        DeviceSecrets::from_bytes(&self.secrets[phone])
    }
}

fn make(count: usize) -> Base {
    let mut rng = ChaCha8Rng::seed_from_u64(count as u64);
    let rng = &mut rng;
    let now: Timestamp = "2026-03-01T09:00:00Z".parse().expect("a date");
    let people: Vec<PractitionerId> = (0..count).map(|_| PractitionerId(rng.random())).collect();
    let secrets: Vec<[u8; DeviceSecrets::LEN]> = (0..count)
        .map(|_| *DeviceSecrets::generate(rng).to_bytes())
        .collect();

    let founder = DeviceSecrets::from_bytes(&secrets[0]);
    let planned = found_partnership(&founder, people[0], now, rng).expect("a founding");
    let directory = planned.space;
    let mut relay = Relay::new(&planned.change, INCARNATION);
    let mut phones = vec![Phone::new(founder, directory.into())];
    phones[0].found(planned, rng);
    sync(&mut phones[0], &mut relay, now, rng);

    for (secrets, practitioner) in secrets.iter().zip(&people).skip(1) {
        let invite = InviteSecret::generate(rng);
        let agency = AgencyId(rng.random());
        phones[0].queue_intent(directory, TeamIntent::Record(Action::AddAgency { agency }));
        phones[0].queue_intent(
            directory,
            TeamIntent::Record(Action::Invite {
                invite_key: invite.public_key(),
                practitioner: *practitioner,
                agency,
                expiry: now + jiff::SignedDuration::from_hours(24),
            }),
        );
        sync(&mut phones[0], &mut relay, now, rng);

        let mut phone = Phone::new(DeviceSecrets::from_bytes(secrets), directory.into());
        let changes = relay.team_changes(directory);
        phone.take_frame(
            Frame::TeamChanges {
                space: directory,
                changes,
            },
            rng,
        );
        let enrol = phone
            .device
            .enrol(&invite, None, now)
            .expect("an enrolment");
        let device = phone.disk.me;
        assert_eq!(
            relay.post(device, directory, enrol.bytes(), &[]),
            Posted::Done
        );

        sync(&mut phones[0], &mut relay, now, rng);
        phones[0].queue_intent(directory, TeamIntent::Record(Action::Admit { device }));
        sync(&mut phones[0], &mut relay, now, rng);
        phones.push(phone);
    }
    for phone in &mut phones {
        sync(phone, &mut relay, now, rng);
    }
    for members in [count, count - 1] {
        let members: Vec<(PractitionerId, Role)> = people[..members]
            .iter()
            .skip(1)
            .zip([Role::Manager, Role::Member, Role::Member, Role::Manager])
            .map(|(practitioner, role)| (*practitioner, role))
            .collect();
        let planned = phones[0]
            .device
            .open_space(SpaceKind::Case, &members, now, rng)
            .expect("a case");
        phones[0].found(planned, rng);
        sync(&mut phones[0], &mut relay, now, rng);
    }
    for phone in &mut phones {
        sync(phone, &mut relay, now, rng);
    }
    Base {
        directory,
        database: relay.database.clone(),
        disks: phones.into_iter().map(|phone| phone.disk).collect(),
        people,
        secrets,
    }
}

fn sync(phone: &mut Phone, relay: &mut Relay, now: Timestamp, rng: &mut ChaCha8Rng) {
    for _ in 0..2 {
        phone.post_changes(relay, false, now, rng);
        let request = phone.request(false, rng);
        phone.open(relay, &request);
        while phone.take_frames(relay, 8, None, rng) > 0 {}
    }
    assert!(phone.is_quiet(), "{}", phone.what_waits());
}
