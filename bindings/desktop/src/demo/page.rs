//! The demo's page: two phones in frames, the strip between them, and the story's cards.

use std::{
    convert::Infallible,
    net::{Ipv4Addr, SocketAddr},
    path::{Path as FolderPath, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use askama::Template;
use axum::{
    Router,
    extract::{Path, Request, State},
    middleware::{self, Next},
    response::{
        Html, IntoResponse as _, Response,
        sse::{Event, KeepAlive, Sse},
    },
    routing::{get, post},
};
use futures_util::{Stream, StreamExt as _};
use http::StatusCode;
use patchwork_client::PassphraseVault;
use tokio::sync::{Mutex, broadcast};
use tokio_stream::wrappers::BroadcastStream;
use zeroize::Zeroizing;

use super::{
    DemoError,
    scene::MUMS_NUMBER,
    search::Searched,
    stage::{Moves, Stage, Step, Whose},
    story::{PRIYAS_NUMBER, TOMS_NUMBER, WORRY},
    strip::{Known, Strip},
};
use crate::open::{Guard, LoopbackOrigin, asset, guarded};

/// How often the strip looks while somebody watches.
const LOOK: Duration = Duration::from_millis(300);

/// What open pages are told, without a word of any case.
#[derive(Debug, Clone, serde::Serialize)]
#[serde(rename_all = "lowercase", tag = "what")]
enum News {
    /// The relay's log grew.
    Strip,
    /// A switch was thrown.
    State(Switches),
    /// A step of the story takes the phones somewhere.
    Moves(Moves),
    /// Everything is new: load the page again.
    Reset,
}

/// How the switches stand.
#[derive(Debug, Clone, Copy, serde::Serialize)]
struct Switches {
    priya: bool,
    tom: bool,
    relay: bool,
}

struct Demo {
    guard: Guard,
    own_origin: String,
    folder: PathBuf,
    /// Opens both phones. It stays the same however often the scene is made anew.
    passphrase: Zeroizing<String>,
    /// Those of the two phones' pages, which stay the same too.
    ports: (u16, u16),
    /// How often the scene was made.
    made: AtomicU32,
    /// Held while the scene is being made anew.
    showing: Mutex<Showing>,
    news: broadcast::Sender<News>,
}

/// What there is to show.
enum Showing {
    On(Box<Stage>),
    /// The scene could not be made anew, and why.
    Failed(String),
}

impl Showing {
    fn stage(&mut self) -> Result<&mut Stage, Trouble> {
        match self {
            Self::On(stage) => Ok(stage),
            Self::Failed(_) => Err(Trouble(
                "The scene could not be made anew. Load the page again, and press Try again."
                    .to_owned(),
            )),
        }
    }
}

/// Sets the stage, prints the address, and serves the page.
pub(super) async fn serve(port: u16, folder: &FolderPath) -> Result<(), DemoError> {
    let listener = tokio::net::TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
        .await
        .map_err(|source| DemoError::Port { port, source })?;
    let port = listener.local_addr().map_err(DemoError::Serve)?.port();
    let own_origin = format!("http://127.0.0.1:{port}");
    println!("Making the scene; everybody in it is invented.");
    let passphrase = PassphraseVault::suggest();
    let stage = Stage::set(&folder.join("0"), &passphrase, (0, 0), &own_origin).await?;
    let ports = (stage.priya.pages().port(), stage.tom.pages().port());
    let frames: Vec<LoopbackOrigin> = [&stage.priya, &stage.tom]
        .iter()
        .filter_map(|phone| phone.pages().origin().parse().ok())
        .collect();
    let guard = Guard::new(port, Vec::new())
        .map_err(DemoError::Random)?
        .showing(&frames);
    println!();
    println!("Open this address in a browser on this computer:");
    println!();
    println!("  {}", guard.first_address());
    println!();
    println!(
        "The demo’s passphrase, which unlocks both phones: {}",
        passphrase.as_str()
    );
    println!("Ctrl-C ends the demo and removes everything it made.");
    let (news, _) = broadcast::channel(64);
    let demo = Arc::new(Demo {
        guard,
        own_origin,
        folder: folder.to_owned(),
        passphrase,
        ports,
        made: AtomicU32::new(0),
        showing: Mutex::new(Showing::On(Box::new(stage))),
        news,
    });
    tokio::spawn(watch(Arc::downgrade(&demo)));
    axum::serve(listener, router(demo))
        .await
        .map_err(DemoError::Serve)
}

fn router(demo: Arc<Demo>) -> Router {
    Router::new()
        .route("/", get(show))
        .route("/strip", get(strip))
        .route("/updates", get(updates))
        .route("/play/{step}", post(play))
        .route("/signal/{phone}", post(throw_signal))
        .route("/relay", post(throw_relay))
        .route("/search", post(search))
        .route("/reset", post(reset))
        .route("/assets/{*path}", get(asset))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&demo),
            stand_guard,
        ))
        .with_state(demo)
}

async fn stand_guard(State(demo): State<Arc<Demo>>, request: Request, next: Next) -> Response {
    guarded(&demo.guard, request, next).await
}

/// Tells open pages when the relay's log grows.
async fn watch(demo: std::sync::Weak<Demo>) {
    loop {
        tokio::time::sleep(LOOK).await;
        let Some(demo) = demo.upgrade() else { return };
        if demo.news.receiver_count() == 0 {
            continue;
        }
        let grew = match &mut *demo.showing.lock().await {
            Showing::On(stage) => stage.look().is_ok_and(|(_, is_new)| is_new),
            Showing::Failed(_) => false,
        };
        if grew {
            let _ = demo.news.send(News::Strip);
        }
    }
}

impl Demo {
    fn tell(&self, news: News) {
        // Fails only while no page is open; then there is nobody to tell.
        let _ = self.news.send(news);
    }
}

fn switches(stage: &mut Stage) -> Switches {
    Switches {
        priya: stage.priya.line.has_signal(),
        tom: stage.tom.line.has_signal(),
        relay: stage.relay.is_running(),
    }
}

/// What could not be done, as a sentence for the page.
struct Trouble(String);

impl From<DemoError> for Trouble {
    fn from(error: DemoError) -> Self {
        Self(error.to_string())
    }
}

impl From<askama::Error> for Trouble {
    fn from(error: askama::Error) -> Self {
        tracing::error!(%error, "the page could not be drawn");
        Self("The page could not be drawn. Load it again.".to_owned())
    }
}

impl axum::response::IntoResponse for Trouble {
    fn into_response(self) -> Response {
        (StatusCode::CONFLICT, self.0).into_response()
    }
}

/// A step of the story, on its card.
struct Card {
    title: &'static str,
    text: String,
    button: &'static str,
    /// What the button asks for.
    asks: &'static str,
}

fn cards() -> Vec<Card> {
    let card = |title, button, asks, text: String| Card {
        title,
        text,
        button,
        asks,
    };
    vec![
        card(
            "Who else helps Ella?",
            "Show Joan on Priya’s phone",
            "/play/picture",
            "Priya, a social worker, stands in Ella’s kitchen. Tom looks after pupils at her school. Both phones show the same picture: 18 people. Tap Northcote Health Visiting, then Joan: call or email her.".to_owned(),
        ),
        card(
            "Everyone has a name",
            "Open the school for me",
            "/play/levels",
            "Nobody is a dot: the family in the middle, each agency by its name. Tap St Aidan’s to see everyone there, tap a face to call, text, or read what was noticed.".to_owned(),
        ),
        card(
            "A sheet for Ella’s mum",
            "Choose it for me",
            "/play/sheet",
            "Below the picture, choose Sheet on paper, for Kelly. It says who helps and how to reach them. No marker, no plan, no worry, no withheld place; what is sensitive starts unticked.".to_owned(),
        ),
        card(
            "No signal in the kitchen",
            "Switch it for me",
            "/play/no-signal",
            "Turn on aeroplane mode on Priya’s phone. Her phone says so, and goes on working.".to_owned(),
        ),
        card(
            "She writes down a worry",
            "Write it for me",
            "/play/worry",
            format!("On Priya’s phone: Write, pick Worry, type “{WORRY}”, Save. It is saved at once: 1 change waiting. Tom’s phone and the relay do not move."),
        ),
        card(
            "Two new numbers for Mum",
            "Change both for me",
            "/play/numbers",
            format!("On Tom’s phone, open Kelly, Change, and give her the number {TOMS_NUMBER} in place of {MUMS_NUMBER}. On Priya’s, offline, give her {PRIYAS_NUMBER}."),
        ),
        card(
            "Signal returns",
            "Switch it for me",
            "/play/signal",
            "Turn aeroplane mode off. Rows that nobody can read come to the relay; Tom sees the worry. Both phones keep both numbers, with who and when, until someone chooses.".to_owned(),
        ),
        card(
            "Search the relay’s files for Ella",
            "Search for me",
            "/search",
            "Press Search below what the relay holds. It looks through every file that the relay’s operator has: database, write-ahead log, log lines.".to_owned(),
        ),
        card(
            "Stop the relay",
            "Stop or start it for me",
            "/play/relay",
            "Stop the relay, in the middle of whatever it does, and write on both phones: they keep working. Start it again: nothing is lost. Then play freely, or Reset.".to_owned(),
        ),
    ]
}

#[derive(Template)]
#[template(path = "demo/page.html")]
struct DemoPage {
    passphrase: String,
    priya: String,
    tom: String,
    switches: Switches,
    cards: Vec<Card>,
    /// Drawn by its own template.
    strip: String,
}

/// The scene could not be made anew: why, and a button that makes it again.
#[derive(Template)]
#[template(path = "demo/failed.html")]
struct FailedPage<'a> {
    why: &'a str,
}

async fn show(State(demo): State<Arc<Demo>>) -> Result<Response, Trouble> {
    let mut showing = demo.showing.lock().await;
    let stage = match &mut *showing {
        Showing::On(stage) => stage,
        Showing::Failed(why) => return Ok(Html(FailedPage { why }.render()?).into_response()),
    };
    let page = DemoPage {
        passphrase: demo.passphrase.to_string(),
        priya: stage.priya.pages().address_of(&stage.ellas_picture()),
        tom: stage.tom.pages().address_of(&stage.ellas_picture()),
        switches: switches(stage),
        cards: cards(),
        strip: Strip::of(stage)?.render()?,
    };
    Ok(Html(page.render()?).into_response())
}

async fn strip(State(demo): State<Arc<Demo>>) -> Result<Response, Trouble> {
    let mut showing = demo.showing.lock().await;
    let strip = Strip::of(showing.stage()?)?;
    Ok(Html(strip.render()?).into_response())
}

/// Server-sent events: what to fetch again.
async fn updates(
    State(demo): State<Arc<Demo>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let news = BroadcastStream::new(demo.news.subscribe()).filter_map(|news| async move {
        let news = news.unwrap_or(News::Strip);
        Event::default().json_data(news).ok().map(Ok)
    });
    Sse::new(news).keep_alive(KeepAlive::default())
}

/// Plays a step, beat by beat; open pages are told of each. The stage is free between them.
async fn play(
    State(demo): State<Arc<Demo>>,
    Path(step): Path<Step>,
) -> Result<StatusCode, Trouble> {
    for beat in 0.. {
        let Some(pause) = play_beat(&demo, step, beat).await? else {
            break;
        };
        tokio::time::sleep(pause).await;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// How long this beat is to be looked at, or none once the step is over.
async fn play_beat(demo: &Demo, step: Step, beat: usize) -> Result<Option<Duration>, Trouble> {
    let mut showing = demo.showing.lock().await;
    let stage = showing.stage()?;
    let Some(mut moves) = stage.play(step, beat).await? else {
        return Ok(None);
    };
    let whole = |pages: &super::phone::Pages, path: String| format!("{}{path}", pages.origin());
    moves.priya = moves.priya.map(|path| whole(stage.priya.pages(), path));
    moves.tom = moves.tom.map(|path| whole(stage.tom.pages(), path));
    let pause = moves.pause;
    demo.tell(News::State(switches(stage)));
    demo.tell(News::Moves(moves));
    Ok(Some(pause))
}

/// The aeroplane switch of a phone.
async fn throw_signal(
    State(demo): State<Arc<Demo>>,
    Path(whose): Path<Whose>,
) -> Result<StatusCode, Trouble> {
    let mut showing = demo.showing.lock().await;
    let stage = showing.stage()?;
    let phone = stage.phone(whose);
    let name = match whose {
        Whose::Priya => "Priya",
        Whose::Tom => "Tom",
    };
    let said = if phone.line.has_signal() {
        phone.line.cut();
        format!("{name}’s phone has no signal now.")
    } else {
        phone.line.mend();
        phone.tell_of_network();
        format!("{name}’s phone has signal again.")
    };
    demo.tell(News::State(switches(stage)));
    demo.tell(News::Moves(Moves {
        said,
        ..Moves::default()
    }));
    Ok(StatusCode::NO_CONTENT)
}

async fn throw_relay(State(demo): State<Arc<Demo>>) -> Result<StatusCode, Trouble> {
    play(State(demo), Path(Step::Relay)).await
}

#[derive(Template)]
#[template(path = "demo/search.html")]
struct SearchResult {
    searched: Searched,
    known: Known,
}

async fn search(State(demo): State<Arc<Demo>>) -> Result<Response, Trouble> {
    let mut showing = demo.showing.lock().await;
    let stage = showing.stage()?;
    let result = SearchResult {
        searched: stage.search()?,
        known: Strip::of(stage)?.known,
    };
    Ok(Html(result.render()?).into_response())
}

/// Everything from the beginning, at the same addresses.
async fn reset(State(demo): State<Arc<Demo>>) -> Result<StatusCode, Trouble> {
    // Whoever asked may leave the page meanwhile.
    tokio::spawn(set_anew(demo))
        .await
        .map_err(|error| DemoError::Child(std::io::Error::other(error)))?
}

async fn set_anew(demo: Arc<Demo>) -> Result<StatusCode, Trouble> {
    let mut showing = demo.showing.lock().await;
    // What the page says if the work ends here.
    let unfinished = Showing::Failed("It was not finished.".to_owned());
    if let Showing::On(old) = std::mem::replace(&mut *showing, unfinished) {
        old.strike().await;
    }
    let number = demo.made.fetch_add(1, Ordering::Relaxed) + 1;
    let folder = demo.folder.join(number.to_string());
    println!("Making the scene anew.");
    let set = Stage::set(&folder, &demo.passphrase, demo.ports, &demo.own_origin).await;
    *showing = match set {
        Ok(stage) => Showing::On(Box::new(stage)),
        Err(error) => {
            println!("  It could not be made. {error}");
            // Something of it may have been made. It is removed with everything else at the end.
            let _ = std::fs::remove_dir_all(&folder);
            Showing::Failed(error.to_string())
        }
    };
    drop(showing);
    // Open pages show the new scene, or that there is none.
    demo.tell(News::Reset);
    Ok(StatusCode::NO_CONTENT)
}
