//! The address that rate limits go by.

use std::{convert::Infallible, net::IpAddr};

use axum::extract::FromRequestParts;
use http::request::Parts;

use super::Relay;

/// The other end of a connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// Where a request comes from: the other end of the connection, or, behind a proxy, the address
/// that the proxy names.
#[derive(Debug, Clone, Copy)]
pub(super) struct ClientAddress(pub(super) IpAddr);

impl FromRequestParts<Relay> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(head: &mut Parts, relay: &Relay) -> Result<Self, Infallible> {
        Ok(Self::of(head, relay))
    }
}

impl ClientAddress {
    pub(super) fn of(head: &Parts, relay: &Relay) -> Self {
        let peer = head
            .extensions
            .get::<Peer>()
            .map_or(IpAddr::from([0, 0, 0, 0]), |peer| peer.0);
        if !relay.config().behind_proxy {
            return Self(peer);
        }
        // The proxy itself wrote the last entry; anybody may have written those before it.
        let named = head
            .headers
            .get_all("x-forwarded-for")
            .iter()
            .next_back()
            .and_then(|value| value.to_str().ok())
            .and_then(|list| list.rsplit(',').next())
            .and_then(|last| last.trim().parse().ok());
        Self(named.unwrap_or(peer))
    }
}
