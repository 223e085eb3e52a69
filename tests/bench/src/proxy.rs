//! Counts what passes between client and relay, at the socket.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    ops::Sub,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
};

use crate::Result;

/// What passed for one kind of request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Requests.
    pub requests: u64,
    /// Bytes from the client, HTTP included.
    pub up: u64,
    /// Bytes from the relay, HTTP included.
    pub down: u64,
}

impl Tally {
    /// Both ways together.
    pub fn bytes(self) -> u64 {
        self.up + self.down
    }
}

impl Sub for Tally {
    type Output = Self;
    fn sub(self, before: Self) -> Self {
        Self {
            requests: self.requests - before.requests,
            up: self.up - before.up,
            down: self.down - before.down,
        }
    }
}

/// What passed, by the request's path.
#[derive(Debug, Clone, Default)]
pub struct Counts(BTreeMap<String, Tally>);

impl Counts {
    /// Everything to this path, `/v1/sync` for one.
    pub fn of(&self, path: &str) -> Tally {
        self.0.get(path).copied().unwrap_or_default()
    }

    /// Everything.
    pub fn total(&self) -> Tally {
        self.0.values().fold(Tally::default(), |sum, tally| Tally {
            requests: sum.requests + tally.requests,
            up: sum.up + tally.up,
            down: sum.down + tally.down,
        })
    }

    /// What passed since.
    pub fn since(&self, before: &Self) -> Self {
        Self(
            self.0
                .iter()
                .map(|(path, tally)| (path.clone(), *tally - before.of(path)))
                .collect(),
        )
    }
}

#[derive(Default)]
struct State {
    counts: Counts,
    connections: usize,
}

/// A line to the relay that counts, and that can be cut.
pub struct Proxy {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    is_up: watch::Sender<bool>,
}

impl Proxy {
    /// Listens on a free port and passes everything on to the relay.
    pub async fn to(relay: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let proxy = Self {
            address: listener.local_addr()?,
            state: Arc::default(),
            is_up: watch::Sender::new(true),
        };
        let (state, is_up) = (Arc::clone(&proxy.state), proxy.is_up.subscribe());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if *is_up.borrow() {
                    tokio::spawn(carry(client, relay, Arc::clone(&state), is_up.clone()));
                }
            }
        });
        Ok(proxy)
    }

    /// Where clients find it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What has passed so far.
    pub fn counts(&self) -> Counts {
        lock(&self.state).counts.clone()
    }

    /// Cuts the line, or mends it.
    pub fn set_up(&self, is_up: bool) {
        self.is_up.send_replace(is_up);
    }

    /// Cuts every connection; new ones may be made.
    pub async fn cut(&self) {
        self.set_up(false);
        while self.connections() > 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        self.set_up(true);
    }

    /// Connections that are open.
    pub fn connections(&self) -> usize {
        lock(&self.state).connections
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn carry(
    client: TcpStream,
    relay: SocketAddr,
    state: Arc<Mutex<State>>,
    mut is_up: watch::Receiver<bool>,
) {
    lock(&state).connections += 1;
    if let Ok(relay) = TcpStream::connect(relay).await {
        let asked = Arc::new(Mutex::new(Asked::default()));
        // Nothing of the measured latency should be Nagle's.
        let _ = (client.set_nodelay(true), relay.set_nodelay(true));
        let (from_client, to_client) = client.into_split();
        let (from_relay, to_relay) = relay.into_split();
        tokio::select! {
            () = up(from_client, to_relay, &state, &asked) => {}
            () = down(from_relay, to_client, &state, &asked) => {}
            _ = is_up.wait_for(|is_up| !is_up) => {}
        }
    }
    lock(&state).connections -= 1;
}

async fn up(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    state: &Mutex<State>,
    asked: &Mutex<Asked>,
) {
    let mut buffer = vec![0; 64 << 10];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        let Some(bytes) = buffer.get(..length) else {
            return;
        };
        {
            let mut asked = asked.lock().unwrap_or_else(PoisonError::into_inner);
            let mut state = lock(state);
            asked.read(bytes, |path, new, bytes| {
                let tally = state.counts.0.entry(path.to_owned()).or_default();
                tally.requests += u64::from(new);
                tally.up += bytes;
            });
        }
        if to.write_all(bytes).await.is_err() {
            return;
        }
    }
}

async fn down(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    state: &Mutex<State>,
    asked: &Mutex<Asked>,
) {
    let mut buffer = vec![0; 64 << 10];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        let Some(bytes) = buffer.get(..length) else {
            return;
        };
        {
            let path = asked
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .path
                .clone();
            lock(state).counts.0.entry(path).or_default().down += bytes.len() as u64;
        }
        if to.write_all(bytes).await.is_err() {
            return;
        }
    }
}

/// Follows the requests of one connection: HTTP/1.1, one after another, bodies
/// with a length.
#[derive(Default)]
struct Asked {
    head: Vec<u8>,
    body_left: usize,
    path: String,
}

impl Asked {
    fn read(&mut self, mut bytes: &[u8], mut count: impl FnMut(&str, bool, u64)) {
        while !bytes.is_empty() {
            if self.body_left > 0 {
                let (body, rest) = bytes.split_at(self.body_left.min(bytes.len()));
                self.body_left -= body.len();
                count(&self.path, false, body.len() as u64);
                bytes = rest;
                continue;
            }
            let before = self.head.len();
            self.head.extend_from_slice(bytes);
            let Some(end) = self.head.windows(4).position(|four| four == b"\r\n\r\n") else {
                return;
            };
            let length = end + 4;
            let head = String::from_utf8_lossy(self.head.get(..length).unwrap_or_default())
                .to_ascii_lowercase();
            head.split(' ')
                .nth(1)
                .unwrap_or("?")
                .clone_into(&mut self.path);
            self.body_left = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok())
                .unwrap_or(0);
            count(&self.path, true, length as u64);
            bytes = bytes
                .get(length.saturating_sub(before)..)
                .unwrap_or_default();
            self.head.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_told_apart_however_they_are_cut() {
        let one = b"POST /v1/sync HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello";
        let two = b"GET /healthz HTTP/1.1\r\n\r\n";
        let whole = [one.as_slice(), two, one].concat();
        for size in 1..whole.len() {
            let mut asked = Asked::default();
            let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
            for piece in whole.chunks(size) {
                asked.read(piece, |path, new, bytes| {
                    let tally = tallies.entry(path.to_owned()).or_default();
                    tally.requests += u64::from(new);
                    tally.up += bytes;
                });
            }
            let sync = tallies["/v1/sync"];
            assert_eq!(
                (sync.requests, sync.up),
                (2, 2 * one.len() as u64),
                "{size}"
            );
            let health = tallies["/healthz"];
            assert_eq!(
                (health.requests, health.up),
                (1, two.len() as u64),
                "{size}"
            );
        }
    }
}
