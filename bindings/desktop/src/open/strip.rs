//! The pattern: worries, strengths and contacts of the last weeks on one strip of time.
//!
//! Every mark is one entry. Nothing is counted, scored or compared: how many worries there are
//! says as much about who watches a family as about the family.

use std::fmt::Write as _;

use jiff::{ToSpan as _, civil::Date};
use patchwork_client::{ContactOutcome, EntryKind, EntryView};

use super::words;

const WEEKS: i32 = 12;
const LANE: i32 = 40;

/// The lanes from top to bottom.
const LANES: [(&str, Mark); 3] = [
    ("Worries", Mark::Worry),
    ("Strengths", Mark::Strength),
    ("Visits and calls", Mark::Contact),
];

/// What the two kinds of circle mean.
pub(crate) const KEY: &str = "<svg width=\"14\" height=\"14\" aria-hidden=\"true\"><circle class=\"mark seen\" cx=\"7\" cy=\"7\" r=\"5.5\"/></svg> child seen <svg width=\"14\" height=\"14\" aria-hidden=\"true\"><circle class=\"mark not-seen\" cx=\"7\" cy=\"7\" r=\"5\"/></svg> child not seen";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Worry,
    Strength,
    Contact,
}

/// Draws the strip up to today.
pub(crate) fn svg(entries: &[EntryView]) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = draw(&mut out, entries, words::today());
    out
}

fn draw(out: &mut String, entries: &[EntryView], today: Date) -> std::fmt::Result {
    let lanes = i32::try_from(LANES.len()).unwrap_or_default();
    let height = lanes * LANE + 22;
    write!(
        out,
        "<svg class=\"strip\" width=\"100%\" height=\"{height}\" role=\"img\" aria-label=\"Worries, strengths, visits and calls of the last {WEEKS} weeks, each at its day. The list below says the same in words.\">"
    )?;
    for week in (0..=WEEKS).step_by(4) {
        let Ok(day) = today.checked_sub((WEEKS - week).weeks()) else {
            continue;
        };
        let x = place(day, today);
        let anchor = match week {
            0 => "start",
            WEEKS => "end",
            _ => "middle",
        };
        let label = if week == WEEKS {
            "today".to_owned()
        } else {
            day.strftime("%-d %b").to_string()
        };
        write!(
            out,
            "<line class=\"strip-week\" x1=\"{x:.1}%\" x2=\"{x:.1}%\" y1=\"16\" y2=\"{}\"/>",
            lanes * LANE
        )?;
        write!(
            out,
            "<text class=\"strip-label\" x=\"{x:.1}%\" y=\"{}\" text-anchor=\"{anchor}\">{label}</text>",
            height - 5
        )?;
    }
    let mut y = 0;
    for (label, mark) in LANES {
        let middle = y + 27;
        write!(
            out,
            "<text class=\"strip-label\" x=\"2\" y=\"{}\">{label}</text>",
            y + 12
        )?;
        write!(
            out,
            "<line class=\"strip-lane\" x1=\"0\" x2=\"100%\" y1=\"{middle}\" y2=\"{middle}\"/>"
        )?;
        for entry in entries
            .iter()
            .filter(|e| e.struck.is_none() && of(e.kind) == Some(mark))
        {
            let day = entry.happened_day;
            if day <= today && (today - day).get_days() <= WEEKS * 7 {
                let x = place(day, today);
                write!(
                    out,
                    "<svg x=\"{x:.1}%\" y=\"{middle}\" overflow=\"visible\">{}</svg>",
                    shape(mark, entry.outcome)
                )?;
            }
        }
        y += LANE;
    }
    out.push_str("</svg>");
    Ok(())
}

/// Where a day lies from left to right, in per cent, with room for a mark at both ends.
fn place(day: Date, today: Date) -> f64 {
    2.5 + 95.0 * (1.0 - f64::from((today - day).get_days()) / f64::from(WEEKS * 7))
}

fn of(kind: EntryKind) -> Option<Mark> {
    match kind {
        EntryKind::Worry => Some(Mark::Worry),
        EntryKind::Strength => Some(Mark::Strength),
        EntryKind::Contact => Some(Mark::Contact),
        _ => None,
    }
}

/// Shapes differ, so that colour is not needed to tell them apart.
fn shape(mark: Mark, outcome: Option<ContactOutcome>) -> &'static str {
    match (mark, outcome) {
        (Mark::Worry, _) => "<path class=\"mark worry\" d=\"M-6 -6H6V4H1L-3 8V4H-6Z\"/>",
        (Mark::Strength, _) => "<path class=\"mark strength\" d=\"M0 -7L7 0L0 7L-7 0Z\"/>",
        (Mark::Contact, Some(outcome)) if outcome.saw_the_child() => {
            "<circle class=\"mark seen\" r=\"5.5\"/>"
        }
        (Mark::Contact, _) => "<circle class=\"mark not-seen\" r=\"5\"/>",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn today_is_at_the_right_end_and_the_oldest_day_at_the_left() {
        let today = Date::new(2026, 11, 24).unwrap();
        assert!((place(today, today) - 97.5).abs() < 0.01);
        assert!((place(today.checked_sub(12.weeks()).unwrap(), today) - 2.5).abs() < 0.01);
    }
}
