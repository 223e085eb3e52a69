//! Times, names and states in plain words.
// Templates pass what they hold by reference, however small it is.
#![allow(clippy::trivially_copy_pass_by_ref)]

use std::sync::LazyLock;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use patchwork_client::{
    AccessRole, ContactKind, EntryKind, EntryState, HowKnown, LineStyle, Outcome, ResponseKind,
    SyncState,
};

/// Times are shown as the clock on the wall of the place the service is for.
static ZONE: LazyLock<TimeZone> =
    LazyLock::new(|| TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC));

/// Kinds of agency to choose from; anything else can be typed.
pub(crate) const AGENCY_KINDS: [&str; 19] = [
    "children’s social care",
    "early help",
    "nursery or childminder",
    "school",
    "school nursing",
    "health visiting",
    "midwifery",
    "GP",
    "youth services",
    "youth justice",
    "housing",
    "police",
    "probation",
    "community safety",
    "adult social care",
    "voluntary sector",
    "foster carers",
    "independent reviewing officer",
    "other",
];

pub(crate) fn zone() -> TimeZone {
    ZONE.clone()
}

/// A moment near now in the words people use, farther away by its date.
pub(crate) fn when(at: &Timestamp) -> String {
    when_from(*at, Timestamp::now())
}

fn when_from(at: Timestamp, now: Timestamp) -> String {
    let (then, today) = (at.to_zoned_datetime(zone()), now.to_zoned_datetime(zone()));
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

/// A heading for a day of the timeline.
pub(crate) fn day_heading(at: &Timestamp) -> String {
    let (then, today) = (at.to_zoned_datetime(zone()).date(), today());
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

/// What a dialler takes, from a number as typed.
pub(crate) fn tel(typed: &str) -> String {
    format!("tel:{}", dialled(typed))
}

/// What a message app takes, from a number as typed.
pub(crate) fn sms(typed: &str) -> String {
    format!("sms:{}", dialled(typed))
}

fn dialled(typed: &str) -> String {
    typed
        .chars()
        .filter(|c| c.is_ascii_digit() || matches!(c, '+' | '*' | '#'))
        .collect()
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

pub(crate) fn kind_icon(kind: &EntryKind) -> &'static str {
    match kind {
        EntryKind::Visit => "home",
        EntryKind::Call => "phone",
        EntryKind::Worry => "worry",
        EntryKind::Strength => "strength",
        EntryKind::ChildsWords => "words",
        EntryKind::SignificantEvent => "event",
        EntryKind::Reply | EntryKind::Response => "reply",
        EntryKind::Amendment => "pencil",
        EntryKind::StrikeThrough => "strike",
        EntryKind::SharingDecision => "shield",
        EntryKind::Note | EntryKind::Unknown => "message",
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
        | EntryKind::Amendment
        | EntryKind::StrikeThrough => "about-entry",
        _ => "plain",
    }
}

/// How far an entry has come; never more than is known.
pub(crate) fn state(state: &EntryState) -> &'static str {
    match state {
        EntryState::Undoable => "Saved on this phone, can still be undone",
        EntryState::SavedHere => "Saved on this phone",
        EntryState::OnRelay => "On the relay, for the team",
        EntryState::NeedsAttention => "Saved on this phone, needs your attention",
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

pub(crate) fn access(role: &AccessRole) -> &'static str {
    match role {
        AccessRole::Manager => "manager, may change the team",
        AccessRole::Member => "member, reads and writes",
        AccessRole::Observer => "observer, reads",
    }
}

pub(crate) fn contact_kind(kind: &ContactKind) -> &'static str {
    match kind {
        ContactKind::Mobile => "Mobile",
        ContactKind::Home => "Home phone",
        ContactKind::Work => "Work phone",
        ContactKind::Email => "Email",
        ContactKind::Other => "Other",
    }
}

pub(crate) fn line_class(style: &LineStyle) -> &'static str {
    match style {
        LineStyle::Recent => "recent",
        LineStyle::Months => "months",
        LineStyle::Older => "older",
        LineStyle::Past => "past",
    }
}

/// A choice on a form: what is sent, the value, what is read.
pub(crate) type Choices<T> = &'static [(&'static str, T, &'static str)];

/// What can be written down, in the order of the chips.
pub(crate) const KINDS: Choices<EntryKind> = &[
    ("note", EntryKind::Note, "Note"),
    ("worry", EntryKind::Worry, "Worry"),
    ("visit", EntryKind::Visit, "Visit"),
    ("call", EntryKind::Call, "Call"),
    ("strength", EntryKind::Strength, "Strength"),
    ("words", EntryKind::ChildsWords, "Child’s words"),
    ("event", EntryKind::SignificantEvent, "Significant event"),
    ("sharing", EntryKind::SharingDecision, "Sharing decision"),
];

/// What can be written about an entry.
pub(crate) const ANSWERS: Choices<EntryKind> = &[
    ("reply", EntryKind::Reply, "Reply"),
    ("response", EntryKind::Response, "Respond to the worry"),
    ("amendment", EntryKind::Amendment, "Correct it"),
    ("strike", EntryKind::StrikeThrough, "Strike it through"),
];

pub(crate) const OUTCOMES: Choices<Outcome> = &[
    ("seen", Outcome::Seen, "Seen"),
    ("alone", Outcome::SeenAlone, "Seen alone"),
    ("spoke", Outcome::SpokeNotSeen, "Spoke, not seen"),
    ("no-reply", Outcome::NoReply, "No reply"),
    ("not-brought", Outcome::WasNotBrought, "Was not brought"),
];

pub(crate) const HOW_KNOWN: Choices<HowKnown> = &[
    ("saw", HowKnown::SawOrHeard, "Saw or heard it"),
    ("told", HowKnown::WasTold, "Was told"),
    ("think", HowKnown::Think, "I think"),
];

pub(crate) const RESPONSES: Choices<ResponseKind> = &[
    ("read", ResponseKind::Read, "Read it"),
    ("talked", ResponseKind::Talked, "Talked about it"),
    ("task", ResponseKind::Task, "Made a task"),
    ("referred", ResponseKind::Referred, "Referred"),
    ("none", ResponseKind::NoAction, "No action, because …"),
];

/// The value behind what a form sent.
pub(crate) fn chosen<T: Copy>(choices: Choices<T>, sent: &str) -> Option<T> {
    choices
        .iter()
        .find(|(name, _, _)| *name == sent)
        .map(|(_, value, _)| *value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(at: &str) -> String {
        when_from(at.parse().unwrap(), "2026-11-24T10:42:00Z".parse().unwrap())
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
