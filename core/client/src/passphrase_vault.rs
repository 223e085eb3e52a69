//! The keystore of a computer: one small file that a passphrase opens.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use patchwork_crypto::{
    PassphraseCost, VaultFileError, VaultSecret, lock_vault, suggest_passphrase, unlock_vault,
};

use zeroize::Zeroizing;

use crate::{
    environment::system_rng,
    vault::{DATABASE, DATABASE_KEY, KeyVault, VaultError},
};

const VAULT_FILE: &str = "vault";
/// No vault file is larger; what is, is not one.
const MAX_VAULT_FILE: u64 = 4096;

/// Why a passphrase vault was not made or did not open.
#[derive(Debug, thiserror::Error)]
pub enum PassphraseVaultError {
    /// Another passphrase made it.
    #[error(
        "This passphrase does not open Patchwork on this computer. Check capitals and spaces, and try again."
    )]
    WrongPassphrase,
    /// Too short to protect anyone.
    #[error(
        "Choose a passphrase of at least {least} characters: four or five unrelated words are good."
    )]
    TooShort {
        /// The least number of characters.
        least: usize,
    },
    /// A vault is there already.
    #[error("There is a Patchwork in {} already. Open it with its passphrase, or choose another folder.", .0.display())]
    Exists(PathBuf),
    /// There is a database whose vault is gone: a new one would not open it.
    #[error("There is a database in {} and the file vault, which has its key, is gone. Put vault back from a backup. To start anew on purpose, choose another folder.", .0.display())]
    VaultGone(PathBuf),
    /// The file is not what was written.
    #[error("The file {} cannot be used: {reason}. Put it back from a backup; nothing was changed.", path.display())]
    Unusable {
        /// Which file.
        path: PathBuf,
        /// What was found.
        reason: String,
    },
    /// The disk would not.
    #[error("The folder {} cannot be used: {source}", path.display())]
    Disk {
        /// Which folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// A [`KeyVault`] in a folder, opened by a passphrase (Argon2id).
pub struct PassphraseVault {
    folder: PathBuf,
    secret: VaultSecret,
}

impl PassphraseVault {
    /// The least number of characters in a passphrase.
    pub const LEAST_CHARACTERS: usize = 8;

    /// A new passphrase of six words, each drawn from 1,296: 62 bits.
    pub fn suggest() -> Zeroizing<String> {
        suggest_passphrase(&mut system_rng())
    }

    /// Whether there is a vault in this folder.
    pub fn exists(folder: &Path) -> bool {
        folder.join(VAULT_FILE).exists()
    }

    /// Makes a vault in this folder, which is made when missing.
    pub fn create(folder: &Path, passphrase: &str) -> Result<Self, PassphraseVaultError> {
        let passphrase = &composed(passphrase);
        if passphrase.chars().count() < Self::LEAST_CHARACTERS {
            return Err(PassphraseVaultError::TooShort {
                least: Self::LEAST_CHARACTERS,
            });
        }
        let disk = |source| PassphraseVaultError::Disk {
            path: folder.to_owned(),
            source,
        };
        make_private_folder(folder).map_err(disk)?;
        let path = folder.join(VAULT_FILE);
        if path.exists() {
            return Err(PassphraseVaultError::Exists(folder.to_owned()));
        }
        if folder.join(DATABASE).exists() {
            return Err(PassphraseVaultError::VaultGone(folder.to_owned()));
        }
        let mut rng = system_rng();
        let secret = VaultSecret::generate(&mut rng);
        let file =
            lock_vault(passphrase, &secret, PassphraseCost::LAPTOP, &mut rng).map_err(|error| {
                PassphraseVaultError::Unusable {
                    path: path.clone(),
                    reason: error.to_string(),
                }
            })?;
        write_whole(&path, &file).map_err(disk)?;
        Ok(Self {
            folder: folder.to_owned(),
            secret,
        })
    }

    /// Opens the vault of this folder. Takes about 0.2 s, on purpose; more where the passphrase
    /// has letters that keyboards compose in different ways, of which each is tried.
    pub fn open(folder: &Path, passphrase: &str) -> Result<Self, PassphraseVaultError> {
        let path = folder.join(VAULT_FILE);
        let file = read_bounded(&path).map_err(|source| PassphraseVaultError::Disk {
            path: folder.to_owned(),
            source,
        })?;
        match unlock(passphrase, &file) {
            Ok(secret) => Ok(Self {
                folder: folder.to_owned(),
                secret,
            }),
            Err(VaultFileError::WrongPassphrase | VaultFileError::EmptyPassphrase) => {
                Err(PassphraseVaultError::WrongPassphrase)
            }
            Err(error) => Err(PassphraseVaultError::Unusable {
                path,
                reason: error.to_string(),
            }),
        }
    }

    fn file_of(&self, name: &str) -> Result<PathBuf, VaultError> {
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') {
            return Err(VaultError::Failed {
                reason: "a secret's name is lower-case letters and hyphens".to_owned(),
            });
        }
        Ok(self.folder.join(format!("vault-{name}")))
    }
}

/// Tries a passphrase as it was typed, then composed, then decomposed: it may have been set on
/// another keyboard, or before passphrases were composed.
fn unlock(passphrase: &str, file: &[u8]) -> Result<VaultSecret, VaultFileError> {
    let typed = unlock_vault(passphrase, file);
    if !matches!(typed, Err(VaultFileError::WrongPassphrase)) {
        return typed;
    }
    for form in [composed(passphrase), decomposed(passphrase)] {
        if form.as_str() == passphrase {
            continue;
        }
        let opened = unlock_vault(&form, file);
        if !matches!(opened, Err(VaultFileError::WrongPassphrase)) {
            return opened;
        }
    }
    typed
}

fn composed(passphrase: &str) -> Zeroizing<String> {
    let composed = ComposingNormalizerBorrowed::new_nfc().normalize(passphrase);
    Zeroizing::new(composed.into_owned())
}

fn decomposed(passphrase: &str) -> Zeroizing<String> {
    let decomposed = DecomposingNormalizerBorrowed::new_nfd().normalize(passphrase);
    Zeroizing::new(decomposed.into_owned())
}

/// Only the database's key is secret; what else a client keeps here (the mark
/// of this installation) only has to lie outside the database.
impl KeyVault for PassphraseVault {
    fn load(&self, name: String) -> Result<Option<Vec<u8>>, VaultError> {
        if name == DATABASE_KEY {
            return Ok(Some(self.secret.to_bytes().to_vec()));
        }
        match read_bounded(&self.file_of(&name)?) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(&error)),
        }
    }

    fn store(&self, name: String, secret: Vec<u8>) -> Result<(), VaultError> {
        if name == DATABASE_KEY {
            return Err(VaultError::Failed {
                reason: "the database's key was made with the vault".to_owned(),
            });
        }
        write_whole(&self.file_of(&name)?, &secret).map_err(|error| failed(&error))
    }

    fn delete(&self, name: String) -> Result<(), VaultError> {
        let file = if name == DATABASE_KEY {
            self.folder.join(VAULT_FILE)
        } else {
            self.file_of(&name)?
        };
        match fs::remove_file(file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(&error)),
            Ok(()) | Err(_) => Ok(()),
        }
    }
}

fn failed(error: &io::Error) -> VaultError {
    VaultError::Failed {
        reason: error.to_string(),
    }
}

/// Makes a folder that only its owner can enter.
fn make_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn read_bounded(path: &Path) -> io::Result<Vec<u8>> {
    if fs::metadata(path)?.len() > MAX_VAULT_FILE {
        return Err(io::Error::other("the file is too large"));
    }
    fs::read(path)
}

/// Writes a file so that after a crash it is there whole or not at all.
fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("new");
    let mut file = File::create(&beside)?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    match path.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_passphrase_opens_a_vault() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("home");
        let made = PassphraseVault::create(&home, "correct horse battery").unwrap();
        let key = made.load(DATABASE_KEY.to_owned()).unwrap();
        assert!(PassphraseVault::exists(&home));

        let opened = PassphraseVault::open(&home, "correct horse battery").unwrap();
        assert_eq!(opened.load(DATABASE_KEY.to_owned()).unwrap(), key);
        assert!(matches!(
            PassphraseVault::open(&home, "correct horse batterie"),
            Err(PassphraseVaultError::WrongPassphrase)
        ));
        assert!(matches!(
            PassphraseVault::create(&home, "correct horse battery"),
            Err(PassphraseVaultError::Exists(_))
        ));
    }

    #[test]
    fn no_new_vault_is_made_beside_a_database() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(DATABASE), b"of another vault").unwrap();
        let made = PassphraseVault::create(folder.path(), "correct horse battery");
        let told = made.map(|_| ()).unwrap_err().to_string();
        assert!(told.contains("vault") && told.contains("backup"), "{told}");
        assert!(!PassphraseVault::exists(folder.path()));
    }

    #[test]
    fn a_passphrase_opens_however_the_keyboard_composes_it() {
        const COMPOSED: &str = "crème brûlée";
        const DECOMPOSED: &str = "cre\u{300}me bru\u{302}le\u{301}e";
        for set in [COMPOSED, DECOMPOSED] {
            let folder = tempfile::tempdir().unwrap();
            PassphraseVault::create(folder.path(), set).unwrap();
            for typed in [COMPOSED, DECOMPOSED] {
                assert!(PassphraseVault::open(folder.path(), typed).is_ok());
            }
        }
    }

    #[test]
    fn a_vault_of_an_earlier_version_opens_whose_passphrase_was_not_composed() {
        for set in ["cre\u{300}me brûlée", "cre\u{300}me bru\u{302}le\u{301}e"] {
            let folder = tempfile::tempdir().unwrap();
            let mut rng = system_rng();
            let secret = VaultSecret::generate(&mut rng);
            let file = lock_vault(set, &secret, PassphraseCost::LAPTOP, &mut rng).unwrap();
            fs::write(folder.path().join(VAULT_FILE), file).unwrap();
            assert!(PassphraseVault::open(folder.path(), set).is_ok());
            assert!(PassphraseVault::open(folder.path(), "creme brulee").is_err());
        }
    }

    #[test]
    fn a_damaged_vault_is_not_a_wrong_passphrase() {
        let folder = tempfile::tempdir().unwrap();
        PassphraseVault::create(folder.path(), "correct horse battery").unwrap();
        let path = folder.path().join(VAULT_FILE);
        let mut file = fs::read(&path).unwrap();
        *file.last_mut().unwrap() ^= 1;
        fs::write(&path, file).unwrap();
        assert!(matches!(
            PassphraseVault::open(folder.path(), "correct horse battery"),
            Err(PassphraseVaultError::Unusable { .. })
        ));
    }

    #[test]
    fn what_a_client_keeps_beside_the_key_is_there_next_time() {
        let folder = tempfile::tempdir().unwrap();
        let vault = PassphraseVault::create(folder.path(), "correct horse battery").unwrap();
        assert_eq!(vault.load("installation".to_owned()).unwrap(), None);
        vault.store("installation".to_owned(), vec![1, 2]).unwrap();
        assert_eq!(
            vault.load("installation".to_owned()).unwrap(),
            Some(vec![1, 2])
        );
        assert!(vault.load("../escape".to_owned()).is_err());
    }
}
