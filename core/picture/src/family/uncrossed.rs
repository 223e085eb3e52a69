//! Lets two people of a row change places where lines then cross less.
//!
//! Who stands where follows from the order in which they joined, and whoever joined early could
//! not know whose parent they would become. A line that crosses another is read as a tie between
//! people who have none, which is worse than two faces that change places.

use super::{pedigree::Pedigree, rows::Row};

/// Each change takes at least one crossing away; a family that needs more is drawn as it is.
const MOST_CHANGES: usize = 4;

/// The rows after every change of places that takes crossings away, the best one first.
/// `crossings` counts those of the lines that these rows would be drawn with.
pub(crate) fn uncrossed(
    mut rows: Vec<Row>,
    pedigree: &Pedigree<'_>,
    crossings: impl Fn(&[Row]) -> usize,
) -> Vec<Row> {
    let mut now = crossings(&rows);
    for _ in 0..MOST_CHANGES {
        if now == 0 {
            break;
        }
        let better = changes(&rows)
            .into_iter()
            .map(|change| changed(&rows, change))
            .filter(|other| couples(other, pedigree) >= couples(&rows, pedigree))
            .map(|other| (crossings(&other), other))
            .min_by_key(|(count, _)| *count)
            .filter(|(count, _)| *count < now);
        let Some((count, other)) = better else { break };
        (now, rows) = (count, other);
    }
    rows
}

/// A row, and two places in it.
type Change = (usize, usize, usize);

/// Neighbours, and those who stand as far from the middle on either side; never the child.
fn changes(rows: &[Row]) -> Vec<Change> {
    let mut changes = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let people = row.people.len();
        let neighbours = (1..people).map(|right| (right - 1, right));
        let opposite = (0..people / 2).map(|left| (left, people - 1 - left));
        let is_child = |place: usize| row.people.get(place) == Some(&0);
        changes.extend(
            neighbours
                .chain(opposite.filter(|(left, right)| right - left > 1))
                .filter(|(left, right)| !is_child(*left) && !is_child(*right))
                .map(|(left, right)| (at, left, right)),
        );
    }
    changes
}

fn changed(rows: &[Row], (at, left, right): Change) -> Vec<Row> {
    let mut rows = rows.to_vec();
    if let Some(row) = rows.get_mut(at) {
        row.people.swap(left, right);
    }
    rows
}

/// How many neighbours belong together as partners or as parents of one child.
fn couples(rows: &[Row], pedigree: &Pedigree<'_>) -> usize {
    let neighbours = rows.iter().flat_map(|row| row.people.windows(2));
    neighbours
        .filter(|pair| matches!(pair, [a, b] if pedigree.are_couple(*a, *b)))
        .count()
}
