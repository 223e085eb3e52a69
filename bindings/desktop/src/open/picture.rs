//! The picture as inline SVG.
//!
//! Classes only, no inline style: the style sheet decides the colours, and the content security
//! policy forbids anything else. Dashes and widths are attributes, so that what a line says does
//! not hang on colour.

use std::fmt::Write as _;

use patchwork_client::{
    CaseId, LineStyle, PictureBox, PictureFace, PictureFocus, PictureHeld, PictureLabel,
    PictureMark, PictureNode, PictureNodeKind, PictureTie, PictureView, TextStyle, TieKind,
};

use super::in_address::in_address;

/// Where the targets of a picture lead.
pub(crate) struct Links {
    pub(crate) case: CaseId,
    /// Whether those are shown whose part is over.
    pub(crate) past: bool,
}

impl Links {
    /// The page of the picture with this in focus.
    pub(crate) fn to(&self, focus: &PictureFocus) -> String {
        let mut address = format!("/cases/{}", self.case);
        let mut mark = '?';
        let mut add = |name: &str, value: &str| {
            let _ = write!(address, "{mark}{name}={}", in_address(value));
            mark = '&';
        };
        match focus {
            PictureFocus::Whole => {}
            PictureFocus::Group { id } => add("group", id),
            PictureFocus::Person { id } => add("person", id),
        }
        if self.past {
            add("past", "yes");
        }
        address
    }

    fn of(&self, node: &PictureNode) -> Option<String> {
        if let Some(focus) = &node.leads_to {
            return Some(self.to(focus));
        }
        let is_held = node.kind == PictureNodeKind::Held;
        is_held.then(|| format!("/cases/{}/people", self.case))
    }
}

/// Draws it.
pub(crate) fn svg(picture: &PictureView, links: &Links, class: &str) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = draw(&mut out, picture, Some(links), class);
    out
}

/// Draws it where nothing leads anywhere.
pub(crate) fn without_links(picture: &PictureView) -> String {
    let mut out = String::new();
    let _ = draw(&mut out, picture, None, "still");
    out
}

/// How high a page's part of the picture is for its width: 225 mm for 182 mm of A4.
const PAGE: f32 = 225.0 / 182.0;

/// Draws it for paper, a drawing for each page that it takes.
pub(crate) fn on_paper(picture: &PictureView) -> Vec<String> {
    let parts = pages(picture);
    parts.iter().map(without_links).collect()
}

/// The parts of a picture that have room on a page each. A part ends where no face, words or agency
/// stand, and beside the family rather than within it; where there is no such place, at the page's
/// end.
fn pages(picture: &PictureView) -> Vec<PictureView> {
    let most = picture.width * PAGE + 0.5;
    let reach = |one: &PictureBox| (one.y, one.y + one.height);
    let groups = picture.groups.iter().map(|group| reach(&group.bounds));
    let faces = picture.faces.iter();
    let faces = faces.map(|face| (face.y - face.radius, face.y + face.radius));
    let labels = picture.labels.iter().map(|label| reach(&label.bounds));
    let kept: Vec<(f32, f32)> = groups.chain(faces).chain(labels).collect();
    let family = reach(&picture.family);
    let is_open = |at: f32| kept.iter().all(|(top, end)| at <= *top || at >= *end);
    let end_after = |from: f32| {
        let within = |at: &f32| *at > from && *at <= from + most && is_open(*at);
        let ends = || kept.iter().map(|(_, end)| end + 1.0).filter(within);
        let beside = ends().filter(|at| *at <= family.0 || *at >= family.1);
        let last = |one: f32, other: f32| one.max(other);
        let best = beside.reduce(last).or_else(|| ends().reduce(last));
        best.unwrap_or(from + most)
    };
    let mut parts = Vec::new();
    let mut from = 0.0;
    while picture.height - from > most {
        let end = end_after(from);
        parts.push(part(picture, from, end));
        from = end;
    }
    parts.push(part(picture, from, picture.height));
    parts
}

/// What stands between two heights, moved up to the top. Lines are cut where the part ends.
fn part(picture: &PictureView, from: f32, to: f32) -> PictureView {
    let mut part = picture.clone();
    part.height = to - from;
    let is_in = |top: f32, height: f32| top < to && top + height > from;
    let up = |one: &mut PictureBox| one.y -= from;
    let points_up =
        |path: &mut Vec<f32>| path.iter_mut().skip(1).step_by(2).for_each(|y| *y -= from);
    part.groups
        .retain(|one| is_in(one.bounds.y, one.bounds.height));
    part.labels
        .retain(|one| is_in(one.bounds.y, one.bounds.height));
    part.faces
        .retain(|one| is_in(one.y - one.radius, one.radius * 2.0));
    up(&mut part.family);
    for home in &mut part.homes {
        home.boxes.iter_mut().for_each(up);
    }
    for group in &mut part.groups {
        up(&mut group.bounds);
    }
    for label in &mut part.labels {
        up(&mut label.bounds);
        for line in &mut label.lines {
            line.baseline -= from;
        }
    }
    for face in &mut part.faces {
        face.y -= from;
    }
    for line in &mut part.lines {
        points_up(&mut line.path);
    }
    for tie in &mut part.ties {
        points_up(&mut tie.path);
        points_up(&mut tie.strokes);
    }
    part
}

/// A short sample of a mark, for the key.
#[allow(clippy::trivially_copy_pass_by_ref)] // templates pass references
pub(crate) fn sample(mark: &PictureMark) -> String {
    let tie = |kind| format!("<path class=\"tie\" d=\"M2 10H42\"{}/>", tie_dashes(kind));
    let drawn = match mark {
        PictureMark::Contact { style } => format!(
            "<path class=\"line {}\" d=\"M2 10H42\" {}/>",
            style.code_name(),
            stroke(*style)
        ),
        PictureMark::Tie {
            kind: kind @ TieKind::FormerPartner,
        } => format!(
            "{}<path class=\"tie\" d=\"M18 16L22 4M22 16L26 4\"/>",
            tie(*kind)
        ),
        PictureMark::Tie {
            kind: kind @ TieKind::Sibling,
        } => format!("{}<path class=\"tie\" d=\"M2 10V17M42 10V17\"/>", tie(*kind)),
        PictureMark::Tie {
            kind: TieKind::Parent,
        } => "<path class=\"tie\" d=\"M22 8V12\"/><circle class=\"face family\" cx=\"22\" cy=\"4.5\" r=\"3.5\"/><circle class=\"face family\" cx=\"22\" cy=\"15.5\" r=\"3.5\"/>".to_owned(),
        PictureMark::Tie { kind } => tie(*kind),
        PictureMark::Home => {
            "<rect class=\"home\" x=\"2\" y=\"2\" width=\"40\" height=\"16\" rx=\"8\"/>".to_owned()
        }
        PictureMark::Group => {
            "<rect class=\"band\" x=\"2\" y=\"2\" width=\"40\" height=\"16\" rx=\"6\"/>".to_owned()
        }
        PictureMark::Deceased => {
            "<circle class=\"face family\" cx=\"22\" cy=\"10\" r=\"8\"/><path class=\"tie\" d=\"M16 16L28 4\"/>"
                .to_owned()
        }
        PictureMark::New => "<circle class=\"new\" cx=\"22\" cy=\"10\" r=\"5\"/>".to_owned(),
    };
    format!(
        "<svg class=\"sample\" viewBox=\"0 0 44 20\" width=\"44\" height=\"20\" aria-hidden=\"true\" focusable=\"false\">{drawn}</svg>"
    )
}

fn tie_dashes(kind: TieKind) -> &'static str {
    if kind == TieKind::Carer {
        " stroke-dasharray=\"4 3\""
    } else {
        ""
    }
}

fn draw(
    out: &mut String,
    picture: &PictureView,
    links: Option<&Links>,
    class: &str,
) -> std::fmt::Result {
    let (w, h) = (picture.width, picture.height);
    write!(
        out,
        "<svg class=\"picture {class}\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" role=\"group\" aria-label=\"{}\">",
        escaped(&picture.summary)
    )?;
    out.push_str("<g aria-hidden=\"true\">");
    rounded(out, "family", 26, &picture.family)?;
    for home in &picture.homes {
        write!(out, "<g data-id=\"{}\">", escaped(&home.id))?;
        for one in &home.boxes {
            rounded(out, "home", 16, one)?;
        }
        out.push_str("</g>");
    }
    for group in &picture.groups {
        write!(out, "<g data-id=\"{}\">", escaped(&group.id))?;
        rounded(out, "band", 14, &group.bounds)?;
        if group.news.is_some() {
            let PictureBox { x, y, width, .. } = group.bounds;
            new_mark(out, x + width - 12.0, y + 12.0)?;
        }
        out.push_str("</g>");
    }
    for held in &picture.held {
        open_place(out, held)?;
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
    for one in &picture.ties {
        tie(out, one)?;
    }
    for one in &picture.faces {
        write!(out, "<g data-id=\"{}\">", escaped(&one.id))?;
        face(out, one)?;
        out.push_str("</g>");
    }
    for one in &picture.labels {
        label(out, one)?;
    }
    out.push_str("</g>");
    if let Some(links) = links {
        out.push_str("<g role=\"list\">");
        for node in &picture.nodes {
            target(out, node, links)?;
        }
        out.push_str("</g>");
    }
    out.push_str("</svg>");
    Ok(())
}

fn tie(out: &mut String, tie: &PictureTie) -> std::fmt::Result {
    write!(
        out,
        "<path class=\"tie\" d=\"{}\"{}/>",
        way(&tie.path),
        tie_dashes(tie.kind)
    )?;
    for stroke in tie.strokes.chunks_exact(4) {
        if let [x1, y1, x2, y2] = stroke {
            write!(out, "<path class=\"tie\" d=\"M{x1} {y1}L{x2} {y2}\"/>")?;
        }
    }
    Ok(())
}

/// A circle with a plus, in a dashed shape where it stands for an agency.
fn open_place(out: &mut String, held: &PictureHeld) -> std::fmt::Result {
    if let Some(bounds) = &held.bounds {
        rounded(out, "open-place", 14, bounds)?;
    }
    let PictureHeld { x, y, radius, .. } = held;
    write!(
        out,
        "<circle class=\"open-place\" cx=\"{x}\" cy=\"{y}\" r=\"{:.1}\"/><path class=\"plus\" d=\"M{:.1} {y}H{:.1}M{x} {:.1}V{:.1}\"/>",
        radius - 1.0,
        x - 8.0,
        x + 8.0,
        y - 8.0,
        y + 8.0
    )
}

/// What is new: a small disc.
fn new_mark(out: &mut String, x: f32, y: f32) -> std::fmt::Result {
    write!(
        out,
        "<circle class=\"new\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5\"/>"
    )
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
    if face.is_focused {
        write!(
            out,
            "<circle class=\"looked-at\" cx=\"{x}\" cy=\"{y}\" r=\"{}\"/>",
            r + 2.5
        )?;
    }
    write!(
        out,
        "<circle class=\"face {class}{past}\" cx=\"{x}\" cy=\"{y}\" r=\"{}\" {}/>",
        r - 1.5,
        face.rim.map(stroke).unwrap_or_default()
    )?;
    let size = face.initials_size;
    write!(
        out,
        "<text class=\"initials {class}{past}\" x=\"{x}\" y=\"{:.1}\" font-size=\"{size:.1}\">{}</text>",
        y + size * 0.36,
        escaped(&face.initials)
    )?;
    let reach = r * 0.7;
    if face.is_deceased {
        write!(
            out,
            "<path class=\"tie\" d=\"M{:.1} {:.1}L{:.1} {:.1}\"/>",
            x - reach,
            y + reach,
            x + reach,
            y - reach
        )?;
    }
    if face.news.is_some() {
        new_mark(out, x + reach, y - reach)?;
    }
    Ok(())
}

/// The lines of a label, and its box for whoever compares the two.
fn label(out: &mut String, label: &PictureLabel) -> std::fmt::Result {
    let PictureBox {
        x,
        y,
        width,
        height,
    } = label.bounds;
    write!(
        out,
        "<g class=\"label\" data-of=\"{}\" data-box=\"{x} {y} {width} {height}\">",
        escaped(&label.of)
    )?;
    let middle = x + width / 2.0;
    for line in &label.lines {
        let class = match line.style {
            TextStyle::Caption => "caption",
            TextStyle::Agency => "name agency",
            TextStyle::Name => "name",
        };
        write!(
            out,
            "<text class=\"{class}\" x=\"{middle:.2}\" y=\"{}\" font-size=\"{}\">{}</text>",
            line.baseline,
            line.size,
            escaped(&line.text)
        )?;
    }
    out.push_str("</g>");
    Ok(())
}

/// What takes the tap, the focus and the words of a screen reader.
fn target(out: &mut String, node: &PictureNode, links: &Links) -> std::fmt::Result {
    let href = links.of(node);
    let said = escaped(&node.description);
    let class = kind(node.kind);
    match &href {
        Some(href) => write!(
            out,
            "<g role=\"listitem\"><a class=\"{class}\" href=\"{}\" data-target=\"{}\"{} aria-label=\"{said}\">",
            escaped(href),
            escaped(&node.id),
            if node.leads_to.is_some() {
                " data-look"
            } else {
                ""
            }
        )?,
        None => write!(
            out,
            "<g role=\"listitem\"><g role=\"img\" aria-label=\"{said}\">"
        )?,
    }
    write!(out, "<title>{said}</title>")?;
    rounded(out, "hit", 14, &node.bounds)?;
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
    use patchwork_client::{News, PictureGroup, PictureLabelLine};

    use super::*;

    const BOX: PictureBox = PictureBox {
        x: 10.0,
        y: 10.0,
        width: 44.0,
        height: 44.0,
    };

    /// A picture of this height with an agency and a name in each of these places.
    fn picture_with(height: f32, rows: &[(f32, f32)]) -> PictureView {
        let bounds = |&(y, height): &(f32, f32)| PictureBox {
            x: 10.0,
            y,
            width: 100.0,
            height,
        };
        PictureView {
            width: 182.0,
            height,
            opens_at: 0.0,
            family: bounds(&(150.0, 120.0)),
            homes: vec![],
            groups: rows
                .iter()
                .map(|row| PictureGroup {
                    id: format!("group:{}", row.0),
                    agency: format!("At {}", row.0),
                    people: 1,
                    is_named: true,
                    bounds: bounds(row),
                    news: None,
                })
                .collect(),
            lines: vec![],
            ties: vec![],
            faces: vec![],
            labels: vec![],
            held: vec![],
            nodes: vec![],
            key: vec![],
            has_past: false,
            used_to_help: None,
            texts: vec![],
            summary: String::new(),
        }
    }

    #[test]
    fn a_picture_higher_than_a_page_goes_on_below_an_agency_and_beside_the_family() {
        let drawn = |parts: Vec<PictureView>| -> Vec<(f32, Vec<(String, f32)>)> {
            let groups = |part: PictureView| {
                let groups = part.groups.into_iter();
                groups.map(|one| (one.agency, one.bounds.y)).collect()
            };
            parts
                .into_iter()
                .map(|part| (part.height, groups(part)))
                .collect()
        };
        let at = |at: &str, y: f32| (at.to_owned(), y);
        let on_one = picture_with(225.0, &[(10.0, 100.0), (120.0, 100.0)]);
        assert_eq!(
            drawn(pages(&on_one)),
            [(225.0, vec![at("At 10", 10.0), at("At 120", 120.0)])]
        );
        let higher = picture_with(360.0, &[(10.0, 100.0), (20.0, 119.0), (300.0, 50.0)]);
        assert_eq!(
            drawn(pages(&higher)),
            [
                (140.0, vec![at("At 10", 10.0), at("At 20", 20.0)]),
                (220.0, vec![at("At 300", 160.0)]),
            ]
        );
        // Something that is higher than a page is cut, and nothing is lost.
        let heights: f32 = pages(&picture_with(900.0, &[(0.0, 900.0)]))
            .iter()
            .map(|part| part.height)
            .sum();
        assert!((heights - 900.0).abs() < 0.1);
    }

    #[test]
    fn markup_in_a_name_stays_text_and_nothing_is_styled_inline() {
        let picture = PictureView {
            width: 100.0,
            height: 100.0,
            opens_at: 0.0,
            family: BOX,
            homes: vec![],
            groups: vec![PictureGroup {
                id: "group:<i>\"".to_owned(),
                agency: "<i>".to_owned(),
                people: 1,
                is_named: true,
                bounds: BOX,
                news: None,
            }],
            lines: vec![],
            ties: vec![],
            faces: vec![PictureFace {
                id: "tom".to_owned(),
                group: None,
                kind: PictureNodeKind::Professional,
                x: 32.0,
                y: 32.0,
                radius: 22.0,
                initials: "<b>".to_owned(),
                initials_size: 12.0,
                rim: Some(LineStyle::Older),
                is_current: true,
                is_deceased: false,
                is_focused: false,
                news: Some(News::Words),
            }],
            labels: vec![PictureLabel {
                of: "tom\"<i>".to_owned(),
                bounds: BOX,
                lines: vec![PictureLabelLine {
                    text: "<script>".to_owned(),
                    style: TextStyle::Name,
                    size: 12.0,
                    baseline: 70.0,
                }],
                is_cut: false,
            }],
            held: vec![],
            nodes: vec![PictureNode {
                id: "group:\"><i>".to_owned(),
                person: None,
                practitioner: None,
                kind: PictureNodeKind::Group,
                leads_to: Some(PictureFocus::Group {
                    id: "group:\"><i> & é".to_owned(),
                }),
                bounds: BOX,
                description: "<script>, \"nurse\"".to_owned(),
            }],
            key: vec![],
            has_past: false,
            used_to_help: None,
            texts: vec![],
            summary: "\"><i>".to_owned(),
        };
        let links = Links {
            case: "11".repeat(32).parse().unwrap(),
            past: true,
        };
        let drawn = svg(&picture, &links, "narrow");
        assert!(drawn.contains("?group=group%3A%22%3E%3Ci%3E%20%26%20%C3%A9&amp;past=yes"));
        assert!(drawn.contains("&lt;script&gt;") && drawn.contains("&quot;nurse&quot;"));
        assert!(!drawn.contains("<script") && !drawn.contains("<i>") && !drawn.contains("<b>"));
        assert!(!drawn.contains("style="));
    }
}
