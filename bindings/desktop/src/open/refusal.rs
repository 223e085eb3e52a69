//! Why a form was not taken: what is said at its top, and beside the field that is to be put right.
// Templates pass what they hold by reference, however small it is.
#![allow(clippy::ref_option)]

use patchwork_client::{ClientError, InvalidField};

use super::{
    problem::Problem,
    words::{Markup, bdi},
};

/// Why a form was not taken: all of it that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    wrong: Vec<InvalidField>,
}

impl Refusal {
    /// What is wrong with this field, by the name and id that it has on the page; empty where it
    /// is none of them.
    pub(crate) fn at(field: &str, reason: impl Into<String>) -> Self {
        Self {
            wrong: vec![InvalidField {
                field: field.to_owned(),
                reason: reason.into(),
            }],
        }
    }

    /// The same where the page calls a field by another name.
    pub(crate) fn calling(mut self, field: &str, here: &str) -> Self {
        for wrong in &mut self.wrong {
            if wrong.field == field {
                here.clone_into(&mut wrong.field);
            }
        }
        self
    }

    /// Everything that is to be put right, in the order of the form.
    pub(crate) fn all(&self) -> &[InvalidField] {
        &self.wrong
    }

    /// What is wrong with a field.
    pub(crate) fn of(&self, field: &str) -> Option<&str> {
        let wrong = self.wrong.iter().find(|wrong| wrong.field == field);
        wrong.map(|wrong| wrong.reason.as_str())
    }
}

impl From<&Problem> for Refusal {
    fn from(problem: &Problem) -> Self {
        match problem.wrong() {
            [] => Self::at("", problem.to_string()),
            wrong => Self {
                wrong: wrong.to_vec(),
            },
        }
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

fn is_wrong(problem: &Option<Refusal>, field: &str) -> bool {
    problem
        .as_ref()
        .is_some_and(|refusal| refusal.of(field).is_some())
}

/// The attributes of a field that is to be put right; nothing for any other. Not every screen reader
/// says what `aria-errormessage` names, so that it describes the field too.
pub(crate) fn marks(problem: &Option<Refusal>, field: &str) -> Markup {
    if is_wrong(problem, field) {
        Markup::of(format!(
            " aria-invalid=\"true\" aria-errormessage=\"{field}-error\" \
             aria-describedby=\"{field}-error\""
        ))
    } else {
        Markup::of(String::new())
    }
}

/// The same for a field that a hint on the page describes as well.
pub(crate) fn marks_beside(problem: &Option<Refusal>, field: &str, hint: &str) -> Markup {
    if is_wrong(problem, field) {
        Markup::of(format!(
            " aria-invalid=\"true\" aria-errormessage=\"{field}-error\" \
             aria-describedby=\"{field}-error {hint}\""
        ))
    } else {
        Markup::of(format!(" aria-describedby=\"{hint}\""))
    }
}

/// What stands beside a field that is to be put right; nothing for any other.
pub(crate) fn says(problem: &Option<Refusal>, field: &str) -> Markup {
    let reason = problem.as_ref().and_then(|refusal| refusal.of(field));
    Markup::of(reason.map_or_else(String::new, |reason| {
        format!(
            "<p class=\"field-error\" id=\"{field}-error\">{}</p>",
            bdi(reason)
        )
    }))
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
