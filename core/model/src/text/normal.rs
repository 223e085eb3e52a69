//! The form in which text is stored, and whether there is anything to see in it.

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::{
    CodePointMapData, CodePointSetData,
    props::{DefaultIgnorableCodePoint, GeneralCategory, GeneralCategoryGroup},
};

/// Text as it is stored: Unicode's composed form (NFC), so that the same words typed on two
/// keyboards are the same bytes; without space around it; and empty where nothing of it can be
/// seen.
pub fn typed(text: &str) -> String {
    if !has_visible(text) {
        return String::new();
    }
    let composed = ComposingNormalizerBorrowed::new_nfc().normalize(text);
    composed.trim().to_owned()
}

/// Whether any of it can be seen: not only spaces, controls, marks without a letter to stand on,
/// and characters that show as nothing.
pub fn has_visible(text: &str) -> bool {
    text.chars().any(is_visible)
}

fn is_visible(c: char) -> bool {
    // Drawn as an empty cell, although it is a symbol.
    const BRAILLE_BLANK: char = '\u{2800}';
    if c.is_ascii_graphic() {
        return true;
    }
    let category = CodePointMapData::<GeneralCategory>::new().get(c);
    let shows_nothing = GeneralCategoryGroup::Separator
        .union(GeneralCategoryGroup::Other)
        .union(GeneralCategoryGroup::Mark)
        .contains(category)
        && category != GeneralCategory::PrivateUse
        && category != GeneralCategory::Unassigned;
    !shows_nothing && c != BRAILLE_BLANK && !is_ignorable(c)
}

/// Whether a character shows as nothing by itself: a zero-width space, a filler, a control of the
/// direction of writing.
pub(crate) fn is_ignorable(c: char) -> bool {
    !c.is_ascii() && CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_of_two_keyboards_are_the_same_text() {
        assert_eq!(typed("Pen\u{303}a "), "Peña");
        assert_eq!(
            typed(" Crèche Étoile"),
            typed("Cre\u{300}che E\u{301}toile")
        );
        assert_eq!(typed("محمد أحمد"), "محمد أحمد");
    }

    #[test]
    fn what_shows_as_nothing_is_empty() {
        for nothing in [
            "",
            " \t\u{a0}",
            "\u{200b}",
            "\u{3164}",
            "\u{ffa0}",
            "\u{115f}",
            "\u{301}",
            " \u{301}\u{308}",
            "\u{202e}\u{202c}",
            "\u{2066}\u{2069}",
            "\u{feff}",
            "\u{ad}",
            "\u{2800}",
            "\u{e0001}",
        ] {
            assert_eq!(typed(nothing), "", "{nothing:?}");
        }
        for something in ["1", "–", "👶", "명", "ा\u{915}", "\u{e000}", "e\u{301}"] {
            assert!(has_visible(something), "{something:?}");
        }
    }
}
