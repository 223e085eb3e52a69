//! The picture as inline SVG.
//!
//! Classes only, no inline style: the style sheet decides the colours, and the content security
//! policy forbids anything else. Dashes and widths are attributes, so that what a line says does
//! not hang on colour.

use std::fmt::Write as _;

use patchwork_client::{CaseId, LineStyle, PictureNode, PictureNodeKind, PictureView};

/// Where the faces lead.
pub(crate) struct Links {
    pub(crate) case: CaseId,
}

impl Links {
    fn of(&self, node: &PictureNode) -> Option<String> {
        let case = self.case;
        match (node.kind, node.person, node.practitioner) {
            (PictureNodeKind::Child, ..) => None,
            (PictureNodeKind::Family | PictureNodeKind::Professional, Some(person), _) => {
                Some(format!("/cases/{case}/people/{person}"))
            }
            (PictureNodeKind::Professional, None, Some(practitioner)) => {
                Some(format!("/directory/{practitioner}"))
            }
            // A badge of several people opens the list.
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
pub(crate) fn line_sample(style: LineStyle) -> String {
    format!(
        "<svg class=\"line-sample\" viewBox=\"0 0 44 10\" width=\"44\" height=\"10\" aria-hidden=\"true\" focusable=\"false\"><path class=\"line {}\" d=\"M2 5H42\" {}/></svg>",
        style.code_name(),
        stroke(style)
    )
}

fn draw(out: &mut String, picture: &PictureView, links: &Links, class: &str) -> std::fmt::Result {
    let (w, h) = (picture.width, picture.height);
    write!(
        out,
        "<svg class=\"picture {class}\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" role=\"group\" aria-label=\"{}\">",
        escaped(&picture.summary)
    )?;
    bands(out, picture)?;
    out.push_str("<g aria-hidden=\"true\">");
    for line in &picture.lines {
        write!(
            out,
            "<path class=\"line {}\" d=\"M{:.1} {:.1}L{:.1} {:.1}\" {}/>",
            line.style.code_name(),
            line.x1,
            line.y1,
            line.x2,
            line.y2,
            stroke(line.style)
        )?;
    }
    out.push_str("</g><g role=\"list\">");
    for node in &picture.nodes {
        face(out, picture, node, links)?;
    }
    out.push_str("</g></svg>");
    Ok(())
}

/// A band behind the faces of one agency, all alike.
fn bands(out: &mut String, picture: &PictureView) -> std::fmt::Result {
    let mut sectors: Vec<(u32, Vec<&PictureNode>)> = Vec::new();
    // Sector 0 is nobody's: family and the child.
    let outside = |node: &&PictureNode| node.sector != 0;
    for node in picture.nodes.iter().filter(outside) {
        match sectors
            .iter_mut()
            .find(|(sector, _)| *sector == node.sector)
        {
            Some((_, nodes)) => nodes.push(node),
            None => sectors.push((node.sector, vec![node])),
        }
    }
    out.push_str("<g aria-hidden=\"true\">");
    for (_, mut nodes) in sectors {
        start_after_the_widest_gap(&mut nodes);
        let mut path = String::new();
        for (i, node) in nodes.iter().enumerate() {
            write!(
                path,
                "{}{:.1} {:.1}",
                if i == 0 { "M" } else { "L" },
                node.x,
                node.y
            )?;
        }
        if nodes.len() == 1 {
            path.push_str("h.01");
        }
        let thickness = nodes.first().map_or(44.0, |n| n.radius * 2.0) + 9.0;
        write!(
            out,
            "<path class=\"band\" d=\"{path}\" stroke-width=\"{thickness:.1}\"/>"
        )?;
    }
    out.push_str("</g>");
    Ok(())
}

/// Faces come clockwise from the top, so a band over the top comes in two ends: join them there.
fn start_after_the_widest_gap(nodes: &mut [&PictureNode]) {
    let apart = |a: &PictureNode, b: &PictureNode| (a.x - b.x).hypot(a.y - b.y);
    let gaps = nodes
        .iter()
        .zip(nodes.iter().cycle().skip(1))
        .map(|(a, b)| apart(a, b));
    let widest = gaps
        .enumerate()
        .max_by(|(_, a), (_, b)| a.total_cmp(b))
        .map_or(0, |(i, _)| i);
    if !nodes.is_empty() {
        nodes.rotate_left((widest + 1) % nodes.len());
    }
}

fn face(
    out: &mut String,
    picture: &PictureView,
    node: &PictureNode,
    links: &Links,
) -> std::fmt::Result {
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
    let (x, y, r) = (node.x, node.y, node.radius);
    write!(
        out,
        "<title>{said}</title><circle class=\"hit\" cx=\"{x}\" cy=\"{y}\" r=\"{}\"/>",
        node.hit.max(22.0)
    )?;
    write!(
        out,
        "<circle class=\"face {}{}\" cx=\"{x}\" cy=\"{y}\" r=\"{}\"",
        kind(node),
        if node.is_current { "" } else { " past" },
        r - 1.5
    )?;
    // The rim repeats the line to the child, which another face may cover.
    if let Some(line) = picture
        .lines
        .iter()
        .find(|l| near(l.x2, l.y2, node) || near(l.x1, l.y1, node))
    {
        write!(out, " {}", stroke(line.style))?;
    }
    let letters = if node.initials.chars().count() > 2 {
        12.0
    } else {
        15.0
    } * r
        / 22.0;
    write!(
        out,
        "/><text class=\"initials {}\" x=\"{x}\" y=\"{:.1}\" font-size=\"{letters:.1}\" aria-hidden=\"true\">{}</text>",
        kind(node),
        y + letters * 0.36,
        escaped(&node.initials)
    )?;
    let mut baseline = y + r + 3.0;
    for (i, line) in node.label.iter().enumerate() {
        let (class, size) = if i == 0 {
            ("name", node.label_size)
        } else {
            ("caption", node.label_size * 0.88)
        };
        baseline += size * if i == 0 { 1.0 } else { 1.15 };
        write!(
            out,
            "<text class=\"{class}\" x=\"{x}\" y=\"{baseline:.1}\" font-size=\"{size:.1}\" aria-hidden=\"true\">{}</text>",
            escaped(line)
        )?;
    }
    out.push_str(if href.is_some() {
        "</a></g>"
    } else {
        "</g></g>"
    });
    Ok(())
}

fn near(x: f32, y: f32, node: &PictureNode) -> bool {
    node.kind != PictureNodeKind::Child
        && ((x - node.x).hypot(y - node.y) - node.radius).abs() < 1.5
}

fn kind(node: &PictureNode) -> &'static str {
    match node.kind {
        PictureNodeKind::Child => "child",
        PictureNodeKind::Family => "family",
        PictureNodeKind::Professional => "professional",
        PictureNodeKind::Group => "group",
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

    fn node(name: &str, x: f32) -> PictureNode {
        PictureNode {
            person: None,
            practitioner: None,
            kind: PictureNodeKind::Professional,
            x,
            y: 40.0,
            radius: 22.0,
            hit: 22.0,
            initials: "<b>".to_owned(),
            label: vec![name.to_owned()],
            label_size: 12.0,
            description: format!("{name}, \"nurse\""),
            sector: 1,
            is_current: true,
        }
    }

    #[test]
    fn markup_in_a_name_stays_text_and_nothing_is_styled_inline() {
        let picture = PictureView {
            width: 100.0,
            height: 100.0,
            nodes: vec![node("<script>", 10.0), node("Tom", 60.0)],
            lines: vec![],
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
