//! Invented people.
#![allow(dead_code, missing_docs, unreachable_pub)]

use patchwork_picture::{Home, Kind, Missing, Network, News, Person, Recency, Tie, TieKind};

pub fn person(id: &str, name: &str, kind: Kind, role: &str, agency: &str) -> Person {
    let recency = [
        Recency::TwoWeeks,
        Recency::ThreeMonths,
        Recency::Older,
        Recency::NotNoted,
    ];
    Person {
        id: id.to_owned(),
        name: name.to_owned(),
        initials: String::new(),
        kind,
        role: role.to_owned(),
        agency: agency.to_owned(),
        generation: None,
        last_contact: recency[(name.len() + id.len()) % 4],
        current: true,
        deceased: false,
        news: None,
    }
}

/// Name, what they are to Ella, and the generation.
const FAMILY: [(&str, &str, i8); 22] = [
    ("Kelly Marsh", "Mum", -1),
    ("Jamie Marsh", "Brother", 0),
    ("Craig Dolan", "Dad", -1),
    ("Maggie Cole", "Grandmother", -2),
    ("Dean Price", "Mum’s partner", -1),
    ("Bill Cole", "Grandfather", -2),
    ("Lily Price", "Half-sister", 0),
    ("Pat Dolan", "Grandmother", -2),
    ("Sharon Cole", "Aunt", -1),
    ("Ron Dolan", "Grandfather", -2),
    ("Tyler Cole", "Cousin", 0),
    ("Sue Hart", "Neighbour", 9),
    ("Mia Price", "Half-sister", 0),
    ("Gary Dolan", "Uncle", -1),
    ("Kayleigh Dolan", "Cousin", 0),
    ("Oluwaseun Adeyemi", "Aunt’s husband", -1),
    ("Noah Adeyemi", "Cousin", 0),
    ("Eve Adeyemi", "Cousin", 0),
    ("Doreen Price", "Step-grandmother", -2),
    ("Callum Dolan", "Cousin", 0),
    ("Ivy Cole", "Great-grandmother", -3),
    ("Amira Khan", "Friend", 9),
];

const TIES: [(&str, &str, TieKind); 26] = [
    ("Kelly Marsh", "Ella", TieKind::Parent),
    ("Craig Dolan", "Ella", TieKind::Parent),
    ("Kelly Marsh", "Craig Dolan", TieKind::FormerPartner),
    ("Kelly Marsh", "Jamie Marsh", TieKind::Parent),
    ("Craig Dolan", "Jamie Marsh", TieKind::Parent),
    ("Kelly Marsh", "Dean Price", TieKind::Partner),
    ("Kelly Marsh", "Lily Price", TieKind::Parent),
    ("Dean Price", "Lily Price", TieKind::Parent),
    ("Kelly Marsh", "Mia Price", TieKind::Parent),
    ("Dean Price", "Mia Price", TieKind::Parent),
    ("Maggie Cole", "Bill Cole", TieKind::Partner),
    ("Maggie Cole", "Kelly Marsh", TieKind::Parent),
    ("Bill Cole", "Kelly Marsh", TieKind::Parent),
    ("Maggie Cole", "Sharon Cole", TieKind::Parent),
    ("Bill Cole", "Sharon Cole", TieKind::Parent),
    ("Pat Dolan", "Craig Dolan", TieKind::Parent),
    ("Ron Dolan", "Craig Dolan", TieKind::Parent),
    ("Pat Dolan", "Ron Dolan", TieKind::Partner),
    ("Sharon Cole", "Tyler Cole", TieKind::Parent),
    ("Ron Dolan", "Gary Dolan", TieKind::Parent),
    ("Gary Dolan", "Kayleigh Dolan", TieKind::Parent),
    ("Sharon Cole", "Oluwaseun Adeyemi", TieKind::Partner),
    ("Oluwaseun Adeyemi", "Noah Adeyemi", TieKind::Parent),
    ("Sharon Cole", "Noah Adeyemi", TieKind::Parent),
    ("Gary Dolan", "Callum Dolan", TieKind::Parent),
    ("Ivy Cole", "Bill Cole", TieKind::Parent),
];

const AGENCIES: [&str; 14] = [
    "Children’s social care",
    "Oak Primary School",
    "Health visiting",
    "Meadow GP practice",
    "Housing",
    "Police",
    "Youth services",
    "Home-Start",
    "School nursing",
    "Early help",
    "CAMHS",
    "Probation",
    "Little Acorns nursery",
    "Speech and language therapy",
];

const HELPERS: [(&str, &str, usize); 38] = [
    ("Joan Ellery", "Health visitor", 2),
    ("Priya Nair", "Social worker", 0),
    ("Tom Reed", "Pastoral lead", 1),
    ("Dr Raj Patel", "GP", 3),
    ("Ann Okafor", "Class teacher", 1),
    ("Liz Warren", "Housing officer", 4),
    ("Mo Aziz", "PCSO", 5),
    ("Carl Young", "Youth worker", 6),
    ("Ruth Lamb", "Volunteer", 7),
    ("Beth Stone", "Team manager", 0),
    ("Paul Dunn", "Head teacher", 1),
    ("Nina Bell", "Family support", 0),
    ("Grace Obi", "School nurse", 8),
    ("Sam Lowe", "Key worker", 9),
    ("Ffion Rees", "Midwife", 2),
    ("Hugh Carr", "Parenting group", 9),
    ("Zoë Blake", "Therapist", 10),
    ("Ian Moss", "Teaching assistant", 1),
    ("Jo Kerr", "Nursery nurse", 2),
    ("Dee Park", "Probation officer", 11),
    ("Lena Fox", "Nursery manager", 12),
    ("Max Ward", "Independent reviewing officer", 0),
    ("Ayesha Malik", "Speech therapist", 13),
    ("Bartholomew Featherstonehaugh", "Youth worker", 6),
    ("Tess Hill", "SENCO", 1),
    ("Rob Pike", "Tenancy support", 4),
    ("Una Shaw", "Psychologist", 10),
    ("Kate Hume", "Social work student", 0),
    ("Vic Gray", "Detective", 5),
    ("Wendy Orr", "Practice nurse", 3),
    ("Yusuf Demir", "Attendance officer", 1),
    ("Clare Finn", "Lunchtime supervisor", 1),
    ("Ade Bello", "Contact supervisor", 0),
    ("Holly West", "Nursery key person", 12),
    ("Pete Lyon", "Caretaker", 1),
    ("Mary Quinn", "Coordinator", 7),
    ("Stella Rook", "Health care assistant", 3),
    ("Omar Said", "Community officer", 5),
];

/// Ella with so many of family and so many helpers.
pub fn ella(family: usize, helpers: usize) -> Network {
    let mut network = Network {
        people: vec![person("Ella", "Ella", Kind::Child, "7 years", "")],
        possessive: "her".to_owned(),
        ..Network::default()
    };
    for (name, role, generation) in FAMILY.iter().take(family) {
        let kind = if *generation < 9 {
            Kind::Family
        } else {
            Kind::Friend
        };
        let mut one = person(name, name, kind, role, "");
        one.generation = (*generation < 9).then_some(*generation);
        one.deceased = *name == "Bill Cole";
        network.people.push(one);
    }
    for (name, role, agency) in HELPERS.iter().take(helpers) {
        let mut one = person(name, name, Kind::Helper, role, AGENCIES[*agency]);
        one.current = *name != "Ruth Lamb";
        one.news = (*name == "Tom Reed").then_some(News::Words);
        network.people.push(one);
    }
    for (from, to, kind) in TIES {
        network.ties.push(Tie {
            from: from.to_owned(),
            to: to.to_owned(),
            kind,
        });
    }
    network.homes = vec![Home {
        people: [
            "Ella",
            "Kelly Marsh",
            "Jamie Marsh",
            "Dean Price",
            "Lily Price",
            "Mia Price",
        ]
        .map(str::to_owned)
        .to_vec(),
    }];
    network.missing = if family == 0 {
        vec![Missing::Household, Missing::School, Missing::Health]
    } else {
        vec![Missing::School]
    };
    network
}

/// The pictures to look at: how many people, the child included.
pub fn pictures() -> Vec<(usize, Network)> {
    [(0, 0), (1, 1), (3, 4), (6, 11), (8, 17), (13, 26), (21, 38)]
        .into_iter()
        .map(|(family, helpers)| (family + helpers + 1, ella(family, helpers)))
        .collect()
}
