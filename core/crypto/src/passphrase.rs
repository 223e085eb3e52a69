//! The vault file of a computer without a keystore: a key under a passphrase.
//!
//! ```text
//! "PWVAULT1" ‖ memory KiB u32 ‖ passes u32 ‖ lanes u32 ‖ salt 16 ‖ nonce 24
//!            ‖ XChaCha20-Poly1305(key) 48 ‖ check 16
//! ```
//!
//! Numbers are big-endian. The key that seals comes from Argon2id (RFC 9106), the associated
//! data is everything before the ciphertext. `check` is the start of BLAKE3 of everything
//! before it: not a secret and no protection, it tells a damaged file from a wrong passphrase.

use core::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::aead;

const MAGIC: &[u8; 8] = b"PWVAULT1";
const MAGIC_OF_ANY_VERSION: &[u8] = b"PWVAULT";
const SALT: usize = 16;
const NONCE: usize = 24;
const CHECK: usize = 16;
const CIPHERTEXT: usize = VaultSecret::LEN + aead::TAG;
const BEFORE_CIPHERTEXT: usize = MAGIC.len() + 12 + SALT + NONCE;

/// Length of a vault file in bytes.
pub const VAULT_FILE_LEN: usize = BEFORE_CIPHERTEXT + CIPHERTEXT + CHECK;

/// The 32 bytes that a vault keeps: the key of a database, or of whatever holds more.
#[derive(Clone)]
pub struct VaultSecret(Zeroizing<[u8; 32]>);

impl VaultSecret {
    /// Length in bytes.
    pub const LEN: usize = 32;

    /// A new one.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = Zeroizing::new([0; Self::LEN]);
        rng.fill_bytes(bytes.as_mut_slice());
        Self(bytes)
    }

    /// The secret itself.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        self.0.clone()
    }

    /// A secret that was made before.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(Zeroizing::new(*bytes))
    }
}

impl fmt::Debug for VaultSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VaultSecret(…)")
    }
}

/// What trying one passphrase costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PassphraseCost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl PassphraseCost {
    /// For a person's computer: 64 MiB, three passes (RFC 9106, the second recommended option,
    /// on one lane). About 0.2 s.
    pub const LAPTOP: Self = Self {
        memory_kib: 64 * 1_024,
        passes: 3,
        lanes: 1,
    };

    /// The least that a vault file may ask for: only for tests, where it saves their time.
    pub const LEAST: Self = Self {
        memory_kib: 64,
        passes: 1,
        lanes: 1,
    };

    const MOST: Self = Self {
        memory_kib: 1_024 * 1_024,
        passes: 16,
        lanes: 16,
    };

    /// A cost read from a file, if it is neither nothing nor enough to bring a computer down.
    fn within_bounds(memory_kib: u32, passes: u32, lanes: u32) -> Option<Self> {
        let cost = Self {
            memory_kib,
            passes,
            lanes,
        };
        let fits = (Self::LEAST.memory_kib..=Self::MOST.memory_kib).contains(&memory_kib)
            && (Self::LEAST.passes..=Self::MOST.passes).contains(&passes)
            && (Self::LEAST.lanes..=Self::MOST.lanes).contains(&lanes)
            && memory_kib >= lanes.saturating_mul(8);
        fits.then_some(cost)
    }

    fn argon2(self) -> Option<Argon2<'static>> {
        Params::new(
            self.memory_kib,
            self.passes,
            self.lanes,
            Some(VaultSecret::LEN),
        )
        .ok()
        .map(|params| Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }
}

/// Why a vault was not made or did not open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultFileError {
    /// Nothing was typed.
    #[error("the passphrase is empty")]
    EmptyPassphrase,
    /// The file is whole; the passphrase is another.
    #[error("this passphrase does not open the vault")]
    WrongPassphrase,
    /// Not what was written: restore it from a backup.
    #[error("the vault file is damaged: {reason}")]
    Damaged {
        /// What was found.
        reason: &'static str,
    },
    /// Written by a later version of the app.
    #[error("the vault file is of a later version: update the app")]
    UnknownVersion,
    /// The file asks for more memory or time than any version of the app writes.
    #[error(
        "the vault file asks for {memory_kib} KiB and {passes} passes on {lanes} lanes, which is out of bounds"
    )]
    CostOutOfBounds {
        /// Memory asked for.
        memory_kib: u32,
        /// Passes asked for.
        passes: u32,
        /// Lanes asked for.
        lanes: u32,
    },
    /// This computer has no memory left for it.
    #[error("not enough memory to open the vault")]
    OutOfMemory,
}

/// The bytes of a vault file that keeps `secret` under `passphrase`.
///
/// The passphrase counts byte by byte as it was typed.
pub fn lock_vault(
    passphrase: &str,
    secret: &VaultSecret,
    cost: PassphraseCost,
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, VaultFileError> {
    if passphrase.is_empty() {
        return Err(VaultFileError::EmptyPassphrase);
    }
    let mut salt = [0; SALT];
    rng.fill_bytes(&mut salt);
    let mut nonce = [0; NONCE];
    rng.fill_bytes(&mut nonce);

    let mut file = Vec::with_capacity(VAULT_FILE_LEN);
    file.extend_from_slice(MAGIC);
    file.extend_from_slice(&cost.memory_kib.to_be_bytes());
    file.extend_from_slice(&cost.passes.to_be_bytes());
    file.extend_from_slice(&cost.lanes.to_be_bytes());
    file.extend_from_slice(&salt);
    file.extend_from_slice(&nonce);

    let key = key_from(passphrase, &salt, cost)?;
    let sealed = aead::seal(&key, nonce, &file, secret.0.to_vec())
        .map_err(|_| VaultFileError::OutOfMemory)?;
    file.extend_from_slice(&sealed);
    let check = check_of(&file);
    file.extend_from_slice(&check);
    Ok(file)
}

/// The secret that a vault file keeps.
///
/// Takes as long and as much memory as the file's cost says; bounds on those are checked first.
pub fn unlock_vault(passphrase: &str, file: &[u8]) -> Result<VaultSecret, VaultFileError> {
    let read = VaultFile::read(file)?;
    if passphrase.is_empty() {
        return Err(VaultFileError::EmptyPassphrase);
    }
    let key = key_from(passphrase, &read.salt, read.cost)?;
    let opened = aead::open(&key, read.nonce, read.associated_data, read.sealed)
        .map(Zeroizing::new)
        .map_err(|_| VaultFileError::WrongPassphrase)?;
    let secret: &[u8; 32] = opened
        .as_slice()
        .try_into()
        .map_err(|_| damaged("the secret has another length"))?;
    Ok(VaultSecret::from_bytes(secret))
}

struct VaultFile<'a> {
    cost: PassphraseCost,
    salt: [u8; SALT],
    nonce: [u8; NONCE],
    associated_data: &'a [u8],
    sealed: &'a [u8],
}

impl<'a> VaultFile<'a> {
    fn read(file: &'a [u8]) -> Result<Self, VaultFileError> {
        let Some((magic, rest)) = file.split_first_chunk::<8>() else {
            return Err(damaged("too short"));
        };
        if magic != MAGIC {
            let later = magic.starts_with(MAGIC_OF_ANY_VERSION);
            return Err(if later {
                VaultFileError::UnknownVersion
            } else {
                damaged("not a vault file")
            });
        }
        let (content, check) = file
            .split_last_chunk::<CHECK>()
            .filter(|_| file.len() == VAULT_FILE_LEN)
            .ok_or_else(|| damaged("wrong length"))?;
        if check != &check_of(content) {
            return Err(damaged("the check does not match"));
        }

        let too_short = || damaged("too short");
        let (memory_kib, rest) = rest.split_first_chunk().ok_or_else(too_short)?;
        let (passes, rest) = rest.split_first_chunk().ok_or_else(too_short)?;
        let (lanes, rest) = rest.split_first_chunk().ok_or_else(too_short)?;
        let (salt, rest) = rest.split_first_chunk().ok_or_else(too_short)?;
        let (nonce, _) = rest.split_first_chunk().ok_or_else(too_short)?;
        let (associated_data, sealed) = content
            .split_at_checked(BEFORE_CIPHERTEXT)
            .ok_or_else(too_short)?;

        let (memory_kib, passes, lanes) = (
            u32::from_be_bytes(*memory_kib),
            u32::from_be_bytes(*passes),
            u32::from_be_bytes(*lanes),
        );
        Ok(Self {
            cost: PassphraseCost::within_bounds(memory_kib, passes, lanes).ok_or(
                VaultFileError::CostOutOfBounds {
                    memory_kib,
                    passes,
                    lanes,
                },
            )?,
            salt: *salt,
            nonce: *nonce,
            associated_data,
            sealed,
        })
    }
}

fn key_from(
    passphrase: &str,
    salt: &[u8; SALT],
    cost: PassphraseCost,
) -> Result<Zeroizing<[u8; 32]>, VaultFileError> {
    let mut key = Zeroizing::new([0; 32]);
    cost.argon2()
        .ok_or(VaultFileError::OutOfMemory)?
        .hash_password_into(passphrase.as_bytes(), salt, key.as_mut_slice())
        .map_err(|_| VaultFileError::OutOfMemory)?;
    Ok(key)
}

fn check_of(content: &[u8]) -> [u8; CHECK] {
    let mut check = [0; CHECK];
    blake3::Hasher::new()
        .update(content)
        .finalize_xof()
        .fill(&mut check);
    check
}

const fn damaged(reason: &'static str) -> VaultFileError {
    VaultFileError::Damaged { reason }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::rng;

    fn vault() -> Vec<u8> {
        lock_vault(
            "four plain words here",
            &VaultSecret::from_bytes(&[5; 32]),
            PassphraseCost::LEAST,
            &mut rng(1),
        )
        .unwrap()
    }

    fn with_check_made_good(mut file: Vec<u8>) -> Vec<u8> {
        file.truncate(VAULT_FILE_LEN - CHECK);
        let check = check_of(&file);
        file.extend_from_slice(&check);
        file
    }

    #[test]
    fn the_right_passphrase_opens_and_another_is_told_so() {
        let file = vault();
        assert_eq!(file.len(), VAULT_FILE_LEN);
        let secret = unlock_vault("four plain words here", &file).unwrap();
        assert_eq!(*secret.to_bytes(), [5; 32]);
        assert_eq!(
            unlock_vault("four plain words hare", &file).unwrap_err(),
            VaultFileError::WrongPassphrase
        );
        assert_eq!(
            unlock_vault("", &file).unwrap_err(),
            VaultFileError::EmptyPassphrase
        );
    }

    #[test]
    fn an_empty_passphrase_locks_nothing() {
        assert_eq!(
            lock_vault(
                "",
                &VaultSecret::from_bytes(&[5; 32]),
                PassphraseCost::LEAST,
                &mut rng(1)
            ),
            Err(VaultFileError::EmptyPassphrase)
        );
    }

    #[test]
    fn a_flipped_bit_anywhere_is_damage_and_never_a_wrong_passphrase() {
        let file = vault();
        for at in 0..file.len() {
            for bit in 0..8 {
                let mut other = file.clone();
                other[at] ^= 1 << bit;
                let error = unlock_vault("four plain words here", &other).unwrap_err();
                assert!(
                    matches!(
                        error,
                        VaultFileError::Damaged { .. } | VaultFileError::UnknownVersion
                    ),
                    "byte {at} bit {bit}: {error}"
                );
            }
        }
    }

    #[test]
    fn a_cost_that_would_bring_the_computer_down_is_refused_before_it_is_paid() {
        for (at, value) in [
            (8, u32::MAX),
            (8, 1),
            (12, 0),
            (12, 1_000),
            (16, 0),
            (16, 999),
        ] {
            let mut file = vault();
            file[at..at + 4].copy_from_slice(&value.to_be_bytes());
            assert!(
                matches!(
                    unlock_vault("four plain words here", &with_check_made_good(file)),
                    Err(VaultFileError::CostOutOfBounds { .. })
                ),
                "{value} at {at}"
            );
        }
    }

    #[test]
    fn a_cost_lowered_in_the_file_opens_nothing() {
        let mut file = vault();
        file[8..12].copy_from_slice(&65_u32.to_be_bytes());
        assert_eq!(
            unlock_vault("four plain words here", &with_check_made_good(file)).unwrap_err(),
            VaultFileError::WrongPassphrase
        );
    }

    #[test]
    fn a_later_version_says_update() {
        let mut file = vault();
        file[7] = b'2';
        assert_eq!(
            unlock_vault("x", &file).unwrap_err(),
            VaultFileError::UnknownVersion
        );
    }

    #[test]
    fn the_secret_is_not_shown() {
        assert_eq!(
            format!("{:?}", VaultSecret::from_bytes(&[0xee; 32])),
            "VaultSecret(…)"
        );
    }

    #[test]
    fn the_laptop_cost_is_within_its_own_bounds() {
        let PassphraseCost {
            memory_kib,
            passes,
            lanes,
        } = PassphraseCost::LAPTOP;
        assert_eq!(
            PassphraseCost::within_bounds(memory_kib, passes, lanes),
            Some(PassphraseCost::LAPTOP)
        );
        assert!(PassphraseCost::LAPTOP.argon2().is_some());
    }

    proptest! {
        #[test]
        fn hostile_files_never_panic(file in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(unlock_vault("x", &file).is_err());
            let behind_magic = [MAGIC.as_slice(), &file].concat();
            prop_assert!(unlock_vault("x", &behind_magic).is_err());
        }
    }
}
