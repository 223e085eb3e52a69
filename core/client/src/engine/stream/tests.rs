//! What a reply counts for, and what it does not.

use std::time::Duration;

use patchwork_protocol::{
    Cursors, DeviceId, Frame, FrameWriter, Incarnation, KeyId, SpaceId, Wrap, limits::WRAP_SEALED,
};

use super::*;
use crate::{
    SyncState,
    engine::{Between, RelayError},
    testing::{Kitchen, Request, ScriptedRelay, SyncReply, bytes_of, told_all},
};

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

/// What the relay had to say, in one piece: frames of so many bytes each.
fn conversation(frames: usize, bytes: usize) -> Conversation {
    let mut writer = FrameWriter::plain();
    let mut reader = FrameReader::new();
    for n in (1..).take(frames) {
        let frame = Frame::Items {
            space: SpaceId([1; 32]),
            first_n: n,
            items: vec![LogItem::Envelope(vec![7; bytes])],
        };
        reader.push(&writer.write(&frame).unwrap());
    }
    Conversation {
        replies: futures_util::stream::empty().boxed(),
        reader,
        together: AT_FIRST,
        bytes_together: BYTES_AT_FIRST,
        answers: 0,
        posted: 0,
        has_told_all: false,
        uploads: None,
        is_greeted: true,
        wraps: Vec::new(),
        heard: Heard::default(),
    }
}

async fn commits(mut conversation: Conversation) -> Vec<usize> {
    let mut commits = Vec::new();
    while let Some(frames) = conversation.next_frames().await.unwrap() {
        commits.push(frames.len());
    }
    commits
}

#[tokio::test]
async fn large_frames_share_a_commit_up_to_its_bytes() {
    let frame = 200 * 1024;
    assert_eq!(commits(conversation(20, frame)).await, [2, 6, 6, 6]);
}

#[tokio::test]
async fn small_frames_share_a_commit_up_to_their_number() {
    assert_eq!(
        commits(conversation(200, 100)).await,
        [4, 8, 16, 32, 64, 64, 12]
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_refused_on_its_way_up_does_not_keep_what_comes_in() {
    let relay = ScriptedRelay::new(|_| SyncReply::Ends(Vec::new()));
    let kitchen = Kitchen::beside(&relay).await;
    let digest = kitchen.client.inspect(|device| Ok(device.digest()));
    let digest = digest.await.unwrap();
    relay.answer(move |request| {
        if request.outbox.is_empty() {
            return SyncReply::Stays(told_all(digest));
        }
        let refusal = RelayError::Between {
            what: Between::TooLarge,
            retry_after: None,
        };
        SyncReply::Fails(refusal, Duration::ZERO)
    });
    kitchen.switch_on().await;
    tokio::time::sleep(Duration::from_secs(50)).await;
    let status = kitchen.client.sync_status().await.unwrap();
    assert_eq!(status.state, SyncState::Waiting, "{status:?}");
    assert!(status.trouble.contains("too large"), "{}", status.trouble);
    let asked = relay.take_asked().into_iter();
    let asked: Vec<_> = asked.filter_map(Request::into_sync).collect();
    let is_live = |request: &&patchwork_protocol::SyncRequest| request.live;
    assert_eq!(
        asked.iter().filter(is_live).count(),
        2,
        "one stream stays open"
    );
    let uploads = asked.iter().filter(|r| r.cursors == Cursors::UploadOnly);
    assert!(
        (3..=9).contains(&uploads.count()),
        "it is tried again, and again more seldom"
    );
}
