//! A relay of their own for the pages of a test, with the partnership that Priya founds there.

use patchwork_relay::{RelayHandle, config::Config};

use super::{Run, leads_to};

/// Runs as long as it is held.
pub(super) struct OwnRelay {
    _relay: RelayHandle,
    _folder: tempfile::TempDir,
}

impl OwnRelay {
    /// A relay, and the pages on which Priya has just founded Northtown at it.
    pub(super) async fn founded() -> (Run, Self) {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::on_free_port(folder.path());
        let relay = patchwork_relay::serve(config, std::future::pending())
            .await
            .unwrap();
        let run = Run::new();
        let passphrase = "passphrase=maple+candle+river&again=maple+candle+river";
        run.post("/unlock", passphrase).await;
        let form = format!(
            "relay=http%3A%2F%2F{}&partnership=Northtown&front_door=01632+960123\
             &agency=Hillside&agency_kind=school&name=Priya+Nair&role=Head",
            relay.local_addr()
        );
        assert_eq!(
            leads_to(&run.post("/found", &form).await),
            "/cases?founded=yes"
        );
        let relay = Self {
            _relay: relay,
            _folder: folder,
        };
        (run, relay)
    }
}
