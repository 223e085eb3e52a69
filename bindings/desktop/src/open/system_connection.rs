//! How this computer reaches servers.

use patchwork_client::{ConnectionOptions, MAX_EXTRA_ROOTS, ProxySetting};
use rustls::RootCertStore;

/// The proxy that the environment names, and the system's root certificates, or those that
/// `SSL_CERT_FILE` and `SSL_CERT_DIR` name in their place. Reads files, and waits for them.
pub(super) fn system_connection() -> ConnectionOptions {
    ConnectionOptions {
        extra_roots: system_roots(),
        proxy: Some(ProxySetting::FromEnvironment),
    }
}

/// Those that can be used. Whatever is wrong with the system's store, the client opens: it has
/// roots of its own.
fn system_roots() -> Vec<Vec<u8>> {
    let read = rustls_native_certs::load_native_certs();
    let found = read.certs.len();
    // One that rustls cannot use would be refused by the client, and the others with it.
    let mut usable = RootCertStore::empty();
    let mut room = MAX_EXTRA_ROOTS;
    let roots: Vec<Vec<u8>> = read
        .certs
        .into_iter()
        .filter(|certificate| {
            let fits = certificate.len() <= room && usable.add(certificate.clone()).is_ok();
            if fits {
                room -= certificate.len();
            }
            fits
        })
        .map(|certificate| certificate.to_vec())
        .collect();
    // Numbers only: what went wrong names files of this computer.
    if roots.is_empty() {
        tracing::warn!(
            "this computer's root certificates cannot be read; only those that Patchwork brings \
             along are trusted"
        );
    } else if !read.errors.is_empty() || roots.len() < found {
        tracing::info!(
            unread = read.errors.len(),
            unusable = found - roots.len(),
            "not all of this computer's root certificates are trusted"
        );
    }
    roots
}
