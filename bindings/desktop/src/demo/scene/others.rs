//! The other children on Priya's and Tom's lists. All invented.

use patchwork_client::{
    ChildStatus::{self, ChildInNeed, LookedAfter, ProtectionPlan},
    LegalStatus::Section20,
    PlanCategory::{EmotionalAbuse, Neglect},
};

use super::people::{BEN, DEE, HELEN, JOAN, MARCUS, SAM, TOM};

/// A child's case with less behind it than Ella's.
pub(super) struct Other {
    pub(super) given: &'static str,
    pub(super) family: &'static str,
    /// Days old; None for unknown.
    pub(super) age_days: Option<i32>,
    /// Where one is written down.
    pub(super) status: Option<ChildStatus>,
    /// On the team with Priya.
    pub(super) team: &'static [usize],
    /// Name, role and mobile of a person in the child's life.
    pub(super) person: (&'static str, &'static str, &'static str),
    /// Days ago, and the words; a visit by Priya.
    pub(super) visit: (i32, &'static str),
    /// Days ago, and the words; a note by the second on the team.
    pub(super) note: (i32, &'static str),
    pub(super) task: Option<(&'static str, i32)>,
}

pub(super) const OTHERS: [Other; 12] = [
    Other {
        given: "Jayden",
        family: "Marsh",
        age_days: Some(4_140),
        status: Some(ProtectionPlan(Some(EmotionalAbuse))),
        team: &[TOM, MARCUS, SAM],
        person: ("Kelly Marsh", "Mum", "07700 900142"),
        visit: (
            10,
            "Headache, home from school. Says he looks after the girls when Mum is low.",
        ),
        note: (12, "Form tutor says he is tired but trying."),
        task: Some(("Ask about the young carers’ group", 5)),
    },
    Other {
        given: "Mia",
        family: "Marsh",
        age_days: Some(348),
        status: Some(ProtectionPlan(Some(EmotionalAbuse))),
        team: &[JOAN, MARCUS],
        person: ("Kelly Marsh", "Mum", "07700 900142"),
        visit: (10, "Asleep in her cot, clean and warm."),
        note: (45, "Walking. Weight on the 50th centile."),
        task: None,
    },
    Other {
        given: "Noah",
        family: "Adeyemi",
        age_days: Some(3_300),
        status: Some(ChildInNeed),
        team: &[TOM, HELEN],
        person: ("Grace Adeyemi", "Mum", "07700 900410"),
        visit: (19, "Good visit. Speech therapy starts after half term."),
        note: (6, "Joined the football club and stays for the whole hour."),
        task: Some(("Ring speech therapy about the date", 2)),
    },
    Other {
        given: "Zara",
        family: "Adeyemi",
        age_days: Some(1_980),
        status: Some(ChildInNeed),
        team: &[TOM],
        person: ("Grace Adeyemi", "Mum", "07700 900410"),
        visit: (
            19,
            "Started school well. Shares a room with Noah and likes it.",
        ),
        note: (9, "Settled in Reception."),
        task: None,
    },
    Other {
        given: "Callum",
        family: "Frost",
        age_days: Some(4_900),
        status: Some(LookedAfter(Some(Section20))),
        team: &[TOM, BEN],
        person: ("Linda Frost", "Grandmother", "07700 900423"),
        visit: (
            27,
            "Seen alone at his carers’. Wants to see his brother more often.",
        ),
        note: (3, "In every day since the move."),
        task: Some(("Book the brothers’ contact for half term", -1)),
    },
    Other {
        given: "Lewis",
        family: "Frost",
        age_days: Some(4_200),
        status: Some(LookedAfter(Some(Section20))),
        team: &[BEN],
        person: ("Linda Frost", "Grandmother", "07700 900423"),
        visit: (27, "Doing well in his placement. Asked after Callum."),
        note: (16, "Award for attendance."),
        task: None,
    },
    Other {
        given: "Amelia",
        family: "Novak",
        age_days: Some(2_700),
        status: Some(ProtectionPlan(Some(Neglect))),
        team: &[TOM, DEE],
        person: ("Petra Novak", "Mum", "07700 900437"),
        visit: (
            8,
            "House cleaner than last time. Amelia showed me her room.",
        ),
        note: (5, "Head lice treated, sent home with a kit."),
        task: Some(("Core group papers", 9)),
    },
    Other {
        given: "Jakub",
        family: "Novak",
        age_days: Some(1_250),
        status: Some(ProtectionPlan(Some(Neglect))),
        team: &[JOAN],
        person: ("Petra Novak", "Mum", "07700 900437"),
        visit: (8, "Speech much clearer."),
        note: (22, "Two-year check done late; all in order."),
        task: None,
    },
    Other {
        given: "Theo",
        family: "Brandt",
        age_days: Some(2_300),
        status: None,
        team: &[TOM],
        person: ("Martin Brandt", "Dad", "07700 900448"),
        visit: (40, "Dad managing well since the separation."),
        note: (11, "Happy, chatty, new shoes."),
        task: None,
    },
    Other {
        given: "Safiya",
        family: "Hassan",
        age_days: Some(5_600),
        status: Some(ChildInNeed),
        team: &[SAM],
        person: ("Amina Hassan", "Aunt", "07700 900459"),
        visit: (
            15,
            "Cares for her aunt’s little ones after school. Asked for a quiet place to study.",
        ),
        note: (13, "Desk at the hub three evenings a week."),
        task: Some(("Young carer’s assessment", 0)),
    },
    Other {
        given: "Oscar",
        family: "Lindqvist",
        age_days: None,
        status: None,
        team: &[TOM, HELEN],
        person: ("Freya Lindqvist", "Mum", "07700 900466"),
        visit: (33, "New to the area; moved in with friends."),
        note: (30, "Joined Year 2. Papers from the last school asked for."),
        task: None,
    },
    Other {
        given: "Poppy",
        family: "Yates",
        age_days: Some(2_950),
        status: Some(ChildInNeed),
        team: &[TOM, SAM],
        person: ("Dean Yates", "Dad", "07700 900471"),
        visit: (12, "Dad showed the new bunk beds. Poppy sleeps through."),
        note: (4, "Brought a cake for the class."),
        task: Some(("Close at the next review if all stays well", 20)),
    },
];
