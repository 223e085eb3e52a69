//! What can go wrong, by what the person can do about it.

/// Why a call failed. Its text is a sentence for the person: what happened and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Error))]
pub enum ClientError {
    /// The database is locked, or the key does not fit.
    #[error("Patchwork is locked. Unlock it and try again.")]
    Locked,
    /// Another Patchwork has this folder open.
    #[error("Patchwork is open already in this folder. Use that window, or close it first.")]
    InUse,
    /// There is a database, and its key is nowhere: it cannot be read by anybody.
    #[error("{what}")]
    KeyGone {
        /// Which key, and what to do.
        what: String,
    },
    /// The person turned the keystore's question away.
    #[error("Patchwork stays locked, because it was not unlocked. Try again.")]
    VaultCancelled,
    /// The keystore cannot give the key at this moment.
    #[error("This device does not give out the key yet. Unlock the device and try again.")]
    VaultNotReady {
        /// For the people who mend it; holds nothing confidential.
        trace: String,
    },
    /// It is not known whether the last change was saved: it was wholly, or not at all.
    #[error(
        "It is not known whether this was saved. Go back and look: it is there as a whole, or not at all. If it is not there, do it again."
    )]
    SavedMaybe,
    /// The relay no longer talks to a version as old as this one.
    #[error(
        "This Patchwork is too old for the relay. Update the app; everything is saved on this device and goes out then."
    )]
    TooOld,
    /// This person is not, or no longer, on the team.
    #[error("You are not on this child's team. Ask one of its managers to add you.")]
    NotOnTeam,
    /// This person is on the team but may not do this.
    #[error("Only {who} can do this.")]
    NotAllowed {
        /// Who may.
        who: String,
    },
    /// No room on the device.
    #[error(
        "This device is full, so nothing new can be saved. Free some space and try again. What you saved before is safe."
    )]
    PhoneFull,
    /// The folder, or the database in it, can only be read: nothing is saved, and nothing is sent
    /// or fetched.
    #[error(
        "Patchwork’s folder can only be read, so nothing new can be saved, sent or fetched. What you saved before is safe. Allow writing in the folder and open Patchwork again, or open a copy of the folder where writing is allowed."
    )]
    ReadOnly,
    /// Nothing has this id.
    #[error("This is not here any more. Go back and look again.")]
    NotFound,
    /// Something typed cannot be taken.
    #[error("{reason}")]
    Invalid {
        /// The field, as a stable name.
        field: String,
        /// What is wrong and what to do.
        reason: String,
        /// What is wrong with other fields of the same form, in its order.
        others: Vec<InvalidField>,
    },
    /// The relay cannot be reached, and this needs it.
    #[error("There is no connection to the relay. {what}")]
    Offline {
        /// What waits, and what to do.
        what: String,
    },
    /// The relay would not.
    #[error("The relay refused: {reason}")]
    Refused {
        /// Why, and what to do.
        reason: String,
    },
    /// The database was made by a newer version.
    #[error("This data was saved by a newer Patchwork. Update the app; nothing is lost.")]
    UpdateNeeded,
    /// A file is damaged, or is missing beside another that belongs to it. Nothing was written.
    #[error("{what}")]
    Damaged {
        /// Which file, what is wrong with it, and what to do.
        what: String,
    },
    /// A fault of ours. Nothing was lost.
    #[error(
        "Something went wrong inside Patchwork. What was saved is safe. Close it and open it again. ({trace})"
    )]
    Internal {
        /// For the people who mend it; holds nothing confidential.
        trace: String,
    },
}

/// A field of a form, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct InvalidField {
    /// The field, as a stable name.
    pub field: String,
    /// What is wrong and what to do.
    pub reason: String,
}

/// Results of the facade.
pub type Result<T, E = ClientError> = core::result::Result<T, E>;

impl ClientError {
    /// That something typed in this field cannot be taken, and what to do.
    pub fn invalid(field: &str, reason: impl Into<String>) -> Self {
        Self::Invalid {
            field: field.to_owned(),
            reason: reason.into(),
            others: Vec::new(),
        }
    }

    /// Every field that cannot be taken, in the order of the form; empty for any other error.
    pub fn invalid_fields(&self) -> Vec<InvalidField> {
        let Self::Invalid {
            field,
            reason,
            others,
        } = self
        else {
            return Vec::new();
        };
        let first = InvalidField {
            field: field.clone(),
            reason: reason.clone(),
        };
        core::iter::once(first)
            .chain(others.iter().cloned())
            .collect()
    }

    /// Every field that these checks refuse, in one error, so that a form tells all of it at once.
    /// An error that is about no field comes alone.
    pub(crate) fn gather(checks: impl IntoIterator<Item = Result<()>>) -> Result<()> {
        let mut wrong = Vec::new();
        for error in checks.into_iter().filter_map(Result::err) {
            match error.invalid_fields() {
                fields if fields.is_empty() => return Err(error),
                fields => wrong.extend(fields),
            }
        }
        let mut wrong = wrong.into_iter();
        match wrong.next() {
            Some(InvalidField { field, reason }) => Err(Self::Invalid {
                field,
                reason,
                others: wrong.collect(),
            }),
            None => Ok(()),
        }
    }

    pub(crate) fn internal(what: impl core::fmt::Display) -> Self {
        tracing::error!(%what, "internal error");
        Self::Internal {
            trace: what.to_string(),
        }
    }
}

impl From<crate::vault::VaultError> for ClientError {
    fn from(error: crate::vault::VaultError) -> Self {
        match error {
            crate::vault::VaultError::Cancelled => Self::VaultCancelled,
            crate::vault::VaultError::Gone => Self::KeyGone {
                what: "This device has lost the key to what is saved on it, so it cannot be \
                       opened. Restore the device from its backup if there is one. Otherwise \
                       erase Patchwork on this device and ask to be invited again; what the team \
                       has is safe."
                    .to_owned(),
            },
            error
            @ (crate::vault::VaultError::NotYet | crate::vault::VaultError::Failed { .. }) => {
                Self::VaultNotReady {
                    trace: error.to_string(),
                }
            }
        }
    }
}

impl From<patchwork_model::Invalid> for ClientError {
    fn from(error: patchwork_model::Invalid) -> Self {
        Self::invalid(error.field, error.problem.advice())
    }
}

impl From<patchwork_model::EditError> for ClientError {
    fn from(error: patchwork_model::EditError) -> Self {
        match error {
            patchwork_model::EditError::Invalid(invalid) => invalid.into(),
            patchwork_model::EditError::NotThere(_) => Self::NotFound,
            error => Self::internal(error),
        }
    }
}
