//! The spaces that are in memory, and what happens to them.
//!
//! A space is read when it is first needed: its team changes are applied one
//! after another, which proves them again. The least lately used leave when
//! there are too many. After a failed group all leave: memory then says what
//! the disk does not.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use jiff::Timestamp;
use patchwork_protocol::team::{Directory, SpaceState, Standing, TeamChange};
use patchwork_protocol::{Answer, DeviceId, LogItem, PartnershipId, Seq, SpaceId, Wrap, limits};
use rusqlite::Connection;

use super::{
    directories::DirectoryUpdate,
    items::{self, SpaceKey},
    job::Fault,
    people::{self, WrapPlace},
    space::{Series, Space},
};
use crate::log::{CommitListener, CommitNotices, Notice, Presented, Uploader};

/// How much the writer keeps and takes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub(super) spaces: usize,
    pub(super) bytes_per_device_per_day: u64,
}

pub(super) struct Shelf {
    pub(super) bounds: Bounds,
    pub(super) listener: Arc<dyn CommitListener>,
    /// The relay's clock at the start of the group.
    pub(super) now: Timestamp,
    pub(super) spaces: HashMap<SpaceId, Space>,
    pub(super) touched: HashSet<SpaceId>,
    /// What this group did, in the order in which it is told.
    pub(super) notices: Vec<(PartnershipId, Notice)>,
    /// Devices that this group added wraps for.
    wraps_added: Vec<(PartnershipId, DeviceId)>,
    directories: Vec<DirectoryUpdate>,
    uses: u64,
    spent: HashMap<(PartnershipId, DeviceId), Spent>,
}

#[derive(Debug, Clone, Copy)]
struct Spent {
    day: i64,
    bytes: u64,
}

impl Shelf {
    pub(super) fn new(bounds: Bounds, listener: Arc<dyn CommitListener>) -> Self {
        Self {
            bounds,
            listener,
            now: Timestamp::now(),
            spaces: HashMap::new(),
            touched: HashSet::new(),
            notices: Vec::new(),
            wraps_added: Vec::new(),
            directories: Vec::new(),
            uses: 0,
            spent: HashMap::new(),
        }
    }
}

/// Loading and leaving.
impl Shelf {
    /// Everything in memory is in doubt.
    pub(super) fn forget(&mut self) {
        self.spaces.clear();
        self.touched.clear();
        self.notices.clear();
        self.wraps_added.clear();
        self.directories.clear();
    }

    /// Takes a space out to work on it; put it back with [`Self::put`].
    pub(super) fn take(&mut self, db: &Connection, space: SpaceId) -> Result<Option<Space>, Fault> {
        if let Some(found) = self.spaces.remove(&space) {
            return Ok(Some(found));
        }
        let Some(key) = items::find_space(db, space)? else {
            return Ok(None);
        };
        self.read(db, space, key).map(Some)
    }

    pub(super) fn put(&mut self, id: SpaceId, mut space: Space) {
        self.uses = self.uses.saturating_add(1);
        space.used = self.uses;
        self.spaces.insert(id, space);
    }

    fn read(&mut self, db: &Connection, id: SpaceId, key: SpaceKey) -> Result<Space, Fault> {
        let damaged = |what: String| Fault::Damaged(format!("space {}: {what}", key.row.0));
        let partnership = PartnershipId::from(if key.row == key.directory {
            id
        } else {
            items::space_id(db, key.directory)?
        });
        if key.row != key.directory {
            self.keep_directory(db, partnership)?;
        }
        let directory = self.directory(partnership);
        let mut state: Option<SpaceState> = None;
        for (_, bytes) in items::team_changes(db, key.row, 1, usize::MAX)? {
            let change = TeamChange::decode(&bytes).map_err(|error| damaged(error.to_string()))?;
            let next = match &state {
                None => SpaceState::found(&change, directory),
                Some(state) => state.apply(&change, directory),
            };
            state = Some(next.map_err(|error| damaged(error.to_string()))?);
        }
        let state = state.ok_or_else(|| damaged("it has no Found".to_owned()))?;
        let mut space = Space::new(key, partnership, state);
        space.read_ends(db)?;
        Ok(space)
    }

    /// Makes sure that a directory is in memory, if there is one.
    pub(super) fn keep_directory(
        &mut self,
        db: &Connection,
        partnership: PartnershipId,
    ) -> Result<(), Fault> {
        let id = partnership.directory();
        if !self.spaces.contains_key(&id)
            && let Some(space) = self.take(db, id)?
        {
            self.put(id, space);
        }
        Ok(())
    }

    /// The directory, if it is in memory and is one.
    pub(super) fn directory(&self, partnership: PartnershipId) -> Option<&Directory> {
        self.spaces
            .get(&partnership.directory())
            .and_then(Space::directory)
    }

    /// Brings a directory to where readers find it.
    pub(super) fn load_directory(
        &mut self,
        db: &Connection,
        partnership: PartnershipId,
    ) -> Result<(), Fault> {
        self.keep_directory(db, partnership)?;
        self.show_directory(partnership);
        Ok(())
    }

    pub(super) fn show_directory(&mut self, partnership: PartnershipId) {
        if let Some(space) = self.spaces.get(&partnership.directory())
            && space.directory().is_some()
        {
            let view = space.view();
            self.directories.push((partnership, Some(view)));
        }
    }

    /// What the group came to, once it is committed: directories for readers, and notices for the
    /// listener. Makes room too.
    pub(super) fn take_committed(&mut self) -> (Vec<DirectoryUpdate>, CommitNotices) {
        let touched = std::mem::take(&mut self.touched);
        for id in touched {
            let Some(space) = self.spaces.get_mut(&id) else {
                continue;
            };
            if let Some(appended) = space.take_appended(id) {
                let audience = space.audience(self.now);
                self.notices
                    .push((space.partnership, Notice::ItemsAppended(audience, appended)));
            }
        }
        self.make_room();
        let wraps = self.wraps_added.drain(..);
        let mut notices: Vec<_> = wraps
            .map(|(partnership, recipient)| (partnership, Notice::WrapsAdded(recipient)))
            .collect();
        notices.append(&mut self.notices);
        let notices = CommitNotices {
            notices,
            measure: None,
        };
        (std::mem::take(&mut self.directories), notices)
    }

    fn make_room(&mut self) {
        if self.spaces.len() <= self.bounds.spaces {
            return;
        }
        // An eighth at once, so that sorting is paid for by many loads.
        let keep = self.bounds.spaces - self.bounds.spaces / 8;
        let mut by_use: Vec<_> = self
            .spaces
            .iter()
            .map(|(id, space)| (space.used, *id))
            .collect();
        by_use.sort_unstable();
        for (_, id) in by_use.iter().take(self.spaces.len().saturating_sub(keep)) {
            if let Some(space) = self.spaces.remove(id)
                && space.directory().is_some()
            {
                self.directories.push((space.partnership, None));
            }
        }
    }
}

/// Envelopes.
impl Shelf {
    /// Appends what passes, in order, and answers each.
    pub(super) fn append(
        &mut self,
        db: &Connection,
        uploader: Uploader,
        id: SpaceId,
        envelopes: Vec<Presented>,
    ) -> Result<Vec<Answer>, Fault> {
        self.keep_directory(db, uploader.partnership)?;
        let mut space = self
            .take(db, id)?
            .filter(|space| space.partnership == uploader.partnership);
        let is_wanted = self.listener.wants_items(uploader.partnership);
        let mut answers = Vec::with_capacity(envelopes.len());
        for envelope in envelopes {
            answers.push(match &mut space {
                None => answer_to_a_stranger(&envelope),
                Some(space) => self.admit(db, space, uploader, envelope, is_wanted)?,
            });
        }
        if let Some(space) = space {
            self.touched.insert(id);
            self.put(id, space);
        }
        Ok(answers)
    }

    /// The checks in the protocol's order: same bytes, membership, key, place
    /// in the replica, limits, signature.
    fn admit(
        &mut self,
        db: &Connection,
        space: &mut Space,
        uploader: Uploader,
        envelope: Presented,
        is_wanted: bool,
    ) -> Result<Answer, Fault> {
        let (replica, seq) = match &envelope {
            Presented::Malformed { .. } => return Ok(Answer::Malformed),
            Presented::TooLarge { replica, seq } | Presented::Readable { replica, seq, .. } => {
                (*replica, *seq)
            }
        };
        let is_own = replica.device() == uploader.device;
        let is_member = uploader
            .practitioner
            .is_some_and(|person| space.is_member(person, self.now));
        if !is_member && !is_own {
            return Ok(Answer::NotMember);
        }

        let series = space.series.get(&replica).copied();
        if let (Some(Series { row, last }), Presented::Readable { bytes, .. }) = (series, &envelope)
            && seq <= last
            && let Some(found) = items::find_in_series(db, row, seq)?
        {
            return Ok(
                if found.is(bytes, || LogItem::Envelope(bytes.clone()).hash()) {
                    Answer::Duplicate { n: found.n }
                } else {
                    Answer::Fork
                },
            );
        }

        if !is_member {
            return Ok(Answer::NotMember);
        }
        if space.is_held(replica.device(), self.now) {
            return Ok(Answer::Held);
        }
        let directory = self.directory(uploader.partnership);
        match space.state.standing(replica, directory) {
            // Shut out, and not cut yet: what counts of it is not decided.
            Standing::Open if space.state.is_closed() || space.state.is_frozen() => {
                return Ok(Answer::Closed);
            }
            Standing::Open if !space.state.may_write(replica.device(), directory) => {
                return Ok(Answer::Held);
            }
            Standing::Open => {}
            Standing::UpTo(last) if seq <= last => {}
            Standing::UpTo(_) | Standing::Closed => return Ok(Answer::Closed),
            Standing::UnknownDevice | Standing::NotMember => return Ok(Answer::NotMember),
        }

        let Presented::Readable {
            key_id,
            signed,
            bytes,
            ..
        } = envelope
        else {
            return Ok(Answer::TooLarge);
        };
        // What another device sealed is an original brought back.
        let key_fits = if is_own {
            space.state.current_key() == key_id
        } else {
            space.state.has_key(key_id)
        };
        if !key_fits {
            return Ok(Answer::StaleKey);
        }
        let expected = series.map_or(Seq::FIRST, |series| series.last.next());
        if seq != expected {
            return Ok(Answer::Gap { expected });
        }
        if bytes.len() > limits::MAX_ENVELOPE {
            return Ok(Answer::TooLarge);
        }
        if !signed {
            return Ok(Answer::BadSignature);
        }
        if !self.spend(uploader, bytes.len()) {
            return Ok(Answer::Quota);
        }
        let n = space.append(
            db,
            LogItem::Envelope(bytes),
            Some((replica, seq)),
            is_wanted,
        )?;
        Ok(Answer::Accepted { n })
    }

    /// Counts bytes against the device's day; says no when it is used up.
    pub(super) fn spend(&mut self, uploader: Uploader, bytes: usize) -> bool {
        let day = self.now.as_second().div_euclid(86_400);
        if self.spent.len() > 100_000 {
            self.spent.retain(|_, spent| spent.day == day);
        }
        let spent = self
            .spent
            .entry((uploader.partnership, uploader.device))
            .or_insert(Spent { day, bytes: 0 });
        if spent.day != day {
            *spent = Spent { day, bytes: 0 };
        }
        let after = spent.bytes.saturating_add(bytes as u64);
        if after > self.bounds.bytes_per_device_per_day {
            return false;
        }
        spent.bytes = after;
        true
    }
}

/// Unknown and forbidden spaces answer alike.
fn answer_to_a_stranger(envelope: &Presented) -> Answer {
    match envelope {
        Presented::Malformed { .. } => Answer::Malformed,
        Presented::TooLarge { .. } | Presented::Readable { .. } => Answer::NotMember,
    }
}

/// Wraps.
impl Shelf {
    /// Keeps those that this device may add; the others are dropped.
    pub(super) fn add_wraps(
        &mut self,
        db: &Connection,
        sender: Uploader,
        wraps: &[Wrap],
    ) -> Result<(), Fault> {
        for wrap in wraps {
            self.keep_directory(db, sender.partnership)?;
            let Some(space) = self.take(db, wrap.space)? else {
                continue;
            };
            let kept = self.add_wrap(db, &space, sender, wrap);
            self.put(wrap.space, space);
            kept?;
        }
        Ok(())
    }

    /// Says whether the wrap may be there at all.
    pub(super) fn add_wrap(
        &mut self,
        db: &Connection,
        space: &Space,
        sender: Uploader,
        wrap: &Wrap,
    ) -> Result<bool, Fault> {
        let directory = self.directory(space.partnership);
        let is_good = space.partnership == sender.partnership
            && wrap.sender == sender.device
            && wrap.sealed.len() == limits::WRAP_SEALED
            && space.state.has_key(wrap.key_id)
            && sender
                .practitioner
                .is_some_and(|person| space.is_member(person, self.now))
            && space.state.may_hold_key(wrap.recipient, directory);
        if !is_good {
            tracing::debug!("a wrap that does not belong was dropped");
            return Ok(false);
        }
        if !self.spend(sender, wrap.sealed.len()) {
            return Ok(false);
        }
        let place = WrapPlace {
            directory: space.key.directory,
            space: space.key.row,
        };
        if people::add_wrap(db, place, wrap)? {
            self.wraps_added.push((space.partnership, wrap.recipient));
        }
        Ok(true)
    }
}
