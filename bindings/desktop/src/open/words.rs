//! Times and names in plain words, and what the style sheet calls the members of lists.
// Templates pass what they hold by reference, however small it is.
#![allow(clippy::trivially_copy_pass_by_ref, clippy::ref_option)]

use std::{fmt, sync::LazyLock};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use patchwork_client::{
    ClosedList, ContactMode, EntryKind, EntryState, EntryView, PersonView, SearchHit,
    SearchHitKind, SyncState, TaskView, clock_time, day_in_words, day_of, due_in_words,
    is_written_later, isolated, lately_in_words, moment_in_words, nudge_about, role_in_a_list,
    since_in_words, task_in_words,
};
/// Said alike by every app.
pub(crate) use patchwork_client::{day_heading, initials_of as initials, today};

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

/// The same for a number or an address: an e-mail address that is too long for its line is broken
/// after the sign in it or after a dot.
pub(crate) fn broken(value: &str) -> Markup {
    let html = bdi(value).0;
    if !html.contains('@') {
        return Markup(html);
    }
    let mut broken = String::with_capacity(html.len() + 24);
    let mut chars = html.chars().peekable();
    while let Some(c) = chars.next() {
        broken.push(c);
        let goes_on = chars.peek().is_some_and(char::is_ascii_alphanumeric);
        if goes_on && matches!(c, '@' | '.') {
            broken.push_str("<wbr>");
        }
    }
    Markup(broken)
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
    moment_in_words(*at)
}

/// The same without a clock time, for things that age.
pub(crate) fn when_day(at: &Timestamp) -> String {
    lately_in_words(day_of(*at))
}

/// What its words suggest that not everyone should know.
pub(crate) fn nudge(entry: &EntryView) -> String {
    nudge_about(entry)
}

/// What somebody is to the child, as a list says it.
pub(crate) fn role_in_list(person: &PersonView) -> String {
    isolated(&role_in_a_list(person))
}

/// Whose a task is and how it stands.
pub(crate) fn task(task: &TaskView) -> String {
    task_in_words(task)
}

/// "today", "yesterday", "12 March".
pub(crate) fn lately(day: &Date) -> String {
    lately_in_words(*day)
}

/// Since when something is new: "10:15 today", "yesterday", "Tuesday", "12 March".
pub(crate) fn since(at: &Timestamp) -> String {
    since_in_words(*at)
}

pub(crate) fn clock(at: &Timestamp) -> String {
    clock_time(*at)
}

pub(crate) fn day(date: &Date) -> String {
    day_in_words(*date)
}

/// A day as a date field takes it.
pub(crate) fn field_day(date: Option<Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

/// When a task is due, with what that means today.
pub(crate) fn due(date: &Date) -> String {
    due_in_words(*date)
}

pub(crate) fn is_due(date: &Date) -> bool {
    *date <= today()
}

/// Whether something was written down much later than it happened.
pub(crate) fn written_later(happened: &Timestamp, written: &Timestamp) -> bool {
    is_written_later(*happened, *written)
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

/// Whether what can be said about an entry alters it: to correct it or strike it through.
pub(crate) fn may_alter(may_answer: &[EntryKind]) -> bool {
    may_answer.iter().any(|kind| kind.is_for_the_author())
}

pub(crate) fn answer_icon(kind: &EntryKind) -> &'static str {
    kind_icon(kind, &None)
}

/// The sign beside something found.
pub(crate) fn hit_icon(hit: &SearchHit) -> &'static str {
    match (hit.kind, &hit.entry_kind) {
        (_, Some(kind)) => kind_icon(kind, &None),
        (SearchHitKind::Task, None) => "tasks",
        (SearchHitKind::Child | SearchHitKind::Person, None) => "people",
        (SearchHitKind::Entry, None) => "message",
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

    #[test]
    fn what_could_turn_the_words_beside_it_is_isolated_and_everything_is_escaped() {
        assert_eq!(bdi("محمد أحمد").to_string(), "<bdi>محمد أحمد</bdi>");
        assert_eq!(
            bdi("a\u{202e}<b>").to_string(),
            "<bdi>a\u{202e}&#60;b&#62;</bdi>"
        );
        assert_eq!(bdi("Zoë <b>").to_string(), "Zoë &#60;b&#62;");
        assert_eq!(
            broken("Email: dee@nursing.example.org").to_string(),
            "Email: dee@<wbr>nursing.<wbr>example.<wbr>org"
        );
        assert_eq!(broken("<b> 0113.4").to_string(), "&#60;b&#62; 0113.4");
    }
}
