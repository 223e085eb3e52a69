//! One phone: a store, the state machine beside it, and a person who writes.

use std::{collections::BTreeSet, convert::Infallible};

use jiff::Timestamp;
use patchwork_crypto::DeviceSecrets;
use patchwork_model::{Actor, CaseDocument, CaseEdit, Entry, EntryBody, EntryId, When};
use patchwork_protocol::{
    Envelope, Frame, LogItem, Part, PartKind, PartnershipId, SpaceId, SpaceKind, SyncRequest,
    TeamChange,
};
use patchwork_sync::{
    CannotPlan, CannotSeal, CursorForm, Device, Effect, Fault, ItemState, Opened, Plan,
    PlannedChange, Purpose, SeriesPlace, TeamIntent, ToSend, WaitingPart, is_worth_sealing,
};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::{
    disk::{Disk, OutboxRow, Post, Progress},
    relay::{Connection, Posted, Relay},
};

/// A phone and its open connection.
pub struct Phone {
    pub disk: Disk,
    pub device: Device,
    pub online: bool,
    pub connection: Option<Connection>,
    cursors: CursorForm,
}

impl Phone {
    pub fn new(secrets: DeviceSecrets, partnership: PartnershipId) -> Self {
        Self {
            disk: Disk::new(&secrets, partnership),
            device: Device::new(secrets, partnership, None),
            online: true,
            connection: None,
            cursors: CursorForm::Short,
        }
    }

    /// The phone as it starts on this store.
    pub fn of(disk: Disk) -> Self {
        Self {
            device: disk.device(),
            disk,
            online: true,
            connection: None,
            cursors: CursorForm::Short,
        }
    }

    /// The app is killed and started again: memory is what the store gives back.
    pub fn crash(&mut self) {
        self.connection = None;
        self.device = self.disk.device();
        for shown in self.disk.shown.values_mut() {
            shown.document =
                CaseDocument::load(&shown.document.save()).expect("own document loads");
        }
    }

    /// The whole phone is put back to an older state of itself. The store's
    /// marker outside the database notices, so everything is written anew.
    pub fn restore_backup(&mut self, backup: Disk, rng: &mut ChaCha8Rng) {
        self.disk = backup;
        self.crash();
        let spaces: Vec<SpaceId> = self
            .device
            .spaces()
            .map(patchwork_sync::Space::id)
            .collect();
        for record in self.device.give_up_every_series() {
            self.disk.records.insert(record.space, record.to_bytes());
        }
        for space in spaces {
            self.write_anew(space, rng);
        }
    }

    pub fn cases(&self) -> Vec<SpaceId> {
        self.device
            .spaces()
            .filter(|space| {
                space
                    .team()
                    .is_some_and(|team| team.kind() != SpaceKind::Directory)
            })
            .map(patchwork_sync::Space::id)
            .collect()
    }

    /// Saves a note: one transaction.
    pub fn write_entry(
        &mut self,
        space: SpaceId,
        text: &str,
        now: Timestamp,
        rng: &mut ChaCha8Rng,
    ) -> EntryId {
        let entry = Entry {
            number: rng.random(),
            written_at: now,
            happened_at: When::At(now),
            about: Vec::new(),
            with: Vec::new(),
            known: None,
            body: EntryBody::Note {
                text: text.to_owned(),
            },
        };
        let body = entry.encode().expect("a short note can be written");
        let id = entry.id(self.disk.me);
        let from = (own_place(self.disk.me, self.disk.next_id), 0);
        self.disk
            .shown
            .entry(space)
            .or_default()
            .apply_entry(from, self.disk.me, &body);
        self.enqueue(
            space,
            Part {
                kind: PartKind::Entry,
                body,
            },
            None,
        );
        id
    }

    /// Saves an edit of the document: one transaction.
    pub fn edit(&mut self, space: SpaceId, edit: CaseEdit, now: Timestamp, rng: &mut ChaCha8Rng) {
        let actor = self.actor(space, rng);
        let shown = self.disk.shown.entry(space).or_default();
        let Ok(edited) = shown.document.edit(actor, std::slice::from_ref(&edit), now) else {
            return;
        };
        let part = Part {
            kind: PartKind::Change,
            body: edited.part,
        };
        self.enqueue(space, part, Some((edited.heads_before, edit, now)));
    }

    fn actor(&mut self, space: SpaceId, rng: &mut ChaCha8Rng) -> Actor {
        let me = self.disk.me;
        *self
            .disk
            .actors
            .entry(space)
            .or_insert_with(|| Actor::new(me, rng.random()))
    }

    fn enqueue(
        &mut self,
        space: SpaceId,
        part: Part,
        edit: Option<(patchwork_model::Heads, CaseEdit, Timestamp)>,
    ) {
        let id = self.disk.next_id;
        self.disk.next_id += 1;
        self.disk.outbox.push(OutboxRow {
            id,
            space,
            part,
            progress: Progress::Waiting,
            edit,
        });
    }

    /// Seals what waits in every space: one transaction each.
    pub fn seal(&mut self, rng: &mut ChaCha8Rng) {
        let spaces: BTreeSet<SpaceId> = self
            .disk
            .outbox
            .iter()
            .filter(|row| row.progress == Progress::Waiting)
            .map(|row| row.space)
            .collect();
        for space in spaces {
            self.seal_space(space, rng);
        }
    }

    fn seal_space(&mut self, space: SpaceId, rng: &mut ChaCha8Rng) {
        let waiting: Vec<WaitingPart<u64>> = self
            .disk
            .outbox
            .iter()
            .filter(|row| row.space == space && row.progress == Progress::Waiting)
            .map(|row| WaitingPart {
                id: row.id,
                part: row.part.clone(),
            })
            .collect();
        if !is_worth_sealing(waiting.iter().map(|waiting| &waiting.part)) {
            return;
        }
        match self.device.seal(space, waiting, rng) {
            Ok(sealed) => {
                for sealed in sealed {
                    self.disk.log.keep(sealed.kept());
                    for row in &mut self.disk.outbox {
                        if sealed.parts.contains(&row.id) {
                            row.progress = Progress::Sealed(sealed.place);
                        }
                    }
                }
                if let Some(record) = self.device.record(space) {
                    self.disk.records.insert(space, record.to_bytes());
                }
            }
            Err(
                CannotSeal::NoKey
                | CannotSeal::NotMember
                | CannotSeal::NotKnown
                | CannotSeal::TeamUnsettled,
            ) => {}
            Err(other) => panic!("cannot seal in {space}: {other}"),
        }
    }

    /// Seals what waits and builds the request of a new conversation.
    pub fn request(&mut self, live: bool, rng: &mut ChaCha8Rng) -> SyncRequest {
        self.connection = None;
        self.seal(rng);
        let mut send = ToSend {
            envelopes: Vec::new(),
            wraps: self.wraps_owed(rng),
        };
        for space in self.device.spaces() {
            for bytes in self.disk.to_send(&self.device, space.id()) {
                send.envelopes.push((space.id(), bytes));
            }
        }
        let purpose = if live {
            Purpose::Live
        } else {
            Purpose::Exchange
        };
        self.device.request(send, purpose, self.cursors).request
    }

    /// Sends the request; what it posts is on the relay when this returns.
    pub fn open(&mut self, relay: &mut Relay, request: &SyncRequest) {
        self.cursors = CursorForm::Digest;
        self.device.begin_conversation();
        self.connection = Some(relay.open(self.disk.me, request));
    }

    fn wraps_owed(&mut self, rng: &mut ChaCha8Rng) -> Vec<patchwork_protocol::Wrap> {
        let given = &self.disk.keyed;
        let Ok(wraps) = self.device.wraps_owed(
            |space, key, device| Ok::<_, Infallible>(given.contains(&(space, key, device))),
            rng,
        );
        for wrap in &wraps {
            self.disk
                .keyed
                .insert((wrap.space, wrap.key_id, wrap.recipient));
        }
        wraps
    }

    /// Takes up to `most` frames, each in a transaction; how many came.
    /// The phone dies before the commit of frame `crash_at`.
    pub fn take_frames(
        &mut self,
        relay: &Relay,
        most: usize,
        crash_at: Option<usize>,
        rng: &mut ChaCha8Rng,
    ) -> usize {
        let mut taken = 0;
        for _ in 0..most {
            let Some(connection) = &mut self.connection else {
                break;
            };
            let Some(frame) = relay.next_frame(connection) else {
                if !Relay::stays_open(connection) {
                    self.connection = None;
                }
                break;
            };
            let crash = crash_at == Some(taken);
            taken += 1;
            self.take_frame_and(frame, crash, rng);
            if crash {
                // The state machine went on; the store did not.
                self.crash();
                return taken;
            }
        }
        taken
    }

    pub fn take_frame(&mut self, frame: Frame, rng: &mut ChaCha8Rng) {
        self.take_frame_and(frame, false, rng);
    }

    fn take_frame_and(&mut self, frame: Frame, crash: bool, rng: &mut ChaCha8Rng) {
        let effects = match self.device.handle(frame, &self.disk.log) {
            Ok(effects) => effects,
            Err(Fault::Stream(fault)) => panic!("an honest relay broke the protocol: {fault}"),
            Err(Fault::Store(never)) => match never {},
        };
        for effect in &effects {
            match effect {
                Effect::Ended(_) => self.connection = None,
                Effect::SendCursors | Effect::CaughtUp { agrees: false } => {
                    self.cursors = CursorForm::Short;
                }
                _ => {}
            }
        }
        if !crash {
            self.commit(effects, rng);
        }
    }

    fn commit(&mut self, effects: Vec<Effect>, rng: &mut ChaCha8Rng) {
        let copied = self.disk.carry_out(&self.device, effects);
        for space in copied {
            self.disk.copies += 1;
            self.write_anew(space, rng);
        }
        let missing: Vec<SpaceId> = self
            .disk
            .log
            .spaces()
            .filter(|space| !self.disk.shown.contains_key(space))
            .collect();
        for space in missing {
            let shown = self.rebuilt(space);
            self.disk.shown.insert(space, shown);
        }
    }

    /// After this store turned out to be older than what it has published:
    /// rebuild from acknowledged envelopes, write the rest under a new actor.
    fn write_anew(&mut self, space: SpaceId, rng: &mut ChaCha8Rng) {
        self.disk.unseal_unanswered(space);
        self.disk.actors.remove(&space);
        let mut shown = self.rebuilt(space);
        let actor = self.actor(space, rng);
        let me = self.disk.me;
        for row in self.disk.outbox.iter_mut().filter(|row| row.space == space) {
            if row.progress != Progress::Waiting {
                continue;
            }
            match (&row.part.kind, &row.edit) {
                (PartKind::Entry, _) => {
                    shown.apply_entry((own_place(me, row.id), 0), me, &row.part.body);
                }
                (PartKind::Change, Some((heads, edit, at))) => {
                    let edits = std::slice::from_ref(edit);
                    let edited = shown
                        .document
                        .edit_on(heads, actor, edits, *at)
                        .or_else(|_| shown.document.edit(actor, edits, *at));
                    if let Ok(edited) = edited {
                        row.part.body = edited.part;
                        row.edit = Some((edited.heads_before, edit.clone(), *at));
                    } else {
                        // It says what the document says already.
                        row.progress = Progress::NeedsAttention;
                    }
                }
                _ => {}
            }
        }
        self.disk.shown.insert(space, shown);
        if let Some(record) = self.device.record(space) {
            self.disk.records.insert(space, record.to_bytes());
        }
    }

    /// The words of a space, from its kept items alone.
    pub fn rebuilt(&self, space: SpaceId) -> crate::shown::ShownSpace {
        let mut shown = crate::shown::ShownSpace::default();
        let mut items: Vec<_> = self
            .disk
            .log
            .items(space)
            .filter(|item| matches!(item.state, ItemState::Applied | ItemState::AppliedInPart))
            .collect();
        items.sort_by_key(|item| (item.position.map(|p| (p.epoch, p.n)), item.place));
        for item in items {
            if let Some(opened) = self.opened(space, &item.item) {
                shown.apply(&opened);
            }
        }
        shown
    }

    fn opened(&self, space: SpaceId, item: &LogItem) -> Option<Opened> {
        let LogItem::Envelope(bytes) = item else {
            return None;
        };
        let envelope = Envelope::decode(bytes).ok()?;
        self.device.open(space, &envelope)
    }

    /// Works off intents and posts, one request each. `lose` loses the answer.
    pub fn post_changes(
        &mut self,
        relay: &mut Relay,
        lose: bool,
        now: Timestamp,
        rng: &mut ChaCha8Rng,
    ) {
        self.post_unconfirmed_changes(relay);
        if lose {
            return;
        }
        let intents = std::mem::take(&mut self.disk.intents);
        for (space, intent) in intents {
            match self.device.plan(space, &intent, now, rng) {
                Plan::Post(planned) => {
                    self.keep_key(&planned, rng);
                    let bytes = planned.change.bytes().to_vec();
                    let posted = relay.post(self.disk.me, space, &bytes, &planned.wraps);
                    if lose || matches!(posted, Posted::Conflict | Posted::NotHere) {
                        self.disk.intents.push((space, intent));
                    } else if posted == Posted::Done {
                        self.take_own(*planned, rng);
                    }
                }
                // Against the rules: the person is told.
                Plan::Impossible(CannotPlan::Refused(_)) | Plan::Moot | Plan::AskAgain => {}
                Plan::Impossible(_) => self.disk.intents.push((space, intent)),
            }
        }
    }

    /// Team changes that the relay has not told yet, in their order.
    fn post_unconfirmed_changes(&mut self, relay: &mut Relay) {
        let unconfirmed: Vec<(SpaceId, TeamChange)> = self
            .device
            .spaces()
            .flat_map(|space| {
                space
                    .changes_to_post()
                    .iter()
                    .map(|change| (space.id(), TeamChange::clone(change)))
            })
            .collect();
        self.disk.posts.retain(|post| {
            unconfirmed
                .iter()
                .any(|(_, change)| change.bytes() == post.change)
        });
        for (space, change) in unconfirmed {
            let post = self
                .disk
                .posts
                .iter()
                .find(|post| post.change == change.bytes());
            let wraps = post.map_or(&[][..], |post| &post.wraps);
            relay.post(self.disk.me, space, change.bytes(), wraps);
        }
    }

    fn keep_key(&mut self, planned: &PlannedChange, rng: &mut ChaCha8Rng) {
        if let Some(key) = &planned.key {
            let Ok(effects) = self
                .device
                .take_own_key(planned.space, key.clone(), &self.disk.log);
            self.commit(effects, rng);
        }
    }

    /// Founds a space, here and now, also offline; posts it when it can.
    pub fn found(&mut self, planned: PlannedChange, rng: &mut ChaCha8Rng) {
        self.keep_key(&planned, rng);
        self.take_own(planned, rng);
    }

    /// An own change takes effect at once; it is posted until the relay tells it.
    fn take_own(&mut self, planned: PlannedChange, rng: &mut ChaCha8Rng) {
        let Ok(effects) = self
            .device
            .take_change(planned.space, &planned.change, &self.disk.log);
        self.disk.posts.push(Post {
            change: planned.change.bytes().to_vec(),
            wraps: planned.wraps,
        });
        self.commit(effects, rng);
    }

    pub fn queue_intent(&mut self, space: SpaceId, intent: TeamIntent) {
        self.disk.intents.push((space, intent));
    }

    /// Whether anything of this phone's is still on its way.
    pub fn is_quiet(&self) -> bool {
        self.device
            .spaces()
            .all(|space| space.changes_to_post().is_empty())
            && self.disk.intents.is_empty()
            && self
                .disk
                .outbox
                .iter()
                .all(|row| matches!(row.progress, Progress::Acked(_) | Progress::NeedsAttention))
    }
}

impl Phone {
    /// What is still on its way, in words.
    pub fn what_waits(&self) -> String {
        let rows: Vec<String> = self
            .disk
            .outbox
            .iter()
            .filter(|row| !matches!(row.progress, Progress::Acked(_) | Progress::NeedsAttention))
            .map(|row| format!("{:?} {:?}", row.part.kind, row.progress))
            .collect();
        format!(
            "{} posts, intents {:?}, outbox {rows:?}",
            self.disk.posts.len(),
            self.disk.intents
        )
    }

    /// This phone's own entries, with their places if acknowledged.
    pub fn own_entries(&self) -> Vec<(SpaceId, EntryId, Option<SeriesPlace>)> {
        self.disk
            .outbox
            .iter()
            .filter(|row| row.part.kind == PartKind::Entry)
            .filter_map(|row| {
                let entry = Entry::decode(&row.part.body).ok()?;
                let place = match row.progress {
                    Progress::Acked(place) => Some(place),
                    _ => None,
                };
                Some((row.space, entry.id(self.disk.me), place))
            })
            .collect()
    }
}

/// A stand-in for the place of something that is not sealed yet; sorts last.
fn own_place(me: patchwork_protocol::DeviceId, id: u64) -> patchwork_sync::SeriesPlace {
    patchwork_sync::SeriesPlace {
        replica: patchwork_protocol::Replica::new(me, [0xff; 8]),
        seq: patchwork_protocol::Seq(id + 1),
    }
}
