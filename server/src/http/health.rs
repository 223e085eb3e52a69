//! `GET /healthz` and `GET /readyz`.

use axum::extract::State;

use super::{Problem, ProblemKind, Relay};

/// Answers as long as the process runs.
pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

/// Answers 200 if the log's writer works and the relay is not stopping.
pub(super) async fn readyz(State(relay): State<Relay>) -> Result<&'static str, Problem> {
    if relay.stop().is_cancelled() {
        return Err(ProblemKind::Unavailable.into());
    }
    relay.log().probe().await?;
    Ok("ready\n")
}
