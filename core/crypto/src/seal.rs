//! Sealing what waits into an envelope, and opening one.
//!
//! ```text
//! plaintext → compressed → padded → XChaCha20-Poly1305 → signed
//! ```
//!
//! The nonce is `replica[8..16] ‖ seq ‖ salt`: replica and seq are never used twice by a device
//! that knows its own past, and the salt, drawn at sealing, holds when a restored copy does not.
//! The key is the space key's own for envelopes. The associated data names space and header, so
//! that no ciphertext can be moved to another place.

use patchwork_protocol::{
    DeviceId, Envelope, Header, KeyId, Malformed, Plaintext, Replica, Seen, Seq, SpaceId,
    UnsignedEnvelope,
    limits::{MAX_ENVELOPE, MAX_PARTS, MAX_PLAINTEXT},
};
use rand_core::CryptoRng;

use crate::{
    DecompressError, DeviceSecrets, SpaceKey,
    aead::{self, NotAuthentic},
    compression, padding,
};

const KEY_CONTEXT: &str = "patchwork/envelope-key/1";

/// Where an envelope stands: its header without what sealing itself adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnvelopePlace {
    /// The series that it belongs to, one of the sealing device's own.
    pub replica: Replica,
    /// Its number in that series.
    pub seq: Seq,
    /// The head of the log that the author had.
    pub seen: Seen,
}

/// Why nothing was sealed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The replica is not one of the sealing device's.
    #[error("expected a replica of the sealing device, got {replica}")]
    NotOwnReplica {
        /// The replica given.
        replica: Replica,
    },
    /// Seal it in smaller pieces.
    #[error("expected at most {limit} bytes, got {got}: seal it in smaller pieces")]
    TooLarge {
        /// Most bytes that fit.
        limit: usize,
        /// Bytes there are.
        got: usize,
    },
    /// Seal them in several envelopes.
    #[error("expected at most {limit} parts, got {got}: seal them in several envelopes")]
    TooManyParts {
        /// Most parts in one envelope.
        limit: usize,
        /// Parts there are.
        got: usize,
    },
}

/// Why an envelope did not open. None of these passes with time, but the first:
/// the right key may still come.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Sealed under another key than the one given.
    #[error("sealed under key {sealed_under}, tried with {tried}")]
    OtherKey {
        /// The key that the envelope names.
        sealed_under: KeyId,
        /// The key that was given.
        tried: KeyId,
    },
    /// Altered, of another space, or never sealed with this key.
    #[error("the envelope does not authenticate")]
    NotAuthentic,
    /// The author's app padded it in a way that the format does not have.
    #[error("the padding is not of the one form that the format has")]
    BadPadding,
    /// The compressed content is damaged, or a bomb.
    #[error(transparent)]
    Decompress(#[from] DecompressError),
    /// The content is not what a plaintext is.
    #[error("the content is malformed: {0}")]
    Malformed(#[from] Malformed),
}

/// Seals and signs: from here on the bytes of this (replica, seq) never change.
pub fn seal_envelope(
    key: &SpaceKey,
    device: &DeviceSecrets,
    space: SpaceId,
    place: EnvelopePlace,
    plaintext: &Plaintext,
    rng: &mut impl CryptoRng,
) -> Result<Envelope, SealError> {
    if place.replica.device() != device.id() {
        return Err(SealError::NotOwnReplica {
            replica: place.replica,
        });
    }
    if plaintext.parts.len() > MAX_PARTS {
        return Err(SealError::TooManyParts {
            limit: MAX_PARTS,
            got: plaintext.parts.len(),
        });
    }
    let content = plaintext.encode();
    at_most(MAX_PLAINTEXT, content.len())?;
    let padded = padding::pad(compression::compress(&content));
    at_most(MAX_ENVELOPE, padded.len())?;

    let mut salt = [0; 8];
    rng.fill_bytes(&mut salt);
    let header = Header {
        replica: place.replica,
        seq: place.seq,
        key_id: key.id(),
        seen: place.seen,
        salt,
    };
    let unsigned =
        seal_padded(key, space, header, padded).map_err(|NotAuthentic| SealError::TooLarge {
            limit: MAX_ENVELOPE,
            got: content.len(),
        })?;
    let signature = device.sign(&unsigned.signing_input(space));
    let envelope = unsigned.with_signature(signature);
    at_most(MAX_ENVELOPE, envelope.bytes().len())?;
    Ok(envelope)
}

/// The last step before signing.
pub(crate) fn seal_padded(
    key: &SpaceKey,
    space: SpaceId,
    header: Header,
    padded: Vec<u8>,
) -> Result<UnsignedEnvelope, NotAuthentic> {
    let ciphertext = aead::seal(
        &key.derive(KEY_CONTEXT),
        nonce(&header),
        &header.associated_data(space),
        padded,
    )?;
    Ok(UnsignedEnvelope::new(header, &ciphertext))
}

/// How many bytes of a plaintext are sealed, padding included: all that its length will show.
pub fn padded_len(plaintext: &Plaintext) -> usize {
    padding::padded_len(compression::compress(&plaintext.encode()).len())
}

/// Opens an envelope whose signature was verified (`Envelope::verify`): that a content opens
/// says that some member sealed it, only the signature says which.
pub fn open_envelope(
    key: &SpaceKey,
    space: SpaceId,
    envelope: &Envelope,
) -> Result<Plaintext, OpenError> {
    let header = envelope.header();
    if key.id() != header.key_id {
        return Err(OpenError::OtherKey {
            sealed_under: header.key_id,
            tried: key.id(),
        });
    }
    let padded = aead::open(
        &key.derive(KEY_CONTEXT),
        nonce(header),
        &header.associated_data(space),
        envelope.ciphertext(),
    )
    .map_err(|NotAuthentic| OpenError::NotAuthentic)?;
    let compressed = padding::unpad(&padded).map_err(|_| OpenError::BadPadding)?;
    let content = compression::decompress(compressed)?;
    Ok(Plaintext::decode(&content)?)
}

fn nonce(header: &Header) -> [u8; 24] {
    let mut nonce = [0; 24];
    let (_, series) = header.replica.0.split_at(DeviceId::LEN);
    let fields = [series, &header.seq.0.to_be_bytes(), &header.salt];
    for (place, field) in nonce.chunks_exact_mut(8).zip(fields) {
        place.copy_from_slice(field);
    }
    nonce
}

fn at_most(limit: usize, got: usize) -> Result<(), SealError> {
    if got > limit {
        return Err(SealError::TooLarge { limit, got });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::testing::{SPACE, plaintext, rng};

    /// An 80-character note as core/model encodes it: number, time, kind, text.
    fn note(number: u8, text: &str) -> Vec<u8> {
        let mut e = minicbor::Encoder::new(Vec::new());
        let salt = blake3::hash(&[number]);
        e.array(4)
            .and_then(|e| e.bytes(&salt.as_bytes()[..8]))
            .and_then(|e| e.i64(1_774_000_000_000 + i64::from(number) * 61_337))
            .and_then(|e| e.u8(1))
            .and_then(|e| e.str(text))
            .unwrap();
        e.into_writer()
    }

    const EIGHTY: &str =
        "Fatima seemed brighter this afternoon, though her grandmother looks rather weary";

    fn place(device: &DeviceSecrets, seq: u64) -> EnvelopePlace {
        EnvelopePlace {
            replica: Replica::new(device.id(), [7; 8]),
            seq: Seq(seq),
            seen: Seen {
                n: 4_711,
                incarnation: [1; 4],
                chain: [2; 16],
            },
        }
    }

    fn sealed(body: &[u8]) -> (SpaceKey, DeviceSecrets, Envelope) {
        let key = SpaceKey::generate(&mut rng(1));
        let device = DeviceSecrets::generate(&mut rng(2));
        let envelope = seal_envelope(
            &key,
            &device,
            SPACE,
            place(&device, 1_000),
            &plaintext(body),
            &mut rng(3),
        )
        .unwrap();
        (key, device, envelope)
    }

    fn opens(key: &SpaceKey, device: &DeviceSecrets, bytes: &[u8]) -> bool {
        let verifying = device.public().verify().unwrap();
        Envelope::decode(bytes).is_ok_and(|envelope| {
            envelope.verify(SPACE, &verifying).is_ok()
                && open_envelope(key, SPACE, &envelope).is_ok()
        })
    }

    #[test]
    fn what_was_sealed_opens() {
        let (key, device, envelope) = sealed(b"body");
        assert!(opens(&key, &device, envelope.bytes()));
        assert_eq!(
            open_envelope(&key, SPACE, &envelope),
            Ok(plaintext(b"body"))
        );
    }

    #[test]
    fn every_flipped_bit_is_refused() {
        let (key, device, envelope) = sealed(b"body");
        for at in 0..envelope.bytes().len() {
            for bit in 0..8 {
                let mut bytes = envelope.bytes().to_vec();
                bytes[at] ^= 1 << bit;
                assert!(!opens(&key, &device, &bytes), "byte {at} bit {bit}");
            }
        }
    }

    #[test]
    fn a_ciphertext_under_another_header_is_refused_even_when_signed() {
        let (key, device, envelope) = sealed(b"body");
        let header = *envelope.header();
        let headers = [
            Header {
                seq: Seq(1_001),
                ..header
            },
            Header {
                replica: Replica::new(device.id(), [8; 8]),
                ..header
            },
            Header {
                replica: Replica::new(DeviceId([9; 8]), [7; 8]),
                ..header
            },
            Header {
                seen: Seen::NONE,
                ..header
            },
            Header {
                salt: [0; 8],
                ..header
            },
        ];
        for other in headers {
            let unsigned = UnsignedEnvelope::new(other, envelope.ciphertext());
            let signature = device.sign(&unsigned.signing_input(SPACE));
            let moved = unsigned.with_signature(signature);
            assert_eq!(
                open_envelope(&key, SPACE, &moved),
                Err(OpenError::NotAuthentic)
            );
        }
    }

    #[test]
    fn another_space_or_key_opens_nothing() {
        let (key, device, envelope) = sealed(b"body");
        let elsewhere = SpaceId([0; 32]);
        let verifying = device.public().verify().unwrap();
        assert!(envelope.verify(elsewhere, &verifying).is_err());
        assert_eq!(
            open_envelope(&key, elsewhere, &envelope),
            Err(OpenError::NotAuthentic)
        );
        let other = SpaceKey::generate(&mut rng(9));
        assert_eq!(
            open_envelope(&other, SPACE, &envelope),
            Err(OpenError::OtherKey {
                sealed_under: key.id(),
                tried: other.id()
            })
        );
    }

    #[test]
    fn a_device_seals_only_in_its_own_replicas() {
        let device = DeviceSecrets::generate(&mut rng(2));
        let replica = Replica::new(DeviceId([9; 8]), [7; 8]);
        assert_eq!(
            seal_envelope(
                &SpaceKey::generate(&mut rng(1)),
                &device,
                SPACE,
                EnvelopePlace {
                    replica,
                    ..place(&device, 1)
                },
                &plaintext(b"body"),
                &mut rng(3),
            ),
            Err(SealError::NotOwnReplica { replica })
        );
    }

    #[test]
    fn nonces_never_repeat_in_a_million_seals() {
        let device = DeviceId([1; 8]);
        let mut salts = rng(5);
        let mut seen = BTreeSet::new();
        let mut salt = || {
            let mut salt = [0; 8];
            rand_core::Rng::fill_bytes(&mut salts, &mut salt);
            salt
        };
        let header = |series: [u8; 8], seq, salt| Header {
            replica: Replica::new(device, series),
            seq: Seq(seq),
            key_id: KeyId([0; 16]),
            seen: Seen::NONE,
            salt,
        };
        // Half a million in order; the rest by a restored copy that uses the same places again.
        for seq in 0..500_000 {
            assert!(seen.insert(nonce(&header([7; 8], seq, salt()))));
        }
        for seq in 0..500_000 {
            assert!(seen.insert(nonce(&header([7; 8], seq, salt()))));
        }
        assert_eq!(seen.len(), 1_000_000);
    }

    #[test]
    fn each_field_of_the_nonce_is_whole() {
        let header = Header {
            replica: Replica([1; 16]),
            seq: Seq(0x0203_0405_0607_0809),
            key_id: KeyId([0; 16]),
            seen: Seen::NONE,
            salt: [0xaa; 8],
        };
        let expected = [[1; 8], [2, 3, 4, 5, 6, 7, 8, 9], [0xaa; 8]].concat();
        assert_eq!(nonce(&header).as_slice(), expected);
    }

    #[test]
    fn one_note_of_80_characters_is_at_most_330_bytes() {
        assert_eq!(EIGHTY.len(), 80);
        let (_, _, envelope) = sealed(&note(1, EIGHTY));
        assert!(
            envelope.bytes().len() <= 330,
            "{} bytes",
            envelope.bytes().len()
        );
    }

    #[test]
    fn a_tick_and_a_short_worry_are_the_same_length() {
        let (_, _, tick) = sealed(&[1]);
        let (_, _, worry) = sealed(&note(1, EIGHTY));
        assert_eq!(tick.bytes().len(), worry.bytes().len());
    }

    #[test]
    fn thirty_notes_from_offline_hours_are_at_most_200_bytes_each() {
        let key = SpaceKey::generate(&mut rng(1));
        let device = DeviceSecrets::generate(&mut rng(2));
        let mut waiting = plaintext(&[]);
        let part = waiting.parts.remove(0);
        for number in 0..30_u8 {
            // Text that neither the dictionary nor the notes before it hold.
            let noise = blake3::hash(&[number, 1]).to_hex();
            let text = format!("{} {}", &EIGHTY[..40], &noise[..39]);
            waiting.parts.push(patchwork_protocol::Part {
                body: note(number, &text),
                ..part.clone()
            });
        }
        let envelope = seal_envelope(
            &key,
            &device,
            SPACE,
            place(&device, 1),
            &waiting,
            &mut rng(3),
        )
        .unwrap();
        assert!(envelope.bytes().len() <= 30 * 200);
        assert_eq!(open_envelope(&key, SPACE, &envelope), Ok(waiting));
    }

    #[test]
    fn what_does_not_fit_is_refused_before_it_is_signed() {
        let key = SpaceKey::generate(&mut rng(1));
        let device = DeviceSecrets::generate(&mut rng(2));
        let mut noise = vec![0; MAX_ENVELOPE];
        rand_core::Rng::fill_bytes(&mut rng(4), &mut noise);
        let seal = |plaintext: &Plaintext| {
            seal_envelope(
                &key,
                &device,
                SPACE,
                place(&device, 1),
                plaintext,
                &mut rng(3),
            )
        };
        assert!(matches!(
            seal(&plaintext(&noise)),
            Err(SealError::TooLarge {
                limit: MAX_ENVELOPE,
                ..
            })
        ));
        assert!(matches!(
            seal(&plaintext(&vec![0; MAX_PLAINTEXT])),
            Err(SealError::TooLarge {
                limit: MAX_PLAINTEXT,
                ..
            })
        ));
        let mut many = plaintext(&[]);
        many.parts = vec![many.parts[0].clone(); MAX_PARTS + 1];
        assert!(matches!(seal(&many), Err(SealError::TooManyParts { .. })));
        assert!(seal(&plaintext(&noise[..240 * 1_024])).is_ok());
    }

    /// A member's device seals what no app of ours would.
    fn sealed_by_a_hostile_member(padded: Vec<u8>) -> (SpaceKey, Envelope) {
        let key = SpaceKey::generate(&mut rng(1));
        let device = DeviceSecrets::generate(&mut rng(2));
        let EnvelopePlace { replica, seq, seen } = place(&device, 1);
        let header = Header {
            replica,
            seq,
            key_id: key.id(),
            seen,
            salt: [0; 8],
        };
        let ciphertext = aead::seal(
            &key.derive(KEY_CONTEXT),
            nonce(&header),
            &header.associated_data(SPACE),
            padded,
        )
        .unwrap();
        let unsigned = UnsignedEnvelope::new(header, &ciphertext);
        let signature = device.sign(&unsigned.signing_input(SPACE));
        (key, unsigned.with_signature(signature))
    }

    #[test]
    fn a_hostile_members_bomb_padding_or_nonsense_is_a_typed_error() {
        let open = |padded| {
            let (key, envelope) = sealed_by_a_hostile_member(padded);
            open_envelope(&key, SPACE, &envelope).unwrap_err()
        };
        let bomb = compression::compress(&vec![0; MAX_PLAINTEXT + 1]);
        assert!(matches!(
            open(padding::pad(bomb)),
            OpenError::Decompress(DecompressError::TooLarge { .. })
        ));
        assert_eq!(open(Vec::new()), OpenError::BadPadding);
        assert_eq!(open(vec![0; 160]), OpenError::BadPadding);
        assert_eq!(open(b"short\x80".to_vec()), OpenError::BadPadding);
        assert!(matches!(
            open(padding::pad(compression::compress(b"no CBOR"))),
            OpenError::Malformed(_)
        ));
        assert!(matches!(
            open(padding::pad(vec![77])),
            OpenError::Decompress(DecompressError::UnknownMethod { method: 77 })
        ));
    }
}
