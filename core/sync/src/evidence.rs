//! Contradictions, kept apart from refusals because a person must see them.

use patchwork_protocol::{DeviceId, ItemHash, Seen, SpaceId};

use crate::SeriesPlace;

/// Proof, or reason for strong suspicion, that the relay or a member shows
/// different things to different people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Evidence {
    /// A member signed that they saw another log than the one that the relay sent
    /// to this device.
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
    /// The relay sent another team change than the one it sent before under this
    /// number, in the same epoch of the log.
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
    /// The relay sends only the hash of an item, and nobody signed that the item
    /// may be destroyed.
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
