//! What screens say that is more than the label of one member of a list, in plain
//! English that a reader of nine to eleven can follow. The labels themselves stand
//! beside the members ([`ClosedList`](crate::ClosedList)).

use core::fmt;

use crate::{Born, EntryBody, EntryKind, FrontDoor, NotAnNhsNumber, Problem, ResponseKind};

impl Born {
    /// What a screen says of it: "Born 12 March 2018".
    pub fn label(self) -> String {
        let long = |day: jiff::civil::Date| day.strftime("%-d %B %Y").to_string();
        match self {
            Self::Unknown => "Date of birth not known".to_owned(),
            Self::On(day) => format!("Born {}", long(day)),
            Self::About(day) => format!("Born about {}", day.strftime("%B %Y")),
            Self::Expected(day) => format!("Due {}", long(day)),
        }
    }
}

/// What stands in place of words that this version cannot read.
pub const WRITTEN_BY_NEWER: &str = "Written by a newer Patchwork. Update this app to read it.";

impl EntryKind {
    /// What the button says that begins one: "Respond".
    pub fn action(self) -> &'static str {
        match self {
            Self::Amendment => "Correct it",
            Self::StrikeThrough => "Strike it through",
            Self::Response => "Respond",
            Self::Question => "Question",
            kind => kind.label(),
        }
    }
}

impl ResponseKind {
    /// What a screen says before the words that go with it: "No action: Mum has rung school".
    pub fn before_its_words(self) -> &'static str {
        match self {
            Self::NoAction => "No action",
            kind => kind.label(),
        }
    }
}

impl EntryBody {
    /// What it is: "Visit", "Worry".
    pub fn label(&self) -> &'static str {
        match self {
            Self::Contact { mode, .. } => mode.label(),
            body => match body.written_kind() {
                EntryKind::Unknown => "Entry",
                kind => kind.label(),
            },
        }
    }

    /// What came of it, where its kind has an outcome; empty otherwise.
    pub fn outcome_label(&self) -> &'static str {
        match self {
            Self::Contact { outcome, .. } => outcome.label(),
            Self::Response { kind, .. } => kind.label(),
            Self::SharingDecision { choice, .. } => choice.label(),
            _ => "",
        }
    }

    /// The line above an entry: "Visit · Seen alone".
    pub fn headline(&self) -> String {
        match self.outcome_label() {
            "" => self.label().to_owned(),
            outcome => format!("{} · {outcome}", self.label()),
        }
    }
}

impl Problem {
    /// What to tell the person, after the field's name.
    pub fn advice(self) -> String {
        match self {
            Self::Empty => "Write a few words.".to_owned(),
            Self::TooLong { limit } => format!("Too long. Use up to {limit} letters."),
            Self::TooMany { limit } => format!("Too many. Choose up to {limit}."),
            Self::EndsBeforeItBegins => "The end is before the start.".to_owned(),
            Self::SamePerson => "Choose two different people.".to_owned(),
            Self::UnknownKind => "Update the app to do this.".to_owned(),
            Self::Time => "Check the date and time.".to_owned(),
            Self::WrongSort => "This does not belong here.".to_owned(),
            Self::Child => "This is the child. Choose someone else.".to_owned(),
        }
    }
}

impl NotAnNhsNumber {
    /// What to tell the person.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Length { .. } => "An NHS number has 10 digits.",
            Self::NotDigits => "Use digits only.",
            Self::CheckDigit => "This number has a slip in it. Check each digit.",
        }
    }
}

/// What stands beside every worry before it is saved. It is in three pieces, so that a screen can
/// make the front door's number one that is called with a tap; as text it is one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAReferral {
    /// What comes before the number.
    pub before: &'static str,
    /// The front door's number as typed; empty where it is not known.
    pub number: String,
    /// What comes after the number.
    pub after: String,
}

impl NotAReferral {
    /// Names the partnership's front door where it is known.
    pub fn naming(front_door: Option<&FrontDoor>) -> Self {
        let (number, after) = match front_door {
            None => (String::new(), "the front door.".to_owned()),
            Some(door) => {
                let after = match &door.hours {
                    None => " (front door).".to_owned(),
                    Some(hours) => format!(" (front door, {hours})."),
                };
                (door.number.clone(), after)
            }
        };
        Self {
            before: "This is not a referral. If a child may be at risk now, call 999 or ",
            number,
            after,
        }
    }
}

impl fmt::Display for NotAReferral {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", self.before, self.number, self.after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::Date;

    #[test]
    fn a_birth_is_said_in_words() {
        assert_eq!(
            Born::On(Date::constant(2018, 3, 2)).label(),
            "Born 2 March 2018"
        );
        assert_eq!(
            Born::About(Date::constant(2018, 3, 2)).label(),
            "Born about March 2018"
        );
    }

    #[test]
    fn a_worry_is_no_referral_and_names_whom_to_call() {
        let mut door = FrontDoor {
            number: "01632 960123".into(),
            hours: None,
        };
        let said = |door: Option<&FrontDoor>| {
            let words = NotAReferral::naming(door).to_string();
            words.split_once("call ").unwrap().1.to_owned()
        };
        assert_eq!(said(None), "999 or the front door.");
        assert_eq!(said(Some(&door)), "999 or 01632 960123 (front door).");
        door.hours = Some("9 to 5".into());
        assert_eq!(
            said(Some(&door)),
            "999 or 01632 960123 (front door, 9 to 5)."
        );
    }

    #[test]
    fn an_entry_says_what_it_is_and_what_came_of_it() {
        let call = EntryBody::Contact {
            mode: crate::ContactMode::Call,
            outcome: crate::ContactOutcome::SpokeNotSeen,
            text: String::new(),
        };
        assert_eq!(call.headline(), "Call · Spoke, not seen");
        let note = EntryBody::Note { text: "x".into() };
        assert_eq!(note.headline(), "Note");
    }
}
