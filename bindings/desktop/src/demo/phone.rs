//! A phone: `patchwork open` in a process of its own, and its pages as a browser asks for them.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{DemoError, child::Process, line::Line, scene::PhonePlace};
use crate::open::in_address;

/// A phone that runs.
pub(super) struct Phone {
    pub(super) line: Line,
    pages: Pages,
    process: Process,
}

impl Phone {
    /// Unlocks the phone's data in a new process; the page at this origin may show it.
    pub(super) async fn start(
        place: &PhonePlace,
        line: Line,
        port: u16,
        shown_by: &str,
    ) -> Result<Self, DemoError> {
        let port = port.to_string();
        let arguments = [
            "open".as_ref(),
            "--data-dir".as_ref(),
            place.folder.as_os_str(),
            "--port".as_ref(),
            port.as_ref(),
            "--passphrase-stdin".as_ref(),
            "--end-with-stdin".as_ref(),
            // Whoever looks at the demo may look for long.
            "--idle-seconds".as_ref(),
            "0".as_ref(),
            "--frame-ancestor".as_ref(),
            shown_by.as_ref(),
        ];
        let log = place.folder.with_extension("log");
        let process = Process::start(&arguments, Some(&place.passphrase), &log).await?;
        let pages = Pages::read(&process.ready).ok_or_else(|| DemoError::Silent {
            what: "open".to_owned(),
        })?;
        Ok(Self {
            line,
            pages,
            process,
        })
    }

    pub(super) fn pages(&self) -> &Pages {
        &self.pages
    }

    /// The phone's system tells its apps that there is a network again.
    pub(super) fn tell_of_network(&self) {
        let pages = self.pages.clone();
        tokio::spawn(async move {
            // Without an answer the app tries again by itself, a little later.
            let _ = pages.post("/sync", &[]).await;
        });
    }

    pub(super) async fn end(self) {
        self.process.end().await;
    }
}

/// The pages of one phone, and the token that lets in.
#[derive(Debug, Clone)]
pub(super) struct Pages {
    port: u16,
    token: String,
}

/// What came back.
pub(super) struct Answer {
    pub(super) status: u16,
    /// Where the browser is sent next.
    pub(super) location: Option<String>,
}

impl Pages {
    /// From the line that `patchwork open` prints.
    fn read(line: &str) -> Option<Self> {
        let (_, address) = line.split_once("http://127.0.0.1:")?;
        let (port, token) = address.split_once("/?token=")?;
        Some(Self {
            port: port.parse().ok()?,
            token: token.trim().to_owned(),
        })
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    pub(super) fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The address that lets a browser in, and leads to this page.
    pub(super) fn address_of(&self, path: &str) -> String {
        format!("{}/?token={}&back={path}", self.origin(), self.token)
    }

    /// Sends a form, as the page itself would.
    pub(super) async fn post(
        &self,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Result<Answer, DemoError> {
        self.ask("POST", path, fields).await
    }

    async fn ask(
        &self,
        method: &str,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Result<Answer, DemoError> {
        let form = fields
            .iter()
            .map(|(name, value)| format!("{}={}", in_address(name), in_address(value)))
            .collect::<Vec<_>>()
            .join("&");
        let (port, token, origin) = (self.port, &self.token, self.origin());
        // HTTP/1.0: one answer, then the connection ends.
        let request = format!(
            "{method} {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\nOrigin: {origin}\r\n\
             Sec-Fetch-Site: same-origin\r\nCookie: patchwork_{port}={token}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            form.len()
        );
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut stream = TcpStream::connect(address)
            .await
            .map_err(DemoError::Child)?;
        stream
            .write_all(request.as_bytes())
            .await
            .map_err(DemoError::Child)?;
        let mut answer = Vec::new();
        stream
            .take(1 << 20)
            .read_to_end(&mut answer)
            .await
            .map_err(DemoError::Child)?;
        let answer = String::from_utf8_lossy(&answer);
        let head = answer.split("\r\n\r\n").next().unwrap_or_default();
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        let location = head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("location")
                .then(|| value.to_owned())
        });
        Ok(Answer {
            status: status.unwrap_or_default(),
            location,
        })
    }

    /// What is sent to a phone that is locked is only held over unlocking.
    async fn must_be_unlocked(&self) -> Result<(), DemoError> {
        // Whoever has unlocked is led on from this page.
        match self.ask("GET", "/unlock", &[]).await?.location {
            Some(_) => Ok(()),
            None => Err(DemoError::Locked),
        }
    }

    /// Sends a form that must be taken, and says where the browser goes next.
    pub(super) async fn submit(
        &self,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Result<String, DemoError> {
        self.must_be_unlocked().await?;
        let answer = self.post(path, fields).await?;
        match (answer.status, answer.location) {
            (303 | 302, Some(location)) => Ok(location),
            (status, _) => Err(DemoError::Page {
                path: path.to_owned(),
                status,
            }),
        }
    }

    /// Keeps what a draft holds, as the page itself does while somebody types.
    pub(super) async fn keep(&self, draft: &str, fields: &[(&str, &str)]) -> Result<(), DemoError> {
        let path = format!("{draft}/keep");
        self.must_be_unlocked().await?;
        match self.post(&path, fields).await?.status {
            200 => Ok(()),
            status => Err(DemoError::Page { path, status }),
        }
    }
}
