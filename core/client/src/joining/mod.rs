//! Founding a partnership, inviting, joining, admitting.

mod admit;
mod ask;
mod found;
mod invite;
mod join;
mod moved;

use std::sync::{Mutex, PoisonError};

use patchwork_crypto::ScreenSecrets;
use patchwork_protocol::PractitionerId;

pub(crate) use admit::admit_from_screen;
pub(crate) use ask::{Asked, ask};
pub(crate) use found::queue_card;

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

    fn close(&self) {
        *self.lock() = None;
    }
}
