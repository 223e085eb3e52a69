//! What must hold: after every step, and when everyone has come to rest. The invariants have the
//! numbers of `docs/protocol.md#invariants`.

use std::collections::{BTreeMap, BTreeSet};

use patchwork_model::{Entry, EntryId, Heads};
use patchwork_protocol::{Envelope, ItemHash, LogItem, SpaceId};
use patchwork_sync::{ItemState, SeriesPlace};

use crate::{
    disk::Progress,
    phone::Phone,
    shown::ShownSpace,
    world::{World, item_hash, short},
};

/// What did not hold, with all it takes to see it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The seed of the history.
    pub seed: u64,
    /// What was found.
    pub what: String,
}

impl Failure {
    pub(crate) fn new(world: &World, what: String) -> Self {
        Self {
            seed: world.options.seed,
            what,
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "seed {}: {}\n  replay: PATCHWORK_SEED={} cargo run -p patchwork-simulation",
            self.seed, self.what, self.seed
        )
    }
}

impl std::error::Error for Failure {}

/// Takes note of an envelope that somebody posts.
pub(crate) fn note(
    known: &mut BTreeMap<(SpaceId, SeriesPlace), ItemHash>,
    space: SpaceId,
    bytes: &[u8],
) {
    if let Ok(envelope) = Envelope::decode(bytes) {
        let place = place_of(&envelope);
        known
            .entry((space, place))
            .or_insert_with(|| item_hash(bytes));
    }
}

fn place_of(envelope: &Envelope) -> SeriesPlace {
    SeriesPlace {
        replica: envelope.header().replica,
        seq: envelope.header().seq,
    }
}

/// Holds at every moment.
pub(crate) fn while_running(world: &World) -> Result<(), Failure> {
    one_place_one_envelope(world)?;
    what_is_acknowledged_is_kept(world)
}

/// Invariant 1: (replica, seq) is one byte string for ever.
fn one_place_one_envelope(world: &World) -> Result<(), Failure> {
    for (space, log) in &world.relay.database.logs {
        for (place, (hash, _)) in &log.places {
            if world
                .bytes
                .get(&(*space, *place))
                .is_some_and(|known| known != hash)
            {
                return Err(Failure::new(
                    world,
                    format!("two envelopes under {place} in {}", short(*space)),
                ));
            }
        }
    }
    Ok(())
}

/// Invariant 2: what a phone holds an acknowledgement for is on the relay, or
/// on that phone, which offers it again. (The relay alone may have lost it
/// only by a restore, which gives it a new incarnation.)
fn what_is_acknowledged_is_kept(world: &World) -> Result<(), Failure> {
    for (index, phone) in world.phones.iter().enumerate() {
        for row in &phone.disk.outbox {
            let Progress::Acked(place) = row.progress else {
                continue;
            };
            let on_the_relay = world
                .relay
                .database
                .logs
                .get(&row.space)
                .is_some_and(|log| log.places.contains_key(&place));
            if !on_the_relay && world.summary.relay_restores == 0 {
                return Err(Failure::new(
                    world,
                    format!("phone {index} holds an acknowledgement of {place}, the relay nothing"),
                ));
            }
        }
    }
    Ok(())
}

/// Holds once everyone has come to rest.
pub(crate) fn at_the_end(world: &mut World) -> Result<(), Failure> {
    while_running(world)?;
    everyone_agrees(world)?;
    nothing_is_lost(world)?;
    rebuilt_is_the_same(world)?;
    authors_are_signers(world)?;
    no_false_alarm(world)?;
    let honest = honest(world);
    let phone = honest.first().map(|(_, phone)| *phone);
    let (items, refused) = phone.map_or((0, 0), |phone| {
        let all = || phone.disk.log.all();
        let parts: usize = phone
            .disk
            .shown
            .values()
            .map(|shown| shown.refused.len())
            .sum();
        let whole = all()
            .filter(|item| matches!(item.state, ItemState::Refused(_)))
            .count();
        (all().count(), whole + parts)
    });
    world.summary.items = items;
    world.summary.refused = refused;
    Ok(())
}

fn honest(world: &World) -> Vec<(usize, &Phone)> {
    world
        .phones
        .iter()
        .enumerate()
        .filter(|(index, _)| {
            world
                .hostile
                .as_ref()
                .is_none_or(|hostile| hostile.phone != *index)
        })
        .collect()
}

/// What one phone shows of a space.
#[derive(Debug, PartialEq, Eq)]
struct Face {
    team: Option<patchwork_protocol::DirectoryHead>,
    entries: BTreeMap<EntryId, Vec<u8>>,
    heads: Heads,
    changes: usize,
    refused_parts: BTreeSet<(SeriesPlace, u32)>,
    undecided_parts: BTreeSet<(SeriesPlace, u32)>,
    states: BTreeMap<ItemHash, String>,
}

impl Face {
    fn of(phone: &Phone, space: SpaceId) -> Self {
        let shown = phone.disk.shown.get(&space).cloned().unwrap_or_default();
        // What the relay tells now; only some phones ever saw what it has lost for good.
        let epoch = phone.device.record(space).map(|record| record.epoch);
        Self {
            team: phone
                .device
                .space(space)
                .and_then(|space| space.team())
                .map(patchwork_protocol::SpaceState::head),
            entries: entries(&shown),
            heads: shown.document.heads(),
            changes: shown.document.changes(),
            undecided_parts: shown.waiting(),
            refused_parts: shown.refused,
            states: phone
                .disk
                .log
                .items(space)
                .filter(|item| item.position.map(|position| position.epoch) == epoch)
                .map(|item| (item.hash, format!("{} {:?}", item.state, item.place)))
                .collect(),
        }
    }

    /// The first thing in which two differ.
    fn difference(&self, other: &Self) -> String {
        if self.team != other.team {
            return format!("teams: {:?} and {:?}", self.team, other.team);
        }
        if self.states != other.states {
            let differ: Vec<_> = self
                .states
                .iter()
                .filter(|(hash, state)| other.states.get(*hash) != Some(*state))
                .map(|(hash, state)| (hash, Some(state), other.states.get(hash)))
                .chain(
                    other
                        .states
                        .iter()
                        .filter(|(hash, _)| !self.states.contains_key(*hash))
                        .map(|(hash, state)| (hash, None, Some(state))),
                )
                .take(3)
                .collect();
            return format!("states of items: {differ:?}");
        }
        if self.entries != other.entries {
            let only = |a: &Self, b: &Self| -> Vec<EntryId> {
                a.entries
                    .keys()
                    .filter(|id| !b.entries.contains_key(*id))
                    .copied()
                    .collect()
            };
            return format!("entries: {:?} / {:?}", only(self, other), only(other, self));
        }
        if self.refused_parts != other.refused_parts {
            return format!(
                "refused parts: {:?} and {:?}",
                self.refused_parts, other.refused_parts
            );
        }
        format!("documents: {} and {} changes", self.changes, other.changes)
    }
}

fn entries(shown: &ShownSpace) -> BTreeMap<EntryId, Vec<u8>> {
    shown
        .entries
        .iter()
        .map(|(id, shown)| (*id, shown.bytes.clone()))
        .collect()
}

/// Invariants 3 and 8: the same items, the same screens; one team for all and
/// for the relay.
fn everyone_agrees(world: &World) -> Result<(), Failure> {
    for (space, log) in &world.relay.database.logs {
        let stranded = world.stranded(*space);
        let mut first: Option<(usize, Face)> = None;
        for (index, phone) in honest(world) {
            let who = world.people[index];
            if log.state.role_of(who).is_none() {
                continue;
            }
            let mut face = Face::of(phone, *space);
            if !stranded.is_empty() {
                face.entries.retain(|id, _| !stranded.contains(id));
                (face.heads, face.changes) = (Heads::default(), 0);
            }
            if face.team != Some(log.state.head()) {
                return Err(Failure::new(
                    world,
                    format!(
                        "phone {index} has another team of {} than the relay: {:?} and {:?}",
                        short(*space),
                        face.team,
                        log.state.head()
                    ),
                ));
            }
            match &first {
                None => first = Some((index, face)),
                Some((other, expected)) if *expected != face => {
                    return Err(Failure::new(
                        world,
                        format!(
                            "phones {other} and {index} differ in {}: {}",
                            short(*space),
                            expected.difference(&face)
                        ),
                    ));
                }
                Some(_) => {}
            }
        }
    }
    for (index, phone) in honest(world) {
        if !phone.device.is_caught_up() {
            return Err(Failure::new(
                world,
                format!("phone {index} and the relay never agree"),
            ));
        }
    }
    Ok(())
}

/// Every entry that was acknowledged exists on every member's phone, and every
/// other is still in its writer's outbox; at rest, none is.
fn nothing_is_lost(world: &World) -> Result<(), Failure> {
    for ((space, id), author) in &world.written {
        if world.excused.contains(&(*space, *id)) {
            continue;
        }
        let Some(log) = world.relay.database.logs.get(space) else {
            return Err(Failure::new(
                world,
                format!("space {} is lost", short(*space)),
            ));
        };
        for (index, phone) in honest(world) {
            if log.state.role_of(world.people[index]).is_none() {
                continue;
            }
            let shown = phone
                .disk
                .shown
                .get(space)
                .and_then(|shown| shown.entries.get(id));
            if shown.is_none_or(|shown| shown.author != world.phones[*author].disk.me) {
                return Err(Failure::new(
                    world,
                    format!("entry {id} of phone {author} is not on phone {index}"),
                ));
            }
        }
    }
    Ok(())
}

/// Invariant 5: what was applied bit by bit is what the kept items give.
fn rebuilt_is_the_same(world: &World) -> Result<(), Failure> {
    for (index, phone) in honest(world) {
        for (space, shown) in &phone.disk.shown {
            let rebuilt = phone.rebuilt(*space);
            if entries(&rebuilt) != entries(shown)
                || rebuilt.document.heads() != shown.document.heads()
            {
                return Err(Failure::new(
                    world,
                    format!(
                        "phone {index} does not rebuild {} as it shows it",
                        short(*space)
                    ),
                ));
            }
        }
    }
    Ok(())
}

/// Invariant 6: the author shown is the device that signed.
fn authors_are_signers(world: &World) -> Result<(), Failure> {
    for (index, phone) in honest(world) {
        for space in phone.disk.log.spaces() {
            let items = phone.disk.log.items(space);
            for item in items.filter(|item| item.state == ItemState::Applied) {
                let LogItem::Envelope(bytes) = &item.item else {
                    continue;
                };
                let signed = Envelope::decode(bytes).ok().is_some_and(|envelope| {
                    phone
                        .device
                        .directory()
                        .and_then(|directory| directory.device(envelope.device()))
                        .is_some_and(|record| envelope.verify(space, &record.verifying_key).is_ok())
                });
                if !signed {
                    return Err(Failure::new(
                        world,
                        format!("phone {index} applied {} unsigned", item.hash),
                    ));
                }
            }
            let Some(shown) = phone.disk.shown.get(&space) else {
                continue;
            };
            for (id, shown) in &shown.entries {
                let entry = Entry::decode(&shown.bytes).ok();
                if shown.from.0.replica.device() != shown.author
                    || entry.is_none_or(|entry| entry.id(shown.author) != *id)
                {
                    return Err(Failure::new(
                        world,
                        format!("phone {index} shows {id} under another author"),
                    ));
                }
            }
        }
    }
    Ok(())
}

/// Nobody is accused while everyone is honest.
fn no_false_alarm(world: &World) -> Result<(), Failure> {
    if world.summary.hostile_acts > 0 {
        return Ok(());
    }
    for (index, phone) in honest(world) {
        if let Some(evidence) = phone.disk.evidence.first() {
            return Err(Failure::new(
                world,
                format!("phone {index} raises an alarm: {evidence}"),
            ));
        }
        let refused = phone
            .disk
            .log
            .all()
            .find(|item| matches!(item.state, ItemState::Refused(_)) && item.place.is_some());
        if let Some(item) = refused {
            return Err(Failure::new(
                world,
                format!("phone {index} refuses an honest envelope: {}", item.state),
            ));
        }
        if world.summary.relay_restores == 0 && phone.disk.contradictions > 0 {
            return Err(Failure::new(
                world,
                format!("phone {index} was contradicted for nothing"),
            ));
        }
    }
    Ok(())
}
