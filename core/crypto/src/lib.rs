//! What Patchwork seals, signs, wraps and compares, and the only place that touches the
//! primitives for it.
//!
//! Everything here is a verb that cannot be misused: no caller chooses a nonce, a cipher or a
//! key's purpose, and every error is a type. Nothing here reads a clock, draws randomness of
//! its own or does I/O: time and a [`CryptoRng`](rand_core::CryptoRng) are arguments. Secrets
//! are wiped when dropped, compared in constant time, and never shown by `Debug`.
//!
//! | what | how |
//! |---|---|
//! | content | [`seal_envelope`], [`open_envelope`]: zstd with a shipped dictionary → Padmé padding, at least 160 B → XChaCha20-Poly1305 → Ed25519 |
//! | a space's key for a device | [`wrap_key`], [`unwrap_key`]: HPKE with X-Wing (ML-KEM-768 + X25519) |
//! | a space's older keys | [`seal_previous_key`], [`open_previous_key`] |
//! | joining | [`Invitation`] as a text code, [`ScreenSecrets`] for a code scanned from a screen, [`ComparisonWords`] for one that was sent |
//! | a computer without a keystore | [`lock_vault`], [`unlock_vault`]: Argon2id; [`suggest_passphrase`] |
//! | a closed screen | [`Pin`], in memory only |
//!
//! Every key, hash and signature has its own domain string, `patchwork/<what>/1`.
//!
//! ```
//! use patchwork_crypto::{DeviceSecrets, EnvelopePlace, SpaceKey, open_envelope, seal_envelope};
//! use patchwork_protocol::{
//!     ChangeHash, DirectoryHead, Part, PartKind, Plaintext, Replica, Seen, Seq, SpaceId,
//! };
//! use rand_core::SeedableRng;
//!
//! // A real caller takes its randomness from the system.
//! let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(1);
//! let device = DeviceSecrets::generate(&mut rng);
//! let key = SpaceKey::generate(&mut rng);
//! let space = SpaceId([1; 32]);
//!
//! let words = Plaintext {
//!     directory: DirectoryHead { index: 0, hash: ChangeHash::ZERO },
//!     parts: vec![Part { kind: PartKind::Entry, body: b"an encoded entry".to_vec() }],
//! };
//! let place = EnvelopePlace {
//!     replica: Replica::new(device.id(), [7; 8]),
//!     seq: Seq::FIRST,
//!     seen: Seen::NONE,
//! };
//! let envelope = seal_envelope(&key, &device, space, place, &words, &mut rng)?;
//!
//! assert!(envelope.verify(space, &device.public().verify()?).is_ok());
//! assert_eq!(open_envelope(&key, space, &envelope)?, words);
//! assert!(open_envelope(&key, SpaceId([2; 32]), &envelope).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]

mod aead;
mod comparison_words;
mod compression;
mod device_secrets;
#[cfg(feature = "testing")]
pub mod hostile;
mod invitation;
mod invite_secret;
mod padding;
mod passphrase;
mod pin;
mod previous_key;
mod screen_secret;
mod seal;
mod space_key;
mod suggested_passphrase;
#[cfg(test)]
mod testing;
mod wrap;

pub use comparison_words::ComparisonWords;
pub use compression::DecompressError;
pub use device_secrets::DeviceSecrets;
pub use invitation::{
    BadRelayAddress, Invitation, InvitationCodeError, MAX_RELAY_ADDRESS, ReadInvitation,
};
pub use invite_secret::InviteSecret;
pub use passphrase::{
    PassphraseCost, VAULT_FILE_LEN, VaultFileError, VaultSecret, lock_vault, unlock_vault,
};
pub use pin::Pin;
pub use previous_key::{
    PreviousKeyError, SEALED_PREVIOUS_KEY_LEN, open_previous_key, seal_previous_key,
};
pub use screen_secret::{SCREEN_SECRET_LASTS, ScreenSecret, ScreenSecrets};
pub use seal::{EnvelopePlace, OpenError, SealError, open_envelope, padded_len, seal_envelope};
pub use space_key::SpaceKey;
pub use suggested_passphrase::{SUGGESTED_PASSPHRASE_BITS, suggest_passphrase};
pub use wrap::{UnwrapError, WrapError, unwrap_key, wrap_key};
