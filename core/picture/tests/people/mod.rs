//! Invented people.
#![allow(dead_code, missing_docs, unreachable_pub)]

use patchwork_picture::{Closeness, Kind, Network, Node, Recency};

pub const AGENCIES: [&str; 8] = [
    "Children's social care",
    "Oak School",
    "Health visiting",
    "GP",
    "Housing",
    "Police",
    "Youth services",
    "Home-Start",
];

pub fn person(id: &str, name: &str, kind: Kind, role: &str, agency: &str) -> Node {
    let recency = [
        Recency::TwoWeeks,
        Recency::ThreeMonths,
        Recency::Older,
        Recency::NotNoted,
    ];
    Node {
        id: id.to_owned(),
        name: name.to_owned(),
        initials: String::new(),
        kind,
        role: role.to_owned(),
        agency: agency.to_owned(),
        closeness: Closeness::Close,
        last_contact: recency[(name.len() + id.len()) % 4],
        current: true,
        deceased: false,
    }
}

pub fn everyone(family: usize, professionals: usize) -> Network {
    let names = [
        "Dawn Marsh",
        "Kev",
        "Margaret Osei",
        "Bartholomew Featherstonehaugh",
        "Zoë",
        "Amaka",
        "李小龍",
    ];
    let mut nodes = vec![person("child", "Ella", Kind::Child, "", "")];
    for i in 0..family {
        nodes.push(person(
            &format!("f{i}"),
            names[i % 7],
            Kind::Family,
            "aunt",
            "",
        ));
    }
    for i in 0..professionals {
        let agency = AGENCIES[i * 5 % 8 / (1 + i / 9)];
        nodes.push(person(
            &format!("p{i}"),
            names[(i + 3) % 7],
            Kind::Professional,
            "worker",
            agency,
        ));
    }
    Network { nodes }
}

/// The demo's team: six of family, twelve practitioners in eight agencies.
pub fn demo() -> Network {
    let mut nodes = vec![person("ella", "Ella", Kind::Child, "7 years", "")];
    for (id, name, role) in [
        ("dawn", "Dawn Marsh", "mum"),
        ("kev", "Kev Marsh", "dad"),
        ("maggie", "Maggie Cole", "gran"),
        ("jamie", "Jamie", "brother"),
        ("bill", "Bill Cole", "grandad"),
        ("sue", "Sue Hart", "neighbour"),
    ] {
        nodes.push(person(id, name, Kind::Family, role, ""));
    }
    nodes[5].deceased = true;
    for (id, name, role, agency) in [
        ("priya", "Priya Nair", "social worker", AGENCIES[0]),
        ("tom", "Tom Reed", "pastoral lead", AGENCIES[1]),
        ("joan", "Joan Field", "health visitor", AGENCIES[2]),
        ("ann", "Ann Okafor", "class teacher", AGENCIES[1]),
        ("raj", "Dr Raj Patel", "GP", AGENCIES[3]),
        ("liz", "Liz Warren", "housing officer", AGENCIES[4]),
        ("mo", "Mo Aziz", "PCSO", AGENCIES[5]),
        ("beth", "Beth Stone", "team manager", AGENCIES[0]),
        ("carl", "Carl Young", "youth worker", AGENCIES[6]),
        ("ruth", "Ruth Lamb", "volunteer", AGENCIES[7]),
        ("nina", "Nina Bell", "family support", AGENCIES[0]),
        ("paul", "Paul Dunn", "head teacher", AGENCIES[1]),
    ] {
        nodes.push(person(id, name, Kind::Professional, role, agency));
    }
    nodes[12].current = false;
    Network { nodes }
}
