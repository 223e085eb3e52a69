//! What a conversation needs: the workspace, the session, and one place at a time
//! from which team changes are posted.

use std::sync::{Arc, atomic::AtomicBool};

use patchwork_store::setting;
use tokio::sync::Mutex;

use super::{Signals, session::Session};
use crate::{
    engine::{InvitationScreen, Relay, RelayAddress},
    error::Result,
    workspace::{Workspace, blocking},
};

pub(crate) struct Link {
    pub(crate) workspace: Arc<Workspace>,
    pub(crate) screen: Arc<InvitationScreen>,
    pub(crate) signals: Signals,
    pub(super) session: Mutex<Option<Session>>,
    /// The session on the disk is looked for once.
    pub(super) looked_for_session: AtomicBool,
    relay: Mutex<Option<(String, Relay)>>,
    pub(super) posting: Mutex<()>,
}

impl Link {
    pub(super) fn new(
        workspace: Arc<Workspace>,
        screen: Arc<InvitationScreen>,
        signals: Signals,
    ) -> Self {
        Self {
            workspace,
            screen,
            signals,
            session: Mutex::default(),
            looked_for_session: AtomicBool::new(false),
            relay: Mutex::default(),
            posting: Mutex::default(),
        }
    }

    /// The relay of this installation; none before joining.
    pub(crate) async fn relay(&self) -> Result<Option<Relay>> {
        let workspace = Arc::clone(&self.workspace);
        let Some(address) =
            blocking(move || workspace.read(|r| Ok(r.setting(&setting::RELAY)?))).await?
        else {
            return Ok(None);
        };
        let mut slot = self.relay.lock().await;
        if let Some((known, relay)) = slot.as_ref()
            && *known == address
        {
            return Ok(Some(relay.clone()));
        }
        let relay = Relay::new(RelayAddress::parse(&address)?)?;
        *slot = Some((address, relay.clone()));
        Ok(Some(relay))
    }

    /// Something may wait to be sent.
    pub(crate) fn wake(&self) {
        self.signals.wake.notify_one();
    }
}
