//! What the search indexes hold of a text, and what a search asks of them.
//!
//! Both are made of [`search_words`], so that they cannot fold differently. The indexes' tokenizer
//! only splits at the spaces that this module writes.

use std::collections::BTreeSet;

use patchwork_model::{PhoneNumber, SearchWord, fold, search_words, sounds};

/// The most words that count.
const MAX_WORDS: usize = 12;
/// The most characters of each that count.
const MAX_WORD: usize = 60;
/// The fewest letters of a word by which entries are ranked.
const SHORTEST: usize = 2;
/// The longest word that is also looked for as two: "maryjane", "obrien".
const MAX_SPLIT: usize = 24;
/// The fewest and the most digits of a telephone number that is also found written together.
const FEWEST_DIGITS: usize = 5;
const MOST_DIGITS: usize = 20;
/// Words around what was found, in an excerpt.
const EXCERPT: usize = 12;

/// A text as the index holds it: its words, and the pairs of neighbours of scripts that put no
/// space between words.
pub(crate) fn indexed(text: &str) -> String {
    let mut tokens = Vec::new();
    for word in search_words(text) {
        match word {
            SearchWord::Spelled(word) => tokens.push(word),
            SearchWord::Unspaced(run) => tokens.extend(pairs(&run)),
        }
    }
    tokens.join(" ")
}

/// How the words of a name sound, as the index holds it.
pub(crate) fn indexed_sounds(name: &str) -> String {
    let all: BTreeSet<String> = sounds(name).into_iter().flatten().collect();
    all.into_iter().collect::<Vec<_>>().join(" ")
}

/// Each character with the one after it, and the last one alone: "王小明" is "王小 小明 明".
fn pairs(run: &str) -> Vec<String> {
    let characters: Vec<char> = run.chars().collect();
    (0..characters.len())
        .map(|at| characters.iter().skip(at).take(2).collect())
        .collect()
}

/// An FTS5 expression for what a person typed: every word must begin some word of the text, or be
/// anywhere in a run without spaces. Two words are also looked for as one, and one as two; digits
/// also written together, as telephone numbers are typed either way. `None` if there is nothing to
/// look for.
pub(crate) fn expression(typed: &str) -> Option<String> {
    let mut words = search_words(typed);
    words.truncate(MAX_WORDS);
    let looked_for: Vec<String> = (0..words.len())
        .filter_map(|at| one_of(&words, at))
        .collect();
    if looked_for.is_empty() {
        return None;
    }
    let mut either = vec![format!("({})", looked_for.join(" AND "))];
    either.extend(numbers(typed).iter().map(|digits| begins(digits)));
    Some(either.join(" OR "))
}

/// Whether what a person typed says enough to rank what it finds: one letter begins a word of most
/// entries and of many names, and each would be ranked. A character of a script that puts no space between words is
/// a word.
pub fn is_enough_to_rank(typed: &str) -> bool {
    search_words(typed).iter().any(|word| match word {
        SearchWord::Spelled(word) => word.chars().nth(SHORTEST - 1).is_some(),
        SearchWord::Unspaced(_) => true,
    })
}

/// An FTS5 expression for names that sound like what a person typed; `None` if nothing does.
pub(crate) fn sounds_like(typed: &str) -> Option<String> {
    let words: Vec<String> = sounds(typed)
        .iter()
        .take(MAX_WORDS)
        .map(|sounds| {
            let sounds: Vec<String> = sounds.iter().map(|sound| quoted(sound)).collect();
            format!("({})", sounds.join(" OR "))
        })
        .collect();
    (!words.is_empty()).then(|| words.join(" AND "))
}

/// What finds the word at this place.
fn one_of(words: &[SearchWord], at: usize) -> Option<String> {
    let word = match words.get(at)? {
        SearchWord::Spelled(word) => word,
        SearchWord::Unspaced(run) => return Some(within(run)),
    };
    let spelled = |at: usize| match words.get(at) {
        Some(SearchWord::Spelled(word)) => Some(word.as_str()),
        _ => None,
    };
    let mut either = vec![begins(word)];
    either.extend(splits(word));
    if let Some(before) = at.checked_sub(1).and_then(spelled) {
        either.push(begins(&format!("{before}{word}")));
    }
    if let Some(after) = spelled(at + 1) {
        either.push(begins(&format!("{word}{after}")));
    }
    Some(format!("({})", either.join(" OR ")))
}

/// A run without spaces anywhere in another: its pairs, one after the other.
fn within(run: &str) -> String {
    let mut pairs = pairs(run);
    if pairs.len() < 2 {
        return begins(run);
    }
    // The last character stands alone only where the other run ends, too.
    pairs.pop();
    pairs.truncate(MAX_WORD);
    format!("\"{}\"", pairs.join(" "))
}

/// A word as two, wherever it can be parted: the second may be a beginning.
fn splits(word: &str) -> Vec<String> {
    if word.chars().count() > MAX_SPLIT {
        return Vec::new();
    }
    word.char_indices()
        .skip(1)
        .filter_map(|(at, _)| word.split_at_checked(at))
        .map(|(first, second)| begins(&format!("{first} {second}")))
        .collect()
}

/// A word, or the last of several, as a beginning.
fn begins(words: &str) -> String {
    format!("{}*", quoted(words))
}

/// In quotes, where FTS5 takes letters and digits as they are; nothing else comes from
/// [`search_words`] or [`sounds`].
fn quoted(words: &str) -> String {
    let cut: String = words.chars().take(MAX_WORD).collect();
    format!("\"{cut}\"")
}

/// The digits of what looks like a telephone number, as they may be typed: together, and with the
/// country's code or the 0 before them.
pub(crate) fn numbers(text: &str) -> BTreeSet<String> {
    let mut numbers = BTreeSet::new();
    if text.chars().filter(|c| c.is_numeric()).count() < FEWEST_DIGITS {
        return numbers;
    }
    let folded = fold(text);
    let is_number = folded
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')' | '.' | '+'));
    let digits: String = folded.chars().filter(char::is_ascii_digit).collect();
    if is_number && (FEWEST_DIGITS..=MOST_DIGITS).contains(&digits.len()) {
        numbers.insert(digits);
    }
    if let Ok(read) = PhoneNumber::read(text)
        && let Some(number) = read.number.strip_prefix('+')
    {
        numbers.insert(number.to_owned());
        if let Some(national) = number.strip_prefix("44") {
            numbers.insert(format!("0{national}"));
        }
    }
    numbers
}

/// The words of a text around the first that was looked for.
pub(crate) fn excerpt(text: &str, typed: &str) -> String {
    let looked_for = spellings(typed);
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_found = |word: &&str| {
        let spellings = spellings(word);
        looked_for.iter().any(|looked_for| {
            let meets = |word: &String| word.contains(looked_for) || looked_for.contains(word);
            spellings.iter().any(meets)
        })
    };
    let found = words.iter().position(is_found).unwrap_or(0);
    let start = found.saturating_sub(EXCERPT / 3);
    let shown: Vec<&str> = words.iter().skip(start).take(EXCERPT).copied().collect();
    let is_cut = start + shown.len() < words.len();
    let (before, after) = (
        if start > 0 { "…" } else { "" },
        if is_cut { "…" } else { "" },
    );
    format!("{before}{}{after}", shown.join(" "))
}

fn spellings(text: &str) -> Vec<String> {
    search_words(text)
        .into_iter()
        .map(|word| match word {
            SearchWord::Spelled(word) | SearchWord::Unspaced(word) => word,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_typed_is_a_quoted_beginning_alone_joined_or_parted() {
        assert_eq!(
            expression("Jo X").unwrap(),
            r#"(("jo"* OR "j o"* OR "jox"*) AND ("x"* OR "jox"*))"#
        );
        assert_eq!(expression("  -- * \" "), None);
        assert_eq!(expression("NEAR(\""), expression("near"));
        assert_eq!(expression(""), None);
    }

    #[test]
    fn one_letter_is_not_enough_to_rank_entries_by() {
        assert!(!is_enough_to_rank("e") && !is_enough_to_rank("e 7"));
        assert!(is_enough_to_rank("el") && is_enough_to_rank("j smith"));
        assert!(is_enough_to_rank("明"));
    }

    #[test]
    fn a_run_without_spaces_is_found_within_another() {
        assert_eq!(indexed("王小明"), "王小 小明 明");
        assert_eq!(expression("小明").unwrap(), r#"("小明")"#);
        assert_eq!(expression("王小明").unwrap(), r#"("王小 小明")"#);
        assert_eq!(expression("明").unwrap(), r#"("明"*)"#);
    }

    #[test]
    fn a_number_is_looked_for_with_and_without_gaps() {
        let all = |text| numbers(text).into_iter().collect::<Vec<_>>();
        assert_eq!(all("07700 900"), ["07700900"]);
        assert_eq!(
            all("+44 (0)113 496 0000"),
            ["01134960000", "4401134960000", "441134960000"]
        );
        assert_eq!(all("0113 496 0000 ext 12"), ["01134960000", "441134960000"]);
        assert_eq!(all("7 pm"), [""; 0]);
    }

    #[test]
    fn an_excerpt_shows_the_words_around_as_they_were_written() {
        let text = "one two three four five six Łukasz eight nine ten eleven twelve 13 14 15 16";
        assert_eq!(
            excerpt(text, "lukasz"),
            "…three four five six Łukasz eight nine ten eleven twelve 13 14…"
        );
        assert_eq!(excerpt("Drew a café", "cafe"), "Drew a café");
        assert_eq!(excerpt("", "x"), "");
    }
}
