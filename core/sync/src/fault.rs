//! What stops the handling of a frame.

use patchwork_protocol::SpaceId;

/// Why a frame was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault<E> {
    /// The relay does not keep to the protocol. Nothing has changed: close the
    /// connection and begin again later.
    #[error(transparent)]
    Stream(#[from] StreamFault),
    /// The store failed: throw this clone of the device away.
    #[error("the store failed")]
    Store(E),
}

/// How a relay fails to keep to the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StreamFault {
    /// The relay sent items before it named the database that they come from.
    #[error("the relay sent items before its greeting")]
    NoHello,
    /// The relay left items out.
    #[error("the relay left items out of {space}: expected item {expected}, got {got}")]
    Gap {
        /// Of which space.
        space: SpaceId,
        /// The number that comes next.
        expected: u64,
        /// The first number that came.
        got: u64,
    },
}
