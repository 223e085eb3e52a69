//! Where a document stands: the hashes of its newest changes.

use automerge::ChangeHash;
use minicbor::{Decode, Encode};

use patchwork_protocol::wire;

use crate::Malformed;

/// The newest changes of a document, sorted. Empty for an empty document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct Heads(#[n(0)] Vec<Hash>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
struct Hash(#[cbor(n(0), with = "minicbor::bytes")] [u8; 32]);

/// The most heads that stored bytes may name.
const MAX_HEADS: usize = 4_096;

impl Heads {
    pub(crate) fn of(hashes: &[ChangeHash]) -> Self {
        let mut heads: Vec<Hash> = hashes.iter().map(|hash| Hash(hash.0)).collect();
        heads.sort_unstable();
        heads.dedup();
        Self(heads)
    }

    pub(crate) fn hashes(&self) -> impl Iterator<Item = ChangeHash> + '_ {
        self.0.iter().map(|hash| ChangeHash(hash.0))
    }

    /// Its bytes, for the outbox.
    pub fn encode(&self) -> Vec<u8> {
        wire::encode(self)
    }

    /// Reads what the outbox kept.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        wire::decode_strict(bytes, MAX_HEADS * 34 + 9)
    }
}
