//! One item of a log as this device keeps it, and what was found when it was judged.

use patchwork_protocol::{ChainHash, DeviceId, ItemHash, KeyId, LogItem, Replica, Seq, SpaceId};

/// The place of an envelope in its series. It names the envelope for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeriesPlace {
    /// The series.
    pub replica: Replica,
    /// Its number in the series.
    pub seq: Seq,
}

impl core::fmt::Display for SeriesPlace {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}/{}", self.replica, self.seq)
    }
}

/// How often this device has begun to read a log from its first item: once at
/// first, and again after every contradiction by the relay. An item whose
/// position is of an older epoch than its space is lost by the relay, once the
/// epoch is completed (see [`crate::Space::lost_by_the_relay`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct LogEpoch(pub u32);

/// Where the relay put an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogPosition {
    /// The epoch in which the relay sent it last.
    pub epoch: LogEpoch,
    /// Its number, from 1.
    pub n: u64,
    /// The chain up to and with it.
    pub chain: ChainHash,
}

impl LogPosition {
    /// What items are sorted by: epoch and number, those without a position last.
    pub(crate) fn order(position: Option<Self>) -> (bool, LogEpoch, u64) {
        position.map_or((true, LogEpoch(0), 0), |at| (false, at.epoch, at.n))
    }
}

/// What judging an item came to. The store keeps it beside the item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemState {
    /// Verified, opened and handed on; or a team change that took effect.
    Applied,
    /// Verified and opened; some parts were handed on, some refused for now.
    AppliedInPart,
    /// Verified; this device has no key for it yet.
    Locked(KeyId),
    /// It cannot be judged before something else is known.
    Waiting(WaitingFor),
    /// Kept, skipped and shown.
    Refused(Refusal),
    /// Its bytes were destroyed; only the hash is left.
    Erased,
}

impl ItemState {
    /// Whether judging it again could come out differently once the team, the
    /// directory, the keys or an earlier item are known.
    pub fn may_change(&self) -> bool {
        match self {
            Self::Applied | Self::Erased => false,
            Self::AppliedInPart | Self::Locked(_) | Self::Waiting(_) => true,
            Self::Refused(refusal) => refusal.may_change(),
        }
    }

    /// Whether an envelope in this state occupies its place in its series. What
    /// its author did not sign, or signed second, does not: else a relay could
    /// block a series with rubbish.
    pub fn holds_its_place(&self) -> bool {
        !matches!(
            self,
            Self::Refused(Refusal::BadSignature | Refusal::Malformed(_) | Refusal::TwoEnvelopes)
        )
    }

    /// A stable number for a column of the store.
    pub fn code(&self) -> u8 {
        match self {
            Self::Applied => 0,
            Self::AppliedInPart => 1,
            Self::Locked(_) => 2,
            Self::Waiting(_) => 3,
            Self::Refused(_) => 4,
            Self::Erased => 5,
        }
    }
}

impl core::fmt::Display for ItemState {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Applied => f.write_str("applied"),
            Self::AppliedInPart => f.write_str("applied in part"),
            Self::Locked(key) => write!(f, "locked: no key {key} yet"),
            Self::Waiting(what) => write!(f, "waiting for {what}"),
            Self::Refused(why) => write!(f, "refused: {why}"),
            Self::Erased => f.write_str("erased"),
        }
    }
}

/// What an item waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WaitingFor {
    /// The space's founding.
    #[error("the founding of its space")]
    Founding,
    /// A directory that reaches this entry.
    #[error("entry {0} of the directory")]
    Directory(u64),
    /// A device that the directory does not list yet.
    #[error("device {0} in the directory")]
    Device(DeviceId),
    /// An earlier envelope of its own series.
    #[error("envelope {0} of its series")]
    Predecessor(Seq),
    /// An earlier team change.
    #[error("the team change before it")]
    TeamChange,
    /// A newer version of the app.
    #[error("an update of the app")]
    Update,
    /// An earlier item of the space that itself waits.
    #[error("an earlier item of its space")]
    EarlierItem,
}

/// Why an item was refused as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Not an envelope or team change that this version can read.
    #[error("it cannot be read: {0}")]
    Malformed(String),
    /// The named device did not sign it.
    #[error("its signature is not its author's")]
    BadSignature,
    /// Its series already holds other bytes under this number.
    #[error("its author wrote two different envelopes under one number")]
    TwoEnvelopes,
    /// Its series was closed before it.
    #[error("its series was closed after {last}")]
    BeyondCut {
        /// The last that counts.
        last: Seq,
    },
    /// Its author is not in the team as far as this device knows.
    #[error("its author is not in the team")]
    NotMember,
    /// Its key never belonged to the space as far as this device knows.
    #[error("its key {0} does not belong to the space")]
    ForeignKey(KeyId),
    /// It names another directory than the one this device holds.
    #[error("it names another directory")]
    OtherDirectory,
    /// It does not open with the key that it names, or holds no parts.
    #[error("it cannot be opened: {0}")]
    Unopenable(String),
    /// The team's rules refuse this change.
    #[error("the team's rules refuse it: {0}")]
    Team(String),
    /// The relay put another team change in its place.
    #[error("another team change took its place")]
    LostItsPlace,
}

impl Refusal {
    /// Whether more knowledge could turn the refusal round. What was refused
    /// on its own bytes stays refused; what was refused for what this device
    /// knew is judged again, so that the order of delivery decides nothing.
    pub fn may_change(&self) -> bool {
        match self {
            Self::NotMember | Self::ForeignKey(_) | Self::OtherDirectory => true,
            Self::Malformed(_)
            | Self::BadSignature
            | Self::TwoEnvelopes
            | Self::BeyondCut { .. }
            | Self::Unopenable(_)
            | Self::Team(_)
            | Self::LostItsPlace => false,
        }
    }

    /// Whether another version of the app could see it otherwise: it could not be read or
    /// opened, or a rule refused it.
    pub fn may_change_by_update(&self) -> bool {
        match self {
            Self::Malformed(_) | Self::Unopenable(_) | Self::Team(_) => true,
            Self::BadSignature
            | Self::TwoEnvelopes
            | Self::BeyondCut { .. }
            | Self::NotMember
            | Self::ForeignKey(_)
            | Self::OtherDirectory
            | Self::LostItsPlace => false,
        }
    }
}

/// An item to be kept: insert it, or update position and state of the row with
/// this (space, hash).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptItem {
    /// The space whose log it is in.
    pub space: SpaceId,
    /// Its hash; unique in the space.
    pub hash: ItemHash,
    /// The item as received.
    pub item: LogItem,
    /// Where the relay put it; `None` while it was only made here.
    pub position: Option<LogPosition>,
    /// For an envelope that could be read.
    pub place: Option<SeriesPlace>,
    /// What came of it.
    pub state: ItemState,
}

/// A kept item that is to be judged again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingItem {
    /// The item as received.
    pub item: LogItem,
    /// Where the relay put it.
    pub position: Option<LogPosition>,
    /// What came of it last time.
    pub state: ItemState,
}
