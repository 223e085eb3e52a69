//! What holds for every picture, and what one looks like.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod people;

use patchwork_picture::{Detail, Kind, Network, PictureLayout, Point, Viewport, layout};
use people::{AGENCIES, demo, everyone, person};
use proptest::prelude::*;

fn distance(a: Point, b: Point) -> f64 {
    (a.x - b.x).hypot(a.y - b.y)
}

fn assert_nothing_overlaps(picture: &PictureLayout) {
    for (i, a) in picture.targets.iter().enumerate() {
        assert!(a.radius * 2.0 >= 44.0);
        assert!(a.center.x - a.radius >= 0.0 && a.center.x + a.radius <= picture.width);
        assert!(a.center.y - a.radius >= 0.0 && a.center.y + a.radius <= picture.height);
        for b in &picture.targets[i + 1..] {
            let apart = distance(a.center, b.center);
            assert!(
                apart >= a.radius + b.radius,
                "{} and {} are {apart} apart",
                a.spoken,
                b.spoken
            );
        }
    }
    for (i, a) in picture.labels.iter().enumerate() {
        assert!(a.left >= 0.0 && a.left + a.width <= picture.width + 0.1);
        assert!(a.top + a.height <= picture.height + 0.2);
        for b in &picture.labels[i + 1..] {
            let beside = a.left + a.width <= b.left + 0.2 || b.left + b.width <= a.left + 0.2;
            let above = a.top + a.height <= b.top + 0.2 || b.top + b.height <= a.top + 0.2;
            assert!(beside || above, "{a:?} lies on {b:?}");
        }
        for face in picture.faces.iter().filter(|f| f.id != a.of) {
            let nearest = Point {
                x: face.center.x.clamp(a.left, a.left + a.width),
                y: face.center.y.clamp(a.top, a.top + a.height),
            };
            assert!(
                distance(face.center, nearest) >= face.radius - 0.2,
                "{a:?} lies on {face:?}"
            );
        }
    }
}

fn any_network(most: usize) -> impl Strategy<Value = Network> {
    prop::collection::vec((0_usize..40, 0_usize..14, ".{0,24}"), 0..most).prop_map(|people| {
        let mut network = everyone(0, 0);
        for (i, (which, agency, name)) in people.into_iter().enumerate() {
            let kind = if which % 3 == 0 {
                Kind::Family
            } else {
                Kind::Professional
            };
            let mut node = person(&i.to_string(), &name, kind, "someone", "");
            if kind == Kind::Professional {
                node.agency = format!("Agency {agency}");
            }
            node.current = which % 5 != 0;
            network.nodes.push(node);
        }
        network
    })
}

proptest! {
    #[test]
    fn twenty_six_people_fit_a_phone_in_two_rings_each_with_a_place_of_their_own(family in 3_usize..14) {
        let picture = layout(&everyone(family, 26 - family), Viewport::PHONE);
        assert_nothing_overlaps(&picture);
        prop_assert_eq!(picture.faces.len(), 27);
        prop_assert!(picture.faces.iter().all(|f| f.members.is_empty()));
    }

    #[test]
    fn nothing_ever_overlaps_and_nobody_is_left_out(
        network in any_network(80), width in 0.0_f64..1600.0, height in 0.0_f64..1200.0, scale in 0.5_f64..3.0,
    ) {
        let picture = layout(&network, Viewport { width_dp: width, height_dp: height, text_scale: scale });
        assert_nothing_overlaps(&picture);
        let shown: usize = picture.faces.iter().map(|f| f.members.len().max(1)).sum();
        prop_assert_eq!(shown, network.nodes.len());
        prop_assert_eq!(picture.targets.len(), picture.faces.len());
        for line in &picture.lines {
            prop_assert!(picture.key.iter().any(|k| k.style == line.style));
        }
    }

    #[test]
    fn someone_who_joins_moves_nobody_in_the_family_and_others_by_one_seat_at_most(
        family in 0_usize..8, professionals in 0_usize..14, agency in 0_usize..AGENCIES.len(),
    ) {
        let before = everyone(family, professionals);
        let mut after = before.clone();
        after.nodes.push(person("new", "Newcomer", Kind::Professional, "worker", AGENCIES[agency]));
        let (a, b) = (layout(&before, Viewport::PHONE), layout(&after, Viewport::PHONE));
        for face in &a.faces {
            let there = b.faces.iter().find(|f| f.id == face.id).unwrap();
            let moved = distance(face.center, there.center);
            if face.kind == Kind::Professional {
                prop_assert!(moved < 100.0, "{} moved by {moved}", face.id);
            } else {
                prop_assert!(moved == 0.0);
            }
        }
    }

    #[test]
    fn someone_from_a_new_agency_moves_nobody(family in 0_usize..8, professionals in 0_usize..14) {
        let before = everyone(family, professionals);
        let mut after = before.clone();
        after.nodes.push(person("new", "Newcomer", Kind::Professional, "worker", "Fire service"));
        let (a, b) = (layout(&before, Viewport::PHONE), layout(&after, Viewport::PHONE));
        for face in &a.faces {
            prop_assert!(b.faces.iter().any(|f| f.id == face.id && f.center == face.center));
        }
    }
}

#[test]
fn an_agency_that_no_longer_fits_collapses_to_a_badge_that_names_its_people() {
    let mut network = everyone(4, 20);
    for i in 0..12 {
        network.nodes.push(person(
            &format!("school{i}"),
            "Teacher",
            Kind::Professional,
            "teacher",
            "Oak School",
        ));
    }
    let picture = layout(&network, Viewport::PHONE);
    assert_nothing_overlaps(&picture);
    let badges: Vec<_> = picture
        .faces
        .iter()
        .filter(|f| !f.members.is_empty())
        .collect();
    assert_eq!(badges.len(), 1);
    assert_eq!(badges[0].id, "group:Oak School");
    assert!(badges[0].members.contains(&"school11".to_owned()));
}

#[test]
fn every_agency_has_a_band_of_the_same_thickness() {
    let picture = layout(&demo(), Viewport::PHONE);
    assert!(picture.sectors.len() > 5);
    let thickness: Vec<String> = picture
        .sectors
        .iter()
        .map(|s| s.thickness.to_string())
        .collect();
    assert!(thickness.iter().all(|t| *t == thickness[0]));
}

#[test]
fn at_double_text_size_the_letters_are_larger_and_still_apart() {
    let double = Viewport {
        text_scale: 2.0,
        ..Viewport::PHONE
    };
    let (plain, large) = (layout(&demo(), Viewport::PHONE), layout(&demo(), double));
    assert_nothing_overlaps(&large);
    assert!(large.faces[1].text_dp > plain.faces[1].text_dp);
}

#[test]
fn a_team_of_eighteen_is_drawn_with_names_on_a_phone() {
    assert!(layout(&demo(), Viewport::PHONE).detail >= Detail::Names);
}

#[test]
fn the_picture_of_one_team_is_drawn_the_same_every_time() {
    insta::assert_debug_snapshot!(layout(&demo(), Viewport::PHONE));
}
