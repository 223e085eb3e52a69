//! Carries out the commands of the command line.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    time::Duration,
};

use tokio::signal::unix::{SignalKind, signal};

use crate::{
    cli::{Cli, Command},
    config::{CONFIGURATION, Config, ConfigError, DEFAULT_FILE, LogFormat},
    log::{BackupError, OpenError, SqliteLog},
    server::{self, ServeError},
};

/// Why a command failed. The message is for the person at the terminal.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The configuration is not usable.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The data directory is not usable.
    #[error(transparent)]
    Data(#[from] OpenError),
    /// The database was not copied.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// The relay could not start.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// The relay is not ready, or there is none at this address.
    #[error("the relay at {address} is not well: {problem}")]
    NotReady {
        /// The address that was asked.
        address: SocketAddr,
        /// What it answered, or why there is no answer.
        problem: String,
    },
    /// A file or socket other than the database could not be read or written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The setting `log` is not a filter.
    #[error("log: {0}")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
}

/// Runs one command to its end.
pub fn run(
    cli: Cli,
    environment: impl IntoIterator<Item = (String, String)>,
) -> Result<(), RunError> {
    match cli.command {
        Command::DefaultConfig => {
            std::io::stdout().write_all(DEFAULT_FILE.as_bytes())?;
            Ok(())
        }
        Command::Init(settings) => init(&settings.load(environment)?),
        Command::Healthcheck(settings) => healthcheck(settings.load(environment)?.listen),
        Command::Backup { to, settings } => {
            let config = settings.load(environment)?;
            let bytes = SqliteLog::back_up(&config.data_dir, &to)?;
            println!("Wrote {} ({bytes} bytes).", to.display());
            Ok(())
        }
        Command::Restore { from, settings } => {
            let data_dir = settings.load(environment)?.data_dir;
            let incarnation = match from {
                Some(from) => SqliteLog::restore(&data_dir, &from)?,
                None => SqliteLog::renew_incarnation(&data_dir)?,
            };
            println!("This database is a new one to every device now ({incarnation}).");
            Ok(())
        }
        Command::Serve(settings) => {
            let config = settings.load(environment)?;
            start_logging(&config)?;
            tokio::runtime::Builder::new_multi_thread()
                .enable_all()
                .build()?
                .block_on(serve_until_signalled(config))
        }
    }
}

async fn serve_until_signalled(config: Config) -> Result<(), RunError> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let signalled = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    let relay = server::serve(config, signalled).await?;
    let address = relay.local_addr();
    // The only line on standard output: whoever chose port 0 reads the address from it.
    println!(
        "{}",
        serde_json::json!({ "listening": format!("http://{address}") })
    );
    std::io::stdout().flush()?;
    relay.stopped().await;
    Ok(())
}

fn init(config: &Config) -> Result<(), RunError> {
    SqliteLog::create(config)?;
    let file = config.data_dir.join(CONFIGURATION);
    if file.exists() {
        println!("{} is there already and was left alone.", file.display());
    } else {
        std::fs::write(&file, config_file_for(&config.data_dir))?;
        println!("Wrote {}.", file.display());
    }
    println!(
        "Start with: patchwork-relay serve --data-dir {}",
        config.data_dir.display()
    );
    Ok(())
}

fn config_file_for(data_dir: &Path) -> String {
    let own = toml_text(&data_dir.display().to_string());
    DEFAULT_FILE.replacen("\"patchwork-relay-data\"", &own, 1)
}

/// A TOML basic string; JSON's escapes are a subset of TOML's.
fn toml_text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn healthcheck(listen: SocketAddr) -> Result<(), RunError> {
    let not_ready = |problem: String| RunError::NotReady {
        address: listen,
        problem,
    };
    let patience = Duration::from_secs(5);
    let answer = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect_timeout(&listen, patience)?;
        stream.set_read_timeout(Some(patience))?;
        write!(
            stream,
            "GET /readyz HTTP/1.1\r\nHost: {listen}\r\nConnection: close\r\n\r\n"
        )?;
        let mut answer = String::new();
        stream.take(16 << 10).read_to_string(&mut answer)?;
        Ok(answer)
    };
    let answer = answer().map_err(|error| not_ready(error.to_string()))?;
    match answer.split_whitespace().nth(1) {
        Some("200") => {
            println!("The relay at {listen} is well.");
            Ok(())
        }
        Some(status) => Err(not_ready(format!("it answered {status}"))),
        None => Err(not_ready("it does not speak HTTP".to_owned())),
    }
}

fn start_logging(config: &Config) -> Result<(), RunError> {
    let filter = tracing_subscriber::EnvFilter::builder().parse(&config.log)?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let started = match config.log_format {
        LogFormat::Text => lines.with_ansi(false).try_init(),
        LogFormat::Json => lines.json().try_init(),
    };
    // A program that embeds the relay may have installed a subscriber already; that one is used.
    drop(started);
    Ok(())
}
