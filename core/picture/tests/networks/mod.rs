//! Generated networks and viewports.
#![allow(dead_code, missing_docs, unreachable_pub)]

use patchwork_picture::{Home, Kind, Medium, Network, Person, Recency, Tie, TieKind, Viewport};
use proptest::{prelude::*, sample::select};

const NAMES: [&str; 16] = [
    "Ella",
    "Dawn Marsh",
    "Kev",
    "Margaret Osei",
    "Bartholomew Featherstonehaugh",
    "Zoë",
    "李小龍",
    "Анастасия Константинопольская",
    "محمد عبد الرحمن الخطيب",
    "अनुराधा श्रीनिवासन",
    "Nguyễn Thị Minh Khai",
    "Dr Raj Patel",
    "Wolfeschlegelsteinhausenbergerdorff",
    "김민준",
    "Mary-Anne van der Westhuizen-Okonkwo",
    "👩‍👧 Sam",
];

const AGENCIES: [&str; 14] = [
    "GP",
    "Oak School",
    "Children’s social care",
    "Speech and language therapy service",
    "Kinderschutzbund",
    "社会福祉事務所",
    "Housing",
    "Police",
    "WWWWWWWWW",
    "Home-Start",
    "Donaudampfschifffahrtsgesellschaft",
    "خدمات الأطفال",
    "Youth justice",
    "CAMHS",
];

pub const VIEWPORTS: [(f64, f64); 5] = [
    (320.0, 480.0),
    (360.0, 640.0),
    (412.0, 800.0),
    (800.0, 600.0),
    (1280.0, 800.0),
];

pub fn viewport() -> impl Strategy<Value = Viewport> {
    let screens = VIEWPORTS
        .into_iter()
        .flat_map(|(w, h)| [1.0, 2.0].map(|scale| Viewport::screen(w, h, scale)));
    let all: Vec<Viewport> = screens.chain([Viewport::A4]).collect();
    select(all)
}

pub fn screen() -> impl Strategy<Value = Viewport> {
    viewport().prop_filter("a screen", |one| one.medium == Medium::Screen)
}

/// What is drawn for one person: how they come to the network, and their name.
#[derive(Debug, Clone)]
struct Draw {
    how: u8,
    whom: prop::sample::Index,
    other: prop::sample::Index,
    name: String,
    agency: usize,
    recency: usize,
    current: bool,
    at_home: bool,
}

fn draws(most: usize) -> impl Strategy<Value = Vec<Draw>> {
    let name = prop_oneof![
        6 => select(NAMES.to_vec()).prop_map(str::to_owned),
        1 => ".{0,30}",
    ];
    let one = (
        0_u8..12,
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        name,
        (
            0_usize..14,
            0_usize..4,
            prop::bool::weighted(0.9),
            any::<bool>(),
        ),
    );
    prop::collection::vec(
        one.prop_map(
            |(how, whom, other, name, (agency, recency, current, at_home))| Draw {
                how,
                whom,
                other,
                name,
                agency,
                recency,
                current,
                at_home,
            },
        ),
        0..most,
    )
}

/// 1 to 60 people, 0 to 14 agencies; mostly family, mostly helpers, or both.
pub fn network() -> impl Strategy<Value = Network> {
    let most = select(vec![3_usize, 8, 20, 40, 60]);
    (most, 0_usize..=14, 0_u8..=12).prop_flat_map(|(most, agencies, family)| {
        draws(most).prop_map(move |draws| built(&draws, agencies, family))
    })
}

fn built(draws: &[Draw], agencies: usize, family: u8) -> Network {
    let recency = [
        Recency::TwoWeeks,
        Recency::ThreeMonths,
        Recency::Older,
        Recency::NotNoted,
    ];
    let mut network = Network {
        people: vec![Person {
            id: "p0".to_owned(),
            name: "Ella Marsh".to_owned(),
            initials: String::new(),
            kind: Kind::Child,
            role: String::new(),
            agency: String::new(),
            generation: None,
            last_contact: Recency::NotNoted,
            current: true,
            deceased: false,
            news: None,
        }],
        ..Network::default()
    };
    let mut relatives = vec!["p0".to_owned()];
    let mut home = vec!["p0".to_owned()];
    for (place, draw) in draws.iter().enumerate() {
        let id = format!("p{}", place + 1);
        let mut person = Person {
            id: id.clone(),
            name: draw.name.clone(),
            last_contact: recency[draw.recency],
            current: draw.current,
            role: "someone who helps".to_owned(),
            ..network.people[0].clone()
        };
        if draw.how >= family && agencies > 0 {
            person.kind = Kind::Helper;
            AGENCIES[draw.agency % agencies].clone_into(&mut person.agency);
            network.people.push(person);
            continue;
        }
        person.kind = Kind::Family;
        ["Mum", "Grandmother", "Brother or sister", ""][draw.recency].clone_into(&mut person.role);
        let whom = relatives[draw.whom.index(relatives.len())].clone();
        let count = |network: &Network, of: &str, kind: TieKind| {
            let of_kind = network.ties.iter().filter(|tie| tie.kind == kind);
            of_kind
                .filter(|tie| tie.to == of || (kind != TieKind::Parent && tie.from == of))
                .count()
        };
        match draw.how % 6 {
            0 | 1 if count(&network, &whom, TieKind::Parent) < 2 => {
                tie(&mut network, &id, &whom, TieKind::Parent);
            }
            2 if count(&network, &whom, TieKind::Partner) < 2 => {
                tie(&mut network, &id, &whom, TieKind::Partner);
            }
            3 if count(&network, &whom, TieKind::FormerPartner) < 1 => {
                tie(&mut network, &id, &whom, TieKind::FormerPartner);
            }
            4 => {
                tie(&mut network, &whom, &id, TieKind::Parent);
                let partner = network
                    .ties
                    .iter()
                    .find(|tie| tie.kind == TieKind::Partner && tie.from == whom)
                    .map(|tie| tie.to.clone());
                if let Some(partner) = partner {
                    tie(&mut network, &partner, &id, TieKind::Parent);
                }
            }
            5 => {
                // A brother or sister through a parent.
                let parent = network
                    .ties
                    .iter()
                    .find(|tie| tie.kind == TieKind::Parent && tie.to == whom)
                    .map(|tie| tie.from.clone());
                match parent {
                    Some(parent) => tie(&mut network, &parent, &id, TieKind::Parent),
                    None => tie(&mut network, &id, &whom, TieKind::Sibling),
                }
            }
            _ => match draw.other.index(5) {
                0 => {
                    person.kind = Kind::Friend;
                    network.people.push(person);
                    continue;
                }
                which => person.generation = [None, Some(-2), Some(-1), Some(0)][which - 1],
            },
        }
        relatives.push(id.clone());
        if draw.at_home && home.len() < 8 {
            home.push(id);
        }
        network.people.push(person);
    }
    network.homes = vec![Home { people: home }];
    network
}

fn tie(network: &mut Network, from: &str, to: &str, kind: TieKind) {
    network.ties.push(Tie {
        from: from.to_owned(),
        to: to.to_owned(),
        kind,
    });
}
