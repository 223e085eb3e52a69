//! Reads settings from their places, and names those that are not valid.

use std::path::{Path, PathBuf};

use figment::{
    Figment, Metadata, Profile, Provider,
    providers::{Format, Serialized, Toml},
    value::{Dict, Map, Value},
};

use super::Config;

const PREFIX: &str = "PATCHWORK_";

/// Keys whose value is text, even if it looks like a number or `true`.
const TEXTS: [&str; 9] = [
    "data_dir",
    "listen",
    "origins",
    "metrics_listen",
    "partnerships",
    "partnership_token",
    "log_format",
    "log",
    "config",
];

/// Variables that begin alike and are none of the relay's: those of `patchwork`, and of the project's
/// tests and scripts, which start relays. Every other name is taken for a setting, so that one that
/// is misspelt is not passed over.
const OF_OTHER_PROGRAMS: [&str; 14] = [
    "config", // Which file to read; `Settings::load` has done so.
    "port",
    "relay",
    "built",
    "cache",
    "chromium",
    "demo",
    "fresh",
    "other",
    "screenshots",
    "seed",
    "seeds",
    "sheets",
    "write_vectors",
];

/// Why there is no usable configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file that was named cannot be read.
    #[error("cannot read the configuration file {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A key is unknown, or a value is not valid.
    #[error("{place}{problem}")]
    Invalid {
        /// `key (from where): `, as far as known.
        place: String,
        /// What is wrong.
        problem: String,
    },
    /// Each value is valid, and together they contradict each other.
    #[error("{key}: {problem}")]
    Unsound {
        /// The key to change.
        key: &'static str,
        /// Why, and what to do.
        problem: String,
    },
}

/// The settings of each place, before they are merged.
///
/// ```
/// # use patchwork_relay::config::Sources;
/// let config = Sources::default()
///     .environment([("PATCHWORK_LISTEN".to_owned(), "127.0.0.1:9000".to_owned())])
///     .flag("listen", "127.0.0.1:9001")
///     .load()?;
/// assert_eq!(config.listen.port(), 9001);
/// # Ok::<(), patchwork_relay::config::ConfigError>(())
/// ```
#[derive(Debug, Default)]
pub struct Sources {
    file: Option<PathBuf>,
    environment: Dict,
    /// Variables that name no setting.
    unknown: Vec<String>,
    flags: Dict,
}

impl Sources {
    /// Reads this file too. It must exist.
    pub fn file(mut self, path: Option<&Path>) -> Self {
        self.file = path.map(Path::to_owned);
        self
    }

    /// Takes variables that begin with `PATCHWORK_`. One that names no key is an error, unless it is
    /// one of the project's other programs, which have the same prefix.
    pub fn environment(mut self, variables: impl IntoIterator<Item = (String, String)>) -> Self {
        for (name, text) in variables {
            let Some(key) = name.strip_prefix(PREFIX).map(str::to_ascii_lowercase) else {
                continue;
            };
            if is_key(&key) {
                let value = value_of(&key, &text);
                self.environment.insert(key, value);
            } else if !key.starts_with("test_") && !OF_OTHER_PROGRAMS.contains(&key.as_str()) {
                self.unknown.push(name);
            }
        }
        self
    }

    /// Takes one setting from the command line.
    pub fn flag(mut self, key: &str, text: &str) -> Self {
        let value = value_of(key, text);
        self.flags.insert(key.to_owned(), value);
        self
    }

    /// Merges all places and checks the result.
    pub fn load(self) -> Result<Config, ConfigError> {
        if let Some(name) = self.unknown.first() {
            return Err(ConfigError::Invalid {
                place: format!("{name}: "),
                problem: NO_SUCH_SETTING.to_owned(),
            });
        }
        let mut figment = Figment::from(Serialized::defaults(Config::default()));
        if let Some(path) = &self.file {
            std::fs::File::open(path).map_err(|source| ConfigError::Unreadable {
                path: path.clone(),
                source,
            })?;
            figment = figment.merge(Toml::file_exact(path));
        }
        let config: Config = figment
            .merge(Layer::Environment(self.environment))
            .merge(Layer::Flags(self.flags))
            .extract()
            .map_err(|error| ConfigError::from(&error))?;
        config.check()?;
        Ok(config)
    }
}

impl From<&figment::Error> for ConfigError {
    fn from(error: &figment::Error) -> Self {
        let key = match (&error.kind, error.path.is_empty()) {
            (figment::error::Kind::UnknownField(field, _), _) => field.clone(),
            (_, true) => String::new(),
            (_, false) => error.path.join("."),
        };
        let from = error.metadata.as_ref().map(|metadata| {
            match (metadata.name.as_ref(), &metadata.source) {
                (ENVIRONMENT, _) => format!("{PREFIX}{}", key.to_ascii_uppercase()),
                (_, Some(figment::Source::File(path))) => path.display().to_string(),
                (name, _) => name.to_owned(),
            }
        });
        let place = match (key.is_empty(), from) {
            (true, None) => String::new(),
            (true, Some(from)) => format!("{from}: "),
            (false, None) => format!("{key}: "),
            (false, Some(from)) => format!("{key} (from {from}): "),
        };
        let problem = match &error.kind {
            figment::error::Kind::UnknownField(..) => NO_SUCH_SETTING.to_owned(),
            // The value may be a secret, so only the expected type is named.
            figment::error::Kind::InvalidType(actual, expected) if key == "partnership_token" => {
                let _ = actual;
                format!("expected {expected}")
            }
            kind => kind.to_string(),
        };
        Self::Invalid { place, problem }
    }
}

const NO_SUCH_SETTING: &str = "no such setting; `patchwork-relay default-config` lists them all";
const ENVIRONMENT: &str = "the environment";

enum Layer {
    Environment(Dict),
    Flags(Dict),
}

impl Provider for Layer {
    fn metadata(&self) -> Metadata {
        Metadata::named(match self {
            Self::Environment(_) => ENVIRONMENT,
            Self::Flags(_) => "the command line",
        })
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        let (Self::Environment(values) | Self::Flags(values)) = self;
        Ok(Profile::Default.collect(values.clone()))
    }
}

fn is_key(key: &str) -> bool {
    Serialized::defaults(Config::default())
        .data()
        .is_ok_and(|profiles| profiles.values().any(|values| values.contains_key(key)))
}

fn value_of(key: &str, text: &str) -> Value {
    if TEXTS.contains(&key) {
        return Value::from(text);
    }
    text.parse().unwrap_or_else(|_| Value::from(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::DEFAULT_FILE;

    fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("relay.toml");
        std::fs::write(&path, text).unwrap();
        (dir, path)
    }

    fn variable(name: &str, value: &str) -> [(String, String); 1] {
        [(name.to_owned(), value.to_owned())]
    }

    #[test]
    fn flags_win_over_environment_over_file_over_defaults() {
        let (_dir, path) = file("log = \"warn\"\nheader_seconds = 1\nbody_seconds = 1\n");
        let config = Sources::default()
            .file(Some(&path))
            .environment([
                ("PATCHWORK_HEADER_SECONDS".to_owned(), "2".to_owned()),
                ("PATCHWORK_BODY_SECONDS".to_owned(), "2".to_owned()),
                ("PATCHWORK_PORT".to_owned(), "another program's".to_owned()),
            ])
            .flag("body_seconds", "3")
            .load()
            .unwrap();
        assert_eq!(config.log, "warn");
        assert_eq!(config.header_seconds, 2);
        assert_eq!(config.body_seconds, 3);
        assert_eq!(config.stall_seconds, Config::default().stall_seconds);
    }

    #[test]
    fn the_default_file_says_what_the_defaults_are() {
        let (_dir, path) = file(DEFAULT_FILE);
        let config = Sources::default().file(Some(&path)).load().unwrap();
        assert_eq!(config, Config::default());
        insta::assert_snapshot!("default-config", DEFAULT_FILE);
    }

    #[test]
    fn what_does_not_fit_is_named_with_its_place() {
        let mut shown = String::new();
        let mut show = |sources: Sources| {
            shown.push_str(&sources.load().unwrap_err().to_string());
            shown.push('\n');
        };
        show(Sources::default().environment(variable("PATCHWORK_HEADER_SECONDS", "soon")));
        show(Sources::default().environment(variable("PATCHWORK_LISTEN", "localhost")));
        show(Sources::default().environment(variable("PATCHWORK_PARTNERSHIP", "token")));
        show(Sources::default().flag("partnerships", "everyone"));
        show(Sources::default().flag("metrics_listen", "on"));
        show(Sources::default().environment(variable("PATCHWORK_METRICS_LISTEN", "0.0.0.0:9187")));
        show(Sources::default().flag("colour", "blue"));
        show(Sources::default().flag("connections", "0"));
        show(Sources::default().file(Some(Path::new("/nowhere/relay.toml"))));
        let files = [
            "lisen = \"127.0.0.1:1\"\n",
            "listen = \"127.0.0.1\"\n",
            "listen = \n",
            "partnership_token = 12\n",
        ];
        let kept: Vec<_> = files.into_iter().map(file).collect();
        for (_, path) in &kept {
            show(Sources::default().file(Some(path)));
        }
        for (dir, _) in &kept {
            shown = shown.replace(&dir.path().display().to_string(), "DIR");
        }
        insta::assert_snapshot!("refused", shown);
    }

    #[test]
    fn a_token_of_digits_stays_a_text() {
        let config = Sources::default()
            .environment(variable("PATCHWORK_PARTNERSHIP_TOKEN", "0012"))
            .load()
            .unwrap();
        assert_eq!(config.partnership_token.reveal(), "0012");
    }
}
