//! What screens read after what people wrote, on one phone without signal.

use std::sync::{Arc, mpsc};

use patchwork_model::{PersonId, project_entry, testing as model};
use patchwork_protocol::{DeviceId, PractitionerId};
use patchwork_store::{NewEntry, Seen};

use crate::{
    Basis, CaseId, ChildDetails, ChildStatus, ClientError, ContactDetail, ContactKind, EntryKind,
    EntryState, MyCard, NewCase, NewInvolvement, NewPerson, NewResidence, NewTask, PersonDetails,
    PictureNodeKind, PictureRequest, PlanCategory, RelationshipKind, ResidenceDetails,
    ResidenceKind, SearchHitKind, SyncState, TaskPage, TimelineFilter, Update, UpdateListener,
    Viewport, testing::Kitchen,
};

fn mum() -> NewPerson {
    NewPerson {
        name: "Kelly Marsh".to_owned(),
        role: "mother".to_owned(),
        mobile: "07700 900123".to_owned(),
        ..NewPerson::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_shows_everyone_and_every_fact_that_was_written_into_it() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let case = kitchen.ella().await;
    let kelly = client.add_person(case, mum()).await.unwrap();
    let doctor = NewPerson {
        name: "Dr Imran Aziz".to_owned(),
        role: "GP".to_owned(),
        agency: "Millbrook Surgery".to_owned(),
        ..NewPerson::default()
    };
    client.add_person(case, doctor).await.unwrap();
    client
        .relate(
            case,
            crate::NewRelationship {
                id: None,
                from: kelly,
                kind: RelationshipKind::ParentOf,
                to: PersonId::CHILD,
            },
        )
        .await
        .unwrap();
    let status = ChildStatus::ProtectionPlan(Some(PlanCategory::Neglect));
    let from = "2026-01-20".parse().ok();
    client
        .set_status(
            case,
            status,
            from,
            "review conference".to_owned(),
            String::new(),
        )
        .await
        .unwrap();
    client
        .add_marker(
            case,
            crate::NewMarker {
                text: "Large dog, loose in the yard".to_owned(),
                ..crate::NewMarker::default()
            },
        )
        .await
        .unwrap();
    let residence = NewResidence {
        id: None,
        person: None,
        address: "4 Larch Row".to_owned(),
        kind: ResidenceKind::Home,
        pattern: "Mon–Thu".to_owned(),
        from: None,
        until: None,
        withheld_from: vec![kelly],
    };
    client.add_residence(case, residence).await.unwrap();
    let involvement = NewInvolvement {
        id: None,
        practitioner: Some(kitchen.priya),
        person: None,
        role: "Lead practitioner".to_owned(),
        agency: String::new(),
        from,
        until: None,
        basis: Some(Basis::Statutory),
        review: None,
    };
    client.add_involvement(case, involvement).await.unwrap();

    let view = client.case_view(case).await.unwrap();
    let people: Vec<_> = view
        .people
        .iter()
        .map(|person| {
            (
                person.name.as_str(),
                person.role.as_str(),
                person.agency.as_str(),
            )
        })
        .collect();
    assert_eq!(
        people,
        [
            ("Kelly Marsh", "mother", ""),
            (
                "Priya Nair",
                "Lead practitioner",
                "Millbrook children’s services"
            ),
            ("Dr Imran Aziz", "GP", "Millbrook Surgery"),
        ]
    );
    assert_eq!(view.people[0].contacts[0].link, "tel:+447700900123");
    assert_eq!(view.people[0].contacts[0].recorded_by, "Priya Nair");
    assert_eq!(view.people[1].since, from);
    let reads: Vec<&str> = view.people.iter().map(|one| one.reads.as_str()).collect();
    assert_eq!(
        reads,
        [
            "",
            "On the team: reads this case",
            "Does not read this case"
        ]
    );
    let header = &view.header;
    assert_eq!(
        (header.child.as_str(), header.family.as_str()),
        ("Ella Marsh", "Marsh")
    );
    assert_eq!(header.full_name, "Gabriella Marsh");
    assert_eq!(header.statuses[0].label, "Child protection plan: Neglect");
    assert_eq!(header.statuses[0].recorded_by, "Priya Nair");
    assert_eq!(header.markers[0].texts, ["Large dog, loose in the yard"]);
    assert!(header.may_write && header.may_change_team && header.notice.is_empty());
    assert_eq!(
        (
            header.counts.team,
            header.counts.agencies,
            header.counts.people
        ),
        (1, 1, 2)
    );
    assert_eq!(view.relationships[0].label, "parent of");
    assert_eq!(view.relationships[0].to_name, "Ella Marsh");
    assert!(view.residences[0].is_withheld);
    assert_eq!(view.residences[0].withheld_from, "Kelly Marsh");
    assert_eq!(view.involvements[0].basis, Some(Basis::Statutory));
    assert_eq!(view.involvements[0].basis_label, "The law says so");

    let request = PictureRequest::whole(Viewport {
        width: 360.0,
        height: 520.0,
        text_scale: 1.0,
    });
    let picture = client.picture(case, request).await.unwrap();
    assert_eq!(picture.nodes.len(), 4);
    assert_eq!(picture.nodes[0].kind, PictureNodeKind::Child);

    let families = client
        .cases("kelly".to_owned(), None, 9)
        .await
        .unwrap()
        .families;
    assert_eq!(families[0].name, "Marsh");
    assert_eq!(
        families[0].cases[0].status,
        "Child protection plan: Neglect"
    );
    assert_eq!(
        client
            .cases("nobody".to_owned(), None, 9)
            .await
            .unwrap()
            .families,
        []
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn ones_own_changes_of_a_number_never_conflict_with_each_other() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let case = kitchen.ella().await;
    let kelly = client.add_person(case, mum()).await.unwrap();
    let first = client.case_view(case).await.unwrap();
    let change = |value: &str, shown: &str| ContactDetail {
        person: kelly,
        detail: Some(first.people[0].contacts[0].detail),
        kind: ContactKind::Mobile,
        value: value.to_owned(),
        shown: shown.to_owned(),
    };
    client
        .set_contact(case, change("07700 900222", &first.header.shown))
        .await
        .unwrap();
    assert_eq!(client.conflicts().await.unwrap(), []);

    // One's own earlier change is always known to oneself: no conflict with oneself.
    client
        .set_contact(case, change("07700 900333", &first.header.shown))
        .await
        .unwrap();
    let view = client.case_view(case).await.unwrap();
    assert_eq!(view.people[0].contacts[0].value, "07700 900333");
    assert_eq!(view.conflicts, []);

    client.set_contact(case, change("", "")).await.unwrap();
    let view = client.case_view(case).await.unwrap();
    assert_eq!(view.people[0].contacts, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worry_is_answered_corrected_and_struck_and_all_of_it_can_be_read() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let case = kitchen.ella().await;
    let worry = kitchen
        .write(case, EntryKind::Worry, "Ella very quiet", None)
        .await;
    let read = client.entry(case, worry).await.unwrap();
    assert!(read.is_unanswered && read.is_mine && !read.is_new);
    assert_eq!(read.state, EntryState::Undoable);
    assert_eq!(
        (read.author_name.as_str(), read.author_role.as_str()),
        ("Priya Nair", "Social worker")
    );

    kitchen
        .write(case, EntryKind::Response, "rang Mum", Some(worry))
        .await;
    let read = client.entry(case, worry).await.unwrap();
    let response = &read.thread[0];
    assert_eq!(
        (&*response.label, &*response.text, &*response.author_name),
        ("Talked about it", "rang Mum", "Priya Nair")
    );
    assert!(read.is_unanswered, "answering oneself is no answer");

    let amendment = kitchen
        .write(
            case,
            EntryKind::Amendment,
            "Ella quiet, not very",
            Some(worry),
        )
        .await;
    let correction = client.entry(case, amendment).await.unwrap();
    assert_eq!(correction.text, "Ella quiet, not very");
    assert_eq!(correction.detail, "Before: Ella very quiet");
    let read = client.entry(case, worry).await.unwrap();
    assert_eq!(read.text, "Ella very quiet");
    assert_eq!(read.corrections.len(), 1);
    let shown = &read.corrections[0];
    assert_eq!(
        (shown.entry, &*shown.text),
        (amendment, "Ella quiet, not very")
    );
    assert_eq!(shown.author_name, "Priya Nair");
    assert_eq!(shown.written_at, correction.written_at);
    let hits = client.search("very quiet".to_owned()).await.unwrap();
    let hit = hits.iter().find(|hit| hit.entry == Some(worry)).unwrap();
    assert!(hit.is_corrected && !hit.is_struck);
    assert_eq!(correction.target, Some(worry));

    kitchen
        .write(case, EntryKind::StrikeThrough, "wrong child", Some(worry))
        .await;
    let read = client.entry(case, worry).await.unwrap();
    assert_eq!(read.struck.as_deref(), Some("wrong child"));
    assert_eq!(read.text, "Ella very quiet");
    assert!(!read.is_unanswered);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_timeline_is_read_page_by_page_and_filtered() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let case = kitchen.ella().await;
    for text in ["one", "two", "three"] {
        kitchen.write(case, EntryKind::Note, text, None).await;
    }
    kitchen
        .write(case, EntryKind::Contact, "Saw Ella", None)
        .await;
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = client
            .timeline(case, after, 3, TimelineFilter::All)
            .await
            .unwrap();
        seen.extend(page.entries.into_iter().map(|entry| entry.text));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    seen.sort();
    assert_eq!(seen, ["Saw Ella", "one", "three", "two"]);
    let pattern = client
        .timeline(case, None, 10, TimelineFilter::Pattern)
        .await
        .unwrap();
    assert_eq!(pattern.entries[0].label, "Visit");
    assert_eq!(pattern.entries[0].outcome_label, "Seen alone");
    let header = client.case_view(case).await.unwrap().header;
    assert_eq!(header.last_seen_by, "Priya Nair");
    assert!(header.last_seen.is_some() && header.last_spoken.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_that_has_not_come_is_refused_and_the_draft_stays() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let case = kitchen.ella().await;
    let mut draft = client.new_draft(Some(case)).await.unwrap();
    draft.kind = EntryKind::Contact;
    draft.mode = Some(crate::ContactMode::Visit);
    draft.outcome = Some(crate::ContactOutcome::Seen);
    draft.happened_at = Some(client.now() + jiff::SignedDuration::from_hours(1));
    client.keep_draft(draft.clone()).await.unwrap();
    let refused = client.save_entry(draft.clone()).await.unwrap_err();
    assert_eq!(
        refused,
        ClientError::invalid(
            "happened_at",
            "This time has not come yet. Choose when it happened; for what is still to come, add \
             a task."
        )
    );
    assert_eq!(client.drafts().await.unwrap().len(), 1);
    assert_eq!(client.case_view(case).await.unwrap().header.last_seen, None);
    draft.happened_at = Some(client.now());
    client.save_entry(draft).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_to_the_doctor_is_no_word_with_the_family_and_a_call_sees_nobody() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let case = kitchen.ella().await;
    let kelly = client.add_person(case, mum()).await.unwrap();
    let doctor = NewPerson {
        name: "Dr Imran Aziz".to_owned(),
        agency: "Millbrook Surgery".to_owned(),
        ..NewPerson::default()
    };
    let doctor = client.add_person(case, doctor).await.unwrap();
    let call = async |outcome, with| {
        let mut draft = client.new_draft(Some(case)).await.unwrap();
        draft.kind = EntryKind::Contact;
        draft.mode = Some(crate::ContactMode::Call);
        draft.outcome = Some(outcome);
        draft.with = vec![with];
        client.save_entry(draft).await.unwrap();
        let header = client.case_view(case).await.unwrap().header;
        (header.last_seen.is_some(), header.last_spoken.is_some())
    };
    let spoke = crate::ContactOutcome::SpokeNotSeen;
    assert_eq!(call(spoke, doctor).await, (false, false));
    assert_eq!(
        call(crate::ContactOutcome::Seen, doctor).await,
        (false, false)
    );
    assert_eq!(call(spoke, kelly).await, (false, true));
    let listed = client.cases(String::new(), None, 9).await.unwrap().families;
    assert_eq!(listed[0].cases[0].last_seen, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_is_not_listed_twice_however_its_name_is_typed() {
    let kitchen = Kitchen::new().await;
    for name in [
        "MILLBROOK  children's services",
        "Millbro\u{308}ok children’s services",
    ] {
        let agency = crate::NewAgency {
            id: None,
            name: name.to_owned(),
            kind: crate::AgencyKind::School,
        };
        let refused = kitchen.client.add_agency(agency).await;
        assert_eq!(
            refused.unwrap_err().to_string(),
            "An agency of this name is listed already. Choose it from the list."
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tasks_are_mine_until_they_are_done_and_then_for_a_day() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let case = kitchen.ella().await;
    let task = NewTask {
        id: None,
        case,
        title: "Ask school about breakfast club".to_owned(),
        assignee: Some(kitchen.priya),
        due: "2020-03-20".parse().ok(),
    };
    let task = client.add_task(task).await.unwrap();
    let listed = client.cases(String::new(), None, 9).await.unwrap().families;
    assert_eq!(listed[0].cases[0].counts.tasks_due, 1);
    client.complete_task(case, task).await.unwrap();
    let mine = client.my_tasks(None, 9).await.unwrap().tasks;
    assert_eq!(mine[0].child, "Ella Marsh");
    assert_eq!(mine[0].done_by, "Priya Nair");
    let listed = client.cases(String::new(), None, 9).await.unwrap().families;
    assert_eq!(listed[0].cases[0].counts.tasks_due, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_saved_offline_counts_as_waiting_and_can_be_exported_in_words() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let case = kitchen.ella().await;
    client.add_person(case, mum()).await.unwrap();
    kitchen
        .write(case, EntryKind::Worry, "Same clothes as Monday", None)
        .await;
    let status = client.sync_status().await.unwrap();
    assert_eq!(status.state, SyncState::Offline);
    assert!(
        status.label.ends_with("changes waiting"),
        "{}",
        status.label
    );
    assert!(status.is_switched_off);
    assert_eq!(status.failed, []);
    let text = client.export_unsent().await.unwrap();
    for words in [
        "Ella Marsh, saved ",
        "Worry, ",
        "Same clothes as Monday",
        "New: Kelly Marsh, Mum",
        "Kelly Marsh, Mobile: 07700 900123",
        "Child: Gabriella Marsh, called Ella",
    ] {
        assert!(text.contains(words), "{words} is not in:\n{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withheld_address_among_unsent_changes_says_whose_it_is_and_is_marked() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let case = kitchen.ella().await;
    let kelly = client.add_person(case, mum()).await.unwrap();
    let place = |kind, address: &str, withheld_from| NewResidence {
        id: None,
        person: None,
        address: address.to_owned(),
        kind,
        pattern: String::new(),
        from: None,
        until: None,
        withheld_from,
    };
    let refuge = place(ResidenceKind::Refuge, "2 Quay Street", Vec::new());
    client.add_residence(case, refuge).await.unwrap();
    let home = place(ResidenceKind::Home, "4 Larch Row", vec![kelly]);
    let home = client.add_residence(case, home).await.unwrap();
    let moved = ResidenceDetails {
        residence: home,
        address: "3 Orchard Close".to_owned(),
        pattern: String::new(),
        from: None,
        until: None,
        withheld_from: vec![kelly],
        shown: String::new(),
    };
    client.change_residence(case, moved).await.unwrap();
    let text = client.export_unsent().await.unwrap().to_lowercase();
    for words in [
        "(withheld address): 2 quay street",
        "ella marsh, home (withheld address): 4 larch row",
        "address of ella marsh, home (withheld address): 3 orchard close",
    ] {
        assert!(text.contains(words), "{words} is not in:\n{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_differs_of_a_person_is_changed() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let case = kitchen.ella().await;
    let kelly = client.add_person(case, mum()).await.unwrap();
    let waiting = client.sync_status().await.unwrap().waiting;
    let details = PersonDetails {
        name: "Kelly Marsh".to_owned(),
        role: "mother".to_owned(),
        agency: String::new(),
        note: String::new(),
        is_deceased: false,
        shown: String::new(),
    };
    client
        .change_person(case, kelly, details.clone())
        .await
        .unwrap();
    assert_eq!(client.sync_status().await.unwrap().waiting, waiting);
    let details = PersonDetails {
        note: "text first".to_owned(),
        ..details
    };
    client.change_person(case, kelly, details).await.unwrap();
    let view = client.case_view(case).await.unwrap();
    assert_eq!(view.people[0].note, "text first");
    assert_eq!(client.sync_status().await.unwrap().waiting, waiting + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_directory_the_team_and_the_audience_tell_who_is_who() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let case = kitchen.ella().await;
    let card = MyCard {
        phones: vec!["0113 496 0123".to_owned(), " ".to_owned()],
        best_reached: "text, not voicemail".to_owned(),
        ..MyCard::default()
    };
    client.change_my_card(card).await.unwrap();
    let me = client.me().await.unwrap();
    assert_eq!(
        (me.name.as_str(), me.agency.as_str()),
        ("Priya Nair", "Millbrook children’s services")
    );
    assert!(me.is_administrator);
    let found = client
        .directory("priya".to_owned(), None, 9)
        .await
        .unwrap()
        .practitioners;
    assert_eq!(found[0].phones, ["0113 496 0123"]);
    assert_eq!(found[0].best_reached, "text, not voicemail");
    assert!(found[0].has_joined);
    assert_eq!(client.agencies().await.unwrap()[0].practitioners, 1);
    let team = client.team(case).await.unwrap();
    assert_eq!(team.members[0].name, "Priya Nair");
    assert!(team.may_change && !team.members[0].is_pending);
    let addable = client.may_be_added(case, String::new(), None, 9).await;
    assert_eq!(addable.unwrap().practitioners, []);
    let mut draft = client.new_draft(Some(case)).await.unwrap();
    draft.kind = EntryKind::Worry;
    let audience = client.audience(draft).await.unwrap();
    assert_eq!(audience.label, "Only you will see this");
    assert!(audience.referral.before.contains("999"));
}

#[tokio::test(flavor = "multi_thread")]
async fn words_kept_late_do_not_bring_back_a_draft_that_was_thrown_away() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let mut draft = client.new_draft(None).await.unwrap();
    client.keep_draft(draft.clone()).await.unwrap();
    draft.text = "Ella let me in".to_owned();
    client.update_draft(draft.clone()).await.unwrap();
    assert_eq!(client.drafts().await.unwrap(), [draft.clone()]);
    client.discard_draft(draft.draft).await.unwrap();
    let late = client.update_draft(draft).await;
    assert!(matches!(late, Err(ClientError::NotFound)));
    assert_eq!(client.drafts().await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_finds_children_people_and_words() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let case = kitchen.ella().await;
    client.add_person(case, mum()).await.unwrap();
    kitchen
        .write(case, EntryKind::Note, "Kelly rang about shoes", None)
        .await;
    let kinds =
        |hits: Vec<crate::SearchHit>| hits.into_iter().map(|hit| hit.kind).collect::<Vec<_>>();
    assert_eq!(
        kinds(client.search("kelly".to_owned()).await.unwrap()),
        [SearchHitKind::Person, SearchHitKind::Entry]
    );
    assert_eq!(
        kinds(client.search("gabri".to_owned()).await.unwrap()),
        [SearchHitKind::Child]
    );
    assert_eq!(client.search("\"*".to_owned()).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_found_says_who_it_is_and_who_wrote_it_when() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let case = kitchen.ella().await;
    client.add_person(case, mum()).await.unwrap();
    kitchen
        .write(case, EntryKind::Note, "Kelly rang about shoes", None)
        .await;
    let found = client.search("kelly".to_owned()).await.unwrap();
    let (person, entry) = (&found[0], &found[1]);
    let people = client.case_view(case).await.unwrap().people;
    let listed = people
        .iter()
        .find(|listed| Some(listed.person) == person.person)
        .unwrap();
    assert!(listed.is_family);
    assert_eq!(person.label, "mother");
    assert_eq!(said(&person.about), "In the family of Ella Marsh");
    assert_eq!(said(&entry.label), "Note · Priya Nair · today");
    assert_eq!(said(&entry.about), "About Ella Marsh");
    assert_eq!(
        (person.entry_kind, entry.entry_kind),
        (None, Some(EntryKind::Note))
    );

    let colleague = client.search("nair".to_owned()).await.unwrap().remove(0);
    let mine = client.me().await.unwrap();
    assert_eq!(
        said(&colleague.label),
        format!("{}, {}", mine.role, mine.agency)
    );
    assert_eq!(said(&colleague.about), "Helps Ella Marsh");
}

/// Without the marks that keep each part in its own direction.
fn said(words: &str) -> String {
    words.replace(['\u{2068}', '\u{2069}'], "")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_is_found_by_its_title_and_says_whose_it_is_and_how_it_stands() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let case = kitchen.ella().await;
    let add = async |title: &str, assignee, days: Option<i64>| {
        let due = days.map(|days| crate::today() + jiff::Span::new().days(days));
        let task = NewTask {
            id: None,
            case,
            title: title.to_owned(),
            assignee,
            due,
        };
        client.add_task(task).await.unwrap()
    };
    let shoes = add("Buy shoes", Some(kitchen.priya), Some(1)).await;
    let nobody = add("Shoe size at the clinic", None, None).await;
    let found = client.search("shoe".to_owned()).await.unwrap();
    let mut told: Vec<_> = found
        .iter()
        .map(|hit| (hit.kind, hit.task, hit.text.as_str(), said(&hit.label)))
        .collect();
    told.sort_by_key(|(_, _, text, _)| *text);
    let due = "Task for Priya Nair · due tomorrow".to_owned();
    let open = "Task for nobody yet".to_owned();
    assert_eq!(
        told,
        [
            (SearchHitKind::Task, Some(shoes), "Buy shoes", due),
            (
                SearchHitKind::Task,
                Some(nobody),
                "Shoe size at the clinic",
                open
            )
        ]
    );
    assert!(
        found
            .iter()
            .all(|hit| said(&hit.about) == "About Ella Marsh")
    );

    client.complete_task(case, shoes).await.unwrap();
    let done = client.search("buy".to_owned()).await.unwrap().remove(0);
    assert_eq!(
        said(&done.label),
        "Task for Priya Nair · done today by Priya Nair"
    );
    client.remove_task(case, shoes).await.unwrap();
    assert_eq!(client.search("buy".to_owned()).await.unwrap(), []);
    // By one letter none is looked for.
    let by_letter = client.search("c".to_owned()).await.unwrap();
    assert!(
        by_letter.iter().all(|hit| hit.task.is_none()),
        "{by_letter:?}"
    );
    let by_letters = client.search("cl".to_owned()).await.unwrap();
    assert_eq!(by_letters[0].task, Some(nobody));
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_are_found_stand_by_the_day_on_which_they_happened_the_latest_first() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let case = kitchen.ella().await;
    let today = crate::today();
    for (days_ago, text) in [(9, "shoes shoes shoes"), (2, "shoes"), (30, "shoes again")] {
        let mut draft = client.new_draft(Some(case)).await.unwrap();
        draft.kind = EntryKind::Note;
        draft.text = text.to_owned();
        draft.happened_on = Some(today - jiff::Span::new().days(days_ago));
        client.save_entry(draft).await.unwrap();
    }
    let found = client.search("shoes".to_owned()).await.unwrap();
    let texts: Vec<&str> = found.iter().map(|hit| hit.text.as_str()).collect();
    assert_eq!(texts, ["shoes", "shoes shoes shoes", "shoes again"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_tells_of_a_colleague_once_with_every_child_whom_they_help() {
    let kitchen = Kitchen::new().await;
    let first = kitchen.ella().await;
    let second = kitchen.ella().await;
    let found = kitchen.client.search("nair".to_owned()).await.unwrap();
    assert_eq!(found.len(), 1);
    let hit = &found[0];
    let on_the_page = PersonId(kitchen.priya.0);
    assert_eq!(
        (hit.kind, hit.text.as_str(), hit.person),
        (SearchHitKind::Person, "Priya Nair", Some(on_the_page))
    );
    assert_eq!(hit.child, "Ella Marsh");
    assert_eq!(hit.also_in.len(), 1);
    let mut cases = [hit.case, hit.also_in[0].case];
    cases.sort();
    let mut both = [first, second];
    both.sort();
    assert_eq!(cases, both);
    assert_eq!(hit.also_in[0].child, "Ella Marsh");
}

/// One change of a team cannot be read any more, and the app is opened anew.
async fn cannot_read_the_founding_of(kitchen: &Kitchen, space: patchwork_protocol::SpaceId) {
    let written = kitchen
        .client
        .write(move |w, _| Ok(w.put_team_change(space, 0, b"of a newer version")?));
    written.await.unwrap();
    kitchen.client.workspace.blocking_reopen();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_whose_team_cannot_be_judged_is_read_and_exported_and_stops_nothing_else() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let case = kitchen.ella().await;
    kitchen
        .write(case, EntryKind::Worry, "Ella very quiet", None)
        .await;
    let other = kitchen.ella().await;
    cannot_read_the_founding_of(&kitchen, case).await;

    let listed = client.cases(String::new(), None, 9).await.unwrap().families;
    let children: usize = listed.iter().map(|family| family.cases.len()).sum();
    assert_eq!(children, 2);
    let view = client.case_view(case).await.unwrap();
    assert_eq!(view.header.child, "Ella Marsh");
    assert!(!view.header.may_write);
    let notice = &view.header.notice;
    assert!(
        notice.starts_with("Who is on this child’s team cannot be told now."),
        "{notice}"
    );
    let timeline = client.timeline(case, None, 10, TimelineFilter::All).await;
    assert_eq!(timeline.unwrap().entries.len(), 1);
    let export = client.export_unsent().await.unwrap();
    assert!(export.contains("Ella very quiet"), "{export}");
    let status = client.sync_status().await.unwrap();
    assert_eq!(status.state, SyncState::NeedsAttention);
    let told = status.failed.first().unwrap();
    assert_eq!(told.case, Some(case));
    assert!(
        told.explanation
            .ends_with("Update the app; if this stays, tell your administrator.")
    );

    let mut draft = client.new_draft(Some(case)).await.unwrap();
    draft.text = "More".to_owned();
    let refused = client.save_entry(draft).await;
    assert!(
        matches!(refused, Err(ClientError::Invalid { .. })),
        "{refused:?}"
    );
    kitchen
        .write(other, EntryKind::Worry, "Elsewhere all goes on", None)
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_is_read_and_exported_and_nothing_is_forgotten_when_the_directory_cannot_be_judged() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let case = kitchen.ella().await;
    kitchen
        .write(case, EntryKind::Worry, "Ella very quiet", None)
        .await;
    let directory = client
        .inspect(|device| Ok(device.partnership().directory()))
        .await
        .unwrap();
    cannot_read_the_founding_of(&kitchen, directory).await;

    assert_eq!(client.me().await.unwrap().name, "Priya Nair");
    assert_eq!(
        client
            .cases(String::new(), None, 9)
            .await
            .unwrap()
            .families
            .len(),
        1
    );
    assert_eq!(
        client.case_view(case).await.unwrap().header.child,
        "Ella Marsh"
    );
    let export = client.export_unsent().await.unwrap();
    assert!(export.contains("Ella very quiet"), "{export}");
    let status = client.sync_status().await.unwrap();
    assert!(status.failed.iter().any(|told| {
        told.explanation
            .starts_with("Who is in the partnership cannot be told now")
    }));
    assert!(!client.workspace.blocking_forget().unwrap());
    let kept = client.read(|r| Ok(r.setting(&patchwork_store::setting::DEVICE_SECRETS)?));
    assert!(kept.await.unwrap().is_some());
}

/// Sends on what it hears.
struct Hears(mpsc::Sender<Update>);

impl UpdateListener for Hears {
    fn updated(&self, update: Update) {
        let _ = self.0.send(update);
    }
}

/// What was told until now. What is told while a listener is busy comes in a later round, and the
/// directory may come before other updates of its round.
fn told(kitchen: &Kitchen, heard: &mpsc::Receiver<Update>) -> Vec<Update> {
    let mut told = Vec::new();
    for _ in 0..2 {
        kitchen.client.workspace.tell(Update::Directory);
        loop {
            match heard.recv().unwrap() {
                Update::Directory => break,
                update => told.push(update),
            }
        }
    }
    told
}

async fn listened(kitchen: &Kitchen) -> (CaseId, mpsc::Receiver<Update>, impl Sized + use<>) {
    let case = kitchen.ella().await;
    let (hears, heard) = mpsc::channel();
    let listening = kitchen.client.subscribe(Arc::new(Hears(hears)));
    // What was told of the case's opening may still come.
    told(kitchen, &heard);
    (case, heard, listening)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_in_a_case_is_told_of_that_case_alone_and_not_of_the_list() {
    let kitchen = Kitchen::new().await;
    let (case, heard, _listening) = listened(&kitchen).await;
    kitchen.write(case, EntryKind::Note, "Quiet.", None).await;
    let told = told(&kitchen, &heard);
    assert!(told.contains(&Update::Case { case }), "{told:?}");
    assert!(!told.contains(&Update::Cases), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fact_below_the_head_of_a_case_is_not_told_of_the_list_and_a_new_name_is() {
    let kitchen = Kitchen::new().await;
    let (case, heard, _listening) = listened(&kitchen).await;
    kitchen.client.add_person(case, mum()).await.unwrap();
    let of_a_person = told(&kitchen, &heard);
    assert!(of_a_person.contains(&Update::Case { case }));
    assert!(!of_a_person.contains(&Update::Cases), "{of_a_person:?}");
    let view = kitchen.client.case_view(case).await.unwrap();
    let named = ChildDetails {
        given: "Isabella".to_owned(),
        family: "Marsh".to_owned(),
        shown: view.header.shown,
        ..ChildDetails::default()
    };
    kitchen.client.change_child(case, named).await.unwrap();
    let of_a_name = told(&kitchen, &heard);
    assert!(of_a_name.contains(&Update::Cases), "{of_a_name:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_may_have_come_or_gone_is_told_of_the_tasks_as_well() {
    let kitchen = Kitchen::new().await;
    let (case, heard, _listening) = listened(&kitchen).await;
    let judged = kitchen.client.workspace.write(move |_, touched| {
        touched.case_and_list(case);
        Ok(())
    });
    judged.await.unwrap();
    let told = told(&kitchen, &heard);
    for update in [Update::Cases, Update::Case { case }, Update::Tasks] {
        assert!(told.contains(&update), "{told:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_done_with_a_draft_is_told_of_the_drafts() {
    let kitchen = Kitchen::new().await;
    let (case, heard, _listening) = listened(&kitchen).await;
    let client = &kitchen.client;
    let mut draft = client.new_draft(Some(case)).await.unwrap();
    draft.text = "Rang.".to_owned();
    client.keep_draft(draft.clone()).await.unwrap();
    assert_eq!(told(&kitchen, &heard), [Update::Drafts]);
    client.update_draft(draft.clone()).await.unwrap();
    assert_eq!(told(&kitchen, &heard), [Update::Drafts]);
    let saved = client.save_entry(draft.clone()).await.unwrap();
    assert!(told(&kitchen, &heard).contains(&Update::Drafts));
    client.undo(saved.entry).await.unwrap();
    assert!(told(&kitchen, &heard).contains(&Update::Drafts));
    client.discard_draft(draft.draft).await.unwrap();
    assert_eq!(told(&kitchen, &heard), [Update::Drafts]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_unread_is_counted_over_the_cases_of_this_person() {
    let kitchen = Kitchen::new().await;
    let (ella, jay) = (kitchen.ella().await, kitchen.ella().await);
    let client = &kitchen.client;
    assert_eq!(client.unread_total().await, Ok(0));
    let strange = CaseId([9; 32]);
    let arrived = client.workspace.write(move |w, _| {
        for (number, space) in (1..).zip([ella, ella, jay, strange]) {
            let entry = model::note(number, "Quiet.");
            w.put_entry(&NewEntry {
                space,
                part: &entry.encode()?,
                row: &project_entry(DeviceId([7; 8]), entry),
                author: PractitionerId([9; 16]),
                seen: Seen::NotYet,
                received_at: model::minute(number),
            })?;
        }
        Ok(())
    });
    arrived.await.unwrap();
    assert_eq!(client.unread_total().await, Ok(3));
    client.mark_read(ella).await.unwrap();
    assert_eq!(client.unread_total().await, Ok(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn cases_come_page_by_page_in_the_order_of_the_list_and_each_once() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    for (given, family) in [
        ("Ada", "Zed"),
        ("Bo", "Ash"),
        ("Cy", "Zed"),
        ("Di", "Marsh"),
        ("Eve", "Ash"),
    ] {
        let child = NewCase {
            given: given.to_owned(),
            family: family.to_owned(),
            ..NewCase::default()
        };
        client.open_case(child).await.unwrap();
    }
    for search in ["", "z"] {
        let whole = client.cases(search.to_owned(), None, 200).await.unwrap();
        assert_eq!(whole.next, None);
        let whole: Vec<_> = whole.families.into_iter().flat_map(|f| f.cases).collect();
        assert_eq!(whole.len(), if search.is_empty() { 5 } else { 2 });
        for limit in [1, 2, 5] {
            let (mut listed, mut after) = (Vec::new(), None);
            loop {
                let page = client.cases(search.to_owned(), after, limit).await.unwrap();
                let cases: Vec<_> = page.families.into_iter().flat_map(|f| f.cases).collect();
                assert!(cases.len() <= limit as usize);
                listed.extend(cases);
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(listed, whole, "{search} {limit}");
        }
    }
    for nonsense in ["no handle".to_owned(), CaseId([9; 32]).to_string()] {
        let refused = client.cases(String::new(), Some(nonsense), 2).await;
        let refused = refused.unwrap_err();
        let is_of_the_handle =
            matches!(&refused, ClientError::Invalid { field, .. } if field == "after");
        assert!(is_of_the_handle, "{refused:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_that_is_done_between_two_pages_hides_no_open_one() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let case = kitchen.ella().await;
    for (title, due) in [
        ("no day", None),
        ("second", Some(jiff::civil::date(2026, 5, 2))),
        ("first", Some(jiff::civil::date(2026, 5, 1))),
        ("third", Some(jiff::civil::date(2026, 5, 3))),
    ] {
        let task = NewTask {
            id: None,
            case,
            title: title.to_owned(),
            assignee: Some(kitchen.priya),
            due,
        };
        client.add_task(task).await.unwrap();
    }
    let titles = |page: &TaskPage| -> Vec<String> {
        page.tasks.iter().map(|task| task.title.clone()).collect()
    };
    let first = client.my_tasks(None, 2).await.unwrap();
    assert_eq!(titles(&first), ["first", "second"]);
    let done = first.tasks[1].task;
    client.complete_task(case, done).await.unwrap();
    let second = client.my_tasks(first.next, 2).await.unwrap();
    assert_eq!(titles(&second), ["third", "no day"]);
    let last = client.my_tasks(second.next, 2).await.unwrap();
    assert_eq!(titles(&last), ["second"]);
    assert_eq!(last.next, None);
    assert!(
        client
            .my_tasks(Some("nonsense".to_owned()), 2)
            .await
            .is_err()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_whose_record_cannot_be_read_is_set_aside_and_stops_nothing_else() {
    let mut kitchen = Kitchen::new().await;
    let case = kitchen.ella().await;
    kitchen
        .write(case, EntryKind::Worry, "Ella very quiet", None)
        .await;
    let other = kitchen.ella().await;
    let record = b"of another version";
    let damaged = kitchen
        .client
        .write(move |w, _| Ok(w.put_space_record(case, record)?));
    damaged.await.unwrap();
    kitchen.reopen().await.unwrap();

    let client = &kitchen.client;
    let listed = client.cases(String::new(), None, 200).await.unwrap();
    let children: usize = listed
        .families
        .iter()
        .map(|family| family.cases.len())
        .sum();
    assert_eq!(children, 2);
    let header = client.case_view(case).await.unwrap().header;
    assert_eq!(header.child, "Ella Marsh");
    assert!(!header.may_write);
    let timeline = client.timeline(case, None, 10, TimelineFilter::All).await;
    assert_eq!(timeline.unwrap().entries.len(), 1);
    kitchen
        .write(other, EntryKind::Worry, "Elsewhere all goes on", None)
        .await;

    let status = client.sync_status().await.unwrap();
    let told = status.failed.first().unwrap();
    assert_eq!(told.case, Some(case));
    assert!(
        told.explanation.contains("cannot be read"),
        "{}",
        told.explanation
    );
    let found = client.doctor().await.unwrap().findings;
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("notes for itself of a case"), "{found:?}");
    let report = client.support_report().await.unwrap();
    assert!(
        report.contains("spaces set aside, record-unreadable: 1"),
        "{report}"
    );
    let kept = client.read(move |r| Ok(r.space(case)?.map(|row| row.record)));
    assert_eq!(kept.await.unwrap(), Some(record.to_vec()), "it stays");
}
