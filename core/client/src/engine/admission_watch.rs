//! Whether somebody looks at the screen that waits to be admitted.

use std::time::Duration;

use tokio::{sync::watch, time::Instant};

/// How long one look counts. A screen that vanishes cannot say so.
const LASTS: Duration = Duration::from_mins(1);

/// Until when somebody is taken to look.
#[derive(Default)]
pub(crate) struct AdmissionWatch(watch::Sender<Option<Instant>>);

impl AdmissionWatch {
    /// Somebody looks.
    pub(crate) fn look(&self) {
        self.0.send_replace(Some(Instant::now() + LASTS));
    }

    /// Waits until somebody looks.
    pub(super) async fn until_watched(&self) {
        let mut until = self.0.subscribe();
        // It ends with its sender only, which is here.
        let _ = until
            .wait_for(|until| until.is_some_and(|until| until > Instant::now()))
            .await;
    }
}
