//! Where a relay is, and whether it may be spoken to there.

use core::fmt;

use reqwest::Url;

use crate::error::{ClientError, Result};

/// The address of a relay: `https`, or plain `http` on this computer only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayAddress(Url);

impl RelayAddress {
    /// Reads an address as typed or as carried by an invitation.
    pub fn parse(typed: &str) -> Result<Self> {
        let refuse = |reason: &str| Err(ClientError::invalid("relay", reason));
        let Ok(mut url) = Url::parse(typed.trim()) else {
            return refuse("This is not a relay's address. It begins with https://");
        };
        if !url.username().is_empty() || url.password().is_some() || url.query().is_some() {
            return refuse("A relay's address holds no name, password or question mark.");
        }
        match url.scheme() {
            "https" => {}
            "http" if is_this_computer(&url) => {}
            "http" => {
                return refuse(
                    "This address is not protected. Use https:// unless the relay runs on this computer.",
                );
            }
            _ => return refuse("A relay's address begins with https://"),
        }
        url.set_fragment(None);
        if !url.path().ends_with('/') {
            url.set_path(&format!("{}/", url.path()));
        }
        Ok(Self(url))
    }

    /// The address of one of its paths, such as `/v1/sync`.
    pub fn path(&self, path: &str) -> String {
        format!("{}{}", self.0, path.trim_start_matches('/'))
    }

    /// Whether it is on this computer.
    pub(super) fn is_on_this_computer(&self) -> bool {
        is_this_computer(&self.0)
    }

    /// Scheme, host and port, as session statements name it.
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }
}

impl fmt::Display for RelayAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

fn is_this_computer(url: &Url) -> bool {
    match url.host_str() {
        Some("localhost" | "[::1]") => true,
        Some(host) => host
            .parse::<std::net::Ipv4Addr>()
            .is_ok_and(|ip| ip.is_loopback()),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_taken_on_this_computer_only() {
        for taken in [
            "http://127.0.0.1:4000",
            "http://localhost",
            "https://relay.example",
            " https://relay.example/patchwork ",
        ] {
            assert!(RelayAddress::parse(taken).is_ok(), "{taken}");
        }
        for refused in [
            "http://relay.example",
            "http://127.0.0.1.relay.example",
            "ftp://relay.example",
            "https://me:secret@relay.example",
            "relay.example",
            "",
        ] {
            assert!(RelayAddress::parse(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn paths_hang_below_the_address() {
        let relay = RelayAddress::parse("https://relay.example/p").unwrap();
        assert_eq!(relay.path("/v1/sync"), "https://relay.example/p/v1/sync");
        assert_eq!(relay.origin(), "https://relay.example");
    }
}
