//! Isolation: typed text inside a sentence keeps its own direction of writing to itself.

/// FIRST STRONG ISOLATE: what follows is laid out by its own first letter.
const BEGIN: char = '\u{2068}';
/// POP DIRECTIONAL ISOLATE.
const END: char = '\u{2069}';

/// The value between isolates, for a sentence around it: “محمد, 7 years” keeps its order, and
/// nothing in the value turns the words beside it. Text that is all of left-to-right letters
/// needs none and stays as it is.
///
/// Controls of direction that a value leaves open, or ends without having begun, would reach
/// beyond it: they are ended, or left out.
pub fn isolated(value: &str) -> String {
    if value.chars().all(is_plain) {
        return value.to_owned();
    }
    let mut inner = String::with_capacity(value.len() + 6);
    let mut open = Vec::new();
    for c in value.chars() {
        match c {
            '\u{2066}'..='\u{2068}' => open.push(END),
            '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}' => open.push('\u{202c}'),
            END | '\u{202c}' => {
                if open.last() != Some(&c) {
                    continue;
                }
                open.pop();
            }
            // A paragraph ends every isolate.
            '\n' | '\r' | '\u{85}' | '\u{2029}' => {
                inner.extend(open.drain(..).rev());
                inner.push(END);
                inner.push(c);
                inner.push(BEGIN);
                continue;
            }
            _ => {}
        }
        inner.push(c);
    }
    inner.extend(open.into_iter().rev());
    format!("{BEGIN}{inner}{END}")
}

/// Whether a character can neither turn what is beside it nor be turned: Latin, Greek and
/// Cyrillic letters, digits and their punctuation.
fn is_plain(c: char) -> bool {
    matches!(c, '\u{20}'..='\u{7e}' | '\u{a0}'..='\u{58f}' | '\u{2010}'..='\u{2027}' | '\n' | '\t')
        || matches!(c, '\u{1e00}'..='\u{1fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_written_from_right_to_left_is_isolated() {
        assert_eq!(isolated("محمد أحمد"), "\u{2068}محمد أحمد\u{2069}");
        for plain in ["Zoë O’Brien", "Łukasz", "", "Ελένη", "Nguyễn"] {
            assert_eq!(isolated(plain), plain);
        }
    }

    #[test]
    fn no_control_of_direction_reaches_beyond_the_value() {
        assert_eq!(isolated("a\u{202e}b"), "\u{2068}a\u{202e}b\u{202c}\u{2069}");
        assert_eq!(isolated("a\u{2069}b"), "\u{2068}ab\u{2069}");
        assert_eq!(isolated("\u{2067}a"), "\u{2068}\u{2067}a\u{2069}\u{2069}");
        assert_eq!(
            isolated("\u{202e}a\nb"),
            "\u{2068}\u{202e}a\u{202c}\u{2069}\n\u{2068}b\u{2069}"
        );
    }
}
