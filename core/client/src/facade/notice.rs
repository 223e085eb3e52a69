//! What an app tells a person, ready to be shown. An app shows every [`Notice`] the same way, so
//! that a later version can have new ones and the app needs no new code for them.

use crate::ClientError;

/// Something to tell a person.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Notice {
    /// A stable name of what it is: `phone-full`. It is never shown.
    pub code: String,
    /// A few words.
    pub title: String,
    /// What happened and what to do, in sentences.
    pub body: String,
}

/// Why a call failed, in words: errors lose their sentences where they become those of another
/// language.
#[cfg_attr(feature = "uniffi", uniffi::export)]
#[allow(clippy::needless_pass_by_value)] // so it comes through the native boundary
pub fn describe_error(error: ClientError) -> Notice {
    let (code, title) = heading(&error);
    Notice {
        code: code.to_owned(),
        title: title.to_owned(),
        body: error.to_string(),
    }
}

const fn heading(error: &ClientError) -> (&'static str, &'static str) {
    match error {
        ClientError::Locked => ("locked", "Locked"),
        ClientError::InUse => ("in-use", "Open already"),
        ClientError::KeyGone { .. } => ("key-gone", "The key is gone"),
        ClientError::VaultCancelled => ("vault-cancelled", "Still locked"),
        ClientError::VaultNotReady { .. } => ("vault-not-ready", "Still locked"),
        ClientError::SavedMaybe => ("saved-maybe", "Look before you go on"),
        ClientError::TooOld => ("too-old", "Update Patchwork"),
        ClientError::NotOnTeam => ("not-on-team", "You are not on this team"),
        ClientError::NotAllowed { .. } => ("not-allowed", "You may not do this"),
        ClientError::PhoneFull => ("phone-full", "This device is full"),
        ClientError::NotFound => ("not-found", "Not here any more"),
        ClientError::Invalid { .. } => ("invalid", "Something needs changing"),
        ClientError::Offline { .. } => ("offline", "No connection"),
        ClientError::Refused { .. } => ("refused", "The relay would not take this"),
        ClientError::UpdateNeeded => ("update-needed", "Update Patchwork"),
        ClientError::Damaged { .. } => ("damaged", "A file is damaged or missing"),
        ClientError::Internal { .. } => ("internal", "Something went wrong"),
    }
}
