//! Points, boxes and paths, in dp from the top left.

/// A point in dp.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

impl Point {
    pub(crate) const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    pub(crate) fn moved(self, by: Self) -> Self {
        Self::new(round(self.x + by.x), round(self.y + by.y))
    }

    /// How far it is to another point.
    pub fn distance(self, to: Self) -> f64 {
        let (x, y) = (to.x - self.x, to.y - self.y);
        (x * x + y * y).sqrt()
    }

    fn toward(self, to: Self, by: f64) -> Self {
        let share = by / self.distance(to).max(1e-9);
        Self::new(
            self.x + (to.x - self.x) * share,
            self.y + (to.y - self.y) * share,
        )
    }
}

/// A box with upright sides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub left: f64,
    /// Top edge.
    pub top: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Rect {
    pub(crate) const fn new(left: f64, top: f64, width: f64, height: f64) -> Self {
        Self {
            left,
            top,
            width,
            height,
        }
    }

    pub(crate) fn around(center: Point, side: f64) -> Self {
        Self::new(center.x - side / 2.0, center.y - side / 2.0, side, side)
    }

    /// Right edge.
    pub fn right(&self) -> f64 {
        self.left + self.width
    }

    /// Bottom edge.
    pub fn bottom(&self) -> f64 {
        self.top + self.height
    }

    /// The middle.
    pub fn center(&self) -> Point {
        Point::new(self.left + self.width / 2.0, self.top + self.height / 2.0)
    }

    /// Whether the two share more than an edge of this breadth.
    pub fn overlaps(&self, other: &Self, allowed: f64) -> bool {
        self.left + allowed < other.right()
            && other.left + allowed < self.right()
            && self.top + allowed < other.bottom()
            && other.top + allowed < self.bottom()
    }

    /// Whether the other lies in this one.
    pub fn contains(&self, other: &Self) -> bool {
        self.left <= other.left + 0.1
            && self.top <= other.top + 0.1
            && self.right() + 0.1 >= other.right()
            && self.bottom() + 0.1 >= other.bottom()
    }

    /// How far a point is from the nearest point of the box; 0 inside.
    pub fn distance(&self, point: Point) -> f64 {
        point.distance(Point::new(
            point.x.clamp(self.left, self.right()),
            point.y.clamp(self.top, self.bottom()),
        ))
    }

    pub(crate) fn moved(self, by: Point) -> Self {
        let start = Point::new(self.left, self.top).moved(by);
        Self::new(start.x, start.y, round(self.width), round(self.height))
    }
}

/// One cubic Bézier curve; where it starts is where the one before it ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Curve {
    /// First control point.
    pub c1: Point,
    /// Second control point.
    pub c2: Point,
    /// Where it ends.
    pub end: Point,
}

/// A line of cubic curves; straight parts are curves too, so that everyone draws it alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// Where it starts.
    pub start: Point,
    /// Its parts.
    pub curves: Vec<Curve>,
}

impl Path {
    /// A line through these points, its corners rounded by at most this radius.
    pub(crate) fn rounded(points: &[Point], radius: f64) -> Self {
        let mut corners: Vec<Point> = Vec::new();
        for point in points {
            if corners
                .last()
                .is_none_or(|last| last.distance(*point) > 0.3)
            {
                corners.push(*point);
            }
        }
        let start = corners.first().copied().unwrap_or(Point::new(0.0, 0.0));
        let mut path = Self {
            start,
            curves: Vec::new(),
        };
        for three in corners.windows(3) {
            let [before, corner, after] = three else {
                continue;
            };
            let reach = radius
                .min(before.distance(*corner) / 2.0)
                .min(corner.distance(*after) / 2.0);
            let (from, to) = (corner.toward(*before, reach), corner.toward(*after, reach));
            path.straight(from);
            path.curves.push(Curve {
                c1: from.toward(*corner, reach * 0.6),
                c2: to.toward(*corner, reach * 0.6),
                end: to,
            });
        }
        if let Some(last) = corners.last() {
            path.straight(*last);
        }
        path.moved(Point::new(0.0, 0.0))
    }

    fn straight(&mut self, end: Point) {
        let from = self.end();
        let length = from.distance(end);
        if length > 0.01 {
            self.curves.push(Curve {
                c1: from.toward(end, length / 3.0),
                c2: from.toward(end, length * 2.0 / 3.0),
                end,
            });
        }
    }

    /// Where it ends.
    pub fn end(&self) -> Point {
        self.curves.last().map_or(self.start, |curve| curve.end)
    }

    /// Points along it, close together.
    pub fn points(&self) -> Vec<Point> {
        const STEPS: u32 = 12;
        let mut points = vec![self.start];
        let mut from = self.start;
        for curve in &self.curves {
            for step in 1..=STEPS {
                let t = f64::from(step) / f64::from(STEPS);
                let u = 1.0 - t;
                let at = |a: f64, b: f64, c: f64, d: f64| {
                    u * u * u * a + 3.0 * u * u * t * b + 3.0 * u * t * t * c + t * t * t * d
                };
                points.push(Point::new(
                    at(from.x, curve.c1.x, curve.c2.x, curve.end.x),
                    at(from.y, curve.c1.y, curve.c2.y, curve.end.y),
                ));
            }
            from = curve.end;
        }
        points
    }

    pub(crate) fn moved(&self, by: Point) -> Self {
        Self {
            start: self.start.moved(by),
            curves: self
                .curves
                .iter()
                .map(|curve| Curve {
                    c1: curve.c1.moved(by),
                    c2: curve.c2.moved(by),
                    end: curve.end.moved(by),
                })
                .collect(),
        }
    }
}

/// To a hundredth of a dp, so that every platform has the same picture.
pub(crate) fn round(length: f64) -> f64 {
    (length * 100.0).round() / 100.0
}

/// A count as a length; a family of more than four billion is not drawn.
pub(crate) fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
