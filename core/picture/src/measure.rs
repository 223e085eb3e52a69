//! How wide texts run: measured by whoever draws, estimated where a width is missing.

use std::collections::BTreeMap;

use crate::network::Network;
use crate::words;

/// How a text is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TextStyle {
    /// A person's name: half bold.
    Name,
    /// What is said of a person, or a count: plain and quiet.
    Caption,
    /// An agency's name: half bold.
    Agency,
}

impl TextStyle {
    /// Its size in dp at a text scale of 1.
    pub const fn size_dp(self) -> f64 {
        match self {
            Self::Name | Self::Agency => 13.0,
            Self::Caption => 11.5,
        }
    }

    /// From one baseline to the next, in dp at a text scale of 1.
    pub const fn line_dp(self) -> f64 {
        match self {
            Self::Name | Self::Agency => 16.0,
            Self::Caption => 14.0,
        }
    }
}

/// Widths in dp as the platform measured them at the reader's own text size.
///
/// A width that is missing is estimated on the generous side for a wide sans-serif. What is
/// shortened cannot have been measured: its estimate is stretched as the whole text's
/// measured width exceeds its estimate.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Measured {
    /// Widths by style and text.
    pub widths: BTreeMap<TextStyle, BTreeMap<String, f64>>,
}

impl Measured {
    /// Keeps a width; one that is no length is not kept.
    pub fn insert(&mut self, style: TextStyle, text: String, width_dp: f64) {
        if width_dp.is_finite() && width_dp >= 0.0 {
            self.widths.entry(style).or_default().insert(text, width_dp);
        }
    }

    pub(crate) fn width(&self, text: &str, style: TextStyle, scale: f64) -> f64 {
        self.measured(text, style)
            .unwrap_or_else(|| estimate(text, style, scale))
    }

    /// The width of a part of a text.
    pub(crate) fn width_of_part(&self, part: &str, of: &str, style: TextStyle, scale: f64) -> f64 {
        let stretch = self.measured(of, style).map_or(1.0, |whole| {
            (whole / estimate(of, style, scale).max(1.0)).max(1.0)
        });
        self.measured(part, style)
            .unwrap_or_else(|| estimate(part, style, scale) * stretch)
    }

    fn measured(&self, text: &str, style: TextStyle) -> Option<f64> {
        self.widths.get(&style)?.get(text).copied()
    }
}

/// A text of more words is broken onto lines by estimate.
const MOST_WORDS: usize = 7;

/// The texts that the platform should measure for a picture of this network: each as a whole, and
/// every run of its words, which may stand on a line of their own.
pub fn texts(network: &Network) -> Vec<(TextStyle, String)> {
    let mut texts = Vec::new();
    let mut add = |style: TextStyle, text: String| {
        let words: Vec<&str> = text.split_whitespace().take(MOST_WORDS).collect();
        for first in 0..words.len() {
            for last in first..words.len() {
                texts.extend(words.get(first..=last).map(|run| (style, run.join(" "))));
            }
        }
        texts.push((style, text));
    };
    for person in &network.people {
        add(TextStyle::Name, words::name(person));
        add(TextStyle::Name, words::calling_name(person).to_owned());
        add(TextStyle::Caption, words::caption(person));
        if person.kind.is_around() {
            add(TextStyle::Agency, words::agency(person));
            add(TextStyle::Caption, words::name(person));
        }
    }
    texts.sort_unstable();
    texts.dedup();
    texts
}

fn estimate(text: &str, style: TextStyle, scale: f64) -> f64 {
    let weight = match style {
        TextStyle::Name | TextStyle::Agency => 1.06,
        TextStyle::Caption => 1.0,
    };
    text.chars().map(em).sum::<f64>() * style.size_dp() * weight * scale
}

fn em(c: char) -> f64 {
    match c {
        // Points and vowel signs of Hebrew and Arabic stand over and under the letters too.
        '\u{0300}'..='\u{036F}'
        | '\u{0591}'..='\u{05BD}'
        | '\u{0610}'..='\u{061A}'
        | '\u{064B}'..='\u{065F}'
        | '\u{200B}'..='\u{200F}'
        | '\u{FE00}'..='\u{FE0F}' => 0.0,
        'i' | 'l' | 'j' | 't' | 'f' | 'r' | 'I' | ' ' | '.' | ',' | '\'' | '’' | '-' => 0.38,
        'm' | 'w' | 'M' | 'W' | '…' => 0.95,
        'A'..='Z' => 0.7,
        'a'..='z' | '0'..='9' => 0.6,
        '\u{0590}'..='\u{08FF}' => 0.68,
        c if u32::from(c) >= 0x0590 => 1.05,
        _ => 0.72,
    }
}
