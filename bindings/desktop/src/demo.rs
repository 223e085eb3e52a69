//! `patchwork demo`: two phones, a relay between them, and a story to walk through.
//!
//! A supervisor of child processes: one relay, and two clients exactly as
//! `patchwork open` gives them to anybody. Between each client and the relay
//! lies a [`line`] that can be cut. Only this module starts a relay; the phones
//! hold nothing that a real one lacks.

mod child;
mod line;
mod page;
mod phone;
mod relay;
mod scene;
mod search;
mod stage;
mod story;
mod strip;

use std::{path::Path, time::Instant};

use patchwork_client::{ClientError, PassphraseVault, PassphraseVaultError};

pub(crate) use relay::{Args as RelayArgs, run as run_relay};
use scene::Scene;

/// How to show it.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Play the story without a browser and check every step.
    #[arg(long)]
    headless: bool,

    /// Port of the page; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
}

/// Why there is no demo. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DemoError {
    #[error("The demo could not start a part of itself ({0}). Try again.")]
    Child(std::io::Error),
    #[error(
        "The part “{what}” did not start. Try again; if it stays so, run it with PATCHWORK_LOG=debug."
    )]
    Silent { what: String },
    #[error("There is no folder for temporary files ({0}). Set TMPDIR to one with some space.")]
    Folder(std::io::Error),
    #[error(
        "Port {port} on this computer is in use or not allowed ({source}). Choose another with --port, or leave it out to take a free one."
    )]
    Port { port: u16, source: std::io::Error },
    #[error("The operating system gave no randomness ({0}). Try again.")]
    Random(getrandom::Error),
    #[error("The clock of this computer gives no usable date ({0}). Set it and try again.")]
    Time(jiff::Error),
    #[error("The relay did not start: {0}")]
    Relay(#[from] patchwork_relay::ServeError),
    #[error("The relay’s files could not be read: {0}")]
    Inspect(#[from] patchwork_relay::InspectError),
    #[error("While making the scene: {0}")]
    Client(#[from] ClientError),
    #[error("While making the scene: {0}")]
    Vault(#[from] PassphraseVaultError),
    #[error("While making the scene: {0}")]
    Scene(String),
    #[error("A phone’s page {path} answered {status}. Reset the demo.")]
    Page { path: String, status: u16 },
    #[error(
        "A phone is locked. Unlock it with the demo’s passphrase or your PIN, and press the button again."
    )]
    Locked,
    #[error("✗ {step} {what}")]
    Story { step: String, what: String },
    #[error("The demo’s page stopped: {0}")]
    Serve(std::io::Error),
    #[error("Stopped before the end of the story.")]
    Told,
}

/// Plays the demo until it is told to stop, and leaves nothing behind.
pub(crate) fn run(args: Args) -> Result<(), DemoError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(DemoError::Child)?;
    let folder = tempfile::Builder::new()
        .prefix("patchwork-demo-")
        .tempdir()
        .map_err(DemoError::Folder)?;
    let played = runtime.block_on(async {
        tokio::select! {
            played = play(&args, folder.path()) => played,
            () = crate::ending::told_to_stop() => Err(DemoError::Told),
        }
    });
    // Children end when what holds them is dropped; then their files can go.
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    let gone = folder.close();
    match played {
        // Half a story has shown nothing.
        Err(DemoError::Told) if !args.headless => {
            println!("Stopped. Nothing of the demo is left on this computer.");
            gone.map_err(DemoError::Folder)
        }
        played => played,
    }
}

async fn play(args: &Args, folder: &Path) -> Result<(), DemoError> {
    if args.headless {
        let scene = make_scene(folder, &PassphraseVault::suggest()).await?;
        return story::tell(scene).await;
    }
    page::serve(args.port, folder).await
}

async fn make_scene(folder: &Path, passphrase: &str) -> Result<Scene, DemoError> {
    let began = Instant::now();
    let scene = Scene::make(folder, passphrase, &|what| println!("  {what}")).await?;
    println!(
        "  The scene is made, in {:.1} s.",
        began.elapsed().as_secs_f64()
    );
    Ok(scene)
}
