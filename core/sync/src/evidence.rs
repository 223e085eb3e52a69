//! What contradicts itself, kept apart from refusals because a person must see it.

use patchwork_protocol::{DeviceId, ItemHash, Seen, SpaceId};

use crate::SeriesPlace;

/// Proof or strong suspicion that the relay, or a member, tells different
/// people different things.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Evidence {
    /// A member signed that the log read differently from how the relay told it here.
    #[error("device {author} saw another log up to {}", seen.n)]
    ForkedLog {
        /// Where.
        space: SpaceId,
        /// The envelope that says so.
        place: SeriesPlace,
        /// Who signed it.
        author: DeviceId,
        /// What they had seen.
        seen: Seen,
    },
    /// Two signed envelopes under one (replica, seq).
    #[error("two different envelopes under {place}")]
    TwoEnvelopes {
        /// Where.
        space: SpaceId,
        /// Under which number.
        place: SeriesPlace,
    },
    /// A team change other than the one this device holds, in the same epoch of the log.
    #[error("two different team changes with number {index}")]
    TwoTeamChanges {
        /// Where.
        space: SpaceId,
        /// Its number.
        index: u64,
    },
    /// A member signed that they hold another directory than this device.
    #[error("device {author} was shown another directory")]
    ForkedDirectory {
        /// Where.
        space: SpaceId,
        /// The envelope that says so.
        place: SeriesPlace,
        /// Who signed it.
        author: DeviceId,
    },
    /// The relay shows only the hash of an item, and nobody signed that it may
    /// be destroyed.
    #[error("the relay no longer has an item that nobody took back")]
    Withheld {
        /// Where.
        space: SpaceId,
        /// Which.
        item: ItemHash,
    },
    /// The directory is not the one that the invitation named.
    #[error("the directory is not the one that the invitation named")]
    OtherDirectory {
        /// The partnership's directory.
        space: SpaceId,
    },
}
