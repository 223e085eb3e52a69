//! Which key wraps this device made for devices that were admitted later.

use patchwork_protocol::{DeviceId, KeyId, SpaceId};
use patchwork_store::{Setting, Writer};
use patchwork_sync::Device;

use super::Touched;
use crate::error::Result;

/// The wraps that this device made for latecomers: space, key, recipient each.
const WRAPS_GIVEN: Setting<Vec<u8>> = Setting::named("wraps_given");

/// The relay may have lost what it was given: it is given again.
pub(crate) fn forget_given_wraps(space: SpaceId, w: &mut Writer<'_>) -> Result<()> {
    let given = w.setting(&WRAPS_GIVEN)?.unwrap_or_default();
    let size = SpaceId::LEN + KeyId::LEN + DeviceId::LEN;
    let kept: Vec<u8> = given
        .chunks_exact(size)
        .filter(|row| !row.starts_with(&space.0))
        .flatten()
        .copied()
        .collect();
    if kept.len() != given.len() {
        w.set(&WRAPS_GIVEN, &kept)?;
    }
    Ok(())
}

/// Keys for devices of team members that were admitted since they were given last.
pub(crate) fn owe_wraps(device: &Device, w: &mut Writer<'_>, touched: &Touched) -> Result<()> {
    let mut given = w.setting(&WRAPS_GIVEN)?.unwrap_or_default();
    let row = |space: SpaceId, key: KeyId, recipient: DeviceId| {
        [space.0.as_slice(), &key.0, &recipient.0].concat()
    };
    let size = SpaceId::LEN + KeyId::LEN + DeviceId::LEN;
    let owed = device.wraps_owed(
        |space, key, recipient| {
            let row = row(space, key, recipient);
            given.chunks_exact(size).any(|known| known == row)
        },
        &mut touched.rng(),
    );
    for wrap in &owed {
        w.put_wrap(wrap)?;
        given.extend(row(wrap.space, wrap.key_id, wrap.recipient));
    }
    if !owed.is_empty() {
        w.set(&WRAPS_GIVEN, &given)?;
    }
    Ok(())
}
