//! The words under which text is found, and the words that a search looks for: by one function.

use core::iter::Peekable;
use core::str::Chars;

use icu_properties::{CodePointMapData, props::Script};

use super::fold;

/// A word of a text, folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SearchWord {
    /// Letters and digits between two spaces, hyphens or apostrophes.
    Spelled(String),
    /// Characters of a script that puts no space between words: what is looked for may be
    /// anywhere in them.
    Unspaced(String),
}

/// The words of a text, in their order. An index and a search take them from here, so that they
/// cannot differ.
pub fn search_words(text: &str) -> Vec<SearchWord> {
    let folded = fold(text);
    let mut words = Vec::new();
    let mut rest = folded.chars().peekable();
    while let Some(next) = rest.peek() {
        if !next.is_alphanumeric() {
            rest.next();
        } else if is_unspaced(*next) {
            words.push(SearchWord::Unspaced(run(&mut rest, is_unspaced)));
        } else {
            words.push(SearchWord::Spelled(run(&mut rest, |c| !is_unspaced(c))));
        }
    }
    words
}

fn run(rest: &mut Peekable<Chars<'_>>, belongs: impl Fn(char) -> bool) -> String {
    let mut run = String::new();
    while let Some(c) = rest.next_if(|c| c.is_alphanumeric() && belongs(*c)) {
        run.push(c);
    }
    run
}

/// Whether a character is of a script without spaces between words, or, as in Korean, between
/// the parts of a name.
fn is_unspaced(c: char) -> bool {
    if c.is_ascii() {
        return false;
    }
    let script = CodePointMapData::<Script>::new().get(c);
    c == 'ー'
        || [
            Script::Han,
            Script::Hiragana,
            Script::Katakana,
            Script::Hangul,
            Script::Bopomofo,
            Script::Yi,
            Script::Thai,
            Script::Lao,
            Script::Khmer,
            Script::Myanmar,
            Script::Tibetan,
        ]
        .contains(&script)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(words: &[&str]) -> Vec<SearchWord> {
        let word = |word: &&str| SearchWord::Spelled((*word).to_owned());
        words.iter().map(word).collect()
    }

    #[test]
    fn words_end_at_spaces_hyphens_and_apostrophes() {
        assert_eq!(
            search_words("Mary-Jane O’Brien"),
            spelled(&["mary", "jane", "o", "brien"])
        );
        assert_eq!(search_words("07700 900123."), spelled(&["07700", "900123"]));
        assert_eq!(search_words(" – \u{200b}"), []);
        assert_eq!(search_words("किरण"), spelled(&["किरण"]));
    }

    #[test]
    fn a_script_without_spaces_is_one_run() {
        let run = |run: &str| SearchWord::Unspaced(run.to_owned());
        assert_eq!(search_words("王小明"), [run("王小明")]);
        assert_eq!(search_words("김민수"), [run("김민수")]);
        assert_eq!(
            search_words("Tom王"),
            [SearchWord::Spelled("tom".to_owned()), run("王")]
        );
        assert_eq!(search_words("カタカナ"), search_words("かたかな"));
    }
}
