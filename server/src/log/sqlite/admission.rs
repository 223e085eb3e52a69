//! The checks that envelopes and wraps must pass before they are written.

use std::{collections::HashSet, sync::Arc};

use jiff::Timestamp;
use patchwork_protocol::team::Standing;
use patchwork_protocol::{Answer, DeviceId, LogItem, PartnershipId, Seq, SpaceId, Wrap, limits};
use rusqlite::Connection;

use super::{
    directories::DirectoryUpdate,
    items,
    job::Fault,
    quota::Quotas,
    space::{Series, Space},
    space_cache::SpaceCache,
    wraps::{self, WrapPlace},
};
use crate::log::{CommitListener, CommitNotices, Notice, ReceivedEnvelope, Requester};

/// Limits of what the writer keeps in memory, and of what it accepts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub(super) spaces: usize,
    pub(super) bytes_per_device_per_day: u64,
}

/// Checks what devices send, writes what is admitted, and collects the notices of the commit.
pub(super) struct Admission {
    pub(super) listener: Arc<dyn CommitListener>,
    /// The relay's time at the start of the group.
    pub(super) now: Timestamp,
    pub(super) spaces: SpaceCache,
    /// Spaces that this group may have appended to.
    pub(super) touched: HashSet<SpaceId>,
    /// Notices of this group, other than of wraps.
    pub(super) notices: Vec<(PartnershipId, Notice)>,
    /// Devices that this group added wraps for.
    wraps_added: Vec<(PartnershipId, DeviceId)>,
    quotas: Quotas,
}

impl Admission {
    pub(super) fn new(bounds: Bounds, listener: Arc<dyn CommitListener>) -> Self {
        Self {
            listener,
            now: Timestamp::now(),
            spaces: SpaceCache::new(bounds.spaces),
            touched: HashSet::new(),
            notices: Vec::new(),
            wraps_added: Vec::new(),
            quotas: Quotas::new(bounds.bytes_per_device_per_day),
        }
    }

    /// Forgets what a group did that was not committed. All spaces leave memory.
    pub(super) fn roll_back(&mut self) {
        self.spaces.clear();
        self.touched.clear();
        self.notices.clear();
        self.wraps_added.clear();
        self.quotas.roll_back();
    }

    /// Takes what a committed group makes known: directories for readers, and notices for the
    /// listener. Also lets spaces leave memory if there are too many.
    pub(super) fn take_committed(&mut self) -> (Vec<DirectoryUpdate>, CommitNotices) {
        for id in std::mem::take(&mut self.touched) {
            let Some(space) = self.spaces.get_mut(id) else {
                continue;
            };
            if let Some(appended) = space.take_appended(id) {
                let audience = space.audience(self.now);
                let notice = Notice::ItemsAppended(audience, appended);
                self.notices.push((space.partnership, notice));
            }
        }
        self.spaces.make_room();
        self.quotas.keep();
        let wraps = self.wraps_added.drain(..);
        let mut notices: Vec<_> = wraps
            .map(|(partnership, recipient)| (partnership, Notice::WrapsAdded(recipient)))
            .collect();
        notices.append(&mut self.notices);
        let notices = CommitNotices {
            notices,
            measure: None,
            set_aside: self.spaces.set_aside(),
        };
        (self.spaces.take_directory_updates(), notices)
    }

    /// Counts bytes against the device's quota. False if they exceed it.
    pub(super) fn spend(&mut self, requester: Requester, bytes: usize) -> bool {
        self.quotas.spend(requester, bytes, self.now)
    }

    /// Appends those of these envelopes that are admitted, in order, and answers each.
    pub(super) fn append(
        &mut self,
        db: &Connection,
        requester: Requester,
        id: SpaceId,
        envelopes: Vec<ReceivedEnvelope>,
    ) -> Result<Vec<Answer>, Fault> {
        self.spaces.ensure_directory(db, requester.partnership)?;
        let mut space = self
            .spaces
            .take(db, id)?
            .filter(|space| space.partnership == requester.partnership);
        let is_wanted = self.listener.wants_items(requester.partnership);
        let mut answers = Vec::with_capacity(envelopes.len());
        for envelope in envelopes {
            answers.push(match &mut space {
                None => answer_without_access(&envelope),
                Some(space) => self.admit(db, space, requester, envelope, is_wanted)?,
            });
        }
        if let Some(space) = space {
            self.touched.insert(id);
            self.spaces.put(id, space);
        }
        Ok(answers)
    }

    /// Checks one envelope and appends it if it is admitted. The order of the checks is part of
    /// the protocol: same bytes, membership, key, place in the replica, limits, signature.
    fn admit(
        &mut self,
        db: &Connection,
        space: &mut Space,
        requester: Requester,
        envelope: ReceivedEnvelope,
        is_wanted: bool,
    ) -> Result<Answer, Fault> {
        let (replica, seq) = match &envelope {
            ReceivedEnvelope::Malformed { .. } => return Ok(Answer::Malformed),
            ReceivedEnvelope::TooLarge { replica, seq }
            | ReceivedEnvelope::Readable { replica, seq, .. } => (*replica, *seq),
        };
        let is_own = replica.device() == requester.device;
        let is_member = requester
            .practitioner
            .is_some_and(|person| space.is_member(person, self.now));
        if !is_member && !is_own {
            return Ok(Answer::NotMember);
        }

        let series = space.series.get(&replica).copied();
        if let (Some(Series { row, last }), ReceivedEnvelope::Readable { bytes, .. }) =
            (series, &envelope)
            && seq <= last
            && let Some(found) = items::find_in_series(db, row, seq)?
        {
            return Ok(
                if found.has_bytes(bytes, || LogItem::Envelope(bytes.clone()).hash()) {
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
        let directory = self.spaces.directory(requester.partnership);
        match space.state.standing(replica, directory) {
            // The device is revoked or its person removed, and no cut says yet up to which item
            // its replicas count.
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

        let ReceivedEnvelope::Readable {
            key_id,
            signed,
            bytes,
            ..
        } = envelope
        else {
            return Ok(Answer::TooLarge);
        };
        // An envelope that another device sealed was in the log of an earlier database. Members
        // bring it back after a restore, under the key of its time.
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
        if !self.spend(requester, bytes.len()) {
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

    /// Adds those wraps that this device may add; the others are dropped.
    pub(super) fn add_wraps(
        &mut self,
        db: &Connection,
        sender: Requester,
        wraps: &[Wrap],
    ) -> Result<(), Fault> {
        for wrap in wraps {
            self.spaces.ensure_directory(db, sender.partnership)?;
            let space = match self.spaces.take(db, wrap.space) {
                Ok(Some(space)) => space,
                // The wraps of a damaged space keep no others from their recipients.
                Ok(None) | Err(Fault::Damaged(_)) => continue,
                Err(fault) => return Err(fault),
            };
            let kept = self.add_wrap(db, &space, sender, wrap);
            self.spaces.put(wrap.space, space);
            kept?;
        }
        Ok(())
    }

    /// Adds a wrap, if the sender may add it and the recipient may have the key. Says whether so.
    pub(super) fn add_wrap(
        &mut self,
        db: &Connection,
        space: &Space,
        sender: Requester,
        wrap: &Wrap,
    ) -> Result<bool, Fault> {
        let directory = self.spaces.directory(space.partnership);
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
        if wraps::add(db, place, wrap)? {
            self.wraps_added.push((space.partnership, wrap.recipient));
        }
        Ok(true)
    }
}

/// The answer where the space is unknown, or of another partnership: the same for both.
fn answer_without_access(envelope: &ReceivedEnvelope) -> Answer {
    match envelope {
        ReceivedEnvelope::Malformed { .. } => Answer::Malformed,
        ReceivedEnvelope::TooLarge { .. } | ReceivedEnvelope::Readable { .. } => Answer::NotMember,
    }
}
