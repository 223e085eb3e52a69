//! Which key wraps this device made for devices that were admitted later.

use patchwork_store::Writer;
use patchwork_sync::Device;

use super::Touched;
use crate::error::Result;

/// Keys for devices of team members that were admitted since they were given last.
pub(crate) fn owe_wraps(device: &mut Device, w: &mut Writer<'_>, touched: &Touched) -> Result<()> {
    let owed = device.wraps_owed(
        |space, key, recipient| w.was_given(space, key, recipient),
        &mut touched.rng(),
    )?;
    for wrap in &owed {
        w.put_wrap(wrap)?;
        w.note_given(wrap.space, wrap.key_id, wrap.recipient)?;
    }
    Ok(())
}
