//! The records of spaces, kept in the same transaction as what changed them.

use patchwork_protocol::SpaceId;
use patchwork_store::Writer;
use patchwork_sync::Device;

use crate::error::Result;

/// The record of a space as the state machine has it now.
pub(crate) fn keep_record(device: &Device, space: SpaceId, w: &mut Writer<'_>) -> Result<()> {
    if let Some(record) = device.record(space) {
        w.put_space_record(space, &record.to_bytes())?;
    }
    Ok(())
}
