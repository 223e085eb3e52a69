//! The one place where a signature is verified.

use ed25519_dalek::{Signature, VerifyingKey};

use crate::BadSignature;

/// Strict Ed25519: no weak keys, no second form of a signature.
pub(crate) fn verify(
    key: &VerifyingKey,
    input: &[u8],
    signature: &[u8; 64],
) -> Result<(), BadSignature> {
    #[cfg(feature = "counting")]
    counting::count();
    key.verify_strict(input, &Signature::from_bytes(signature))
        .map_err(|_| BadSignature)
}

/// Tests assert with it that what was verified once is not verified again.
#[cfg(feature = "counting")]
pub(crate) mod counting {
    use std::sync::atomic::{AtomicU64, Ordering};

    static VERIFIED: AtomicU64 = AtomicU64::new(0);

    pub(super) fn count() {
        VERIFIED.fetch_add(1, Ordering::Relaxed);
    }

    /// How many signatures this process has verified.
    pub fn signatures_verified() -> u64 {
        VERIFIED.load(Ordering::Relaxed)
    }
}
