//! What forms offer to choose from: every closed list, each member with its
//! code name and its label.

use patchwork_model::{
    AccessRole, AgencyKind, Basis, ClosedList, ContactKind, ContactMode, ContactOutcome, EntryKind,
    EntryState, HowKnown, LegalStatus, PersonKind, PlanCategory, Relation, RelationshipKind,
    ResidenceKind, ResponseKind, SharingChoice, StatusKind, TimelineFilter,
};
use patchwork_picture::LineStyle;

/// One member of a list, as a form offers it.
macro_rules! choice {
    ($($choice:ident of $member:ident,)+) => {$(
        /// A member of a closed list, as a form offers it.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
        pub struct $choice {
            /// The member.
            pub value: $member,
            /// Its code name: the same in every version, for forms and support reports.
            pub code: String,
            /// What a screen calls it.
            pub label: String,
        }

        impl From<$member> for $choice {
            fn from(value: $member) -> Self {
                Self {
                    value,
                    code: value.code_name().to_owned(),
                    label: value.label().to_owned(),
                }
            }
        }
    )+};
}

choice! {
    AccessRoleChoice of AccessRole,
    BasisChoice of Basis,
    ContactKindChoice of ContactKind,
    ContactModeChoice of ContactMode,
    ContactOutcomeChoice of ContactOutcome,
    EntryKindChoice of EntryKind,
    EntryStateChoice of EntryState,
    HowKnownChoice of HowKnown,
    LegalStatusChoice of LegalStatus,
    PersonKindChoice of PersonKind,
    PlanCategoryChoice of PlanCategory,
    RelationChoice of Relation,
    RelationshipKindChoice of RelationshipKind,
    ResidenceKindChoice of ResidenceKind,
    ResponseKindChoice of ResponseKind,
    SharingDecisionChoice of SharingChoice,
    StatusKindChoice of StatusKind,
    TimelineFilterChoice of TimelineFilter,
}

/// A line of a picture, with how it is drawn.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LineStyleChoice {
    /// The fact that it states.
    pub value: LineStyle,
    /// Its code name: the same in every version, for forms and support reports.
    pub code: String,
    /// What a screen calls it.
    pub label: String,
    /// How wide it is, in dp.
    pub width: f64,
    /// How long its dashes and the gaps between them are, in dp, by turns; empty for a whole line.
    pub dashes: Vec<f64>,
}

impl From<LineStyle> for LineStyleChoice {
    fn from(value: LineStyle) -> Self {
        Self {
            value,
            code: value.code_name().to_owned(),
            label: value.label().to_owned(),
            width: value.width(),
            dashes: value.dashes().to_vec(),
        }
    }
}

/// A kind of agency, as a form offers it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AgencyKindChoice {
    /// The kind.
    pub value: AgencyKind,
    /// Its code name: the same in every version, for forms and support reports.
    pub code: String,
    /// What a screen calls it.
    pub label: String,
    /// Whether it is sensitive, unless someone decides otherwise, that a family uses such a
    /// service at all.
    pub is_sensitive: bool,
}

impl From<AgencyKind> for AgencyKindChoice {
    fn from(value: AgencyKind) -> Self {
        Self {
            value,
            code: value.code_name().to_owned(),
            label: value.label().to_owned(),
            is_sensitive: value.is_sensitive_by_default(),
        }
    }
}

/// A kind of entry about another entry, as the button below that one offers it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AnswerKindChoice {
    /// The kind.
    pub value: EntryKind,
    /// Its code name: the same in every version, for forms and support reports.
    pub code: String,
    /// What a screen calls it.
    pub label: String,
    /// What the button says: "Correct it".
    pub action: String,
}

impl From<EntryKind> for AnswerKindChoice {
    fn from(value: EntryKind) -> Self {
        Self {
            value,
            code: value.code_name().to_owned(),
            label: value.label().to_owned(),
            action: value.action().to_owned(),
        }
    }
}

/// Every closed list, in the order in which a form offers it.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Choices {
    /// What can be written down by itself.
    pub entry_kinds: Vec<EntryKindChoice>,
    /// What can be written about an entry.
    pub answer_kinds: Vec<AnswerKindChoice>,
    /// A visit, or a call.
    pub contact_modes: Vec<ContactModeChoice>,
    /// What came of a visit or call.
    pub contact_outcomes: Vec<ContactOutcomeChoice>,
    /// How the author knows.
    pub how_known: Vec<HowKnownChoice>,
    /// What was done about a worry.
    pub response_kinds: Vec<ResponseKindChoice>,
    /// What was decided about sharing.
    pub sharing_choices: Vec<SharingDecisionChoice>,
    /// How far an entry has come.
    pub entry_states: Vec<EntryStateChoice>,
    /// What a timeline can be narrowed to.
    pub timeline_filters: Vec<TimelineFilterChoice>,
    /// Family, or someone of a service.
    pub person_kinds: Vec<PersonKindChoice>,
    /// What someone is to the child.
    pub relations: Vec<RelationChoice>,
    /// What one person is to another.
    pub relationship_kinds: Vec<RelationshipKindChoice>,
    /// How someone can be reached.
    pub contact_kinds: Vec<ContactKindChoice>,
    /// What sort of place a residence is.
    pub residence_kinds: Vec<ResidenceKindChoice>,
    /// On what basis someone is involved.
    pub bases: Vec<BasisChoice>,
    /// What sort of plan or legal status it is.
    pub status_kinds: Vec<StatusKindChoice>,
    /// The category of a child protection plan.
    pub plan_categories: Vec<PlanCategoryChoice>,
    /// Under what law a looked-after child is looked after.
    pub legal_statuses: Vec<LegalStatusChoice>,
    /// What sort of agency it is.
    pub agency_kinds: Vec<AgencyKindChoice>,
    /// What someone may do in a case.
    pub access_roles: Vec<AccessRoleChoice>,
    /// What the lines of a picture say.
    pub line_styles: Vec<LineStyleChoice>,
}

fn all<T: Copy, C: From<T>>(members: &[T]) -> Vec<C> {
    members.iter().copied().map(C::from).collect()
}

/// What forms offer to choose from.
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn choices() -> Choices {
    let written = || {
        EntryKind::ALL
            .iter()
            .copied()
            .filter(|k| k.can_be_written())
    };
    Choices {
        entry_kinds: written()
            .filter(|kind| !kind.is_about_an_entry())
            .map(EntryKindChoice::from)
            .collect(),
        answer_kinds: written()
            .filter(|kind| kind.is_about_an_entry())
            .map(AnswerKindChoice::from)
            .collect(),
        contact_modes: all(ContactMode::ALL),
        contact_outcomes: all(ContactOutcome::ALL),
        how_known: all(HowKnown::ALL),
        response_kinds: all(ResponseKind::ALL),
        sharing_choices: all(SharingChoice::ALL),
        entry_states: all(EntryState::ALL),
        timeline_filters: all(TimelineFilter::ALL),
        person_kinds: all(PersonKind::ALL),
        relations: all(Relation::ALL),
        relationship_kinds: all(RelationshipKind::ALL),
        contact_kinds: all(ContactKind::ALL),
        residence_kinds: all(ResidenceKind::ALL),
        bases: all(Basis::ALL),
        status_kinds: all(StatusKind::ALL),
        plan_categories: all(PlanCategory::ALL),
        legal_statuses: all(LegalStatus::ALL),
        agency_kinds: all(AgencyKind::ALL),
        access_roles: all(AccessRole::ALL),
        line_styles: all(LineStyle::ALL),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_agency_is_offered_and_five_of_them_are_sensitive() {
        let kinds = choices().agency_kinds;
        assert_eq!(kinds.len(), 24);
        let sensitive: Vec<_> = kinds
            .iter()
            .filter(|kind| kind.is_sensitive)
            .map(|kind| kind.value)
            .collect();
        assert_eq!(
            sensitive,
            [
                AgencyKind::SubstanceMisuse,
                AgencyKind::AdultMentalHealth,
                AgencyKind::ChildMentalHealth,
                AgencyKind::SexualHealth,
                AgencyKind::DomesticAbuse,
            ]
        );
    }

    #[test]
    fn every_kind_of_entry_that_can_be_written_is_offered_once() {
        let choices = choices();
        let offered = choices.entry_kinds.len() + choices.answer_kinds.len();
        assert_eq!(offered, EntryKind::ALL.len() - 1);
        let chips: Vec<_> = choices
            .entry_kinds
            .iter()
            .map(|kind| &*kind.label)
            .collect();
        assert_eq!(
            chips,
            [
                "Note",
                "Visit or call",
                "Worry",
                "Strength",
                "Child’s words",
                "Significant event",
                "Sharing decision",
            ]
        );
    }
}
