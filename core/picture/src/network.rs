//! What the picture is drawn from.

/// Everyone around one child, in the order in which they joined.
///
/// The order matters: someone who joins later is placed among those who are already there, so
/// that faces keep their places from one day to the next. Whoever is no longer involved is left
/// out by the caller unless past links are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Network {
    /// The people, oldest tie first. The first [`Kind::Child`] is the middle.
    pub people: Vec<Person>,
    /// Ties within the family.
    pub ties: Vec<Tie>,
    /// Who lives together; the child's homes first. A withheld residence is never among them.
    pub homes: Vec<Home>,
    /// What is not known yet; places are held open for it while the picture is small.
    pub missing: Vec<Missing>,
    /// What the child is called in what the held places say; made from the name when empty.
    pub called: String,
    /// "her", "his", "their"; empty where it is not known, and then the name stands instead.
    pub possessive: String,
}

/// One person in the picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Names this person in the layout; opaque here, expected to be unique.
    pub id: String,
    /// The name as people say it.
    pub name: String,
    /// One to three letters for the face; made from the name when empty.
    pub initials: String,
    /// Child, family or helper.
    pub kind: Kind,
    /// What the person is to the child: "Mum", "health visitor".
    pub role: String,
    /// The agency's name, for a helper. Empty for family.
    pub agency: String,
    /// For family: how many generations after the child's. -1 for parents, aunts and carers,
    /// -2 for grandparents, 0 for brothers, sisters and cousins. `None` where only ties tell it;
    /// who has none stands below the family.
    pub generation: Option<i8>,
    /// When somebody last wrote down contact with this person.
    pub last_contact: Recency,
    /// Whether the tie is there today; `false` is a past involvement.
    pub current: bool,
    /// Whether the person has died.
    pub deceased: bool,
    /// What is new about them since the reader looked.
    pub news: Option<News>,
}

/// What a person is in the child's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The child in the middle.
    Child,
    /// Family and carers.
    Family,
    /// Friends and neighbours who are no family: they stand outside of the family's shape, together.
    Friend,
    /// Practitioners and other professionals, by agency.
    Helper,
}

impl Kind {
    /// Whether somebody stands around the family, rather than in it.
    pub(crate) const fn is_around(self) -> bool {
        matches!(self, Self::Helper | Self::Friend)
    }
}

/// A tie between two of the family, named by their ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tie {
    /// The one; for a parent, the parent.
    pub from: String,
    /// The other; for a parent, the child.
    pub to: String,
    /// What ties them.
    pub kind: TieKind,
}

/// What ties two of the family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TieKind {
    /// A couple, married or not.
    Partner,
    /// A couple that has parted.
    FormerPartner,
    /// Parent by birth or adoption.
    Parent,
    /// Step-parent, foster carer or whoever else looks after a child as a parent does.
    Carer,
    /// Brother or sister; drawn where no parent of both is in the picture.
    Sibling,
}

impl TieKind {
    pub(crate) const fn is_couple(self) -> bool {
        matches!(self, Self::Partner | Self::FormerPartner)
    }

    pub(crate) const fn is_parent(self) -> bool {
        matches!(self, Self::Parent | Self::Carer)
    }
}

/// Who lives together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// The ids of those who live there.
    pub people: Vec<String>,
}

/// What is not known yet about a child.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Missing {
    /// Who lives with the child.
    Household,
    /// The school or nursery.
    School,
    /// The doctor or health visitor.
    Health,
}

/// What is new since the reader looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum News {
    /// They joined.
    Joined,
    /// Something about them changed.
    Changed,
    /// There are new words with or about them.
    Words,
}

/// How recent the last contact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Recency {
    /// Within two weeks.
    TwoWeeks,
    /// Within three months.
    ThreeMonths,
    /// Longer ago than three months.
    Older,
    /// Nobody has written any contact down.
    NotNoted,
}

/// What the reader looks at. All three are one layout; ids stay, so screens animate by id.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Focus {
    /// Everyone.
    #[default]
    Whole,
    /// One agency spread in its place, by the name of the agency.
    Group(String),
    /// One person, by id; a helper's agency is spread.
    Person(String),
}

/// The space to draw in, in density-independent pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Viewport {
    /// Width in dp.
    pub width_dp: f64,
    /// Height in dp.
    pub height_dp: f64,
    /// The person's text size, 1.0 being the platform's default, 2.0 being 200 %.
    pub text_scale: f64,
    /// What it is drawn on.
    pub medium: Medium,
}

/// What the picture is drawn on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// A screen, where groups can be opened.
    Screen,
    /// Paper, where nothing can be opened: everyone is named, on more pages where it must be.
    Paper,
}

impl Viewport {
    /// A phone of 360 dp held upright, at the default text size.
    pub const PHONE: Self = Self::screen(360.0, 640.0, 1.0);

    /// A page of A4, in points.
    pub const A4: Self = Self {
        width_dp: 595.0,
        height_dp: 842.0,
        text_scale: 1.0,
        medium: Medium::Paper,
    };

    /// A screen of this size.
    pub const fn screen(width_dp: f64, height_dp: f64, text_scale: f64) -> Self {
        Self {
            width_dp,
            height_dp,
            text_scale,
            medium: Medium::Screen,
        }
    }

    /// The same viewport with every measure finite and large enough to draw in.
    pub(crate) fn bounded(self) -> Self {
        let within = |value: f64, low: f64, high: f64, default: f64| {
            if value.is_finite() {
                value.clamp(low, high)
            } else {
                default
            }
        };
        Self {
            width_dp: within(self.width_dp, 320.0, 4096.0, 360.0),
            height_dp: within(self.height_dp, 320.0, 4096.0, 640.0),
            text_scale: within(self.text_scale, 0.8, 2.0, 1.0),
            medium: self.medium,
        }
    }
}
