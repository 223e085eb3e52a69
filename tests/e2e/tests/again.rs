//! A request that is made again because nobody knows whether the first was saved: there is one of
//! what was asked for.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use patchwork_client::{
    Basis, ContactDetail, ContactKind, Invitee, NewCase, NewInvolvement, NewMarker, NewPerson,
    NewRelationship, NewResidence, NewTask, RelationshipKind, ResidenceKind, draw_id,
};
use patchwork_e2e::{LossyLine, Town};

fn ella(request: &str) -> NewCase {
    NewCase {
        given: "Ella".to_owned(),
        family: "Marsh".to_owned(),
        request: request.to_owned(),
        ..NewCase::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_added_twice_by_the_same_id_is_there_once() {
    let town = Town::found().await.unwrap();
    let (request, ids) = (draw_id(), [(); 6].map(|()| draw_id()));
    let mut priya = town.priya;
    let case = priya.client.open_case(ella(&request)).await.unwrap();
    // A new start is when an app asks again.
    priya = priya.reopen().await.unwrap();
    for _ in 0..2 {
        let client = &priya.client;
        assert_eq!(client.open_case(ella(&request)).await.unwrap(), case);
        let nan = NewPerson {
            id: Some(ids[0].parse().unwrap()),
            name: "Jean Marsh".to_owned(),
            role: "nan".to_owned(),
            mobile: "07700 900456".to_owned(),
            ..NewPerson::default()
        };
        let people = vec![nan.clone(), nan];
        let added = client.add_people(case, people).await.unwrap();
        assert_eq!(added, [ids[0].parse().unwrap(); 2]);
        let nan = added[0];
        let task = NewTask {
            id: Some(ids[1].parse().unwrap()),
            case,
            title: "Ring Nan".to_owned(),
            assignee: None,
            due: None,
        };
        client.add_task(task).await.unwrap();
        let marker = NewMarker {
            id: Some(ids[2].parse().unwrap()),
            text: "Large dog".to_owned(),
            review: None,
        };
        client.add_marker(case, marker).await.unwrap();
        let residence = NewResidence {
            id: Some(ids[3].parse().unwrap()),
            person: None,
            address: "3 Orchard Close".to_owned(),
            kind: ResidenceKind::Home,
            pattern: String::new(),
            from: None,
            until: None,
            withheld_from: Vec::new(),
        };
        client.add_residence(case, residence).await.unwrap();
        let involvement = NewInvolvement {
            id: Some(ids[4].parse().unwrap()),
            practitioner: None,
            person: Some(nan),
            role: "Kinship carer".to_owned(),
            agency: String::new(),
            from: None,
            until: None,
            basis: Some(Basis::Agreement),
            review: None,
        };
        client.add_involvement(case, involvement).await.unwrap();
        let email = ContactDetail {
            person: nan,
            detail: Some(ids[5].parse().unwrap()),
            kind: ContactKind::Email,
            value: "jean@example.org".to_owned(),
            shown: String::new(),
        };
        client.set_contact(case, email).await.unwrap();
        client
            .relate(
                case,
                NewRelationship {
                    id: None,
                    from: nan,
                    kind: RelationshipKind::FriendOf,
                    to: nan,
                },
            )
            .await
            .unwrap_err();
    }
    let client = &priya.client;
    let families = client.cases(String::new(), None, 9).await.unwrap().families;
    let cases: usize = families.iter().map(|family| family.cases.len()).sum();
    assert_eq!(cases, 1);
    let view = client.case_view(case).await.unwrap();
    let nans: Vec<_> = view
        .people
        .iter()
        .filter(|person| person.name == "Jean Marsh")
        .collect();
    assert_eq!(nans.len(), 1);
    assert_eq!(nans[0].contacts.len(), 2, "a number and an address");
    assert_eq!(
        (
            view.tasks.len(),
            view.header.markers.len(),
            view.residences.len(),
            view.involvements.len()
        ),
        (1, 1, 1, 1)
    );
    // Another request is another case, whatever it says.
    let other = client.open_case(ella(&draw_id())).await.unwrap();
    assert_ne!(other, case);
    assert!(client.open_case(ella("not an id")).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_whose_invitation_got_no_answer_is_invited_once() {
    let town = Town::found().await.unwrap();
    let line = LossyLine::to(town.relay.local_addr()).await.unwrap();
    let priya = &town.priya.client;
    priya.relay_moved(line.url()).await.unwrap();
    let invitee = Invitee {
        id: Some(draw_id().parse().unwrap()),
        name: "Tom Reed".to_owned(),
        role: "Pastoral lead".to_owned(),
        agency: town.school,
    };
    line.lose_answer_to("POST /v1/team/");
    let first = priya.invite(invitee.clone()).await;
    assert!(line.has_lost_it());
    let again = priya.invite(invitee.clone()).await.unwrap();
    let once_more = priya.invite(invitee).await.unwrap();
    assert_eq!(again.code, once_more.code);
    assert_eq!(again.name, "Tom Reed");
    if let Ok(first) = first {
        assert_eq!(first.code, again.code);
    }
    let directory = priya.directory(String::new(), None, 9).await.unwrap();
    let toms = directory
        .practitioners
        .iter()
        .filter(|practitioner| practitioner.name == "Tom Reed")
        .count();
    assert_eq!(toms, 1);
}
