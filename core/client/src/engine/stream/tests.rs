//! What a reply counts for, and what it does not.

use std::time::Duration;

use jiff::Timestamp;
use patchwork_protocol::{
    CursorDigest, Cursors, DeviceId, Frame, FrameWriter, Incarnation, KeyId, SpaceId, SyncRequest,
    Wrap, limits::WRAP_SEALED,
};

use super::*;
use crate::{
    SyncState,
    engine::{Between, RelayError},
    testing::{Kitchen, Request, ScriptedRelay, SyncReply, bytes_of, takes_all, told_all},
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
        has_too_large: false,
        is_greeted: true,
        asked_at: Timestamp::UNIX_EPOCH,
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

const fn too_large() -> RelayError {
    RelayError::Between {
        what: Between::TooLarge,
        retry_after: None,
    }
}

/// A relay behind a proxy that lets only so many bytes of envelopes through in one request.
fn behind_a_proxy(digest: CursorDigest, most: usize) -> impl FnMut(&SyncRequest) -> SyncReply {
    move |request| {
        if request
            .outbox
            .values()
            .flatten()
            .map(Vec::len)
            .sum::<usize>()
            > most
        {
            return SyncReply::Fails(too_large(), Duration::ZERO);
        }
        match request.cursors {
            Cursors::UploadOnly => SyncReply::Ends(takes_all(request)),
            _ => SyncReply::Stays([takes_all(request), told_all(digest)].concat()),
        }
    }
}

impl Kitchen {
    /// The lengths of the envelopes that wait.
    async fn lengths_that_wait(&self) -> Vec<usize> {
        let waiting = self.client.read(|r| Ok(r.sealed_envelopes()?));
        let waiting = waiting.await.unwrap().into_iter();
        waiting.map(|envelope| envelope.bytes.len()).collect()
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_too_large_alone_waits_and_everything_else_goes() {
    let relay = ScriptedRelay::new(|_| SyncReply::Fails(RelayError::Unreachable, Duration::ZERO));
    let kitchen = Kitchen::beside(&relay).await;
    let digest = kitchen.client.inspect(|device| Ok(device.digest()));
    let digest = digest.await.unwrap();
    let concern = crate::EntryKind::Note;
    for number in 0..12 {
        let case = kitchen.ella().await;
        let words = (0..if number == 5 { 2300 } else { 40 }).map(|word| format!("{}", word * 7919));
        let text = words.collect::<Vec<_>>().join(" ");
        kitchen.write(case, concern, &text, None).await;
    }
    kitchen.switch_on().await;
    tokio::time::sleep(Duration::from_secs(30)).await;
    let lengths = kitchen.lengths_that_wait().await;
    let largest = lengths.iter().copied().max().unwrap();
    assert!(lengths.len() > 12, "{lengths:?}");
    relay.take_asked();

    relay.answer(behind_a_proxy(digest, largest - 1));
    kitchen.client.set_offline(true).await.unwrap();
    kitchen.switch_on().await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(kitchen.lengths_that_wait().await, [largest]);
    let uploads = |relay: &ScriptedRelay| {
        let asked = relay.take_asked().into_iter();
        let asked = asked.filter_map(Request::into_sync);
        asked.filter(|r| r.cursors == Cursors::UploadOnly).count()
    };
    let asked = uploads(&relay);
    assert!((2..=10).contains(&asked), "{asked} requests");
    let status = kitchen.client.sync_status().await.unwrap();
    assert!(status.trouble.contains("too large"), "{}", status.trouble);

    // It is tried again alone, and more and more seldom.
    tokio::time::sleep(Duration::from_hours(1)).await;
    let asked = uploads(&relay);
    assert!((8..=16).contains(&asked), "{asked} requests");
    tokio::time::sleep(Duration::from_hours(5)).await;
    let asked = uploads(&relay);
    assert!((8..=15).contains(&asked), "{asked} requests");

    // What is saved meanwhile goes at once.
    let case = kitchen.ella().await;
    kitchen
        .write(case, concern, "Ella was in school today.", None)
        .await;
    kitchen.client.send_now().await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(kitchen.lengths_that_wait().await, [largest]);

    relay.answer(behind_a_proxy(digest, largest));
    let outcome = kitchen.client.sync_now(10_000).await.unwrap();
    assert_eq!(kitchen.lengths_that_wait().await, [0; 0], "{outcome:?}");
    let status = kitchen.client.sync_status().await.unwrap();
    assert_eq!(status.trouble, "");
}

#[tokio::test(start_paused = true)]
async fn a_team_change_that_is_too_large_is_tried_seldom_and_holds_up_nothing_else() {
    let relay = ScriptedRelay::new(|_| SyncReply::Fails(RelayError::Unreachable, Duration::ZERO));
    let kitchen = Kitchen::beside(&relay).await;
    let digest = kitchen.client.inspect(|device| Ok(device.digest()));
    relay.answer(behind_a_proxy(digest.await.unwrap(), usize::MAX));
    relay.take_no_team_change(Some(too_large()));
    kitchen.ella().await;
    kitchen.switch_on().await;
    for _ in 0..60 {
        tokio::time::sleep(Duration::from_mins(1)).await;
        kitchen.client.send_now().await.unwrap();
    }
    let asked = relay.take_asked().into_iter();
    let posts = asked.filter(|request| matches!(request, Request::Team));
    let posts = posts.count();
    assert!((8..=16).contains(&posts), "{posts} posts");
    let status = kitchen.client.sync_status().await.unwrap();
    assert!(status.trouble.contains("too large"), "{}", status.trouble);

    relay.take_no_team_change(None);
    let outcome = kitchen.client.sync_now(10_000).await.unwrap();
    assert_eq!(outcome.why_stopped, crate::WhyStopped::AllDone);
    assert_eq!(outcome.status.trouble, "");
}
