//! Requests to the relay, and what can come back.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use jiff::Timestamp;
use patchwork_protocol::{
    SessionReply, SessionRequest, SpaceId, SyncRequest,
    http::{self, TeamAppended, TeamConflict, TeamPost},
};
use reqwest::{Response, StatusCode, header, redirect};
use serde::Deserialize;

use super::RelayAddress;
use crate::error::{ClientError, Result};

const CONNECT: Duration = Duration::from_secs(10);
/// For a whole request that is not a stream.
const REQUEST: Duration = Duration::from_secs(30);
/// Refusals and plain replies are small; more is not read.
const MAX_REPLY: usize = 256 * 1024;

/// A relay at an address.
#[derive(Debug, Clone)]
pub(crate) struct Relay {
    http: reqwest::Client,
    address: RelayAddress,
}

/// Why a request came to nothing.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum RelayError {
    /// No answer.
    #[error("the relay cannot be reached")]
    Unreachable,
    /// A refusal that says what it is.
    #[error("{detail}")]
    Problem {
        /// One of [`http::problem`].
        kind: String,
        /// In words.
        detail: String,
        /// The relay's time, where it told it.
        relay_time: Option<Timestamp>,
        /// Seconds after which to try again, where it told that.
        retry_after: Option<u64>,
    },
    /// Something that no relay of ours says.
    #[error("what answered is not a Patchwork relay, or one of another version ({0})")]
    Nonsense(String),
}

impl RelayError {
    pub(crate) fn is(&self, problem: &str) -> bool {
        matches!(self, Self::Problem { kind, .. } if kind == problem)
    }
}

/// The answer to a team change.
#[derive(Debug)]
pub(crate) enum TeamAnswer {
    /// It is in the log.
    Appended,
    /// Another one came first.
    Conflict(TeamConflict),
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

impl Relay {
    pub(crate) fn new(address: RelayAddress) -> Result<Self> {
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

    /// How session statements name this relay.
    pub(crate) fn origin(&self) -> String {
        self.address.origin()
    }

    /// Founds a partnership.
    pub(crate) async fn found(
        &self,
        post: &TeamPost,
        token: Option<&str>,
    ) -> Result<TeamAnswer, RelayError> {
        let mut request = self.post(http::PARTNERSHIPS, post.encode());
        if let Some(token) = token {
            request = request.header(http::FOUNDING_TOKEN, token);
        }
        team_answer(request.timeout(REQUEST)).await
    }

    /// Opens a session.
    pub(crate) async fn session(
        &self,
        statement: &SessionRequest,
    ) -> Result<SessionReply, RelayError> {
        let request = self
            .post(http::SESSIONS, statement.encode())
            .timeout(REQUEST);
        let body = whole(accepted(send(request).await?).await?).await?;
        SessionReply::decode(&body).map_err(nonsense)
    }

    /// Posts a team change.
    pub(crate) async fn team(
        &self,
        token: &str,
        space: SpaceId,
        post: &TeamPost,
    ) -> Result<TeamAnswer, RelayError> {
        let path = format!("{}{space}", http::TEAM);
        let request = self.post(&path, post.encode()).bearer_auth(token);
        team_answer(request.timeout(REQUEST)).await
    }

    /// Opens a conversation.
    pub(crate) async fn sync(
        &self,
        token: &str,
        request: &SyncRequest,
    ) -> Result<Replies, RelayError> {
        let body = request.encode();
        // The reply's head must come; how long that may take grows with what
        // goes up, at 16 kB/s. The reply itself may stay open for ever.
        let patience = REQUEST + Duration::from_secs(body.len() as u64 / 16_384);
        let request = self
            .post(http::SYNC, body)
            .bearer_auth(token)
            .header(header::ACCEPT, http::STREAM);
        let answered = async { accepted(send(request).await?).await };
        let response = tokio::time::timeout(patience, answered)
            .await
            .map_err(|_| RelayError::Unreachable)??;
        Ok(Replies { response })
    }

    fn post(&self, path: &str, body: Vec<u8>) -> reqwest::RequestBuilder {
        self.http
            .post(self.address.path(path))
            .header(header::CONTENT_TYPE, http::CBOR)
            .body(body)
    }
}

/// The bytes of a reply to a sync, as they arrive.
#[derive(Debug)]
pub(crate) struct Replies {
    response: Response,
}

impl Replies {
    /// More bytes, or none at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, RelayError> {
        self.response.chunk().await.map_err(unreachable)
    }
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
