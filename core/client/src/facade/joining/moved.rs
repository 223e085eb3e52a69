//! A relay that is reached at another address from now on.

use std::sync::Arc;

use patchwork_store::{Writer, setting};

use crate::{
    Client, Update,
    engine::RelayAddress,
    error::{ClientError, Result},
    workspace::Touched,
};

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// The address at which this device reaches the relay; empty before joining.
    pub async fn relay_address(&self) -> Result<String> {
        self.read(|r| Ok(r.setting(&setting::RELAY)?.unwrap_or_default()))
            .await
    }

    /// The partnership's relay is reached at this address from now on: it moved,
    /// or this device sits behind another network. What waits stays waiting, and
    /// the next conversation begins there. A relay that holds another log than
    /// the one known here is noticed, as ever.
    pub async fn relay_moved(&self, address: String) -> Result<()> {
        let address = RelayAddress::parse(&address)?.to_string();
        let link = Arc::clone(self.driver.link());
        let moved = move |w: &mut Writer<'_>, touched: &mut Touched| {
            if w.setting(&setting::RELAY)?.is_none() {
                return Err(ClientError::invalid(
                    "relay",
                    "This Patchwork belongs to no partnership yet. Join one first.",
                ));
            }
            w.set(&setting::RELAY, &address)?;
            w.clear(&setting::SESSION)?;
            link.drop_session();
            touched.update(Update::Sync);
            Ok(())
        };
        self.write_for_a_new_start(moved).await
    }
}
