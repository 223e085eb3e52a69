//! What a change that fails leaves behind.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc,
};

use patchwork_protocol::{
    Cursor, Frame, Incarnation, LogItem, SpaceId, counting::signatures_verified,
};

use super::*;
use crate::{
    testing::Kitchen,
    workspace::{StoreLogView, carry_out},
};

const RELAY: Incarnation = Incarnation([1; 16]);

impl Kitchen {
    /// The relay greets this device: a live stream is open from now on.
    fn converses(&self) {
        let begun = self.client.workspace.blocking_change(|device, w, touched| {
            device.begin_conversation();
            let hello = Frame::Hello { incarnation: RELAY };
            let effects = device.handle(hello, &StoreLogView(w)).unwrap();
            carry_out(effects, device, w, touched)
        });
        begun.unwrap();
    }

    /// The founding of a case, as the relay passes it on.
    fn founding(&self, case: SpaceId) -> Frame {
        let founding = self.client.workspace.blocking_inspect(|device| {
            let change = device.space(case).unwrap().team_change(0).unwrap();
            Ok(LogItem::TeamChange(change.bytes().to_vec()))
        });
        Frame::Items {
            space: case,
            first_n: 1,
            items: vec![founding.unwrap()],
        }
    }

    /// A live item arrives.
    fn hears_live(&self, frame: Frame) -> Result<()> {
        self.client.workspace.blocking_change(|device, w, touched| {
            let effects = device
                .handle(frame, &StoreLogView(w))
                .map_err(ClientError::internal)?;
            carry_out(effects, device, w, touched)?;
            Ok(())
        })
    }

    fn cursor(&self, case: SpaceId) -> Option<Cursor> {
        let cursor = self
            .client
            .workspace
            .blocking_inspect(|device| Ok(device.space(case).unwrap().cursor()));
        cursor.unwrap()
    }
}

fn number(cursor: Option<Cursor>) -> Option<u64> {
    cursor.map(|cursor| cursor.n)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_form_leaves_the_live_conversation_as_it_is() {
    let kitchen = Kitchen::new().await;
    let case = kitchen.ella().await;
    kitchen.converses();
    let item = kitchen.founding(case);

    let empty = kitchen.client.new_draft(Some(case)).await.unwrap();
    let refused = kitchen.client.save_entry(empty).await;
    assert!(
        matches!(refused, Err(ClientError::Invalid { .. })),
        "{refused:?}"
    );

    let (verified, ()) = signatures_verified(|| kitchen.hears_live(item).unwrap());
    assert_eq!(
        verified, 0,
        "the founding is known, and so is everything else"
    );
    assert_eq!(number(kitchen.cursor(case)), Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_failed_change_had_changed_is_as_before_and_the_conversation_goes_on() {
    let kitchen = Kitchen::new().await;
    let case = kitchen.ella().await;
    kitchen.converses();
    let item = kitchen.founding(case);
    let again = item.clone();

    let full: Result<()> = kitchen
        .client
        .workspace
        .blocking_change(|device, w, touched| {
            let effects = device.handle(item, &StoreLogView(w)).unwrap();
            carry_out(effects, device, w, touched)?;
            Err(ClientError::PhoneFull)
        });
    assert!(matches!(full, Err(ClientError::PhoneFull)), "{full:?}");
    assert_eq!(number(kitchen.cursor(case)), None);

    kitchen.hears_live(again).unwrap();
    assert_eq!(number(kitchen.cursor(case)), Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_in_a_change_leaves_the_conversation_as_it_is() {
    let kitchen = Kitchen::new().await;
    let case = kitchen.ella().await;
    kitchen.converses();
    let item = kitchen.founding(case);
    let again = item.clone();

    let workspace = &kitchen.client.workspace;
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let _: Result<()> = workspace.blocking_change(|device, w, _| {
            device.handle(item, &StoreLogView(w)).unwrap();
            panic!("in the middle of a change");
        });
    }));
    assert!(panicked.is_err());
    assert_eq!(number(kitchen.cursor(case)), None);

    kitchen.hears_live(again).unwrap();
    assert_eq!(number(kitchen.cursor(case)), Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_completes_while_a_change_is_under_way() {
    let kitchen = Kitchen::new().await;
    let case = kitchen.ella().await;
    let (begun, has_begun) = mpsc::channel();
    let (go_on, may_go_on) = mpsc::channel::<()>();
    let changing = kitchen.client.workspace.change(move |_, _, touched| {
        touched.case(case);
        begun.send(()).unwrap();
        // Nobody lets it go on before the reads are done.
        may_go_on.recv().map_err(ClientError::internal)
    });
    let client = &kitchen.client;
    let reads = async {
        let begun = client
            .workspace
            .blocking(move |_| has_begun.recv().map_err(ClientError::internal));
        begun.await.unwrap();
        let read = client.case_view(case).await.unwrap();
        let listed = client.cases(String::new(), None, 9).await.unwrap();
        client.sync_status().await.unwrap();
        go_on.send(()).unwrap();
        (read.header.child, listed.families.len())
    };
    let (changed, read) = tokio::join!(changing, reads);
    changed.unwrap();
    assert_eq!(read, ("Ella Marsh".to_owned(), 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_was_admitted_once_forgets_nothing() {
    let kitchen = Kitchen::new().await;
    let forgot = kitchen.client.workspace.blocking_forget().unwrap();
    assert!(!forgot);
    let secrets = kitchen
        .client
        .read(|r| Ok(r.setting(&setting::DEVICE_SECRETS)?));
    assert!(secrets.await.unwrap().is_some());
    let standing = kitchen.client.standing().await.unwrap();
    assert_eq!(standing, crate::Standing::Member);
}

/// As on a phone that asked to join and was never let in.
fn never_listed(workspace: &Workspace) {
    workspace
        .blocking_write(|w, _| {
            w.clear(&setting::WAS_ADMITTED)?;
            let directory = w.setting(&setting::PARTNERSHIP)?.unwrap().directory();
            Ok(w.erase_space(directory)?)
        })
        .unwrap();
    workspace.blocking_reopen();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_the_directory_never_listed_starts_afresh() {
    let kitchen = Kitchen::new().await;
    let workspace = &kitchen.client.workspace;
    never_listed(workspace);
    assert!(workspace.blocking_forget().unwrap());
    let standing = kitchen.client.standing().await.unwrap();
    assert_eq!(standing, crate::Standing::New);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_stops_when_the_call_that_waits_for_it_is_dropped() {
    let kitchen = Kitchen::new().await;
    let (begins, has_begun) = std::sync::mpsc::channel();
    let (ends, has_ended) = std::sync::mpsc::channel();
    let read = kitchen.client.read_while_awaited(move |r| {
        begins.send(()).unwrap();
        let stopped = loop {
            if let Err(error) = r.drafts() {
                break error;
            }
        };
        ends.send(matches!(stopped, patchwork_store::StoreError::Interrupted))
            .unwrap();
        Ok(())
    });
    let workspace = &kitchen.client.workspace;
    let begun = workspace.blocking(move |_| has_begun.recv().map_err(ClientError::internal));
    tokio::select! {
        ended = read => panic!("it ended by itself: {ended:?}"),
        begun = begun => begun.unwrap(),
    }
    let ended = workspace.blocking(move |_| has_ended.recv().map_err(ClientError::internal));
    assert!(ended.await.unwrap());
    assert!(kitchen.client.drafts().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_forgetting_whose_commit_failed_the_store_says_what_there_is() {
    let kitchen = Kitchen::new().await;
    let workspace = &kitchen.client.workspace;
    never_listed(workspace);
    kitchen.converses();
    workspace.refuse_the_next_commit();
    let failed = workspace.blocking_forget();
    assert!(failed.is_err(), "{failed:?}");
    assert!(
        matches!(&*workspace.known(), Known::InStore(None)),
        "the secrets in memory may be gone from the store"
    );
    workspace.blocking_inspect(|_| Ok(())).unwrap();
    assert!(workspace.blocking_forget().unwrap());
    let gone = workspace.blocking_inspect(|_| Ok(()));
    assert_eq!(gone, Err(ClientError::NotFound));
}
