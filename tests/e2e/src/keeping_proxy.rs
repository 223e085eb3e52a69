//! A proxy in a network that keeps every reply back until it has ended, as many that look for
//! viruses do.

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::{StatusCode, Uri, header};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use patchwork_protocol::{SyncRequest, http::SYNC};
use tokio::{net::TcpListener, task::JoinHandle};

use crate::PATIENCE;

/// How often the relay was asked through it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Asked {
    /// For streams that stay open.
    pub streams: usize,
    /// For replies that end.
    pub polls: usize,
}

/// The proxy. A phone that names its address as the relay's reaches the relay through it.
pub struct KeepingProxy {
    address: SocketAddr,
    inside: Arc<Inside>,
    server: JoinHandle<()>,
}

struct Inside {
    relay: SocketAddr,
    client: Client<HttpConnector, Body>,
    keeps_replies: AtomicBool,
    asked: Mutex<Asked>,
    asked_again: Condvar,
}

impl Inside {
    fn asked(&self) -> MutexGuard<'_, Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KeepingProxy {
    /// A proxy before this relay. It keeps replies until it is told otherwise.
    pub async fn before(relay: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let inside = Arc::new(Inside {
            relay,
            client: Client::builder(TokioExecutor::new()).build_http(),
            keeps_replies: AtomicBool::new(true),
            asked: Mutex::default(),
            asked_again: Condvar::new(),
        });
        let router = Router::new()
            .fallback(carry)
            .with_state(Arc::clone(&inside));
        let server = tokio::spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self {
            address,
            inside,
            server,
        })
    }

    /// The relay's address by way of this proxy.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on it passes replies on as they come, as a network without it does.
    pub fn step_aside(&self) {
        self.inside.keeps_replies.store(false, Ordering::Relaxed);
    }

    /// How often the relay was asked through it so far.
    pub fn asked(&self) -> Asked {
        *self.inside.asked()
    }

    /// Waits until the relay was asked so often, also where tokio's clock is
    /// [held](crate::HeldClock).
    ///
    /// # Panics
    /// When that does not come about within ten seconds.
    pub async fn until_asked(&self, is_enough: fn(&Asked) -> bool) {
        let inside = Arc::clone(&self.inside);
        let waited = tokio::task::spawn_blocking(move || {
            let asked = inside.asked();
            let waited = inside
                .asked_again
                .wait_timeout_while(asked, PATIENCE, |asked| !is_enough(asked));
            let (asked, waited) = waited.unwrap_or_else(PoisonError::into_inner);
            (*asked, waited.timed_out())
        });
        match waited.await {
            Ok((_, false)) => {}
            Ok((asked, true)) => panic!("the relay was asked for no more than {asked:?}"),
            Err(error) => panic!("{error}"),
        }
    }
}

impl Drop for KeepingProxy {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn carry(State(inside): State<Arc<Inside>>, request: Request) -> Response {
    pass_on(&inside, request)
        .await
        .unwrap_or_else(|| StatusCode::BAD_GATEWAY.into_response())
}

async fn pass_on(inside: &Inside, request: Request) -> Option<Response> {
    let (mut head, body) = request.into_parts();
    let path = head.uri.path_and_query()?.clone();
    let body = to_bytes(body, usize::MAX).await.ok()?;
    head.uri = Uri::builder()
        .scheme("http")
        .authority(inside.relay.to_string())
        .path_and_query(path.clone())
        .build()
        .ok()?;
    if path == SYNC {
        let is_live = SyncRequest::decode(&body).ok()?.live;
        let mut asked = inside.asked();
        if is_live {
            asked.streams += 1;
        } else {
            asked.polls += 1;
        }
        drop(asked);
        inside.asked_again.notify_all();
    }
    let request = Request::from_parts(head, Body::from(body));
    let (mut head, body) = inside.client.request(request).await.ok()?.into_parts();
    head.headers.remove(header::TRANSFER_ENCODING);
    let body = Body::new(body);
    let body = if inside.keeps_replies.load(Ordering::Relaxed) {
        Body::from(to_bytes(body, usize::MAX).await.ok()?)
    } else {
        body
    };
    Some(Response::from_parts(head, body))
}
