//! Who was last seen, what waits for an answer.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use patchwork_model::testing::*;
use patchwork_model::*;
use patchwork_protocol::DeviceId;

fn same(one: DeviceId, other: DeviceId) -> bool {
    one == other
}

fn family(person: PersonId) -> bool {
    [MUM, NAN, DAD].contains(&person)
}

/// Each as it was received: when it was written.
fn received(entries: &[EntryRow]) -> Vec<ReceivedEntry<'_>> {
    let at_once = |row| received_at(row, row.written_at);
    entries.iter().map(at_once).collect()
}

fn received_at(row: &EntryRow, at: jiff::Timestamp) -> ReceivedEntry<'_> {
    let received_at = Some(at);
    ReceivedEntry { row, received_at }
}

fn last(entries: &[EntryRow]) -> LastContact {
    last_contact(&received(entries), family, same)
}

fn call(minutes: i32, outcome: ContactOutcome, with: &[PersonId]) -> Entry {
    let body = EntryBody::Contact {
        mode: ContactMode::Call,
        outcome,
        text: String::new(),
    };
    let with = with.iter().copied().map(Participant::Person).collect();
    Entry {
        with,
        ..entry(minutes, body)
    }
}

#[test]
fn a_worry_waits_until_someone_else_responds() {
    let worry = row(PRIYA, worry(1, "same clothes as Monday"));
    let waits = |others: &[EntryRow]| {
        let all: Vec<_> = std::iter::once(worry.clone())
            .chain(others.iter().cloned())
            .collect();
        !unanswered_worries(&all, same).is_empty()
    };
    assert!(waits(&[]));
    let own = row(PRIYA, response(2, worry.id, ResponseKind::Read));
    assert!(waits(&[own]));
    let toms = row(TOM, response(3, worry.id, ResponseKind::Talked));
    assert!(!waits(std::slice::from_ref(&toms)));
    let taken_back = row(TOM, strike(4, toms.id));
    assert!(waits(&[toms.clone(), taken_back]));
    let struck_by_another = row(JOAN, strike(5, toms.id));
    assert!(!waits(&[toms, struck_by_another]));
    let mistaken = row(PRIYA, strike(6, worry.id));
    assert!(!waits(&[mistaken]));
    let silenced_by_another = row(TOM, strike(7, worry.id));
    assert!(waits(&[silenced_by_another]));
}

#[test]
fn the_oldest_worry_comes_first() {
    let entries = [row(PRIYA, worry(9, "later")), row(TOM, worry(2, "earlier"))];
    let waiting = unanswered_worries(&entries, same);
    assert_eq!(
        waiting.iter().map(|worry| worry.device).collect::<Vec<_>>(),
        [TOM, PRIYA]
    );
}

#[test]
fn last_seen_is_the_last_visit_that_saw_the_child() {
    let entries = [
        row(PRIYA, visit(10, ContactOutcome::SeenAlone)),
        row(TOM, visit(20, ContactOutcome::SpokeNotSeen)),
        row(JOAN, visit(30, ContactOutcome::NoReply)),
        row(JOAN, visit(40, ContactOutcome::WasNotBrought)),
    ];
    let last = last(&entries);
    assert_eq!(last.child_seen.unwrap().when, When::At(minute(10)));
    assert_eq!(last.family_spoken_to.unwrap().device, TOM);
    assert_eq!(last_contact(&[], family, same), LastContact::default());
}

#[test]
fn a_struck_visit_and_a_visit_of_tomorrow_do_not_count_as_last() {
    let mistaken = row(TOM, visit(50, ContactOutcome::Seen));
    let mut early = visit(20, ContactOutcome::Seen);
    early.happened_at = When::At(minute(100_000));
    let entries = [
        row(PRIYA, early),
        row(JOAN, visit(30, ContactOutcome::Seen)),
        mistaken.clone(),
        row(TOM, strike(51, mistaken.id)),
    ];
    assert_eq!(last(&entries).child_seen.unwrap().device, JOAN);
}

#[test]
fn a_call_never_sees_the_child_whatever_it_is_marked() {
    let entries = [
        row(PRIYA, visit(10, ContactOutcome::Seen)),
        row(TOM, call(20, ContactOutcome::Seen, &[MUM])),
        row(TOM, call(30, ContactOutcome::SeenAlone, &[PersonId::CHILD])),
    ];
    let last = last(&entries);
    assert_eq!(last.child_seen.unwrap().when, When::At(minute(10)));
    assert_eq!(last.family_spoken_to.unwrap().when, When::At(minute(30)));
}

#[test]
fn the_family_is_spoken_to_only_where_one_of_it_took_part() {
    let spoken = |entry| last(&[row(PRIYA, entry)]).family_spoken_to.is_some();
    let spoke = ContactOutcome::SpokeNotSeen;
    assert!(spoken(call(1, spoke, &[MUM])));
    assert!(spoken(call(1, spoke, &[DOCTOR, NAN])));
    assert!(spoken(call(1, spoke, &[PersonId::CHILD])));
    assert!(!spoken(call(1, spoke, &[DOCTOR])));
    assert!(!spoken(call(1, spoke, &[])), "a call to nobody knows whom");
    assert!(!spoken(call(1, ContactOutcome::NoReply, &[MUM])));
    let mut about_mum = call(1, spoke, &[DOCTOR]);
    about_mum.about = vec![MUM];
    assert!(!spoken(about_mum));
    let mut colleague = visit(1, spoke);
    colleague.with = vec![Participant::Practitioner(practitioner(2))];
    assert!(!spoken(colleague));
    assert!(spoken(visit(1, spoke)));
}

#[test]
fn what_lies_later_than_a_day_after_its_receipt_moves_nothing() {
    const DAY: i32 = 24 * 60;
    // A fast clock: written and happened next year.
    let year = row(TOM, visit(365 * DAY, ContactOutcome::Seen));
    let before = row(PRIYA, visit(0, ContactOutcome::Seen));
    let seen = |entry, at| {
        let entries = [received_at(&before, minute(0)), received_at(entry, at)];
        let seen = last_contact(&entries, family, same).child_seen;
        seen.unwrap().device
    };
    assert_eq!(seen(&year, minute(5)), PRIYA);
    let hours = row(TOM, visit(DAY, ContactOutcome::Seen));
    assert_eq!(seen(&hours, minute(5)), TOM);
    // Dated ahead by hand, and received long after.
    let mut ahead = visit(5, ContactOutcome::Seen);
    ahead.happened_at = When::At(minute(10 * DAY));
    assert_eq!(seen(&row(TOM, ahead), minute(20 * DAY)), PRIYA);
}

#[test]
fn someone_is_not_contacted_by_words_about_them_with_someone_else() {
    let mut about_mum = call(1, ContactOutcome::SpokeNotSeen, &[DOCTOR]);
    about_mum.about = vec![MUM];
    let entries = [row(PRIYA, about_mum)];
    let with = |person| {
        last_contact_with(&received(&entries), Participant::Person(person), same).is_some()
    };
    assert!(with(DOCTOR));
    assert!(!with(MUM));
}

#[test]
fn last_contact_with_someone_counts_those_who_took_part() {
    let mut with_nan = visit(10, ContactOutcome::SpokeNotSeen);
    with_nan.with = vec![Participant::Person(NAN)];
    let mut about_mum = visit(20, ContactOutcome::Seen);
    about_mum.about = vec![MUM];
    let mut nobody_in = visit(30, ContactOutcome::NoReply);
    nobody_in.with = vec![Participant::Person(NAN)];
    let entries = [
        row(TOM, with_nan),
        row(PRIYA, about_mum),
        row(JOAN, nobody_in),
    ];
    let when = |person| {
        last_contact_with(&received(&entries), Participant::Person(person), same)
            .map(|last| last.when)
    };
    assert_eq!(when(NAN), Some(When::At(minute(10))));
    assert_eq!(when(MUM), Some(When::At(minute(20))));
    assert_eq!(when(DAD), None);
}

#[test]
fn corrections_count_only_from_the_author_and_all_stay_visible() {
    let note = row(PRIYA, note(1, "seen on Monday"));
    let say = |device, minutes, body| row(device, entry(minutes, body));
    let amend = |text: &str| EntryBody::Amendment {
        of: note.id,
        text: text.into(),
    };
    let first = say(PRIYA, 2, amend("seen on Tuesday"));
    let second = say(PRIYA, 4, amend("seen on Wednesday"));
    let toms = say(TOM, 3, amend("never seen"));
    let reply = say(
        JOAN,
        5,
        EntryBody::Reply {
            to: toms.id,
            text: "I saw her".into(),
        },
    );
    let lost = say(
        JOAN,
        6,
        EntryBody::Reply {
            to: EntryId([9; 16]),
            text: "thanks".into(),
        },
    );
    let all = [reply, second, note, toms, first, lost].map(|row| row);
    let threads = threads(&all, same);
    assert_eq!(threads.len(), 2);
    assert_eq!(threads[0].text(), "seen on Wednesday");
    assert_eq!(threads[0].amendments.len(), 2);
    let replies: Vec<_> = threads[0].replies.iter().map(|row| row.device).collect();
    assert_eq!(replies, [TOM, JOAN]);
    assert_eq!(threads[1].text(), "thanks");
}

#[test]
fn entries_in_a_circle_end_somewhere() {
    let at = |minutes: i32| EntryId::new(TOM, i64::from(minutes).to_be_bytes());
    let to = |id| EntryBody::Reply {
        to: id,
        text: "round".into(),
    };
    let circle = [row(TOM, entry(1, to(at(2)))), row(TOM, entry(2, to(at(1))))];
    assert_eq!(threads(&circle, same).len(), 2);
}
