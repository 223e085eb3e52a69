//! Every word that a screen shows for one of our lists, in one place, in plain
//! English that a reader of nine to eleven can follow.

use crate::{
    AgencyKind, Basis, Born, ChildStatus, ContactKind, ContactMode, ContactOutcome, EntryBody,
    EntryKind, FrontDoor, HowKnown, LegalStatus, NotAnNhsNumber, PersonKind, PlanCategory, Problem,
    Relation, RelationshipKind, ResidenceKind, ResponseKind, SharingChoice,
};

macro_rules! labels {
    ($($name:ident { $($variant:ident => $label:literal,)+ })+) => {$(
        impl $name {
            /// What a screen calls it.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }
        }
    )+};
}

labels! {
    EntryKind {
        Note => "Note",
        Contact => "Visit or call",
        Worry => "Worry",
        Strength => "Going well",
        ChildsWords => "Child’s words",
        SignificantEvent => "Big event",
        SharingDecision => "Sharing decision",
        Reply => "Reply",
        Amendment => "Correction",
        StrikeThrough => "Crossed out",
        Response => "What was done",
        Unknown => "Update the app to read this",
    }
    HowKnown {
        SawOrHeard => "I saw or heard it",
        WasTold => "I was told",
        Think => "I think",
    }
    ContactMode {
        Visit => "Visit",
        Call => "Call",
    }
    ContactOutcome {
        Seen => "Saw the child",
        SeenAlone => "Saw the child alone",
        SpokeNotSeen => "Spoke, did not see the child",
        NoReply => "No reply",
        WasNotBrought => "Child was not brought",
    }
    ResponseKind {
        Read => "Read it",
        Talked => "Talked about it",
        Task => "Made a task",
        Referred => "Passed it on",
        NoAction => "No action, because …",
    }
    SharingChoice {
        Share => "Shared",
        DoNotShare => "Not shared",
        ShareInPart => "Shared in part",
    }
    PersonKind {
        Family => "Family, carer or friend",
        Professional => "Works with the child",
    }
    Relation {
        Mother => "Mum",
        Father => "Dad",
        StepParent => "Step-parent",
        ParentsPartner => "Parent’s partner",
        Sibling => "Brother or sister",
        HalfSibling => "Half-brother or half-sister",
        StepSibling => "Stepbrother or stepsister",
        Grandmother => "Grandmother",
        Grandfather => "Grandfather",
        AuntOrUncle => "Aunt or uncle",
        Cousin => "Cousin",
        OtherRelative => "Other family",
        FosterCarer => "Foster carer",
        KinshipCarer => "Family or friend who looks after the child",
        Guardian => "Guardian",
        AdoptiveParent => "Adoptive parent",
        Friend => "Friend",
        FamilyFriend => "Friend of the family",
        Neighbour => "Neighbour",
        Other => "Someone else",
    }
    ContactKind {
        Phone => "Phone",
        Mobile => "Mobile",
        Work => "Work phone",
        Email => "Email",
        Other => "Other",
    }
    RelationshipKind {
        ParentOf => "parent of",
        ChildOf => "child of",
        StepParentOf => "step-parent of",
        StepChildOf => "stepchild of",
        AdoptiveParentOf => "adoptive parent of",
        AdoptedChildOf => "adopted child of",
        GrandparentOf => "grandparent of",
        GrandchildOf => "grandchild of",
        SiblingOf => "brother or sister of",
        HalfSiblingOf => "half-brother or half-sister of",
        StepSiblingOf => "stepbrother or stepsister of",
        AuntOrUncleOf => "aunt or uncle of",
        NieceOrNephewOf => "niece or nephew of",
        CousinOf => "cousin of",
        PartnerOf => "partner of",
        MarriedTo => "married to",
        FormerPartnerOf => "used to be partner of",
        SeparatedFrom => "lives apart from",
        DivorcedFrom => "divorced from",
        CarerOf => "looks after",
        CaredForBy => "looked after by",
        FriendOf => "friend of",
        Other => "knows",
    }
    ResidenceKind {
        Home => "Home",
        Placement => "Placement",
        Refuge => "Safe place",
    }
    Basis {
        Agreement => "The family agreed",
        Universal => "For every child",
        Statutory => "The law says so",
        Safeguarding => "To keep the child safe",
        CourtOrder => "A court said so",
    }
    AgencyKind {
        SocialCare => "Children’s social care",
        EarlyHelp => "Early help",
        EarlyYears => "Nursery or childminder",
        School => "School",
        SchoolNursing => "School nurse",
        HealthVisiting => "Health visitor",
        Midwifery => "Midwife",
        Gp => "Doctor (GP)",
        Youth => "Youth service",
        YouthJustice => "Youth justice",
        Housing => "Housing",
        Police => "Police",
        Probation => "Probation",
        CommunitySafety => "Community safety",
        AdultSocialCare => "Adult social care",
        Voluntary => "Charity or community group",
        Fostering => "Fostering",
        Reviewing => "Independent reviewing",
        SubstanceMisuse => "Help with drugs or alcohol",
        AdultMentalHealth => "Mental health, adults",
        ChildMentalHealth => "Mental health, children",
        SexualHealth => "Sexual health",
        DomesticAbuse => "Help with abuse at home",
        Other => "Other",
    }
    PlanCategory {
        Neglect => "Neglect",
        PhysicalAbuse => "Physical abuse",
        EmotionalAbuse => "Emotional abuse",
        SexualAbuse => "Sexual abuse",
        Multiple => "More than one",
    }
    LegalStatus {
        Section20 => "by agreement (section 20)",
        InterimCareOrder => "interim care order",
        CareOrder => "care order",
        PlacementOrder => "placement order",
        EmergencyProtectionOrder => "emergency protection order",
        PoliceProtection => "police protection",
        Remand => "on remand",
        Other => "other",
    }
}

impl ChildStatus {
    /// What a screen calls it: "Child protection plan: Neglect".
    pub fn label(self) -> String {
        match self {
            Self::None => "No plan".to_owned(),
            Self::ChildInNeed => "Child in need".to_owned(),
            Self::ProtectionPlan(None) => "Child protection plan".to_owned(),
            Self::ProtectionPlan(Some(category)) => {
                format!("Child protection plan: {}", category.label())
            }
            Self::LookedAfter(None) => "Looked after".to_owned(),
            Self::LookedAfter(Some(status)) => format!("Looked after: {}", status.label()),
        }
    }
}

impl Born {
    /// What a screen says of it: "Born 12 March 2018".
    pub fn label(self) -> String {
        let long = |day: jiff::civil::Date| day.strftime("%-d %B %Y").to_string();
        match self {
            Self::Unknown => "Date of birth not known".to_owned(),
            Self::On(day) => format!("Born {}", long(day)),
            Self::About(day) => format!("Born about {}", day.strftime("%B %Y")),
            Self::Expected(day) => format!("Due {}", long(day)),
        }
    }
}

impl EntryBody {
    /// The line above an entry: "Visit · Saw the child alone".
    pub fn headline(&self) -> String {
        match self {
            Self::Contact { mode, outcome, .. } => {
                format!("{} · {}", mode.label(), outcome.label())
            }
            Self::Response { kind, .. } => kind.label().to_owned(),
            Self::SharingDecision { choice, .. } => choice.label().to_owned(),
            body => body.kind().label().to_owned(),
        }
    }
}

impl Problem {
    /// What to tell the person, after the field's name.
    pub fn advice(self) -> String {
        match self {
            Self::Empty => "Write a few words.".to_owned(),
            Self::TooLong { limit } => format!("Too long. Use up to {limit} letters."),
            Self::TooMany { limit } => format!("Too many. Choose up to {limit}."),
            Self::EndsBeforeItBegins => "The end is before the start.".to_owned(),
            Self::SamePerson => "Choose two different people.".to_owned(),
            Self::UnknownKind => "Update the app to do this.".to_owned(),
            Self::Time => "Check the date and time.".to_owned(),
            Self::WrongSort => "This does not belong here.".to_owned(),
            Self::Child => "This is the child. Choose someone else.".to_owned(),
        }
    }
}

impl NotAnNhsNumber {
    /// What to tell the person.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Length { .. } => "An NHS number has 10 digits.",
            Self::NotDigits => "Use digits only.",
            Self::CheckDigit => "This number has a slip in it. Check each digit.",
        }
    }
}

/// Above every worry, before it is saved, naming the partnership's front door where it is known.
pub fn not_a_referral(front_door: Option<&FrontDoor>) -> String {
    let door = match front_door {
        None => "the front door".to_owned(),
        Some(FrontDoor {
            number,
            hours: None,
        }) => format!("{number} (front door)"),
        Some(FrontDoor {
            number,
            hours: Some(hours),
        }) => format!("{number} (front door, {hours})"),
    };
    format!("This is not a referral. If a child may be at risk now, call 999 or {door}.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::Date;

    #[test]
    fn a_status_names_its_category() {
        let plan = ChildStatus::ProtectionPlan(Some(PlanCategory::Neglect));
        assert_eq!(plan.label(), "Child protection plan: Neglect");
    }

    #[test]
    fn a_birth_is_said_in_words() {
        assert_eq!(
            Born::On(Date::constant(2018, 3, 2)).label(),
            "Born 2 March 2018"
        );
        assert_eq!(
            Born::About(Date::constant(2018, 3, 2)).label(),
            "Born about March 2018"
        );
    }

    #[test]
    fn a_worry_is_no_referral_and_names_whom_to_call() {
        let mut door = FrontDoor {
            number: "01632 960123".into(),
            hours: None,
        };
        let said = |door: Option<&FrontDoor>| {
            let words = not_a_referral(door);
            words.split_once("call ").unwrap().1.to_owned()
        };
        assert_eq!(said(None), "999 or the front door.");
        assert_eq!(said(Some(&door)), "999 or 01632 960123 (front door).");
        door.hours = Some("9 to 5".into());
        assert_eq!(
            said(Some(&door)),
            "999 or 01632 960123 (front door, 9 to 5)."
        );
    }

    #[test]
    fn no_two_choices_of_one_list_share_a_label() {
        let mut labels: Vec<_> = AgencyKind::ALL.iter().map(|kind| kind.label()).collect();
        labels.sort_unstable();
        labels.dedup();
        assert_eq!(labels.len(), AgencyKind::ALL.len());
    }
}
