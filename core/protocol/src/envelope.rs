//! Envelopes: what the relay stores and cannot read.
//!
//! `[version, replica, seq, key_id, seen_n, seen_incarnation, seen_chain, salt, ciphertext, signature]`
//!
//! An envelope keeps the bytes that came: they are hashed and verified as received
//! and never written anew.

use ed25519_dalek::VerifyingKey;
use minicbor::{Decode, Decoder, Encode, Encoder, encode::Write};

use crate::{
    ChainHash, DeviceId, Incarnation, KeyId, Malformed, Replica, Seq, SpaceId,
    limits::MAX_ENVELOPE, wire,
};

/// The version of envelopes that this program writes and reads.
const VERSION: u64 = 1;
const SIGNED: &[u8] = b"patchwork/envelope-signature/1";
const ASSOCIATED: &[u8] = b"patchwork/envelope/1";
/// CBOR of a 64-byte string: two bytes of head, then the signature.
const SIGNATURE_FIELD: usize = 2 + 64;

/// The log's head that the author had when sealing.
///
/// It is compared only within the incarnation whose first bytes it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Seen {
    /// Number of the last item seen; 0 before the first sync.
    pub n: u64,
    /// First bytes of the incarnation.
    pub incarnation: [u8; 4],
    /// First bytes of the chain at `n`.
    pub chain: [u8; 16],
}

impl Seen {
    /// Before the first sync.
    pub const NONE: Self = Self {
        n: 0,
        incarnation: [0; 4],
        chain: [0; 16],
    };

    /// The head at this item of this incarnation.
    pub fn at(incarnation: Incarnation, n: u64, chain: ChainHash) -> Self {
        let [a, b, c, d, ..] = incarnation.0;
        let mut short = [0; 16];
        short.copy_from_slice(chain.0.split_at(16).0);
        Self {
            n,
            incarnation: [a, b, c, d],
            chain: short,
        }
    }

    /// Whether it names this incarnation.
    pub fn is_of(&self, incarnation: Incarnation) -> bool {
        self.n > 0 && incarnation.0.starts_with(&self.incarnation)
    }

    /// Whether it names this chain. Ask only about the chain at the same `n` and
    /// incarnation.
    pub fn names(&self, chain: ChainHash) -> bool {
        chain.0.starts_with(&self.chain)
    }
}

/// What everyone on the way may read of an envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Header {
    /// The series.
    pub replica: Replica,
    /// The place in it.
    pub seq: Seq,
    /// The key it is sealed with.
    pub key_id: KeyId,
    /// The log's head that the author had.
    pub seen: Seen,
    /// Drawn at sealing; part of the nonce.
    pub salt: [u8; 8],
}

impl Header {
    fn fields<W: Write>(
        &self,
        e: &mut Encoder<W>,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.u64(VERSION)?
            .bytes(&self.replica.0)?
            .u64(self.seq.0)?
            .bytes(&self.key_id.0)?
            .u64(self.seen.n)?
            .bytes(&self.seen.incarnation)?
            .bytes(&self.seen.chain)?
            .bytes(&self.salt)?
            .ok()
    }

    fn read(d: &mut Decoder<'_>) -> Result<Self, minicbor::decode::Error> {
        let replica = d.decode()?;
        let at = d.position();
        let seq: Seq = d.decode()?;
        // An envelope with number 0 would lie within every cut: a device could write
        // one more after it was revoked.
        if seq < Seq::FIRST {
            return Err(wire::wrong("envelopes are numbered from 1", at));
        }
        Ok(Self {
            replica,
            seq,
            key_id: d.decode()?,
            seen: Seen {
                n: d.u64()?,
                incarnation: wire::fixed(d)?,
                chain: wire::fixed(d)?,
            },
            salt: wire::fixed(d)?,
        })
    }

    /// What sealing binds in addition to the plaintext: domain, space, header.
    pub fn associated_data(&self, space: SpaceId) -> Vec<u8> {
        let mut data = [ASSOCIATED, &space.0].concat();
        wire::write_into(&mut data, |e| self.fields(e));
        data
    }
}

/// The signature is not by the named key, or not over these bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not fit")]
pub struct BadSignature;

/// An envelope that waits for its signature.
#[derive(Debug, Clone)]
pub struct UnsignedEnvelope {
    header: Header,
    bytes: Vec<u8>,
    ciphertext: core::ops::Range<usize>,
}

impl UnsignedEnvelope {
    /// Puts a header before what was sealed under it.
    pub fn new(header: Header, ciphertext: &[u8]) -> Self {
        let mut bytes = Vec::with_capacity(ciphertext.len() + 160);
        wire::write_into(&mut bytes, |e| {
            e.array(10)?;
            header.fields(e)?;
            e.bytes(ciphertext)?.ok()
        });
        let end = bytes.len();
        Self {
            header,
            bytes,
            ciphertext: end - ciphertext.len()..end,
        }
    }

    /// What the author's device signs.
    pub fn signing_input(&self, space: SpaceId) -> Vec<u8> {
        signing_input(space, &self.bytes)
    }

    /// The envelope, whole.
    pub fn with_signature(mut self, signature: [u8; 64]) -> Envelope {
        wire::write_into(&mut self.bytes, |e| e.bytes(&signature)?.ok());
        Envelope {
            header: self.header,
            bytes: self.bytes,
            ciphertext: self.ciphertext,
            signature,
        }
    }
}

fn signing_input(space: SpaceId, before_signature: &[u8]) -> Vec<u8> {
    [SIGNED, &space.0, before_signature].concat()
}

/// An envelope as received or sent. That it could be read says nothing about who wrote it.
#[derive(Clone, PartialEq, Eq)]
pub struct Envelope {
    header: Header,
    bytes: Vec<u8>,
    ciphertext: core::ops::Range<usize>,
    signature: [u8; 64],
}

impl core::fmt::Debug for Envelope {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Envelope")
            .field("header", &self.header)
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

struct Fields<'b> {
    header: Header,
    ciphertext: &'b [u8],
    signature: [u8; 64],
}

impl<'b> Decode<'b, ()> for Fields<'b> {
    fn decode(d: &mut Decoder<'b>, (): &mut ()) -> Result<Self, minicbor::decode::Error> {
        wire::array_of(d, 10)?;
        let at = d.position();
        if d.u64()? != VERSION {
            return Err(wire::wrong("unknown version", at));
        }
        Ok(Self {
            header: Header::read(d)?,
            ciphertext: d.bytes()?,
            signature: wire::fixed(d)?,
        })
    }
}

impl Encode<()> for Fields<'_> {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        (): &mut (),
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.array(10)?;
        self.header.fields(e)?;
        e.bytes(self.ciphertext)?.bytes(&self.signature)?.ok()
    }
}

/// The version that an envelope names. A newer version is another error than
/// broken bytes.
fn claimed_version(bytes: &[u8]) -> Option<u64> {
    let mut d = Decoder::new(bytes);
    d.array().ok().flatten()?;
    d.u64().ok()
}

impl Envelope {
    /// Reads an envelope.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        if bytes.len() <= MAX_ENVELOPE
            && let Some(version) = claimed_version(bytes)
            && version != VERSION
        {
            return Err(Malformed::UnknownVersion(version));
        }
        let fields: Fields<'_> = wire::decode_strict(bytes, MAX_ENVELOPE)?;
        // Canonical: the ciphertext ends where the signature's field begins.
        let end = bytes.len().saturating_sub(SIGNATURE_FIELD);
        let ciphertext = end.saturating_sub(fields.ciphertext.len())..end;
        Ok(Self {
            header: fields.header,
            bytes: bytes.to_vec(),
            ciphertext,
            signature: fields.signature,
        })
    }

    /// The bytes as they travel.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes as they travel.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// What everyone may read.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The device that claims to have written it.
    pub fn device(&self) -> DeviceId {
        self.header.replica.device()
    }

    /// What is sealed.
    pub fn ciphertext(&self) -> &[u8] {
        self.bytes.get(self.ciphertext.clone()).unwrap_or_default()
    }

    /// Whether `key` signed exactly these bytes for exactly this space (strict Ed25519).
    pub fn verify(&self, space: SpaceId, key: &VerifyingKey) -> Result<(), BadSignature> {
        let before = self.bytes.len().saturating_sub(SIGNATURE_FIELD);
        let signed = signing_input(space, self.bytes.split_at(before).0);
        crate::signature::verify(key, &signed, &self.signature)
    }
}
