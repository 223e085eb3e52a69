//! The family's shape with everything in it.

use super::{rows::Row, seating::Seating, ties::Ways};
use crate::{
    geometry::{Point, Rect, count},
    lettering::{Lettering, Part},
    measure::TextStyle,
    network::{Kind, Person},
    picture::{Face, HomeShape, Label, TieLine},
    words,
};

/// Between a face and its words.
const GAP: f64 = 3.0;
/// Kept free between the words of two neighbours, for ties.
const CORRIDOR: f64 = 10.0;
/// No letters in a face are smaller, in dp.
const LEAST_LETTERS: f64 = 10.0;
/// A family of few stays together: for a longer name it is not drawn further apart.
const WIDENED: f64 = 1.6;

/// How large and how fully a family is drawn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FamilySetting {
    /// The family is at most this wide.
    pub(crate) width: f64,
    /// Diameter of a face; the child's is larger.
    pub(crate) face: f64,
    /// The child's diameter.
    pub(crate) child: f64,
    /// A face with its words is at least and at most this wide.
    pub(crate) cell: (f64, f64),
    /// Lines for a name.
    pub(crate) name_lines: usize,
    /// Lines for what someone is to the child.
    pub(crate) role_lines: usize,
    /// Least height between rows.
    pub(crate) channel: f64,
    /// Space within the rim.
    pub(crate) padding: f64,
    /// At most so many rows, where rows can be merged.
    pub(crate) rows: usize,
}

/// The family from the top left of its shape.
pub(crate) struct FamilyBlock {
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) faces: Vec<Face>,
    pub(crate) labels: Vec<Label>,
    pub(crate) ties: Vec<TieLine>,
    pub(crate) homes: Vec<HomeShape>,
    /// The middle of the place that is held open in the family, and its words.
    pub(crate) held: Option<(Point, Label)>,
}

/// Where a row stands.
#[derive(Debug, Clone, Copy, Default)]
struct Level {
    channel_top: f64,
    top: f64,
    middle: f64,
    label_top: f64,
    bottom: f64,
}

pub(crate) fn family_block(
    seating: &mut Seating<'_>,
    setting: &FamilySetting,
    lettering: Lettering<'_>,
    held: Option<String>,
) -> FamilyBlock {
    let inner = setting.width - setting.padding * 2.0;
    let parts = |person: &Person| parts(person, setting);
    // Fewer stand in a row before a word is broken.
    let words = seating
        .pedigree
        .people
        .iter()
        .map(|person| lettering.longest_word(&parts(person), inner / 2.0 - CORRIDOR));
    let least = (words.fold(0.0, f64::max) + CORRIDOR).max(setting.cell.0);
    let columns = whole(inner / least).max(1);
    let rows = seating.rows(columns, setting.rows);
    let pedigree = &seating.pedigree;
    let widest = rows.iter().map(|row| row.people.len()).max().unwrap_or(0);
    let names = pedigree
        .people
        .iter()
        .map(|person| lettering.width(&words::name(person), TextStyle::Name));
    let cell = widened(
        (inner / count(columns)).min(setting.cell.1.max(least)),
        inner / count(widest.max(1)),
        names,
    );
    let radius = |person: usize| {
        let diameter = if person == 0 {
            setting.child
        } else {
            setting.face
        };
        diameter / 2.0
    };
    let ways = Ways::find(pedigree, &rows, cell, &radius);
    let room = cell - CORRIDOR;

    let held_room = (inner - 8.0).min(150.0 * lettering.scale.sqrt());
    let held_part = held.map(|text| Part {
        text,
        instead: None,
        style: TextStyle::Name,
        lines: 3,
    });
    let held_words = held_part.as_ref().map_or(0.0, |part| {
        lettering.height(core::slice::from_ref(part), held_room)
    });

    let mut width = count(widest) * cell + setting.padding * 2.0;
    if held_part.is_some() {
        width = width.max(held_room + setting.padding * 2.0);
    }
    let middle_x = width / 2.0;
    let mut y = setting.padding;
    let held = held_part.map(|part| {
        let center = Point::new(middle_x, y + setting.face / 2.0);
        let top = y + setting.face + GAP;
        let label = lettering.label("held:household", &[part], middle_x, top, held_room);
        y = top + held_words;
        (center, label)
    });

    let mut levels: Vec<Level> = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        let least = if place == 0 && held.is_none() {
            0.0
        } else {
            setting.channel
        };
        let face = row
            .people
            .iter()
            .map(|one| radius(*one))
            .fold(0.0, f64::max)
            * 2.0;
        let words = row
            .people
            .iter()
            .filter_map(|one| pedigree.people.get(*one))
            .map(|person| lettering.height(&parts(person), room))
            .fold(0.0, f64::max);
        let top = y + ways.channel(place, least);
        levels.push(Level {
            channel_top: y,
            top,
            middle: top + face / 2.0,
            label_top: top + face + GAP,
            bottom: top + face + GAP + words,
        });
        y = top + face + GAP + words;
    }
    let height = y + setting.padding - 2.0;
    let level = |row: usize| levels.get(row).copied().unwrap_or_default();

    let mut faces = Vec::new();
    let mut labels = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        for (index, one) in row.people.iter().enumerate() {
            let Some(person) = pedigree.people.get(*one) else {
                continue;
            };
            let x = middle_x + offset(row, index) * cell;
            let center = Point::new(x, level(place).middle);
            faces.push((*one, face(person, center, radius(*one), lettering.scale)));
            let top = level(place).middle + radius(*one) + GAP;
            let top = top.min(level(place).label_top);
            labels.push(lettering.label(&person.id, &parts(person), x, top, room));
        }
    }
    // Read in the order in which they joined, the child first.
    faces.sort_by_key(|(place, _)| *place);
    let faces = faces.into_iter().map(|(_, face)| face).collect();
    let id = |person: &usize| {
        pedigree
            .people
            .get(*person)
            .map(|one| one.id.clone())
            .unwrap_or_default()
    };
    let aside = Point::new(middle_x, 0.0);
    let ties = ways
        .drawn(|row| level(row).middle, |row| level(row).channel_top)
        .into_iter()
        .map(|tie| {
            let from: Vec<String> = tie.from.iter().map(id).collect();
            let to = id(&tie.to);
            TieLine {
                id: format!("tie:{}:{to}", from.join("+")),
                from,
                to,
                kind: tie.kind,
                path: tie.path.moved(aside),
                strokes: tie
                    .strokes
                    .iter()
                    .map(|(a, b)| (a.moved(aside), b.moved(aside)))
                    .collect(),
            }
        })
        .collect();
    let homes = pedigree
        .homes
        .iter()
        .enumerate()
        .map(|(place, home)| HomeShape {
            id: format!("home:{place}"),
            boxes: home_boxes(home, &rows, &levels, cell, middle_x),
        })
        .collect();
    FamilyBlock {
        width,
        height,
        faces,
        labels,
        ties,
        homes,
        held,
    }
}

/// Where few stand side by side, each has the room for a name on one line, up to what there is.
fn widened(cell: f64, most: f64, names: impl Iterator<Item = f64>) -> f64 {
    names
        .map(|width| (width + CORRIDOR).ceil())
        .filter(|wanted| *wanted <= most.min(cell * WIDENED))
        .fold(cell, f64::max)
}

fn whole(length: f64) -> usize {
    (1_u32..1000)
        .take_while(|n| f64::from(*n) <= length)
        .count()
}

fn offset(row: &Row, index: usize) -> f64 {
    count(index) - (count(row.people.len()) - 1.0) / 2.0
}

fn parts(person: &Person, setting: &FamilySetting) -> Vec<Part> {
    let mut parts = vec![Part {
        text: words::name(person),
        instead: Some(words::calling_name(person).to_owned()),
        style: TextStyle::Name,
        lines: setting.name_lines,
    }];
    if setting.role_lines > 0 {
        parts.push(Part {
            text: words::caption(person),
            instead: None,
            style: TextStyle::Caption,
            lines: setting.role_lines,
        });
    }
    parts
}

/// The letters in a face with their size: of three the first and the last, where three would be too
/// small to be read.
fn lettered(initials: String, radius: f64) -> (String, f64) {
    let three = radius * 0.56;
    match initials.chars().count() {
        3 if three >= LEAST_LETTERS => (initials, three),
        3 => {
            let ends = initials.chars().next().into_iter();
            let two = ends.chain(initials.chars().last()).collect();
            (two, radius * 0.7)
        }
        _ => (initials, radius * 0.7),
    }
}

/// A face without a group.
pub(crate) fn face(person: &Person, center: Point, radius: f64, scale: f64) -> Face {
    let initials = words::initials(person);
    let (initials, size) = lettered(initials, radius);
    Face {
        id: person.id.clone(),
        group: None,
        center,
        radius,
        initials,
        text_dp: crate::geometry::round(size.min(size * scale).max(LEAST_LETTERS)),
        kind: person.kind,
        rim: None,
        current: person.current || person.kind == Kind::Child,
        deceased: person.deceased,
        focused: false,
        news: person.news,
    }
}

/// One box for each run of neighbours who live together, and bridges between rows.
fn home_boxes(
    home: &[usize],
    rows: &[Row],
    levels: &[Level],
    cell: f64,
    middle_x: f64,
) -> Vec<Rect> {
    const IN: f64 = 2.0;
    let mut boxes: Vec<(usize, Rect)> = Vec::new();
    for (place, (row, level)) in rows.iter().zip(levels).enumerate() {
        let mut last: Option<usize> = None;
        for (index, _) in row
            .people
            .iter()
            .enumerate()
            .filter(|(_, one)| home.contains(one))
        {
            let left = middle_x + (offset(row, index) - 0.5) * cell + IN;
            let right = left + cell - IN * 2.0;
            match boxes.last_mut() {
                Some((_, run)) if last.is_some_and(|last| last + 1 == index) => {
                    run.width = right - run.left;
                }
                _ => boxes.push((
                    place,
                    Rect::new(
                        left,
                        level.top - 5.0,
                        right - left,
                        level.bottom - level.top + 8.0,
                    ),
                )),
            }
            last = Some(index);
        }
    }
    let mut bridges = Vec::new();
    for (upper, above) in &boxes {
        for (_, below) in boxes.iter().filter(|(lower, _)| *lower == upper + 1) {
            let left = above.left.max(below.left);
            let right = above.right().min(below.right());
            if right - left > 24.0 {
                let top = above.bottom() - 14.0;
                bridges.push(Rect::new(left, top, right - left, below.top + 14.0 - top));
            }
        }
    }
    boxes
        .into_iter()
        .map(|(_, one)| one)
        .chain(bridges)
        .collect()
}
