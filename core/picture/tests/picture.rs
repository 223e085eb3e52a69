//! What one family's picture shows, and what the pictures look like.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod drawing;
mod people;

use patchwork_picture::{
    Focus, KeyEntry, Kind, LabelLine, LineStyle, Measured, Medium, Network, Path, PictureLayout,
    TextStyle, Tie, TieKind, Viewport, layout, texts,
};
use people::{ella, person, pictures};

fn whole(network: &Network) -> PictureLayout {
    layout(
        network,
        Viewport::PHONE,
        &Focus::Whole,
        &Measured::default(),
    )
}

fn spoken<'a>(picture: &'a PictureLayout, id: &str) -> &'a str {
    let target = picture.targets.iter().find(|target| target.id == id);
    &target.unwrap().spoken
}

#[test]
fn a_child_alone_has_places_held_open_that_are_buttons() {
    let picture = whole(&ella(0, 0));
    let held: Vec<&str> = picture.held.iter().map(|held| held.id.as_str()).collect();
    assert_eq!(held, ["held:household", "held:school", "held:health"]);
    assert_eq!(
        spoken(&picture, "held:household"),
        "Add who lives with Ella"
    );
    assert_eq!(spoken(&picture, "held:school"), "Add her school");
    assert!(whole(&ella(3, 4)).held.is_empty());
}

#[test]
fn a_child_whose_pronoun_is_not_known_is_called_by_name() {
    let mut network = ella(0, 0);
    network.possessive.clear();
    assert_eq!(spoken(&whole(&network), "held:school"), "Add Ella’s school");
}

#[test]
fn parents_stand_above_the_child_and_grandparents_above_them() {
    let picture = whole(&ella(6, 11));
    let y = |id: &str| {
        let face = picture.faces.iter().find(|face| face.id == id);
        face.unwrap().center.y
    };
    assert!(y("Maggie Cole") < y("Kelly Marsh") && y("Kelly Marsh") < y("Ella"));
    assert!((y("Craig Dolan") - y("Kelly Marsh")).abs() < 0.1);
    assert!((y("Jamie Marsh") - y("Ella")).abs() < 0.1);
}

/// Ella, her mother and her brother, and the half-sister whose father is not hers.
fn half_sister(order: &[(&str, &str, i8)]) -> Network {
    let mut network = ella(0, 0);
    for (name, role, generation) in order {
        let mut person = people::person(name, name, Kind::Family, role, "");
        person.generation = Some(*generation);
        network.people.push(person);
    }
    let tie = |from: &str, to: &str, kind| Tie {
        from: from.to_owned(),
        to: to.to_owned(),
        kind,
    };
    network.ties = vec![
        tie("Mum", "Ella", TieKind::Parent),
        tie("Mum", "Jayden", TieKind::Parent),
        tie("Mum", "Mia", TieKind::Parent),
        tie("Craig", "Mia", TieKind::Parent),
        tie("Craig", "Mum", TieKind::FormerPartner),
    ];
    network
}

/// The upright stretches of a line: how far across, from where and to where.
fn upright(path: &Path) -> Vec<(f64, f64, f64)> {
    stretches(path.points().iter().map(|point| (point.x, point.y)))
}

/// The level stretches of a line: how far down, from where and to where.
fn level(path: &Path) -> Vec<(f64, f64, f64)> {
    stretches(path.points().iter().map(|point| (point.y, point.x)))
}

/// Where the first stays the same, from where to where the second runs.
fn stretches(points: impl Iterator<Item = (f64, f64)>) -> Vec<(f64, f64, f64)> {
    let mut stretches: Vec<(f64, f64, f64)> = Vec::new();
    let mut last: Option<(f64, f64)> = None;
    for (at, along) in points {
        if let Some((before, from)) = last
            && (before - at).abs() < 0.01
        {
            match stretches.last_mut() {
                Some((same, low, high))
                    if (*same - at).abs() < 0.01 && (*low..=*high).contains(&from) =>
                {
                    (*low, *high) = (low.min(along), high.max(along));
                }
                _ => stretches.push((at, from.min(along), from.max(along))),
            }
        }
        last = Some((at, along));
    }
    stretches.retain(|(_, low, high)| high - low > 0.2);
    stretches
}

#[test]
fn no_line_from_parents_runs_on_into_the_line_to_a_child_who_is_not_theirs() {
    let (mum, craig) = (("Mum", "Mum", -1), ("Craig", "Mum’s ex-partner", -1));
    let (jayden, mia) = (("Jayden", "Brother", 0), ("Mia", "Half-sister", 0));
    for order in [
        [mum, jayden, mia, craig],
        [mum, craig, jayden, mia],
        [mum, craig, mia, jayden],
        [craig, mum, mia, jayden],
        [mia, jayden, craig, mum],
    ] {
        let picture = whole(&half_sister(&order));
        for one in &picture.ties {
            for other in picture.ties.iter().filter(|other| other.from != one.from) {
                for (x, top, bottom) in upright(&one.path) {
                    for (other_x, other_top, other_bottom) in upright(&other.path) {
                        let is_close = (x - other_x).abs() < 8.0;
                        let meets = top < other_bottom + 12.0 && other_top < bottom + 12.0;
                        assert!(
                            !(is_close && meets),
                            "{} at {x} and {} at {other_x}, {order:?}",
                            one.id,
                            other.id
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn a_half_sister_stands_on_the_side_of_her_other_parent() {
    let (mum, craig) = (("Mum", "Mum", -1), ("Craig", "Mum’s ex-partner", -1));
    let (jayden, mia) = (("Jayden", "Brother", 0), ("Mia", "Half-sister", 0));
    for order in [
        [mum, jayden, mia, craig],
        [mum, craig, mia, jayden],
        [mum, craig, jayden, mia],
    ] {
        let picture = whole(&half_sister(&order));
        let x = |id: &str| {
            picture
                .faces
                .iter()
                .find(|face| face.id == id)
                .unwrap()
                .center
                .x
        };
        assert_eq!(x("Craig") < x("Mum"), x("Mia") < x("Jayden"), "{order:?}");
    }
}

/// Everybody in every order.
fn orders<T: Copy>(of: &[T]) -> Vec<Vec<T>> {
    if of.is_empty() {
        return vec![Vec::new()];
    }
    let mut orders = Vec::new();
    for first in 0..of.len() {
        let mut others = of.to_vec();
        let one = others.remove(first);
        let of_others = self::orders(&others).into_iter();
        orders.extend(of_others.map(|order| [vec![one], order].concat()));
    }
    orders
}

#[test]
fn no_two_lines_cross_in_whatever_order_a_family_with_a_half_sister_joined() {
    // Where a line turns, its level and its upright stretch end so far before the corner.
    const ROUND: f64 = 6.0;
    let family = [
        ("Mum", "Mum", -1),
        ("Craig", "Mum’s ex-partner", -1),
        ("Jayden", "Brother", 0),
        ("Mia", "Half-sister", 0),
        ("Jean", "Nan", -2),
    ];
    for order in orders(&family) {
        let mut network = half_sister(&order);
        network.ties.push(Tie {
            from: "Jean".to_owned(),
            to: "Mum".to_owned(),
            kind: TieKind::Parent,
        });
        let picture = whole(&network);
        for one in &picture.ties {
            for other in picture.ties.iter().filter(|other| other.from != one.from) {
                for (x, top, bottom) in upright(&one.path) {
                    for (y, left, right) in level(&other.path) {
                        let across = left - ROUND < x && x < right + ROUND;
                        let crosses = across && top < y && y < bottom + ROUND;
                        assert!(!crosses, "{} and {} at {x}, {order:?}", one.id, other.id);
                    }
                }
            }
        }
    }
}

#[test]
fn whose_generation_is_known_by_a_tie_alone_stands_in_it_though_they_joined_first() {
    let mut network = half_sister(&[
        ("Craig", "Mum’s ex-partner", -1),
        ("Mum", "Mum", -1),
        ("Jayden", "Brother", 0),
        ("Mia", "Half-sister", 0),
    ]);
    let craig = network.people.iter_mut().find(|one| one.id == "Craig");
    craig.unwrap().generation = None;
    let picture = whole(&network);
    let y = |id: &str| {
        let face = picture.faces.iter().find(|face| face.id == id);
        face.unwrap().center.y
    };
    assert!((y("Craig") - y("Mum")).abs() < 0.1);
}

#[test]
fn a_couple_that_has_parted_is_crossed_by_two_strokes() {
    let picture = whole(&ella(3, 4));
    let former = |kind| picture.ties.iter().find(|tie| tie.kind == kind);
    assert_eq!(former(TieKind::FormerPartner).unwrap().strokes.len(), 2);
    assert!(former(TieKind::Partner).is_none());
}

#[test]
fn the_key_explains_the_marks_that_are_there_and_no_others() {
    let key = whole(&ella(3, 4)).key;
    assert!(key.contains(&KeyEntry::Home) && key.contains(&KeyEntry::New));
    assert!(key.contains(&KeyEntry::Tie(TieKind::FormerPartner)));
    assert!(!key.contains(&KeyEntry::Deceased));
    assert!(!key.contains(&KeyEntry::Contact(LineStyle::Past)));
    let alone = whole(&ella(0, 0)).key;
    assert!(alone.is_empty(), "{alone:?}");
}

#[test]
fn a_group_that_is_looked_at_spreads_on_its_side_of_the_family() {
    let network = ella(8, 17);
    let before = whole(&network);
    let school = Focus::Group("Oak Primary School".to_owned());
    let after = layout(&network, Viewport::PHONE, &school, &Measured::default());
    let above = |picture: &PictureLayout, agency: &str| {
        let group = picture.groups.iter().find(|group| group.agency == agency);
        group.unwrap().bounds.top < picture.family.top
    };
    for group in &before.groups {
        assert_eq!(above(&before, &group.agency), above(&after, &group.agency));
    }
    assert_eq!(
        spoken(&after, "Tom Reed"),
        "Tom Reed, Pastoral lead, Oak Primary School, contact in the last 2 weeks, new words since you looked"
    );
}

#[test]
fn a_helper_who_is_looked_at_has_their_agency_spread_and_their_face_marked() {
    let network = ella(8, 17);
    let focus = Focus::Person("Tom Reed".to_owned());
    let picture = layout(&network, Viewport::PHONE, &focus, &Measured::default());
    let marked: Vec<&str> = picture
        .faces
        .iter()
        .filter(|face| face.focused)
        .map(|face| face.id.as_str())
        .collect();
    assert_eq!(marked, ["Tom Reed"]);
}

#[test]
fn people_are_read_child_first_then_family_then_agency_by_agency() {
    let picture = whole(&ella(3, 4));
    let read: Vec<&str> = picture.targets.iter().map(|one| one.id.as_str()).collect();
    let family = ["Ella", "Kelly Marsh", "Jamie Marsh", "Craig Dolan"];
    assert_eq!(read[..4], family);
    assert_eq!(
        read[4..],
        ["Joan Ellery", "Priya Nair", "Tom Reed", "Dr Raj Patel"]
    );
}

#[test]
fn the_pictures_of_1_to_60_people_are_drawn_the_same_every_time() {
    for (count, network) in pictures() {
        let picture = whole(&network);
        insta::assert_snapshot!(
            format!("{count}_people_on_a_phone"),
            drawing::svg(&picture, false)
        );
    }
}

/// How many lines each name has on a phone that measured every one of them as so wide.
fn lines_of_names(network: &Network, width: f64) -> Vec<(String, usize)> {
    let mut measured = Measured::default();
    for (style, text) in texts(network) {
        measured.insert(style, text, width);
    }
    let picture = layout(network, Viewport::PHONE, &Focus::Whole, &measured);
    let is_name = |line: &&LabelLine| line.style == TextStyle::Name;
    let labels = picture.labels.iter();
    labels
        .map(|label| (label.of.clone(), label.lines.iter().filter(is_name).count()))
        .collect()
}

#[test]
fn in_a_small_family_a_name_stands_on_one_line_where_a_line_has_room_for_it() {
    let mut family = ella(2, 0);
    family.missing.clear();
    for (id, lines) in lines_of_names(&family, 140.0) {
        assert_eq!(lines, 1, "{id}");
    }
}

#[test]
fn how_many_help_and_used_to_help_is_said_whole_however_large_the_letters_are() {
    for (now, before) in [(2, 0), (1, 2), (10, 1), (12, 11)] {
        let mut network = ella(21, 38);
        let joined = network.people.len() - now - before;
        for (place, one) in network.people.iter_mut().skip(joined).enumerate() {
            "Oak School".clone_into(&mut one.agency);
            one.current = place < now;
        }
        for (width, height) in [
            (320.0, 480.0),
            (360.0, 640.0),
            (412.0, 480.0),
            (412.0, 800.0),
        ] {
            let large = Viewport::screen(width, height, 2.0);
            let picture = layout(&network, large, &Focus::Whole, &Measured::default());
            let group = picture.groups.iter().find(|one| one.agency == "Oak School");
            assert!(!group.unwrap().named);
            let label = picture
                .labels
                .iter()
                .find(|one| one.of == "group:Oak School");
            let counted = label
                .unwrap()
                .lines
                .iter()
                .filter(|line| line.style == TextStyle::Caption);
            let counted: Vec<&str> = counted.map(|line| line.text.as_str()).collect();
            let expected = match (now, before) {
                (now, 0) => format!("{now} people"),
                (1, before) => format!("1 person, {before} before"),
                (now, before) => format!("{now} people, {before} before"),
            };
            assert_eq!(counted.join(" "), expected, "{width} by {height} dp");
        }
    }
}

#[test]
fn no_word_is_broken_by_large_letters_that_is_whole_in_smaller_ones() {
    let mut network = ella(3, 8);
    for (place, one) in network.people.iter_mut().enumerate() {
        if one.kind == Kind::Helper {
            let agency = ["Northcote Homes", "Riverside Family Hub"][place % 2];
            agency.clone_into(&mut one.agency);
            "Housing practitioner".clone_into(&mut one.role);
            "Jayden Lawson".clone_into(&mut one.name);
        }
    }
    let mut words: Vec<&str> = network
        .people
        .iter()
        .flat_map(|one| [&one.name, &one.role, &one.agency])
        .flat_map(|text| text.split(|c: char| c.is_whitespace() || c == '-'))
        .collect();
    words.extend(["people", "person", "before"]);
    for paper in [false, true] {
        let large = if paper {
            Viewport {
                medium: Medium::Paper,
                ..Viewport::screen(328.0, 328.0, 2.0)
            }
        } else {
            Viewport::screen(320.0, 480.0, 2.0)
        };
        let picture = layout(&network, large, &Focus::Whole, &Measured::default());
        for line in picture.labels.iter().flat_map(|label| &label.lines) {
            let parts = line.text.split(|c: char| c.is_whitespace() || c == '-');
            for word in parts.filter(|word| word.chars().any(char::is_alphabetic)) {
                assert!(
                    words.contains(&word.trim_end_matches([',', '…'])),
                    "{line:?}"
                );
            }
            assert!(line.text_dp >= line.style.size_dp() - 0.1, "{line:?}");
        }
    }
}

/// The words that a text may be broken into, of at most so many letters.
fn pieces(text: &str, most: usize) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || c == '-')
        .filter(move |word| !word.is_empty() && word.chars().count() <= most)
}

#[test]
fn on_a_phones_sheet_no_word_of_at_most_14_letters_is_broken() {
    const MOST: usize = 14;
    let roles = [
        "Volunteer coordinator",
        "Attendance officer",
        "Lead practitioner",
        "Conference chair",
        "Safeguarding representative",
    ];
    for (family, helpers) in [(4, 11), (4, 13), (8, 20), (21, 38)] {
        let mut network = ella(family, helpers);
        for one in &mut network.people {
            one.deceased = false;
        }
        let of_agencies = network.people.iter_mut();
        let of_agencies = of_agencies.filter(|one| one.kind == Kind::Helper);
        for (place, one) in of_agencies.enumerate() {
            if place % 2 == 0 {
                roles[place / 2 % roles.len()].clone_into(&mut one.role);
            }
        }
        for width in [320.0, 328.0, 360.0, 390.0, 412.0] {
            for text_scale in [1.0, 2.0] {
                let sheet = Viewport {
                    medium: Medium::Paper,
                    ..Viewport::screen(width, width, text_scale)
                };
                let picture = layout(&network, sheet, &Focus::Whole, &Measured::default());
                for one in &network.people {
                    let of = |label: &&patchwork_picture::Label| label.of == one.id;
                    let label = picture.labels.iter().find(of).unwrap();
                    let lines = label.lines.iter();
                    let set: Vec<&str> = lines
                        .flat_map(|line| pieces(&line.text, usize::MAX))
                        .collect();
                    for word in [&one.name, &one.role].map(|text| pieces(text, MOST)) {
                        for word in word {
                            let at = format!("{word} on {width} dp at {text_scale}: {set:?}");
                            assert!(set.contains(&word), "{at}");
                        }
                    }
                    for line in &label.lines {
                        assert!(line.text_dp >= line.style.size_dp() - 0.1, "{line:?}");
                    }
                    let bounds = label.bounds;
                    assert!(bounds.left >= 0.0 && bounds.right() <= width, "{bounds:?}");
                }
            }
        }
    }
}

/// A large network of which the last helpers are one agency's: whether each still helps.
fn with_past(now: &[bool], role: &str) -> Network {
    let mut network = ella(21, 38);
    let joined = network.people.len() - now.len();
    for (one, now) in network.people.iter_mut().skip(joined).zip(now) {
        "Oak School".clone_into(&mut one.agency);
        role.clone_into(&mut one.role);
        one.current = *now;
    }
    network
}

#[test]
fn whoever_used_to_help_stands_after_whoever_helps_now_in_the_order_in_which_they_joined() {
    for now in [
        &[false, true][..],
        &[false, false, true],
        &[false, true, false],
        &[true, false, true],
    ] {
        let network = with_past(now, "Teacher");
        let members = &network.people[network.people.len() - now.len()..];
        let ids = |current: bool| {
            let of = members.iter().filter(move |one| one.current == current);
            of.map(|one| one.id.clone())
        };
        let expected: Vec<String> = ids(true).chain(ids(false)).collect();
        let school = Focus::Group("Oak School".to_owned());
        for focus in [Focus::Whole, school] {
            let picture = layout(&network, Viewport::PHONE, &focus, &Measured::default());
            let group = picture.groups.iter().find(|one| one.agency == "Oak School");
            assert_eq!(group.unwrap().named, focus != Focus::Whole);
            let of_it = |group: &Option<String>| group.as_deref() == Some("group:Oak School");
            let faces = picture.faces.iter().filter(|face| of_it(&face.group));
            let faces: Vec<String> = faces.map(|face| face.id.clone()).collect();
            assert_eq!(faces, expected, "{now:?} {focus:?}");
        }
        let picture = whole(&network);
        let said = spoken(&picture, "group:Oak School");
        let counts = match ids(true).count() {
            1 => format!("1 person, {} before: ", ids(false).count()),
            more => format!("{more} people, {} before: ", ids(false).count()),
        };
        assert!(said.starts_with(&format!("Oak School, {counts}")), "{said}");
    }
}

#[test]
fn what_somebody_was_who_used_to_help_is_written_whole_where_they_are_named() {
    let role = "Social worker before Priya came";
    for text_scale in [1.0, 1.3] {
        let network = with_past(&[true, false], role);
        let before = network.people.last().unwrap().id.clone();
        let screen = Viewport::screen(390.0, 640.0, text_scale);
        let school = Focus::Group("Oak School".to_owned());
        let picture = layout(&network, screen, &school, &Measured::default());
        let label = picture.labels.iter().find(|label| label.of == before);
        let lines = &label.unwrap().lines;
        let said = lines.iter().filter(|line| line.style == TextStyle::Caption);
        let said: Vec<&str> = said.map(|line| line.text.as_str()).collect();
        assert_eq!(said.join(" "), format!("was {role}"));
    }
}

#[test]
fn what_somebody_is_to_the_child_is_never_cut_within_a_word_that_has_room() {
    let role =
        "Specialist lead practitioner for children who are looked after by others in the area";
    for text_scale in [1.0, 1.3] {
        let mut network = ella(2, 2);
        for one in &mut network.people {
            role.clone_into(&mut one.role);
        }
        let screen = Viewport::screen(390.0, 640.0, text_scale);
        for label in &layout(&network, screen, &Focus::Whole, &Measured::default()).labels {
            let said = label.lines.iter();
            let said = said.filter(|line| line.style == TextStyle::Caption);
            for word in said.flat_map(|line| line.text.split_whitespace()) {
                let word = word.trim_end_matches('…');
                let is_whole = role.split(' ').any(|one| one == word);
                let is_count = ["1", "person"].contains(&word);
                let is_name = network.people.iter().any(|one| one.name.contains(word));
                assert!(is_whole || is_count || is_name, "{word} in {label:?}");
            }
        }
    }
}

#[test]
fn on_paper_a_word_of_a_hebrew_or_arabic_name_is_not_broken() {
    let mut network = ella(1, 2);
    let names = ["דנה אברהמוב", "سارة منصوري"];
    let helpers = network
        .people
        .iter_mut()
        .filter(|one| !one.agency.is_empty());
    for (helper, name) in helpers.zip(names) {
        name.clone_into(&mut helper.name);
    }
    let paper = layout(&network, Viewport::A4, &Focus::Whole, &Measured::default());
    let lines = paper.labels.iter().flat_map(|label| &label.lines);
    let lines: Vec<&str> = lines.map(|line| line.text.as_str()).collect();
    for word in names.iter().flat_map(|name| name.split(' ')) {
        let is_whole = |line: &&str| line.split(' ').any(|one| one == word);
        assert!(lines.iter().any(is_whole), "{word}: {lines:?}");
    }
}

/// One helper each of these agencies, around Ella and her mother.
fn helped_by(agencies: &[&str]) -> Network {
    let mut network = Network {
        people: vec![
            person("Ella", "Ella", Kind::Child, "", ""),
            person("Mum", "Kelly Marsh", Kind::Family, "Mum", ""),
        ],
        ..Network::default()
    };
    for agency in agencies {
        let helper = person(agency, "Priya Shah", Kind::Helper, "Social worker", agency);
        network.people.push(helper);
    }
    network
}

#[test]
fn the_name_of_an_agency_is_whole_where_few_help() {
    let long = "Northtown Children’s Services";
    for agencies in [&[long][..], &[long, "Elm Street Surgery", "Police"]] {
        for (width, height) in [(320.0, 480.0), (390.0, 640.0), (1024.0, 600.0)] {
            let viewport = Viewport::screen(width, height, 1.0);
            let network = helped_by(agencies);
            let picture = layout(&network, viewport, &Focus::Whole, &Measured::default());
            for agency in agencies {
                let of = format!("group:{agency}");
                let label = picture.labels.iter().find(|label| label.of == of).unwrap();
                let lines = label
                    .lines
                    .iter()
                    .filter(|line| line.style == TextStyle::Agency);
                let said: Vec<&str> = lines.map(|line| line.text.as_str()).collect();
                assert_eq!(said.join(" "), *agency, "at {width}");
            }
        }
    }
}

#[test]
fn agencies_of_as_many_people_have_boxes_of_the_same_size() {
    let network = helped_by(&["Northtown Children’s Services", "Police", "Oak School"]);
    for viewport in [Viewport::PHONE, Viewport::screen(1280.0, 800.0, 1.0)] {
        let picture = layout(&network, viewport, &Focus::Whole, &Measured::default());
        let widths: Vec<f64> = picture
            .groups
            .iter()
            .map(|group| group.bounds.width)
            .collect();
        assert_eq!(widths.len(), 3);
        let first = widths[0];
        assert!(
            widths.iter().all(|width| (width - first).abs() < 0.1),
            "{widths:?}"
        );
    }
}

#[test]
fn nobody_stands_above_brothers_and_sisters_as_their_parent_who_is_not() {
    let of = |name: &str, generation: i8, role: &str| patchwork_picture::Person {
        generation: Some(generation),
        ..person(name, name, Kind::Family, role, "")
    };
    let tie = |from: &str, to: &str, kind| patchwork_picture::Tie {
        from: from.to_owned(),
        to: to.to_owned(),
        kind,
    };
    let with_mum = Network {
        people: vec![
            person("Ella", "Ella", Kind::Child, "", ""),
            of("Jayden", 0, "Brother"),
            of("Jean", -2, "Nan"),
            of("Kelly", -1, "Mum"),
        ],
        ties: vec![
            tie("Ella", "Jayden", TieKind::Sibling),
            tie("Jean", "Kelly", TieKind::Parent),
            tie("Kelly", "Ella", TieKind::Parent),
        ],
        ..Network::default()
    };
    let mut without_mum = with_mum.clone();
    without_mum.people.retain(|one| one.id != "Kelly");
    let height = |network: &Network, name: &str| {
        let picture = layout(
            network,
            Viewport::PHONE,
            &Focus::Whole,
            &Measured::default(),
        );
        let face = picture.faces.iter().find(|face| face.id == name).unwrap();
        face.center.y
    };
    assert!(height(&with_mum, "Jean") < height(&with_mum, "Kelly"));
    assert!(height(&without_mum, "Jean") > height(&without_mum, "Ella"));
    let picture = layout(
        &without_mum,
        Viewport::PHONE,
        &Focus::Whole,
        &Measured::default(),
    );
    let ends = picture
        .ties
        .iter()
        .flat_map(|tie| tie.from.iter().chain([&tie.to]));
    assert!(ends.into_iter().all(|end| end != "Jean"));
}
