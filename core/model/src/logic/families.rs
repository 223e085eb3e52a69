//! The case list: children of one family together.

use std::collections::BTreeMap;

/// Children of one family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family<T> {
    /// The key that they share.
    pub key: String,
    /// The children, in the order in which they came.
    pub children: Vec<T>,
}

/// Groups cases by their family key, families in the order of their first child. A case
/// without a family name stands alone.
pub fn group_by_family<T>(
    cases: impl IntoIterator<Item = T>,
    key: impl Fn(&T) -> String,
) -> Vec<Family<T>> {
    let mut families: Vec<Family<T>> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for case in cases {
        let key = key(&case);
        let place = places.get(&key).copied().filter(|_| !key.is_empty());
        if let Some(family) = place.and_then(|place| families.get_mut(place)) {
            family.children.push(case);
            continue;
        }
        places.insert(key.clone(), families.len());
        families.push(Family {
            key,
            children: vec![case],
        });
    }
    families
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn siblings_stand_together_and_the_nameless_alone() {
        let families = group_by_family(["marsh 1", " 2", "okafor 3", "marsh 4", " 5"], |case| {
            case.split(' ').next().unwrap().to_owned()
        });
        let shown: Vec<_> = families
            .iter()
            .map(|family| family.children.clone())
            .collect();
        assert_eq!(
            shown,
            [
                vec!["marsh 1", "marsh 4"],
                vec![" 2"],
                vec!["okafor 3"],
                vec![" 5"]
            ]
        );
    }
}
