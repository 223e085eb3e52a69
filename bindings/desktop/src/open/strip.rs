//! The pattern, drawn as one strip of time.

use std::fmt::Write as _;

use patchwork_client::{PatternSign, PatternView};

const LANE: usize = 40;

/// What the two kinds of circle mean.
pub(crate) const KEY: &str = "<svg width=\"14\" height=\"14\" aria-hidden=\"true\"><circle class=\"mark seen\" cx=\"7\" cy=\"7\" r=\"5.5\"/></svg> child seen <svg width=\"14\" height=\"14\" aria-hidden=\"true\"><circle class=\"mark not-seen\" cx=\"7\" cy=\"7\" r=\"5\"/></svg> child not seen";

/// The strip as an image.
pub(crate) fn svg(pattern: &PatternView) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = draw(&mut out, pattern);
    out
}

fn draw(out: &mut String, pattern: &PatternView) -> std::fmt::Result {
    let bottom = pattern.lanes.len() * LANE;
    let height = bottom + 22;
    write!(
        out,
        "<svg class=\"strip\" width=\"100%\" height=\"{height}\" role=\"img\" aria-label=\"{}\">",
        pattern.spoken
    )?;
    let last = pattern.days.len().saturating_sub(1);
    for (index, day) in pattern.days.iter().enumerate() {
        let anchor = match index {
            0 => "start",
            _ if index == last => "end",
            _ => "middle",
        };
        let x = day.at * 100.0;
        write!(
            out,
            "<line class=\"strip-week\" x1=\"{x:.1}%\" x2=\"{x:.1}%\" y1=\"16\" y2=\"{bottom}\"/>\
             <text class=\"strip-label\" x=\"{x:.1}%\" y=\"{}\" text-anchor=\"{anchor}\">{}</text>",
            height - 5,
            day.label
        )?;
    }
    for (index, lane) in pattern.lanes.iter().enumerate() {
        let top = index * LANE;
        let middle = top + 27;
        write!(
            out,
            "<text class=\"strip-label\" x=\"2\" y=\"{}\">{}</text>\
             <line class=\"strip-lane\" x1=\"0\" x2=\"100%\" y1=\"{middle}\" y2=\"{middle}\"/>",
            top + 12,
            lane.label
        )?;
        for mark in &lane.marks {
            let x = mark.at * 100.0;
            write!(
                out,
                "<svg x=\"{x:.1}%\" y=\"{middle}\" overflow=\"visible\">{}</svg>",
                shape(mark.sign)
            )?;
        }
    }
    out.push_str("</svg>");
    Ok(())
}

/// Shapes differ, so that colour is not needed to tell them apart.
const fn shape(sign: PatternSign) -> &'static str {
    match sign {
        PatternSign::Worry => "<path class=\"mark worry\" d=\"M-6 -6H6V4H1L-3 8V4H-6Z\"/>",
        PatternSign::Strength => "<path class=\"mark strength\" d=\"M0 -7L7 0L0 7L-7 0Z\"/>",
        PatternSign::ChildSeen => "<circle class=\"mark seen\" r=\"5.5\"/>",
        PatternSign::ChildNotSeen => "<circle class=\"mark not-seen\" r=\"5\"/>",
    }
}
