//! A member who keeps to no rule but holds a device and keys that are good.

use std::collections::BTreeMap;

use patchwork_crypto::{DeviceSecrets, EnvelopePlace, SpaceKey, seal_envelope, wrap_key};
use patchwork_model::{Actor, CaseDocument, CaseEdit, ChangePart, Entry, EntryBody, When};
use patchwork_protocol::{
    ChangeHash, Cursors, DirectoryHead, Envelope, Header, Part, PartKind, Plaintext, Replica, Seen,
    Seq, SpaceId, SyncRequest, UnsignedEnvelope,
};
use rand::RngExt;

use crate::world::World;

/// The hostile member's own tools, beside the phone that they also use.
pub struct Hostile {
    pub phone: usize,
    secrets: DeviceSecrets,
    series: Option<(SpaceId, Replica, Seq)>,
    number: [u8; 8],
}

impl Hostile {
    pub fn new(phone: usize, secrets: DeviceSecrets) -> Self {
        Self {
            phone,
            secrets,
            series: None,
            number: [7; 8],
        }
    }

    /// Does one bad thing; says which.
    pub fn act(&mut self, world: &mut World) -> &'static str {
        let cases = world.phones[self.phone].cases();
        if cases.is_empty() {
            return "has no case";
        }
        let space = cases[world.rng.random_range(0..cases.len())];
        let device = &world.phones[self.phone].device;
        let Some((key, head)) = device.space(space).and_then(|known| {
            let key = known.keys().get(known.team()?.current_key())?.clone();
            Some((key, device.directory()?.head()))
        }) else {
            return "has no key";
        };
        let which = world.rng.random_range(0..16);
        let (what, parts) = match which {
            0 => (
                "an entry that is not one",
                vec![part(PartKind::Entry, b"rubbish".to_vec())],
            ),
            1 => (
                "a change that is not one",
                vec![part(PartKind::Change, vec![0x82, 0, 0x40])],
            ),
            2 => ("a change with a flipped bit", vec![self.flipped(world)]),
            3 => (
                "a change in another's name",
                vec![Self::foreign_actor(world)],
            ),
            4 => {
                let parts = vec![self.entry(world, "mixed"), Self::foreign_actor(world)];
                ("a change among entries", parts)
            }
            5 => (
                "a part of tomorrow",
                vec![part(PartKind::Unknown(99), vec![1; 40])],
            ),
            6 => ("a card in a case", vec![part(PartKind::Card, vec![0x80])]),
            7 => {
                let parts = vec![self.entry(world, "one"), self.entry(world, "two")];
                ("two entries with one number", parts)
            }
            8 => ("a change on nothing", vec![self.on_nothing(world)]),
            9 => ("nothing at all", Vec::new()),
            10 => return self.wrong_wrap(world, space),
            11 => return self.unopenable(world, space, &key),
            12 => {
                let parts = vec![self.entry(world, "never")];
                self.post(world, space, &key, never(), Seen::NONE, parts);
                return "words about a directory that never comes";
            }
            13 => {
                let parts = vec![self.entry(world, "liar")];
                let seen = Seen {
                    n: 3,
                    incarnation: first(world),
                    chain: [9; 16],
                };
                self.post(world, space, &key, head, seen, parts);
                return "a lie about what was seen";
            }
            14 => {
                self.skip(space, world);
                ("a number too far", vec![self.entry(world, "gap")])
            }
            _ => ("honest words", vec![self.entry(world, "honest")]),
        };
        self.post(world, space, &key, head, Seen::NONE, parts);
        what
    }

    fn series(&mut self, space: SpaceId, world: &mut World) -> (Replica, Seq) {
        match self.series {
            Some((of, replica, seq)) if of == space => (replica, seq),
            _ => (
                Replica::new(self.secrets.id(), world.rng.random()),
                Seq::FIRST,
            ),
        }
    }

    fn skip(&mut self, space: SpaceId, world: &mut World) {
        let (replica, seq) = self.series(space, world);
        self.series = Some((space, replica, seq.next()));
    }

    fn post(
        &mut self,
        world: &mut World,
        space: SpaceId,
        key: &SpaceKey,
        directory: DirectoryHead,
        seen: Seen,
        parts: Vec<Part>,
    ) {
        let (replica, seq) = self.series(space, world);
        let place = EnvelopePlace { replica, seq, seen };
        let plaintext = Plaintext { directory, parts };
        let sealed = seal_envelope(key, &self.secrets, space, place, &plaintext, &mut world.rng);
        if let Ok(envelope) = sealed {
            self.send(world, space, &envelope);
        }
    }

    fn send(&mut self, world: &mut World, space: SpaceId, envelope: &Envelope) {
        let request = SyncRequest {
            cursors: Cursors::UploadOnly,
            outbox: [(space, vec![envelope.bytes().to_vec()])].into(),
            wraps: Vec::new(),
            wraps_after: 0,
            live: false,
        };
        world.relay.open(self.secrets.id(), &request);
        let header = envelope.header();
        let taken = world
            .relay
            .holds(space)
            .contains(&crate::world::item_hash(envelope.bytes()));
        if taken {
            self.series = Some((space, header.replica, header.seq.next()));
        }
    }

    fn entry(&self, world: &mut World, text: &str) -> Part {
        let entry = Entry {
            number: self.number,
            written_at: world.now,
            happened_at: When::At(world.now),
            about: Vec::new(),
            with: Vec::new(),
            known: None,
            body: EntryBody::Note {
                text: format!("{text} {}", world.rng.random::<u16>()),
            },
        };
        part(PartKind::Entry, entry.encode().expect("a note"))
    }

    fn change(world: &mut World, actor: Actor) -> ChangePart {
        let edit = CaseEdit::LabelFamily(Some(format!("Other {}", world.rng.random::<u16>())));
        let edited = CaseDocument::new()
            .edit(actor, &[edit], world.now)
            .expect("an edit of an empty document");
        ChangePart::decode(&edited.part).expect("an own part")
    }

    /// One bit of a change flipped; the checksum over it is wrong or, half the
    /// time, the bit is in the checksum itself.
    fn flipped(&self, world: &mut World) -> Part {
        let actor = Actor::new(self.secrets.id(), world.rng.random());
        let mut change = Self::change(world, actor);
        let at = world.rng.random_range(0..change.raw.len());
        change.raw[at] ^= 1 << world.rng.random_range(0..8);
        part(PartKind::Change, change.encode().expect("a small change"))
    }

    fn foreign_actor(world: &mut World) -> Part {
        let other = world.phones[0].disk.me;
        let actor = Actor::new(other, world.rng.random());
        part(
            PartKind::Change,
            Self::change(world, actor).encode().expect("a small change"),
        )
    }

    /// A good change on top of one that is never sent.
    fn on_nothing(&self, world: &mut World) -> Part {
        let actor = Actor::new(self.secrets.id(), world.rng.random());
        let mut document = CaseDocument::new();
        let mut last = None;
        for name in ["First", "Second"] {
            let edit = CaseEdit::LabelFamily(Some(name.to_owned()));
            last = document.edit(actor, &[edit], world.now).ok();
        }
        part(PartKind::Change, last.expect("two edits").part)
    }

    fn wrong_wrap(&self, world: &mut World, space: SpaceId) -> &'static str {
        let key = SpaceKey::generate(&mut world.rng);
        let Some(keys) = world
            .relay
            .directory()
            .device(world.phones[0].disk.me)
            .map(|record| record.keys.clone())
        else {
            return "knows nobody";
        };
        let wrap = wrap_key(&key, space, &keys, self.secrets.id(), &mut world.rng);
        let request = SyncRequest {
            cursors: Cursors::UploadOnly,
            outbox: BTreeMap::new(),
            wraps: wrap.into_iter().collect(),
            wraps_after: 0,
            live: false,
        };
        world.relay.open(self.secrets.id(), &request);
        "a key that nobody signed"
    }

    /// Signed well, sealed badly.
    fn unopenable(&mut self, world: &mut World, space: SpaceId, key: &SpaceKey) -> &'static str {
        let (replica, seq) = self.series(space, world);
        let salt = world.rng.random();
        let header = Header {
            replica,
            seq,
            key_id: key.id(),
            seen: Seen::NONE,
            salt,
        };
        let unsigned = UnsignedEnvelope::new(header, &[3; 200]);
        let signature = self.secrets.sign(&unsigned.signing_input(space));
        let envelope = unsigned.with_signature(signature);
        self.send(world, space, &envelope);
        "an envelope that opens for nobody"
    }
}

fn part(kind: PartKind, body: Vec<u8>) -> Part {
    Part { kind, body }
}

fn never() -> DirectoryHead {
    DirectoryHead {
        index: 1_000_000,
        hash: ChangeHash([5; 32]),
    }
}

fn first(world: &World) -> [u8; 4] {
    let [a, b, c, d, ..] = world.relay.incarnation.0;
    [a, b, c, d]
}
