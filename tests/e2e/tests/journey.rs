//! The whole path over real HTTP: found, invite, join, capture with no signal, meet.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::sync::Arc;

use patchwork_client::{
    AccessRole, ChildStatus, ClientError, ContactDetail, ContactKind, EntryKind, EntryState,
    ForYouKind, LookedAt, MarkerDetails, NewCase, NewMarker, NewPerson, NewResidence,
    PartnershipDetails, ResidenceDetails, ResidenceKind, SyncState, TimelineFilter, Undone,
    WhyStopped,
};
use patchwork_e2e::{Town, start_relay};

fn ella() -> NewCase {
    NewCase {
        given: "Ella".to_owned(),
        family: "Marsh".to_owned(),
        ..NewCase::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_phones_capture_with_no_signal_and_meet_through_the_relay() {
    let town = Town::found().await.unwrap();
    let tom = town.welcome("Tom Reed", "Pastoral lead").await.unwrap();
    let priya = &town.priya;

    let case = priya.client.open_case(ella()).await.unwrap();
    let mum = priya
        .client
        .add_person(
            case,
            NewPerson {
                name: "Sarah Marsh".to_owned(),
                role: "Mother".to_owned(),
                mobile: "07700 900111".to_owned(),
                ..NewPerson::default()
            },
        )
        .await
        .unwrap();
    let toms_id = tom.client.me().await.unwrap().practitioner;
    priya
        .client
        .add_to_team(case, toms_id, AccessRole::Member)
        .await
        .unwrap();
    priya.sync().await.unwrap();
    let shown = tom
        .until(|client| async move {
            let Ok(view) = client.case_view(case).await else {
                return Ok(None);
            };
            let has_mum = view
                .people
                .iter()
                .any(|person| person.name == "Sarah Marsh");
            Ok((view.header.child == "Ella Marsh" && has_mum).then_some(view))
        })
        .await;
    let phone = shown
        .people
        .iter()
        .find(|person| person.name == "Sarah Marsh")
        .and_then(|person| person.contacts.first())
        .expect("Mum's number came with her");

    // No signal. Saved at once, waiting, and never called sent.
    priya.client.set_offline(true).await.unwrap();
    let status = priya.client.sync_status().await.unwrap();
    assert_eq!(status.label, "Offline, saved on this phone");
    assert_eq!(status.state, SyncState::Offline);
    let mut draft = priya.client.new_draft(Some(case)).await.unwrap();
    draft.kind = EntryKind::Worry;
    draft.text = "Ella very quiet; same clothes as Monday.".to_owned();
    let saved = priya.client.save_entry(draft.clone()).await.unwrap();
    let again = priya.client.save_entry(draft).await.unwrap();
    assert_eq!(saved.entry, again.entry, "saving twice makes one entry");
    let status = priya.client.sync_status().await.unwrap();
    assert_eq!(status.label, "1 change waiting");
    assert!(status.is_switched_off);

    // Both change Mum's number, apart.
    for (phone_of, number) in [(&tom, "07700 900222"), (priya, "07700 900333")] {
        phone_of
            .client
            .set_contact(
                case,
                ContactDetail {
                    person: mum,
                    detail: Some(phone.detail),
                    kind: ContactKind::Mobile,
                    value: number.to_owned(),
                    shown: String::new(),
                },
            )
            .await
            .unwrap();
    }
    tom.sync().await.unwrap();

    // Signal returns.
    priya.client.set_offline(false).await.unwrap();
    priya.sync().await.unwrap();
    let worry = tom
        .until(|client| async move {
            let page = client.timeline(case, None, 20, TimelineFilter::All).await?;
            Ok(page.entries.into_iter().next())
        })
        .await;
    assert_eq!(worry.text, "Ella very quiet; same clothes as Monday.");
    assert_eq!(worry.kind, EntryKind::Worry);
    assert_eq!(worry.author_name, "Priya Nair");
    assert!(worry.is_unanswered && worry.is_new);
    assert_eq!(worry.state, EntryState::OnRelay);

    let mut kept = Vec::new();
    for phone_of in [priya, &tom] {
        let conflict = phone_of
            .until(|client| async move { Ok(client.conflicts().await?.into_iter().next()) })
            .await;
        let mut values: Vec<_> = conflict
            .values
            .iter()
            .map(|value| (value.value.clone(), value.by.clone()))
            .collect();
        values.sort();
        assert_eq!(
            values,
            [
                ("07700 900222".to_owned(), "Tom Reed".to_owned()),
                ("07700 900333".to_owned(), "Priya Nair".to_owned()),
            ]
        );
        assert_eq!(conflict.why_not, "", "both are on the team");
        let told = phone_of.client.for_you().await.unwrap();
        let to_choose: Vec<_> = told
            .iter()
            .filter(|group| group.kind == ForYouKind::Conflict)
            .flat_map(|group| &group.lines)
            .map(|line| (line.case, &*line.name, &*line.text))
            .collect();
        let choose = "Mum’s mobile has 2 values. Choose one";
        assert_eq!(to_choose, [(Some(case), "Ella Marsh", choose)]);
        kept.push(conflict);
    }
    let [on_priyas, on_toms] = kept.try_into().unwrap();
    assert_eq!(on_priyas, on_toms, "both phones show the same");

    let chosen = on_toms
        .values
        .iter()
        .find(|value| value.value == "07700 900222")
        .unwrap();
    tom.client
        .choose_value(case, on_toms.field.clone(), chosen.choice.clone())
        .await
        .unwrap();
    tom.sync().await.unwrap();
    priya
        .until(|client| async move { Ok(client.conflicts().await?.is_empty().then_some(())) })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_joins_learns_the_partnerships_name_and_whom_to_call() {
    let town = Town::found().await.unwrap();
    let tom = town.welcome("Tom Reed", "Pastoral lead").await.unwrap();
    let knows = |number: &'static str| {
        tom.until(move |client| async move {
            let view = client.partnership().await?;
            Ok((view.front_door == number).then_some(view))
        })
    };
    let view = knows("01632 960123").await;
    assert_eq!(view.name, "Northtown");
    assert_eq!(view.front_door_link, "tel:+441632960123");

    let changed = PartnershipDetails {
        name: "Northtown".to_owned(),
        front_door: "01632 960456".to_owned(),
        front_door_hours: "9 to 5".to_owned(),
    };
    let refused = tom.client.change_partnership(changed.clone()).await;
    assert!(matches!(refused, Err(ClientError::NotAllowed { .. })));
    town.priya.client.change_partnership(changed).await.unwrap();
    town.priya.sync().await.unwrap();
    assert_eq!(knows("01632 960456").await.front_door_hours, "9 to 5");
}

/// What a phone's owner reads of who looked: name, whether a day was reported, withheld addresses.
async fn looked(
    client: &patchwork_client::Client,
    case: patchwork_client::CaseId,
) -> Result<Vec<(String, bool, Vec<String>)>, ClientError> {
    let looked = client.who_looked(case).await?;
    Ok(looked
        .into_iter()
        .map(|view| {
            let withheld = view.withheld.into_iter().map(|look| look.of).collect();
            (view.name, view.last_opened.is_some(), withheld)
        })
        .collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_looked_is_told_with_what_they_write_next_and_never_by_itself() {
    let town = Town::found().await.unwrap();
    let tom = town.welcome("Tom Reed", "Pastoral lead").await.unwrap();
    let toms_id = tom.client.me().await.unwrap().practitioner;
    let priya = &town.priya;
    let case = priya.client.open_case(ella()).await.unwrap();
    let other = priya.client.open_case(ella()).await.unwrap();
    let refuge = NewResidence {
        id: None,
        person: None,
        address: "Rose Cottage".to_owned(),
        kind: ResidenceKind::Refuge,
        pattern: String::new(),
        from: None,
        until: None,
        withheld_from: vec![add_dad(priya, case).await],
    };
    let refuge = priya.client.add_residence(case, refuge).await.unwrap();
    for case in [case, other] {
        priya
            .client
            .add_to_team(case, toms_id, AccessRole::Observer)
            .await
            .unwrap();
    }
    priya.sync().await.unwrap();
    tom.until(|client| async move { Ok(client.team(other).await.ok()) })
        .await;
    let items = patchwork_e2e::items_held(town.relay_folder.path());

    // Both look. Neither phone has anything to send for it.
    priya
        .client
        .looked_at(case, LookedAt::Timeline)
        .await
        .unwrap();
    let shown = priya.client.withheld_address(case, refuge).await.unwrap();
    assert_eq!(shown.addresses[0].value, "Rose Cottage");
    tom.client.looked_at(case, LookedAt::Case).await.unwrap();
    priya.sync().await.unwrap();
    tom.sync().await.unwrap();
    assert_eq!(
        patchwork_e2e::items_held(town.relay_folder.path()),
        items,
        "a look makes no upload"
    );
    let nobody = [
        ("Priya Nair".to_owned(), false, vec![]),
        ("Tom Reed".to_owned(), false, vec![]),
    ];
    assert_eq!(looked(&priya.client, case).await.unwrap(), nobody);

    // What she writes elsewhere takes nothing of this case along; what she writes here does.
    write(priya, other, "Nothing of note.").await;
    priya.sync().await.unwrap();
    tom.until(
        |client| async move { Ok(texts(&client, other).await.ok().filter(|t| t.len() == 1)) },
    )
    .await;
    assert_eq!(looked(&tom.client, other).await.unwrap(), nobody);
    let priya = town.priya.reopen().await.unwrap();
    write(&priya, case, "Mum sounded calmer.").await;
    priya.sync().await.unwrap();
    let told = [
        ("Priya Nair".to_owned(), true, vec!["Ella Marsh".to_owned()]),
        ("Tom Reed".to_owned(), false, vec![]),
    ];
    tom.until(|client| async move {
        Ok(looked(&client, case)
            .await?
            .first()
            .is_some_and(|(_, reported, _)| *reported)
            .then_some(()))
    })
    .await;
    for phone in [&priya, &tom] {
        assert_eq!(looked(&phone.client, case).await.unwrap(), told);
    }
    let observer = tom.client.who_looked(case).await.unwrap().pop().unwrap();
    assert!(observer.is_observer && observer.is_me);
}

async fn add_dad(
    phone: &patchwork_e2e::Phone,
    case: patchwork_client::CaseId,
) -> patchwork_client::PersonId {
    let dad = NewPerson {
        name: "Lee Marsh".to_owned(),
        role: "Father".to_owned(),
        ..NewPerson::default()
    };
    phone.client.add_person(case, dad).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_while_a_form_is_open_is_not_overwritten_unseen() {
    let town = Town::found().await.unwrap();
    let tom = town.welcome("Tom Reed", "Pastoral lead").await.unwrap();
    let priya = &town.priya;
    let case = priya.client.open_case(ella()).await.unwrap();
    let person = |name: &str| NewPerson {
        name: name.to_owned(),
        ..NewPerson::default()
    };
    let craig = priya.client.add_person(case, person("Craig Doyle"));
    let craig = craig.await.unwrap();
    let marker = priya.client.add_marker(
        case,
        NewMarker {
            text: "Large dog".to_owned(),
            ..NewMarker::default()
        },
    );
    let marker = marker.await.unwrap();
    let home = NewResidence {
        id: None,
        person: None,
        address: "14 Wharf Lane".to_owned(),
        kind: ResidenceKind::Home,
        pattern: String::new(),
        from: None,
        until: None,
        withheld_from: Vec::new(),
    };
    let residence = priya.client.add_residence(case, home).await.unwrap();
    let toms_id = tom.client.me().await.unwrap().practitioner;
    let joined = priya.client.add_to_team(case, toms_id, AccessRole::Member);
    joined.await.unwrap();
    priya.sync().await.unwrap();
    let on_toms = tom
        .until(|client| async move {
            let view = client.case_view(case).await.ok();
            Ok(view.filter(|view| !view.residences.is_empty()))
        })
        .await;

    // Priya's form is open when Tom's changes arrive.
    let shown = priya.client.case_view(case).await.unwrap().header.shown;
    let typed = |address: &str, pattern: &str, withheld_from, shown: &str| ResidenceDetails {
        residence,
        address: address.to_owned(),
        pattern: pattern.to_owned(),
        from: None,
        until: None,
        withheld_from,
        shown: shown.to_owned(),
    };
    let reworded = |text: &str, shown: &str| MarkerDetails {
        marker,
        text: text.to_owned(),
        review: None,
        shown: shown.to_owned(),
    };
    let toms = &on_toms.header.shown;
    let address = typed("2 Quay Street", "Mon–Thu", vec![craig], toms);
    tom.client.change_residence(case, address).await.unwrap();
    let in_need = tom.client.set_status(
        case,
        ChildStatus::ChildInNeed,
        None,
        String::new(),
        toms.clone(),
    );
    in_need.await.unwrap();
    let dog = reworded("Two large dogs", toms);
    tom.client.change_marker(case, dog).await.unwrap();
    tom.sync().await.unwrap();
    priya
        .until(|client| async move {
            let view = client.case_view(case).await?;
            let has_come = view.header.markers[0].texts == ["Two large dogs"];
            Ok(has_come.then_some(()))
        })
        .await;

    let address = typed("3 Orchard Close", "", Vec::new(), &shown);
    priya.client.change_residence(case, address).await.unwrap();
    let no_plan = priya.client.set_status(
        case,
        ChildStatus::NoPlan,
        None,
        String::new(),
        shown.clone(),
    );
    no_plan.await.unwrap();
    let ended = priya.client.end_marker(case, marker, shown);
    ended.await.unwrap();
    let view = priya.client.case_view(case).await.unwrap();
    assert!(!format!("{view:?}").contains("2 Quay Street"));
    let asked = priya.client.withheld_address(case, residence).await;
    let residence = asked.unwrap();
    let mut addresses: Vec<_> = residence.addresses.iter().map(|a| &*a.value).collect();
    addresses.sort_unstable();
    assert_eq!(addresses, ["2 Quay Street", "3 Orchard Close"]);
    assert_eq!(residence.withheld_people, [craig], "Tom withheld it");
    assert_eq!(residence.pattern, "Mon–Thu", "Priya left the days alone");
    let mut texts = view.header.markers[0].texts.clone();
    texts.sort_unstable();
    assert_eq!(texts, ["Large dog (ended)", "Two large dogs"]);
    assert_eq!(view.header.statuses.len(), 2, "neither status is lost");
    assert_eq!(view.conflicts.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_stops_and_starts_loses_nothing() {
    let mut town = Town::found().await.unwrap();
    let case = town.priya.client.open_case(ella()).await.unwrap();
    town.priya.sync().await.unwrap();
    let port = town.relay.local_addr().port();
    town.relay.stop().await;

    let mut draft = town.priya.client.new_draft(Some(case)).await.unwrap();
    draft.text = "Home visit moved to Thursday.".to_owned();
    town.priya.client.save_entry(draft).await.unwrap();
    let outcome = town.priya.client.sync_now(300).await.unwrap();
    assert_eq!(outcome.waiting, 1);
    assert_eq!(outcome.why_stopped, WhyStopped::NoAnswer);
    assert_ne!(outcome.status.state, SyncState::UpToDate);

    town.relay = start_relay(town.relay_folder.path(), port).await;
    let priya = town.priya.reopen().await.unwrap();
    priya.sync().await.unwrap();
    let page = priya
        .client
        .timeline(case, None, 20, TimelineFilter::All)
        .await
        .unwrap();
    assert_eq!(page.entries.len(), 1);
    assert_eq!(page.entries[0].state, EntryState::OnRelay);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_can_be_undone_until_it_is_sealed() {
    let town = Town::found().await.unwrap();
    let case = town.priya.client.open_case(ella()).await.unwrap();
    let mut draft = town.priya.client.new_draft(Some(case)).await.unwrap();
    draft.text = "About the wrong child".to_owned();
    let saved = town.priya.client.save_entry(draft.clone()).await.unwrap();
    let undone = town.priya.client.undo(saved.entry).await.unwrap();
    let back = Undone::InTime {
        draft: draft.clone(),
    };
    assert_eq!(undone, back);
    assert_eq!(town.priya.client.drafts().await.unwrap(), [draft.clone()]);

    let saved = town.priya.client.save_entry(draft).await.unwrap();
    town.priya.sync().await.unwrap();
    let undone = town.priya.client.undo(saved.entry).await.unwrap();
    assert_eq!(undone, Undone::TooLate);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_put_back_to_an_older_backup_gets_everything_back_from_the_phones() {
    let mut town = Town::found().await.unwrap();
    let tom = town.welcome("Tom Reed", "Pastoral lead").await.unwrap();
    let toms_id = tom.client.me().await.unwrap().practitioner;
    let port = town.relay.local_addr().port();

    // The backup: taken while the relay runs, before the case exists.
    let elsewhere = tempfile::tempdir().unwrap();
    let backup = elsewhere.path().join("backup.db");
    patchwork_e2e::back_up(town.relay_folder.path(), &backup);

    let case = town.priya.client.open_case(ella()).await.unwrap();
    town.priya
        .client
        .add_to_team(case, toms_id, AccessRole::Member)
        .await
        .unwrap();
    write(&town.priya, case, "Spoke to Mum on the doorstep.").await;
    town.priya.sync().await.unwrap();
    tom.until(|client| async move { Ok(texts(&client, case).await.ok().filter(|t| t.len() == 1)) })
        .await;
    write(&tom, case, "Ella was late again.").await;
    tom.sync().await.unwrap();

    // Disaster, then the old backup in an empty folder.
    town.relay.stop().await;
    town.relay_folder = tempfile::tempdir().unwrap();
    patchwork_e2e::restore(town.relay_folder.path(), &backup);
    town.relay = start_relay(town.relay_folder.path(), port).await;

    let priya = town.priya.reopen().await.unwrap();
    let tom = tom.reopen().await.unwrap();
    priya.sync().await.unwrap();
    tom.sync().await.unwrap();
    // A third person's phone sees what only the phones could give back.
    let status = priya
        .until(|client| async move {
            let status = client.sync_status().await?;
            Ok(
                (status.state == SyncState::UpToDate || !status.failed.is_empty())
                    .then_some(status),
            )
        })
        .await;
    for phone in [&priya, &tom] {
        let mut words =
            phone
                .until(|client| async move {
                    Ok(texts(&client, case).await.ok().filter(|t| t.len() == 2))
                })
                .await;
        words.sort();
        assert_eq!(
            words,
            ["Ella was late again.", "Spoke to Mum on the doorstep."]
        );
    }
    assert!(
        patchwork_e2e::items_held(town.relay_folder.path()) >= 8,
        "the relay holds the case again: {status:?}"
    );
    write(&tom, case, "And life goes on.").await;
    tom.sync().await.unwrap();
    priya
        .until(|client| async move { Ok(texts(&client, case).await.ok().filter(|t| t.len() == 3)) })
        .await;
}

async fn write(phone: &patchwork_e2e::Phone, case: patchwork_client::CaseId, text: &str) {
    let mut draft = phone.client.new_draft(Some(case)).await.unwrap();
    text.clone_into(&mut draft.text);
    phone.client.save_entry(draft).await.unwrap();
}

async fn texts(
    client: &patchwork_client::Client,
    case: patchwork_client::CaseId,
) -> Result<Vec<String>, patchwork_client::ClientError> {
    let page = client.timeline(case, None, 20, TimelineFilter::All).await?;
    Ok(page.entries.into_iter().map(|entry| entry.text).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_client_is_locked_and_its_folder_can_be_opened_at_once() {
    let town = Town::found().await.unwrap();
    let mut priya = town.priya;
    let case = priya.client.open_case(ella()).await.unwrap();
    for _ in 0..5 {
        // A screen that was forgotten holds on to the client.
        let screen = Arc::clone(&priya.client);
        write(&priya, case, "Kitchen warm.").await;
        priya = priya.reopen().await.unwrap();
        assert_eq!(
            screen.case_view(case).await.unwrap_err(),
            ClientError::Locked
        );
        assert_eq!(
            screen.open_case(ella()).await.unwrap_err(),
            ClientError::Locked
        );
    }
    assert_eq!(texts(&priya.client, case).await.unwrap().len(), 5);
}
