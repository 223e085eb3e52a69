//! The previous key of a space, sealed under the new one: who holds the current key can open
//! all history, one rotation after another.
//!
//! `Rotate` carries the result, 48 bytes. The nonce comes from the names: the sealing key is
//! the new key's own, and it seals one previous key under each name, so that doing it twice
//! gives the same bytes.

use patchwork_protocol::{KeyId, SpaceId};
use zeroize::Zeroizing;

use crate::{
    SpaceKey,
    aead::{self, NotAuthentic},
};

const KEY_CONTEXT: &str = "patchwork/previous-key/1";
const NONCE_CONTEXT: &str = "patchwork/previous-key-nonce/1";
const DOMAIN: &[u8] = b"patchwork/previous-key/1";

/// Length of a sealed previous key in bytes.
pub const SEALED_PREVIOUS_KEY_LEN: usize = SpaceKey::LEN + aead::TAG;

/// Why a sealed previous key gave no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PreviousKeyError {
    /// Altered, of another space, or never sealed under this key.
    #[error("the sealed previous key does not authenticate")]
    NotAuthentic,
    /// It holds a key, but not the one of that id.
    #[error("expected the key {expected}, the sealed one is another")]
    OtherKey {
        /// The id that the space's history names.
        expected: KeyId,
    },
}

/// Seals `previous` for whoever holds `new`.
pub fn seal_previous_key(new: &SpaceKey, previous: &SpaceKey, space: SpaceId) -> Vec<u8> {
    let names = names(new.id(), previous.id(), space);
    aead::seal(
        &new.derive(KEY_CONTEXT),
        nonce(&names),
        &names,
        previous.to_bytes().to_vec(),
    )
    // Fails only on messages of more than 256 GiB; nobody opens an empty one.
    .unwrap_or_default()
}

/// The previous key, checked against the id that the space's history names for it.
pub fn open_previous_key(
    new: &SpaceKey,
    previous: KeyId,
    space: SpaceId,
    sealed: &[u8],
) -> Result<SpaceKey, PreviousKeyError> {
    let names = names(new.id(), previous, space);
    let opened = aead::open(&new.derive(KEY_CONTEXT), nonce(&names), &names, sealed)
        .map(Zeroizing::new)
        .map_err(|NotAuthentic| PreviousKeyError::NotAuthentic)?;
    let bytes: &[u8; 32] = opened
        .as_slice()
        .try_into()
        .map_err(|_| PreviousKeyError::NotAuthentic)?;
    let key = SpaceKey::from_bytes(bytes);
    if key.id() != previous {
        return Err(PreviousKeyError::OtherKey { expected: previous });
    }
    Ok(key)
}

fn names(new: KeyId, previous: KeyId, space: SpaceId) -> Vec<u8> {
    [
        DOMAIN,
        space.as_bytes(),
        new.as_bytes(),
        previous.as_bytes(),
    ]
    .concat()
}

fn nonce(names: &[u8]) -> [u8; 24] {
    let mut nonce = [0; 24];
    blake3::Hasher::new_derive_key(NONCE_CONTEXT)
        .update(names)
        .finalize_xof()
        .fill(&mut nonce);
    nonce
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{SPACE, rng};

    #[test]
    fn one_current_key_opens_all_history() {
        let keys: Vec<SpaceKey> = (0..4)
            .map(|seed| SpaceKey::generate(&mut rng(seed)))
            .collect();
        let sealed: Vec<Vec<u8>> = keys
            .windows(2)
            .map(|pair| seal_previous_key(&pair[1], &pair[0], SPACE))
            .collect();
        assert!(
            sealed
                .iter()
                .all(|bytes| bytes.len() == SEALED_PREVIOUS_KEY_LEN)
        );
        let mut key = keys[3].clone();
        for at in (0..3).rev() {
            key = open_previous_key(&key, keys[at].id(), SPACE, &sealed[at]).unwrap();
        }
        assert_eq!(key, keys[0]);
    }

    #[test]
    fn another_space_key_or_byte_opens_nothing() {
        let new = SpaceKey::generate(&mut rng(1));
        let previous = SpaceKey::generate(&mut rng(2));
        let sealed = seal_previous_key(&new, &previous, SPACE);
        let refused = Err(PreviousKeyError::NotAuthentic);
        let open = |new: &SpaceKey, previous, space, sealed: &[u8]| {
            open_previous_key(new, previous, space, sealed)
        };
        assert_eq!(
            open(&new, previous.id(), SpaceId([0; 32]), &sealed),
            refused
        );
        assert_eq!(open(&previous, previous.id(), SPACE, &sealed), refused);
        assert_eq!(open(&new, KeyId([0; 16]), SPACE, &sealed), refused);
        assert_eq!(open(&new, previous.id(), SPACE, &[]), refused);
        for at in 0..sealed.len() {
            let mut other = sealed.clone();
            other[at] ^= 1;
            assert_eq!(open(&new, previous.id(), SPACE, &other), refused);
        }
    }

    #[test]
    fn a_rotation_that_hides_another_key_under_the_name_is_refused() {
        let new = SpaceKey::generate(&mut rng(1));
        let named = KeyId([3; 16]);
        let names = names(new.id(), named, SPACE);
        let sealed =
            aead::seal(&new.derive(KEY_CONTEXT), nonce(&names), &names, vec![7; 32]).unwrap();
        assert_eq!(
            open_previous_key(&new, named, SPACE, &sealed),
            Err(PreviousKeyError::OtherKey { expected: named })
        );
    }
}
