//! A proxy that opens tunnels, as most networks of councils have one.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use data_encoding::BASE64;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, copy_bidirectional},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// The proxy. Whatever host is asked for, the tunnel leads to one place.
pub struct ConnectProxy {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    server: JoinHandle<()>,
}

impl ConnectProxy {
    /// A proxy to this place. With `sign_in`, a name and a password as `name:password`, it lets
    /// nobody else through.
    pub async fn to(place: SocketAddr, sign_in: Option<&str>) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let asked = Arc::new(Mutex::default());
        let wanted = sign_in.map(|sign_in| format!("Basic {}", BASE64.encode(sign_in.as_bytes())));
        let server = tokio::spawn({
            let asked = Arc::clone(&asked);
            async move {
                while let Ok((client, _)) = listener.accept().await {
                    tokio::spawn(serve(client, place, wanted.clone(), Arc::clone(&asked)));
                }
            }
        });
        Ok(Self {
            address,
            asked,
            server,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The first line of each request so far.
    pub fn asked(&self) -> Vec<String> {
        self.asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Drop for ConnectProxy {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn serve(
    client: TcpStream,
    place: SocketAddr,
    wanted: Option<String>,
    asked: Arc<Mutex<Vec<String>>>,
) -> io::Result<()> {
    let mut client = BufReader::new(client);
    let mut first = String::new();
    client.read_line(&mut first).await?;
    let first = first.trim_end().to_owned();
    let mut signed_in = None;
    loop {
        let mut line = String::new();
        client.read_line(&mut line).await?;
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("proxy-authorization")
        {
            signed_in = Some(value.trim().to_owned());
        }
    }
    let is_tunnel = first.starts_with("CONNECT ");
    asked
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(first);
    if wanted.is_some() && signed_in != wanted {
        return client
            .write_all(
                b"HTTP/1.1 407 Proxy Authentication Required\r\n\
                  proxy-authenticate: Basic realm=\"council\"\r\ncontent-length: 0\r\n\r\n",
            )
            .await;
    }
    if !is_tunnel {
        return client
            .write_all(b"HTTP/1.1 405 Method Not Allowed\r\ncontent-length: 0\r\n\r\n")
            .await;
    }
    let mut server = TcpStream::connect(place).await?;
    client
        .write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")
        .await?;
    copy_bidirectional(&mut client, &mut server).await?;
    Ok(())
}
