//! A picture as SVG, to be looked at.
#![allow(dead_code, missing_docs, unreachable_pub)]

use std::fmt::Write as _;

use patchwork_picture::{Kind, LineStyle, Path, PictureLayout, Point, Rect, TextStyle, TieKind};

const STYLE: &str = "
svg{--ground:#fff;--family:#fdf3e6;--familyrim:#ecd6b8;--home:#f8dcb4;--card:#eef3f0;--ink:#16302f;--quiet:#4b605e;--rim:#55706c;--tie:#8a6a45;--face:#fff;--kin:#fbe0c3;--kinink:#5b3716;--child:#1b5e5a;--onchild:#fff;--new:#0b57d0;background:var(--ground);font-family:'DejaVu Sans',sans-serif;font-stretch:normal}
.dark svg,svg.dark{--ground:#182322;--family:#2b261e;--familyrim:#4a3f2e;--home:#4a3820;--card:#223130;--ink:#e7efed;--quiet:#a8bab7;--rim:#9fb6b2;--tie:#c9a77c;--face:#182322;--kin:#5a4226;--kinink:#f8dfc3;--child:#7fd0c6;--onchild:#06211f;--new:#a8c7ff}
text{text-anchor:middle;fill:var(--ink)}
";

pub fn svg(picture: &PictureLayout, dark: bool) -> String {
    let mut out = String::new();
    let (w, h) = (picture.width, picture.height);
    let class = if dark { "dark" } else { "light" };
    writeln!(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"{class}\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\"><style>{STYLE}</style><rect width=\"{w}\" height=\"{h}\" fill=\"var(--ground)\"/>").unwrap();
    rect(
        &mut out,
        &picture.family,
        26.0,
        "fill=\"var(--family)\" stroke=\"var(--familyrim)\"",
    );
    for home in &picture.homes {
        for one in &home.boxes {
            rect(&mut out, one, 16.0, "fill=\"var(--home)\"");
        }
    }
    for group in &picture.groups {
        rect(&mut out, &group.bounds, 14.0, "fill=\"var(--card)\"");
    }
    for contact in &picture.contacts {
        path(&mut out, &contact.path, &stroke(contact.style, "--rim"));
    }
    for tie in &picture.ties {
        let dashes = if tie.kind == TieKind::Carer {
            " stroke-dasharray=\"4 3\""
        } else {
            ""
        };
        let stroke = format!("stroke=\"var(--tie)\" stroke-width=\"1.5\"{dashes}");
        path(&mut out, &tie.path, &stroke);
        for (a, b) in &tie.strokes {
            writeln!(
                out,
                "<path d=\"M{} {}L{} {}\" stroke=\"var(--tie)\" stroke-width=\"1.5\"/>",
                a.x, a.y, b.x, b.y
            )
            .unwrap();
        }
    }
    for face in &picture.faces {
        let (fill, ink) = match face.kind {
            Kind::Child => ("--child", "--onchild"),
            Kind::Family | Kind::Friend => ("--kin", "--kinink"),
            Kind::Helper => ("--face", "--ink"),
        };
        let pale = if face.current { 1.0 } else { 0.55 };
        let rim = face.rim.map_or_else(
            || "stroke=\"var(--ground)\" stroke-width=\"2\"".to_owned(),
            |rim| stroke(rim, "--rim"),
        );
        let Point { x, y } = face.center;
        writeln!(out, "<g opacity=\"{pale}\"><circle cx=\"{x}\" cy=\"{y}\" r=\"{}\" fill=\"var({fill})\" {rim}/><text x=\"{x}\" y=\"{}\" font-size=\"{}\" style=\"fill:var({ink})\" font-weight=\"600\">{}</text></g>", face.radius - 1.0, y + face.text_dp * 0.36, face.text_dp, escaped(&face.initials)).unwrap();
        let r = face.radius * 0.7;
        if face.deceased {
            writeln!(
                out,
                "<path d=\"M{} {}L{} {}\" stroke=\"var(--kinink)\" stroke-width=\"1.5\"/>",
                x - r,
                y + r,
                x + r,
                y - r
            )
            .unwrap();
        }
        if face.news.is_some() {
            writeln!(out, "<circle cx=\"{}\" cy=\"{}\" r=\"5\" fill=\"var(--new)\" stroke=\"var(--ground)\" stroke-width=\"1.5\"/>", x + r, y - r).unwrap();
        }
    }
    for held in &picture.held {
        if let Some(bounds) = &held.bounds {
            rect(
                &mut out,
                bounds,
                14.0,
                "fill=\"none\" stroke=\"var(--rim)\" stroke-dasharray=\"4 4\"",
            );
        }
        let Point { x, y } = held.center;
        writeln!(out, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{}\" fill=\"none\" stroke=\"var(--rim)\" stroke-dasharray=\"4 4\"/><path d=\"M{} {y}h16M{x} {}v16\" stroke=\"var(--rim)\" stroke-width=\"2\"/>", held.radius - 1.0, x - 8.0, y - 8.0).unwrap();
    }
    for label in &picture.labels {
        for line in &label.lines {
            let (weight, fill) = match line.style {
                TextStyle::Caption => ("400", "--quiet"),
                _ => ("600", "--ink"),
            };
            writeln!(out, "<text x=\"{}\" y=\"{}\" font-size=\"{}\" font-weight=\"{weight}\" style=\"fill:var({fill})\">{}</text>", label.bounds.center().x, line.baseline, line.text_dp, escaped(&line.text)).unwrap();
        }
    }
    out.push_str("</svg>\n");
    out
}

fn rect(out: &mut String, one: &Rect, radius: f64, paint: &str) {
    writeln!(
        out,
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{radius}\" {paint}/>",
        one.left, one.top, one.width, one.height
    )
    .unwrap();
}

fn path(out: &mut String, path: &Path, paint: &str) {
    let mut d = format!("M{} {}", path.start.x, path.start.y);
    for curve in &path.curves {
        write!(
            d,
            "C{} {} {} {} {} {}",
            curve.c1.x, curve.c1.y, curve.c2.x, curve.c2.y, curve.end.x, curve.end.y
        )
        .unwrap();
    }
    writeln!(out, "<path d=\"{d}\" fill=\"none\" {paint}/>").unwrap();
}

fn stroke(style: LineStyle, colour: &str) -> String {
    let dashes: Vec<String> = style.dashes().iter().map(f64::to_string).collect();
    let width = style.width();
    format!(
        "stroke=\"var({colour})\" stroke-width=\"{width}\" stroke-dasharray=\"{}\"",
        dashes.join(" ")
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
