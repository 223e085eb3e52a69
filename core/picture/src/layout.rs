//! Puts faces, lines and words together.

use crate::fold::{Seated, fold_agencies, fold_wider_circle};
use crate::labels::place_labels;
use crate::network::{Kind, Network, Node, Viewport};
use crate::picture::{Face, KeyItem, Line, LineStyle, PictureLayout, Point, Sector, Target};
use crate::ring::{Ring, Step, distance};
use crate::seating::seat;
use crate::words;

/// Faces never come closer than this, edge to edge.
const CLEARANCE: f64 = 2.0;

/// Lays the network out in the viewport.
///
/// Pure and deterministic: the same input gives the same picture. A viewport too small for two
/// rings of 44 dp faces (below 320 dp) gives a picture larger than the viewport, to be scrolled.
pub fn layout(network: &Network, viewport: Viewport) -> PictureLayout {
    let viewport = viewport.bounded();
    let canvas = Canvas::of(viewport);
    let (inner, outer) = canvas.rings();
    let family: Vec<&Node> = of_ring(network, |kind| matches!(kind, Kind::Family | Kind::Carer));
    let professionals: Vec<&Node> = of_ring(network, |kind| kind == Kind::Professional);

    let inner_seats = canvas.seats(inner, family.len());
    let outer_seats = canvas.seats(outer, professionals.len());
    let family = fold_wider_circle(&family, inner_seats.len());
    let professionals = fold_agencies(&professionals, outer_seats.len());

    // Family spread evenly: each is a group of their own. Professionals sit by agency.
    let alone: Vec<usize> = (0..family.len()).collect();
    let family_places = seat(&alone, inner_seats.len());
    let agencies: Vec<&str> = professionals.iter().map(|s| s.group.as_str()).collect();
    let outer_places = seat(&agencies, outer_seats.len());

    let mut drawn = Vec::new();
    if let Some(child) = network.nodes.iter().find(|n| n.kind == Kind::Child) {
        let seated = Seated {
            people: vec![child],
            group: String::new(),
        };
        drawn.push(Placed {
            seat: 0,
            face: canvas.face(&seated, canvas.center, canvas.child_radius),
            seated,
        });
    }
    let children = drawn.len();
    drawn.extend(canvas.place(family, &family_places, &inner_seats));
    drawn.extend(canvas.place(professionals, &outer_places, &outer_seats));

    let sectors = sectors(
        drawn.get(children..).unwrap_or_default(),
        &outer_seats,
        canvas.face_radius,
    );
    let lines = lines(&drawn);
    let mut key: Vec<LineStyle> = lines.iter().map(|l| l.style).collect();
    key.sort_unstable();
    key.dedup();
    let (detail, labels) = place_labels(&drawn, viewport);
    PictureLayout {
        width: viewport.width_dp,
        height: viewport.height_dp,
        sectors,
        lines,
        targets: drawn.iter().map(Placed::target).collect(),
        faces: drawn.into_iter().map(|p| p.face).collect(),
        labels,
        key: key
            .into_iter()
            .map(|style| KeyItem {
                style,
                text: style.label(),
            })
            .collect(),
        detail,
    }
}

fn of_ring(network: &Network, belongs: impl Fn(Kind) -> bool) -> Vec<&Node> {
    network.nodes.iter().filter(|n| belongs(n.kind)).collect()
}

/// One face with what sits behind it.
pub(crate) struct Placed<'a> {
    pub(crate) face: Face,
    pub(crate) seated: Seated<'a>,
    seat: usize,
}

impl Placed<'_> {
    fn target(&self) -> Target {
        let spoken = match self.seated.people.as_slice() {
            [person] => words::spoken(person),
            people => format!(
                "{}, {} people: show them in the list",
                self.seated.group,
                people.len()
            ),
        };
        Target {
            id: self.face.id.clone(),
            center: self.face.center,
            radius: self.face.radius.max(22.0),
            spoken,
        }
    }
}

struct Canvas {
    viewport: Viewport,
    center: Point,
    face_radius: f64,
    child_radius: f64,
    /// Kept free below the lowest faces for their words.
    below: f64,
}

impl Canvas {
    fn of(viewport: Viewport) -> Self {
        let roomy = viewport.width_dp.min(viewport.height_dp) >= 600.0;
        let face_radius = if roomy { 28.0 } else { 22.0 };
        let below = (30.0 * viewport.text_scale).min(64.0);
        let center = Point {
            x: viewport.width_dp / 2.0,
            y: round((viewport.height_dp - below) / 2.0),
        };
        Self {
            viewport,
            center,
            face_radius,
            child_radius: face_radius + 10.0,
            below,
        }
    }

    /// The inner and the outer ring. The gap between them holds a face and its name.
    fn rings(&self) -> (Ring, Ring) {
        let across = (self.viewport.width_dp / 2.0 - self.face_radius - 12.0).min(330.0);
        let down =
            ((self.viewport.height_dp - self.below) / 2.0 - self.face_radius - 6.0).min(300.0);
        let (inner_across, inner_down) = (across * 0.5, down * 0.55);
        let ring = |across, down| Ring {
            center: self.center,
            across,
            down,
        };
        (ring(inner_across, inner_down), ring(across, down))
    }

    /// Seats with room for two lines of words while everyone fits in them, then for one, then
    /// for none: a growing team moves twice at most.
    fn seats(&self, ring: Ring, people: usize) -> Vec<Point> {
        let face = self.face_radius * 2.0;
        let words = self.viewport.text_scale;
        let seats = [32.0 * words, 18.0 * words]
            .into_iter()
            .map(|room| ring.seats(face + room.max(CLEARANCE), Step::Even))
            .find(|seats| people <= seats.len())
            .unwrap_or_else(|| ring.seats(face + CLEARANCE, Step::Any));
        seats
            .into_iter()
            .map(|p| Point {
                x: round(p.x),
                y: round(p.y),
            })
            .collect()
    }

    /// Places in reading order: clockwise from the top.
    fn place<'a>(
        &self,
        seated: Vec<Seated<'a>>,
        places: &[usize],
        seats: &[Point],
    ) -> Vec<Placed<'a>> {
        let mut placed: Vec<Placed<'a>> = seated
            .into_iter()
            .zip(places)
            .filter_map(|(seated, seat)| {
                let at = *seats.get(*seat)?;
                Some(Placed {
                    face: self.face(&seated, at, self.face_radius),
                    seated,
                    seat: *seat,
                })
            })
            .collect();
        placed.sort_by_key(|p| p.seat);
        placed
    }

    fn face(&self, seated: &Seated<'_>, center: Point, radius: f64) -> Face {
        let (id, initials, kind, rim, members) = match seated.people.as_slice() {
            [one] => (
                one.id.clone(),
                words::initials(one),
                one.kind,
                rim(one),
                Vec::new(),
            ),
            people => (
                format!("group:{}", seated.group),
                format!("{}", people.len()),
                people.first().map_or(Kind::Professional, |p| p.kind),
                None,
                people.iter().map(|p| p.id.clone()).collect(),
            ),
        };
        // Letters grow with the person's text size as far as the face holds them.
        let wanted = 15.0 * self.viewport.text_scale * radius / 22.0;
        let room = radius * 1.7 / words::width(&initials, 1.0).max(0.1);
        Face {
            id,
            center,
            radius,
            initials,
            text_dp: round(wanted.min(room).min(radius * 1.2)),
            kind,
            rim,
            members,
        }
    }
}

fn rim(node: &Node) -> Option<LineStyle> {
    (node.kind != Kind::Child).then(|| style(node))
}

fn style(node: &Node) -> LineStyle {
    match (node.current && !node.deceased, node.last_contact) {
        (false, _) => LineStyle::Past,
        (true, recency) => LineStyle::of(recency),
    }
}

/// One band per agency along its seats, all alike whatever the agency.
fn sectors(placed: &[Placed<'_>], seats: &[Point], radius: f64) -> Vec<Sector> {
    let mut runs: Vec<(&str, Vec<usize>)> = Vec::new();
    for p in placed.iter().filter(|p| p.face.kind == Kind::Professional) {
        match runs
            .iter_mut()
            .find(|(agency, _)| *agency == p.seated.group)
        {
            Some((_, run)) => run.push(p.seat),
            None => runs.push((&p.seated.group, vec![p.seat])),
        }
    }
    let band = |(agency, run): (&str, Vec<usize>)| {
        // A run over the top starts after its gap, not at seat 0.
        let start = run
            .iter()
            .copied()
            .find(|seat| !run.contains(&((seat + seats.len() - 1) % seats.len())))
            .or_else(|| run.first().copied())
            .unwrap_or(0);
        let path = (0..run.len())
            .filter_map(|i| seats.get((start + i) % seats.len()).copied())
            .collect();
        Sector {
            agency: agency.to_owned(),
            path,
            thickness: radius * 2.0 + 8.0,
        }
    };
    runs.into_iter().map(band).collect()
}

fn lines(placed: &[Placed<'_>]) -> Vec<Line> {
    let Some((child, others)) = placed
        .split_first()
        .filter(|(c, _)| c.face.kind == Kind::Child)
    else {
        return Vec::new();
    };
    let line = |p: &Placed<'_>| {
        // A badge shows the most recent contact of those behind it.
        let style = p.seated.people.iter().map(|n| style(n)).min()?;
        let start = toward(&child.face, p.face.center)?;
        let end = toward(&p.face, child.face.center)?;
        Some(Line {
            to: p.face.id.clone(),
            start,
            end,
            style,
        })
    };
    others.iter().filter_map(line).collect()
}

/// The point on a face's rim in the direction of another point.
fn toward(face: &Face, other: Point) -> Option<Point> {
    let length = distance(face.center, other);
    (length > face.radius).then(|| Point {
        x: round(face.center.x + (other.x - face.center.x) / length * face.radius),
        y: round(face.center.y + (other.y - face.center.y) / length * face.radius),
    })
}

/// To a tenth of a dp, so that platforms whose sines differ in the last bit draw the same.
pub(crate) fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
