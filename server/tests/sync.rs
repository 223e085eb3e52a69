//! `POST /v1/sync` over real HTTP.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

mod support;

use patchwork_protocol::{Answer, Frame, team::Role};
use support::{
    client::{TestRelay, items_of},
    people::Partnership,
};

#[tokio::test]
async fn what_one_member_posts_another_receives() {
    let relay = TestRelay::start().await;
    let mut partnership = Partnership::founded_by(1);
    let tom = partnership.bring(2);
    let admin = relay.found(&partnership).await;
    let (case, founding) = partnership.open_case(&partnership.admin, 5, &[(&tom, Role::Member)]);
    admin.found_case(&case, &founding, &[]).await;

    let replica = partnership.admin.replica(1);
    let envelope = partnership.admin.envelope(case.id, (replica, 1), case.key());
    let answers = admin.upload(case.id, vec![envelope.clone()]).await;
    assert_eq!(answers, [Answer::Accepted { n: 2 }]);

    let toms = relay.device(&partnership, &tom).await;
    let frames = toms.sync_from_nothing().await;
    assert!(matches!(frames.last(), Some(Frame::CaughtUp { .. })));
    let items = items_of(&frames, case.id);
    assert_eq!(items.len(), 2);
    assert_eq!(items[1], patchwork_protocol::LogItem::Envelope(envelope));
    relay.handle.stop().await;
}
