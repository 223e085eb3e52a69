//! Plain words for times, ages and counts.

use crate::{facade::dates::is_long_ago, workspace::zone};
use jiff::{Timestamp, ToSpan, civil::Date};
use patchwork_model::{Born, SharingChoice, WRITTEN_BY_NEWER, fold, isolated};

/// "10:42", as the clock on the wall says.
pub(crate) fn clock(at: Timestamp) -> String {
    at.to_zoned_datetime(zone()).strftime("%H:%M").to_string()
}

/// "12 March 2026, 10:42".
pub(crate) fn moment(at: Timestamp) -> String {
    at.to_zoned_datetime(zone())
        .strftime("%-d %B %Y, %H:%M")
        .to_string()
}

/// "12 March 2026".
pub(crate) fn day(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// What it means today that a task's day has come: "due today", "was due 12 March".
pub(crate) fn was_due(due: Date, today: Date) -> String {
    match (today - due).get_days() {
        0 => "due today".to_owned(),
        1 => "was due yesterday".to_owned(),
        _ if due.year() == today.year() => format!("was due {}", due.strftime("%-d %B")),
        _ => format!("was due {}", day(due)),
    }
}

/// "7 years", "5 months", "3 weeks", "due in March"; empty when unknown.
pub(crate) fn age(born: Born, today: Date) -> String {
    match born {
        Born::Unknown => String::new(),
        Born::On(day) => lived(day, today),
        Born::About(day) => match lived(day, today) {
            age if age.is_empty() => age,
            age => format!("about {age}"),
        },
        Born::Expected(day) => {
            // Nobody has said since that the child is born.
            let is = if day < today { "was due" } else { "due" };
            let month = if day.year() == today.year() {
                day.strftime("%B")
            } else {
                day.strftime("%B %Y")
            };
            format!("{is} in {month}")
        }
    }
}

/// Weeks up to three months, months up to two years, then years.
fn lived(born: Date, today: Date) -> String {
    if born > today {
        return String::new();
    }
    if is_long_ago(born, today) {
        return "check the date of birth".to_owned();
    }
    let months = whole_months(born, today);
    if months >= 24 {
        return counted(months / 12, "year", "years");
    }
    if months >= 3 {
        return counted(months, "month", "months");
    }
    let days = born.duration_until(today).as_hours() / 24;
    counted(u32::try_from(days / 7).unwrap_or(0), "week", "weeks")
}

fn whole_months(from: Date, until: Date) -> u32 {
    let years = i32::from(until.year()) - i32::from(from.year());
    let months = years * 12 + i32::from(until.month()) - i32::from(from.month());
    let short = until.day() < from.day()
        && until
            .checked_add(1.day())
            .is_ok_and(|next| next.month() == until.month());
    u32::try_from(months - i32::from(short)).unwrap_or(0)
}

/// "1 change", "3 changes".
pub(crate) fn counted(count: u32, one: &str, many: &str) -> String {
    if count == 1 {
        format!("1 {one}")
    } else {
        format!("{count} {many}")
    }
}

/// "Ella", "Ella and Tom", "Ella, Tom and Joan"; each name keeps its own direction of writing.
pub(crate) fn listed<S: AsRef<str>>(names: &[S]) -> String {
    let names: Vec<String> = names.iter().map(|name| isolated(name.as_ref())).collect();
    match names.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// "Ella’s".
pub(crate) fn whose(name: &str) -> String {
    format!("{}’s", isolated(name))
}

/// Whether every word typed is somewhere in these texts, by the folding of the search.
pub(crate) fn finds<'t>(typed: &str, texts: impl IntoIterator<Item = &'t str>) -> bool {
    let texts: Vec<String> = texts.into_iter().map(fold).collect();
    fold(typed)
        .split_whitespace()
        .all(|word| texts.iter().any(|text| text.contains(word)))
}

/// The beginning of a text, cut at a word, for a list.
pub(crate) fn shortened(text: &str, letters: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((cut, _)) = text.char_indices().nth(letters) else {
        return text;
    };
    let start = text.get(..cut).unwrap_or(&text);
    let start = start.rsplit_once(' ').map_or(start, |(whole, _)| whole);
    format!("{start}…")
}

/// What stands before the name of whom something was, or was not, shared with.
pub(crate) const fn with_whom(choice: SharingChoice) -> &'static str {
    match choice {
        SharingChoice::DoNotShare => "Not with",
        _ => "With",
    }
}

/// Letters and digits alone, folded: to tell whether two texts say the same.
pub(crate) fn folded(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Words of a document, or why there are none here.
pub(crate) fn readable(words: String) -> String {
    if words.is_empty() {
        return WRITTEN_BY_NEWER.to_owned();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn an_age_is_in_weeks_then_months_then_years() {
        let today = date("2026-03-12");
        for (born, said) in [
            ("2026-03-12", "0 weeks"),
            ("2026-03-05", "1 week"),
            ("2026-01-01", "10 weeks"),
            ("2025-12-12", "3 months"),
            ("2025-12-13", "12 weeks"),
            ("2024-03-13", "23 months"),
            ("2024-03-12", "2 years"),
            ("2019-03-13", "6 years"),
            ("2019-03-12", "7 years"),
            ("2027-01-01", ""),
            ("0019-03-12", "check the date of birth"),
        ] {
            assert_eq!(age(Born::On(date(born)), today), said, "{born}");
        }
        assert_eq!(age(Born::About(date("2019-01-01")), today), "about 7 years");
        assert_eq!(age(Born::Unknown, today), "");
    }

    #[test]
    fn someone_born_on_the_last_of_a_month_ages_in_shorter_months_too() {
        assert_eq!(
            age(Born::On(date("2024-02-29")), date("2026-02-28")),
            "2 years"
        );
        assert_eq!(
            age(Born::On(date("2025-08-31")), date("2025-11-30")),
            "3 months"
        );
    }

    #[test]
    fn an_unborn_child_is_due_in_a_month() {
        let today = date("2026-01-12");
        assert_eq!(
            age(Born::Expected(date("2026-03-20")), today),
            "due in March"
        );
        assert_eq!(
            age(Born::Expected(date("2027-03-20")), today),
            "due in March 2027"
        );
        let later = date("2026-11-27");
        assert_eq!(
            age(Born::Expected(date("2026-03-20")), later),
            "was due in March"
        );
        assert_eq!(
            age(Born::Expected(date("2025-12-20")), later),
            "was due in December 2025"
        );
    }

    #[test]
    fn names_are_listed_as_people_say_them() {
        assert_eq!(listed::<&str>(&[]), "");
        assert_eq!(listed(&["Ella"]), "Ella");
        assert_eq!(listed(&["محمد", "Tom"]), "\u{2068}محمد\u{2069} and Tom");
        assert_eq!(whose("a\u{202e}b"), "\u{2068}a\u{202e}b\u{202c}\u{2069}’s");
        assert_eq!(listed(&["Ella", "Tom", "Joan"]), "Ella, Tom and Joan");
    }

    #[test]
    fn a_search_needs_every_word_but_not_its_case() {
        assert!(finds("joan HEALTH", ["Joan Field", "Health visiting"]));
        assert!(!finds("joan police", ["Joan Field", "Health visiting"]));
        assert!(finds("  ", ["Joan Field"]));
    }

    #[test]
    fn a_long_text_is_cut_at_a_word() {
        assert_eq!(shortened("Ella very quiet today", 15), "Ella very…");
        assert_eq!(shortened("Ella  very\nquiet", 15), "Ella very quiet");
        assert_eq!(shortened("Žofieeeeeeeeeee", 5), "Žofie…");
    }
}
