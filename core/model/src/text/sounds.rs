//! How names sound, for suggestions below what was found.

use std::collections::BTreeSet;

use rphonetic::DoubleMetaphone;

use super::{SearchWord, search_words};

/// Shorter words sound like too many others.
const SHORTEST: usize = 3;

/// For each word in Latin letters how it sounds, in English and in other languages (Double
/// Metaphone). Words of other scripts have no sound here.
pub fn sounds(text: &str) -> Vec<BTreeSet<String>> {
    let encoder = DoubleMetaphone::default();
    search_words(text)
        .into_iter()
        .filter_map(|word| match word {
            SearchWord::Spelled(word)
                if word.len() >= SHORTEST && word.bytes().all(|b| b.is_ascii_lowercase()) =>
            {
                Some(word)
            }
            _ => None,
        })
        .map(|word| {
            let sound = encoder.double_metaphone(&word);
            let all = [sound.primary(), sound.alternate()].map(|sound| sound.to_lowercase());
            all.into_iter().filter(|sound| !sound.is_empty()).collect()
        })
        .filter(|sounds: &BTreeSet<String>| !sounds.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_sound_alike_share_a_sound() {
        for (one, other) in [
            ("Kelly", "Keli"),
            ("Catherine", "Katharine"),
            ("Stephen", "Steven"),
            ("Łukasz", "Lucas"),
            ("Shaun", "Shawn"),
        ] {
            let (one, other) = (sounds(one), sounds(other));
            assert!(!one[0].is_disjoint(&other[0]), "{one:?} {other:?}");
        }
        assert!(sounds("Kelly")[0].is_disjoint(&sounds("Marsh")[0]));
        assert_eq!(sounds("王小明 Bo 12"), Vec::<BTreeSet<String>>::new());
    }
}
