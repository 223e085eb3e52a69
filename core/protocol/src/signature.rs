//! Strict Ed25519: no weak keys, no second form of a signature.

use ed25519_dalek::{Signature, VerifyingKey};

use crate::BadSignature;

/// Whether this key signed these bytes. Every signature of the protocol is verified here.
pub(crate) fn verify(
    key: &VerifyingKey,
    input: &[u8],
    signature: &[u8; 64],
) -> Result<(), BadSignature> {
    #[cfg(feature = "testing")]
    counting::one_more();
    key.verify_strict(input, &Signature::from_bytes(signature))
        .map_err(|_| BadSignature)
}

/// The same, by a key as it travels.
pub(crate) fn verify_by(
    key: &[u8; 32],
    input: &[u8],
    signature: &[u8; 64],
) -> Result<(), BadSignature> {
    let key = VerifyingKey::from_bytes(key).map_err(|_| BadSignature)?;
    verify(&key, input, signature)
}

/// How many signatures were verified, for tests of what costs time.
#[cfg(feature = "testing")]
pub mod counting {
    use core::{
        cell::Cell,
        sync::atomic::{AtomicU64, Ordering},
    };

    thread_local! {
        static VERIFIED_HERE: Cell<u64> = const { Cell::new(0) };
    }
    static VERIFIED: AtomicU64 = AtomicU64::new(0);

    pub(super) fn one_more() {
        VERIFIED_HERE.set(VERIFIED_HERE.get().saturating_add(1));
        VERIFIED.fetch_add(1, Ordering::Relaxed);
    }

    /// The signatures that this thread verified while `f` ran.
    pub fn signatures_verified<T>(f: impl FnOnce() -> T) -> (u64, T) {
        let before = VERIFIED_HERE.get();
        let value = f();
        (VERIFIED_HERE.get().saturating_sub(before), value)
    }

    /// The signatures that all threads of this process have verified so far.
    pub fn signatures_verified_by_all() -> u64 {
        VERIFIED.load(Ordering::Relaxed)
    }
}
