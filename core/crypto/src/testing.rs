//! What this crate's tests share.

use patchwork_protocol::{ChangeHash, DirectoryHead, Part, PartKind, Plaintext, SpaceId};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

pub(crate) const SPACE: SpaceId = SpaceId([0x51; 32]);

pub(crate) fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

/// A plaintext of one entry with these bytes.
pub(crate) fn plaintext(body: &[u8]) -> Plaintext {
    Plaintext {
        directory: DirectoryHead {
            index: 4,
            hash: ChangeHash(*blake3::hash(b"head").as_bytes()),
        },
        parts: vec![Part {
            kind: PartKind::Entry,
            body: body.to_vec(),
        }],
    }
}
