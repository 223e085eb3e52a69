//! Gives a name that was shortened, or broken onto lines, one whole line where that meets nothing.

use crate::{
    geometry::Rect,
    lettering::{Lettering, Part},
    measure::TextStyle,
    network::Network,
    picture::{Label, PictureLayout},
    words,
};

/// Beside a name that could stand on two lines as well.
const APART: f64 = 6.0;

/// Every name that was cut or broken for want of room in its own place, and has room after all.
pub(crate) fn widen(picture: &mut PictureLayout, network: &Network, lettering: Lettering<'_>) {
    let lines = line_boxes(picture);
    for at in 0..picture.labels.len() {
        let Some(label) = picture.labels.get(at) else {
            continue;
        };
        let names = label.lines.iter().filter(|l| l.style == TextStyle::Name);
        let apart = match (label.cut, names.count()) {
            (true, _) => 0.0,
            (false, 0 | 1) => continue,
            (false, _) => APART,
        };
        let whole = match network.people.iter().find(|one| one.id == label.of) {
            Some(person) => Part {
                text: words::name(person),
                instead: None,
                style: TextStyle::Name,
                lines: 1,
            },
            None => match picture.groups.iter().find(|group| group.id == label.of) {
                Some(group) => Part {
                    text: group.agency.clone(),
                    instead: None,
                    style: TextStyle::Agency,
                    lines: 1,
                },
                None => continue,
            },
        };
        let wide = [false, true]
            .map(|as_it_stands| lettering.uncut(label, &whole, as_it_stands))
            .into_iter()
            .find(|wide| is_free(wide, apart, picture, &lines));
        if let (Some(wide), Some(label)) = (wide, picture.labels.get_mut(at)) {
            *label = wide;
        }
    }
}

/// The shape in which a label has to stay.
fn shape<'a>(label: &Label, picture: &'a PictureLayout) -> Option<&'a Rect> {
    let group = picture
        .faces
        .iter()
        .find(|face| face.id == label.of)
        .map_or(Some(&label.of), |face| face.group.as_ref());
    match group {
        Some(id) => picture
            .groups
            .iter()
            .find(|group| group.id == *id)
            .map(|group| &group.bounds),
        None => Some(&picture.family),
    }
}

fn is_free(label: &Label, apart: f64, picture: &PictureLayout, lines: &[Rect]) -> bool {
    let bounds = &Rect {
        left: label.bounds.left - apart,
        width: label.bounds.width + apart * 2.0,
        ..label.bounds
    };
    shape(label, picture).is_some_and(|shape| shape.contains(bounds))
        && picture
            .labels
            .iter()
            .filter(|other| other.of != label.of)
            .all(|other| !bounds.overlaps(&other.bounds, 0.0))
        && picture
            .faces
            .iter()
            .all(|face| bounds.distance(face.center) >= face.radius)
        && lines.iter().all(|line| !bounds.overlaps(line, 0.0))
}

/// Small boxes around the pieces of all lines.
fn line_boxes(picture: &PictureLayout) -> Vec<Rect> {
    let paths = picture
        .ties
        .iter()
        .map(|tie| &tie.path)
        .chain(picture.contacts.iter().map(|contact| &contact.path));
    let mut boxes = Vec::new();
    for path in paths {
        for pair in path.points().windows(2) {
            if let [a, b] = pair {
                let (left, top) = (a.x.min(b.x) - 1.0, a.y.min(b.y) - 1.0);
                boxes.push(Rect {
                    left,
                    top,
                    width: a.x.max(b.x) + 1.0 - left,
                    height: a.y.max(b.y) + 1.0 - top,
                });
            }
        }
    }
    boxes
}
