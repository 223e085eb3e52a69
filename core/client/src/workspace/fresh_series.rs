//! Giving up series, so that no two installations of one device write in one.

use std::collections::BTreeSet;

use patchwork_protocol::SpaceId;
use patchwork_store::{Reader, Writer, setting};
use patchwork_sync::Device;

use super::{
    Workspace,
    apply::give_up,
    keep_record,
    noted_spaces::{note, noted},
};
use crate::error::Result;

/// A restored or copied database writes under fresh names from now on, so that
/// two copies of one phone never collide. It is marked as itself in the same transaction: a copy
/// whose first start fails is still one at the next.
pub(crate) fn write_as_new_installation(mark: Vec<u8>, workspace: &Workspace) -> Result<()> {
    let joined = workspace.blocking_read(|r| Ok(r.setting(&setting::DEVICE_SECRETS)?.is_some()))?;
    if !joined {
        return workspace.blocking_write(|w, _| Ok(w.set(&setting::INSTALLATION, &mark)?));
    }
    workspace.blocking_change(|device, w, touched| {
        w.set(&setting::INSTALLATION, &mark)?;
        let records = device.give_up_every_series();
        for record in records {
            w.put_space_record(record.space, &record.to_bytes())?;
            give_up(record.space, w, touched)?;
        }
        let unreadable: Vec<SpaceId> = device.without_record().collect();
        end_later(unreadable, w)
    })
}

/// Keeps the record of a space in which a series was given up. Where the record cannot be read, it
/// is not written over either: the series ends once it can be.
pub(crate) fn keep_given_up(device: &Device, space: SpaceId, w: &mut Writer<'_>) -> Result<()> {
    keep_record(device, space, w)?;
    if device.without_record().any(|without| without == space) {
        end_later([space], w)?;
    }
    Ok(())
}

/// Ends the series that were given up while their record could not be read, where it can be now.
pub(crate) fn end_series(workspace: &Workspace) -> Result<()> {
    if workspace.blocking_read(to_end)?.is_empty() {
        return Ok(());
    }
    workspace.blocking_change(|device, w, touched| {
        let mut left = BTreeSet::new();
        for space in to_end(w)? {
            let Some(record) = device.give_up_series_of(space) else {
                if device.space(space).is_some() {
                    left.insert(space);
                }
                continue;
            };
            w.put_space_record(space, &record.to_bytes())?;
            give_up(space, w, touched)?;
        }
        note(&setting::SERIES_TO_END, &left, w)
    })
}

fn end_later(spaces: impl IntoIterator<Item = SpaceId>, w: &mut Writer<'_>) -> Result<()> {
    let mut all = to_end(w)?;
    let before = all.len();
    all.extend(spaces);
    if all.len() == before {
        return Ok(());
    }
    note(&setting::SERIES_TO_END, &all, w)
}

fn to_end(r: &Reader<'_>) -> Result<BTreeSet<SpaceId>> {
    noted(&setting::SERIES_TO_END, r)
}

#[cfg(test)]
mod tests {
    use patchwork_protocol::{Replica, Seq};
    use patchwork_sync::SetAside;

    use super::*;
    use crate::testing::Kitchen;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_series_whose_record_could_not_be_read_ends_before_anything_is_written_in_it() {
        let mut kitchen = Kitchen::new().await;
        let case = kitchen.ella().await;
        let damaged = kitchen.client.change(move |device, w, _| {
            let mut record = device.record(case).unwrap();
            record.own = Some((Replica::new(device.id(), [1; 8]), Seq(5)));
            w.put_space_record(case, b"of another version")?;
            Ok(record.to_bytes())
        });
        let record = damaged.await.unwrap();
        kitchen.reopen().await.unwrap();
        let workspace = &kitchen.client.workspace;
        write_as_new_installation(b"another".to_vec(), workspace).unwrap();
        let aside = workspace.blocking_inspect(|device| {
            Ok(device
                .space(case)
                .and_then(patchwork_sync::Space::set_aside)
                .cloned())
        });
        assert!(
            matches!(aside, Ok(Some(SetAside::Record { .. }))),
            "{aside:?}"
        );
        assert_eq!(workspace.blocking_read(to_end).unwrap(), [case].into());

        // A version that reads it.
        let readable = kitchen
            .client
            .workspace
            .write(move |w, _| Ok(w.put_space_record(case, &record)?));
        readable.await.unwrap();
        kitchen.reopen().await.unwrap();
        let workspace = &kitchen.client.workspace;
        let own = workspace.blocking_inspect(|device| Ok(device.record(case).unwrap().own));
        assert_eq!(own, Ok(None));
        assert_eq!(workspace.blocking_read(to_end).unwrap(), BTreeSet::new());
    }
}
