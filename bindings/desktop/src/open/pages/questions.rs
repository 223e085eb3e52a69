//! A long form as one question a page: where it goes on, the way back, and what it holds meanwhile.
//!
//! Every page holds the answers to the other questions as hidden fields, so that nothing is written
//! anywhere before the last question is answered, and no word is lost on the way back. The pages
//! themselves stay in memory for a while, for the way back of the browser (`answers`).

use askama::Template;

use super::form;
use crate::open::{
    fields::Fields,
    problem::{Page, Problem, show},
    refusal::Refusal,
};

/// The field that says from which question a form was sent.
const FROM: &str = "question";

/// A question of a long form.
#[derive(Debug)]
pub(crate) struct Question {
    /// What it is called in the form, and on its page.
    pub(crate) name: &'static str,
    /// The fields that answer it.
    pub(crate) fields: &'static [&'static str],
    /// Whether it is asked, after these answers.
    pub(crate) is_asked: fn(&Fields) -> bool,
}

/// A question that is always asked.
pub(crate) const fn always(_: &Fields) -> bool {
    true
}

/// The question that stands on a page.
pub(crate) struct Asked {
    question: &'static Question,
    /// Its number among those that are asked, from 1.
    pub(crate) number: usize,
    /// How many are asked.
    pub(crate) of: usize,
    /// The answers to the others, as the page holds them.
    pub(crate) held: Vec<(String, String)>,
}

impl Asked {
    /// The question of this name, or the first one.
    pub(crate) fn of(questions: &'static [Question], name: &str, fields: &Fields) -> Option<Self> {
        let asked: Vec<&Question> = asked(questions, fields).collect();
        let place = asked.iter().position(|question| question.name == name);
        let place = place.unwrap_or(0);
        let question = asked.get(place).copied()?;
        let is_here = |name: &str| name == FROM || name == "do" || question.fields.contains(&name);
        Some(Self {
            question,
            number: place + 1,
            of: asked.len(),
            held: fields
                .pairs()
                .iter()
                .filter(|(name, _)| !is_here(name))
                .cloned()
                .collect(),
        })
    }

    pub(crate) fn is(&self, name: &str) -> bool {
        self.question.name == name
    }

    pub(crate) fn name(&self) -> &'static str {
        self.question.name
    }

    pub(crate) fn is_first(&self) -> bool {
        self.number == 1
    }

    pub(crate) fn is_last(&self) -> bool {
        self.number == self.of
    }
}

fn asked<'f>(
    questions: &'static [Question],
    fields: &'f Fields,
) -> impl Iterator<Item = &'static Question> + use<'f> {
    let asked = move |question: &&Question| (question.is_asked)(fields);
    questions.iter().filter(asked)
}

/// The question that stands on the page next.
pub(crate) struct Next {
    question: &'static str,
    /// Why its answer was not taken.
    refused: Option<Problem>,
}

/// Where a form goes that was sent from one of its questions: to the next one, to the one before,
/// or to the same again with what is wrong with its answer. None after the last question, and for
/// a form that names no question and was sent as a whole: then it is saved.
///
/// `check` says everything that is wrong with the answers so far.
pub(crate) fn go_on(
    questions: &'static [Question],
    fields: &Fields,
    check: impl FnOnce() -> Result<(), Problem>,
) -> Option<Next> {
    let asked: Vec<&Question> = asked(questions, fields).collect();
    let from = asked.iter().position(|one| one.name == fields.text(FROM))?;
    let to = |place: usize| asked.get(place).map(|question| question.name);
    // It was locked while this question stood on the page.
    if fields.text("do") == "again" {
        let (question, refused) = (to(from)?, None);
        return Some(Next { question, refused });
    }
    if fields.text("do") == "back" {
        let (question, refused) = (to(from.saturating_sub(1))?, None);
        return Some(Next { question, refused });
    }
    let (this, next) = (asked.get(from)?, to(from + 1)?);
    let refused = check().err();
    let refused = refused.and_then(|problem| problem.about(this.fields).err());
    let question = if refused.is_some() { this.name } else { next };
    Some(Next { question, refused })
}

/// Where a form goes that was not saved: to the question that is to be put right, or the last one.
pub(crate) fn put_right(
    questions: &'static [Question],
    fields: &Fields,
    problem: Problem,
) -> Result<Next, Problem> {
    let is_wrong = |question: &&Question| {
        let mut wrong = problem.wrong().iter();
        wrong.any(|wrong| question.fields.contains(&wrong.field.as_str()))
    };
    let question = asked(questions, fields)
        .find(is_wrong)
        .or_else(|| asked(questions, fields).last());
    match question {
        Some(question) => Ok(Next {
            question: question.name,
            refused: Some(problem),
        }),
        None => Err(problem),
    }
}

impl Next {
    /// The page of the question, as `draw` draws it. Where it cannot be drawn, the problem alone.
    pub(crate) async fn show<P, F>(
        self,
        draw: impl FnOnce(&'static str, Option<Refusal>) -> F,
    ) -> Page
    where
        P: Template,
        F: Future<Output = Result<P, Problem>>,
    {
        let Some(problem) = self.refused else {
            return show(&draw(self.question, None).await?);
        };
        form::refused(problem, |refusal| draw(self.question, Some(refusal))).await
    }
}
