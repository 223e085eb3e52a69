//! What is posted again when the relay was put back to an older state.

use patchwork_protocol::{Answer, Envelope, Frame, Incarnation};

use super::*;
use crate::{
    testing::Kitchen,
    workspace::{StoreLogView, give_up},
};

impl Kitchen {
    /// The envelopes of the next request, by their places.
    async fn posts(&self, offer_from: Vec<(SpaceId, Replica, Seq)>) -> Vec<(SpaceId, SeriesPlace)> {
        let link = self.client.driver.link();
        let gathered = link.gather(Purpose::Exchange, CursorForm::List, offer_from);
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
