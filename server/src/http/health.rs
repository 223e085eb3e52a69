//! Whether it runs, and whether it can do its work.

use axum::extract::State;

use super::{Problem, ProblemKind, Relay};

/// The process answers.
pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

/// The log can be written, and the relay is not about to stop.
pub(super) async fn readyz(State(relay): State<Relay>) -> Result<&'static str, Problem> {
    if relay.stop().is_cancelled() {
        return Err(ProblemKind::Unavailable.into());
    }
    relay.log().probe().await?;
    Ok("ready\n")
}
