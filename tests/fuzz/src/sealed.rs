//! What a member with the team's key can put into an envelope.

use std::sync::LazyLock;

use patchwork_crypto::{SpaceKey, hostile, open_envelope};
use patchwork_protocol::{Envelope, SpaceId, limits::MAX_PLAINTEXT};

use crate::{Verdict, one_spelling};

const SPACE: SpaceId = SpaceId([5; 32]);
static KEY: LazyLock<SpaceKey> = LazyLock::new(|| SpaceKey::from_bytes(&[7; 32]));

/// The bytes as what was padded: method byte, then content or a compressed frame.
pub(crate) fn content(bytes: &[u8]) -> Verdict {
    opened(hostile::seal_compressed(&KEY, SPACE, bytes))
}

/// The bytes as they are, padding and all.
pub(crate) fn padding(bytes: &[u8]) -> Verdict {
    opened(hostile::seal_padded(&KEY, SPACE, bytes))
}

fn opened(envelope: Option<Envelope>) -> Verdict {
    let Some(envelope) = envelope else {
        return Verdict::Refused;
    };
    let Ok(plaintext) = open_envelope(&KEY, SPACE, &envelope) else {
        return Verdict::Refused;
    };
    let content = plaintext.encode();
    assert!(content.len() <= MAX_PLAINTEXT, "a bomb went off");
    one_spelling(
        &content,
        patchwork_protocol::Plaintext::decode(&content),
        patchwork_protocol::Plaintext::encode,
    )
}
