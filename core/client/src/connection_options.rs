//! How relays are reached.

use core::fmt;

/// What the additional root certificates may hold together at most, in bytes.
pub const MAX_EXTRA_ROOTS: usize = 4 * 1024 * 1024;

/// How relays are reached: without anything set, directly, and only with a certificate of the
/// authorities that Patchwork brings along. Nothing here changes what is encrypted from one phone
/// to another.
#[derive(Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ConnectionOptions {
    /// Root certificates that are trusted besides: those of the device, or of a council whose
    /// proxy inspects connections. Each is one certificate as DER, or one or more as PEM;
    /// [`MAX_EXTRA_ROOTS`] bytes together.
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub extra_roots: Vec<Vec<u8>>,
    /// The proxy on the way to a relay; none for a direct connection. A relay on this computer is
    /// always reached directly.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub proxy: Option<ProxySetting>,
}

impl fmt::Debug for ConnectionOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectionOptions")
            .field("extra_roots", &self.extra_roots.len())
            .field("proxy", &self.proxy)
            .finish()
    }
}

/// Which proxy is used.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum ProxySetting {
    /// The one that this process's environment names in `HTTPS_PROXY` or `ALL_PROXY`, unless
    /// `NO_PROXY` excepts the relay; the names may also be in lower case. None where nothing is
    /// named. It is read whenever a connection to a relay is set up.
    FromEnvironment,
    /// This one.
    At {
        /// Its address, `http://…` or `https://…`. A name and a password that it asks for stand
        /// before the host, as in `http://name:password@proxy.example:3128`; they are shown in no
        /// log.
        url: String,
    },
}

/// Says nothing of the address, which may hold a password.
impl fmt::Debug for ProxySetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FromEnvironment => f.write_str("FromEnvironment"),
            Self::At { .. } => f.debug_struct("At").finish_non_exhaustive(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxys_password_is_in_no_debug_output() {
        let options = ConnectionOptions {
            extra_roots: vec![vec![1, 2, 3]],
            proxy: Some(ProxySetting::At {
                url: "http://priya:sesame@proxy.example:3128".to_owned(),
            }),
        };
        for shown in [format!("{options:?}"), format!("{options:#?}")] {
            assert!(!shown.contains("sesame"), "{shown}");
            assert!(!shown.contains("priya"), "{shown}");
            assert!(shown.contains("At"), "{shown}");
        }
    }
}
