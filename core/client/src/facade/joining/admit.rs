//! Letting in those who asked.

use std::sync::Arc;

use patchwork_crypto::ComparisonWords;
use patchwork_protocol::DeviceId;

use crate::{
    Client,
    engine::{is_pending, post_directory_action, to_its_end},
    error::{ClientError, Result},
    facade::views::PendingDeviceView,
    workspace::StoredTeamIntent,
};

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Devices that asked to join, with the words to compare by voice.
    pub async fn pending_devices(&self) -> Result<Vec<PendingDeviceView>> {
        let pending = self
            .inspect(|device| {
                let Some(directory) = device.directory() else {
                    return Ok(Vec::new());
                };
                Ok(directory
                    .pending()
                    .filter_map(|(id, record)| {
                        let enrolment = record.enrolment.as_ref()?;
                        let words = ComparisonWords::of(
                            device.partnership(),
                            &record.keys,
                            &enrolment.invite_key,
                        );
                        Some((
                            id,
                            record.practitioner,
                            enrolment.at,
                            words.as_array().map(str::to_owned).to_vec(),
                        ))
                    })
                    .collect::<Vec<_>>())
            })
            .await?;
        self.read(move |r| {
            pending
                .into_iter()
                .map(|(device, practitioner, asked_at, words)| {
                    let row = r.practitioner(practitioner)?;
                    let card = row.as_ref().map(|row| &row.card);
                    Ok(PendingDeviceView {
                        device,
                        practitioner,
                        name: card.map(|card| card.name.clone()).unwrap_or_default(),
                        role: card.map(|card| card.role.clone()).unwrap_or_default(),
                        agency: row
                            .as_ref()
                            .map(|row| row.agency_name.clone())
                            .unwrap_or_default(),
                        words,
                        asked_at,
                    })
                })
                .collect()
        })
        .await
    }

    /// Lets a device in, after comparing the words. Needs the relay. Who stops waiting for it does
    /// not take it back.
    pub async fn admit(&self, device: DeviceId) -> Result<()> {
        self.must_be_administrator().await?;
        let is_pending = self
            .inspect(move |machine| Ok(is_pending(machine, device)))
            .await?;
        if !is_pending {
            return Err(ClientError::NotFound);
        }
        let link = Arc::clone(self.driver.link());
        to_its_end(
            async move { post_directory_action(&link, StoredTeamIntent::Admit(device)).await },
        )
        .await
    }
}
