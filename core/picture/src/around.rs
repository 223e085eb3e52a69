//! Where the agencies stand around the family, and the ways of their lines.
//!
//! They stand in rows above and below the family and, where the screen is wide, in a column at
//! each side. A line leaves its agency toward the family, passes a nearer row between two
//! agencies, and ends at the family's shape: never at somebody's side.

use crate::geometry::{Path, Point, Rect, count};

/// Kept free at the edges of the canvas.
pub(crate) const MARGIN: f64 = 8.0;
/// Between two agencies of a row; three lines can pass.
pub(crate) const GAP: f64 = 16.0;
/// Between two lines that end side by side or pass the same gap.
const LANE: f64 = 6.0;
/// Lines keep clear of the family's round corners.
const CORNER: f64 = 26.0;

/// The sizes to be put together.
pub(crate) struct Pieces<'a> {
    pub(crate) width: f64,
    pub(crate) height: f64,
    /// The family's size.
    pub(crate) family: (f64, f64),
    /// The agencies' sizes, in the order in which they joined.
    pub(crate) cards: &'a [(f64, f64)],
    /// On which side each agency stands.
    pub(crate) sides: &'a [Side],
    /// Least distance between the family and the nearest agencies, and between rows of them.
    pub(crate) near: f64,
    pub(crate) between: f64,
}

/// A side of the family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Side {
    Left,
    Right,
    Top,
    Bottom,
}

/// Where everything stands.
pub(crate) struct Placed {
    pub(crate) height: f64,
    pub(crate) family: Rect,
    /// Top left and height of each card: those of a row are equally high.
    pub(crate) cards: Vec<(Point, f64)>,
    pub(crate) lines: Vec<Path>,
}

/// Gives each agency its side, in the order in which they joined: the one that is filled least of
/// those where it begins no row further out, for such a row moves the child off the first screen.
pub(crate) fn sides(cards: &[(f64, f64)], width: f64, column: Option<(f64, f64)>) -> Vec<Side> {
    let across = width - MARGIN * 2.0;
    let mut used = [0.0; 4];
    // What the outermost row of each side holds.
    let mut row = [0.0; 4];
    let mut sides = Vec::new();
    for (w, h) in cards {
        let mut best = (true, f64::INFINITY, Side::Bottom);
        for side in [Side::Left, Side::Right, Side::Bottom, Side::Top] {
            let load = used.get(side as usize).copied().unwrap_or(0.0);
            let in_row = row.get(side as usize).copied().unwrap_or(0.0);
            let (is_further, share) = match (side, column) {
                (Side::Top | Side::Bottom, _) => (
                    in_row > 0.0 && in_row + w > across + 0.01,
                    (load + w) / across,
                ),
                (_, Some((room, high))) if *w <= room && load + h <= high => {
                    (false, (load + h) / high)
                }
                _ => continue,
            };
            if (is_further, share + 1e-6) < (best.0, best.1) {
                best = (is_further, share, side);
            }
        }
        let (is_further, _, side) = best;
        let extent = match side {
            Side::Left | Side::Right => h,
            Side::Top | Side::Bottom => w,
        };
        if let (Some(load), Some(in_row)) =
            (used.get_mut(side as usize), row.get_mut(side as usize))
        {
            *load += extent + GAP;
            *in_row = extent + GAP + if is_further { 0.0 } else { *in_row };
        }
        sides.push(side);
    }
    sides
}

/// A row of agencies above or below: who, and how high it is.
#[derive(Debug, Default)]
struct Layer {
    cards: Vec<usize>,
    /// Left edges.
    lefts: Vec<f64>,
    depth: f64,
}

impl Pieces<'_> {
    pub(crate) fn placed(&self) -> Placed {
        let top = self.layers(Side::Top);
        let bottom = self.layers(Side::Bottom);
        let columns = [self.column(Side::Left), self.column(Side::Right)];
        let stack = columns
            .iter()
            .map(|column| self.stacked(column))
            .fold(0.0, f64::max);
        let middle = self.family.1.max(stack);
        let depth = |layers: &[Layer], near: f64| {
            if layers.is_empty() {
                return MARGIN;
            }
            layers.iter().map(|layer| layer.depth).sum::<f64>()
                + (count(layers.len()) - 1.0) * self.between
                + near
                + MARGIN
        };
        let least = depth(&top, self.near) + middle + depth(&bottom, self.near);
        let height = self.height.max(least);
        let near = self.near + ((height - least) / 4.0).clamp(0.0, 40.0);
        let (above, below) = (depth(&top, near), depth(&bottom, near));
        let center = Point::new(
            self.width / 2.0,
            (height / 2.0)
                .min(height - below - middle / 2.0)
                .max(above + middle / 2.0),
        );
        let family = Rect::new(
            center.x - self.family.0 / 2.0,
            center.y - self.family.1 / 2.0,
            self.family.0,
            self.family.1,
        );
        let mut placed = Placed {
            height,
            family,
            cards: self.cards.iter().map(|(_, h)| (center, *h)).collect(),
            lines: vec![
                Path {
                    start: center,
                    curves: Vec::new(),
                };
                self.cards.len()
            ],
        };
        self.place_layers(&top, Side::Top, center.y - middle / 2.0, near, &mut placed);
        self.place_layers(
            &bottom,
            Side::Bottom,
            center.y + middle / 2.0,
            near,
            &mut placed,
        );
        self.place_column(&columns[0], Side::Left, center.y, middle, &mut placed);
        self.place_column(&columns[1], Side::Right, center.y, middle, &mut placed);
        placed
    }

    fn of(&self, side: Side) -> impl Iterator<Item = usize> {
        self.sides
            .iter()
            .enumerate()
            .filter(move |(_, one)| **one == side)
            .map(|(card, _)| card)
    }

    fn size(&self, card: usize) -> (f64, f64) {
        self.cards.get(card).copied().unwrap_or((0.0, 0.0))
    }

    fn layers(&self, side: Side) -> Vec<Layer> {
        let room = self.width - MARGIN * 2.0;
        let mut layers: Vec<Layer> = Vec::new();
        for card in self.of(side) {
            let (w, h) = self.size(card);
            let fits = |layer: &&mut Layer| {
                let used: f64 = layer.cards.iter().map(|one| self.size(*one).0 + GAP).sum();
                used + w <= room + 0.01
            };
            match layers.last_mut().filter(fits) {
                Some(layer) => {
                    layer.cards.push(card);
                    layer.depth = layer.depth.max(h);
                }
                None => layers.push(Layer {
                    cards: vec![card],
                    lefts: Vec::new(),
                    depth: h,
                }),
            }
        }
        for layer in &mut layers {
            let wide: f64 = layer.cards.iter().map(|one| self.size(*one).0).sum();
            let spaces = count(layer.cards.len().saturating_sub(1));
            let gap = ((room - wide) / (spaces + 1.0))
                .clamp(GAP.min((room - wide) / spaces.max(1.0)), 36.0);
            let mut x = (self.width - wide - gap * spaces) / 2.0;
            for card in &layer.cards {
                layer.lefts.push(x);
                x += self.size(*card).0 + gap;
            }
        }
        layers
    }

    fn place_layers(
        &self,
        layers: &[Layer],
        side: Side,
        edge: f64,
        near: f64,
        placed: &mut Placed,
    ) {
        // Outward from the middle's edge, whichever side it is.
        let out = |v: f64| {
            if side == Side::Top {
                edge - v
            } else {
                edge + v
            }
        };
        let mut from = near;
        let mut starts = Vec::new();
        for layer in layers {
            for (card, left) in layer.cards.iter().zip(&layer.lefts) {
                let top = match side {
                    Side::Top => out(from + layer.depth),
                    _ => out(from),
                };
                if let Some(place) = placed.cards.get_mut(*card) {
                    *place = (Point::new(*left, top), layer.depth);
                }
            }
            starts.push(from);
            from += layer.depth + self.between;
        }
        // Across first: each line's way through the nearer rows.
        let mut used: Vec<(usize, f64)> = Vec::new();
        let mut arriving: Vec<(usize, f64, Vec<Point>)> = Vec::new();
        for (far, layer) in layers.iter().enumerate() {
            for (card, left) in layer.cards.iter().zip(&layer.lefts) {
                let mut x = left + self.size(*card).0 / 2.0;
                let start = starts.get(far).copied().unwrap_or(near);
                let mut points = vec![Point::new(x, out(start))];
                for (nearer, passed) in layers.iter().enumerate().take(far).rev() {
                    x = self.pass(nearer, passed, x, &mut used);
                    let begin = starts.get(nearer).copied().unwrap_or(near);
                    points.push(Point::new(x, out(begin + passed.depth + 2.0)));
                    points.push(Point::new(x, out(begin - 2.0)));
                }
                arriving.push((*card, x, points));
            }
        }
        arriving.sort_by(|a, b| a.1.total_cmp(&b.1));
        let wanted: Vec<f64> = arriving.iter().map(|line| line.1).collect();
        let ends = spread(
            &wanted,
            placed.family.left + CORNER,
            placed.family.right() - CORNER,
        );
        let end = match side {
            Side::Top => placed.family.top,
            _ => placed.family.bottom(),
        };
        for ((card, _, mut points), x) in arriving.into_iter().zip(ends) {
            points.push(Point::new(x, edge));
            points.push(Point::new(x, end));
            if let Some(line) = placed.lines.get_mut(card) {
                *line = Path::rounded(&points, 14.0);
            }
        }
    }

    /// Through a nearer row: where it is open, as near as may be to where the line comes from.
    fn pass(&self, row: usize, layer: &Layer, from: f64, used: &mut Vec<(usize, f64)>) -> f64 {
        let mut open: Vec<(f64, f64)> = Vec::new();
        let mut left = 0.0;
        for (card, start) in layer.cards.iter().zip(&layer.lefts) {
            open.push((left, *start));
            left = start + self.size(*card).0;
        }
        open.push((left, self.width));
        let mut best = (f64::INFINITY, from);
        for (low, high) in open.into_iter().filter(|(low, high)| high - low >= 6.0) {
            let (low, high) = (low + 3.0, high - 3.0);
            let mut nearest = from.clamp(low, high);
            if high - low < 30.0 {
                nearest = f64::midpoint(low, high);
            }
            let crowd = used
                .iter()
                .filter(|(at, x)| *at == row && (low..=high).contains(x))
                .count();
            for lane in [0.0, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0, 4.0, -4.0] {
                let x = nearest + lane * LANE * 0.8;
                if x < low || x > high {
                    continue;
                }
                let taken = used
                    .iter()
                    .filter(|(at, other)| *at == row && (other - x).abs() < LANE * 0.7)
                    .count();
                // Along the edge of the canvas only where there is no other way.
                let edge = x < MARGIN || x > self.width - MARGIN;
                let cost = (x - from).abs()
                    + count(crowd) * 30.0
                    + count(taken) * 1000.0
                    + if edge { 200.0 } else { 0.0 };
                if cost < best.0 {
                    best = (cost, x);
                }
            }
        }
        used.push((row, best.1));
        best.1
    }

    fn column(&self, side: Side) -> Vec<usize> {
        self.of(side).collect()
    }

    fn stacked(&self, column: &[usize]) -> f64 {
        let high: f64 = column.iter().map(|card| self.size(*card).1 + GAP).sum();
        (high - GAP).max(0.0)
    }

    fn place_column(
        &self,
        column: &[usize],
        side: Side,
        center: f64,
        middle: f64,
        placed: &mut Placed,
    ) {
        let widest = column
            .iter()
            .map(|card| self.size(*card).0)
            .fold(0.0, f64::max);
        let aside = placed.family.left - MARGIN - widest;
        let most = (aside * 0.4).clamp(self.near, 84.0_f64.max(self.near));
        let away = most.min(aside);
        let stacked = self.stacked(column);
        let spaces = count(column.len().saturating_sub(1));
        let more = ((middle - stacked) / (spaces + 1.0)).clamp(0.0, 36.0);
        let mut y = center - stacked / 2.0 - more * spaces / 2.0;
        let inner = match side {
            Side::Left => placed.family.left - away,
            _ => placed.family.right() + away,
        };
        let mut wanted = Vec::new();
        for card in column {
            let (w, h) = self.size(*card);
            let left = match side {
                Side::Left => inner - w,
                _ => inner,
            };
            if let Some(place) = placed.cards.get_mut(*card) {
                *place = (Point::new(left, y), h);
            }
            wanted.push(y + h / 2.0);
            y += h + GAP + more;
        }
        let ends = spread(
            &wanted,
            placed.family.top + CORNER,
            placed.family.bottom() - CORNER,
        );
        let end = match side {
            Side::Left => placed.family.left,
            _ => placed.family.right(),
        };
        for ((card, from), to) in column.iter().zip(&wanted).zip(ends) {
            if let Some(line) = placed.lines.get_mut(*card) {
                *line = Path::rounded(&[Point::new(inner, *from), Point::new(end, to)], 0.0);
            }
        }
    }
}

/// Ends as near as may be to where they are wanted, in order and apart from each other.
fn spread(wanted: &[f64], low: f64, high: f64) -> Vec<f64> {
    let (low, high) = if low <= high {
        (low, high)
    } else {
        (f64::midpoint(low, high), f64::midpoint(low, high))
    };
    let lines = count(wanted.len().saturating_sub(1)).max(1.0);
    let apart = (LANE * 2.0).min((high - low) / lines);
    let mut ends: Vec<f64> = Vec::new();
    for x in wanted {
        let least = ends.last().map_or(low, |last| last + apart);
        ends.push(x.clamp(low, high).max(least));
    }
    let mut most = high;
    for end in ends.iter_mut().rev() {
        *end = end.min(most);
        most = *end - apart;
    }
    ends
}
