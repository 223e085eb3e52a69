//! What each role may do, as the relay answers.

use patchwork_protocol::{
    Answer, Cursors, Frame,
    http::problem,
    team::{Action, Cut, Principal, Role},
};
use patchwork_relay::testing::{
    client::{Device, TestRelay, items_of, nothing},
    people::{Partnership, Person, Space},
};

/// Which actions the relay allowed.
#[derive(Debug, PartialEq, Eq)]
struct Allowed {
    reads: bool,
    posts: bool,
    wraps: bool,
    changes_team: bool,
}

async fn ask(
    partnership: &Partnership,
    device: &Device,
    person: &Person,
    case: &Space,
    recipient: (&Person, &Device),
) -> Allowed {
    let reads = !items_of(&device.sync_from_nothing().await, case.id).is_empty();
    let envelope = person.envelope(case.id, (person.replica(1), 1), case.key());
    let answers = device.upload(case.id, vec![envelope]).await;
    let posts = match answers[..] {
        [Answer::Accepted { .. }] => true,
        [Answer::NotMember] => false,
        _ => panic!("{answers:?}"),
    };

    let wraps_before = wraps(recipient.1).await;
    let mut asked = nothing(Cursors::UploadOnly);
    asked.wraps = vec![person.wrap_for(recipient.0, case.id, case.key())];
    device.sync(&asked).await;
    let wraps = wraps(recipient.1).await > wraps_before;

    let close = partnership.change(case, person, vec![Action::Close]);
    let reply = device.change(case.id, &close, &[]).await;
    let changes_team = reply.status == 200;
    if !changes_team {
        let wanted = if reads {
            problem::REFUSED
        } else {
            problem::NOT_FOUND
        };
        assert_eq!(reply.problem(), wanted);
    }
    Allowed {
        reads,
        posts,
        wraps,
        changes_team,
    }
}

async fn wraps(device: &Device) -> usize {
    device
        .sync_from_nothing()
        .await
        .iter()
        .map(|frame| match frame {
            Frame::Wraps(wraps) => wraps.len(),
            _ => 0,
        })
        .sum()
}

#[tokio::test]
async fn each_role_may_do_its_own_and_no_more() {
    let relay = TestRelay::start().await;
    let mut partnership = Partnership::founded_by(1);
    let people: Vec<_> = (2..7).map(|number| partnership.bring(number)).collect();
    let [observer, member, manager, stranger, former] = &people[..] else {
        unreachable!()
    };
    let admin = relay.found(&partnership).await;
    let (case, founding) = partnership.open_case(
        &partnership.admin,
        5,
        &[
            (observer, Role::Observer),
            (member, Role::Member),
            (manager, Role::Manager),
            (former, Role::Manager),
        ],
    );
    admin.found_case(&case, &founding, &[]).await;
    let remove = Action::Remove {
        principal: Principal::Practitioner(former.id),
        cut: Cut::NONE,
    };
    let remove = partnership.change(&case, &partnership.admin, vec![remove]);
    assert_eq!(admin.change(case.id, &remove, &[]).await.status, 200);
    let case = partnership.after(&case, &remove);

    let recipient = (&partnership.admin, &admin);
    // An observer posts too, because every device reports what it looked at. The relay cannot see
    // whether an envelope holds anything else; members can, and refuse it.
    let team = |changes_team| Allowed {
        reads: true,
        posts: true,
        wraps: true,
        changes_team,
    };
    let nobody = || Allowed {
        reads: false,
        posts: false,
        wraps: false,
        changes_team: false,
    };
    for (person, allowed) in [
        (stranger, nobody()),
        (former, nobody()),
        (observer, team(false)),
        (member, team(false)),
        (manager, team(true)),
    ] {
        let device = relay.device(&partnership, person).await;
        let found = ask(&partnership, &device, person, &case, recipient).await;
        assert_eq!(found, allowed);
    }

    // The space is closed now: the relay accepts nothing more, and everything can be read.
    let device = relay.device(&partnership, member).await;
    let envelope = member.envelope(case.id, (member.replica(1), 2), case.key());
    assert_eq!(
        device.upload(case.id, vec![envelope]).await,
        [Answer::Closed]
    );
    assert!(!items_of(&device.sync_from_nothing().await, case.id).is_empty());
}
