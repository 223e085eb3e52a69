//! Settings that hold spaces: their ids, one after another; not set where there are none.

use std::collections::BTreeSet;

use patchwork_protocol::SpaceId;
use patchwork_store::{Reader, Setting, Writer};

use crate::error::Result;

/// The spaces that a setting holds.
pub(crate) fn noted(setting: &Setting<Vec<u8>>, r: &Reader<'_>) -> Result<BTreeSet<SpaceId>> {
    let ids = r.setting(setting)?.unwrap_or_default();
    let (ids, _) = ids.as_chunks();
    Ok(ids.iter().copied().map(SpaceId).collect())
}

/// Lets a setting hold these spaces.
pub(crate) fn note(
    setting: &Setting<Vec<u8>>,
    spaces: &BTreeSet<SpaceId>,
    w: &mut Writer<'_>,
) -> Result<()> {
    if spaces.is_empty() {
        return Ok(w.clear(setting)?);
    }
    let ids = spaces.iter().flat_map(|space| space.0).collect();
    Ok(w.set(setting, &ids)?)
}
