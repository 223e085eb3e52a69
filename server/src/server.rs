//! Accepts connections until told to stop, then lets them end.

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
    /// The port cannot be had.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// What was asked for.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
}

/// A relay that runs. Dropping the handle leaves it running.
#[derive(Debug)]
pub struct RelayHandle {
    local_addr: SocketAddr,
    metrics_addr: Option<SocketAddr>,
    stop: CancellationToken,
    running: JoinHandle<()>,
}

impl RelayHandle {
    /// Where it listens.
    pub fn local_addr(&self) -> SocketAddr {
        self.local_addr
    }

    /// Where it serves metrics, if it does.
    pub fn metrics_addr(&self) -> Option<SocketAddr> {
        self.metrics_addr
    }

    /// `http://` and where it listens.
    pub fn url(&self) -> String {
        format!("http://{}", self.local_addr)
    }

    /// Returns once it has stopped and the log is closed.
    pub async fn stopped(self) {
        drop(self.running.await);
    }

    /// Ends open streams, answers what is under way, and stops.
    pub async fn stop(self) {
        self.stop.cancel();
        self.stopped().await;
    }
}

/// Starts a relay that runs until `shutdown` resolves or it is told to stop.
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
    let devices = Door {
        listener,
        router: crate::http::router(relay.clone()),
        places: relay.config().connections,
    };
    let watchers = for_metrics.map(|(listener, _)| Door {
        listener,
        router: crate::http::metrics_router(relay.clone()),
        places: WATCHERS,
    });

    let told = stop.clone();
    let running = tokio::spawn(async move {
        let stopping = told.clone();
        let signal = tokio::spawn(async move {
            tokio::select! {
                () = shutdown => stopping.cancel(),
                () = stopping.cancelled() => {}
            }
        });
        run(devices, watchers, relay, told).await;
        signal.abort();
    });
    Ok(RelayHandle {
        local_addr,
        metrics_addr,
        stop,
        running,
    })
}

/// Passes what the log says of each commit on: the measure to the metrics, the rest to open
/// streams.
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
        self.hub.notify(notices);
    }
}

/// Connections to the metrics held open at once.
const WATCHERS: usize = 16;

/// Where connections come in, what they may ask, and how many there may be.
struct Door {
    listener: TcpListener,
    router: Router,
    places: usize,
}

async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), ServeError> {
    let refused = |source| ServeError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(refused)?;
    let local_addr = listener.local_addr().map_err(refused)?;
    Ok((listener, local_addr))
}

async fn run(devices: Door, watchers: Option<Door>, relay: Relay, stop: CancellationToken) {
    let maintenance = tokio::spawn(crate::http::maintain(relay.clone()));
    let watched = watchers.map(|door| tokio::spawn(accept(door, relay.clone(), stop.clone())));
    accept(devices, relay.clone(), stop).await;
    if let Some(watched) = watched {
        drop(watched.await);
    }
    maintenance.abort();
    relay.log().close().await;
    tracing::info!("stopped");
}

async fn accept(door: Door, relay: Relay, stop: CancellationToken) {
    let Door {
        listener,
        router,
        places,
    } = door;
    let patience = Duration::from_secs(relay.config().shutdown_seconds);
    let places = Arc::new(Semaphore::new(places));
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, usually: give some time to come free.
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let Ok(place) = places.clone().try_acquire_owned() else {
            tracing::warn!("as many connections as are allowed; refusing one");
            continue;
        };
        let connection = graceful.watch(connection(stream, peer, &router, relay.config()));
        tokio::spawn(async move {
            // A peer that goes away mid-request is nobody's fault.
            drop(connection.await);
            drop(place);
        });
    }
    drop(listener);
    tracing::info!("stopping");
    if tokio::time::timeout(patience, graceful.shutdown())
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
    // An ack is one small packet: waiting to fill it only costs time.
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
        // Bounds what one connection buffers in either direction.
        .max_buf_size(64 << 10)
        .serve_connection(io, service)
}
