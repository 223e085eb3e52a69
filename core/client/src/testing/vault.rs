//! A keystore for tests and measurements.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::{KeyVault, VaultError};

/// Keeps secrets in memory, by name, and in a plain file too if it was given one. Only ever for
/// invented people.
#[derive(Default)]
pub struct TestVault {
    secrets: Mutex<BTreeMap<String, Vec<u8>>>,
    file: Option<PathBuf>,
}

impl TestVault {
    /// The vault of the client in this folder, in a file there: the folder can be opened by
    /// another process, or copied, as the same installation.
    ///
    /// # Errors
    /// [`VaultError::Failed`] if the file is there and cannot be read.
    pub fn beside(folder: &Path) -> Result<Self, VaultError> {
        let file = folder.join("vault.json");
        let secrets = match fs::read(&file) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(failed)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(failed(error)),
        };
        Ok(Self {
            secrets: Mutex::new(secrets),
            file: Some(file),
        })
    }

    /// Everything that it keeps, by name.
    pub fn secrets(&self) -> BTreeMap<String, Vec<u8>> {
        self.lock().clone()
    }

    /// Keeps these secrets in memory, in place of all that it kept there.
    pub fn put_back(&self, secrets: BTreeMap<String, Vec<u8>>) {
        *self.lock() = secrets;
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Vec<u8>>> {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KeyVault for TestVault {
    fn load(&self, name: String) -> Result<Option<Vec<u8>>, VaultError> {
        Ok(self.lock().get(&name).cloned())
    }

    fn store(&self, name: String, secret: Vec<u8>) -> Result<(), VaultError> {
        let mut secrets = self.lock();
        secrets.insert(name, secret);
        self.write(&secrets)
    }

    fn delete(&self, name: String) -> Result<(), VaultError> {
        let mut secrets = self.lock();
        secrets.remove(&name);
        self.write(&secrets)
    }
}

impl TestVault {
    fn write(&self, secrets: &BTreeMap<String, Vec<u8>>) -> Result<(), VaultError> {
        let Some(file) = &self.file else {
            return Ok(());
        };
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let bytes = serde_json::to_vec(secrets).map_err(failed)?;
        fs::write(file, bytes).map_err(failed)
    }
}

fn failed(error: impl std::fmt::Display) -> VaultError {
    VaultError::Failed {
        reason: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vault_beside_its_folder_is_the_same_when_it_is_opened_again() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("priya");
        let vault = TestVault::beside(&folder).unwrap();
        assert_eq!(vault.load("key".to_owned()), Ok(None));
        vault.store("key".to_owned(), vec![1, 2]).unwrap();
        let again = TestVault::beside(&folder).unwrap();
        assert_eq!(again.load("key".to_owned()), Ok(Some(vec![1, 2])));
        assert_eq!(again.secrets(), vault.secrets());
    }
}
