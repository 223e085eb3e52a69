//! Sets names and captions: on one line, on more lines, or shortened.

use crate::{
    geometry::{Point, Rect, round},
    measure::{Measured, TextStyle},
    network::Medium,
    picture::{Label, LabelLine},
};

/// Sets text at one reader's size.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lettering<'a> {
    pub(crate) measured: &'a Measured,
    pub(crate) scale: f64,
    /// What it is set on: on a screen a text may be shortened, and a tap shows it whole. On paper
    /// each has as many lines as it takes.
    pub(crate) medium: Medium,
}

/// A text in a label, and how it may be set.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) text: String,
    /// What may stand instead where the text does not fit.
    pub(crate) instead: Option<String>,
    pub(crate) style: TextStyle,
    pub(crate) lines: usize,
}

impl Part {
    /// The same, with as many lines as it takes.
    fn uncut(&self) -> Self {
        Self {
            instead: None,
            lines: usize::MAX,
            ..self.clone()
        }
    }
}

/// Lines with the width of the widest.
struct Set {
    lines: Vec<String>,
    width: f64,
    cut: bool,
}

impl Lettering<'_> {
    pub(crate) fn width(&self, text: &str, style: TextStyle) -> f64 {
        self.measured.width(text, style, self.scale)
    }

    pub(crate) fn line(&self, style: TextStyle) -> f64 {
        style.line_dp() * self.scale
    }

    /// A label whose box is centred at `x` and at most `room` wide.
    pub(crate) fn label(&self, of: &str, parts: &[Part], x: f64, top: f64, room: f64) -> Label {
        let sized: Vec<(Part, f64)> = parts
            .iter()
            .map(|part| (part.clone(), self.smaller(part, room)))
            .collect();
        self.sized(of, &sized, x, top, room)
    }

    /// The same of texts that are set smaller by these factors.
    fn sized(&self, of: &str, parts: &[(Part, f64)], x: f64, top: f64, room: f64) -> Label {
        let mut label = Label {
            of: of.to_owned(),
            lines: Vec::new(),
            bounds: Rect::new(x, top, 0.0, 0.0),
            cut: false,
        };
        let mut width: f64 = 1.0;
        let mut bottom = top;
        for (place, (part, by)) in parts.iter().enumerate() {
            if part.text.is_empty() {
                continue;
            }
            let set = match self.medium {
                Medium::Screen => self.set(part, room / by),
                Medium::Paper => self.set(&part.uncut(), room / by),
            };
            width = width.max(set.width * by);
            label.cut |= set.cut && place == 0;
            for text in set.lines {
                let size = part.style.size_dp() * self.scale * by;
                let line = self.line(part.style) * by;
                label.lines.push(LabelLine {
                    text,
                    style: part.style,
                    text_dp: round(size),
                    baseline: round(bottom + (line - size) / 2.0 + size * 0.84),
                });
                bottom += line;
            }
        }
        label.bounds = Rect::new(
            round(x - width / 2.0),
            round(top),
            round(width),
            round(bottom - top),
        );
        label
    }

    /// By how much a text is set smaller where large letters leave no line room for its longest
    /// word: a word that is smaller is read more easily than one that is broken. It never becomes
    /// smaller than without the reader's own size.
    fn smaller(&self, part: &Part, room: f64) -> f64 {
        let words = part.text.split_whitespace();
        let widths = words.map(|word| {
            self.measured
                .width_of_part(word, &part.text, part.style, self.scale)
        });
        let widest = widths.fold(1.0, f64::max);
        // What has just room would have none after rounding.
        let least = 1.0 / self.scale.max(1.0);
        (room / widest * 0.999).clamp(least, 1.0)
    }

    /// How high a label of these parts is.
    pub(crate) fn height(&self, parts: &[Part], room: f64) -> f64 {
        self.label("", parts, 0.0, 0.0, room).bounds.height
    }

    /// How wide a text is at least when it is set whole on its lines, of which there are at most
    /// two.
    pub(crate) fn narrowest(&self, part: &Part) -> f64 {
        let whole = self.width(&part.text, part.style);
        let words: Vec<&str> = part.text.split_whitespace().collect();
        let width = |words: &[&str]| {
            let line = words.join(" ");
            self.measured
                .width_of_part(&line, &part.text, part.style, self.scale)
        };
        (1..words.len())
            .filter_map(|at| words.split_at_checked(at))
            .map(|(first, second)| width(first).max(width(second)))
            .fold(whole, f64::min)
            .ceil()
    }

    /// How wide the longest word of these texts is on paper, where nothing is broken that has room:
    /// as small as large letters may be set, and of the words that are no wider than `most`. On a
    /// screen no more room is made, where a tap shows a text whole.
    pub(crate) fn longest_word(&self, parts: &[Part], most: f64) -> f64 {
        if self.medium == Medium::Screen {
            return 0.0;
        }
        let words = parts.iter().flat_map(|part| {
            part.text
                .split_whitespace()
                .flat_map(|word| word.split_inclusive('-'))
                .map(|word| {
                    self.measured
                        .width_of_part(word, &part.text, part.style, self.scale)
                })
        });
        words
            .map(|width| (width / self.scale.max(1.0)).ceil())
            .filter(|width| *width <= most)
            .fold(0.0, f64::max)
    }

    fn set(&self, part: &Part, room: f64) -> Set {
        self.whole(part, room).unwrap_or_else(|| {
            let instead = part
                .instead
                .as_ref()
                .filter(|text| self.width(text, part.style) <= room);
            match instead {
                Some(text) => Set {
                    width: self.width(text, part.style),
                    lines: vec![text.clone()],
                    cut: true,
                },
                None => self.shortened(part, room),
            }
        })
    }

    fn whole(&self, part: &Part, room: f64) -> Option<Set> {
        let width = self.width(&part.text, part.style);
        if width <= room {
            return Some(Set {
                lines: vec![part.text.clone()],
                width,
                cut: false,
            });
        }
        let words: Vec<&str> = part.text.split_whitespace().collect();
        let lines = self.wrapped(&words, part, room);
        let widths: Vec<f64> = lines
            .iter()
            .map(|line| {
                self.measured
                    .width_of_part(line, &part.text, part.style, self.scale)
            })
            .collect();
        let widest = widths.into_iter().fold(0.0, f64::max);
        (lines.len() <= part.lines && widest <= room).then_some(Set {
            lines,
            width: widest,
            cut: false,
        })
    }

    /// Words onto lines; a word that is wider than the room has a line of its own.
    fn wrapped(&self, words: &[&str], part: &Part, room: f64) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in words {
            if let Some(last) = lines.last_mut() {
                let longer = format!("{last} {word}");
                let width = self
                    .measured
                    .width_of_part(&longer, &part.text, part.style, self.scale);
                if width <= room {
                    *last = longer;
                    continue;
                }
            }
            lines.push((*word).to_owned());
        }
        lines
    }

    /// As much as fits, broken within words where it must be, with an ellipsis at the end.
    fn shortened(&self, part: &Part, room: f64) -> Set {
        let width = |text: &str| {
            self.measured
                .width_of_part(text, &part.text, part.style, self.scale)
        };
        // A person is still called by the short name.
        let text = part.instead.as_ref().unwrap_or(&part.text);
        let mut lines = vec![String::new()];
        let mut cut = part.instead.is_some();
        // What is said of a person is not broken within a word.
        let first = text.split_whitespace().next().unwrap_or_default();
        let breaks = self.medium == Medium::Paper || part.style != TextStyle::Caption;
        let most = if !breaks && width(first) > room {
            1
        } else {
            part.lines
        };
        for c in text.chars() {
            let last_line = lines.len() >= most;
            let Some(line) = lines.last_mut() else { break };
            let mut longer = line.clone();
            longer.push(c);
            if width(&longer) <= room {
                *line = longer;
            } else if last_line {
                while line.chars().count() > 1 && width(&format!("{}…", trimmed(line))) > room {
                    line.pop();
                }
                *line = format!("{}…", trimmed(line));
                cut = true;
                if !breaks {
                    end_at_a_word(&mut lines, text, width, room);
                }
                break;
            } else if let Some(at) = line.rfind([' ', '-']) {
                // A hyphen stays at the end of its line.
                let rest = line.split_off(at + 1);
                lines.push(format!("{rest}{c}"));
            } else if c.is_whitespace() {
                lines.push(String::new());
            } else {
                lines.push(c.to_string());
            }
        }
        let lines: Vec<String> = lines
            .into_iter()
            .map(|line| line.trim().to_owned())
            .collect();
        let widest = lines.iter().map(|line| width(line)).fold(0.0, f64::max);
        Set {
            width: widest.min(room),
            lines,
            cut,
        }
    }

    /// The label with its first text whole and on one line, its other lines as they are: in the
    /// reader's own size, or as small as it stands there.
    pub(crate) fn uncut(&self, label: &Label, whole: &Part, as_it_stands: bool) -> Label {
        let center = label.bounds.center();
        let by = |line: &LabelLine| line.text_dp / (line.style.size_dp() * self.scale);
        let first = label.lines.first().filter(|_| as_it_stands);
        let whole_part = Part {
            lines: 1,
            ..whole.clone()
        };
        let mut parts = vec![(whole_part, first.map_or(1.0, by))];
        parts.extend(
            label
                .lines
                .iter()
                .filter(|line| line.style != whole.style)
                .map(|line| {
                    let part = Part {
                        text: line.text.clone(),
                        instead: None,
                        style: line.style,
                        lines: 1,
                    };
                    (part, by(line))
                }),
        );
        self.sized(&label.of, &parts, center.x, label.bounds.top, f64::INFINITY)
    }
}

/// Ends what was shortened after a whole word, where there is one after which the ellipsis has room.
fn end_at_a_word(lines: &mut Vec<String>, whole: &str, width: impl Fn(&str) -> f64, room: f64) {
    let written = lines.iter().flat_map(|line| line.split_whitespace());
    let kept = written
        .zip(whole.split_whitespace())
        .take_while(|(written, word)| written == word)
        .count();
    for count in (1..=kept).rev() {
        let mut ended = first_words(lines, count);
        if let Some(last) = ended.last_mut() {
            *last = format!("{}…", trimmed(last));
            if width(last) <= room {
                *lines = ended;
                return;
            }
        }
    }
}

/// The first words of these lines, so many, on the lines on which they stand.
fn first_words(lines: &[String], mut count: usize) -> Vec<String> {
    let mut first = Vec::new();
    for line in lines {
        let words: Vec<&str> = line.split_whitespace().take(count).collect();
        if words.is_empty() {
            break;
        }
        count -= words.len();
        first.push(words.join(" "));
    }
    first
}

fn trimmed(line: &str) -> &str {
    line.trim_end_matches(|c: char| c.is_whitespace() || c == '\u{200D}' || c == '-')
}

impl Label {
    pub(crate) fn moved(mut self, by: Point) -> Self {
        self.bounds = self.bounds.moved(by);
        for line in &mut self.lines {
            line.baseline = round(line.baseline + by.y);
        }
        self
    }
}
