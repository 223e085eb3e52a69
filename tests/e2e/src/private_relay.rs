//! A relay that only a private authority vouches for, as a council's own servers or a proxy that
//! inspects connections.

use std::{error::Error, fmt::Write as _, net::SocketAddr, sync::Arc};

use data_encoding::BASE64;
use ed25519_dalek::Signer as _;
use patchwork_relay::{RelayHandle, config::Config};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyIdMethod, PublicKeyData,
    SerialNumber, SignatureAlgorithm, SigningKey,
};
use rustls::{ServerConfig, pki_types::PrivatePkcs8KeyDer};
use tempfile::TempDir;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_rustls::TlsAcceptor;

/// The relay, with what ends TLS in front of it.
pub struct PrivateRelay {
    address: SocketAddr,
    root: Vec<u8>,
    front: JoinHandle<()>,
    _relay: RelayHandle,
    _folder: TempDir,
}

impl PrivateRelay {
    /// Starts it.
    pub async fn start() -> Result<Self, Box<dyn Error>> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let folder = tempfile::tempdir()?;
        let mut config = Config::on_free_port(folder.path());
        config.origins = format!("{}, {}", here(address), Self::ELSEWHERE);
        let relay = patchwork_relay::serve(config, std::future::pending()).await?;
        let (root, tls) = certified()?;
        let acceptor = TlsAcceptor::from(Arc::new(tls));
        let behind = relay.local_addr();
        let front = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    // Whoever does not trust the certificate ends this.
                    let mut client = acceptor.accept(client).await?;
                    let mut relay = TcpStream::connect(behind).await?;
                    copy_bidirectional(&mut client, &mut relay).await
                });
            }
        });
        Ok(Self {
            address,
            root,
            front,
            _relay: relay,
            _folder: folder,
        })
    }

    /// Its address as of another computer: no name service knows it, a proxy has to.
    pub const ELSEWHERE: &str = "https://relay.example";

    /// Its address on this computer.
    pub fn here(&self) -> String {
        here(self.address)
    }

    /// Where its TLS is.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The certificate of its authority, as DER.
    pub fn root(&self) -> Vec<u8> {
        self.root.clone()
    }

    /// The same as PEM.
    pub fn root_as_text(&self) -> String {
        let mut pem = "-----BEGIN CERTIFICATE-----\n".to_owned();
        for line in self.root.chunks(48) {
            let _ = writeln!(pem, "{}", BASE64.encode(line));
        }
        pem.push_str("-----END CERTIFICATE-----\n");
        pem
    }
}

impl Drop for PrivateRelay {
    fn drop(&mut self) {
        self.front.abort();
    }
}

fn here(address: SocketAddr) -> String {
    format!("https://localhost:{}", address.port())
}

/// An authority's certificate, and what a server shows that it vouches for.
fn certified() -> Result<(Vec<u8>, ServerConfig), Box<dyn Error>> {
    let authority_key = Key::draw()?;
    let mut authority = CertificateParams::new(Vec::new())?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.serial_number = Some(SerialNumber::from(1));
    authority.key_identifier_method = KeyIdMethod::PreSpecified(vec![1]);
    authority
        .distinguished_name
        .push(DnType::CommonName, "Northtown Council");
    let root = authority.self_signed(&authority_key)?;
    let key = Key::draw()?;
    let mut server = CertificateParams::new(["localhost", "relay.example"].map(str::to_owned))?;
    server.serial_number = Some(SerialNumber::from(2));
    let server = server.signed_by(&key, &Issuer::new(authority, authority_key))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![server.der().clone()], key.to_pkcs8().into())?;
    Ok((root.der().to_vec(), tls))
}

/// A key pair that signs certificates or belongs to one.
struct Key {
    secret: ed25519_dalek::SigningKey,
    public: [u8; 32],
}

impl Key {
    fn draw() -> Result<Self, getrandom::Error> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed)?;
        let secret = ed25519_dalek::SigningKey::from_bytes(&seed);
        let public = secret.verifying_key().to_bytes();
        Ok(Self { secret, public })
    }

    /// As PKCS #8 has it: a fixed beginning (RFC 8410), then the seed.
    fn to_pkcs8(&self) -> PrivatePkcs8KeyDer<'static> {
        const BEGINNING: [u8; 16] = [
            0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22,
            0x04, 0x20,
        ];
        [&BEGINNING[..], &self.secret.to_bytes()].concat().into()
    }
}

impl PublicKeyData for Key {
    fn der_bytes(&self) -> &[u8] {
        &self.public
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &rcgen::PKCS_ED25519
    }
}

impl SigningKey for Key {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        Ok(self.secret.sign(message).to_bytes().to_vec())
    }
}
