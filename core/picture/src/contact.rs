//! What a line to an agency says: when contact was last written down.

use crate::network::Recency;

/// The fact that a line states. Told apart by width and dashes, never by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineStyle {
    /// Contact within two weeks.
    TwoWeeks,
    /// Contact within three months.
    ThreeMonths,
    /// Contact longer ago.
    Older,
    /// No visit or call is written down.
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
            Self::NotNoted => "no visit or call written down",
            Self::Past => "no longer involved",
        }
    }
}
