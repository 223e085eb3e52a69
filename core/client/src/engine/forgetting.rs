//! Forgetting a joining that came to nothing.

use super::Link;
use crate::{error::Result, workspace::Workspace};

/// Goes back to before a joining of which nothing is anywhere. Returns whether it did: a
/// device that was admitted once keeps all that it holds.
pub(crate) async fn forget(link: &Link) -> Result<bool> {
    let forgot = link.workspace.blocking(Workspace::blocking_forget).await?;
    // Its session speaks for a device that is no more, to a relay that the
    // next invitation may not name.
    link.forget_session().await;
    Ok(forgot)
}
