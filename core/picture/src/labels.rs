//! Names and captions below the faces, as much as fits without touching anything.

use crate::layout::{Placed, round};
use crate::network::Viewport;
use crate::picture::{Detail, Label, LabelLine, Weight};
use crate::words;

const NAME: f64 = 12.5;
const CAPTION: f64 = 11.0;
const LINE: f64 = 1.2;
const GAP: f64 = 3.0;

/// The richest detail that fits, decided for everybody at once so that nobody is described more
/// fully than another. Where nearly all names fit, the odd face that has no room shows its
/// initials only.
pub(crate) fn place_labels(placed: &[Placed<'_>], viewport: Viewport) -> (Detail, Vec<Label>) {
    for (detail, may_lack) in [
        (Detail::NamesAndRoles, 0),
        (Detail::Names, placed.len() / 8),
    ] {
        let labels = Boxes::of(placed, viewport, detail).fitted();
        if labels.len() + may_lack >= placed.len() {
            return (detail, labels);
        }
    }
    (Detail::Initials, Vec::new())
}

struct Boxes<'a> {
    placed: &'a [Placed<'a>],
    viewport: Viewport,
    detail: Detail,
    height: f64,
}

impl<'a> Boxes<'a> {
    fn of(placed: &'a [Placed<'a>], viewport: Viewport, detail: Detail) -> Self {
        let lines = if detail == Detail::NamesAndRoles {
            NAME + CAPTION
        } else {
            NAME
        };
        Self {
            placed,
            viewport,
            detail,
            height: lines * LINE * viewport.text_scale,
        }
    }

    fn fitted(&self) -> Vec<Label> {
        self.placed
            .iter()
            .filter_map(|p| self.label(p, self.half_width(p) * 2.0))
            .collect()
    }

    fn half_width(&self, p: &Placed<'_>) -> f64 {
        if Self::top(p) + self.height > self.viewport.height_dp + 0.1 {
            return 0.0;
        }
        let to_edge = p
            .face
            .center
            .x
            .min(self.viewport.width_dp - p.face.center.x)
            - 2.0;
        let mut half = (self.wanted(p) / 2.0).min(to_edge);
        for other in self
            .placed
            .iter()
            .filter(|other| other.face.id != p.face.id)
        {
            half = half.min(self.room_beside_face(p, other));
            half = half.min(self.room_beside_label(p, other));
        }
        half
    }

    fn top(p: &Placed<'_>) -> f64 {
        p.face.center.y + p.face.radius + GAP
    }

    fn name(p: &Placed<'_>) -> String {
        match p.seated.people.as_slice() {
            [one] => one.name.clone(),
            _ => p.seated.group.clone(),
        }
    }

    fn caption(p: &Placed<'_>) -> String {
        match p.seated.people.as_slice() {
            [one] => words::caption(one),
            people => format!("{} people", people.len()),
        }
    }

    fn wanted(&self, p: &Placed<'_>) -> f64 {
        let scale = self.viewport.text_scale;
        let name = words::width(&Self::name(p), NAME * scale);
        let caption = words::width(&Self::caption(p), CAPTION * scale);
        let widest = if self.detail == Detail::NamesAndRoles {
            name.max(caption)
        } else {
            name
        };
        (widest + 2.0).min(96.0 * scale.min(1.5))
    }

    /// Half the width that this label may have before it touches another's face.
    fn room_beside_face(&self, p: &Placed<'_>, other: &Placed<'_>) -> f64 {
        let (top, bottom) = (Self::top(p), Self::top(p) + self.height);
        let nearest = other.face.center.y.clamp(top, bottom) - other.face.center.y;
        let reach = other.face.radius + 2.0;
        if nearest.abs() >= reach {
            return f64::INFINITY;
        }
        (other.face.center.x - p.face.center.x).abs() - (reach * reach - nearest * nearest).sqrt()
    }

    /// Half the width that this label may have before it touches another's label: half the way,
    /// or more where the other needs less.
    fn room_beside_label(&self, p: &Placed<'_>, other: &Placed<'_>) -> f64 {
        if (Self::top(p) - Self::top(other)).abs() >= self.height {
            return f64::INFINITY;
        }
        let between = (p.face.center.x - other.face.center.x).abs() - 4.0;
        (between / 2.0).max(between - self.wanted(other) / 2.0)
    }

    fn label(&self, p: &Placed<'_>, width: f64) -> Option<Label> {
        let scale = self.viewport.text_scale;
        let top = Self::top(p);
        let name = words::short_name(&Self::name(p), NAME * scale, width)?;
        if name.ends_with('…') && name.chars().count() < 4 {
            return None;
        }
        let line = |text, size: f64, baseline, weight| LabelLine {
            text,
            text_dp: round(size * scale),
            baseline: round(baseline),
            weight,
        };
        let mut lines = vec![line(name, NAME, top + NAME * scale, Weight::Name)];
        if self.detail == Detail::NamesAndRoles {
            let caption = words::shorten(&Self::caption(p), CAPTION * scale, width)?;
            if caption.ends_with('…') && caption.chars().count() < 6 {
                return None;
            }
            let baseline = top + (NAME * LINE + CAPTION) * scale;
            if !caption.is_empty() {
                lines.push(line(caption, CAPTION, baseline, Weight::Caption));
            }
        }
        Some(Label {
            of: p.face.id.clone(),
            lines,
            left: round(p.face.center.x - width / 2.0),
            top: round(top),
            width: round(width),
            height: round(self.height),
        })
    }
}
