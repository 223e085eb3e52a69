//! Why a form was not taken: what is said at its top, and beside the field that is to be put right.
// Templates pass what they hold by reference, however small it is.
#![allow(clippy::ref_option)]

use std::fmt;

use patchwork_client::ClientError;

use super::{
    problem::Problem,
    words::{Markup, bdi},
};

/// Why a form was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The field that is to be put right, by the name and id that it has on the page; empty where
    /// it is none of them.
    pub(crate) field: String,
    reason: String,
}

impl Refusal {
    /// What is wrong with this field.
    pub(crate) fn at(field: &str, reason: impl Into<String>) -> Self {
        Self {
            field: field.to_owned(),
            reason: reason.into(),
        }
    }

    /// The same where the page calls a field by another name.
    pub(crate) fn calling(mut self, field: &str, here: &str) -> Self {
        if self.field == field {
            here.clone_into(&mut self.field);
        }
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl From<&Problem> for Refusal {
    fn from(problem: &Problem) -> Self {
        Self::at(problem.field(), problem.to_string())
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::from(&problem)
    }
}

impl From<ClientError> for Refusal {
    fn from(error: ClientError) -> Self {
        Self::from(Problem::from(error))
    }
}

impl From<String> for Refusal {
    fn from(reason: String) -> Self {
        Self::at("", reason)
    }
}

/// The attributes of a field that is to be put right; nothing for any other. Not every screen reader
/// says what `aria-errormessage` names, so that it describes the field too.
pub(crate) fn marks(problem: &Option<Refusal>, field: &str) -> Markup {
    match problem {
        Some(refusal) if refusal.field == field => Markup::of(format!(
            " aria-invalid=\"true\" aria-errormessage=\"{field}-error\" \
             aria-describedby=\"{field}-error\""
        )),
        _ => Markup::of(String::new()),
    }
}

/// The same for a field that a hint on the page describes as well.
pub(crate) fn marks_beside(problem: &Option<Refusal>, field: &str, hint: &str) -> Markup {
    match problem {
        Some(refusal) if refusal.field == field => Markup::of(format!(
            " aria-invalid=\"true\" aria-errormessage=\"{field}-error\" \
             aria-describedby=\"{field}-error {hint}\""
        )),
        _ => Markup::of(format!(" aria-describedby=\"{hint}\"")),
    }
}

/// What stands beside a field that is to be put right; nothing for any other.
pub(crate) fn says(problem: &Option<Refusal>, field: &str) -> Markup {
    match problem {
        Some(refusal) if refusal.field == field => Markup::of(format!(
            "<p class=\"field-error\" id=\"{field}-error\">{}</p>",
            bdi(&refusal.reason)
        )),
        _ => Markup::of(String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_field_that_is_wrong_is_marked_and_what_is_said_is_escaped() {
        let refused = Some(Refusal::at("name", "Write a <name>."));
        assert_eq!(
            says(&refused, "name").to_string(),
            "<p class=\"field-error\" id=\"name-error\">Write a &#60;name&#62;.</p>"
        );
        assert_eq!(
            marks(&refused, "name").to_string(),
            " aria-invalid=\"true\" aria-errormessage=\"name-error\" \
             aria-describedby=\"name-error\""
        );
        assert_eq!(says(&refused, "role").to_string(), "");
        assert_eq!(marks(&None, "name").to_string(), "");
        assert_eq!(
            marks_beside(&refused, "name", "name-hint").to_string(),
            " aria-invalid=\"true\" aria-errormessage=\"name-error\" \
             aria-describedby=\"name-error name-hint\""
        );
        assert_eq!(
            marks_beside(&None, "name", "name-hint").to_string(),
            " aria-describedby=\"name-hint\""
        );
    }
}
