//! Letting in a device that scanned the invitation from this screen.

use std::sync::Arc;

use patchwork_protocol::DeviceId;

use super::Link;
use crate::{error::Result, workspace::StoredTeamIntent};

/// Queues the admission of every pending device that proves that it scanned the
/// code which this screen shows now.
pub(crate) async fn admit_from_screen(link: &Link) -> Result<()> {
    let screen = Arc::clone(&link.screen);
    let recognised = link.workspace.blocking(move |workspace| {
        let shown = screen.lock();
        let Some((practitioner, secrets)) = shown.as_ref() else {
            return Ok(Vec::new());
        };
        workspace.blocking_inspect(|device| {
            let Some(directory) = device.directory() else {
                return Ok(Vec::new());
            };
            Ok(directory
                .pending()
                .filter(|(_, record)| {
                    record.practitioner == *practitioner
                        && record.enrolment.as_ref().is_some_and(|enrolment| {
                            enrolment.mac.is_some_and(|mac| {
                                secrets.recognise(
                                    workspace.now(),
                                    &mac,
                                    device.partnership(),
                                    &record.keys,
                                    &enrolment.invite_key,
                                )
                            })
                        })
                })
                .map(|(id, _)| id)
                .collect::<Vec<DeviceId>>())
        })
    });
    for device in recognised.await? {
        let queued = link.workspace.change(move |machine, w, touched| {
            let directory = machine.partnership().directory();
            let admission = StoredTeamIntent::Admit(device).encode();
            let is_queued = w
                .intents_of(directory)?
                .iter()
                .any(|i| i.bytes == admission);
            if !is_queued {
                w.queue_intent(directory, &admission, None, touched.now())?;
            }
            Ok(())
        });
        queued.await?;
        link.wake();
    }
    Ok(())
}
