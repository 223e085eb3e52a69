//! `patchwork`: a practitioner's client in the browser of this computer.
//!
//! The same core as the phone apps, behind pages that only this computer can reach. `open` is a
//! real client: it holds one person's database and talks to a relay somewhere else. It uses
//! `patchwork_client` and nothing below it.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]

mod demo;
mod ending;
mod open;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Who supports this child, and what they noticed: also without signal.
#[derive(Debug, Parser)]
#[command(name = "patchwork", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Open your Patchwork in this computer's browser.
    Open(open::Args),
    /// See two phones without signal and the relay between them, with invented people.
    Demo(demo::Args),
    /// The relay of the demo, in a process of its own.
    #[command(hide = true)]
    Relay(demo::RelayArgs),
}

fn main() -> ExitCode {
    let command = Cli::parse().command;
    // What is printed to the log holds nothing confidential; the pages say the rest.
    let usual = match command {
        // The demo searches its relay's log for names: there should be something in it.
        Command::Relay(_) => "info,patchwork_relay=debug",
        Command::Open(_) | Command::Demo(_) => "warn",
    };
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("PATCHWORK_LOG")
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(usual)),
        )
        .init();
    let outcome = match command {
        Command::Open(args) => open::run(args).map_err(|e| e.to_string()),
        Command::Demo(args) => demo::run(args).map_err(|e| e.to_string()),
        Command::Relay(args) => demo::run_relay(args).map_err(|e| e.to_string()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
