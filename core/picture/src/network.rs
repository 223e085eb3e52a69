//! What the picture is drawn from.

/// Everyone around one child, in the order in which they joined.
///
/// The order matters: someone who joins later is seated among those who are already there, so
/// that faces keep their places from one day to the next.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Network {
    /// The people, oldest tie first. The first [`Kind::Child`] sits in the middle.
    pub nodes: Vec<Node>,
}

/// One person in the picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Names this person in hit targets; opaque here, expected to be unique.
    pub id: String,
    /// The name as people say it.
    pub name: String,
    /// One to three letters for the face; made from the name when empty.
    pub initials: String,
    /// Which ring the person sits in.
    pub kind: Kind,
    /// What the person is to the child: "mum", "health visitor".
    pub role: String,
    /// The agency's name; decides the sector of a professional. Empty for family.
    pub agency: String,
    /// How near the person is; the wider circle folds away first when the ring is full.
    pub closeness: Closeness,
    /// When somebody last wrote down contact between the child and this person.
    pub last_contact: Recency,
    /// Whether the tie is there today; `false` is a past involvement.
    pub current: bool,
    /// Whether the person has died.
    pub deceased: bool,
}

/// What a person is in the child's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The child in the middle.
    Child,
    /// Family: the inner ring.
    Family,
    /// Foster carers and others who look after the child day by day: the inner ring.
    Carer,
    /// Practitioners and other professionals: the outer ring, by agency.
    Professional,
}

/// How near a person is to the child.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Closeness {
    /// Lives with the child or cares for them.
    Household,
    /// Close without living together.
    Close,
    /// The wider circle.
    Wider,
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

/// The space to draw in, in density-independent pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Viewport {
    /// Width in dp.
    pub width_dp: f64,
    /// Height in dp.
    pub height_dp: f64,
    /// The person's text size, 1.0 being the platform's default, 2.0 being 200 %.
    pub text_scale: f64,
}

impl Viewport {
    /// A phone of 360 dp held upright, at the default text size.
    pub const PHONE: Self = Self {
        width_dp: 360.0,
        height_dp: 520.0,
        text_scale: 1.0,
    };

    /// The same viewport with every measure finite and large enough to hold the rings.
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
            height_dp: within(self.height_dp, 320.0, 4096.0, 520.0),
            text_scale: within(self.text_scale, 0.8, 3.0, 1.0),
        }
    }
}
