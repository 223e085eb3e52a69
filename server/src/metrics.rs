//! Numbers for whoever watches the relay, in the text that Prometheus reads.
//!
//! They are served on a listener of their own ([`metrics_listen`]) and never on the public one.
//! No label names a partnership, a space, a device or an address: each is one of a few fixed
//! words. How much is written at which hour can be read from the numbers all the same, so the
//! listener is for a private address.
//!
//! [`metrics_listen`]: crate::config::Config::metrics_listen

use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::get,
};
use http::header;
use patchwork_protocol::Answer;
use prometheus_client::{
    encoding::{EncodeLabelSet, text},
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
    },
    registry::{Registry, Unit},
};

use crate::{
    http::{Problem, ProblemKind, Relay},
    log::Log,
};

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What a log measures of its writes.
#[derive(Debug, Clone)]
pub struct Measures {
    /// How much shared one commit.
    pub commit_jobs: Histogram,
    /// From asking for a commit to its being on disk.
    pub commit_seconds: Histogram,
}

impl Default for Measures {
    fn default() -> Self {
        Self {
            // 1 to 1,024, which is the largest group.
            commit_jobs: Histogram::new(exponential_buckets(1.0, 2.0, 11)),
            // 0.1 ms to 3.3 s.
            commit_seconds: Histogram::new(exponential_buckets(0.0001, 2.0, 16)),
        }
    }
}

/// What is counted here, and all that is shown.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    envelopes: Family<Judged, Counter>,
    live_streams: Gauge,
    database_bytes: Gauge,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    /// The pattern of the path, never the path.
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Judged {
    answer: &'static str,
}

impl Metrics {
    pub(crate) fn of(log: &dyn Log) -> Self {
        let mut registry = Registry::with_prefix("patchwork_relay");
        let requests = Family::default();
        registry.register("requests", "Requests answered", requests.clone());
        let envelopes = Family::default();
        registry.register("envelopes", "Envelopes judged", envelopes.clone());
        let live_streams = Gauge::default();
        registry.register(
            "live_streams",
            "Streams that are open and wait for news",
            live_streams.clone(),
        );
        let Measures {
            commit_jobs,
            commit_seconds,
        } = log.measures().clone();
        registry.register(
            "commit_jobs",
            "Requests that shared one commit",
            commit_jobs,
        );
        registry.register_with_unit(
            "commit",
            "Time for a commit to be on disk, its sync included",
            Unit::Seconds,
            commit_seconds,
        );
        let database_bytes = Gauge::default();
        registry.register_with_unit(
            "database",
            "Size of the database, without its write-ahead log",
            Unit::Bytes,
            database_bytes.clone(),
        );
        Self {
            registry,
            requests,
            envelopes,
            live_streams,
            database_bytes,
        }
    }

    pub(crate) fn count_answer(&self, answer: Answer) {
        let answer = word_for(answer);
        self.envelopes.get_or_create(&Judged { answer }).inc();
    }

    fn text(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        text::encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

const fn word_for(answer: Answer) -> &'static str {
    match answer {
        Answer::Accepted { .. } => "accepted",
        Answer::Duplicate { .. } => "duplicate",
        Answer::Fork => "fork",
        Answer::NotMember => "not_member",
        Answer::StaleKey => "stale_key",
        Answer::Gap { .. } => "gap",
        Answer::TooLarge => "too_large",
        Answer::Quota => "quota",
        Answer::BadSignature => "bad_signature",
        Answer::Malformed => "malformed",
        Answer::Closed => "closed",
        Answer::Held => "held",
        Answer::Busy => "busy",
    }
}

/// Counts a request once its answer begins.
pub(crate) async fn count(
    State(relay): State<Relay>,
    route: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response {
    let response = next.run(request).await;
    let answered = Answered {
        route: route.map_or_else(|| "none".to_owned(), |route| route.as_str().to_owned()),
        status: response.status().as_u16(),
    };
    relay.metrics().requests.get_or_create(&answered).inc();
    response
}

/// All that the private listener serves.
pub(crate) fn router(relay: Relay) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .fallback(async || Problem::from(ProblemKind::NotFound))
        .with_state(relay)
}

async fn metrics(State(relay): State<Relay>) -> Result<Response, Problem> {
    let metrics = relay.metrics();
    let gauge = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
    metrics
        .live_streams
        .set(gauge(relay.log().hub().len() as u64));
    metrics.database_bytes.set(gauge(relay.log().size().await?));
    let text = metrics.text().map_err(|_| ProblemKind::Internal)?;
    Ok(([(header::CONTENT_TYPE, OPEN_METRICS)], text).into_response())
}
