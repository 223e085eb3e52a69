//! `patchwork open`: one person's client behind a page on loopback.

mod answers;
mod app;
mod assets;
mod fields;
mod frame;
mod guard;
mod in_address;
mod pages;
mod picture;
mod problem;
mod refusal;
mod routes;
mod strip;
mod system_connection;
mod unlock_address;
mod updates;
mod visit;
mod words;

#[cfg(test)]
mod tests;

use std::{
    io::{BufRead as _, Write as _},
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
};

use patchwork_client::ConnectionOptions;
use tokio_util::sync::CancellationToken;

use self::{app::App, system_connection::system_connection};
pub(crate) use self::{
    assets::asset,
    guard::{Guard, LoopbackOrigin, guarded},
    in_address::in_address,
    words::{clock, zone},
};

/// How to open it.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Folder for your encrypted data; made when missing.
    #[arg(long, env = "PATCHWORK_DATA_DIR")]
    data_dir: Option<PathBuf>,

    /// Port on this computer; 0 takes a free one.
    #[arg(long, env = "PATCHWORK_PORT", default_value_t = 0)]
    port: u16,

    /// Relay to offer when a partnership is founded.
    #[arg(long, env = "PATCHWORK_RELAY", default_value = "")]
    relay: String,

    /// Read the passphrase from standard input instead of asking on the page; a new one is set
    /// where there is no data yet.
    #[arg(long)]
    passphrase_stdin: bool,

    /// Lock and end when standard input closes: for a program that started this one.
    #[arg(long, hide = true, requires = "passphrase_stdin")]
    end_with_stdin: bool,

    /// Seconds in which a saved entry can be undone.
    #[arg(long, default_value_t = 10, hide = true)]
    undo_seconds: u32,

    /// Seconds in which nobody does anything after which it locks; 0 never locks.
    #[arg(long, default_value_t = 600, hide = true)]
    idle_seconds: u32,

    /// Another page on this computer that may show this one in a frame, as an origin such as
    /// http://127.0.0.1:8100.
    #[arg(long, hide = true)]
    frame_ancestor: Vec<guard::LoopbackOrigin>,
}

/// Why it could not open. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenError {
    #[error(
        "Port {port} on this computer is in use or not allowed ({source}). Choose another with --port, or leave it out to take a free one."
    )]
    Port { port: u16, source: std::io::Error },
    #[error("There is no home folder to keep data in. Name a folder with --data-dir.")]
    NoHome,
    #[error("The folder {} cannot be made or read ({source}). Choose another with --data-dir.", path.display())]
    Folder {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error(
        "No passphrase came on standard input. Write one line, or leave out --passphrase-stdin and type it on the page."
    )]
    NoPassphrase,
    #[error("{0}")]
    Unlock(String),
    #[error("The operating system gave no randomness for this session's address ({0}). Try again.")]
    Random(getrandom::Error),
    #[error("The page's server stopped: {0}. Start it again; what was saved is safe.")]
    Serve(std::io::Error),
}

/// Serves the pages until the process is told to stop.
pub(crate) fn run(args: Args) -> Result<(), OpenError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(OpenError::Serve)?;
    runtime.block_on(serve(args, system_connection()))
}

async fn serve(args: Args, connection: ConnectionOptions) -> Result<(), OpenError> {
    let data_dir = args
        .data_dir
        .clone()
        .or_else(default_folder)
        .ok_or(OpenError::NoHome)?;
    std::fs::create_dir_all(&data_dir).map_err(|source| OpenError::Folder {
        path: data_dir.clone(),
        source,
    })?;
    let listener =
        tokio::net::TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, args.port)))
            .await
            .map_err(|source| OpenError::Port {
                port: args.port,
                source,
            })?;
    let port = listener.local_addr().map_err(OpenError::Serve)?.port();
    let guard = guard::Guard::new(port, args.frame_ancestor).map_err(OpenError::Random)?;
    let address = guard.first_address();
    let stop = CancellationToken::new();
    let app = Arc::new(App::new(
        data_dir,
        (args.undo_seconds, args.idle_seconds),
        connection,
        args.relay,
        guard,
        stop.clone(),
    ));
    if args.passphrase_stdin {
        let passphrase = first_line().ok_or(OpenError::NoPassphrase)?;
        app.unlock_or_create(&passphrase)
            .await
            .map_err(|e| OpenError::Unlock(e.to_string()))?;
    }
    // The one line that other programs read.
    println!("Patchwork is open at {address}");
    let _ = std::io::stdout().flush();
    let server = axum::serve(listener, routes::router(Arc::clone(&app)))
        .with_graceful_shutdown(stopped(stop, args.end_with_stdin));
    let watching = tokio::spawn(watch(Arc::clone(&app)));
    let served = server.await.map_err(OpenError::Serve);
    watching.abort();
    app.lock().await;
    served
}

/// Looks every few seconds whether it is time to lock.
async fn watch(app: Arc<App>) {
    let mut every = tokio::time::interval(std::time::Duration::from_secs(5));
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        every.tick().await;
        app.watch().await;
    }
}

async fn stopped(stop: CancellationToken, end_with_stdin: bool) {
    let abandoned = async {
        if end_with_stdin {
            crate::ending::abandoned().await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = crate::ending::told_to_stop() => {}
        () = abandoned => {}
    }
    // Streams of updates never end by themselves.
    stop.cancel();
}

fn first_line() -> Option<zeroize::Zeroizing<String>> {
    let mut line = zeroize::Zeroizing::new(String::new());
    std::io::stdin().lock().read_line(&mut line).ok()?;
    let passphrase = zeroize::Zeroizing::new(line.trim_end_matches(['\r', '\n']).to_owned());
    (!passphrase.is_empty()).then_some(passphrase)
}

fn default_folder() -> Option<PathBuf> {
    let set = |name| {
        std::env::var_os(name)
            .filter(|v| !v.is_empty())
            .map(PathBuf::from)
    };
    set("XDG_DATA_HOME")
        .or_else(|| set("APPDATA"))
        .or_else(|| Some(set("HOME")?.join(".local").join("share")))
        .map(|base| base.join("patchwork"))
}
