//! What the log tells its listener after each commit.

use std::time::Duration;

use patchwork_protocol::{DeviceId, LogItem, PartnershipId, PractitionerId, SpaceId};

use super::SpaceRow;

/// Is told what each commit made durable. It is all that the log knows of open streams.
pub trait CommitListener: Send + Sync + 'static {
    /// Whether an open stream waits for items of this partnership. If not, the log keeps no items
    /// in memory for the notices, which then name them without their bytes.
    fn wants_items(&self, partnership: PartnershipId) -> bool;

    /// Called on the writer's thread after each commit, in the order of the commits, and before
    /// the writes of that commit are answered. It must not block.
    fn notify(&self, notices: CommitNotices);
}

/// What one commit made durable.
#[derive(Debug, Default)]
pub struct CommitNotices {
    /// What happened, and in which partnership. The order is that in which streams must be told:
    /// added wraps come before the items that they open.
    pub notices: Vec<(PartnershipId, Notice)>,
    /// Measurements of the commit; none if there was nothing to write.
    pub measure: Option<CommitMeasure>,
    /// How many spaces are set aside because their rows are damaged.
    pub set_aside: usize,
}

/// Measurements of a commit.
#[derive(Debug, Clone, Copy)]
pub struct CommitMeasure {
    /// How many writes shared it.
    pub jobs: u32,
    /// The time until it was on disk.
    pub took: Duration,
}

/// Something that happened in a partnership.
#[derive(Debug)]
pub enum Notice {
    /// Wraps for this device were added.
    WrapsAdded(DeviceId),
    /// Items were appended. Only this audience may know.
    ItemsAppended(Audience, AppendedItems),
    /// This device was revoked.
    DeviceRevoked(DeviceId),
    /// This person was removed from the partnership.
    PractitionerRemoved(PractitionerId),
}

/// Consecutive items of one space.
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
    /// All of them; none if they are large or the listener did not want them, so that they are to
    /// be read from the log.
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
    /// Adds another audience to this one.
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

    /// Whether a device of this person belongs to it. A device that is not admitted has none.
    pub fn includes(&self, practitioner: Option<PractitionerId>) -> bool {
        match self {
            Self::Everybody => true,
            Self::Practitioners(allowed) => {
                practitioner.is_some_and(|person| allowed.contains(&person))
            }
        }
    }
}
