//! The line between one phone and the relay, with an aeroplane switch.
//!
//! It lies below the phone's own client, which knows nothing of it: cut, every
//! connection breaks and none comes about, as in a kitchen without signal.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
    task::AbortHandle,
};

/// A TCP line that can be cut. Dropping it takes it down.
#[derive(Debug)]
pub(super) struct Line {
    address: SocketAddr,
    signal: Arc<watch::Sender<bool>>,
    carrying: AbortHandle,
}

impl Line {
    /// Lays a line to the relay at this address, with signal.
    pub(super) async fn lay(relay: SocketAddr) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let signal = Arc::new(watch::Sender::new(true));
        let carrying = tokio::spawn(carry(listener, relay, Arc::clone(&signal))).abort_handle();
        Ok(Self {
            address,
            signal,
            carrying,
        })
    }

    /// What the phone takes for the relay's address.
    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(super) fn cut(&self) {
        self.signal.send_replace(false);
    }

    pub(super) fn mend(&self) {
        self.signal.send_replace(true);
    }

    pub(super) fn has_signal(&self) -> bool {
        *self.signal.borrow()
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.carrying.abort();
        self.signal.send_replace(false);
    }
}

async fn carry(listener: TcpListener, relay: SocketAddr, signal: Arc<watch::Sender<bool>>) {
    loop {
        let Ok((phone, _)) = listener.accept().await else {
            // Out of file descriptors: give some time to come free.
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            continue;
        };
        if !*signal.borrow() {
            continue;
        }
        let mut signal = signal.subscribe();
        tokio::spawn(async move {
            tokio::select! {
                _ = connect(phone, relay) => {}
                _ = signal.wait_for(|has_signal| !has_signal) => {}
            }
        });
    }
}

async fn connect(mut phone: TcpStream, relay: SocketAddr) -> std::io::Result<()> {
    let mut relay = TcpStream::connect(relay).await?;
    phone.set_nodelay(true)?;
    relay.set_nodelay(true)?;
    copy_bidirectional(&mut phone, &mut relay).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    /// A peer that sends back what it gets.
    async fn echo() -> SocketAddr {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            loop {
                let (mut peer, _) = listener.accept().await.unwrap();
                tokio::spawn(async move {
                    let (mut read, mut write) = peer.split();
                    let _ = tokio::io::copy(&mut read, &mut write).await;
                });
            }
        });
        address
    }

    async fn says(stream: &mut TcpStream, word: &[u8]) -> std::io::Result<Vec<u8>> {
        stream.write_all(word).await?;
        let mut back = vec![0; word.len()];
        stream.read_exact(&mut back).await?;
        Ok(back)
    }

    #[tokio::test]
    async fn a_cut_line_breaks_what_is_open_and_lets_nothing_new_through_until_it_is_mended() {
        let line = Line::lay(echo().await).await.unwrap();
        let mut open = TcpStream::connect(line.address).await.unwrap();
        assert_eq!(says(&mut open, b"hello").await.unwrap(), b"hello");

        line.cut();
        assert!(says(&mut open, b"still there?").await.is_err());
        let mut late = TcpStream::connect(line.address).await.unwrap();
        assert!(says(&mut late, b"anybody?").await.is_err());

        line.mend();
        let mut new = TcpStream::connect(line.address).await.unwrap();
        assert_eq!(
            says(&mut new, b"hello again").await.unwrap(),
            b"hello again"
        );
    }
}
