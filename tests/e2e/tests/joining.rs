//! Founding and joining on a bad line: an answer that is lost costs nobody
//! their invitation or their name.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use patchwork_client::{ClientError, Invitee, Standing, testing::northtown};
use patchwork_e2e::{LossyLine, Phone, Town, start_relay};

#[tokio::test(flavor = "multi_thread")]
async fn a_join_whose_answer_is_lost_goes_on_with_the_same_invitation() {
    let town = Town::found().await.unwrap();
    let line = LossyLine::to(town.relay.local_addr()).await.unwrap();
    let priya = &town.priya.client;
    priya.relay_moved(line.url()).await.unwrap();
    let invitee = Invitee {
        id: None,
        name: "Tom Reed".to_owned(),
        role: "Pastoral lead".to_owned(),
        agency: town.school,
    };
    let invitation = priya.invite(invitee).await.unwrap();

    line.lose_answer_to("POST /v1/team/");
    let tom = Phone::new().await.unwrap();
    let Standing::Waiting { words, .. } = tom.client.join(invitation.code).await.unwrap() else {
        panic!("not waiting after joining");
    };
    assert!(line.has_lost_it());
    let asking = town
        .priya
        .until(|client| async move { Ok(client.pending_devices().await?.into_iter().next()) })
        .await;
    assert_eq!(asking.words, words);
    priya.admit(asking.device).await.unwrap();
    tom.until(
        |client| async move { Ok((client.standing().await? == Standing::Member).then_some(())) },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_founding_whose_second_step_is_lost_still_knows_who_founded_it() {
    let folder = tempfile::tempdir().unwrap();
    let relay = start_relay(folder.path(), 0).await;
    let line = LossyLine::to(relay.local_addr()).await.unwrap();
    line.lose_answer_to("POST /v1/team/");
    let priya = Phone::new().await.unwrap();
    priya.client.found(northtown(line.url())).await.unwrap();
    priya.sync().await.unwrap();
    assert!(line.has_lost_it());
    let me = priya.client.me().await.unwrap();
    assert_eq!(
        (me.name.as_str(), me.agency.as_str()),
        ("Priya Nair", "Children's social care")
    );
    assert_eq!(priya.client.agencies().await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asked_in_vain_may_use_another_invitation_once_theirs_is_used_up() {
    let town = Town::found().await.unwrap();
    let line = LossyLine::to(town.relay.local_addr()).await.unwrap();
    let priya = &town.priya.client;
    let invite = async |name: &str| {
        let invitee = Invitee {
            id: None,
            name: name.to_owned(),
            role: "Pastoral lead".to_owned(),
            agency: town.school,
        };
        priya.invite(invitee).await.unwrap().code
    };
    priya.relay_moved(line.url()).await.unwrap();
    let code = invite("Tom Reed").await;

    line.lose_request("POST /v1/team/");
    let first = Phone::new().await.unwrap();
    // So that it does not ask again before the invitation is used on another.
    first.client.set_offline(true).await.unwrap();
    let standing = first.client.join(code.clone()).await.unwrap();
    assert!(matches!(standing, Standing::Waiting { .. }), "{standing:?}");
    assert!(line.has_lost_it());
    let second = Phone::new().await.unwrap();
    second.client.join(code).await.unwrap();

    first.client.set_offline(false).await.unwrap();
    first
        .until(
            |client| async move { Ok((client.standing().await? == Standing::New).then_some(())) },
        )
        .await;
    let another = invite("Joan Ellery").await;
    let standing = first.client.join(another).await.unwrap();
    assert!(matches!(standing, Standing::Waiting { .. }), "{standing:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_founding_whose_answer_is_lost_goes_on_with_the_same_partnership() {
    let folder = tempfile::tempdir().unwrap();
    let relay = start_relay(folder.path(), 0).await;
    let line = LossyLine::to(relay.local_addr()).await.unwrap();
    line.lose_answer_to("POST /v1/partnerships");
    let priya = Phone::new().await.unwrap();
    let lost = priya.client.found(northtown(line.url())).await;
    assert!(matches!(lost, Err(ClientError::Offline { .. })), "{lost:?}");
    assert!(line.has_lost_it());

    let priya = priya.reopen().await.unwrap();
    assert_eq!(priya.client.standing().await.unwrap(), Standing::New);
    let typed = priya.client.founding_begun().await.unwrap();
    assert_eq!(typed, Some(northtown(line.url())));
    priya.client.found(northtown(line.url())).await.unwrap();
    assert_eq!(priya.client.founding_begun().await.unwrap(), None);
    assert_eq!(priya.client.standing().await.unwrap(), Standing::Member);
    priya.sync().await.unwrap();
    assert_eq!(priya.client.me().await.unwrap().name, "Priya Nair");
    let held = patchwork_relay::inspect(folder.path(), 10).unwrap();
    assert_eq!(held.spaces, 1, "the relay took one founding");
}
