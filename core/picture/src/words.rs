//! Words that fit: how wide they run, how to shorten them, what is read aloud.

use crate::{
    network::{Kind, Node},
    picture::LineStyle,
};

/// About how wide a text runs, in dp. An estimate for a plain sans-serif, on the generous side:
/// this crate has no font, and whoever draws it may use any.
pub(crate) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(em).sum::<f64>() * size
}

fn em(c: char) -> f64 {
    match c {
        '\u{0300}'..='\u{036F}' | '\u{200B}'..='\u{200F}' | '\u{FE00}'..='\u{FE0F}' => 0.0,
        'i' | 'l' | 'j' | 't' | 'f' | 'r' | 'I' | ' ' | '.' | ',' | '\'' | '’' | '-' => 0.36,
        'm' | 'w' | 'M' | 'W' | '…' => 0.9,
        'A'..='Z' => 0.7,
        c if u32::from(c) >= 0x1100 => 1.0,
        _ => 0.58,
    }
}

/// The text if it fits, else as much as fits with an ellipsis; `None` if not even two letters do.
pub(crate) fn shorten(text: &str, size: f64, room: f64) -> Option<String> {
    if width(text, size) <= room {
        return Some(text.to_owned());
    }
    let mut short = String::new();
    for c in text.chars() {
        if width(&short, size) + (em(c) + em('…')) * size > room {
            break;
        }
        short.push(c);
    }
    let short = short.trim_end_matches(|c: char| c.is_whitespace() || c == '\u{200D}' || c == '-');
    (short.chars().count() >= 2).then(|| format!("{short}…"))
}

/// The whole name if it fits, else the word by which people know it, shortened where it must be.
pub(crate) fn short_name(name: &str, size: f64, room: f64) -> Option<String> {
    if width(name, size) <= room {
        return Some(name.to_owned());
    }
    shorten(calling_name(name), size, room)
}

/// The first word; after a title, the last.
fn calling_name(name: &str) -> &str {
    let mut words = name.split_whitespace();
    let first = words.next().unwrap_or(name);
    if is_title(first) {
        words.next_back().unwrap_or(first)
    } else {
        first
    }
}

fn is_title(word: &str) -> bool {
    const TITLES: [&str; 9] = ["dr", "mr", "mrs", "ms", "miss", "mx", "prof", "rev", "sir"];
    TITLES.contains(&word.trim_end_matches('.').to_lowercase().as_str())
}

/// The letters for the face: those given, else the first letters of the first and last word.
pub(crate) fn initials(node: &Node) -> String {
    if !node.initials.trim().is_empty() {
        return node.initials.trim().chars().take(3).collect();
    }
    let mut words = node
        .name
        .split_whitespace()
        .skip_while(|word| is_title(word));
    let first = words.next().and_then(|w| w.chars().next());
    let last = words.last().and_then(|w| w.chars().next());
    let letters: String = first
        .into_iter()
        .chain(last)
        .flat_map(char::to_uppercase)
        .collect();
    if letters.is_empty() {
        "?".to_owned()
    } else {
        letters
    }
}

/// The line below the name: what a professional's agency is, what anyone else is to the child.
pub(crate) fn caption(node: &Node) -> String {
    let said = match node.kind {
        Kind::Professional if !node.role.is_empty() => &node.role,
        Kind::Professional => &node.agency,
        _ => &node.role,
    };
    match (node.deceased, node.current) {
        (true, _) => "died".to_owned(),
        (false, false) => format!("was {said}"),
        (false, true) => said.clone(),
    }
}

/// What a screen reader says for one person.
pub(crate) fn spoken(node: &Node) -> String {
    let mut said = vec![node.name.clone()];
    said.extend(
        [&node.role, &node.agency]
            .into_iter()
            .filter(|s| !s.is_empty())
            .cloned(),
    );
    if node.deceased {
        said.push("has died".to_owned());
    } else if !node.current {
        said.push(LineStyle::Past.label().to_owned());
    }
    if node.kind != Kind::Child && !node.deceased {
        said.push(LineStyle::of(node.last_contact).label().to_owned());
    }
    said.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_gives_its_first_word_and_then_an_ellipsis() {
        assert_eq!(
            short_name("Joan Field", 12.0, 90.0).as_deref(),
            Some("Joan Field")
        );
        assert_eq!(
            short_name("Joan Field", 12.0, 40.0).as_deref(),
            Some("Joan")
        );
        assert_eq!(
            short_name("Oluwaseun Adeyemi", 12.0, 50.0).as_deref(),
            Some("Oluwa…")
        );
        assert_eq!(short_name("Oluwaseun", 12.0, 12.0), None);
        assert_eq!(
            short_name("Dr Raj Patel", 12.0, 40.0).as_deref(),
            Some("Patel")
        );
    }
}
