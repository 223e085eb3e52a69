//! Requests to the relay, and what can come back.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::{FutureExt, StreamExt, future::BoxFuture, stream};
use jiff::Timestamp;
use patchwork_protocol::{
    SessionReply, SessionRequest, SpaceId, SyncRequest,
    http::{self, TeamAppended, TeamConflict, TeamPost},
};
use reqwest::{Response, StatusCode, header, redirect};
use serde::Deserialize;

use super::RelayAddress;
use crate::{
    engine::transport::{Connect, RelayError, Replies, TeamAnswer, Transport},
    error::{ClientError, Result},
};

const CONNECT: Duration = Duration::from_secs(10);
/// For a whole request that is not a stream.
const REQUEST: Duration = Duration::from_secs(30);
/// Refusals and plain replies are small; more is not read.
const MAX_REPLY: usize = 256 * 1024;

/// Reaches relays over HTTP.
#[derive(Debug)]
pub(crate) struct Http;

impl Connect for Http {
    fn connect(&self, address: RelayAddress) -> Result<Arc<dyn Transport>> {
        Ok(Arc::new(HttpRelay::new(address)?))
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
    fn new(address: RelayAddress) -> Result<Self> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(ClientError::internal)?
            .with_root_certificates(rustls::RootCertStore {
                roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
            })
            .with_no_client_auth();
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            // A token must not follow a redirect, and a proxy would see who asks.
            .redirect(redirect::Policy::none())
            .no_proxy()
            .connect_timeout(CONNECT)
            .tcp_nodelay(true)
            .build()
            .map_err(ClientError::internal)?;
        Ok(Self { http, address })
    }

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
    // The address says which relay this person uses; it stays out of the log.
    tracing::debug!(error = %error.without_url(), "the relay did not answer");
    RelayError::Unreachable
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
        return Ok(response);
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
        Err(_) => Err(RelayError::Nonsense(format!("status {status}"))),
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
