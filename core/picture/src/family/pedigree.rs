//! The ties between the family's people, by their places in the list of the family.

use std::collections::BTreeMap;

use crate::network::{Network, Person, TieKind};

/// The family with its ties by place; what names nobody here is dropped.
pub(crate) struct Pedigree<'a> {
    pub(crate) people: Vec<&'a Person>,
    pub(crate) ties: Vec<(usize, usize, TieKind)>,
    pub(crate) homes: Vec<Vec<usize>>,
    /// Whose generation is left open, so that nobody stands above a line between brothers and
    /// sisters as if they were their parent.
    pub(crate) unplaced: Vec<bool>,
    parents: Vec<Vec<(usize, TieKind)>>,
}

impl<'a> Pedigree<'a> {
    /// These people, the child first.
    pub(crate) fn of(network: &'a Network, people: Vec<&'a Person>) -> Self {
        let places: BTreeMap<&str, usize> = people
            .iter()
            .enumerate()
            .map(|(place, person)| (person.id.as_str(), place))
            .collect();
        let place = |id: &String| places.get(id.as_str()).copied();
        let mut ties: Vec<(usize, usize, TieKind)> = Vec::new();
        for tie in &network.ties {
            let (Some(from), Some(to)) = (place(&tie.from), place(&tie.to)) else {
                continue;
            };
            let known = ties.iter().any(|(a, b, kind)| {
                let same = (*a, *b) == (from, to);
                let reversed = (*a, *b) == (to, from);
                (same || reversed)
                    && (kind.is_parent() == tie.kind.is_parent())
                    && (kind.is_couple() == tie.kind.is_couple())
            });
            if from != to && !known {
                ties.push((from, to, tie.kind));
            }
        }
        let homes = network
            .homes
            .iter()
            .map(|home| {
                let mut people: Vec<usize> = home.people.iter().filter_map(place).collect();
                people.sort_unstable();
                people.dedup();
                people
            })
            .filter(|home| home.len() > 1)
            .collect();
        let mut pedigree = Self {
            unplaced: vec![false; people.len()],
            parents: parents(&ties, people.len()),
            people,
            ties,
            homes,
        };
        pedigree.leave_open();
        pedigree
    }

    /// The child and a brother or sister are joined by a line of their own where no parent of both
    /// is there. If nobody to whom the two are tied is older, an elder who is tied to none of them
    /// would stand above that line: a grandmother, where the mother is left out.
    fn leave_open(&mut self) {
        let child = self.tied_to(0);
        let has_line = self.ties.iter().any(|(a, _, kind)| {
            *kind == TieKind::Sibling && child.get(*a).copied().unwrap_or_default()
        });
        let is_elder = |one: &Person| one.generation.is_some_and(|generation| generation < 0);
        let has_parent = |(_, to, kind): &(usize, usize, TieKind)| {
            kind.is_parent() && child.get(*to).copied().unwrap_or_default()
        };
        let elders = self.people.iter().zip(&child).enumerate();
        let elders: Vec<(usize, bool)> = elders
            .filter(|(_, (one, _))| is_elder(one))
            .map(|(place, (_, is_tied))| (place, *is_tied))
            .collect();
        let has_elder = elders.iter().any(|(_, is_tied)| *is_tied);
        if !has_line || has_elder || self.ties.iter().any(has_parent) {
            return;
        }
        for (elder, _) in elders {
            let theirs = self.tied_to(elder);
            for (unplaced, is_theirs) in self.unplaced.iter_mut().zip(theirs) {
                *unplaced |= is_theirs;
            }
        }
    }

    /// Who is tied to this person, directly or through others.
    fn tied_to(&self, person: usize) -> Vec<bool> {
        let mut tied = vec![false; self.people.len()];
        let mut next = vec![person];
        while let Some(one) = next.pop() {
            match tied.get_mut(one) {
                Some(seen) if !*seen => *seen = true,
                _ => continue,
            }
            next.extend(self.others(one, |_| true));
        }
        tied
    }

    pub(crate) fn parents(&self, child: usize) -> &[(usize, TieKind)] {
        self.parents.get(child).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn children(&self, parent: usize) -> Vec<usize> {
        self.ties
            .iter()
            .filter(|(from, _, kind)| *from == parent && kind.is_parent())
            .map(|(_, to, _)| *to)
            .collect()
    }

    pub(crate) fn partners(&self, of: usize) -> Vec<usize> {
        self.others(of, TieKind::is_couple)
    }

    pub(crate) fn siblings(&self, of: usize) -> Vec<usize> {
        let mut siblings = self.others(of, |kind| kind == TieKind::Sibling);
        for (parent, _) in self.parents(of) {
            siblings.extend(self.children(*parent).into_iter().filter(|one| *one != of));
        }
        siblings
    }

    /// Those with whom someone has children.
    pub(crate) fn co_parents(&self, of: usize) -> Vec<usize> {
        let mut others: Vec<usize> = Vec::new();
        for child in self.children(of) {
            for (other, _) in self.parents(child) {
                if *other != of && !others.contains(other) {
                    others.push(*other);
                }
            }
        }
        others
    }

    /// Whether two are partners, were, or have a child together.
    pub(crate) fn are_couple(&self, a: usize, b: usize) -> bool {
        self.partners(a).contains(&b) || self.co_parents(a).contains(&b)
    }

    fn others(&self, of: usize, wanted: impl Fn(TieKind) -> bool) -> Vec<usize> {
        self.ties
            .iter()
            .filter(|(_, _, kind)| wanted(*kind))
            .filter_map(|(a, b, _)| match of {
                one if one == *a => Some(*b),
                one if one == *b => Some(*a),
                _ => None,
            })
            .collect()
    }
}

/// Everybody's parents and carers.
fn parents(ties: &[(usize, usize, TieKind)], people: usize) -> Vec<Vec<(usize, TieKind)>> {
    let mut parents = vec![Vec::new(); people];
    for (from, to, kind) in ties.iter().filter(|(_, _, kind)| kind.is_parent()) {
        if let Some(theirs) = parents.get_mut(*to) {
            theirs.push((*from, *kind));
        }
    }
    parents
}
