//! A relay that is reached at another address from now on.

use patchwork_store::setting;

use crate::{
    Client, Update,
    engine::RelayAddress,
    error::{ClientError, Result},
};

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// The partnership's relay is reached at this address from now on: it moved,
    /// or this device sits behind another network. What waits stays waiting, and
    /// the next conversation begins there. A relay that holds another log than
    /// the one known here is noticed, as ever.
    pub async fn relay_moved(&self, address: String) -> Result<()> {
        let address = RelayAddress::parse(&address)?.to_string();
        self.write(move |w, touched| {
            if w.setting(&setting::RELAY)?.is_none() {
                return Err(ClientError::invalid(
                    "relay",
                    "This Patchwork belongs to no partnership yet. Join one first.",
                ));
            }
            w.set(&setting::RELAY, &address)?;
            touched.update(Update::Sync);
            Ok(())
        })
        .await?;
        self.driver.link().forget_session().await;
        self.driver.start_over();
        Ok(())
    }
}
