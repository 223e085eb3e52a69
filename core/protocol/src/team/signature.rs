//! Signatures inside actions, by keys that are not devices yet or not the author's.

use ed25519_dalek::VerifyingKey;

use crate::BadSignature;

/// Strict Ed25519: no weak keys, no second form of a signature.
pub(super) fn verify(
    key: &[u8; 32],
    input: &[u8],
    signature: &[u8; 64],
) -> Result<(), BadSignature> {
    let key = VerifyingKey::from_bytes(key).map_err(|_| BadSignature)?;
    crate::signature::verify(&key, input, signature)
}
