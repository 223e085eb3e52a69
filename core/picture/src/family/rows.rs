//! Who stands in which row and where in it.
//!
//! People are placed one after the other in the order in which they joined, each next to those
//! they belong to, and after them where their generation is known by these alone. So nobody who is there already changes places when someone joins, but where
//! two of a row do so that fewer lines cross.

use super::pedigree::Pedigree;
use crate::geometry::count;

/// Whose generation is not known stands below everyone.
const UNKNOWN: i8 = 9;

/// One row of the family, from left to right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) generation: i8,
    pub(crate) people: Vec<usize>,
}

/// The family in rows of at most `columns`, from the oldest generation down.
pub(crate) fn rows(pedigree: &Pedigree<'_>, columns: usize) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut waiting: Vec<usize> = (0..pedigree.people.len()).collect();
    while !waiting.is_empty() {
        // Whoever's generation follows from somebody who joined later waits for them.
        let known = |person: &usize| generation(*person, pedigree, &rows) != UNKNOWN;
        let next = waiting.iter().position(known).unwrap_or(0);
        place(waiting.remove(next), pedigree, columns, &mut rows);
    }
    rows
}

/// Fewer rows: the two neighbours with the fewest people become one, while both fit in it.
pub(crate) fn merged(mut rows: Vec<Row>, columns: usize, most: usize) -> Vec<Row> {
    while rows.len() > most {
        let smallest = rows
            .windows(2)
            .map(|pair| pair.iter().map(|row| row.people.len()).sum::<usize>())
            .enumerate()
            .filter(|(_, people)| *people <= columns)
            .min_by_key(|(_, people)| *people);
        let Some((at, _)) = smallest else { break };
        let lower = rows.remove(at + 1);
        if let Some(upper) = rows.get_mut(at) {
            upper.people.extend(lower.people);
        }
    }
    rows
}

fn place(person: usize, pedigree: &Pedigree<'_>, columns: usize, rows: &mut Vec<Row>) {
    let generation = generation(person, pedigree, rows);
    let near = relatives(person, pedigree, rows);
    let with_room = |row: &Row| row.generation == generation && row.people.len() < columns;
    let beside = near
        .iter()
        .filter_map(|other| rows.iter().position(|row| row.people.contains(other)))
        .find(|at| rows.get(*at).is_some_and(with_room));
    let at = beside
        .or_else(|| rows.iter().position(with_room))
        .unwrap_or_else(|| new_row(generation, rows));
    let wish = Wish {
        anchor: near.first().and_then(|other| offset(*other, rows)),
        lean: lean(person, pedigree, rows),
    };
    let Some(row) = rows.get_mut(at) else { return };
    let index = index_in(person, &row.people, &near, &wish, pedigree);
    row.people.insert(index.min(row.people.len()), person);
}

/// A new row of a generation: the further ones of the elders above, all others below.
fn new_row(generation: i8, rows: &mut Vec<Row>) -> usize {
    let at = if generation < 0 {
        rows.iter().position(|row| row.generation >= generation)
    } else {
        rows.iter().position(|row| row.generation > generation)
    }
    .unwrap_or(rows.len());
    rows.insert(
        at,
        Row {
            generation,
            people: Vec::new(),
        },
    );
    at
}

fn generation(person: usize, pedigree: &Pedigree<'_>, rows: &[Row]) -> i8 {
    if person == 0 {
        return 0;
    }
    let of = |other: &usize| {
        rows.iter()
            .find(|row| row.people.contains(other))
            .map(|row| row.generation)
            .filter(|generation| *generation != UNKNOWN)
    };
    if pedigree.unplaced.get(person).copied().unwrap_or_default() {
        return UNKNOWN;
    }
    let given = pedigree.people.get(person).and_then(|one| one.generation);
    let alike = [pedigree.partners(person), pedigree.siblings(person)];
    let below = pedigree.children(person);
    let above: Vec<usize> = pedigree
        .parents(person)
        .iter()
        .map(|(parent, _)| *parent)
        .collect();
    given
        .or_else(|| below.iter().find_map(of).map(|one| one - 1))
        .or_else(|| above.iter().find_map(of).map(|one| one + 1))
        .or_else(|| alike.iter().flatten().find_map(of))
        .map_or(UNKNOWN, |one| one.clamp(-4, 4))
}

/// Those already placed whom someone belongs to, the nearest first.
fn relatives(person: usize, pedigree: &Pedigree<'_>, rows: &[Row]) -> Vec<usize> {
    let mut near = pedigree.partners(person);
    near.extend(pedigree.co_parents(person));
    near.extend(pedigree.siblings(person));
    near.extend(pedigree.children(person));
    near.extend(pedigree.parents(person).iter().map(|(one, _)| *one));
    for home in pedigree.homes.iter().filter(|home| home.contains(&person)) {
        near.extend(home);
    }
    near.retain(|other| *other != person && rows.iter().any(|row| row.people.contains(other)));
    near
}

/// How far someone stands from the middle, in places.
fn offset(person: usize, rows: &[Row]) -> Option<f64> {
    rows.iter().find_map(|row| {
        let index = row.people.iter().position(|one| *one == person)?;
        Some(count(index) - (count(row.people.len()) - 1.0) / 2.0)
    })
}

/// Where somebody would best stand, in places from the middle.
struct Wish {
    /// Where the nearest of those they belong to stands.
    anchor: Option<f64>,
    /// The side on which their children stand, or else their parents: a half-sister on that of the
    /// parent who is hers alone.
    lean: Option<f64>,
}

fn lean(person: usize, pedigree: &Pedigree<'_>, rows: &[Row]) -> Option<f64> {
    let middle = |of: Vec<usize>| {
        let places: Vec<f64> = of.into_iter().filter_map(|one| offset(one, rows)).collect();
        (!places.is_empty()).then(|| places.iter().sum::<f64>() / count(places.len()))
    };
    let parents = pedigree.parents(person);
    middle(pedigree.children(person))
        .or_else(|| middle(parents.iter().map(|(parent, _)| *parent).collect()))
}

/// Where in the row: beside whom they belong to, else nearest below or above them, else at
/// the end that keeps the child in the middle. Never between two who belong together.
fn index_in(
    person: usize,
    row: &[usize],
    near: &[usize],
    wish: &Wish,
    pedigree: &Pedigree<'_>,
) -> usize {
    let belongs = |a: usize, b: usize| pedigree.are_couple(a, b);
    let splits = |index: usize| {
        index > 0
            && match (row.get(index - 1), row.get(index)) {
                (Some(a), Some(b)) => {
                    belongs(*a, *b) && !(belongs(*a, person) && belongs(*b, person))
                }
                _ => false,
            }
    };
    let child = row.iter().position(|one| *one == 0);
    let wanted = |index: usize| -> f64 {
        let mut cost = 0.0;
        if splits(index) {
            cost += 50.0;
        }
        if let Some(beside) = near
            .iter()
            .find_map(|one| row.iter().position(|at| at == one))
        {
            let (low, high) = (index.min(beside + 1), index.max(beside));
            cost += count(high - low.min(high)) * 4.0;
        }
        let from_middle = count(index) - count(row.len()) / 2.0;
        if let Some(child) = child {
            // The child's own place after the insertion, from the middle.
            let at = if index <= child { child + 1 } else { child };
            cost += (count(at) - count(row.len()) / 2.0).abs() * 6.0;
        }
        if let Some(lean) = wish.lean {
            cost += (from_middle - lean).abs() * 0.25;
        }
        match wish.anchor {
            Some(anchor) => cost += (from_middle - anchor).abs(),
            None => cost -= from_middle.abs() * 0.1 + count(index) * 0.01,
        }
        cost
    };
    (0..=row.len())
        .min_by(|a, b| wanted(*a).total_cmp(&wanted(*b)))
        .unwrap_or(0)
}
