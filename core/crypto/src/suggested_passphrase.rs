//! A new passphrase of words that a person can remember.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// The words that two people compare, and others of our own: 1,296, each of four to eight letters
/// or three, plain English. A passphrase depends on none of them, so that this list may change.
const LISTS: [&str; 2] = [include_str!("words-1.txt"), include_str!("words-2.txt")];
const LIST_LEN: u32 = 1_296;
const COUNT: usize = 6;

/// Bits of randomness in a suggested passphrase: six words of 1,296, each as likely as the others.
pub const SUGGESTED_PASSPHRASE_BITS: u32 = 62;

/// Six words with spaces between them.
pub fn suggest_passphrase(rng: &mut impl CryptoRng) -> Zeroizing<String> {
    let mut passphrase = Zeroizing::new(String::with_capacity(64));
    for place in 0..COUNT {
        if place > 0 {
            passphrase.push(' ');
        }
        passphrase.push_str(word(below(LIST_LEN, rng)));
    }
    passphrase
}

/// A number below this one, each as likely as the others.
fn below(end: u32, rng: &mut impl CryptoRng) -> u32 {
    // What lies above the last whole multiple would favour small numbers.
    let last = u32::MAX - u32::MAX % end;
    loop {
        let drawn = rng.next_u32();
        if drawn < last {
            return drawn % end;
        }
    }
}

fn word(index: u32) -> &'static str {
    let mut words = LISTS.iter().flat_map(|list| list.lines());
    usize::try_from(index)
        .ok()
        .and_then(|index| words.nth(index))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rand_core::SeedableRng as _;

    use super::*;

    #[test]
    fn the_list_has_the_words_that_the_bits_are_counted_by() {
        let words: BTreeSet<&str> = LISTS.iter().flat_map(|list| list.lines()).collect();
        assert_eq!(words.len(), 1_296);
        assert!(
            words.iter().all(|word| (3..=8).contains(&word.len())
                && word.bytes().all(|b| b.is_ascii_lowercase()))
        );
        assert_eq!(word(0), "about");
        assert!(!word(LIST_LEN - 1).is_empty());
        let all = 1_296_u128.pow(6);
        assert_eq!(all.ilog2(), SUGGESTED_PASSPHRASE_BITS);
    }

    #[test]
    fn a_passphrase_has_six_words_and_is_never_the_same_twice() {
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(1);
        let mut seen = BTreeSet::new();
        for _ in 0..200 {
            let passphrase = suggest_passphrase(&mut rng);
            assert_eq!(passphrase.split(' ').count(), 6);
            assert!(seen.insert(passphrase.to_string()));
        }
    }
}
