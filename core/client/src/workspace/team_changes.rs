//! Keys that a planned team change brings.

use patchwork_store::Writer;
use patchwork_sync::{Device, PlannedChange};

use super::{StoreLogView, Touched, carry_out};
use crate::error::Result;

/// Keeps the key that was drawn for a planned change, before the change is posted.
pub(crate) fn keep_key(
    planned: PlannedChange,
    device: &mut Device,
    w: &mut Writer<'_>,
    touched: &mut Touched,
) -> Result<()> {
    if let Some(key) = planned.key {
        let effects = device.take_own_key(planned.space, key, &StoreLogView(w))?;
        carry_out(effects, device, w, touched)?;
    }
    Ok(())
}
