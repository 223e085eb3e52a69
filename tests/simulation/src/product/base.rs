//! Partnerships as runs begin with, made with the product's own calls: founded, joined, two cases
//! opened. Made once for each number of phones, because wrapping keys is what costs.

use core::time::Duration;
use std::sync::{Arc, LazyLock, Mutex};

use jiff::Timestamp;
use patchwork_client::{
    AccessRole, AgencyId, AgencyKind, Founding, Invitee, NewCase, NewMember, Standing, SyncState,
};
use patchwork_protocol::{PractitionerId, SpaceId};

use super::{
    network::{ADDRESS, Network},
    phone::{Disk, Phone, folder},
    time::Time,
};
use crate::relay::Database;

pub(super) const START: &str = "2026-03-02T08:00:00Z";

/// A beginning; phones start from it as after a restart.
pub(super) struct Base {
    pub(super) directory: SpaceId,
    pub(super) database: Database,
    pub(super) phones: Vec<(Disk, PractitionerId)>,
    pub(super) agency: AgencyId,
    /// When it was done.
    pub(super) at: Timestamp,
}

static BASES: LazyLock<[Mutex<Option<Arc<Base>>>; 3]> = LazyLock::new(Default::default);

impl Base {
    /// Three, four or five phones.
    pub(super) fn of(seed: u64) -> Arc<Self> {
        let which = (seed % 3) as usize;
        let mut base = BASES[which].lock().expect("no run poisons a base");
        Arc::clone(base.get_or_insert_with(|| Arc::new(make(3 + which))))
    }
}

fn make(count: usize) -> Base {
    let time = Time::starting_at(START.parse().expect("a date"));
    let network = Network::new(None, count as u64, time.clone());
    let folder = folder();
    let mut phones: Vec<Phone> = (0..count)
        .map(|number| {
            let seed = (count * 100 + number) as u64;
            Phone::new(
                number,
                folder.path(),
                None,
                seed,
                network.clone(),
                time.clone(),
            )
        })
        .collect();
    for phone in &mut phones {
        phone.start().expect("a new phone");
    }
    let founder = &phones[0];
    founder
        .call(|client| async move {
            let founding = Founding {
                relay: ADDRESS.to_owned(),
                relay_token: None,
                partnership: "Northtown".to_owned(),
                front_door: String::new(),
                agency: "Millbrook".to_owned(),
                agency_kind: AgencyKind::School,
                name: "Priya".to_owned(),
                role: "Social worker".to_owned(),
            };
            client.found(founding).await
        })
        .expect("a founding");
    rest(&phones[..1]);
    let agency = founder
        .call(|client| async move { client.agencies().await })
        .expect("agencies")[0]
        .agency;
    for phone in &phones[1..] {
        let name = phone.name.clone();
        let invitee = Invitee {
            id: None,
            name,
            role: "Teacher".to_owned(),
            agency,
        };
        let invitation = founder
            .call(|client| async move { client.invite(invitee).await })
            .expect("an invitation");
        phone
            .call(|client| async move { client.join(invitation.code).await })
            .expect("joining");
        founder.run(Duration::from_secs(2));
        let pending = founder
            .call(|client| async move { client.pending_devices().await })
            .expect("devices");
        let device = pending.first().expect("it asks").device;
        founder
            .call(|client| async move { client.admit(device).await })
            .expect("it is let in");
        phone.run(Duration::from_secs(10));
        let standing = phone.call(|client| async move { client.standing().await });
        assert_eq!(standing, Ok(Standing::Member));
    }
    rest(&phones);
    for phone in &mut phones {
        let me = phone.call(|client| async move { client.me().await });
        phone.me = Some(me.expect("a member").practitioner);
    }
    for (given, members) in [("Ella", count), ("Sam", count - 1)] {
        let team = phones[1..members]
            .iter()
            .enumerate()
            .map(|(at, phone)| NewMember {
                practitioner: phone.me.expect("a member"),
                access: if at == 0 {
                    AccessRole::Manager
                } else {
                    AccessRole::Member
                },
            })
            .collect();
        let case = NewCase {
            given: given.to_owned(),
            family: "Marsh".to_owned(),
            team,
            ..NewCase::default()
        };
        let opened = phones[0].call(|client| async move { client.open_case(case).await });
        opened.expect("a case");
    }
    rest(&phones);
    let (directory, database) = {
        let state = network.lock();
        let relay = state.relay.as_ref().expect("it was founded");
        (relay.directory, relay.database.clone())
    };
    let phones = phones
        .iter_mut()
        .map(|phone| {
            phone.kill();
            (phone.disk(), phone.me.expect("a member"))
        })
        .collect();
    Base {
        directory,
        database,
        phones,
        agency,
        at: time.now(),
    }
}

fn rest(phones: &[Phone]) {
    for _ in 0..10 {
        for phone in phones {
            phone.run(Duration::from_secs(5));
        }
        let is_quiet = phones.iter().all(|phone| {
            let status = phone.call(|client| async move { client.sync_status().await });
            status.is_ok_and(|status| status.state == SyncState::UpToDate)
        });
        if is_quiet {
            return;
        }
    }
    for phone in phones {
        let status = phone.call(|client| async move { client.sync_status().await });
        println!("{}: {status:?}", phone.name);
    }
    panic!("the beginning does not come to rest");
}
