//! Tests that every backend of [`Log`](super::Log) must pass. A backend runs them with
//! `log_conformance!(open)`, where `open(directory, listener)` opens the log in that directory. It
//! is called again after the log was closed, and must then open the same log.

use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use patchwork_protocol::{
    Answer, Chain, Envelope, LogItem, PartnershipId, SpaceId,
    http::TeamPost,
    team::{Action, Cut, Principal, Role},
};
use tempfile::TempDir;

use super::{
    Audience, CommitListener, CommitNotices, Log, LogError, NewSession, Notice, Range,
    ReceivedEnvelope, Requester, SessionError, StoredSession, TeamError, TokenHash,
};
use crate::testing::people::{Partnership, Person, Space, TeamOfTwo};

macro_rules! log_conformance {
    ($open:path) => {
        $crate::log::conformance::log_conformance!(@each $open:
            a_log_keeps_its_identity_and_its_items,
            items_are_numbered_and_chained,
            a_place_in_a_replica_holds_one_byte_string_for_ever,
            concurrent_uploads_leave_no_gap,
            a_team_change_is_appended_once_or_not_at_all,
            a_change_that_is_refused_leaves_nothing,
            who_leaves_finds_the_space_no_more,
            a_membership_ends_by_the_relays_clock,
            heads_are_in_order_of_activity,
            wraps_are_kept_once_and_numbered_per_recipient,
            a_nonce_is_good_for_one_session,
            another_partnership_sees_nothing,
            a_page_keeps_its_budget,
            the_listener_is_told_of_what_is_durable,
        );
    };
    (@each $open:path: $($name:ident,)*) => {
        $(
            #[tokio::test]
            async fn $name() {
                $crate::log::conformance::$name(
                    &$crate::log::conformance::Bench::new($open)
                ).await;
            }
        )*
    };
}
pub(super) use log_conformance;

type Open = fn(&std::path::Path, Arc<dyn CommitListener>) -> Arc<dyn Log>;

/// A listener that wants no items and ignores notices.
pub(crate) struct Nobody;

impl CommitListener for Nobody {
    fn wants_items(&self, _: PartnershipId) -> bool {
        false
    }

    fn notify(&self, _: CommitNotices) {}
}

/// A listener that keeps what it is told.
#[derive(Default)]
struct Recorder(Mutex<Vec<CommitNotices>>);

impl CommitListener for Recorder {
    fn wants_items(&self, _: PartnershipId) -> bool {
        true
    }

    fn notify(&self, notices: CommitNotices) {
        self.0.lock().unwrap().push(notices);
    }
}

/// A directory in which a log is opened, and may be opened again.
pub(super) struct Bench {
    directory: TempDir,
    open: Open,
}

impl Bench {
    pub(super) fn new(open: Open) -> Self {
        Self {
            directory: tempfile::tempdir().unwrap(),
            open,
        }
    }

    fn open(&self) -> Arc<dyn Log> {
        self.open_for(Arc::new(Nobody))
    }

    fn open_for(&self, listener: Arc<dyn CommitListener>) -> Arc<dyn Log> {
        (self.open)(self.directory.path(), listener)
    }
}

/// A log with a partnership of two and a case of both.
pub(crate) struct Scene {
    pub(crate) log: Arc<dyn Log>,
    pub(crate) partnership: Partnership,
    pub(crate) tom: Person,
    pub(crate) case: Space,
}

impl Scene {
    pub(crate) async fn on(log: Arc<dyn Log>) -> Self {
        let TeamOfTwo {
            partnership,
            tom,
            case,
            founding,
        } = TeamOfTwo::arranged();
        let scene = Self {
            log,
            partnership,
            tom,
            case,
        };
        for (at, change) in scene.partnership.changes.iter().enumerate() {
            let (author, space) = match at {
                0 => (None, None),
                _ => (Some(scene.admin()), Some(scene.partnership.directory.id)),
            };
            let post = posted(change.bytes());
            scene.log.change_team(author, space, post).await.unwrap();
        }
        scene.change(&scene.case, founding.bytes()).await.unwrap();
        scene
    }

    pub(super) fn admin(&self) -> Requester {
        self.requester(&self.partnership.admin)
    }

    fn requester(&self, person: &Person) -> Requester {
        Requester {
            partnership: self.partnership.id(),
            device: person.device(),
            practitioner: Some(person.id),
        }
    }

    async fn change(&self, space: &Space, change: &[u8]) -> Result<u64, TeamError> {
        self.log
            .change_team(Some(self.admin()), Some(space.id), posted(change))
            .await
    }

    fn envelope(&self, replica: u8, seq: u64) -> Vec<u8> {
        let admin = &self.partnership.admin;
        admin.envelope(self.case.id, (admin.replica(replica), seq), self.case.key())
    }

    pub(crate) async fn append(&self, envelopes: Vec<Vec<u8>>) -> Result<Vec<Answer>, LogError> {
        self.log
            .append(
                self.admin(),
                self.case.id,
                envelopes.into_iter().map(presented).collect(),
            )
            .await
    }

    pub(super) async fn items(&self) -> Vec<LogItem> {
        let admin = &self.partnership.admin;
        let heads = self
            .log
            .heads(self.partnership.id(), admin.id)
            .await
            .unwrap();
        let Some(head) = heads.iter().find(|head| head.space == self.case.id) else {
            return Vec::new();
        };
        let range = Range {
            row: head.row,
            from_n: 1,
            to_n: head.n,
        };
        let pages = self.log.items(vec![range], usize::MAX).await.unwrap();
        pages.into_iter().flat_map(|page| page.items).collect()
    }
}

fn posted(change: &[u8]) -> TeamPost {
    TeamPost {
        change: change.to_vec(),
        wraps: Vec::new(),
    }
}

pub(super) fn presented(bytes: Vec<u8>) -> ReceivedEnvelope {
    let header = *Envelope::decode(&bytes).unwrap().header();
    ReceivedEnvelope::Readable {
        replica: header.replica,
        seq: header.seq,
        key_id: header.key_id,
        signed: true,
        bytes,
    }
}

pub(super) async fn a_log_keeps_its_identity_and_its_items(bench: &Bench) {
    let scene = Scene::on(bench.open()).await;
    scene
        .append(vec![scene.envelope(1, 1), scene.envelope(1, 2)])
        .await
        .unwrap();
    let (identity, items) = (scene.log.incarnation(), scene.items().await);
    assert_eq!(items.len(), 3);
    scene.log.close().await;
    let scene = Scene {
        log: bench.open(),
        ..scene
    };
    assert_eq!(scene.log.incarnation(), identity);
    assert_eq!(scene.items().await, items);
    // The numbers go on where they ended.
    let answers = scene
        .append(vec![scene.envelope(1, 2), scene.envelope(1, 3)])
        .await
        .unwrap();
    assert_eq!(
        answers,
        [Answer::Duplicate { n: 3 }, Answer::Accepted { n: 4 }]
    );
}

pub(super) async fn items_are_numbered_and_chained(bench: &Bench) {
    let scene = Scene::on(bench.open()).await;
    scene
        .append((1..=9).map(|seq| scene.envelope(1, seq)).collect())
        .await
        .unwrap();
    let head = scene
        .log
        .heads(scene.partnership.id(), scene.tom.id)
        .await
        .unwrap()[1];
    let mut chain = Chain::START;
    for item in scene.items().await {
        chain = chain.extend(&item.hash());
        let found = scene.log.chains(vec![(head.row, chain.n)]).await.unwrap();
        assert_eq!(found, [Some(chain.hash)]);
    }
    assert_eq!((head.n, head.chain), (chain.n, chain.hash));
    let past = scene
        .log
        .chains(vec![(head.row, head.n + 1)])
        .await
        .unwrap();
    assert_eq!(past, [None]);
}

pub(super) async fn a_place_in_a_replica_holds_one_byte_string_for_ever(bench: &Bench) {
    let scene = Scene::on(bench.open()).await;
    let first = scene.envelope(1, 1);
    let admin = &scene.partnership.admin;
    let place = (admin.replica(1), 1);
    let other = admin.envelope_of(scene.case.id, place, scene.case.key(), 33);
    let answers = scene
        .append(vec![first.clone(), first.clone(), other.clone()])
        .await
        .unwrap();
    assert_eq!(
        answers,
        [
            Answer::Accepted { n: 2 },
            Answer::Duplicate { n: 2 },
            Answer::Fork
        ]
    );
    scene.log.close().await;
    let scene = Scene {
        log: bench.open(),
        ..scene
    };
    let answers = scene.append(vec![other, first]).await.unwrap();
    assert_eq!(answers, [Answer::Fork, Answer::Duplicate { n: 2 }]);
}

pub(super) async fn concurrent_uploads_leave_no_gap(bench: &Bench) {
    let scene = Arc::new(Scene::on(bench.open()).await);
    let tasks: Vec<_> = (1..=16)
        .map(|replica| {
            let scene = scene.clone();
            tokio::spawn(async move {
                for seq in 1..=20 {
                    let answers = scene.append(vec![scene.envelope(replica, seq)]).await;
                    assert!(matches!(answers.unwrap()[..], [Answer::Accepted { .. }]));
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(scene.items().await.len(), 1 + 16 * 20);
}

pub(super) async fn a_team_change_is_appended_once_or_not_at_all(bench: &Bench) {
    let scene = Scene::on(bench.open()).await;
    let admin = &scene.partnership.admin;
    let raise = Action::SetRole {
        principal: Principal::Practitioner(scene.tom.id),
        role: Role::Manager,
        cut: Cut::NONE,
    };
    let raise = scene.partnership.change(&scene.case, admin, vec![raise]);
    let close = scene
        .partnership
        .change(&scene.case, admin, vec![Action::Close]);
    assert_eq!(scene.change(&scene.case, raise.bytes()).await, Ok(2));
    assert_eq!(scene.change(&scene.case, raise.bytes()).await, Ok(2));
    let late = scene.change(&scene.case, close.bytes()).await;
    assert_eq!(
        late,
        Err(TeamError::Moved {
            head: raise.head(),
            cut: Vec::new()
        })
    );
    assert_eq!(scene.items().await.len(), 2);
}

pub(super) async fn a_change_that_is_refused_leaves_nothing(bench: &Bench) {
    let scene = Scene::on(bench.open()).await;
    let wrong = scene
        .partnership
        .change(&scene.case, &scene.tom, vec![Action::Close]);
    let mut post = posted(wrong.bytes());
    let wrap = scene
        .tom
        .wrap_for(&scene.partnership.admin, scene.case.id, scene.case.key());
    post.wraps.push(wrap);
    let refused = scene
        .log
        .change_team(Some(scene.requester(&scene.tom)), Some(scene.case.id), post)
        .await;
    assert!(matches!(refused, Err(TeamError::Refused(_))));
    assert_eq!(scene.items().await.len(), 1);
    let admin = scene.partnership.admin.device();
    let wraps = scene.log.wraps(scene.partnership.id(), admin, 0, 10).await;
    assert!(wraps.unwrap().is_empty());
}

pub(super) async fn who_leaves_finds_the_space_no_more(bench: &Bench) {
    let scene = Scene::on(bench.open()).await;
    let (id, tom) = (scene.partnership.id(), scene.tom.id);
    assert_eq!(scene.log.heads(id, tom).await.unwrap().len(), 2);
    let remove = Action::Remove {
        principal: Principal::Practitioner(tom),
        cut: Cut::NONE,
    };
    let remove = scene
        .partnership
        .change(&scene.case, &scene.partnership.admin, vec![remove]);
    scene.change(&scene.case, remove.bytes()).await.unwrap();
    let heads = scene.log.heads(id, tom).await.unwrap();
    assert_eq!(heads.len(), 1);
    assert_eq!(heads[0].space, scene.partnership.directory.id);
}

pub(super) async fn a_membership_ends_by_the_relays_clock(bench: &Bench) {
    let scene = Scene::on(bench.open()).await;
    let admin = &scene.partnership.admin;
    for (nonce, offset, may) in [(21, -60, false), (22, 3_600, true)] {
        let until = Timestamp::now() + SignedDuration::from_secs(offset);
        let (space, founding) = scene.partnership.open_case_until(
            admin,
            nonce,
            &[(&scene.tom, Role::Member)],
            Some(until),
        );
        scene.change(&space, founding.bytes()).await.unwrap();
        let heads = scene.log.heads(scene.partnership.id(), scene.tom.id).await;
        let listed = heads.unwrap().iter().any(|head| head.space == space.id);
        assert_eq!(listed, may);
        let tom = &scene.tom;
        let envelope = tom.envelope(space.id, (tom.replica(1), 1), space.key());
        let answers = scene
            .log
            .append(scene.requester(tom), space.id, vec![presented(envelope)])
            .await
            .unwrap();
        assert_eq!(answers != [Answer::NotMember], may, "{answers:?}");
    }
}

pub(super) async fn heads_are_in_order_of_activity(bench: &Bench) {
    let scene = Scene::on(bench.open()).await;
    let admin = &scene.partnership.admin;
    let mut order = Vec::new();
    for nonce in 30..34 {
        let (space, founding) = scene.partnership.open_case(admin, nonce, &[]);
        scene.change(&space, founding.bytes()).await.unwrap();
        order.insert(0, space.id);
    }
    order.push(scene.case.id);
    let directory = scene.partnership.directory.id;
    let found = async || -> Vec<SpaceId> {
        let heads = scene.log.heads(scene.partnership.id(), admin.id).await;
        heads.unwrap().iter().map(|head| head.space).collect()
    };
    order.insert(0, directory);
    assert_eq!(found().await, order);
    scene.append(vec![scene.envelope(1, 1)]).await.unwrap();
    order.pop();
    order.insert(1, scene.case.id);
    assert_eq!(found().await, order);
}

pub(super) async fn wraps_are_kept_once_and_numbered_per_recipient(bench: &Bench) {
    let scene = Scene::on(bench.open()).await;
    let (id, admin) = (scene.partnership.id(), &scene.partnership.admin);
    let case = admin.wrap_for(&scene.tom, scene.case.id, scene.case.key());
    let directory = &scene.partnership.directory;
    let home = admin.wrap_for(&scene.tom, directory.id, directory.key());
    let own = admin.wrap_for(admin, scene.case.id, scene.case.key());
    for wraps in [
        vec![case.clone(), own.clone()],
        vec![case.clone(), home.clone()],
    ] {
        scene.log.add_wraps(scene.admin(), wraps).await.unwrap();
    }
    let kept = async |device, after| scene.log.wraps(id, device, after, 10).await.unwrap();
    let tom = scene.tom.device();
    assert_eq!(kept(tom, 0).await, [(1, case), (2, home.clone())]);
    assert_eq!(kept(tom, 1).await, [(2, home)]);
    assert!(kept(tom, u64::MAX).await.is_empty());
    assert_eq!(kept(admin.device(), 0).await, [(1, own)]);
}

pub(super) async fn a_nonce_is_good_for_one_session(bench: &Bench) {
    let scene = Scene::on(bench.open()).await;
    let expires_at = Timestamp::from_millisecond(4_000_000_000_000).unwrap();
    let session = StoredSession {
        partnership: scene.partnership.id(),
        device: scene.tom.device(),
        signing: scene.tom.keys.signing,
        invite: None,
        expires_at,
    };
    let new = |token: u8, nonce: u8| NewSession {
        token: TokenHash([token; 32]),
        nonce: [nonce; 16],
        session: session.clone(),
    };
    scene.log.open_session(new(1, 1)).await.unwrap();
    let again = scene.log.open_session(new(2, 1)).await;
    assert_eq!(again, Err(SessionError::Replayed));
    scene.log.open_session(new(2, 2)).await.unwrap();
    let found = async |token: u8| scene.log.session(TokenHash([token; 32])).await.unwrap();
    assert_eq!(found(1).await, Some(session));
    assert_eq!(found(9).await, None);
    scene.log.forget_sessions(expires_at).await.unwrap();
    assert!(found(1).await.is_some());
    let later = expires_at + SignedDuration::from_secs(1);
    scene.log.forget_sessions(later).await.unwrap();
    assert_eq!(found(1).await, None);
}

pub(super) async fn another_partnership_sees_nothing(bench: &Bench) {
    let log = bench.open();
    let scene = Scene::on(log.clone()).await;
    let other = Partnership::founded_by(9);
    let founding = posted(other.changes[0].bytes());
    log.change_team(None, None, founding).await.unwrap();
    // A person of the other partnership has the same id.
    let requester = Requester {
        partnership: other.id(),
        device: other.admin.device(),
        practitioner: Some(scene.partnership.admin.id),
    };
    let heads = log.heads(other.id(), scene.partnership.admin.id).await;
    assert_eq!(heads.unwrap().len(), 1);
    let answers = log
        .append(
            requester,
            scene.case.id,
            vec![presented(scene.envelope(1, 1))],
        )
        .await;
    assert_eq!(answers.unwrap(), [Answer::NotMember]);
    let close =
        scene
            .partnership
            .change(&scene.case, &scene.partnership.admin, vec![Action::Close]);
    let refused = log
        .change_team(Some(requester), Some(scene.case.id), posted(close.bytes()))
        .await;
    assert_eq!(refused, Err(TeamError::NoSuchSpace));
}

pub(super) async fn a_page_keeps_its_budget(bench: &Bench) {
    let scene = Scene::on(bench.open()).await;
    scene
        .append((1..=20).map(|seq| scene.envelope(1, seq)).collect())
        .await
        .unwrap();
    let heads = scene
        .log
        .heads(scene.partnership.id(), scene.tom.id)
        .await
        .unwrap();
    let range = Range {
        row: heads[1].row,
        from_n: 2,
        to_n: 21,
    };
    let size = scene.envelope(1, 1).len();
    let pages = scene.log.items(vec![range], size * 3).await.unwrap();
    assert_eq!(pages[0].first_n, 2);
    assert_eq!(pages[0].items.len(), 3);
    let one = scene.log.items(vec![range], 1).await.unwrap();
    assert_eq!(one[0].items.len(), 1);
}

pub(super) async fn the_listener_is_told_of_what_is_durable(bench: &Bench) {
    let recorder = Arc::new(Recorder::default());
    let scene = Scene::on(bench.open_for(recorder.clone())).await;
    recorder.0.lock().unwrap().clear();
    let envelope = scene.envelope(1, 1);
    scene.append(vec![envelope.clone()]).await.unwrap();
    let told = std::mem::take(&mut *recorder.0.lock().unwrap());
    let [notices] = &told[..] else {
        panic!("one commit was expected: {told:?}");
    };
    let [(partnership, Notice::ItemsAppended(audience, appended))] = &notices.notices[..] else {
        panic!("one notice of items was expected: {notices:?}");
    };
    assert_eq!(*partnership, scene.partnership.id());
    assert_eq!(
        *audience,
        Audience::Practitioners(vec![scene.partnership.admin.id, scene.tom.id])
    );
    assert_eq!(appended.space, scene.case.id);
    assert_eq!((appended.first_n, appended.last_n), (2, 2));
    assert_eq!(
        appended.items.as_deref(),
        Some(&[LogItem::Envelope(envelope)][..])
    );
    assert_eq!(notices.measure.map(|measure| measure.jobs), Some(1));
    assert_eq!(scene.items().await.len(), 2);
}
