//! Comparison words: what two people read to each other before a device is admitted.
//!
//! Five of 1,024 words are 50 bits. Someone who wants other keys to show the same words must
//! try keys until they do; each try is made dearer by 2^14 rounds of BLAKE3 in a row (about
//! 2 ms here), which together is the work of 2^64 hashes while an invitation lasts days.

use std::fmt;

use patchwork_protocol::{DeviceKeys, PartnershipId};

/// Our own list: short, plain English, no two within one letter of each other, no
/// homophones. Frozen: both phones must have the same.
const WORDS: &str = include_str!("words-1.txt");

const LIST_LEN: u16 = 1_024;
const STRETCHING_ROUNDS: u32 = 1 << 14;

/// Five words, equal on both screens exactly if both see the same device ask to join the same
/// partnership with the same invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ComparisonWords([&'static str; 5]);

impl ComparisonWords {
    /// The words of a device that asks to join.
    ///
    /// `invite_key` is the public key of the invitation that it uses.
    pub fn of(partnership: PartnershipId, device: &DeviceKeys, invite_key: &[u8; 32]) -> Self {
        let mut first = blake3::Hasher::new_derive_key("patchwork/words/1");
        first.update(partnership.as_bytes());
        first.update(invite_key);
        first.update(&device.signing);
        first.update(&device.hpke);
        let mut digest = *first.finalize().as_bytes();
        for _ in 0..STRETCHING_ROUNDS {
            digest = *blake3::hash(&digest).as_bytes();
        }
        let [a, b, c, d, e, f, g, h, i, j, ..] = digest;
        Self([[a, b], [c, d], [e, f], [g, h], [i, j]].map(word))
    }

    /// The words, in the order in which they are read out.
    pub const fn as_array(&self) -> &[&'static str; 5] {
        &self.0
    }
}

impl fmt::Display for ComparisonWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

/// 1,024 divides 2^16: every word is equally likely.
fn word(bytes: [u8; 2]) -> &'static str {
    let index = u16::from_be_bytes(bytes) % LIST_LEN;
    WORDS.lines().nth(usize::from(index)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{DeviceSecrets, testing::rng};

    #[test]
    fn the_list_is_1024_short_plain_sorted_words() {
        let words: Vec<&str> = WORDS.lines().collect();
        assert_eq!(words.len(), usize::from(LIST_LEN));
        assert_eq!(words.iter().collect::<BTreeSet<_>>().len(), words.len());
        assert!(words.is_sorted());
        for word in words {
            assert!((3..=7).contains(&word.len()), "{word}");
            assert!(word.bytes().all(|byte| byte.is_ascii_lowercase()), "{word}");
        }
    }

    #[test]
    fn no_two_words_differ_by_one_letter() {
        let words: Vec<&str> = WORDS.lines().collect();
        for (at, one) in words.iter().enumerate() {
            for other in words.iter().skip(at + 1) {
                assert!(differ_by_more_than_a_letter(one, other), "{one} {other}");
            }
        }
    }

    fn differ_by_more_than_a_letter(one: &str, other: &str) -> bool {
        let (short, long) = if one.len() <= other.len() {
            (one.as_bytes(), other.as_bytes())
        } else {
            (other.as_bytes(), one.as_bytes())
        };
        let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
        match long.len() - short.len() {
            0 => short[same..].get(1..) != long[same..].get(1..),
            1 => short[same..] != long[same + 1..],
            _ => true,
        }
    }

    #[test]
    fn the_words_change_with_each_thing_they_stand_for() {
        let device = DeviceSecrets::generate(&mut rng(1)).public();
        let other = DeviceSecrets::generate(&mut rng(2)).public();
        let partnership = PartnershipId([1; 32]);
        let words = ComparisonWords::of(partnership, &device, &[3; 32]);
        assert_eq!(words, ComparisonWords::of(partnership, &device, &[3; 32]));
        assert_ne!(words, ComparisonWords::of(partnership, &device, &[4; 32]));
        assert_ne!(words, ComparisonWords::of(partnership, &other, &[3; 32]));
        assert_ne!(
            words,
            ComparisonWords::of(PartnershipId([2; 32]), &device, &[3; 32])
        );
    }
}
