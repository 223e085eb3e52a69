//! What an invited person's device proves the invitation with.

use core::fmt;

use ed25519_dalek::{Signer, SigningKey};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// The secret of one invitation. The directory holds the public key that comes from it.
///
/// 16 bytes, so that a code stays short: an invitation lasts days and is good for one person.
#[derive(Clone)]
pub struct InviteSecret(Zeroizing<[u8; 16]>);

impl InviteSecret {
    /// Length in bytes.
    pub const LEN: usize = 16;

    /// A new one.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = Zeroizing::new([0; Self::LEN]);
        rng.fill_bytes(bytes.as_mut_slice());
        Self(bytes)
    }

    /// The secret as kept by the inviting device, so that it can show the code again.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 16]> {
        self.0.clone()
    }

    /// A secret that was made before.
    pub fn from_bytes(bytes: &[u8; 16]) -> Self {
        Self(Zeroizing::new(*bytes))
    }

    /// The public key that the directory's invite names.
    pub fn public_key(&self) -> [u8; 32] {
        self.signing_key().verifying_key().to_bytes()
    }

    /// Signs the signing input of a protocol type: an enrolment, or the session before it.
    ///
    /// Every such input begins with its own domain string.
    pub fn sign(&self, signing_input: &[u8]) -> [u8; 64] {
        self.signing_key().sign(signing_input).to_bytes()
    }

    fn signing_key(&self) -> SigningKey {
        let seed = Zeroizing::new(blake3::derive_key(
            "patchwork/invite-key/1",
            self.0.as_slice(),
        ));
        SigningKey::from_bytes(&seed)
    }
}

impl fmt::Debug for InviteSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InviteSecret(…)")
    }
}
