//! Compression with a dictionary that every app ships, and a hard bound on the way back.
//!
//! The first byte names the method: 0 stored, 1 zstd with dictionary 1. A zstd frame travels
//! without its four magic bytes, always records its content size, and has neither checksum
//! (the seal has one) nor dictionary id. One frame, nothing after it.

use std::{cell::RefCell, io, sync::LazyLock};

use patchwork_protocol::limits::MAX_PLAINTEXT;
use zstd::{
    bulk::{Compressor, Decompressor},
    dict::{DecoderDictionary, EncoderDictionary},
    zstd_safe,
};

const STORED: u8 = 0;
const ZSTD_DICTIONARY_1: u8 = 1;
const ZSTD_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// Frozen with format 1: a change makes every envelope unreadable. What it was made of, and the
/// program that made it, lie beside it.
pub(crate) const DICTIONARY_1: &[u8] = include_bytes!("../dictionary/dictionary-1.zdict");

/// On unseen notes of 125 characters level 3 leaves 5 % more bytes, level 19 1 % fewer; all take
/// some 20 µs.
const LEVEL: i32 = 12;

/// `None` only if zstd finds no memory for them, or the shipped file is not a dictionary.
static ENCODER: LazyLock<Option<EncoderDictionary<'static>>> =
    LazyLock::new(|| EncoderDictionary::try_copy(DICTIONARY_1, LEVEL).ok());
static DECODER: LazyLock<Option<DecoderDictionary<'static>>> =
    LazyLock::new(|| DecoderDictionary::try_copy(DICTIONARY_1).ok());

thread_local! {
    /// Kept for the next envelope: making one costs 14 µs, twice what it takes to use it.
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// Why bytes did not decompress.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecompressError {
    /// A method of a later version.
    #[error("compression method {method} is not known to this version")]
    UnknownMethod {
        /// What the first byte says.
        method: u8,
    },
    /// It claims more than any plaintext may have.
    #[error("expected at most {limit} bytes of content, the compressed form claims {got}")]
    TooLarge {
        /// Most bytes that a plaintext has.
        limit: usize,
        /// Bytes claimed.
        got: u64,
    },
    /// Not one whole frame of the expected form.
    #[error("the compressed content is damaged: {reason}")]
    Damaged {
        /// What was found.
        reason: &'static str,
    },
}

/// The shorter of stored and compressed, behind its method byte.
pub(crate) fn compress(content: &[u8]) -> Vec<u8> {
    compressed(content).unwrap_or_else(|| {
        let mut stored = Vec::with_capacity(content.len().saturating_add(1));
        stored.push(STORED);
        stored.extend_from_slice(content);
        stored
    })
}

/// `None` if compression fails or does not pay.
fn compressed(content: &[u8]) -> Option<Vec<u8>> {
    let dictionary = ENCODER.as_ref()?;
    let mut compressor = Compressor::with_prepared_dictionary(dictionary).ok()?;
    compressor.include_checksum(false).ok()?;
    compressor.include_dictid(false).ok()?;
    compressor.include_contentsize(true).ok()?;
    let frame = compressor.compress(content).ok()?;
    let body = frame.strip_prefix(&ZSTD_MAGIC)?;
    (body.len() < content.len()).then(|| {
        let mut bytes = Vec::with_capacity(body.len().saturating_add(1));
        bytes.push(ZSTD_DICTIONARY_1);
        bytes.extend_from_slice(body);
        bytes
    })
}

/// The content, of at most [`MAX_PLAINTEXT`] bytes.
///
/// Memory is taken for the claimed size only after that is found within the bound.
pub(crate) fn decompress(bytes: &[u8]) -> Result<Vec<u8>, DecompressError> {
    match bytes.split_first() {
        None => Err(damaged("no method byte")),
        Some((&STORED, content)) => {
            within_bound(u64::try_from(content.len()).unwrap_or(u64::MAX))?;
            Ok(content.to_vec())
        }
        Some((&ZSTD_DICTIONARY_1, body)) => decompress_frame(&[&ZSTD_MAGIC, body].concat()),
        Some((&method, _)) => Err(DecompressError::UnknownMethod { method }),
    }
}

fn decompress_frame(frame: &[u8]) -> Result<Vec<u8>, DecompressError> {
    let size = zstd_safe::get_frame_content_size(frame)
        .map_err(|_| damaged("unreadable frame header"))?
        .ok_or_else(|| damaged("no content size"))?;
    let size = within_bound(size)?;
    if zstd_safe::find_frame_compressed_size(frame) != Ok(frame.len()) {
        return Err(damaged("not exactly one frame"));
    }
    let dictionary = DECODER.as_ref().ok_or_else(|| damaged("no dictionary"))?;
    let content =
        decompressed(frame, size, dictionary).map_err(|_| damaged("the frame does not decode"))?;
    if content.len() != size {
        return Err(damaged("content size and content differ"));
    }
    Ok(content)
}

fn decompressed(
    frame: &[u8],
    size: usize,
    dictionary: &'static DecoderDictionary<'static>,
) -> io::Result<Vec<u8>> {
    DECOMPRESSOR.with_borrow_mut(|kept| {
        // Taken out, so that one that failed is not used again.
        let mut decompressor = match kept.take() {
            Some(decompressor) => decompressor,
            None => Decompressor::with_prepared_dictionary(dictionary)?,
        };
        let content = decompressor.decompress(frame, size)?;
        *kept = Some(decompressor);
        Ok(content)
    })
}

fn within_bound(got: u64) -> Result<usize, DecompressError> {
    usize::try_from(got)
        .ok()
        .filter(|&size| size <= MAX_PLAINTEXT)
        .ok_or(DecompressError::TooLarge {
            limit: MAX_PLAINTEXT,
            got,
        })
}

const fn damaged(reason: &'static str) -> DecompressError {
    DecompressError::Damaged { reason }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn frame_of(content: &[u8]) -> Vec<u8> {
        let mut bytes = compress(content);
        assert_eq!(bytes.remove(0), ZSTD_DICTIONARY_1);
        bytes
    }

    fn behind_method(body: &[u8]) -> Vec<u8> {
        [&[ZSTD_DICTIONARY_1], body].concat()
    }

    #[test]
    fn the_dictionary_is_the_frozen_one() {
        assert_eq!(
            blake3::hash(DICTIONARY_1).to_string(),
            include_str!("../dictionary/dictionary-1.blake3").trim()
        );
        assert!(ENCODER.is_some() && DECODER.is_some());
    }

    #[test]
    fn plain_words_shrink_and_noise_is_stored() {
        let note = b"Home visit on Tuesday. Mum was well, the house was warm and tidy.";
        let bytes = compress(note);
        assert_eq!(bytes[0], ZSTD_DICTIONARY_1);
        assert!(bytes.len() < note.len() * 2 / 3, "{} bytes", bytes.len());
        let noise: Vec<u8> = blake3::hash(b"noise").as_bytes().to_vec();
        assert_eq!(compress(&noise), [&[STORED], noise.as_slice()].concat());
        assert_eq!(compress(&[]), [STORED]);
    }

    #[test]
    fn a_bomb_is_refused_before_memory_is_taken() {
        let bomb = vec![0; MAX_PLAINTEXT + 1];
        let bytes = compress(&bomb);
        assert!(bytes.len() < 2_000);
        assert_eq!(
            decompress(&bytes),
            Err(DecompressError::TooLarge {
                limit: MAX_PLAINTEXT,
                got: bomb.len() as u64
            })
        );
    }

    #[test]
    fn a_bomb_that_lies_about_its_size_is_refused() {
        let mut frame = frame_of(&vec![0; 100_000]);
        // Frame header descriptor: single segment, 4-byte content size that follows it.
        assert_eq!(frame[0], 0xa0);
        frame[1..5].copy_from_slice(&10_u32.to_le_bytes());
        assert!(matches!(
            decompress(&behind_method(&frame)),
            Err(DecompressError::Damaged { .. })
        ));
        frame[1..5].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(matches!(
            decompress(&behind_method(&frame)),
            Err(DecompressError::TooLarge { .. })
        ));
    }

    #[test]
    fn a_frame_without_its_content_size_is_refused() {
        let mut compressor =
            Compressor::with_prepared_dictionary(ENCODER.as_ref().unwrap()).unwrap();
        compressor.include_contentsize(false).unwrap();
        let frame = compressor.compress(b"some words some words").unwrap();
        assert_eq!(
            decompress(&behind_method(&frame[4..])),
            Err(damaged("no content size"))
        );
    }

    #[test]
    fn two_frames_or_trailing_bytes_are_refused() {
        let frame = frame_of(b"home visit home visit home visit home visit");
        let second = [frame.as_slice(), &ZSTD_MAGIC, &frame].concat();
        let trailing = [frame.as_slice(), &[0]].concat();
        for body in [second, trailing] {
            assert_eq!(
                decompress(&behind_method(&body)),
                Err(damaged("not exactly one frame"))
            );
        }
        assert!(decompress(&behind_method(&frame[..frame.len() - 1])).is_err());
    }

    #[test]
    fn an_unknown_method_is_named() {
        assert_eq!(
            decompress(&[9, 1, 2]),
            Err(DecompressError::UnknownMethod { method: 9 })
        );
        assert_eq!(decompress(&[]), Err(damaged("no method byte")));
    }

    proptest! {
        #[test]
        fn content_comes_back(content in prop::collection::vec(any::<u8>(), 0..2_000)) {
            prop_assert_eq!(decompress(&compress(&content)), Ok(content));
        }

        #[test]
        fn words_come_back(content in "[a-z .,]{0,400}") {
            prop_assert_eq!(decompress(&compress(content.as_bytes())), Ok(content.into_bytes()));
        }

        #[test]
        fn hostile_bytes_never_panic(body in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = decompress(&behind_method(&body));
            let _ = decompress(&body);
        }
    }
}
