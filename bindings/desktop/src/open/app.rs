//! What every page shares: the open client, or the lack of one.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::{
    extract::FromRequestParts,
    response::{IntoResponse, Redirect, Response},
};
use http::request::Parts;
use patchwork_client::{
    Client, ConnectionOptions, Options, PassphraseVault, Standing, UpdateListener,
    UpdateSubscription,
};
use tokio::sync::RwLock;
use tokio_util::sync::CancellationToken;

use super::{guard::Guard, problem::Problem, updates::Posts};

/// Shared by all pages of one run.
pub(crate) struct App {
    pub(crate) guard: Guard,
    pub(crate) updates: Arc<Posts>,
    pub(crate) stop: CancellationToken,
    /// Offered when a partnership is founded.
    pub(crate) relay: String,
    data_dir: PathBuf,
    undo_seconds: u32,
    connection: ConnectionOptions,
    opened: RwLock<Option<Opened>>,
}

struct Opened {
    client: Arc<Client>,
    is_member: AtomicBool,
    _subscription: Arc<UpdateSubscription>,
}

impl App {
    pub(crate) fn new(
        data_dir: PathBuf,
        undo_seconds: u32,
        connection: ConnectionOptions,
        relay: String,
        guard: Guard,
        stop: CancellationToken,
    ) -> Self {
        Self {
            guard,
            updates: Arc::new(Posts::new()),
            stop,
            relay,
            data_dir,
            undo_seconds,
            connection,
            opened: RwLock::new(None),
        }
    }

    /// Whether somebody has chosen a passphrase here.
    pub(crate) fn has_vault(&self) -> bool {
        PassphraseVault::exists(&self.data_dir)
    }

    /// Opens with the passphrase; where there is no data yet, the passphrase becomes theirs.
    pub(crate) async fn unlock_or_create(&self, passphrase: &str) -> Result<(), Problem> {
        let mut opened = self.opened.write().await;
        if opened.is_some() {
            return Ok(());
        }
        // A space that a paste brought along is nobody's intent.
        let passphrase = zeroize::Zeroizing::new(passphrase.trim().to_owned());
        let folder = self.data_dir.clone();
        // Deriving the key takes most of a second of one core, on purpose.
        let vault = tokio::task::spawn_blocking(move || {
            if PassphraseVault::exists(&folder) {
                PassphraseVault::open(&folder, &passphrase)
            } else {
                PassphraseVault::create(&folder, &passphrase)
            }
        })
        .await
        .map_err(|_| Problem::internal())??;
        let options = Options {
            data_dir: self.data_dir.to_string_lossy().into_owned(),
            undo_seconds: self.undo_seconds,
            connection: self.connection.clone(),
        };
        let client = Client::open(options, Arc::new(vault)).await?;
        let subscription = client.subscribe(Arc::clone(&self.updates) as Arc<dyn UpdateListener>);
        *opened = Some(Opened {
            client,
            is_member: AtomicBool::new(false),
            _subscription: subscription,
        });
        Ok(())
    }

    /// Closes the database and forgets its key.
    pub(crate) async fn lock(&self) {
        let opened = self.opened.write().await.take();
        if let Some(opened) = opened {
            opened.client.lock().await;
        }
    }

    pub(crate) async fn client(&self) -> Option<Arc<Client>> {
        self.opened
            .read()
            .await
            .as_ref()
            .map(|opened| Arc::clone(&opened.client))
    }

    /// Where the person belongs while they are not a member of a partnership.
    pub(crate) async fn entrance(&self) -> Result<Option<&'static str>, Problem> {
        let opened = self.opened.read().await;
        let Some(opened) = opened.as_ref() else {
            return Ok(Some("/unlock"));
        };
        if opened.is_member.load(Ordering::Relaxed) {
            return Ok(None);
        }
        Ok(match opened.client.standing().await? {
            Standing::New => Some("/welcome"),
            Standing::Waiting { .. } => Some("/waiting"),
            Standing::Removed => Some("/removed"),
            Standing::Member => {
                opened.is_member.store(true, Ordering::Relaxed);
                None
            }
        })
    }
}

/// An open client, whoever the person is yet. Without one the request goes to the lock screen.
pub(crate) struct Unlocked(pub(crate) Arc<Client>);

impl FromRequestParts<Arc<App>> for Unlocked {
    type Rejection = Response;

    async fn from_request_parts(_: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        app.client()
            .await
            .map(Self)
            .ok_or_else(|| Redirect::to("/unlock").into_response())
    }
}

/// An open client of a member of a partnership; anyone else is led to where they stand.
pub(crate) struct Member(pub(crate) Arc<Client>);

impl FromRequestParts<Arc<App>> for Member {
    type Rejection = Response;

    async fn from_request_parts(_: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        match app.entrance().await {
            Ok(Some(elsewhere)) => Err(Redirect::to(elsewhere).into_response()),
            Ok(None) => app
                .client()
                .await
                .map(Self)
                .ok_or_else(|| Redirect::to("/unlock").into_response()),
            Err(problem) => Err(problem.into_response()),
        }
    }
}
