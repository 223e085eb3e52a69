//! The ways of the ties between rows of faces.
//!
//! A tie runs in the channels above the rows and in the corridors between the faces of a row,
//! so that it meets no face and no name but those at its ends. Ways are found across first; how
//! high a channel is follows from how many ties run side by side in it.

use std::collections::BTreeMap;

use super::{pedigree::Pedigree, rows::Row};
use crate::{
    geometry::{Path, Point, count},
    network::TieKind,
};

/// Between two ties that run side by side.
const LANE: f64 = 5.0;
/// Between an upright stretch of a tie and the end of another below it.
const APART: f64 = 8.5;
/// Between a tie and whatever it passes.
const CLEAR: f64 = 6.0;

/// What a tie shares its way with: ties of one line run together and cross nothing of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    /// To a brother or sister, by the first of the two.
    Sibling(usize),
    /// Over the heads between a couple.
    Couple(usize, usize),
    /// Between a couple side by side, from left to right.
    SideBySide(usize, usize),
    /// From two who stand side by side down to their children.
    OfBoth(usize, usize, TieKind),
    /// From one down to theirs.
    OfOne(usize, TieKind),
    /// From one to a child that stands no lower.
    Over(usize, TieKind),
}

/// How high a stop on a way is.
#[derive(Debug, Clone, Copy)]
enum Level {
    /// At the middle of the faces of a row.
    Beside(usize),
    /// At the top of a face: the row, whose face it is, and how far above the middle.
    Top(usize, usize, f64),
    /// In the channel above a row.
    Channel(usize),
}

/// A tie with its way, as long as heights are open.
struct Way {
    key: usize,
    from: Vec<usize>,
    to: usize,
    kind: TieKind,
    stops: Vec<(f64, Level)>,
}

/// A tie with its way in dp.
pub(crate) struct Tied {
    pub(crate) from: Vec<usize>,
    pub(crate) to: usize,
    pub(crate) kind: TieKind,
    pub(crate) path: Path,
    pub(crate) strokes: Vec<(Point, Point)>,
}

/// All the ways through one family.
pub(crate) struct Ways<'a> {
    rows: &'a [Row],
    cell: f64,
    radius: &'a dyn Fn(usize) -> f64,
    found: Vec<Way>,
    /// By their places, the keys of the ways.
    lines: Vec<Line>,
    /// Where everybody stands: the row, the place in it, and how far across.
    seats: Vec<Option<(usize, usize, f64)>>,
    corridors: BTreeMap<(usize, usize), Vec<usize>>,
    ports: BTreeMap<usize, Vec<usize>>,
    lanes: BTreeMap<(usize, usize), usize>,
}

impl<'a> Ways<'a> {
    /// Finds a way for every tie that is drawn.
    pub(crate) fn find(
        pedigree: &Pedigree<'_>,
        rows: &'a [Row],
        cell: f64,
        radius: &'a dyn Fn(usize) -> f64,
    ) -> Self {
        let mut ways = Self {
            rows,
            cell,
            radius,
            found: Vec::new(),
            lines: Vec::new(),
            seats: seats(rows, cell, pedigree.people.len()),
            corridors: BTreeMap::new(),
            ports: BTreeMap::new(),
            lanes: BTreeMap::new(),
        };
        for (a, b, kind) in &pedigree.ties {
            if kind.is_couple() {
                ways.couple(*a, *b, *kind);
            }
        }
        for child in 0..pedigree.people.len() {
            ways.parents(child, pedigree.parents(child), pedigree);
        }
        for (a, b, kind) in &pedigree.ties {
            let related = || {
                let theirs = pedigree.parents(*b);
                pedigree
                    .parents(*a)
                    .iter()
                    .any(|(parent, _)| theirs.iter().any(|(other, _)| other == parent))
            };
            if *kind == TieKind::Sibling && !related() {
                ways.over(*a, *b, *kind, Line::Sibling(*a.min(b)));
            }
        }
        ways.settle_ports();
        ways.assign_lanes();
        ways
    }

    /// How high the channel above a row is, at least `least`.
    pub(crate) fn channel(&self, row: usize, least: f64) -> f64 {
        let lanes = self
            .lanes
            .iter()
            .filter(|((channel, _), _)| *channel == row)
            .map(|(_, lane)| lane + 1)
            .max();
        lanes.map_or(least, |lanes| {
            least.max(CLEAR * 2.0 + (count(lanes) - 1.0) * LANE)
        })
    }

    /// How often a level stretch of one tie crosses an upright one of another.
    pub(crate) fn crossings(&self) -> usize {
        // Far enough apart for every lane: what crosses does not hang on how high rows are.
        const APART: f64 = 1000.0;
        let middle = |row: usize| count(row) * APART;
        let above = |channel: usize| (count(channel) - 0.5) * APART;
        let mut level = Vec::new();
        let mut upright = Vec::new();
        for way in &self.found {
            for pair in self.points(way, &middle, &above).windows(2) {
                let [a, b] = pair else { continue };
                if (a.x - b.x).abs() > 0.01 {
                    level.push((way.key, a.y, a.x.min(b.x), a.x.max(b.x)));
                } else {
                    upright.push((way.key, a.x, a.y.min(b.y), a.y.max(b.y)));
                }
            }
        }
        let crosses = |(key, y, left, right): &(usize, f64, f64, f64)| {
            let of_others = upright.iter().filter(|(other, ..)| other != key);
            of_others
                .filter(|(_, x, top, bottom)| left < x && x < right && top < y && y < bottom)
                .count()
        };
        level.iter().map(crosses).sum()
    }

    /// The ways in dp: `x` is counted from the middle of the family, `middle` gives the middle of
    /// a row's faces, `above` the top of the channel above it.
    pub(crate) fn drawn(
        &self,
        middle: impl Fn(usize) -> f64,
        above: impl Fn(usize) -> f64,
    ) -> Vec<Tied> {
        self.found
            .iter()
            .map(|way| {
                let points = self.points(way, &middle, &above);
                Tied {
                    from: way.from.clone(),
                    to: way.to,
                    kind: way.kind,
                    strokes: strokes(way.kind, &points),
                    path: Path::rounded(&points, 6.0),
                }
            })
            .collect()
    }

    fn points(
        &self,
        way: &Way,
        middle: &impl Fn(usize) -> f64,
        above: &impl Fn(usize) -> f64,
    ) -> Vec<Point> {
        let height = |level: &Level| match level {
            Level::Beside(row) => middle(*row),
            Level::Top(row, _, up) => middle(*row) - up,
            Level::Channel(channel) => {
                let lane = self.lanes.get(&(*channel, way.key)).copied();
                above(*channel) + CLEAR + count(lane.unwrap_or(0)) * LANE
            }
        };
        way.stops
            .iter()
            .map(|(x, level)| Point::new(*x, height(level)))
            .collect()
    }

    fn seat(&self, person: usize) -> Option<(usize, usize, f64)> {
        self.seats.get(person).copied().flatten()
    }

    fn key(&mut self, of: Line) -> usize {
        let known = self.lines.iter().position(|line| *line == of);
        known.unwrap_or_else(|| {
            self.lines.push(of);
            self.lines.len() - 1
        })
    }

    /// Partners side by side are joined by a short line; others over the heads between them.
    fn couple(&mut self, a: usize, b: usize, kind: TieKind) {
        let (Some(one), Some(other)) = (self.seat(a), self.seat(b)) else {
            return;
        };
        if one.0 == other.0 && one.1.abs_diff(other.1) == 1 {
            self.side_by_side(a, b, kind);
        } else {
            self.over(a, b, kind, Line::Couple(a.min(b), a.max(b)));
        }
    }

    fn side_by_side(&mut self, a: usize, b: usize, kind: TieKind) {
        let (Some(one), Some(other)) = (self.seat(a), self.seat(b)) else {
            return;
        };
        let (left, right) = if one.2 < other.2 { (a, b) } else { (b, a) };
        let start = one.2.min(other.2) + (self.radius)(left);
        let end = one.2.max(other.2) - (self.radius)(right);
        let key = self.key(Line::SideBySide(left, right));
        self.found.push(Way {
            key,
            from: vec![a],
            to: b,
            kind,
            stops: vec![(start, Level::Beside(one.0)), (end, Level::Beside(one.0))],
        });
    }

    /// From the top of one face to the top of another.
    fn over(&mut self, a: usize, b: usize, kind: TieKind, of: Line) {
        let (Some(from), Some(to)) = (self.seat(a), self.seat(b)) else {
            return;
        };
        let key = self.key(of);
        let (start, end) = (self.port(a, key), self.port(b, key));
        let mut stops = vec![start];
        stops.extend(self.travel(start.0, from.0, end.0, to.0, key));
        stops.push(end);
        self.found.push(Way {
            key,
            from: vec![a],
            to: b,
            kind,
            stops,
        });
    }

    fn parents(&mut self, child: usize, parents: &[(usize, TieKind)], pedigree: &Pedigree<'_>) {
        let Some((child_row, ..)) = self.seat(child) else {
            return;
        };
        if let [(a, kind), (b, other)] = parents
            && kind == other
            && let (Some(one), Some(two)) = (self.seat(*a), self.seat(*b))
            && one.0 == two.0
            && one.1.abs_diff(two.1) == 1
            && one.0 < child_row
        {
            if !pedigree.partners(*a).contains(b)
                && !self.lines.contains(&Line::SideBySide(*a.min(b), *a.max(b)))
            {
                self.joined(*a, *b, *kind);
            }
            let key = self.key(Line::OfBoth(*a.min(b), *a.max(b), *kind));
            let x = self.corridor(one.0, one.1.max(two.1), key);
            self.down(vec![*a, *b], child, *kind, key, (x, one.0), Vec::new());
            return;
        }
        for (parent, kind) in parents {
            let Some((row, index, x)) = self.seat(*parent) else {
                continue;
            };
            if row >= child_row {
                self.over(*parent, child, *kind, Line::Over(*parent, *kind));
                continue;
            }
            let key = self.key(Line::OfOne(*parent, *kind));
            let toward = self.seat(child).map_or(0.0, |seat| seat.2);
            let gap = self.side(*parent, row, index, toward >= x, pedigree);
            let aside = self.corridor(row, gap, key);
            let edge = if aside > x {
                x + (self.radius)(*parent)
            } else {
                x - (self.radius)(*parent)
            };
            let start = vec![(edge, Level::Beside(row))];
            self.down(vec![*parent], child, *kind, key, (aside, row), start);
        }
    }

    /// Two who have a child together and no tie of their own.
    fn joined(&mut self, a: usize, b: usize, kind: TieKind) {
        self.key(Line::SideBySide(a.min(b), a.max(b)));
        self.side_by_side(a, b, kind);
    }

    /// The corridor beside a single parent: toward the child, unless a couple is joined there.
    fn side(
        &self,
        parent: usize,
        row: usize,
        index: usize,
        right: bool,
        pedigree: &Pedigree<'_>,
    ) -> usize {
        let people = self.rows.get(row).map_or(&[][..], |row| &row.people);
        let joined =
            |other: Option<&usize>| other.is_some_and(|other| pedigree.are_couple(parent, *other));
        let on_right = joined(people.get(index + 1));
        let on_left = index > 0 && joined(people.get(index - 1));
        match (on_left, on_right) {
            (true, false) => index + 1,
            (false, true) => index,
            _ if right => index + 1,
            _ => index,
        }
    }

    fn down(
        &mut self,
        from: Vec<usize>,
        child: usize,
        kind: TieKind,
        key: usize,
        (x, row): (f64, usize),
        mut stops: Vec<(f64, Level)>,
    ) {
        let Some((child_row, ..)) = self.seat(child) else {
            return;
        };
        let end = self.port(child, key);
        stops.push((x, Level::Beside(row)));
        stops.extend(self.travel(x, row + 1, end.0, child_row, key));
        stops.push(end);
        self.found.push(Way {
            key,
            from,
            to: child,
            kind,
            stops,
        });
    }

    /// From one channel to another, through a corridor of every row between.
    fn travel(
        &mut self,
        from_x: f64,
        from: usize,
        to_x: f64,
        to: usize,
        key: usize,
    ) -> Vec<(f64, Level)> {
        let between: Vec<usize> = if from <= to {
            (from..to).collect()
        } else {
            (to..from).rev().collect()
        };
        let mut stops = Vec::new();
        let (mut x, mut channel) = (from_x, from);
        for row in between {
            let pass = self.pass(row, x, to_x, key);
            stops.push((x, Level::Channel(channel)));
            stops.push((pass, Level::Channel(channel)));
            x = pass;
            channel = if from <= to { row + 1 } else { row };
        }
        stops.push((x, Level::Channel(channel)));
        stops.push((to_x, Level::Channel(channel)));
        stops
    }

    /// Where to pass a row: straight on where nobody stands, else the nearest corridor.
    fn pass(&mut self, row: usize, x: f64, to_x: f64, key: usize) -> f64 {
        let people = self.rows.get(row).map_or(0, |row| row.people.len());
        let half = count(people) / 2.0 * self.cell;
        if to_x.abs() > half {
            return to_x;
        }
        let cost = |gap: usize| {
            let at = count(gap) * self.cell - half;
            let load = self.corridors.get(&(row, gap)).map_or(0, Vec::len);
            (at - to_x).abs() + (at - x).abs() * 0.5 + count(load) * self.cell * 0.5
        };
        let gap = (0..=people)
            .min_by(|a, b| cost(*a).total_cmp(&cost(*b)))
            .unwrap_or(0);
        self.corridor(row, gap, key)
    }

    fn corridor(&mut self, row: usize, gap: usize, key: usize) -> f64 {
        const OFFSETS: [f64; 3] = [0.0, 3.0, -3.0];
        let people = self.rows.get(row).map_or(0, |row| row.people.len());
        let used = self.corridors.entry((row, gap)).or_default();
        let lane = used.iter().position(|one| *one == key).unwrap_or_else(|| {
            used.push(key);
            used.len() - 1
        });
        let offset = OFFSETS.get(lane % OFFSETS.len()).copied().unwrap_or(0.0);
        (count(gap) - count(people) / 2.0) * self.cell + offset
    }

    /// Where a tie meets the top of a face.
    fn port(&mut self, person: usize, key: usize) -> (f64, Level) {
        let (row, _, x) = self.seat(person).unwrap_or((0, 0, 0.0));
        let used = self.ports.entry(person).or_default();
        if !used.contains(&key) {
            used.push(key);
        }
        (x, Level::Top(row, person, (self.radius)(person)))
    }

    /// Moves the ends of the ties along the tops of the faces, so that no two meet one face at the
    /// same point, and none meets it right below an upright stretch of another tie: the two would
    /// look like one.
    fn settle_ports(&mut self) {
        const OFFSETS: [f64; 5] = [0.0, 8.0, -8.0, 13.0, -13.0];
        // Toward where the tie comes from first: it crosses less.
        let offsets = |comes_from: f64| OFFSETS.map(|offset| offset * comes_from);
        let upright = self.upright();
        for (person, keys) in self.ports.clone() {
            let Some((row, _, x)) = self.seat(person) else {
                continue;
            };
            let mut taken: Vec<f64> = Vec::new();
            for key in keys {
                let nearest = |offset: f64| {
                    let others = upright
                        .iter()
                        .filter(|(channel, other, _)| *channel == row && *other != key)
                        .map(|(_, _, at)| (x + offset - at).abs());
                    others.fold(APART, f64::min)
                };
                let is_free =
                    |offset: &&f64| taken.iter().all(|other| (*offset - other).abs() > 4.0);
                // The first of those that keep as far away as any.
                let offsets = offsets(self.side_of(person, key, x));
                let free: Vec<f64> = offsets.iter().filter(is_free).copied().collect();
                let most = free.iter().copied().map(nearest).fold(0.0, f64::max);
                let offset = free
                    .into_iter()
                    .find(|offset| nearest(*offset) >= most)
                    .unwrap_or(0.0);
                taken.push(offset);
                self.move_port(person, key, offset);
            }
        }
    }

    /// The upright stretches of the ties through the channels, but for those that end at a face:
    /// the channel, whose tie, and how far across.
    fn upright(&self) -> Vec<(usize, usize, f64)> {
        let mut upright = Vec::new();
        for way in &self.found {
            for pair in way.stops.windows(2) {
                let [(x, above), (other_x, below)] = pair else {
                    continue;
                };
                let ends = [above, below].iter().any(|at| matches!(at, Level::Top(..)));
                if (x - other_x).abs() > 0.01 || ends {
                    continue;
                }
                for level in [above, below] {
                    if let Level::Channel(channel) = level {
                        upright.push((*channel, way.key, *x));
                    }
                }
            }
        }
        upright
    }

    /// On which side of somebody their tie comes from above: 1 on the right, -1 on the left.
    fn side_of(&self, person: usize, key: usize, x: f64) -> f64 {
        let ways = self.found.iter().filter(|way| way.key == key);
        let from = ways.filter_map(|way| {
            let last = way.stops.last()?;
            matches!(last.1, Level::Top(_, of, _) if of == person).then_some(())?;
            let turns = way.stops.iter().rev().map(|(at, _)| *at);
            turns.into_iter().find(|at| (at - x).abs() > 0.01)
        });
        let left = from.into_iter().any(|at| at < x);
        if left { -1.0 } else { 1.0 }
    }

    fn move_port(&mut self, person: usize, key: usize, offset: f64) {
        let radius = (self.radius)(person);
        let at_top = (radius * radius - offset * offset).max(1.0).sqrt();
        for way in self.found.iter_mut().filter(|way| way.key == key) {
            let last = way.stops.len().saturating_sub(1);
            for (end, beside) in [(0, 1), (last, last.saturating_sub(1))] {
                let Some((x, Level::Top(_, of, up))) = way.stops.get_mut(end) else {
                    continue;
                };
                if *of != person {
                    continue;
                }
                *x += offset;
                *up = at_top;
                if let Some((x, Level::Channel(_))) = way.stops.get_mut(beside) {
                    *x += offset;
                }
            }
        }
    }

    fn assign_lanes(&mut self) {
        let mut spans: BTreeMap<(usize, usize), (f64, f64)> = BTreeMap::new();
        for way in &self.found {
            for (x, level) in &way.stops {
                if let Level::Channel(channel) = level {
                    let span = spans.entry((*channel, way.key)).or_insert((*x, *x));
                    *span = (span.0.min(*x), span.1.max(*x));
                }
            }
        }
        let mut used: BTreeMap<(usize, usize), Vec<(f64, f64)>> = BTreeMap::new();
        let mut sorted: Vec<_> = spans
            .into_iter()
            .filter(|(_, (a, b))| b - a > 0.5)
            .collect();
        sorted.sort_by(|(a, span), (b, other)| {
            (a.0, span.0)
                .partial_cmp(&(b.0, other.0))
                .unwrap_or(core::cmp::Ordering::Equal)
        });
        for ((channel, key), (low, high)) in sorted {
            let free = |lane: &usize| {
                used.get(&(channel, *lane)).is_none_or(|spans| {
                    spans.iter().all(|(a, b)| high + 4.0 < *a || low > *b + 4.0)
                })
            };
            let lane = (0..64).find(free).unwrap_or(0);
            used.entry((channel, lane)).or_default().push((low, high));
            self.lanes.insert((channel, key), lane);
        }
    }
}

fn seats(rows: &[Row], cell: f64, people: usize) -> Vec<Option<(usize, usize, f64)>> {
    let mut seats = vec![None; people];
    for (row, one) in rows.iter().enumerate() {
        let middle = (count(one.people.len()) - 1.0) / 2.0;
        for (index, person) in one.people.iter().enumerate() {
            if let Some(seat) = seats.get_mut(*person) {
                *seat = Some((row, index, (count(index) - middle) * cell));
            }
        }
    }
    seats
}

/// Two strokes across the longest level part of a tie that is over.
fn strokes(kind: TieKind, points: &[Point]) -> Vec<(Point, Point)> {
    if kind != TieKind::FormerPartner {
        return Vec::new();
    }
    let level = points.windows(2).filter_map(|pair| match pair {
        [a, b] if (a.y - b.y).abs() < 0.5 => Some((*a, *b)),
        _ => None,
    });
    let longest = level.max_by(|(a, b), (c, d)| a.distance(*b).total_cmp(&c.distance(*d)));
    let Some((a, b)) = longest else {
        return Vec::new();
    };
    let (x, y) = (f64::midpoint(a.x, b.x), a.y);
    // A little toward one side, so that the line to a child leaves between.
    [-4.5, 1.5]
        .into_iter()
        .map(|from| {
            (
                Point::new(x + from, y + 5.0),
                Point::new(x + from + 3.0, y - 5.0),
            )
        })
        .collect()
}
