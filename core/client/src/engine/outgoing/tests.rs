//! What is posted again when the relay was put back to an older state.

use patchwork_protocol::{Answer, Envelope, Frame, Incarnation};

use super::*;
use crate::{
    testing::Kitchen,
    workspace::{StoreLogView, give_up, queue_card},
};

impl Kitchen {
    /// The envelopes of the next request, by their places.
    async fn posts(&self, offer_from: Vec<(SpaceId, Replica, Seq)>) -> Vec<(SpaceId, SeriesPlace)> {
        let link = self.client.driver.link();
        let gathered = link.gather(Purpose::Exchange, CursorForm::Whole, offer_from);
        let outbox = gathered.await.unwrap().request.outbox;
        let mut places = Vec::new();
        for (space, envelopes) in outbox {
            for bytes in envelopes {
                let header = *Envelope::decode(&bytes).unwrap().header();
                let (replica, seq) = (header.replica, header.seq);
                places.push((space, SeriesPlace { replica, seq }));
            }
        }
        places
    }

    /// The relay says this in a conversation of its own.
    async fn hears(&self, frames: Vec<Frame>) {
        let heard = self.client.workspace.change(move |device, w, touched| {
            device.begin_conversation();
            for frame in frames {
                let effects = device.handle(frame, &StoreLogView(w)).unwrap();
                carry_out(effects, device, w, touched)?;
            }
            Ok(())
        });
        heard.await.unwrap();
    }

    /// The cards of Priya's partnership are posted and acknowledged; their log does not come.
    async fn acknowledged(&self) -> (SpaceId, SeriesPlace) {
        let posts = self.posts(Vec::new()).await;
        let [(space, place)] = posts[..] else {
            panic!("expected one envelope, got {posts:?}");
        };
        let answers = vec![(place.replica, place.seq, Answer::Accepted { n: 2 })];
        self.hears(vec![
            Frame::Hello {
                incarnation: Incarnation([1; 16]),
            },
            Frame::Acks { space, answers },
        ])
        .await;
        assert_eq!(self.posts(Vec::new()).await, []);
        (space, place)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_before_its_log_came_is_posted_to_a_relay_that_was_put_back() {
    let kitchen = Kitchen::new().await;
    let lost = kitchen.acknowledged().await;
    let digest = patchwork_protocol::CursorDigest([0; 32]);
    kitchen
        .hears(vec![
            Frame::Hello {
                incarnation: Incarnation([2; 16]),
            },
            Frame::CaughtUp { digest },
        ])
        .await;
    assert_eq!(kitchen.posts(Vec::new()).await, [lost]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_relay_that_was_put_back_has_lost_waits_until_it_comes_with_the_log_again() {
    let kitchen = Kitchen::new().await;
    let waiting = async || kitchen.client.sync_status().await.unwrap().waiting;
    let (space, place) = kitchen.acknowledged().await;
    assert_eq!(waiting().await, 0);
    let hello = Frame::Hello {
        incarnation: Incarnation([2; 16]),
    };
    let digest = patchwork_protocol::CursorDigest([0; 32]);
    kitchen.hears(vec![hello, Frame::CaughtUp { digest }]).await;
    assert_eq!(waiting().await, 1, "nobody else has these words");

    let hello = Frame::Hello {
        incarnation: Incarnation([2; 16]),
    };
    let log = kitchen.client.read(move |r| {
        let founding = r.team_changes()?.into_iter().find(|row| row.space == space);
        let row = r.items_of_series(space, place.replica, place.seq, place.seq)?;
        Ok((
            founding.unwrap().bytes,
            row.into_iter().next().unwrap().item,
        ))
    });
    let (founding, envelope) = log.await.unwrap();
    let items = Frame::Items {
        space,
        first_n: 1,
        items: vec![LogItem::TeamChange(founding), envelope],
    };
    kitchen.hears(vec![hello, items]).await;
    assert_eq!(waiting().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gap_is_filled_with_what_was_acknowledged_before_its_log_came() {
    let kitchen = Kitchen::new().await;
    let (space, place) = kitchen.acknowledged().await;
    let from = vec![(space, place.replica, place.seq)];
    assert_eq!(kitchen.posts(from).await, [(space, place)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_is_kept_when_a_relay_that_was_put_back_refuses_it() {
    for refusal in [Answer::StaleKey, Answer::NotMember, Answer::Closed] {
        let kitchen = Kitchen::new().await;
        let (space, place) = kitchen.acknowledged().await;
        let answers = vec![(place.replica, place.seq, refusal)];
        let hello = Frame::Hello {
            incarnation: Incarnation([2; 16]),
        };
        kitchen
            .hears(vec![hello, Frame::Acks { space, answers }])
            .await;
        let kept = kitchen.client.read(move |r| {
            let row = r.envelope_at(space, place.replica, place.seq)?;
            Ok(row.is_some())
        });
        assert!(kept.await.unwrap(), "nobody else has these words");
    }
}

impl Kitchen {
    /// Priya writes another card for the directory.
    async fn another_card(&self) {
        let queued = self.client.workspace.change(|device, w, touched| {
            let agency = patchwork_model::AgencyCard {
                agency: patchwork_protocol::AgencyId([0xab; 16]),
                name: "Westtown school".to_owned(),
                kind: patchwork_model::AgencyKind::School,
                sensitive: false,
            };
            queue_card(
                device,
                w,
                touched,
                patchwork_model::CardBody::Agency(agency),
            )
        });
        queued.await.unwrap();
    }

    /// Keeps the item at this place in another way.
    async fn rewrites(
        &self,
        (space, place): (SpaceId, SeriesPlace),
        f: impl FnOnce(&mut ItemRow) + Send + 'static,
    ) {
        let rewritten = self.client.workspace.write(move |w, _| {
            let mut rows = w.items_of_series(space, place.replica, place.seq, place.seq)?;
            let mut row = rows.pop().unwrap();
            f(&mut row);
            Ok(w.keep_item(&row)?)
        });
        rewritten.await.unwrap();
    }

    /// The relay was put back, lost what it had acknowledged, and answers so when it is given it.
    async fn refuses(&self, (space, place): (SpaceId, SeriesPlace), answer: Answer) {
        self.hears(vec![
            Frame::Hello {
                incarnation: Incarnation([2; 16]),
            },
            Frame::CaughtUp {
                digest: patchwork_protocol::CursorDigest([0; 32]),
            },
        ])
        .await;
        assert_eq!(self.posts(Vec::new()).await, [(space, place)]);
        let answers = vec![(place.replica, place.seq, answer)];
        let hello = Frame::Hello {
            incarnation: Incarnation([2; 16]),
        };
        // Twice, as when two requests carried it.
        let acks = Frame::Acks { space, answers };
        self.hears(vec![hello, acks.clone(), acks]).await;
    }

    /// The same, while the kept bytes are damaged.
    async fn refuses_damaged(&self, (space, place): (SpaceId, SeriesPlace)) {
        let damage = |row: &mut ItemRow| row.item = LogItem::Envelope(b"damaged".to_vec());
        self.rewrites((space, place), damage).await;
        let answers = vec![(place.replica, place.seq, Answer::StaleKey)];
        let hello = Frame::Hello {
            incarnation: Incarnation([2; 16]),
        };
        self.hears(vec![hello, Frame::Acks { space, answers }])
            .await;
    }

    /// What *Sync* says that needs attention.
    async fn failed(&self) -> Vec<crate::FailedItem> {
        self.client.sync_status().await.unwrap().failed
    }
}

fn refused(row: &mut ItemRow) {
    let state = patchwork_sync::ItemState::Refused(patchwork_sync::Refusal::BadSignature);
    row.verdict.standing = patchwork_store::ItemStanding::Refused;
    row.verdict.detail = state.to_bytes();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gap_is_not_filled_with_what_was_refused() {
    let kitchen = Kitchen::new().await;
    let (space, place) = kitchen.acknowledged().await;
    kitchen.another_card().await;
    let next = SeriesPlace {
        seq: place.seq.next(),
        ..place
    };
    assert_eq!(kitchen.posts(Vec::new()).await, [(space, next)]);
    kitchen.rewrites((space, place), refused).await;
    // Nothing can follow in that series: the words go in another.
    let posts = kitchen.posts(vec![(space, place.replica, place.seq)]).await;
    let [(_, again)] = posts[..] else {
        panic!("expected one envelope, got {posts:?}");
    };
    assert_ne!(again.replica, place.replica);
    assert_eq!(again.seq, Seq(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_and_then_refused_is_sealed_again_and_offered_no_more() {
    for (is_positioned, answer) in [
        (false, Answer::StaleKey),
        (true, Answer::StaleKey),
        (false, Answer::Fork),
        (true, Answer::Fork),
    ] {
        let kitchen = Kitchen::new().await;
        let (space, place) = kitchen.acknowledged().await;
        if is_positioned {
            let came = |row: &mut ItemRow| {
                row.position = Some(patchwork_store::ItemPosition {
                    epoch: 0,
                    n: 2,
                    chain: patchwork_protocol::ChainHash([3; 32]),
                });
            };
            kitchen.rewrites((space, place), came).await;
        }
        kitchen.refuses((space, place), answer).await;
        let posts = kitchen.posts(Vec::new()).await;
        let [(_, again)] = posts[..] else {
            panic!("expected one envelope, got {posts:?}");
        };
        assert_ne!(again.replica, place.replica);
        let parts = kitchen
            .client
            .read(move |r| Ok(r.parts_of(space, again.replica, again.seq)?.len()));
        assert_eq!(parts.await.unwrap(), 2, "both cards, once");
        assert_eq!(kitchen.posts(Vec::new()).await, posts);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_was_acknowledged_and_then_refused_stays_in_its_document() {
    let kitchen = Kitchen::new().await;
    let case = kitchen.ella().await;
    kitchen.posts(Vec::new()).await;
    let sealed = kitchen.client.read(move |r| {
        let mut sealed = r.sealed_envelopes()?;
        sealed.retain(|envelope| envelope.space == case);
        Ok(sealed)
    });
    let sealed = sealed.await.unwrap();
    assert_eq!(sealed.len(), 1);
    let before = kitchen.client.case_view(case).await.unwrap().header;
    for (incarnation, answer) in [(1, Answer::Accepted { n: 2 }), (2, Answer::Fork)] {
        let answers = vec![(sealed[0].replica, sealed[0].seq, answer)];
        let hello = Frame::Hello {
            incarnation: Incarnation([incarnation; 16]),
        };
        let space = case;
        kitchen
            .hears(vec![hello, Frame::Acks { space, answers }])
            .await;
    }
    let after = kitchen.client.case_view(case).await.unwrap().header;
    assert!(before.child.contains("Ella"), "{}", before.child);
    assert_eq!(after.child, before.child);
    assert_eq!(after.full_name, before.full_name);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_and_then_refused_for_good_needs_attention() {
    let kitchen = Kitchen::new().await;
    let lost = kitchen.acknowledged().await;
    kitchen.refuses(lost, Answer::TooLarge).await;
    assert_eq!(kitchen.posts(Vec::new()).await, []);
    let failed = kitchen.failed().await;
    let mine = failed.iter().filter(|item| item.retry.is_some());
    assert_eq!(mine.count(), 2, "{failed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_and_then_refused_and_cannot_be_opened_is_told() {
    let kitchen = Kitchen::new().await;
    let lost = kitchen.acknowledged().await;
    kitchen.refuses_damaged(lost).await;
    assert_eq!(kitchen.posts(Vec::new()).await, []);
    let failed = kitchen.failed().await;
    assert!(
        failed
            .iter()
            .any(|item| item.explanation.contains("did not take it again")),
        "{failed:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queued_team_change_that_cannot_be_read_is_set_aside_and_told() {
    let kitchen = Kitchen::new().await;
    let damaged = kitchen.client.workspace.change(|device, w, touched| {
        let directory = device.partnership().directory();
        Ok(w.queue_intent(directory, b"\xff", None, touched.now())?)
    });
    let damaged = damaged.await.unwrap();
    assert_eq!(kitchen.posts(Vec::new()).await.len(), 1);
    let kept = kitchen
        .client
        .read(move |r| Ok(r.intents()?.into_iter().any(|row| row.id == damaged)));
    assert!(kept.await.unwrap());
    let failed = kitchen.failed().await;
    let [told] = &failed[..] else {
        panic!("expected one, got {failed:?}");
    };
    assert!(told.explanation.contains("cannot be read"), "{told:?}");
    kitchen
        .client
        .dismiss(told.dismiss.clone().unwrap())
        .await
        .unwrap();
    assert_eq!(kitchen.failed().await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_that_was_acknowledged_before_its_log_came_is_in_a_document_that_is_built_anew() {
    let kitchen = Kitchen::new().await;
    let workspace = &kitchen.client.workspace;
    let case = kitchen.ella().await;
    let founded = workspace.write(|w, _| {
        for intent in w.intents()? {
            w.drop_intent(intent.id)?;
        }
        Ok(())
    });
    founded.await.unwrap();
    let posts = kitchen.posts(Vec::new()).await.into_iter();
    let answers: Vec<_> = posts
        .filter(|(space, _)| *space == case)
        .map(|(_, place)| (place.replica, place.seq, Answer::Accepted { n: 2 }))
        .collect();
    assert!(!answers.is_empty());
    kitchen
        .hears(vec![
            Frame::Hello {
                incarnation: Incarnation([1; 16]),
            },
            Frame::Acks {
                space: case,
                answers,
            },
        ])
        .await;
    let before = workspace.read(move |r| Ok(r.document_heads(case)?)).await;
    // The phone is put back to a copy of this moment.
    let put_back = workspace.change(move |_, w, touched| give_up(case, w, touched));
    put_back.await.unwrap();
    let after = workspace.read(move |r| Ok(r.document_heads(case)?)).await;
    assert_eq!(after.unwrap(), before.unwrap());
}
