//! What the record says of what was written, corrected, questioned, answered and decided.

use patchwork_model::{Entry, EntryBody, ResponseKind, project_entry, testing as model};
use patchwork_protocol::{DeviceId, PractitionerId};
use patchwork_store::{NewEntry, Seen};

use crate::{
    AnswerView, CaseId, ClientError, DraftView, EntryId, EntryKind, EntryView, HowKnown, NewCase,
    NewPerson, NewRelationship, PersonId, RelationshipKind, SharingChoice, TimelineFilter,
    testing::Kitchen,
};

const TOM: PractitionerId = PractitionerId([9; 16]);

/// Something that Tom wrote on his phone, as it comes to Priya's, a day ago or earlier.
pub(super) async fn from_tom(
    kitchen: &Kitchen,
    case: CaseId,
    entry: Entry,
    hours_ago: i64,
) -> EntryId {
    let device = DeviceId([7; 8]);
    let id = entry.id(device);
    let received_at = kitchen.client.now() - jiff::SignedDuration::from_hours(hours_ago);
    let arrived = kitchen.client.workspace.write(move |w, _| {
        w.put_entry(&NewEntry {
            space: case,
            part: &entry.encode()?,
            row: &project_entry(device, entry),
            author: TOM,
            seen: Seen::NotYet,
            received_at,
        })?;
        Ok(())
    });
    arrived.await.unwrap();
    id
}

async fn timeline(kitchen: &Kitchen, case: CaseId, filter: TimelineFilter) -> Vec<EntryView> {
    let page = kitchen.client.timeline(case, None, 50, filter).await;
    page.unwrap().entries
}

fn said(answers: &[AnswerView]) -> Vec<(&str, &str)> {
    answers
        .iter()
        .map(|answer| (&*answer.label, &*answer.text))
        .collect()
}

fn decision(draft: DraftView, choice: Option<SharingChoice>) -> DraftView {
    DraftView {
        kind: EntryKind::SharingDecision,
        sharing: choice,
        text: "That Mum is at the clinic".to_owned(),
        with_whom: "School".to_owned(),
        detail: "Mum asked us not to".to_owned(),
        ..draft
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_is_stored_as_it_was_chosen_and_needs_whom_and_why() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let case = kitchen.ella().await;
    let empty = client.new_draft(Some(case)).await.unwrap();
    assert_eq!(empty.sharing, None, "none is chosen beforehand");
    let chosen = decision(empty.clone(), Some(SharingChoice::DoNotShare));
    for (field, missing) in [
        ("sharing", decision(empty.clone(), None)),
        (
            "with_whom",
            DraftView {
                with_whom: " ".to_owned(),
                ..chosen.clone()
            },
        ),
        (
            "why",
            DraftView {
                detail: String::new(),
                ..chosen.clone()
            },
        ),
    ] {
        let refused = client.save_entry(missing).await.unwrap_err();
        let names = matches!(&refused, ClientError::Invalid { field: of, .. } if of == field);
        assert!(names, "{field}: {refused}");
    }
    for (choice, label) in [
        (SharingChoice::Share, "Shared"),
        (SharingChoice::ShareInPart, "In part"),
        (SharingChoice::DoNotShare, "Not shared"),
    ] {
        let draft = client.new_draft(Some(case)).await.unwrap();
        let saved = client
            .save_entry(decision(draft, Some(choice)))
            .await
            .unwrap();
        let read = client.entry(case, saved.entry).await.unwrap();
        assert_eq!((read.sharing, &*read.outcome_label), (Some(choice), label));
        assert_eq!(
            (&*read.with_whom, &*read.why),
            ("School", "Mum asked us not to")
        );
    }
    let labels: Vec<_> = crate::choices()
        .sharing_choices
        .into_iter()
        .map(|choice| choice.label)
        .collect();
    assert_eq!(labels, ["Shared", "In part", "Not shared"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn decisions_not_to_share_are_told_as_such_in_the_ledger_the_search_and_the_export() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let case = kitchen.ella().await;
    kitchen.write(case, EntryKind::Note, "clinic", None).await;
    let draft = client.new_draft(Some(case)).await.unwrap();
    let not_shared = decision(draft, Some(SharingChoice::DoNotShare));
    client.save_entry(not_shared).await.unwrap();
    let ledger = timeline(&kitchen, case, TimelineFilter::Sharing).await;
    assert_eq!(ledger.len(), 1);
    assert_eq!(ledger[0].outcome_label, "Not shared");
    let hits = client.search("clinic".to_owned()).await.unwrap();
    let labels: Vec<_> = hits.iter().map(|hit| &*hit.label).collect();
    let decided = |label: &&str| label.starts_with("Sharing decision · Not shared · ");
    assert!(labels.iter().any(decided), "{labels:?}");
    let export = client.export_unsent().await.unwrap();
    for line in [
        "Sharing decision · Not shared",
        "Not with: School",
        "Why: Mum asked us not to",
    ] {
        assert!(export.contains(line), "{line}: {export}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_its_author_corrects_or_strikes_an_entry_and_others_question_it() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let case = kitchen.ella().await;
    let toms = from_tom(&kitchen, case, model::worry(1, "Ella limped"), 1).await;
    let read = client.entry(case, toms).await.unwrap();
    assert_eq!(
        read.may_answer,
        [EntryKind::Response, EntryKind::Reply, EntryKind::Question]
    );
    for kind in [EntryKind::Amendment, EntryKind::StrikeThrough] {
        let draft = DraftView {
            kind,
            text: "She did not".to_owned(),
            target: Some(toms),
            ..client.new_draft(Some(case)).await.unwrap()
        };
        let refused = client.save_entry(draft).await.unwrap_err();
        assert!(
            refused.to_string().starts_with("Only its author"),
            "{refused}"
        );
    }
    kitchen
        .write(case, EntryKind::Question, "Which leg?", Some(toms))
        .await;
    let read = client.entry(case, toms).await.unwrap();
    assert_eq!((&*read.text, &read.struck), ("Ella limped", &None));
    assert_eq!(read.corrections, []);
    assert_eq!(said(&read.thread), [("Question", "Which leg?")]);
    assert!(read.is_unanswered, "a question is no response");

    let mine = kitchen.write(case, EntryKind::Note, "Quiet", None).await;
    let read = client.entry(case, mine).await.unwrap();
    assert_eq!(
        read.may_answer,
        [
            EntryKind::Reply,
            EntryKind::Amendment,
            EntryKind::StrikeThrough
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_someone_else_wrote_as_a_correction_changes_nothing_and_stands_as_a_reply() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let case = kitchen.ella().await;
    let mine = kitchen.write(case, EntryKind::Note, "Quiet", None).await;
    let amendment = EntryBody::Amendment {
        of: mine,
        text: "Loud".to_owned(),
    };
    from_tom(&kitchen, case, model::entry(5, amendment), 1).await;
    from_tom(&kitchen, case, model::strike(6, mine), 1).await;
    let read = client.entry(case, mine).await.unwrap();
    assert_eq!((read.corrections, read.struck), (Vec::new(), None));
    assert_eq!(read.thread.len(), 2);
    assert!(read.thread.iter().all(|answer| answer.label == "Reply"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_shows_in_the_original_on_the_timeline_the_chronology_and_in_a_search() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let case = kitchen.ella().await;
    let event = kitchen
        .write(case, EntryKind::SignificantEvent, "Moved to Leeds", None)
        .await;
    let correction = kitchen
        .write(case, EntryKind::Amendment, "Moved to Lewes", Some(event))
        .await;
    for filter in [TimelineFilter::All, TimelineFilter::Chronology] {
        let entries = timeline(&kitchen, case, filter).await;
        assert_eq!(entries.len(), 1, "the correction has no card of its own");
        assert_eq!(entries[0].text, "Moved to Leeds");
        assert_eq!(entries[0].corrections[0].text, "Moved to Lewes");
        assert_eq!(entries[0].corrections[0].author_name, "Priya Nair");
        assert_eq!(entries[0].thread, []);
    }
    for typed in ["Leeds", "Lewes", "moved"] {
        let hits = client.search(typed.to_owned()).await.unwrap();
        assert_eq!(hits.len(), 1, "{typed}");
        assert_eq!(
            (hits[0].entry, &*hits[0].text),
            (Some(event), "Moved to Leeds")
        );
        assert_eq!(hits[0].corrections[0].entry, correction);
        assert_eq!(hits[0].corrections[0].text, "Moved to Lewes");
    }
    let export = client.export_unsent().await.unwrap();
    assert!(
        export.contains("Before: Moved to Leeds\nCorrected: Moved to Lewes"),
        "{export}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_about_an_entry_stands_under_it_and_nowhere_else() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let case = kitchen.ella().await;
    let toms = from_tom(&kitchen, case, model::worry(1, "Ella limped"), 3).await;
    let reply = kitchen
        .write(case, EntryKind::Reply, "I rang Mum", Some(toms))
        .await;
    let to_reply = EntryBody::Reply {
        to: reply,
        text: "Thank you".to_owned(),
    };
    let deep = from_tom(&kitchen, case, model::entry(9, to_reply), 1).await;
    kitchen
        .write(case, EntryKind::Amendment, "I rang Dad", Some(reply))
        .await;
    let gone = EntryBody::Reply {
        to: EntryId([5; 16]),
        text: "To what is not here".to_owned(),
    };
    from_tom(&kitchen, case, model::entry(10, gone), 1).await;

    let entries = timeline(&kitchen, case, TimelineFilter::All).await;
    let texts: Vec<_> = entries.iter().map(|entry| &*entry.text).collect();
    assert_eq!(texts, ["To what is not here", "Ella limped"]);
    let thread = &entries[1].thread;
    let mut texts: Vec<_> = thread.iter().map(|answer| &*answer.text).collect();
    texts.sort_unstable();
    assert_eq!(texts, ["I rang Mum", "Thank you"]);
    let mine = thread.iter().find(|answer| answer.is_mine).unwrap();
    assert_eq!(mine.corrections[0].text, "I rang Dad");
    assert_eq!(
        mine.may_answer,
        [EntryKind::Amendment, EntryKind::StrikeThrough]
    );
    let theirs = thread.iter().find(|answer| !answer.is_mine).unwrap();
    assert_eq!(theirs.may_answer, []);
    assert_eq!(client.thread(case, deep).await.unwrap().entry, toms);
    let hits = client.search("thank".to_owned()).await.unwrap();
    assert_eq!(hits[0].entry, Some(toms));
    assert!(hits[0].label.starts_with("Reply · "), "{}", hits[0].label);
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_that_are_about_each_other_in_a_circle_are_all_shown() {
    let kitchen = Kitchen::new().await;
    let case = kitchen.ella().await;
    let first = |to| EntryBody::Reply {
        to,
        text: "One".to_owned(),
    };
    let device = DeviceId([7; 8]);
    let id = model::entry(1, first(EntryId([0; 16]))).id(device);
    let second = EntryBody::Reply {
        to: id,
        text: "Two".to_owned(),
    };
    let second = from_tom(&kitchen, case, model::entry(2, second), 1).await;
    assert_eq!(
        from_tom(&kitchen, case, model::entry(1, first(second)), 1).await,
        id,
        "an id says nothing of what an entry is about"
    );
    let entries = timeline(&kitchen, case, TimelineFilter::All).await;
    assert_eq!(entries.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn having_read_an_entry_is_said_in_one_call_and_once() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let case = kitchen.ella().await;
    let toms = from_tom(&kitchen, case, model::worry(1, "Ella limped"), 1).await;
    assert!(client.entry(case, toms).await.unwrap().may_say_read);
    let first = client.say_read(case, toms).await.unwrap().entry;
    assert_eq!(client.say_read(case, toms).await.unwrap().entry, first);
    let read = client.entry(case, toms).await.unwrap();
    assert_eq!(
        (&*read.read_by, &*read.thread),
        (&["Priya Nair".to_owned()][..], &[][..])
    );
    assert!(!read.may_say_read && !read.is_unanswered);
    let with_words = EntryBody::Response {
        to: toms,
        kind: ResponseKind::Read,
        text: "and rang you".to_owned(),
    };
    from_tom(&kitchen, case, model::entry(7, with_words), 1).await;
    let read = client.entry(case, toms).await.unwrap();
    assert_eq!(said(&read.thread), [("Read it", "and rang you")]);
    let mine = kitchen.write(case, EntryKind::Note, "Quiet", None).await;
    assert!(!client.entry(case, mine).await.unwrap().may_say_read);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_new_stays_new_for_the_whole_visit_though_it_is_read() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let case = kitchen.ella().await;
    from_tom(&kitchen, case, model::note(1, "First"), 1).await;
    let new = async || {
        let entries = timeline(&kitchen, case, TimelineFilter::All).await;
        let new = entries.into_iter().filter(|entry| entry.is_new);
        new.map(|entry| entry.text).collect::<Vec<_>>()
    };
    assert_eq!(new().await, ["First"], "before it is opened");
    client.mark_read(case).await.unwrap();
    assert!(
        new().await.is_empty(),
        "on a first visit everything would be"
    );
    from_tom(&kitchen, case, model::note(9, "Second"), -1).await;
    for _ in 0..3 {
        client.mark_read(case).await.unwrap();
        assert_eq!(new().await, ["Second"], "though it was read");
    }
    assert_eq!(client.unread_total().await, Ok(0));

    // Two days later: that visit was on Tuesday.
    let tuesday = client.now() - jiff::SignedDuration::from_hours(48);
    let begun = client.write(move |w, _| Ok(w.note_visit(case, tuesday)?));
    begun.await.unwrap();
    let worry = from_tom(&kitchen, case, model::worry(2, "Ella limped"), 1).await;
    from_tom(
        &kitchen,
        case,
        model::response(3, worry, ResponseKind::Talked),
        1,
    )
    .await;
    client.mark_read(case).await.unwrap();
    let newly = client.new_in_case(case).await.unwrap();
    assert_eq!(
        newly.since.map(jiff::Timestamp::as_second),
        Some(tuesday.as_second())
    );
    let told: Vec<_> = newly
        .entries
        .iter()
        .map(|new| (&*new.label, new.stands_under == worry))
        .collect();
    assert!(told.contains(&("Worry", true)), "{told:?}");
    assert!(
        told.contains(&("Response · Talked about it", true)),
        "{told:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_has_read_or_answered_is_not_new_any_more_and_what_comes_after_it_is() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let case = kitchen.ella().await;
    let tuesday = client.now() - jiff::SignedDuration::from_hours(48);
    let begun = client.write(move |w, _| Ok(w.note_visit(case, tuesday)?));
    begun.await.unwrap();
    let worry = from_tom(&kitchen, case, model::worry(1, "Ella limped"), 3).await;
    let to_worry = |text: &str| EntryBody::Reply {
        to: worry,
        text: text.to_owned(),
    };
    from_tom(&kitchen, case, model::entry(2, to_worry("On Monday")), 2).await;
    let note = from_tom(&kitchen, case, model::note(3, "Ate well"), 2).await;
    from_tom(&kitchen, case, model::note(4, "Slept"), 2).await;
    client.mark_read(case).await.unwrap();
    let new = async || {
        let entries = timeline(&kitchen, case, TimelineFilter::All).await;
        let mut new = Vec::new();
        for entry in entries {
            new.extend(entry.is_new.then_some(entry.text));
            let thread = entry.thread.into_iter().filter(|answer| answer.is_new);
            new.extend(thread.map(|answer| answer.text));
        }
        let newly = client.new_in_case(case).await.unwrap().entries.into_iter();
        let mut listed: Vec<_> = newly.map(|new| new.text).collect();
        new.sort_unstable();
        listed.sort_unstable();
        assert_eq!(new, listed, "the cards and the list above them");
        new
    };
    assert_eq!(
        new().await,
        ["Ate well", "Ella limped", "On Monday", "Slept"]
    );
    client.say_read(case, worry).await.unwrap();
    assert_eq!(new().await, ["Ate well", "Slept"]);
    kitchen
        .write(case, EntryKind::Reply, "Good", Some(note))
        .await;
    assert_eq!(new().await, ["Slept"]);
    from_tom(&kitchen, case, model::entry(5, to_worry("Again today")), -1).await;
    assert_eq!(new().await, ["Again today", "Slept"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_opened_the_case_stands_on_the_timeline_though_nobody_wrote_it() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let case = kitchen.ella().await;
    kitchen.write(case, EntryKind::Note, "Quiet", None).await;
    let page = client
        .timeline(case, None, 50, TimelineFilter::All)
        .await
        .unwrap();
    assert_eq!(page.entries.len(), 1);
    let texts: Vec<_> = page.team_events.iter().map(|event| &*event.text).collect();
    assert_eq!(
        texts,
        ["Priya Nair (Millbrook children’s services) opened this case."]
    );
    let told = client.for_you().await.unwrap();
    assert_eq!(told, [], "nothing of their own doing");
    let worries = client.timeline(case, None, 50, TimelineFilter::Pattern);
    assert_eq!(worries.await.unwrap().team_events, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_alone_is_kept_as_a_day_and_shown_without_a_time() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let case = kitchen.ella().await;
    let on = |day: &str| (day.parse().ok(), client.new_draft(Some(case)));
    let (day, draft) = on("2026-03-12");
    let draft = DraftView {
        text: "Moved school".to_owned(),
        happened_on: day,
        ..draft.await.unwrap()
    };
    client.keep_draft(draft.clone()).await.unwrap();
    assert_eq!(client.draft(draft.draft).await.unwrap(), draft);
    let saved = client.save_entry(draft).await.unwrap();
    let read = client.entry(case, saved.entry).await.unwrap();
    assert!(read.happened_on_day);
    assert_eq!(Some(read.happened_day), day);
    let export = client.export_unsent().await.unwrap();
    assert!(export.contains("Note, 12 March 2026\n"), "{export}");
    for implausible in ["9026-03-12", "0026-03-12"] {
        let (day, draft) = on(implausible);
        let draft = DraftView {
            text: "Moved school".to_owned(),
            happened_on: day,
            ..draft.await.unwrap()
        };
        let refused = client.save_entry(draft).await.unwrap_err();
        let names =
            matches!(&refused, ClientError::Invalid { field, .. } if field == "happened_at");
        assert!(names, "{implausible}: {refused}");
    }
}

fn person(name: &str, role: &str) -> NewPerson {
    NewPerson {
        name: name.to_owned(),
        role: role.to_owned(),
        ..NewPerson::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_shown_with_what_is_about_or_with_them_and_their_ties_from_their_side() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let case = kitchen.ella().await;
    let kelly = client
        .add_person(case, person("Kelly Marsh", "mum"))
        .await
        .unwrap();
    let craig = client
        .add_person(case, person("Craig Doyle", "mum’s partner"))
        .await
        .unwrap();
    let say = |kind, to| {
        let (id, from) = (None, craig);
        client.relate(case, NewRelationship { id, from, kind, to })
    };
    let tie = say(RelationshipKind::FormerPartnerOf, kelly).await.unwrap();
    say(RelationshipKind::StepParentOf, PersonId::CHILD)
        .await
        .unwrap();
    let ties = async |of: PersonId| {
        let people = client.case_view(case).await.unwrap().people;
        let person = people.into_iter().find(|person| person.person == of);
        let ties = person.unwrap().ties.into_iter();
        ties.map(|tie| (tie.label, tie.other_name))
            .collect::<Vec<_>>()
    };
    let said = |label: &str, other: &str| (label.to_owned(), other.to_owned());
    assert_eq!(
        ties(kelly).await,
        [said("used to be partner of", "Craig Doyle")]
    );
    client
        .change_tie(case, tie, kelly, RelationshipKind::CarerOf)
        .await
        .unwrap();
    assert_eq!(ties(kelly).await, [said("looks after", "Craig Doyle")]);
    assert!(
        ties(craig)
            .await
            .contains(&said("looked after by", "Kelly Marsh"))
    );

    let mut with_kelly = client.new_draft(Some(case)).await.unwrap();
    with_kelly.text = "Mum was calm".to_owned();
    with_kelly.with = vec![kelly];
    client.save_entry(with_kelly).await.unwrap();
    let mut about_kelly = client.new_draft(Some(case)).await.unwrap();
    about_kelly.text = "Mum has a new job".to_owned();
    about_kelly.about = vec![kelly];
    about_kelly.happened_on = "2026-03-12".parse().ok();
    client.save_entry(about_kelly).await.unwrap();
    kitchen.write(case, EntryKind::Note, "Ella ate", None).await;
    let mut texts = Vec::new();
    let mut after = None;
    loop {
        let page = client.timeline_of_person(case, kelly, after, 1).await;
        let page = page.unwrap();
        texts.extend(page.entries.into_iter().map(|entry| entry.text));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(texts, ["Mum was calm", "Mum has a new job"]);
    let none = client.timeline_of_person(case, craig, None, 5).await;
    assert_eq!(none.unwrap().entries, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_child_or_a_person_who_is_likely_there_is_asked_about_and_can_be_added_all_the_same() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let new = |given: &str, family: &str| NewCase {
        given: given.to_owned(),
        family: family.to_owned(),
        born: "2019-03-12".parse().ok(),
        nhs_number: "999 000 0018".to_owned(),
        ..NewCase::default()
    };
    let ella = new("Ella", "Marsh");
    assert_eq!(client.likely_same_children(ella.clone()).await, Ok(vec![]));
    let case = client.open_case(ella.clone()).await.unwrap();
    let found = client.likely_same_children(ella.clone()).await.unwrap();
    assert_eq!(
        (found[0].case, &*found[0].why),
        (case, "same name and NHS number")
    );
    let born = &found[0].known_as;
    assert!(born.starts_with("Born 12 March 2019, "), "{born}");
    client.open_case(ella).await.unwrap();
    let other = NewCase {
        born: "2015-01-01".parse().ok(),
        nhs_number: String::new(),
        ..new("Jayden", "Frost")
    };
    assert_eq!(client.likely_same_children(other).await, Ok(vec![]));

    let kelly = client
        .add_person(case, person("Kelly Marsh", "mum"))
        .await
        .unwrap();
    for (typed, why) in [
        ("KELLY  marsh", Some("same name")),
        ("Kelli Marsh", Some("a name that sounds the same")),
        ("Dean Holt", None),
    ] {
        let found = client.likely_same_people(case, person(typed, "aunt")).await;
        let found = found.unwrap();
        let first = found.first().map(|found| (&*found.why, found.person));
        assert_eq!(first, why.map(|why| (why, Some(kelly))), "{typed}");
    }
    let known_as = async |name: &str| -> Vec<String> {
        let found = client.likely_same_people(case, person(name, "")).await;
        let found = found.unwrap().into_iter();
        found.map(|found| found.known_as).collect()
    };
    assert_eq!(
        known_as("Priya Nair").await,
        ["Social worker, Millbrook children’s services"]
    );
    assert_eq!(known_as("Kelly Marsh").await, ["mum"]);
    let surgery = NewPerson {
        agency: "Larch Surgery".to_owned(),
        ..person("Kelly Marsh", "GP")
    };
    client.add_person(case, surgery).await.unwrap();
    let mut both = known_as("Kelly Marsh").await;
    both.sort_unstable();
    assert_eq!(both, ["GP, Larch Surgery", "mum"]);
    client.take_off(case, kelly).await.unwrap();
    let mut both = known_as("Kelly Marsh").await;
    both.sort_unstable();
    assert_eq!(both, ["GP, Larch Surgery", "mum, taken off this case"]);
    let child = known_as("Ella Marsh").await;
    assert!(
        child[0].starts_with("the child, Born 12 March 2019, "),
        "{child:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn children_of_one_name_are_a_family_only_where_it_is_recorded() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let open = async |given: &str, family: &str| {
        let case = NewCase {
            given: given.to_owned(),
            family: family.to_owned(),
            ..NewCase::default()
        };
        client.open_case(case).await.unwrap()
    };
    let aisha = open("Aisha", "Khan").await;
    open("Bilal", "khan ").await;
    let imran = open("Imran", "Khan").await;
    let families = async || -> Vec<usize> {
        let page = client.cases(String::new(), None, 50).await.unwrap();
        page.families
            .iter()
            .map(|family| family.cases.len())
            .collect()
    };
    assert_eq!(families().await, [1, 1, 1]);
    client
        .add_person(aisha, person("Imran Khan", "brother"))
        .await
        .unwrap();
    assert_eq!(families().await, [2, 1]);
    for case in [aisha, imran] {
        let families = client.cases("Imran".to_owned(), None, 50).await.unwrap();
        let together = families.families[0].cases.iter();
        assert!(together.clone().any(|listed| listed.case == case));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_writes_about_a_child_with_a_case_of_their_own_is_told_where_the_words_are_kept() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let child = |given: &str, preferred: &str| NewCase {
        given: given.to_owned(),
        family: "Marsh".to_owned(),
        preferred: preferred.to_owned(),
        ..NewCase::default()
    };
    let ella = client.open_case(child("Gabriella", "Ella")).await.unwrap();
    let jayden = client
        .add_person(ella, person("Jayden Marsh", "brother"))
        .await
        .unwrap();
    let mut draft = client.new_draft(Some(ella)).await.unwrap();
    draft.text = "Jayden said that Dad is in rehab.".to_owned();
    let nudge = async |draft: &DraftView| client.audience(draft.clone()).await.unwrap().nudge;
    draft.about = vec![jayden];
    assert!(
        nudge(&draft)
            .await
            .ends_with("Should everyone on this team know?")
    );
    client.open_case(child("Jayden", "Jay")).await.unwrap();
    let told = nudge(&draft).await;
    let (sensitive, kept) = told.split_once("know? ").unwrap();
    assert!(sensitive.contains("“rehab”"), "{told}");
    let plain = kept.replace(['\u{2068}', '\u{2069}'], "");
    assert_eq!(
        plain,
        "There is a case for Jay Marsh too. These words are kept in the case of Ella Marsh only."
    );
    draft.about.clear();
    assert!(!nudge(&draft).await.contains("There is a case"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_folded_line_of_a_note_says_when_it_was_how_it_is_known_and_who() {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let ella = kitchen.ella().await;
    let add = async |name, role| client.add_person(ella, person(name, role)).await.unwrap();
    let (jayden, kelly, joan) = (
        add("Jayden Marsh", "brother").await,
        add("Kelly Marsh", "mother").await,
        add("Joan Ward", "neighbour").await,
    );
    let folded = async |draft: &DraftView| {
        let audience = client.audience(draft.clone()).await.unwrap();
        audience.folded.replace(['\u{2068}', '\u{2069}'], "")
    };
    let mut draft = client.new_draft(Some(ella)).await.unwrap();
    draft.text = "Slept well.".to_owned();
    assert_eq!(folded(&draft).await, "");

    let zoned = client.now().to_zoned_datetime(crate::zone());
    let yesterday = zoned.date().yesterday().unwrap();
    draft.happened_on = Some(yesterday);
    draft.happened_is_approximate = true;
    assert_eq!(folded(&draft).await, "yesterday");

    let at = yesterday.at(15, 30, 0, 0);
    let at = at.to_zoned_datetime(crate::zone()).unwrap();
    (draft.happened_on, draft.happened_at) = (None, Some(at.timestamp()));
    assert_eq!(folded(&draft).await, "yesterday about 15:30");

    draft.happened_is_approximate = false;
    draft.known = Some(HowKnown::WasTold);
    draft.about = vec![jayden, joan];
    draft.with = vec![kelly];
    assert_eq!(
        folded(&draft).await,
        "yesterday 15:30 · Was told · about Jayden Marsh and Joan Ward · with Kelly Marsh"
    );

    (draft.happened_at, draft.known) = (None, None);
    draft.about.clear();
    assert_eq!(folded(&draft).await, "with Kelly Marsh");
    // Nobody is named of a child who is not chosen.
    draft.case = None;
    assert_eq!(folded(&draft).await, "");
}
