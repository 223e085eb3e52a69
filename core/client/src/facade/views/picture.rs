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

/// A drawn picture, all lengths in dp.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PictureView {
    /// Width used.
    pub width: f32,
    /// Height used.
    pub height: f32,
    /// Faces, in reading order.
    pub nodes: Vec<PictureNode>,
    /// Lines, drawn beneath the faces.
    pub lines: Vec<PictureLine>,
    /// What the lines mean; always shown.
    pub key: Vec<PictureKeyRow>,
    /// The picture in one sentence, for a screen reader.
    pub summary: String,
}

/// What a face is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum PictureNodeKind {
    /// The child, in the middle.
    Child,
    /// Family and carers.
    Family,
    /// Professionals.
    Professional,
    /// Several people of one agency behind one badge.
    Group,
}

/// A face.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PictureNode {
    /// The person, unless the node is a group or the child.
    pub person: Option<PersonId>,
    /// The practitioner this is, where they have an account.
    pub practitioner: Option<PractitionerId>,
    /// What it is.
    pub kind: PictureNodeKind,
    /// Centre.
    pub x: f32,
    /// Centre.
    pub y: f32,
    /// Radius of the disc.
    pub radius: f32,
    /// Half the side of the square that takes a tap; at least 22.
    pub hit: f32,
    /// Two letters, or a count.
    pub initials: String,
    /// Lines under the disc, already shortened to fit.
    pub label: Vec<String>,
    /// Size of the label's text.
    pub label_size: f32,
    /// Everything about it in words.
    pub description: String,
    /// Index of the sector's agency, for a quiet tint; never the only sign.
    pub sector: u32,
    /// Whether the part is current.
    pub is_current: bool,
}

/// A line from the child to a face.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PictureLine {
    /// From.
    pub x1: f32,
    /// From.
    pub y1: f32,
    /// To.
    pub x2: f32,
    /// To.
    pub y2: f32,
    /// What it says.
    pub style: LineStyle,
}

/// A row of the key.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PictureKeyRow {
    /// The style.
    pub style: LineStyle,
    /// What it means.
    pub label: String,
}
