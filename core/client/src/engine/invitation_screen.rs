//! The invitation that a screen shows, for whoever scans it.

use std::sync::{Mutex, PoisonError};

use patchwork_crypto::ScreenSecrets;
use patchwork_protocol::PractitionerId;

/// The invitation that is on this screen now, with the secrets that it showed.
///
/// Kept in memory only: when the screen closes, nobody is let in by it any more.
#[derive(Default)]
pub(crate) struct InvitationScreen(Mutex<Option<(PractitionerId, ScreenSecrets)>>);

impl InvitationScreen {
    pub(crate) fn lock(
        &self,
    ) -> std::sync::MutexGuard<'_, Option<(PractitionerId, ScreenSecrets)>> {
        // Whole at every moment: a panic cannot have left it half changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn close(&self) {
        *self.lock() = None;
    }
}
