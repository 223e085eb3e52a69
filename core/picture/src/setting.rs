//! From roomy to dense: how large and how fully a picture can be drawn.

use crate::{
    around::{GAP, MARGIN, Side},
    card::{CardSetting, LOOKED_AT},
    family::FamilySetting,
    geometry::count,
    network::{Medium, Viewport},
};

/// A screen at least this wide has agencies at the sides of the family too.
const ROOMY: f64 = 600.0;
/// A face whose letters can be read takes at least this much; three have room in every agency.
const LEAST_FACE: f64 = 26.0;
/// Whoever is tapped takes at least this much, each way.
pub(crate) const TARGET: f64 = 44.0;

/// One way to draw the whole picture.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting {
    pub(crate) family: FamilySetting,
    pub(crate) card: CardSetting,
    /// The agency that is looked at.
    pub(crate) spread: CardSetting,
    pub(crate) near: f64,
    pub(crate) between: f64,
    /// The width and height for agencies at each side of the family.
    pub(crate) column: Option<(f64, f64)>,
}

/// The settings that a viewport allows.
pub(crate) struct Settings {
    /// With everyone named, the fullest first.
    pub(crate) named: Vec<Setting>,
    /// With every agency gathered, the fullest first; none on paper.
    pub(crate) gathered: Vec<Setting>,
    /// The one that needs the least room.
    pub(crate) densest: Setting,
}

pub(crate) fn settings(viewport: Viewport, people: usize) -> Settings {
    let text = viewport.text_scale.sqrt();
    let roomy = viewport.width_dp >= ROOMY;
    let wide = viewport.width_dp - MARGIN * 2.0;
    let family_width = if roomy {
        (wide * 0.46).max(wide - 2.0 * 340.0)
    } else {
        wide
    };
    let side = roomy.then(|| (wide - family_width) / 2.0 - 28.0);
    let column = side.map(|side| (side, viewport.height_dp * 0.66));
    let family = |face: f64, cell: f64, most: f64, channel: f64| FamilySetting {
        width: family_width,
        face,
        child: face + 14.0,
        cell: (cell, most),
        name_lines: 2,
        role_lines: 2,
        channel,
        padding: 12.0,
        rows: usize::MAX,
    };
    let named = |cell: f64, face: f64, room: f64| CardSetting::Named {
        cell,
        face,
        columns: fit(cell, room),
        name_lines: 2,
        role_lines: 2,
    };
    let spread = CardSetting::Named {
        cell: 88.0 * text,
        face: if roomy { 52.0 } else { TARGET },
        columns: fit(88.0 * text, wide),
        name_lines: 2,
        role_lines: LOOKED_AT,
    };
    let cards = |cell: f64, face: f64| named(cell, face, side.unwrap_or(wide));
    let gathered = |least: f64, face: f64| {
        let width = if roomy {
            least.max(132.0 * text)
        } else {
            let columns = (1_u32..8)
                .take_while(|n| f64::from(*n) * (least + GAP) - GAP <= wide)
                .count();
            (wide - GAP * (count(columns) - 1.0)) / count(columns)
        };
        CardSetting::Gathered {
            width,
            // Three stand side by side, each with letters that can be read.
            face: face.clamp(LEAST_FACE, LEAST_FACE.max((width - 12.0) / 3.0)),
        }
    };
    let setting = |family, card, near, between| Setting {
        family,
        card,
        spread,
        near,
        between,
        column,
    };
    let mut fullest = Vec::new();
    if roomy {
        fullest.push(setting(
            family(72.0, 112.0 * text, 132.0 * text, 28.0),
            cards(108.0 * text, 60.0),
            48.0,
            30.0,
        ));
    }
    fullest.push(setting(
        family(64.0, 100.0 * text, 120.0 * text, 26.0),
        cards(98.0 * text, 56.0),
        40.0,
        26.0,
    ));
    fullest.push(setting(
        family(54.0, 90.0 * text, 106.0 * text, 20.0),
        cards(88.0 * text, 48.0),
        34.0,
        24.0,
    ));
    fullest.push(setting(
        family(TARGET, 76.0 * text, 96.0 * text, 14.0),
        cards(78.0 * text, TARGET),
        22.0,
        18.0,
    ));
    let short = FamilySetting {
        name_lines: 1,
        role_lines: 2,
        child: 54.0,
        padding: 8.0,
        ..family(TARGET, 80.0 * text, 104.0, 10.0)
    };
    if roomy {
        // The family gives way before the helpers lose their names. A large agency is one long
        // row, above or below, so that it makes no row of agencies high.
        let long = CardSetting::Named {
            cell: 78.0 * text,
            face: TARGET,
            columns: 6,
            name_lines: 2,
            role_lines: 2,
        };
        fullest.push(setting(short, long, 16.0, 14.0));
    }
    if viewport.medium == Medium::Paper {
        let densest = Setting {
            column: None,
            ..setting(
                FamilySetting {
                    width: wide,
                    rows: people.div_ceil(5).max(2),
                    ..short
                },
                named(72.0 * text, 40.0, wide),
                16.0,
                14.0,
            )
        };
        // Paper has more pages rather than shorter names.
        return Settings {
            named: fullest,
            gathered: Vec::new(),
            densest,
        };
    }
    // Where there is room at the sides, a dense family makes no face of a helper smaller.
    let least: f64 = if roomy { 30.0 } else { 0.0 };
    let dense = FamilySetting {
        child: 50.0,
        name_lines: 1,
        role_lines: 0,
        padding: 8.0,
        ..family(TARGET, 70.0 * text, 92.0 * text, 10.0)
    };
    // With nobody at the sides, so that the family may be as wide as the screen.
    let densest = Setting {
        column: None,
        ..setting(
            FamilySetting {
                width: wide,
                rows: people.div_ceil(5).max(2),
                child: TARGET,
                cell: (70.0 * text.min(1.3), 96.0),
                channel: 6.0,
                ..dense
            },
            gathered(90.0 * text.min(1.3), least.max(20.0)),
            12.0,
            12.0,
        )
    };
    Settings {
        named: fullest,
        gathered: vec![
            setting(
                family(54.0, 88.0 * text, 106.0 * text, 18.0),
                gathered(90.0 * text, 32.0),
                30.0,
                20.0,
            ),
            setting(
                family(46.0, 80.0 * text, 106.0 * text, 14.0),
                gathered(90.0 * text, least.max(28.0)),
                22.0,
                16.0,
            ),
            setting(short, gathered(90.0 * text, least.max(22.0)), 14.0, 12.0),
            // What people are to the child in one line, before it is left out.
            setting(
                FamilySetting {
                    role_lines: 1,
                    child: 50.0,
                    channel: 8.0,
                    cell: if roomy {
                        (116.0 * text, 124.0 * text)
                    } else {
                        short.cell
                    },
                    ..short
                },
                gathered(90.0 * text, least.max(22.0)),
                12.0,
                12.0,
            ),
            setting(dense, gathered(90.0 * text, least.max(24.0)), 16.0, 14.0),
            densest,
        ],
        densest,
    }
}

impl Setting {
    /// How a group that is looked at is spread; at a side it is as narrow as the side is.
    pub(crate) fn spread_on(&self, side: Option<Side>) -> CardSetting {
        match (self.spread, self.column, side) {
            (
                CardSetting::Named {
                    cell,
                    face,
                    name_lines,
                    role_lines,
                    ..
                },
                Some((room, _)),
                Some(Side::Left | Side::Right),
            ) => CardSetting::Named {
                cell,
                face,
                columns: fit(cell, room),
                name_lines,
                role_lines,
            },
            (spread, ..) => spread,
        }
    }
}

/// How many of these stand side by side in a card.
fn fit(cell: f64, room: f64) -> usize {
    let columns = (1_u32..64).take_while(|n| f64::from(*n) * cell + 8.0 <= room);
    columns.count().clamp(1, 4)
}
