//! Where metrics are served, and what counts as private.

use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};

/// `"off"`, or where to serve metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum MetricsListen {
    /// Nowhere.
    #[default]
    Off,
    /// On this address; port 0 takes a free one.
    At(SocketAddr),
}

const OFF: &str = "off";

impl TryFrom<String> for MetricsListen {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text == OFF {
            return Ok(Self::Off);
        }
        text.parse()
            .map(Self::At)
            .map_err(|_| "expected \"off\" or an address and port, such as \"127.0.0.1:9187\"")
    }
}

impl From<MetricsListen> for String {
    fn from(listen: MetricsListen) -> Self {
        match listen {
            MetricsListen::Off => OFF.to_owned(),
            MetricsListen::At(address) => address.to_string(),
        }
    }
}

/// Whether an address cannot be reached from the internet: loopback, RFC 1918, link-local, unique local
/// (RFC 4193), and the shared space that overlay networks use (RFC 6598).
pub(super) fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            let [first, second, ..] = ip.octets();
            let is_shared = first == 100 && (64..128).contains(&second);
            ip.is_loopback() || ip.is_private() || ip.is_link_local() || is_shared
        }
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}
