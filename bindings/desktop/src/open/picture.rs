//! The picture as inline SVG.
//!
//! Classes only, no inline style: the style sheet decides the colours, and the content security
//! policy forbids anything else. Dashes and widths are attributes, so that what a line says does
//! not hang on colour.

use std::fmt::Write as _;

use patchwork_client::{
    CaseId, LineStyle, PictureBox, PictureFace, PictureLabel, PictureNode, PictureNodeKind,
    PictureView,
};

/// Where the faces lead.
pub(crate) struct Links {
    pub(crate) case: CaseId,
}

impl Links {
    fn of(&self, node: &PictureNode) -> Option<String> {
        let case = self.case;
        match (node.kind, node.person, node.practitioner) {
            (PictureNodeKind::Child, ..) => None,
            (_, Some(person), _) => Some(format!("/cases/{case}/people/{person}")),
            (_, None, Some(practitioner)) => Some(format!("/directory/{practitioner}")),
            (PictureNodeKind::Held, ..) => Some(format!("/cases/{case}/people")),
            // A group of several people opens the list.
            _ => Some(format!("/cases/{case}/list")),
        }
    }
}

/// Draws it.
pub(crate) fn svg(picture: &PictureView, links: &Links, class: &str) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = draw(&mut out, picture, links, class);
    out
}

/// A short sample of a line, for the key.
pub(crate) fn line_sample(style: &LineStyle) -> String {
    format!(
        "<svg class=\"line-sample\" viewBox=\"0 0 44 10\" width=\"44\" height=\"10\" aria-hidden=\"true\" focusable=\"false\"><path class=\"line {}\" d=\"M2 5H42\" {}/></svg>",
        style.code_name(),
        stroke(*style)
    )
}

fn draw(out: &mut String, picture: &PictureView, links: &Links, class: &str) -> std::fmt::Result {
    let (w, h) = (picture.width, picture.height);
    write!(
        out,
        "<svg class=\"picture {class}\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" role=\"group\" aria-label=\"{}\">",
        escaped(&picture.summary)
    )?;
    out.push_str("<g aria-hidden=\"true\">");
    rounded(out, "family", 26, &picture.family)?;
    for home in &picture.homes {
        rounded(out, "home", 16, home)?;
    }
    for group in &picture.groups {
        rounded(out, "band", 14, group)?;
    }
    for line in &picture.lines {
        write!(
            out,
            "<path class=\"line {}\" d=\"{}\" {}/>",
            line.style.code_name(),
            way(&line.path),
            stroke(line.style)
        )?;
    }
    for tie in &picture.ties {
        let dashes = if tie.is_dashed {
            " stroke-dasharray=\"4 3\""
        } else {
            ""
        };
        write!(
            out,
            "<path class=\"tie\" d=\"{}\"{dashes}/>",
            way(&tie.path)
        )?;
        for stroke in tie.strokes.chunks_exact(4) {
            if let [x1, y1, x2, y2] = stroke {
                write!(out, "<path class=\"tie\" d=\"M{x1} {y1}L{x2} {y2}\"/>")?;
            }
        }
    }
    for one in &picture.faces {
        face(out, one)?;
    }
    for one in &picture.labels {
        label(out, one)?;
    }
    out.push_str("</g><g role=\"list\">");
    for node in &picture.nodes {
        target(out, node, links)?;
    }
    out.push_str("</g></svg>");
    Ok(())
}

fn rounded(
    out: &mut String,
    class: &str,
    radius: u32,
    PictureBox {
        x,
        y,
        width,
        height,
    }: &PictureBox,
) -> std::fmt::Result {
    write!(
        out,
        "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{radius}\"/>"
    )
}

/// A start and cubic curves as SVG says them.
fn way(path: &[f32]) -> String {
    let mut d = String::new();
    for (place, point) in path.chunks_exact(2).enumerate() {
        let letter = match place {
            0 => "M",
            1 => "C",
            _ => " ",
        };
        if let [x, y] = point {
            let _ = write!(d, "{letter}{x} {y}");
        }
    }
    d
}

fn face(out: &mut String, face: &PictureFace) -> std::fmt::Result {
    let (x, y, r) = (face.x, face.y, face.radius);
    let class = kind(face.kind);
    let past = if face.is_current { "" } else { " past" };
    write!(
        out,
        "<circle class=\"face {class}{past}\" cx=\"{x}\" cy=\"{y}\" r=\"{}\" {}/>",
        r - 1.5,
        face.rim.map(stroke).unwrap_or_default()
    )?;
    let size = face.initials_size;
    write!(
        out,
        "<text class=\"initials {class}\" x=\"{x}\" y=\"{:.1}\" font-size=\"{size:.1}\">{}</text>",
        y + size * 0.36,
        escaped(&face.initials)
    )?;
    if face.is_deceased {
        let reach = r * 0.7;
        write!(
            out,
            "<path class=\"tie\" d=\"M{:.1} {:.1}L{:.1} {:.1}\"/>",
            x - reach,
            y + reach,
            x + reach,
            y - reach
        )?;
    }
    Ok(())
}

fn label(out: &mut String, label: &PictureLabel) -> std::fmt::Result {
    write!(
        out,
        "<text class=\"{}\" x=\"{}\" y=\"{}\" font-size=\"{}\">{}</text>",
        if label.is_name { "name" } else { "caption" },
        label.x,
        label.y,
        label.size,
        escaped(&label.text)
    )
}

/// What takes the tap, the focus and the words of a screen reader.
fn target(out: &mut String, node: &PictureNode, links: &Links) -> std::fmt::Result {
    let href = links.of(node);
    let said = escaped(&node.description);
    match &href {
        Some(href) => write!(
            out,
            "<g role=\"listitem\"><a href=\"{}\" aria-label=\"{said}\">",
            escaped(href)
        )?,
        None => write!(
            out,
            "<g role=\"listitem\"><g role=\"img\" aria-label=\"{said}\">"
        )?,
    }
    write!(out, "<title>{said}</title>")?;
    let class = if node.kind == PictureNodeKind::Held {
        "hit held"
    } else {
        "hit"
    };
    rounded(out, class, 14, &node.bounds)?;
    out.push_str(if href.is_some() {
        "</a></g>"
    } else {
        "</g></g>"
    });
    Ok(())
}

const fn kind(kind: PictureNodeKind) -> &'static str {
    match kind {
        PictureNodeKind::Child => "child",
        PictureNodeKind::Family => "family",
        PictureNodeKind::Professional => "professional",
        PictureNodeKind::Group => "group",
        PictureNodeKind::Held => "held",
    }
}

fn stroke(style: LineStyle) -> String {
    let dashes: Vec<String> = style.dashes().iter().map(f64::to_string).collect();
    let width = style.width();
    if dashes.is_empty() {
        format!("stroke-width=\"{width}\"")
    } else {
        let dashes = dashes.join(" ");
        format!("stroke-width=\"{width}\" stroke-dasharray=\"{dashes}\"")
    }
}

fn escaped(text: &str) -> String {
    text.chars()
        .fold(String::with_capacity(text.len()), |mut out, c| {
            match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                '\'' => out.push_str("&#39;"),
                c => out.push(c),
            }
            out
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOX: PictureBox = PictureBox {
        x: 10.0,
        y: 10.0,
        width: 44.0,
        height: 44.0,
    };

    #[test]
    fn markup_in_a_name_stays_text_and_nothing_is_styled_inline() {
        let picture = PictureView {
            width: 100.0,
            height: 100.0,
            opens_at: 0.0,
            family: BOX,
            homes: vec![],
            groups: vec![BOX],
            lines: vec![],
            ties: vec![],
            faces: vec![PictureFace {
                id: "tom".to_owned(),
                kind: PictureNodeKind::Professional,
                x: 32.0,
                y: 32.0,
                radius: 22.0,
                initials: "<b>".to_owned(),
                initials_size: 12.0,
                rim: Some(LineStyle::Older),
                is_current: true,
                is_deceased: false,
            }],
            labels: vec![PictureLabel {
                text: "<script>".to_owned(),
                x: 32.0,
                y: 70.0,
                size: 12.0,
                is_name: true,
            }],
            nodes: vec![PictureNode {
                id: "tom".to_owned(),
                person: None,
                practitioner: None,
                kind: PictureNodeKind::Professional,
                bounds: BOX,
                description: "<script>, \"nurse\"".to_owned(),
            }],
            key: vec![],
            summary: "\"><i>".to_owned(),
        };
        let drawn = svg(
            &picture,
            &Links {
                case: "11".repeat(32).parse().unwrap(),
            },
            "narrow",
        );
        assert!(drawn.contains("&lt;script&gt;") && drawn.contains("&quot;nurse&quot;"));
        assert!(!drawn.contains("<script") && !drawn.contains("<i>") && !drawn.contains("<b>"));
        assert!(!drawn.contains("style="));
    }
}
