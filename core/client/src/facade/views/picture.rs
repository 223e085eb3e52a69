//! The picture, laid out: native code and the browser only draw it.

use patchwork_picture::LineStyle;

use crate::ids::{PersonId, PractitionerId};

/// The space there is to draw in.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Viewport {
    /// Width in dp.
    pub width: f32,
    /// Height in dp.
    pub height: f32,
    /// 1.0 is the ordinary text size, 2.0 twice that.
    pub text_scale: f32,
}

/// A drawn picture, all lengths in dp. Drawn in the order of the fields.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PictureView {
    /// Width used: the viewport's.
    pub width: f32,
    /// Height used; more than the viewport's where it has to be scrolled.
    pub height: f32,
    /// How far down the screen opens, so that the child is in sight.
    pub opens_at: f32,
    /// The soft shape that holds the family.
    pub family: PictureBox,
    /// Soft shapes around who lives together, filled as one. Never a withheld residence.
    pub homes: Vec<PictureBox>,
    /// Shapes of the agencies, all alike.
    pub groups: Vec<PictureBox>,
    /// Lines from the agencies to the family.
    pub lines: Vec<PictureLine>,
    /// Ties within the family.
    pub ties: Vec<PictureTie>,
    /// Faces; no target is smaller for being drawn smaller.
    pub faces: Vec<PictureFace>,
    /// Words.
    pub labels: Vec<PictureLabel>,
    /// What can be tapped, in reading order.
    pub nodes: Vec<PictureNode>,
    /// What the marks mean that are in this picture.
    pub key: Vec<PictureKeyRow>,
    /// The picture in one sentence, for a screen reader.
    pub summary: String,
}

/// A box with round corners.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PictureBox {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

/// A face.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PictureFace {
    /// Stable for animation.
    pub id: String,
    /// Child, family or professional.
    pub kind: PictureNodeKind,
    /// Centre.
    pub x: f32,
    /// Centre.
    pub y: f32,
    /// Radius of the disc.
    pub radius: f32,
    /// Two letters.
    pub initials: String,
    /// Size of the letters.
    pub initials_size: f32,
    /// How a professional's rim is drawn: their own last contact.
    pub rim: Option<LineStyle>,
    /// Whether the part is current; a past one is pale.
    pub is_current: bool,
    /// Whether the person has died: a stroke across the face.
    pub is_deceased: bool,
}

/// One line of words, centred at `x`.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PictureLabel {
    /// The words, already shortened to fit.
    pub text: String,
    /// Centre.
    pub x: f32,
    /// Baseline.
    pub y: f32,
    /// Size of the text.
    pub size: f32,
    /// Whether it is a name rather than what is said of someone.
    pub is_name: bool,
}

/// What a target is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum PictureNodeKind {
    /// The child, in the middle.
    Child,
    /// Family and carers.
    Family,
    /// Professionals.
    Professional,
    /// The people of one agency.
    Group,
    /// A place held open for someone who is not known yet.
    Held,
}

/// What can be tapped.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PictureNode {
    /// Stable for animation; a face's has the same.
    pub id: String,
    /// The person, also of a group of one; none for the child.
    pub person: Option<PersonId>,
    /// The practitioner this is, where they have an account.
    pub practitioner: Option<PractitionerId>,
    /// What it is.
    pub kind: PictureNodeKind,
    /// Where it takes a tap; at least 44 dp each way.
    pub bounds: PictureBox,
    /// Everything about it in words.
    pub description: String,
}

/// A line from an agency to the family.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PictureLine {
    /// Its way: x and y of the start, then of each cubic curve's two control points and end.
    pub path: Vec<f32>,
    /// What it says.
    pub style: LineStyle,
}

/// A tie within the family.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PictureTie {
    /// Its way, as a line's.
    pub path: Vec<f32>,
    /// Straight strokes across it, x and y of start and end each: a couple that has parted.
    pub strokes: Vec<f32>,
    /// Whether it is dashed: a carer or step-parent.
    pub is_dashed: bool,
}

/// A row of the key.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PictureKeyRow {
    /// The style of the line that it explains; none for another mark.
    pub style: Option<LineStyle>,
    /// What it means.
    pub label: String,
}
