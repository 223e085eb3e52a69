//! Names as shown, ages, and under what a case is grouped.

use jiff::{Timestamp, civil::Date};

use crate::{
    Born,
    facts::day_of,
    text::{fold, has_visible},
};

/// The name to show: preferred or given, then family. Never empty.
pub fn display_name(given: &str, family: &str, preferred: Option<&str>) -> String {
    let first = preferred
        .map(str::trim)
        .filter(|name| has_visible(name))
        .unwrap_or_else(|| given.trim());
    let name = [first, family.trim()]
        .into_iter()
        .filter(|name| has_visible(name))
        .collect::<Vec<_>>()
        .join(" ");
    if name.is_empty() {
        return "Name not known".to_owned();
    }
    name
}

/// Under what the case list groups a child: the family's label, or else the family name,
/// folded.
pub fn family_key(label: Option<&str>, family: &str) -> String {
    let name = label.filter(|label| has_visible(label)).unwrap_or(family);
    fold(name)
}

/// Full years on a day; `None` for a child not born, or of unknown birth.
pub fn age_on(born: Born, now: Timestamp) -> Option<u16> {
    let (Born::On(birthday) | Born::About(birthday)) = born else {
        return None;
    };
    let today: Date = day_of(now);
    let years = i32::from(today.year()) - i32::from(birthday.year());
    let had_birthday = (today.month(), today.day()) >= (birthday.month(), birthday.day());
    u16::try_from(years - i32::from(!had_birthday)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_is_shown_by_the_name_they_like() {
        assert_eq!(
            display_name("Gabriella", "Marsh", Some("Ella")),
            "Ella Marsh"
        );
        assert_eq!(
            display_name("Gabriella", "Marsh", Some(" ")),
            "Gabriella Marsh"
        );
        assert_eq!(display_name("", "Marsh", None), "Marsh");
        assert_eq!(display_name(" ", "", None), "Name not known");
    }

    #[test]
    fn families_group_whatever_the_spelling_of_case_and_space() {
        assert_eq!(family_key(None, "  Marsh "), family_key(None, "MARSH"));
        assert_eq!(
            family_key(Some("Marsh / Okafor"), "Okafor"),
            "marsh / okafor"
        );
        assert_eq!(family_key(Some(" "), "Okafor"), "okafor");
        assert_eq!(family_key(Some("\u{3164}"), "Okafor"), "okafor");
        assert_eq!(family_key(None, "Peña"), family_key(None, "Pen\u{303}a"));
    }

    #[test]
    fn an_age_changes_on_the_birthday() {
        let born = Born::On(Date::constant(2018, 3, 12));
        assert_eq!(
            age_on(born, "2026-03-11T23:00:00Z".parse().unwrap()),
            Some(7)
        );
        assert_eq!(
            age_on(born, "2026-03-12T00:00:00Z".parse().unwrap()),
            Some(8)
        );
        assert_eq!(
            age_on(
                Born::Expected(Date::constant(2027, 1, 1)),
                Timestamp::UNIX_EPOCH
            ),
            None
        );
    }
}
