//! A relay in memory: the same answers in the same order as the real one,
//! built on the same pure functions.

use std::collections::{BTreeMap, BTreeSet};

use patchwork_protocol::{
    Answer, ChainHash, Cursor, Cursors, DeviceId, Directory, DirectoryHead, Envelope, Frame,
    Incarnation, ItemHash, LogItem, PractitionerId, Refusal, Replica, Seq, SpaceId, SpaceState,
    Standing, SyncRequest, TeamChange, Wrap, cursor_digest, http::TeamConflict, limits,
};
use patchwork_sync::SeriesPlace;

/// One space's log with everything derived from it.
#[derive(Debug, Clone)]
pub struct Log {
    pub state: SpaceState,
    pub items: Vec<LogItem>,
    chain: Vec<ChainHash>,
    pub places: BTreeMap<SeriesPlace, (ItemHash, u64)>,
    last: BTreeMap<Replica, Seq>,
    changes: Vec<TeamChange>,
}

impl Log {
    fn founded(state: SpaceState, change: TeamChange) -> Self {
        let mut log = Self {
            state,
            items: Vec::new(),
            chain: Vec::new(),
            places: BTreeMap::new(),
            last: BTreeMap::new(),
            changes: Vec::new(),
        };
        log.append(LogItem::TeamChange(change.bytes().to_vec()));
        log.changes.push(change);
        log
    }

    fn append(&mut self, item: LogItem) -> u64 {
        let before = self.head();
        self.chain.push(before.extend(&item.hash()).hash);
        self.items.push(item);
        self.items.len() as u64
    }

    fn head(&self) -> patchwork_protocol::Chain {
        patchwork_protocol::Chain {
            n: self.items.len() as u64,
            hash: self.chain.last().copied().unwrap_or(ChainHash::ZERO),
        }
    }

    fn chain_at(&self, n: u64) -> Option<ChainHash> {
        if n == 0 {
            return Some(ChainHash::ZERO);
        }
        self.chain.get(n as usize - 1).copied()
    }
}

/// What a backup holds.
#[derive(Debug, Clone)]
pub struct Database {
    pub logs: BTreeMap<SpaceId, Log>,
    wraps: Vec<Wrap>,
}

/// The relay.
#[derive(Debug)]
pub struct Relay {
    pub directory: SpaceId,
    pub incarnation: Incarnation,
    pub database: Database,
    /// Bumped whenever every connection is cut.
    pub epoch: u64,
}

/// What a team post comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Posted {
    /// Appended, or there already.
    Done,
    /// Another change is at its place.
    Conflict,
    /// It follows what is not here: a relay that was put back lacks the space, or the directory
    /// entry that the change names.
    NotHere,
    /// Refused by the rules.
    Refused(String),
}

fn refused(refusal: &Refusal) -> Posted {
    match refusal {
        Refusal::UnknownDirectoryHead => Posted::NotHere,
        refusal => Posted::Refused(refusal.to_string()),
    }
}

/// One open answer to one request.
#[derive(Debug)]
pub struct Connection {
    epoch: u64,
    device: DeviceId,
    acks: Vec<Frame>,
    /// How much of each space was passed on.
    sent: BTreeMap<SpaceId, u64>,
    /// Cursors that contradict, to be said before their space.
    contradicted: BTreeSet<SpaceId>,
    wraps_after: u64,
    greeted: bool,
    /// Everything is already there: nothing but the digest follows.
    agreed: bool,
    need_cursors: bool,
    caught_up: bool,
    upload_only: bool,
    live: bool,
}

impl Relay {
    pub fn new(founding: &TeamChange, incarnation: Incarnation) -> Self {
        let state = SpaceState::found(founding, None).expect("the directory's founding is sound");
        let directory = state.space();
        let mut logs = BTreeMap::new();
        logs.insert(directory, Log::founded(state, founding.clone()));
        Self {
            directory,
            incarnation,
            database: Database {
                logs,
                wraps: Vec::new(),
            },
            epoch: 0,
        }
    }

    /// The relay on this database.
    pub fn of(directory: SpaceId, incarnation: Incarnation, database: Database) -> Self {
        Self {
            directory,
            incarnation,
            database,
            epoch: 0,
        }
    }

    /// All team changes of a space, in order.
    pub fn team_changes(&self, space: SpaceId) -> Vec<Vec<u8>> {
        self.database
            .logs
            .get(&space)
            .map(|log| {
                log.changes
                    .iter()
                    .map(|change| change.bytes().to_vec())
                    .collect()
            })
            .unwrap_or_default()
    }

    pub fn directory(&self) -> &Directory {
        match &self.database.logs[&self.directory].state {
            SpaceState::Directory(directory) => directory,
            SpaceState::Team(_) => unreachable!("the directory's log holds a directory"),
        }
    }

    fn practitioner(&self, device: DeviceId) -> Option<PractitionerId> {
        let record = self.directory().device(device)?;
        (record.admitted_at.is_some() && record.revoked_at.is_none()).then_some(record.practitioner)
    }

    fn reads(&self, device: DeviceId, log: &Log) -> bool {
        self.practitioner(device)
            .is_some_and(|who| log.state.role_of(who).is_some())
    }

    /// Where the team changes of a space stand, with the cut that is true now.
    pub fn conflict(&self, space: SpaceId) -> Option<TeamConflict> {
        let log = self.database.logs.get(&space)?;
        let last = log.changes.last()?;
        Some(TeamConflict {
            head: DirectoryHead {
                index: last.index(),
                hash: last.hash(),
            },
            cut: log
                .last
                .iter()
                .map(|(replica, seq)| (*replica, *seq))
                .collect(),
        })
    }

    /// Who is on the team of a space.
    pub fn members(&self, space: SpaceId) -> Vec<PractitionerId> {
        let Some(log) = self.database.logs.get(&space) else {
            return Vec::new();
        };
        let everyone = self.directory().practitioners();
        everyone
            .map(|(who, _)| who)
            .filter(|who| log.state.role_of(*who).is_some())
            .collect()
    }

    /// One value for everything that the logs hold.
    pub fn whole_digest(&self) -> patchwork_protocol::CursorDigest {
        let heads = self.database.logs.iter().map(|(space, log)| {
            let head = log.head();
            (*space, head.n, head.hash)
        });
        cursor_digest(heads)
    }

    /// Cuts every connection, as a crash or a restart does.
    pub fn cut_everyone(&mut self) {
        self.epoch += 1;
    }

    /// Puts an older database in the place of the current one.
    pub fn restore(&mut self, backup: Database, incarnation: Incarnation) {
        self.database = backup;
        self.incarnation = incarnation;
        self.cut_everyone();
    }

    /// `POST /v1/team/{space}`: compare-and-swap.
    pub fn post(&mut self, by: DeviceId, space: SpaceId, bytes: &[u8], wraps: &[Wrap]) -> Posted {
        let change = match TeamChange::decode(bytes) {
            Ok(change) => change,
            Err(error) => return Posted::Refused(error.to_string()),
        };
        let directory = self.directory().clone();
        let around = (space != self.directory).then_some(&directory);
        if directory
            .device(change.author())
            .is_some_and(|record| record.revoked_at.is_some())
        {
            return Posted::Refused("revoked".to_owned());
        }
        let posted = match self.database.logs.get_mut(&space) {
            None => match SpaceState::found(&change, around) {
                Ok(state) if state.space() == space => {
                    self.database
                        .logs
                        .insert(space, Log::founded(state, change));
                    Posted::Done
                }
                Ok(_) => Posted::Refused("another space".to_owned()),
                Err(_) if change.index() > 0 => Posted::NotHere,
                Err(refusal) => refused(&refusal),
            },
            Some(log) => {
                if log
                    .changes
                    .iter()
                    .any(|known| known.hash() == change.hash())
                {
                    Posted::Done
                } else if change.index() != log.changes.len() as u64
                    || Some(change.previous()) != log.changes.last().map(TeamChange::hash)
                {
                    Posted::Conflict
                } else {
                    match log.state.apply(&change, around) {
                        Ok(state) => {
                            log.state = state;
                            log.append(LogItem::TeamChange(change.bytes().to_vec()));
                            log.changes.push(change);
                            Posted::Done
                        }
                        Err(refusal) => refused(&refusal),
                    }
                }
            }
        };
        if posted == Posted::Done {
            self.keep_wraps(by, wraps);
        }
        posted
    }

    fn keep_wraps(&mut self, by: DeviceId, wraps: &[Wrap]) {
        for wrap in wraps {
            let known = self.database.wraps.iter().any(|known| {
                known.space == wrap.space
                    && known.key_id == wrap.key_id
                    && known.recipient == wrap.recipient
                    && known.sender == wrap.sender
            });
            let member = self
                .database
                .logs
                .get(&wrap.space)
                .is_some_and(|log| self.reads(by, log));
            if !known && member && wrap.sender == by {
                self.database.wraps.push(wrap.clone());
            }
        }
    }

    /// One envelope, in the order of checks that the protocol fixes.
    fn take(
        &mut self,
        by: DeviceId,
        space: SpaceId,
        bytes: &[u8],
    ) -> Option<(Replica, Seq, Answer)> {
        let envelope = Envelope::decode(bytes).ok()?;
        let header = *envelope.header();
        let place = SeriesPlace {
            replica: header.replica,
            seq: header.seq,
        };
        let answer = self.judge(by, space, &envelope, place);
        if let Answer::Accepted { .. } = answer
            && let Some(log) = self.database.logs.get_mut(&space)
        {
            let item = LogItem::Envelope(bytes.to_vec());
            let hash = item.hash();
            let n = log.append(item);
            log.places.insert(place, (hash, n));
            log.last.insert(place.replica, place.seq);
        }
        Some((header.replica, header.seq, answer))
    }

    fn judge(
        &self,
        by: DeviceId,
        space: SpaceId,
        envelope: &Envelope,
        place: SeriesPlace,
    ) -> Answer {
        let Some(log) = self.database.logs.get(&space) else {
            return Answer::NotMember;
        };
        let hash = LogItem::Envelope(envelope.bytes().to_vec()).hash();
        if let Some((known, n)) = log.places.get(&place) {
            return if *known == hash {
                Answer::Duplicate { n: *n }
            } else {
                Answer::Fork
            };
        }
        let directory = self.directory();
        let around = (space != self.directory).then_some(directory);
        if !self.reads(by, log) {
            return Answer::NotMember;
        }
        if log.state.is_closed() {
            return Answer::Closed;
        }
        match log.state.standing(place.replica, around) {
            Standing::Open => {}
            Standing::UpTo(last) if place.seq <= last => {}
            _ => return Answer::NotMember,
        }
        let key = envelope.header().key_id;
        let original = by != place.replica.device();
        let usable = key == log.state.current_key() || (original && log.state.has_key(key));
        if !usable {
            return Answer::StaleKey;
        }
        let expected = log
            .last
            .get(&place.replica)
            .copied()
            .unwrap_or_default()
            .next();
        if place.seq != expected {
            return Answer::Gap { expected };
        }
        let signed = directory
            .device(place.replica.device())
            .is_some_and(|record| envelope.verify(space, &record.verifying_key).is_ok());
        if !signed {
            return Answer::BadSignature;
        }
        Answer::Accepted {
            n: log.items.len() as u64 + 1,
        }
    }

    /// `POST /v1/sync`. Everything posted is durable when this returns, or, if
    /// the relay `dies` first, nothing is.
    pub fn open(&mut self, device: DeviceId, request: &SyncRequest) -> Connection {
        let mut acks = Vec::new();
        for (space, envelopes) in &request.outbox {
            let answers: Vec<_> = envelopes
                .iter()
                .filter_map(|bytes| self.take(device, *space, bytes))
                .collect();
            acks.push(Frame::Acks {
                space: *space,
                answers,
            });
        }
        self.keep_wraps(device, &request.wraps);
        let mut connection = Connection {
            epoch: self.epoch,
            device,
            acks,
            sent: BTreeMap::new(),
            contradicted: BTreeSet::new(),
            wraps_after: request.wraps_after,
            greeted: false,
            agreed: false,
            need_cursors: false,
            caught_up: false,
            upload_only: false,
            live: request.live,
        };
        match &request.cursors {
            Cursors::UploadOnly => connection.upload_only = true,
            Cursors::Digest {
                incarnation,
                digest,
            } => {
                if *incarnation == self.incarnation && *digest == self.digest(device) {
                    for (space, log) in &self.database.logs {
                        if self.reads(device, log) {
                            connection.sent.insert(*space, log.items.len() as u64);
                        }
                    }
                    connection.agreed = true;
                } else {
                    connection.need_cursors = true;
                }
            }
            Cursors::Short(short) => {
                for (space, log) in &self.database.logs {
                    let Some(cursor) = short.cursors.get(&(*space).into()) else {
                        continue;
                    };
                    let chain = log.chain_at(cursor.n);
                    let known = short.incarnation == self.incarnation
                        && chain.is_some_and(|chain| cursor.names(chain));
                    if known {
                        connection.sent.insert(*space, cursor.n);
                    } else {
                        connection.contradicted.insert(*space);
                    }
                }
            }
            Cursors::All(cursors) => {
                for (space, cursor) in cursors {
                    let Some(log) = self.database.logs.get(space) else {
                        connection.contradicted.insert(*space);
                        continue;
                    };
                    let known = cursor.incarnation == self.incarnation
                        && log.chain_at(cursor.n) == Some(cursor.chain);
                    if known {
                        connection.sent.insert(*space, cursor.n);
                    } else {
                        connection.contradicted.insert(*space);
                    }
                }
            }
        }
        connection
    }

    fn digest(&self, device: DeviceId) -> patchwork_protocol::CursorDigest {
        cursor_digest(
            self.database
                .logs
                .iter()
                .filter(|(_, log)| self.reads(device, log))
                .map(|(space, log)| (*space, log.head().n, log.head().hash)),
        )
    }

    /// The next frame of an answer; `None` when there is nothing to say now.
    pub fn next_frame(&self, connection: &mut Connection) -> Option<Frame> {
        if connection.epoch != self.epoch {
            return Some(Frame::Goodbye {
                reason: patchwork_protocol::Goodbye::ShuttingDown,
            });
        }
        if !connection.greeted {
            connection.greeted = true;
            return Some(Frame::Hello {
                incarnation: self.incarnation,
            });
        }
        if !connection.acks.is_empty() {
            return Some(connection.acks.remove(0));
        }
        if connection.upload_only {
            return None;
        }
        if connection.need_cursors {
            connection.need_cursors = false;
            connection.upload_only = true;
            return Some(Frame::NeedCursors);
        }
        if let Some(frame) = self.wraps_for(connection) {
            return Some(frame);
        }
        // The directory first: everything else is judged by it.
        let mut order: Vec<SpaceId> = self
            .database
            .logs
            .keys()
            .copied()
            .filter(|id| *id != self.directory)
            .collect();
        order.insert(0, self.directory);
        for space in order {
            let log = &self.database.logs[&space];
            if !self.reads(connection.device, log) {
                continue;
            }
            if connection.contradicted.remove(&space) {
                let head = log.head();
                return Some(Frame::Contradiction {
                    space,
                    head: Cursor {
                        incarnation: self.incarnation,
                        n: head.n,
                        chain: head.hash,
                    },
                });
            }
            let from = connection.sent.get(&space).copied().unwrap_or(0);
            let to = (from + limits::ITEMS_PER_FRAME as u64).min(log.items.len() as u64);
            if from < to {
                connection.sent.insert(space, to);
                let items = log.items[from as usize..to as usize].to_vec();
                return Some(Frame::Items {
                    space,
                    first_n: from + 1,
                    items,
                });
            }
        }
        if !connection.caught_up {
            connection.caught_up = true;
            return Some(Frame::CaughtUp {
                digest: self.digest(connection.device),
            });
        }
        None
    }

    fn wraps_for(&self, connection: &mut Connection) -> Option<Frame> {
        let wraps: Vec<(u64, Wrap)> = self
            .database
            .wraps
            .iter()
            .zip(1_u64..)
            .filter(|(wrap, number)| {
                wrap.recipient == connection.device && *number > connection.wraps_after
            })
            .map(|(wrap, number)| (number, wrap.clone()))
            .collect();
        connection.wraps_after = wraps.last()?.0;
        Some(Frame::Wraps(wraps))
    }

    /// Whether the answer ends once everything is said.
    pub fn stays_open(connection: &Connection) -> bool {
        connection.live && !connection.upload_only
    }

    /// Every item of a space's log by hash.
    pub fn holds(&self, space: SpaceId) -> BTreeSet<ItemHash> {
        self.database
            .logs
            .get(&space)
            .map(|log| log.items.iter().map(LogItem::hash).collect())
            .unwrap_or_default()
    }
}
