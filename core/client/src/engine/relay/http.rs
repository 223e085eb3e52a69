//! Requests to the relay, and what can come back.

use core::{error::Error, iter};
use std::{io, sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::{FutureExt, StreamExt, future::BoxFuture, stream};
use jiff::Timestamp;
use patchwork_protocol::{
    SessionReply, SessionRequest, SpaceId, SyncRequest,
    http::{self, TeamAppended, TeamConflict, TeamPost},
};
use reqwest::{Response, StatusCode, header, redirect};
use serde::Deserialize;

use super::{RelayAddress, route::Route, trust};
use crate::{
    connection_options::ConnectionOptions,
    engine::transport::{Between, Connect, RelayError, Replies, TeamAnswer, Transport},
    error::{ClientError, Result},
};

const CONNECT: Duration = Duration::from_secs(10);
/// For a whole request that is not a stream.
const REQUEST: Duration = Duration::from_secs(30);
/// Refusals and plain replies are small; more is not read.
const MAX_REPLY: usize = 256 * 1024;

/// Reaches relays over HTTP.
pub(crate) struct Http {
    tls: rustls::ClientConfig,
    route: Route,
}

impl Http {
    /// As these options say.
    pub(crate) fn new(options: &ConnectionOptions) -> Result<Self> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(ClientError::internal)?
            .with_root_certificates(trust::roots(&options.extra_roots)?)
            .with_no_client_auth();
        let route = Route::new(options.proxy.as_ref())?;
        Ok(Self { tls, route })
    }

    fn relay(&self, address: RelayAddress) -> Result<HttpRelay> {
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(self.tls.clone())
            // A token must not follow a redirect.
            .redirect(redirect::Policy::none())
            .connect_timeout(CONNECT)
            .tcp_nodelay(true);
        let http = self
            .route
            .take(&address, client)
            .build()
            .map_err(ClientError::internal)?;
        Ok(HttpRelay { http, address })
    }
}

impl Connect for Http {
    fn connect(&self, address: RelayAddress) -> Result<Arc<dyn Transport>> {
        Ok(Arc::new(self.relay(address)?))
    }
}

/// A relay at an address.
#[derive(Debug)]
struct HttpRelay {
    http: reqwest::Client,
    address: RelayAddress,
}

#[derive(Deserialize)]
struct ProblemDetails {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    detail: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    relay_time: Option<i64>,
}

impl HttpRelay {
    fn post(&self, path: &str, body: Vec<u8>) -> reqwest::RequestBuilder {
        self.http
            .post(self.address.path(path))
            .header(header::CONTENT_TYPE, http::CBOR)
            .body(body)
    }
}

impl Transport for HttpRelay {
    fn origin(&self) -> String {
        self.address.origin()
    }

    fn found<'t>(
        &'t self,
        post: &'t TeamPost,
        token: Option<&'t str>,
    ) -> BoxFuture<'t, Result<TeamAnswer, RelayError>> {
        let mut request = self.post(http::PARTNERSHIPS, post.encode());
        if let Some(token) = token {
            request = request.header(http::FOUNDING_TOKEN, token);
        }
        team_answer(request.timeout(REQUEST)).boxed()
    }

    fn session<'t>(
        &'t self,
        statement: &'t SessionRequest,
    ) -> BoxFuture<'t, Result<SessionReply, RelayError>> {
        let request = self
            .post(http::SESSIONS, statement.encode())
            .timeout(REQUEST);
        async {
            let body = whole(accepted(send(request).await?).await?).await?;
            SessionReply::decode(&body).map_err(nonsense)
        }
        .boxed()
    }

    fn team<'t>(
        &'t self,
        token: &'t str,
        space: SpaceId,
        post: &'t TeamPost,
    ) -> BoxFuture<'t, Result<TeamAnswer, RelayError>> {
        let path = format!("{}{space}", http::TEAM);
        let request = self.post(&path, post.encode()).bearer_auth(token);
        team_answer(request.timeout(REQUEST)).boxed()
    }

    fn sync<'t>(
        &'t self,
        token: &'t str,
        request: &'t SyncRequest,
    ) -> BoxFuture<'t, Result<Replies, RelayError>> {
        let body = request.encode();
        // The reply's head must come; how long that may take grows with what
        // goes up, at 16 kB/s. The reply itself may stay open for ever.
        let patience = REQUEST + Duration::from_secs(body.len() as u64 / 16_384);
        let request = self
            .post(http::SYNC, body)
            .bearer_auth(token)
            .header(header::ACCEPT, http::STREAM);
        async move {
            let answered = async { accepted(send(request).await?).await };
            let response = tokio::time::timeout(patience, answered)
                .await
                .map_err(|_| RelayError::Unreachable)??;
            Ok(stream::try_unfold(response, next_bytes).boxed())
        }
        .boxed()
    }
}

/// More bytes, or none at the end.
async fn next_bytes(mut response: Response) -> Result<Option<(Bytes, Response)>, RelayError> {
    let bytes = response.chunk().await.map_err(unreachable)?;
    Ok(bytes.map(|bytes| (bytes, response)))
}

async fn send(request: reqwest::RequestBuilder) -> Result<Response, RelayError> {
    request.send().await.map_err(unreachable)
}

fn unreachable(error: reqwest::Error) -> RelayError {
    if is_about_a_certificate(&error) {
        return between(Between::Certificate);
    }
    if is_about_a_proxys_password(&error) {
        return between(Between::ProxySignIn);
    }
    // The address says which relay this person uses; it stays out of the log.
    tracing::debug!(error = %error.without_url(), "the relay did not answer");
    RelayError::Unreachable
}

/// Whether the certificate that was shown is the reason.
fn is_about_a_certificate(error: &reqwest::Error) -> bool {
    causes(error).any(|cause| {
        let tls = cause.downcast_ref::<rustls::Error>();
        matches!(tls, Some(rustls::Error::InvalidCertificate(_)))
    })
}

/// Whether a proxy wants a name and a password before it leads anywhere.
fn is_about_a_proxys_password(error: &reqwest::Error) -> bool {
    // The type of this error is private to hyper-util, so only its text tells.
    causes(error).any(|cause| cause.to_string() == "tunnel error: proxy authorization required")
}

/// What led to an error, one after another.
fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    iter::successors(error.source(), |cause: &&(dyn Error + 'static)| {
        cause_of(*cause)
    })
}

/// What led to an error. An I/O error passes over what it wraps where it is asked for its source,
/// and the layers around TLS wrap one in another.
fn cause_of<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e (dyn Error + 'static)> {
    let wrapped = error.downcast_ref().and_then(io::Error::get_ref);
    match wrapped {
        Some(wrapped) => Some(wrapped),
        None => error.source(),
    }
}

const fn between(what: Between) -> RelayError {
    RelayError::Between {
        what,
        retry_after: None,
    }
}

fn nonsense(error: impl core::fmt::Display) -> RelayError {
    RelayError::Nonsense(error.to_string())
}

async fn team_answer(request: reqwest::RequestBuilder) -> Result<TeamAnswer, RelayError> {
    let response = send(request).await?;
    let is_cbor = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes() == http::CBOR.as_bytes());
    if response.status() == StatusCode::CONFLICT && is_cbor {
        let body = whole(response).await?;
        return TeamConflict::decode(&body)
            .map(TeamAnswer::Conflict)
            .map_err(nonsense);
    }
    let body = whole(accepted(response).await?).await?;
    TeamAppended::decode(&body).map_err(nonsense)?;
    Ok(TeamAnswer::Appended)
}

/// The response if it is a good one, the refusal otherwise.
async fn accepted(response: Response) -> Result<Response, RelayError> {
    if response.status().is_success() {
        let is_page = response
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"text/"));
        // No relay answers with a page; networks that ask people to sign in do.
        return if is_page {
            Err(between(Between::SignIn))
        } else {
            Ok(response)
        };
    }
    let status = response.status();
    let retry_after = response
        .headers()
        .get(header::RETRY_AFTER)
        .and_then(|value| value.to_str().ok()?.parse().ok());
    let body = whole(response).await?;
    match serde_json::from_slice::<ProblemDetails>(&body) {
        Ok(problem) => Err(RelayError::Problem {
            kind: problem.kind,
            detail: if problem.detail.is_empty() {
                problem.title
            } else {
                problem.detail
            },
            relay_time: problem
                .relay_time
                .and_then(|at| Timestamp::from_millisecond(at).ok()),
            retry_after,
        }),
        Err(_) => Err(match said_between(status) {
            Some(what) => RelayError::Between { what, retry_after },
            None => RelayError::Nonsense(format!("status {status}")),
        }),
    }
}

/// What a status means that comes without the relay's own words.
fn said_between(status: StatusCode) -> Option<Between> {
    match status {
        StatusCode::NETWORK_AUTHENTICATION_REQUIRED => Some(Between::SignIn),
        StatusCode::PROXY_AUTHENTICATION_REQUIRED => Some(Between::ProxySignIn),
        StatusCode::PAYLOAD_TOO_LARGE => Some(Between::TooLarge),
        StatusCode::TOO_MANY_REQUESTS
        | StatusCode::BAD_GATEWAY
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT => Some(Between::Unavailable),
        status if status.is_redirection() => Some(Between::SignIn),
        _ => None,
    }
}

/// The whole body, if it is as small as it should be.
async fn whole(mut response: Response) -> Result<Vec<u8>, RelayError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
        if body.len() + chunk.len() > MAX_REPLY {
            return Err(RelayError::Nonsense("a reply without end".to_owned()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a client is told by something that answers so.
    async fn told(answer: &'static str) -> RelayError {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
            .await
            .unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let (mut phone, _) = listener.accept().await.unwrap();
            let mut request = [0; 4096];
            let _ = phone.read(&mut request).await.unwrap();
            phone.write_all(answer.as_bytes()).await.unwrap();
        });
        let http = Http::new(&ConnectionOptions::default()).unwrap();
        let relay = http.relay(RelayAddress::parse(&address).unwrap()).unwrap();
        let request = SyncRequest {
            cursors: patchwork_protocol::Cursors::NOTHING,
            outbox: [].into(),
            wraps: Vec::new(),
            wraps_after: 0,
            live: false,
        };
        match relay.sync("token", &request).await {
            Ok(_) => panic!("taken for a relay: {answer}"),
            Err(error) => error,
        }
    }

    #[tokio::test]
    async fn what_is_between_phone_and_relay_is_told_apart() {
        for (answer, expected) in [
            (
                "HTTP/1.1 302 Found\r\nlocation: http://sign.in/\r\ncontent-length: 0\r\n\r\n",
                Between::SignIn,
            ),
            (
                "HTTP/1.1 511 Sign In\r\ncontent-length: 0\r\n\r\n",
                Between::SignIn,
            ),
            (
                "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 4\r\n\r\n<br>",
                Between::SignIn,
            ),
            (
                "HTTP/1.1 407 Who\r\ncontent-length: 0\r\n\r\n",
                Between::ProxySignIn,
            ),
            (
                "HTTP/1.1 413 Large\r\ncontent-length: 4\r\n\r\n<br>",
                Between::TooLarge,
            ),
            (
                "HTTP/1.1 502 Bad\r\ncontent-length: 0\r\n\r\n",
                Between::Unavailable,
            ),
            (
                "HTTP/1.1 504 Late\r\ncontent-length: 0\r\n\r\n",
                Between::Unavailable,
            ),
        ] {
            match told(answer).await {
                RelayError::Between { what, .. } => assert_eq!(what, expected, "{answer}"),
                other => panic!("{other:?} for {answer}"),
            }
        }
        let answer = "HTTP/1.1 503 Busy\r\nretry-after: 90\r\ncontent-length: 0\r\n\r\n";
        let busy = told(answer).await;
        assert_eq!(busy.retry_after(), Some(Duration::from_secs(90)));
    }
}
