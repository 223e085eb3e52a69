//! Folding: what text is compared by, whoever typed it and on which keyboard.

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use icu_properties::{CodePointMapData, props::CanonicalCombiningClass};

use super::normal::is_ignorable;

/// Text without what people leave out or type differently: case, accents and other marks that
/// stand on a letter, ligatures and width, invisible characters; the same for letters with a
/// stroke (ł, ø, đ), for the forms of Arabic letters, and for digits of other scripts. Space is
/// single, and there is none at the ends.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return single_spaced(&text.to_ascii_lowercase().replace('`', "'"));
    }
    let decomposed = DecomposingNormalizerBorrowed::new_nfkd().normalize(text);
    let classes = CodePointMapData::<CanonicalCombiningClass>::new();
    let mut folded = String::with_capacity(decomposed.len());
    for c in decomposed.chars() {
        if c.is_ascii() {
            push(&mut folded, c.to_ascii_lowercase());
            continue;
        }
        // A mark with a class stands on a letter or beneath it. Vowels that are written as marks
        // have none, and stay.
        if is_ignorable(c) || classes.get(c) != CanonicalCombiningClass::NotReordered {
            continue;
        }
        for lower in c.to_lowercase() {
            push(&mut folded, lower);
        }
    }
    // Korean syllables again, and nothing else: the marks are gone.
    let composed = ComposingNormalizerBorrowed::new_nfc().normalize(&folded);
    single_spaced(&composed)
}

fn single_spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !spaced.is_empty() {
            spaced.push(' ');
        }
        spaced.push_str(word);
    }
    spaced
}

/// Whether two names are the same words, whatever their case, accents and spacing.
pub fn same_words(one: &str, other: &str) -> bool {
    fold(one) == fold(other)
}

fn push(folded: &mut String, c: char) {
    match c {
        // Letters that Unicode does not take apart.
        'ł' => folded.push('l'),
        'ø' | 'ɔ' => folded.push('o'),
        'đ' | 'ð' | 'ɖ' | 'ɗ' => folded.push('d'),
        'ı' | 'ɨ' => folded.push('i'),
        'ß' => folded.push_str("ss"),
        'æ' => folded.push_str("ae"),
        'œ' => folded.push_str("oe"),
        'þ' => folded.push_str("th"),
        'ħ' => folded.push('h'),
        'ŧ' => folded.push('t'),
        'ŋ' => folded.push('n'),
        'ĸ' | 'ƙ' => folded.push('k'),
        'ə' | 'ǝ' => folded.push('a'),
        'ɛ' => folded.push('e'),
        'ɓ' => folded.push('b'),
        'ƒ' => folded.push('f'),
        'ƴ' => folded.push('y'),
        'ƶ' => folded.push('z'),
        'ʉ' => folded.push('u'),
        'ς' => folded.push('σ'),
        // Arabic: the stretched line is no letter, and alef, ya, kaf and ha have several forms.
        '\u{640}' => {}
        'ٱ' => folded.push('ا'),
        'ى' | 'ی' | 'ے' => folded.push('ي'),
        'ک' => folded.push('ك'),
        'ة' | 'ہ' | 'ھ' | 'ە' | 'ۀ' | 'ۃ' => folded.push('ه'),
        // Apostrophes and hyphens, however they are drawn.
        '`' | '´' | '‘' | '’' | '‛' | '′' | '\u{2b9}'..='\u{2bf}' | '\u{2c8}' | 'ꞌ' | '׳' =>
        {
            folded.push('\'');
        }
        '\u{2010}'..='\u{2015}' | '−' | '־' | '﹣' => folded.push('-'),
        // Katakana as hiragana.
        '\u{30a1}'..='\u{30f6}' => {
            folded.push(char::from_u32(u32::from(c) - 0x60).unwrap_or(c));
        }
        _ => folded.push(digit(c).unwrap_or(c)),
    }
}

/// The ASCII digit of the scripts whose digits Unicode does not decompose.
fn digit(c: char) -> Option<char> {
    /// Their zeros: Arabic, Persian and Urdu, Devanagari, Bengali, Gurmukhi, Gujarati, Tamil, Thai.
    const ZEROS: [u32; 8] = [0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xbe6, 0xe50];
    let value = ZEROS
        .iter()
        .filter_map(|zero| u32::from(c).checked_sub(*zero))
        .find(|value| *value < 10)?;
    char::from_digit(value, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_fold_to_what_is_typed_without_their_marks() {
        for (name, folded) in [
            ("Łukasz Paweł", "lukasz pawel"),
            ("Đức", "duc"),
            ("Søren", "soren"),
            ("Fırat", "firat"),
            ("İREM", "irem"),
            ("Weiß", "weiss"),
            ("WEIẞ", "weiss"),
            ("Łucja", "lucja"),
            ("Æsa Þór", "aesa thor"),
            ("Œuvre", "oeuvre"),
            ("Ħal Għaxaq", "hal ghaxaq"),
            ("Pen\u{303}a", "pena"),
            ("ﬁona", "fiona"),
            ("ＡＢＣ１", "abc1"),
            ("O’Neill", "o'neill"),
            ("Mary\u{2010}Jane", "mary-jane"),
            ("zero\u{200b}width", "zerowidth"),
            ("  two\u{a0} spaces ", "two spaces"),
            ("Ёлка", "елка"),
            ("ΣΟΦΟΣ σοφός", "σοφοσ σοφοσ"),
        ] {
            assert_eq!(fold(name), folded, "{name}");
        }
    }

    #[test]
    fn arabic_letters_fold_to_one_form() {
        for (one, other) in [
            ("أحمد", "احمد"),
            ("إيمان", "ايمان"),
            ("آمنة", "امنه"),
            ("مُحَمَّد", "محمد"),
            ("محـــمد", "محمد"),
            ("ليلى", "ليلي"),
            ("ٱلله", "الله"),
            ("فاطمة", "فاطمه"),
            ("علی", "علي"),
            ("٠١١٣", "0113"),
        ] {
            assert!(same_words(one, other), "{one} {other}");
        }
    }

    #[test]
    fn vowels_that_are_written_as_marks_stay() {
        assert_eq!(fold("किरण"), "किरण");
        assert_ne!(fold("कि"), fold("क"));
    }

    #[test]
    fn text_in_ascii_folds_as_it_does_beside_other_letters() {
        proptest::proptest!(|(text in "[\\x00-\\x7f]{0,24}")| {
            // The letter after it makes the whole text take the way of other scripts.
            let beside = fold(&format!("{text} \u{e9}"));
            let alone = fold(&text);
            let expected = if alone.is_empty() { "e".to_owned() } else { format!("{alone} e") };
            proptest::prop_assert_eq!(beside, expected);
        });
    }

    #[test]
    fn folding_twice_changes_nothing() {
        proptest::proptest!(|(text in "\\PC{0,24}")| {
            let once = fold(&text);
            proptest::prop_assert_eq!(fold(&once), once);
        });
    }
}
