//! The ties between the family's people, by their places in the list of the family.

use std::collections::BTreeMap;

use crate::network::{Network, Person, TieKind};

/// The family with its ties by place; what names nobody here is dropped.
pub(crate) struct Pedigree<'a> {
    pub(crate) people: Vec<&'a Person>,
    pub(crate) ties: Vec<(usize, usize, TieKind)>,
    pub(crate) homes: Vec<Vec<usize>>,
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
        Self {
            people,
            ties,
            homes,
        }
    }

    pub(crate) fn parents(&self, child: usize) -> Vec<(usize, TieKind)> {
        self.ties
            .iter()
            .filter(|(_, to, kind)| *to == child && kind.is_parent())
            .map(|(from, _, kind)| (*from, *kind))
            .collect()
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
            siblings.extend(self.children(parent).into_iter().filter(|one| *one != of));
        }
        siblings
    }

    /// Those with whom someone has children.
    pub(crate) fn co_parents(&self, of: usize) -> Vec<usize> {
        let mut others: Vec<usize> = Vec::new();
        for child in self.children(of) {
            for (other, _) in self.parents(child) {
                if other != of && !others.contains(&other) {
                    others.push(other);
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
