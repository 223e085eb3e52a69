//! Times and names in plain words, and what the style sheet calls the members of lists.
// Templates pass what they hold by reference, however small it is.
#![allow(clippy::trivially_copy_pass_by_ref, clippy::ref_option)]

use std::{fmt, sync::LazyLock};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use patchwork_client::{ClosedList, ContactMode, EntryKind, EntryState, SyncState, isolated};

/// Times are shown as the system's clock shows them, here and in what the client says.
static ZONE: LazyLock<TimeZone> = LazyLock::new(patchwork_client::zone);

pub(crate) fn zone() -> TimeZone {
    ZONE.clone()
}

/// What a person typed, as HTML: escaped, and isolated where its direction of writing could turn
/// what is beside it.
pub(crate) fn bdi(typed: &str) -> Markup {
    let mut html = String::with_capacity(typed.len());
    for c in typed.chars() {
        match c {
            '&' => html.push_str("&#38;"),
            '<' => html.push_str("&#60;"),
            '>' => html.push_str("&#62;"),
            '"' => html.push_str("&#34;"),
            '\'' => html.push_str("&#39;"),
            _ => html.push(c),
        }
    }
    if isolated(typed) == typed {
        Markup(html)
    } else {
        Markup(format!("<bdi>{html}</bdi>"))
    }
}

/// Names that people typed, each by itself.
pub(crate) fn names(typed: &[String]) -> Markup {
    let names: Vec<String> = typed.iter().map(|name| bdi(name).0).collect();
    Markup(names.join(", "))
}

/// HTML in which everything typed is escaped.
pub(crate) struct Markup(String);

impl Markup {
    /// Of this HTML, in which everything typed is escaped already.
    pub(super) fn of(html: String) -> Self {
        Self(html)
    }
}

impl fmt::Display for Markup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Markup {}

/// A moment near now in the words people use, farther away by its date.
pub(crate) fn when(at: &Timestamp) -> String {
    when_from(*at, Timestamp::now(), zone())
}

fn when_from(at: Timestamp, now: Timestamp, zone: TimeZone) -> String {
    let (then, today) = (
        at.to_zoned_datetime(zone.clone()),
        now.to_zoned_datetime(zone),
    );
    let clock = then.strftime("%H:%M");
    let minutes = (now.as_second() - at.as_second()).div_euclid(60);
    let days = (today.date() - then.date()).get_days();
    match (minutes, days) {
        (0, _) => "just now".to_owned(),
        (1, _) => "1 minute ago".to_owned(),
        (2..=59, _) => format!("{minutes} minutes ago"),
        (_, 0) => format!("today {clock}"),
        (_, 1) => format!("yesterday {clock}"),
        (_, -1) => format!("tomorrow {clock}"),
        (_, 2..=6) => format!("{} {clock}", then.strftime("%A")),
        _ if then.year() == today.year() => then.strftime("%-d %B, %H:%M").to_string(),
        _ => then.strftime("%-d %B %Y").to_string(),
    }
}

/// The same without a clock time, for things that age.
pub(crate) fn when_day(at: &Timestamp) -> String {
    day_from(at.to_zoned_datetime(zone()).date(), today())
}

/// "today", "yesterday", "12 March".
pub(crate) fn lately(day: &Date) -> String {
    day_from(*day, today())
}

fn day_from(date: Date, today: Date) -> String {
    match (today - date).get_days() {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        _ if date.year() == today.year() => date.strftime("%-d %B").to_string(),
        _ => date.strftime("%-d %B %Y").to_string(),
    }
}

/// Since when something is new: "earlier today", "yesterday", "Tuesday", "12 March".
pub(crate) fn since(at: &Timestamp) -> String {
    let (then, today) = (at.to_zoned_datetime(zone()).date(), today());
    match (today - then).get_days() {
        0 => format!("{} today", clock(at)),
        2..=6 => then.strftime("%A").to_string(),
        _ => day_from(then, today),
    }
}

/// A heading for a day of the timeline.
pub(crate) fn day_heading(then: Date) -> String {
    let today = today();
    match (today - then).get_days() {
        0 => "Today".to_owned(),
        1 => "Yesterday".to_owned(),
        _ if then.year() == today.year() => then.strftime("%A %-d %B").to_string(),
        _ => then.strftime("%A %-d %B %Y").to_string(),
    }
}

pub(crate) fn clock(at: &Timestamp) -> String {
    at.to_zoned_datetime(zone()).strftime("%H:%M").to_string()
}

pub(crate) fn day(date: &Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// A day as a date field takes it.
pub(crate) fn field_day(date: Option<Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

/// When a task is due, with what that means today.
pub(crate) fn due(date: &Date) -> String {
    match (*date - today()).get_days() {
        0 => "due today".to_owned(),
        1 => "due tomorrow".to_owned(),
        d if d < 0 => format!("was due {}", day_from(*date, today())),
        2..=6 => format!("due {}", date.strftime("%A")),
        _ => format!("due {}", day_from(*date, today())),
    }
}

pub(crate) fn is_due(date: &Date) -> bool {
    *date <= today()
}

pub(crate) fn today() -> Date {
    Timestamp::now().to_zoned_datetime(zone()).date()
}

/// Whether something was written down much later than it happened.
pub(crate) fn written_later(happened: &Timestamp, written: &Timestamp) -> bool {
    written.as_second() - happened.as_second() > 15 * 60
}

/// One or two letters for a face.
pub(crate) fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().skip_while(|word| {
        ["dr", "mr", "mrs", "ms", "miss"]
            .contains(&word.trim_end_matches('.').to_lowercase().as_str())
    });
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.last().and_then(|word| word.chars().next());
    let letters: String = first
        .into_iter()
        .chain(last)
        .flat_map(char::to_uppercase)
        .collect();
    if letters.is_empty() {
        "?".to_owned()
    } else {
        letters
    }
}

pub(crate) fn sync_class(state: &SyncState) -> &'static str {
    match state {
        SyncState::UpToDate => "up-to-date",
        SyncState::Waiting => "waiting",
        SyncState::Offline => "offline",
        SyncState::NeedsAttention => "attention",
    }
}

pub(crate) fn sync_icon(state: &SyncState) -> &'static str {
    match state {
        SyncState::UpToDate => "check",
        SyncState::Waiting => "waiting",
        SyncState::Offline => "offline",
        SyncState::NeedsAttention => "alert",
    }
}

pub(crate) fn kind_icon(kind: &EntryKind, mode: &Option<ContactMode>) -> &'static str {
    match kind {
        EntryKind::Contact if *mode == Some(ContactMode::Call) => "phone",
        EntryKind::Contact => "home",
        EntryKind::Worry => "worry",
        EntryKind::Strength => "strength",
        EntryKind::ChildsWords => "words",
        EntryKind::SignificantEvent => "event",
        EntryKind::Reply | EntryKind::Response => "reply",
        EntryKind::Question => "question",
        EntryKind::Amendment => "pencil",
        EntryKind::StrikeThrough => "strike",
        EntryKind::SharingDecision => "shield",
        EntryKind::Note | EntryKind::Unknown => "message",
    }
}

pub(crate) fn answer_icon(kind: &EntryKind) -> &'static str {
    kind_icon(kind, &None)
}

/// What the fold above the ways to answer an entry says.
pub(crate) fn answer_summary(may_answer: &[EntryKind]) -> &'static str {
    let may = |kind| may_answer.contains(&kind);
    match (may(EntryKind::Response), may(EntryKind::Question)) {
        (true, true) => "Respond, reply or question",
        (true, false) => "Respond, reply or correct",
        (false, true) => "Reply or question",
        (false, false) if may(EntryKind::Amendment) => "Reply or correct",
        (false, false) => "Reply",
    }
}

pub(crate) fn kind_class(kind: &EntryKind) -> &'static str {
    match kind {
        EntryKind::Worry => "worry",
        EntryKind::Strength => "strength",
        EntryKind::ChildsWords => "childs-words",
        EntryKind::SignificantEvent => "event",
        EntryKind::Reply
        | EntryKind::Response
        | EntryKind::Question
        | EntryKind::Amendment
        | EntryKind::StrikeThrough => "about-entry",
        _ => "plain",
    }
}

pub(crate) fn state_icon(state: &EntryState) -> &'static str {
    match state {
        EntryState::Undoable => "undo",
        EntryState::SavedHere => "waiting",
        EntryState::OnRelay => "check",
        EntryState::NeedsAttention => "alert",
    }
}

/// The code name of what was chosen; empty where nothing was.
pub(crate) fn code<T: ClosedList>(chosen: &Option<T>) -> &'static str {
    chosen.map_or("", T::code_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(at: &str) -> String {
        told_in("Europe/London", at)
    }

    fn told_in(zone: &str, at: &str) -> String {
        let now = "2026-11-24T10:42:00Z".parse().unwrap();
        when_from(at.parse().unwrap(), now, TimeZone::get(zone).unwrap())
    }

    #[test]
    fn a_moment_is_told_by_the_clock_of_the_place() {
        assert_eq!(
            told_in("Europe/Madrid", "2026-11-24T08:05:00Z"),
            "today 09:05"
        );
        assert_eq!(told_in("Asia/Tokyo", "2026-11-24T08:05:00Z"), "today 17:05");
        assert_eq!(
            told_in("Asia/Tokyo", "2026-11-23T14:59:00Z"),
            "yesterday 23:59"
        );
    }

    #[test]
    fn what_could_turn_the_words_beside_it_is_isolated_and_everything_is_escaped() {
        assert_eq!(bdi("محمد أحمد").to_string(), "<bdi>محمد أحمد</bdi>");
        assert_eq!(
            bdi("a\u{202e}<b>").to_string(),
            "<bdi>a\u{202e}&#60;b&#62;</bdi>"
        );
        assert_eq!(bdi("Zoë <b>").to_string(), "Zoë &#60;b&#62;");
    }

    #[test]
    fn a_moment_is_told_as_people_tell_it() {
        assert_eq!(told("2026-11-24T10:41:50Z"), "just now");
        assert_eq!(told("2026-11-24T10:40:50Z"), "1 minute ago");
        assert_eq!(told("2026-11-24T10:02:00Z"), "40 minutes ago");
        assert_eq!(told("2026-11-24T08:05:00Z"), "today 08:05");
        assert_eq!(told("2026-11-23T23:50:00Z"), "yesterday 23:50");
        assert_eq!(told("2026-11-20T09:00:00Z"), "Friday 09:00");
        assert_eq!(told("2026-06-01T09:00:00Z"), "1 June, 10:00");
        assert_eq!(told("2025-06-01T09:00:00Z"), "1 June 2025");
        assert_eq!(told("2026-11-25T09:00:00Z"), "tomorrow 09:00");
    }

    #[test]
    fn letters_for_a_face_leave_titles_out() {
        assert_eq!(initials("Dr Raj Patel"), "RP");
        assert_eq!(initials("Zoë"), "Z");
        assert_eq!(initials(" "), "?");
    }
}
