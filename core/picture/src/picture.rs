//! What the layout hands to whoever draws it: plain shapes in dp.

use crate::network::{Kind, Recency};

/// Everything there is to draw, tap and read aloud. All measures are dp from the top left.
#[derive(Debug, Clone, PartialEq)]
pub struct PictureLayout {
    /// Width of the drawing; at least as wide as the rings need.
    pub width: f64,
    /// Height of the drawing.
    pub height: f64,
    /// Bands behind the faces of one agency; drawn first, all alike.
    pub sectors: Vec<Sector>,
    /// Lines; drawn above the sectors and below the faces.
    pub lines: Vec<Line>,
    /// Faces, the child first, then in reading order.
    pub faces: Vec<Face>,
    /// Words beside the faces; drawn last.
    pub labels: Vec<Label>,
    /// What can be tapped, in reading order: one target per face.
    pub targets: Vec<Target>,
    /// What the line styles in this picture mean, in a fixed order; never empty when a line is
    /// drawn.
    pub key: Vec<KeyItem>,
    /// How much is written beside the faces.
    pub detail: Detail,
}

/// A point in dp.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// A band along the outer ring behind the people of one agency.
#[derive(Debug, Clone, PartialEq)]
pub struct Sector {
    /// The agency's name.
    pub agency: String,
    /// The middle line of the band; one point means a round spot.
    pub path: Vec<Point>,
    /// How thick to stroke the path, with round ends.
    pub thickness: f64,
}

/// A line from the child to a face, already cut at their edges.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The face it leads to.
    pub to: String,
    /// Where it starts.
    pub start: Point,
    /// Where it ends.
    pub end: Point,
    /// What it says.
    pub style: LineStyle,
}

/// The fact that a line states. Told apart by width and dashes, never by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineStyle {
    /// Contact within two weeks.
    TwoWeeks,
    /// Contact within three months.
    ThreeMonths,
    /// Contact longer ago.
    Older,
    /// No contact written down.
    NotNoted,
    /// A past involvement, whenever the last contact was.
    Past,
}

impl LineStyle {
    /// All of them, in the order of the key.
    pub const ALL: &'static [Self] = &[
        Self::TwoWeeks,
        Self::ThreeMonths,
        Self::Older,
        Self::NotNoted,
        Self::Past,
    ];

    /// The style for someone who is involved now.
    pub(crate) const fn of(recency: Recency) -> Self {
        match recency {
            Recency::TwoWeeks => Self::TwoWeeks,
            Recency::ThreeMonths => Self::ThreeMonths,
            Recency::Older => Self::Older,
            Recency::NotNoted => Self::NotNoted,
        }
    }

    /// Its name for style sheets and support reports, the same in every version.
    pub const fn code_name(self) -> &'static str {
        match self {
            Self::TwoWeeks => "two-weeks",
            Self::ThreeMonths => "three-months",
            Self::Older => "older",
            Self::NotNoted => "not-noted",
            Self::Past => "past",
        }
    }

    /// Stroke width in dp.
    pub const fn width(self) -> f64 {
        match self {
            Self::TwoWeeks => 3.5,
            Self::ThreeMonths | Self::Older => 2.0,
            Self::NotNoted | Self::Past => 1.25,
        }
    }

    /// Lengths of dash and gap in dp; empty for an unbroken line.
    pub const fn dashes(self) -> &'static [f64] {
        match self {
            Self::TwoWeeks | Self::ThreeMonths => &[],
            Self::Older => &[7.0, 4.0],
            Self::NotNoted => &[1.5, 4.5],
            Self::Past => &[10.0, 4.0, 1.5, 4.0],
        }
    }

    /// What the key says that it means.
    pub const fn label(self) -> &'static str {
        match self {
            Self::TwoWeeks => "contact in the last 2 weeks",
            Self::ThreeMonths => "contact in the last 3 months",
            Self::Older => "last contact more than 3 months ago",
            Self::NotNoted => "no contact written down",
            Self::Past => "no longer involved",
        }
    }
}

/// A round face, or a badge that stands for several people.
#[derive(Debug, Clone, PartialEq)]
pub struct Face {
    /// The person's [`crate::Node::id`], or `group:` and the agency for a badge.
    pub id: String,
    /// Its middle.
    pub center: Point,
    /// Its radius.
    pub radius: f64,
    /// The letters inside, or `+4` for a badge.
    pub initials: String,
    /// Text size of the letters.
    pub text_dp: f64,
    /// What kind of person it is.
    pub kind: Kind,
    /// The line style of the face's rim; the same as of its line to the child.
    pub rim: Option<LineStyle>,
    /// The ids behind a badge; empty for a single person.
    pub members: Vec<String>,
}

/// Words below a face.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// The face that it belongs to.
    pub of: String,
    /// The lines from top to bottom, shortened where they must be.
    pub lines: Vec<LabelLine>,
    /// Left edge of the space kept for it.
    pub left: f64,
    /// Top edge of the space kept for it.
    pub top: f64,
    /// Width of the space kept for it; lines are centred in it.
    pub width: f64,
    /// Height of the space kept for it.
    pub height: f64,
}

/// One line of a label.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelLine {
    /// The words.
    pub text: String,
    /// Text size in dp, the person's text scale included.
    pub text_dp: f64,
    /// Where its baseline lies, from the top of the picture.
    pub baseline: f64,
    /// Whether it is the name (stronger) or what is said of the person (quieter).
    pub weight: Weight,
}

/// How strongly a line of a label is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// A name.
    Name,
    /// A role or an agency.
    Caption,
}

/// A round hit target, never less than 44 dp across.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The face that it opens.
    pub id: String,
    /// Its middle.
    pub center: Point,
    /// Its radius; at least 22 dp.
    pub radius: f64,
    /// What a screen reader says.
    pub spoken: String,
}

/// One line of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyItem {
    /// The style explained.
    pub style: LineStyle,
    /// What it means.
    pub text: &'static str,
}

/// How much is written beside the faces. The list beside the picture always has it all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Initials in the faces only.
    Initials,
    /// Names below the faces.
    Names,
    /// Names, and below them the role or agency.
    NamesAndRoles,
}
