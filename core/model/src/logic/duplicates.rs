//! Whether someone who is about to be added is likely to be there already. It is asked, and never
//! blocks: two children may have one name.

use jiff::civil::Date;

use crate::{Born, NhsNumber, fold, sounds};

/// Whether two names are the same but for case, accents, signs and spaces.
pub fn same_name(one: &str, two: &str) -> bool {
    let letters = |name: &str| -> String {
        let folded = fold(name);
        folded.chars().filter(|c| c.is_alphanumeric()).collect()
    };
    let one = letters(one);
    !one.is_empty() && one == letters(two)
}

/// Whether every word of the one name sounds like a word of the other, and the other way round.
pub fn sounds_the_same(one: &str, two: &str) -> bool {
    let (one, two) = (sounds(one), sounds(two));
    let all_in = |these: &[std::collections::BTreeSet<String>],
                  those: &[std::collections::BTreeSet<String>]| {
        these
            .iter()
            .all(|this| those.iter().any(|that| !this.is_disjoint(that)))
    };
    !one.is_empty() && !two.is_empty() && all_in(&one, &two) && all_in(&two, &one)
}

/// What is known of a child, as far as it tells one from another.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChildLikeness {
    /// The names that the child goes by, each whole: "Ella Marsh", "Gabriella Marsh".
    pub names: Vec<String>,
    /// Birth.
    pub born: Born,
    /// NHS number.
    pub nhs_number: Option<NhsNumber>,
}

impl ChildLikeness {
    /// Why two are likely the same child, in words; `None` where they are not. An NHS number is
    /// never the sole reason to take them for one, but always one to ask.
    pub fn why_the_same(&self, other: &Self) -> Option<&'static str> {
        let any = |alike: fn(&str, &str) -> bool| {
            let mut names = self.names.iter();
            names.any(|one| other.names.iter().any(|two| alike(one, two)))
        };
        let same_birthday = day(self.born).is_some_and(|born| Some(born) == day(other.born));
        let same_number = self.nhs_number.is_some() && self.nhs_number == other.nhs_number;
        let (same, sounds) = (any(same_name), any(sounds_the_same));
        let other_birthday = day(self.born)
            .zip(day(other.born))
            .is_some_and(|(one, two)| one != two);
        match (same, same_birthday, same_number) {
            (true, _, true) => Some("same name and NHS number"),
            (true, true, _) => Some("same name and birthday"),
            (_, true, true) => Some("same birthday and NHS number"),
            (_, _, true) => Some("same NHS number"),
            (true, ..) if !other_birthday => Some("same name"),
            (true, ..) => Some("same name, another birthday"),
            (false, true, _) if sounds => {
                Some("a name that sounds the same, and the same birthday")
            }
            (false, false, _) if sounds && !other_birthday => Some("a name that sounds the same"),
            _ => None,
        }
    }
}

const fn day(born: Born) -> Option<Date> {
    match born {
        Born::On(day) | Born::About(day) | Born::Expected(day) => Some(day),
        Born::Unknown => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn child(name: &str, born: &str, number: &str) -> ChildLikeness {
        ChildLikeness {
            names: vec![name.to_owned()],
            born: born.parse().map_or(Born::Unknown, Born::On),
            nhs_number: number.parse().ok(),
        }
    }

    #[test]
    fn a_child_who_is_likely_there_already_is_told_by_what_is_the_same() {
        let ella = child("Ella Marsh", "2019-03-12", "9990000018");
        for (name, born, number, why) in [
            (
                "ella  MARSH",
                "2019-03-12",
                "",
                Some("same name and birthday"),
            ),
            ("Ella Marsh", "", "", Some("same name")),
            (
                "Ella Marsh",
                "2018-01-01",
                "",
                Some("same name, another birthday"),
            ),
            (
                "Ela Marche",
                "2019-03-12",
                "",
                Some("a name that sounds the same, and the same birthday"),
            ),
            ("Tom Reed", "", "9990000018", Some("same NHS number")),
            (
                "Ella Marsh",
                "",
                "9990000018",
                Some("same name and NHS number"),
            ),
            ("Tom Reed", "2019-03-12", "", None),
            ("Jayden Marsh", "", "", None),
            ("", "", "", None),
        ] {
            let other = child(name, born, number);
            assert_eq!(other.why_the_same(&ella), why, "{name} {born} {number}");
            assert_eq!(ella.why_the_same(&other), why, "{name} {born} {number}");
        }
    }
}
