//! Which dates can be true of a child's life: the others are slips of the finger, and are said to
//! be so at their field before anything is saved.

use jiff::{ToSpan as _, civil::Date};
use patchwork_model::Born;

use super::reads::words;
use crate::error::{ClientError, Result};

/// Nobody in a child's life was born before that, nor did anything happen in it.
const LONGEST: i32 = 120;
/// The oldest whom a case is about: care leavers are helped up to 25.
const OLDEST: i32 = 30;
/// The longest for which a child is expected, in days, with some to spare.
const LONGEST_EXPECTED: i32 = 300;
/// How long after the expected day a child may still be called expected, in days.
const LATEST_EXPECTED: i32 = 42;
/// The farthest that people plan ahead, in years: a review, the end of a placement.
const FARTHEST: i32 = 25;

/// Whether a day lies longer ago than anyone remembers.
pub(crate) fn is_long_ago(day: Date, today: Date) -> bool {
    today
        .checked_sub(LONGEST.years())
        .is_ok_and(|earliest| day < earliest)
}

/// A birth that can be a child's.
pub(crate) fn birth_must_be_plausible(born: Born, today: Date) -> Result<()> {
    match born {
        Born::Unknown => Ok(()),
        Born::On(day) | Born::About(day) => {
            if day > today {
                return Err(ClientError::invalid(
                    "born",
                    format!(
                        "{} has not come yet. Check the year; for a child who is not born yet, \
                         write the day under Expected.",
                        words::day(day)
                    ),
                ));
            }
            let too_old = today
                .checked_sub(OLDEST.years())
                .is_ok_and(|earliest| day < earliest);
            if too_old {
                return Err(ClientError::invalid(
                    "born",
                    format!(
                        "A child born on {} would be more than {OLDEST} years old. Check the year.",
                        words::day(day)
                    ),
                ));
            }
            Ok(())
        }
        Born::Expected(day) => {
            let lies_before = |date: Date, days: i32| {
                date.checked_sub(days.days())
                    .is_ok_and(|earliest| day < earliest)
            };
            let lies_after = |date: Date, days: i32| {
                date.checked_add(days.days())
                    .is_ok_and(|latest| day > latest)
            };
            if lies_before(today, LATEST_EXPECTED) {
                return Err(ClientError::invalid(
                    "expected",
                    format!(
                        "{} is past. If the child is born, write the day under Born.",
                        words::day(day)
                    ),
                ));
            }
            if lies_after(today, LONGEST_EXPECTED) {
                return Err(ClientError::invalid(
                    "expected",
                    format!(
                        "{} is more than ten months away. Check the year.",
                        words::day(day)
                    ),
                ));
            }
            Ok(())
        }
    }
}

/// A day that something of a child's case can begin, end, be due or be looked at again.
pub(crate) fn must_be_plausible(field: &str, day: Option<Date>, today: Date) -> Result<()> {
    let Some(day) = day else { return Ok(()) };
    let why = if is_long_ago(day, today) {
        "is too long ago"
    } else if today
        .checked_add(FARTHEST.years())
        .is_ok_and(|latest| day > latest)
    {
        "is very far away"
    } else {
        return Ok(());
    };
    Err(ClientError::invalid(
        field,
        format!("{} {why}. Check the year.", words::day(day)),
    ))
}

/// A day that has come: since when a plan or a legal status holds.
pub(crate) fn must_have_come(field: &str, day: Option<Date>, today: Date) -> Result<()> {
    must_be_plausible(field, day, today)?;
    match day {
        Some(day) if day > today => Err(ClientError::invalid(
            field,
            format!(
                "{} has not come yet. Write what holds now, since when.",
                words::day(day)
            ),
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn said(born: Born) -> String {
        match birth_must_be_plausible(born, day("2026-11-27")) {
            Ok(()) => String::new(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_birth_that_cannot_be_a_childs_is_asked_about() {
        assert_eq!(said(Born::Unknown), "");
        assert_eq!(said(Born::On(day("2019-03-12"))), "");
        assert_eq!(said(Born::About(day("2004-01-01"))), "");
        assert_eq!(
            said(Born::On(day("0019-03-12"))),
            "A child born on 12 March 0019 would be more than 30 years old. Check the year."
        );
        assert!(said(Born::On(day("2031-03-12"))).starts_with("12 March 2031 has not come yet."));
        assert_eq!(said(Born::Expected(day("2027-03-01"))), "");
        assert_eq!(said(Born::Expected(day("2026-11-20"))), "");
        assert_eq!(
            said(Born::Expected(day("2026-03-01"))),
            "1 March 2026 is past. If the child is born, write the day under Born."
        );
        assert!(said(Born::Expected(day("2028-03-01"))).ends_with("Check the year."));
    }

    #[test]
    fn a_plan_has_begun_and_a_review_comes_within_years() {
        let today = day("2026-11-27");
        let refused = |day: &str| must_have_come("from", day.parse().ok(), today).is_err();
        assert!(!refused("2026-11-27") && !refused("2025-01-01"));
        assert!(refused("2026-11-28") && refused("0026-11-27"));
        let refused = |day: &str| must_be_plausible("review", day.parse().ok(), today).is_err();
        assert!(!refused("2027-05-01") && !refused("2026-01-01"));
        assert!(refused("2206-05-01") && refused("0027-05-01"));
    }
}
