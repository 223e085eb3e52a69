//! Seats along an ellipse: equal steps, starting at the top, clockwise.

use crate::picture::Point;

const SAMPLES: u32 = 1440;

/// An ellipse around a middle.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ring {
    pub(crate) center: Point,
    pub(crate) across: f64,
    pub(crate) down: f64,
}

/// How many seats there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// An even number, so that faces stand opposite each other.
    Even,
    /// As many as there is room for.
    Any,
}

impl Ring {
    /// The point at an angle in turns from the top, clockwise.
    fn at(self, turns: f64) -> Point {
        let angle = turns * std::f64::consts::TAU;
        Point {
            x: self.center.x + self.across * angle.sin(),
            y: self.center.y - self.down * angle.cos(),
        }
    }

    /// As many seats in equal steps as keep `step` dp from middle to middle; at least one.
    pub(crate) fn seats(self, step: f64, kind: Step) -> Vec<Point> {
        let points: Vec<Point> = (0..=SAMPLES)
            .map(|i| self.at(f64::from(i) / f64::from(SAMPLES)))
            .collect();
        let mut along = vec![0.0];
        for (a, b) in points.iter().zip(points.iter().skip(1)) {
            along.push(along.last().copied().unwrap_or(0.0) + distance(*a, *b));
        }
        let length = along.last().copied().unwrap_or(0.0);
        let mut count = 1_u32;
        while f64::from(count + 1) * step <= length {
            count += 1;
        }
        // A chord is shorter than its arc, so where the ring bends the steps may come out short.
        loop {
            let seats = spread(&points, &along, length, count);
            let fits = kind == Step::Any || count.is_multiple_of(2);
            if count == 1 || (fits && narrowest(&seats) >= step - 0.75) {
                return seats;
            }
            count -= 1;
        }
    }
}

fn spread(points: &[Point], along: &[f64], length: f64, count: u32) -> Vec<Point> {
    let mut seats = Vec::new();
    let mut walk = points.iter().zip(along).peekable();
    for seat in 0..count {
        let wanted = length * f64::from(seat) / f64::from(count);
        while walk.peek().is_some_and(|(_, at)| **at < wanted) {
            walk.next();
        }
        if let Some((point, _)) = walk.peek() {
            seats.push(**point);
        }
    }
    seats
}

fn narrowest(seats: &[Point]) -> f64 {
    seats
        .iter()
        .zip(seats.iter().cycle().skip(1))
        .map(|(a, b)| distance(*a, *b))
        .fold(f64::INFINITY, f64::min)
}

pub(crate) fn distance(a: Point, b: Point) -> f64 {
    (a.x - b.x).hypot(a.y - b.y)
}
