//! The keys of the case document.
//!
//! The document is one flat map of scalars. Nothing is nested, so no two
//! devices can make the same object twice, and nobody can hide many facts by
//! overwriting one. A key is `group/id/field`, the id in base64url.
//!
//! | key | value |
//! |---|---|
//! | `c/…` | the child: names, birth, NHS number, status, family label |
//! | `p/id/…` | a person |
//! | `d/id` | a contact detail, whole |
//! | `r/id` | a relationship, whole |
//! | `h/id/…` | a residence; `h/id/w/person` withholds it from someone |
//! | `i/id/…` | an involvement |
//! | `t/id/…` | a task |
//! | `m/id` | a marker, whole |

use core::fmt;

use data_encoding::BASE64URL_NOPAD;

use crate::{
    ContactDetailId, InvolvementId, KeptField, MarkerId, PersonId, RelationshipId, ResidenceId,
    TaskId,
};

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum $name { $($variant,)+ }

        impl $name {
            const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    )+};
}

fields! {
    ChildField {
        Given = "given",
        Family = "family",
        Preferred = "preferred",
        Born = "born",
        NhsNumber = "nhs",
        Status = "status",
        FamilyLabel = "label",
    }
    PersonField {
        Kind = "kind",
        Name = "name",
        Relation = "relation",
        Role = "role",
        Agency = "agency",
        ContactNotes = "notes",
        Deceased = "deceased",
        Removed = "removed",
    }
    ResidenceField {
        Person = "person",
        Kind = "kind",
        Address = "address",
        From = "from",
        Until = "until",
        Pattern = "pattern",
        Removed = "removed",
    }
    InvolvementField {
        Who = "who",
        Role = "role",
        Agency = "agency",
        From = "from",
        Until = "until",
        Basis = "basis",
        Review = "review",
        Removed = "removed",
    }
    TaskField {
        Title = "title",
        Added = "added",
        Assignee = "who",
        Due = "due",
        Done = "done",
        Removed = "removed",
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Key {
    Child(ChildField),
    Person(PersonId, PersonField),
    ContactDetail(ContactDetailId),
    Relationship(RelationshipId),
    Residence(ResidenceId, ResidenceField),
    Withheld(ResidenceId, PersonId),
    Involvement(InvolvementId, InvolvementField),
    Task(TaskId, TaskField),
    Marker(MarkerId),
}

impl Key {
    /// Reads a key; `None` for one that this version does not know.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut words = text.split('/');
        let group = words.next()?;
        let second = words.next()?;
        let third = words.next();
        let fourth = words.next();
        if words.next().is_some() {
            return None;
        }
        Some(match (group, third, fourth) {
            ("c", None, None) => Self::Child(ChildField::from_word(second)?),
            ("p", Some(field), None) => {
                Self::Person(PersonId(id(second)?), PersonField::from_word(field)?)
            }
            ("d", None, None) => Self::ContactDetail(ContactDetailId(id(second)?)),
            ("r", None, None) => Self::Relationship(RelationshipId(id(second)?)),
            ("h", Some("w"), Some(person)) => {
                Self::Withheld(ResidenceId(id(second)?), PersonId(id(person)?))
            }
            ("h", Some(field), None) => {
                Self::Residence(ResidenceId(id(second)?), ResidenceField::from_word(field)?)
            }
            ("i", Some(field), None) => Self::Involvement(
                InvolvementId(id(second)?),
                InvolvementField::from_word(field)?,
            ),
            ("t", Some(field), None) => {
                Self::Task(TaskId(id(second)?), TaskField::from_word(field)?)
            }
            ("m", None, None) => Self::Marker(MarkerId(id(second)?)),
            _ => return None,
        })
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Child(field) => write!(f, "c/{}", field.word()),
            Self::Person(who, field) => write!(f, "p/{}/{}", text(&who.0), field.word()),
            Self::ContactDetail(detail) => write!(f, "d/{}", text(&detail.0)),
            Self::Relationship(tie) => write!(f, "r/{}", text(&tie.0)),
            Self::Residence(home, field) => write!(f, "h/{}/{}", text(&home.0), field.word()),
            Self::Withheld(home, from) => write!(f, "h/{}/w/{}", text(&home.0), text(&from.0)),
            Self::Involvement(part, field) => write!(f, "i/{}/{}", text(&part.0), field.word()),
            Self::Task(task, field) => write!(f, "t/{}/{}", text(&task.0), field.word()),
            Self::Marker(marker) => write!(f, "m/{}", text(&marker.0)),
        }
    }
}

impl From<KeptField> for Key {
    fn from(field: KeptField) -> Self {
        match field {
            KeptField::Status => Self::Child(ChildField::Status),
            KeptField::ContactDetail(id) => Self::ContactDetail(id),
            KeptField::Address(id) => Self::Residence(id, ResidenceField::Address),
            KeptField::Marker(id) => Self::Marker(id),
        }
    }
}

fn text(id: &[u8; 16]) -> String {
    BASE64URL_NOPAD.encode(id)
}

fn id(text: &str) -> Option<[u8; 16]> {
    BASE64URL_NOPAD
        .decode(text.as_bytes())
        .ok()?
        .try_into()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back_what_it_shows() {
        for key in [
            Key::Child(ChildField::Born),
            Key::Person(PersonId([1; 16]), PersonField::Name),
            Key::ContactDetail(ContactDetailId([255; 16])),
            Key::Relationship(RelationshipId([3; 16])),
            Key::Residence(ResidenceId([4; 16]), ResidenceField::Address),
            Key::Withheld(ResidenceId([4; 16]), PersonId([5; 16])),
            Key::Involvement(InvolvementId([6; 16]), InvolvementField::Review),
            Key::Task(TaskId([7; 16]), TaskField::Done),
            Key::Marker(MarkerId([8; 16])),
        ] {
            assert_eq!(Key::parse(&key.to_string()), Some(key));
        }
    }

    #[test]
    fn a_key_of_a_newer_version_is_no_key() {
        for text in [
            "",
            "c",
            "c/shoe-size",
            "p/short/name",
            "m/x/y",
            "h/a/w/b/c",
            "z/1/2",
        ] {
            assert_eq!(Key::parse(text), None);
        }
    }
}
