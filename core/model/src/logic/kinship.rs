//! Which of two children with one family name belong together: by what is recorded of their
//! families. A name alone makes no family.

use std::collections::BTreeSet;

use crate::{Relation, logic::duplicates::same_name};

/// What is recorded of a child's family, as far as it tells who else is of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Kin {
    /// The names that the child goes by: the usual one, and given and family name together.
    pub names: BTreeSet<String>,
    /// The label under which someone groups the family.
    pub label: Option<String>,
    /// Who is what to the child, by name.
    pub relatives: Vec<(Relation, String)>,
}

impl Kin {
    /// Whether two children are recorded to be of one family: someone gave both the same label,
    /// one is named as the other's brother or sister, or both have a parent or carer of one full
    /// name.
    pub fn is_family_of(&self, other: &Self) -> bool {
        let same_label = match (&self.label, &other.label) {
            (Some(one), Some(two)) => same_name(one, two),
            _ => false,
        };
        same_label
            || self.names_as_sibling(other)
            || other.names_as_sibling(self)
            || self.shares_a_parent_with(other)
    }

    fn names_as_sibling(&self, other: &Self) -> bool {
        self.relatives.iter().any(|(relation, name)| {
            is_sibling(*relation) && other.names.iter().any(|other| same_name(name, other))
        })
    }

    fn shares_a_parent_with(&self, other: &Self) -> bool {
        let parents = |kin: &Self| -> Vec<String> {
            kin.relatives
                .iter()
                .filter(|(relation, name)| brings_up(*relation) && is_full(name))
                .map(|(_, name)| name.clone())
                .collect()
        };
        let theirs = parents(other);
        parents(self)
            .iter()
            .any(|one| theirs.iter().any(|two| same_name(one, two)))
    }
}

/// "Kelly Marsh" tells who she is; "Mum" does not.
fn is_full(name: &str) -> bool {
    name.split_whitespace().nth(1).is_some()
}

const fn is_sibling(relation: Relation) -> bool {
    matches!(
        relation,
        Relation::Sibling | Relation::HalfSibling | Relation::StepSibling
    )
}

const fn brings_up(relation: Relation) -> bool {
    matches!(
        relation,
        Relation::Mother
            | Relation::Father
            | Relation::StepParent
            | Relation::AdoptiveParent
            | Relation::Guardian
            | Relation::KinshipCarer
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn child(names: &[&str], relatives: &[(Relation, &str)]) -> Kin {
        Kin {
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            label: None,
            relatives: relatives
                .iter()
                .map(|(relation, name)| (*relation, (*name).to_owned()))
                .collect(),
        }
    }

    #[test]
    fn a_family_name_alone_makes_no_family() {
        let aisha = child(&["Aisha Khan"], &[(Relation::Mother, "Noor Khan")]);
        let bilal = child(&["Bilal khan "], &[(Relation::Mother, "Sana Khan")]);
        assert!(!aisha.is_family_of(&bilal));
        assert!(!Kin::default().is_family_of(&Kin::default()));
    }

    #[test]
    fn a_named_sibling_a_shared_parent_or_a_label_makes_one() {
        let ella = child(
            &["Ella Marsh", "Gabriella Marsh"],
            &[
                (Relation::Mother, "Kelly Marsh"),
                (Relation::Sibling, "Jayden Marsh"),
            ],
        );
        let jayden = child(&["Jayden Marsh"], &[]);
        let mia = child(&["Mia Marsh"], &[(Relation::Mother, " KELLY  marsh")]);
        let other = child(&["Zoe Marsh"], &[(Relation::Mother, "Kelly")]);
        assert!(ella.is_family_of(&jayden) && jayden.is_family_of(&ella));
        assert!(ella.is_family_of(&mia));
        assert!(!ella.is_family_of(&other) && !jayden.is_family_of(&mia));
        let labelled = |kin: &Kin| Kin {
            label: Some("Marsh of Wharf Lane".to_owned()),
            ..kin.clone()
        };
        assert!(labelled(&other).is_family_of(&labelled(&mia)));
    }
}
