//! What a conversation needs: the workspace, the session, and one place at a time
//! from which team changes are posted.

use std::sync::{Arc, atomic::AtomicBool};

use patchwork_store::setting;
use tokio::sync::Mutex;

use super::{Signals, session::Session, streaming::Streaming, way_up::WayUp};
use crate::{
    engine::{Connect, InvitationScreen, RelayAddress, Transport},
    error::{ClientError, Result},
    workspace::{Workspace, judge_all_again},
};

pub(crate) struct Link {
    pub(crate) workspace: Arc<Workspace>,
    pub(crate) screen: Arc<InvitationScreen>,
    pub(crate) signals: Signals,
    pub(super) session: std::sync::Mutex<Option<Session>>,
    pub(super) opening_session: Mutex<()>,
    /// The session on the disk is looked for once.
    pub(super) looked_for_session: AtomicBool,
    connect: Arc<dyn Connect>,
    relay: Mutex<Option<(String, Arc<dyn Transport>)>>,
    pub(super) posting: Mutex<()>,
    pub(crate) way_up: Arc<WayUp>,
    pub(super) streaming: Streaming,
}

impl Link {
    pub(super) fn new(
        workspace: Arc<Workspace>,
        screen: Arc<InvitationScreen>,
        signals: Signals,
        connect: Arc<dyn Connect>,
    ) -> Self {
        Self {
            workspace,
            screen,
            signals,
            session: std::sync::Mutex::default(),
            opening_session: Mutex::default(),
            looked_for_session: AtomicBool::new(false),
            connect,
            relay: Mutex::default(),
            posting: Mutex::default(),
            way_up: Arc::default(),
            streaming: Streaming::default(),
        }
    }

    /// The relay of this installation; none before joining. After a silence, connections that were
    /// kept for it may be dead, and are kept no longer.
    pub(crate) async fn relay(&self) -> Result<Option<Arc<dyn Transport>>> {
        let address = self.workspace.read(|r| Ok(r.setting(&setting::RELAY)?));
        let Some(address) = address.await? else {
            return Ok(None);
        };
        let mut slot = self.relay.lock().await;
        if let Some((known, relay)) = slot.as_ref()
            && *known == address
            && !self.signals.was_silent(self.workspace.now())
        {
            return Ok(Some(Arc::clone(relay)));
        }
        let relay = self.connect(RelayAddress::parse(&address)?)?;
        *slot = Some((address, Arc::clone(&relay)));
        Ok(Some(relay))
    }

    /// Whatever connection to the relay is open leads nowhere any more.
    pub(super) async fn forget_relay(&self) {
        *self.relay.lock().await = None;
    }

    /// The transport to a relay at this address.
    pub(crate) fn connect(&self, address: RelayAddress) -> Result<Arc<dyn Transport>> {
        self.connect.connect(address)
    }

    /// What a call of the app's asks of the relay; closing the client waits for no answer.
    pub(crate) async fn unless_closed<T>(
        &self,
        work: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        tokio::select! {
            biased;
            () = self.signals.stopped() => Err(ClientError::Locked),
            done = work => done,
        }
    }

    /// Wakes the connection when it is dropped: also where whoever made the call under way does
    /// not wait for its end.
    pub(crate) fn wake_in_the_end(self: &Arc<Self>) -> impl Drop + Send + use<> {
        WakeInTheEnd(Arc::clone(self))
    }

    /// The relay is reached in another way, or was switched on: nothing that failed before counts.
    pub(crate) fn start_over(&self) {
        self.way_up.start_over();
        self.streaming.start_over();
        self.signals.start_over();
    }

    /// The phone has gone over to another network: whatever is open leads nowhere, and what the
    /// other one kept back or refused says nothing of this one.
    pub(crate) fn network_changed(&self) {
        self.way_up.start_over();
        self.streaming.start_over();
        self.signals.network_changed();
    }

    /// Judges by this version of the app what could not be when everything else was.
    pub(super) fn judge_again(&self) {
        tokio::spawn(judge_all_again(Arc::clone(&self.workspace)));
    }

    /// Something may wait to be sent.
    pub(crate) fn wake(&self) {
        self.signals.wake();
    }
}

struct WakeInTheEnd(Arc<Link>);

impl Drop for WakeInTheEnd {
    fn drop(&mut self) {
        self.0.wake();
    }
}
