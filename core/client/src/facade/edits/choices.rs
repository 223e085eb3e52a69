//! From a word on a form to one of our lists: by label, name or number.

use core::fmt::Debug;

use patchwork_model::{
    Basis, ChildStatus, LegalStatus as ModelLegal, PlanCategory, Relation, RelationshipKind,
    ResidenceKind,
};

use crate::{
    FormChoices, LegalStatus,
    error::{ClientError, Result},
    facade::reads::words::folded,
};

/// What forms offer to choose from.
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn form_choices() -> FormChoices {
    fn labels<T: Copy>(all: &[T], label: impl Fn(T) -> &'static str) -> Vec<String> {
        all.iter().map(|choice| label(*choice).to_owned()).collect()
    }
    FormChoices {
        relationships: labels(RelationshipKind::ALL, RelationshipKind::label),
        residences: labels(ResidenceKind::ALL, ResidenceKind::label),
        bases: labels(Basis::ALL, Basis::label),
    }
}

/// Finds the choice that was meant: its label, its own name or its number,
/// whatever the case, spaces and signs.
fn chosen<T: Copy + Debug>(
    all: &[T],
    label: impl Fn(T) -> &'static str,
    code: impl Fn(T) -> u8,
    typed: &str,
) -> Option<T> {
    let typed = folded(typed);
    all.iter().copied().find(|choice| {
        !typed.is_empty()
            && (typed == folded(label(*choice))
                || typed == folded(&format!("{choice:?}"))
                || typed == code(*choice).to_string())
    })
}

fn unknown(field: &str, typed: &str) -> ClientError {
    ClientError::invalid(
        field,
        format!(
            "“{}” is not one of the choices. Choose one from the list.",
            typed.trim()
        ),
    )
}

/// What someone is to the child, by our word or an everyday one.
pub(super) fn relation(typed: &str) -> Option<Relation> {
    let everyday = match folded(typed).as_str() {
        "mother" | "mum" | "mummy" | "mam" | "mom" => Some(Relation::Mother),
        "father" | "daddy" => Some(Relation::Father),
        "stepmother" | "stepfather" | "stepmum" | "stepdad" => Some(Relation::StepParent),
        "mumspartner" | "dadspartner" | "parentspartner" => Some(Relation::ParentsPartner),
        "brother" | "sister" | "twin" => Some(Relation::Sibling),
        "halfbrother" | "halfsister" => Some(Relation::HalfSibling),
        "stepbrother" | "stepsister" => Some(Relation::StepSibling),
        "gran" | "granny" | "nan" | "nana" | "nanny" | "grandma" => Some(Relation::Grandmother),
        "grandad" | "granddad" | "grandpa" => Some(Relation::Grandfather),
        "aunt" | "auntie" | "aunty" | "uncle" => Some(Relation::AuntOrUncle),
        "fostermother" | "fosterfather" | "fosterparent" => Some(Relation::FosterCarer),
        "neighbor" => Some(Relation::Neighbour),
        "familyfriend" => Some(Relation::FamilyFriend),
        _ => None,
    };
    everyday.or_else(|| chosen(Relation::ALL, Relation::label, Relation::code, typed))
}

/// A tie between two people.
pub(super) fn relationship(typed: &str) -> Result<RelationshipKind> {
    let everyday = match folded(typed).as_str() {
        "motherof" | "fatherof" | "mumof" | "dadof" => Some(RelationshipKind::ParentOf),
        "sonof" | "daughterof" => Some(RelationshipKind::ChildOf),
        "brotherof" | "sisterof" => Some(RelationshipKind::SiblingOf),
        "grandmotherof" | "grandfatherof" | "nanof" => Some(RelationshipKind::GrandparentOf),
        "auntof" | "uncleof" => Some(RelationshipKind::AuntOrUncleOf),
        _ => None,
    };
    everyday
        .or_else(|| {
            chosen(
                RelationshipKind::ALL,
                RelationshipKind::label,
                RelationshipKind::code,
                typed,
            )
        })
        .ok_or_else(|| unknown("kind", typed))
}

pub(super) fn residence(typed: &str) -> Result<ResidenceKind> {
    chosen(
        ResidenceKind::ALL,
        ResidenceKind::label,
        ResidenceKind::code,
        typed,
    )
    .ok_or_else(|| unknown("kind", typed))
}

/// On what ground someone is involved; nothing typed is none noted.
pub(super) fn basis(typed: &str) -> Result<Option<Basis>> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    chosen(Basis::ALL, Basis::label, Basis::code, typed)
        .map(Some)
        .ok_or_else(|| unknown("basis", typed))
}

pub(super) fn status(chosen_status: &LegalStatus) -> Result<ChildStatus> {
    Ok(match chosen_status {
        LegalStatus::NoPlan => ChildStatus::None,
        LegalStatus::ChildInNeed => ChildStatus::ChildInNeed,
        LegalStatus::ChildProtection { category } if category.trim().is_empty() => {
            ChildStatus::ProtectionPlan(None)
        }
        LegalStatus::ChildProtection { category } => {
            ChildStatus::ProtectionPlan(Some(plan(category)?))
        }
        LegalStatus::LookedAfter { legal_status } if legal_status.trim().is_empty() => {
            ChildStatus::LookedAfter(None)
        }
        LegalStatus::LookedAfter { legal_status } => {
            ChildStatus::LookedAfter(Some(legal(legal_status)?))
        }
    })
}

fn plan(typed: &str) -> Result<PlanCategory> {
    let everyday = match folded(typed).as_str() {
        "physical" => Some(PlanCategory::PhysicalAbuse),
        "emotional" => Some(PlanCategory::EmotionalAbuse),
        "sexual" => Some(PlanCategory::SexualAbuse),
        _ => None,
    };
    everyday
        .or_else(|| {
            chosen(
                PlanCategory::ALL,
                PlanCategory::label,
                PlanCategory::code,
                typed,
            )
        })
        .ok_or_else(|| unknown("category", typed))
}

fn legal(typed: &str) -> Result<ModelLegal> {
    let everyday = match folded(typed).as_str() {
        "section20" | "s20" => Some(ModelLegal::Section20),
        _ => None,
    };
    everyday
        .or_else(|| chosen(ModelLegal::ALL, ModelLegal::label, ModelLegal::code, typed))
        .ok_or_else(|| unknown("legal_status", typed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_is_found_by_its_label() {
        for relation_kind in Relation::ALL {
            assert_eq!(relation(relation_kind.label()), Some(*relation_kind));
        }
        for kind in RelationshipKind::ALL {
            assert_eq!(relationship(kind.label()), Ok(*kind));
            assert_eq!(relationship(&kind.code().to_string()), Ok(*kind));
        }
        for kind in ResidenceKind::ALL {
            assert_eq!(residence(kind.label()), Ok(*kind));
        }
        for ground in Basis::ALL {
            assert_eq!(basis(ground.label()), Ok(Some(*ground)));
        }
        for category in PlanCategory::ALL {
            assert_eq!(plan(category.label()), Ok(*category));
        }
        for status in ModelLegal::ALL {
            assert_eq!(legal(status.label()), Ok(*status));
        }
    }

    #[test]
    fn everyday_words_are_understood() {
        assert_eq!(relation(" mother "), Some(Relation::Mother));
        assert_eq!(relation("Step-mum"), Some(Relation::StepParent));
        assert_eq!(relationship("Mother of"), Ok(RelationshipKind::ParentOf));
        assert_eq!(residence("refuge"), Ok(ResidenceKind::Refuge));
        assert_eq!(
            status(&LegalStatus::ChildProtection {
                category: "neglect".to_owned()
            }),
            Ok(ChildStatus::ProtectionPlan(Some(PlanCategory::Neglect)))
        );
        assert_eq!(
            status(&LegalStatus::LookedAfter {
                legal_status: "Interim care order".to_owned()
            }),
            Ok(ChildStatus::LookedAfter(Some(ModelLegal::InterimCareOrder)))
        );
    }

    #[test]
    fn what_is_not_on_the_list_is_said_so_in_its_field() {
        assert_eq!(relation("godmother"), None);
        assert_eq!(relation(""), None);
        let Err(ClientError::Invalid { field, reason }) = relationship("boss of") else {
            panic!("expected a refusal");
        };
        assert_eq!(field, "kind");
        assert_eq!(
            reason,
            "“boss of” is not one of the choices. Choose one from the list."
        );
    }
}
