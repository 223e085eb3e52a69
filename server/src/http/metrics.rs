//! Counting requests, and `GET /metrics`.
//!
//! Metrics are served on a listener of their own ([`metrics_listen`]) and never on the public one:
//! how much is written at which hour can be read from them, so they are for a private address.
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

use super::{Problem, ProblemKind, Relay};

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Counts a request once its answer begins.
pub(super) async fn count(
    State(relay): State<Relay>,
    route: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response {
    let response = next.run(request).await;
    let route = route.map_or_else(|| "none".to_owned(), |route| route.as_str().to_owned());
    let status = response.status().as_u16();
    relay.metrics().count_request(route, status);
    response
}

/// All that the private listener serves.
pub(crate) fn metrics_router(relay: Relay) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .fallback(async || Problem::from(ProblemKind::NotFound))
        .with_state(relay)
}

async fn metrics(State(relay): State<Relay>) -> Result<Response, Problem> {
    let live_streams = relay.hub().len() as u64;
    let database_bytes = relay.log().size().await?;
    let text = relay
        .metrics()
        .text(live_streams, database_bytes)
        .map_err(|_| ProblemKind::Internal)?;
    Ok(([(header::CONTENT_TYPE, OPEN_METRICS)], text).into_response())
}
