//! The relay's HTTP interface: routes, and what all handlers share.

mod body;
mod cbor;
mod client_address;
mod health;
mod metrics;
mod partnerships;
mod problem;
mod rate;
mod session;
mod session_cache;
mod sessions;
mod stall;
mod sync;
mod team;
#[cfg(test)]
mod tests;

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{Request, State},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use jiff::Timestamp;
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;

pub(crate) use self::client_address::Peer;
pub(crate) use self::metrics::metrics_router;
pub(crate) use self::problem::{Problem, ProblemKind};
pub(crate) use self::stall::StallGuard;
use self::{client_address::ClientAddress, rate::Rates, session_cache::SessionCache};
use crate::{
    config::Config,
    live::Hub,
    log::{Log, LogError},
    metrics::Metrics,
};

/// What all handlers share. Clones are cheap and share it too.
#[derive(Clone)]
pub(crate) struct Relay(Arc<Shared>);

struct Shared {
    config: Config,
    log: Arc<dyn Log>,
    hub: Hub,
    metrics: Arc<Metrics>,
    rates: Rates,
    sessions: SessionCache,
    stop: CancellationToken,
}

impl Relay {
    /// `hub` and `metrics` must be those that the log's listener passes notices on to.
    pub(crate) fn new(
        config: Config,
        log: Arc<dyn Log>,
        hub: Hub,
        metrics: Arc<Metrics>,
        stop: CancellationToken,
    ) -> Self {
        Self(Arc::new(Shared {
            rates: Rates::new(&config),
            sessions: SessionCache::default(),
            config,
            log,
            hub,
            metrics,
            stop,
        }))
    }

    pub(crate) fn config(&self) -> &Config {
        &self.0.config
    }

    pub(crate) fn log(&self) -> &dyn Log {
        &*self.0.log
    }

    fn hub(&self) -> &Hub {
        &self.0.hub
    }

    fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    fn rates(&self) -> &Rates {
        &self.0.rates
    }

    fn sessions(&self) -> &SessionCache {
        &self.0.sessions
    }

    fn stop(&self) -> &CancellationToken {
        &self.0.stop
    }
}

/// All routes of the relay's own address.
pub(crate) fn router(relay: Relay) -> Router {
    let protocol = Router::new()
        .route("/v1/partnerships", post(partnerships::found))
        .route("/v1/sessions", post(sessions::open))
        .route("/v1/sync", post(sync::sync))
        .route("/v1/team/{space}", post(team::change))
        .route_layer(middleware::from_fn_with_state(
            relay.clone(),
            limit_requests,
        ));
    Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .merge(protocol)
        .fallback(async || Problem::from(ProblemKind::NotFound))
        .method_not_allowed_fallback(async || Problem::from(ProblemKind::WrongMethod))
        .layer(CatchPanicLayer::custom(|_| {
            tracing::error!("a request panicked");
            Problem::from(ProblemKind::Internal).into_response()
        }))
        .layer(middleware::from_fn_with_state(
            relay.clone(),
            metrics::count,
        ))
        .with_state(relay)
}

/// Refuses requests from an address that sends too many, and all requests once the relay stops.
async fn limit_requests(
    State(relay): State<Relay>,
    ClientAddress(address): ClientAddress,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    if relay.stop().is_cancelled() {
        return Err(ProblemKind::Unavailable.into());
    }
    relay.rates().admit_address(address)?;
    Ok(next.run(request).await)
}

/// How often expired state is removed.
const MAINTENANCE_INTERVAL: Duration = Duration::from_mins(1);
/// How many clock skews a session is kept after its end.
const SKEWS_KEPT: u64 = 4;

/// Removes what has expired, at each interval, until the task is aborted.
pub(crate) async fn maintain(relay: Relay) {
    let mut interval = tokio::time::interval(MAINTENANCE_INTERVAL);
    loop {
        interval.tick().await;
        let now = Timestamp::now();
        relay.rates().forget_idle();
        relay.sessions().forget_ended(now);
        // A statement can be sent again for as long as its time is within the allowed skew. The
        // log rejects it while it has the session's nonce, so it keeps ended sessions for longer.
        let margin =
            Duration::from_secs(relay.config().clock_skew_seconds.saturating_mul(SKEWS_KEPT));
        if let Ok(before) = now.checked_sub(margin)
            && let Err(error) = relay.log().forget_sessions(before).await
        {
            tracing::warn!(%error, "old sessions were not forgotten");
        }
    }
}

impl From<LogError> for Problem {
    fn from(error: LogError) -> Self {
        match error {
            LogError::Busy => Self::busy(),
            LogError::Full => ProblemKind::Full.into(),
            LogError::Closed => ProblemKind::Unavailable.into(),
            LogError::Failed(_) => {
                tracing::error!(%error, "the log failed");
                Self::busy()
            }
        }
    }
}
