//! The case list: children of one family together.

/// Children of one family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family<T> {
    /// The key that they share.
    pub key: String,
    /// The children, in the order in which they came.
    pub children: Vec<T>,
}

/// Groups cases into families, in the order of their first child: those with one key of which
/// each is recorded to be of the family of another. A case without a family name stands alone.
pub fn group_by_family<T>(
    cases: impl IntoIterator<Item = T>,
    key: impl Fn(&T) -> String,
    is_family: impl Fn(&T, &T) -> bool,
) -> Vec<Family<T>> {
    let mut families: Vec<Family<T>> = Vec::new();
    for case in cases {
        let key = key(&case);
        let is_of = |family: &Family<T>| {
            !key.is_empty()
                && family.key == key
                && family.children.iter().any(|child| is_family(child, &case))
        };
        let Some(first) = families.iter().position(is_of) else {
            families.push(Family {
                key,
                children: vec![case],
            });
            continue;
        };
        // Who belongs to two that stood apart brings them together.
        let mut joined = Vec::new();
        let mut place = first + 1;
        while place < families.len() {
            if families.get(place).is_some_and(is_of) {
                joined.extend(families.remove(place).children);
            } else {
                place += 1;
            }
        }
        if let Some(family) = families.get_mut(first) {
            family.children.extend(joined);
            family.children.push(case);
        }
    }
    families
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grouped(
        cases: &[&'static str],
        is_family: fn(&str, &str) -> bool,
    ) -> Vec<Vec<&'static str>> {
        let key = |case: &&str| case.split(' ').next().unwrap().to_owned();
        group_by_family(cases.iter().copied(), key, |one, two| is_family(one, two))
            .into_iter()
            .map(|family| family.children)
            .collect()
    }

    #[test]
    fn siblings_stand_together_and_the_nameless_alone() {
        assert_eq!(
            grouped(&["marsh 1", " 2", "okafor 3", "marsh 4", " 5"], |_, _| true),
            [
                vec!["marsh 1", "marsh 4"],
                vec![" 2"],
                vec!["okafor 3"],
                vec![" 5"]
            ]
        );
    }

    #[test]
    fn one_family_name_alone_brings_nobody_together() {
        assert_eq!(
            grouped(&["khan 1", "khan 2"], |_, _| false),
            [vec!["khan 1"], vec!["khan 2"]]
        );
        // Of the third, both others are family.
        assert_eq!(
            grouped(&["khan 1", "khan 2", "khan 3"], |_, two| two == "khan 3"),
            [vec!["khan 1", "khan 2", "khan 3"]]
        );
    }
}
