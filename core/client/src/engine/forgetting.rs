//! Forgetting a joining that came to nothing.

use std::sync::Arc;

use super::Link;
use crate::{error::Result, workspace::blocking};

/// Goes back to before a joining of which nothing is anywhere.
pub(crate) async fn forget(link: &Link) -> Result<()> {
    let workspace = Arc::clone(&link.workspace);
    blocking(move || workspace.forget()).await?;
    // Its session speaks for a device that is no more, to a relay that the
    // next invitation may not name.
    link.forget_session().await;
    Ok(())
}
