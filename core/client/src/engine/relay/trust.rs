//! Which authorities may vouch for a relay.

use rustls::{
    RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};

use crate::{
    connection_options::MAX_EXTRA_ROOTS,
    error::{ClientError, Result},
};

/// The authorities that Patchwork brings along, and these.
pub(super) fn roots(extra: &[Vec<u8>]) -> Result<RootCertStore> {
    let size = extra.iter().map(Vec::len).fold(0, usize::saturating_add);
    if size > MAX_EXTRA_ROOTS {
        return Err(ClientError::invalid(
            "extra_roots",
            "The additional root certificates are larger than 4 MiB together. Leave out those \
             that are not needed.",
        ));
    }
    let mut roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    for given in extra {
        for certificate in certificates(given)? {
            roots.add(certificate).map_err(|_| unreadable())?;
        }
    }
    Ok(roots)
}

fn certificates(given: &[u8]) -> Result<Vec<CertificateDer<'_>>> {
    const PEM: &[u8] = b"-----BEGIN ";
    if !given.windows(PEM.len()).any(|bytes| bytes == PEM) {
        return Ok(vec![CertificateDer::from(given)]);
    }
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(given).collect();
    match certificates {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        _ => Err(unreadable()),
    }
}

fn unreadable() -> ClientError {
    ClientError::invalid(
        "extra_roots",
        "One of the additional root certificates cannot be read. Give each as PEM or as DER, or \
         leave it out.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(extra: &[Vec<u8>]) -> String {
        match roots(extra) {
            Err(ClientError::Invalid { field, reason }) if field == "extra_roots" => reason,
            Err(other) => panic!("{other:?}"),
            Ok(_) => panic!("they were taken"),
        }
    }

    #[test]
    fn what_is_no_certificate_is_refused_with_a_sentence() {
        let key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
        let damaged = "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n";
        let empty = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        for given in ["", "no certificate", key, damaged, empty] {
            let reason = reason(&[given.as_bytes().to_vec()]);
            assert!(reason.contains("cannot be read"), "{given:?}: {reason}");
        }
    }

    #[test]
    fn more_than_the_bound_is_refused_before_it_is_read() {
        let reason = reason(&[vec![b' '; MAX_EXTRA_ROOTS], vec![b' ']]);
        assert!(reason.contains("larger than 4 MiB"), "{reason}");
    }

    #[test]
    fn without_more_the_bundled_authorities_are_trusted() {
        let trusted = roots(&[]).unwrap();
        assert_eq!(trusted.len(), webpki_roots::TLS_SERVER_ROOTS.len());
    }
}
