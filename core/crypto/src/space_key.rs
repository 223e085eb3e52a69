//! The key of a space, and the id that commits to it.

use core::fmt;

use patchwork_protocol::KeyId;
use rand_core::CryptoRng;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// What a space's content is sealed under: 32 random bytes that every member's devices hold.
///
/// It is never used as it is: each use derives its own key, so that no two uses can meet.
#[derive(Clone)]
pub struct SpaceKey(Zeroizing<[u8; 32]>);

impl SpaceKey {
    /// Length in bytes.
    pub const LEN: usize = 32;

    /// A new key.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = Zeroizing::new([0; Self::LEN]);
        rng.fill_bytes(bytes.as_mut_slice());
        Self(bytes)
    }

    /// The key as kept by the store: a secret.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        self.0.clone()
    }

    /// A key from where [`SpaceKey::to_bytes`] was kept.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(Zeroizing::new(*bytes))
    }

    /// The id that team changes sign and envelopes name.
    ///
    /// It tells nothing of the key. To find another key for a given id takes 2^128 tries; two
    /// keys of one's own with the same id, 2^64: the maker of a key must not be able to give
    /// one half of a team another key than the other half under one signed id.
    pub fn id(&self) -> KeyId {
        let commitment = blake3::derive_key("patchwork/key-id/1", self.0.as_slice());
        let mut id = [0; KeyId::LEN];
        id.copy_from_slice(commitment.split_at(KeyId::LEN).0);
        KeyId(id)
    }

    /// The key for one purpose; `context` is a constant of this crate.
    pub(crate) fn derive(&self, context: &'static str) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(blake3::derive_key(context, self.0.as_slice()))
    }
}

impl PartialEq for SpaceKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(other.0.as_slice()).into()
    }
}

impl Eq for SpaceKey {}

impl fmt::Debug for SpaceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SpaceKey({})", self.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rng;

    #[test]
    fn a_key_reads_back_and_keeps_its_id() {
        let key = SpaceKey::generate(&mut rng(1));
        let again = SpaceKey::from_bytes(&key.to_bytes());
        assert_eq!(key, again);
        assert_eq!(key.id(), again.id());
        assert_ne!(key, SpaceKey::generate(&mut rng(2)));
    }

    #[test]
    fn an_id_is_too_long_for_its_keys_maker_to_find_two_keys_for_it() {
        // A collision of n bits takes 2^(n/2) tries; 2^64 is out of reach, 2^32 is an afternoon.
        const { assert!(KeyId::LEN * 8 / 2 >= 64) };
        let key = SpaceKey::from_bytes(&[7; 32]);
        let commitment = blake3::derive_key("patchwork/key-id/1", &[7; 32]);
        assert_eq!(key.id().as_bytes(), &commitment[..16]);
    }

    #[test]
    fn debug_shows_the_id_and_nothing_of_the_key() {
        let key = SpaceKey::from_bytes(&[0xab; 32]);
        let shown = format!("{key:?}");
        assert_eq!(shown, format!("SpaceKey({})", key.id()));
        assert!(!shown.contains("abab"));
    }

    #[test]
    fn each_purpose_has_a_key_of_its_own() {
        let key = SpaceKey::from_bytes(&[7; 32]);
        assert_ne!(*key.derive("one"), *key.derive("two"));
        assert_ne!(*key.derive("one"), *key.to_bytes());
    }
}
