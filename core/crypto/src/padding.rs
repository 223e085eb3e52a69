//! Padmé padding with a floor, so that a ciphertext's length says little.
//!
//! Padmé (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication
//! with PURBs", PoPETs 2019) rounds a length up so that only O(log log n) bits of it show, for
//! at most 12 % more bytes. The floor makes a tick in a task list and a short worry the same
//! length.
//!
//! The content ends with one byte `0x80`, zeros follow up to the padded length
//! (ISO/IEC 7816-4): there is exactly one padded form of any content, and opening accepts only
//! that one.

/// No padded plaintext is shorter, in bytes.
pub(crate) const FLOOR: usize = 160;

const END_OF_CONTENT: u8 = 0x80;

/// The padding is not the one form that the content has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BadPadding;

/// Fills up to the padded length.
pub(crate) fn pad(mut content: Vec<u8>) -> Vec<u8> {
    let padded = padded_len(content.len());
    content.push(END_OF_CONTENT);
    content.resize(padded, 0);
    content
}

/// The content of what [`pad`] made.
pub(crate) fn unpad(padded: &[u8]) -> Result<&[u8], BadPadding> {
    let end = padded
        .iter()
        .rposition(|&byte| byte != 0)
        .ok_or(BadPadding)?;
    let (content, rest) = padded.split_at_checked(end).ok_or(BadPadding)?;
    let canonical =
        rest.first() == Some(&END_OF_CONTENT) && padded.len() == padded_len(content.len());
    canonical.then_some(content).ok_or(BadPadding)
}

/// How long `content` bytes become, the end mark included.
pub(crate) fn padded_len(content: usize) -> usize {
    padme(content.saturating_add(1)).max(FLOOR)
}

fn padme(len: usize) -> usize {
    let Some(exponent) = len.checked_ilog2().filter(|&exponent| exponent > 0) else {
        return len;
    };
    let kept_bits = exponent.ilog2() + 1;
    let mask = (1_usize << exponent.saturating_sub(kept_bits)) - 1;
    len.saturating_add(mask) & !mask
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lengths_are_those_of_the_paper() {
        // Table of PURBs, section 4.2: 9 bits of length keep 4 bits of mantissa.
        assert_eq!(padme(9), 10);
        assert_eq!(padme(161), 176);
        assert_eq!(padme(1_000), 1_024);
        assert_eq!(padme(1_025), 1_088);
        assert_eq!(padme(200_000), 200_704);
        assert_eq!([padme(0), padme(1), padme(2)], [0, 1, 2]);
    }

    #[test]
    fn a_tick_and_a_short_worry_look_alike() {
        assert_eq!(pad(vec![1; 1]).len(), FLOOR);
        assert_eq!(pad(vec![1; FLOOR - 1]).len(), FLOOR);
        assert!(pad(vec![1; FLOOR]).len() > FLOOR);
    }

    #[test]
    fn only_the_one_form_opens() {
        let padded = pad(b"content".to_vec());
        assert_eq!(unpad(&padded), Ok(&b"content"[..]));
        for at in 0..padded.len() {
            let mut other = padded.clone();
            other[at] ^= 1;
            assert_ne!(unpad(&other), Ok(&b"content"[..]), "byte {at}");
        }
        let longer = [padded.as_slice(), &[0]].concat();
        assert_eq!(unpad(&longer), Err(BadPadding));
        assert_eq!(unpad(&padded[..FLOOR - 1]), Err(BadPadding));
        assert_eq!(unpad(&[0; FLOOR]), Err(BadPadding));
        assert_eq!(unpad(&[]), Err(BadPadding));
    }

    proptest! {
        #[test]
        fn what_was_padded_comes_back(content in prop::collection::vec(any::<u8>(), 0..3_000)) {
            let padded = pad(content.clone());
            prop_assert_eq!(unpad(&padded), Ok(content.as_slice()));
        }

        #[test]
        fn padding_costs_at_most_twelve_percent_above_the_floor(len in FLOOR..5_000_000) {
            let padded = padded_len(len);
            prop_assert!(padded > len);
            prop_assert!((padded - len - 1) * 100 <= (len + 1) * 12);
        }

        #[test]
        fn whatever_unpads_pads_to_the_same(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            if let Ok(content) = unpad(&bytes) {
                prop_assert_eq!(pad(content.to_vec()), bytes);
            }
        }
    }
}
