//! One space in the writer's memory.

use std::{collections::HashMap, sync::Arc};

use jiff::Timestamp;
use patchwork_protocol::team::{Directory, Principal, SpaceState};
use patchwork_protocol::{
    Chain, DeviceId, LogItem, PartnershipId, PractitionerId, Replica, Seq, SpaceId,
};
use rusqlite::Connection;

use super::{
    items::{self, SpaceKey},
    job::Fault,
};
use crate::log::{AppendedItems, Audience, DirectoryView};

/// Bytes of new items of one space that are kept for the notices of a commit.
const KEPT_FOR_LISTENER: usize = 64 << 10;

/// How far one replica has come.
#[derive(Debug, Clone, Copy)]
pub(super) struct Series {
    pub(super) row: i64,
    pub(super) last: Seq,
}

/// A device whose uploads are refused for a while, so that the cut that an author was told stays
/// true until the change that names it comes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hold {
    pub(super) device: DeviceId,
    pub(super) until: Timestamp,
}

pub(super) struct Space {
    pub(super) key: SpaceKey,
    pub(super) partnership: PartnershipId,
    pub(super) state: Arc<SpaceState>,
    pub(super) chain: Chain,
    pub(super) series: HashMap<Replica, Series>,
    pub(super) holds: Vec<Hold>,
    /// Items of this group, for the listener's notices.
    unnotified: Vec<LogItem>,
    unnotified_bytes: usize,
    /// The last n that the listener was told of.
    notified_n: u64,
    /// A number that grows with each use, to find the least recently used.
    pub(super) last_use: u64,
}

impl Space {
    pub(super) fn new(key: SpaceKey, partnership: PartnershipId, state: SpaceState) -> Self {
        Self {
            key,
            partnership,
            state: Arc::new(state),
            chain: Chain::START,
            series: HashMap::new(),
            holds: Vec::new(),
            unnotified: Vec::new(),
            unnotified_bytes: 0,
            notified_n: 0,
            last_use: 0,
        }
    }

    /// Reads the ends of the log and of its replicas from the database.
    pub(super) fn read_ends(&mut self, db: &Connection) -> Result<(), Fault> {
        if let Some((n, hash)) = items::end_of(db, self.key.row)? {
            self.chain = Chain { n, hash };
        }
        self.notified_n = self.chain.n;
        self.series = items::series_of(db, self.key.row)?
            .into_iter()
            .map(|(replica, row, last)| (replica, Series { row, last }))
            .collect();
        Ok(())
    }

    /// Appends one item. `by` is the place of an envelope in its replica, and none for a team
    /// change.
    pub(super) fn append(
        &mut self,
        db: &Connection,
        item: LogItem,
        by: Option<(Replica, Seq)>,
        is_wanted: bool,
    ) -> Result<u64, Fault> {
        let chain = self.chain.extend(&item.hash());
        let series = match by {
            None => None,
            Some((replica, seq)) => Some((self.series_for(db, replica)?, seq)),
        };
        let (LogItem::Envelope(bytes) | LogItem::TeamChange(bytes)) = &item else {
            return Err(Fault::Impossible("an erased item is never appended"));
        };
        items::append(db, self.key.row, chain.n, series, &chain.hash, bytes)?;
        if let Some((replica, seq)) = by
            && let Some(series) = self.series.get_mut(&replica)
        {
            series.last = seq;
        }
        self.chain = chain;
        if is_wanted {
            self.unnotified_bytes = self.unnotified_bytes.saturating_add(bytes.len());
            if self.unnotified_bytes <= KEPT_FOR_LISTENER {
                self.unnotified.push(item);
            } else {
                self.unnotified = Vec::new();
            }
        }
        Ok(chain.n)
    }

    fn series_for(&mut self, db: &Connection, replica: Replica) -> Result<i64, Fault> {
        if let Some(series) = self.series.get(&replica) {
            return Ok(series.row);
        }
        let row = items::add_series(db, self.key.row, replica)?;
        let series = Series { row, last: Seq(0) };
        self.series.insert(replica, series);
        Ok(row)
    }

    /// The last sequence number of each replica of these devices, which is what a cut must name.
    pub(super) fn ends_of(&self, is_theirs: impl Fn(DeviceId) -> bool) -> Vec<(Replica, Seq)> {
        let mut ends: Vec<_> = self
            .series
            .iter()
            .filter(|(replica, series)| is_theirs(replica.device()) && series.last > Seq(0))
            .map(|(replica, series)| (*replica, series.last))
            .collect();
        ends.sort_unstable();
        ends
    }

    pub(super) fn is_held(&self, device: DeviceId, now: Timestamp) -> bool {
        self.holds
            .iter()
            .any(|hold| hold.device == device && hold.until > now)
    }

    pub(super) fn directory(&self) -> Option<&Directory> {
        match &*self.state {
            SpaceState::Directory(directory) => Some(directory),
            SpaceState::Team(_) => None,
        }
    }

    /// The directory as readers get it.
    pub(super) fn view(&self) -> Arc<DirectoryView> {
        Arc::new(DirectoryView {
            row: self.key.row,
            state: self.state.clone(),
        })
    }

    /// Whether somebody is on the team by the relay's clock.
    pub(super) fn is_member(&self, person: PractitionerId, now: Timestamp) -> bool {
        match &*self.state {
            SpaceState::Directory(_) => self.state.role_of(person).is_some(),
            SpaceState::Team(team) => team
                .member(Principal::Practitioner(person))
                .is_some_and(|member| member.until.is_none_or(|until| until > now)),
        }
    }

    /// Who may know of items that are appended now.
    pub(super) fn audience(&self, now: Timestamp) -> Audience {
        if self.directory().is_some() {
            return Audience::Everybody;
        }
        Audience::Practitioners(
            self.state
                .members()
                .iter()
                .filter(|member| member.until.is_none_or(|until| until > now))
                .filter_map(|member| member.principal.practitioner())
                .collect(),
        )
    }

    /// What was appended since the last call.
    pub(super) fn take_appended(&mut self, id: SpaceId) -> Option<AppendedItems> {
        let items = std::mem::take(&mut self.unnotified);
        let first_n = self.notified_n.saturating_add(1);
        let last_n = self.chain.n;
        self.notified_n = last_n;
        self.unnotified_bytes = 0;
        if last_n < first_n {
            return None;
        }
        let is_whole = items.len() as u64 == last_n - first_n + 1;
        Some(AppendedItems {
            space: id,
            row: self.key.row,
            first_n,
            last_n,
            items: is_whole.then_some(items),
        })
    }
}
