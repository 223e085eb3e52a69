//! Keys and invitations on their way to a device.

use std::sync::LazyLock;

use patchwork_crypto::{DeviceSecrets, Invitation, SpaceKey, open_previous_key, unwrap_key};
use patchwork_protocol::{DeviceId, SpaceId, Wrap};

use crate::Verdict;

/// What someone pasted, typed or scanned. Written as a code, it must read as the same.
pub(crate) fn invitation(bytes: &[u8]) -> Verdict {
    let Ok(text) = core::str::from_utf8(bytes) else {
        return Verdict::Refused;
    };
    let Ok(read) = Invitation::read(text) else {
        return Verdict::Refused;
    };
    let code = match &read.screen_secret {
        Some(secret) => read.invitation.to_screen_code(secret),
        None => read.invitation.to_code(),
    };
    let again = Invitation::read(&code).expect("a code that was just written");
    assert_eq!(again.invitation.to_code(), read.invitation.to_code());
    assert_eq!(again.screen_secret.is_some(), read.screen_secret.is_some());
    Verdict::Accepted
}

/// The older key of a space, which a rotation names and seals under the newer one.
pub(crate) fn previous_key(bytes: &[u8]) -> Verdict {
    let (new, old) = (
        SpaceKey::from_bytes(&[7; 32]),
        SpaceKey::from_bytes(&[8; 32]),
    );
    match open_previous_key(&new, old.id(), SpaceId([5; 32]), bytes) {
        Ok(opened) => {
            assert!(opened.id() == old.id(), "a key with another id was taken");
            Verdict::Accepted
        }
        Err(_) => Verdict::Refused,
    }
}

pub(crate) static DEVICE: LazyLock<DeviceSecrets> =
    LazyLock::new(|| DeviceSecrets::from_bytes(&[9; DeviceSecrets::LEN]));

/// The sealed part of a wrap, whose names are right.
pub(crate) fn wrap(bytes: &[u8]) -> Verdict {
    let key = SpaceKey::from_bytes(&[7; 32]);
    let wrap = Wrap {
        space: SpaceId([5; 32]),
        key_id: key.id(),
        recipient: DEVICE.id(),
        sender: DeviceId([2; 8]),
        sealed: bytes.to_vec(),
    };
    match unwrap_key(&DEVICE, &wrap) {
        Ok(opened) => {
            assert!(opened.id() == key.id(), "a key with another id was taken");
            Verdict::Accepted
        }
        Err(_) => Verdict::Refused,
    }
}
