//! `cargo run --release -p patchwork-bench -- [WORKLOAD]`: see the page of the library.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Parser;
use patchwork_bench::{
    Canaries, Machine, Result, Size, Table, Workload, growth,
    measures::{self, Plan},
    phone::{self, Errand},
};

/// Plays a workload through real clients against a real relay and prints what it took.
#[derive(Parser)]
#[command(name = "patchwork-bench", version)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// The workload, one JSON object a line; a small one is invented when none is named
    workload: Option<PathBuf>,
    /// The share of its cases to play
    #[arg(long, default_value_t = 1.0)]
    scale: f64,
    /// How often a first sync and a return after a fortnight are repeated
    #[arg(long, default_value_t = 5)]
    goes: usize,
    /// Notes that all devices together post in each run of measure f
    #[arg(long, default_value_t = 32_000)]
    load: usize,
    /// Only measures a to e and g, or only f
    #[arg(long, value_enum)]
    only: Option<Only>,
    /// Where to work; everything written there is left. A temporary folder otherwise
    #[arg(long)]
    folder: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Only {
    Clients,
    Relay,
}

#[derive(clap::Subcommand)]
enum Command {
    /// What reads and saves take and cost beside many cases and colleagues
    Growth {
        /// How many cases, in each town
        #[arg(long, value_delimiter = ',', default_value = "200,800,2000")]
        cases: Vec<usize>,
        /// How many colleagues, in each town with the fewest cases
        #[arg(long, value_delimiter = ',', default_value = "40,400")]
        colleagues: Vec<usize>,
    },
    /// The client that is measured (used by the benchmark itself)
    #[command(hide = true)]
    Phone {
        folder: PathBuf,
        #[command(subcommand)]
        errand: Errand,
    },
}

fn main() -> ExitCode {
    let outcome = match std::env::args().nth(1).as_deref() {
        Some("relay") => as_relay(),
        _ => as_bench(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("patchwork-bench: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The relay's own program, in this process.
fn as_relay() -> Result<()> {
    let arguments = std::env::args().skip(1);
    let cli = patchwork_relay::cli::Cli::parse_from(arguments);
    Ok(patchwork_relay::run(cli, std::env::vars())?)
}

#[tokio::main]
async fn as_bench() -> Result<()> {
    let cli = Cli::parse();
    if let Some(Command::Phone { folder, errand }) = cli.command {
        return phone::run(&folder, errand).await;
    }
    if let Some(Command::Growth { cases, colleagues }) = cli.command {
        let temporary = tempfile::tempdir()?;
        return growth::table(temporary.path(), &growth::towns(&cases, &colleagues)).await;
    }
    let temporary = tempfile::tempdir()?;
    let folder = cli
        .folder
        .clone()
        .unwrap_or_else(|| temporary.path().to_owned());
    std::fs::create_dir_all(&folder)?;
    let mut table = Table::default();
    let (workload, canaries) = workload(cli.workload.as_deref(), cli.scale, &mut table)?;
    let machine = Machine::look(&folder)?;
    println!("{machine}");
    let plan = Plan {
        goes: cli.goes,
        load: cli.load,
    };
    if cli.only != Some(Only::Relay) {
        measures::clients(&mut table, &workload, &canaries, plan, &folder).await?;
    }
    if cli.only != Some(Only::Clients) {
        measures::relaying(&mut table, plan, &folder).await?;
    }
    measures::library(&mut table)?;
    println!("{table}");
    println!("{} of these lines miss a budget.", table.misses());
    Ok(())
}

fn workload(path: Option<&Path>, scale: f64, table: &mut Table) -> Result<(Workload, Canaries)> {
    let workload = if let Some(path) = path {
        Workload::read(path)?
    } else {
        eprintln!("No workload is named: a small one is invented instead.");
        table.remark(
            "The workload was invented here, and is smaller than the one that the budgets are for.",
        );
        Workload::invented(Size {
            practitioners: 8,
            cases: 20,
            people: 15,
            notes: 20,
            fortnight: 200,
            probes: 100,
        })
    };
    let canaries = Canaries::of(&workload)?;
    let workload = if scale < 1.0 {
        table.remark(format!(
            "Only {scale} of the workload was played; budgets are for all of it."
        ));
        workload.scaled(scale, &canaries)
    } else {
        workload
    };
    println!(
        "{} practitioners, {} cases, {} earlier notes, {} notes in a fortnight, {} probes",
        workload.practitioners.len(),
        workload.cases.len(),
        workload.earlier().len(),
        workload.notes.len(),
        workload.probes.len(),
    );
    Ok((workload, canaries))
}
