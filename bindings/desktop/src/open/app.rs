//! What every page shares: the open client, or the lack of one.

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::{
    extract::FromRequestParts,
    response::{IntoResponse, Redirect, Response},
};
use http::request::Parts;
use patchwork_client::{
    Client, ConnectionOptions, Options, PassphraseVault, PinTried, ScreenLock, ScreenWatch,
    Standing, UpdateListener, UpdateSubscription,
};
use tokio::sync::RwLock;
use tokio_util::sync::CancellationToken;
use zeroize::Zeroizing;

use super::{
    answers::Answers,
    guard::Guard,
    problem::Problem,
    unlock_address::unlock_address,
    updates::{News, Posts},
};

/// Shared by all pages of one run.
pub(crate) struct App {
    pub(crate) guard: Guard,
    pub(crate) updates: Arc<Posts>,
    /// Pages that answered a form.
    pub(crate) answers: Answers,
    pub(crate) stop: CancellationToken,
    /// Offered when a partnership is founded.
    pub(crate) relay: String,
    data_dir: PathBuf,
    undo_seconds: u32,
    /// Seconds after which it locks when nobody does anything; 0 means never.
    idle_seconds: u32,
    connection: ConnectionOptions,
    opened: RwLock<Option<Opened>>,
    /// The words that are suggested as the first passphrase.
    suggested: Mutex<Option<Zeroizing<String>>>,
}

struct Opened {
    client: Arc<Client>,
    screen: ScreenLock,
    is_member: AtomicBool,
    _subscription: Arc<UpdateSubscription>,
}

impl App {
    pub(crate) fn new(
        data_dir: PathBuf,
        (undo_seconds, idle_seconds): (u32, u32),
        connection: ConnectionOptions,
        relay: String,
        guard: Guard,
        stop: CancellationToken,
    ) -> Self {
        Self {
            guard,
            updates: Arc::new(Posts::new()),
            answers: Answers::default(),
            stop,
            relay,
            data_dir,
            undo_seconds,
            idle_seconds,
            connection,
            opened: RwLock::new(None),
            suggested: Mutex::new(None),
        }
    }

    /// Whether somebody has chosen a passphrase here.
    pub(crate) fn has_vault(&self) -> bool {
        PassphraseVault::exists(&self.data_dir)
    }

    /// Words for a first passphrase: the same ones until others are asked for. Somebody may have
    /// written them on paper.
    pub(crate) fn suggested(&self) -> Zeroizing<String> {
        let mut suggested = self
            .suggested
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        suggested
            .get_or_insert_with(PassphraseVault::suggest)
            .clone()
    }

    /// Other words are suggested from now on; none where a passphrase was chosen.
    pub(crate) fn suggest_others(&self) {
        let mut suggested = self
            .suggested
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *suggested = None;
    }

    /// Opens with the passphrase; where there is no data yet, the passphrase becomes theirs.
    pub(crate) async fn unlock_or_create(&self, passphrase: &str) -> Result<(), Problem> {
        let mut opened = self.opened.write().await;
        if opened.as_ref().is_some_and(|o| !o.screen.is_closed()) {
            return Ok(());
        }
        // A space that a paste brought along is nobody's intent.
        let passphrase = Zeroizing::new(passphrase.trim().to_owned());
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
        self.suggest_others();
        if let Some(closed) = opened.take() {
            closed.client.lock().await;
        }
        let options = Options {
            data_dir: self.data_dir.to_string_lossy().into_owned(),
            undo_seconds: self.undo_seconds,
            connection: self.connection.clone(),
        };
        let client = Client::open(options, Arc::new(vault)).await?;
        let subscription = client.subscribe(Arc::clone(&self.updates) as Arc<dyn UpdateListener>);
        *opened = Some(Opened {
            client,
            screen: ScreenLock::new(self.idle_seconds),
            is_member: AtomicBool::new(false),
            _subscription: subscription,
        });
        self.updates.tell(News::Unlocked);
        Ok(())
    }

    /// Whether this is the passphrase that opens the data here.
    pub(crate) async fn check_passphrase(&self, passphrase: &str) -> Result<(), Problem> {
        let passphrase = Zeroizing::new(passphrase.trim().to_owned());
        let folder = self.data_dir.clone();
        tokio::task::spawn_blocking(move || PassphraseVault::open(&folder, &passphrase))
            .await
            .map_err(|_| Problem::internal())??;
        Ok(())
    }

    /// Closes every page and the database, and forgets its key.
    pub(crate) async fn lock(&self) {
        // Closed before it is told, so that no page hears anything after it.
        self.of_screen(ScreenLock::close_screen).await;
        self.answers.forget();
        // Told first: closing a database takes a moment, hiding what is on a screen none.
        self.updates.tell(News::Locked);
        let opened = self.opened.write().await.take();
        if let Some(opened) = opened {
            opened.client.lock().await;
        }
    }

    /// The same as the screen lock asks for it. What was unlocked anew meanwhile stays open.
    async fn drop_key(&self) {
        self.answers.forget();
        self.updates.tell(News::Locked);
        let is_closed = |opened: &mut Opened| opened.screen.is_closed();
        let closed = self.opened.write().await.take_if(is_closed);
        if let Some(closed) = closed {
            closed.client.lock().await;
        }
    }

    /// Closes every page. The key stays where a PIN opens them again.
    pub(crate) async fn close_screen(&self) {
        let due = self.of_screen(ScreenLock::close_screen).await;
        self.follow(due.unwrap_or(ScreenWatch::DropKey)).await;
    }

    /// Does what the screen lock asks for now. To be called every few seconds, and before anything
    /// is shown: the computer may have slept since.
    pub(crate) async fn watch(&self) {
        let due = self.of_screen(ScreenLock::watch).await;
        self.follow(due.unwrap_or(ScreenWatch::Stay)).await;
    }

    async fn follow(&self, due: ScreenWatch) {
        match due {
            ScreenWatch::Stay => {}
            ScreenWatch::Close => {
                self.answers.forget();
                self.updates.tell(News::Locked);
            }
            ScreenWatch::DropKey => self.drop_key().await,
        }
    }

    /// Opens the pages again; none where there is nothing that a PIN could open.
    pub(crate) async fn open_with_pin(&self, pin: &str) -> PinTried {
        let pin = pin.to_owned();
        let tried = self.of_screen(|screen| screen.open_screen(pin)).await;
        match tried.unwrap_or(PinTried::DropKey) {
            PinTried::DropKey => {
                self.drop_key().await;
                PinTried::DropKey
            }
            PinTried::Open => {
                self.updates.tell(News::Unlocked);
                PinTried::Open
            }
            wrong @ PinTried::Wrong { .. } => wrong,
        }
    }

    /// Whether a PIN opens what is closed.
    pub(crate) async fn asks_for_pin(&self) -> bool {
        let asks = |screen: &ScreenLock| screen.is_closed() && screen.has_pin();
        self.of_screen(asks).await.unwrap_or(false)
    }

    /// Asks the screen lock, or does something with it; none where the key is gone.
    pub(crate) async fn of_screen<T>(&self, f: impl FnOnce(&ScreenLock) -> T) -> Option<T> {
        self.opened.read().await.as_ref().map(|o| f(&o.screen))
    }

    /// The client, while pages may be shown.
    pub(crate) async fn client(&self) -> Option<Arc<Client>> {
        self.watch().await;
        self.opened
            .read()
            .await
            .as_ref()
            .filter(|opened| !opened.screen.is_closed())
            .map(|opened| Arc::clone(&opened.client))
    }

    /// Where the person belongs while they are not a member of a partnership.
    pub(crate) async fn entrance(&self) -> Result<Option<&'static str>, Problem> {
        self.watch().await;
        let opened = self.opened.read().await;
        let Some(opened) = opened.as_ref().filter(|o| !o.screen.is_closed()) else {
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

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        app.client()
            .await
            .map(Self)
            .ok_or_else(|| Redirect::to(&unlock_address(parts)).into_response())
    }
}

/// An open client of a member of a partnership; anyone else is led to where they stand.
pub(crate) struct Member(pub(crate) Arc<Client>);

impl FromRequestParts<Arc<App>> for Member {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        match app.entrance().await {
            Ok(Some("/unlock")) => Err(Redirect::to(&unlock_address(parts)).into_response()),
            Ok(Some(elsewhere)) => Err(Redirect::to(elsewhere).into_response()),
            Ok(None) => app
                .client()
                .await
                .map(Self)
                .ok_or_else(|| Redirect::to(&unlock_address(parts)).into_response()),
            Err(problem) => Err(problem.into_response()),
        }
    }
}
