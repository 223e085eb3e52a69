//! A line to the relay that can lose an answer: what was asked arrives, what
//! came of it is never heard.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
    task::JoinHandle,
};

/// A line to a relay.
pub struct LossyLine {
    address: SocketAddr,
    loses: Arc<Mutex<Option<&'static str>>>,
    carrier: JoinHandle<()>,
}

impl LossyLine {
    /// A line that loses nothing yet.
    pub async fn to(relay: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let loses = Arc::new(Mutex::new(None));
        let carrier = tokio::spawn({
            let loses = Arc::clone(&loses);
            async move {
                while let Ok((phone, _)) = listener.accept().await {
                    if let Ok(relay) = TcpStream::connect(relay).await {
                        tokio::spawn(carry(phone, relay, Arc::clone(&loses)));
                    }
                }
            }
        });
        Ok(Self {
            address,
            loses,
            carrier,
        })
    }

    /// The relay's address by way of this line.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Loses the answer to the next request that begins so, once.
    pub fn lose_answer_to(&self, request: &'static str) {
        *self.loses.lock().unwrap_or_else(PoisonError::into_inner) = Some(request);
    }

    /// Whether that has happened.
    pub fn has_lost_it(&self) -> bool {
        let loses = self.loses.lock().unwrap_or_else(PoisonError::into_inner);
        loses.is_none()
    }
}

impl Drop for LossyLine {
    fn drop(&mut self) {
        self.carrier.abort();
    }
}

async fn carry(phone: TcpStream, relay: TcpStream, loses: Arc<Mutex<Option<&'static str>>>) {
    let (from_phone, to_phone) = phone.into_split();
    let (from_relay, to_relay) = relay.into_split();
    let (is_losing, losing) = watch::channel(false);
    // Either end closes both.
    tokio::select! {
        _ = up(from_phone, to_relay, &loses, &is_losing) => {}
        _ = down(from_relay, to_phone, &losing) => {}
    }
}

async fn up(
    mut phone: OwnedReadHalf,
    mut relay: OwnedWriteHalf,
    loses: &Mutex<Option<&'static str>>,
    is_losing: &watch::Sender<bool>,
) -> io::Result<()> {
    let mut piece = vec![0; 64 * 1024];
    loop {
        let read = phone.read(&mut piece).await?;
        let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else {
            return Ok(());
        };
        {
            let mut loses = loses.lock().unwrap_or_else(PoisonError::into_inner);
            // The first line of a request begins a piece of its own.
            if loses.is_some_and(|request| bytes.starts_with(request.as_bytes())) {
                *loses = None;
                let _ = is_losing.send(true);
            }
        }
        relay.write_all(bytes).await?;
    }
}

/// Ends when the answer that is lost has come.
async fn down(
    mut relay: OwnedReadHalf,
    mut phone: OwnedWriteHalf,
    losing: &watch::Receiver<bool>,
) -> io::Result<()> {
    let mut piece = vec![0; 64 * 1024];
    loop {
        let read = relay.read(&mut piece).await?;
        let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else {
            return Ok(());
        };
        if *losing.borrow() {
            return Ok(());
        }
        phone.write_all(bytes).await?;
    }
}
