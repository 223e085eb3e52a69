//! What can go wrong while the engine works: here, or at the relay.

use super::RelayError;
use crate::error::ClientError;

/// Why something that the engine began came to nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EngineError {
    /// This device could not.
    #[error(transparent)]
    Local(#[from] ClientError),
    /// The relay did not answer, or would not.
    #[error(transparent)]
    Relay(#[from] RelayError),
}

/// Results of the engine.
pub(crate) type Result<T, E = EngineError> = core::result::Result<T, E>;
