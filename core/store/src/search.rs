//! From what a person types to a search that cannot fail.

/// The most words that count.
const MAX_WORDS: usize = 12;
/// The most characters of each that count.
const MAX_WORD: usize = 60;

/// An FTS5 expression for what a person typed: every word must begin some word of the text.
/// Digits are also looked for written together, as telephone numbers are typed either way.
/// `None` if there is nothing to look for.
pub(crate) fn expression(typed: &str) -> Option<String> {
    let words: Vec<String> = typed
        .split_whitespace()
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .take(MAX_WORDS)
        .map(prefix)
        .collect();
    if words.is_empty() {
        return None;
    }
    let all = words.join(" AND ");
    Some(match digits_together(typed) {
        Some(digits) => format!("({all}) OR {}", prefix(&digits)),
        None => all,
    })
}

/// A word in quotes: nothing in it means anything to FTS5.
fn prefix(word: &str) -> String {
    let plain: String = word
        .chars()
        .filter(|c| *c != '"' && *c != '\0')
        .take(MAX_WORD)
        .collect();
    format!("\"{plain}\"*")
}

/// The digits of what looks like a telephone number written with gaps.
pub(crate) fn digits_together(text: &str) -> Option<String> {
    let is_number = text
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')' | '.' | '+'));
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    (is_number && digits.len() >= 5 && digits.len() <= 20 && digits != text).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_typed_is_a_quoted_beginning() {
        assert_eq!(
            expression("joan o'neill").unwrap(),
            "\"joan\"* AND \"o'neill\"*"
        );
        assert_eq!(
            expression("NEAR(\"a\" b)").unwrap(),
            "\"NEAR(a\"* AND \"b)\"*"
        );
        assert_eq!(expression("  -- * \" "), None);
        assert_eq!(expression(""), None);
    }

    #[test]
    fn a_number_is_looked_for_with_and_without_gaps() {
        assert_eq!(
            expression("07700 900").unwrap(),
            "(\"07700\"* AND \"900\"*) OR \"07700900\"*"
        );
        assert_eq!(digits_together("07700900123"), None);
        assert_eq!(digits_together("7 pm"), None);
    }
}
