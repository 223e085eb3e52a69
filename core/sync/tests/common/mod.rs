//! A store in memory and a partnership of two, for tests of one device.

use std::{
    collections::{BTreeMap, BTreeSet},
    convert::Infallible,
};

use jiff::Timestamp;
use patchwork_crypto::{DeviceSecrets, InviteSecret};
use patchwork_protocol::{
    Action, AgencyId, Chain, CursorDigest, Frame, Incarnation, ItemHash, LogItem, Part, PartKind,
    PractitionerId, Role, SpaceId, SpaceKind, TeamChange, Wrap,
};
use patchwork_sync::{
    Device, Effect, Fault, ItemState, Opened, Plan, PlannedChange, SealedParts, SignedAhead,
    TeamIntent, WaitingPart, found_partnership, testing::MemoryLog,
};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

pub const RELAY: Incarnation = Incarnation([1; 16]);

pub fn now() -> Timestamp {
    "2026-03-12T10:42:00Z".parse().expect("a date")
}

/// What a store would keep, and what it was told.
#[derive(Default)]
pub struct Store {
    pub log: MemoryLog,
    pub applied: Vec<Opened>,
    pub seen: Vec<Effect>,
}

impl Store {
    pub fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            self.log.carry_out(&effect);
            if let Effect::Apply(opened) = &effect {
                self.applied.push(opened.clone());
            }
            self.seen.push(effect);
        }
    }

    pub fn state(&self, space: SpaceId, item: &LogItem) -> Option<&ItemState> {
        self.log.item(space, item.hash()).map(|kept| &kept.state)
    }

    pub fn states(&self) -> BTreeMap<ItemHash, ItemState> {
        self.log
            .all()
            .map(|kept| (kept.hash, kept.state.clone()))
            .collect()
    }

    pub fn bodies(&self) -> BTreeSet<Vec<u8>> {
        self.applied
            .iter()
            .flat_map(|opened| opened.parts.iter().map(|(_, part)| part.body.clone()))
            .collect()
    }
}

fn opened(effects: &Result<Vec<Effect>, Fault<Infallible>>) -> Vec<&Opened> {
    let mut all = Vec::new();
    for effect in effects.iter().flatten() {
        if let Effect::Apply(opened) = effect {
            all.push(opened);
        }
    }
    all
}

/// A device beside its store.
pub struct Phone {
    pub device: Device,
    pub store: Store,
}

impl Phone {
    pub fn hears(&mut self, frame: Frame) -> Result<(), Fault<Infallible>> {
        self.hears_signed_ahead(frame.clone(), &SignedAhead::of(&[frame], &self.device))
    }

    /// The same, with what another thread verifies, and checks that it decides nothing.
    pub fn hears_signed_ahead(
        &mut self,
        frame: Frame,
        ahead: &SignedAhead,
    ) -> Result<(), Fault<Infallible>> {
        ahead.verify_all();
        let mut second = self.device.clone();
        let log = &self.store.log;
        let with = second.handle_signed_ahead(frame.clone(), log, ahead);
        let effects = self.device.handle(frame, log);
        assert_eq!(format!("{with:?}"), format!("{effects:?}"));
        // What was written stands in no `Debug`.
        assert_eq!(opened(&with), opened(&effects));
        self.store.carry_out(effects?);
        Ok(())
    }

    /// A whole conversation: greeting, wraps, these items by space, the end.
    pub fn follows(&mut self, wraps: &[(u64, Wrap)], spaces: &[(SpaceId, &[LogItem])]) {
        self.device.begin_conversation();
        self.hears(Frame::Hello { incarnation: RELAY })
            .expect("a greeting");
        self.hears(Frame::Wraps(wraps.to_vec())).expect("wraps");
        for (space, items) in spaces {
            let n = self
                .device
                .space(*space)
                .and_then(patchwork_sync::Space::cursor)
                .map_or(0, |c| c.n);
            let items = items
                .iter()
                .skip(usize::try_from(n).expect("few"))
                .cloned()
                .collect();
            self.hears(Frame::Items {
                space: *space,
                first_n: n + 1,
                items,
            })
            .expect("items");
        }
        self.caught_up();
    }

    pub fn caught_up(&mut self) {
        let digest = CursorDigest([0; 32]);
        self.hears(Frame::CaughtUp { digest }).expect("the end");
    }

    pub fn takes(&mut self, planned: &PlannedChange) {
        if let Some(key) = &planned.key {
            let Ok(effects) = self
                .device
                .take_own_key(planned.space, key.clone(), &self.store.log);
            self.store.carry_out(effects);
        }
        let Ok(effects) = self
            .device
            .take_change(planned.space, &planned.change, &self.store.log);
        self.store.carry_out(effects);
    }

    /// Seals one entry that says this.
    pub fn writes(&mut self, space: SpaceId, text: &str, rng: &mut ChaCha8Rng) -> LogItem {
        self.seals(space, vec![entry(text)], rng)
            .expect("sealed")
            .remove(0)
    }

    pub fn seals(
        &mut self,
        space: SpaceId,
        parts: Vec<Part>,
        rng: &mut ChaCha8Rng,
    ) -> Result<Vec<LogItem>, patchwork_sync::CannotSeal> {
        let waiting = parts
            .into_iter()
            .map(|part| WaitingPart { id: (), part })
            .collect();
        let sealed: Vec<SealedParts<()>> = self.device.seal(space, waiting, rng)?;
        Ok(sealed
            .into_iter()
            .map(|sealed| {
                self.store.carry_out(vec![Effect::Keep(sealed.kept())]);
                LogItem::Envelope(sealed.bytes)
            })
            .collect())
    }
}

pub fn entry(text: &str) -> Part {
    Part {
        kind: PartKind::Entry,
        body: text.as_bytes().to_vec(),
    }
}

/// Priya founded; Tom joined; a case of theirs. The logs as the relay has them.
pub struct Scene {
    pub rng: ChaCha8Rng,
    pub priya: Phone,
    pub tom: Phone,
    pub priya_is: PractitionerId,
    pub tom_is: PractitionerId,
    pub directory: SpaceId,
    pub case: SpaceId,
    pub directory_log: Vec<LogItem>,
    pub case_log: Vec<LogItem>,
    pub wraps: Vec<(u64, Wrap)>,
}

impl Scene {
    /// Tom knows nothing yet but his invitation.
    pub fn new() -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let (priya_is, tom_is) = (practitioner(&mut rng), practitioner(&mut rng));
        let secrets = DeviceSecrets::generate(&mut rng);
        let founding = found_partnership(&secrets, priya_is, now(), &mut rng).expect("founded");
        let directory = founding.space;
        let mut priya = Phone {
            device: Device::new(secrets, directory.into(), None),
            store: Store::default(),
        };
        priya.takes(&founding);
        let mut directory_log = vec![item(&founding.change)];
        let mut wraps = founding.wraps;

        let invite = InviteSecret::generate(&mut rng);
        let agency = AgencyId([3; 16]);
        for action in [
            Action::AddAgency { agency },
            Action::Invite {
                invite_key: invite.public_key(),
                practitioner: tom_is,
                agency,
                expiry: now() + jiff::SignedDuration::from_hours(24),
            },
        ] {
            let planned = post(&mut priya, directory, &TeamIntent::Record(action), &mut rng);
            directory_log.push(item(&planned.change));
        }
        let secrets = DeviceSecrets::generate(&mut rng);
        let device = secrets.id();
        let promised = priya.device.directory().expect("founded").head();
        let mut tom = Phone {
            device: Device::new(secrets, directory.into(), Some(promised)),
            store: Store::default(),
        };
        let changes = directory_log.iter().map(bytes).collect();
        tom.hears(Frame::TeamChanges {
            space: directory,
            changes,
        })
        .expect("a directory");
        let enrol = tom.device.enrol(&invite, None, now()).expect("enrolled");
        directory_log.push(item(&enrol));
        let Ok(effects) = priya
            .device
            .take_change(directory, &enrol, &priya.store.log);
        priya.store.carry_out(effects);
        let admit = TeamIntent::Record(Action::Admit { device });
        let planned = post(&mut priya, directory, &admit, &mut rng);
        directory_log.push(item(&planned.change));
        wraps.extend(planned.wraps);

        let members = [(tom_is, Role::Member)];
        let planned = priya
            .device
            .open_space(SpaceKind::Case, &members, now(), &mut rng)
            .expect("a case");
        priya.takes(&planned);
        let case = planned.space;
        let case_log = vec![item(&planned.change)];
        wraps.extend(planned.wraps);
        Self {
            rng,
            priya,
            tom,
            priya_is,
            tom_is,
            directory,
            case,
            directory_log,
            case_log,
            wraps: (1..).zip(wraps).collect(),
        }
    }

    /// Both have everything so far.
    pub fn together() -> Self {
        let mut scene = Self::new();
        scene.meet();
        scene
    }

    /// Both receive what the logs hold.
    pub fn meet(&mut self) {
        for phone in [&mut self.priya, &mut self.tom] {
            phone.follows(
                &self.wraps,
                &[
                    (self.directory, &self.directory_log),
                    (self.case, &self.case_log),
                ],
            );
        }
    }
}

/// Plans and takes a change as the relay would have appended it.
pub fn post(
    phone: &mut Phone,
    space: SpaceId,
    intent: &TeamIntent,
    rng: &mut ChaCha8Rng,
) -> PlannedChange {
    match phone.device.plan(space, intent, now(), rng) {
        Plan::Post(planned) => {
            phone.takes(&planned);
            *planned
        }
        other => panic!("expected a change, got {other:?}"),
    }
}

pub fn item(change: &TeamChange) -> LogItem {
    LogItem::TeamChange(change.bytes().to_vec())
}

pub fn bytes(item: &LogItem) -> Vec<u8> {
    match item {
        LogItem::Envelope(bytes) | LogItem::TeamChange(bytes) => bytes.clone(),
        LogItem::Erased(_) => Vec::new(),
    }
}

pub fn chain(items: &[LogItem]) -> Chain {
    items
        .iter()
        .fold(Chain::START, |chain, item| chain.extend(&item.hash()))
}

fn practitioner(rng: &mut ChaCha8Rng) -> PractitionerId {
    let mut bytes = [0; 16];
    rng.fill_bytes(&mut bytes);
    PractitionerId(bytes)
}
