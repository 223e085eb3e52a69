//! Requests and answers in the protocol's own encoding.

use std::time::Duration;

use axum::{
    body::Body,
    extract::{FromRequest, Request},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use patchwork_protocol::{
    Malformed, SessionRequest, SyncRequest, http::TeamPost, limits::MAX_REQUEST,
};

use super::{
    Problem, ProblemKind, Relay,
    body::{self, Bounds},
};

/// The body of a request: read within its bounds of size and time, and decoded strictly.
#[derive(Debug)]
pub(super) struct Cbor<T>(pub(super) T);

/// What can be the body of a request.
pub(super) trait Message: Sized {
    /// Bytes that it may have.
    const MAX_BYTES: usize;

    /// Reads it; every byte must belong to it.
    fn decode(bytes: &[u8]) -> Result<Self, Malformed>;
}

impl Message for SessionRequest {
    /// Both kinds of statement are far smaller.
    const MAX_BYTES: usize = 4 << 10;

    fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        Self::decode(bytes)
    }
}

impl Message for SyncRequest {
    const MAX_BYTES: usize = MAX_REQUEST;

    fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        Self::decode(bytes)
    }
}

impl Message for TeamPost {
    const MAX_BYTES: usize = MAX_REQUEST;

    fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        Self::decode(bytes)
    }
}

impl<T: Message> FromRequest<Relay> for Cbor<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, relay: &Relay) -> Result<Self, Problem> {
        read_at_most(T::MAX_BYTES, request, relay).await.map(Self)
    }
}

/// Reads a body of no more bytes than these.
pub(super) async fn read_at_most<T: Message>(
    bytes: usize,
    request: Request,
    relay: &Relay,
) -> Result<T, Problem> {
    let bounds = Bounds {
        bytes,
        timeout: Duration::from_secs(relay.config().body_seconds),
    };
    let bytes = body::read(request.into_body(), bounds).await?;
    T::decode(&bytes)
        .map_err(|error| Problem::new(ProblemKind::Malformed).detail(error.to_string()))
}

/// An answer in the protocol's own encoding.
pub(super) fn answer(status: StatusCode, body: impl Into<Body>) -> Response {
    let mut response = (status, body.into()).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/cbor"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio_util::sync::CancellationToken;

    use super::*;
    use crate::{config::Config, live::Hub, log::small_log};

    #[tokio::test]
    async fn a_body_of_another_kind_is_refused_with_what_was_expected() {
        let directory = tempfile::tempdir().unwrap();
        let log = Arc::new(small_log(directory.path()));
        let relay = Relay::new(
            Config::default(),
            log,
            Hub::default(),
            Arc::default(),
            CancellationToken::new(),
        );
        let post = TeamPost {
            change: vec![7; 3],
            wraps: Vec::new(),
        };
        let request = |bytes: Vec<u8>| Request::new(Body::from(bytes));
        let read = Cbor::<TeamPost>::from_request(request(post.encode()), &relay).await;
        assert_eq!(read.unwrap().0.change, post.change);

        let mut longer = post.encode();
        longer.push(0);
        for bytes in [longer, b"text".to_vec()] {
            let refused = Cbor::<TeamPost>::from_request(request(bytes), &relay).await;
            assert_eq!(refused.unwrap_err().kind(), ProblemKind::Malformed);
        }
        let too_much = request(vec![0; SessionRequest::MAX_BYTES + 1]);
        let refused = Cbor::<SessionRequest>::from_request(too_much, &relay).await;
        assert_eq!(refused.unwrap_err().kind(), ProblemKind::TooLarge);
    }
}
