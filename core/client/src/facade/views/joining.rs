//! Founding, inviting, joining.

use jiff::Timestamp;

use crate::ids::{DeviceId, PractitionerId};

/// Where this installation stands.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Standing {
    /// New: found a partnership, or join one.
    New,
    /// Has asked to join; an administrator compares these words and admits.
    Waiting {
        /// The comparison words.
        words: Vec<String>,
        /// Until when the invitation holds; not known before the directory was read.
        expires: Option<Timestamp>,
    },
    /// A member of a partnership.
    Member,
    /// This device was shut out; unsent words are kept for export.
    Removed,
}

/// An invitation to hand over.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct InvitationView {
    /// Who is invited.
    pub practitioner: PractitionerId,
    /// Their name.
    pub name: String,
    /// The code, to send or to read out. Whoever has it can ask to join as this person.
    pub code: String,
    /// The code with a secret that lasts a minute: only for showing on this screen.
    /// A phone that scans it is admitted by itself while the screen stays open.
    pub screen_code: Option<String>,
    /// Until when it holds.
    pub expires: Timestamp,
}

/// A device that asks to join.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PendingDeviceView {
    /// The device.
    pub device: DeviceId,
    /// Whose it says it is.
    pub practitioner: PractitionerId,
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: String,
    /// Their agency.
    pub agency: String,
    /// Compare these with what their screen shows, by voice.
    pub words: Vec<String>,
    /// When it asked.
    pub asked_at: Timestamp,
}
