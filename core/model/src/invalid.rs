//! What is wrong with something that a person typed, and in which field.

use patchwork_protocol::Malformed;

/// A field that cannot be saved as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct Invalid {
    /// The field, by the name that the screen gives it.
    pub field: &'static str,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// It needs a few words.
    #[error("is empty")]
    Empty,
    /// It has too many characters.
    #[error("has more than {limit} characters")]
    TooLong {
        /// How many are allowed.
        limit: usize,
    },
    /// It names too many.
    #[error("has more than {limit} items")]
    TooMany {
        /// How many are allowed.
        limit: usize,
    },
    /// It ends before it begins.
    #[error("ends before it begins")]
    EndsBeforeItBegins,
    /// Both ends are the same person.
    #[error("joins someone to themselves")]
    SamePerson,
    /// Only a newer version of the app can write it.
    #[error("is of a kind that this version cannot write")]
    UnknownKind,
    /// The time lies outside what can be written.
    #[error("is not a time that can be saved")]
    Time,
    /// It is of another sort than the field.
    #[error("does not belong to this field")]
    WrongSort,
    /// The child cannot be added or removed as a person.
    #[error("names the child")]
    Child,
}

/// The longest text of an entry, in characters.
pub const MAX_TEXT: usize = 20_000;
/// The most people or practitioners that an entry names at once.
pub const MAX_LIST: usize = 50;
/// The longest line (a name, an address, a task), in characters.
pub const MAX_LINE: usize = 1_000;

impl Invalid {
    pub(crate) const fn new(field: &'static str, problem: Problem) -> Self {
        Self { field, problem }
    }
}

impl From<Invalid> for Malformed {
    fn from(invalid: Invalid) -> Self {
        Self::OutOfBounds {
            field: invalid.field,
            reason: invalid.problem.to_string(),
        }
    }
}

pub(crate) fn at_most(field: &'static str, text: &str, limit: usize) -> Result<(), Invalid> {
    // Bytes first: no text has more characters than bytes, and counting is linear.
    if text.len() > limit && text.chars().count() > limit {
        return Err(Invalid::new(field, Problem::TooLong { limit }));
    }
    Ok(())
}

pub(crate) fn some_words(field: &'static str, text: &str) -> Result<(), Invalid> {
    if text.trim().is_empty() {
        return Err(Invalid::new(field, Problem::Empty));
    }
    Ok(())
}

/// One line with something in it.
pub(crate) fn line(field: &'static str, text: &str) -> Result<(), Invalid> {
    some_words(field, text)?;
    at_most(field, text, MAX_LINE)
}

/// One line, or nothing.
pub(crate) fn optional_line(field: &'static str, text: Option<&str>) -> Result<(), Invalid> {
    text.map_or(Ok(()), |text| line(field, text))
}

pub(crate) fn list<T>(field: &'static str, items: &[T]) -> Result<(), Invalid> {
    if items.len() > MAX_LIST {
        return Err(Invalid::new(field, Problem::TooMany { limit: MAX_LIST }));
    }
    Ok(())
}
