//! A line to the relay that can lose an answer, so that what was asked arrives
//! and what came of it is never heard; or the request itself.

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

/// What is lost next.
#[derive(Clone, Copy)]
struct Loss {
    /// How the request begins.
    request: &'static str,
    /// Whether the relay gets it.
    arrives: bool,
}

/// A line to a relay.
pub struct LossyLine {
    address: SocketAddr,
    loses: Arc<Mutex<Option<Loss>>>,
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
        self.lose(Loss {
            request,
            arrives: true,
        });
    }

    /// Loses the next request that begins so, once: the relay never hears of it.
    pub fn lose_request(&self, request: &'static str) {
        self.lose(Loss {
            request,
            arrives: false,
        });
    }

    fn lose(&self, loss: Loss) {
        *self.loses.lock().unwrap_or_else(PoisonError::into_inner) = Some(loss);
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

async fn carry(phone: TcpStream, relay: TcpStream, loses: Arc<Mutex<Option<Loss>>>) {
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
    loses: &Mutex<Option<Loss>>,
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
            if let Some(loss) = *loses
                && bytes.starts_with(loss.request.as_bytes())
            {
                *loses = None;
                if !loss.arrives {
                    return Ok(());
                }
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
