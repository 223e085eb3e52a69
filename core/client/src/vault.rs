//! Where the key of the database lies: the platform's keystore, never beside the data.

/// Name of the file that it opens, in the folder of this installation.
pub(crate) const DATABASE: &str = "patchwork.db";
/// Name of the secret that opens the database: 32 bytes.
pub(crate) const DATABASE_KEY: &str = "database-key";
/// Name of the mark that tells this installation from a restored or copied one.
pub(crate) const INSTALLATION: &str = "installation";

/// The keystore failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Error))]
pub enum VaultError {
    /// The keystore would not answer.
    #[error("the keystore failed: {reason}")]
    Failed {
        /// Why, without secrets.
        reason: String,
    },
}

#[cfg(feature = "uniffi")]
impl From<uniffi::UnexpectedUniFFICallbackError> for VaultError {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed {
            reason: error.reason,
        }
    }
}

/// Keeps a few small secrets of this installation, outside backups.
///
/// Android Keystore and iOS Keychain implement it natively; a computer uses
/// [`PassphraseVault`](crate::PassphraseVault).
#[cfg_attr(feature = "uniffi", uniffi::export(with_foreign))]
pub trait KeyVault: Send + Sync {
    /// The secret of this name, or none.
    fn load(&self, name: String) -> Result<Option<Vec<u8>>, VaultError>;
    /// Keeps a secret under this name, in place of what was there.
    fn store(&self, name: String, secret: Vec<u8>) -> Result<(), VaultError>;
}
