//! The entries of the last weeks on one strip of time.

use jiff::{ToSpan as _, civil::Date};
use patchwork_model::{ContactOutcome, EntryKind, TimelineFilter};
use patchwork_store::{KindFilter, Reader};

use super::{Names, case_read::CaseRead};
use crate::{
    CaseId, Client, EntryView, PatternDay, PatternLane, PatternMark, PatternSign, PatternView,
    Result,
};

const WEEKS: i32 = 12;
/// Entries that are read at once.
const ENTRIES: u32 = 100;
/// Room for a mark beside the first and the last day.
const MARGIN: f64 = 0.025;

/// The lanes from top to bottom.
const LANES: [(EntryKind, &str); 3] = [
    (EntryKind::Worry, "Worries"),
    (EntryKind::Strength, "Strengths"),
    (EntryKind::Contact, "Visits and calls"),
];

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// The worries, strengths, visits and calls of the last twelve weeks. What was struck through
    /// is not among them.
    pub async fn pattern(&self, case: CaseId) -> Result<PatternView> {
        let roster = self.roster().await?;
        let now = self.now();
        self.read(move |r| {
            let names = Names::of(roster, r);
            let read = CaseRead::for_entries(case, &names, r, now)?;
            let entries = since(first_day(read.today), &read, case, r)?;
            Ok(drawn(&entries, read.today))
        })
        .await
    }
}

fn first_day(today: Date) -> Date {
    today.saturating_sub(WEEKS.weeks())
}

fn since(first: Date, read: &CaseRead<'_>, case: CaseId, r: &Reader<'_>) -> Result<Vec<EntryView>> {
    let kinds = TimelineFilter::Pattern
        .kinds()
        .map_or(KindFilter::ALL, KindFilter::of);
    let mut entries = Vec::new();
    let mut before = None;
    loop {
        let page = r.timeline(case, kinds, before, ENTRIES)?;
        for stored in &page.entries {
            entries.push(read.entry(stored, r)?);
        }
        before = page.next;
        let is_earlier = entries.last().is_some_and(|last| last.happened_day < first);
        if before.is_none() || is_earlier {
            return Ok(entries);
        }
    }
}

fn drawn(entries: &[EntryView], today: Date) -> PatternView {
    let marks = |kind| {
        entries
            .iter()
            .filter(|entry| entry.kind == kind && entry.struck.is_none())
            .filter(|entry| (first_day(today)..=today).contains(&entry.happened_day))
            .map(|entry| PatternMark {
                entry: entry.entry,
                day: entry.happened_day,
                at: place(entry.happened_day, today),
                sign: sign(entry),
            })
            .collect()
    };
    PatternView {
        days: named_days(today),
        lanes: LANES
            .iter()
            .map(|(kind, label)| PatternLane {
                label: (*label).to_owned(),
                marks: marks(*kind),
            })
            .collect(),
        spoken: format!(
            "Worries, strengths, visits and calls of the last {WEEKS} weeks, each at its day. The \
             list below says the same in words."
        ),
    }
}

fn named_days(today: Date) -> Vec<PatternDay> {
    (0..=WEEKS)
        .step_by(4)
        .map(|week| {
            let day = today.saturating_sub((WEEKS - week).weeks());
            PatternDay {
                at: place(day, today),
                label: if day == today {
                    "today".to_owned()
                } else {
                    day.strftime("%-d %b").to_string()
                },
            }
        })
        .collect()
}

fn place(day: Date, today: Date) -> f64 {
    let days_ago = f64::from((today - day).get_days());
    MARGIN + (1.0 - 2.0 * MARGIN) * (1.0 - days_ago / f64::from(WEEKS * 7))
}

fn sign(entry: &EntryView) -> PatternSign {
    match entry.kind {
        EntryKind::Worry => PatternSign::Worry,
        EntryKind::Strength => PatternSign::Strength,
        _ if entry.outcome.is_some_and(ContactOutcome::saw_the_child) => PatternSign::ChildSeen,
        _ => PatternSign::ChildNotSeen,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ContactMode, DraftView, testing::Kitchen};

    #[test]
    fn today_is_at_the_right_end_and_the_oldest_day_at_the_left() {
        let today = Date::constant(2026, 11, 24);
        assert!((place(today, today) - 0.975).abs() < 1e-9);
        assert!((place(first_day(today), today) - 0.025).abs() < 1e-9);
        let days = named_days(today);
        let labels: Vec<_> = days.iter().map(|day| day.label.as_str()).collect();
        assert_eq!(labels, ["1 Sep", "29 Sep", "27 Oct", "today"]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn each_entry_of_the_last_weeks_has_one_mark_in_the_lane_of_its_kind() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let ella = kitchen.ella().await;
        let save = async |kind, days: i32, outcome| {
            let draft = client.new_draft(Some(ella)).await.unwrap();
            let day = crate::workspace::today(client.now()).saturating_sub(days.days());
            let entry = DraftView {
                kind,
                text: "Seen at school".to_owned(),
                mode: Some(ContactMode::Visit).filter(|_| kind == EntryKind::Contact),
                outcome,
                happened_on: Some(day),
                ..draft
            };
            client.save_entry(entry).await.unwrap().entry
        };
        let worry = save(EntryKind::Worry, 3, None).await;
        save(EntryKind::Note, 3, None).await;
        save(EntryKind::Worry, 12 * 7 + 1, None).await;
        let seen = save(EntryKind::Contact, 0, Some(ContactOutcome::Seen)).await;
        let missed = save(EntryKind::Contact, 84, Some(ContactOutcome::NoReply)).await;
        let mistaken = save(EntryKind::Strength, 1, None).await;
        kitchen
            .write(
                ella,
                EntryKind::StrikeThrough,
                "Of another child",
                Some(mistaken),
            )
            .await;

        let pattern = client.pattern(ella).await.unwrap();
        let marks: Vec<Vec<_>> = pattern
            .lanes
            .iter()
            .map(|lane| {
                lane.marks
                    .iter()
                    .map(|mark| (mark.entry, mark.sign))
                    .collect()
            })
            .collect();
        assert_eq!(
            marks,
            [
                vec![(worry, PatternSign::Worry)],
                vec![],
                vec![
                    (seen, PatternSign::ChildSeen),
                    (missed, PatternSign::ChildNotSeen)
                ],
            ]
        );
    }
}
