//! What an earlier version refused or did not know, once the app was updated.

use std::time::Duration;

use patchwork_model::{TimelineFilter, testing::note};
use patchwork_protocol::{Action, LogItem, Part, PartKind, PractitionerId, SpaceState, TeamChange};
use patchwork_store::{HeldBecause, HeldPart, PartPlace, setting};
use patchwork_sync::{ItemState, KeptItem, Plan, Refusal, TeamIntent, WaitingPart};

use super::{
    StoreLogView, carry_out, items,
    judge_again::{judge_again, judge_all_again},
};
use crate::{CaseId, ClientError, testing::Kitchen};

impl Kitchen {
    /// Parts in an envelope that counts, of which the version before this one took in none: it
    /// refused them for this reason, or skipped them if there is none.
    async fn holds_as_an_earlier_version_did(
        &self,
        case: CaseId,
        parts: Vec<Part>,
        reason: Option<&'static str>,
    ) {
        let held = self.client.workspace.change(move |device, w, touched| {
            let waiting = parts.into_iter().map(|part| WaitingPart {
                id: part.clone(),
                part,
            });
            let sealed = device.seal(case, waiting.collect(), &mut touched.rng());
            for sealed in sealed.unwrap() {
                items::keep(&sealed.kept(), w)?;
                let Some(reason) = reason else { continue };
                for (index, part) in (0..).zip(&sealed.parts) {
                    w.hold_part(&HeldPart {
                        place: PartPlace {
                            space: case,
                            replica: sealed.place.replica,
                            seq: sealed.place.seq,
                            index,
                        },
                        kind: part.kind,
                        device: device.id(),
                        author: device.practitioner().unwrap_or(PractitionerId([0; 16])),
                        body: part.body.clone(),
                        because: HeldBecause::Refused(reason.to_owned()),
                    })?;
                }
            }
            Ok(w.clear(&setting::JUDGED_BY)?)
        });
        held.await.unwrap();
    }

    /// The database loses the directory: every case is set aside. Returns its founding.
    async fn loses_the_directory(&self) -> TeamChange {
        let lost = self.client.workspace.change(|device, w, _| {
            let directory = device.partnership().directory();
            w.drop_team_changes(directory, 0)?;
            let founding = device
                .space(directory)
                .and_then(|space| space.team_change(0));
            Ok(founding.unwrap().clone())
        });
        lost.await.unwrap()
    }

    /// Waits until what an earlier version left was judged again.
    async fn has_judged(&self) {
        let judged = tokio::time::timeout(Duration::from_mins(1), async {
            loop {
                let judged = self.client.read(|r| Ok(r.setting(&setting::JUDGED_BY)?));
                if judged.await.unwrap().is_some() {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        });
        judged.await.expect("it was judged within a minute");
    }

    async fn texts(&self, case: CaseId) -> Vec<String> {
        let page = self.client.timeline(case, None, 200, TimelineFilter::All);
        let entries = page.await.unwrap().entries;
        entries.into_iter().map(|entry| entry.text).collect()
    }
}

fn entry(number: u8, text: &str) -> Part {
    let mut note = note(0, text);
    note.number = [number; 8];
    Part {
        kind: PartKind::Entry,
        body: note.encode().unwrap(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_earlier_version_refused_is_judged_again_after_the_update() {
    let mut kitchen = Kitchen::new().await;
    let case = kitchen.ella().await;
    let parts = vec![entry(1, "same clothes as Monday"), entry(2, "very quiet")];
    kitchen
        .holds_as_an_earlier_version_did(case, parts, Some("unknown EntryKind"))
        .await;
    assert_eq!(kitchen.client.sync_status().await.unwrap().failed.len(), 2);
    kitchen.reopen().await.unwrap();
    kitchen.has_judged().await;
    let mut texts = kitchen.texts(case).await;
    texts.sort();
    assert_eq!(texts, ["same clothes as Monday", "very quiet"]);
    assert_eq!(kitchen.client.sync_status().await.unwrap().failed, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_update_could_not_judge_in_a_space_set_aside_is_judged_when_it_comes_back() {
    let mut kitchen = Kitchen::new().await;
    let case = kitchen.ella().await;
    let parts = vec![entry(1, "same clothes as Monday")];
    kitchen
        .holds_as_an_earlier_version_did(case, parts, Some("unknown EntryKind"))
        .await;
    let founding = kitchen.loses_the_directory().await;
    kitchen.reopen().await.unwrap();
    kitchen.has_judged().await;
    assert_eq!(kitchen.texts(case).await, Vec::<String>::new());

    let comes_back = kitchen.client.workspace.change(move |device, w, touched| {
        let directory = device.partnership().directory();
        let effects = device.take_change(directory, &founding, &StoreLogView(w))?;
        Ok(carry_out(effects, device, w, touched)?.judges_again)
    });
    assert!(comes_back.await.unwrap(), "nobody would judge it");
    judge_all_again(std::sync::Arc::clone(&kitchen.client.workspace)).await;
    assert_eq!(kitchen.texts(case).await, ["same clothes as Monday"]);
    assert_eq!(kitchen.client.sync_status().await.unwrap().failed, []);
    let left = kitchen
        .client
        .read(|r| Ok(r.setting(&setting::NOT_JUDGED)?));
    assert_eq!(left.await.unwrap(), None, "it is judged once");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_that_an_earlier_version_could_not_read_is_judged_again_after_the_update() {
    let mut kitchen = Kitchen::new().await;
    let case = kitchen.ella().await;
    let refused = kitchen.client.workspace.change(move |device, w, touched| {
        let close = TeamIntent::Record(Action::Close);
        let Plan::Post(planned) = device.plan(case, &close, touched.now(), &mut touched.rng())
        else {
            panic!("a manager may close the case");
        };
        let item = LogItem::TeamChange(planned.change.bytes().to_vec());
        let refused = KeptItem {
            space: case,
            hash: item.hash(),
            item,
            position: None,
            place: None,
            state: ItemState::Refused(Refusal::Malformed("an unknown action".to_owned())),
        };
        items::keep(&refused, w)?;
        Ok(w.clear(&setting::JUDGED_BY)?)
    });
    refused.await.unwrap();
    kitchen.reopen().await.unwrap();
    kitchen.has_judged().await;
    let is_closed = kitchen.client.inspect(move |device| {
        let team = device.space(case).and_then(|space| space.team());
        Ok(team.is_some_and(SpaceState::is_closed))
    });
    assert!(is_closed.await.unwrap());
    let refused = kitchen.client.read(|r| Ok(r.refused_items(9)?.len()));
    assert_eq!(refused.await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_an_earlier_version_skipped_without_a_trace_is_found_after_the_update() {
    let mut kitchen = Kitchen::new().await;
    let case = kitchen.ella().await;
    let part = Part {
        kind: PartKind::Unknown(77),
        body: b"of a newer version".to_vec(),
    };
    kitchen
        .holds_as_an_earlier_version_did(case, vec![part], None)
        .await;
    kitchen.reopen().await.unwrap();
    kitchen.has_judged().await;
    let header = kitchen.client.case_view(case).await.unwrap().header;
    assert!(
        header.notice.starts_with("Update the app"),
        "{}",
        header.notice
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn judging_again_goes_on_where_it_was_cut_off_and_ends_once_for_each_version() {
    let kitchen = Kitchen::new().await;
    let case = kitchen.ella().await;
    let parts: Vec<Part> = (0..130).map(|n| entry(n, &format!("note {n}"))).collect();
    kitchen
        .holds_as_an_earlier_version_did(case, parts, Some("unknown EntryKind"))
        .await;
    let piece = |understands: u64, fails: bool| {
        kitchen.client.workspace.change(move |device, w, touched| {
            let more = judge_again(understands, device, w, touched)?;
            if fails {
                return Err(ClientError::internal("cut off"));
            }
            Ok(more)
        })
    };
    let held = async || {
        let held = kitchen.client.read(|r| Ok(r.all_held_parts()?.len()));
        held.await.unwrap()
    };
    let mut left = Vec::new();
    loop {
        // Each piece is cut off once before it is carried out.
        assert!(piece(7, true).await.is_err());
        let more = piece(7, false).await.unwrap();
        left.push(held().await);
        if !more {
            break;
        }
    }
    left.dedup();
    assert_eq!(left, [130, 66, 2, 0], "no more than 64 in one transaction");
    assert_eq!(kitchen.texts(case).await.len(), 130);
    assert!(!piece(7, false).await.unwrap(), "version 7 has judged it");
    assert!(piece(8, false).await.unwrap(), "version 8 has not");
}
