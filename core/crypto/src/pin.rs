//! The PIN of a screen lock: held in memory, compared, and nothing else.

use core::fmt;

use rand_core::CryptoRng;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// A PIN that was set in this process. It cannot be read back, and nothing here writes it or
/// anything that is computed from it.
pub struct Pin {
    key: Zeroizing<[u8; 32]>,
    digest: Zeroizing<[u8; 32]>,
}

impl Pin {
    /// A PIN to compare others with.
    pub fn new(digits: &str, rng: &mut impl CryptoRng) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        rng.fill_bytes(key.as_mut_slice());
        let digest = Zeroizing::new(*blake3::keyed_hash(&key, digits.as_bytes()).as_bytes());
        Self { key, digest }
    }

    /// Whether these are the same digits, in a time that tells nothing about them.
    pub fn is(&self, digits: &str) -> bool {
        let typed = Zeroizing::new(*blake3::keyed_hash(&self.key, digits.as_bytes()).as_bytes());
        self.digest.as_slice().ct_eq(typed.as_slice()).into()
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(..)")
    }
}

#[cfg(test)]
mod tests {
    use rand_core::SeedableRng as _;

    use super::*;

    #[test]
    fn only_the_same_digits_are_the_pin_and_it_shows_nothing() {
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(1);
        let pin = Pin::new("270613", &mut rng);
        assert!(pin.is("270613"));
        for other in ["", "27061", "2706130", "270614", "070613"] {
            assert!(!pin.is(other), "{other}");
        }
        assert_eq!(format!("{pin:?}"), "Pin(..)");
    }
}
