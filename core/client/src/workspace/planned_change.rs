//! Team changes that this device planned itself, and the keys that they bring.

use patchwork_crypto::SpaceKey;
use patchwork_protocol::SpaceId;
use patchwork_store::Writer;
use patchwork_sync::{Device, PlannedChange};

use super::{StoreLogView, Touched, carry_out};
use crate::error::Result;

/// Lets a planned change take effect here, with its key.
pub(crate) fn take_planned_change(
    planned: PlannedChange,
    device: &mut Device,
    w: &mut Writer<'_>,
    touched: &mut Touched,
) -> Result<()> {
    let effects = device.take_change(planned.space, &planned.change, &StoreLogView(w))?;
    carry_out(effects, device, w, touched)?;
    keep_own_key(planned.space, planned.key, device, w, touched)
}

/// Keeps the key that was drawn for a planned change, if it brings one.
pub(crate) fn keep_own_key(
    space: SpaceId,
    key: Option<SpaceKey>,
    device: &mut Device,
    w: &mut Writer<'_>,
    touched: &mut Touched,
) -> Result<()> {
    if let Some(key) = key {
        let effects = device.take_own_key(space, key, &StoreLogView(w))?;
        carry_out(effects, device, w, touched)?;
    }
    Ok(())
}
