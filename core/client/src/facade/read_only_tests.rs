//! A folder that can only be read: what is in it is read, nothing is written, and the person is
//! told so.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use patchwork_model::TimelineFilter;

use crate::{
    CaseId, ChildStatus, Client, ClientError, EntryKind, LookedAt, MyCard, NewCase, NewMarker,
    NewPerson, NewRelationship, NewTask, PersonId, PictureRequest, RelationshipKind, SyncState,
    Viewport,
    testing::{Kitchen, Protected, permissions_hold},
};

/// Every file of a folder.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = fs::read_dir(folder).unwrap().map(|file| {
        let path = file.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        (path, bytes)
    });
    files.collect()
}

/// Everything that a few screens show, as text.
async fn shown(client: &Client, case: CaseId) -> String {
    let viewport = Viewport {
        width: 360.0,
        height: 520.0,
        text_scale: 1.0,
    };
    let entries = client.timeline(case, None, 50, TimelineFilter::All).await;
    let texts = entries.unwrap().entries.into_iter();
    let texts: Vec<String> = texts.map(|entry| entry.text).collect();
    let view = client.case_view(case).await.unwrap();
    format!(
        "{:?}",
        (
            client.all_cases().await.unwrap(),
            client
                .picture(case, PictureRequest::whole(viewport))
                .await
                .unwrap(),
            texts,
            (view.child, view.people, view.header.child),
            client.search("Kelly".to_owned()).await.unwrap(),
            client.search("same clothes".to_owned()).await.unwrap(),
            client.drafts().await.unwrap(),
            client.my_tasks(None, 50).await.unwrap(),
            client.directory(String::new(), None, 50).await.unwrap(),
            client.me().await.unwrap(),
            client.unread_total().await.unwrap(),
        )
    )
}

/// Priya's phone with a case, closed; and what its screens showed.
async fn closed() -> (Kitchen, CaseId, String) {
    let kitchen = Kitchen::new().await;
    let client = &kitchen.client;
    let case = kitchen.ella().await;
    let kelly = NewPerson {
        id: None,
        name: "Kelly Marsh".to_owned(),
        role: "mum".to_owned(),
        agency: String::new(),
        mobile: "07700 900111".to_owned(),
        email: String::new(),
    };
    client.add_person(case, kelly).await.unwrap();
    kitchen
        .write(case, EntryKind::Worry, "same clothes as Monday", None)
        .await;
    let half = crate::DraftView {
        text: "half a thought".to_owned(),
        ..client.new_draft(Some(case)).await.unwrap()
    };
    client.keep_draft(half).await.unwrap();
    client.send_now().await.unwrap();
    let shown = shown(client, case).await;
    client.lock().await;
    (kitchen, case, shown)
}

/// What of a folder can only be read.
type Protect = fn(&Path) -> Vec<PathBuf>;

const WAYS: [(&str, Protect); 3] = [
    ("the folder and all that is in it", |folder| {
        let inside = fs::read_dir(folder).unwrap();
        let inside = inside.map(|file| file.unwrap().path());
        inside.chain([folder.to_owned()]).collect()
    }),
    ("the folder alone", |folder| vec![folder.to_owned()]),
    ("the database alone", |folder| {
        vec![folder.join("patchwork.db")]
    }),
];

#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_a_folder_that_can_only_be_read_is_shown_and_nothing_is_written() {
    let mine = tempfile::tempdir().unwrap();
    let name = "what_is_in_a_folder_that_can_only_be_read_is_shown_and_nothing_is_written";
    if !permissions_hold(mine.path(), &format!("facade::read_only_tests::{name}")) {
        return;
    }
    for (what, protect) in WAYS {
        let (mut kitchen, case, before) = closed().await;
        let folder = kitchen.folder.path().to_owned();
        let protected = Protected::new(protect(&folder)).unwrap();
        let untouched = (files(&folder), kitchen.vault.secrets());
        kitchen.reopen().await.unwrap();
        let client = &kitchen.client;
        assert_eq!(shown(client, case).await, before, "{what}");
        client.looked_at(case, LookedAt::Timeline).await.unwrap();
        client.mark_read(case).await.unwrap();
        client.background().await.unwrap();
        client.foreground();

        let told = client.notices().await.unwrap().remove(0);
        assert_eq!(told.code, "read-only");
        assert!(told.body.contains("can only be read") && told.body.contains("Allow writing"));
        let sync = client.sync_status().await.unwrap();
        assert_eq!(
            (sync.state, &sync.trouble),
            (SyncState::NeedsAttention, &told.body)
        );
        assert_eq!(client.chip().await.unwrap().label, "Can only be read");
        let header = client.case_view(case).await.unwrap().header;
        assert!(!header.may_write && !header.may_change_team);
        assert!(!client.team(case).await.unwrap().may_change);
        let report = client.support_report().await.unwrap();
        assert!(report.contains("can only be read: true"), "{report}");

        client.lock().await;
        let after = (files(&folder), kitchen.vault.secrets());
        assert!(untouched == after, "{what}: something was written");
        drop(protected);
        kitchen.reopen().await.unwrap();
        let client = &kitchen.client;
        assert_eq!(client.read_only_notice(), None);
        kitchen.write(case, EntryKind::Note, "quiet", None).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_would_be_saved_in_a_folder_that_can_only_be_read_is_refused_in_words() {
    let mine = tempfile::tempdir().unwrap();
    let name = "whatever_would_be_saved_in_a_folder_that_can_only_be_read_is_refused_in_words";
    if !permissions_hold(mine.path(), &format!("facade::read_only_tests::{name}")) {
        return;
    }
    let (mut kitchen, case, _) = closed().await;
    let _protected = Protected::whole(kitchen.folder.path()).unwrap();
    kitchen.reopen().await.unwrap();
    let client = &kitchen.client;
    let draft = crate::DraftView {
        text: "quiet".to_owned(),
        ..client.new_draft(Some(case)).await.unwrap()
    };
    let kept = client.drafts().await.unwrap().remove(0);
    let child = NewCase {
        given: "Sam".to_owned(),
        ..NewCase::default()
    };
    let person = NewPerson {
        id: None,
        name: "Dean".to_owned(),
        role: "dad".to_owned(),
        agency: String::new(),
        mobile: String::new(),
        email: String::new(),
    };
    let task = NewTask {
        id: None,
        case,
        title: "Call the school".to_owned(),
        assignee: None,
        due: None,
    };
    let card = MyCard {
        phones: vec!["07700 900222".to_owned()],
        emails: Vec::new(),
        best_reached: String::new(),
        away_until: None,
        covered_by: None,
    };
    let marker = NewMarker {
        text: "Dog in the yard".to_owned(),
        ..NewMarker::default()
    };
    let relation = NewRelationship {
        id: None,
        from: PersonId::CHILD,
        kind: RelationshipKind::ALL[0],
        to: PersonId::CHILD,
    };
    let status = ChildStatus::NoPlan;
    let refused = [
        ("open_case", client.open_case(child).await.err()),
        ("add_person", client.add_person(case, person).await.err()),
        ("add_task", client.add_task(task).await.err()),
        ("add_marker", client.add_marker(case, marker).await.err()),
        ("change_my_card", client.change_my_card(card).await.err()),
        ("relate", client.relate(case, relation).await.err()),
        (
            "set_status",
            client
                .set_status(case, status, None, String::new(), String::new())
                .await
                .err(),
        ),
        ("keep_draft", client.keep_draft(draft.clone()).await.err()),
        (
            "update_draft",
            client.update_draft(kept.clone()).await.err(),
        ),
        (
            "discard_draft",
            client.discard_draft(kept.draft).await.err(),
        ),
        ("save_entry", client.save_entry(draft).await.err()),
        ("send_now", client.send_now().await.err()),
        ("sync_now", client.sync_now(1_000).await.err()),
        ("set_offline", client.set_offline(false).await.err()),
        ("repair", client.repair().await.err()),
        (
            "relay_moved",
            client
                .relay_moved("https://relay.example".to_owned())
                .await
                .err(),
        ),
        ("erase", client.erase_this_device().await.err()),
    ];
    for (call, error) in refused {
        assert_eq!(error, Some(ClientError::ReadOnly), "{call}");
    }
    let told = ClientError::ReadOnly.to_string();
    assert!(told.contains("can only be read") && told.contains("Allow writing"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_phone_saved_last_is_read_where_nothing_can_be_written_or_named() {
    let mine = tempfile::tempdir().unwrap();
    let name = "what_a_killed_phone_saved_last_is_read_where_nothing_can_be_written_or_named";
    if !permissions_hold(mine.path(), &format!("facade::read_only_tests::{name}")) {
        return;
    }
    for loses_the_index in [false, true] {
        let mut kitchen = Kitchen::new().await;
        let case = kitchen.ella().await;
        kitchen.write(case, EntryKind::Note, "quiet", None).await;
        let folder = kitchen.folder.path().to_owned();
        let left = files(&folder);
        kitchen.client.lock().await;
        for (path, bytes) in left {
            if !(loses_the_index && path.ends_with("patchwork.db-shm")) {
                fs::write(path, bytes).unwrap();
            }
        }
        let _protected = Protected::whole(&folder).unwrap();
        let before = files(&folder);
        let opened = kitchen.reopen().await;
        if loses_the_index {
            let told = opened.unwrap_err().to_string();
            assert!(told.contains("patchwork.db-wal"), "{told}");
            assert!(told.contains("Allow writing"), "{told}");
        } else {
            opened.unwrap();
            let client = &kitchen.client;
            let entries = client.timeline(case, None, 50, TimelineFilter::All).await;
            assert_eq!(entries.unwrap().entries[0].text, "quiet");
            client.lock().await;
        }
        assert!(files(&folder) == before, "something was written");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_begun_in_a_folder_that_can_only_be_read() {
    let mine = tempfile::tempdir().unwrap();
    let name = "nothing_is_begun_in_a_folder_that_can_only_be_read";
    if !permissions_hold(mine.path(), &format!("facade::read_only_tests::{name}")) {
        return;
    }
    let mut kitchen = Kitchen::new().await;
    kitchen.client.lock().await;
    let folder = kitchen.folder.path().to_owned();
    for file in files(&folder).keys() {
        fs::remove_file(file).unwrap();
    }
    kitchen.vault.put_back(BTreeMap::new());
    let _protected = Protected::whole(&folder).unwrap();
    let told = kitchen.reopen().await.unwrap_err().to_string();
    assert!(
        told.contains("can only be read") && told.contains("Allow writing"),
        "{told}"
    );
    assert!(files(&folder).is_empty());
}
