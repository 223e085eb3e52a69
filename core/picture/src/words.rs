//! What is written and said of people and agencies.

use crate::{
    contact::LineStyle,
    network::{Kind, Missing, Network, News, Person},
};

/// The name, or a word for someone whose name is not known.
pub(crate) fn name(person: &Person) -> String {
    let name = person.name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        "Someone".to_owned()
    } else {
        name
    }
}

/// What stands above friends and neighbours.
pub(crate) const FRIENDS: &str = "Friends and neighbours";

/// The agency's name, or a word for helpers of none, or for friends.
pub(crate) fn agency(person: &Person) -> String {
    if person.kind == Kind::Friend {
        return FRIENDS.to_owned();
    }
    let agency = person.agency.trim();
    if agency.is_empty() {
        "Other helpers".to_owned()
    } else {
        agency.to_owned()
    }
}

/// The word by which people know someone: the first, or after a title the last.
pub(crate) fn calling_name(person: &Person) -> &str {
    let mut words = person.name.split_whitespace();
    let first = words.next().unwrap_or("Someone");
    if is_title(first) {
        words.next_back().unwrap_or(first)
    } else {
        first
    }
}

fn is_title(word: &str) -> bool {
    const TITLES: [&str; 9] = ["dr", "mr", "mrs", "ms", "miss", "mx", "prof", "rev", "sir"];
    TITLES.contains(&word.trim_end_matches('.').to_lowercase().as_str())
}

/// The letters for the face: those given, else the first letters of the first and last word.
pub(crate) fn initials(person: &Person) -> String {
    if !person.initials.trim().is_empty() {
        return person.initials.trim().chars().take(3).collect();
    }
    initials_of(&person.name)
}

/// The first letters of the first and the last word of a name, without titles before it; a question
/// mark where there is no word.
pub fn initials_of(name: &str) -> String {
    let mut words = name.split_whitespace().skip_while(|word| is_title(word));
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

/// The line below the name: what someone is to the child. A group says the agency.
pub(crate) fn caption(person: &Person) -> String {
    let role = person.role.trim();
    match (person.deceased, person.current) {
        (true, _) => "died".to_owned(),
        (false, false) if !role.is_empty() => format!("was {role}"),
        (false, false) => "in the past".to_owned(),
        (false, true) => role.to_owned(),
    }
}

/// "3 people", or "3 people, 1 before" where somebody used to help.
pub(crate) fn people_now(members: &[&Person]) -> String {
    let now = members.iter().filter(|one| one.current).count();
    match (now, members.len() - now) {
        (now, 0) => people(now),
        (0, before) => format!("{}, before", people(before)),
        (now, before) => format!("{}, {before} before", people(now)),
    }
}

/// "3 people".
pub(crate) fn people(count: usize) -> String {
    if count == 1 {
        "1 person".to_owned()
    } else {
        format!("{count} people")
    }
}

const fn news(news: News) -> &'static str {
    match news {
        News::Joined => "joined since you looked",
        News::Changed => "changed since you looked",
        News::Words => "new words since you looked",
    }
}

/// What a screen reader says for one person.
pub(crate) fn spoken(person: &Person) -> String {
    let mut said = vec![name(person)];
    let role = person.role.trim();
    if !role.is_empty() {
        said.push(role.to_owned());
    }
    if person.kind == Kind::Helper {
        said.push(agency(person));
    }
    if person.deceased {
        said.push("has died".to_owned());
    } else if !person.current {
        said.push(LineStyle::Past.label().to_owned());
    }
    if person.kind != Kind::Child && !person.deceased {
        said.push(LineStyle::of(person.last_contact).label().to_owned());
    }
    said.extend(person.news.map(|new| news(new).to_owned()));
    said.join(", ")
}

/// What a screen reader says for an agency that is one target.
pub(crate) fn spoken_group(agency: &str, members: &[&Person], line: LineStyle) -> String {
    let names: Vec<String> = members.iter().map(|member| name(member)).collect();
    let mut said = format!(
        "{agency}, {}: {}, {}",
        people_now(members),
        names.join(", "),
        line.label()
    );
    if let Some(new) = members.iter().find_map(|member| member.news) {
        said.push_str(", ");
        said.push_str(news(new));
    }
    said
}

/// What a held place says: "Add who lives with Ella", "Add her school".
pub(crate) fn held(missing: Missing, network: &Network, child: &str) -> String {
    let whose = match network.possessive.trim() {
        "" => format!("{child}’s"),
        word => word.to_owned(),
    };
    match missing {
        Missing::Household => format!("Add who lives with {child}"),
        Missing::School => format!("Add {whose} school"),
        Missing::Health => format!("Add {whose} doctor or health visitor"),
    }
}

/// The picture in one sentence.
pub(crate) fn summary(child: &str, family: usize, helpers: usize, agencies: usize) -> String {
    let from = match agencies {
        0 => "no helpers yet".to_owned(),
        1 => format!("{} of one agency around", people(helpers)),
        more => format!("{} of {more} agencies around", people(helpers)),
    };
    format!(
        "{child} in the middle with {} of family and friends, {from}.",
        people(family)
    )
}
