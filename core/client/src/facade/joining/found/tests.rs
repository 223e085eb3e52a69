//! Foundings that the relay does not answer, or refuses.

use std::sync::Arc;

use tempfile::TempDir;

use super::*;
use crate::{
    ConnectionOptions, Options, Standing,
    engine::RelayError,
    testing::{Request, ScriptedRelay, SyncReply, TestVault, northtown},
};

const RELAY: &str = "https://relay.example";

/// A phone on which nobody has founded or joined anything.
struct NewPhone {
    client: Arc<Client>,
    vault: Arc<TestVault>,
    folder: TempDir,
}

impl NewPhone {
    async fn beside(relay: &ScriptedRelay) -> Self {
        let (folder, vault) = (tempfile::tempdir().unwrap(), Arc::new(TestVault::default()));
        let client = open(&folder, &vault, relay).await;
        Self {
            client,
            vault,
            folder,
        }
    }

    async fn reopen(&mut self, relay: &ScriptedRelay) {
        self.client.lock().await;
        self.client = open(&self.folder, &self.vault, relay).await;
    }
}

async fn open(folder: &TempDir, vault: &Arc<TestVault>, relay: &ScriptedRelay) -> Arc<Client> {
    let options = Options {
        data_dir: folder.path().display().to_string(),
        undo_seconds: 10,
        connection: ConnectionOptions::default(),
    };
    let connect = Arc::new(relay.clone());
    let opened = Client::open_with(options, vault.clone(), relay.environment(), connect);
    opened.await.unwrap()
}

fn silent() -> ScriptedRelay {
    ScriptedRelay::new(|_| SyncReply::Stays(Vec::new()))
}

fn refusal(kind: &str) -> RelayError {
    RelayError::Problem {
        kind: kind.to_owned(),
        detail: "Not this one.".to_owned(),
        relay_time: None,
        retry_after: None,
    }
}

fn foundings(relay: &ScriptedRelay) -> Vec<Vec<u8>> {
    let asked = relay.take_asked().into_iter();
    asked.filter_map(Request::into_founding).collect()
}

#[tokio::test(start_paused = true)]
async fn a_founding_that_locking_cut_off_is_posted_again_as_it_was() {
    let relay = silent();
    let mut phone = NewPhone::beside(&relay).await;
    relay.fall_mute();
    let founding = phone.client.found(northtown(RELAY.to_owned()));
    let lock = async {
        let mut posted = foundings(&relay);
        while posted.is_empty() {
            tokio::task::yield_now().await;
            posted = foundings(&relay);
        }
        phone.client.lock().await;
        posted
    };
    // The request is out, and its answer never comes.
    let (cut_off, mut posted) = tokio::join!(founding, lock);
    assert_eq!(cut_off, Err(ClientError::Locked));

    relay.speak();
    phone.reopen(&relay).await;
    phone
        .client
        .found(northtown(RELAY.to_owned()))
        .await
        .unwrap();
    posted.extend(foundings(&relay));
    assert_eq!(posted.len(), 2);
    assert_eq!(posted[0], posted[1]);
}

#[tokio::test(start_paused = true)]
async fn what_was_typed_may_change_while_the_founding_stays_the_same() {
    let relay = silent();
    let mut phone = NewPhone::beside(&relay).await;
    relay.take_no_founding(Some(RelayError::Unreachable));
    let typed = northtown(RELAY.to_owned());
    let unanswered = phone.client.found(typed.clone()).await;
    assert!(matches!(unanswered, Err(ClientError::Offline { .. })));
    phone.reopen(&relay).await;
    assert_eq!(phone.client.standing().await, Ok(Standing::New));
    assert_eq!(phone.client.founding_begun().await, Ok(Some(typed.clone())));

    relay.take_no_founding(None);
    let founding = Founding {
        name: "Priya S. Nair".to_owned(),
        ..typed
    };
    phone.client.found(founding).await.unwrap();
    let posted = foundings(&relay);
    assert_eq!(posted.len(), 2);
    assert_eq!(posted[0], posted[1]);
    assert_eq!(phone.client.standing().await, Ok(Standing::Member));
    assert_eq!(phone.client.me().await.unwrap().name, "Priya S. Nair");
    assert_eq!(phone.client.founding_begun().await, Ok(None));
    let kept = phone.client.read(|r| Ok(r.setting(&setting::FOUNDING)?));
    assert_eq!(kept.await, Ok(None), "its keys are kept in one place");
}

#[tokio::test(start_paused = true)]
async fn a_founding_that_was_refused_for_good_is_drawn_anew_and_what_was_typed_stays() {
    for (kind, stays) in [
        (problem::REFUSED, false),
        (problem::MALFORMED, false),
        // The relay did not look at it: it may have taken it before.
        (problem::CLOSED, true),
        (problem::RATE, true),
        (problem::UNAVAILABLE, true),
    ] {
        let relay = silent();
        let phone = NewPhone::beside(&relay).await;
        relay.take_no_founding(Some(refusal(kind)));
        let typed = northtown(RELAY.to_owned());
        let refused = phone.client.found(typed.clone()).await;
        assert!(
            matches!(refused, Err(ClientError::Refused { .. })),
            "{kind}"
        );
        assert_eq!(phone.client.founding_begun().await, Ok(Some(typed.clone())));
        relay.take_no_founding(None);
        phone.client.found(typed).await.unwrap();
        let posted = foundings(&relay);
        assert_eq!(posted[0] == posted[1], stays, "{kind}");
    }
}

#[tokio::test(start_paused = true)]
async fn another_relay_gets_a_partnership_of_its_own() {
    let relay = silent();
    let phone = NewPhone::beside(&relay).await;
    relay.take_no_founding(Some(RelayError::Unreachable));
    let unanswered = phone.client.found(northtown(RELAY.to_owned())).await;
    assert!(unanswered.is_err());
    relay.take_no_founding(None);
    let elsewhere = northtown("https://elsewhere.example".to_owned());
    phone.client.found(elsewhere).await.unwrap();
    let posted = foundings(&relay);
    assert_ne!(posted[0], posted[1]);
}
