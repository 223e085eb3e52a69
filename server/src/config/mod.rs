//! The settings of a relay. They come from four places: flags win over `PATCHWORK_` environment
//! variables, these over the file, and the file over the defaults.
//!
//! Every key has the same name in all of them: `listen` in the file is
//! `PATCHWORK_LISTEN` in the environment and `--listen` (or `--set listen=…`)
//! on the command line. A value that does not fit is refused with the key's
//! name, what was expected, and the place that it came from.

mod default_file;
mod metrics_listen;
mod sources;

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

pub use default_file::DEFAULT_FILE;
pub use metrics_listen::MetricsListen;
use serde::{Deserialize, Serialize};
pub use sources::{ConfigError, Sources};

/// The configuration in the data directory, as `init` writes it and every command reads it.
pub(crate) const CONFIGURATION: &str = "relay.toml";

/// Who may found a partnership on this relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Partnerships {
    /// Anybody who reaches the relay.
    #[default]
    Open,
    /// Whoever sends the `partnership_token`.
    Token,
    /// Nobody. Existing partnerships are served.
    Closed,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// One line of text for each event.
    #[default]
    Text,
    /// One JSON object for each event.
    Json,
}

/// A text that no log or error may show.
#[derive(Clone, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// The text itself, for comparing.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.is_empty() {
            "(none)"
        } else {
            "(hidden)"
        })
    }
}

/// All settings. [`Config::default`] is a relay on loopback that anybody on this computer may use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The one directory that holds everything the relay keeps.
    pub data_dir: PathBuf,
    /// The address on which to accept connections. Port 0 takes a free port.
    pub listen: SocketAddr,
    /// Addresses by which devices name this relay, comma separated, such as
    /// `https://relay.example.org`. Empty: any loopback address.
    pub origins: String,
    /// Whether a reverse proxy in front of the relay ends TLS and sets `X-Forwarded-For`. Without
    /// one the relay listens on loopback only.
    pub behind_proxy: bool,
    /// Who may found a partnership.
    pub partnerships: Partnerships,
    /// The token that founders must send if `partnerships = "token"`.
    pub partnership_token: Secret,

    /// Where to serve metrics, if at all. They are never served on `listen`.
    pub metrics_listen: MetricsListen,
    /// Whether `metrics_listen` may be an address that strangers may reach.
    pub metrics_public: bool,

    /// How log lines look.
    pub log_format: LogFormat,
    /// What is logged: `error`, `warn`, `info`, `debug`, or filter directives.
    pub log: String,

    /// Requests a minute from one address.
    pub requests_per_minute_per_address: u32,
    /// Requests a minute from one device.
    pub requests_per_minute_per_device: u32,
    /// Whether connections from this computer are free of rate limits.
    pub unlimited_loopback: bool,
    /// Bytes that one device may add in a day.
    pub bytes_per_device_per_day: u64,
    /// Connections held open at once.
    pub connections: usize,

    /// Seconds for a request's head to arrive, and for an idle connection.
    pub header_seconds: u64,
    /// Seconds for a request's body to arrive.
    pub body_seconds: u64,
    /// Seconds that a reader may take none of what is sent to it.
    pub stall_seconds: u64,
    /// Seconds between heartbeats on a live stream.
    pub heartbeat_seconds: u64,
    /// Seconds that open streams get to end when the relay stops.
    pub shutdown_seconds: u64,
    /// Seconds by which a device's clock may differ when it opens a session.
    pub clock_skew_seconds: u64,
    /// Hours that a session lasts.
    pub session_hours: u64,
    /// Spaces whose state is kept in memory.
    pub spaces_in_memory: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data_dir: PathBuf::from("patchwork-relay-data"),
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8787),
            origins: String::new(),
            behind_proxy: false,
            partnerships: Partnerships::Open,
            partnership_token: Secret::default(),
            metrics_listen: MetricsListen::Off,
            metrics_public: false,
            log_format: LogFormat::Text,
            log: "info".to_owned(),
            requests_per_minute_per_address: 1_200,
            requests_per_minute_per_device: 300,
            unlimited_loopback: true,
            bytes_per_device_per_day: 256 << 20,
            connections: 20_000,
            header_seconds: 30,
            body_seconds: 60,
            stall_seconds: 60,
            heartbeat_seconds: 25,
            shutdown_seconds: 10,
            clock_skew_seconds: 300,
            session_hours: 24,
            spaces_in_memory: 10_000,
        }
    }
}

impl Config {
    /// A relay for a test or the demo: this directory, a free loopback port.
    pub fn on_free_port(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            data_dir: data_dir.into(),
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            ..Self::default()
        }
    }

    /// Refuses settings that contradict each other.
    pub fn check(&self) -> Result<(), ConfigError> {
        let refuse = |key, problem: &str| {
            Err(ConfigError::Unsound {
                key,
                problem: problem.to_owned(),
            })
        };
        if !self.listen.ip().is_loopback() && !self.behind_proxy {
            return refuse(
                "listen",
                "plain HTTP is served on loopback only; put a proxy that ends TLS in front and set behind_proxy = true",
            );
        }
        if self.behind_proxy && self.origin_list().next().is_none() {
            return refuse(
                "origins",
                "behind a proxy, name the address that devices use, such as \"https://relay.example.org\"",
            );
        }
        if self.partnerships == Partnerships::Token && self.partnership_token.is_empty() {
            return refuse(
                "partnership_token",
                "partnerships = \"token\" needs a token to compare with",
            );
        }
        if let MetricsListen::At(address) = self.metrics_listen
            && !metrics_listen::is_private(address.ip())
            && !self.metrics_public
        {
            return refuse(
                "metrics_listen",
                "metrics are for an address that only your own network reaches, such as 127.0.0.1 or 10.0.0.5; where something else keeps strangers off, set metrics_public = true",
            );
        }
        for (key, value) in [
            (
                "requests_per_minute_per_address",
                u64::from(self.requests_per_minute_per_address),
            ),
            (
                "requests_per_minute_per_device",
                u64::from(self.requests_per_minute_per_device),
            ),
            ("bytes_per_device_per_day", self.bytes_per_device_per_day),
            ("connections", self.connections as u64),
            ("header_seconds", self.header_seconds),
            ("body_seconds", self.body_seconds),
            ("stall_seconds", self.stall_seconds),
            ("heartbeat_seconds", self.heartbeat_seconds),
            ("clock_skew_seconds", self.clock_skew_seconds),
            ("session_hours", self.session_hours),
            ("spaces_in_memory", self.spaces_in_memory as u64),
        ] {
            if value == 0 {
                return refuse(key, "must be at least 1");
            }
        }
        Ok(())
    }

    /// The configured addresses, without a trailing slash.
    pub fn origin_list(&self) -> impl Iterator<Item = &str> {
        self.origins
            .split(',')
            .map(|origin| origin.trim().trim_end_matches('/'))
            .filter(|origin| !origin.is_empty())
    }

    /// Whether `origin`, as a device names it in a statement, is this relay.
    ///
    /// If no origin is configured the relay is on loopback, and every loopback address is accepted:
    /// only somebody on this computer could use such a statement at another relay.
    pub fn is_own_origin(&self, origin: &str) -> bool {
        let origin = origin.trim_end_matches('/');
        let mut configured = self.origin_list().peekable();
        if configured.peek().is_some() {
            return configured.any(|own| own == origin);
        }
        origin.parse::<http::Uri>().is_ok_and(|uri| {
            uri.scheme_str() == Some("http")
                && uri.path() == "/"
                && uri.query().is_none()
                && uri.host().is_some_and(is_loopback_host)
        })
    }

    pub(crate) fn stall(&self) -> Duration {
        Duration::from_secs(self.stall_seconds)
    }
}

fn is_loopback_host(host: &str) -> bool {
    host == "localhost"
        || host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .parse::<IpAddr>()
            .is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_off_loopback_needs_a_proxy() {
        let open = Config {
            listen: "0.0.0.0:8787".parse().unwrap(),
            ..Config::default()
        };
        insta::assert_snapshot!(open.check().unwrap_err(), @r#"listen: plain HTTP is served on loopback only; put a proxy that ends TLS in front and set behind_proxy = true"#);
        let proxied = Config {
            behind_proxy: true,
            origins: "https://relay.example.org".to_owned(),
            ..open
        };
        proxied.check().unwrap();
    }

    #[test]
    fn metrics_are_for_a_private_address() {
        let at = |address: &str| Config {
            metrics_listen: MetricsListen::At(address.parse().unwrap()),
            ..Config::default()
        };
        for private in [
            "127.0.0.1:9187",
            "[::1]:9187",
            "10.0.0.5:9187",
            "192.168.1.5:9187",
            "100.64.0.9:9187",
            "[fd00::5]:9187",
        ] {
            at(private).check().unwrap();
        }
        for reachable in [
            "0.0.0.0:9187",
            "[::]:9187",
            "198.51.100.1:9187",
            "[2001:db8::1]:9187",
        ] {
            let config = at(reachable);
            let refused = config.check().unwrap_err().to_string();
            assert!(refused.starts_with("metrics_listen: "), "{refused}");
            let allowed = Config {
                metrics_public: true,
                ..config
            };
            allowed.check().unwrap();
        }
    }

    #[test]
    fn a_token_is_wanted_where_founding_takes_one() {
        let config = Config {
            partnerships: Partnerships::Token,
            ..Config::default()
        };
        assert!(
            config
                .check()
                .unwrap_err()
                .to_string()
                .starts_with("partnership_token")
        );
    }

    #[test]
    fn a_statement_for_another_relay_is_not_ours() {
        let config = Config {
            origins: "https://relay.example.org/, https://old.example.org".to_owned(),
            ..Config::default()
        };
        assert!(config.is_own_origin("https://relay.example.org"));
        assert!(config.is_own_origin("https://old.example.org/"));
        assert!(!config.is_own_origin("https://relay.example.org.evil.test"));
        assert!(!config.is_own_origin("http://127.0.0.1:8787"));
    }

    #[test]
    fn with_no_origin_set_any_loopback_address_is_ours() {
        let config = Config::default();
        assert!(config.is_own_origin("http://127.0.0.1:4000"));
        assert!(config.is_own_origin("http://localhost:4000/"));
        assert!(config.is_own_origin("http://[::1]:4000"));
        assert!(!config.is_own_origin("http://relay.example.org"));
        assert!(!config.is_own_origin("https://127.0.0.1.example.org"));
    }

    #[test]
    fn a_secret_is_never_shown() {
        let config = Config {
            partnership_token: Secret::from("hunter2"),
            ..Config::default()
        };
        assert!(!format!("{config:?}").contains("hunter2"));
    }
}
