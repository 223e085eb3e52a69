//! As little HTTP/1.1 as it takes to load a relay without loading the machine.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::Result;

/// A whole request.
pub(super) fn request(path: &str, token: Option<&str>, body: &[u8]) -> Vec<u8> {
    let authorization = token.map_or_else(String::new, |token| {
        format!("Authorization: Bearer {token}\r\n")
    });
    let mut request = format!(
        "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{authorization}Content-Length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    request.extend_from_slice(body);
    request
}

/// A reply that came whole.
pub struct Reply {
    /// Its status.
    pub status: u16,
    /// Its body, without chunks.
    pub body: Vec<u8>,
}

/// One connection, one request after another.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    /// Connects.
    pub async fn to(relay: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(relay).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::new(),
        })
    }

    /// Sends these bytes.
    pub async fn send(&mut self, request: &[u8]) -> Result<()> {
        Ok(self.stream.write_all(request).await?)
    }

    /// Reads one reply to its end.
    pub async fn reply(&mut self) -> Result<Reply> {
        loop {
            if let Some((reply, length)) = whole(&self.buffer)? {
                self.buffer.drain(..length);
                return Ok(reply);
            }
            self.read_more().await?;
        }
    }

    /// Reads a reply that does not end, until enough of its body is there.
    pub async fn read_until(
        &mut self,
        mut is_enough: impl FnMut(&[u8]) -> Result<bool>,
    ) -> Result<()> {
        let mut seen = 0;
        loop {
            if let Some(head) = head_of(&self.buffer)? {
                if head.status != 200 {
                    return Err(format!("the relay answered {}", head.status).into());
                }
                let rest = self.buffer.get(head.length..).unwrap_or_default();
                let (body, _) = chunks(rest)?;
                let new = body.get(seen..).unwrap_or_default();
                seen = body.len();
                if is_enough(new)? {
                    return Ok(());
                }
            }
            self.read_more().await?;
        }
    }

    async fn read_more(&mut self) -> Result<()> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            return Err("the relay closed the connection".into());
        }
        Ok(())
    }
}

struct Head {
    status: u16,
    length: usize,
    /// None: it comes in chunks.
    body: Option<usize>,
}

fn head_of(bytes: &[u8]) -> Result<Option<Head>> {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = core::str::from_utf8(bytes.get(..end).unwrap_or_default())?;
    let status = head.split(' ').nth(1).ok_or("not HTTP")?.parse()?;
    let body = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse().ok())?
    });
    Ok(Some(Head {
        status,
        length: end + 4,
        body,
    }))
}

fn whole(bytes: &[u8]) -> Result<Option<(Reply, usize)>> {
    let Some(head) = head_of(bytes)? else {
        return Ok(None);
    };
    let rest = bytes.get(head.length..).unwrap_or_default();
    let (body, length) = match head.body {
        Some(length) if rest.len() < length => return Ok(None),
        Some(length) => (rest.get(..length).unwrap_or_default().to_vec(), length),
        None => match chunks(rest)? {
            (body, Some(length)) => (body, length),
            (_, None) => return Ok(None),
        },
    };
    let reply = Reply {
        status: head.status,
        body,
    };
    Ok(Some((reply, head.length + length)))
}

/// The chunks that are here whole, and the length of all once the last one is.
fn chunks(mut bytes: &[u8]) -> Result<(Vec<u8>, Option<usize>)> {
    let all = bytes.len();
    let mut body = Vec::new();
    loop {
        let Some(end) = bytes.windows(2).position(|two| two == b"\r\n") else {
            return Ok((body, None));
        };
        let size = core::str::from_utf8(bytes.get(..end).unwrap_or_default())?;
        let size = usize::from_str_radix(size, 16)?;
        let Some(chunk) = bytes.get(end + 2..end + 4 + size) else {
            return Ok((body, None));
        };
        bytes = bytes.get(end + 4 + size..).unwrap_or_default();
        if size == 0 {
            return Ok((body, Some(all - bytes.len())));
        }
        body.extend_from_slice(chunk.get(..size).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_in_chunks_is_whole_only_at_its_end() {
        let bytes = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n3\r\n, w\r\n0\r\n\r\n";
        for length in 0..bytes.len() {
            assert!(whole(&bytes[..length]).unwrap().is_none());
        }
        let (reply, length) = whole(bytes).unwrap().unwrap();
        assert_eq!((reply.status, length), (200, bytes.len()));
        assert_eq!(reply.body, b"hello, w");
    }

    #[test]
    fn a_reply_with_a_length_ends_there() {
        let bytes = b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nnoHTTP";
        let (reply, length) = whole(bytes).unwrap().unwrap();
        assert_eq!(
            (reply.status, reply.body.as_slice()),
            (404, b"no".as_slice())
        );
        assert_eq!(length, bytes.len() - 4);
    }
}
