//! The facade's plain values as the native languages see them: ids as hex
//! text, moments as milliseconds since 1970, days as `2026-03-12`.

use jiff::{Timestamp as UnixMillis, civil::Date as IsoDate};
use patchwork_model::{
    AccessRole, AgencyKind, Basis, ChildStatus, ContactDetailId, ContactKind, ContactMode,
    ContactOutcome, EntryId, EntryKind, EntryState, HowKnown, InvolvementId, LegalStatus, MarkerId,
    PersonId, PersonKind, PlanCategory, Relation, RelationshipId, RelationshipKind, ResidenceId,
    ResidenceKind, ResponseKind, SharingChoice, StatusKind, TaskId, TimelineFilter,
};
use patchwork_picture::{LineStyle, Missing, News, TextStyle, TieKind};
use patchwork_protocol::{AgencyId, DeviceId, PractitionerId, SpaceId as CaseId};
use patchwork_store::DraftKey as DraftId;

macro_rules! text_ids {
    ($($name:ident,)*) => {$(
        uniffi::custom_type!($name, String, {
            remote,
            lower: |id| id.to_string(),
            try_lift: |text| Ok(text.parse::<$name>()?),
        });
    )*};
}

text_ids!(
    AgencyId,
    CaseId,
    ContactDetailId,
    DeviceId,
    EntryId,
    InvolvementId,
    MarkerId,
    PersonId,
    PractitionerId,
    RelationshipId,
    ResidenceId,
    TaskId,
);

uniffi::custom_type!(DraftId, String, {
    remote,
    lower: |id| data_encoding::HEXLOWER.encode(&id.0),
    try_lift: |text| {
        let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(text.as_bytes())?;
        Ok(DraftId::try_from(bytes.as_slice())?)
    },
});

// Named for their shapes: `Date` and `Timestamp` are other types on phones.
uniffi::custom_type!(UnixMillis, i64, {
    remote,
    lower: |at| at.as_millisecond(),
    try_lift: |at| Ok(moment(at)?),
});

/// A moment as a phone gives it. The last one there is stands for "never ends": its milliseconds end
/// within a second that cannot be read again, and phones give back what they were given.
fn moment(millis: i64) -> Result<UnixMillis, jiff::Error> {
    let last = UnixMillis::MAX.as_second().saturating_mul(1_000);
    UnixMillis::from_millisecond(millis.min(last))
}

uniffi::custom_type!(IsoDate, String, {
    remote,
    lower: |day| day.to_string(),
    try_lift: |text| Ok(text.parse::<IsoDate>()?),
});

// The closed lists are enums of the model, the roles of the protocol and the line styles of the
// picture. Native apps see them in this crate's package; deriving there would make one package for
// each crate. The compiler checks that no member is missing here.

/// What someone may do in a case.
#[uniffi::remote(Enum)]
pub enum AccessRole {
    Observer,
    Member,
    Manager,
}

/// What sort of agency it is.
#[uniffi::remote(Enum)]
pub enum AgencyKind {
    SocialCare,
    EarlyHelp,
    EarlyYears,
    School,
    SchoolNursing,
    HealthVisiting,
    Midwifery,
    Gp,
    Youth,
    YouthJustice,
    Housing,
    Police,
    Probation,
    CommunitySafety,
    AdultSocialCare,
    Voluntary,
    Fostering,
    Reviewing,
    SubstanceMisuse,
    AdultMentalHealth,
    ChildMentalHealth,
    SexualHealth,
    DomesticAbuse,
    Other,
}

/// On what ground someone is involved, and so may be told.
#[uniffi::remote(Enum)]
pub enum Basis {
    Agreement,
    Universal,
    Statutory,
    Safeguarding,
    CourtOrder,
}

/// The plan or legal status that everyone on the team must know.
#[uniffi::remote(Enum)]
pub enum ChildStatus {
    NoPlan,
    ChildInNeed,
    ProtectionPlan(Option<PlanCategory>),
    LookedAfter(Option<LegalStatus>),
}

/// How one can reach someone.
#[uniffi::remote(Enum)]
pub enum ContactKind {
    Mobile,
    Phone,
    Work,
    Email,
    Other,
}

/// In person or not.
#[uniffi::remote(Enum)]
pub enum ContactMode {
    Visit,
    Call,
}

/// What came of a visit or call.
#[uniffi::remote(Enum)]
pub enum ContactOutcome {
    Seen,
    SeenAlone,
    SpokeNotSeen,
    NoReply,
    WasNotBrought,
}

/// What an entry is.
#[uniffi::remote(Enum)]
pub enum EntryKind {
    Note,
    Contact,
    Worry,
    Strength,
    ChildsWords,
    SignificantEvent,
    SharingDecision,
    Reply,
    Amendment,
    StrikeThrough,
    Response,
    Question,
    Unknown,
}

/// How far an entry has come; never more than is known.
#[uniffi::remote(Enum)]
pub enum EntryState {
    Undoable,
    SavedHere,
    OnRelay,
    NeedsAttention,
}

/// How the author knows what they write.
#[uniffi::remote(Enum)]
pub enum HowKnown {
    SawOrHeard,
    WasTold,
    Think,
}

/// Under what law a looked-after child is looked after.
#[uniffi::remote(Enum)]
pub enum LegalStatus {
    Section20,
    InterimCareOrder,
    CareOrder,
    PlacementOrder,
    EmergencyProtectionOrder,
    PoliceProtection,
    Remand,
    Other,
}

/// The fact that a line of a picture states.
#[uniffi::remote(Enum)]
pub enum LineStyle {
    TwoWeeks,
    ThreeMonths,
    Older,
    NotNoted,
    Past,
}

/// For what a picture holds a place open.
#[uniffi::remote(Enum)]
pub enum Missing {
    Household,
    School,
    Health,
}

/// What is new about someone in a picture.
#[uniffi::remote(Enum)]
pub enum News {
    Joined,
    Changed,
    Words,
}

/// How a text of a picture is set.
#[uniffi::remote(Enum)]
pub enum TextStyle {
    Name,
    Caption,
    Agency,
}

/// What ties two of a family in a picture.
#[uniffi::remote(Enum)]
pub enum TieKind {
    Partner,
    FormerPartner,
    Parent,
    Carer,
    Sibling,
}

/// Whether someone is part of the child's own life or of a service.
#[uniffi::remote(Enum)]
pub enum PersonKind {
    Family,
    Professional,
}

/// The category of a child protection plan.
#[uniffi::remote(Enum)]
pub enum PlanCategory {
    Neglect,
    PhysicalAbuse,
    EmotionalAbuse,
    SexualAbuse,
    Multiple,
}

/// What someone is to the child.
#[uniffi::remote(Enum)]
pub enum Relation {
    Mother,
    Father,
    StepParent,
    ParentsPartner,
    Sibling,
    HalfSibling,
    StepSibling,
    Grandmother,
    Grandfather,
    AuntOrUncle,
    Cousin,
    OtherRelative,
    FosterCarer,
    KinshipCarer,
    Guardian,
    AdoptiveParent,
    Friend,
    FamilyFriend,
    Neighbour,
    Other,
}

/// What the first person is to the second.
#[uniffi::remote(Enum)]
pub enum RelationshipKind {
    ParentOf,
    ChildOf,
    StepParentOf,
    StepChildOf,
    AdoptiveParentOf,
    AdoptedChildOf,
    GrandparentOf,
    GrandchildOf,
    SiblingOf,
    HalfSiblingOf,
    StepSiblingOf,
    AuntOrUncleOf,
    NieceOrNephewOf,
    CousinOf,
    PartnerOf,
    MarriedTo,
    FormerPartnerOf,
    SeparatedFrom,
    DivorcedFrom,
    CarerOf,
    CaredForBy,
    FriendOf,
    Other,
}

/// What sort of place a residence is.
#[uniffi::remote(Enum)]
pub enum ResidenceKind {
    Home,
    Placement,
    Refuge,
}

/// What was done about a worry.
#[uniffi::remote(Enum)]
pub enum ResponseKind {
    Read,
    Talked,
    Task,
    Referred,
    NoAction,
}

/// What was decided about sharing.
#[uniffi::remote(Enum)]
pub enum SharingChoice {
    Share,
    DoNotShare,
    ShareInPart,
}

/// What sort of plan or legal status it is.
#[uniffi::remote(Enum)]
pub enum StatusKind {
    NoPlan,
    ChildInNeed,
    ProtectionPlan,
    LookedAfter,
}

/// Which entries a timeline shows.
#[uniffi::remote(Enum)]
pub enum TimelineFilter {
    All,
    Pattern,
    Chronology,
    Sharing,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_moment_there_is_comes_back_from_a_phone() {
        let given = UnixMillis::MAX.as_millisecond();
        let back = moment(given).unwrap();
        assert_eq!(back.as_second(), UnixMillis::MAX.as_second());
        let earlier = UnixMillis::from_millisecond(1_700_000_000_123).unwrap();
        assert_eq!(moment(earlier.as_millisecond()).unwrap(), earlier);
    }
}
