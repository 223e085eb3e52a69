//! The way to a relay: directly, or through a proxy.

use reqwest::{ClientBuilder, Proxy, Url};

use super::RelayAddress;
use crate::{
    connection_options::ProxySetting,
    error::{ClientError, Result},
};

/// How connections are made.
pub(super) enum Route {
    Direct,
    FromEnvironment,
    Through(Box<Proxy>),
}

impl Route {
    /// What a setting means.
    pub(super) fn new(setting: Option<&ProxySetting>) -> Result<Self> {
        match setting {
            None => Ok(Self::Direct),
            Some(ProxySetting::FromEnvironment) => Ok(Self::FromEnvironment),
            Some(ProxySetting::At { url }) => {
                let url = proxy_address(url).ok_or_else(no_proxy_address)?;
                // An error would repeat the address, and with it a password.
                let proxy = Proxy::all(url).map_err(|_| no_proxy_address())?;
                Ok(Self::Through(Box::new(proxy)))
            }
        }
    }

    /// Sets a client up so that it takes this way to a relay.
    pub(super) fn take(&self, to: &RelayAddress, client: ClientBuilder) -> ClientBuilder {
        // What stays on this computer is nobody else's to carry.
        if to.is_on_this_computer() {
            return client.no_proxy();
        }
        match self {
            Self::Direct => client.no_proxy(),
            // reqwest reads the environment where it is told nothing else.
            Self::FromEnvironment => client,
            Self::Through(proxy) => client.proxy(Proxy::clone(proxy)),
        }
    }
}

fn proxy_address(typed: &str) -> Option<Url> {
    let url = Url::parse(typed.trim()).ok()?;
    let is_proxy = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        // What sends requests reads the address anew, by narrower rules; where it cannot, it would
        // go without the proxy.
        && url.as_str().parse::<http::Uri>().is_ok();
    is_proxy.then_some(url)
}

fn no_proxy_address() -> ClientError {
    ClientError::invalid(
        "proxy",
        "This is not a proxy's address. It begins with http:// or https:// and holds a host and a \
         port, such as http://proxy.example:3128.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(url: &str) -> Result<Route> {
        let url = url.to_owned();
        Route::new(Some(&ProxySetting::At { url }))
    }

    #[test]
    fn a_proxy_is_named_by_an_address_of_the_web() {
        for taken in [
            "http://proxy.example:3128",
            " https://proxy.example/ ",
            "http://priya:sesame@192.0.2.1:8080",
            "http://[2001:db8::1]:8080",
        ] {
            assert!(matches!(at(taken), Ok(Route::Through(_))), "{taken}");
        }
    }

    #[test]
    fn what_is_no_proxys_address_is_refused_without_repeating_it() {
        for refused in [
            "",
            "proxy.example:3128",
            "socks5://priya:sesame@proxy.example",
            "http://priya:sesame@",
            "http://priya:sesame@proxy.example/pac",
            "http://priya:sesame@proxy.example/?a",
        ] {
            match at(refused) {
                Err(ClientError::Invalid { field, reason }) => {
                    assert_eq!(field, "proxy");
                    assert!(reason.contains("not a proxy's address"), "{reason}");
                    assert!(!reason.contains("sesame"), "{reason}");
                }
                Err(other) => panic!("{other:?}"),
                Ok(_) => panic!("taken: {refused}"),
            }
        }
    }
}
