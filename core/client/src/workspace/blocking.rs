//! Work that may wait for the disk, off the threads that must not wait.

use crate::error::{ClientError, Result};

/// Runs what may wait for the disk where waiting is allowed.
pub(crate) async fn blocking<T: Send + 'static>(
    f: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    match tokio::task::spawn_blocking(f).await {
        Ok(done) => done,
        Err(error) => Err(ClientError::internal(error)),
    }
}
