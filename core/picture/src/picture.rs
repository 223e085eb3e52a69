//! What the layout hands to whoever draws it: plain shapes and words in dp.

use crate::{
    contact::LineStyle,
    geometry::{Path, Point, Rect},
    measure::TextStyle,
    network::{Kind, Missing, News, TieKind},
};

/// Everything there is to draw, tap and read aloud. All measures are dp from the top left.
///
/// Drawn in this order: family, homes, groups, contacts, ties, faces, labels, held places.
#[derive(Debug, Clone, PartialEq)]
pub struct PictureLayout {
    /// Width of the drawing: the viewport's.
    pub width: f64,
    /// Height of the drawing: the viewport's, or more where it has to be scrolled.
    pub height: f64,
    /// How far down the screen opens, so that the child is in sight; 0 where nothing scrolls.
    pub opens_at: f64,
    /// The soft shape that holds the family, at which the helpers' lines end.
    pub family: Rect,
    /// Who lives together.
    pub homes: Vec<HomeShape>,
    /// Agencies, all drawn alike.
    pub groups: Vec<Group>,
    /// Lines from the agencies to the family.
    pub contacts: Vec<Contact>,
    /// Ties within the family.
    pub ties: Vec<TieLine>,
    /// Faces, the child first, then in reading order.
    pub faces: Vec<Face>,
    /// Words.
    pub labels: Vec<Label>,
    /// Places that are held open: buttons.
    pub held: Vec<Held>,
    /// What can be tapped, in reading order.
    pub targets: Vec<Target>,
    /// What the marks in this picture mean; nothing that does not occur.
    pub key: Vec<KeyEntry>,
    /// The whole in one sentence, for a screen reader.
    pub summary: String,
}

/// A soft shape around who lives together: boxes with round corners that are filled as one.
#[derive(Debug, Clone, PartialEq)]
pub struct HomeShape {
    /// Stable for animation.
    pub id: String,
    /// Its boxes.
    pub boxes: Vec<Rect>,
}

/// An agency.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// `group:` and the agency's name.
    pub id: String,
    /// The agency's name.
    pub agency: String,
    /// How many of its people are in the picture.
    pub people: usize,
    /// Whether every one of them is drawn and named here.
    pub named: bool,
    /// Its shape, with round corners.
    pub bounds: Rect,
    /// What is new in it, where no face bears the mark.
    pub news: Option<News>,
}

/// A line from an agency to the family.
#[derive(Debug, Clone, PartialEq)]
pub struct Contact {
    /// `contact:` and the agency's name.
    pub id: String,
    /// The group that it comes from.
    pub group: String,
    /// Its way.
    pub path: Path,
    /// What it says.
    pub style: LineStyle,
}

/// A tie between two of the family.
#[derive(Debug, Clone, PartialEq)]
pub struct TieLine {
    /// Stable for animation.
    pub id: String,
    /// The one, or both parents.
    pub from: Vec<String>,
    /// The other.
    pub to: String,
    /// What it says.
    pub kind: TieKind,
    /// Its way.
    pub path: Path,
    /// Strokes across it: the two of a couple that has parted.
    pub strokes: Vec<(Point, Point)>,
}

/// A round face.
#[derive(Debug, Clone, PartialEq)]
pub struct Face {
    /// The person's id.
    pub id: String,
    /// The group that it is drawn in.
    pub group: Option<String>,
    /// Its middle.
    pub center: Point,
    /// Its radius.
    pub radius: f64,
    /// The letters inside.
    pub initials: String,
    /// Text size of the letters.
    pub text_dp: f64,
    /// Child, family or helper.
    pub kind: Kind,
    /// How a helper's rim is drawn: their own last contact.
    pub rim: Option<LineStyle>,
    /// Whether the tie is there today; a past one is drawn pale.
    pub current: bool,
    /// Whether the person has died: a cross-stroke, as the field draws it.
    pub deceased: bool,
    /// Whether the reader looks at this person.
    pub focused: bool,
    /// What is new; a quiet mark at the upper right.
    pub news: Option<News>,
}

/// Words for a face or a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// The face, group or held place that it belongs to.
    pub of: String,
    /// The lines from top to bottom, each centred in the box.
    pub lines: Vec<LabelLine>,
    /// The box of the words.
    pub bounds: Rect,
    /// Whether the first name in it is shortened.
    pub cut: bool,
}

/// One line of a label.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelLine {
    /// The words.
    pub text: String,
    /// How they are set.
    pub style: TextStyle,
    /// Text size in dp, the person's text scale included.
    pub text_dp: f64,
    /// Where its baseline lies, from the top of the picture.
    pub baseline: f64,
}

/// A place held open: a button.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// `held:` and what it is for.
    pub id: String,
    /// What it is for.
    pub missing: Missing,
    /// The circle with the plus.
    pub center: Point,
    /// Its radius.
    pub radius: f64,
    /// The shape around it; a helper's place has one, as a group has.
    pub bounds: Option<Rect>,
}

/// What can be tapped.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The face, group or held place that it opens.
    pub id: String,
    /// Where it takes a tap; at least 44 dp each way on a screen.
    pub bounds: Rect,
    /// What a screen reader says.
    pub spoken: String,
}

/// One row of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyEntry {
    /// A line to an agency.
    Contact(LineStyle),
    /// A tie within the family.
    Tie(TieKind),
    /// A shape around who lives together.
    Home,
    /// People of one agency.
    Group,
    /// The stroke across a face.
    Deceased,
    /// The mark for what is new.
    New,
}

impl KeyEntry {
    /// What the key says that it means.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Contact(style) => style.label(),
            Self::Tie(TieKind::Partner) => "partners",
            Self::Tie(TieKind::FormerPartner) => "used to be partners",
            Self::Tie(TieKind::Parent) => "parent and child",
            Self::Tie(TieKind::Carer) => "looks after, or step-parent",
            Self::Tie(TieKind::Sibling) => "brothers and sisters",
            Self::Home => "live together",
            Self::Group => "people of one agency",
            Self::Deceased => "has died",
            Self::New => "new since you looked",
        }
    }
}
