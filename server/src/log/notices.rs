//! What a commit made durable, as the log tells it to whoever listens.

use std::time::Duration;

use patchwork_protocol::{DeviceId, LogItem, PartnershipId, PractitionerId, SpaceId};

use super::SpaceRow;

/// Hears what becomes durable. The log knows nothing else of those who wait for it.
pub trait CommitListener: Send + Sync + 'static {
    /// Whether somebody waits for items of this partnership. Notices for others come without
    /// their items, which are then not kept in memory.
    fn wants_items(&self, partnership: PartnershipId) -> bool;

    /// Called by the writer after each commit, in order, and before anybody is answered. It must
    /// not wait for anything.
    fn notify(&self, notices: CommitNotices);
}

/// What one commit made durable.
#[derive(Debug, Default)]
pub struct CommitNotices {
    /// What happened in which partnership, in the order in which it is to be told: that wraps
    /// were added comes before the items that they open.
    pub notices: Vec<(PartnershipId, Notice)>,
    /// How the commit went; none if there was nothing to write.
    pub measure: Option<CommitMeasure>,
}

/// What is measured of a commit.
#[derive(Debug, Clone, Copy)]
pub struct CommitMeasure {
    /// Writes that shared it.
    pub jobs: u32,
    /// From asking for it to its being on disk.
    pub took: Duration,
}

/// Something that happened in a partnership.
#[derive(Debug)]
pub enum Notice {
    /// Wraps for this device were added.
    WrapsAdded(DeviceId),
    /// Items were appended; only this audience may know.
    ItemsAppended(Audience, AppendedItems),
    /// This device was revoked.
    DeviceRevoked(DeviceId),
    /// This person was removed from the partnership.
    PractitionerRemoved(PractitionerId),
}

/// Items of one space that follow each other.
#[derive(Debug)]
pub struct AppendedItems {
    /// The space.
    pub space: SpaceId,
    /// Its place in the log.
    pub row: SpaceRow,
    /// The first item's n.
    pub first_n: u64,
    /// The last item's n.
    pub last_n: u64,
    /// All of them; none if they are large or nobody wanted them, and are to be read from the
    /// log.
    pub items: Option<Vec<LogItem>>,
}

/// Who may know of appended items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    /// Every device of the partnership (its directory).
    Everybody,
    /// The devices of these practitioners.
    Practitioners(Vec<PractitionerId>),
}

impl Audience {
    /// Makes it both.
    pub fn join(&mut self, other: Self) {
        match (self, other) {
            (Self::Everybody, _) => {}
            (this, Self::Everybody) => *this = Self::Everybody,
            (Self::Practitioners(all), Self::Practitioners(more)) => {
                all.extend(more);
                all.sort_unstable();
                all.dedup();
            }
        }
    }

    /// Whether a device of this person is among them; none for a device that is not admitted.
    pub fn includes(&self, practitioner: Option<PractitionerId>) -> bool {
        match self {
            Self::Everybody => true,
            Self::Practitioners(allowed) => {
                practitioner.is_some_and(|person| allowed.contains(&person))
            }
        }
    }
}
