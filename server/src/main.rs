//! `patchwork-relay`: see `patchwork-relay --help`.

use std::process::ExitCode;

use clap::Parser;
use patchwork_relay::cli::Cli;

fn main() -> ExitCode {
    match patchwork_relay::run(Cli::parse(), std::env::vars()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("patchwork-relay: {error}");
            ExitCode::FAILURE
        }
    }
}
