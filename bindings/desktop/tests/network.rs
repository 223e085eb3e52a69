//! The program reaches a relay as its computer says: through the proxy of the environment, with the
//! system's root certificates.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::{
    fs::File,
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use patchwork_e2e::{ConnectProxy, PrivateRelay};

const PATIENCE: Duration = Duration::from_mins(1);

/// The program with a new vault, and the address of its pages.
struct Program {
    child: Child,
    log: PathBuf,
    port: u16,
    token: String,
}

impl Program {
    fn start(folder: &Path, environment: &[(&str, &str)]) -> Self {
        std::fs::create_dir_all(folder).unwrap();
        let log = folder.join("log.txt");
        let mut command = Command::new(env!("CARGO_BIN_EXE_patchwork"));
        command
            .args(["open", "--passphrase-stdin", "--data-dir"])
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(File::create(&log).unwrap());
        for name in ["HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "HTTP_PROXY"] {
            command.env_remove(name);
            command.env_remove(name.to_lowercase());
        }
        command
            .env_remove("SSL_CERT_FILE")
            .env_remove("SSL_CERT_DIR");
        let mut child = command.envs(environment.iter().copied()).spawn().unwrap();
        writeln!(child.stdin.as_mut().unwrap(), "maple candle river stone").unwrap();
        let mut said = String::new();
        let mut output = BufReader::new(child.stdout.as_mut().unwrap());
        output.read_line(&mut said).unwrap();
        let (_, address) = said.split_once("http://127.0.0.1:").unwrap();
        let (port, token) = address.split_once("/?token=").unwrap();
        Self {
            port: port.parse().unwrap(),
            token: token.trim().to_owned(),
            child,
            log,
        }
    }

    /// Founds a partnership at this relay on its page; the whole answer.
    fn found(&self, relay: &str) -> String {
        let form = format!(
            "relay={relay}&partnership=Northtown&agency=Social+care&agency_kind=social-care\
             &name=Priya+Nair&role=Social+worker"
        );
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let (port, token) = (self.port, &self.token);
        write!(
            stream,
            "POST /found HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\nSec-Fetch-Site: same-origin\r\n\
             Cookie: patchwork_{port}={token}\r\nContent-Length: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n\r\n{form}",
            form.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Ends it; what it said to the log.
    fn end(mut self) -> String {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        std::fs::read_to_string(&self.log).unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether the form was taken.
fn is_redirect(answer: &str) -> bool {
    let status = answer.lines().next().unwrap_or_default();
    status.contains(" 303 ")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_environments_proxy_and_the_systems_roots_lead_to_the_relay() {
    let relay = PrivateRelay::start().await.unwrap();
    let proxy = ConnectProxy::to(relay.address(), Some("priya:sesame"))
        .await
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let roots = folder.path().join("roots.pem");
    std::fs::write(&roots, relay.root_as_text()).unwrap();
    let url = format!("http://priya:sesame@{}", proxy.address());
    let data = folder.path().join("through");
    let environment = [
        ("HTTPS_PROXY", url.as_str()),
        ("SSL_CERT_FILE", roots.to_str().unwrap()),
        ("PATCHWORK_LOG", "trace"),
    ];
    let program = Program::start(&data, &environment);
    let answer = program.found(PrivateRelay::ELSEWHERE);
    assert!(is_redirect(&answer), "{answer}");
    let asked = proxy.asked();
    assert!(!asked.is_empty());
    assert_eq!(asked[0], "CONNECT relay.example:443 HTTP/1.1");
    let log = program.end();
    assert!(!log.is_empty());
    for secret in ["sesame", "cHJpeWE6c2VzYW1l"] {
        assert!(!log.contains(secret), "{log}");
    }

    // What is excepted from the proxy does not go through it, and no name service knows it.
    let asked = proxy.asked().len();
    let data = folder.path().join("excepted");
    let environment = [
        environment[0],
        environment[1],
        ("NO_PROXY", "relay.example"),
    ];
    let program = Program::start(&data, &environment);
    let answer = program.found(PrivateRelay::ELSEWHERE);
    assert!(!is_redirect(&answer), "{answer}");
    assert_eq!(proxy.asked().len(), asked);
    drop(program);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_systems_roots_cannot_be_read_it_opens_and_says_so_without_naming_a_file() {
    let relay = PrivateRelay::start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing.pem");
    let environment = [("SSL_CERT_FILE", missing.to_str().unwrap())];
    let program = Program::start(&folder.path().join("data"), &environment);
    let answer = program.found(&relay.here());
    assert!(
        answer.contains("cannot prove that it is the relay"),
        "{answer}"
    );
    let log = program.end();
    assert!(log.contains("root certificates cannot be read"), "{log}");
    assert!(!log.contains("missing.pem"), "{log}");
}
