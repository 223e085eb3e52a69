//! Accepts connections until the relay is stopped, then waits for them to end.

use std::{convert::Infallible, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, body::Body};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use patchwork_protocol::PartnershipId;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;
use tower::Service;

use crate::{
    config::{Config, ConfigError, MetricsListen},
    http::{Peer, Relay, StallGuard},
    live::Hub,
    log::{CommitListener, CommitNotices, Log, OpenError, SqliteLog},
    metrics::Metrics,
};

/// Why a relay did not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The settings contradict each other.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The data directory is not usable.
    #[error(transparent)]
    Data(#[from] OpenError),
    /// The relay cannot listen on an address.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address, as configured.
        address: SocketAddr,
        /// The system's error.
        source: std::io::Error,
    },
}

/// A running relay. It goes on running if the handle is dropped.
#[derive(Debug)]
pub struct RelayHandle {
    local_addr: SocketAddr,
    metrics_addr: Option<SocketAddr>,
    stop: CancellationToken,
    running: JoinHandle<()>,
}

impl RelayHandle {
    /// The address that it listens on.
    pub fn local_addr(&self) -> SocketAddr {
        self.local_addr
    }

    /// The address that it serves metrics on, if it serves any.
    pub fn metrics_addr(&self) -> Option<SocketAddr> {
        self.metrics_addr
    }

    /// The URL of the address that it listens on.
    pub fn url(&self) -> String {
        format!("http://{}", self.local_addr)
    }

    /// Waits until it has stopped and the log is closed.
    pub async fn stopped(self) {
        drop(self.running.await);
    }

    /// Ends open streams, answers the requests that have begun, and stops.
    pub async fn stop(self) {
        self.stop.cancel();
        self.stopped().await;
    }
}

/// Starts a relay. It runs until `shutdown` resolves or [`RelayHandle::stop`] is called.
///
/// ```
/// # tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
/// use patchwork_relay::config::Config;
///
/// let data = tempfile::tempdir()?;
/// let relay = patchwork_relay::serve(
///     Config::on_free_port(data.path()),
///     std::future::pending(),
/// ).await?;
/// assert_ne!(relay.local_addr().port(), 0);
/// relay.stop().await;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub async fn serve(
    config: Config,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<RelayHandle, ServeError> {
    config.check()?;
    let hub = Hub::default();
    let metrics = Arc::new(Metrics::default());
    let listener = Listener {
        hub: hub.clone(),
        metrics: metrics.clone(),
    };
    let log: Arc<dyn Log> = Arc::new(SqliteLog::open(&config, Arc::new(listener))?);
    let (listener, local_addr) = listen(config.listen).await?;
    let for_metrics = match config.metrics_listen {
        MetricsListen::At(address) => Some(listen(address).await?),
        MetricsListen::Off => None,
    };
    let metrics_addr = for_metrics.as_ref().map(|(_, address)| *address);
    let stop = CancellationToken::new();
    let relay = Relay::new(config, log, hub, metrics, stop.clone());
    tracing::info!(address = %local_addr, incarnation = %relay.log().incarnation(), "listening");
    if let Some(address) = metrics_addr {
        tracing::info!(%address, "serving metrics");
    }
    let device_endpoint = Endpoint {
        listener,
        router: crate::http::router(relay.clone()),
        max_connections: relay.config().connections,
    };
    let metrics_endpoint = for_metrics.map(|(listener, _)| Endpoint {
        listener,
        router: crate::http::metrics_router(relay.clone()),
        max_connections: METRICS_CONNECTIONS,
    });

    let stopping = stop.clone();
    let running = tokio::spawn(async move {
        let stop = stopping.clone();
        let signal = tokio::spawn(async move {
            tokio::select! {
                () = shutdown => stop.cancel(),
                () = stop.cancelled() => {}
            }
        });
        run(device_endpoint, metrics_endpoint, relay, stopping).await;
        signal.abort();
    });
    Ok(RelayHandle {
        local_addr,
        metrics_addr,
        stop,
        running,
    })
}

/// Passes each commit's notices on: its measure to the metrics, the rest to open streams.
struct Listener {
    hub: Hub,
    metrics: Arc<Metrics>,
}

impl CommitListener for Listener {
    fn wants_items(&self, partnership: PartnershipId) -> bool {
        self.hub.wants_items(partnership)
    }

    fn notify(&self, notices: CommitNotices) {
        if let Some(commit) = notices.measure {
            self.metrics.observe_commit(commit);
        }
        self.metrics.set_aside(notices.set_aside);
        self.hub.notify(notices);
    }
}

/// Connections to the metrics that may be open at once.
const METRICS_CONNECTIONS: usize = 16;

/// Bytes that one connection may buffer in each direction.
const CONNECTION_BUFFER: usize = 64 << 10;
/// How long to wait after a connection could not be accepted.
const ACCEPT_RETRY: Duration = Duration::from_millis(50);

/// A listening socket, the routes that it serves, and how many connections it takes.
struct Endpoint {
    listener: TcpListener,
    router: Router,
    max_connections: usize,
}

async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), ServeError> {
    let refused = |source| ServeError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(refused)?;
    let local_addr = listener.local_addr().map_err(refused)?;
    Ok((listener, local_addr))
}

async fn run(
    device_endpoint: Endpoint,
    metrics_endpoint: Option<Endpoint>,
    relay: Relay,
    stop: CancellationToken,
) {
    let maintenance = tokio::spawn(crate::http::maintain(relay.clone()));
    let serving_metrics = metrics_endpoint
        .map(|endpoint| tokio::spawn(accept(endpoint, relay.clone(), stop.clone())));
    accept(device_endpoint, relay.clone(), stop).await;
    if let Some(serving_metrics) = serving_metrics {
        drop(serving_metrics.await);
    }
    maintenance.abort();
    relay.log().close().await;
    tracing::info!("stopped");
}

async fn accept(endpoint: Endpoint, relay: Relay, stop: CancellationToken) {
    let Endpoint {
        listener,
        router,
        max_connections,
    } = endpoint;
    let shutdown_timeout = Duration::from_secs(relay.config().shutdown_seconds);
    let permits = Arc::new(Semaphore::new(max_connections));
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Usually there are no file descriptors left. Some are released soon.
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(ACCEPT_RETRY).await;
                continue;
            }
        };
        let Ok(permit) = permits.clone().try_acquire_owned() else {
            tracing::warn!("as many connections as are allowed; refusing one");
            continue;
        };
        let connection = graceful.watch(connection(stream, peer, &router, relay.config()));
        tokio::spawn(async move {
            // An error here means that the peer went away, which is not a fault of the relay.
            drop(connection.await);
            drop(permit);
        });
    }
    drop(listener);
    tracing::info!("stopping");
    if tokio::time::timeout(shutdown_timeout, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("some connections did not end in time and were cut");
    }
}

fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: &Router,
    config: &Config,
) -> impl hyper_util::server::graceful::GracefulConnection + Send + use<> {
    // An ack is one small packet. Nagle's algorithm would only delay it.
    drop(stream.set_nodelay(true));
    let io = TokioIo::new(StallGuard::new(stream, config.stall()));
    let router = router.clone();
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer.ip()));
        let mut router = router.clone();
        async move {
            let response: Result<_, Infallible> = Service::call(&mut router, request).await;
            response
        }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(config.header_seconds))
        .max_buf_size(CONNECTION_BUFFER)
        .serve_connection(io, service)
}
