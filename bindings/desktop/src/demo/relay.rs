//! The relay, as a child process on a folder of its own, that can be stopped and started.

use std::{
    io::Write,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

use patchwork_relay::config::Config;

use super::{DemoError, child::Process};

/// `patchwork relay`: what the demo runs in the child process.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder for everything the relay keeps.
    #[arg(long)]
    data_dir: PathBuf,
    /// Where to listen.
    #[arg(long)]
    listen: SocketAddr,
}

/// Runs a relay until the demo goes away.
pub(crate) fn run(args: Args) -> Result<(), DemoError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(DemoError::Child)?;
    runtime.block_on(async {
        let config = Config {
            listen: args.listen,
            ..Config::on_free_port(args.data_dir)
        };
        let told = async {
            tokio::select! {
                () = crate::ending::abandoned() => {}
                () = crate::ending::told_to_stop() => {}
            }
        };
        let relay = patchwork_relay::serve(config, told).await?;
        println!("{}", relay.local_addr());
        std::io::stdout().flush().map_err(DemoError::Child)?;
        relay.stopped().await;
        Ok(())
    })
}

/// The relay of one demo: its place stays, its process comes and goes.
#[derive(Debug)]
pub(super) struct Relay {
    folder: PathBuf,
    address: SocketAddr,
    process: Option<Process>,
}

impl Relay {
    /// Starts a new relay with its files and its log in this folder.
    pub(super) async fn begin(folder: PathBuf) -> Result<Self, DemoError> {
        std::fs::create_dir_all(&folder).map_err(DemoError::Child)?;
        let process = start(&folder, (Ipv4Addr::LOCALHOST, 0).into()).await?;
        let address = process.ready.parse().map_err(|_| DemoError::Silent {
            what: "relay".to_owned(),
        })?;
        Ok(Self {
            folder,
            address,
            process: Some(process),
        })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The folder of database and log: all that its operator has.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn data_dir(&self) -> PathBuf {
        data_dir(&self.folder)
    }

    pub(super) fn is_running(&mut self) -> bool {
        self.process
            .as_mut()
            .is_some_and(|process| process.has_ended().is_none())
    }

    /// Stops it without a warning, as a power cut would.
    pub(super) async fn stop(&mut self) {
        if let Some(process) = self.process.take() {
            process.kill().await;
        }
    }

    /// Starts it again at the same address on the same files.
    pub(super) async fn start(&mut self) -> Result<(), DemoError> {
        if !self.is_running() {
            self.process = Some(start(&self.folder, self.address).await?);
        }
        Ok(())
    }

    pub(super) async fn end(mut self) {
        if let Some(process) = self.process.take() {
            process.end().await;
        }
    }
}

fn data_dir(folder: &Path) -> PathBuf {
    folder.join("data")
}

async fn start(folder: &Path, listen: SocketAddr) -> Result<Process, DemoError> {
    let (data, listen) = (data_dir(folder), listen.to_string());
    let arguments = [
        "relay".as_ref(),
        "--data-dir".as_ref(),
        data.as_os_str(),
        "--listen".as_ref(),
        listen.as_ref(),
    ];
    Process::start(&arguments, None, &folder.join("relay.log")).await
}
