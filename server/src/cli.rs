//! The command line.

use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand};

use crate::config::{CONFIGURATION, Config, ConfigError, Sources};

/// Stores and delivers what it cannot read: the relay of a Patchwork partnership.
#[derive(Debug, Parser)]
#[command(name = "patchwork-relay", version, max_term_width = 90)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the program does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the relay until it is told to stop (SIGTERM or Ctrl-C)
    Serve(Settings),
    /// Prepare the data directory and write a commented configuration into it
    Init(Settings),
    /// Ask a running relay whether it is well; exits with 1 if not
    Healthcheck(Settings),
    /// Print the commented default configuration
    DefaultConfig,
    /// Copy the database to a new file, whether or not the relay runs
    Backup {
        /// The file to make; it must not be there yet
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
        /// Where the relay's data is.
        #[command(flatten)]
        settings: Settings,
    },
    /// Declare that the data directory was put back from a backup, so that
    /// devices compare what they hold and bring back what is missing
    Restore {
        /// Put this copy there first; there must be no database yet
        #[arg(long, value_name = "FILE")]
        from: Option<PathBuf>,
        /// Where the relay's data is.
        #[command(flatten)]
        settings: Settings,
    },
}

/// Settings on the command line; each wins over the environment and the file.
#[derive(Debug, Default, Args)]
pub struct Settings {
    /// Read this configuration file (or PATCHWORK_CONFIG); without it the
    /// relay.toml in the data directory is read, where there is one
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The directory that holds everything the relay keeps
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<String>,
    /// Where to accept connections; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: Option<String>,
    /// Addresses by which devices name this relay, comma separated
    #[arg(long, value_name = "URLS")]
    pub origins: Option<String>,
    /// A reverse proxy in front ends TLS and sets X-Forwarded-For
    #[arg(long)]
    pub behind_proxy: bool,
    /// Who may found a partnership: open, token or closed
    #[arg(long, value_name = "WHO")]
    pub partnerships: Option<String>,
    /// Where to serve metrics: off, or a private address
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub metrics_listen: Option<String>,
    /// How log lines look: text or json
    #[arg(long, value_name = "FORMAT")]
    pub log_format: Option<String>,
    /// What is logged: error, warn, info, debug
    #[arg(long, value_name = "LEVEL")]
    pub log: Option<String>,
    /// Any setting of the configuration file; may be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = key_and_value)]
    pub set: Vec<(String, String)>,
}

impl Settings {
    /// Puts flags, these environment variables, file and defaults together.
    pub fn load(
        &self,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Config, ConfigError> {
        let environment: Vec<_> = environment.into_iter().collect();
        let variable = |wanted: &str| {
            let found = environment.iter().find(|(name, _)| name == wanted);
            found.map(|(_, value)| value.clone())
        };
        let named = self
            .config
            .clone()
            .or_else(|| variable("PATCHWORK_CONFIG").map(PathBuf::from));
        // What `init` wrote there counts, without being named.
        let set = self.set.iter().rev().find(|(key, _)| key == "data_dir");
        let data_dir = (self.data_dir.clone())
            .or_else(|| set.map(|(_, value)| value.clone()))
            .or_else(|| variable("PATCHWORK_DATA_DIR"))
            .map_or_else(|| Config::default().data_dir, PathBuf::from);
        let written = data_dir.join(CONFIGURATION);
        let is_written = named.is_none() && written.exists();
        let file = named.or_else(|| is_written.then_some(written));
        let mut sources = Sources::default()
            .file(file.as_deref())
            .environment(environment);
        for (key, value) in &self.set {
            sources = sources.flag(key, value);
        }
        let named = [
            ("data_dir", self.data_dir.as_deref()),
            ("listen", self.listen.as_deref()),
            ("origins", self.origins.as_deref()),
            ("behind_proxy", self.behind_proxy.then_some("true")),
            ("partnerships", self.partnerships.as_deref()),
            ("metrics_listen", self.metrics_listen.as_deref()),
            ("log_format", self.log_format.as_deref()),
            ("log", self.log.as_deref()),
        ];
        for (key, value) in named {
            if let Some(value) = value {
                sources = sources.flag(key, value);
            }
        }
        let config = sources.load()?;
        if is_written {
            must_be_its_own(&data_dir, &config)?;
        }
        Ok(config)
    }
}

/// A configuration that was found in a data directory, and not named, is that of this directory.
fn must_be_its_own(data_dir: &Path, config: &Config) -> Result<(), ConfigError> {
    if config.data_dir == data_dir {
        return Ok(());
    }
    Err(ConfigError::Unsound {
        key: "data_dir",
        problem: format!(
            "{} says that the data is elsewhere; name the file with --config to mean that",
            data_dir.join(CONFIGURATION).display()
        ),
    })
}

fn key_and_value(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()))
        .ok_or_else(|| "expected KEY=VALUE".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::config::Partnerships;

    #[test]
    fn the_help_says_what_there_is() {
        insta::assert_snapshot!("help", Cli::command().render_long_help());
        let mut cli = Cli::command();
        let serve = cli.find_subcommand_mut("serve").unwrap();
        insta::assert_snapshot!("help-serve", serve.render_long_help());
    }

    #[test]
    fn flags_reach_the_configuration() {
        let cli = Cli::parse_from([
            "patchwork-relay",
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--set",
            "heartbeat_seconds=3",
        ]);
        let Command::Serve(settings) = cli.command else {
            unreachable!()
        };
        let config = settings
            .load([("PATCHWORK_LISTEN".to_owned(), "127.0.0.1:9".to_owned())])
            .unwrap();
        assert_eq!(config.listen.port(), 0);
        assert_eq!(config.heartbeat_seconds, 3);
    }

    #[test]
    fn what_init_wrote_into_the_data_directory_counts_without_being_named() {
        let dir = tempfile::tempdir().unwrap();
        let data_dir = dir.path().display().to_string();
        let write = |text: &str| std::fs::write(dir.path().join(CONFIGURATION), text).unwrap();
        let flags = || Settings {
            data_dir: Some(data_dir.clone()),
            ..Settings::default()
        };
        let variable = |name: &str, value: &str| [(name.to_owned(), value.to_owned())];
        let config = flags().load([]).unwrap();
        assert_eq!(config.partnerships, Partnerships::Open, "there is no file");

        write("partnerships = \"closed\"\n");
        assert_eq!(flags().load([]).unwrap().partnerships, Partnerships::Closed);
        let by_variable = Settings::default().load(variable("PATCHWORK_DATA_DIR", &data_dir));
        assert_eq!(by_variable.unwrap().partnerships, Partnerships::Closed);
        let by_key = Settings {
            set: vec![("data_dir".to_owned(), data_dir.clone())],
            ..Settings::default()
        };
        assert_eq!(by_key.load([]).unwrap().partnerships, Partnerships::Closed);

        let other = dir.path().join("other.toml");
        std::fs::write(&other, "partnerships = \"open\"\n").unwrap();
        let named = Settings {
            config: Some(other),
            ..flags()
        };
        assert_eq!(named.load([]).unwrap().partnerships, Partnerships::Open);

        let elsewhere = Config {
            data_dir: PathBuf::from("/elsewhere"),
            ..Config::default()
        };
        assert!(must_be_its_own(dir.path(), &elsewhere).is_err());
        assert!(must_be_its_own(Path::new("/elsewhere"), &elsewhere).is_ok());

        write("partnerships = \"everyone\"\n");
        assert!(
            flags().load([]).is_err(),
            "a mistake in it is not passed over"
        );
    }
}
