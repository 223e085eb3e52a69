//! A relay on a free port, and devices that speak to it over real HTTP.

use std::{collections::BTreeMap, net::SocketAddr};

use bytes::Bytes;
use data_encoding::BASE64URL_NOPAD;
use http::{HeaderMap, Request, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, client::conn::http1};
use hyper_util::rt::TokioIo;
use jiff::Timestamp;
use patchwork_protocol::{
    Answer, Cursor, Cursors, Frame, FrameReader, Incarnation, LogItem, PartnershipId, SessionReply,
    SpaceId, SyncRequest, Wrap,
    http::{PARTNERSHIPS, SESSIONS, SYNC, TEAM, TeamPost},
    team::TeamChange,
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::people::{Partnership, Person, Space};
use crate::{RelayHandle, config::Config, serve};

pub struct TestRelay {
    pub data: TempDir,
    pub handle: RelayHandle,
}

impl TestRelay {
    pub async fn start() -> Self {
        Self::start_with(|config| config).await
    }

    pub async fn start_with(adjust: impl FnOnce(Config) -> Config) -> Self {
        let data = tempfile::tempdir().unwrap();
        let config = adjust(Config::on_free_port(data.path()));
        let handle = serve(config, std::future::pending()).await.unwrap();
        Self { data, handle }
    }

    /// Stops the relay and starts one on the same data.
    pub async fn restart(self) -> Self {
        self.handle.stop().await;
        let config = Config::on_free_port(self.data.path());
        let handle = serve(config, std::future::pending()).await.unwrap();
        Self {
            data: self.data,
            handle,
        }
    }

    pub fn addr(&self) -> SocketAddr {
        self.handle.local_addr()
    }

    pub async fn get(&self, path: &str) -> Reply {
        let request = Request::get(path).body(Full::default()).unwrap();
        send(self.addr(), request).await
    }

    pub async fn post(&self, path: &str, body: Vec<u8>) -> Reply {
        post(self.addr(), path, None, body).await
    }

    /// Founds the partnership and posts what its directory has so far.
    pub async fn found(&self, partnership: &Partnership) -> Device {
        let reply = self
            .post(PARTNERSHIPS, posted(&partnership.changes[0], &[]))
            .await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
        let admin = self.device(partnership, &partnership.admin).await;
        for change in &partnership.changes[1..] {
            admin.change_directory(partnership, change).await;
        }
        admin
    }

    /// Opens a session for somebody's device.
    pub async fn device(&self, partnership: &Partnership, person: &Person) -> Device {
        Device::open(self.addr(), partnership.id(), person).await
    }
}

pub fn posted(change: &TeamChange, wraps: &[Wrap]) -> Vec<u8> {
    TeamPost {
        change: change.bytes().to_vec(),
        wraps: wraps.to_vec(),
    }
    .encode()
}

/// A complete response.
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Reply {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The `type` of the problem details that it holds.
    pub fn problem(&self) -> String {
        let problem: serde_json::Value = serde_json::from_slice(&self.body).unwrap();
        problem["type"].as_str().unwrap().to_owned()
    }
}

pub async fn connect(addr: SocketAddr) -> http1::SendRequest<Full<Bytes>> {
    let stream = TcpStream::connect(addr).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    sender
}

pub async fn send(addr: SocketAddr, mut request: Request<Full<Bytes>>) -> Reply {
    request
        .headers_mut()
        .insert(header::HOST, addr.to_string().parse().unwrap());
    let response = connect(addr).await.send_request(request).await.unwrap();
    let (head, body) = response.into_parts();
    Reply {
        status: head.status,
        headers: head.headers,
        body: body.collect().await.unwrap().to_bytes(),
    }
}

pub fn request(path: &str, token: Option<&[u8; 32]>, body: Vec<u8>) -> Request<Full<Bytes>> {
    let mut request = Request::post(path).header(header::HOST, "relay.test");
    if let Some(token) = token {
        request = request.header(
            header::AUTHORIZATION,
            format!("Bearer {}", BASE64URL_NOPAD.encode(token)),
        );
    }
    request.body(Full::from(body)).unwrap()
}

pub async fn post(addr: SocketAddr, path: &str, token: Option<&[u8; 32]>, body: Vec<u8>) -> Reply {
    send(addr, request(path, token, body)).await
}

/// A nonce; each call returns another.
pub fn nonce() -> [u8; 16] {
    static COUNT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(1);
    let mut nonce = [0; 16];
    let count = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    nonce[..8].copy_from_slice(&count.to_be_bytes());
    nonce[8..].copy_from_slice(&std::process::id().to_be_bytes().repeat(2));
    nonce
}

/// A device with a session.
#[derive(Clone)]
pub struct Device {
    pub addr: SocketAddr,
    pub token: [u8; 32],
}

impl Device {
    pub async fn open(addr: SocketAddr, partnership: PartnershipId, person: &Person) -> Self {
        let origin = format!("http://{addr}");
        let statement = person.statement(partnership, &origin, Timestamp::now(), nonce());
        let reply = post(addr, SESSIONS, None, statement.encode()).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        Self::of(addr, &reply)
    }

    pub fn of(addr: SocketAddr, reply: &Reply) -> Self {
        let session: SessionReply = patchwork_protocol::decode_strict(&reply.body, 256).unwrap();
        Self {
            addr,
            token: session.token,
        }
    }

    pub async fn post(&self, path: &str, body: Vec<u8>) -> Reply {
        post(self.addr, path, Some(&self.token), body).await
    }

    pub async fn change(&self, space: SpaceId, change: &TeamChange, wraps: &[Wrap]) -> Reply {
        self.post(&format!("{TEAM}{space}"), posted(change, wraps))
            .await
    }

    pub async fn change_directory(&self, partnership: &Partnership, change: &TeamChange) {
        let reply = self.change(partnership.directory.id, change, &[]).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    }

    pub async fn found_case(&self, space: &Space, change: &TeamChange, wraps: &[Wrap]) {
        let reply = self.change(space.id, change, wraps).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    }

    /// Posts envelopes for one space and returns the answers.
    pub async fn upload(&self, space: SpaceId, envelopes: Vec<Vec<u8>>) -> Vec<Answer> {
        let frames = self
            .sync(&SyncRequest {
                outbox: [(space, envelopes)].into(),
                ..nothing(Cursors::UploadOnly)
            })
            .await;
        frames
            .into_iter()
            .filter_map(|frame| match frame {
                Frame::Acks { answers, .. } => Some(answers),
                _ => None,
            })
            .flatten()
            .map(|(_, _, answer)| answer)
            .collect()
    }

    /// Posts one envelope to a relay that may be killed meanwhile. None if there is no answer.
    pub async fn try_upload(&self, space: SpaceId, envelope: Vec<u8>) -> Option<Answer> {
        let asked = SyncRequest {
            outbox: [(space, vec![envelope])].into(),
            ..nothing(Cursors::UploadOnly)
        };
        let stream = TcpStream::connect(self.addr).await.ok()?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
        tokio::spawn(connection);
        let asked = request(SYNC, Some(&self.token), asked.encode());
        let response = sender.send_request(asked).await.ok()?;
        let body = response.into_body().collect().await.ok()?.to_bytes();
        let mut reader = FrameReader::new();
        reader.push(&body);
        while let Some(frame) = reader.next_frame().ok()? {
            if let Frame::Acks { answers, .. } = frame {
                return answers.first().map(|(_, _, answer)| *answer);
            }
        }
        None
    }

    /// Syncs, and returns all frames of the reply.
    pub async fn sync(&self, asked: &SyncRequest) -> Vec<Frame> {
        let mut stream = self.stream(asked).await;
        let mut frames = Vec::new();
        while let Some(frame) = stream.next().await {
            frames.push(frame);
        }
        frames
    }

    pub async fn sync_from_nothing(&self) -> Vec<Frame> {
        self.sync(&nothing(Cursors::NOTHING)).await
    }

    pub async fn stream(&self, asked: &SyncRequest) -> Stream {
        let mut sender = connect(self.addr).await;
        let response = sender
            .send_request(request(SYNC, Some(&self.token), asked.encode()))
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        Stream {
            body: response.into_body(),
            reader: FrameReader::new(),
            _sender: sender,
        }
    }

    /// Sends the head of a sync and waits until the relay asks for its body: then it has found the
    /// session.
    pub async fn begin_slowly(&self, asked: &SyncRequest) -> SlowRequest {
        let body = asked.encode();
        let head = format!(
            "POST {SYNC} HTTP/1.1\r\nHost: relay.test\r\nAuthorization: Bearer {}\r\n\
             Content-Length: {}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n",
            BASE64URL_NOPAD.encode(&self.token),
            body.len(),
        );
        let mut stream = TcpStream::connect(self.addr).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut asks = [0; 25];
        stream.read_exact(&mut asks).await.unwrap();
        assert_eq!(&asks, b"HTTP/1.1 100 Continue\r\n\r\n");
        SlowRequest { stream, body }
    }

    /// Opens a live stream and reads it until the device is caught up.
    pub async fn live(&self) -> Stream {
        self.live_until_caught_up().await.0
    }

    pub async fn live_until_caught_up(&self) -> (Stream, Vec<Frame>) {
        let mut stream = self
            .stream(&SyncRequest {
                live: true,
                ..nothing(Cursors::NOTHING)
            })
            .await;
        let frames = stream.until_caught_up().await;
        (stream, frames)
    }
}

pub fn nothing(cursors: Cursors) -> SyncRequest {
    SyncRequest {
        cursors,
        outbox: BTreeMap::new(),
        wraps: Vec::new(),
        wraps_after: 0,
        live: false,
    }
}

/// A sync whose body is still to come.
pub struct SlowRequest {
    stream: TcpStream,
    body: Vec<u8>,
}

impl SlowRequest {
    /// Sends the body, and reads with which status it is answered.
    pub async fn finish(mut self) -> StatusCode {
        self.stream.write_all(&self.body).await.unwrap();
        let mut line = [0; 12];
        self.stream.read_exact(&mut line).await.unwrap();
        StatusCode::from_bytes(&line[9..]).unwrap()
    }
}

/// The reply to a sync, frame by frame.
pub struct Stream {
    body: Incoming,
    reader: FrameReader,
    _sender: http1::SendRequest<Full<Bytes>>,
}

impl Stream {
    pub async fn next(&mut self) -> Option<Frame> {
        loop {
            if let Some(frame) = self.reader.next_frame().unwrap() {
                return Some(frame);
            }
            let piece = self.body.frame().await?.ok()?;
            if let Ok(bytes) = piece.into_data() {
                self.reader.push(&bytes);
            }
        }
    }

    pub async fn until_caught_up(&mut self) -> Vec<Frame> {
        let mut frames = Vec::new();
        while let Some(frame) = self.next().await {
            let is_end = matches!(frame, Frame::CaughtUp { .. });
            frames.push(frame);
            if is_end {
                return frames;
            }
        }
        panic!("the stream ended before it caught up: {frames:?}");
    }
}

/// All items of a space in these frames. Panics at a gap.
pub fn items_of(frames: &[Frame], wanted: SpaceId) -> Vec<LogItem> {
    let mut all = Vec::new();
    for frame in frames {
        if let Frame::Items {
            space,
            first_n,
            items,
        } = frame
            && *space == wanted
        {
            assert_eq!(*first_n, all.len() as u64 + 1, "a gap");
            all.extend(items.clone());
        }
    }
    all
}

/// The cursor after these items.
pub fn cursor_after(incarnation: Incarnation, items: &[LogItem]) -> Cursor {
    let chain = items
        .iter()
        .fold(patchwork_protocol::Chain::START, |chain, item| {
            chain.extend(&item.hash())
        });
    Cursor {
        incarnation,
        n: chain.n,
        chain: chain.hash,
    }
}

pub fn incarnation_of(frames: &[Frame]) -> Incarnation {
    match frames.first() {
        Some(Frame::Hello { incarnation }) => *incarnation,
        other => panic!("not a greeting: {other:?}"),
    }
}
