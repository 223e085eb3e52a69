//! Who stands where, worked out once for all the ways in which one picture may be drawn.

use super::{
    pedigree::Pedigree,
    rows::{self, Row},
    ties::Ways,
    uncrossed::uncrossed,
};
use crate::network::{Network, Person};

/// A family drawn as large as this is looked at, in dp, to see which lines cross: who stands where
/// hangs on the order of the places and not on how large they are drawn.
const CELL: f64 = 96.0;
const CHILD: f64 = 30.0;
const OTHERS: f64 = 24.0;

/// The family, and the orders in which it was seated so far.
pub(crate) struct Seating<'a> {
    pub(super) pedigree: Pedigree<'a>,
    /// By how many stand in a row at most, and in how many rows at most where rows can be merged.
    known: Vec<((usize, usize), Vec<Row>)>,
}

impl<'a> Seating<'a> {
    /// These people, the child first.
    pub(crate) fn of(network: &'a Network, people: Vec<&'a Person>) -> Self {
        Self {
            pedigree: Pedigree::of(network, people),
            known: Vec::new(),
        }
    }

    /// The family in rows of at most `columns`, and in at most `most` rows where they can be merged,
    /// so that few lines cross.
    pub(super) fn rows(&mut self, columns: usize, most: usize) -> Vec<Row> {
        let wanted = (columns, most);
        if let Some((_, rows)) = self.known.iter().find(|(known, _)| *known == wanted) {
            return rows.clone();
        }
        let rows = rows::rows(&self.pedigree, columns);
        let rows = rows::merged(rows, columns, most);
        let radius = |person: usize| if person == 0 { CHILD } else { OTHERS };
        let rows = uncrossed(rows, &self.pedigree, |rows| {
            Ways::find(&self.pedigree, rows, CELL, &radius).crossings()
        });
        self.known.push((wanted, rows.clone()));
        rows
    }
}
