//! An agency with its people: gathered to a few faces and a count, or everyone named.

use crate::{
    contact::LineStyle,
    family::face,
    geometry::{Point, Rect, count},
    lettering::{Lettering, Part},
    measure::TextStyle,
    network::{Missing, Network, Person, Recency},
    picture::{Face, Label},
    words,
};

const PADDING: f64 = 8.0;
/// Between the sides of a gathered agency and its name.
const SIDE: f64 = 4.0;
const GAP: f64 = 3.0;
/// Between the words of two who stand side by side.
const APART: f64 = 8.0;
/// So many faces stand for an agency that is gathered.
const FACES: usize = 3;
/// Lines for what somebody is to the child, where it is what the reader asked to see.
pub(crate) const LOOKED_AT: usize = 4;

/// The helpers of one agency: whoever helps now, then whoever used to, each in the order in which
/// they joined. So nobody moves when those who used to help are shown.
#[derive(Debug, Clone)]
pub(crate) struct Agency<'a> {
    pub(crate) name: String,
    pub(crate) members: Vec<&'a Person>,
}

/// The agencies in the order in which the first of each joined.
pub(crate) fn agencies(network: &Network) -> Vec<Agency<'_>> {
    let mut agencies: Vec<Agency<'_>> = Vec::new();
    for person in network.people.iter().filter(|one| one.kind.is_around()) {
        let name = words::agency(person);
        match agencies.iter_mut().find(|agency| agency.name == name) {
            Some(agency) => agency.members.push(person),
            None => agencies.push(Agency {
                name,
                members: vec![person],
            }),
        }
    }
    for agency in &mut agencies {
        agency.members.sort_by_key(|one| !one.current);
    }
    agencies
}

impl Agency<'_> {
    pub(crate) fn id(&self) -> String {
        format!("group:{}", self.name)
    }

    /// The latest contact of anyone who is still there; past if nobody is.
    pub(crate) fn line(&self) -> LineStyle {
        let current = self.members.iter().filter(|one| one.current);
        let latest: Option<Recency> = current.map(|one| one.last_contact).min();
        latest.map_or(LineStyle::Past, LineStyle::of)
    }
}

/// How an agency is drawn.
#[derive(Debug, Clone, Copy)]
pub(crate) enum CardSetting {
    /// One target: faces, name, count.
    Gathered {
        /// How wide the card is.
        width: f64,
        /// Diameter of a face.
        face: f64,
    },
    /// Everyone with name and role.
    Named {
        /// How wide one person is.
        cell: f64,
        /// Diameter of a face.
        face: f64,
        /// At most so many side by side.
        columns: usize,
        /// Lines for a name.
        name_lines: usize,
        /// Lines for what somebody is to the child.
        role_lines: usize,
    },
}

/// An agency from the top left of its shape.
#[derive(Debug, Clone)]
pub(crate) struct Card {
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) named: bool,
    /// What the place is held open for, where no agency is there yet.
    pub(crate) held: Option<Missing>,
    pub(crate) faces: Vec<Face>,
    pub(crate) labels: Vec<Label>,
}

pub(crate) fn card(agency: &Agency<'_>, setting: CardSetting, lettering: Lettering<'_>) -> Card {
    match setting {
        CardSetting::Gathered { width, face } => gathered(agency, width, face, lettering),
        CardSetting::Named {
            cell,
            face,
            columns,
            name_lines,
            role_lines,
        } => {
            let parts = |person: &Person| person_parts(person, name_lines, role_lines);
            named(agency, cell, face, columns, parts, lettering)
        }
    }
}

fn gathered(agency: &Agency<'_>, width: f64, diameter: f64, lettering: Lettering<'_>) -> Card {
    let room = width - SIDE * 2.0;
    let shown: Vec<&Person> = agency.members.iter().copied().take(FACES).collect();
    let between = 3.0;
    let across = count(shown.len()) * (diameter + between) - between;
    let mut faces = Vec::new();
    for (place, member) in shown.into_iter().enumerate() {
        let x = (width - across) / 2.0 + diameter / 2.0 + count(place) * (diameter + between);
        let center = Point::new(x, PADDING + diameter / 2.0);
        faces.push(helper(
            agency,
            member,
            center,
            diameter / 2.0,
            lettering.scale,
        ));
    }
    let number = words::people_now(&agency.members);
    let number = match agency.members.as_slice() {
        // Where a name has room, nobody is only a number.
        [one] if lettering.width(&words::name(one), TextStyle::Caption) <= room => words::name(one),
        _ => number,
    };
    // A number that is cut says another number: each of the two has a line of its own where one
    // line has no room for both, and as many lines as it has words where even that is too narrow.
    let lines: Vec<&str> = if lettering.width(&number, TextStyle::Caption) > room {
        number.split_inclusive(", ").map(str::trim_end).collect()
    } else {
        vec![&number]
    };
    let mut parts = vec![heading(agency)];
    parts.extend(lines.into_iter().map(|line| Part {
        text: line.to_owned(),
        instead: None,
        style: TextStyle::Caption,
        lines: line.split_whitespace().count(),
    }));
    let top = PADDING + diameter + GAP;
    let label = lettering.label(&agency.id(), &parts, width / 2.0, top, room);
    Card {
        width,
        height: label.bounds.bottom() + PADDING - 2.0,
        named: false,
        held: None,
        faces,
        labels: vec![label],
    }
}

fn named(
    agency: &Agency<'_>,
    cell: f64,
    diameter: f64,
    columns: usize,
    parts: impl Fn(&Person) -> Vec<Part>,
    lettering: Lettering<'_>,
) -> Card {
    // Fewer stand in a row before a word is broken.
    let across = count(columns) * cell;
    let most = across / count(columns.clamp(1, 2)) - APART;
    let members = agency.members.iter();
    let words = members.map(|member| lettering.longest_word(&parts(member), most));
    let cell = words.fold(0.0, f64::max).max(cell - APART) + APART;
    let fits = |columns: &usize| count(*columns) * cell <= across + 0.01;
    let columns = (1..=columns).rev().find(fits).unwrap_or(1);
    let people = agency.members.len().max(1);
    let rows = people.div_ceil(columns.max(1));
    let columns = people.div_ceil(rows.max(1));
    let title = heading(agency);
    // A long name of an agency may make a narrow card wider, by half a person.
    let wanted = lettering.narrowest(&title) + PADDING * 2.0;
    let least = count(columns) * cell + PADDING;
    let width = wanted.clamp(least, least.max(cell * 1.5));
    let room = cell - APART;
    let title = lettering.label(
        &agency.id(),
        &[title],
        width / 2.0,
        PADDING - 1.0,
        width - PADDING * 2.0,
    );
    let mut y = title.bounds.bottom() + 5.0;
    let mut faces = Vec::new();
    let mut labels = vec![title];
    for row in agency.members.chunks(columns) {
        let mut bottom = y + diameter;
        for (place, member) in row.iter().enumerate() {
            let from_middle = count(place) - (count(row.len()) - 1.0) / 2.0;
            let x = width / 2.0 + from_middle * cell;
            let center = Point::new(x, y + diameter / 2.0);
            faces.push(helper(
                agency,
                member,
                center,
                diameter / 2.0,
                lettering.scale,
            ));
            let label = lettering.label(&member.id, &parts(member), x, y + diameter + GAP, room);
            bottom = bottom.max(label.bounds.bottom());
            labels.push(label);
        }
        y = bottom + 8.0;
    }
    Card {
        width,
        height: y - 8.0 + PADDING - 2.0,
        named: true,
        held: None,
        faces,
        labels,
    }
}

/// A place held open for an agency.
pub(crate) fn held_card(missing: Missing, text: String, lettering: Lettering<'_>) -> Card {
    let width = 132.0 * lettering.scale.sqrt();
    let id = match missing {
        Missing::School => "held:school",
        Missing::Household | Missing::Health => "held:health",
    };
    let part = Part {
        text,
        instead: None,
        style: TextStyle::Name,
        lines: 3,
    };
    let top = PADDING + 48.0 + GAP;
    let room = width - PADDING * 2.0;
    let label = lettering.label(id, &[part], width / 2.0, top, room);
    Card {
        width,
        height: label.bounds.bottom() + PADDING,
        named: false,
        held: Some(missing),
        faces: Vec::new(),
        labels: vec![label],
    }
}

fn heading(agency: &Agency<'_>) -> Part {
    Part {
        text: agency.name.clone(),
        instead: None,
        style: TextStyle::Agency,
        lines: 3,
    }
}

fn person_parts(person: &Person, name_lines: usize, role_lines: usize) -> Vec<Part> {
    let mut parts = vec![Part {
        text: words::name(person),
        instead: Some(words::calling_name(person).to_owned()),
        style: TextStyle::Name,
        lines: name_lines,
    }];
    parts.push(Part {
        text: words::caption(person),
        instead: None,
        style: TextStyle::Caption,
        // Of whoever used to help, what they were is most of what there is to say.
        lines: if person.current {
            role_lines
        } else {
            role_lines.max(LOOKED_AT)
        },
    });
    parts
}

fn helper(agency: &Agency<'_>, person: &Person, center: Point, radius: f64, scale: f64) -> Face {
    Face {
        group: Some(agency.id()),
        rim: Some(if person.current {
            LineStyle::of(person.last_contact)
        } else {
            LineStyle::Past
        }),
        ..face(person, center, radius, scale)
    }
}

impl Card {
    /// Its shape with its top left here.
    pub(crate) fn bounds(&self, at: Point) -> Rect {
        Rect::new(0.0, 0.0, self.width, self.height).moved(at)
    }

    /// How far down the plus of a held place is.
    pub(crate) fn held_middle(&self) -> f64 {
        let words = self.labels.first().map_or(0.0, |label| label.bounds.top);
        words - GAP - 24.0
    }

    /// The same, as wide as others of as many people, what is in it in the middle.
    pub(crate) fn widened(self, width: f64) -> Self {
        let by = Point::new((width - self.width) / 2.0, 0.0);
        Self {
            width,
            ..self.inner_moved(by)
        }
    }

    fn inner_moved(mut self, by: Point) -> Self {
        for face in &mut self.faces {
            face.center = face.center.moved(by);
        }
        let labels = self.labels.into_iter();
        self.labels = labels.map(|label| label.moved(by)).collect();
        self
    }

    /// The same, as high as its neighbours, what is in it in the middle.
    pub(crate) fn heightened(self, height: f64) -> Self {
        let by = Point::new(0.0, ((height - self.height) / 2.0).max(0.0));
        Self {
            height: self.height.max(height),
            ..self.inner_moved(by)
        }
    }
}
