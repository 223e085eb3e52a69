//! What collapses into a badge when a ring has more people than seats.

use crate::network::Node;

/// What takes one seat: a person, or a badge for several.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Seated<'a> {
    /// Who sits here; more than one behind a badge.
    pub(crate) people: Vec<&'a Node>,
    /// What the badge stands for; unused for one person.
    pub(crate) group: String,
}

/// Professionals: whole agencies collapse, those with the most people first, so that every
/// agency keeps a place. If there are more agencies than seats, the last to join share one.
pub(crate) fn fold_agencies<'a>(people: &[&'a Node], seats: usize) -> Vec<Seated<'a>> {
    let mut agencies: Vec<&str> = Vec::new();
    for person in people {
        if !agencies.contains(&person.agency.as_str()) {
            agencies.push(&person.agency);
        }
    }
    let size = |agency: &str| people.iter().filter(|p| p.agency == agency).count();
    let mut folded: Vec<&str> = Vec::new();
    let needed = |folded: &[&str]| {
        agencies
            .iter()
            .map(|a| if folded.contains(a) { 1 } else { size(a) })
            .sum::<usize>()
    };
    while needed(&folded) > seats {
        // `max_by_key` gives the last of equals; reversed, the earliest agency to join.
        let Some(largest) = agencies
            .iter()
            .rev()
            .filter(|a| !folded.contains(a) && size(a) > 1)
            .max_by_key(|a| size(a))
        else {
            break;
        };
        folded.push(largest);
    }
    let mut seated: Vec<Seated<'a>> = Vec::new();
    for person in people {
        if folded.contains(&person.agency.as_str())
            && let Some(badge) = seated.iter_mut().find(|s| s.group == person.agency)
        {
            badge.people.push(person);
            continue;
        }
        seated.push(Seated {
            people: vec![person],
            group: person.agency.clone(),
        });
    }
    share_last_seat(seated, seats, "Other agencies")
}

/// Family and carers: those of the wider circle, the last to join first, share one badge.
pub(crate) fn fold_wider_circle<'a>(people: &[&'a Node], seats: usize) -> Vec<Seated<'a>> {
    let mut kept: Vec<usize> = (0..people.len()).collect();
    if people.len() > seats {
        kept.sort_by_key(|i| people.get(*i).map(|p| (p.closeness, *i)));
        kept.truncate(seats.saturating_sub(1));
    }
    let (near, wider): (Vec<_>, Vec<_>) = people
        .iter()
        .enumerate()
        .partition(|(i, _)| kept.contains(i));
    let mut seated: Vec<Seated<'a>> = near
        .into_iter()
        .map(|(_, p)| Seated {
            people: vec![*p],
            group: String::new(),
        })
        .collect();
    if !wider.is_empty() {
        let people = wider.into_iter().map(|(_, p)| *p).collect();
        seated.push(Seated {
            people,
            group: "More family".to_owned(),
        });
    }
    seated
}

fn share_last_seat<'a>(mut seated: Vec<Seated<'a>>, seats: usize, name: &str) -> Vec<Seated<'a>> {
    if seated.len() <= seats {
        return seated;
    }
    let rest = seated.split_off(seats.saturating_sub(1));
    let people = rest.into_iter().flat_map(|s| s.people).collect();
    seated.push(Seated {
        people,
        group: name.to_owned(),
    });
    seated
}
