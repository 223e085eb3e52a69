//! Times, days and names as every app says them, so that no two say them differently.

use jiff::{Timestamp as UnixMillis, civil::Date as IsoDate, tz::TimeZone};
use patchwork_model::isolated;

use super::{
    reads::{nudge, words},
    views::{ConflictView, EntryView, PersonView, TaskView},
};
use crate::{environment::Environment, workspace, zone};

fn now() -> UnixMillis {
    Environment::system().now()
}

/// Today, by the clock of the phone.
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn today() -> IsoDate {
    day_of(now())
}

/// The day of a moment, by the clock of the phone.
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn day_of(at: UnixMillis) -> IsoDate {
    workspace::today(at)
}

/// A moment near now in the words people use ("12 minutes ago", "yesterday 15:30"), farther away
/// by its date.
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn moment_in_words(at: UnixMillis) -> String {
    moment_from(at, now(), zone())
}

fn moment_from(at: UnixMillis, now: UnixMillis, zone: TimeZone) -> String {
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

/// "today", "yesterday", "12 March": a day without a time, for things that age.
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn lately_in_words(day: IsoDate) -> String {
    lately_from(day, today())
}

pub(crate) fn lately_from(day: IsoDate, today: IsoDate) -> String {
    match (today - day).get_days() {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        _ if day.year() == today.year() => day.strftime("%-d %B").to_string(),
        _ => day.strftime("%-d %B %Y").to_string(),
    }
}

/// Since when something is new: "10:15 today", "yesterday", "Tuesday", "12 March".
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn since_in_words(at: UnixMillis) -> String {
    let (then, today) = (day_of(at), today());
    match (today - then).get_days() {
        0 => format!("{} today", clock_time(at)),
        2..=6 => then.strftime("%A").to_string(),
        _ => lately_from(then, today),
    }
}

/// A heading for a day of the timeline: "Today", "Tuesday 3 March".
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn day_heading(day: IsoDate) -> String {
    let today = today();
    match (today - day).get_days() {
        0 => "Today".to_owned(),
        1 => "Yesterday".to_owned(),
        _ if day.year() == today.year() => day.strftime("%A %-d %B").to_string(),
        _ => day.strftime("%A %-d %B %Y").to_string(),
    }
}

/// The time of day: "15:30".
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn clock_time(at: UnixMillis) -> String {
    words::clock(at)
}

/// A day in full: "12 March 2026".
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn day_in_words(day: IsoDate) -> String {
    words::day(day)
}

/// When a task is due, with what that means today: "due tomorrow", "was due 3 March".
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn due_in_words(day: IsoDate) -> String {
    let today = today();
    match (day - today).get_days() {
        1 => "due tomorrow".to_owned(),
        days if days <= 0 => words::was_due(day, today),
        2..=6 => format!("due {}", day.strftime("%A")),
        _ => format!("due {}", lately_from(day, today)),
    }
}

/// A nudge where the words of an entry suggest a sensitive service; empty otherwise.
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn nudge_about(entry: &EntryView) -> String {
    nudge(&[&entry.text, &entry.detail])
}

/// Whose a task is and how it stands: "Task for Priya Nair · due tomorrow", "Task for nobody yet",
/// "Task for Priya Nair · done today by Tom Reed".
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn task_in_words(task: &TaskView) -> String {
    let whose = match task.assignee_name.as_str() {
        "" => "Task for nobody yet".to_owned(),
        name => format!("Task for {}", isolated(name)),
    };
    match (task.done_at, task.due) {
        (Some(at), _) => {
            let day = lately_in_words(day_of(at));
            format!("{whose} · done {day} by {}", isolated(&task.done_by))
        }
        (None, Some(due)) => format!("{whose} · {}", due_in_words(due)),
        (None, None) => whose,
    }
}

/// Whether something was written down so much later than it happened that it is worth saying.
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn is_written_later(happened: UnixMillis, written: UnixMillis) -> bool {
    written.as_second() - happened.as_second() > 15 * 60
}

/// "Last contact", or of a helper "Last in contact with the family": what stands before
/// [`last_contact_in_words`].
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn last_contact_label(person: &PersonView) -> String {
    person.last_contact_label().to_owned()
}

/// When somebody was last in contact, and who had that contact where it is not they themselves:
/// "today 15:30, Tom Reed"; "not written down" where nobody wrote of one.
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn last_contact_in_words(person: &PersonView) -> String {
    match (person.last_contact, person.last_contact_by_another()) {
        (None, _) => "not written down".to_owned(),
        (Some(at), "") => moment_in_words(at),
        (Some(at), by) => format!("{}, {by}", moment_in_words(at)),
    }
}

/// The last contact on one line of a list, by its day: "Last contact yesterday, Priya Nair", of a
/// helper "Last in contact with the family 12 March", or "No contact written down".
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn last_contact_in_a_list(person: &PersonView) -> String {
    let Some(at) = person.last_contact else {
        return "No contact written down".to_owned();
    };
    let (label, day) = (person.last_contact_label(), lately_in_words(day_of(at)));
    match person.last_contact_by_another() {
        "" => format!("{label} {day}"),
        by => format!("{label} {day}, {by}"),
    }
}

/// What somebody is to the child, and whether they have died; of whose part is over what they were,
/// where and until when.
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn role_in_a_list(person: &PersonView) -> String {
    let said = match (person.is_deceased, person.is_current) {
        (true, _) => [person.role.as_str(), "has died"],
        (false, true) => [person.role.as_str(), ""],
        (false, false) => [person.standing.as_str(), person.agency.as_str()],
    };
    let said: Vec<&str> = said.into_iter().filter(|one| !one.is_empty()).collect();
    said.join(", ")
}

/// What becomes of the values of a conflict, before one is chosen: that the other one goes for the
/// whole team, or why this person cannot choose.
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn what_becomes_of_values(conflict: &ConflictView) -> String {
    conflict.what_becomes()
}

/// One or two letters for a face.
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn initials_of(name: &str) -> String {
    patchwork_picture::initials_of(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(at: &str) -> String {
        told_in("Europe/London", at)
    }

    fn told_in(zone: &str, at: &str) -> String {
        let now = "2026-11-24T10:42:00Z".parse().unwrap();
        moment_from(at.parse().unwrap(), now, TimeZone::get(zone).unwrap())
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
        assert_eq!(initials_of("Dr Raj Patel"), "RP");
        assert_eq!(initials_of("Zoë"), "Z");
        assert_eq!(initials_of(" "), "?");
    }

    fn person(is_family: bool, last: Option<UnixMillis>, by: &str) -> PersonView {
        PersonView {
            person: patchwork_model::PersonId::CHILD,
            practitioner: None,
            name: "Tom Reed".to_owned(),
            role: String::new(),
            relation: None,
            agency: String::new(),
            is_family,
            is_current: true,
            is_deceased: false,
            since: None,
            contacts: Vec::new(),
            last_contact: last,
            last_contact_by: by.to_owned(),
            note: String::new(),
            away: String::new(),
            ties: Vec::new(),
            standing: String::new(),
            reads: String::new(),
        }
    }

    #[test]
    fn a_helpers_last_contact_is_theirs_with_the_family_and_does_not_repeat_their_name() {
        let at = Some("2025-06-01T09:00:00Z".parse().unwrap());
        let helper = person(false, at, "Tom Reed");
        assert_eq!(
            last_contact_label(&helper),
            "Last in contact with the family"
        );
        assert_eq!(last_contact_in_words(&helper), "1 June 2025");
        assert_eq!(
            last_contact_in_a_list(&helper),
            "Last in contact with the family 1 June 2025"
        );
        let mum = person(true, at, "Priya Nair");
        assert_eq!(last_contact_label(&mum), "Last contact");
        assert_eq!(last_contact_in_words(&mum), "1 June 2025, Priya Nair");
        assert_eq!(
            last_contact_in_a_list(&mum),
            "Last contact 1 June 2025, Priya Nair"
        );
        let nobody_wrote = person(true, None, "");
        assert_eq!(last_contact_in_words(&nobody_wrote), "not written down");
        assert_eq!(
            last_contact_in_a_list(&nobody_wrote),
            "No contact written down"
        );
    }

    #[test]
    fn a_list_says_a_role_with_whether_somebody_died_or_what_they_were_until_when() {
        let mut nan = person(true, None, "");
        assert_eq!(role_in_a_list(&nan), "");
        nan.role = "Nan".to_owned();
        assert_eq!(role_in_a_list(&nan), "Nan");
        nan.is_deceased = true;
        assert_eq!(role_in_a_list(&nan), "Nan, has died");
        let mut teacher = person(false, None, "");
        teacher.role = "Teacher".to_owned();
        teacher.is_current = false;
        teacher.standing = "Teacher until 1 March 2020".to_owned();
        teacher.agency = "Abbey School".to_owned();
        assert_eq!(
            role_in_a_list(&teacher),
            "Teacher until 1 March 2020, Abbey School"
        );
    }

    #[test]
    fn before_a_value_is_chosen_it_says_that_the_other_one_goes_for_the_whole_team() {
        let mut conflict = ConflictView {
            case: crate::CaseId([0; 32]),
            field: String::new(),
            label: "Mum’s mobile".to_owned(),
            person: None,
            is_address: false,
            values: Vec::new(),
            why_not: String::new(),
            may_keep_all: false,
        };
        assert_eq!(
            what_becomes_of_values(&conflict),
            "Changed apart by two people. Both are kept until someone chooses. The one that you keep \
             stands as known today, from you; the other one goes for the whole team. Right after it \
             you can still keep the other one instead."
        );
        conflict.why_not = "Observers read.".to_owned();
        assert_eq!(
            what_becomes_of_values(&conflict),
            "Changed apart by two people. Both are kept until someone chooses. Observers read."
        );
    }
}
