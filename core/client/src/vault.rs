//! Where the key of the database lies: the platform's keystore, never beside the data.

/// Name of the file that it opens, in the folder of this installation.
pub(crate) const DATABASE: &str = "patchwork.db";
/// Name of the secret that opens the database: 32 bytes.
pub(crate) const DATABASE_KEY: &str = "database-key";
/// Name of the mark that tells this installation from a restored or copied one.
pub(crate) const INSTALLATION: &str = "installation";

/// The keystore did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Error))]
pub enum VaultError {
    /// The person turned the question for a face, a finger or a code away.
    #[error("the keystore was not unlocked")]
    Cancelled,
    /// The keystore cannot be read yet: the device was not unlocked since it started.
    #[error("the keystore cannot be read before the device is unlocked")]
    NotYet,
    /// What was kept cannot be read any more, by anybody: the platform threw the key away.
    #[error("the keystore has lost what it kept")]
    Gone,
    /// The keystore failed, and may not the next time.
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
/// [`PassphraseVault`](crate::PassphraseVault). What it keeps must be readable whenever the app may
/// have to sync, also in the background; whether the person at the screen may look is a question
/// of the app's own, which this does not answer.
#[cfg_attr(feature = "uniffi", uniffi::export(with_foreign))]
pub trait KeyVault: Send + Sync {
    /// The secret of this name; none if none was ever stored, and an error in every other case.
    fn load(&self, name: String) -> Result<Option<Vec<u8>>, VaultError>;
    /// Keeps a secret under this name, in place of what was there. It is kept when this returns.
    fn store(&self, name: String, secret: Vec<u8>) -> Result<(), VaultError>;
    /// Forgets the secret of this name for good; nothing happens if there is none.
    fn delete(&self, name: String) -> Result<(), VaultError>;
}
