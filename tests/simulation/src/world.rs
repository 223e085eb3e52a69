//! One history: phones, a relay, a person or two who interfere, all from one seed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use patchwork_model::{CaseEdit, EntryId, NewPerson, PersonId, PersonKind};
use patchwork_protocol::{
    Incarnation, ItemHash, LogItem, PractitionerId, Role, SpaceId, SpaceKind, SyncRequest,
};
use patchwork_sync::{SeriesPlace, TeamIntent};
use rand::RngExt;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::{
    base::Base,
    check::{self, Failure},
    disk::Disk,
    hostile::Hostile,
    phone::Phone,
    relay::{Database, Relay},
};

/// What a run is made of.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Everything follows from it.
    pub seed: u64,
    /// How many things happen before everyone is left in peace.
    pub steps: usize,
    /// Say what happens.
    pub verbose: bool,
}

impl Options {
    /// The usual run of a seed.
    pub const fn of(seed: u64) -> Self {
        Self {
            seed,
            steps: 160,
            verbose: false,
        }
    }
}

/// What a run was.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    pub device_days: u64,
    pub entries: usize,
    pub edits: usize,
    pub items: usize,
    pub crashes: usize,
    pub relay_restores: usize,
    pub phone_restores: usize,
    pub rotations: usize,
    pub hostile_acts: usize,
    pub refused: usize,
    pub repeated_requests: usize,
}

impl Summary {
    /// Adds another run's numbers.
    pub fn add(&mut self, other: &Self) {
        self.device_days += other.device_days;
        self.entries += other.entries;
        self.edits += other.edits;
        self.items += other.items;
        self.crashes += other.crashes;
        self.relay_restores += other.relay_restores;
        self.phone_restores += other.phone_restores;
        self.rotations += other.rotations;
        self.hostile_acts += other.hostile_acts;
        self.refused += other.refused;
        self.repeated_requests += other.repeated_requests;
    }
}

/// How a request fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Arrives,
    RequestLost,
    AnswerLost,
}

pub struct World {
    pub options: Options,
    pub rng: ChaCha8Rng,
    pub now: Timestamp,
    pub relay: Relay,
    pub phones: Vec<Phone>,
    pub people: Vec<PractitionerId>,
    /// The phone whose owner is hostile, if any.
    pub hostile: Option<Hostile>,
    /// Every honest entry, with its author's phone and bytes.
    pub written: BTreeMap<(SpaceId, EntryId), usize>,
    /// Entries that a phone may have lost together with its newer state.
    pub excused: BTreeSet<(SpaceId, EntryId)>,
    /// Entries of phones that were put back, with their places if acknowledged.
    fragile: BTreeMap<(SpaceId, EntryId), Option<SeriesPlace>>,
    /// Every envelope that anyone ever posted.
    pub bytes: BTreeMap<(SpaceId, SeriesPlace), ItemHash>,
    backups: Vec<Database>,
    phone_backups: Vec<(usize, Disk)>,
    requests: Vec<(usize, SyncRequest)>,
    pub summary: Summary,
}

impl World {
    pub fn new(options: Options) -> Self {
        let base = Base::of(options.seed);
        let mut rng = ChaCha8Rng::seed_from_u64(options.seed);
        let relay = base.relay();
        let phones = base.phones();
        let hostile = rng
            .random_bool(0.4)
            .then(|| Hostile::new(phones.len() - 1, base.secrets(phones.len() - 1)));
        Self {
            options,
            rng,
            now: "2026-03-02T08:00:00Z".parse().expect("a date"),
            relay,
            phones,
            people: base.people(),
            hostile,
            written: BTreeMap::new(),
            excused: BTreeSet::new(),
            fragile: BTreeMap::new(),
            bytes: BTreeMap::new(),
            backups: Vec::new(),
            phone_backups: Vec::new(),
            requests: Vec::new(),
            summary: Summary::default(),
        }
    }

    /// Runs the whole history and checks what must hold.
    pub fn run(mut self) -> Result<Summary, Failure> {
        let start = self.now;
        for step in 0..self.options.steps {
            let minutes = self.rng.random_range(1..120);
            self.now += SignedDuration::from_mins(minutes);
            self.step(step);
            check::while_running(&self)?;
        }
        let days = (self.now.duration_since(start).as_hours() / 24).max(1);
        self.summary.device_days = days.unsigned_abs() * self.phones.len() as u64;
        self.leave_in_peace()?;
        check::at_the_end(&mut self)?;
        Ok(self.summary)
    }

    fn say(&self, what: impl FnOnce() -> String) {
        if self.options.verbose {
            println!("{}  {}", self.now.strftime("%a %H:%M"), what());
        }
    }

    fn step(&mut self, step: usize) {
        let phone = self.rng.random_range(0..self.phones.len());
        match self.rng.random_range(0..1000) {
            0..200 => self.write(phone, step),
            200..300 => self.edit(phone, step),
            300..480 => self.connect(phone),
            480..800 => self.receive(phone),
            800..850 => self.toggle(phone),
            850..880 => self.crash(phone),
            880..895 => self.crash_relay(),
            895..910 => {
                self.say(|| "the relay is backed up".into());
                self.backups.push(self.relay.database.clone());
            }
            910..918 => self.restore_relay(),
            918..932 => self.intend_rotation(phone),
            932..940 => self.open_case(phone),
            940..952 => self.intend_add(phone),
            952..970 => self.repeat_request(),
            970..976 => {
                self.say(|| format!("phone {phone} is backed up"));
                self.phone_backups
                    .push((phone, self.phones[phone].disk.clone()));
            }
            976..980 => self.restore_phone(),
            _ => self.do_harm(),
        }
    }

    fn is_hostile(&self, phone: usize) -> bool {
        self.hostile
            .as_ref()
            .is_some_and(|hostile| hostile.phone == phone)
    }

    fn any_case(&mut self, phone: usize) -> Option<SpaceId> {
        let cases = self.phones[phone].cases();
        (!cases.is_empty()).then(|| cases[self.rng.random_range(0..cases.len())])
    }

    fn write(&mut self, phone: usize, step: usize) {
        let Some(case) = self.any_case(phone).filter(|_| !self.is_hostile(phone)) else {
            return;
        };
        let text = format!("Seen at step {step}, quiet.");
        let id = self.phones[phone].write_entry(case, &text, self.now, &mut self.rng);
        self.say(|| format!("phone {phone} writes {id} in {}", short(case)));
        self.written.insert((case, id), phone);
        self.summary.entries += 1;
    }

    fn edit(&mut self, phone: usize, step: usize) {
        let Some(case) = self.any_case(phone).filter(|_| !self.is_hostile(phone)) else {
            return;
        };
        let edit = match self.rng.random_range(0..3) {
            0 => CaseEdit::NameChild {
                given: format!("Ella {step}"),
                family: "Marsh".into(),
                preferred: None,
            },
            1 => CaseEdit::LabelFamily(Some(format!("Marsh {phone}"))),
            _ => CaseEdit::AddPerson(NewPerson {
                id: PersonId::random(&mut self.rng),
                kind: PersonKind::Family,
                name: format!("Aunt {step}"),
                relation: None,
                role: None,
                agency: None,
                contact_notes: None,
            }),
        };
        self.say(|| format!("phone {phone} edits {}", short(case)));
        self.phones[phone].edit(case, edit, self.now, &mut self.rng);
        self.summary.edits += 1;
    }

    fn connect(&mut self, phone: usize) {
        if !self.phones[phone].online {
            return;
        }
        let fate = match self.rng.random_range(0..10) {
            0 => Fate::RequestLost,
            1 => Fate::AnswerLost,
            _ => Fate::Arrives,
        };
        let lose = fate != Fate::Arrives;
        let live = self.rng.random_bool(0.5);
        self.say(|| format!("phone {phone} connects: {fate:?}, live {live}"));
        let (relay, rng) = (&mut self.relay, &mut self.rng);
        if fate != Fate::RequestLost {
            self.phones[phone].post_changes(relay, lose, self.now, rng);
        }
        let request = self.phones[phone].request(live, rng);
        self.note_bytes(&request);
        if fate != Fate::RequestLost {
            self.phones[phone].open(&mut self.relay, &request);
        }
        if fate != Fate::Arrives {
            self.phones[phone].connection = None;
        }
        self.requests.push((phone, request));
    }

    fn note_bytes(&mut self, request: &SyncRequest) {
        for (space, envelopes) in &request.outbox {
            for bytes in envelopes {
                check::note(&mut self.bytes, *space, bytes);
            }
        }
    }

    fn receive(&mut self, phone: usize) {
        let most = self.rng.random_range(1..6);
        let crash_at = self
            .rng
            .random_bool(0.06)
            .then(|| self.rng.random_range(0..most));
        let taken = self.phones[phone].take_frames(&self.relay, most, crash_at, &mut self.rng);
        if crash_at.is_some_and(|at| taken > at) {
            self.summary.crashes += 1;
            self.say(|| format!("phone {phone} dies between a frame and its commit"));
        }
        if self.rng.random_bool(0.05) {
            self.say(|| format!("phone {phone}'s stream is cut"));
            self.phones[phone].connection = None;
        }
    }

    fn toggle(&mut self, phone: usize) {
        let online = !self.phones[phone].online;
        self.say(|| format!("phone {phone} online: {online}"));
        self.phones[phone].online = online;
        self.phones[phone].connection = None;
    }

    fn crash(&mut self, phone: usize) {
        self.say(|| format!("phone {phone} is killed"));
        self.phones[phone].crash();
        self.summary.crashes += 1;
    }

    fn crash_relay(&mut self) {
        self.say(|| "the relay is killed".into());
        self.relay.cut_everyone();
        self.summary.crashes += 1;
    }

    fn restore_relay(&mut self) {
        if self.backups.is_empty() {
            return;
        }
        let which = self.rng.random_range(0..self.backups.len());
        let backup = self.backups[which].clone();
        self.say(|| format!("the relay is restored from backup {which}"));
        self.relay.restore(backup, Incarnation(self.rng.random()));
        self.summary.relay_restores += 1;
        self.excuse_double_losses();
    }

    /// Two losses may destroy what one may not.
    fn excuse_double_losses(&mut self) {
        let gone = self.fragile.iter().filter(|((space, id), place)| {
            let on_a_phone = self.phones.iter().any(|phone| {
                phone
                    .disk
                    .shown
                    .get(space)
                    .is_some_and(|shown| shown.entries.contains_key(id))
            });
            let on_the_relay = place.is_some_and(|place| {
                self.relay
                    .database
                    .logs
                    .get(space)
                    .is_some_and(|log| log.places.contains_key(&place))
            });
            !on_a_phone && !on_the_relay
        });
        self.excused.extend(gone.map(|(which, _)| *which));
    }

    /// Entries that survive on some phones only: their author's phone was put
    /// back to a backup, the relay too, and their key's rotation lost its place.
    pub fn stranded(&self, space: SpaceId) -> BTreeSet<EntryId> {
        let log = self.relay.database.logs.get(&space);
        self.fragile
            .iter()
            .filter(|((of, _), place)| {
                *of == space
                    && !place
                        .is_some_and(|place| log.is_some_and(|log| log.places.contains_key(&place)))
            })
            .map(|((_, id), _)| *id)
            .collect()
    }

    fn intend_rotation(&mut self, phone: usize) {
        let Some(case) = self.any_case(phone) else {
            return;
        };
        let Some(old) = self.phones[phone]
            .device
            .space(case)
            .and_then(|space| space.team())
            .map(patchwork_protocol::SpaceState::current_key)
        else {
            return;
        };
        self.say(|| format!("phone {phone} wants a new key for {}", short(case)));
        self.phones[phone].queue_intent(case, TeamIntent::Rotate { old });
        self.summary.rotations += 1;
    }

    fn open_case(&mut self, phone: usize) {
        if self.is_hostile(phone) || self.phones[phone].cases().len() > 4 {
            return;
        }
        let mut members = Vec::new();
        for (other, practitioner) in self.people.iter().enumerate() {
            if other != phone && self.rng.random_bool(0.6) {
                let role = if self.rng.random_bool(0.5) {
                    Role::Manager
                } else {
                    Role::Member
                };
                members.push((*practitioner, role));
            }
        }
        let planned = self.phones[phone].device.open_space(
            SpaceKind::Case,
            &members,
            self.now,
            &mut self.rng,
        );
        if let Ok(planned) = planned {
            self.say(|| format!("phone {phone} opens case {}", short(planned.space)));
            self.phones[phone].found(planned, &mut self.rng);
        }
    }

    fn intend_add(&mut self, phone: usize) {
        let Some(case) = self.any_case(phone) else {
            return;
        };
        let who = self.people[self.rng.random_range(0..self.people.len())];
        self.say(|| format!("phone {phone} wants {who} in {}", short(case)));
        let intent = TeamIntent::Add {
            practitioner: who,
            role: Role::Member,
            until: None,
        };
        self.phones[phone].queue_intent(case, intent);
    }

    /// A request that lay about in the network arrives once more.
    fn repeat_request(&mut self) {
        if self.requests.is_empty() {
            return;
        }
        let which = self.rng.random_range(0..self.requests.len());
        let (phone, request) = &self.requests[which];
        let device = self.phones[*phone].disk.me;
        self.relay.open(device, request);
        self.summary.repeated_requests += 1;
        self.say(|| format!("a request of phone {phone} arrives again"));
    }

    fn restore_phone(&mut self) {
        let Some((phone, backup)) = self.phone_backups.pop() else {
            return;
        };
        self.say(|| format!("phone {phone} is restored from its backup"));
        // What it wrote since and never got to the relay is lost with it; what
        // did is lost only if the relay then loses it too.
        for (space, id, place) in self.phones[phone].own_entries() {
            self.fragile.insert((space, id), place);
        }
        self.phones[phone].restore_backup(backup, &mut self.rng);
        self.summary.phone_restores += 1;
        self.excuse_double_losses();
    }

    fn do_harm(&mut self) {
        let Some(mut hostile) = self.hostile.take() else {
            return;
        };
        let what = hostile.act(self);
        self.say(|| format!("the hostile member: {what}"));
        self.summary.hostile_acts += 1;
        self.hostile = Some(hostile);
    }

    /// Everyone online, nothing goes wrong, until nothing moves any more.
    fn leave_in_peace(&mut self) -> Result<(), Failure> {
        self.say(|| "everyone is left in peace".into());
        // A digest that differs costs a phone one request to find out.
        let mut before = (None, 0);
        for _ in 0..60 {
            for phone in 0..self.phones.len() {
                self.phones[phone].online = true;
                let (relay, rng) = (&mut self.relay, &mut self.rng);
                self.phones[phone].post_changes(relay, false, self.now, rng);
                let request = self.phones[phone].request(false, rng);
                self.note_bytes(&request);
                self.phones[phone].open(&mut self.relay, &request);
                while self.phones[phone].take_frames(&self.relay, 8, None, &mut self.rng) > 0 {}
            }
            let after = self.fingerprint();
            let honest = (0..self.phones.len()).filter(|phone| !self.is_hostile(*phone));
            let quiet = honest
                .into_iter()
                .all(|phone| self.phones[phone].is_quiet());
            let same = if before.0.as_ref() == Some(&after) {
                before.1 + 1
            } else {
                0
            };
            if quiet && same == 3 {
                return Ok(());
            }
            before = (Some(after), same);
        }
        let stuck: Vec<String> = self
            .phones
            .iter()
            .enumerate()
            .filter(|(_, phone)| !phone.is_quiet())
            .map(|(index, phone)| format!("phone {index}: {}", phone.what_waits()))
            .collect();
        Err(Failure::new(
            self,
            format!("never came to rest: {}", stuck.join("; ")),
        ))
    }

    fn fingerprint(&self) -> Vec<(SpaceId, usize)> {
        let mut print: Vec<(SpaceId, usize)> = self
            .relay
            .database
            .logs
            .iter()
            .map(|(space, log)| (*space, log.items.len()))
            .collect();
        for phone in &self.phones {
            for space in phone.disk.log.spaces() {
                let items = || phone.disk.log.items(space);
                let pending = items().filter(|item| item.state.may_change()).count();
                print.push((space, items().count() * 1000 + pending));
            }
        }
        print
    }
}

pub fn short(space: SpaceId) -> String {
    space.to_string().chars().take(6).collect()
}

/// The hash under which an envelope's bytes are an item.
pub fn item_hash(bytes: &[u8]) -> ItemHash {
    LogItem::Envelope(bytes.to_vec()).hash()
}
