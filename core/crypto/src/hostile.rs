//! What no app seals and a hostile member can: any bytes under the team's key.
//!
//! Behind the feature `testing`. The envelopes bear no signature, which opening does not look at.

use patchwork_protocol::{DeviceId, Envelope, Header, Replica, Seen, Seq, SpaceId};

use crate::{SpaceKey, padding, seal};

/// An envelope that pads these bytes as is due, whatever their compression is; `None` if they
/// are too many for any cipher.
pub fn seal_compressed(key: &SpaceKey, space: SpaceId, compressed: &[u8]) -> Option<Envelope> {
    seal_padded(key, space, &padding::pad(compressed.to_vec()))
}

/// An envelope around exactly these bytes.
pub fn seal_padded(key: &SpaceKey, space: SpaceId, padded: &[u8]) -> Option<Envelope> {
    let header = Header {
        replica: Replica::new(DeviceId([1; 8]), [2; 8]),
        seq: Seq::FIRST,
        key_id: key.id(),
        seen: Seen::NONE,
        salt: [3; 8],
    };
    let unsigned = seal::seal_padded(key, space, header, padded.to_vec()).ok()?;
    Some(unsigned.with_signature([0; 64]))
}
