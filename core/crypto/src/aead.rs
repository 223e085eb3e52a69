//! XChaCha20-Poly1305 for the rest of this crate: whole buffers, no choice of primitive.
//!
//! The 24-byte nonce is what lets a nonce be put together from public fields and a salt
//! (`draft-irtf-cfrg-xchacha`). Nothing outside this crate reaches it.

use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce, aead::AeadInOut};

/// Bytes of authentication tag after every ciphertext.
pub(crate) const TAG: usize = 16;

/// The ciphertext did not authenticate: wrong key, wrong place or damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotAuthentic;

/// Encrypts `buffer` where it lies and appends the tag.
///
/// The only failure of the primitive is a message of more than 256 GiB.
pub(crate) fn seal(
    key: &[u8; 32],
    nonce: [u8; 24],
    associated_data: &[u8],
    mut buffer: Vec<u8>,
) -> Result<Vec<u8>, NotAuthentic> {
    XChaCha20Poly1305::new(key.into())
        .encrypt_in_place(&XNonce::from(nonce), associated_data, &mut buffer)
        .map_err(|_| NotAuthentic)?;
    Ok(buffer)
}

/// Checks the tag and decrypts.
pub(crate) fn open(
    key: &[u8; 32],
    nonce: [u8; 24],
    associated_data: &[u8],
    sealed: &[u8],
) -> Result<Vec<u8>, NotAuthentic> {
    let mut buffer = sealed.to_vec();
    XChaCha20Poly1305::new(key.into())
        .decrypt_in_place(&XNonce::from(nonce), associated_data, &mut buffer)
        .map_err(|_| NotAuthentic)?;
    Ok(buffer)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// draft-irtf-cfrg-xchacha-03, appendix A.3.1.
    #[test]
    fn the_published_test_vector_comes_out() {
        let hex = |text: &str| data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap();
        let key: [u8; 32] = hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f")
            .try_into()
            .unwrap();
        let nonce: [u8; 24] = hex("404142434445464748494a4b4c4d4e4f5051525354555657")
            .try_into()
            .unwrap();
        let plaintext = b"Ladies and Gentlemen of the class of '99: If I could offer you only \
            one tip for the future, sunscreen would be it.";
        let sealed = seal(
            &key,
            nonce,
            &hex("50515253c0c1c2c3c4c5c6c7"),
            plaintext.to_vec(),
        )
        .unwrap();
        assert_eq!(
            data_encoding::HEXLOWER.encode(&sealed),
            "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb\
             731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452\
             2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9\
             21f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780a\
             cf49"
        );
    }
}
