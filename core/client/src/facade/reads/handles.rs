//! Handles that a screen passes back: what it showed, and which value was chosen.

use data_encoding::HEXLOWER;
use patchwork_model::{Heads, ValueId};

/// What a screen shows: a change made on it is made against exactly this.
pub(super) fn encode_shown(heads: &[u8]) -> String {
    HEXLOWER.encode(heads)
}

/// What the screen showed; `None` means the latest.
pub(crate) fn decode_shown(shown: &str) -> Option<Heads> {
    Heads::decode(&HEXLOWER.decode(shown.as_bytes()).ok()?).ok()
}

/// A value and what was on the screen beside it: choosing settles what the
/// person saw, and no value that came after.
pub(super) fn encode_choice(value: &ValueId, shown: &str) -> String {
    format!("{}/{shown}", value.0)
}

/// The other way round.
pub(crate) fn decode_choice(choice: &str) -> (ValueId, Option<Heads>) {
    match choice.split_once('/') {
        Some((value, shown)) => (ValueId(value.to_owned()), decode_shown(shown)),
        None => (ValueId(choice.to_owned()), None),
    }
}

#[cfg(test)]
mod tests {
    use patchwork_model::testing as model;

    use super::{super::case_read::testing, *};

    #[test]
    fn a_choice_names_its_value_and_what_was_shown_beside_it() {
        let document = testing::document(&[model::mums_mobile("07700 900111")]);
        let heads = document.heads();
        let shown = encode_shown(&heads.encode());
        assert_eq!(decode_shown(&shown), Some(heads.clone()));
        let value = ValueId("12@abcdef".to_owned());
        assert_eq!(
            decode_choice(&encode_choice(&value, &shown)),
            (value, Some(heads))
        );
    }

    #[test]
    fn a_handle_of_nonsense_means_the_latest() {
        for nonsense in ["", "0", "zz", "é", "ff00"] {
            assert_eq!(decode_shown(nonsense), None, "{nonsense}");
        }
    }
}
