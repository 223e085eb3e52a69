//! The two private halves of a device, and what they may be used for.

use core::fmt;

use ed25519_dalek::{Signer, SigningKey};
use hpke::{Deserializable, Kem, Serializable, kem::XWing};
use patchwork_protocol::{DeviceId, DeviceKeys};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// An Ed25519 signing key and an X-Wing (ML-KEM-768 + X25519) key, as their two seeds.
///
/// Made on the device and never leaving it but for its own store.
pub struct DeviceSecrets {
    signing: SigningKey,
    hpke_seed: Zeroizing<[u8; 32]>,
    public: DeviceKeys,
}

impl DeviceSecrets {
    /// Length of the two seeds in bytes.
    pub const LEN: usize = 64;

    /// The secrets of a new device.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut seeds = Zeroizing::new([0; Self::LEN]);
        rng.fill_bytes(seeds.as_mut_slice());
        Self::from_bytes(&seeds)
    }

    /// The secrets as kept by the store: signing seed ‖ X-Wing seed.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 64]> {
        let mut seeds = Zeroizing::new([0; Self::LEN]);
        let (signing, hpke) = seeds.split_at_mut(32);
        signing.copy_from_slice(Zeroizing::new(self.signing.to_bytes()).as_slice());
        hpke.copy_from_slice(self.hpke_seed.as_slice());
        seeds
    }

    /// Secrets from where [`DeviceSecrets::to_bytes`] was kept.
    pub fn from_bytes(seeds: &[u8; 64]) -> Self {
        let (mut signing_seed, mut hpke_seed) = (Zeroizing::new([0; 32]), Zeroizing::new([0; 32]));
        let (first, second) = seeds.split_at(32);
        signing_seed.copy_from_slice(first);
        hpke_seed.copy_from_slice(second);

        let signing = SigningKey::from_bytes(&signing_seed);
        let public_key = XWing::sk_to_pk(&x_wing_private_key(&hpke_seed));
        let hpke = public_key.to_bytes().to_vec();
        let signed = DeviceKeys::hpke_signing_input(&signing.verifying_key().to_bytes(), &hpke);
        let public = DeviceKeys {
            signing: signing.verifying_key().to_bytes(),
            hpke,
            hpke_signature: signing.sign(&signed).to_bytes(),
        };
        Self {
            signing,
            hpke_seed,
            public,
        }
    }

    /// The public halves, the second signed with the first.
    pub fn public(&self) -> DeviceKeys {
        self.public.clone()
    }

    /// The device's id, which comes from its signing key.
    pub fn id(&self) -> DeviceId {
        DeviceId::of(&self.public.signing)
    }

    /// Signs the signing input of a protocol type: envelope, team change, session or enrolment.
    ///
    /// Each of those begins with its own domain string, so that none can pass for another.
    /// Nothing else is ever signed with this key.
    pub fn sign(&self, signing_input: &[u8]) -> [u8; 64] {
        debug_assert!(
            signing_input.starts_with(b"patchwork/"),
            "a signing input begins with its domain"
        );
        self.signing.sign(signing_input).to_bytes()
    }

    pub(crate) fn hpke_private_key(&self) -> <XWing as Kem>::PrivateKey {
        x_wing_private_key(&self.hpke_seed)
    }
}

fn x_wing_private_key(seed: &Zeroizing<[u8; 32]>) -> <XWing as Kem>::PrivateKey {
    // Any 32 bytes are an X-Wing private key (draft-connolly-cfrg-xwing-kem, section 5.2);
    // the other arm is for the type checker and is a key that nobody was told.
    <XWing as Kem>::PrivateKey::from_bytes(seed.as_slice())
        .unwrap_or_else(|_| XWing::derive_keypair(seed.as_slice()).0)
}

impl fmt::Debug for DeviceSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceSecrets({})", self.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rng;

    #[test]
    fn secrets_read_back_and_name_the_same_device() {
        let secrets = DeviceSecrets::generate(&mut rng(1));
        let again = DeviceSecrets::from_bytes(&secrets.to_bytes());
        assert_eq!(secrets.public(), again.public());
        assert_eq!(secrets.id(), again.id());
        assert_eq!(secrets.id(), secrets.public().device_id());
    }

    #[test]
    fn the_public_halves_vouch_for_each_other() {
        let keys = DeviceSecrets::generate(&mut rng(1)).public();
        assert!(keys.verify().is_ok());
        let mut swapped = keys.clone();
        swapped.hpke = DeviceSecrets::generate(&mut rng(2)).public().hpke;
        assert!(swapped.verify().is_err());
    }

    #[test]
    fn debug_shows_the_id_and_nothing_else() {
        let secrets = DeviceSecrets::from_bytes(&[0xab; 64]);
        assert_eq!(
            format!("{secrets:?}"),
            format!("DeviceSecrets({})", secrets.id())
        );
    }
}
