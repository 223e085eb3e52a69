//! What a reply counts for, and what it does not.

use patchwork_protocol::{DeviceId, Frame, Incarnation, KeyId, Wrap, limits::WRAP_SEALED};

use crate::testing::{Kitchen, ScriptedRelay, SyncReply, bytes_of};

/// The page of a network that asks people to sign in first.
const SIGN_IN: &[u8] = b"<!DOCTYPE html><title>Station Wi-Fi</title>Accept the terms to go on.";

impl Kitchen {
    /// A key for a colleague waits to be given to the relay.
    async fn owes_a_key(&self) {
        let queued = self.client.workspace.change(|device, w, _| {
            let wrap = Wrap {
                space: device.partnership().directory(),
                key_id: KeyId([3; 16]),
                recipient: DeviceId([4; 8]),
                sender: device.id(),
                sealed: vec![5; WRAP_SEALED],
            };
            Ok(w.put_wrap(&wrap)?)
        });
        queued.await.unwrap();
    }

    async fn keys_that_wait(&self) -> usize {
        let waiting = self.client.read(|r| Ok(r.wraps_to_upload(16)?.len()));
        waiting.await.unwrap()
    }

    /// Sends what waits, whatever becomes of it.
    async fn uploads(&self, relay: &ScriptedRelay) {
        let link = self.client.driver.link();
        let _ = link.upload(relay, Vec::new()).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_waits_until_the_relay_itself_has_answered() {
    let relay = ScriptedRelay::new(|_| SyncReply::Ends(SIGN_IN.to_vec()));
    let kitchen = Kitchen::beside(&relay).await;
    kitchen.owes_a_key().await;
    kitchen.uploads(&relay).await;
    let waiting = kitchen.keys_that_wait().await;
    assert_eq!(waiting, 1, "a sign-in page was given the key");
    relay.answer(|_| SyncReply::Ends(Vec::new()));
    kitchen.uploads(&relay).await;
    let waiting = kitchen.keys_that_wait().await;
    assert_eq!(waiting, 1, "an empty answer was given the key");

    let hello = bytes_of(&[Frame::Hello {
        incarnation: Incarnation([1; 16]),
    }]);
    relay.answer(move |_| SyncReply::Ends(hello.clone()));
    kitchen.uploads(&relay).await;
    assert_eq!(kitchen.keys_that_wait().await, 0);
}
