//! What someone is to the child, from a word that a person typed.

use crate::Relation;

impl Relation {
    /// Recognises a typed word: ours or an everyday one, whatever its case, spaces and signs.
    /// What is not recognised is none of ours, and stays as typed.
    pub fn recognise_typed(typed: &str) -> Option<Self> {
        let typed = letters(typed);
        if typed.is_empty() {
            return None;
        }
        everyday(&typed).or_else(|| {
            let mut all = Self::ALL.iter().copied();
            all.find(|relation| letters(relation.label()) == typed)
        })
    }
}

fn everyday(letters: &str) -> Option<Relation> {
    Some(match letters {
        "mother" | "mummy" | "mam" | "mom" => Relation::Mother,
        "father" | "daddy" => Relation::Father,
        "stepmother" | "stepfather" | "stepmum" | "stepdad" => Relation::StepParent,
        "mumspartner" | "dadspartner" => Relation::ParentsPartner,
        "brother" | "sister" | "twin" => Relation::Sibling,
        "halfbrother" | "halfsister" => Relation::HalfSibling,
        "stepbrother" | "stepsister" => Relation::StepSibling,
        "gran" | "granny" | "nan" | "nana" | "nanny" | "grandma" => Relation::Grandmother,
        "grandad" | "granddad" | "grandpa" => Relation::Grandfather,
        "aunt" | "auntie" | "aunty" | "uncle" => Relation::AuntOrUncle,
        "fostermother" | "fosterfather" | "fosterparent" => Relation::FosterCarer,
        "kinshipcarer" => Relation::KinshipCarer,
        "neighbor" => Relation::Neighbour,
        "familyfriend" => Relation::FamilyFriend,
        "otherrelative" => Relation::OtherRelative,
        _ => return None,
    })
}

/// Letters and digits alone, in lower case.
fn letters(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_word_for_every_relation_is_recognised() {
        for relation in Relation::ALL {
            assert_eq!(Relation::recognise_typed(relation.label()), Some(*relation));
        }
    }

    #[test]
    fn everyday_words_are_recognised_and_others_are_not() {
        assert_eq!(
            Relation::recognise_typed(" mother "),
            Some(Relation::Mother)
        );
        assert_eq!(
            Relation::recognise_typed("Step-mum"),
            Some(Relation::StepParent)
        );
        assert_eq!(
            Relation::recognise_typed("Nan"),
            Some(Relation::Grandmother)
        );
        for other in ["godmother", "", " – ", "1"] {
            assert_eq!(Relation::recognise_typed(other), None, "{other}");
        }
    }
}
