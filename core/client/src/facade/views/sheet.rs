//! The sheet on paper: who helps a child, for one named reader.

use super::picture::PictureView;
use crate::ids::PersonId;

/// Someone for whom a sheet can be made.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SheetReader {
    /// Who; [`PersonId::CHILD`] for the child.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// What they are to the child.
    pub role: String,
    /// Whether they are the child, or of the family or carers.
    pub is_family: bool,
}

/// What can be put on a sheet, and what is on it to begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SheetChoices {
    /// The child's first name.
    pub child: String,
    /// For whom it is.
    pub reader: SheetReader,
    /// Everyone whose part is current, family first.
    pub people: Vec<SheetPerson>,
}

/// Someone who can be put on a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SheetPerson {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// What they are to the child.
    pub role: String,
    /// Their agency, or empty.
    pub agency: String,
    /// Whether they belong to family and carers.
    pub is_family: bool,
    /// Whether they are on the sheet to begin with.
    pub starts_on: bool,
    /// Why they are not, as a sentence; empty if they are.
    pub why_off: String,
    /// How to reach them.
    pub numbers: Vec<SheetNumber>,
    /// What is shown of them, in short: to be sent back with the choice.
    pub shown: String,
}

/// A way to reach someone that can be put on a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SheetNumber {
    /// What it is: "Work phone".
    pub kind_label: String,
    /// As typed.
    pub value: String,
    /// Whether it is on the sheet to begin with.
    pub starts_on: bool,
    /// Why it is not, as a sentence; empty if it is.
    pub why_off: String,
}

/// What somebody chose to put on a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SheetRequest {
    /// For whom it is.
    pub reader: PersonId,
    /// Who is on it.
    pub people: Vec<SheetPersonChoice>,
    /// Which ways to reach them are on it. One of somebody who is not on the sheet is ignored.
    pub numbers: Vec<SheetNumberChoice>,
}

/// Someone who was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SheetPersonChoice {
    /// Who.
    pub person: PersonId,
    /// [`SheetPerson::shown`] as it was offered. Somebody of whom something else is known since,
    /// such as that an address is withheld, is left out.
    pub shown: String,
}

/// A chosen way to reach someone.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SheetNumberChoice {
    /// Whose.
    pub person: PersonId,
    /// The value as it was offered. One that changed since is left out.
    pub value: String,
}

/// The sheet itself: nothing but what may be on paper.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SheetView {
    /// "Who helps Ella".
    pub title: String,
    /// "For Craig Dolan. Made on 12 March 2026 by Priya Nair."
    pub made: String,
    /// Whom to call before anybody else: "In an emergency call 999. …".
    pub emergency: String,
    /// The picture of those on the sheet, for A4. It tells nothing of contact or of homes.
    pub picture: PictureView,
    /// The professionals on it, by agency; whoever leads is the first.
    pub helpers: Vec<SheetEntry>,
    /// The family on it of whom a number was chosen.
    pub family: Vec<SheetEntry>,
    /// The names of the family who are in the picture and of whom no number was chosen.
    pub only_pictured: Vec<String>,
}

/// Someone on the sheet, in plain words.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SheetEntry {
    /// Their name.
    pub name: String,
    /// What they are to the child, or empty.
    pub role: String,
    /// Their agency, or empty.
    pub agency: String,
    /// How to reach them: "Work phone: 0113 496 0127".
    pub numbers: Vec<String>,
}

/// What a sheet leaves out, for whoever makes it. Never on the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SheetLeftOut {
    /// Whose name, or whose numbers.
    pub name: String,
    /// What: "not on the sheet" or the numbers.
    pub what: String,
}
