//! The way of a note, from saving to the relay's answer.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::redundant_closure_for_method_calls,
    reason = "outside the product"
)]

mod common;

use common::{ELLA, TestStore, draft, envelope, save};
use jiff::civil::date;
use patchwork_model::{
    AccessReport, LookedAt, NotSent,
    testing::{PRIYA, minute, note},
};
use patchwork_protocol::{Part, PartKind, Replica, Seq};
use patchwork_store::{
    EntryProgress, KeptEdit, NewPart, OutboxCounts, PartState, StoreError, Undone,
};

fn seconds(minutes: i32, seconds: i64) -> jiff::Timestamp {
    minute(minutes) + jiff::SignedDuration::from_secs(seconds)
}

fn series() -> Replica {
    Replica::new(PRIYA, [1; 8])
}

fn change(saved_at: jiff::Timestamp) -> NewPart {
    NewPart {
        space: ELLA,
        part: Part {
            kind: PartKind::Change,
            body: b"raw change".to_vec(),
        },
        edit: Some(KeptEdit {
            edits: b"edits".to_vec(),
            heads: b"heads".to_vec(),
        }),
        entry: None,
        draft: None,
        saved_at,
        undo_until: None,
    }
}

#[test]
fn a_saved_entry_waits_out_its_undo_then_is_sealed_and_leaves_when_the_relay_has_it() {
    let store = TestStore::new();
    let until = seconds(0, 10);
    let row = save(&store, ELLA, PRIYA, note(0, "quiet"), draft(1), Some(until)).unwrap();
    let progress = || {
        let entry = store.read(|r| r.timeline_entry(ELLA, row.id)).unwrap();
        entry.unwrap().progress
    };
    assert_eq!(progress(), EntryProgress::Undoable(until));
    assert_eq!(store.read(|r| r.next_undo_deadline()).unwrap(), Some(until));
    assert_eq!(
        store.read(|r| r.parts_to_seal(ELLA, minute(0))).unwrap(),
        []
    );
    assert_eq!(store.read(|r| r.spaces_to_seal(minute(0))).unwrap(), []);

    assert_eq!(store.read(|r| r.spaces_to_seal(until)).unwrap(), [ELLA]);
    let parts = store.read(|r| r.parts_to_seal(ELLA, until)).unwrap();
    assert_eq!(parts.len(), 1);
    let sealed = envelope(ELLA, series(), 1);
    store.write(|w| w.seal(&sealed, &[parts[0].id])).unwrap();
    assert_eq!(progress(), EntryProgress::SavedHere);
    assert_eq!(store.read(|r| r.next_undo_deadline()).unwrap(), None);
    assert_eq!(store.read(|r| r.parts_to_seal(ELLA, until)).unwrap(), []);
    assert_eq!(store.read(|r| r.sealed_envelopes()).unwrap(), [sealed]);

    let acked = store.write(|w| w.acked(ELLA, series(), Seq(1))).unwrap();
    assert_eq!(
        acked.iter().map(|part| part.entry).collect::<Vec<_>>(),
        [Some(row.id)]
    );
    assert_eq!(progress(), EntryProgress::OnRelay);
    assert_eq!(store.read(|r| r.unsent()).unwrap(), []);
    assert_eq!(store.read(|r| r.sealed_envelopes()).unwrap(), []);
    let again = store.write(|w| w.acked(ELLA, series(), Seq(1))).unwrap();
    assert_eq!(again, [], "an ack that comes twice changes nothing");
}

#[test]
fn an_undo_in_time_leaves_nothing_but_the_draft() {
    let store = TestStore::new();
    let until = seconds(0, 10);
    let row = save(
        &store,
        ELLA,
        PRIYA,
        note(0, "wrongword"),
        draft(1),
        Some(until),
    )
    .unwrap();
    assert_eq!(store.read(|r| r.drafts()).unwrap(), []);
    assert_eq!(
        store
            .read(|r| r.search("wrongword", 10))
            .unwrap()
            .entries
            .len(),
        1
    );

    let undone = store.write(|w| w.undo(row.id, seconds(0, 9))).unwrap();
    let Undone::InTime(back) = undone else {
        panic!("the window is open");
    };
    assert_eq!(store.read(|r| r.entry(ELLA, row.id)).unwrap(), None);
    assert_eq!(store.read(|r| r.unsent()).unwrap(), []);
    assert_eq!(
        store.read(|r| r.search("wrongword", 10)).unwrap().entries,
        []
    );
    let drafts = store.read(|r| r.drafts()).unwrap();
    assert_eq!(drafts, [back]);
    assert_eq!(
        (drafts[0].id, &drafts[0].body),
        (draft(1).id, &draft(1).body)
    );
    assert_eq!(store.read(|r| r.saved_draft(draft(1).id)).unwrap(), None);

    let again = store.write(|w| w.undo(row.id, seconds(0, 9))).unwrap();
    assert_eq!(again, Undone::TooLate);
}

#[test]
fn an_undo_after_the_window_or_after_sending_now_is_too_late() {
    let store = TestStore::new();
    let until = seconds(0, 10);
    let late = save(&store, ELLA, PRIYA, note(0, "one"), draft(1), Some(until)).unwrap();
    assert_eq!(
        store.write(|w| w.undo(late.id, until)).unwrap(),
        Undone::TooLate
    );
    let sent = save(
        &store,
        ELLA,
        PRIYA,
        note(1, "two"),
        draft(2),
        Some(seconds(1, 10)),
    )
    .unwrap();
    assert_eq!(store.write(|w| w.end_undo_windows(minute(1))).unwrap(), 1);
    assert_eq!(store.write(|w| w.end_all_undo_windows()).unwrap(), 1);
    assert_eq!(
        store.write(|w| w.undo(sent.id, minute(1))).unwrap(),
        Undone::TooLate
    );
    assert!(store.read(|r| r.entry(ELLA, sent.id)).unwrap().is_some());
}

#[test]
fn a_clock_that_was_set_back_does_not_keep_words_waiting() {
    let store = TestStore::new();
    let until = Some(seconds(5, 10));
    save(&store, ELLA, PRIYA, note(5, "one"), draft(1), until).unwrap();
    // The clock was five minutes fast when it was saved, and was put right.
    assert_eq!(store.write(|w| w.end_undo_windows(minute(0))).unwrap(), 1);
    assert_eq!(store.read(|r| r.next_undo_deadline()).unwrap(), None);
}

#[test]
fn saving_a_draft_twice_finds_the_first_entry() {
    let store = TestStore::new();
    let row = save(&store, ELLA, PRIYA, note(0, "once"), draft(1), None).unwrap();
    let saved = store.read(|r| r.saved_draft(draft(1).id)).unwrap().unwrap();
    assert_eq!((saved.space, saved.entry), (ELLA, row.id));
    let twice = save(&store, ELLA, PRIYA, note(1, "twice"), draft(1), None);
    assert!(twice.is_err());
    assert_eq!(store.read(|r| r.entries(ELLA)).unwrap().len(), 1);
}

#[test]
fn which_entry_a_draft_became_is_forgotten_by_the_first_save_after_30_days() {
    const DAY: i32 = 24 * 60;
    let store = TestStore::new();
    let saves = |minutes: i32, number: u8| {
        let entry = note(minutes, "written");
        save(&store, ELLA, PRIYA, entry, draft(number), None).unwrap()
    };
    let is_known = |number: u8| {
        let saved = store.read(|r| r.saved_draft(draft(number).id)).unwrap();
        saved.is_some()
    };
    saves(0, 1);
    saves(DAY, 2);
    saves(30 * DAY, 3);
    assert!(is_known(1) && is_known(2) && is_known(3));
    saves(30 * DAY + 1, 4);
    assert!(!is_known(1));
    assert!(is_known(2) && is_known(3) && is_known(4));
    assert_eq!(store.read(|r| r.entries(ELLA)).unwrap().len(), 4);
}

#[test]
fn words_kept_late_do_not_bring_a_saved_draft_back() {
    let store = TestStore::new();
    let until = seconds(0, 10);
    let row = save(&store, ELLA, PRIYA, note(0, "once"), draft(1), Some(until)).unwrap();
    // A page keeps what is being typed; the last of it may come in after Save.
    store.write(|w| w.keep_draft(&draft(1))).unwrap();
    assert_eq!(store.read(|r| r.drafts()).unwrap(), []);
    store.write(|w| w.undo(row.id, seconds(0, 9))).unwrap();
    store.write(|w| w.keep_draft(&draft(1))).unwrap();
    assert_eq!(store.read(|r| r.drafts()).unwrap(), [draft(1)]);
}

#[test]
fn what_was_definitely_refused_is_sealed_again_and_nothing_of_it_is_lost() {
    let store = TestStore::new();
    save(&store, ELLA, PRIYA, note(0, "one"), draft(1), None).unwrap();
    let id = store.write(|w| w.queue(&change(minute(1)))).unwrap();
    let parts = store.read(|r| r.parts_to_seal(ELLA, minute(2))).unwrap();
    assert_eq!(parts.len(), 2);
    store
        .write(|w| {
            w.seal(&envelope(ELLA, series(), 1), &[parts[0].id])?;
            w.seal(&envelope(ELLA, series(), 2), &[parts[1].id])
        })
        .unwrap();
    store.write(|w| w.give_up_all_series(ELLA)).unwrap();
    let waiting = store.read(|r| r.parts_to_seal(ELLA, minute(2))).unwrap();
    assert_eq!(waiting, parts, "in the same order");
    assert_eq!(store.read(|r| r.sealed_envelopes()).unwrap(), []);

    store
        .write(|w| w.replace_change(id, b"made anew", b"other heads"))
        .unwrap();
    let replayed = store.read(|r| r.edits_to_replay(ELLA)).unwrap();
    assert_eq!(replayed.len(), 1);
    assert_eq!(replayed[0].part.body, b"made anew");
    assert_eq!(replayed[0].edit.as_ref().unwrap().edits, b"edits");
}

#[test]
fn sealed_bytes_are_never_replaced() {
    let store = TestStore::new();
    let id = store.write(|w| w.queue(&change(minute(1)))).unwrap();
    let sealed = envelope(ELLA, series(), 1);
    store.write(|w| w.seal(&sealed, &[id])).unwrap();
    let twice = store.write(|w| w.seal(&sealed, &[]));
    assert!(twice.is_err(), "one (replica, seq), one byte string");
    let again = store.write(|w| w.seal(&envelope(ELLA, series(), 2), &[id]));
    assert!(
        matches!(again, Err(StoreError::NotThere(_))),
        "a part is sealed once"
    );
    let changed = store.write(|w| w.replace_change(id, b"other", b"other"));
    assert!(matches!(changed, Err(StoreError::NotThere(_))));
    assert_eq!(store.read(|r| r.sealed_envelopes()).unwrap(), [sealed]);
}

#[test]
fn what_needs_attention_is_kept_shown_and_tried_again_only_when_asked() {
    let store = TestStore::new();
    let row = save(&store, ELLA, PRIYA, note(0, "one"), draft(1), None).unwrap();
    let parts = store.read(|r| r.parts_to_seal(ELLA, minute(2))).unwrap();
    store
        .write(|w| {
            w.seal(&envelope(ELLA, series(), 1), &[parts[0].id])?;
            w.envelope_needs_attention(ELLA, series(), Seq(1), NotSent::NotOnTeam)
        })
        .unwrap();
    assert_eq!(
        store.read(|r| r.parts_to_seal(ELLA, minute(2))).unwrap(),
        []
    );
    let shown = store.read(|r| r.parts_with_attention()).unwrap();
    assert_eq!(
        shown[0].state,
        PartState::NeedsAttention {
            why: NotSent::NotOnTeam,
            detail: String::new(),
        }
    );
    let entry = store
        .read(|r| r.timeline_entry(ELLA, row.id))
        .unwrap()
        .unwrap();
    assert_eq!(
        entry.progress,
        EntryProgress::NeedsAttention(NotSent::NotOnTeam)
    );

    store.write(|w| w.retry_part(shown[0].id)).unwrap();
    assert_eq!(
        store
            .read(|r| r.parts_to_seal(ELLA, minute(2)))
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn the_chip_counts_open_undo_windows_and_not_who_looked() {
    let store = TestStore::new();
    save(
        &store,
        ELLA,
        PRIYA,
        note(0, "held"),
        draft(1),
        Some(seconds(0, 10)),
    )
    .unwrap();
    save(&store, ELLA, PRIYA, note(1, "waiting"), draft(2), None).unwrap();
    store.write(|w| w.queue(&change(minute(1)))).unwrap();
    let looked = NewPart {
        part: Part {
            kind: PartKind::Access,
            body: vec![],
        },
        edit: None,
        ..change(minute(1))
    };
    store.write(|w| w.queue(&looked)).unwrap();
    let bad = store.write(|w| w.queue(&change(minute(1)))).unwrap();
    store
        .write(|w| w.part_needs_attention(bad, NotSent::TooLarge))
        .unwrap();
    let intent = store
        .write(|w| w.queue_intent(ELLA, b"add Tom", None, minute(1)))
        .unwrap();

    let counts = store.read(|r| r.outbox_counts(minute(0))).unwrap();
    let expected = OutboxCounts {
        held: 1,
        waiting: 2,
        attention: 1,
        team_waiting: 1,
        team_attention: 0,
    };
    assert_eq!(counts, expected);
    store.write(|w| w.drop_intent(intent)).unwrap();
    let later = store.read(|r| r.outbox_counts(seconds(0, 10))).unwrap();
    assert_eq!((later.held, later.waiting, later.team_waiting), (0, 3, 0));
}

#[test]
fn who_looked_is_no_reason_to_seal_but_goes_along() {
    let store = TestStore::new();
    let looked = NewPart {
        part: Part {
            kind: PartKind::Access,
            body: vec![],
        },
        edit: None,
        ..change(minute(1))
    };
    store.write(|w| w.queue(&looked)).unwrap();
    assert_eq!(store.read(|r| r.spaces_to_seal(minute(2))).unwrap(), []);
    store.write(|w| w.queue(&change(minute(1)))).unwrap();
    assert_eq!(store.read(|r| r.spaces_to_seal(minute(2))).unwrap(), [ELLA]);
    assert_eq!(
        store
            .read(|r| r.parts_to_seal(ELLA, minute(2)))
            .unwrap()
            .len(),
        2
    );
}

/// Seals a note with a look as the first envelope of the series.
fn with_a_look(store: &TestStore) -> AccessReport {
    save(store, ELLA, PRIYA, note(0, "quiet"), draft(1), None).unwrap();
    let day = date(2026, 3, 12);
    store
        .write(|w| {
            w.note_look(ELLA, day, LookedAt::Timeline, minute(0))?;
            let [report] = w.unreported_access(ELLA)?.try_into().unwrap();
            let mut ids: Vec<_> = w.parts_to_seal(ELLA, minute(1))?;
            let look = w.queue(&NewPart {
                part: Part {
                    kind: PartKind::Access,
                    body: report.encode(),
                },
                edit: None,
                ..change(minute(1))
            })?;
            w.access_reported(ELLA, std::slice::from_ref(&report))?;
            w.forget_reported_access(date(2026, 3, 13))?;
            w.seal(&envelope(ELLA, series(), 1), &[ids.remove(0).id, look])?;
            Ok::<_, StoreError>(report)
        })
        .unwrap()
}

#[test]
fn a_look_in_a_refused_envelope_is_told_again_once_and_its_note_goes_on() {
    let store = TestStore::new();
    let report = with_a_look(&store);
    let unreported = || store.read(|r| r.unreported_access(ELLA)).unwrap();
    assert_eq!(unreported(), []);
    store
        .write(|w| w.seal_again(ELLA, series(), Seq(1)))
        .unwrap();
    assert_eq!(unreported(), [report]);
    let waiting = store.read(|r| r.parts_to_seal(ELLA, minute(2))).unwrap();
    let kinds: Vec<_> = waiting.iter().map(|part| part.part.kind).collect();
    assert_eq!(kinds, [PartKind::Entry]);
}

#[test]
fn a_look_never_needs_attention() {
    let store = TestStore::new();
    let report = with_a_look(&store);
    store
        .write(|w| w.envelope_needs_attention(ELLA, series(), Seq(1), NotSent::Closed))
        .unwrap();
    let kept = store.read(|r| r.parts_with_attention()).unwrap();
    let kinds: Vec<_> = kept.iter().map(|part| part.part.kind).collect();
    assert_eq!(kinds, [PartKind::Entry]);
    assert_eq!(store.read(|r| r.unreported_access(ELLA)).unwrap(), [report]);
}
