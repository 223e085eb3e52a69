//! Founding a partnership, inviting, joining, admitting.

mod admit;
mod ask;
mod found;
mod invite;
mod join;
mod moved;

use std::sync::{Arc, Mutex, PoisonError};

use patchwork_crypto::ScreenSecrets;
use patchwork_protocol::PractitionerId;

use crate::{client::blocking, driver::Link, error::Result};

pub(crate) use admit::admit_from_screen;
pub(crate) use ask::{Asked, ask};
pub(crate) use found::queue_card;

/// Goes back to before a joining of which nothing is anywhere.
pub(crate) async fn forget(link: &Link) -> Result<()> {
    let ledger = Arc::clone(&link.ledger);
    blocking(move || ledger.forget()).await?;
    // Its session speaks for a device that is no more, to a relay that the
    // next invitation may not name.
    link.forget_session().await;
    Ok(())
}

/// The invitation that is on this screen now, with the secrets that it showed.
///
/// Kept in memory only: when the screen closes, nobody is let in by it any more.
#[derive(Default)]
pub(crate) struct Screen(Mutex<Option<(PractitionerId, ScreenSecrets)>>);

impl Screen {
    fn lock(&self) -> std::sync::MutexGuard<'_, Option<(PractitionerId, ScreenSecrets)>> {
        // Whole at every moment: a panic cannot have left it half changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn close(&self) {
        *self.lock() = None;
    }
}
