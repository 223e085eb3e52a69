//! The people around a child: who they are, how they hang together, where they live.

use minicbor::{Decode, Encode};
use patchwork_protocol::{AgencyId, PractitionerId};

use crate::{PersonId, codes::coded_enum};

coded_enum!(
    /// Whether someone is part of the child's own life or of a service.
    PersonKind {
        /// Family, carer, friend, neighbour.
        Family = 1, "family", "Family, carer or friend";
        /// A professional without an account: a GP, a solicitor.
        Professional = 2, "professional", "Works with the child";
    }
);

coded_enum!(
    /// What someone is to the child.
    Relation {
        /// Mother.
        Mother = 1, "mother", "Mum";
        /// Father.
        Father = 2, "father", "Dad";
        /// Step-parent.
        StepParent = 3, "step-parent", "Step-parent";
        /// A parent's partner.
        ParentsPartner = 4, "parents-partner", "Parent’s partner";
        /// Brother or sister.
        Sibling = 5, "sibling", "Brother or sister";
        /// Half-brother or half-sister.
        HalfSibling = 6, "half-sibling", "Half-brother or half-sister";
        /// Step-brother or step-sister.
        StepSibling = 7, "step-sibling", "Stepbrother or stepsister";
        /// Grandmother.
        Grandmother = 8, "grandmother", "Grandmother";
        /// Grandfather.
        Grandfather = 9, "grandfather", "Grandfather";
        /// Aunt or uncle.
        AuntOrUncle = 10, "aunt-or-uncle", "Aunt or uncle";
        /// Cousin.
        Cousin = 11, "cousin", "Cousin";
        /// Another relative.
        OtherRelative = 12, "other-relative", "Other family";
        /// Foster carer.
        FosterCarer = 13, "foster-carer", "Foster carer";
        /// A relative or friend who cares for the child instead of the parents.
        KinshipCarer = 14, "kinship-carer", "Family or friend who looks after the child";
        /// Special guardian or other legal guardian.
        Guardian = 15, "guardian", "Guardian";
        /// Adoptive parent.
        AdoptiveParent = 16, "adoptive-parent", "Adoptive parent";
        /// A friend of the child.
        Friend = 17, "friend", "Friend";
        /// A friend of the family.
        FamilyFriend = 18, "family-friend", "Friend of the family";
        /// Neighbour.
        Neighbour = 19, "neighbour", "Neighbour";
        /// Someone else.
        Other = 20, "other", "Someone else";
    }
);

coded_enum!(
    /// How one can reach someone.
    ContactKind {
        /// A mobile phone.
        Mobile = 2, "mobile", "Mobile";
        /// A phone, of whatever sort.
        Phone = 1, "phone", "Phone";
        /// A phone at work.
        Work = 3, "work", "Work phone";
        /// An email address.
        Email = 4, "email", "Email";
        /// Anything else, in words.
        Other = 5, "other", "Other contact";
    }
);

impl ContactKind {
    /// Whether the value should be a phone number.
    pub const fn is_phone(self) -> bool {
        matches!(self, Self::Phone | Self::Mobile | Self::Work)
    }
}

coded_enum!(
    /// What the first person is to the second. Each has an inverse.
    RelationshipKind {
        /// Parent of.
        ParentOf = 1, "parent-of", "parent of";
        /// Child of.
        ChildOf = 2, "child-of", "child of";
        /// Step-parent of.
        StepParentOf = 3, "step-parent-of", "step-parent of";
        /// Step-child of.
        StepChildOf = 4, "step-child-of", "stepchild of";
        /// Adoptive parent of.
        AdoptiveParentOf = 5, "adoptive-parent-of", "adoptive parent of";
        /// Adopted child of.
        AdoptedChildOf = 6, "adopted-child-of", "adopted child of";
        /// Grandparent of.
        GrandparentOf = 7, "grandparent-of", "grandparent of";
        /// Grandchild of.
        GrandchildOf = 8, "grandchild-of", "grandchild of";
        /// Brother or sister of.
        SiblingOf = 9, "sibling-of", "brother or sister of";
        /// Half-brother or half-sister of.
        HalfSiblingOf = 10, "half-sibling-of", "half-brother or half-sister of";
        /// Step-brother or step-sister of.
        StepSiblingOf = 11, "step-sibling-of", "stepbrother or stepsister of";
        /// Aunt or uncle of.
        AuntOrUncleOf = 12, "aunt-or-uncle-of", "aunt or uncle of";
        /// Niece or nephew of.
        NieceOrNephewOf = 13, "niece-or-nephew-of", "niece or nephew of";
        /// Cousin of.
        CousinOf = 14, "cousin-of", "cousin of";
        /// Partner of.
        PartnerOf = 15, "partner-of", "partner of";
        /// Married to.
        MarriedTo = 16, "married-to", "married to";
        /// Former partner of.
        FormerPartnerOf = 17, "former-partner-of", "used to be partner of";
        /// Separated from.
        SeparatedFrom = 18, "separated-from", "lives apart from";
        /// Divorced from.
        DivorcedFrom = 19, "divorced-from", "divorced from";
        /// Carer of.
        CarerOf = 20, "carer-of", "looks after";
        /// Cared for by.
        CaredForBy = 21, "cared-for-by", "looked after by";
        /// Friend of.
        FriendOf = 22, "friend-of", "friend of";
        /// Another tie.
        Other = 23, "other", "knows";
    }
);

impl RelationshipKind {
    /// What the second is to the first.
    pub const fn inverse(self) -> Self {
        match self {
            Self::ParentOf => Self::ChildOf,
            Self::ChildOf => Self::ParentOf,
            Self::StepParentOf => Self::StepChildOf,
            Self::StepChildOf => Self::StepParentOf,
            Self::AdoptiveParentOf => Self::AdoptedChildOf,
            Self::AdoptedChildOf => Self::AdoptiveParentOf,
            Self::GrandparentOf => Self::GrandchildOf,
            Self::GrandchildOf => Self::GrandparentOf,
            Self::AuntOrUncleOf => Self::NieceOrNephewOf,
            Self::NieceOrNephewOf => Self::AuntOrUncleOf,
            Self::CarerOf => Self::CaredForBy,
            Self::CaredForBy => Self::CarerOf,
            Self::SiblingOf
            | Self::HalfSiblingOf
            | Self::StepSiblingOf
            | Self::CousinOf
            | Self::PartnerOf
            | Self::MarriedTo
            | Self::FormerPartnerOf
            | Self::SeparatedFrom
            | Self::DivorcedFrom
            | Self::FriendOf
            | Self::Other => self,
        }
    }
}

coded_enum!(
    /// What sort of place it is.
    ResidenceKind {
        /// Home.
        Home = 1, "home", "Home";
        /// A placement: foster home, children's home.
        Placement = 2, "placement", "Placement";
        /// A refuge.
        Refuge = 3, "refuge", "Safe place";
    }
);

coded_enum!(
    /// On what ground someone is involved, and so may be told.
    Basis {
        /// The family asked for or agreed to this service.
        Agreement = 1, "agreement", "The family agreed";
        /// A universal service: school, health visitor, GP.
        Universal = 2, "universal", "For every child";
        /// A duty in law: child in need, protection plan, looked after.
        Statutory = 3, "statutory", "The law says so";
        /// To keep the child safe, without agreement.
        Safeguarding = 4, "safeguarding", "To keep the child safe";
        /// An order of a court.
        CourtOrder = 5, "court-order", "A court said so";
    }
);

coded_enum!(
    /// What sort of agency it is.
    AgencyKind {
        /// Children's social care.
        SocialCare = 1, "social-care", "Children’s social care";
        /// Early help and children's centres.
        EarlyHelp = 2, "early-help", "Early help";
        /// Nursery or childminder.
        EarlyYears = 3, "early-years", "Nursery or childminder";
        /// School or college.
        School = 4, "school", "School";
        /// School nursing.
        SchoolNursing = 5, "school-nursing", "School nursing";
        /// Health visiting.
        HealthVisiting = 6, "health-visiting", "Health visiting";
        /// Midwifery.
        Midwifery = 7, "midwifery", "Midwifery";
        /// General practice.
        Gp = 8, "gp", "GP";
        /// Youth services.
        Youth = 9, "youth", "Youth services";
        /// Youth justice.
        YouthJustice = 10, "youth-justice", "Youth justice";
        /// Housing.
        Housing = 11, "housing", "Housing";
        /// Police.
        Police = 12, "police", "Police";
        /// Probation.
        Probation = 13, "probation", "Probation";
        /// Community safety.
        CommunitySafety = 14, "community-safety", "Community safety";
        /// Adult social care.
        AdultSocialCare = 15, "adult-social-care", "Adult social care";
        /// Voluntary sector.
        Voluntary = 16, "voluntary", "Voluntary sector";
        /// Fostering.
        Fostering = 17, "fostering", "Foster carers";
        /// Independent reviewing.
        Reviewing = 18, "reviewing", "Independent reviewing officer";
        /// Substance misuse.
        SubstanceMisuse = 19, "substance-misuse", "Substance misuse";
        /// Mental health of adults.
        AdultMentalHealth = 20, "adult-mental-health", "Adult mental health";
        /// Mental health of children.
        ChildMentalHealth = 21, "child-mental-health", "Child mental health";
        /// Sexual health.
        SexualHealth = 22, "sexual-health", "Sexual health";
        /// Domestic abuse.
        DomesticAbuse = 23, "domestic-abuse", "Domestic abuse services";
        /// Another.
        Other = 24, "other", "Other";
    }
);

impl AgencyKind {
    /// Whether it is sensitive that someone uses such a service at all.
    pub const fn is_sensitive_by_default(self) -> bool {
        matches!(
            self,
            Self::SubstanceMisuse
                | Self::AdultMentalHealth
                | Self::ChildMentalHealth
                | Self::SexualHealth
                | Self::DomesticAbuse
        )
    }
}

/// Someone who takes part: with an account or without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(flat)]
pub enum Participant {
    /// Someone in the child's life, or a professional without an account.
    #[n(0)]
    Person(#[n(0)] PersonId),
    /// A practitioner with an account.
    #[n(1)]
    Practitioner(#[n(0)] PractitionerId),
}

/// An agency: from the directory, or by name when it is not in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(flat)]
pub enum Agency {
    /// One of the partnership's.
    #[n(0)]
    Listed(#[n(0)] AgencyId),
    /// Another, by name.
    #[n(1)]
    Named(#[n(0)] String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inverse_of_an_inverse_is_the_tie_itself() {
        for kind in RelationshipKind::ALL {
            assert_eq!(kind.inverse().inverse(), *kind);
        }
    }
}
