//! The log of a space: items, the chain over them, and cursors into it.

use minicbor::{Decode, Decoder, Encode, Encoder, encode::Write};

use crate::{
    ChainHash, CursorDigest, Incarnation, ItemHash, SpaceId,
    limits::{MAX_ENVELOPE, MAX_TEAM_CHANGE},
    wire,
};

const ITEM: &[u8] = b"patchwork/item/1";
const CHAIN: &[u8] = b"patchwork/chain/1";
const DIGEST: &[u8] = b"patchwork/cursors/1";

/// One item of a log, as the relay keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum LogItem {
    /// A sealed envelope.
    Envelope(Vec<u8>),
    /// A signed, readable team change.
    TeamChange(Vec<u8>),
    /// An item whose bytes were destroyed; its hash keeps the chain whole.
    Erased(ItemHash),
}

impl LogItem {
    /// The hash by which the chain contains it. Erasing the item does not change it.
    pub fn hash(&self) -> ItemHash {
        let (kind, bytes) = match self {
            Self::Envelope(bytes) => (0, bytes),
            Self::TeamChange(bytes) => (1, bytes),
            Self::Erased(hash) => return *hash,
        };
        let mut hasher = blake3::Hasher::new();
        hasher.update(ITEM).update(&[kind]).update(bytes);
        ItemHash(*hasher.finalize().as_bytes())
    }

    /// How many bytes it holds.
    pub fn len(&self) -> usize {
        match self {
            Self::Envelope(bytes) | Self::TeamChange(bytes) => bytes.len(),
            Self::Erased(hash) => hash.0.len(),
        }
    }

    /// Whether it holds no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<C> Encode<C> for LogItem {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.array(2)?;
        match self {
            Self::Envelope(bytes) => e.u8(0)?.bytes(bytes)?.ok(),
            Self::TeamChange(bytes) => e.u8(1)?.bytes(bytes)?.ok(),
            Self::Erased(hash) => e.u8(2)?.bytes(&hash.0)?.ok(),
        }
    }
}

impl<'b, C> Decode<'b, C> for LogItem {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        wire::array_of(d, 2)?;
        let at = d.position();
        let bounded = |bytes: &[u8], limit: usize| {
            (bytes.len() <= limit)
                .then(|| bytes.to_vec())
                .ok_or_else(|| wire::wrong("item too large", at))
        };
        match d.u8()? {
            0 => bounded(d.bytes()?, MAX_ENVELOPE).map(Self::Envelope),
            1 => bounded(d.bytes()?, MAX_TEAM_CHANGE).map(Self::TeamChange),
            2 => Ok(Self::Erased(ItemHash(wire::fixed(d)?))),
            _ => Err(wire::wrong("unknown kind of item", at)),
        }
    }
}

/// The chain over a log up to item `n`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Chain {
    /// Number of the last item in it; 0 for none.
    pub n: u64,
    /// BLAKE3 over the chain before and that item's hash.
    pub hash: ChainHash,
}

impl Chain {
    /// The chain before the first item.
    pub const START: Self = Self {
        n: 0,
        hash: ChainHash::ZERO,
    };

    /// The chain with one more item.
    pub fn extend(&self, item: &ItemHash) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(CHAIN).update(&self.hash.0).update(&item.0);
        Self {
            n: self.n.saturating_add(1),
            hash: ChainHash(*hasher.finalize().as_bytes()),
        }
    }
}

/// How far a device has followed one log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cursor {
    /// The relay's database that it belongs to.
    pub incarnation: Incarnation,
    /// Number of the last item received.
    pub n: u64,
    /// The chain there.
    pub chain: ChainHash,
}

impl<C> Encode<C> for Cursor {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.array(3)?
            .bytes(&self.incarnation.0)?
            .u64(self.n)?
            .bytes(&self.chain.0)?
            .ok()
    }
}

impl<'b, C> Decode<'b, C> for Cursor {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        wire::array_of(d, 3)?;
        Ok(Self {
            incarnation: Incarnation(wire::fixed(d)?),
            n: d.u64()?,
            chain: ChainHash(wire::fixed(d)?),
        })
    }
}

/// What a device holds, in 32 bytes: BLAKE3 over (space, n, chain), sorted by space.
pub fn cursor_digest(cursors: impl IntoIterator<Item = (SpaceId, u64, ChainHash)>) -> CursorDigest {
    let mut cursors: Vec<_> = cursors.into_iter().collect();
    cursors.sort_unstable();
    let mut hasher = blake3::Hasher::new();
    hasher.update(DIGEST);
    for (space, n, chain) in cursors {
        hasher
            .update(&space.0)
            .update(&n.to_be_bytes())
            .update(&chain.0);
    }
    CursorDigest(*hasher.finalize().as_bytes())
}
