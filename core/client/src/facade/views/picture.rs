//! The picture, laid out: native code and the browser only draw it.

use patchwork_picture::{LineStyle, Missing, News, TextStyle, TieKind};

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

/// What of a picture is looked at. All are one layout: ids stay, so screens animate by id.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum PictureFocus {
    /// Everyone.
    #[default]
    Whole,
    /// One agency, spread in its place.
    Group {
        /// The id of the group.
        id: String,
    },
    /// One person; a professional's agency is spread.
    Person {
        /// The id of the face.
        id: String,
    },
}

/// The picture that is asked for.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PictureRequest {
    /// The space there is.
    pub viewport: Viewport,
    /// What is looked at.
    pub focus: PictureFocus,
    /// Whether those are shown, pale, whose part is over.
    #[cfg_attr(feature = "uniffi", uniffi(default = false))]
    pub shows_past: bool,
    /// The widths of [`PictureView::texts`] as measured at the reader's text size. A width that is
    /// missing is estimated on the generous side, and then more is shortened than need be.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub widths: Vec<MeasuredText>,
}

impl PictureRequest {
    /// Everyone whose part is current, without measured widths.
    pub const fn whole(viewport: Viewport) -> Self {
        Self {
            viewport,
            focus: PictureFocus::Whole,
            shows_past: false,
            widths: Vec::new(),
        }
    }
}

/// A text of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PictureText {
    /// How it is set: names and agencies at 13 dp and half bold, captions at 11.5 dp.
    pub style: TextStyle,
    /// The text.
    pub text: String,
}

/// How wide a text runs.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MeasuredText {
    /// How it is set.
    pub style: TextStyle,
    /// The text.
    pub text: String,
    /// Its width in dp at the reader's text size.
    pub width: f32,
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
    /// Soft shapes around who lives together. Never a withheld residence.
    pub homes: Vec<PictureHome>,
    /// Shapes of the agencies, all alike.
    pub groups: Vec<PictureGroup>,
    /// Lines from the agencies to the family.
    pub lines: Vec<PictureLine>,
    /// Ties within the family.
    pub ties: Vec<PictureTie>,
    /// Faces; no target is smaller for being drawn smaller.
    pub faces: Vec<PictureFace>,
    /// Words.
    pub labels: Vec<PictureLabel>,
    /// Places held open, for those who may write: buttons.
    pub held: Vec<PictureHeld>,
    /// What can be tapped, in reading order.
    pub nodes: Vec<PictureNode>,
    /// What the marks mean that are in this picture.
    pub key: Vec<PictureKeyRow>,
    /// Whether there is anyone whose part is over, shown or not.
    pub has_past: bool,
    /// The texts to measure for [`PictureRequest::widths`].
    pub texts: Vec<PictureText>,
    /// The picture in one sentence, for a screen reader.
    pub summary: String,
    /// Whoever used to help, shown or not, for the switch that shows them; none where nobody did.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub used_to_help: Option<UsedToHelp>,
}

/// Whoever used to help, beside the switch that shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct UsedToHelp {
    /// "5 people: Ann Bell, Bea Cole, Cy Dunn and 2 more".
    pub words: String,
    /// How many they are.
    pub count: u32,
    /// Some of them, in the order of the list of people.
    pub named: Vec<PastHelper>,
    /// How many are not named.
    pub more: u32,
}

/// One of those who used to help.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PastHelper {
    /// The person, for [`PictureFocus::Person`].
    pub person: PersonId,
    /// Their name.
    pub name: String,
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

/// A shape around who lives together.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PictureHome {
    /// Stable for animation.
    pub id: String,
    /// Boxes that are filled as one.
    pub boxes: Vec<PictureBox>,
}

/// The shape of an agency.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PictureGroup {
    /// Stable for animation and for [`PictureFocus::Group`].
    pub id: String,
    /// The agency's name.
    pub agency: String,
    /// How many of its people are in the picture.
    pub people: u32,
    /// Whether each of them is drawn with their name; otherwise the group is one target.
    pub is_named: bool,
    /// Its shape.
    pub bounds: PictureBox,
    /// What is new in it where no face bears the mark; a mark at the upper right.
    pub news: Option<News>,
}

/// A face.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PictureFace {
    /// Stable for animation and for [`PictureFocus::Person`].
    pub id: String,
    /// The group it stands in, for a professional.
    pub group: Option<String>,
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
    /// Whether this person is looked at.
    pub is_focused: bool,
    /// What is new since the reader looked; a mark at the upper right.
    pub news: Option<News>,
}

/// The words of a face, a group or a held place.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PictureLabel {
    /// The id of what it belongs to.
    pub of: String,
    /// The box of the words.
    pub bounds: PictureBox,
    /// Its lines, each centred in the box.
    pub lines: Vec<PictureLabelLine>,
    /// Whether the name in it is shortened.
    pub is_cut: bool,
}

/// One line of words.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PictureLabelLine {
    /// The words.
    pub text: String,
    /// How they are set.
    pub style: TextStyle,
    /// Size of the text.
    pub size: f32,
    /// Baseline, from the top of the picture.
    pub baseline: f32,
}

/// A place held open: a circle with a plus.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PictureHeld {
    /// Stable for animation; its node has the same.
    pub id: String,
    /// What it is for.
    pub missing: Missing,
    /// Centre.
    pub x: f32,
    /// Centre.
    pub y: f32,
    /// Radius of the circle.
    pub radius: f32,
    /// The dashed shape around it; a professional's place has one.
    pub bounds: Option<PictureBox>,
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
    /// What to look at when it is tapped; none for the child and for a held place.
    pub leads_to: Option<PictureFocus>,
    /// Where it takes a tap; at least 44 dp each way.
    pub bounds: PictureBox,
    /// Everything about it in words.
    pub description: String,
}

/// A line from an agency to the family.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PictureLine {
    /// Stable for animation.
    pub id: String,
    /// The group that it comes from.
    pub group: String,
    /// Its way: x and y of the start, then of each cubic curve's two control points and end.
    pub path: Vec<f32>,
    /// What it says.
    pub style: LineStyle,
}

/// A tie within the family.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PictureTie {
    /// Stable for animation.
    pub id: String,
    /// What ties them; a carer's or step-parent's line is dashed.
    pub kind: TieKind,
    /// Its way, as a line's.
    pub path: Vec<f32>,
    /// Straight strokes across it, x and y of start and end each: a couple that has parted.
    pub strokes: Vec<f32>,
}

/// A mark that the key explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum PictureMark {
    /// A line to an agency, and a rim.
    Contact {
        /// How it is drawn.
        style: LineStyle,
    },
    /// A tie within the family.
    Tie {
        /// Which.
        kind: TieKind,
    },
    /// The shape around who lives together.
    Home,
    /// The shape of an agency.
    Group,
    /// The stroke across the face of someone who has died.
    Deceased,
    /// The mark of what is new.
    New,
}

/// A row of the key.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PictureKeyRow {
    /// The mark, of which a sample is drawn beside the words.
    pub mark: PictureMark,
    /// What it means.
    pub label: String,
}
