//! The people around a child: who they are, how they hang together, where they live.

use minicbor::{Decode, Encode};
use patchwork_protocol::{AgencyId, PractitionerId};

use crate::{PersonId, codes::coded_enum};

coded_enum!(
    /// Whether someone is part of the child's own life or of a service.
    PersonKind {
        /// Family, carer, friend, neighbour.
        Family = 1,
        /// A professional without an account: a GP, a solicitor.
        Professional = 2,
    }
);

coded_enum!(
    /// What someone is to the child.
    Relation {
        /// Mother.
        Mother = 1,
        /// Father.
        Father = 2,
        /// Step-parent.
        StepParent = 3,
        /// A parent's partner.
        ParentsPartner = 4,
        /// Brother or sister.
        Sibling = 5,
        /// Half-brother or half-sister.
        HalfSibling = 6,
        /// Step-brother or step-sister.
        StepSibling = 7,
        /// Grandmother.
        Grandmother = 8,
        /// Grandfather.
        Grandfather = 9,
        /// Aunt or uncle.
        AuntOrUncle = 10,
        /// Cousin.
        Cousin = 11,
        /// Another relative.
        OtherRelative = 12,
        /// Foster carer.
        FosterCarer = 13,
        /// A relative or friend who cares for the child instead of the parents.
        KinshipCarer = 14,
        /// Special guardian or other legal guardian.
        Guardian = 15,
        /// Adoptive parent.
        AdoptiveParent = 16,
        /// A friend of the child.
        Friend = 17,
        /// A friend of the family.
        FamilyFriend = 18,
        /// Neighbour.
        Neighbour = 19,
        /// Someone else.
        Other = 20,
    }
);

coded_enum!(
    /// How one can reach someone.
    ContactKind {
        /// A phone, of whatever sort.
        Phone = 1,
        /// A mobile phone.
        Mobile = 2,
        /// A phone at work.
        Work = 3,
        /// An email address.
        Email = 4,
        /// Anything else, in words.
        Other = 5,
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
        ParentOf = 1,
        /// Child of.
        ChildOf = 2,
        /// Step-parent of.
        StepParentOf = 3,
        /// Step-child of.
        StepChildOf = 4,
        /// Adoptive parent of.
        AdoptiveParentOf = 5,
        /// Adopted child of.
        AdoptedChildOf = 6,
        /// Grandparent of.
        GrandparentOf = 7,
        /// Grandchild of.
        GrandchildOf = 8,
        /// Brother or sister of.
        SiblingOf = 9,
        /// Half-brother or half-sister of.
        HalfSiblingOf = 10,
        /// Step-brother or step-sister of.
        StepSiblingOf = 11,
        /// Aunt or uncle of.
        AuntOrUncleOf = 12,
        /// Niece or nephew of.
        NieceOrNephewOf = 13,
        /// Cousin of.
        CousinOf = 14,
        /// Partner of.
        PartnerOf = 15,
        /// Married to.
        MarriedTo = 16,
        /// Former partner of.
        FormerPartnerOf = 17,
        /// Separated from.
        SeparatedFrom = 18,
        /// Divorced from.
        DivorcedFrom = 19,
        /// Carer of.
        CarerOf = 20,
        /// Cared for by.
        CaredForBy = 21,
        /// Friend of.
        FriendOf = 22,
        /// Another tie.
        Other = 23,
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
        Home = 1,
        /// A placement: foster home, children's home.
        Placement = 2,
        /// A refuge.
        Refuge = 3,
    }
);

coded_enum!(
    /// On what ground someone is involved, and so may be told.
    Basis {
        /// The family asked for or agreed to this service.
        Agreement = 1,
        /// A universal service: school, health visitor, GP.
        Universal = 2,
        /// A duty in law: child in need, protection plan, looked after.
        Statutory = 3,
        /// To keep the child safe, without agreement.
        Safeguarding = 4,
        /// An order of a court.
        CourtOrder = 5,
    }
);

coded_enum!(
    /// What sort of agency it is.
    AgencyKind {
        /// Children's social care.
        SocialCare = 1,
        /// Early help and children's centres.
        EarlyHelp = 2,
        /// Nursery or childminder.
        EarlyYears = 3,
        /// School or college.
        School = 4,
        /// School nursing.
        SchoolNursing = 5,
        /// Health visiting.
        HealthVisiting = 6,
        /// Midwifery.
        Midwifery = 7,
        /// General practice.
        Gp = 8,
        /// Youth services.
        Youth = 9,
        /// Youth justice.
        YouthJustice = 10,
        /// Housing.
        Housing = 11,
        /// Police.
        Police = 12,
        /// Probation.
        Probation = 13,
        /// Community safety.
        CommunitySafety = 14,
        /// Adult social care.
        AdultSocialCare = 15,
        /// Voluntary sector.
        Voluntary = 16,
        /// Fostering.
        Fostering = 17,
        /// Independent reviewing.
        Reviewing = 18,
        /// Substance misuse.
        SubstanceMisuse = 19,
        /// Mental health of adults.
        AdultMentalHealth = 20,
        /// Mental health of children.
        ChildMentalHealth = 21,
        /// Sexual health.
        SexualHealth = 22,
        /// Domestic abuse.
        DomesticAbuse = 23,
        /// Another.
        Other = 24,
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

    #[test]
    fn every_code_reads_back() {
        for kind in AgencyKind::ALL {
            assert_eq!(AgencyKind::from_code(kind.code()), Some(*kind));
        }
        assert_eq!(AgencyKind::from_code(0), None);
    }
}
