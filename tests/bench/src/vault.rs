//! A keystore for measuring: a file in the client's own folder, so that a
//! folder can be copied and opened again as the same installation.

use std::{collections::BTreeMap, fs, path::PathBuf, sync::Mutex};

use patchwork_client::{KeyVault, VaultError};

/// Secrets in a plain file. Only ever for invented people.
#[derive(Debug)]
pub struct FileVault {
    path: PathBuf,
    writing: Mutex<()>,
}

impl FileVault {
    /// The vault of the client in this folder.
    pub fn beside(folder: &std::path::Path) -> Self {
        Self {
            path: folder.join("vault.json"),
            writing: Mutex::new(()),
        }
    }

    fn read(&self) -> Result<BTreeMap<String, Vec<u8>>, VaultError> {
        match fs::read(&self.path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(failed),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(BTreeMap::new()),
            Err(error) => Err(failed(error)),
        }
    }
}

impl KeyVault for FileVault {
    fn load(&self, name: String) -> Result<Option<Vec<u8>>, VaultError> {
        Ok(self.read()?.remove(&name))
    }

    fn store(&self, name: String, secret: Vec<u8>) -> Result<(), VaultError> {
        let _one_at_a_time = self.writing.lock();
        let mut secrets = self.read()?;
        secrets.insert(name, secret);
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let bytes = serde_json::to_vec(&secrets).map_err(failed)?;
        fs::write(&self.path, bytes).map_err(failed)
    }
}

fn failed(error: impl std::fmt::Display) -> VaultError {
    VaultError::Failed {
        reason: error.to_string(),
    }
}
