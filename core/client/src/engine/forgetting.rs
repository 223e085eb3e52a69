//! Forgetting a joining that came to nothing.

use super::Link;
use crate::{error::Result, workspace::Workspace};

/// Goes back to before a joining of which nothing is anywhere.
pub(crate) async fn forget(link: &Link) -> Result<()> {
    link.workspace.blocking(Workspace::blocking_forget).await?;
    // Its session speaks for a device that is no more, to a relay that the
    // next invitation may not name.
    link.forget_session().await;
    Ok(())
}
